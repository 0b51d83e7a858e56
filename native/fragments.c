/* Text fragments: an article's letters and sentences in; the sentences that may recur out. */

#include "kernel.h"

#include <stdlib.h>

/* As in text_fragments.py: the letters of a window, the factor of its hash, and the places of the
 * filter for each sentence. */
#define LETTERS 16
#define FACTOR 0x9E3779B97F4A7C15u
#define SPARSE 16

/* A sentence: the part that it is in, its number there, and its first window. */
typedef struct {
    Py_ssize_t part, unit, start;
    uint64_t hash;
    int is_short;
} Sentence;

/* A hash of windows, and in how many places there is one, up to 2. */
typedef struct {
    uint64_t hash;
    int count;
} Window;

/* An article, as far as it was read. */
typedef struct {
    Numbers letters;
    Sentence *sentences;
    Py_ssize_t count, room;
} Page;

static inline uint64_t hash_at(const uint8_t *letters)
{
    uint64_t first, second, factor = FACTOR;
    memcpy(&first, letters, sizeof(first));
    memcpy(&second, letters + sizeof(first), sizeof(second));
    return first * factor + second * (factor * factor);
}

static int by_hash(const void *one, const void *other)
{
    uint64_t first = ((const Window *)one)->hash, second = ((const Window *)other)->hash;
    return (first > second) - (first < second);
}

/* Whether a marker, or the end of a block, is among the letters after the first of a window. */
static int is_broken(const Page *page, Py_ssize_t start, Py_ssize_t end, const int64_t *markers,
                     Py_ssize_t count)
{
    const uint8_t *letters = page->letters.view.buf;
    Py_ssize_t low = 0, high = count;
    if (end - start < LETTERS) {
        return 1;
    }
    for (Py_ssize_t here = start + 1; here < start + LETTERS; here++) {
        if (letters[here] == '\n' || letters[here] == '|') {
            return 1;
        }
    }
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (markers[middle] <= start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && markers[low] < start + LETTERS;
}

/* The item of a sequence as an offset from `base`; -1 after an error. */
static int64_t offset_at(PyObject *sequence, Py_ssize_t index, Py_ssize_t base)
{
    PyObject *item = PySequence_GetItem(sequence, index);
    Py_ssize_t offset = item == NULL ? -1 : PyLong_AsSsize_t(item);
    Py_XDECREF(item);
    if (!PyErr_Occurred() && (offset < 0 || offset > PY_SSIZE_T_MAX - base)) {
        PyErr_SetString(PyExc_ValueError, "an offset before the text");
    }
    return PyErr_Occurred() ? -1 : offset + base;
}

static int add_sentences(Page *page, PyObject *flat, Py_ssize_t part, Py_ssize_t base,
                         const int64_t *markers, Py_ssize_t marked)
{
    Py_ssize_t count = PySequence_Size(flat) / 2;
    if (PyErr_Occurred()
        || !make_room((void **)&page->sentences, &page->room, page->count, count,
                      sizeof(Sentence))) {
        return 0;
    }
    for (Py_ssize_t unit = 0; unit < count; unit++) {
        int64_t start = offset_at(flat, 2 * unit, base);
        int64_t end = start < 0 ? -1 : offset_at(flat, 2 * unit + 1, base);
        if (end < 0) {
            return 0;
        }
        if (start > end || end > page->letters.count) {
            PyErr_SetString(PyExc_ValueError, "a sentence beyond the text");
            return 0;
        }
        int is_short = is_broken(page, start, end, markers, marked);
        page->sentences[page->count++] = (Sentence){part, unit, start, 0, is_short};
    }
    return 1;
}

/* Adds the sentences of a part: its base, the offsets of its sentences, and its markers. */
static int add_part(Page *page, PyObject *part, Py_ssize_t number)
{
    if (part == NULL || !PyTuple_Check(part) || PyTuple_Size(part) != 3) {
        PyErr_SetString(PyExc_TypeError, "a part is a base, sentences and markers");
        return 0;
    }
    Py_ssize_t base = PyLong_AsSsize_t(PyTuple_GetItem(part, 0));
    Py_ssize_t count = PyErr_Occurred() ? -1 : PySequence_Size(PyTuple_GetItem(part, 2));
    if (count < 0) {
        return 0;
    }
    if (base < 0) {
        PyErr_SetString(PyExc_ValueError, "a part before the text");
        return 0;
    }
    int64_t *markers = PyMem_Malloc((size_t)(count + 1) * sizeof(int64_t));
    if (markers == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    int right = 1;
    for (Py_ssize_t index = 0; right && index < count; index++) {
        markers[index] = offset_at(PyTuple_GetItem(part, 2), index, base);
        right = markers[index] >= 0;
    }
    right = right && add_sentences(page, PyTuple_GetItem(part, 1), number, base, markers, count);
    PyMem_Free(markers);
    return right;
}

/* Counts the windows of the page that have one of the hashes, which are sorted. */
static void count_windows(const Page *page, Window *windows, Py_ssize_t count, uint8_t *filter,
                          int shift)
{
    const uint8_t *letters = page->letters.view.buf;
    for (Py_ssize_t index = 0; index < count; index++) {
        uint64_t place = windows[index].hash >> shift;
        filter[place >> 3] |= (uint8_t)(1 << (place & 7));
    }
    for (Py_ssize_t here = 0; here + LETTERS <= page->letters.count; here++) {
        uint64_t hash = hash_at(letters + here), place = hash >> shift;
        if (!(filter[place >> 3] >> (place & 7) & 1)) {
            continue;
        }
        Window sought = {hash, 0};
        Window *found = bsearch(&sought, windows, (size_t)count, sizeof(Window), by_hash);
        if (found != NULL && found->count < 2) {
            found->count++;
        }
    }
}

/* Marks the sentences as short whose first window has the same hash as another one. */
static int mark_recurring(Page *page)
{
    const uint8_t *letters = page->letters.view.buf;
    Py_ssize_t last = page->letters.count - LETTERS, count = 0;
    int bits = 16;
    while (((Py_ssize_t)1 << bits) < SPARSE * page->count) {
        bits++;
    }
    Window *windows = PyMem_Malloc((size_t)(page->count + 1) * sizeof(Window));
    uint8_t *filter = PyMem_Calloc((size_t)1 << bits >> 3, 1);
    if (windows == NULL || filter == NULL) {
        PyMem_Free(windows);
        PyMem_Free(filter);
        PyErr_NoMemory();
        return 0;
    }
    for (Py_ssize_t index = 0; index < page->count; index++) {
        Sentence *sentence = &page->sentences[index];
        sentence->hash = hash_at(letters + (sentence->start < last ? sentence->start : last));
        windows[index] = (Window){sentence->hash, 0};
    }
    qsort(windows, (size_t)page->count, sizeof(Window), by_hash);
    for (Py_ssize_t index = 0; index < page->count; index++) {
        if (count == 0 || windows[index].hash != windows[count - 1].hash) {
            windows[count++] = windows[index];
        }
    }
    count_windows(page, windows, count, filter, 64 - bits);
    for (Py_ssize_t index = 0; index < page->count; index++) {
        Window sought = {page->sentences[index].hash, 0};
        Window *found = bsearch(&sought, windows, (size_t)count, sizeof(Window), by_hash);
        page->sentences[index].is_short |= found == NULL || found->count > 1;
    }
    PyMem_Free(windows);
    PyMem_Free(filter);
    return 1;
}

static PyObject *list_sentences(Page *page)
{
    PyObject *list = PyList_New(0);
    int is_tiny = page->letters.count < 2 * LETTERS;
    if (list == NULL || (!is_tiny && page->count && !mark_recurring(page))) {
        Py_XDECREF(list);
        return NULL;
    }
    for (Py_ssize_t index = 0; index < page->count; index++) {
        const Sentence *sentence = &page->sentences[index];
        if (is_tiny || sentence->is_short) {
            PyObject *pair = Py_BuildValue("(nn)", sentence->part, sentence->unit);
            int failed = pair == NULL || PyList_Append(list, pair) < 0;
            Py_XDECREF(pair);
            if (failed) {
                Py_DECREF(list);
                return NULL;
            }
        }
    }
    return list;
}

PyObject *uncertain_sentences(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    Page page = {0};
    if (count != 2 || !PyList_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "uncertain_sentences(letters, parts)");
        return NULL;
    }
    if (!open_numbers(args[0], &page.letters, "B")) {
        return NULL;
    }
    int right = 1;
    for (Py_ssize_t number = 0; right && number < PyList_Size(args[1]); number++) {
        right = add_part(&page, PyList_GetItem(args[1], number), number);
    }
    PyObject *result = right ? list_sentences(&page) : NULL;
    PyMem_Free(page.sentences);
    PyBuffer_Release(&page.letters.view);
    return result;
}
