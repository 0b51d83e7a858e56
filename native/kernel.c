/* The native kernel: strings, tokens and sentences; and the module, with the functions of all files.
 *
 * A function does what its Python twin of the same name does, which painsci_search.native.compiled
 * replaces; the twin states the semantics.
 */

#include "kernel.h"

/* As in painsci_search/native.py. */
#define VERSION 6

/* ---- Sorted strings ---- */

static const char *const STRINGS[] = {UNSIGNED, UNSIGNED};

static PyObject *first_string(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    char *sought;
    Py_ssize_t length;
    Numbers arrays[2];
    int is_equal;
    if (count != 4) {
        PyErr_SetString(PyExc_TypeError, "first_string(text, starts, sought, compared)");
        return NULL;
    }
    if (PyBytes_AsStringAndSize(args[2], &sought, &length) < 0 || !open_all(args, arrays, STRINGS, 2)) {
        return NULL;
    }
    Py_ssize_t found = search(&arrays[0], &arrays[1], sought, length, &is_equal);
    close_all(arrays, 2);
    return found < 0 ? NULL : PyLong_FromSsize_t(found);
}

static PyObject *find_string(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    char *sought;
    Py_ssize_t length;
    Numbers arrays[2];
    int is_equal;
    if (count != 4) {
        PyErr_SetString(PyExc_TypeError, "find_string(text, starts, sought, compared)");
        return NULL;
    }
    if (PyBytes_AsStringAndSize(args[2], &sought, &length) < 0 || !open_all(args, arrays, STRINGS, 2)) {
        return NULL;
    }
    Py_ssize_t found = search(&arrays[0], &arrays[1], sought, length, &is_equal);
    close_all(arrays, 2);
    return found < 0 ? NULL : PyLong_FromSsize_t(is_equal ? found : -1);
}

/* ---- Numbers in order ---- */

static PyObject *find_number(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    Numbers numbers;
    if (count != 2) {
        PyErr_SetString(PyExc_TypeError, "find_number(numbers, sought)");
        return NULL;
    }
    unsigned long long sought = PyLong_AsUnsignedLongLong(args[1]);
    if (PyErr_Occurred() || !open_numbers(args[0], &numbers, RECORDS)) {
        return NULL;
    }
    Py_ssize_t found = index_in(&numbers, sought);
    PyBuffer_Release(&numbers.view);
    return PyLong_FromSsize_t(found);
}

int occurrences(const Numbers *arrays, uint64_t doc, Py_ssize_t low, Py_ssize_t interval,
                uint64_t *begin, uint64_t *end)
{
    const Numbers *counts = &arrays[1], *skips = &arrays[2];
    Py_ssize_t found = index_in(&arrays[0], doc);
    *begin = *end = 0;
    if (low < 0 || interval < 1 || low > PY_SSIZE_T_MAX - arrays[0].count) {
        PyErr_SetString(PyExc_ValueError, "a posting before the first");
        return 0;
    }
    if (found < 0) {
        return 1;
    }
    Py_ssize_t posting = low + found, entry = posting / interval;
    /* `counts` begins with the entry of the skip list before the first posting */
    Py_ssize_t own = posting - low / interval * interval;
    if (entry >= skips->count || own >= counts->count) {
        PyErr_SetString(PyExc_ValueError, "a posting beyond the last");
        return 0;
    }
    *begin = at(skips, entry);
    for (Py_ssize_t here = own - posting % interval; here < own; here++) {
        *begin += at(counts, here);
    }
    *end = *begin + at(counts, own);
    return 1;
}

static PyObject *occurrences_in(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    static const char *const kinds[] = {UNSIGNED, UNSIGNED, UNSIGNED};
    Numbers arrays[3];
    uint64_t begin, end;
    if (count != 6) {
        PyErr_SetString(PyExc_TypeError, "occurrences_in(docs, counts, skips, doc, low, interval)");
        return NULL;
    }
    unsigned long long doc = PyLong_AsUnsignedLongLong(args[3]);
    Py_ssize_t low = PyErr_Occurred() ? -1 : PyLong_AsSsize_t(args[4]);
    Py_ssize_t interval = PyErr_Occurred() ? -1 : PyLong_AsSsize_t(args[5]);
    if (PyErr_Occurred() || !open_all(args, arrays, kinds, 3)) {
        return NULL;
    }
    int is_right = occurrences(arrays, doc, low, interval, &begin, &end);
    close_all(arrays, 3);
    return is_right ? Py_BuildValue("(KK)", (unsigned long long)begin, (unsigned long long)end) : NULL;
}

/* ---- Tokens of ASCII text ---- */

/* Parts of a compound that is indexed as a whole, as in text.py; a number with its unit is two. */
#define WHOLE_PARTS 8
#define MOST_SPANS (2 * WHOLE_PARTS)

typedef struct {
    Py_ssize_t start, end;
} Span;

static inline int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline int in_word(char c)
{
    return is_digit(c) || is_letter(c);
}

static inline char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* The end of the part, a word or a power, that starts at `start`. */
static Py_ssize_t part_end(const char *text, Py_ssize_t start, Py_ssize_t length)
{
    Py_ssize_t digits = start;
    while (digits < length && is_digit(text[digits])) {
        digits++;
    }
    if (digits > start && digits < length && text[digits] == '^') {
        Py_ssize_t exponent = digits + 1 + (digits + 1 < length && text[digits + 1] == '-');
        Py_ssize_t end = exponent;
        while (end < length && is_digit(text[end])) {
            end++;
        }
        if (end > exponent && !(end < length && in_word(text[end]))) {
            return end;
        }
    }
    while (digits < length && in_word(text[digits])) {
        digits++;
    }
    return digits;
}

/* Whether a joiner at `here`, after a part, joins it with a part after it. */
static int joins(const char *text, Py_ssize_t here, Py_ssize_t length)
{
    if (here + 1 >= length || !in_word(text[here + 1])) {
        return 0;
    }
    switch (text[here]) {
    case '-':
    case '\'':
    case '.':
    case '/':
    case '&':
    case ':':
        return 1;
    case ',':
        return is_digit(text[here - 1]) && is_digit(text[here + 1]);
    default:
        return 0;
    }
}

/* Whether the part is the s of a possessive: after an apostrophe, at the end or before a joiner. */
static int is_possessive(const char *text, Span part, Py_ssize_t first, Py_ssize_t compound_end)
{
    if (part.start == first || part.end - part.start != 1 || lower(text[part.start]) != 's'
        || text[part.start - 1] != '\'') {
        return 0;
    }
    return part.end == compound_end || (text[part.end] != '\'' && text[part.end] != ',');
}

/* Whether letters after a number are no unit, but those of "1st" or "1980s". */
static int is_ordinal(const char *letters, Py_ssize_t length)
{
    char one = lower(letters[0]), two = length == 2 ? lower(letters[1]) : 0;
    return (length == 1 && one == 's') || (one == 's' && two == 't') || (one == 'n' && two == 'd')
           || (one == 'r' && two == 'd') || (one == 't' && two == 'h');
}

/* The offset of the unit in a number with a unit, or 0. */
static Py_ssize_t unit_of(const char *word, Py_ssize_t length)
{
    Py_ssize_t digits = 0;
    while (digits < length && is_digit(word[digits])) {
        digits++;
    }
    for (Py_ssize_t index = digits; index < length; index++) {
        if (!is_letter(word[index])) {
            return 0;
        }
    }
    return digits == 0 || digits == length || is_ordinal(word + digits, length - digits) ? 0 : digits;
}

/* Where tokens go. */
typedef struct {
    const char *text;
    PyObject *list;
    PyTypeObject *kind;
    newfunc make;
    Py_ssize_t position;
} Tokens;

static int add_token(Tokens *tokens, PyObject *word, Span span, Py_ssize_t position,
                     Py_ssize_t parts)
{
    if (word == NULL) {
        return 0;
    }
    PyObject *fields = Py_BuildValue("((Nnnnn))", word, span.start, span.end, position, parts);
    if (fields == NULL) {
        return 0;
    }
    PyObject *token = tokens->make(tokens->kind, fields, NULL);
    Py_DECREF(fields);
    if (token == NULL) {
        return 0;
    }
    int failed = PyList_Append(tokens->list, token);
    Py_DECREF(token);
    return failed == 0;
}

static PyObject *lower_word(const char *text, Py_ssize_t length)
{
    char space[64] = {0};
    char *word = length <= (Py_ssize_t)sizeof(space) ? space : PyMem_Malloc((size_t)length);
    if (word == NULL) {
        return PyErr_NoMemory();
    }
    for (Py_ssize_t index = 0; index < length; index++) {
        word[index] = lower(text[index]);
    }
    PyObject *made = PyUnicode_FromStringAndSize(word, length);
    if (word != space) {
        PyMem_Free(word);
    }
    return made;
}

static int add_part(Tokens *tokens, Span span)
{
    PyObject *word = lower_word(tokens->text + span.start, span.end - span.start);
    return add_token(tokens, word, span, tokens->position++, 1);
}

/* Adds the whole of a compound, whose first part has just been added. */
static int add_whole(Tokens *tokens, const Span *spans, int count)
{
    const char *text = tokens->text;
    Span whole = {spans[0].start, spans[count - 1].end};
    char *joined = PyMem_Malloc((size_t)(whole.end - whole.start));
    Py_ssize_t length = 0;
    if (joined == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    for (int index = 0; index < count; index++) {
        Span span = spans[index];
        if (index && is_digit(joined[length - 1]) && is_digit(text[span.start])
            && text[span.start - 1] != ',') {
            joined[length++] = text[span.start - 1] == '.' ? '.' : '-';
        }
        for (Py_ssize_t here = span.start; here < span.end; here++) {
            joined[length++] = lower(text[here]);
        }
    }
    PyObject *word = PyUnicode_FromStringAndSize(joined, length);
    PyMem_Free(joined);
    return add_token(tokens, word, whole, tokens->position - 1, count);
}

/* Adds a part, and the whole after the first of `count` spans. */
static int add_compound_part(Tokens *tokens, Span span, const Span *spans, int count)
{
    if (!add_part(tokens, span)) {
        return 0;
    }
    return count < 2 || span.start != spans[0].start || add_whole(tokens, spans, count);
}

/* Adds the tokens of the compound that starts at `start`; returns its end, or -1 after an error. */
static Py_ssize_t add_compound(Tokens *tokens, Py_ssize_t start, Py_ssize_t length)
{
    const char *text = tokens->text;
    Py_ssize_t end = part_end(text, start, length);
    while (joins(text, end, length)) {
        end = part_end(text, end + 1, length);
    }
    /* the spans of the whole, if the parts are few enough */
    Span spans[MOST_SPANS];
    int count = 0, written = 0;
    for (Py_ssize_t here = start; here < end && written <= WHOLE_PARTS;) {
        Span part = {here, part_end(text, here, end)};
        here = part.end + 1;
        if (is_possessive(text, part, start, end)) {
            continue;
        }
        if (++written > WHOLE_PARTS) {
            count = 0;
            break;
        }
        Py_ssize_t unit = unit_of(text + part.start, part.end - part.start);
        if (unit) {
            spans[count++] = (Span){part.start, part.start + unit};
        }
        spans[count++] = (Span){part.start + unit, part.end};
    }
    for (Py_ssize_t here = start; here < end;) {
        Span part = {here, part_end(text, here, end)};
        here = part.end + 1;
        if (is_possessive(text, part, start, end)) {
            continue;
        }
        Py_ssize_t unit = unit_of(text + part.start, part.end - part.start);
        Span number = {part.start, part.start + unit}, rest = {part.start + unit, part.end};
        if (unit && !add_compound_part(tokens, number, spans, count)) {
            return -1;
        }
        if (!add_compound_part(tokens, rest, spans, count)) {
            return -1;
        }
    }
    return end;
}

static PyObject *ascii_tokens(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    Py_ssize_t length;
    if (count != 2 || !PyType_Check(args[1])
        || !PyType_IsSubtype((PyTypeObject *)args[1], &PyTuple_Type)) {
        PyErr_SetString(PyExc_TypeError, "ascii_tokens(text, kind), a class of tuples");
        return NULL;
    }
    const char *text = PyUnicode_AsUTF8AndSize(args[0], &length);
    if (text == NULL) {
        return NULL;
    }
    if (length != PyUnicode_GetLength(args[0])) {
        PyErr_SetString(PyExc_ValueError, "the text is not ASCII");
        return NULL;
    }
    newfunc make = (newfunc)PyType_GetSlot(&PyTuple_Type, Py_tp_new);
    Tokens tokens = {text, PyList_New(0), (PyTypeObject *)args[1], make, 0};
    if (tokens.list == NULL) {
        return NULL;
    }
    for (Py_ssize_t here = 0; here < length;) {
        if (!in_word(text[here])) {
            here++;
            continue;
        }
        here = add_compound(&tokens, here, length);
        if (here < 0) {
            Py_DECREF(tokens.list);
            return NULL;
        }
    }
    return tokens.list;
}

/* ---- Words of many texts ---- */

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

static PyObject *new_word_table(PyObject *module, PyObject *const *args, Py_ssize_t count)
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

static PyObject *western_tokens(PyObject *module, PyObject *const *args, Py_ssize_t count)
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

/* ---- Sentences ---- */

/* Characters of the longest word before a stop that is looked at, as in text.py. */
#define LONGEST_WORD 40

uint8_t classes[KNOWN];

static int has_property(PyObject *character, const char *method)
{
    PyObject *answer = PyObject_CallMethod(character, method, NULL);
    int is_true = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    return is_true;
}

int ask_class(Py_UCS4 code)
{
    PyObject *character = PyUnicode_FromOrdinal((int)code);
    if (character == NULL) {
        return -1;
    }
    int space = has_property(character, "isspace"), upper = has_property(character, "isupper");
    int alpha = has_property(character, "isalpha");
    Py_DECREF(character);
    if (space < 0 || upper < 0 || alpha < 0) {
        return -1;
    }
    int found = space * IS_SPACE | upper * IS_UPPER | alpha * IS_ALPHA | IS_KNOWN;
    if (code < KNOWN) {
        classes[code] = (uint8_t)found;
    }
    return found;
}

/* A text that is split into sentences, and how; `failed` after an error. */
typedef struct {
    PyObject *text, *abbreviations, *ends, *list;
    const Py_UCS4 *codes;
    int failed;
} Splitting;

static int is_of(Splitting *splitting, Py_ssize_t at, int property)
{
    int found = splitting->failed ? -1 : class_of(splitting->codes[at]);
    splitting->failed |= found < 0;
    return found > 0 && (found & property) != 0;
}

static int is_wide_stop(Py_UCS4 code)
{
    return code == 0x3002 || code == 0xFF01 || code == 0xFF1F;
}

static int is_stop(Py_UCS4 code)
{
    return code == '.' || code == '!' || code == '?' || code == 0x2026 || is_wide_stop(code);
}

static int is_closer(Py_UCS4 code)
{
    return code == '"' || code == '\'' || code == ')' || code == ']' || code == 0x2019
           || code == 0x201D || code == 0xBB;
}

/* The end of the stop whose first character is at `at`, with what closes it; 0 if it is none. */
static Py_ssize_t stop_end(Splitting *splitting, Py_ssize_t at, Py_ssize_t limit, Py_ssize_t *row)
{
    const Py_UCS4 *codes = splitting->codes;
    Py_ssize_t stops = at, end;
    while (stops < limit && is_stop(codes[stops])) {
        stops++;
    }
    *row = stops;
    for (end = stops; end < limit && is_closer(codes[end]);) {
        end++;
    }
    if (end < limit && is_of(splitting, end, IS_SPACE)) {
        return end;
    }
    while (stops > at && !is_wide_stop(codes[stops - 1])) {
        stops--;
    }
    return stops > at ? stops : 0;
}

/* Whether a stop follows a word of letters that is neither abbreviation nor initial. */
static int follows_word(Splitting *splitting, Py_ssize_t start, Py_ssize_t at)
{
    Py_ssize_t low = at - start > LONGEST_WORD ? at - LONGEST_WORD : start;
    Py_ssize_t first = at;
    while (first > low && splitting->codes[first - 1] != ' ') {
        first--;
    }
    if (at - first < 2) {
        return 0;
    }
    for (Py_ssize_t here = first; here < at; here++) {
        if (!is_of(splitting, here, IS_ALPHA)) {
            return 0;
        }
    }
    PyObject *word = PyUnicode_Substring(splitting->text, first, at);
    PyObject *folded = word == NULL ? NULL : PyObject_CallMethod(word, "lower", NULL);
    int found = folded == NULL ? -1 : PySequence_Contains(splitting->abbreviations, folded);
    Py_XDECREF(word);
    Py_XDECREF(folded);
    splitting->failed |= found < 0;
    return found == 0;
}

/* Whether a stop follows a number that is no ordinal: "2018" or "95-9". */
static int follows_number(const Splitting *splitting, Py_ssize_t start, Py_ssize_t at)
{
    const Py_UCS4 *last = splitting->codes + at - 3;
    if (at - start < 3 || last[0] > '9' || last[0] < '0' || last[2] > '9' || last[2] < '0') {
        return 0;
    }
    Py_UCS4 middle = last[1];
    return (middle >= '0' && middle <= '9') || middle == '-' || middle == ':' || middle == ';'
           || middle == '/';
}

/* Whether a full stop follows a single letter, other than I, which may be a word. */
static int follows_initial(const Splitting *splitting, Py_ssize_t start, Py_ssize_t at)
{
    const Py_UCS4 *codes = splitting->codes;
    Py_UCS4 letter = at == start || codes[at] != '.' ? 0 : codes[at - 1];
    int is_initial = letter < 128 && is_letter((char)letter) && lower((char)letter) != 'i';
    return is_initial && (at - 1 == start || codes[at - 2] == ' ');
}

static int ends_sentence(Splitting *splitting, Py_ssize_t start, Py_ssize_t at, Py_ssize_t end)
{
    if (splitting->codes[end] == ' ' && is_of(splitting, end + 1, IS_UPPER)) {
        if (follows_number(splitting, start, at) || follows_word(splitting, start, at)) {
            return 1;
        }
        if (end == at + 1 && follows_initial(splitting, start, at)) {
            return 0;
        }
    }
    if (splitting->failed) {
        return 0;
    }
    PyObject *answer
        = PyObject_CallFunction(splitting->ends, "Onnn", splitting->text, start, at, end);
    int is_true = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    splitting->failed |= is_true < 0;
    return is_true > 0;
}

static void add_sentence(Splitting *splitting, Py_ssize_t start, Py_ssize_t end)
{
    PyObject *span = Py_BuildValue("(nn)", start, end);
    splitting->failed |= span == NULL || PyList_Append(splitting->list, span) < 0;
    Py_XDECREF(span);
}

static void split_paragraph(Splitting *splitting, Py_ssize_t start, Py_ssize_t limit)
{
    while (start < limit && is_of(splitting, start, IS_SPACE)) {
        start++;
    }
    while (limit > start && is_of(splitting, limit - 1, IS_SPACE)) {
        limit--;
    }
    Py_ssize_t row;
    for (Py_ssize_t at = start; at < limit && !splitting->failed;) {
        /* a stop is the first of a row, or follows what ended the last one */
        if (!is_stop(splitting->codes[at])) {
            at++;
            continue;
        }
        Py_ssize_t end = stop_end(splitting, at, limit, &row);
        if (end && end < limit && ends_sentence(splitting, start, at, end)) {
            add_sentence(splitting, start, end);
            start = end;
            while (!splitting->failed && is_of(splitting, start, IS_SPACE)) {
                start++;
            }
        }
        at = end > row ? end : row;
    }
    if (limit > start && !splitting->failed) {
        add_sentence(splitting, start, limit);
    }
}

/* The end of the blank line that begins with the line break at `at`; 0 if none does. */
static Py_ssize_t blank_line_end(Splitting *splitting, Py_ssize_t at, Py_ssize_t length,
                                 Py_ssize_t *space)
{
    Py_ssize_t end = 0, here = at + 1;
    for (; here < length && is_of(splitting, here, IS_SPACE); here++) {
        if (splitting->codes[here] == '\n') {
            end = here + 1;
        }
    }
    *space = here;
    return end;
}

static void split_text(Splitting *splitting, Py_ssize_t length)
{
    Py_ssize_t start = 0, space;
    for (Py_ssize_t at = 0; at < length && !splitting->failed; at++) {
        if (splitting->codes[at] == '\n') {
            Py_ssize_t end = blank_line_end(splitting, at, length, &space);
            if (end) {
                split_paragraph(splitting, start, at);
                start = end;
            }
            at = (end ? end : space) - 1;
        }
    }
    split_paragraph(splitting, start, length);
}

static PyObject *split_sentences(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3 || !PyUnicode_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError, "split_sentences(text, abbreviations, ends)");
        return NULL;
    }
    Py_UCS4 *codes = PyUnicode_AsUCS4Copy(args[0]);
    if (codes == NULL) {
        return NULL;
    }
    Splitting splitting = {args[0], args[1], args[2], PyList_New(0), codes, 0};
    if (splitting.list != NULL) {
        split_text(&splitting, PyUnicode_GetLength(args[0]));
    }
    PyMem_Free(codes);
    if (splitting.failed) {
        Py_CLEAR(splitting.list);
    }
    return splitting.list;
}

/* ---- The module ---- */

#define FAST(name, doc) {#name, (PyCFunction)(void (*)(void))name, METH_FASTCALL, doc}

static PyMethodDef functions[] = {
    FAST(ascii_tokens, "Return the tokens of an ASCII text."),
    FAST(cut_snippets, "Return the snippets of stored records."),
    FAST(find_number, "Return the index of a number among ascending ones, or -1."),
    FAST(find_string, "Return the number of a string in sorted strings, or -1."),
    FAST(first_string, "Return the number of the first of the sorted strings not less than one."),
    FAST(first_ranked, "Return the first records in order."),
    FAST(label_rows, "Return the most probable labels of a sequence."),
    FAST(sum_frequencies, "Add up the weighted frequencies of a leaf in some fields."),
    FAST(make_objects, "Return instances of a frozen dataclass with some of its fields."),
    FAST(make_directive, "Return the text directive of a passage."),
    FAST(match_phrase, "Look up a phrase in some fields of a segment."),
    FAST(match_stem, "Look up a stem in some fields of a segment."),
    FAST(new_word_table, "Return an empty table of words."),
    FAST(occurrences_in, "Return the range of the occurrences of a stem in a record."),
    FAST(open_words, "Open the arrays of a segment that words are looked up in."),
    FAST(saturate, "Return the scores of a leaf by its frequencies."),
    FAST(set_fields, "Set the fields of an instance of a frozen dataclass."),
    FAST(split_sentences, "Return the sentences of a text."),
    FAST(sum_parts, "Add up the scores of the parts of a query by record."),
    FAST(uncertain_sentences, "Return the sentences whose first words may occur earlier."),
    FAST(western_tokens, "Return the tokens of texts in Windows-1252."),
    {NULL, NULL, 0, NULL},
};

static int prepare(PyObject *module)
{
    return PyModule_AddIntConstant(module, "VERSION", VERSION);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, prepare}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "painsci_search._kernel", "See painsci_search.native.", 0, functions,
    slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__kernel(void)
{
    return PyModuleDef_Init(&definition);
}
