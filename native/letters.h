/* Letters and digits of ASCII, in tokens and sentences. */

#ifndef PAINSCI_SEARCH_LETTERS_H
#define PAINSCI_SEARCH_LETTERS_H

#include "kernel.h"

static inline int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline int in_word(char c)
{
    return is_digit(c) || is_letter(c);
}

static inline char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Whether letters after a number are no unit, but those of "1st" or "1980s". */
static inline int is_ordinal(const char *letters, Py_ssize_t length)
{
    char one = lower(letters[0]), two = length == 2 ? lower(letters[1]) : 0;
    return (length == 1 && one == 's') || (one == 's' && two == 't') || (one == 'n' && two == 'd')
           || (one == 'r' && two == 'd') || (one == 't' && two == 'h');
}

#endif
