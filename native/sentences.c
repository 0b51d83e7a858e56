/* The sentences of a text, as in text.py; and the properties of characters. */

#include "letters.h"

/* Characters of the longest word before a stop that is looked at, as in text.py. */
#define LONGEST_WORD 40

uint8_t classes[KNOWN];

static int has_property(PyObject *character, const char *method)
{
    PyObject *answer = PyObject_CallMethod(character, method, NULL);
    int is_true = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    return is_true;
}

int ask_class(Py_UCS4 code)
{
    PyObject *character = PyUnicode_FromOrdinal((int)code);
    if (character == NULL) {
        return -1;
    }
    int space = has_property(character, "isspace"), upper = has_property(character, "isupper");
    int alpha = has_property(character, "isalpha");
    Py_DECREF(character);
    if (space < 0 || upper < 0 || alpha < 0) {
        return -1;
    }
    int found = space * IS_SPACE | upper * IS_UPPER | alpha * IS_ALPHA | IS_KNOWN;
    if (code < KNOWN) {
        classes[code] = (uint8_t)found;
    }
    return found;
}

/* A text that is split into sentences, and how; `failed` after an error. */
typedef struct {
    PyObject *text, *abbreviations, *ends, *list;
    const Py_UCS4 *codes;
    int failed;
} Splitting;

static int is_of(Splitting *splitting, Py_ssize_t at, int property)
{
    int found = splitting->failed ? -1 : class_of(splitting->codes[at]);
    splitting->failed |= found < 0;
    return found > 0 && (found & property) != 0;
}

static int is_wide_stop(Py_UCS4 code)
{
    return code == 0x3002 || code == 0xFF01 || code == 0xFF1F;
}

static int is_stop(Py_UCS4 code)
{
    return code == '.' || code == '!' || code == '?' || code == 0x2026 || is_wide_stop(code);
}

static int is_closer(Py_UCS4 code)
{
    return code == '"' || code == '\'' || code == ')' || code == ']' || code == 0x2019
           || code == 0x201D || code == 0xBB;
}

/* The end of the stop whose first character is at `at`, with what closes it; 0 if it is none. */
static Py_ssize_t stop_end(Splitting *splitting, Py_ssize_t at, Py_ssize_t limit, Py_ssize_t *row)
{
    const Py_UCS4 *codes = splitting->codes;
    Py_ssize_t stops = at, end;
    while (stops < limit && is_stop(codes[stops])) {
        stops++;
    }
    *row = stops;
    for (end = stops; end < limit && is_closer(codes[end]);) {
        end++;
    }
    if (end < limit && is_of(splitting, end, IS_SPACE)) {
        return end;
    }
    while (stops > at && !is_wide_stop(codes[stops - 1])) {
        stops--;
    }
    return stops > at ? stops : 0;
}

/* Whether a stop follows a word of letters that is neither abbreviation nor initial. */
static int follows_word(Splitting *splitting, Py_ssize_t start, Py_ssize_t at)
{
    Py_ssize_t low = at - start > LONGEST_WORD ? at - LONGEST_WORD : start;
    Py_ssize_t first = at;
    while (first > low && splitting->codes[first - 1] != ' ') {
        first--;
    }
    if (at - first < 2) {
        return 0;
    }
    for (Py_ssize_t here = first; here < at; here++) {
        if (!is_of(splitting, here, IS_ALPHA)) {
            return 0;
        }
    }
    PyObject *word = PyUnicode_Substring(splitting->text, first, at);
    PyObject *folded = word == NULL ? NULL : PyObject_CallMethod(word, "lower", NULL);
    int found = folded == NULL ? -1 : PySequence_Contains(splitting->abbreviations, folded);
    Py_XDECREF(word);
    Py_XDECREF(folded);
    splitting->failed |= found < 0;
    return found == 0;
}

/* Whether a stop follows a number that is no ordinal: "2018" or "95-9". */
static int follows_number(const Splitting *splitting, Py_ssize_t start, Py_ssize_t at)
{
    const Py_UCS4 *last = splitting->codes + at - 3;
    if (at - start < 3 || last[0] > '9' || last[0] < '0' || last[2] > '9' || last[2] < '0') {
        return 0;
    }
    Py_UCS4 middle = last[1];
    return (middle >= '0' && middle <= '9') || middle == '-' || middle == ':' || middle == ';'
           || middle == '/';
}

/* Whether a full stop follows a single letter, other than I, which may be a word. */
static int follows_initial(const Splitting *splitting, Py_ssize_t start, Py_ssize_t at)
{
    const Py_UCS4 *codes = splitting->codes;
    Py_UCS4 letter = at == start || codes[at] != '.' ? 0 : codes[at - 1];
    int is_initial = letter < 128 && is_letter((char)letter) && lower((char)letter) != 'i';
    return is_initial && (at - 1 == start || codes[at - 2] == ' ');
}

static int ends_sentence(Splitting *splitting, Py_ssize_t start, Py_ssize_t at, Py_ssize_t end)
{
    if (splitting->codes[end] == ' ' && is_of(splitting, end + 1, IS_UPPER)) {
        if (follows_number(splitting, start, at) || follows_word(splitting, start, at)) {
            return 1;
        }
        if (end == at + 1 && follows_initial(splitting, start, at)) {
            return 0;
        }
    }
    if (splitting->failed) {
        return 0;
    }
    PyObject *answer
        = PyObject_CallFunction(splitting->ends, "Onnn", splitting->text, start, at, end);
    int is_true = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    splitting->failed |= is_true < 0;
    return is_true > 0;
}

static void add_sentence(Splitting *splitting, Py_ssize_t start, Py_ssize_t end)
{
    PyObject *span = Py_BuildValue("(nn)", start, end);
    splitting->failed |= span == NULL || PyList_Append(splitting->list, span) < 0;
    Py_XDECREF(span);
}

static void split_paragraph(Splitting *splitting, Py_ssize_t start, Py_ssize_t limit)
{
    while (start < limit && is_of(splitting, start, IS_SPACE)) {
        start++;
    }
    while (limit > start && is_of(splitting, limit - 1, IS_SPACE)) {
        limit--;
    }
    Py_ssize_t row;
    for (Py_ssize_t at = start; at < limit && !splitting->failed;) {
        /* a stop is the first of a row, or follows what ended the last one */
        if (!is_stop(splitting->codes[at])) {
            at++;
            continue;
        }
        Py_ssize_t end = stop_end(splitting, at, limit, &row);
        if (end && end < limit && ends_sentence(splitting, start, at, end)) {
            add_sentence(splitting, start, end);
            start = end;
            while (!splitting->failed && is_of(splitting, start, IS_SPACE)) {
                start++;
            }
        }
        at = end > row ? end : row;
    }
    if (limit > start && !splitting->failed) {
        add_sentence(splitting, start, limit);
    }
}

/* The end of the blank line that begins with the line break at `at`; 0 if none does. */
static Py_ssize_t blank_line_end(Splitting *splitting, Py_ssize_t at, Py_ssize_t length,
                                 Py_ssize_t *space)
{
    Py_ssize_t end = 0, here = at + 1;
    for (; here < length && is_of(splitting, here, IS_SPACE); here++) {
        if (splitting->codes[here] == '\n') {
            end = here + 1;
        }
    }
    *space = here;
    return end;
}

static void split_text(Splitting *splitting, Py_ssize_t length)
{
    Py_ssize_t start = 0, space;
    for (Py_ssize_t at = 0; at < length && !splitting->failed; at++) {
        if (splitting->codes[at] == '\n') {
            Py_ssize_t end = blank_line_end(splitting, at, length, &space);
            if (end) {
                split_paragraph(splitting, start, at);
                start = end;
            }
            at = (end ? end : space) - 1;
        }
    }
    split_paragraph(splitting, start, length);
}

PyObject *split_sentences(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3 || !PyUnicode_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError, "split_sentences(text, abbreviations, ends)");
        return NULL;
    }
    Py_UCS4 *codes = PyUnicode_AsUCS4Copy(args[0]);
    if (codes == NULL) {
        return NULL;
    }
    Splitting splitting = {args[0], args[1], args[2], PyList_New(0), codes, 0};
    if (splitting.list != NULL) {
        split_text(&splitting, PyUnicode_GetLength(args[0]));
    }
    PyMem_Free(codes);
    if (splitting.failed) {
        Py_CLEAR(splitting.list);
    }
    return splitting.list;
}
