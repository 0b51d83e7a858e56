/* Bytes that grow, for the files that write records. */

#ifndef PAINSCI_SEARCH_OUTPUT_H
#define PAINSCI_SEARCH_OUTPUT_H

#include "kernel.h"

typedef struct {
    char *bytes;
    Py_ssize_t used, room;
} Output;

static inline int put(Output *output, const void *bytes, Py_ssize_t length)
{
    if (!make_room((void **)&output->bytes, &output->room, output->used, length, 1)) {
        return 0;
    }
    if (length) {
        memcpy(output->bytes + output->used, bytes, (size_t)length);
    }
    output->used += length;
    return 1;
}

#endif
