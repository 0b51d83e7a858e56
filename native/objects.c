/* Instances of frozen dataclasses, made without their `__init__`, and converted for JSON. The twins
 * are in painsci_search/model/late.py and painsci_search/render/json.py.
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
