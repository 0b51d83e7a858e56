"""The element of an article in; the lines in it that a page adds to the text, out.

They are known by their words, see `labels.py` and `notices.py`, and by where they are: above the
title, between the title and the prose, after the last prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, takewhile

from painsci_search.reading.bylines.people import is_place_of_work
from painsci_search.reading.bylines.words import LEAD_ALONE
from painsci_search.reading.content.furniture import Furniture
from painsci_search.reading.content.labels import (
    LONGEST,
    is_label_anywhere,
    is_label_around,
    is_label_of_date,
    may_be_button,
)
from painsci_search.reading.content.links import LONGEST_LABEL, Links
from painsci_search.reading.content.measure import Run
from painsci_search.reading.content.notices import LONGEST as LONGEST_NOTICE
from painsci_search.reading.content.notices import is_notice
from painsci_search.reading.content.page import Page
from painsci_search.reading.dom.elements import BLOCKS, ancestors, text_of
from painsci_search.reading.dom.nodes import Node, Tag

_WORD = re.compile(r"\w")
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|copyright\b", re.IGNORECASE)
# Prose runs at either end of the article among which the notices of a site are.
_MOST_NOTICES = 4
# Blocks below the title among which the places of work of the authors are.
_MOST_AFFILIATIONS = 16
# Items of a list of buttons that are looked at.
_MOST_ITEMS = 12
# What a cell says is a fact: "Share | 3 %".
_CELLS = frozenset({"td", "th", "dt", "dd"})


class LineTrimmer:
    """Collects the lines that are trimmed.

    Attributes:
        trimmed: the identities of the trimmed elements.
        lost: the numbers of the runs that are left out.
    """

    def __init__(self, page: Page, furniture: Furniture, root: Tag) -> None:
        self._tree, self._measure, self._title, _ = page
        self._furniture = furniture
        self._links = Links(page, root)
        self._root = root
        self._runs = self._measure.numbers(root)
        self.lost: set[int] = set()
        self.trimmed: set[int] = set()

    def trim_lines(self) -> None:
        """Trim the lines that the page adds."""
        self._trim_before_title()
        self._trim_copyright()
        self._trim_labels()
        self._trim_notices()
        self._trim_affiliations()
        self._trim_last_lines()

    def _trim_before_title(self) -> None:
        """Trim the lines above the title that are not prose: sections of the site, labels."""
        if self._title is None or not self._tree.contains(self._root, self._title):
            return
        end = self._measure.numbers(self._title).start
        for number in range(self._runs.start, end):
            run = self._measure.runs[number]
            if run.is_prose:
                continue
            if not self.holds_content(run.block):
                self._trim_run(number, run)
            else:
                self._trim_parts(number, run)

    def _trim_parts(self, number: int, run: Run) -> None:
        """Trim the elements of a run of nothing else, in a block that goes on after it."""
        parts = _parts_of(run)
        if parts and sum(map(self._tree.letters, parts)) == run.letters:
            self.trimmed.update(map(id, parts))
            self.lost.add(number)

    def _trim_copyright(self) -> None:
        """Trim the copyright lines after the last prose."""
        for number in reversed(self._runs):
            run = self._measure.runs[number]
            if number in self.lost:
                continue
            if run.is_prose or self.holds_content(run.block):
                break
            if _COPYRIGHT.match(text_of(run.block, enough=LONGEST_LABEL)):
                self._trim_run(number, run)

    def _trim_labels(self) -> None:
        """Trim labels of buttons, and numbers of likes and readers, around the article's prose.

        Those of slots and the like are trimmed in it, too.
        """
        numbers = [number for number in self._runs if number not in self.lost]
        title = -1 if self._title is None else self._measure.numbers(self._title).stop - 1
        below = takewhile(self._is_no_prose, (number for number in numbers if number > title))
        around = {*below, *takewhile(self._is_no_prose, reversed(numbers))}
        for number in numbers:
            run = self._measure.runs[number]
            if run.letters > LONGEST or run.is_prose or run.block.name in _CELLS:
                continue
            if self._is_label(run, is_around=number in around):
                self._trim_label(number, run)

    def _is_label(self, run: Run, *, is_around: bool) -> bool:
        is_linked = run.linked == run.letters
        is_part = self._tree.letters(run.block) > run.letters
        if is_part and not is_linked:
            return False
        if is_part:
            text = " ".join(map(text_of, _parts_of(run)))
        else:
            text = text_of(run.block, enough=LONGEST + 1)
        is_button = (is_around or is_linked) and _is_among_labels(run.block)
        if is_button and is_label_around(text, is_heading=run.is_heading):
            return True
        if run.is_heading:
            return False
        return is_label_anywhere(text) or (
            # in a list it is one of several dates, as in an imprint
            is_around and is_label_of_date(text) and _item_around(run.block) is None
        )

    def _trim_label(self, number: int, run: Run) -> None:
        if self._measure.numbers(run.block) == range(number, number + 1):
            if not self.holds_content(run.block):
                self.trim(run.block)
        elif run.linked == run.letters:
            self._trim_parts(number, run)

    def _trim_notices(self) -> None:
        """Trim what a site says of its page, above the article's prose or below it."""
        prose = [one for one in self._runs if self._measure.runs[one].is_prose]
        ends = {*prose[:_MOST_NOTICES], *prose[-_MOST_NOTICES:], *self._runs[-_MOST_NOTICES:]}
        for number in sorted(ends - self.lost):
            block = self._measure.runs[number].block
            if is_notice(text_of(block, enough=LONGEST_NOTICE)) and not self.holds_content(block):
                self.trim(self._box_around(block))

    def _trim_affiliations(self) -> None:
        """Trim where the authors work, between the title and the article's prose."""
        if self._title is None:
            return
        start = max(self._measure.numbers(self._title).stop, self._runs.start)
        for number in range(start, min(start + _MOST_AFFILIATIONS, self._runs.stop)):
            run = self._measure.runs[number]
            is_address = run.letters <= LONGEST_NOTICE and is_place_of_work(text_of(run.block))
            if is_address and not run.is_heading and not self.holds_content(run.block):
                self._trim_run(number, run)
            elif run.is_prose or (
                run.is_heading and not LEAD_ALONE.fullmatch(text_of(run.block, enough=LONGEST))
            ):
                break

    def _trim_last_lines(self) -> None:
        """Trim the last lines of a block that line breaks divide: links of the site, copyright."""
        last = next((one for one in reversed(self._runs) if self._measure.runs[one].is_prose), None)
        if last is None or last in self.lost:
            return
        around = self._measure.runs[last].block
        while len(inner := _elements_or_words(around)) == 1 and isinstance(inner[0], Tag):
            around = inner[0]
        for line in _lines_from_end(around):
            tags = [node for node in line if isinstance(node, Tag)]
            if not any(isinstance(node, Tag) or str(node).strip() for node in line):
                continue
            if not tags or any(map(self.holds_content, tags)) or not self._is_of_site(line, tags):
                break
            self.trimmed.update(map(id, tags))

    def _is_of_site(self, line: list[Node], tags: list[Tag]) -> bool:
        """Return whether a line has only links to the site's pages, or says whose it is."""
        text = "".join(text_of(node) if isinstance(node, Tag) else str(node) for node in line)
        if any(not isinstance(node, Tag) and _WORD.search(str(node)) for node in line):
            return False
        if _COPYRIGHT.match(text.strip()) or is_notice(text.strip()):
            return True
        return all(
            self._tree.linked_between(one.text_start, one.text_end) == self._tree.letters(one)
            for one in tags
        ) and any(map(self._links.lead_away_from, tags))

    def _box_around(self, block: Tag) -> Tag:
        """Return the largest element in which a block has all of the prose."""
        box = block
        for around in ancestors(block):
            if around is self._root or self._furniture.holds_title(around):
                break
            if self._measure.prose(around) > self._measure.prose(block):
                break
            box = around
        return box

    def _is_no_prose(self, number: int) -> bool:
        return not self._measure.runs[number].is_prose

    def trim(self, tag: Tag) -> None:
        """Leave out an element with everything in it."""
        self.trimmed.add(id(tag))
        self.lose(tag)

    def lose(self, tag: Tag) -> None:
        """Record that the runs of an element are left out."""
        self.lost.update(self._measure.numbers(tag))

    def _trim_run(self, number: int, run: Run) -> None:
        """Trim a run, if its block has no other."""
        if self._measure.numbers(run.block) == range(number, number + 1):
            self.trim(run.block)

    def holds_content(self, tag: Tag) -> bool:
        """Return whether an element has the title, a marker or a note, or is a part around them."""
        return (
            self._furniture.holds_title(tag)
            or self._furniture.holds_marker(tag)
            or self._furniture.holds_note(tag)
        )


def _item_around(block: Tag) -> Tag | None:
    return next((one for one in (block, *ancestors(block, 2)) if one.name == "li"), None)


def _is_among_labels(block: Tag) -> bool:
    """Return whether a block is in no list, or in one of nothing but labels."""
    item = _item_around(block)
    if item is None or item.parent is None:
        return True
    items = (one for one in item.parent.contents if isinstance(one, Tag) and one.name == "li")
    others = islice(items, _MOST_ITEMS)
    return all(may_be_button(text_of(one, enough=LONGEST)) for one in others)


def _elements_or_words(tag: Tag) -> list[Node]:
    """Return the first two nodes directly in an element that are not white space."""
    nodes = (node for node in tag.contents if isinstance(node, Tag) or str(node).strip())
    return list(islice(nodes, 2))


def _lines_from_end(tag: Tag) -> Iterator[list[Node]]:
    """Yield the nodes of each line in an element, from the last to the second."""
    line: list[Node] = []
    for node in reversed(tag.contents):
        if isinstance(node, Tag) and node.name in ("br", "hr"):
            yield line
            line = []
        elif isinstance(node, Tag) and node.name in BLOCKS:
            return
        else:
            line.append(node)


def _parts_of(run: Run) -> list[Tag]:
    """Return the elements directly in the block of a run that have text of the run alone."""
    inside = (node for node in run.block.contents if isinstance(node, Tag))
    return [
        one
        for one in inside
        if run.start <= one.text_start < one.text_end <= run.end and one.name not in BLOCKS
    ]
