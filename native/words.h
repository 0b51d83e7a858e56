/* What words.c and bounds.c share: the arrays of a segment that words are looked up in. */

#ifndef PAINSCI_SEARCH_WORDS_H
#define PAINSCI_SEARCH_WORDS_H

#include "sums.h"

#define WORDS_NAME "painsci_search._kernel.words"

/* A field that words are looked up in; the offsets of its postings in the file, for checking. */
typedef struct {
    PyObject *name;
    Numbers arrays[7];
    int opened;
    double *weights;
    double *table; /* of bounds.c: the weights by kind and length, once they are computed */
    Normalisation norm;
    Py_ssize_t docs_at, counts_at, skips_at, positions_at;
    int bits;
} Field;

/* A segment, its arrays open; `check` verifies the blocks of its file that `checked` has none for. */
typedef struct {
    Numbers terms[2], kinds, live, checked;
    int opened, has_live;
    Field *fields;
    Py_ssize_t count, article, block;
    PyObject *check;
    uint64_t *passages; /* of bounds.c: the bits of the records that are passages, once needed */
} Words;

enum { TERMS, FIRST, DOCS, COUNTS, LENGTHS, SKIPS, POSITIONS };

/* The words of what words are looked up in, a tuple with their capsule; NULL after an error. */
Words *words_of(PyObject *searched);

/* Verifies the blocks of the file with some items of an array, unless they are verified. */
int check_items(const Words *words, const Numbers *array, Py_ssize_t offset, uint64_t low, uint64_t high);

/* Finds the postings of a term in a field, from the index `low` up to `high`; 0 if it has none, -1
 * after an error. Their records and counts are verified. */
int find_postings(const Words *words, const Field *field, uint64_t term, uint64_t *low, uint64_t *high);

/* The field with a name; NULL after an error. */
Field *field_named(const Words *words, PyObject *name);

#endif
