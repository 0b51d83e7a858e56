/* What the files of the kernel share: arrays that Python gives them, and the functions of each.
 *
 * Arrays come from files that anyone may have written: every buffer is checked for its type, and
 * every number that is an index is checked against the length of the array, before it is used.
 * A buffer's owner may not change it meanwhile; the interpreter's lock is held, except while Python
 * is called, and in texts.c, which owns what it works on.
 * Only the stable ABI of Python 3.11 is used.
 */

#ifndef PAINSCI_SEARCH_KERNEL_H
#define PAINSCI_SEARCH_KERNEL_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdint.h>
#include <string.h>

/* ---- The functions of the module, by file ---- */

#define DECLARE(name) PyObject *name(PyObject *module, PyObject *const *args, Py_ssize_t count)

/* building.c */
DECLARE(pack_records);
DECLARE(step_words);

/* bounds.c */
DECLARE(count_matches);
DECLARE(first_of_parts);
DECLARE(map_records);
DECLARE(map_stem);

/* features.c */
DECLARE(feature_rows);

/* fragments.c */
DECLARE(uncertain_sentences);

/* inversion.c */
DECLARE(invert);

/* json.c */
DECLARE(dump_line);
DECLARE(dump_values);

/* labels.c */
DECLARE(label_rows);

/* ranking.c */
DECLARE(first_ranked);
DECLARE(saturate);
DECLARE(sum_frequencies);
DECLARE(sum_parts);

/* words.c */
DECLARE(match_phrase);
DECLARE(match_stem);
DECLARE(open_words);

/* links.c */
DECLARE(make_directive);

/* objects.c */
DECLARE(convert);
DECLARE(make_objects);
DECLARE(objects_with);
DECLARE(set_fields);

/* sentences.c */
DECLARE(split_sentences);

/* sketches.c */
DECLARE(lowest_runs);

/* snippets.c */
DECLARE(cut_snippets);

/* texts.c */
DECLARE(new_word_table);
DECLARE(western_tokens);

/* tokens.c */
DECLARE(ascii_tokens);
DECLARE(fold_ascii);

/* ---- Arrays ---- */

/* A one-dimensional, contiguous array. */
typedef struct {
    Py_buffer view;
    Py_ssize_t count;
    int size;
} Numbers;

/* The kinds of arrays, by the formats of their items: unsigned integers of 1, 2, 4 or 8 bytes;
 * record numbers, which are such integers or intp, and of which a negative one is read as one beyond
 * every array; floats of 8 bytes; and booleans. */
#define UNSIGNED "BHILQ"
#define RECORDS "BHILQlq"
#define FLOATS "d"
#define FLAGS "?"

/* Whether the items of an array can be read where they are. An empty one may lie anywhere: where that
   of an empty bytearray does depends on how the interpreter was compiled. */
static inline int is_aligned(const Py_buffer *view, Py_ssize_t size)
{
    return view->len == 0 || (uintptr_t)view->buf % (uintptr_t)size == 0;
}

static inline int open_numbers(PyObject *object, Numbers *numbers, const char *kinds)
{
    Py_buffer *view = &numbers->view;
    if (PyObject_GetBuffer(object, view, PyBUF_FORMAT | PyBUF_C_CONTIGUOUS) < 0) {
        return 0;
    }
    const char *format = view->format ? view->format : "B";
    Py_ssize_t size = view->itemsize;
    int right = view->ndim == 1 && strlen(format) == 1 && strchr(kinds, *format) != NULL
                && (size == 8 || (strchr("lqd", *format) == NULL && (size == 1 || size == 2 || size == 4)))
                && view->len % size == 0 && is_aligned(view, size);
    if (!right) {
        PyBuffer_Release(view);
        PyErr_SetString(PyExc_TypeError, "an array of another type, or not aligned");
        return 0;
    }
    numbers->count = view->len / size;
    numbers->size = (int)size;
    return 1;
}

/* Opens several arrays, `kinds` being those of each; closes those that are open if one fails. */
static inline int open_all(PyObject *const *objects, Numbers *numbers, const char *const *kinds, int count)
{
    for (int index = 0; index < count; index++) {
        if (!open_numbers(objects[index], &numbers[index], kinds[index])) {
            while (index--) {
                PyBuffer_Release(&numbers[index].view);
            }
            return 0;
        }
    }
    return 1;
}

static inline void close_all(Numbers *numbers, int count)
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

static inline double float_at(const Numbers *numbers, Py_ssize_t index)
{
    return ((const double *)numbers->view.buf)[index];
}

static inline PyObject *bytes_of(const void *data, size_t size, Py_ssize_t count)
{
    return PyByteArray_FromStringAndSize(data, (Py_ssize_t)size * count);
}

/* Makes room for `more` items in an array that doubles. */
static inline int make_room(void **array, Py_ssize_t *room, Py_ssize_t count, Py_ssize_t more, size_t size)
{
    Py_ssize_t wanted = *room ? *room : 1024;
    while (wanted - count < more) {
        wanted *= 2;
    }
    if (wanted == *room) {
        return 1;
    }
    void *grown = PyMem_Realloc(*array, (size_t)wanted * size);
    if (grown == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    *array = grown;
    *room = wanted;
    return 1;
}

/* ---- The format of an index ---- */

/* Postings between two entries of a skip list, as in engine/storage/field_postings.py. */
#define SKIP_INTERVAL 64
/* Bytes before the JSON of a stored record: `_HEADER` in engine/storage/stored_fields.py. */
#define HEADER 14

/* ---- Bits, and items of 8 bytes ---- */

static inline int lowest_bit(uint64_t bits)
{
#if defined(__GNUC__)
    return __builtin_ctzll(bits);
#else
    int bit = 0;
    while (!(bits >> bit & 1)) {
        bit++;
    }
    return bit;
#endif
}

/* Opens an array of items of 8 bytes, or bytes that are one. */
static inline int open_eights(PyObject *object, Numbers *numbers, const char *kinds)
{
    if (!open_numbers(object, numbers, kinds)) {
        return 0;
    }
    if (numbers->size == 1 && numbers->count % 8 == 0 && is_aligned(&numbers->view, 8)) {
        numbers->count /= 8;
        numbers->size = 8;
    }
    if (numbers->size != 8) {
        PyBuffer_Release(&numbers->view);
        PyErr_SetString(PyExc_ValueError, "bytes that are no integers or floats");
        return 0;
    }
    return 1;
}

/* ---- Sorted strings ---- */

/* Compares a string of the file with another, as slices of bytes are compared. */
static inline int compare(const Numbers *text, const Numbers *starts, Py_ssize_t number,
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
static inline Py_ssize_t search(const Numbers *text, const Numbers *starts, const char *sought,
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
            *is_equal = order == 0; /* `high` comes to be the result */
            high = middle;
        }
    }
    return low;
}

/* ---- Numbers in order ---- */

/* The index of a number among ascending ones, or -1. */
static inline Py_ssize_t index_in(const Numbers *numbers, uint64_t sought)
{
    Py_ssize_t low = 0, high = numbers->count;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (at(numbers, middle) < sought) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < numbers->count && at(numbers, low) == sought ? low : -1;
}

/* Finds the range of the occurrences of a stem in a record, empty if there are none; 0 after an error.
 *
 * `arrays` are the first three arguments of `occurrences_in`. It is in kernel.c. */
int occurrences(const Numbers *arrays, uint64_t doc, Py_ssize_t low, Py_ssize_t interval,
                uint64_t *begin, uint64_t *end);

/* ---- Characters ---- */

/* The properties of a character by Python, looked up once for each below `KNOWN`. */
#define KNOWN 0x3100
#define IS_SPACE 1
#define IS_UPPER 2
#define IS_ALPHA 4
#define IS_KNOWN 8
extern uint8_t classes[KNOWN];

/* The properties of a character; -1 after an error. Both are in sentences.c. */
int ask_class(Py_UCS4 code);

static inline int class_of(Py_UCS4 code)
{
    return code < KNOWN && classes[code] ? classes[code] : ask_class(code);
}

#endif
