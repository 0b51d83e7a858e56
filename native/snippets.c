/* The snippet of a hit: a stored record and the positions of a query's words in, the best window of
 * its text with highlights out. The twins are in painsci_search/search/snippets.py.
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
/* Postings between two entries of a skip list, as in engine/storage/segment.py. */
#define SKIP_INTERVAL 64
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

/* Whether the blocks with the items from `begin` up to `end` have been verified. */
static int is_verified(const Numbers *positions, const Numbers *checked, Py_ssize_t offset,
                       uint64_t begin, uint64_t end)
{
    if (begin > end || end > (uint64_t)positions->count) {
        return 0;
    }
    uint64_t size = (uint64_t)positions->size;
    uint64_t first = ((uint64_t)offset + begin * size) / BLOCK;
    uint64_t last = ((uint64_t)offset + end * size + BLOCK - 1) / BLOCK;
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

/* Adds the positions from `begin` up to `end`, which are verified first, if need be. */
static int add_unread(Matches *matches, PyObject *unread, Py_ssize_t leaf, Py_ssize_t bits,
                      uint64_t begin, uint64_t end)
{
    static const char *const kinds[] = {UNSIGNED, UNSIGNED};
    Numbers arrays[2];
    Py_ssize_t offset = number_in(unread, 1);
    if (offset < 0) {
        return 0;
    }
    PyObject *objects[] = {item_of(unread, 0), item_of(unread, 2)};
    PyObject *verify = item_of(unread, 3);
    if (objects[0] == NULL || objects[1] == NULL || verify == NULL
        || !open_all(objects, arrays, kinds, 2)) {
        return 0;
    }
    int is_right = 1;
    if (!is_verified(&arrays[0], &arrays[1], offset, begin, end)) {
        PyObject *done = PyObject_CallFunction(verify, "KK", (unsigned long long)begin,
                                               (unsigned long long)end);
        is_right = done != NULL;
        Py_XDECREF(done);
    }
    if (is_right && (begin > end || end > (uint64_t)arrays[0].count)) {
        fail("a position beyond the last");
        is_right = 0;
    }
    for (uint64_t index = begin; is_right && index < end; index++) {
        uint64_t position = at(&arrays[0], (Py_ssize_t)index) >> bits;
        if (position > (uint64_t)(PY_SSIZE_T_MAX - 1)) {
            position = (uint64_t)(PY_SSIZE_T_MAX - 1);
        }
        is_right = add_match(matches, (Py_ssize_t)position, (Py_ssize_t)position, leaf);
    }
    close_all(arrays, 2);
    return is_right;
}

/* Adds the positions of a stem: a leaf and the values of `StemPositions`. */
static int add_stem(Matches *matches, PyObject *pair, unsigned long long doc)
{
    static const char *const kinds[] = {UNSIGNED, UNSIGNED, UNSIGNED};
    Numbers arrays[3];
    Py_ssize_t leaf = number_in(pair, 0);
    PyObject *stem = leaf < 0 ? NULL : item_of(pair, 1);
    Py_ssize_t low = stem == NULL ? -1 : number_in(stem, 3);
    Py_ssize_t bits = low < 0 ? -1 : number_in(stem, 4);
    PyObject *unread = bits < 0 ? NULL : item_of(stem, 5);
    if (unread == NULL) {
        return 0;
    }
    PyObject *objects[] = {item_of(stem, 0), item_of(stem, 1), item_of(stem, 2)};
    if (!open_all(objects, arrays, kinds, 3)) {
        return 0;
    }
    uint64_t begin = 0, end = 0;
    int is_right = bits < 32 && occurrences(arrays, doc, low, SKIP_INTERVAL, &begin, &end);
    close_all(arrays, 3);
    if (!is_right) {
        return PyErr_Occurred() ? 0 : (fail("a position of too few bits"), 0);
    }
    return begin == end || add_unread(matches, unread, leaf, bits, begin, end);
}

/* Adds the positions of a leaf that is no single stem: its number, and a list of pairs. */
static int add_spans(Matches *matches, PyObject *pair)
{
    Py_ssize_t leaf = number_in(pair, 0);
    PyObject *spans = leaf < 0 ? NULL : item_of(pair, 1);
    if (spans == NULL) {
        return 0;
    }
    for (Py_ssize_t index = 0; index < size_of(spans); index++) {
        PyObject *span = PyList_GetItem(spans, index);
        Py_ssize_t first = number_in(span, 0);
        Py_ssize_t last = first < 0 ? -1 : number_in(span, 1);
        if (last < 0 || !add_match(matches, first, last, leaf)) {
            return 0;
        }
    }
    return !PyErr_Occurred();
}

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

/* Cuts a long sentence, between words, to the window with the most matches. `grouped` is overwritten. */
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

static int open_weights(Choice *choice, PyObject *weights)
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
    for (Py_ssize_t index = 0; index < choice->matches->count; index++) {
        if (choice->matches->items[index].leaf >= count) {
            PyErr_SetString(PyExc_IndexError, "a leaf without a weight");
            return 0;
        }
    }
    return 1;
}

/* The text of the snippet, its highlights, and the window's offsets; NULL after an error. */
static PyObject *make_snippet(Record *record, Matches *matches, PyObject *weights)
{
    Choice choice = {record, matches, NULL, NULL, NULL, NULL, NULL, 0};
    size_t room = (size_t)matches->count + 1;
    Match *scratch = PyMem_Malloc(2 * room * sizeof(Match));
    choice.sentence_of = PyMem_Malloc(room * sizeof(Py_ssize_t));
    PyObject *result = NULL;
    if (scratch == NULL || choice.sentence_of == NULL) {
        PyErr_NoMemory();
    } else if (open_weights(&choice, weights)) {
        choice.near = scratch + room;
        Window window = choose(&choice, scratch);
        PyObject *text = text_of(record, window);
        PyObject *spans = text == NULL ? NULL : spans_of(matches, window, scratch);
        if (spans != NULL) {
            result = Py_BuildValue("(OOnn)", text, spans, window.start, window.end);
        }
        Py_XDECREF(text);
        Py_XDECREF(spans);
    }
    PyMem_Free(choice.weights);
    PyMem_Free(choice.counts);
    PyMem_Free(choice.order);
    PyMem_Free(choice.sentence_of);
    PyMem_Free(scratch);
    return result;
}

/* Adds the positions of all leaves: those of stems in postings, and those that are listed. */
static int add_all(Matches *matches, PyObject *stems, PyObject *spans, unsigned long long doc)
{
    for (Py_ssize_t index = 0; index < size_of(stems); index++) {
        if (!add_stem(matches, PyList_GetItem(stems, index), doc)) {
            return 0;
        }
    }
    for (Py_ssize_t index = 0; index < size_of(spans); index++) {
        if (!add_spans(matches, PyList_GetItem(spans, index))) {
            return 0;
        }
    }
    return !PyErr_Occurred();
}

/* Adds matches that are given by their offsets. */
static int add_located(Matches *matches, PyObject *located)
{
    for (Py_ssize_t index = 0; index < size_of(located); index++) {
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

PyObject *cut_snippet(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    Record record;
    Matches matches = {NULL, 0, 0};
    if (count != 7) {
        PyErr_SetString(PyExc_TypeError,
                        "cut_snippet(whole, doc, stems, spans, located, weights, find_end)");
        return NULL;
    }
    unsigned long long doc = PyLong_AsUnsignedLongLong(args[1]);
    if (PyErr_Occurred()) {
        return NULL;
    }
    PyObject *result = NULL;
    if (open_record(&record, args[0]) && add_all(&matches, args[2], args[3], doc)
        && locate(&record, &matches, args[6]) && add_located(&matches, args[4])) {
        sort_matches(&matches);
        result = make_snippet(&record, &matches, args[5]);
    }
    PyMem_Free(matches.items);
    close_record(&record);
    return result;
}
