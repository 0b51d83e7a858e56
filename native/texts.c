/* The words of many texts in Windows-1252, numbered in a vocabulary, as in analysis.py. */

#include <stdlib.h>

#include "letters.h"

/* The classes of bytes, as in analysis.py. */
#define IN_WORD 1
#define JOINER 2
#define DIGIT 4
#define DIGIT_JOINER 8
#define LETTER 16
/* Between the number and the unit of a measure in a compound. */
#define SEAM 0x1F

/* A word of a text: where it is, and its index among the distinct ones. */
typedef struct {
    Py_ssize_t start, end;
    int64_t form;
} TextWord;

/* A run of words with joiners between: its first word, their number, and its index among the distinct
 * compounds. */
typedef struct {
    Py_ssize_t first, words;
    int64_t form;
} Compound;

/* A distinct word in lower case, or a compound: its place in the bytes of the table, its first
 * bytes, and its number. Of a compound, which parts are kept begins in `kept` of the vocabulary. */
typedef struct {
    Py_ssize_t offset, length;
    uint64_t hash, first;
    int64_t number;
    Py_ssize_t kept, parts;
} Distinct;

/* Distinct words. `places` is a hash table, of a size that is a power of two, with 0 for an empty
 * place and else an index into `distinct` plus one. The first `numbered` words have their numbers. */
typedef struct {
    unsigned char *bytes;
    Py_ssize_t used, bytes_room;
    Distinct *distinct;
    Py_ssize_t known, numbered, distinct_room;
    uint32_t *places;
    Py_ssize_t size;
} WordTable;

/* What is known of the words of a segment. `is_used` while a call uses it: the interpreter's lock is
 * released meanwhile, so that another thread may call, too. */
typedef struct {
    WordTable words, compounds;
    unsigned char *kept;
    Py_ssize_t kept_used, kept_room;
    int is_used;
} Known;

/* What texts are analysed with, their words, and their compounds. */
typedef struct {
    const unsigned char *classes, *lower;
    unsigned char *lowered, *key;
    Py_ssize_t key_room;
    TextWord *words;
    Py_ssize_t count, room;
    Compound *compounds;
    Py_ssize_t compounds_count, compounds_room;
    Known *known;
} Analysis;

/* A text in Windows-1252. */
typedef struct {
    const unsigned char *bytes;
    Py_ssize_t length;
} Text;

/* Places that are tried for a word. A word that finds none of them free or its own is one more
 * distinct word each time it occurs: words that were made to collide cost no more than others. */
#define MOST_TRIED 64
#define TABLE_NAME "painsci_search._kernel.word_table"
/* Bytes that are read at once; so many are readable after the end of what is looked up. */
#define WIDTH 8

/* Makes room as `make_room` does, without the interpreter's lock, so that it raises no error. */
static int reserve(void **array, Py_ssize_t *room, Py_ssize_t count, Py_ssize_t more, size_t size)
{
    Py_ssize_t wanted = *room ? *room : 1024;
    while (wanted - count < more) {
        wanted *= 2;
    }
    if (wanted == *room) {
        return 1;
    }
    void *grown = realloc(*array, (size_t)wanted * size);
    if (grown == NULL) {
        return 0;
    }
    *array = grown;
    *room = wanted;
    return 1;
}

static void free_words(WordTable *table)
{
    free(table->bytes);
    free(table->distinct);
    free(table->places);
}

static void free_table(PyObject *capsule)
{
    Known *known = PyCapsule_GetPointer(capsule, TABLE_NAME);
    if (known != NULL) {
        free_words(&known->words);
        free_words(&known->compounds);
        free(known->kept);
        free(known);
    }
}

PyObject *new_word_table(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    Known *known = calloc(1, sizeof(Known));
    if (known == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *capsule = PyCapsule_New(known, TABLE_NAME, free_table);
    if (capsule == NULL) {
        free(known);
    }
    return capsule;
}

static int grow_places(WordTable *table)
{
    Py_ssize_t size = table->size ? table->size * 4 : 1 << 14;
    uint32_t *places = calloc((size_t)size, sizeof(uint32_t));
    if (places == NULL || size > UINT32_MAX) {
        free(places);
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
    free(table->places);
    table->places = places;
    table->size = size;
    return 1;
}

/* The first bytes of a word of `length`, of which at least `WIDTH` bytes are readable. */
static inline uint64_t first_bytes(const unsigned char *word, Py_ssize_t length)
{
    static const unsigned char ones[2 * WIDTH] = {255, 255, 255, 255, 255, 255, 255, 255};
    uint64_t bytes, mask;
    memcpy(&bytes, word, WIDTH);
    if (length < WIDTH) {
        memcpy(&mask, ones + WIDTH - length, WIDTH);
        bytes &= mask;
    }
    return bytes;
}

/* Mixes the bits of a hash: each bit of the result depends on all bits of `hash`. Source: Appleby,
 * MurmurHash3, fmix64. */
static inline uint64_t mix(uint64_t hash)
{
    hash = (hash ^ hash >> 33) * 0xFF51AFD7ED558CCDu;
    hash = (hash ^ hash >> 33) * 0xC4CEB9FE1A85EC53u;
    return hash ^ hash >> 33;
}

/* The index of a word in the table; -1 without memory. `WIDTH` bytes after the word are readable. */
static int64_t index_of(WordTable *table, const unsigned char *word, Py_ssize_t length)
{
    uint64_t first = first_bytes(word, length);
    uint64_t hash = mix(first + (uint64_t)length);
    for (Py_ssize_t index = WIDTH; index < length; index += WIDTH) {
        hash = mix(hash + first_bytes(word + index, length - index));
    }
    if (table->known * 2 >= table->size && !grow_places(table)) {
        return -1;
    }
    Py_ssize_t mask = table->size - 1, place = (Py_ssize_t)(hash & (uint64_t)mask);
    int tried = 0;
    for (uint32_t taken; (taken = table->places[place]); place = (place + 1) & mask) {
        const Distinct *other = &table->distinct[taken - 1];
        if (other->first == first && other->length == length
            && (length <= WIDTH || memcmp(table->bytes + other->offset, word, (size_t)length) == 0)) {
            return taken - 1;
        }
        if (++tried == MOST_TRIED) {
            break;
        }
    }
    if (!reserve((void **)&table->distinct, &table->distinct_room, table->known, 1, sizeof(Distinct))
        || !reserve((void **)&table->bytes, &table->bytes_room, table->used, length, 1)) {
        return -1;
    }
    memcpy(table->bytes + table->used, word, (size_t)length);
    table->distinct[table->known] = (Distinct){table->used, length, hash, first, -1, 0, 0};
    table->used += length;
    if (!table->places[place]) {
        table->places[place] = (uint32_t)(table->known + 1);
    }
    return table->known++;
}

static int add_word(Analysis *analysis, const unsigned char *lowered, Py_ssize_t start,
                    Py_ssize_t end)
{
    if (!reserve((void **)&analysis->words, &analysis->room, analysis->count, 1, sizeof(TextWord))) {
        return 0;
    }
    int64_t number = index_of(&analysis->known->words, lowered + start, end - start);
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

/* Adds the compound of some words: their bytes, with a seam where nothing is between two. */
static int add_compound(Analysis *analysis, const unsigned char *text, Py_ssize_t first,
                        Py_ssize_t count)
{
    const TextWord *words = analysis->words + first;
    Py_ssize_t start = words[0].start, length = 0;
    Py_ssize_t room = words[count - 1].end - start + count + WIDTH;
    if (!reserve((void **)&analysis->key, &analysis->key_room, 0, room, 1)
        || !reserve((void **)&analysis->compounds, &analysis->compounds_room,
                    analysis->compounds_count, 1, sizeof(Compound))) {
        return 0;
    }
    for (Py_ssize_t index = 0; index < count; index++) {
        Py_ssize_t end = index + 1 < count ? words[index + 1].start : words[index].end;
        memcpy(analysis->key + length, text + words[index].start, (size_t)(end - words[index].start));
        length += end - words[index].start;
        if (index + 1 < count && end == words[index].end) {
            analysis->key[length++] = SEAM;
        }
    }
    memset(analysis->key + length, 0, WIDTH);
    int64_t form = index_of(&analysis->known->compounds, analysis->key, length);
    analysis->compounds[analysis->compounds_count++] = (Compound){first, count, form};
    return form >= 0;
}

/* Finds the compounds among the words of a text, from the one with the index `first`. */
static int add_compounds(Analysis *analysis, const unsigned char *text, Py_ssize_t first)
{
    while (first < analysis->count) {
        Py_ssize_t last = first;
        while (last + 1 < analysis->count && is_joined(analysis, text, &analysis->words[last])) {
            last++;
        }
        if (last > first && !add_compound(analysis, text, first, last - first + 1)) {
            return 0;
        }
        first = last + 1;
    }
    return 1;
}

/* Splits texts into words and compounds, without the interpreter's lock; 0 without memory. */
static int split_texts(Analysis *analysis, const Text *texts, int64_t *counts, Py_ssize_t number)
{
    Py_ssize_t offset = 0;
    for (Py_ssize_t index = 0; index < number; index++) {
        Py_ssize_t before = analysis->count;
        if (!add_words(analysis, texts[index].bytes, analysis->lowered + offset, texts[index].length)
            || !add_compounds(analysis, texts[index].bytes, before)) {
            return 0;
        }
        counts[index] = analysis->count - before;
        offset += texts[index].length;
    }
    return 1;
}

static PyObject *bytes_of_word(const WordTable *table, Py_ssize_t index)
{
    const Distinct *word = &table->distinct[index];
    return PyBytes_FromStringAndSize((const char *)table->bytes + word->offset, word->length);
}

/* Numbers the new words in the vocabulary. */
static int number_words(WordTable *table, PyObject *vocabulary)
{
    Py_ssize_t first = table->numbered, new = table->known - first;
    PyObject *list = PyList_New(new), *numbers = NULL;
    int right = list != NULL;
    for (Py_ssize_t index = 0; right && index < new; index++) {
        PyObject *bytes = bytes_of_word(table, first + index);
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
    } else if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_TypeError, "number_words returns a number for each word");
    }
    Py_XDECREF(list);
    Py_XDECREF(numbers);
    return right;
}

/* Keeps how a compound is indexed: a tuple of which parts are kept, and the number of the whole. */
static int keep_compound(Known *known, Distinct *distinct, PyObject *compound)
{
    PyObject *kept = PyTuple_Check(compound) && PyTuple_Size(compound) == 2
                         ? PyTuple_GetItem(compound, 0)
                         : NULL;
    if (kept == NULL || !PyTuple_Check(kept)) {
        PyErr_SetString(PyExc_TypeError, "a compound is (kept, whole)");
        return 0;
    }
    Py_ssize_t parts = PyTuple_Size(kept);
    int64_t whole = PyLong_AsLongLong(PyTuple_GetItem(compound, 1));
    if (PyErr_Occurred()) {
        return 0;
    }
    if (!reserve((void **)&known->kept, &known->kept_room, known->kept_used, parts, 1)) {
        PyErr_NoMemory();
        return 0;
    }
    for (Py_ssize_t part = 0; part < parts; part++) {
        int is_kept = PyObject_IsTrue(PyTuple_GetItem(kept, part));
        if (is_kept < 0) {
            return 0;
        }
        known->kept[known->kept_used + part] = (unsigned char)is_kept;
    }
    distinct->number = whole;
    distinct->kept = known->kept_used;
    distinct->parts = parts;
    known->kept_used += parts;
    return 1;
}

/* Looks up how the new compounds are indexed. */
static int look_up_compounds(Known *known, PyObject *vocabulary)
{
    WordTable *table = &known->compounds;
    PyObject *compounds = PyObject_GetAttrString(vocabulary, "by_compound");
    int right = compounds != NULL;
    while (right && table->numbered < table->known) {
        PyObject *bytes = bytes_of_word(table, table->numbered);
        PyObject *compound = bytes == NULL ? NULL : PyObject_GetItem(compounds, bytes);
        right = compound != NULL
                && keep_compound(known, &table->distinct[table->numbered], compound);
        table->numbered += right;
        Py_XDECREF(bytes);
        Py_XDECREF(compound);
    }
    Py_XDECREF(compounds);
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

/* Adds the tokens of a compound; 0 if it has other parts than words. */
static int add_parts(Table *table, const Analysis *analysis, const Compound *compound,
                     int64_t *position)
{
    const Known *known = analysis->known;
    const Distinct *distinct = &known->compounds.distinct[compound->form];
    if (distinct->parts != compound->words) {
        return 0;
    }
    for (Py_ssize_t part = 0; part < compound->words; part++) {
        const TextWord *word = &analysis->words[compound->first + part];
        int64_t own = *position;
        if (known->kept[distinct->kept + part]) {
            int64_t form = known->words.distinct[word->form].number;
            add_row(table, (*position)++, word->start, form, 0);
        }
        if (part == 0 && distinct->number >= 0) {
            add_row(table, own, word->start, distinct->number, 1);
        }
    }
    return 1;
}

/* The gaps before a word, after `seen`: one for each run of line breaks, but for one that begins the
 * text. */
static int64_t gaps_before(const unsigned char *text, Py_ssize_t seen, Py_ssize_t start)
{
    int64_t gaps = 0;
    for (; seen + 1 < start; seen++) {
        gaps += text[seen] == '\n' && text[seen + 1] == '\n' && seen > 0 && text[seen - 1] != '\n';
    }
    return gaps;
}

/* Adds the tokens of all texts, without the interpreter's lock. `counts` are those of words, and
 * become those of tokens. Returns 0 if a compound has other parts than its words. */
static int add_rows(Table *table, const Analysis *analysis, const Text *texts, int64_t *counts,
                    Py_ssize_t number, int64_t gap)
{
    const TextWord *words = analysis->words;
    const Compound *compound = analysis->compounds;
    const Compound *last_compound = compound + analysis->compounds_count;
    Py_ssize_t word = 0;
    for (Py_ssize_t index = 0; index < number; index++) {
        Py_ssize_t before = table->count, end = word + (Py_ssize_t)counts[index], seen = 0;
        int64_t position = 0;
        while (word < end) {
            position += gap * gaps_before(texts[index].bytes, seen, words[word].start);
            if (compound < last_compound && compound->first == word) {
                if (!add_parts(table, analysis, compound, &position)) {
                    return 0;
                }
                word += compound->words;
                compound++;
            } else {
                int64_t form = analysis->known->words.distinct[words[word].form].number;
                add_row(table, position++, words[word].start, form, 0);
                word++;
            }
            seen = words[word - 1].end;
        }
        counts[index] = table->count - before;
    }
    return 1;
}

static int make_table(Table *table, Py_ssize_t words)
{
    size_t rows = 2 * (size_t)words + 1;
    table->position = malloc(rows * sizeof(int64_t));
    table->start = malloc(rows * sizeof(int64_t));
    table->form = malloc(rows * sizeof(int32_t));
    table->whole = malloc(rows);
    return table->position && table->start && table->form && table->whole;
}

/* Analyses texts: first the words of all, then their numbers, then the tokens. */
static int analyse_texts(Analysis *analysis, Table *table, int64_t *counts, const Text *texts,
                         Py_ssize_t number, PyObject *vocabulary, int64_t gap)
{
    int has_memory, has_parts;
    PyThreadState *state = PyEval_SaveThread();
    has_memory = split_texts(analysis, texts, counts, number) && make_table(table, analysis->count);
    PyEval_RestoreThread(state);
    if (!has_memory) {
        PyErr_NoMemory();
        return 0;
    }
    if (!number_words(&analysis->known->words, vocabulary)
        || !look_up_compounds(analysis->known, vocabulary)) {
        return 0;
    }
    state = PyEval_SaveThread();
    has_parts = add_rows(table, analysis, texts, counts, number, gap);
    PyEval_RestoreThread(state);
    if (!has_parts) {
        PyErr_SetString(PyExc_ValueError, "a compound has other parts");
    }
    return has_parts;
}

/* The texts of a list of bytes, and their total length; -1 unless it is one. */
static Py_ssize_t open_texts(PyObject *list, Text *texts)
{
    Py_ssize_t total = 0, length;
    char *bytes;
    for (Py_ssize_t index = 0; index < PyList_Size(list); index++) {
        if (PyBytes_AsStringAndSize(PyList_GetItem(list, index), &bytes, &length) < 0) {
            return -1;
        }
        texts[index] = (Text){(const unsigned char *)bytes, length};
        total += length;
    }
    return total;
}

/* Analyses the texts of a list, which nobody else can change, by tables of 256 bytes. */
static PyObject *tokens_of(PyObject *list, PyObject *vocabulary, Known *known, const char *classes,
                           const char *lower, int64_t gap)
{
    Py_ssize_t number = PyList_Size(list);
    Analysis analysis = {(const unsigned char *)classes, (const unsigned char *)lower};
    analysis.known = known;
    Table table = {NULL};
    PyObject *result = NULL;
    Text *texts = malloc((size_t)(number + 1) * sizeof(Text));
    int64_t *counts = malloc((size_t)(number + 1) * sizeof(int64_t));
    Py_ssize_t total = texts == NULL ? 0 : open_texts(list, texts);
    analysis.lowered = total < 0 ? NULL : malloc((size_t)total + WIDTH);
    if (texts == NULL || counts == NULL || (total >= 0 && analysis.lowered == NULL)) {
        PyErr_NoMemory();
    } else if (total >= 0) {
        memset(analysis.lowered, 0, (size_t)total + WIDTH);
        if (analyse_texts(&analysis, &table, counts, texts, number, vocabulary, gap)) {
            result = Py_BuildValue("(NNNNN)", bytes_of(counts, sizeof(int64_t), number),
                                   bytes_of(table.position, sizeof(int64_t), table.count),
                                   bytes_of(table.form, sizeof(int32_t), table.count),
                                   bytes_of(table.start, sizeof(int64_t), table.count),
                                   bytes_of(table.whole, 1, table.count));
        }
    }
    void *made[] = {analysis.lowered, analysis.words, analysis.compounds, analysis.key, texts, counts,
                    table.position,   table.start,    table.form,         table.whole};
    for (size_t index = 0; index < sizeof(made) / sizeof(*made); index++) {
        free(made[index]);
    }
    return result;
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
    int64_t gap = PyLong_AsLongLong(args[4]);
    PyObject *capsule = PyErr_Occurred() ? NULL : PyObject_GetAttrString(args[1], "table");
    Known *known = capsule == NULL ? NULL : PyCapsule_GetPointer(capsule, TABLE_NAME);
    PyObject *texts = NULL, *result = NULL;
    if (known != NULL && known->is_used) {
        PyErr_SetString(PyExc_ValueError, "another thread uses the vocabulary");
    } else if (known != NULL && (texts = PyList_GetSlice(args[0], 0, PyList_Size(args[0]))) != NULL) {
        known->is_used = 1;
        result = tokens_of(texts, args[1], known, classes, lower, gap);
        known->is_used = 0;
    }
    Py_XDECREF(texts);
    Py_XDECREF(capsule);
    return result;
}
