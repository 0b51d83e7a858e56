"""A number and the name of a format in, the number as printed out."""

from __future__ import annotations

from painsci_search.reading.numerals import LARGEST_ROMAN, roman

_SIGNS = "*†‡§"


def format_number(number: int, kind: str) -> str:
    """Return a number in a format of lists and notes, as DOCX or ODT name it.

    >>> [format_number(4, kind) for kind in ("decimal", "lowerRoman", "upperLetter", "chicago")]
    ['4', 'iv', 'D', '§']
    """
    if kind in ("lowerRoman", "i", "upperRoman", "I") and 0 < number <= LARGEST_ROMAN:
        text = roman(number)
        return text.upper() if kind in ("upperRoman", "I") else text
    if kind in ("lowerLetter", "a", "upperLetter", "A") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if kind in ("upperLetter", "A") else letter
    if kind == "chicago" and number > 0:
        return _SIGNS[(number - 1) % 4] * ((number - 1) // 4 + 1)
    return str(number)
