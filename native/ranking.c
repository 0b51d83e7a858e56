/* Ranking: the postings of the parts of a query in; the records in order, with their scores, out. */

#include "kernel.h"

/* Records that are added up at a time; their sums stay in the processor's nearest memory. */
#define WINDOW 2048

/* Ascending records that are read along with others, each with a value. */
typedef struct {
    Numbers arrays[3];
    int count;
    Py_ssize_t next;
} Stream;

/* What the streams are added up to: a window of records, and the records before it. */
typedef struct {
    uint64_t base;
    double sums[WINDOW];
    uint16_t counts[WINDOW];
    int64_t *docs, *matching;
    double *scores;
    Py_ssize_t size;
} Sums;

static void close_streams(Stream *streams, Py_ssize_t count)
{
    while (count--) {
        close_all(streams[count].arrays, streams[count].count);
    }
    PyMem_Free(streams);
}

/* Opens a sequence of tuples of arrays; `total` is the number of their records. */
static Stream *open_streams(PyObject *parts, const char *const *kinds, int arrays,
                            Py_ssize_t *count, Py_ssize_t *total)
{
    *count = PySequence_Size(parts);
    if (*count < 0) {
        return NULL;
    }
    Stream *streams = PyMem_Calloc((size_t)*count + 1, sizeof(Stream));
    if (streams == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    *total = 0;
    for (Py_ssize_t index = 0; index < *count; index++) {
        Stream *stream = &streams[index];
        PyObject *objects[3] = {NULL};
        PyObject *part = PySequence_GetItem(parts, index);
        int right = part != NULL && PyTuple_Check(part) && PyTuple_Size(part) == arrays;
        for (int each = 0; right && each < arrays; each++) {
            objects[each] = PyTuple_GetItem(part, each);
        }
        right = right && open_all(objects, stream->arrays, kinds, arrays);
        Py_XDECREF(part);
        if (!right) {
            if (!PyErr_Occurred()) {
                PyErr_SetString(PyExc_TypeError, "each part is a tuple of arrays");
            }
            close_streams(streams, index);
            return NULL;
        }
        stream->count = arrays;
        *total += stream->arrays[0].count;
        if (stream->arrays[0].count != stream->arrays[1].count) {
            PyErr_SetString(PyExc_ValueError, "arrays of different lengths");
            close_streams(streams, index + 1);
            return NULL;
        }
    }
    return streams;
}

/* The least record that a stream has next; UINT64_MAX at the end of all. */
static uint64_t next_record(const Stream *streams, Py_ssize_t count)
{
    uint64_t least = UINT64_MAX;
    for (Py_ssize_t index = 0; index < count; index++) {
        const Stream *stream = &streams[index];
        if (stream->next < stream->arrays[0].count) {
            uint64_t doc = at(&stream->arrays[0], stream->next);
            least = doc < least ? doc : least;
        }
    }
    return least;
}

/* Adds what a stream has in the window, `value` of each posting; the records are of a type. */
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
        sums->sums[doc - sums->base] += (value);                                                   \
        sums->counts[doc - sums->base]++;                                                          \
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

static int add_window(Sums *sums, Stream *stream)
{
    const Numbers *docs = &stream->arrays[0], *values = &stream->arrays[1];
    uint64_t least = sums->base, limit = sums->base + WINDOW;
    Py_ssize_t here = stream->next;
    if (stream->count == 3) {
        const Numbers *weights = &stream->arrays[2];
        limit = limit < (uint64_t)weights->count ? limit : (uint64_t)weights->count;
        if (here < docs->count && at(docs, here) >= (uint64_t)weights->count) {
            PyErr_SetString(PyExc_ValueError, "a record beyond the last");
            return 0;
        }
        ADD_WINDOW((double)at(values, here) * float_at(weights, (Py_ssize_t)doc))
    } else {
        ADD_WINDOW(float_at(values, here))
    }
    stream->next = here;
    return 1;
}

/* Moves the records of the window to the results, and makes it empty. Each record is written, and
 * kept if it has a count: a jump that depends on the data costs more. The results have room for one
 * record more than there are postings. */
static void flush_window(Sums *sums)
{
    Py_ssize_t size = sums->size;
    for (int first = 0; first < WINDOW; first += 4) {
        uint64_t four;
        memcpy(&four, &sums->counts[first], sizeof(four));
        if (four == 0) {
            continue;
        }
        for (int index = first; index < first + 4; index++) {
            sums->docs[size] = (int64_t)(sums->base + (uint64_t)index);
            sums->scores[size] = sums->sums[index];
            sums->matching[size] = sums->counts[index];
            size += sums->counts[index] != 0;
            sums->sums[index] = 0.0;
            sums->counts[index] = 0;
        }
    }
    sums->size = size;
}

static void free_sums(Sums *sums)
{
    if (sums != NULL) {
        PyMem_Free(sums->docs);
        PyMem_Free(sums->scores);
        PyMem_Free(sums->matching);
        PyMem_Free(sums);
    }
}

/* Makes room for at most `total` results. */
static Sums *new_sums(Py_ssize_t total)
{
    Sums *sums = PyMem_Calloc(1, sizeof(Sums));
    size_t room = (size_t)total + 1;
    if (sums != NULL) {
        sums->docs = PyMem_Malloc(room * sizeof(int64_t));
        sums->scores = PyMem_Malloc(room * sizeof(double));
        sums->matching = PyMem_Malloc(room * sizeof(int64_t));
    }
    if (sums == NULL || sums->docs == NULL || sums->scores == NULL || sums->matching == NULL) {
        free_sums(sums);
        PyErr_NoMemory();
        return NULL;
    }
    return sums;
}

static int add_up(Sums *sums, Stream *streams, Py_ssize_t count)
{
    if (count > UINT16_MAX) {
        PyErr_SetString(PyExc_ValueError, "too many parts");
        return 0;
    }
    while ((sums->base = next_record(streams, count)) < INT64_MAX - WINDOW) {
        for (Py_ssize_t index = 0; index < count; index++) {
            if (!add_window(sums, &streams[index])) {
                return 0;
            }
        }
        flush_window(sums);
    }
    for (Py_ssize_t index = 0; index < count; index++) {
        if (streams[index].next < streams[index].arrays[0].count) {
            PyErr_SetString(PyExc_ValueError, "a record beyond the last");
            return 0;
        }
    }
    return 1;
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
    Py_ssize_t fields, total;
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
    Stream *streams = open_streams(args[0], kinds, 3, &fields, &total);
    if (streams != NULL) {
        Sums *sums = new_sums(total);
        if (sums != NULL && add_up(sums, streams, fields)) {
            Py_ssize_t passages = keep_live(sums, &flags[0], masked == 2 ? &flags[1] : NULL);
            if (passages >= 0) {
                result = Py_BuildValue("(NNn)", bytes_of(sums->docs, sizeof(int64_t), sums->size),
                                       bytes_of(sums->scores, sizeof(double), sums->size), passages);
            }
        }
        free_sums(sums);
        close_streams(streams, fields);
    }
    close_all(flags, masked);
    return result;
}

/* Opens an array of records and one of values as streams, one for each ascending run of records.
 * The arrays stay the caller's. */
static Stream *open_runs(const Numbers *arrays, Py_ssize_t *count)
{
    const Numbers *docs = &arrays[0], *values = &arrays[1];
    Py_ssize_t room = 0;
    Stream *streams = NULL;
    *count = 0;
    for (Py_ssize_t here = 0; here < docs->count || *count == 0; here++) {
        if (here > 0 && here < docs->count && at(docs, here) > at(docs, here - 1)) {
            continue;
        }
        if (!make_room((void **)&streams, &room, *count, 1, sizeof(Stream))) {
            PyMem_Free(streams);
            return NULL;
        }
        Stream *stream = &streams[*count];
        memset(stream, 0, sizeof(*stream));
        for (int each = 0; each < 2; each++) {
            const Numbers *whole = each ? values : docs;
            stream->arrays[each].size = whole->size;
            stream->arrays[each].view.buf = whole->view.buf;
        }
        stream->next = here;
        if (*count) {
            streams[*count - 1].arrays[0].count = here;
        }
        ++*count;
    }
    streams[*count - 1].arrays[0].count = docs->count;
    return streams;
}

PyObject *sum_by_record(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    static const char *const kinds[] = {RECORDS, FLOATS};
    Numbers arrays[2];
    Py_ssize_t runs;
    if (count != 3) {
        PyErr_SetString(PyExc_TypeError, "sum_by_record(docs, values, segment)");
        return NULL;
    }
    if (!open_all(args, arrays, kinds, 2)) {
        return NULL;
    }
    PyObject *result = NULL;
    Stream *streams = NULL;
    if (arrays[0].count != arrays[1].count) {
        PyErr_SetString(PyExc_ValueError, "arrays of different lengths");
    } else if ((streams = open_runs(arrays, &runs)) != NULL) {
        Sums *sums = new_sums(arrays[0].count);
        if (sums != NULL && add_up(sums, streams, runs)) {
            result = Py_BuildValue("(NNN)", bytes_of(sums->docs, sizeof(int64_t), sums->size),
                                   bytes_of(sums->scores, sizeof(double), sums->size),
                                   bytes_of(sums->matching, sizeof(int64_t), sums->size));
        }
        free_sums(sums);
    }
    PyMem_Free(streams);
    close_all(arrays, 2);
    return result;
}

/* A record by which others are ordered: by key, highest first, then by its article, then itself. */
typedef struct {
    double key;
    uint64_t order, doc;
    Py_ssize_t index;
} Ranked;

static int precedes(const Ranked *one, const Ranked *other)
{
    if (one->key > other->key || one->key < other->key) {
        return one->key > other->key;
    }
    return one->order != other->order ? one->order < other->order : one->doc < other->doc;
}

/* Moves an item of a heap down to its place; the root of the heap is the last in order. */
static void sift(Ranked *heap, Py_ssize_t size, Py_ssize_t parent)
{
    Ranked moved = heap[parent];
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

/* Fills the heap with the first records in order and sorts it; returns its size, -1 for an error. */
static Py_ssize_t select_first(const Numbers *arrays, Ranked *heap, Py_ssize_t most)
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
        Ranked item = {key, at(order, (Py_ssize_t)doc), doc, index};
        if (size < most) {
            heap[size++] = item;
            for (Py_ssize_t parent = size / 2; size == most && parent--;) {
                sift(heap, size, parent);
            }
        } else if (precedes(&item, &heap[0])) {
            heap[0] = item;
            sift(heap, size, 0);
        }
    }
    for (Py_ssize_t parent = size / 2; parent--;) {
        sift(heap, size, parent);
    }
    for (Py_ssize_t end = size; end-- > 1;) {
        Ranked last = heap[0];
        heap[0] = heap[end];
        heap[end] = last;
        sift(heap, end, 0);
    }
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
    Ranked *heap = PyMem_Malloc((size_t)(most + 1) * sizeof(Ranked));
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
            PyObject *row = Py_BuildValue("(dKd)", heap[index].key, (unsigned long long)heap[index].doc,
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
