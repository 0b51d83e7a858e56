/* The postings of a field of an index that is built, from its occurrences, as in inversion.py. */

#include "kernel.h"

/* Where a word occurs: the record, the position in it, and the code of the form. */
typedef struct {
    uint32_t doc, position, code;
} Occurrence;

/* The occurrences of a field; `ends` are, once they are sorted, the end of each term's. */
typedef struct {
    Numbers columns[4];
    Py_ssize_t count, terms;
    size_t *ends;
    Occurrence *sorted;
    int bits;
} Field;

static uint32_t of_column(const Field *field, int column, Py_ssize_t index)
{
    return ((const uint32_t *)field->columns[column].view.buf)[index];
}

/* Sorts the occurrences by term; those of one term stay in order. 0 after an error. */
static int sort_by_term(Field *field)
{
    field->ends = PyMem_Calloc((size_t)field->terms + 1, sizeof(size_t));
    field->sorted = PyMem_Malloc(((size_t)field->count + 1) * sizeof(Occurrence));
    if (field->ends == NULL || field->sorted == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    for (Py_ssize_t index = 0; index < field->count; index++) {
        if ((Py_ssize_t)of_column(field, 0, index) >= field->terms) {
            PyErr_SetString(PyExc_ValueError, "a term beyond the last");
            return 0;
        }
        field->ends[of_column(field, 0, index)]++;
    }
    size_t begin = 0;
    for (Py_ssize_t term = 0; term < field->terms; term++) {
        size_t own = field->ends[term];
        field->ends[term] = begin;
        begin += own;
    }
    for (Py_ssize_t index = 0; index < field->count; index++) {
        size_t place = field->ends[of_column(field, 0, index)]++;
        field->sorted[place] = (Occurrence){of_column(field, 1, index), of_column(field, 2, index),
                                            of_column(field, 3, index)};
    }
    return 1;
}

/* Whether a posting begins with an occurrence of the term whose first one is at `begin`. */
static int begins_posting(const Field *field, size_t begin, size_t index)
{
    return index == begin || field->sorted[index].doc != field->sorted[index - 1].doc;
}

/* Counts the terms that occur, and the postings. */
static void count_postings(const Field *field, Py_ssize_t *terms, Py_ssize_t *postings)
{
    size_t begin = 0;
    *terms = *postings = 0;
    for (Py_ssize_t term = 0; term < field->terms; term++) {
        *terms += field->ends[term] > begin;
        for (size_t index = begin; index < field->ends[term]; index++) {
            *postings += begins_posting(field, begin, index);
        }
        begin = field->ends[term];
    }
}

/* An array of integers of 4 bytes; `items` are those of it. */
static PyObject *new_column(Py_ssize_t count, uint32_t **items)
{
    PyObject *column = PyByteArray_FromStringAndSize(NULL, count * (Py_ssize_t)sizeof(uint32_t));
    *items = column == NULL ? NULL : (uint32_t *)PyByteArray_AsString(column);
    return column;
}

/* Fills the columns of `invert`: terms, first, docs, counts, skips, positions, codes. */
static void fill_columns(const Field *field, uint32_t **columns)
{
    uint32_t *term_out = columns[0], *first = columns[1], *skips = columns[4];
    uint32_t posting = 0, before = 0;
    size_t begin = 0;
    for (Py_ssize_t term = 0; term < field->terms; term++) {
        if (field->ends[term] > begin) {
            *term_out++ = (uint32_t)term;
            *first++ = posting;
        }
        for (size_t index = begin; index < field->ends[term]; index++) {
            const Occurrence *found = &field->sorted[index];
            if (begins_posting(field, begin, index)) {
                if (posting) {
                    columns[3][posting - 1] = (uint32_t)index - before;
                }
                if (posting % SKIP_INTERVAL == 0) {
                    *skips++ = (uint32_t)index;
                }
                columns[2][posting++] = found->doc;
                before = (uint32_t)index;
            }
            if (field->bits) {
                columns[5][index] = found->position << field->bits | found->code;
            } else {
                columns[5][index] = found->position;
                columns[6][index] = found->code;
            }
        }
        begin = field->ends[term];
    }
    if (posting) {
        columns[3][posting - 1] = (uint32_t)field->count - before;
    }
    *first = posting;
    *skips = (uint32_t)field->count;
}

static PyObject *columns_of(const Field *field)
{
    Py_ssize_t terms, postings;
    count_postings(field, &terms, &postings);
    Py_ssize_t skips = (postings + SKIP_INTERVAL - 1) / SKIP_INTERVAL;
    Py_ssize_t counts[] = {terms,     terms + 1,    postings, postings,
                           skips + 1, field->count, field->bits ? 0 : field->count};
    PyObject *made[7];
    uint32_t *items[7];
    int right = 1;
    for (int column = 0; column < 7; column++) {
        made[column] = new_column(counts[column], &items[column]);
        right = right && made[column] != NULL;
    }
    if (right) {
        fill_columns(field, items);
        return Py_BuildValue("(NNNNNNN)", made[0], made[1], made[2], made[3], made[4], made[5],
                             made[6]);
    }
    for (int column = 0; column < 7; column++) {
        Py_XDECREF(made[column]);
    }
    return NULL;
}

PyObject *invert(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    static const char *const kinds[] = {"IL", "IL", "IL", "IL"};
    Field field = {.count = 0};
    PyObject *columns[4];
    if (count != 3 || !PyTuple_Check(args[0]) || PyTuple_Size(args[0]) != 4) {
        PyErr_SetString(PyExc_TypeError, "invert((terms, docs, positions, codes), size, bits)");
        return NULL;
    }
    for (int column = 0; column < 4; column++) {
        columns[column] = PyTuple_GetItem(args[0], column);
    }
    field.terms = PyLong_AsSsize_t(args[1]);
    long bits = PyErr_Occurred() ? -1 : PyLong_AsLong(args[2]);
    if (PyErr_Occurred() || !open_all(columns, field.columns, kinds, 4)) {
        return NULL;
    }
    PyObject *result = NULL;
    field.count = field.columns[0].count;
    field.bits = (int)bits;
    int right = field.terms >= 0 && field.terms <= UINT32_MAX && field.count < UINT32_MAX
                && bits >= 0 && bits < 32;
    for (int column = 0; column < 4; column++) {
        right = right && field.columns[column].size == 4
                && field.columns[column].count == field.count;
    }
    if (!right) {
        PyErr_SetString(PyExc_ValueError, "occurrences are columns of 4 bytes of one length");
    } else if (sort_by_term(&field)) {
        result = columns_of(&field);
    }
    PyMem_Free(field.ends);
    PyMem_Free(field.sorted);
    close_all(field.columns, 4);
    return result;
}
