"""The blocks of code of a page of the documentation, by the heading above them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"
_PART = re.compile(
    r"^(?:## (?P<heading>.+)|```(?P<language>\w+)\n(?P<text>(?:.*\n)*?)```)$", re.MULTILINE
)


class Block(NamedTuple):
    """A block of code: the heading above it, its language, its text."""

    heading: str
    language: str
    text: str


def blocks_of(page: str, heading: str = "", language: str = "") -> list[Block]:
    """Find the blocks of a page, or those under a heading, or in a language."""
    found, above = [], ""
    for part in _PART.finditer((DOCS / page).read_text(encoding="utf-8")):
        if part["heading"]:
            above = part["heading"]
        else:
            found.append(Block(above, part["language"], part["text"]))
    return [
        block
        for block in found
        if block.heading.startswith(heading) and block.language.startswith(language)
    ]
