"""A number and the name of a format in, the number as printed out."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_SIGNS = "*†‡§"
# Larger numbers are printed with digits.
_LARGEST_ROMAN = 3999


def format_number(number: int, kind: str) -> str:
    """Return a number in a format of lists and notes, as DOCX or ODT name it.

    >>> [format_number(4, kind) for kind in ("decimal", "lowerRoman", "upperLetter", "chicago")]
    ['4', 'iv', 'D', '§']
    """
    if kind in ("lowerRoman", "i", "upperRoman", "I") and 0 < number <= _LARGEST_ROMAN:
        text = _roman(number)
        return text.upper() if kind in ("upperRoman", "I") else text
    if kind in ("lowerLetter", "a", "upperLetter", "A") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if kind in ("upperLetter", "A") else letter
    if kind == "chicago" and number > 0:
        return _SIGNS[(number - 1) % 4] * ((number - 1) // 4 + 1)
    return str(number)


def _roman(number: int) -> str:
    text = ""
    for unit, sign in _ROMAN:
        count, number = divmod(number, unit)
        text += sign * count
    return text
