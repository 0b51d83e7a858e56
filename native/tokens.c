/* The tokens of an ASCII text, as in text.py, and its white space, as in reading/dom/white_space.py. */

#include "letters.h"

/* Parts of a compound that is indexed as a whole, as in text.py; a number with its unit is two. */
#define WHOLE_PARTS 8
#define MOST_SPANS (2 * WHOLE_PARTS)

typedef struct {
    Py_ssize_t start, end;
} Span;

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

/* Opens the letters of an ASCII text; NULL after an error. */
static const char *open_ascii(PyObject *object, Py_ssize_t *length)
{
    const char *text = PyUnicode_AsUTF8AndSize(object, length);
    if (text != NULL && *length != PyUnicode_GetLength(object)) {
        PyErr_SetString(PyExc_ValueError, "the text is not ASCII");
        return NULL;
    }
    return text;
}

PyObject *ascii_tokens(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    Py_ssize_t length;
    if (count != 2 || !PyType_Check(args[1])
        || !PyType_IsSubtype((PyTypeObject *)args[1], &PyTuple_Type)) {
        PyErr_SetString(PyExc_TypeError, "ascii_tokens(text, kind), a class of tuples");
        return NULL;
    }
    const char *text = open_ascii(args[0], &length);
    if (text == NULL) {
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

/* ---- White space ---- */

/* Bytes of a text that is folded without memory of its own: more than most texts between two tags. */
#define SHORT_TEXT 1024

static inline int is_blank(char sign)
{
    return sign == ' ' || (sign >= '\t' && sign <= '\r') || (sign >= 0x1c && sign <= 0x1f);
}

PyObject *fold_ascii(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    Py_ssize_t length, end = 0;
    char near[SHORT_TEXT], *folded = near;
    if (count != 1) {
        PyErr_SetString(PyExc_TypeError, "fold_ascii(text)");
        return NULL;
    }
    const char *text = open_ascii(args[0], &length);
    if (text == NULL) {
        return NULL;
    }
    if (length > SHORT_TEXT && (folded = PyMem_Malloc(length)) == NULL) {
        return PyErr_NoMemory();
    }
    for (Py_ssize_t here = 0; here < length; here++) {
        if (!is_blank(text[here])) {
            folded[end++] = text[here];
        } else if (end && folded[end - 1] != ' ') {
            folded[end++] = ' ';
        }
    }
    end -= end && folded[end - 1] == ' ';
    PyObject *made = PyUnicode_FromStringAndSize(folded, end);
    if (folded != near) {
        PyMem_Free(folded);
    }
    return made;
}
