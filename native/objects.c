/* Instances of frozen dataclasses, made without their `__init__`, and converted for JSON; and objects
 * of JSON, found by their keys. The twins are in painsci_search/model/late.py and
 * painsci_search/render/json.py.
 */

#include "kernel.h"

PyObject *set_fields(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    PyObject *name, *field;
    Py_ssize_t next = 0;
    if (count != 2 || !PyDict_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "set_fields(value, fields)");
        return NULL;
    }
    while (PyDict_Next(args[1], &next, &name, &field)) {
        if (PyObject_GenericSetAttr(args[0], name, field) < 0) {
            return NULL;
        }
    }
    Py_INCREF(Py_None);
    return Py_None;
}

/* Makes an instance with the fields `names` of a row; NULL after an error. */
static PyObject *make_object(PyTypeObject *kind, newfunc make, PyObject *names, PyObject *row,
                             PyObject *nothing)
{
    Py_ssize_t count = PyTuple_Size(names);
    if (!PyTuple_Check(row) || PyTuple_Size(row) != count) {
        PyErr_SetString(PyExc_ValueError, "a row needs a value for each name");
        return NULL;
    }
    PyObject *value = make(kind, nothing, NULL);
    for (Py_ssize_t index = 0; value != NULL && index < count; index++) {
        PyObject *name = PyTuple_GetItem(names, index);
        if (PyObject_GenericSetAttr(value, name, PyTuple_GetItem(row, index)) < 0) {
            Py_CLEAR(value);
        }
    }
    return value;
}

PyObject *make_objects(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3 || !PyType_Check(args[0]) || !PyTuple_Check(args[1]) || !PyList_Check(args[2])) {
        PyErr_SetString(PyExc_TypeError, "make_objects(kind, names, rows)");
        return NULL;
    }
    PyTypeObject *kind = (PyTypeObject *)args[0];
    newfunc make = (newfunc)PyType_GetSlot(kind, Py_tp_new);
    PyObject *nothing = PyTuple_New(0), *made = PyList_New(0);
    int is_right = make != NULL && nothing != NULL && made != NULL;
    if (make == NULL) {
        PyErr_SetString(PyExc_TypeError, "a type without instances");
    }
    for (Py_ssize_t index = 0; is_right && index < PyList_Size(args[2]); index++) {
        PyObject *value = make_object(kind, make, args[1], PyList_GetItem(args[2], index), nothing);
        is_right = value != NULL && PyList_Append(made, value) == 0;
        Py_XDECREF(value);
    }
    if (!is_right) {
        Py_CLEAR(made);
    }
    Py_XDECREF(nothing);
    return made;
}

static PyObject *convert_value(PyObject *value, PyObject *names, PyObject *other);

/* Converts the attributes `own` of an object to a dict; NULL after an error. */
static PyObject *convert_object(PyObject *value, PyObject *own, PyObject *names, PyObject *other)
{
    PyObject *made = PyDict_New();
    for (Py_ssize_t index = 0; made != NULL && index < PyTuple_Size(own); index++) {
        PyObject *name = PyTuple_GetItem(own, index), *item = PyObject_GetAttr(value, name);
        PyObject *converted = item == NULL ? NULL : convert_value(item, names, other);
        if (converted == NULL || PyDict_SetItem(made, name, converted) < 0) {
            Py_CLEAR(made);
        }
        Py_XDECREF(converted);
        Py_XDECREF(item);
    }
    return made;
}

/* Converts a tuple or a list to a list; NULL after an error. Python code that is called meanwhile
 * may change the list. */
static PyObject *convert_items(PyObject *value, PyObject *names, PyObject *other)
{
    PyObject *made = PyList_New(0);
    int is_tuple = PyTuple_Check(value);
    for (Py_ssize_t index = 0;
         made != NULL && index < (is_tuple ? PyTuple_Size(value) : PyList_Size(value)); index++) {
        PyObject *item = is_tuple ? PyTuple_GetItem(value, index) : PyList_GetItem(value, index);
        Py_INCREF(item);
        PyObject *converted = convert_value(item, names, other);
        Py_DECREF(item);
        if (converted == NULL || PyList_Append(made, converted) < 0) {
            Py_CLEAR(made);
        }
        Py_XDECREF(converted);
    }
    return made;
}

static PyObject *convert_value(PyObject *value, PyObject *names, PyObject *other)
{
    if (value == Py_None || PyUnicode_Check(value) || PyLong_CheckExact(value)
        || PyFloat_CheckExact(value) || PyBool_Check(value)) {
        Py_INCREF(value);
        return value;
    }
    PyObject *made = NULL, *own = PyObject_GetItem(names, (PyObject *)Py_TYPE(value));
    if (own == NULL || Py_EnterRecursiveCall(" while a value is converted")) {
        Py_XDECREF(own);
        return NULL;
    }
    if (!PyTuple_Check(own)) {
        PyErr_SetString(PyExc_TypeError, "the names of a class are a tuple");
    } else if (PyTuple_Size(own)) {
        made = convert_object(value, own, names, other);
    } else if (PyTuple_Check(value) || PyList_Check(value)) {
        made = convert_items(value, names, other);
    } else {
        made = PyObject_CallFunctionObjArgs(other, value, NULL);
    }
    Py_LeaveRecursiveCall();
    Py_DECREF(own);
    return made;
}

PyObject *convert(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3) {
        PyErr_SetString(PyExc_TypeError, "convert(value, names, other)");
        return NULL;
    }
    return convert_value(args[0], args[1], args[2]);
}

/* What is looked for in JSON, and found. */
typedef struct {
    PyObject *keys;
    PyObject *article;
    PyObject *id;
    PyObject *found;
} Search;

static int search_value(PyObject *value, PyObject *article, const Search *search);

/* Returns whether an object has one of the keys; -1 after an error. */
static int has_key(PyObject *object, PyObject *keys)
{
    int has = 0;
    for (Py_ssize_t index = 0; has == 0 && index < PyTuple_Size(keys); index++) {
        has = PyDict_Contains(object, PyTuple_GetItem(keys, index));
    }
    return has;
}

/* Searches an object, which may name the article of all that is in it; returns 0, or -1 after an
 * error. */
static int search_object(PyObject *object, PyObject *article, const Search *search)
{
    PyObject *key, *item, *info = PyDict_GetItemWithError(object, search->article);
    Py_ssize_t next = 0;
    if (info != NULL && PyDict_Check(info)) {
        PyObject *id = PyDict_GetItemWithError(info, search->id);
        article = id == NULL ? article : id;
    }
    if (PyErr_Occurred()) {
        return -1;
    }
    Py_INCREF(article);
    int has = has_key(object, search->keys), is_right = has >= 0;
    if (has > 0) {
        PyObject *pair = PyTuple_Pack(2, object, article);
        is_right = pair != NULL && PyList_Append(search->found, pair) == 0;
        Py_XDECREF(pair);
    }
    while (is_right && PyDict_Next(object, &next, &key, &item)) {
        is_right = search_value(item, article, search) == 0;
    }
    Py_DECREF(article);
    return is_right ? 0 : -1;
}

static int search_value(PyObject *value, PyObject *article, const Search *search)
{
    int is_object = PyDict_Check(value), is_right = 1;
    if (!is_object && !PyList_Check(value)) {
        return 0;
    }
    if (Py_EnterRecursiveCall(" while JSON is searched")) {
        return -1;
    }
    Py_INCREF(value);
    if (is_object) {
        is_right = search_object(value, article, search) == 0;
    }
    for (Py_ssize_t index = 0; is_right && !is_object && index < PyList_Size(value); index++) {
        is_right = search_value(PyList_GetItem(value, index), article, search) == 0;
    }
    Py_DECREF(value);
    Py_LeaveRecursiveCall();
    return is_right ? 0 : -1;
}

PyObject *objects_with(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2 || !PyTuple_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "objects_with(value, keys)");
        return NULL;
    }
    PyObject *none = PyUnicode_FromString("");
    Search search = {args[1], PyUnicode_FromString("article"), PyUnicode_FromString("id"),
                     PyList_New(0)};
    if (none == NULL || search.article == NULL || search.id == NULL || search.found == NULL
        || search_value(args[0], none, &search) < 0) {
        Py_CLEAR(search.found);
    }
    Py_XDECREF(search.article);
    Py_XDECREF(search.id);
    Py_XDECREF(none);
    return search.found;
}
