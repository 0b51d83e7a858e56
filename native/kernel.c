/* The native kernel: the functions that painsci_search.native.compiled replaces.
 *
 * Each function does what its Python twin of the same name does; the twin states the semantics.
 * Arrays come from files that anyone may have written: every buffer is checked for its type, and
 * every number that is an index is checked against the length of the array, before it is used.
 * A buffer's owner may not change it meanwhile; the interpreter's lock is held throughout.
 * Only the stable ABI of Python 3.11 is used.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdint.h>
#include <string.h>

/* As in painsci_search/native.py. */
#define VERSION 1

/* ---- Arrays ---- */

/* A one-dimensional, contiguous array of unsigned integers of 1, 2, 4 or 8 bytes. */
typedef struct {
    Py_buffer view;
    Py_ssize_t count;
    int size;
} Numbers;

static int open_numbers(PyObject *object, Numbers *numbers)
{
    Py_buffer *view = &numbers->view;
    if (PyObject_GetBuffer(object, view, PyBUF_FORMAT | PyBUF_C_CONTIGUOUS) < 0) {
        return 0;
    }
    const char *format = view->format ? view->format : "B";
    int right = view->ndim == 1 && strlen(format) == 1 && strchr("BHILQ", *format) != NULL
                && (view->itemsize == 1 || view->itemsize == 2 || view->itemsize == 4
                    || view->itemsize == 8)
                && view->len % view->itemsize == 0
                && (uintptr_t)view->buf % (uintptr_t)view->itemsize == 0;
    if (!right) {
        PyBuffer_Release(view);
        PyErr_SetString(PyExc_TypeError, "an aligned array of unsigned integers is needed");
        return 0;
    }
    numbers->count = view->len / view->itemsize;
    numbers->size = (int)view->itemsize;
    return 1;
}

/* Opens several arrays; closes those that are open if one fails. */
static int open_all(PyObject *const *objects, Numbers *numbers, int count)
{
    for (int index = 0; index < count; index++) {
        if (!open_numbers(objects[index], &numbers[index])) {
            while (index--) {
                PyBuffer_Release(&numbers[index].view);
            }
            return 0;
        }
    }
    return 1;
}

static void close_all(Numbers *numbers, int count)
{
    while (count--) {
        PyBuffer_Release(&numbers[count].view);
    }
}

static inline uint64_t at(const Numbers *numbers, Py_ssize_t index)
{
    switch (numbers->size) {
    case 1:
        return ((const uint8_t *)numbers->view.buf)[index];
    case 2:
        return ((const uint16_t *)numbers->view.buf)[index];
    case 4:
        return ((const uint32_t *)numbers->view.buf)[index];
    default:
        return ((const uint64_t *)numbers->view.buf)[index];
    }
}

/* ---- Sorted strings ---- */

/* Compares a string of the file with another, as slices of bytes are compared. */
static int compare(const Numbers *text, const Numbers *starts, Py_ssize_t number,
                   const char *sought, Py_ssize_t length, int *order)
{
    uint64_t low = at(starts, number), high = at(starts, number + 1);
    uint64_t end = (uint64_t)text->count;
    if (low > high || high > end) {
        PyErr_SetString(PyExc_ValueError, "a string extends beyond its text");
        return 0;
    }
    Py_ssize_t here = (Py_ssize_t)(high - low);
    int found = memcmp((const char *)text->view.buf + low, sought,
                       (size_t)(here < length ? here : length));
    *order = found ? found : here < length ? -1 : here > length;
    return 1;
}

/* The number of the first string that is not less than `sought`; -1 after an error. */
static Py_ssize_t search(const Numbers *text, const Numbers *starts, const char *sought,
                         Py_ssize_t length, int *is_equal)
{
    Py_ssize_t low = 0, high = starts->count - 1;
    *is_equal = 0;
    if (text->size != 1) {
        PyErr_SetString(PyExc_TypeError, "a text is an array of bytes");
        return -1;
    }
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        int order;
        if (!compare(text, starts, middle, sought, length, &order)) {
            return -1;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            *is_equal |= order == 0;
            high = middle;
        }
    }
    return low;
}

static PyObject *first_string(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    char *sought;
    Py_ssize_t length;
    Numbers arrays[2];
    int is_equal;
    if (count != 3) {
        PyErr_SetString(PyExc_TypeError, "first_string(text, starts, sought)");
        return NULL;
    }
    if (PyBytes_AsStringAndSize(args[2], &sought, &length) < 0 || !open_all(args, arrays, 2)) {
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
    if (count != 3) {
        PyErr_SetString(PyExc_TypeError, "find_string(text, starts, sought)");
        return NULL;
    }
    if (PyBytes_AsStringAndSize(args[2], &sought, &length) < 0 || !open_all(args, arrays, 2)) {
        return NULL;
    }
    Py_ssize_t found = search(&arrays[0], &arrays[1], sought, length, &is_equal);
    close_all(arrays, 2);
    return found < 0 ? NULL : PyLong_FromSsize_t(is_equal ? found : -1);
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
    if (digits == 0 || digits == length) {
        return 0;
    }
    if (length - digits == 1 && lower(word[digits]) == 's') {
        return 0;
    }
    if (length - digits == 2) {
        char one = lower(word[digits]), two = lower(word[digits + 1]);
        if ((one == 's' && two == 't') || (one == 'n' && two == 'd') || (one == 'r' && two == 'd')
            || (one == 't' && two == 'h')) {
            return 0;
        }
    }
    return digits;
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
    char space[64];
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

/* ---- The module ---- */

#define FAST(name, doc) {#name, (PyCFunction)(void (*)(void))name, METH_FASTCALL, doc}

static PyMethodDef functions[] = {
    FAST(ascii_tokens, "Return the tokens of an ASCII text."),
    FAST(find_string, "Return the number of a string in sorted strings, or -1."),
    FAST(first_string, "Return the number of the first of the sorted strings not less than one."),
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
