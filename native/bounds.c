/* Large segments: the parts of a query in, each as a map of its records; the first records out.
 *
 * A map has a bit for each record that a part matches, and the highest frequency in each block of
 * records. By these, blocks that cannot have one of the first records are not scored. */

#include "first.h"
#include "words.h"

#include <math.h>

/* Records of a block: the bits of an integer. */
#define BLOCK_SIZE 64
/* Records whose frequencies are added up at a time, and the blocks of them. */
#define AT_ONCE 2048
#define BLOCKS_AT_ONCE (AT_ONCE / BLOCK_SIZE)
/* Lengths of a field whose weights are computed once. */
#define TABLE 1024
/* Blocks with the highest bounds that are scored first, at least. */
#define FIRST_BLOCKS 16
/* A bound is raised by this share, more than what rounding may have taken from it. */
#define ROUNDING 1e-9

static inline Py_ssize_t count_bits(uint64_t bits)
{
    bits -= bits >> 1 & 0x5555555555555555u;
    bits = (bits & 0x3333333333333333u) + (bits >> 2 & 0x3333333333333333u);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (Py_ssize_t)(bits * 0x0101010101010101u >> 56);
}

#define BITS "BQL"
#define FREQUENCIES "Bd"
#define LISTED "Blq"

static Py_ssize_t blocks_of(Py_ssize_t records)
{
    return records / BLOCK_SIZE + (records % BLOCK_SIZE != 0);
}

/* ---- The weights of occurrences ---- */

/* Computes the weights by kind and length, for the lengths of most records. */
static int fill_table(Field *field)
{
    if (field->table == NULL) {
        Py_ssize_t kinds = field->norm.kinds;
        field->table = PyMem_Malloc(((size_t)kinds * TABLE + 1) * sizeof(double));
        if (field->table == NULL) {
            PyErr_NoMemory();
            return 0;
        }
        for (Py_ssize_t index = 0; index < kinds * TABLE; index++) {
            field->table[index]
                = weigh(&field->norm, (uint64_t)index / TABLE, (uint64_t)index % TABLE);
        }
    }
    return 1;
}

static inline double weight_of(const Words *words, const Field *field, Py_ssize_t doc)
{
    uint64_t kind = at(&words->kinds, doc), length = at(&field->arrays[LENGTHS], doc);
    if (length < TABLE && kind < (uint64_t)field->norm.kinds) {
        return field->table[kind * TABLE + length];
    }
    return weigh(&field->norm, kind, length);
}

/* Computes the bits of the records that are passages. */
static int fill_passages(Words *words)
{
    Py_ssize_t size = words->kinds.count;
    if (words->passages == NULL) {
        words->passages = PyMem_Calloc((size_t)blocks_of(size) + 1, sizeof(uint64_t));
        if (words->passages == NULL) {
            PyErr_NoMemory();
            return 0;
        }
        for (Py_ssize_t doc = 0; doc < size; doc++) {
            uint64_t is_passage = at(&words->kinds, doc) != (uint64_t)words->article;
            words->passages[doc / BLOCK_SIZE] |= is_passage << (doc % BLOCK_SIZE);
        }
    }
    return 1;
}

/* ---- Maps ---- */

/* The map of a leaf, and how many records it matches, and how many of them are passages. */
typedef struct {
    PyObject *made[2];
    uint64_t *bits;
    double *maxima;
    Py_ssize_t count, passages;
} Map;

/* The postings of a term in a field, from `low` up to `high`, read up to `next`, whose record is not
 * less than `reached`. */
typedef struct {
    Field *field;
    uint64_t low, high, next, reached;
} Postings;

static int make_map(Map *map, Py_ssize_t blocks)
{
    for (int each = 0; each < 2; each++) {
        map->made[each] = PyByteArray_FromStringAndSize(NULL, 8 * blocks);
        if (map->made[each] == NULL) {
            return 0;
        }
        memset(PyByteArray_AsString(map->made[each]), 0, (size_t)blocks * 8);
    }
    map->bits = (uint64_t *)(void *)PyByteArray_AsString(map->made[0]);
    map->maxima = (double *)(void *)PyByteArray_AsString(map->made[1]);
    return 1;
}

static void free_map(Map *map)
{
    Py_CLEAR(map->made[0]);
    Py_CLEAR(map->made[1]);
}

#define ADD_POSTINGS(doc_type, count_type, weight)                                                 \
    {                                                                                              \
        const doc_type *docs = arrays[DOCS].view.buf;                                              \
        const count_type *counts = arrays[COUNTS].view.buf;                                        \
        for (; here < postings->high; here++) {                                                    \
            uint64_t doc = docs[here];                                                             \
            if (doc >= limit) {                                                                    \
                break;                                                                             \
            }                                                                                      \
            if (doc < least) {                                                                     \
                PyErr_SetString(PyExc_ValueError, "records are not ascending");                    \
                return 0;                                                                          \
            }                                                                                      \
            least = doc + 1;                                                                       \
            sums[doc - base] += (double)counts[here] * (weight);                                   \
            marks[doc - base] = 1;                                                                 \
        }                                                                                          \
    }

#define ANY_WEIGHT weight_of(words, postings->field, (Py_ssize_t)doc)
/* of a kind and a length that are bytes */
#define WEIGHT (kinds[doc] < known ? table[kinds[doc] * TABLE + lengths[doc]] : 0.0)

#define ADD_COUNTS(doc_type)                                                                       \
    switch (arrays[COUNTS].size) {                                                                 \
    case 1:                                                                                        \
        ADD_POSTINGS(doc_type, uint8_t, ANY_WEIGHT)                                                            \
        break;                                                                                     \
    case 2:                                                                                        \
        ADD_POSTINGS(doc_type, uint16_t, ANY_WEIGHT)                                                           \
        break;                                                                                     \
    case 4:                                                                                        \
        ADD_POSTINGS(doc_type, uint32_t, ANY_WEIGHT)                                                           \
        break;                                                                                     \
    default:                                                                                       \
        ADD_POSTINGS(doc_type, uint64_t, ANY_WEIGHT)                                                           \
    }

/* Adds the weighted frequencies that postings have below `limit` to the sums of records from `base`
 * on, all of which the segment has, and marks these records. */
static int add_frequencies(const Words *words, Postings *postings, uint64_t base, uint64_t limit,
                           double *sums, uint8_t *marks)
{
    const Numbers *arrays = postings->field->arrays;
    uint64_t least = base, here = postings->next;
    if (arrays[DOCS].size == 4 && arrays[COUNTS].size == 1 && arrays[LENGTHS].size == 1
        && words->kinds.size == 1) { /* those of most large segments */
        const uint8_t *kinds = words->kinds.view.buf, *lengths = arrays[LENGTHS].view.buf;
        const double *table = postings->field->table;
        Py_ssize_t known = postings->field->norm.kinds;
        ADD_POSTINGS(uint32_t, uint8_t, WEIGHT)
        postings->next = here;
        return 1;
    }
    switch (arrays[DOCS].size) {
    case 1:
        ADD_COUNTS(uint8_t)
        break;
    case 2:
        ADD_COUNTS(uint16_t)
        break;
    case 4:
        ADD_COUNTS(uint32_t)
        break;
    default:
        ADD_COUNTS(uint64_t)
    }
    postings->next = here;
    return 1;
}

/* The bits of the marks of a block. */
static uint64_t bits_of(const uint8_t *marks)
{
    uint64_t bits = 0;
    for (int eight = 0; eight < BLOCK_SIZE / 8; eight++) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        uint64_t own;
        memcpy(&own, marks + 8 * eight, 8);
        bits |= (own * 0x0102040810204080u >> 56) << (8 * eight);
#else
        for (int mark = 0; mark < 8; mark++) {
            bits |= (uint64_t)marks[8 * eight + mark] << (8 * eight + mark);
        }
#endif
    }
    return bits;
}

/* Returns the highest sum of the records of a block; empties it. */
static double take_highest(double *sums, uint64_t kept, uint64_t filled)
{
    double highest[4] = {0};
    if (kept != filled || count_bits(filled) < BLOCK_SIZE / 4) {
        for (; filled; filled &= filled - 1) {
            int slot = lowest_bit(filled);
            double own = kept >> slot & 1 ? sums[slot] : 0.0;
            highest[0] = own > highest[0] ? own : highest[0];
            sums[slot] = 0.0;
        }
        return highest[0];
    }
    for (int slot = 0; slot < BLOCK_SIZE; slot++) {
        highest[slot % 4] = sums[slot] > highest[slot % 4] ? sums[slot] : highest[slot % 4];
    }
    memset(sums, 0, BLOCK_SIZE * sizeof(double));
    for (int each = 1; each < 4; each++) {
        highest[0] = highest[each] > highest[0] ? highest[each] : highest[0];
    }
    return highest[0];
}

/* Moves the live records of a block, and their highest sum, to the map; empties the block. */
static void map_block(const Words *words, Map *map, Py_ssize_t block, double *sums, uint64_t filled)
{
    uint64_t kept = filled;
    if (words->has_live) {
        const uint8_t *is_live = words->live.view.buf;
        for (uint64_t left = filled; left; left &= left - 1) {
            int slot = lowest_bit(left);
            kept &= ~((uint64_t)(is_live[block * BLOCK_SIZE + slot] == 0) << slot);
        }
    }
    map->bits[block] = kept;
    map->maxima[block] = take_highest(sums, kept, filled);
    map->count += count_bits(kept);
    map->passages += count_bits(kept & words->passages[block]);
}

/* Fills a map with the records of postings in some fields. */
static int fill_map(const Words *words, Map *map, Postings *postings, Py_ssize_t fields)
{
    double sums[AT_ONCE] = {0};
    uint64_t size = (uint64_t)words->kinds.count;
    for (;;) {
        uint8_t marks[AT_ONCE] = {0};
        uint64_t base = UINT64_MAX;
        for (Py_ssize_t index = 0; index < fields; index++) {
            if (postings[index].next < postings[index].high) {
                uint64_t doc = at(&postings[index].field->arrays[DOCS], (Py_ssize_t)postings[index].next);
                base = doc < base ? doc : base;
            }
        }
        if (base >= size) {
            if (base != UINT64_MAX) {
                PyErr_SetString(PyExc_ValueError, "a record beyond the last");
            }
            return base == UINT64_MAX;
        }
        base -= base % AT_ONCE;
        uint64_t limit = size - base < AT_ONCE ? size : base + AT_ONCE;
        for (Py_ssize_t index = 0; index < fields; index++) {
            if (!add_frequencies(words, &postings[index], base, limit, sums, marks)) {
                return 0;
            }
        }
        for (int block = 0; block < BLOCKS_AT_ONCE; block++) {
            uint64_t filled = bits_of(marks + block * BLOCK_SIZE);
            if (filled) {
                map_block(words, map, (Py_ssize_t)(base / BLOCK_SIZE) + block, sums + block * BLOCK_SIZE,
                          filled);
            }
        }
    }
}

/* Finds the postings of a term in some fields, and adds their ranges; returns how many, or -1. */
static Py_ssize_t find_all(const Words *words, uint64_t term, PyObject *names, PyObject *ranges,
                           Postings *postings)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t index = 0; index < PyTuple_Size(names); index++) {
        Field *field = field_named(words, PyTuple_GetItem(names, index));
        uint64_t low = 0, high = 0;
        int found = field == NULL ? -1 : find_postings(words, field, term, &low, &high);
        if (found < 0 || (found && !fill_table(field))) {
            return -1;
        }
        if (found) {
            PyObject *range = Py_BuildValue("(KK)", (unsigned long long)low, (unsigned long long)high);
            int failed = range == NULL || PyDict_SetItem(ranges, field->name, range) < 0;
            Py_XDECREF(range);
            if (failed) {
                return -1;
            }
            postings[count++] = (Postings){field, low, high, low, 0};
        }
    }
    return count;
}

PyObject *map_stem(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    char *stem;
    Py_ssize_t length;
    int is_equal;
    if (count != 3 || !PyTuple_Check(args[2])) {
        PyErr_SetString(PyExc_TypeError, "map_stem(searched, stem, fields)");
        return NULL;
    }
    Words *words = words_of(args[0]);
    if (words == NULL || PyBytes_AsStringAndSize(args[1], &stem, &length) < 0) {
        return NULL;
    }
    Py_ssize_t term = search(&words->terms[0], &words->terms[1], stem, length, &is_equal);
    if (term < 0) {
        return NULL;
    }
    PyObject *result = NULL, *ranges = PyDict_New();
    Postings *postings = PyMem_Calloc((size_t)PyTuple_Size(args[2]) + 1, sizeof(Postings));
    Map map = {0};
    if (postings == NULL) {
        PyErr_NoMemory();
    } else if (ranges != NULL && fill_passages(words) && make_map(&map, blocks_of(words->kinds.count))) {
        Py_ssize_t fields = is_equal ? find_all(words, (uint64_t)term, args[2], ranges, postings) : 0;
        if (fields >= 0 && fill_map(words, &map, postings, fields)) {
            result = Py_BuildValue("(OOOnn)", ranges, map.made[0], map.made[1], map.count, map.passages);
        }
    }
    free_map(&map);
    PyMem_Free(postings);
    Py_XDECREF(ranges);
    return result;
}

PyObject *map_records(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    Numbers docs, frequencies;
    if (count != 3) {
        PyErr_SetString(PyExc_TypeError, "map_records(docs, frequencies, size)");
        return NULL;
    }
    Py_ssize_t size = PyLong_AsSsize_t(args[2]);
    if (PyErr_Occurred() || size < 0 || !open_eights(args[0], &docs, LISTED)) {
        return PyErr_Occurred() ? NULL : (PyErr_SetString(PyExc_ValueError, "a negative size"), NULL);
    }
    if (!open_eights(args[1], &frequencies, FREQUENCIES)) {
        PyBuffer_Release(&docs.view);
        return NULL;
    }
    PyObject *result = NULL;
    Map map = {0};
    if (docs.count != frequencies.count) {
        PyErr_SetString(PyExc_ValueError, "arrays of different lengths");
    } else if (make_map(&map, blocks_of(size))) {
        Py_ssize_t index = 0;
        for (; index < docs.count && at(&docs, index) < (uint64_t)size; index++) {
            uint64_t doc = at(&docs, index), block = doc / BLOCK_SIZE;
            double frequency = float_at(&frequencies, index);
            map.bits[block] |= (uint64_t)1 << (doc % BLOCK_SIZE);
            map.maxima[block] = frequency > map.maxima[block] ? frequency : map.maxima[block];
        }
        if (index < docs.count) {
            PyErr_SetString(PyExc_ValueError, "a record beyond the last");
        } else {
            result = PyTuple_Pack(2, map.made[0], map.made[1]);
        }
    }
    free_map(&map);
    PyBuffer_Release(&docs.view);
    PyBuffer_Release(&frequencies.view);
    return result;
}

/* Opens the bits of maps, all of one length, and those of a mask unless it is None after them. */
static Py_ssize_t open_bits(PyObject *maps, PyObject *mask, Numbers *bits, Py_ssize_t maps_count)
{
    Py_ssize_t opened = 0;
    for (; opened < maps_count + (mask != Py_None); opened++) {
        PyObject *map = opened < maps_count ? PyTuple_GetItem(maps, opened) : mask;
        if (!open_eights(map, &bits[opened], BITS)) {
            break;
        }
        if (bits[opened].count != bits[0].count) {
            PyErr_SetString(PyExc_ValueError, "arrays of different lengths");
            opened++;
            break;
        }
    }
    return opened;
}

PyObject *count_matches(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2 || !PyTuple_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError, "count_matches(maps, mask)");
        return NULL;
    }
    Py_ssize_t maps = PyTuple_Size(args[0]), masked = args[1] != Py_None;
    Numbers *bits = PyMem_Calloc((size_t)maps + 2, sizeof(Numbers));
    if (bits == NULL) {
        return PyErr_NoMemory();
    }
    Py_ssize_t opened = open_bits(args[0], args[1], bits, maps), any = 0, all = 0;
    int right = !PyErr_Occurred() && opened == maps + masked;
    for (Py_ssize_t block = 0; right && maps && block < bits[0].count; block++) {
        uint64_t either = 0, both = UINT64_MAX, kept = masked ? at(&bits[maps], block) : UINT64_MAX;
        for (Py_ssize_t index = 0; index < maps; index++) {
            uint64_t own = ((const uint64_t *)bits[index].view.buf)[block];
            either |= own;
            both &= own;
        }
        any += count_bits(either & kept);
        all += count_bits(both & kept);
    }
    close_all(bits, (int)opened);
    PyMem_Free(bits);
    return right ? Py_BuildValue("(nn)", any, all) : NULL;
}

/* ---- The first records ---- */

/* A part of a query: its map, and where the frequencies of its records are: in postings, or listed. */
typedef struct {
    Numbers arrays[4];
    int opened;
    const uint64_t *bits;
    const double *maxima;
    double highest, factor;
    Postings *postings;
    Py_ssize_t fields;
} Part;

/* What the first records are selected by.
 *
 * `parts` of them find records, and the others, up to `all`, only raise their scores. `lifted` is
 * whether records with all parts are lifted. */
typedef struct {
    const Words *words;
    Part *part;
    Py_ssize_t parts, all, blocks;
    int lifted;
    double k1, floor, share;
    const uint64_t *mask;
    const Numbers *articles, *ranks;
    First *heap;
    Py_ssize_t size, most;
} Selection;

static void close_part(Part *part)
{
    close_all(part->arrays, part->opened);
    PyMem_Free(part->postings);
}

/* Opens the ranges of postings of a part, by field. */
static int open_ranges(Part *part, const Words *words, PyObject *ranges)
{
    PyObject *name, *range;
    Py_ssize_t next = 0, count = PyDict_Size(ranges);
    part->postings = PyMem_Calloc((size_t)count + 1, sizeof(Postings));
    if (part->postings == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    while (part->fields < count && PyDict_Next(ranges, &next, &name, &range)) {
        unsigned long long low, high;
        Field *field = field_named(words, name);
        if (field == NULL || !PyTuple_Check(range) || !PyArg_ParseTuple(range, "KK", &low, &high)) {
            if (!PyErr_Occurred()) {
                PyErr_SetString(PyExc_TypeError, "a range is a tuple");
            }
            return 0;
        }
        const Numbers *docs = &field->arrays[DOCS], *counts = &field->arrays[COUNTS];
        if (low > high || high > (uint64_t)docs->count || high > (uint64_t)counts->count) {
            PyErr_SetString(PyExc_ValueError, "a slice extends beyond its array");
            return 0;
        }
        if (!fill_table(field) || !check_items(words, docs, field->docs_at, low, high)
            || !check_items(words, counts, field->counts_at, low, high)) {
            return 0;
        }
        part->postings[part->fields++] = (Postings){field, low, high, low, 0};
    }
    return 1;
}

/* Opens a part: (bits, maxima, idf, factor, ranges, docs, frequencies), the last two or ranges None. */
static int open_part(Part *part, const Words *words, PyObject *given, double k1, Py_ssize_t blocks)
{
    static const char *const kinds[] = {BITS, FREQUENCIES, LISTED, FREQUENCIES};
    PyObject *arrays[4], *ranges;
    double idf;
    if (!PyTuple_Check(given)
        || !PyArg_ParseTuple(given, "OOddOOO", &arrays[0], &arrays[1], &idf, &part->factor, &ranges,
                             &arrays[2], &arrays[3])) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_TypeError, "a part is a tuple");
        }
        return 0;
    }
    int is_listed = ranges == Py_None;
    for (; part->opened < (is_listed ? 4 : 2); part->opened++) {
        if (!open_eights(arrays[part->opened], &part->arrays[part->opened], kinds[part->opened])) {
            return 0;
        }
    }
    if (part->arrays[0].count != blocks || part->arrays[1].count != blocks
        || part->arrays[2].count != part->arrays[3].count) {
        PyErr_SetString(PyExc_ValueError, "arrays of different lengths");
        return 0;
    }
    part->bits = part->arrays[0].view.buf;
    part->maxima = part->arrays[1].view.buf;
    part->highest = idf * (k1 + 1);
    if (is_listed) {
        return 1;
    }
    if (!PyDict_Check(ranges)) {
        PyErr_SetString(PyExc_TypeError, "ranges are a dict");
        return 0;
    }
    return open_ranges(part, words, ranges);
}

/* Keeps a record if it is one of the first; 0 after an error. */
static int keep_first(Selection *chosen, double score, uint64_t doc)
{
    if (chosen->size == chosen->most && score < chosen->heap[0].key) {
        return 1;
    }
    uint64_t article = doc < (uint64_t)chosen->articles->count ? at(chosen->articles, (Py_ssize_t)doc)
                                                               : UINT64_MAX;
    if (article >= (uint64_t)chosen->ranks->count) {
        PyErr_SetString(PyExc_ValueError, "a record or article beyond the last");
        return 0;
    }
    First item = {score, at(chosen->ranks, (Py_ssize_t)article), doc, 0};
    keep(chosen->heap, &chosen->size, chosen->most, &item);
    return 1;
}

/* The index of the first of ascending numbers, from `low` up to `high`, that is not less than
 * `sought`. They are from `least` to `size`, and spread evenly, so it is sought from where it would be
 * if they were so exactly. */
static uint64_t seek(const Numbers *numbers, uint64_t low, uint64_t high, uint64_t least, uint64_t sought,
                     uint64_t size)
{
    uint64_t step = 1;
    if (low >= high) {
        return high;
    }
    double share = (double)(sought - least) / (double)(size - least);
    uint64_t guess = low + (uint64_t)((double)(high - low) * share);
    guess = guess < high ? guess : high - 1;
    if (at(numbers, (Py_ssize_t)guess) < sought) {
        low = guess + 1;
        for (; low + step < high && at(numbers, (Py_ssize_t)(low + step)) < sought; step *= 2) {
            low += step;
        }
        high = low + step < high ? low + step : high;
    } else {
        high = guess;
        for (; high - low > step && at(numbers, (Py_ssize_t)(high - step)) >= sought; step *= 2) {
            high -= step;
        }
        low = high - low > step ? high - step : low;
    }
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (at(numbers, (Py_ssize_t)middle) < sought) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Moves to the first posting whose record is not less than `base`, forwards if that is possible. */
static void move_to(Postings *postings, uint64_t base, uint64_t records)
{
    const Numbers *docs = &postings->field->arrays[DOCS];
    if (postings->reached >= base && postings->reached != 0) {
        uint64_t before = postings->next;
        if (before == postings->low || at(docs, (Py_ssize_t)before - 1) < base) {
            return;
        }
        postings->next = postings->low;
        postings->reached = 0;
    }
    postings->next = seek(docs, postings->next, postings->high, postings->reached, base, records);
    postings->reached
        = postings->next < postings->high ? at(docs, (Py_ssize_t)postings->next) : records;
}

/* Adds up the frequencies of a part in the records of a block. */
static int read_frequencies(const Selection *chosen, const Part *part, uint64_t base, double *sums)
{
    uint64_t records = (uint64_t)chosen->words->kinds.count;
    uint64_t limit = records - base < BLOCK_SIZE ? records : base + BLOCK_SIZE;
    uint8_t marks[BLOCK_SIZE];
    memset(sums, 0, BLOCK_SIZE * sizeof(double));
    for (Py_ssize_t index = 0; index < part->fields; index++) {
        Postings *own = &part->postings[index];
        move_to(own, base, records);
        if (own->reached < limit) {
            Postings here = *own;
            if (!add_frequencies(chosen->words, &here, base, limit, sums, marks)) {
                return 0;
            }
        }
    }
    if (part->opened == 4) {
        const Numbers *docs = &part->arrays[2];
        uint64_t count = (uint64_t)docs->count, here = seek(docs, 0, count, 0, base, records);
        for (; here < count && at(docs, (Py_ssize_t)here) < limit; here++) {
            uint64_t slot = at(docs, (Py_ssize_t)here) - base;
            if (slot < BLOCK_SIZE) {
                sums[slot] = float_at(&part->arrays[3], (Py_ssize_t)here);
            }
        }
    }
    return 1;
}

/* Scores the records of a block, and keeps the first; 0 after an error. */
static int score_block(Selection *chosen, Py_ssize_t block)
{
    double scores[BLOCK_SIZE] = {0}, sums[BLOCK_SIZE];
    uint64_t base = (uint64_t)block * BLOCK_SIZE, either = 0, both = UINT64_MAX;
    for (Py_ssize_t index = 0; index < chosen->all; index++) {
        const Part *part = &chosen->part[index];
        uint64_t own = part->bits[block];
        if (index < chosen->parts) {
            either |= own;
            both &= own;
        } else {
            own &= either;
        }
        if (own && !read_frequencies(chosen, part, base, sums)) {
            return 0;
        }
        for (; own; own &= own - 1) {
            int slot = lowest_bit(own);
            double score = part->highest * sums[slot] / (sums[slot] + chosen->k1);
            scores[slot] += score * part->factor;
        }
    }
    for (either &= chosen->mask ? chosen->mask[block] : UINT64_MAX; either; either &= either - 1) {
        int slot = lowest_bit(either);
        double score = scores[slot];
        if (chosen->lifted && both >> slot & 1) {
            double lifted = chosen->floor + chosen->share * score;
            score = score > lifted ? score : lifted;
        }
        if (!keep_first(chosen, score, base + (uint64_t)slot)) {
            return 0;
        }
    }
    return 1;
}

/* Adds the upper bounds of a part's scores to the sums of all blocks, and keeps the least of them,
 * where it counts. */
static void add_bounds(const Selection *chosen, const Part *part, double *sums, double *least)
{
    double most = part->factor * part->highest, k1 = chosen->k1;
    const double *maxima = part->maxima;
    for (Py_ssize_t block = 0; block < chosen->blocks; block++) {
        double bound = most * (maxima[block] / (maxima[block] + k1));
        sums[block] += bound;
        if (least != NULL && bound < least[block]) {
            least[block] = bound;
        }
    }
}

/* Computes upper bounds of the scores in the blocks; that of one without a match is negative.
 *
 * Records with all parts may be lifted; others lack one, so that they score without the least part. */
static void fill_bounds(const Selection *chosen, double *bounds, double *least)
{
    for (Py_ssize_t block = 0; block < chosen->blocks; block++) {
        bounds[block] = 0.0;
        least[block] = HUGE_VAL;
    }
    for (Py_ssize_t index = 0; index < chosen->parts; index++) {
        add_bounds(chosen, &chosen->part[index], bounds, least);
    }
    for (Py_ssize_t index = chosen->parts; index < chosen->all; index++) {
        add_bounds(chosen, &chosen->part[index], bounds, NULL);
    }
    for (Py_ssize_t block = 0; block < chosen->blocks; block++) {
        uint64_t either = 0, both = UINT64_MAX, kept = chosen->mask ? chosen->mask[block] : UINT64_MAX;
        for (Py_ssize_t index = 0; index < chosen->parts; index++) {
            either |= chosen->part[index].bits[block];
            both &= chosen->part[index].bits[block];
        }
        double bound = bounds[block];
        if (!(either & kept)) {
            bounds[block] = -1.0;
            continue;
        }
        if (chosen->lifted) {
            double lifted = chosen->floor + chosen->share * bound, without = bound - least[block];
            bound = !(both & kept) ? without : bound > lifted ? bound : lifted;
        }
        bounds[block] = bound + ROUNDING * bounds[block];
    }
}

/* Scores the blocks with the highest bounds, so that the others have much to surpass. */
static int score_first(Selection *chosen, double *bounds)
{
    Py_ssize_t most = chosen->most > FIRST_BLOCKS ? chosen->most : FIRST_BLOCKS, size = 0;
    First *heap = PyMem_Malloc((size_t)most * sizeof(First));
    if (heap == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    for (Py_ssize_t block = 0; block < chosen->blocks; block++) {
        if (bounds[block] < 0 || (size == most && bounds[block] <= heap[0].key)) {
            continue;
        }
        First item = {bounds[block], 0, (uint64_t)block, 0};
        keep(heap, &size, most, &item);
    }
    int right = 1;
    for (Py_ssize_t index = 0; right && index < size; index++) {
        Py_ssize_t block = (Py_ssize_t)heap[index].number;
        bounds[block] = -1.0;
        right = score_block(chosen, block);
    }
    PyMem_Free(heap);
    return right;
}

/* Selects the first records, and sorts them; 0 after an error. */
static int select_first(Selection *chosen)
{
    /* of each block its bound, and the least bound of a part */
    double *bounds = PyMem_Calloc(2 * (size_t)chosen->blocks + 1, sizeof(double));
    if (bounds == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    fill_bounds(chosen, bounds, bounds + chosen->blocks);
    int right = score_first(chosen, bounds);
    for (Py_ssize_t block = 0; right && block < chosen->blocks; block++) {
        if (bounds[block] >= 0
            && (chosen->size < chosen->most || bounds[block] >= chosen->heap[0].key)) {
            right = score_block(chosen, block);
        }
    }
    PyMem_Free(bounds);
    if (right) {
        sort_first(chosen->heap, chosen->size);
    }
    return right;
}

static PyObject *rows_of(const Selection *chosen)
{
    PyObject *rows = PyList_New(chosen->size);
    for (Py_ssize_t index = 0; rows != NULL && index < chosen->size; index++) {
        const First *first = &chosen->heap[index];
        PyObject *row = Py_BuildValue("(dKd)", first->key, (unsigned long long)first->number, first->key);
        if (row == NULL || PyList_SetItem(rows, index, row) < 0) {
            Py_CLEAR(rows);
        }
    }
    return rows;
}

/* Opens all parts of a selection; those that are open are closed by its caller. */
static int open_parts(Selection *chosen, PyObject *parts, PyObject *extras)
{
    for (Py_ssize_t index = 0; index < chosen->all; index++) {
        PyObject *given = index < chosen->parts ? PyTuple_GetItem(parts, index)
                                                : PyTuple_GetItem(extras, index - chosen->parts);
        if (!open_part(&chosen->part[index], chosen->words, given, chosen->k1, chosen->blocks)) {
            return 0;
        }
    }
    return 1;
}

/* first_of_parts(searched, parts, extras, k1, lift, mask, (articles, ranks), count), the last three
 * being opened here. */
static PyObject *select_of(Selection *chosen, PyObject *const *args)
{
    static const char *const kinds[] = {RECORDS, RECORDS};
    Numbers mask, order[2];
    PyObject *arrays[2], *result = NULL;
    if (!PyTuple_Check(args[6]) || !PyArg_ParseTuple(args[6], "OO", &arrays[0], &arrays[1])) {
        PyErr_SetString(PyExc_TypeError, "an order is a tuple of two arrays");
        return NULL;
    }
    if (!open_all(arrays, order, kinds, 2)) {
        return NULL;
    }
    chosen->articles = &order[0];
    chosen->ranks = &order[1];
    int masked = args[5] != Py_None;
    if (!masked || open_eights(args[5], &mask, BITS)) {
        chosen->mask = masked ? mask.view.buf : NULL;
        if (masked && mask.count != chosen->blocks) {
            PyErr_SetString(PyExc_ValueError, "arrays of different lengths");
        } else if (open_parts(chosen, args[1], args[2]) && (chosen->most == 0 || select_first(chosen))) {
            result = rows_of(chosen);
        }
        if (masked) {
            PyBuffer_Release(&mask.view);
        }
    }
    close_all(order, 2);
    return result;
}

PyObject *first_of_parts(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    Selection chosen = {0};
    Py_ssize_t needed;
    if (count != 8 || !PyTuple_Check(args[1]) || !PyTuple_Check(args[2]) || !PyTuple_Check(args[4])) {
        PyErr_SetString(PyExc_TypeError,
                        "first_of_parts(searched, parts, extras, k1, lift, mask, order, count)");
        return NULL;
    }
    chosen.words = words_of(args[0]);
    if (chosen.words == NULL || !PyArg_ParseTuple(args[4], "ndd", &needed, &chosen.floor, &chosen.share)) {
        return NULL;
    }
    chosen.k1 = PyFloat_AsDouble(args[3]);
    chosen.most = PyErr_Occurred() ? 0 : PyLong_AsSsize_t(args[7]);
    if (PyErr_Occurred()) {
        return NULL;
    }
    chosen.parts = PyTuple_Size(args[1]);
    chosen.all = chosen.parts + PyTuple_Size(args[2]);
    chosen.lifted = needed > 0 && needed == chosen.parts;
    chosen.blocks = blocks_of(chosen.words->kinds.count);
    chosen.most = chosen.most < 0 ? 0 : chosen.most < chosen.words->kinds.count ? chosen.most
                                                                                : chosen.words->kinds.count;
    chosen.part = PyMem_Calloc((size_t)chosen.all + 1, sizeof(Part));
    chosen.heap = PyMem_Malloc((size_t)(chosen.most + 1) * sizeof(First));
    PyObject *result = NULL;
    if (chosen.part == NULL || chosen.heap == NULL) {
        PyErr_NoMemory();
    } else {
        result = select_of(&chosen, args);
    }
    for (Py_ssize_t index = 0; chosen.part != NULL && index < chosen.all; index++) {
        close_part(&chosen.part[index]);
    }
    PyMem_Free(chosen.part);
    PyMem_Free(chosen.heap);
    return result;
}
