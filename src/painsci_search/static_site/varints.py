"""Write numbers and texts in few bytes: unsigned integers as LEB128, texts as length and UTF-8.

`postings.js` reads them.
"""

from __future__ import annotations

from collections.abc import Iterable

# Bits of a number in each byte; the eighth is set in all bytes but the last.
_BITS = 7
_MORE = 1 << _BITS
_SMALL = [bytes([number]) for number in range(_MORE)]


def write_number(number: int) -> bytes:
    """Return an unsigned integer in LEB128.

    >>> write_number(5).hex(), write_number(300).hex()
    ('05', 'ac02')
    """
    if number < _MORE:
        return _SMALL[number]
    found = bytearray()
    while number >= _MORE:
        found.append(number & (_MORE - 1) | _MORE)
        number >>= _BITS
    found.append(number)
    return bytes(found)


def write_numbers(numbers: Iterable[int]) -> bytes:
    """Return unsigned integers, one after the other."""
    return b"".join(map(write_number, numbers))


def write_text(text: str) -> bytes:
    """Return a text: the number of its bytes in UTF-8, and the bytes."""
    data = text.encode("utf-8", "replace")
    return write_number(len(data)) + data
