/* The words of many texts in Windows-1252, numbered in a vocabulary, as in analysis.py. */

#include "letters.h"

/* The classes of bytes, as in analysis.py. */
#define IN_WORD 1
#define JOINER 2
#define DIGIT 4
#define DIGIT_JOINER 8
#define LETTER 16
/* Between the number and the unit of a measure in a compound. */
#define SEAM 0x1F

/* A word of a text: where it is, and its number, at first among the distinct ones. */
typedef struct {
    Py_ssize_t start, end;
    int64_t form;
} TextWord;

/* A distinct word, in lower case: its place in the bytes of the table, and its number. */
typedef struct {
    Py_ssize_t offset, length;
    uint64_t hash;
    int64_t number;
} Distinct;

/* The distinct words of a vocabulary. `places` is a hash table, of a size that is a power of two,
 * with 0 for an empty place and else an index into `distinct` plus one. The first `numbered` words
 * have their numbers. */
typedef struct {
    unsigned char *bytes;
    Py_ssize_t used, bytes_room;
    Distinct *distinct;
    Py_ssize_t known, numbered, distinct_room;
    uint32_t *places;
    Py_ssize_t size;
} WordTable;

/* What texts are analysed with, and their words, whose forms are at first indices of the table. */
typedef struct {
    const unsigned char *classes, *lower;
    unsigned char *lowered;
    TextWord *words;
    Py_ssize_t count, room;
    WordTable *table;
} Analysis;

/* Places that are tried for a word. A word that finds none of them free or its own is one more
 * distinct word each time it occurs: words that were made to collide cost no more than others. */
#define MOST_TRIED 64
#define TABLE_NAME "painsci_search._kernel.word_table"

static void free_table(PyObject *capsule)
{
    WordTable *table = PyCapsule_GetPointer(capsule, TABLE_NAME);
    if (table != NULL) {
        PyMem_Free(table->bytes);
        PyMem_Free(table->distinct);
        PyMem_Free(table->places);
        PyMem_Free(table);
    }
}

PyObject *new_word_table(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    WordTable *table = PyMem_Calloc(1, sizeof(WordTable));
    if (table == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *capsule = PyCapsule_New(table, TABLE_NAME, free_table);
    if (capsule == NULL) {
        PyMem_Free(table);
    }
    return capsule;
}

static int grow_places(WordTable *table)
{
    Py_ssize_t size = table->size ? table->size * 4 : 1 << 14;
    uint32_t *places = PyMem_Calloc((size_t)size, sizeof(uint32_t));
    if (places == NULL || size > UINT32_MAX) {
        PyMem_Free(places);
        PyErr_NoMemory();
        return 0;
    }
    for (Py_ssize_t number = 0; number < table->known; number++) {
        Py_ssize_t place = (Py_ssize_t)(table->distinct[number].hash & (uint64_t)(size - 1));
        int tried = 0;
        while (places[place] && ++tried < MOST_TRIED) {
            place = (place + 1) & (size - 1);
        }
        if (!places[place]) {
            places[place] = (uint32_t)(number + 1);
        }
    }
    PyMem_Free(table->places);
    table->places = places;
    table->size = size;
    return 1;
}

/* The index of a word in the table; -1 after an error. */
static int64_t index_of(WordTable *table, const unsigned char *word, Py_ssize_t length)
{
    uint64_t hash = 0xCBF29CE484222325u; /* FNV-1a */
    for (Py_ssize_t index = 0; index < length; index++) {
        hash = (hash ^ word[index]) * 0x100000001B3u;
    }
    hash ^= hash >> 32;
    if (table->known * 2 >= table->size && !grow_places(table)) {
        return -1;
    }
    Py_ssize_t mask = table->size - 1, place = (Py_ssize_t)(hash & (uint64_t)mask);
    int tried = 0;
    for (uint32_t taken; (taken = table->places[place]); place = (place + 1) & mask) {
        const Distinct *other = &table->distinct[taken - 1];
        if (other->hash == hash && other->length == length
            && memcmp(table->bytes + other->offset, word, (size_t)length) == 0) {
            return taken - 1;
        }
        if (++tried == MOST_TRIED) {
            break;
        }
    }
    if (!make_room((void **)&table->distinct, &table->distinct_room, table->known, 1,
                   sizeof(Distinct))
        || !make_room((void **)&table->bytes, &table->bytes_room, table->used, length, 1)) {
        return -1;
    }
    memcpy(table->bytes + table->used, word, (size_t)length);
    table->distinct[table->known] = (Distinct){table->used, length, hash, -1};
    table->used += length;
    if (!table->places[place]) {
        table->places[place] = (uint32_t)(table->known + 1);
    }
    return table->known++;
}

static int add_word(Analysis *analysis, const unsigned char *lowered, Py_ssize_t start,
                    Py_ssize_t end)
{
    if (!make_room((void **)&analysis->words, &analysis->room, analysis->count, 1,
                   sizeof(TextWord))) {
        return 0;
    }
    int64_t number = index_of(analysis->table, lowered + start, end - start);
    analysis->words[analysis->count++] = (TextWord){start, end, number};
    return number >= 0;
}

/* The offset of the unit in a number with a unit, or 0, as `unit_of` for ASCII. */
static Py_ssize_t western_unit(const Analysis *analysis, const unsigned char *word,
                               Py_ssize_t length)
{
    Py_ssize_t digits = 0;
    while (digits < length && analysis->classes[word[digits]] & DIGIT) {
        digits++;
    }
    for (Py_ssize_t index = digits; index < length; index++) {
        if (!(analysis->classes[word[index]] & LETTER)) {
            return 0;
        }
    }
    return digits == 0 || digits == length || is_ordinal((const char *)word + digits, length - digits)
               ? 0
               : digits;
}

/* Splits a text into words, and a number with its unit into two. */
static int add_words(Analysis *analysis, const unsigned char *text, unsigned char *lowered,
                     Py_ssize_t length)
{
    for (Py_ssize_t index = 0; index < length; index++) {
        lowered[index] = analysis->lower[text[index]];
    }
    for (Py_ssize_t here = 0; here < length;) {
        if (!(analysis->classes[text[here]] & IN_WORD)) {
            here++;
            continue;
        }
        Py_ssize_t end = here + 1;
        while (end < length && analysis->classes[text[end]] & IN_WORD) {
            end++;
        }
        Py_ssize_t unit = analysis->classes[text[here]] & DIGIT
                              ? western_unit(analysis, text + here, end - here)
                              : 0;
        if (unit && !add_word(analysis, lowered, here, here + unit)) {
            return 0;
        }
        if (!add_word(analysis, lowered, here + unit, end)) {
            return 0;
        }
        here = end;
    }
    return 1;
}

/* Numbers the new words in the vocabulary, and gives each word of the texts its number. */
static int number_all(Analysis *analysis, PyObject *vocabulary)
{
    WordTable *table = analysis->table;
    Py_ssize_t first = table->numbered, new = table->known - first;
    PyObject *list = PyList_New(new), *numbers = NULL;
    int right = list != NULL;
    for (Py_ssize_t index = 0; right && index < new; index++) {
        const Distinct *word = &table->distinct[first + index];
        PyObject *bytes
            = PyBytes_FromStringAndSize((const char *)table->bytes + word->offset, word->length);
        right = bytes != NULL && PyList_SetItem(list, index, bytes) == 0;
    }
    if (right) {
        numbers = PyObject_CallMethod(vocabulary, "number_words", "O", list);
        right = numbers != NULL && PyList_Check(numbers) && PyList_Size(numbers) == new;
    }
    for (Py_ssize_t index = 0; right && index < new; index++) {
        table->distinct[first + index].number = PyLong_AsLongLong(PyList_GetItem(numbers, index));
        right = !PyErr_Occurred();
    }
    if (right) {
        table->numbered = first + new;
    }
    for (Py_ssize_t index = 0; right && index < analysis->count; index++) {
        analysis->words[index].form = table->distinct[analysis->words[index].form].number;
    }
    if (!right && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_TypeError, "number_words returns a number for each word");
    }
    Py_XDECREF(list);
    Py_XDECREF(numbers);
    return right;
}

/* Tokens as arrays, with room for a whole beside each word. */
typedef struct {
    int64_t *position, *start;
    int32_t *form;
    char *whole;
    Py_ssize_t count;
} Table;

static void add_row(Table *table, int64_t position, int64_t start, int64_t form, int whole)
{
    Py_ssize_t row = table->count++;
    table->position[row] = position;
    table->start[row] = start;
    table->form[row] = (int32_t)form;
    table->whole[row] = (char)whole;
}

/* Whether a joiner, or nothing, is between a word and the next. */
static int is_joined(const Analysis *analysis, const unsigned char *text, const TextWord *word)
{
    Py_ssize_t gap = word[1].start - word[0].end;
    if (gap == 0) {
        return 1;
    }
    if (gap > 1) {
        return 0;
    }
    const unsigned char *middle = text + word[0].end;
    int kind = analysis->classes[*middle];
    return kind & JOINER
           || (kind & DIGIT_JOINER && analysis->classes[middle[-1]] & analysis->classes[middle[1]] & DIGIT);
}

/* How a compound is indexed: a tuple of which parts are kept, and the number of the whole. */
static PyObject *look_up_compound(PyObject *compounds, const unsigned char *text,
                                  const TextWord *words, Py_ssize_t count)
{
    Py_ssize_t start = words[0].start, length = 0;
    unsigned char *key = PyMem_Malloc((size_t)(words[count - 1].end - start + count));
    if (key == NULL) {
        return PyErr_NoMemory();
    }
    for (Py_ssize_t index = 0; index < count; index++) {
        Py_ssize_t end = index + 1 < count ? words[index + 1].start : words[index].end;
        memcpy(key + length, text + words[index].start, (size_t)(end - words[index].start));
        length += end - words[index].start;
        if (index + 1 < count && end == words[index].end) {
            key[length++] = SEAM;
        }
    }
    PyObject *bytes = PyBytes_FromStringAndSize((const char *)key, length);
    PyMem_Free(key);
    PyObject *compound = bytes == NULL ? NULL : PyObject_GetItem(compounds, bytes);
    Py_XDECREF(bytes);
    if (compound != NULL
        && !(PyTuple_Check(compound) && PyTuple_Size(compound) == 2
             && PyTuple_Check(PyTuple_GetItem(compound, 0))
             && PyTuple_Size(PyTuple_GetItem(compound, 0)) == count)) {
        PyErr_SetString(PyExc_ValueError, "a compound has other parts");
        Py_CLEAR(compound);
    }
    return compound;
}

/* Adds the tokens of one text, whose words these are. */
static int add_rows(Table *table, const Analysis *analysis, PyObject *compounds,
                    const unsigned char *text, const TextWord *words, Py_ssize_t count, int64_t gap)
{
    int64_t position = 0;
    Py_ssize_t seen = 0;
    for (Py_ssize_t first = 0; first < count;) {
        /* one gap for each run of line breaks before the word, but for one that begins the text */
        for (; seen < words[first].start; seen++) {
            if (text[seen] == '\n' && text[seen + 1] == '\n' && seen > 0 && text[seen - 1] != '\n') {
                position += gap;
            }
        }
        Py_ssize_t last = first;
        while (last + 1 < count && is_joined(analysis, text, &words[last])) {
            last++;
        }
        if (last == first) {
            add_row(table, position++, words[first].start, words[first].form, 0);
            first++;
            continue;
        }
        PyObject *compound = look_up_compound(compounds, text, &words[first], last - first + 1);
        if (compound == NULL) {
            return 0;
        }
        PyObject *kept = PyTuple_GetItem(compound, 0);
        int64_t whole = PyLong_AsLongLong(PyTuple_GetItem(compound, 1));
        for (Py_ssize_t word = first; word <= last; word++) {
            int64_t own = position;
            if (PyObject_IsTrue(PyTuple_GetItem(kept, word - first))) {
                add_row(table, position++, words[word].start, words[word].form, 0);
            }
            if (word == first && whole >= 0) {
                add_row(table, own, words[word].start, whole, 1);
            }
        }
        Py_DECREF(compound);
        if (PyErr_Occurred()) {
            return 0;
        }
        first = last + 1;
    }
    return 1;
}

/* Analyses texts: first the words of all, then their numbers, then the tokens. */
static int analyse_texts(Analysis *analysis, Table *table, int64_t *counts, PyObject *texts,
                         PyObject *vocabulary, int64_t gap)
{
    Py_ssize_t number = PyList_Size(texts), offset = 0, length;
    char *text;
    for (Py_ssize_t index = 0; index < number; index++) {
        if (PyBytes_AsStringAndSize(PyList_GetItem(texts, index), &text, &length) < 0) {
            return 0;
        }
        Py_ssize_t before = analysis->count;
        if (!add_words(analysis, (const unsigned char *)text, analysis->lowered + offset, length)) {
            return 0;
        }
        counts[index] = analysis->count - before;
        offset += length;
    }
    size_t rows = 2 * (size_t)analysis->count + 1;
    table->position = PyMem_Malloc(rows * sizeof(int64_t));
    table->start = PyMem_Malloc(rows * sizeof(int64_t));
    table->form = PyMem_Malloc(rows * sizeof(int32_t));
    table->whole = PyMem_Malloc(rows);
    if (!table->position || !table->start || !table->form || !table->whole) {
        PyErr_NoMemory();
        return 0;
    }
    PyObject *compounds = NULL;
    int right = number_all(analysis, vocabulary)
                && (compounds = PyObject_GetAttrString(vocabulary, "by_compound")) != NULL;
    Py_ssize_t first = 0;
    for (Py_ssize_t index = 0; right && index < number; index++) {
        Py_ssize_t before = table->count, words = (Py_ssize_t)counts[index];
        text = PyBytes_AsString(PyList_GetItem(texts, index));
        right = add_rows(table, analysis, compounds, (const unsigned char *)text,
                         analysis->words + first, words, gap);
        first += words;
        counts[index] = table->count - before;
    }
    Py_XDECREF(compounds);
    return right;
}

/* The total length of texts; -1 unless they are a list of bytes. */
static Py_ssize_t total_length(PyObject *texts)
{
    Py_ssize_t total = 0, length;
    char *text;
    for (Py_ssize_t index = 0; index < PyList_Size(texts); index++) {
        if (PyBytes_AsStringAndSize(PyList_GetItem(texts, index), &text, &length) < 0) {
            return -1;
        }
        total += length;
    }
    return total;
}

PyObject *western_tokens(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    char *classes, *lower;
    Py_ssize_t sizes[2];
    if (count != 5 || !PyList_Check(args[0])
        || PyBytes_AsStringAndSize(args[2], &classes, &sizes[0]) < 0
        || PyBytes_AsStringAndSize(args[3], &lower, &sizes[1]) < 0 || sizes[0] != 256
        || sizes[1] != 256) {
        PyErr_SetString(PyExc_TypeError, "western_tokens(texts, vocabulary, classes, lower, gap)");
        return NULL;
    }
    /* a copy, which nobody else can change while words are numbered */
    PyObject *texts = PyList_GetSlice(args[0], 0, PyList_Size(args[0]));
    int64_t gap = PyLong_AsLongLong(args[4]);
    Py_ssize_t total = texts == NULL || PyErr_Occurred() ? -1 : total_length(texts);
    if (total < 0) {
        Py_XDECREF(texts);
        return NULL;
    }
    PyObject *capsule = PyObject_GetAttrString(args[1], "table");
    Analysis analysis = {(const unsigned char *)classes, (const unsigned char *)lower};
    analysis.table = capsule == NULL ? NULL : PyCapsule_GetPointer(capsule, TABLE_NAME);
    Table table = {NULL};
    PyObject *result = NULL;
    analysis.lowered = PyMem_Malloc((size_t)total + 1);
    int64_t *counts = PyMem_Malloc((size_t)(PyList_Size(texts) + 1) * sizeof(int64_t));
    if (analysis.lowered == NULL || counts == NULL) {
        PyErr_NoMemory();
    } else if (analysis.table != NULL
               && analyse_texts(&analysis, &table, counts, texts, args[1], gap)) {
        result = Py_BuildValue("(NNNNN)", bytes_of(counts, sizeof(int64_t), PyList_Size(texts)),
                               bytes_of(table.position, sizeof(int64_t), table.count),
                               bytes_of(table.form, sizeof(int32_t), table.count),
                               bytes_of(table.start, sizeof(int64_t), table.count),
                               bytes_of(table.whole, 1, table.count));
    }
    void *made[] = {analysis.lowered, analysis.words, table.position, table.start,
                    table.form,       table.whole,    counts};
    for (size_t index = 0; index < sizeof(made) / sizeof(*made); index++) {
        PyMem_Free(made[index]);
    }
    Py_DECREF(texts);
    Py_XDECREF(capsule);
    return result;
}
