"""Anchors that a page does not provide: a slug made from a heading, unique within its article."""

from __future__ import annotations

import re
import unicodedata


def slugify(text: str) -> str:
    """Make a fragment of letters, digits and hyphens; "section" where nothing is left.

    >>> slugify("What is “central sensitisation”?")
    'what-is-central-sensitisation'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", "-", re.sub(r"['’]", "", plain)).strip("-")[:80] or "section"


def make_unique(anchor: str, taken: set[str]) -> str:
    """Return the anchor, numbered ("-2", "-3") if it is taken; the result is added to ``taken``."""
    candidate, number = anchor, 1
    while candidate in taken:
        number += 1
        candidate = f"{anchor}-{number}"
    taken.add(candidate)
    return candidate
