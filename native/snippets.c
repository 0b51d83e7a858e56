/* The snippets of hits: stored records and the positions of a query's words in, the best window of
 * each text with highlights out. The twin is in painsci_search/search/snippets.py.
 */

#include "records.h"

#include <math.h>
#include <stdlib.h>

/* As in search/snippets.py and, the block of one checksum, in engine/storage/columns.py. */
#define MOST_SENTENCES 3
#define MOST 320
#define ENOUGH 140
#define ROOMY 260
#define MOST_BEGINNINGS 500
#define ELLIPSIS 0x2026
#define BLOCK 4096
/* The low bits of a key, which hold a position, as in engine/phrases.py. */
#define POSITION_BITS 32
/* Letters of a plain word, as in search/highlights.py. */
#define PLAIN_LETTERS 300

/* ---- Matches ---- */

/* A match of a leaf: first its positions, then its offsets in the text. */
typedef struct {
    Py_ssize_t start, end, leaf;
} Match;

typedef struct {
    Match *items;
    Py_ssize_t count, room;
} Matches;

static int add_match(Matches *matches, Py_ssize_t start, Py_ssize_t end, Py_ssize_t leaf)
{
    if (matches->count == matches->room) {
        Py_ssize_t room = 2 * matches->room + 16;
        Match *items = PyMem_Realloc(matches->items, (size_t)room * sizeof(Match));
        if (items == NULL) {
            PyErr_NoMemory();
            return 0;
        }
        matches->items = items;
        matches->room = room;
    }
    matches->items[matches->count++] = (Match){start, end, leaf};
    return 1;
}

static int by_offset(const void *one, const void *other)
{
    const Match *a = one, *b = other;
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    if (a->end != b->end) {
        return a->end < b->end ? -1 : 1;
    }
    return a->leaf < b->leaf ? -1 : a->leaf > b->leaf;
}

static void sort_matches(Matches *matches)
{
    for (Py_ssize_t index = 1; index < matches->count; index++) {
        if (by_offset(&matches->items[index - 1], &matches->items[index]) > 0) {
            qsort(matches->items, (size_t)matches->count, sizeof(Match), by_offset);
            return;
        }
    }
}

/* An item of a tuple, borrowed; NULL after an error. */
static PyObject *item_of(PyObject *tuple, Py_ssize_t index)
{
    if (tuple == NULL || !PyTuple_Check(tuple)) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_TypeError, "a tuple is expected");
        }
        return NULL;
    }
    return PyTuple_GetItem(tuple, index);
}

/* The length of a list; -1 with an error set if the object is none. */
static Py_ssize_t size_of(PyObject *list)
{
    if (!PyList_Check(list)) {
        PyErr_SetString(PyExc_TypeError, "a list is expected");
        return -1;
    }
    return PyList_Size(list);
}

/* An integer of a tuple; -1 with an error set if it is none, or negative. */
static Py_ssize_t number_in(PyObject *tuple, Py_ssize_t index)
{
    PyObject *item = item_of(tuple, index);
    Py_ssize_t number = item == NULL ? -1 : PyLong_AsSsize_t(item);
    if (number < 0 && !PyErr_Occurred()) {
        fail("a negative number");
    }
    return number;
}

/* ---- Leaves ---- */

/* Where a leaf matches, the values of `StemPositions` or a `Spans`; arrays of the first are those of
 * `occurrences_in`, the positions, and the blocks that have been verified. */
enum { POSITIONS = 3, CHECKED = 4, STEM_ARRAYS = 5 };
static const char *const STEM_KINDS[] = {UNSIGNED, UNSIGNED, UNSIGNED, UNSIGNED, UNSIGNED};
static const char *const KEY_KINDS[] = {RECORDS};

typedef struct {
    Numbers arrays[STEM_ARRAYS];
    int array_count;
    Py_ssize_t leaf;
    /* of a stem; `verify` is borrowed */
    Py_ssize_t low, bits, offset;
    PyObject *verify;
    /* of other leaves: the positions of a match */
    Py_ssize_t width;
} Place;

/* The leaves that match in a field: the values of `FieldLeaves`, which `given` has. */
typedef struct {
    PyObject *given, *find_end;
    Place *places;
    Py_ssize_t count;
} Leaves;

static void close_leaves(Leaves *leaves)
{
    for (Py_ssize_t index = 0; index < leaves->count; index++) {
        close_all(leaves->places[index].arrays, leaves->places[index].array_count);
    }
    PyMem_Free(leaves->places);
}

/* Opens where a stem is: a leaf and the values of `StemPositions`. */
static int open_stem(Place *place, PyObject *pair)
{
    place->leaf = number_in(pair, 0);
    PyObject *stem = place->leaf < 0 ? NULL : item_of(pair, 1);
    place->low = stem == NULL ? -1 : number_in(stem, 3);
    place->bits = place->low < 0 ? -1 : number_in(stem, 4);
    PyObject *unread = place->bits < 0 ? NULL : item_of(stem, 5);
    place->offset = unread == NULL ? -1 : number_in(unread, 1);
    place->verify = place->offset < 0 ? NULL : item_of(unread, 3);
    if (place->verify == NULL) {
        return 0;
    }
    if (place->bits >= 32) {
        return fail("a position of too few bits"), 0;
    }
    PyObject *objects[] = {item_of(stem, 0), item_of(stem, 1), item_of(stem, 2), item_of(unread, 0),
                           item_of(unread, 2)};
    if (!open_all(objects, place->arrays, STEM_KINDS, STEM_ARRAYS)) {
        return 0;
    }
    place->array_count = STEM_ARRAYS;
    return 1;
}

/* Opens where another leaf is: the values of a `Spans`. */
static int open_span(Place *place, PyObject *span)
{
    PyObject *keys = item_of(span, 0);
    place->width = keys == NULL ? -1 : number_in(span, 1);
    if (place->width == 0) {
        return fail("a match of no words"), 0;
    }
    if (place->width < 0 || !open_all(&keys, place->arrays, KEY_KINDS, 1)) {
        return 0;
    }
    place->array_count = 1;
    return place->arrays[0].size == 8 || (fail("a key of too few bytes"), 0);
}

/* Makes room for a place, empty and the last one; NULL after an error. */
static Place *new_place(Leaves *leaves, Py_ssize_t *room)
{
    if (leaves->count == *room) {
        /* few leaves are the rule, and a place is large */
        Py_ssize_t wanted = 2 * *room + 4;
        Place *places = PyMem_Realloc(leaves->places, (size_t)wanted * sizeof(Place));
        if (places == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
        leaves->places = places;
        *room = wanted;
    }
    Place *place = &leaves->places[leaves->count++];
    memset(place, 0, sizeof(Place));
    return place;
}

/* Opens the leaves of a field, which the caller keeps; `close_leaves` follows, even after an error. */
static int open_leaves(Leaves *leaves, PyObject *given)
{
    *leaves = (Leaves){given, NULL, NULL, 0};
    Py_ssize_t room = 0;
    PyObject *stems = item_of(given, 0);
    PyObject *others = stems == NULL ? NULL : item_of(given, 1);
    leaves->find_end = others == NULL ? NULL : item_of(given, 2);
    if (leaves->find_end == NULL) {
        return 0;
    }
    for (Py_ssize_t index = 0; index < size_of(stems); index++) {
        Place *place = new_place(leaves, &room);
        if (place == NULL || !open_stem(place, PyList_GetItem(stems, index))) {
            return 0;
        }
    }
    for (Py_ssize_t index = 0; index < size_of(others); index++) {
        PyObject *pair = PyList_GetItem(others, index);
        Py_ssize_t leaf = number_in(pair, 0);
        PyObject *spans = leaf < 0 ? NULL : item_of(pair, 1);
        for (Py_ssize_t at = 0; spans != NULL && at < size_of(spans); at++) {
            Place *place = new_place(leaves, &room);
            if (place == NULL || !open_span(place, PyList_GetItem(spans, at))) {
                return 0;
            }
            place->leaf = leaf;
        }
        if (PyErr_Occurred()) {
            return 0;
        }
    }
    return !PyErr_Occurred();
}

/* Whether the blocks with the positions from `begin` up to `end` have been verified. */
static int is_verified(const Place *place, uint64_t begin, uint64_t end)
{
    const Numbers *positions = &place->arrays[POSITIONS], *checked = &place->arrays[CHECKED];
    if (begin > end || end > (uint64_t)positions->count) {
        return 0;
    }
    uint64_t size = (uint64_t)positions->size, offset = (uint64_t)place->offset;
    uint64_t first = (offset + begin * size) / BLOCK;
    uint64_t last = (offset + end * size + BLOCK - 1) / BLOCK;
    if (last > (uint64_t)checked->count) {
        return 0;
    }
    for (uint64_t block = first; block < last; block++) {
        if (!at(checked, (Py_ssize_t)block)) {
            return 0;
        }
    }
    return 1;
}

/* Adds the positions of a stem in a record, which are verified first, if need be. */
static int add_stem(Matches *matches, const Place *place, uint64_t doc)
{
    const Numbers *positions = &place->arrays[POSITIONS];
    uint64_t begin = 0, end = 0;
    if (!occurrences(place->arrays, doc, place->low, SKIP_INTERVAL, &begin, &end)) {
        return 0;
    }
    if (begin == end) {
        return 1;
    }
    if (!is_verified(place, begin, end)) {
        PyObject *done = PyObject_CallFunction(place->verify, "KK", (unsigned long long)begin,
                                               (unsigned long long)end);
        Py_XDECREF(done);
        if (done == NULL) {
            return 0;
        }
    }
    if (begin > end || end > (uint64_t)positions->count) {
        return fail("a position beyond the last"), 0;
    }
    for (uint64_t index = begin; index < end; index++) {
        uint64_t position = at(positions, (Py_ssize_t)index) >> place->bits;
        if (position > (uint64_t)(PY_SSIZE_T_MAX - 1)) {
            position = (uint64_t)(PY_SSIZE_T_MAX - 1);
        }
        if (!add_match(matches, (Py_ssize_t)position, (Py_ssize_t)position, place->leaf)) {
            return 0;
        }
    }
    return 1;
}

/* Adds the positions of a leaf that is no single stem in a record: one below 2**31. */
static int add_spans(Matches *matches, const Place *place, uint64_t doc)
{
    const Numbers *keys = &place->arrays[0];
    uint64_t first = doc << POSITION_BITS, mask = ((uint64_t)1 << POSITION_BITS) - 1;
    Py_ssize_t low = 0, high = keys->count;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (at(keys, middle) < first) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < keys->count && at(keys, low) >> POSITION_BITS == doc; low++) {
        Py_ssize_t start = (Py_ssize_t)(at(keys, low) & mask);
        Py_ssize_t more = place->width - 1;
        if (more > PY_SSIZE_T_MAX - 1 - start) {
            more = PY_SSIZE_T_MAX - 1 - start;
        }
        if (!add_match(matches, start, start + more, place->leaf)) {
            return 0;
        }
    }
    return 1;
}

/* Adds the positions of all leaves of a field in a record. */
static int add_all(Matches *matches, const Leaves *leaves, uint64_t doc)
{
    for (Py_ssize_t index = 0; index < leaves->count; index++) {
        const Place *place = &leaves->places[index];
        int is_right = place->array_count == STEM_ARRAYS ? add_stem(matches, place, doc)
                                                         : add_spans(matches, place, doc);
        if (!is_right) {
            return 0;
        }
    }
    return 1;
}

/* Adds matches that are given by their offsets: a list, or NULL for none. */
static int add_located(Matches *matches, PyObject *located)
{
    for (Py_ssize_t index = 0; located != NULL && index < size_of(located); index++) {
        PyObject *match = PyList_GetItem(located, index);
        Py_ssize_t start = number_in(match, 0);
        Py_ssize_t end = start < 0 ? -1 : number_in(match, 1);
        Py_ssize_t leaf = end < 0 ? -1 : number_in(match, 2);
        if (leaf < 0 || !add_match(matches, start, end, leaf)) {
            return 0;
        }
    }
    return !PyErr_Occurred();
}

/* ---- Offsets ---- */

/* The offset of the word at each position up to the highest one; NULL after an error. */
static Py_ssize_t *word_offsets(const Record *record, const Matches *matches)
{
    Py_ssize_t highest = 0;
    for (Py_ssize_t index = 0; index < matches->count; index++) {
        const Match *match = &matches->items[index];
        highest = match->start > highest ? match->start : highest;
        highest = match->end > highest ? match->end : highest;
    }
    if (record->step_count < 0) {
        return fail("the steps of a stored record are no whole numbers");
    }
    if (highest >= record->step_count) {
        PyErr_SetString(PyExc_IndexError, "a position of a word is beyond its text");
        return NULL;
    }
    Py_ssize_t *offsets = PyMem_Malloc(((size_t)highest + 1) * sizeof(Py_ssize_t));
    if (offsets == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    Py_ssize_t offset = 0;
    for (Py_ssize_t index = 0; index <= highest; index++) {
        uint64_t step = packed_at(record->steps, record->step_size, index);
        offset = step > (uint64_t)(PY_SSIZE_T_MAX - offset) ? PY_SSIZE_T_MAX : offset + (Py_ssize_t)step;
        offsets[index] = offset;
    }
    return offsets;
}

/* ---- Words ---- */

static int follows_plain_word(Py_UCS4 code)
{
    return code != 0 && code < 0x80 && strchr(" \n()[]\";!?|", (int)code) != NULL;
}

static int joins_parts(Py_UCS4 code)
{
    return code != 0 && code < 0x80 && strchr("-'./&:,", (int)code) != NULL;
}

/* The end of the plain word at an offset, or -1 where there is none; `_PLAIN_WORD` of highlights.py. */
static Py_ssize_t plain_word_end(const Record *record, Py_ssize_t start)
{
    Py_ssize_t end = start, limit = record->length;
    while (end < limit && end - start < PLAIN_LETTERS
           && ((code_at(record, end) | 32) >= 'a' && (code_at(record, end) | 32) <= 'z')) {
        end++;
    }
    if (end == start) {
        return -1;
    }
    Py_ssize_t next = end + (end < limit && joins_parts(code_at(record, end)));
    return next >= limit || follows_plain_word(code_at(record, next)) ? end : -1;
}

/* The end of a matching word: `find_end`, called with text, offset and leaf, finds those of others. */
static Py_ssize_t match_end(Record *record, Py_ssize_t start, Py_ssize_t leaf, PyObject *find_end)
{
    Py_ssize_t end = start < record->length ? plain_word_end(record, start) : -1;
    if (end >= 0) {
        return end;
    }
    if (!make_string(record)) {
        return -1;
    }
    PyObject *found = PyObject_CallFunction(find_end, "Onn", record->string, start, leaf);
    end = found == NULL ? -1 : PyLong_AsSsize_t(found);
    Py_XDECREF(found);
    if (end < 0 && !PyErr_Occurred()) {
        fail("a word ends before the text");
    }
    return end;
}

/* Converts positions to offsets in the text; matches after its end, in what follows it, are left out. */
static int locate(Record *record, Matches *matches, PyObject *find_end)
{
    if (matches->count == 0) {
        return 1;
    }
    Py_ssize_t *offsets = word_offsets(record, matches);
    if (offsets == NULL) {
        return 0;
    }
    Py_ssize_t kept = 0;
    int is_right = 1;
    for (Py_ssize_t index = 0; is_right && index < matches->count; index++) {
        Match match = matches->items[index];
        Py_ssize_t start = offsets[match.start];
        if (start < record->length) {
            Py_ssize_t end = match_end(record, offsets[match.end], match.leaf, find_end);
            is_right = end >= 0;
            matches->items[kept++] = (Match){start, end, match.leaf};
        }
    }
    matches->count = kept;
    PyMem_Free(offsets);
    return is_right;
}

/* ---- The window ---- */

/* What a window is chosen from.
 *
 * `weights` are those of the leaves; `counts` and `order`, of as many items each, are for adding up,
 * and `counts` is 0 throughout in between. `near`, `sentence_of` have an item for each match. */
typedef struct {
    Record *record;
    Matches *matches;
    double *weights;
    Py_ssize_t *counts, *order, *sentence_of;
    Match *near;
    Py_ssize_t leaf_count;
} Choice;

typedef struct {
    Py_ssize_t start, end;
    int cut_before, cut_after;
} Window;

/* The index of the first offset that is higher than `sought`. */
static Py_ssize_t after(const Py_ssize_t *offsets, Py_ssize_t count, Py_ssize_t sought)
{
    Py_ssize_t low = 0, high = count;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (offsets[middle] > sought) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

static double value_of(Choice *choice, const Match *inside, Py_ssize_t count)
{
    if (count == 1) {
        return choice->weights[inside->leaf];
    }
    Py_ssize_t leaves = 0, gap = -1;
    for (Py_ssize_t index = 0; index < count; index++) {
        if (choice->counts[inside[index].leaf]++ == 0) {
            choice->order[leaves++] = inside[index].leaf;
        }
        if (index > 0 && inside[index - 1].leaf != inside[index].leaf) {
            Py_ssize_t here = inside[index].start - inside[index - 1].end;
            here = here < 0 ? 0 : here;
            gap = gap < 0 || here < gap ? here : gap;
        }
    }
    double value = 0.0;
    for (Py_ssize_t index = 0; index < leaves; index++) {
        Py_ssize_t leaf = choice->order[index], times = choice->counts[leaf];
        double weight = choice->weights[leaf];
        value += times > 1 ? weight * (1 + 0.1 * log((double)times)) : weight;
        choice->counts[leaf] = 0;
    }
    if (leaves > 1) {
        value *= 1 + 0.2 / (1 + (double)(gap < 0 ? 0 : gap) / 10);
    }
    return value;
}

static int has_blank_line(const Record *record, Py_ssize_t start, Py_ssize_t end)
{
    for (Py_ssize_t index = start; index + 1 < end; index++) {
        if (code_at(record, index) == '\n' && code_at(record, index + 1) == '\n') {
            return 1;
        }
    }
    return 0;
}

/* Leaves the matches inside of sentences, each with its sentence; returns their number. */
static Py_ssize_t group_matches(Choice *choice, Match *grouped)
{
    const Record *record = choice->record;
    Py_ssize_t count = 0;
    for (Py_ssize_t index = 0; index < choice->matches->count; index++) {
        Match match = choice->matches->items[index];
        Py_ssize_t following = after(record->sentences, record->sentence_count, match.start);
        if (following == 0) {
            continue;
        }
        Py_ssize_t sentence = (following - 1) / 2;
        if (match.end <= record->sentences[2 * sentence + 1]) {
            choice->sentence_of[count] = sentence;
            grouped[count++] = match;
        }
    }
    return count;
}

/* The first and last sentence of the best window, of those with matches. */
static void choose_sentences(Choice *choice, const Match *grouped, Py_ssize_t count,
                             Py_ssize_t *first, Py_ssize_t *last)
{
    const Record *record = choice->record;
    const Py_ssize_t *sentences = record->sentences, *sentence_of = choice->sentence_of;
    double best = -1.0;
    *first = *last = 0;
    for (Py_ssize_t low = 0, next; low < count; low = next) {
        Py_ssize_t one = sentence_of[low], high = low, start = sentences[2 * one];
        next = low;
        for (int groups = 0; groups < MOST_SENTENCES && high < count; groups++) {
            Py_ssize_t other = sentence_of[high], length = sentences[2 * other + 1] - start;
            if (other > one && (other - one >= MOST_SENTENCES || length > MOST
                                || has_blank_line(record, start, start + length))) {
                break;
            }
            while (high < count && sentence_of[high] == other) {
                high++;
            }
            if (other == one) {
                next = high;
            }
            double share = (double)length / ENOUGH;
            double value = value_of(choice, grouped + low, high - low);
            value *= 1.0 + 0.1 * (share < 1.0 ? share : 1.0) - 0.05 * (double)(other - one);
            value += 0.02 / (double)(1 + one);
            if (value > best) {
                best = value;
                *first = one;
                *last = other;
            }
        }
    }
}

/* Whether some sentences are few, short and in one paragraph. */
static int fits(const Record *record, Py_ssize_t first, Py_ssize_t last)
{
    if (first < 0 || 2 * last >= record->sentence_count || last - first >= MOST_SENTENCES) {
        return 0;
    }
    Py_ssize_t start = record->sentences[2 * first], end = record->sentences[2 * last + 1];
    return end - start <= ROOMY && !has_blank_line(record, start, end);
}

static int is_inside_match(const Match *inside, Py_ssize_t count, Py_ssize_t offset)
{
    for (Py_ssize_t index = 0; index < count; index++) {
        if (inside[index].start < offset && offset < inside[index].end) {
            return 1;
        }
    }
    return 0;
}

/* The start of the best part of a long sentence for some matches inside it. */
static Py_ssize_t best_start(Choice *choice, Py_ssize_t start, const Match *inside, Py_ssize_t count)
{
    const Py_ssize_t room = MOST - 2;
    Py_ssize_t best = start;
    double best_value = -1.0;
    for (Py_ssize_t index = 0; index < count && index < MOST_BEGINNINGS; index++) {
        Py_ssize_t first = inside[index].start, near = 0, covered = 0, other = index;
        while (other > 0 && inside[other - 1].start == first) {
            other--;
        }
        for (; other < count && inside[other].start <= first + room; other++) {
            if (inside[other].end <= first + room) {
                Py_ssize_t here = inside[other].end - first;
                covered = near == 0 || here > covered ? here : covered;
                choice->near[near++] = inside[other];
            }
        }
        double value = near ? value_of(choice, choice->near, near) : 0.0;
        if (value > best_value) {
            Py_ssize_t half = (room - covered) / 2;
            best = first - (half < 0 ? 0 : half);
            best_value = value;
        }
    }
    return best;
}

/* Cuts a long sentence, between words, to the window with the most matches. `inside` is overwritten. */
static Window cut_sentence(Choice *choice, Py_ssize_t start, Py_ssize_t end, Match *inside)
{
    const Record *record = choice->record;
    const Py_ssize_t room = MOST - 2;
    Py_ssize_t count = 0;
    for (Py_ssize_t index = 0; index < choice->matches->count; index++) {
        Match match = choice->matches->items[index];
        if (start <= match.start && match.end <= end) {
            inside[count++] = match;
        }
    }
    Py_ssize_t left = best_start(choice, start, inside, count);
    left = left < end - room ? left : end - room;
    left = left > start ? left : start;
    Py_ssize_t right = left + room < end ? left + room : end;
    if (left > start) {
        Py_ssize_t space = left, limit = left + 30 < record->length ? left + 30 : record->length;
        while (space < limit && code_at(record, space) != ' ') {
            space++;
        }
        if (space < limit && !is_inside_match(inside, count, space)) {
            left = space + 1;
        }
    }
    if (right < end) {
        Py_ssize_t space = right - 1, limit = right - 30 > 0 ? right - 30 : 0;
        while (space >= limit && code_at(record, space) != ' ') {
            space--;
        }
        right = space < limit ? right : space;
    }
    return (Window){left, right, left > start, right < end};
}

static Window choose(Choice *choice, Match *grouped)
{
    const Record *record = choice->record;
    const Py_ssize_t *sentences = record->sentences;
    if (record->sentence_count == 0) {
        return (Window){0, 0, 0, 0};
    }
    Py_ssize_t count = group_matches(choice, grouped), first, last;
    if (count && choice->sentence_of[0] != choice->sentence_of[count - 1]) {
        choose_sentences(choice, grouped, count, &first, &last);
    } else {
        first = last = count ? choice->sentence_of[0] : 0;
    }
    while (sentences[2 * last + 1] - sentences[2 * first] < ENOUGH) {
        if (fits(record, first, last + 1)) {
            last++;
        } else if (fits(record, first - 1, last)) {
            first--;
        } else {
            break;
        }
    }
    Py_ssize_t start = sentences[2 * first], end = sentences[2 * last + 1];
    if (end - start <= MOST) {
        return (Window){start, end, 0, 0};
    }
    return cut_sentence(choice, start, end, grouped);
}

/* ---- The snippet ---- */

/* The text of a window, on one line; NULL after an error. */
static PyObject *text_of(const Record *record, Window window)
{
    Py_ssize_t length = window.end > window.start ? window.end - window.start : 0;
    unsigned char *bytes = PyMem_Malloc(4 * (size_t)length + 8), *here = bytes;
    if (bytes == NULL) {
        return PyErr_NoMemory();
    }
    if (window.cut_before) {
        here = put(here, ELLIPSIS);
    }
    for (Py_ssize_t index = window.start; index < window.start + length; index++) {
        Py_UCS4 code = code_at(record, index);
        /* beyond there is no white space */
        int is_white = code < KNOWN ? class_of(code) : 0;
        if (is_white < 0) {
            PyMem_Free(bytes);
            return NULL;
        }
        here = put(here, is_white & IS_SPACE ? ' ' : code);
    }
    if (window.cut_after) {
        here = put(here, ELLIPSIS);
    }
    PyObject *text = PyUnicode_DecodeUTF8((const char *)bytes, here - bytes, "surrogatepass");
    PyMem_Free(bytes);
    return text;
}

/* The spans of the matches in a window, merged, as offsets into its text; NULL after an error. */
static PyObject *spans_of(const Matches *matches, Window window, Match *merged)
{
    Py_ssize_t count = 0, shift = window.start - window.cut_before;
    for (Py_ssize_t index = 0; index < matches->count; index++) {
        Match match = matches->items[index];
        if (match.start < window.start || match.start >= window.end || match.end > window.end) {
            continue;
        }
        if (count && match.start <= merged[count - 1].end) {
            Py_ssize_t end = merged[count - 1].end;
            merged[count - 1].end = match.end > end ? match.end : end;
        } else {
            merged[count++] = match;
        }
    }
    PyObject *spans = PyTuple_New(count);
    for (Py_ssize_t index = 0; spans != NULL && index < count; index++) {
        PyObject *span = Py_BuildValue("(nn)", merged[index].start - shift, merged[index].end - shift);
        if (span == NULL || PyTuple_SetItem(spans, index, span) < 0) {
            Py_CLEAR(spans);
        }
    }
    return spans;
}

/* Allocates what adding up needs, and reads the weights, a list of floats; `close_choice` follows. */
static int open_choice(Choice *choice, PyObject *weights)
{
    Py_ssize_t count = size_of(weights);
    if (count < 0) {
        return 0;
    }
    choice->leaf_count = count;
    choice->weights = PyMem_Calloc((size_t)count + 1, sizeof(double));
    choice->counts = PyMem_Calloc((size_t)count + 1, sizeof(Py_ssize_t));
    choice->order = PyMem_Calloc((size_t)count + 1, sizeof(Py_ssize_t));
    if (choice->weights == NULL || choice->counts == NULL || choice->order == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    for (Py_ssize_t index = 0; index < count; index++) {
        PyObject *weight = PyList_GetItem(weights, index);
        choice->weights[index] = weight == NULL ? -1.0 : PyFloat_AsDouble(weight);
        if (PyErr_Occurred()) {
            return 0;
        }
    }
    return 1;
}

static void close_choice(Choice *choice)
{
    PyMem_Free(choice->weights);
    PyMem_Free(choice->counts);
    PyMem_Free(choice->order);
}

static int have_weights(const Matches *matches, Py_ssize_t count)
{
    for (Py_ssize_t index = 0; index < matches->count; index++) {
        if (matches->items[index].leaf >= count) {
            PyErr_SetString(PyExc_IndexError, "a leaf without a weight");
            return 0;
        }
    }
    return 1;
}

/* The text of the snippet, its highlights, and the window's offsets; NULL after an error. */
static PyObject *make_snippet(Choice *choice)
{
    size_t room = (size_t)choice->matches->count + 1;
    Match *scratch = PyMem_Malloc(2 * room * sizeof(Match));
    choice->sentence_of = PyMem_Malloc(room * sizeof(Py_ssize_t));
    PyObject *result = NULL;
    if (scratch == NULL || choice->sentence_of == NULL) {
        PyErr_NoMemory();
    } else {
        choice->near = scratch + room;
        Window window = choose(choice, scratch);
        PyObject *text = text_of(choice->record, window);
        PyObject *spans = text == NULL ? NULL : spans_of(choice->matches, window, scratch);
        if (spans != NULL) {
            result = Py_BuildValue("(OOnn)", text, spans, window.start, window.end);
        }
        Py_XDECREF(text);
        Py_XDECREF(spans);
    }
    PyMem_Free(choice->sentence_of);
    PyMem_Free(scratch);
    return result;
}

/* The values of a `Cut`; NULL after an error. */
static PyObject *cut_snippet(Choice *choice, PyObject *whole, uint64_t doc, const Leaves *leaves,
                             PyObject *located)
{
    Record record;
    PyObject *result = NULL;
    choice->record = &record;
    choice->matches->count = 0;
    if (open_record(&record, whole) && add_all(choice->matches, leaves, doc)
        && locate(&record, choice->matches, leaves->find_end) && add_located(choice->matches, located)
        && have_weights(choice->matches, choice->leaf_count)) {
        sort_matches(choice->matches);
        result = make_snippet(choice);
    }
    close_record(&record);
    return result;
}

/* ---- All snippets ---- */

/* Leaves of fields that are open at a time: a record has one of three kinds, and each kind a field. */
#define MOST_OPEN 3

typedef struct {
    Leaves items[MOST_OPEN];
    int count;
} Opened;

/* The leaves of a field, opened once for all records with it; NULL after an error. */
static const Leaves *opened_leaves(Opened *opened, PyObject *given)
{
    for (int index = 0; index < opened->count; index++) {
        if (opened->items[index].given == given) {
            return &opened->items[index];
        }
    }
    if (opened->count == MOST_OPEN) {
        return fail("leaves of more fields than records have");
    }
    /* counted in any case, and so closed */
    return open_leaves(&opened->items[opened->count++], given) ? &opened->items[opened->count - 1] : NULL;
}

/* The snippet of the record with an index in the lists; NULL after an error. */
static PyObject *cut_one(Choice *choice, Opened *opened, PyObject *const *args, Py_ssize_t index)
{
    PyObject *whole = PyList_GetItem(args[0], index), *number = PyList_GetItem(args[1], index);
    PyObject *given = PyList_GetItem(args[2], index);
    if (whole == NULL || number == NULL || given == NULL) {
        return NULL;
    }
    unsigned long long doc = PyLong_AsUnsignedLongLong(number);
    const Leaves *leaves = PyErr_Occurred() ? NULL : opened_leaves(opened, given);
    PyObject *key = leaves == NULL ? NULL : PyLong_FromSsize_t(index);
    PyObject *located = key == NULL ? NULL : PyDict_GetItemWithError(args[3], key);
    PyObject *cut = PyErr_Occurred() ? NULL : cut_snippet(choice, whole, doc, leaves, located);
    Py_XDECREF(key);
    return cut;
}

PyObject *cut_snippets(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 5 || !PyList_Check(args[0]) || !PyList_Check(args[1]) || !PyList_Check(args[2])
        || !PyDict_Check(args[3])) {
        PyErr_SetString(PyExc_TypeError, "cut_snippets(wholes, docs, leaves, located, weights)");
        return NULL;
    }
    Matches matches = {NULL, 0, 0};
    Choice choice = {NULL, &matches, NULL, NULL, NULL, NULL, NULL, 0};
    Opened opened = {.count = 0};
    Py_ssize_t records = PyList_Size(args[0]);
    if (PyList_Size(args[1]) != records || PyList_Size(args[2]) != records) {
        return fail("each record needs a number and leaves");
    }
    PyObject *cuts = PyList_New(0);
    int is_right = cuts != NULL && open_choice(&choice, args[4]);
    for (Py_ssize_t index = 0; is_right && index < records; index++) {
        PyObject *cut = cut_one(&choice, &opened, args, index);
        is_right = cut != NULL && PyList_Append(cuts, cut) == 0;
        Py_XDECREF(cut);
    }
    if (!is_right) {
        Py_CLEAR(cuts);
    }
    while (opened.count--) {
        close_leaves(&opened.items[opened.count]);
    }
    close_choice(&choice);
    PyMem_Free(matches.items);
    return cuts;
}
