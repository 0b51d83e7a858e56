/* Stored records, for the functions that make hits of them; records.c opens them. */

#ifndef PAINSCI_SEARCH_RECORDS_H
#define PAINSCI_SEARCH_RECORDS_H

#include "kernel.h"

/* A stored record: its text, the sentences of it, and the steps from word to word.
 *
 * The characters of an ASCII text are its `bytes`; `codes` are those of any other, and NULL then.
 * `string` is the text as a string, made when it is needed. */
typedef struct {
    const unsigned char *bytes, *steps;
    Py_UCS4 *codes;
    PyObject *string;
    Py_ssize_t size, length, step_count;
    Py_ssize_t *sentences;
    Py_ssize_t sentence_count;
    int step_size;
} Record;

static inline Py_UCS4 code_at(const Record *record, Py_ssize_t index)
{
    return record->codes ? record->codes[index] : record->bytes[index];
}

/* An unsigned integer of some bytes, little-endian, as the file has it. */
static inline uint64_t packed_at(const unsigned char *packed, int size, Py_ssize_t index)
{
    uint64_t value = 0;
    packed += size * index;
    for (int byte = size; byte--;) {
        value = value << 8 | packed[byte];
    }
    return value;
}

/* Raises ValueError; returns NULL. */
void *fail(const char *reason);

/* Opens a decompressed record, which the caller keeps; `close_record` follows, even after an error. */
int open_record(Record *record, PyObject *whole);

void close_record(Record *record);

/* Makes the text a string; 0 after an error. */
int make_string(Record *record);

/* Writes a character in UTF-8, a surrogate like any other; returns where it ends. */
unsigned char *put(unsigned char *here, Py_UCS4 code);

#endif
