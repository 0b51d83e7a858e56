/* What ranking.c, words.c and bounds.c share: postings that are read along, and the sums of their scores. */

#ifndef PAINSCI_SEARCH_SUMS_H
#define PAINSCI_SEARCH_SUMS_H

#include "kernel.h"

/* The length normalisation of a field, as in collection.py: the weight of an occurrence is
 * weight / (base + slope * length / average), its weight being that of the record's kind. */
typedef struct {
    const double *weights;
    Py_ssize_t kinds;
    double base, slope, average;
} Normalisation;

/* The weight of an occurrence in a record; a record of an unknown kind has none. */
static inline double weigh(const Normalisation *norm, uint64_t kind, uint64_t length)
{
    return kind < (uint64_t)norm->kinds
               ? norm->weights[kind] / (norm->base + norm->slope * (double)length / norm->average)
               : 0.0;
}

/* Ascending records that are read along with others, each with a value:
 *  - how often it has a word, to be multiplied by a third array, the weights of all records;
 *  - the same, with the third array being the lengths of all records, and with their kinds; or
 *  - a score, to be multiplied by `factor`. Of an `extra`, it is added where another has a record. */
typedef struct {
    Numbers arrays[3];
    int count;
    const Normalisation *norm;
    const Numbers *kinds;
    double factor;
    int is_extra;
    Py_ssize_t next;
} Stream;

/* What the streams are added up to: a window of records, which is empty between two calls, since
 * the lock is held meanwhile; and arrays with the records before it. */
typedef struct {
    uint64_t base;
    PyObject *made[3];
    int64_t *docs;
    double *scores;
    uint16_t *matching;
    Py_ssize_t size, room;
} Sums;

/* Makes room for streams, to be freed by PyMem_Free; -1 in `count` is an error of its source. */
Stream *new_streams(Py_ssize_t count);

/* Adds up streams; the extras are last. */
int add_up(Sums *sums, Stream *streams, Py_ssize_t count);

/* Shortens the arrays to the results; those beyond the first `count` are freed. */
int finish_sums(Sums *sums, int count);

void free_sums(Sums *sums);

#endif
