/* What the files of the native kernel share: arrays that Python gives them. See kernel.c. */

#ifndef PAINSCI_SEARCH_KERNEL_H
#define PAINSCI_SEARCH_KERNEL_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdint.h>
#include <string.h>

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
                && view->len % size == 0 && (uintptr_t)view->buf % (uintptr_t)size == 0;
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

/* Finds the range of the occurrences of a stem in a record, empty if there are none; 0 after an error.
 *
 * `arrays` are the first three arguments of `occurrences_in`. */
int occurrences(const Numbers *arrays, uint64_t doc, Py_ssize_t low, Py_ssize_t interval,
                uint64_t *begin, uint64_t *end);

/* ---- Characters ---- */

/* What Python says of a character, asked once for each of the characters below `KNOWN`. */
#define KNOWN 0x3100
#define IS_SPACE 1
#define IS_UPPER 2
#define IS_ALPHA 4
#define IS_KNOWN 8
extern uint8_t classes[KNOWN];

/* The properties of a character; -1 after an error. */
int ask_class(Py_UCS4 code);

static inline int class_of(Py_UCS4 code)
{
    return code < KNOWN && classes[code] ? classes[code] : ask_class(code);
}

/* ---- Functions in files of their own ---- */

#define FUNCTION(name) PyObject *name(PyObject *module, PyObject *const *args, Py_ssize_t count)

FUNCTION(cut_snippet);

#endif
