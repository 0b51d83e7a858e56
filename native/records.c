/* Stored records: the bytes of a record in, its text, sentences and steps out. The twin is
 * `PackedRecord` of painsci_search/engine/storage/stored_fields.py.
 */

#include "records.h"

void *fail(const char *reason)
{
    PyErr_SetString(PyExc_ValueError, reason);
    return NULL;
}

static int is_ascii(const unsigned char *bytes, Py_ssize_t size)
{
    unsigned char all = 0;
    for (Py_ssize_t index = 0; index < size; index++) {
        all |= bytes[index];
    }
    return all < 0x80;
}

int make_string(Record *record)
{
    if (record->string == NULL) {
        record->string = PyUnicode_DecodeUTF8((const char *)record->bytes, record->size, "surrogatepass");
    }
    return record->string != NULL;
}

static int open_text(Record *record)
{
    record->length = record->size;
    if (is_ascii(record->bytes, record->size)) {
        return 1;
    }
    if (!make_string(record)) {
        return 0;
    }
    record->length = PyUnicode_GetLength(record->string);
    record->codes = PyUnicode_AsUCS4Copy(record->string);
    return record->codes != NULL;
}

static int open_sentences(Record *record, const unsigned char *gaps, Py_ssize_t size, int gap_size)
{
    if (size % gap_size || size / gap_size % 2) {
        fail("the sentences of a stored record are no pairs");
        return 0;
    }
    record->sentence_count = size / gap_size;
    record->sentences = PyMem_Malloc(((size_t)record->sentence_count + 1) * sizeof(Py_ssize_t));
    if (record->sentences == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    uint64_t offset = 0;
    for (Py_ssize_t index = 0; index < record->sentence_count; index++) {
        offset += packed_at(gaps, gap_size, index);
        if (offset > (uint64_t)record->length) {
            fail("the sentences of a stored record extend beyond its text");
            return 0;
        }
        record->sentences[index] = (Py_ssize_t)offset;
    }
    return 1;
}

void close_record(Record *record)
{
    PyMem_Free(record->codes);
    PyMem_Free(record->sentences);
    Py_XDECREF(record->string);
}

static int is_size(int size)
{
    return size == 1 || size == 2 || size == 4;
}

int open_record(Record *record, PyObject *whole)
{
    char *start;
    Py_ssize_t size;
    memset(record, 0, sizeof(Record));
    if (PyBytes_AsStringAndSize(whole, &start, &size) < 0) {
        return 0;
    }
    const unsigned char *bytes = (const unsigned char *)start;
    if (size < HEADER) {
        fail("a stored record has no header");
        return 0;
    }
    uint64_t text = HEADER + packed_at(bytes, 4, 0), sentences = text + packed_at(bytes, 4, 1);
    uint64_t steps = sentences + packed_at(bytes, 4, 2);
    int gap_size = bytes[12];
    record->step_size = bytes[13];
    if (steps > (uint64_t)size || !is_size(gap_size) || !is_size(record->step_size)) {
        fail("a stored record has wrong lengths");
        return 0;
    }
    record->bytes = bytes + text;
    record->size = (Py_ssize_t)(sentences - text);
    record->steps = bytes + steps;
    Py_ssize_t rest = size - (Py_ssize_t)steps;
    /* of steps that are no whole numbers none is read, see `word_offsets` */
    record->step_count = rest % record->step_size ? -1 : rest / record->step_size;
    return open_text(record)
           && open_sentences(record, bytes + sentences, (Py_ssize_t)(steps - sentences), gap_size);
}

unsigned char *put(unsigned char *here, Py_UCS4 code)
{
    if (code < 0x80) {
        *here++ = (unsigned char)code;
        return here;
    }
    int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char firsts[] = {0, 0xC0, 0xE0, 0xF0};
    *here++ = (unsigned char)(firsts[more] | code >> 6 * more);
    while (more--) {
        *here++ = (unsigned char)(0x80 | (code >> 6 * more & 0x3F));
    }
    return here;
}
