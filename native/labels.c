/* The labels of a sequence, by a linear-chain conditional random field.
 *
 * See label_rows in painsci_search/reading/citations/packed_model.py.
 */

#include "kernel.h"

#include <math.h>

/* Labels at most, and items at most: both bound the memory, far beyond what a note needs. */
#define MOST_LABELS 256
#define MOST_ITEMS 100000

/* The arrays of a model: the first weight of each feature, the label of each weight, the weights, and
 * those of transitions from label to label. */
enum { STARTS, LABELS, WEIGHTS, TRANSITIONS, ARRAYS };

/* Adds the weights of the features of an item, numbers of 4 bytes, to the scores of its labels. */
static int add_weights(const Numbers *model, PyObject *row, double *scores, Py_ssize_t labels)
{
    char *data;
    Py_ssize_t length;
    if (PyBytes_AsStringAndSize(row, &data, &length) < 0) {
        return 0;
    }
    if (length % 4) {
        PyErr_SetString(PyExc_ValueError, "a row is not of whole numbers");
        return 0;
    }
    for (Py_ssize_t offset = 0; offset < length; offset += 4) {
        uint32_t feature;
        memcpy(&feature, data + offset, 4);
        if ((Py_ssize_t)feature >= model[STARTS].count - 1) {
            PyErr_SetString(PyExc_ValueError, "a feature that the model does not have");
            return 0;
        }
        uint64_t begin = at(&model[STARTS], feature), end = at(&model[STARTS], (Py_ssize_t)feature + 1);
        if (begin > end || end > (uint64_t)model[WEIGHTS].count) {
            PyErr_SetString(PyExc_ValueError, "a feature extends beyond the weights");
            return 0;
        }
        for (uint64_t place = begin; place < end; place++) {
            uint64_t label = at(&model[LABELS], (Py_ssize_t)place);
            if (label >= (uint64_t)labels) {
                PyErr_SetString(PyExc_ValueError, "a label that the model does not have");
                return 0;
            }
            scores[label] += float_at(&model[WEIGHTS], (Py_ssize_t)place);
        }
    }
    return 1;
}

/* The label from which a label is reached best, the first of several. */
static Py_ssize_t label_before(const double *last, const double *moves, Py_ssize_t labels, Py_ssize_t to)
{
    Py_ssize_t best = 0;
    for (Py_ssize_t label = 1; label < labels; label++) {
        if (last[label] + moves[label * labels + to] > last[best] + moves[best * labels + to]) {
            best = label;
        }
    }
    return best;
}

/* Finds the most probable labels together (Viterbi). `best` has room for the scores by item and label.
 * The label before is looked for on the way back: so the way forward has no branch, and is vectorised. */
static void find_path(const double *scores, const double *moves, Py_ssize_t items, Py_ssize_t labels,
                      double *best, uint8_t *path)
{
    memcpy(best, scores, (size_t)labels * sizeof(double));
    for (Py_ssize_t item = 1; item < items; item++) {
        const double *last = best + (item - 1) * labels;
        double *here = best + item * labels;
        for (Py_ssize_t to = 0; to < labels; to++) {
            here[to] = last[0] + moves[to];
        }
        for (Py_ssize_t label = 1; label < labels; label++) {
            const double *move = moves + label * labels;
            for (Py_ssize_t to = 0; to < labels; to++) {
                double score = last[label] + move[to];
                here[to] = score > here[to] ? score : here[to];
            }
        }
        for (Py_ssize_t to = 0; to < labels; to++) {
            here[to] += scores[item * labels + to];
        }
    }
    const double *final = best + (items - 1) * labels;
    Py_ssize_t label = 0;
    for (Py_ssize_t other = 1; other < labels; other++) {
        if (final[other] > final[label]) {
            label = other;
        }
    }
    for (Py_ssize_t item = items; item-- > 0;) {
        path[item] = (uint8_t)label;
        if (item > 0) {
            label = label_before(best + (item - 1) * labels, moves, labels, label);
        }
    }
}

/* Divides values by their sum and returns its inverse. */
static double normalise(double *values, Py_ssize_t count)
{
    double sum = 0;
    for (Py_ssize_t index = 0; index < count; index++) {
        sum += values[index];
    }
    double scale = sum != 0 ? 1 / sum : 1;
    for (Py_ssize_t index = 0; index < count; index++) {
        values[index] *= scale;
    }
    return scale;
}

/* Finds the probability of each label of a path: the forward and backward sums, scaled at each item
 * so that they stay within the range of a double. `scores` become their exponentials; `forward` has
 * room for a value by item and label, `rest` for twice the labels. `turned` are the moves by the label
 * to which they lead: so sums over labels run side by side. */
static void find_probabilities(double *scores, const double *moves, const double *turned,
                               const uint8_t *path, Py_ssize_t items, Py_ssize_t labels,
                               double *forward, double *rest, double *scales, double *found)
{
    for (Py_ssize_t index = 0; index < items * labels; index++) {
        scores[index] = exp(scores[index]);
    }
    memcpy(forward, scores, (size_t)labels * sizeof(double));
    scales[0] = normalise(forward, labels);
    for (Py_ssize_t item = 1; item < items; item++) {
        double *here = forward + item * labels;
        memset(here, 0, (size_t)labels * sizeof(double));
        for (Py_ssize_t label = 0; label < labels; label++) {
            double share = here[label - labels];
            const double *move = moves + label * labels;
            for (Py_ssize_t to = 0; to < labels; to++) {
                here[to] += share * move[to];
            }
        }
        for (Py_ssize_t to = 0; to < labels; to++) {
            here[to] *= scores[item * labels + to];
        }
        scales[item] = normalise(here, labels);
    }
    double *backward = rest, *next = rest + labels;
    for (Py_ssize_t label = 0; label < labels; label++) {
        backward[label] = scales[items - 1];
    }
    for (Py_ssize_t item = items; item-- > 0;) {
        uint8_t label = path[item];
        found[item] = forward[item * labels + label] * backward[label] / scales[item];
        for (Py_ssize_t to = 0; to < labels; to++) {
            next[to] = backward[to] * scores[item * labels + to];
        }
        if (item == 0) {
            break;
        }
        memset(backward, 0, (size_t)labels * sizeof(double));
        for (Py_ssize_t to = 0; to < labels; to++) {
            double share = next[to];
            const double *move = turned + to * labels;
            for (Py_ssize_t from = 0; from < labels; from++) {
                backward[from] += share * move[from];
            }
        }
        for (Py_ssize_t from = 0; from < labels; from++) {
            backward[from] *= scales[item - 1];
        }
    }
}

/* The labels of rows and their probabilities; NULL after an error. */
static PyObject *label_all(const Numbers *model, PyObject *rows, Py_ssize_t items, Py_ssize_t labels)
{
    size_t cells = (size_t)(items * labels), moves = (size_t)(labels * labels);
    PyObject *result = NULL;
    double *numbers = PyMem_Calloc(2 * cells + 2 * moves + 2 * (size_t)(labels + items), sizeof(double));
    uint8_t *path = PyMem_Calloc((size_t)items, 1);
    if (numbers == NULL || path == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    double *scores = numbers, *sums = scores + cells, *exponentials = sums + cells;
    double *turned = exponentials + moves, *rest = turned + moves;
    double *scales = rest + 2 * labels, *found = scales + items;
    for (Py_ssize_t item = 0; item < items; item++) {
        PyObject *row = PyList_GetItem(rows, item);
        if (row == NULL || !add_weights(model, row, scores + item * labels, labels)) {
            goto done;
        }
    }
    const double *transitions = model[TRANSITIONS].view.buf;
    find_path(scores, transitions, items, labels, sums, path);
    for (Py_ssize_t from = 0; from < labels; from++) {
        for (Py_ssize_t to = 0; to < labels; to++) {
            exponentials[from * labels + to] = turned[to * labels + from] =
                exp(transitions[from * labels + to]);
        }
    }
    find_probabilities(scores, exponentials, turned, path, items, labels, sums, rest, scales, found);
    PyObject *first = bytes_of(path, 1, items), *second = bytes_of(found, sizeof(double), items);
    if (first != NULL && second != NULL) {
        result = PyTuple_Pack(2, first, second);
    }
    Py_XDECREF(first);
    Py_XDECREF(second);
done:
    PyMem_Free(numbers);
    PyMem_Free(path);
    return result;
}

PyObject *label_rows(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    static const char *const kinds[] = {UNSIGNED, UNSIGNED, FLOATS, FLOATS};
    Numbers model[ARRAYS];
    if (count != 5 || !PyList_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError, "label_rows(rows, starts, labels, weights, transitions)");
        return NULL;
    }
    if (!open_all(args + 1, model, kinds, ARRAYS)) {
        return NULL;
    }
    PyObject *result = NULL;
    Py_ssize_t items = PyList_Size(args[0]), labels = 0;
    while (labels <= MOST_LABELS && labels * labels < model[TRANSITIONS].count) {
        labels++;
    }
    if (items == 0 || items > MOST_ITEMS || model[STARTS].count == 0) {
        PyErr_SetString(PyExc_ValueError, "no rows, too many, or no model");
    } else if (labels == 0 || labels > MOST_LABELS || labels * labels != model[TRANSITIONS].count
               || model[LABELS].count != model[WEIGHTS].count) {
        PyErr_SetString(PyExc_ValueError, "arrays of different lengths");
    } else {
        result = label_all(model, args[0], items, labels);
    }
    close_all(model, ARRAYS);
    return result;
}
