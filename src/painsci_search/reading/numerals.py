"""A number in, the number as a list prints it out: with digits, letters or Roman numerals."""

from __future__ import annotations

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
# Roman numerals have no signs for more.
LARGEST_ROMAN = 3999


def printed_number(number: int, style: str) -> str:
    """Return a number in the style of a list: "1", "a", "A", "i" or "I".

    >>> printed_number(3, "1"), printed_number(28, "a"), printed_number(9, "I")
    ('3', 'ab', 'IX')
    """
    if style in ("a", "A") and number > 0:
        letters = ""
        while number > 0:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord(style) + rest) + letters
        return letters
    if style in ("i", "I") and 0 < number <= LARGEST_ROMAN:
        return roman(number).upper() if style == "I" else roman(number)
    return str(number)


def roman(number: int) -> str:
    """Return a number of 1 to `LARGEST_ROMAN` in Roman numerals, in lower case."""
    text = ""
    for unit, sign in _ROMAN:
        count, number = divmod(number, unit)
        text += sign * count
    return text
