/* Instances of frozen dataclasses, made without their `__init__`. The twins are in
 * painsci_search/model/late.py.
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
