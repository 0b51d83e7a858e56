/* The words of a segment: a word or a phrase in; its postings in all fields, and its frequencies for
 * each record, out. */

#include "words.h"

static void free_words(PyObject *capsule)
{
    Words *words = PyCapsule_GetPointer(capsule, WORDS_NAME);
    if (words == NULL) {
        return;
    }
    for (Py_ssize_t index = 0; words->fields != NULL && index < words->count; index++) {
        Field *field = &words->fields[index];
        close_all(field->arrays, field->opened);
        PyMem_Free(field->weights);
        PyMem_Free(field->table);
        Py_XDECREF(field->name);
    }
    Numbers *own[] = {&words->terms[0], &words->terms[1], &words->kinds, &words->checked, &words->live};
    for (int index = 0; index < words->opened; index++) {
        PyBuffer_Release(&own[index]->view);
    }
    Py_XDECREF(words->check);
    PyMem_Free(words->passages);
    PyMem_Free(words->fields);
    PyMem_Free(words);
}

static int open_weights(Field *field, PyObject *weights)
{
    Py_ssize_t count = PyTuple_Size(weights);
    field->weights = count < 0 ? NULL : PyMem_Calloc((size_t)count + 1, sizeof(double));
    if (field->weights == NULL) {
        return count < 0 ? 0 : (PyErr_NoMemory(), 0);
    }
    for (Py_ssize_t kind = 0; kind < count; kind++) {
        field->weights[kind] = PyFloat_AsDouble(PyTuple_GetItem(weights, kind));
    }
    field->norm.weights = field->weights;
    field->norm.kinds = count;
    return !PyErr_Occurred();
}

static int open_field(Field *field, PyObject *given)
{
    static const char *const kinds[]
        = {UNSIGNED, UNSIGNED, UNSIGNED, UNSIGNED, UNSIGNED, UNSIGNED, UNSIGNED};
    PyObject *arrays[7], *weights;
    if (!PyTuple_Check(given)
        || !PyArg_ParseTuple(given, "UOOOOOOOidO!nnnn", &field->name, &arrays[0], &arrays[1],
                             &arrays[2], &arrays[3], &arrays[4], &arrays[5], &arrays[6], &field->bits,
                             &field->norm.average, &PyTuple_Type, &weights, &field->docs_at,
                             &field->counts_at, &field->skips_at, &field->positions_at)) {
        field->name = NULL;
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_TypeError, "a field is a tuple");
        }
        return 0;
    }
    Py_INCREF(field->name);
    if (!open_all(arrays, field->arrays, kinds, 7)) {
        return 0;
    }
    field->opened = 7;
    if (field->docs_at < 0 || field->counts_at < 0 || field->skips_at < 0 || field->positions_at < 0
        || field->bits < 0 || field->bits > 31) {
        PyErr_SetString(PyExc_ValueError, "an array before its file");
        return 0;
    }
    return open_weights(field, weights);
}

static int open_own(Words *words, PyObject *const *arrays)
{
    static const char *const kinds[] = {UNSIGNED, UNSIGNED, UNSIGNED, UNSIGNED, FLAGS};
    Numbers *own[] = {&words->terms[0], &words->terms[1], &words->kinds, &words->checked, &words->live};
    words->has_live = arrays[4] != Py_None;
    for (int index = 0; index < 4 + words->has_live; index++) {
        if (!open_numbers(arrays[index], own[index], kinds[index])) {
            return 0;
        }
        words->opened++;
    }
    if (words->checked.size != 1 || words->block < 1) {
        PyErr_SetString(PyExc_ValueError, "there are no blocks to check");
        return 0;
    }
    return 1;
}

static int fill_words(Words *words, PyObject *given)
{
    PyObject *arrays[5], *fields;
    double base, slope;
    if (!PyTuple_Check(given)
        || !PyArg_ParseTuple(given, "OOOOOO!nddnO", &arrays[0], &arrays[1], &arrays[2], &arrays[3],
                             &arrays[4], &PyTuple_Type, &fields, &words->article, &base, &slope,
                             &words->block, &words->check)) {
        words->check = NULL;
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_TypeError, "the arrays of a segment are a tuple");
        }
        return 0;
    }
    Py_INCREF(words->check);
    if (!open_own(words, arrays)) {
        return 0;
    }
    Py_ssize_t count = PyTuple_Size(fields);
    words->fields = PyMem_Calloc((size_t)count + 1, sizeof(Field));
    if (words->fields == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    for (; words->count < count; words->count++) {
        Field *field = &words->fields[words->count];
        if (!open_field(field, PyTuple_GetItem(fields, words->count))) {
            words->count++; /* what is open of it is closed, too */
            return 0;
        }
        field->norm.base = base;
        field->norm.slope = slope;
        if (field->arrays[LENGTHS].count != words->kinds.count
            || (words->has_live && words->live.count != words->kinds.count)) {
            PyErr_SetString(PyExc_ValueError, "arrays of different lengths");
            words->count++;
            return 0;
        }
    }
    return 1;
}

PyObject *open_words(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 1) {
        PyErr_SetString(PyExc_TypeError, "open_words(arrays), a function");
        return NULL;
    }
    PyObject *given = PyObject_CallNoArgs(args[0]);
    if (given == NULL) {
        return NULL;
    }
    Words *words = PyMem_Calloc(1, sizeof(Words));
    PyObject *capsule = words == NULL ? PyErr_NoMemory() : PyCapsule_New(words, WORDS_NAME, free_words);
    if (capsule == NULL) {
        PyMem_Free(words);
    } else if (!fill_words(words, given)) {
        Py_CLEAR(capsule);
    }
    Py_DECREF(given);
    return capsule;
}

Words *words_of(PyObject *searched)
{
    if (!PyTuple_Check(searched) || PyTuple_Size(searched) < 1) {
        PyErr_SetString(PyExc_TypeError, "a segment that words are looked up in is a tuple");
        return NULL;
    }
    return PyCapsule_GetPointer(PyTuple_GetItem(searched, 0), WORDS_NAME);
}

int check_items(const Words *words, const Numbers *array, Py_ssize_t offset, uint64_t low, uint64_t high)
{
    if (low == high) {
        return 1;
    }
    uint64_t size = (uint64_t)array->size, start = (uint64_t)offset + low * size;
    uint64_t end = (uint64_t)offset + high * size;
    uint64_t first = start / (uint64_t)words->block, last = (end - 1) / (uint64_t)words->block;
    if (last >= (uint64_t)words->checked.count) {
        PyErr_SetString(PyExc_ValueError, "an array extends beyond its file");
        return 0;
    }
    const char *checked = words->checked.view.buf;
    if (memchr(checked + first, 0, (size_t)(last - first + 1)) == NULL) {
        return 1;
    }
    PyObject *done = PyObject_CallFunction(words->check, "KK", (unsigned long long)start,
                                           (unsigned long long)end);
    Py_XDECREF(done);
    return done != NULL;
}

int find_postings(const Words *words, const Field *field, uint64_t term, uint64_t *low, uint64_t *high)
{
    const Numbers *arrays = field->arrays, *first = &arrays[FIRST];
    Py_ssize_t number = index_in(&arrays[TERMS], term);
    if (number < 0) {
        return 0;
    }
    if (number + 1 >= first->count) {
        PyErr_SetString(PyExc_ValueError, "a term beyond the last");
        return -1;
    }
    *low = at(first, number);
    *high = at(first, number + 1);
    if (*low > *high || *high > (uint64_t)arrays[DOCS].count || *high > (uint64_t)arrays[COUNTS].count) {
        PyErr_SetString(PyExc_ValueError, "a slice extends beyond its array");
        return -1;
    }
    return check_items(words, &arrays[DOCS], field->docs_at, *low, *high)
                   && check_items(words, &arrays[COUNTS], field->counts_at, *low, *high)
               ? 1
               : -1;
}

/* Lets a stream read records and how often each has a word, with the weights of a field. */
static void begin_stream(Stream *stream, const Words *words, const Field *field)
{
    stream->arrays[2] = field->arrays[LENGTHS];
    stream->count = 3;
    stream->norm = &field->norm;
    stream->kinds = &words->kinds;
}

/* Adds the postings of a term in a field to the streams, and their range to `ranges`. */
static int add_postings(const Words *words, const Field *field, uint64_t term, PyObject *ranges,
                        Stream *streams, Py_ssize_t *count)
{
    uint64_t low, high;
    int found = find_postings(words, field, term, &low, &high);
    if (found <= 0) {
        return found == 0;
    }
    PyObject *range = Py_BuildValue("(KK)", (unsigned long long)low, (unsigned long long)high);
    int failed = range == NULL || PyDict_SetItem(ranges, field->name, range) < 0;
    Py_XDECREF(range);
    Stream *stream = &streams[(*count)++];
    for (int each = 0; each < 2; each++) { /* borrowed from the field, so that none is closed */
        stream->arrays[each] = field->arrays[each ? COUNTS : DOCS];
        stream->arrays[each].view.buf
            = (char *)stream->arrays[each].view.buf + low * (uint64_t)stream->arrays[each].size;
        stream->arrays[each].count = (Py_ssize_t)(high - low);
    }
    begin_stream(stream, words, field);
    return !failed;
}

Field *field_named(const Words *words, PyObject *name)
{
    for (Py_ssize_t index = 0; index < words->count; index++) {
        Field *field = &words->fields[index];
        if (field->name == name || (PyUnicode_Check(name) && PyUnicode_Compare(field->name, name) == 0)) {
            return field;
        }
    }
    PyErr_SetString(PyExc_ValueError, "a field that is not open");
    return NULL;
}

/* Removes the records that are not live; returns how many of the others are no articles. */
static Py_ssize_t keep_live_words(Sums *sums, const Words *words)
{
    const uint8_t *is_live = words->has_live ? words->live.view.buf : NULL;
    Py_ssize_t kept = 0, found = 0;
    for (Py_ssize_t index = 0; index < sums->size; index++) {
        int64_t doc = sums->docs[index]; /* is below the number of lengths, as of the others */
        Py_ssize_t keep = is_live == NULL || is_live[doc] != 0;
        sums->docs[kept] = doc;
        sums->scores[kept] = sums->scores[index];
        kept += keep;
        found += keep & (at(&words->kinds, (Py_ssize_t)doc) != (uint64_t)words->article);
    }
    sums->size = kept;
    return found;
}

static PyObject *match_term(const Words *words, uint64_t term, PyObject *names)
{
    Py_ssize_t wanted = PyTuple_Size(names), count = 0;
    PyObject *result = NULL, *ranges = PyDict_New();
    Stream *streams = new_streams(wanted);
    Sums sums = {0};
    int right = ranges != NULL && streams != NULL;
    for (Py_ssize_t index = 0; right && index < wanted; index++) {
        Field *field = field_named(words, PyTuple_GetItem(names, index));
        right = field != NULL && add_postings(words, field, term, ranges, streams, &count);
    }
    if (right && add_up(&sums, streams, count)) {
        Py_ssize_t passages = keep_live_words(&sums, words);
        if (finish_sums(&sums, 2)) {
            result = Py_BuildValue("(OOOn)", ranges, sums.made[0], sums.made[1], passages);
        }
    }
    free_sums(&sums);
    PyMem_Free(streams);
    Py_XDECREF(ranges);
    return result;
}

PyObject *match_stem(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    char *stem;
    Py_ssize_t length;
    int is_equal;
    if (count != 3 || !PyTuple_Check(args[2])) {
        PyErr_SetString(PyExc_TypeError, "match_stem(searched, stem, fields)");
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
    if (!is_equal) {
        return Py_BuildValue("({}NNi)", PyByteArray_FromStringAndSize(NULL, 0),
                             PyByteArray_FromStringAndSize(NULL, 0), 0);
    }
    return match_term(words, (uint64_t)term, args[2]);
}

/* ---- Phrases ---- */

/* The most words of a phrase that is looked up here; others are left to the twin. */
#define MOST_WORDS 32

/* A word of a phrase in a field: its place in the phrase, its postings, and what is read of them:
 * the posting of the current record, and the range of its positions. */
typedef struct {
    uint64_t low, high, next, begin, end, read;
    Py_ssize_t offset;
} PhraseWord;

/* The occurrences of a phrase in a field: keys, and for each record the number of them. */
typedef struct {
    PyObject *keys;
    uint64_t *docs, *counts;
    Py_ssize_t size, room, keys_size, keys_room;
} Found;

/* Skips the next postings whose record is less than `doc`, up to eight of them, without a branch for
 * each. */
static uint64_t skip_few(const Numbers *docs, uint64_t low, uint64_t high, uint64_t doc)
{
    if (docs->size != 4 || high - low < 8 || doc > UINT32_MAX) {
        return low;
    }
    const uint32_t *next = (const uint32_t *)docs->view.buf + low;
    uint32_t sought = (uint32_t)doc, skipped = 0;
    for (int each = 0; each < 8; each++) {
        skipped += next[each] < sought;
    }
    return low + skipped;
}

/* The sum of some counts, or more than `all` if it is more. */
static uint64_t sum_counts(const Numbers *counts, uint64_t low, uint64_t high, uint64_t all)
{
    uint64_t sum = 0;
    if (counts->size == 1) {
        const uint8_t *own = counts->view.buf;
        uint32_t few = 0; /* there are less than SKIP_INTERVAL */
        for (; low < high; low++) {
            few += own[low];
        }
        return few;
    }
    for (; low < high && sum <= all; low++) {
        uint64_t count = at(counts, (Py_ssize_t)low);
        sum = count > all ? all + 1 : sum + count;
    }
    return sum;
}

/* Moves a word to the first posting whose record is not less than `doc`; returns whether it is of
 * this record. */
static int move_to(const Field *field, PhraseWord *word, uint64_t doc)
{
    const Numbers *docs = &field->arrays[DOCS];
    uint64_t step = 1, low = skip_few(docs, word->next, word->high, doc), high = word->high;
    while (low + step < high && at(docs, (Py_ssize_t)(low + step)) < doc) {
        low += step;
        step *= 2;
    }
    high = low + step < high ? low + step + 1 : high;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (at(docs, (Py_ssize_t)middle) < doc) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    word->next = low;
    return low < word->high && at(docs, (Py_ssize_t)low) == doc;
}

/* Finds the range of the positions of a word in its current record; 0 after an error. */
static int find_positions(const Words *words, const Field *field, PhraseWord *word)
{
    const Numbers *skips = &field->arrays[SKIPS], *counts = &field->arrays[COUNTS];
    uint64_t entry = word->next / SKIP_INTERVAL, all = (uint64_t)field->arrays[POSITIONS].count;
    if (entry >= (uint64_t)skips->count) {
        PyErr_SetString(PyExc_ValueError, "a posting beyond the last");
        return 0;
    }
    if (!check_items(words, skips, field->skips_at, entry, entry + 1)
        || !check_items(words, counts, field->counts_at, entry * SKIP_INTERVAL, word->next + 1)) {
        return 0;
    }
    uint64_t begin = at(skips, (Py_ssize_t)entry);
    begin = begin > all ? all + 1 : begin + sum_counts(counts, entry * SKIP_INTERVAL, word->next, all);
    uint64_t count = at(counts, (Py_ssize_t)word->next);
    /* what is read of all records is no more than there is, so that it ends */
    if (begin > all || count > all - begin || (word->read += count) > all) {
        PyErr_SetString(PyExc_ValueError, "a word has more occurrences than the field has positions");
        return 0;
    }
    word->begin = begin;
    word->end = begin + count;
    return check_items(words, &field->arrays[POSITIONS], field->positions_at, begin, word->end);
}

static inline uint64_t position_at(const Field *field, uint64_t index)
{
    return at(&field->arrays[POSITIONS], (Py_ssize_t)index) >> field->bits;
}

/* Whether a word has a position in its current record; those that are less are left for good. */
static int has_position(const Field *field, PhraseWord *word, uint64_t position)
{
    while (word->begin < word->end && position_at(field, word->begin) < position) {
        word->begin++;
    }
    return word->begin < word->end && position_at(field, word->begin) == position;
}

static int add_key(Found *found, uint64_t doc, uint64_t position)
{
    if (found->keys_size == found->keys_room) {
        Py_ssize_t room = found->keys_room ? 2 * found->keys_room : 16;
        if (found->keys == NULL) {
            found->keys = PyByteArray_FromStringAndSize(NULL, 8 * room);
        } else if (PyByteArray_Resize(found->keys, 8 * room) < 0) {
            return 0;
        }
        if (found->keys == NULL) {
            return 0;
        }
        found->keys_room = room;
    }
    ((int64_t *)(void *)PyByteArray_AsString(found->keys))[found->keys_size++]
        = (int64_t)(doc << 32 | position);
    if (found->size && found->docs[found->size - 1] == doc) {
        found->counts[found->size - 1]++;
        return 1;
    }
    if (found->size == found->room) {
        Py_ssize_t room = found->room;
        if (!make_room((void **)&found->docs, &room, found->size, 1, sizeof(uint64_t))) {
            return 0;
        }
        room = found->room;
        if (!make_room((void **)&found->counts, &room, found->size, 1, sizeof(uint64_t))) {
            return 0;
        }
        found->room = room;
    }
    found->docs[found->size] = doc;
    found->counts[found->size++] = 1;
    return 1;
}

/* Adds the occurrences in a record that all words have; the first word is the rarest. */
static int add_occurrences(const Words *words, const Field *field, PhraseWord *phrase, int count,
                           uint64_t doc, Found *found)
{
    for (int index = 0; index < count; index++) {
        if (!find_positions(words, field, &phrase[index])) {
            return 0;
        }
    }
    for (uint64_t here = phrase->begin; here < phrase->end; here++) {
        uint64_t position = position_at(field, here);
        if (position < (uint64_t)phrase->offset) {
            continue;
        }
        uint64_t start = position - (uint64_t)phrase->offset;
        int all = start <= UINT32_MAX;
        for (int index = 1; all && index < count; index++) {
            all = has_position(field, &phrase[index], start + (uint64_t)phrase[index].offset);
        }
        if (all && !add_key(found, doc, start)) {
            return 0;
        }
    }
    return 1;
}

/* Finds a phrase in a field, its words in order of frequency. */
static int find_phrase(const Words *words, const Field *field, PhraseWord *phrase, int count,
                       Found *found)
{
    const Numbers *docs = &field->arrays[DOCS];
    for (uint64_t here = phrase->low; here < phrase->high; here++) {
        uint64_t doc = at(docs, (Py_ssize_t)here);
        if (doc >= (uint64_t)words->kinds.count) {
            PyErr_SetString(PyExc_ValueError, "a record beyond the last");
            return 0;
        }
        phrase->next = here;
        int all = 1;
        for (int index = 1; all && index < count; index++) {
            all = move_to(field, &phrase[index], doc);
        }
        if (all && !add_occurrences(words, field, phrase, count, doc, found)) {
            return 0;
        }
    }
    return 1;
}

/* Looks up the words of a phrase in a field, the rarest first; 0 if it lacks one, -1 for an error. */
static int find_words(const Words *words, const Field *field, const uint64_t *terms, int count,
                      PhraseWord *phrase)
{
    for (int index = 0; index < count; index++) {
        PhraseWord word = {0};
        int found = find_postings(words, field, terms[index], &word.low, &word.high);
        if (found <= 0) {
            return found;
        }
        word.next = word.low;
        word.offset = index;
        int place = index;
        for (; place && phrase[place - 1].high - phrase[place - 1].low > word.high - word.low; place--) {
            phrase[place] = phrase[place - 1];
        }
        phrase[place] = word;
    }
    return 1;
}

/* Finds a phrase in a field, and adds its keys and a stream of its records. */
static int add_phrase(const Words *words, const Field *field, const uint64_t *terms, int count,
                      PyObject *keys, Found *found, Stream *streams, Py_ssize_t *fields)
{
    PhraseWord phrase[MOST_WORDS];
    int right = find_words(words, field, terms, count, phrase);
    if (right <= 0) {
        return right == 0;
    }
    if (!find_phrase(words, field, phrase, count, found)) {
        return 0;
    }
    if (found->size == 0) {
        return 1;
    }
    Stream *stream = &streams[(*fields)++];
    for (int each = 0; each < 2; each++) {
        stream->arrays[each].view.buf = each ? found->counts : found->docs;
        stream->arrays[each].size = sizeof(uint64_t);
        stream->arrays[each].count = found->size;
    }
    begin_stream(stream, words, field);
    return PyByteArray_Resize(found->keys, 8 * found->keys_size) == 0
           && PyDict_SetItem(keys, field->name, found->keys) == 0;
}

/* The numbers of the terms of a phrase; 0 if the segment lacks one, -1 after an error. */
static int find_terms(const Words *words, PyObject *stems, uint64_t *terms)
{
    char *stem;
    Py_ssize_t length;
    for (Py_ssize_t index = 0; index < PyTuple_Size(stems); index++) {
        int is_equal;
        if (PyBytes_AsStringAndSize(PyTuple_GetItem(stems, index), &stem, &length) < 0) {
            return -1;
        }
        Py_ssize_t term = search(&words->terms[0], &words->terms[1], stem, length, &is_equal);
        if (term < 0 || !is_equal) {
            return term < 0 ? -1 : 0;
        }
        terms[index] = (uint64_t)term;
    }
    return 1;
}

PyObject *match_phrase(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    uint64_t terms[MOST_WORDS];
    if (count != 3 || !PyTuple_Check(args[1]) || !PyTuple_Check(args[2])) {
        PyErr_SetString(PyExc_TypeError, "match_phrase(searched, stems, fields)");
        return NULL;
    }
    Py_ssize_t size = PyTuple_Size(args[1]), wanted = PyTuple_Size(args[2]), fields = 0;
    Words *words = words_of(args[0]);
    if (words == NULL) {
        return NULL;
    }
    if (size < 1 || size > MOST_WORDS) {
        PyErr_SetString(PyExc_ValueError, "a phrase of too many words");
        return NULL;
    }
    int known = find_terms(words, args[1], terms);
    if (known < 0) {
        return NULL;
    }
    PyObject *result = NULL, *keys = PyDict_New();
    Stream *streams = new_streams(wanted);
    Found *found = PyMem_Calloc((size_t)wanted + 1, sizeof(Found));
    Sums sums = {0};
    int right = keys != NULL && streams != NULL && found != NULL;
    for (Py_ssize_t index = 0; right && known && index < wanted; index++) {
        Field *field = field_named(words, PyTuple_GetItem(args[2], index));
        right = field != NULL
                && add_phrase(words, field, terms, (int)size, keys, &found[index], streams, &fields);
    }
    if (right && add_up(&sums, streams, fields)) {
        Py_ssize_t passages = keep_live_words(&sums, words);
        if (finish_sums(&sums, 2)) {
            result = Py_BuildValue("(OOOn)", keys, sums.made[0], sums.made[1], passages);
        }
    } else if (!PyErr_Occurred()) {
        PyErr_NoMemory();
    }
    free_sums(&sums);
    for (Py_ssize_t index = 0; found != NULL && index < wanted; index++) {
        Py_XDECREF(found[index].keys);
        PyMem_Free(found[index].docs);
        PyMem_Free(found[index].counts);
    }
    PyMem_Free(found);
    PyMem_Free(streams);
    Py_XDECREF(keys);
    return result;
}
