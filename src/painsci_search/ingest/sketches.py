"""Sketches of texts: an article in, a short digest out that shows how much text two articles share.

Source: Broder 1997, "On the resemblance and containment of documents": of the hashes of all runs of
words, the lowest are kept. Two sketches are compared in constant time, whatever the texts' lengths.
"""

from __future__ import annotations

import base64
import binascii
import struct
from functools import lru_cache
from zlib import crc32

from painsci_search.late_patterns import late_pattern
from painsci_search.late_tuples import NamedTuple
from painsci_search.model import Article
from painsci_search.native import compiled

# Hashes of a sketch: the standard error of a resemblance of .9 is .04.
_SIZE = 64
# Hashes that `lowest_runs` returns at most: its compiled equal keeps them in order by insertion.
_MOST = 4096
# A letter of a script without spaces between words, or a word.
_WORD = late_pattern(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
# The golden ratio as a fraction of 2**32, an odd number that scatters hashes (Knuth, "The Art of
# Computer Programming", volume 3, 6.4); crc32 alone gives similar words similar hashes.
_MIX = 0x9E3779B1


class Sketch(NamedTuple):
    """A digest of a text.

    Attributes:
        words: their number.
        runs: the number of different runs of three words.
        hashes: the lowest hashes of the runs, ascending: base64 of little-endian uint32.
    """

    words: int
    runs: int
    hashes: str


def sketch_of(article: Article) -> Sketch:
    """Make the sketch of the text of an article's sections."""
    text = "\n".join(section.text for section in article.sections).casefold()
    words, runs, lowest = lowest_runs(text.encode("utf-8", "replace"), _SIZE)
    return Sketch(words, runs, base64.b64encode(lowest).decode())


@compiled
def lowest_runs(text: bytes, most: int) -> tuple[int, int, bytes | bytearray]:
    """Return the number of words of a text and of different runs of them, and the lowest hashes.

    Args:
        text: UTF-8.
        most: how many hashes are kept, at most 4096.

    Returns:
        The hashes are little-endian uint32, ascending.

    Raises:
        ValueError: the text is no UTF-8, or `most` is out of range.
    """
    import numpy as np

    if not 0 <= most <= _MOST:
        raise ValueError("too many hashes")
    words = _WORD.findall(text.decode())
    if not words:
        return 0, 0, b""
    # encoded at once, as one call for each word would take longer than its hashes
    spaced = (" \n".join(words) + " ").encode().split(b"\n")
    adjacent = zip(spaced, spaced[1:] or [b""], spaced[2:] or [b""], strict=False)
    runs = set(map(crc32, map(b"".join, adjacent)))
    mixed = np.fromiter(runs, np.uint32, len(runs)) * np.uint32(_MIX)
    return len(words), len(runs), np.sort(mixed)[:most].astype("<u4").tobytes()


@lru_cache(maxsize=4096)
def hashes_of(hashes: str) -> tuple[int, ...]:
    """Return the hashes of a sketch, ascending; none where the text is no sketch."""
    try:
        data = base64.b64decode(hashes, validate=True)
        return struct.unpack(f"<{len(data) // 4}I", data)
    except (binascii.Error, struct.error, ValueError):
        return ()


def resemblance(one: Sketch, other: Sketch) -> float:
    """Estimate the share of runs that two texts have in common among all runs of both, 0 to 1."""
    a, b = set(hashes_of(one.hashes)), set(hashes_of(other.hashes))
    lowest = sorted(a | b)
    if max(one.runs, other.runs) > _SIZE:  # beyond it, one of the texts may have more hashes
        lowest = lowest[:_SIZE]
    return sum(each in a and each in b for each in lowest) / len(lowest) if lowest else 0.0


def containment(one: Sketch, other: Sketch) -> float:
    """Estimate the share of the runs of the shorter text that the other one has, too, 0 to 1."""
    ratio = resemblance(one, other)
    common = ratio / (1 + ratio) * (one.runs + other.runs)
    shorter = min(one.runs, other.runs)
    return min(1.0, common / shorter) if shorter else 0.0
