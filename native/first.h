/* What ranking.c and bounds.c share: the first of many items, in a heap that does not grow. */

#ifndef PAINSCI_SEARCH_FIRST_H
#define PAINSCI_SEARCH_FIRST_H

#include "kernel.h"

/* A record, or a block of them: ordered by key, highest first, then by `order`, then by number. */
typedef struct {
    double key;
    uint64_t order, number;
    Py_ssize_t index; /* where it comes from, if its user needs that */
} First;

static inline int precedes(const First *one, const First *other)
{
    if (one->key > other->key || one->key < other->key) {
        return one->key > other->key;
    }
    return one->order != other->order ? one->order < other->order : one->number < other->number;
}

/* Moves an item of a heap down to its place; the root of the heap is the last in order. */
static inline void sift(First *heap, Py_ssize_t size, Py_ssize_t parent)
{
    First moved = heap[parent];
    Py_ssize_t child;
    while ((child = 2 * parent + 1) < size) {
        if (child + 1 < size && precedes(&heap[child], &heap[child + 1])) {
            child++;
        }
        if (!precedes(&moved, &heap[child])) {
            break;
        }
        heap[parent] = heap[child];
        parent = child;
    }
    heap[parent] = moved;
}

static inline void make_heap(First *heap, Py_ssize_t size)
{
    for (Py_ssize_t parent = size / 2; parent--;) {
        sift(heap, size, parent);
    }
}

/* Keeps an item if it is one of the first `most`, 1 or more; it is a heap once there are so many. */
static inline void keep(First *heap, Py_ssize_t *size, Py_ssize_t most, const First *item)
{
    if (*size < most) {
        heap[(*size)++] = *item;
        if (*size == most) {
            make_heap(heap, most);
        }
    } else if (precedes(item, &heap[0])) {
        heap[0] = *item;
        sift(heap, most, 0);
    }
}

/* Sorts what was kept. */
static inline void sort_first(First *heap, Py_ssize_t size)
{
    make_heap(heap, size);
    for (Py_ssize_t end = size; end-- > 1;) {
        First last = heap[0];
        heap[0] = heap[end];
        heap[end] = last;
        sift(heap, end, 0);
    }
}

#endif
