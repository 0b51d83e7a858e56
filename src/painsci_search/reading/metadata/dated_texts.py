"""A page in; its short texts with a date, and what they say of the article's dates, out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from painsci_search.reading.bylines.parts import is_of_dates
from painsci_search.reading.bylines.words import (
    ARTICLE,
    COPYRIGHT,
    ONLY_DATE_WORDS,
    PUBLISHED,
    TO_COME,
    UPDATE,
)
from painsci_search.reading.dates import FoundDate, find_dates
from painsci_search.reading.dom.elements import SILENT, block_of, fold_space, text_of
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.titles.lines import is_apart

# Letters: a longer text is a paragraph, in which dates are of anything.
_LONGEST = 400
# Texts that are read: with more dates a page is a list.
_MOST = 100
# Letters before and after the date in "This entry was posted on … and filed under".
_BEFORE_DATE = 90
_AFTER_DATE = 60
_NOUN_WITHIN = 40
# Blocks of tables and change logs.
_OF_LISTS = frozenset({"td", "th", "dt", "dd"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_WHOLE = len("2021-06-30")
_LAST_UPDATED = re.compile(
    r"(?:^\W*|\b(?:page|article|document|text) (?:was )?)last (?:(?:medically |clinically )?"
    r"reviewed|updated|modified|edited|revised)"
    r"(?: on)?[\s:]{1,3}(?P<date>[^;()\n]{0,24}?\b(?:19|20)\d\d(?:-\d\d){0,2})",
    re.IGNORECASE,
)


class DatedText(NamedTuple):
    """A text node with a year in it.

    Attributes:
        node: the text as the page has it.
        starts: whether it is the first text of its element.
    """

    node: str
    tag: Tag
    starts: bool


class DatedLine(NamedTuple):
    """A short block with a month or a day, its text, and the first date in it."""

    block: Tag
    text: str
    date: FoundDate


def dated_texts(tree: PageTree) -> list[DatedText]:
    """Return the texts of the page that have a year, in order."""
    found: list[DatedText] = []
    for node in tree.texts_after(tree.body):
        if "20" in node or "19" in node:
            text, parent = str(node), node.parent
            if parent is not None and parent.name not in SILENT and _YEAR.search(text) is not None:
                found.append(DatedText(text, parent, node is parent.contents[0]))
    return found


def last_updated(texts: list[DatedText], tree: PageTree, heading: Tag | None) -> Iterator[str]:
    """Yield the date in a text like "This page was last edited on 2 May 2021"."""
    for one in texts:
        if "last " in one.node.lower():
            # citations contain "last updated", too, but do not start with it
            words = fold_space(one.node)
            found = _LAST_UPDATED.search(words if one.starts else f"x {words}")
            if found and not is_apart(tree, one.tag, heading):
                yield found["date"]


def announced_date(lines: Iterable[DatedLine]) -> Iterator[str]:
    """Yield the date in a line such as "Published: 2 May 2021", wherever it is in the article."""
    for _, text, date in lines:
        before, after = text[: date.start], text[date.end : date.end + _AFTER_DATE]
        if UPDATE.search(before) or TO_COME.search(before):
            continue
        is_line = PUBLISHED.search(before) is not None and is_of_dates(before)
        is_sentence = (
            date.start <= _BEFORE_DATE
            and ARTICLE.search(text[:_NOUN_WITHIN]) is not None
            and PUBLISHED.search(f"{before} {after}") is not None
        )
        if is_line or is_sentence:
            yield date.date
            return


def lone_date(lines: Iterable[DatedLine]) -> Iterator[str]:
    """Yield the date that is all of a line, if the page has only one such date."""
    dates: set[str] = set()
    for block, text, date in lines:
        if block.name in _OF_LISTS:
            continue
        rest = f"{text[: date.start]} • {text[date.end :]}"
        is_other = UPDATE.search(rest) or TO_COME.search(rest)
        if len(date.date) == _WHOLE and is_of_dates(rest) and not is_other:
            dates.add(date.date)
    if len(dates) == 1:
        yield from dates


def dated_lines(
    texts: list[DatedText], tree: PageTree, heading: Tag | None, language: str | None
) -> Iterator[DatedLine]:
    """Yield the short blocks that are no comments, with their texts and the first date in each.

    A date that no reader of these lines can take for the article's is not looked for.
    """
    last: Tag | None = None
    for one in texts[:_MOST]:
        block = block_of(one.tag)
        if block is last or len(one.node) > _LONGEST:
            continue
        last = block
        text = text_of(block, enough=_LONGEST)
        if not text or len(text) > _LONGEST:
            continue
        date = next(find_dates(text, language, _last_start(text)), None)
        if date is None or len(date.date) == len("2021") or COPYRIGHT.search(text):
            continue
        if not is_apart(tree, block, heading):
            yield DatedLine(block, text, date)


def _last_start(text: str) -> int:
    """Return the last offset at which a date is of the article, see those who read the lines.

    Only words of dates are before it, or a sentence about the article begins the text.
    """
    words = ONLY_DATE_WORDS.match(text)
    end = words.end() if words else 0
    return max(end, _BEFORE_DATE) if ARTICLE.search(text[:_NOUN_WITHIN]) else end
