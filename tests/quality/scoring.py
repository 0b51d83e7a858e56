"""Measures of quality: shares, F1 over what a page holds, and nDCG over ranked passages."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGES = HERE / "pages"


def load(name: str) -> Any:
    """Return the gold of a file in this folder."""
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def digest(paths: Iterable[Path]) -> str:
    """Return a hash of the names and the content of some files, whatever ends their lines."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(path.name.encode() + b"\0")
        found.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return found.hexdigest()[:16]


class Count:
    """Adds up what was expected, found and right, over all pages.

    Attributes:
        wrong: a line for each thing that is missing or too much, to be shown where a floor fails.
    """

    def __init__(self) -> None:
        self.expected = self.found = self.right = 0
        self.wrong: list[str] = []

    def add(self, page: str, expected: Iterable[Hashable], found: Iterable[Hashable]) -> None:
        """Compare two bags of things: what occurs twice must be found twice."""
        wanted, given = Counter(expected), Counter(found)
        self.expected += wanted.total()
        self.found += given.total()
        self.right += (wanted & given).total()
        self.wrong += [f"{page}: missing {thing!r}" for thing in wanted - given]
        self.wrong += [f"{page}: too much {thing!r}" for thing in given - wanted]

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall: 1.0 where all is right."""
        return 2 * self.right / ((self.expected + self.found) or 1)


def ndcg(grades: Mapping[str, int], ranked: Sequence[str], depth: int = 10) -> float:
    """Return the normalised discounted cumulative gain of the first hits.

    Source: Järvelin and Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques", with
    the gain 2**grade - 1 of Burges et al. 2005; what was not judged has the grade 0.

    >>> ndcg({"a": 3, "b": 1}, ["a", "b"])
    1.0
    >>> round(ndcg({"a": 3, "b": 1}, ["b", "a"]), 3)
    0.71
    """

    def gain(values: Iterable[int]) -> float:
        return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(values))

    best = gain(sorted(grades.values(), reverse=True)[:depth])
    return gain(grades.get(each, 0) for each in ranked[:depth]) / best
