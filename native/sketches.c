/* The sketch of a text: the lowest hashes of its runs of words, see painsci_search/ingest/sketches.py. */

#include "kernel.h"

/* Words in a run. */
#define RUN 3
/* Scatters the hashes, as in sketches.py. */
#define MIX 0x9E3779B1u
#define MOST_HASHES 4096

/* The kind of a character by Python, looked up once for each: 0 for unknown, 1 for no part of a word, 2 for
 * a part of one. */
static uint8_t in_words[0x10000];

static int ask_word(Py_UCS4 code)
{
    PyObject *character = PyUnicode_FromOrdinal((int)code);
    PyObject *answer = character == NULL ? NULL : PyObject_CallMethod(character, "isalnum", NULL);
    int is_true = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    Py_XDECREF(character);
    if (is_true >= 0 && code < 0x10000) {
        in_words[code] = (uint8_t)(1 + is_true);
    }
    return is_true;
}

static int is_in_word(Py_UCS4 code)
{
    return code < 0x10000 && in_words[code] ? in_words[code] - 1 : ask_word(code);
}

/* Whether a letter is a word by itself, being of a script without spaces between words. */
static int is_word(Py_UCS4 code)
{
    return (code >= 0x3040 && code <= 0x30FF) || (code >= 0x3400 && code <= 0x9FFF);
}

/* The runs of a text so far. `sums` are the checksums of the runs that began with each of the last
 * words; `places` is a hash table of the different ones, one more than each, of a size that is a power
 * of two; `lowest` are the lowest hashes, ascending. */
typedef struct {
    uint32_t sums[RUN];
    Py_ssize_t words, runs, known, most;
    uint64_t *places;
    Py_ssize_t size;
    uint32_t *lowest;
} Sketch;

static uint32_t checksums[256];

/* Fills the table of the checksum of zlib (ISO 3309), by bytes. */
static void fill_checksums(void)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t sum = byte;
        for (int bit = 0; bit < 8; bit++) {
            sum = sum & 1 ? 0xEDB88320u ^ (sum >> 1) : sum >> 1;
        }
        checksums[byte] = sum;
    }
}

/* Adds a byte to all runs that have not ended. Their sums do not wait for one another. */
static inline void add_byte(Sketch *sketch, unsigned char byte)
{
    for (int run = 0; run < RUN; run++) {
        uint32_t sum = sketch->sums[run];
        sketch->sums[run] = checksums[(sum ^ byte) & 0xFF] ^ (sum >> 8);
    }
}

/* The place of a hash in the table, or the empty one where it belongs. */
static Py_ssize_t find_place(const uint64_t *places, Py_ssize_t size, uint32_t hash)
{
    Py_ssize_t place = (Py_ssize_t)(hash & (uint64_t)(size - 1));
    while (places[place] && places[place] != (uint64_t)hash + 1) {
        place = (place + 1) & (size - 1);
    }
    return place;
}

/* Makes a larger table, so that at least half of it is empty; 0 after an error. */
static int grow_table(Sketch *sketch)
{
    Py_ssize_t size = sketch->size ? 4 * sketch->size : 1 << 12;
    uint64_t *places = PyMem_Calloc((size_t)size, sizeof(uint64_t));
    if (places == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    for (Py_ssize_t place = 0; place < sketch->size; place++) {
        uint64_t taken = sketch->places[place];
        if (taken) {
            places[find_place(places, size, (uint32_t)(taken - 1))] = taken;
        }
    }
    PyMem_Free(sketch->places);
    sketch->places = places;
    sketch->size = size;
    return 1;
}

/* Adds a run that has ended, unless one of the same sum was added; 0 after an error. */
static int add_run(Sketch *sketch, uint32_t sum)
{
    if (2 * sketch->runs >= sketch->size && !grow_table(sketch)) {
        return 0;
    }
    uint32_t hash = sum * MIX;
    Py_ssize_t place = find_place(sketch->places, sketch->size, hash);
    if (sketch->places[place]) {
        return 1;
    }
    sketch->places[place] = (uint64_t)hash + 1;
    sketch->runs++;
    if (sketch->known == sketch->most && (!sketch->most || hash > sketch->lowest[sketch->most - 1])) {
        return 1;
    }
    Py_ssize_t at = sketch->known < sketch->most ? sketch->known++ : sketch->most - 1;
    for (; at && sketch->lowest[at - 1] > hash; at--) {
        sketch->lowest[at] = sketch->lowest[at - 1];
    }
    sketch->lowest[at] = hash;
    return 1;
}

/* Ends a word, and the run of which it is the last; the next word begins another run. 0 after an
 * error. */
static int end_word(Sketch *sketch)
{
    add_byte(sketch, ' ');
    sketch->words++;
    if (sketch->words >= RUN && !add_run(sketch, ~sketch->sums[0])) {
        return 0;
    }
    memmove(sketch->sums, sketch->sums + 1, (RUN - 1) * sizeof(uint32_t));
    sketch->sums[RUN - 1] = ~0u;
    return 1;
}

/* The character at the start of some bytes of UTF-8, and its length; 0 for bytes that are none. */
static int decode(const unsigned char *bytes, Py_ssize_t count, Py_UCS4 *code)
{
    int length = *bytes < 0x80   ? 1
                 : *bytes < 0xC0 ? 0
                 : *bytes < 0xE0 ? 2
                 : *bytes < 0xF0 ? 3
                 : *bytes < 0xF8 ? 4
                                 : 0;
    if (length == 0 || length > count) {
        return 0;
    }
    *code = length == 1 ? *bytes : *bytes & (0x7Fu >> length);
    for (int index = 1; index < length; index++) {
        if ((bytes[index] & 0xC0) != 0x80) {
            return 0;
        }
        *code = *code << 6 | (bytes[index] & 0x3F);
    }
    static const Py_UCS4 least[] = {0, 0, 0x80, 0x800, 0x10000};
    int is_surrogate = *code >= 0xD800 && *code <= 0xDFFF;
    return *code < least[length] || *code > 0x10FFFF || is_surrogate ? 0 : length;
}

/* Adds the words of a text; 0 after an error. */
static int add_words(Sketch *sketch, const unsigned char *text, Py_ssize_t count)
{
    int is_open = 0;
    for (Py_ssize_t at = 0; at < count;) {
        Py_UCS4 code;
        int length = decode(text + at, count - at, &code);
        if (!length) {
            PyErr_SetString(PyExc_ValueError, "a text that is no UTF-8");
            return 0;
        }
        /* such a letter within a word is a part of it, as in the pattern of sketches.py */
        int belongs = is_in_word(code), alone = !is_open && is_word(code);
        if (belongs < 0 || (is_open && !belongs && !end_word(sketch))) {
            return 0;
        }
        is_open &= belongs;
        if (belongs || alone) {
            for (int index = 0; index < length; index++) {
                add_byte(sketch, text[at + index]);
            }
            is_open = !alone;
        }
        if (alone && !end_word(sketch)) {
            return 0;
        }
        at += length;
    }
    if (is_open && !end_word(sketch)) {
        return 0;
    }
    /* the only run of fewer words is that of all */
    return !sketch->words || sketch->words >= RUN || add_run(sketch, ~sketch->sums[0]);
}

/* lowest_runs(text, most): see painsci_search/ingest/sketches.py. */
PyObject *lowest_runs(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    char *text;
    Py_ssize_t length;
    if (count != 2) {
        PyErr_SetString(PyExc_TypeError, "lowest_runs takes 2 arguments");
        return NULL;
    }
    Py_ssize_t most = PyLong_AsSsize_t(args[1]);
    if (PyErr_Occurred() || PyBytes_AsStringAndSize(args[0], &text, &length) < 0) {
        return NULL;
    }
    if (most < 0 || most > MOST_HASHES) {
        PyErr_SetString(PyExc_ValueError, "too many hashes");
        return NULL;
    }
    if (!checksums[1]) {
        fill_checksums();
    }
    Sketch sketch = {.most = most};
    for (int run = 0; run < RUN; run++) {
        sketch.sums[run] = ~0u;
    }
    sketch.lowest = PyMem_Calloc((size_t)most + 1, sizeof(uint32_t));
    PyObject *found = NULL;
    if (sketch.lowest == NULL) {
        PyErr_NoMemory();
    } else if (add_words(&sketch, (const unsigned char *)text, length)) {
        found = Py_BuildValue("nnN", sketch.words, sketch.runs,
                              bytes_of(sketch.lowest, sizeof(uint32_t), sketch.known));
    }
    PyMem_Free(sketch.places);
    PyMem_Free(sketch.lowest);
    return found;
}
