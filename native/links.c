/* The text directive of a link to a passage: a stored record and the passage's offsets in, the quote
 * for a browser out. The twin is in painsci_search/search/links.py, whose functions have most of the
 * names below; what occurs seldom is left to Python, which is called then.
 */

#include "records.h"

/* As in painsci_search/text_fragments.py and search/links.py. */
#define MIN_WORDS 5
#define MIN_LETTERS 16
#define LONGEST 400
#define LAST_PIECES 12
/* The first character of scripts that are written without spaces. */
#define UNSPACED 0x2E80
/* Longer passages, and those with more markers and ends of blocks, are left to Python. */
#define MOST_CHARACTERS 2048
#define MOST_CUTS 64
/* The letter whose lower case depends on the letters around it. */
#define SIGMA 0x3A3

/* ---- Characters ---- */

/* The properties of a character by Python, looked up once; `lower` is 0 where it is not one other character. */
typedef struct {
    uint8_t is_known, is_alnum, is_digit, is_space;
    uint16_t lower;
} Character;

static Character characters[UNSPACED];

static int has_property(PyObject *string, const char *method)
{
    PyObject *answer = PyObject_CallMethod(string, method, NULL);
    int is_true = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    return is_true;
}

/* Fills in what is known of a character; 0 after an error. */
static int ask(Py_UCS4 code, Character *character)
{
    PyObject *string = PyUnicode_FromOrdinal((int)code);
    PyObject *lower = string == NULL ? NULL : PyObject_CallMethod(string, "lower", NULL);
    int alnum = lower == NULL ? -1 : has_property(string, "isalnum");
    int digit = alnum < 0 ? -1 : has_property(string, "isdigit");
    int space = digit < 0 ? -1 : has_property(string, "isspace");
    if (space >= 0) {
        Py_UCS4 found = PyUnicode_GetLength(lower) == 1 ? PyUnicode_ReadChar(lower, 0) : 0;
        character->lower = code == SIGMA || found > 0xFFFF ? 0 : (uint16_t)found;
        character->is_alnum = (uint8_t)alnum;
        character->is_digit = (uint8_t)digit;
        character->is_space = (uint8_t)space;
        character->is_known = 1;
    }
    Py_XDECREF(lower);
    Py_XDECREF(string);
    return space >= 0;
}

/* ---- Passages ---- */

typedef struct {
    Py_ssize_t start, end;
} Span;

/* A passage that is to be quoted.
 *
 * `is_left` where something of it must be left to Python, or after an error. `cuts` are the markers and
 * the ends of blocks in it, ascending; `pieces` what is between them. `marked` is where the last word starts
 * that touches a marker after it; -1 where none does. */
typedef struct {
    Record record;
    Py_ssize_t start, end, marked;
    int is_left, cut_count, piece_count;
    Span cuts[MOST_CUTS], pieces[MOST_CUTS + 1];
} Passage;

static const Character *character_at(Passage *passage, Py_ssize_t index)
{
    static const Character none;
    Py_UCS4 code = code_at(&passage->record, index);
    if (code >= UNSPACED || (!characters[code].is_known && !ask(code, &characters[code]))) {
        passage->is_left = 1;
        return &none;
    }
    return &characters[code];
}

static int is_separator(Py_UCS4 code)
{
    return code == ' ' || code == '|' || code == '\n';
}

/* The offset of a character from `low` up to `high`; -1 where there is none. */
static Py_ssize_t find(const Record *record, Py_UCS4 sought, Py_ssize_t low, Py_ssize_t high)
{
    for (Py_ssize_t index = low; index < high; index++) {
        if (code_at(record, index) == sought) {
            return index;
        }
    }
    return -1;
}

static Py_ssize_t find_last(const Record *record, Py_UCS4 sought, Py_ssize_t low, Py_ssize_t high)
{
    for (Py_ssize_t index = high; index-- > low;) {
        if (code_at(record, index) == sought) {
            return index;
        }
    }
    return -1;
}

static int is_word(Passage *passage, Py_ssize_t index)
{
    return code_at(&passage->record, index) == '_' || character_at(passage, index)->is_alnum;
}

static void add_cut(Passage *passage, Py_ssize_t start, Py_ssize_t end)
{
    if (passage->cut_count == MOST_CUTS) {
        passage->is_left = 1;
        return;
    }
    int place = passage->cut_count++;
    Span *cuts = passage->cuts;
    while (place > 0 && (cuts[place - 1].start > start
                         || (cuts[place - 1].start == start && cuts[place - 1].end > end))) {
        cuts[place] = cuts[place - 1];
        place--;
    }
    cuts[place] = (Span){start, end};
}

/* Adds the span of the words that touch a marker. */
static void cut_at_marker(Passage *passage, Py_ssize_t marker)
{
    const Record *record = &passage->record;
    Py_ssize_t low = marker, high = marker;
    if (low > 0 && character_at(passage, low - 1)->is_alnum) {
        Py_ssize_t first = low > LONGEST ? low - LONGEST : 0;
        Py_ssize_t space = find_last(record, ' ', first, low), line = find_last(record, '\n', first, low);
        space = space > line ? space : line;
        low = space < 0 ? first : space + 1;
    }
    if (high < record->length && character_at(passage, high)->is_alnum) {
        Py_ssize_t limit = record->length - high > LONGEST ? high + LONGEST : record->length;
        while (high < limit && !character_at(passage, high)->is_space) {
            high++;
        }
    }
    if (low < marker && low > passage->marked) {
        passage->marked = low;
    }
    add_cut(passage, low, high);
}

/* Adds the cuts at the markers from the start to the end of the passage. */
static void cut_at_markers(Passage *passage, PyObject *markers)
{
    Py_ssize_t count = PyList_Check(markers) ? PyList_Size(markers) : -1;
    passage->is_left |= count < 0;
    for (Py_ssize_t index = 0; index < count && !passage->is_left; index++) {
        PyObject *item = PyList_GetItem(markers, index);
        Py_ssize_t marker = item == NULL || !PyLong_Check(item) ? -1 : PyLong_AsSsize_t(item);
        if (marker < 0 || marker > passage->record.length) {
            PyErr_Clear();
            passage->is_left = 1;
        } else if (marker >= passage->start && marker <= passage->end) {
            cut_at_marker(passage, marker);
        }
    }
}

/* Adds the cuts at the ends of paragraphs and of table cells. */
static void cut_at_breaks(Passage *passage)
{
    const Record *record = &passage->record;
    Py_ssize_t end = passage->end;
    for (Py_ssize_t index = passage->start; index < end && !passage->is_left; index++) {
        Py_UCS4 code = code_at(record, index);
        Py_ssize_t start = index;
        if (code == '\n') {
            while (index + 1 < end && code_at(record, index + 1) == '\n') {
                index++;
            }
        } else if (code == ' ' && index + 2 < end && code_at(record, index + 1) == '|'
                   && code_at(record, index + 2) == ' ') {
            index += 2;
        } else {
            continue;
        }
        add_cut(passage, start, index + 1);
    }
}

/* Adds the part of a text that one term of a directive can quote, if it has a letter. */
static void add_piece(Passage *passage, Py_ssize_t start, Py_ssize_t end)
{
    const Record *record = &passage->record;
    while (start < end && is_separator(code_at(record, start))) {
        start++;
    }
    while (end > start && is_separator(code_at(record, end - 1))) {
        end--;
    }
    for (Py_ssize_t index = start; index < end; index++) {
        if (is_word(passage, index)) {
            passage->pieces[passage->piece_count++] = (Span){start, end};
            return;
        }
    }
}

static void cut_pieces(Passage *passage, PyObject *markers)
{
    cut_at_markers(passage, markers);
    cut_at_breaks(passage);
    Py_ssize_t start = passage->start, end = passage->end;
    for (int index = 0; index < passage->cut_count; index++) {
        Span cut = passage->cuts[index];
        add_piece(passage, start, cut.start < end ? cut.start : end);
        start = cut.end > start ? cut.end : start;
    }
    add_piece(passage, start, end);
    /* the last word may have a directive of its own */
    int count = passage->piece_count;
    passage->is_left |= count > 0 && passage->marked >= passage->pieces[count - 1].end;
}

/* ---- First and last words ---- */

static Py_ssize_t end_of_text_start(Passage *passage, Py_ssize_t start, Py_ssize_t limit)
{
    Py_ssize_t end = start;
    for (int word = 0; word < MIN_WORDS || end - start < MIN_LETTERS
                       || character_at(passage, end - 1)->is_digit; word++) {
        end = find(&passage->record, ' ', end + 1, limit);
        if (end < 0) {
            return limit;
        }
    }
    return end;
}

/* Whether a text has more than `MIN_WORDS` words between white space. */
static int has_more_words(Passage *passage, Py_ssize_t start, Py_ssize_t end)
{
    int words = 0, is_inside = 0;
    for (Py_ssize_t index = start; index < end && words <= MIN_WORDS; index++) {
        int is_space = character_at(passage, index)->is_space;
        words += !is_space && !is_inside;
        is_inside = !is_space;
    }
    return words > MIN_WORDS;
}

/* The offset `count` words before `high`, at least `low`; a number and its unit are one word. */
static Py_ssize_t back(Passage *passage, Py_ssize_t low, Py_ssize_t high, int count)
{
    const Record *record = &passage->record;
    Py_ssize_t start = high;
    int is_white = low < record->length && character_at(passage, low)->is_space;
    for (int word = 0; word < count; word++) {
        start = find_last(record, ' ', low, start);
        if (start < 0) {
            return low + is_white;
        }
    }
    start++;
    /* before the text comes its end, as in Python */
    while (character_at(passage, start >= 2 ? start - 2 : record->length - 1)->is_digit) {
        start = find_last(record, ' ', low, start - 1) + 1;
        if (start == 0) {
            return low + is_white;
        }
    }
    return start;
}

static unsigned lower_at(Passage *passage, Py_ssize_t index)
{
    unsigned lower = character_at(passage, index)->lower;
    passage->is_left |= lower == 0;
    return lower;
}

/* Whether words occur, whole and in any case, from `low` up to where they start. */
static int occurs_before(Passage *passage, Span words, Py_ssize_t low)
{
    Py_ssize_t length = words.end - words.start;
    for (Py_ssize_t index = low; index < words.end; index++) {
        lower_at(passage, index);
    }
    for (Py_ssize_t first = low; first + length <= words.start && !passage->is_left; first++) {
        Py_ssize_t same = 0;
        while (same < length && lower_at(passage, first + same) == lower_at(passage, words.start + same)) {
            same++;
        }
        if (same == length && (first == low || !is_word(passage, first - 1))
            && (first + length == words.start || !is_word(passage, first + length))) {
            return 1;
        }
    }
    return 0;
}

/* Finds last words of a piece that do not occur between the first words and themselves. */
static int last_words(Passage *passage, Py_ssize_t low, Py_ssize_t high, Py_ssize_t since, Span *found)
{
    for (int count = MIN_WORDS; count <= 4 * MIN_WORDS; count *= 2) {
        Py_ssize_t start = back(passage, low, high, count);
        *found = (Span){start, high};
        if (start < high && !occurs_before(passage, *found, since)) {
            return 1;
        }
    }
    return 0;
}

/* Chooses the first and the last words of a quote; returns whether the last ones are needed. */
static int find_edges(Passage *passage, Span *first, Span *last)
{
    Span piece = passage->pieces[0];
    Py_ssize_t edge = end_of_text_start(passage, piece.start, piece.end);
    *first = piece;
    if (passage->piece_count == 1 && !has_more_words(passage, edge, piece.end)) {
        return 0;
    }
    int count = passage->piece_count;
    for (int index = count; index-- > 0 && index >= count - LAST_PIECES;) {
        Span other = passage->pieces[index];
        if (last_words(passage, other.start > edge ? other.start : edge, other.end, edge, last)) {
            first->end = edge;
            return 1;
        }
    }
    return 0;
}

/* ---- The directive ---- */

/* Writes a part of the text, percent-encoded: "-" and "," are syntax as well. */
static char *encode(const Record *record, Span span, char *here)
{
    static const char digits[] = "0123456789ABCDEF";
    for (Py_ssize_t index = span.start; index < span.end; index++) {
        Py_UCS4 code = code_at(record, index);
        if (code < 0x80 && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~",
                                  (int)code) != NULL && code != 0) {
            *here++ = (char)code;
            continue;
        }
        unsigned char bytes[4];
        unsigned char *end = put(bytes, code >= 0xD800 && code < 0xE000 ? '?' : code);
        for (unsigned char *byte = bytes; byte < end; byte++) {
            *here++ = '%';
            *here++ = digits[*byte >> 4];
            *here++ = digits[*byte & 15];
        }
    }
    return here;
}

static PyObject *directive_of(Passage *passage)
{
    Span first, last = {0, 0};
    if (passage->piece_count == 0) {
        return PyUnicode_FromStringAndSize("", 0);
    }
    int has_last = find_edges(passage, &first, &last);
    size_t length = (size_t)(first.end - first.start) + (size_t)(last.end - last.start);
    char *text = passage->is_left ? NULL : PyMem_Malloc(12 * length + 16), *here = text;
    if (text == NULL) {
        return NULL;
    }
    here = encode(&passage->record, first, here);
    if (has_last) {
        *here++ = ',';
        here = encode(&passage->record, last, here);
    }
    PyObject *directive = PyUnicode_FromStringAndSize(text, here - text);
    PyMem_Free(text);
    return directive;
}

/* Whether a passage inside the text begins where a sentence does, and neither end cuts a word. */
static int is_simple(Passage *passage)
{
    const Record *record = &passage->record;
    Py_ssize_t start = passage->start, end = passage->end, low = 0;
    if (start < 0 || start > end || end > record->length || end - start > MOST_CHARACTERS) {
        return 0;
    }
    if (start > 0 && start < end && character_at(passage, start - 1)->is_alnum
        && character_at(passage, start)->is_alnum) {
        return 0;
    }
    if (start < end && end < record->length && character_at(passage, end - 1)->is_alnum
        && character_at(passage, end)->is_alnum) {
        return 0;
    }
    while (low < record->sentence_count && record->sentences[low] < start) {
        low++;
    }
    return start == 0 || (low < record->sentence_count && low % 2 == 0 && record->sentences[low] == start);
}

PyObject *make_directive(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    Passage passage;
    if (count != 5) {
        PyErr_SetString(PyExc_TypeError, "make_directive(whole, markers, start, end, make)");
        return NULL;
    }
    passage.start = PyLong_AsSsize_t(args[2]);
    passage.end = PyErr_Occurred() ? -1 : PyLong_AsSsize_t(args[3]);
    if (PyErr_Occurred()) {
        return NULL;
    }
    passage.marked = -1;
    passage.is_left = passage.cut_count = passage.piece_count = 0;
    PyObject *directive = NULL;
    if (open_record(&passage.record, args[0]) && is_simple(&passage)) {
        cut_pieces(&passage, args[1]);
        directive = passage.is_left ? NULL : directive_of(&passage);
    }
    close_record(&passage.record);
    if (passage.is_left) {
        Py_CLEAR(directive);
    }
    if (directive == NULL && !PyErr_Occurred()) {
        directive = PyObject_CallFunctionObjArgs(args[4], args[2], args[3], NULL);
    }
    return directive;
}
