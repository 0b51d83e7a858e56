/* Ranking: the postings of the parts of a query in; the records in order, with their scores, out. */

#include "first.h"
#include "sums.h"

/* Records that are added up at a time; their sums stay in the processor's nearest memory. */
#define WINDOW 2048

static double window_sums[WINDOW];
static uint16_t window_counts[WINDOW];
static uint64_t window_filled[WINDOW / 64];

static void close_streams(Stream *streams, Py_ssize_t count)
{
    while (count--) {
        close_all(streams[count].arrays, streams[count].count);
    }
    PyMem_Free(streams);
}

/* Opens a sequence of tuples of arrays, at most with a factor after them. */
static int open_streams(PyObject *parts, const char *const *kinds, int arrays, Stream *streams,
                        Py_ssize_t count)
{
    for (Py_ssize_t index = 0; index < count; index++) {
        Stream *stream = &streams[index];
        PyObject *objects[3] = {NULL};
        PyObject *part = PySequence_GetItem(parts, index);
        int right = part != NULL && PyTuple_Check(part) && PyTuple_Size(part) == 3;
        for (int each = 0; right && each < arrays; each++) {
            objects[each] = PyTuple_GetItem(part, each);
        }
        if (right && arrays == 2) {
            stream->factor = PyFloat_AsDouble(PyTuple_GetItem(part, 2));
            right = !PyErr_Occurred();
        }
        right = right && open_all(objects, stream->arrays, kinds, arrays);
        Py_XDECREF(part);
        if (!right) {
            if (!PyErr_Occurred()) {
                PyErr_SetString(PyExc_TypeError, "each part is a tuple of arrays");
            }
            return 0;
        }
        stream->count = arrays;
        if (stream->arrays[0].count != stream->arrays[1].count) {
            PyErr_SetString(PyExc_ValueError, "arrays of different lengths");
            return 0;
        }
    }
    return 1;
}

Stream *new_streams(Py_ssize_t count)
{
    if (count < 0) {
        return NULL;
    }
    Stream *streams = PyMem_Calloc((size_t)count + 1, sizeof(Stream));
    if (streams == NULL) {
        PyErr_NoMemory();
    }
    return streams;
}

/* The least record that a stream has next; UINT64_MAX at the end of all. */
static uint64_t next_record(const Stream *streams, Py_ssize_t count)
{
    uint64_t least = UINT64_MAX;
    for (Py_ssize_t index = 0; index < count; index++) {
        const Stream *stream = &streams[index];
        if (!stream->is_extra && stream->next < stream->arrays[0].count) {
            uint64_t doc = at(&stream->arrays[0], stream->next);
            least = doc < least ? doc : least;
        }
    }
    return least;
}

/* Goes through what a stream has in the window, and adds the value of each posting to the sum at
 * `slot`; the records are of a type. */
#define ADD_TYPED(type, value)                                                                     \
    for (const type *all = docs->view.buf; here < docs->count; here++) {                           \
        uint64_t doc = all[here];                                                                  \
        if (doc >= limit) {                                                                        \
            break;                                                                                 \
        }                                                                                          \
        if (doc < least) {                                                                         \
            PyErr_SetString(PyExc_ValueError, "records are not ascending");                        \
            return 0;                                                                              \
        }                                                                                          \
        least = doc + 1;                                                                           \
        uint64_t slot = doc - base;                                                                \
        window_sums[slot] += (value);                                                              \
        window_counts[slot]++;                                                                     \
        window_filled[slot / 64] |= (uint64_t)1 << (slot % 64);                                    \
    }

#define ADD_WINDOW(value)                                                                          \
    switch (docs->size) {                                                                          \
    case 1:                                                                                        \
        ADD_TYPED(uint8_t, value)                                                                  \
        break;                                                                                     \
    case 2:                                                                                        \
        ADD_TYPED(uint16_t, value)                                                                 \
        break;                                                                                     \
    case 4:                                                                                        \
        ADD_TYPED(uint32_t, value)                                                                 \
        break;                                                                                     \
    default:                                                                                       \
        ADD_TYPED(uint64_t, value)                                                                 \
    }

/* The weight of an occurrence in a record. */
static inline double weight_in(const Stream *stream, Py_ssize_t doc)
{
    return weigh(stream->norm, at(stream->kinds, doc), at(&stream->arrays[2], doc));
}

static int add_window(uint64_t base, Stream *stream)
{
    const Numbers *docs = &stream->arrays[0], *values = &stream->arrays[1];
    const Numbers *weights = &stream->arrays[2];
    uint64_t least = base, limit = base + WINDOW;
    Py_ssize_t here = stream->next;
    if (stream->count == 3) {
        limit = limit < (uint64_t)weights->count ? limit : (uint64_t)weights->count;
        if (here < docs->count && at(docs, here) >= (uint64_t)weights->count) {
            PyErr_SetString(PyExc_ValueError, "a record beyond the last");
            return 0;
        }
    }
    if (stream->norm != NULL) {
        ADD_WINDOW((double)at(values, here) * weight_in(stream, (Py_ssize_t)doc))
    } else if (stream->count == 3) {
        ADD_WINDOW((double)at(values, here) * float_at(weights, (Py_ssize_t)doc))
    } else {
        ADD_WINDOW(float_at(values, here) * stream->factor)
    }
    stream->next = here;
    return 1;
}

/* Adds what an extra has for the records of the window. */
static void add_extra(uint64_t base, Stream *stream)
{
    const Numbers *docs = &stream->arrays[0];
    Py_ssize_t here = stream->next;
    for (; here < docs->count && at(docs, here) < base + WINDOW; here++) {
        uint64_t slot = at(docs, here) - base;
        if (slot < WINDOW && window_counts[slot]) {
            window_sums[slot] += stream->factor * float_at(&stream->arrays[1], here);
        }
    }
    stream->next = here;
}

/* The bytes of an item of each array: records, sums, and how many parts match. */
static const Py_ssize_t SIZES[] = {sizeof(int64_t), sizeof(double), sizeof(uint16_t)};

/* Makes room for so many records in the arrays. */
static int grow_sums(Sums *sums, Py_ssize_t room)
{
    for (int each = 0; each < 3; each++) {
        if (sums->made[each] == NULL) {
            sums->made[each] = PyByteArray_FromStringAndSize(NULL, room * SIZES[each]);
        } else if (PyByteArray_Resize(sums->made[each], room * SIZES[each]) < 0) {
            return 0;
        }
        if (sums->made[each] == NULL) {
            return 0;
        }
    }
    sums->room = room;
    sums->docs = (int64_t *)(void *)PyByteArray_AsString(sums->made[0]);
    sums->scores = (double *)(void *)PyByteArray_AsString(sums->made[1]);
    sums->matching = (uint16_t *)(void *)PyByteArray_AsString(sums->made[2]);
    return 1;
}

/* The room to begin with: enough for all records, unless parts have very many in common. */
#define MOST_ROOM ((Py_ssize_t)1 << 20)

static Py_ssize_t room_for(const Stream *streams, Py_ssize_t count)
{
    Py_ssize_t room = 64;
    for (Py_ssize_t index = 0; index < count && room < MOST_ROOM; index++) {
        room += streams[index].is_extra ? 0 : streams[index].arrays[0].count;
    }
    return room < MOST_ROOM ? room : MOST_ROOM;
}

static void empty_window(void)
{
    memset(window_sums, 0, sizeof(window_sums));
    memset(window_counts, 0, sizeof(window_counts));
    memset(window_filled, 0, sizeof(window_filled));
}

/* Moves the records of the window to the results, and makes it empty. */
static int flush_window(Sums *sums)
{
    for (int word = 0; word < WINDOW / 64; word++) {
        uint64_t filled = window_filled[word];
        if (filled == 0) {
            continue;
        }
        if (sums->room - sums->size < 64 && !grow_sums(sums, 2 * sums->room)) {
            return 0;
        }
        window_filled[word] = 0;
        for (; filled; filled &= filled - 1) {
            int slot = 64 * word + lowest_bit(filled);
            sums->docs[sums->size] = (int64_t)(sums->base + (uint64_t)slot);
            sums->scores[sums->size] = window_sums[slot];
            sums->matching[sums->size++] = window_counts[slot];
            window_sums[slot] = 0.0;
            window_counts[slot] = 0;
        }
    }
    return 1;
}

void free_sums(Sums *sums)
{
    for (int each = 0; each < 3; each++) {
        Py_CLEAR(sums->made[each]);
    }
}

int finish_sums(Sums *sums, int count)
{
    for (int each = 0; each < 3; each++) {
        if (each >= count) {
            Py_CLEAR(sums->made[each]);
        } else if (PyByteArray_Resize(sums->made[each], sums->size * SIZES[each]) < 0) {
            return 0;
        }
    }
    return 1;
}

static int add_streams(Sums *sums, Stream *streams, Py_ssize_t count)
{
    while ((sums->base = next_record(streams, count)) < INT64_MAX - WINDOW) {
        for (Py_ssize_t index = 0; index < count; index++) {
            if (streams[index].is_extra) {
                add_extra(sums->base, &streams[index]);
            } else if (!add_window(sums->base, &streams[index])) {
                return 0;
            }
        }
        if (!flush_window(sums)) {
            return 0;
        }
    }
    for (Py_ssize_t index = 0; index < count; index++) {
        if (!streams[index].is_extra && streams[index].next < streams[index].arrays[0].count) {
            PyErr_SetString(PyExc_ValueError, "a record beyond the last");
            return 0;
        }
    }
    return 1;
}

int add_up(Sums *sums, Stream *streams, Py_ssize_t count)
{
    if (count > UINT16_MAX) {
        PyErr_SetString(PyExc_ValueError, "too many parts");
        return 0;
    }
    if (grow_sums(sums, room_for(streams, count)) && add_streams(sums, streams, count)) {
        return 1;
    }
    empty_window();
    return 0;
}

/* Removes the records that are not live; returns how many of the others are passages, or -1. */
static Py_ssize_t keep_live(Sums *sums, const Numbers *passages, const Numbers *live)
{
    const uint8_t *is_passage = passages->view.buf, *is_live = live ? live->view.buf : NULL;
    Py_ssize_t kept = 0, found = 0;
    for (Py_ssize_t index = 0; index < sums->size; index++) {
        int64_t doc = sums->docs[index];
        if (doc >= passages->count || (live && doc >= live->count)) {
            PyErr_SetString(PyExc_ValueError, "a record beyond the last");
            return -1;
        }
        Py_ssize_t keep = is_live == NULL || is_live[doc] != 0;
        sums->docs[kept] = doc;
        sums->scores[kept] = sums->scores[index];
        kept += keep;
        found += keep & (is_passage[doc] != 0);
    }
    sums->size = kept;
    return found;
}

PyObject *sum_frequencies(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    static const char *const kinds[] = {RECORDS, RECORDS, FLOATS};
    static const char *const masks[] = {FLAGS, FLAGS};
    Numbers flags[2];
    if (count != 4) {
        PyErr_SetString(PyExc_TypeError, "sum_frequencies(fields, is_passage, live, segment)");
        return NULL;
    }
    int masked = args[2] == Py_None ? 1 : 2;
    if (!open_all(args + 1, flags, masks, masked)) {
        return NULL;
    }
    PyObject *result = NULL;
    Sums sums = {0};
    Py_ssize_t fields = PySequence_Size(args[0]);
    Stream *streams = new_streams(fields);
    if (streams != NULL && open_streams(args[0], kinds, 3, streams, fields)
        && add_up(&sums, streams, fields)) {
        Py_ssize_t passages = keep_live(&sums, &flags[0], masked == 2 ? &flags[1] : NULL);
        if (passages >= 0 && finish_sums(&sums, 2)) {
            result = Py_BuildValue("(OOn)", sums.made[0], sums.made[1], passages);
        }
    }
    free_sums(&sums);
    if (streams != NULL) {
        close_streams(streams, fields);
    }
    close_all(flags, masked);
    return result;
}

/* Lifts the sums of records that as many parts match to at least a floor; returns the highest
 * number of parts that match, and sets how many records that is of. */
static Py_ssize_t lift(Sums *sums, Py_ssize_t parts, double floor, double tie, Py_ssize_t *count)
{
    Py_ssize_t most = 0;
    *count = 0;
    for (Py_ssize_t index = 0; index < sums->size; index++) {
        Py_ssize_t matching = sums->matching[index];
        if (matching > most) {
            most = matching;
            *count = 0;
        }
        *count += matching == most;
        if (matching == parts) {
            double score = sums->scores[index], lifted = floor + tie * score;
            sums->scores[index] = score > lifted ? score : lifted;
        }
    }
    return most;
}

PyObject *sum_parts(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    static const char *const kinds[] = {RECORDS, FLOATS};
    Py_ssize_t needed;
    double floor, tie;
    if (count != 4 || !PyTuple_Check(args[2])) {
        PyErr_SetString(PyExc_TypeError, "sum_parts(parts, extras, lift, segment)");
        return NULL;
    }
    if (!PyArg_ParseTuple(args[2], "ndd", &needed, &floor, &tie)) {
        return NULL;
    }
    PyObject *result = NULL;
    Sums sums = {0};
    Py_ssize_t parts = PySequence_Size(args[0]);
    Py_ssize_t extras = parts < 0 ? -1 : PySequence_Size(args[1]);
    Stream *streams = new_streams(extras < 0 ? -1 : parts + extras);
    if (streams == NULL) {
        return NULL;
    }
    if (open_streams(args[0], kinds, 2, streams, parts)
        && open_streams(args[1], kinds, 2, streams + parts, extras)) {
        for (Py_ssize_t index = parts; index < parts + extras; index++) {
            streams[index].is_extra = 1;
        }
        if (add_up(&sums, streams, parts + extras)) {
            Py_ssize_t having, most = lift(&sums, needed ? needed : -1, floor, tie, &having);
            if (finish_sums(&sums, 3)) {
                result = Py_BuildValue("(OOOnn)", sums.made[0], sums.made[1], sums.made[2], most,
                                       having);
            }
        }
    }
    free_sums(&sums);
    close_streams(streams, parts + extras);
    return result;
}

/* The score of a leaf by its frequency, which saturates. */
PyObject *saturate(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    Numbers frequencies;
    if (count != 3) {
        PyErr_SetString(PyExc_TypeError, "saturate(frequencies, idf, k1)");
        return NULL;
    }
    double idf = PyFloat_AsDouble(args[1]), k1 = PyErr_Occurred() ? 0.0 : PyFloat_AsDouble(args[2]);
    if (PyErr_Occurred() || !open_eights(args[0], &frequencies, FLOATS "B")) {
        return NULL;
    }
    Py_ssize_t size = frequencies.count;
    const double *values = frequencies.view.buf;
    PyObject *made = PyByteArray_FromStringAndSize(NULL, size * 8);
    if (made != NULL) {
        double *scores = (double *)(void *)PyByteArray_AsString(made);
        double highest = idf * (k1 + 1);
        for (Py_ssize_t index = 0; index < size; index++) {
            scores[index] = highest * values[index] / (values[index] + k1);
        }
    }
    PyBuffer_Release(&frequencies.view);
    return made;
}

/* Fills the heap with the first records in order and sorts it; returns its size, -1 for an error. */
static Py_ssize_t select_first(const Numbers *arrays, First *heap, Py_ssize_t most)
{
    const Numbers *keys = &arrays[0], *docs = &arrays[1], *order = &arrays[3];
    Py_ssize_t size = 0;
    for (Py_ssize_t index = 0; index < keys->count; index++) {
        double key = float_at(keys, index);
        if (size == most && key < heap[0].key) {
            continue;
        }
        uint64_t doc = at(docs, index);
        if (doc >= (uint64_t)order->count) {
            PyErr_SetString(PyExc_ValueError, "a record beyond the last");
            return -1;
        }
        First item = {key, at(order, (Py_ssize_t)doc), doc, index};
        keep(heap, &size, most, &item);
    }
    sort_first(heap, size);
    return size;
}

PyObject *first_ranked(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    static const char *const kinds[] = {FLOATS, RECORDS, FLOATS, RECORDS};
    Numbers arrays[4];
    if (count != 5) {
        PyErr_SetString(PyExc_TypeError, "first_ranked(keys, docs, scores, order, count)");
        return NULL;
    }
    Py_ssize_t most = PyLong_AsSsize_t(args[4]);
    if (PyErr_Occurred() || !open_all(args, arrays, kinds, 4)) {
        return NULL;
    }
    most = most < 0 ? 0 : most < arrays[0].count ? most : arrays[0].count;
    PyObject *result = NULL;
    First *heap = PyMem_Malloc((size_t)(most + 1) * sizeof(First));
    if (heap == NULL) {
        PyErr_NoMemory();
    } else if (arrays[0].count != arrays[1].count || arrays[0].count != arrays[2].count) {
        PyErr_SetString(PyExc_ValueError, "arrays of different lengths");
    } else if (most == 0) {
        result = PyList_New(0);
    } else if (select_first(arrays, heap, most) == most) {
        result = PyList_New(most);
        for (Py_ssize_t index = 0; result != NULL && index < most; index++) {
            double score = float_at(&arrays[2], heap[index].index);
            PyObject *row = Py_BuildValue("(dKd)", heap[index].key, (unsigned long long)heap[index].number,
                                          score);
            if (row == NULL || PyList_SetItem(result, index, row) < 0) {
                Py_CLEAR(result);
            }
        }
    }
    PyMem_Free(heap);
    close_all(arrays, 4);
    return result;
}
