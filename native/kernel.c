/* The native kernel: strings and numbers in order; and the module, with the functions of all files.
 *
 * A function does what its Python twin of the same name does, which painsci_search.native.compiled
 * replaces; the twin states the semantics.
 */

#include "kernel.h"

/* As in painsci_search/native.py. */
#define VERSION 14

/* ---- Sorted strings ---- */

static const char *const STRINGS[] = {UNSIGNED, UNSIGNED};

static PyObject *first_string(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    char *sought;
    Py_ssize_t length;
    Numbers arrays[2];
    int is_equal;
    if (count != 4) {
        PyErr_SetString(PyExc_TypeError, "first_string(text, starts, sought, compared)");
        return NULL;
    }
    if (PyBytes_AsStringAndSize(args[2], &sought, &length) < 0 || !open_all(args, arrays, STRINGS, 2)) {
        return NULL;
    }
    Py_ssize_t found = search(&arrays[0], &arrays[1], sought, length, &is_equal);
    close_all(arrays, 2);
    return found < 0 ? NULL : PyLong_FromSsize_t(found);
}

static PyObject *find_string(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    char *sought;
    Py_ssize_t length;
    Numbers arrays[2];
    int is_equal;
    if (count != 4) {
        PyErr_SetString(PyExc_TypeError, "find_string(text, starts, sought, compared)");
        return NULL;
    }
    if (PyBytes_AsStringAndSize(args[2], &sought, &length) < 0 || !open_all(args, arrays, STRINGS, 2)) {
        return NULL;
    }
    Py_ssize_t found = search(&arrays[0], &arrays[1], sought, length, &is_equal);
    close_all(arrays, 2);
    return found < 0 ? NULL : PyLong_FromSsize_t(is_equal ? found : -1);
}

/* ---- Numbers in order ---- */

static PyObject *find_number(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    Numbers numbers;
    if (count != 2) {
        PyErr_SetString(PyExc_TypeError, "find_number(numbers, sought)");
        return NULL;
    }
    unsigned long long sought = PyLong_AsUnsignedLongLong(args[1]);
    if (PyErr_Occurred() || !open_numbers(args[0], &numbers, RECORDS)) {
        return NULL;
    }
    Py_ssize_t found = index_in(&numbers, sought);
    PyBuffer_Release(&numbers.view);
    return PyLong_FromSsize_t(found);
}

int occurrences(const Numbers *arrays, uint64_t doc, Py_ssize_t low, Py_ssize_t interval,
                uint64_t *begin, uint64_t *end)
{
    const Numbers *counts = &arrays[1], *skips = &arrays[2];
    Py_ssize_t found = index_in(&arrays[0], doc);
    *begin = *end = 0;
    if (low < 0 || interval < 1 || low > PY_SSIZE_T_MAX - arrays[0].count) {
        PyErr_SetString(PyExc_ValueError, "a posting before the first");
        return 0;
    }
    if (found < 0) {
        return 1;
    }
    Py_ssize_t posting = low + found, entry = posting / interval;
    /* `counts` begins with the entry of the skip list before the first posting */
    Py_ssize_t own = posting - low / interval * interval;
    if (entry >= skips->count || own >= counts->count) {
        PyErr_SetString(PyExc_ValueError, "a posting beyond the last");
        return 0;
    }
    *begin = at(skips, entry);
    for (Py_ssize_t here = own - posting % interval; here < own; here++) {
        *begin += at(counts, here);
    }
    *end = *begin + at(counts, own);
    return 1;
}

static PyObject *occurrences_in(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    static const char *const kinds[] = {UNSIGNED, UNSIGNED, UNSIGNED};
    Numbers arrays[3];
    uint64_t begin, end;
    if (count != 6) {
        PyErr_SetString(PyExc_TypeError, "occurrences_in(docs, counts, skips, doc, low, interval)");
        return NULL;
    }
    unsigned long long doc = PyLong_AsUnsignedLongLong(args[3]);
    Py_ssize_t low = PyErr_Occurred() ? -1 : PyLong_AsSsize_t(args[4]);
    Py_ssize_t interval = PyErr_Occurred() ? -1 : PyLong_AsSsize_t(args[5]);
    if (PyErr_Occurred() || !open_all(args, arrays, kinds, 3)) {
        return NULL;
    }
    int is_right = occurrences(arrays, doc, low, interval, &begin, &end);
    close_all(arrays, 3);
    return is_right ? Py_BuildValue("(KK)", (unsigned long long)begin, (unsigned long long)end) : NULL;
}

/* ---- The module ---- */

#define FAST(name, doc) {#name, (PyCFunction)(void (*)(void))name, METH_FASTCALL, doc}

static PyMethodDef functions[] = {
    FAST(ascii_tokens, "Return the tokens of an ASCII text."),
    FAST(convert, "Convert a value at any depth: objects to dicts, tuples to lists."),
    FAST(count_matches, "Count the records that any part, and that all parts of a query match."),
    FAST(cut_snippets, "Return the snippets of stored records."),
    FAST(dump_line, "Return a value as JSON on one line."),
    FAST(dump_values, "Return the stored values of a record as JSON."),
    FAST(feature_rows, "Return the features of tokens as rows of numbers."),
    FAST(find_number, "Return the index of a number among ascending ones, or -1."),
    FAST(find_string, "Return the number of a string in sorted strings, or -1."),
    FAST(first_string, "Return the number of the first of the sorted strings not less than one."),
    FAST(first_of_parts, "Return the first records in order, scoring only blocks that may have one."),
    FAST(first_ranked, "Return the first records in order."),
    FAST(fold_ascii, "Fold the white space of an ASCII text."),
    FAST(invert, "Return the postings of a field from its occurrences."),
    FAST(label_rows, "Return the most probable labels of a sequence."),
    FAST(lowest_runs, "Return the lowest hashes of the runs of words of a text."),
    FAST(sum_frequencies, "Add up the weighted frequencies of a leaf in some fields."),
    FAST(make_directive, "Return the text directive of a passage."),
    FAST(make_objects, "Return instances of a frozen dataclass with some of its fields."),
    FAST(map_records, "Return the map of some records."),
    FAST(map_stem, "Look up a stem in some fields of a segment, and return the map of its records."),
    FAST(match_phrase, "Look up a phrase in some fields of a segment."),
    FAST(match_stem, "Look up a stem in some fields of a segment."),
    FAST(new_word_table, "Return an empty table of words."),
    FAST(objects_with, "Return the objects of JSON that have one of some keys."),
    FAST(occurrences_in, "Return the range of the occurrences of a stem in a record."),
    FAST(open_words, "Open the arrays of a segment that words are looked up in."),
    FAST(pack_records, "Return records as they are before they are compressed."),
    FAST(saturate, "Return the scores of a leaf by its frequencies."),
    FAST(set_fields, "Set the fields of an instance of a frozen dataclass."),
    FAST(split_sentences, "Return the sentences of a text."),
    FAST(step_words, "Return the distance of each word from the preceding one."),
    FAST(sum_parts, "Add up the scores of the parts of a query by record."),
    FAST(uncertain_sentences, "Return the sentences whose first words may occur earlier."),
    FAST(western_tokens, "Return the tokens of texts in Windows-1252."),
    {NULL, NULL, 0, NULL},
};

static int prepare(PyObject *module)
{
    return PyModule_AddIntConstant(module, "VERSION", VERSION);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, prepare}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "painsci_search._kernel", "See painsci_search.native.", 0, functions,
    slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__kernel(void)
{
    return PyModuleDef_Init(&definition);
}
