/* The features of the tokens of a note, as rows of numbers for label_rows.
 *
 * See feature_rows in painsci_search/reading/citations/feature_codes.py, and features.py for what the
 * features are. Python is asked once for the numbers of a word, of the words around it and of a part.
 */

#include "kernel.h"

/* The sizes of counts: see _SIZES in features.py. */
#define SIZES 10
static const int least_of_size[SIZES] = {0, 1, 2, 3, 4, 6, 8, 12, 20, 40};
/* The farthest year that follows a token. */
#define FARTHEST 1000
/* A part's number is counted up to this. */
#define MOST_PARTS 8
/* The characters before which a note's part may end: none of them, and the eight of features.py, of
 * which the first three end a sentence. */
#define SIGNS 9
#define SENTENCE_SIGNS 3
#define STOP 1
/* The closing signs; those of the first two are no quotation marks. */
#define CLOSERS 8
#define CLOSING_BRACKETS 2
/* The closing sign whose opening sign is also an apostrophe. */
#define SINGLE_QUOTE 6

/* What a word's shape is, from its flags, see WordCodes in feature_codes.py. */
#define IS_SMALL 1
#define IS_INITIALS 2
#define IS_LARGE 4
#define HAS_DIGITS 8
#define IS_YEAR 16
#define IS_SHORT 32
#define SIGN_SHIFT 8
#define OPENS_SHIFT 12
#define CLOSES_SHIFT 16

/* The features that need no word, in the order of feature_codes.py. */
enum {
    GAPS = 0,
    FIRST_PLACES = GAPS + 3,
    PLACES = FIRST_PLACES + 4,
    ENDS = PLACES + 10,
    CLOSE = ENDS + 2,
    OPEN = CLOSE + CLOSERS,
    QUOTED = OPEN + CLOSERS * SIZES,
    YEAR_BEFORE = QUOTED + 1,
    YEAR_AFTER = YEAR_BEFORE + 1 + SIZES,
    FIXED = YEAR_AFTER + 1 + SIZES
};

/* The items of what Python knows of a word. */
enum { OWN, BEFORE, AFTER, SHAPE, SIGNS_OF_SHAPE, WORD_ITEMS };

/* The dictionaries and the fixed features. */
enum { WORDS, BESIDE, PARTS, GROUPS, FIXED_CODES, CODER_ITEMS };

typedef struct {
    PyObject *word;
    int flags;
    /* 0 for none, 1 for a space, 2 for a new block */
    int gap;
    PyObject *sentence, *part, *bracket;
    Py_ssize_t last_year, next_year;
} Item;

typedef struct {
    Item *items;
    Py_ssize_t count;
    PyObject *coder;
    char *row;
    Py_ssize_t length, room;
} Rows;

static int size_of(Py_ssize_t count)
{
    int size = SIZES - 1;
    while (least_of_size[size] > count) {
        size--;
    }
    return size;
}

/* The value of a key, which the dictionary makes if it is missing; a new reference. */
static PyObject *look_up(Rows *rows, int dictionary, PyObject *key)
{
    return key == NULL ? NULL : PyObject_GetItem(PyTuple_GetItem(rows->coder, dictionary), key);
}

/* Reads the tokens: the word of each, and the gap before it; 0 after an error. */
static int read_tokens(Rows *rows, PyObject *tokens)
{
    for (Py_ssize_t number = 0; number < rows->count; number++) {
        Item *item = &rows->items[number];
        PyObject *token = PyList_GetItem(tokens, number);
        if (token == NULL || !PyTuple_Check(token) || PyTuple_Size(token) < 4) {
            PyErr_SetString(PyExc_TypeError, "a token is a tuple of four");
            return 0;
        }
        PyObject *gap = PyTuple_GetItem(token, 3);
        Py_ssize_t length = PyUnicode_GetLength(gap);
        if (length < 0) {
            return 0;
        }
        item->gap = length == 0 ? 0 : PyUnicode_ReadChar(gap, 0) == '\n' ? 2 : 1;
        item->word = look_up(rows, WORDS, PyTuple_GetItem(token, 0));
        if (item->word == NULL) {
            return 0;
        }
        if (!PyTuple_Check(item->word) || PyTuple_Size(item->word) != WORD_ITEMS) {
            PyErr_SetString(PyExc_TypeError, "a word is a tuple of five");
            return 0;
        }
        item->flags = (int)PyLong_AsLong(PyTuple_GetItem(item->word, SIGNS_OF_SHAPE));
        if (PyErr_Occurred()) {
            return 0;
        }
    }
    return 1;
}

static int sign_of(const Item *item)
{
    int sign = item->flags >> SIGN_SHIFT & 15;
    return sign < SIGNS ? sign : 0;
}

static int ends_part(const Rows *rows, Py_ssize_t number, Py_ssize_t start, int signs)
{
    if (number + 1 == rows->count || rows->items[number + 1].gap == 2) {
        return 1;
    }
    int sign = sign_of(&rows->items[number]), is_sentence = signs == SENTENCE_SIGNS;
    if (!sign || sign > signs || (is_sentence && rows->items[number + 1].gap == 0)) {
        return 0;
    }
    const Item *before = &rows->items[number ? number - 1 : rows->count - 1];
    return !(is_sentence && sign == STOP && number - start < 3 && (before->flags & IS_SHORT));
}

/* The form of a sentence or part as a number: its size, its share of small words, and two flags. */
static long form_of(const Rows *rows, Py_ssize_t start, Py_ssize_t end)
{
    long small = 0, initials = 0, large = 0, digits = 0;
    for (; start < end; start++) {
        int flags = rows->items[start].flags;
        small += (flags & IS_SMALL) != 0;
        initials += (flags & IS_INITIALS) != 0;
        large += (flags & IS_LARGE) != 0;
        digits |= (flags & HAS_DIGITS) != 0;
    }
    long words = small + large, share = words ? 1 + 3 * small / words : 0;
    return ((size_of(words) * 5 + share) * 2 + (large && 3 * initials >= large)) * 2 + digits;
}

/* Finds the features of each token's sentence, or of its part between signs; 0 after an error. */
static int find_parts(Rows *rows, int signs)
{
    Py_ssize_t start = 0;
    long index = 0, previous = 0;
    for (Py_ssize_t number = 0; number < rows->count; number++) {
        if (!ends_part(rows, number, start, signs)) {
            continue;
        }
        long form = form_of(rows, start, number + 1);
        long code = (form * (MOST_PARTS + 1) + index) * (200 * SIGNS + 1) + previous;
        PyObject *key = PyLong_FromLong(code * 2 + (signs != SENTENCE_SIGNS));
        PyObject *described = look_up(rows, PARTS, key);
        Py_XDECREF(key);
        if (described == NULL) {
            return 0;
        }
        if (!PyTuple_Check(described) || PyTuple_Size(described) != SIZES) {
            Py_DECREF(described);
            PyErr_SetString(PyExc_TypeError, "a part is a tuple of ten");
            return 0;
        }
        for (Py_ssize_t inside = start; inside <= number; inside++) {
            PyObject *code_of_token = PyTuple_GetItem(described, size_of(inside - start));
            Py_INCREF(code_of_token);
            *(signs == SENTENCE_SIGNS ? &rows->items[inside].sentence : &rows->items[inside].part) = code_of_token;
        }
        Py_DECREF(described);
        int sign = sign_of(&rows->items[number]);
        int has_sign = number + 1 < rows->count && sign && sign <= signs;
        previous = 1 + form * SIGNS + (has_sign ? sign : 0);
        index = index < MOST_PARTS ? index + 1 : index;
        start = number + 1;
    }
    return 1;
}

static PyObject *fixed(const Rows *rows, Py_ssize_t number)
{
    return PyList_GetItem(PyTuple_GetItem(rows->coder, FIXED_CODES), number);
}

/* Finds the bracket or quotation mark that is open at each token; 0 after an error. */
static int find_brackets(Rows *rows)
{
    struct {
        int closer;
        Py_ssize_t start;
    } *open = PyMem_Calloc((size_t)rows->count + 1, sizeof(*open));
    if (open == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    Py_ssize_t depth = 0;
    int is_quoted = 0;
    for (Py_ssize_t number = 0; number < rows->count; number++) {
        Item *item = &rows->items[number];
        int opens = item->flags >> OPENS_SHIFT & 15, closes = item->flags >> CLOSES_SHIFT & 15;
        if (item->gap == 2) {
            depth = 0;
        }
        if (depth && closes && closes == open[depth - 1].closer) {
            is_quoted |= closes > CLOSING_BRACKETS;
            item->bracket = fixed(rows, CLOSE + closes - 1);
            depth--;
            continue;
        }
        if (depth) {
            int closer = open[depth - 1].closer;
            item->bracket = fixed(rows, OPEN + (closer - 1) * SIZES + size_of(number - open[depth - 1].start));
        } else if (is_quoted) {
            item->bracket = fixed(rows, QUOTED);
        }
        if (opens && opens <= CLOSERS && !(opens == SINGLE_QUOTE && item->gap == 0)) {
            open[depth].closer = opens;
            open[depth++].start = number;
        }
    }
    PyMem_Free(open);
    return 1;
}

/* Finds the years before and after each token; -1 for none. */
static void find_years(Rows *rows)
{
    Py_ssize_t year = -1;
    for (Py_ssize_t number = 0; number < rows->count; number++) {
        rows->items[number].last_year = year;
        year = rows->items[number].flags & IS_YEAR ? number : year;
    }
    year = -1;
    for (Py_ssize_t number = rows->count; number-- > 0;) {
        year = rows->items[number].flags & IS_YEAR ? number : year;
        rows->items[number].next_year = year;
    }
}

/* Adds numbers of features to the row; 0 after an error. */
static int add(Rows *rows, PyObject *code)
{
    char *data;
    Py_ssize_t length;
    if (code == NULL || PyBytes_AsStringAndSize(code, &data, &length) < 0
        || !make_room((void **)&rows->row, &rows->room, rows->length, length, 1)) {
        return 0;
    }
    memcpy(rows->row + rows->length, data, (size_t)length);
    rows->length += length;
    return 1;
}

/* Adds what a dictionary has for a key, whose reference it takes; 0 after an error. */
static int add_from(Rows *rows, int dictionary, PyObject *key)
{
    PyObject *code = look_up(rows, dictionary, key);
    int is_added = add(rows, code);
    Py_XDECREF(code);
    Py_XDECREF(key);
    return is_added;
}

/* The shape of a token, or the sign for what is beyond the ends of the note. */
static PyObject *shape_at(const Rows *rows, Py_ssize_t number, PyObject *first, PyObject *last)
{
    return number < 0 ? first : number >= rows->count ? last : PyTuple_GetItem(rows->items[number].word, SHAPE);
}

static int add_place(Rows *rows, Py_ssize_t number)
{
    Py_ssize_t count = rows->count;
    Py_ssize_t place = number < 4 ? FIRST_PLACES + number : PLACES + 10 * number / count;
    return add(rows, fixed(rows, GAPS + rows->items[number].gap)) && add(rows, fixed(rows, place))
           && (count - number > 2 || add(rows, fixed(rows, ENDS + count - number - 1)));
}

static int add_years(Rows *rows, Py_ssize_t number)
{
    const Item *item = &rows->items[number];
    Py_ssize_t after = item->next_year - number;
    int is_near = item->next_year >= 0 && after < FARTHEST;
    Py_ssize_t last = item->last_year < 0 ? YEAR_BEFORE : YEAR_BEFORE + 1 + size_of(number - item->last_year);
    return add(rows, fixed(rows, last)) && add(rows, fixed(rows, is_near ? YEAR_AFTER + 1 + size_of(after) : YEAR_AFTER));
}

/* Returns the row of a token. `edges` are the word beyond both ends, and the signs for its shape. */
static PyObject *make_row(Rows *rows, Py_ssize_t number, PyObject *const *edges, PyObject *shown, PyObject *hinted)
{
    const Item *item = &rows->items[number];
    PyObject *before = number ? rows->items[number - 1].word : edges[0];
    PyObject *after = number + 1 < rows->count ? rows->items[number + 1].word : edges[0];
    rows->length = 0;
    if (!add(rows, PyTuple_GetItem(item->word, OWN)) || !add(rows, PyTuple_GetItem(before, BEFORE))
        || !add(rows, PyTuple_GetItem(after, AFTER))) {
        return NULL;
    }
    PyObject *shapes = PyTuple_Pack(5, shape_at(rows, number - 2, edges[1], edges[2]),
                                    shape_at(rows, number - 1, edges[1], edges[2]),
                                    shape_at(rows, number, edges[1], edges[2]),
                                    shape_at(rows, number + 1, edges[1], edges[2]),
                                    shape_at(rows, number + 2, edges[1], edges[2]));
    if (!add_from(rows, BESIDE, shapes) || !add_place(rows, number) || !add(rows, item->sentence)
        || !add(rows, item->part) || (item->bracket != NULL && !add(rows, item->bracket))
        || !add_years(rows, number)) {
        return NULL;
    }
    PyObject *own_shown = PySequence_GetItem(shown, number);
    if (!add_from(rows, GROUPS, own_shown)) {
        return NULL;
    }
    PyObject *own_hinted = PySequence_GetItem(hinted, number);
    if (!add_from(rows, GROUPS, own_hinted)) {
        return NULL;
    }
    return PyBytes_FromStringAndSize(rows->row, rows->length);
}

static PyObject *make_rows(Rows *rows, PyObject *tokens, PyObject *shown, PyObject *hinted)
{
    if (!read_tokens(rows, tokens) || !find_parts(rows, SENTENCE_SIGNS) || !find_parts(rows, SIGNS - 1)
        || !find_brackets(rows)) {
        return NULL;
    }
    find_years(rows);
    PyObject *nothing = PyUnicode_FromString("");
    PyObject *edges[] = {look_up(rows, WORDS, nothing), PyUnicode_FromString("^"), PyUnicode_FromString("$")};
    PyObject *made = PyList_New(0);
    int is_right = nothing != NULL && edges[0] != NULL && edges[1] != NULL && edges[2] != NULL && made != NULL;
    for (Py_ssize_t number = 0; is_right && number < rows->count; number++) {
        PyObject *row = make_row(rows, number, edges, shown, hinted);
        is_right = row != NULL && PyList_Append(made, row) == 0;
        Py_XDECREF(row);
    }
    Py_XDECREF(nothing);
    for (int edge = 0; edge < 3; edge++) {
        Py_XDECREF(edges[edge]);
    }
    if (!is_right) {
        Py_CLEAR(made);
    }
    return made;
}

/* feature_rows(tokens, shown, hinted, coder): see feature_codes.py. */
PyObject *feature_rows(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 4 || !PyList_Check(args[0]) || !PyTuple_Check(args[3]) || PyTuple_Size(args[3]) != CODER_ITEMS
        || !PyList_Check(PyTuple_GetItem(args[3], FIXED_CODES))
        || PyList_Size(PyTuple_GetItem(args[3], FIXED_CODES)) != FIXED) {
        PyErr_SetString(PyExc_TypeError, "feature_rows takes a list of tokens, two sequences and a coder");
        return NULL;
    }
    Rows rows = {.count = PyList_Size(args[0]), .coder = args[3]};
    rows.items = PyMem_Calloc((size_t)rows.count + 1, sizeof(Item));
    if (rows.items == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *made = make_rows(&rows, args[0], args[1], args[2]);
    for (Py_ssize_t number = 0; number < rows.count; number++) {
        Py_XDECREF(rows.items[number].word);
        Py_XDECREF(rows.items[number].sentence);
        Py_XDECREF(rows.items[number].part);
    }
    PyMem_Free(rows.items);
    PyMem_Free(rows.row);
    return made;
}
