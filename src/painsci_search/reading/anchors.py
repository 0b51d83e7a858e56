"""Anchors that a page does not provide: a slug made from a heading, unique within its article."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter


def slugify(text: str) -> str:
    """Make a fragment of letters, digits and hyphens; "section" where nothing is left.

    >>> slugify("What is “central sensitisation”?")
    'what-is-central-sensitisation'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", "-", re.sub(r"['’]", "", plain)).strip("-")[:80] or "section"


class Anchors:
    """The anchors given out in an article, each once.

    Repetitions are counted, so that thousands of one heading stay cheap.

    >>> anchors = Anchors()
    >>> [anchors.add("sleep"), anchors.add("sleep"), anchors.add("sleep")]
    ['sleep', 'sleep-2', 'sleep-3']
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._asked: Counter[str] = Counter()

    def __contains__(self, anchor: str) -> bool:
        return anchor in self._taken

    def add(self, anchor: str) -> str:
        """Take the anchor, numbered ("-2", "-3") where it is taken already, and return it."""
        self._asked[anchor] += 1
        candidate = anchor
        while candidate in self._taken:
            if candidate != anchor:
                self._asked[anchor] += 1
            candidate = f"{anchor}-{max(2, self._asked[anchor])}"
        self._taken.add(candidate)
        return candidate
