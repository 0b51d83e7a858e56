"""The first page of a paper as text in; the title, the authors and the start of the text out.

The names of the authors are below the title, with raised numbers or signs that became plain ones.
Above the title are the journal and the kind of the paper, below the names the addresses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from painsci_search.reading.forms.papers import (
    ABSTRACT,
    ADDRESS,
    read_published,
    split_names,
)
from painsci_search.reading.forms.plaintext.blocks import Block
from painsci_search.reading.forms.plaintext.front import Front

# A marker after a name: a number, a sign, or a letter by itself.
_MARKER = re.compile(
    r"(?<=[^\W\d_])\s?(?:\d{1,2}|[*†‡§¶#])|(?<=[^\W\d_])\s[a-z](?=\s*(?:[,;*]|and\b|\Z))"
)
_LETTERS = re.compile(r"(?<=[^\W\d_]\s)[a-z](?:,[a-z])*(?=\s*(?:[,;*]|and\b|\Z))")
_RULE = "the lines above the authors"
# Blocks and lines of a first page in which names are looked for.
_MOST_BLOCKS, _MOST_LINES = 16, 40
# Characters of the shortest block that is text, and those that an address is looked for in.
_LONG, _LOOKED_AT = 200, 300
# Words of the shortest title, and lines of the longest.
_FEWEST_WORDS, _MOST_TITLE_LINES = 3, 6


def read_paper(blocks: Sequence[Block], first_page: Sequence[str]) -> Front | None:
    """Read the title, authors and date of a paper; None where the names are not found.

    Args:
        blocks: those of the text, with its headings.
        first_page: the lines of the first page, with its head and foot.
    """
    headings = (at for at, block in enumerate(blocks) if block.kind == "heading")
    first = next(headings, len(blocks))
    lines = [
        (at, line.strip())
        for at, block in enumerate(blocks[: min(first, _MOST_BLOCKS)])
        for line in block.lines or (block.text,)
    ][:_MOST_LINES]
    for number, (at, line) in enumerate(lines):
        names = _names_of(line)
        if not names or not (len(names) > 1 or _MARKER.search(line)):
            continue
        title = _title_above(lines[:number], at)
        if not title:
            continue
        end = number + 1
        while end < len(lines) and _goes_on(lines[end - 1][1], lines[end][1]):
            end += 1
        names = _names_of(" ".join(line for _, line in lines[number:end]))
        begin = _find_begin(blocks, lines[end - 1][0] + 1, first)
        page = " ".join(first_page)
        return Front(title, begin, None, names, read_published(page, page), rule=_RULE)
    return None


def _find_begin(blocks: Sequence[Block], below: int, heading: int) -> int:
    """Return the index of the first block that is text.

    Args:
        below: the index of the first block below the names.
        heading: that of the first heading; a long block above it is an abstract without one.
    """
    if heading < len(blocks) and ABSTRACT.fullmatch(blocks[heading].text):
        return heading
    for at in range(below, heading):
        if len(blocks[at].text) >= _LONG and not ADDRESS.search(blocks[at].text[:_LOOKED_AT]):
            return at
    return below if heading == len(blocks) else heading


def _names_of(line: str) -> tuple[str, ...]:
    if ADDRESS.search(line):
        return ()
    return split_names(_LETTERS.sub("", line.removesuffix(" and").rstrip(" ,;&")))


def _goes_on(line: str, following: str) -> bool:
    """Return whether the names of a line go on in the next one."""
    is_open = line.endswith((",", ";", "&", " and")) or following.startswith(("and ", "& "))
    return is_open and bool(_names_of(following))


def _title_above(lines: Sequence[tuple[int, str]], block: int) -> str:
    """Return the lines above the names in their block, or else those of the block before.

    Args:
        lines: those above the names, each with the position of its block.
        block: that of the names.
    """
    if not lines:
        return ""
    last = lines[-1][0]
    title = [line for at, line in lines if at == last]
    if len(title) > _MOST_TITLE_LINES or block - last > 1:
        return ""
    text = " ".join(title)
    return text if len(text.split()) >= _FEWEST_WORDS and not ADDRESS.search(text) else ""
