/* JSON as Python's json module writes it: the stored values of a record, and answers on one line. The
 * twins are in stored_fields.py and painsci_search/escaping.py.
 */

#include "output.h"

/* What is written, and what is between items, and after names. */
typedef struct {
    Output output;
    const char *comma, *colon;
} Json;

static int put_value(Json *json, PyObject *value);

/* The letter of a short escape; 0 for other control characters. */
static char short_escape(unsigned char code)
{
    switch (code) {
    case '"':
    case '\\':
        return (char)code;
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

static int put_escape(Output *output, unsigned char code)
{
    static const char digits[] = "0123456789abcdef";
    char letter = short_escape(code);
    char brief[] = {'\\', letter}, full[] = {'\\', 'u', '0', '0', digits[code >> 4], digits[code & 15]};
    return letter ? put(output, brief, sizeof(brief)) : put(output, full, sizeof(full));
}

/* Adds a string in UTF-8, in quotes. */
static int put_quoted(Output *output, const char *bytes, Py_ssize_t length)
{
    Py_ssize_t begin = 0;
    int right = put(output, "\"", 1);
    for (Py_ssize_t index = 0; right && index < length; index++) {
        unsigned char code = (unsigned char)bytes[index];
        if (code < ' ' || code == '"' || code == '\\') {
            right = put(output, bytes + begin, index - begin) && put_escape(output, code);
            begin = index + 1;
        }
    }
    return right && put(output, bytes + begin, length - begin) && put(output, "\"", 1);
}

/* Adds a string; lone surrogates, for which it has no UTF-8 of its own, are kept. */
static int put_string(Output *output, PyObject *string)
{
    char *bytes;
    Py_ssize_t length;
    const char *own = PyUnicode_AsUTF8AndSize(string, &length);
    if (own != NULL) {
        return put_quoted(output, own, length);
    }
    PyErr_Clear();
    PyObject *encoded = PyUnicode_AsEncodedString(string, "utf-8", "surrogatepass");
    int right = encoded != NULL && PyBytes_AsStringAndSize(encoded, &bytes, &length) == 0
                && put_quoted(output, bytes, length);
    Py_XDECREF(encoded);
    return right;
}

/* Adds the digits of a number, which are ASCII, and frees them. */
static int put_digits(Output *output, PyObject *digits)
{
    Py_ssize_t length;
    const char *bytes = digits == NULL ? NULL : PyUnicode_AsUTF8AndSize(digits, &length);
    int right = bytes != NULL && put(output, bytes, length);
    Py_XDECREF(digits);
    return right;
}

static int put_float(Output *output, double number)
{
    if (number != number) {
        return put(output, "NaN", 3);
    }
    if (number - number != 0) {
        return number > 0 ? put(output, "Infinity", 8) : put(output, "-Infinity", 9);
    }
    PyObject *exact = PyFloat_FromDouble(number);
    PyObject *digits = exact == NULL ? NULL : PyObject_Repr(exact);
    Py_XDECREF(exact);
    return put_digits(output, digits);
}

static int put_text(Json *json, const char *text)
{
    return put(&json->output, text, (Py_ssize_t)strlen(text));
}

static int put_array(Json *json, PyObject *items)
{
    int is_list = PyList_Check(items);
    Py_ssize_t count = is_list ? PyList_Size(items) : PyTuple_Size(items);
    int right = put(&json->output, "[", 1);
    for (Py_ssize_t index = 0; right && index < count; index++) {
        PyObject *item = is_list ? PyList_GetItem(items, index) : PyTuple_GetItem(items, index);
        right = (index == 0 || put_text(json, json->comma)) && put_value(json, item);
    }
    return right && put(&json->output, "]", 1);
}

/* Adds the name of a value, which is a string or becomes one. */
static int put_name(Json *json, PyObject *name)
{
    if (PyUnicode_Check(name)) {
        return put_string(&json->output, name);
    }
    if (name == Py_None || PyLong_Check(name) || PyFloat_Check(name)) {
        return put_text(json, "\"") && put_value(json, name) && put_text(json, "\"");
    }
    PyErr_SetString(PyExc_TypeError, "a name that JSON does not have");
    return 0;
}

static int put_object(Json *json, PyObject *values)
{
    PyObject *name, *value;
    Py_ssize_t place = 0;
    int is_first = 1, right = put(&json->output, "{", 1);
    while (right && PyDict_Next(values, &place, &name, &value)) {
        right = (is_first || put_text(json, json->comma)) && put_name(json, name)
                && put_text(json, json->colon) && put_value(json, value);
        is_first = 0;
    }
    return right && put(&json->output, "}", 1);
}

/* Adds a list, tuple or dict, in which others are. */
static int put_nested(Json *json, PyObject *value)
{
    if (Py_EnterRecursiveCall(" while JSON is written")) {
        return 0;
    }
    int right = PyDict_Check(value) ? put_object(json, value) : put_array(json, value);
    Py_LeaveRecursiveCall();
    return right;
}

static int put_value(Json *json, PyObject *value)
{
    if (PyUnicode_Check(value)) {
        return put_string(&json->output, value);
    }
    if (value == Py_None) {
        return put(&json->output, "null", 4);
    }
    if (value == Py_True) {
        return put(&json->output, "true", 4);
    }
    if (value == Py_False) {
        return put(&json->output, "false", 5);
    }
    if (PyLong_Check(value)) {
        return put_digits(&json->output, PyNumber_ToBase(value, 10));
    }
    if (PyFloat_Check(value)) {
        return put_float(&json->output, PyFloat_AsDouble(value));
    }
    if (PyList_Check(value) || PyTuple_Check(value) || PyDict_Check(value)) {
        return put_nested(json, value);
    }
    PyErr_SetString(PyExc_TypeError, "a value that JSON does not have");
    return 0;
}

PyObject *dump_values(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 1 || !PyDict_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError, "dump_values(stored)");
        return NULL;
    }
    Json json = {{NULL, 0, 0}, ",", ":"};
    PyObject *found = put_nested(&json, args[0])
                          ? PyBytes_FromStringAndSize(json.output.bytes, json.output.used) : NULL;
    PyMem_Free(json.output.bytes);
    return found;
}

PyObject *dump_line(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 1) {
        PyErr_SetString(PyExc_TypeError, "dump_line(value)");
        return NULL;
    }
    Json json = {{NULL, 0, 0}, ", ", ": "};
    PyObject *found = put_value(&json, args[0])
                          ? PyUnicode_DecodeUTF8(json.output.bytes, json.output.used, "surrogatepass")
                          : NULL;
    PyMem_Free(json.output.bytes);
    return found;
}
