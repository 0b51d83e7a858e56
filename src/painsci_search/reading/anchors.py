"""Headings and labels in; anchors for what the page gives none, unique within the article, out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter


def slugify(text: str) -> str:
    """Return a fragment of letters, digits and hyphens; "section" if nothing remains.

    >>> slugify("What is “central sensitisation”?")
    'what-is-central-sensitisation'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", "-", re.sub(r"['’]", "", plain)).strip("-")[:80] or "section"


class Anchors:
    """The anchors in use in an article, each once.

    Repetitions are counted: thousands of equal headings take linear time.

    >>> anchors = Anchors()
    >>> [anchors.add("sleep"), anchors.add("sleep"), anchors.add("sleep")]
    ['sleep', 'sleep-2', 'sleep-3']
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._requests: Counter[str] = Counter()

    def __contains__(self, anchor: str) -> bool:
        return anchor in self._taken

    def add(self, anchor: str) -> str:
        """Add an anchor, with a number ("-2", "-3") if it is in use already, and return it."""
        self._requests[anchor] += 1
        candidate = anchor
        while candidate in self._taken:
            if candidate != anchor:
                self._requests[anchor] += 1
            candidate = f"{anchor}-{max(2, self._requests[anchor])}"
        self._taken.add(candidate)
        return candidate
