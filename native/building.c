/* Records of an index that is built: the steps between their words, and their bytes before they are
 * compressed, as in batches.py and stored_fields.py. */

#include "output.h"

/* ---- Steps ---- */

/* The tokens of some texts, see `Tokens` in analysis.py, and what is made of them. */
typedef struct {
    const int64_t *counts, *position, *start;
    const uint8_t *whole;
    Py_ssize_t texts, tokens;
    int64_t *bases, *lengths;
    uint64_t *steps;
    Py_ssize_t room;
} Stepping;

/* Adds the steps of the text with the tokens from `first` to `end`; 0 unless positions ascend. */
static int step_text(Stepping *stepping, Py_ssize_t text, Py_ssize_t first, Py_ssize_t end)
{
    int64_t next = 0, before = 0, words = 0;
    Py_ssize_t base = (Py_ssize_t)stepping->bases[text];
    for (Py_ssize_t token = first; token < end; token++) {
        int64_t position = stepping->position[token], start = stepping->start[token];
        if (stepping->whole[token]) {
            continue;
        }
        if (position < next || start < before) {
            PyErr_SetString(PyExc_ValueError, "words are not in order");
            return 0;
        }
        if (position >= PY_SSIZE_T_MAX / 16 - base) {
            PyErr_NoMemory();
            return 0;
        }
        Py_ssize_t used = base + (Py_ssize_t)next, slot = base + (Py_ssize_t)position;
        if (!make_room((void **)&stepping->steps, &stepping->room, used, slot + 1 - used,
                       sizeof(uint64_t))) {
            return 0;
        }
        memset(stepping->steps + used, 0, (size_t)(slot - used) * sizeof(uint64_t));
        stepping->steps[slot] = (uint64_t)(start - before);
        before = start;
        next = position + 1;
        words++;
    }
    stepping->bases[text + 1] = base + next;
    stepping->lengths[text] = words;
    return 1;
}

static int step_texts(Stepping *stepping)
{
    Py_ssize_t first = 0;
    stepping->bases[0] = 0;
    for (Py_ssize_t text = 0; text < stepping->texts; text++) {
        int64_t count = stepping->counts[text];
        if (count < 0 || count > stepping->tokens - first) {
            PyErr_SetString(PyExc_ValueError, "texts have more tokens than there are");
            return 0;
        }
        if (!step_text(stepping, text, first, first + (Py_ssize_t)count)) {
            return 0;
        }
        first += (Py_ssize_t)count;
    }
    return 1;
}

/* The numbers in the narrowest type of 1, 2, 4 or 8 bytes that holds them. */
static PyObject *narrowed(const uint64_t *numbers, Py_ssize_t count, int *size)
{
    uint64_t all = 0;
    for (Py_ssize_t index = 0; index < count; index++) {
        all |= numbers[index];
    }
    *size = all >> 8 == 0 ? 1 : all >> 16 == 0 ? 2 : all >> 32 == 0 ? 4 : 8;
    PyObject *array = PyBytes_FromStringAndSize(NULL, count * *size);
    char *items = array == NULL ? NULL : PyBytes_AsString(array);
    for (Py_ssize_t index = 0; items != NULL && index < count; index++) {
        switch (*size) {
        case 1:
            ((uint8_t *)items)[index] = (uint8_t)numbers[index];
            break;
        case 2:
            ((uint16_t *)items)[index] = (uint16_t)numbers[index];
            break;
        case 4:
            ((uint32_t *)items)[index] = (uint32_t)numbers[index];
            break;
        default:
            ((uint64_t *)items)[index] = numbers[index];
        }
    }
    return array;
}

PyObject *step_words(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    static const char *const kinds[] = {"lq", "lq", "lq", FLAGS};
    Numbers arrays[4];
    if (count != 4) {
        PyErr_SetString(PyExc_TypeError, "step_words(counts, position, start, whole)");
        return NULL;
    }
    if (!open_all(args, arrays, kinds, 4)) {
        return NULL;
    }
    Py_ssize_t texts = arrays[0].count, tokens = arrays[1].count;
    int right = arrays[2].count == tokens && arrays[3].count == tokens && arrays[0].size == 8
                && arrays[1].size == 8 && arrays[2].size == 8;
    Stepping stepping = {arrays[0].view.buf, arrays[1].view.buf, arrays[2].view.buf,
                         arrays[3].view.buf, texts,              tokens,
                         NULL,               NULL,               NULL,
                         0};
    PyObject *result = NULL;
    if (!right) {
        PyErr_SetString(PyExc_TypeError, "tokens are columns of 8 bytes of one length");
    } else {
        stepping.bases = PyMem_Malloc((size_t)(texts + 1) * sizeof(int64_t));
        stepping.lengths = PyMem_Malloc((size_t)(texts + 1) * sizeof(int64_t));
        if (stepping.bases == NULL || stepping.lengths == NULL) {
            PyErr_NoMemory();
        } else if (step_texts(&stepping)) {
            int size;
            PyObject *steps = narrowed(stepping.steps, (Py_ssize_t)stepping.bases[texts], &size);
            if (steps != NULL) {
                result = Py_BuildValue("(NiNN)", steps, size,
                                       bytes_of(stepping.bases, sizeof(int64_t), texts + 1),
                                       bytes_of(stepping.lengths, sizeof(int64_t), texts));
            }
        }
        PyMem_Free(stepping.bases);
        PyMem_Free(stepping.lengths);
        PyMem_Free(stepping.steps);
    }
    close_all(arrays, 4);
    return result;
}

/* ---- Records ---- */

/* Writes a number in little-endian order. */
static void put_number(char *at, uint64_t number, int size)
{
    for (int index = 0; index < size; index++) {
        at[index] = (char)(number >> 8 * index & 0xFF);
    }
}

/* Adds the distances between ascending offsets in the narrowest type; 0 after an error. */
static int put_gaps(Output *output, PyObject *offsets, int *size)
{
    Py_ssize_t number = PyList_Size(offsets);
    uint64_t before = 0, all = 0;
    for (Py_ssize_t index = 0; index < number; index++) {
        uint64_t offset = PyLong_AsUnsignedLongLong(PyList_GetItem(offsets, index));
        if (PyErr_Occurred()) {
            return 0;
        }
        if (offset < before || offset - before > UINT32_MAX) {
            PyErr_SetString(PyExc_ValueError, "sentences are not in order");
            return 0;
        }
        all |= offset - before;
        before = offset;
    }
    *size = all >> 8 == 0 ? 1 : all >> 16 == 0 ? 2 : 4;
    if (!make_room((void **)&output->bytes, &output->room, output->used, number * *size, 1)) {
        return 0;
    }
    before = 0;
    for (Py_ssize_t index = 0; index < number; index++) {
        uint64_t offset = PyLong_AsUnsignedLongLong(PyList_GetItem(offsets, index));
        uint64_t gap = offset - before;
        char *at = output->bytes + output->used + index * *size;
        if (*size == 1) {
            *(uint8_t *)at = (uint8_t)gap;
        } else if (*size == 2) {
            uint16_t narrow = (uint16_t)gap;
            memcpy(at, &narrow, 2);
        } else {
            uint32_t narrow = (uint32_t)gap;
            memcpy(at, &narrow, 4);
        }
        before = offset;
    }
    output->used += number * *size;
    return 1;
}

/* Adds a text in UTF-8, with lone surrogates; 0 after an error. */
static int put_text(Output *output, PyObject *text)
{
    Py_ssize_t length;
    char *bytes;
    PyObject *encoded = PyUnicode_AsEncodedString(text, "utf-8", "surrogatepass");
    int right = encoded != NULL && PyBytes_AsStringAndSize(encoded, &bytes, &length) == 0
                && put(output, bytes, length);
    Py_XDECREF(encoded);
    return right;
}

/* The steps of the texts of the records. */
typedef struct {
    const char *bytes;
    const int64_t *bases;
    Py_ssize_t texts, length;
    int size;
} Steps;

/* Adds the steps of a text, or none for a negative number. */
static int put_steps(Output *output, const Steps *steps, Py_ssize_t text)
{
    if (text < 0) {
        return 1;
    }
    int64_t low = text < steps->texts ? steps->bases[text] : -1;
    int64_t high = low < 0 ? -1 : steps->bases[text + 1];
    if (low < 0 || high < low || high > steps->length / steps->size) {
        PyErr_SetString(PyExc_ValueError, "steps beyond the last");
        return 0;
    }
    return put(output, steps->bytes + low * steps->size, (Py_ssize_t)(high - low) * steps->size);
}

static int put_record(Output *output, PyObject *record, const Steps *steps)
{
    char *data;
    Py_ssize_t length;
    if (!PyTuple_Check(record) || PyTuple_Size(record) != 4
        || !PyUnicode_Check(PyTuple_GetItem(record, 1))
        || !PyList_Check(PyTuple_GetItem(record, 2))) {
        PyErr_SetString(PyExc_TypeError, "a record is (data, text, sentences, number of the text)");
        return 0;
    }
    Py_ssize_t number = PyLong_AsSsize_t(PyTuple_GetItem(record, 3));
    if (PyErr_Occurred() || PyBytes_AsStringAndSize(PyTuple_GetItem(record, 0), &data, &length) < 0) {
        return 0;
    }
    char header[HEADER] = {0};
    Py_ssize_t begin = output->used;
    int gap_size;
    if (!put(output, header, HEADER) || !put(output, data, length)) {
        return 0;
    }
    Py_ssize_t text_begin = output->used;
    if (!put_text(output, PyTuple_GetItem(record, 1))) {
        return 0;
    }
    Py_ssize_t text_end = output->used;
    if (!put_gaps(output, PyTuple_GetItem(record, 2), &gap_size)) {
        return 0;
    }
    Py_ssize_t gaps_end = output->used;
    if (!put_steps(output, steps, number)) {
        return 0;
    }
    if (output->used - begin > UINT32_MAX) {
        PyErr_SetString(PyExc_OverflowError, "a record is too long");
        return 0;
    }
    char *at = output->bytes + begin;
    put_number(at, (uint64_t)length, 4);
    put_number(at + 4, (uint64_t)(text_end - text_begin), 4);
    put_number(at + 8, (uint64_t)(gaps_end - text_end), 4);
    put_number(at + 12, (uint64_t)gap_size, 1);
    put_number(at + 13, (uint64_t)steps->size, 1);
    return 1;
}

PyObject *pack_records(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    static const char *const kinds[] = {"B", "lq"};
    if (count != 4 || !PyList_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError, "pack_records(records, steps, bases, size)");
        return NULL;
    }
    long size = PyLong_AsLong(args[3]);
    Numbers arrays[2];
    if (PyErr_Occurred() || !open_all(args + 1, arrays, kinds, 2)) {
        return NULL;
    }
    PyObject *result = NULL;
    Output output = {NULL, 0, 0};
    Py_ssize_t number = PyList_Size(args[0]);
    uint64_t *spans = PyMem_Malloc((size_t)(2 * number + 1) * sizeof(uint64_t));
    Steps steps = {arrays[0].view.buf, arrays[1].view.buf, arrays[1].count - 1, arrays[0].count, (int)size};
    int right = spans != NULL;
    if (!right) {
        PyErr_NoMemory();
    } else if ((size != 1 && size != 2 && size != 4) || arrays[1].size != 8) {
        PyErr_SetString(PyExc_ValueError, "steps have 1, 2 or 4 bytes");
        right = 0;
    }
    for (Py_ssize_t index = 0; right && index < number; index++) {
        PyObject *record = PyList_GetItem(args[0], index);
        Py_ssize_t begin = output.used;
        right = record != NULL && put_record(&output, record, &steps);
        spans[2 * index] = (uint64_t)begin;
        spans[2 * index + 1] = (uint64_t)(output.used - begin);
    }
    if (right) {
        result = Py_BuildValue("(y#y#)", output.bytes ? output.bytes : "", output.used,
                               (const char *)spans, 2 * number * (Py_ssize_t)sizeof(uint64_t));
    }
    PyMem_Free(output.bytes);
    PyMem_Free(spans);
    close_all(arrays, 2);
    return result;
}
