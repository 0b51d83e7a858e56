"""A text that was made of the pages of a document in; one without their heads and feet out.

Programs that take the text out of a PDF put a form feed after each page. What is printed at the top
or at the bottom of most pages, such as the name of a journal and the number of the page, is no part
of the text, and a paragraph goes on from one page to the next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise

_FEED = "\f"
_NUMBER = re.compile(r"\d{1,6}")
# Lines at each end of a page that may be its head or foot; a longer line is text.
_MOST_LINES = 4
_LONGEST_LINE = 160
# Characters of a line with the number of a page and a few signs.
_LONGEST_NUMBER = 8
# Numbers of a line that may be that of its page; a line with more is a row of a table.
_MOST_NUMBERS = 8
# Heads of left and right pages differ, and chapters have their own.
_FEWEST_PAGES, _PART_OF_PAGES = 2, 0.3
_ENDS_SENTENCE = re.compile(r"[.!?:;][”\"’')\]]{0,2}(?:\s?\d{1,3})?\Z")
# The part of the width of a text that a line which goes on has at least.
_FULL_PART = 0.75


def is_paged(text: str) -> bool:
    """Return whether a text has form feeds, which end pages."""
    return _FEED in text


def join_pages(text: str) -> str:
    r"""Return a text with pages as one without.

    >>> join_pages("One goes\n\nJournal 7\n\fon here.\n\nJournal 8\n\f")
    'One goes\non here.'
    """
    pages = [page.split("\n") for page in _split_pages(text)]
    heads = [_at_end(lines) for lines in pages]
    feet = [_at_end(lines[::-1]) for lines in pages]
    at_heads, at_feet = _running(heads), _running(feet)
    kept: list[str] = []
    for number, lines in enumerate(pages):
        left_out = _running_lines(lines, number, at_heads) | {
            len(lines) - 1 - at for at in _running_lines(lines[::-1], number, at_feet)
        }
        text = "\n".join(line for at, line in enumerate(lines) if at not in left_out).strip("\n")
        if text.strip():
            kept.append(text)
    width = _width(kept)
    joined = kept[:1]
    for before, text in pairwise(kept):
        joined += ["\n" if _goes_on(before, text, width) else "\n\n", text]
    return "".join(joined)


def first_page(text: str) -> list[str]:
    """Return the lines of the first page with text."""
    return "".join(_split_pages(text)[:1]).split("\n")


def _split_pages(text: str) -> list[str]:
    return [page for page in text.split(_FEED) if page.strip()]


def _at_end(lines: list[str]) -> list[str]:
    """Return the first lines with text."""
    return list(islice(filter(str.strip, lines), _MOST_LINES))


def _running(ends: list[list[str]]) -> frozenset[str]:
    """Return the forms of the lines that are at the end of many pages.

    Args:
        ends: the lines at one end of each page.
    """
    counts = Counter(
        form
        for number, lines in enumerate(ends)
        for form in {form for line in lines for form in _forms(line, number)}
    )
    least = max(_FEWEST_PAGES, _PART_OF_PAGES * (len(ends) - 1))
    return frozenset(form for form, count in counts.items() if count >= least)


def _forms(line: str, number: int) -> Iterator[str]:
    """Yield a line, and as it is with the number of its page relative to that of the first page.

    Args:
        number: of its page, from 0.
    """
    line = " ".join(line.split())
    if not line or len(line) > _LONGEST_LINE:
        return
    yield line
    found = list(_NUMBER.finditer(line))
    for match in found if len(found) <= _MOST_NUMBERS else ():
        yield f"{line[: match.start()]}<{int(match[0]) - number}>{line[match.end() :]}"


def _running_lines(lines: list[str], number: int, running: frozenset[str]) -> set[int]:
    """Return the positions of the first lines that are a head: up to the text, and numbers."""
    found: set[int] = set()
    is_above_text = True
    for at in islice((at for at, line in enumerate(lines) if line.strip()), _MOST_LINES):
        is_running = not running.isdisjoint(_forms(lines[at], number))
        if is_running and (is_above_text or len(lines[at].strip()) <= _LONGEST_NUMBER):
            found.add(at)
        is_above_text = is_above_text and is_running
    return found


def _width(pages: list[str]) -> int:
    """Return the length that most lines of prose have nearly, in characters."""
    lengths = sorted(len(line.strip()) for page in pages for line in page.split("\n"))
    lengths = [length for length in lengths if length]
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0


def _goes_on(before: str, text: str, width: int) -> bool:
    """Return whether the last paragraph of a page goes on in the first of the next one."""
    last, first = before.rpartition("\n")[2].strip(), text.partition("\n")[0].strip()
    if _ENDS_SENTENCE.search(last):
        return False
    return first[:1].islower() or (len(last) >= _FULL_PART * width and len(first) > 1)
