"""The element of an article in; the lists of links, teasers and labels inside it out.

They are known by their structure, in any language: a block that is nothing but links, siblings of
one make that each lead to another page of the site, a heading with nothing of the article below.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby, takewhile

from painsci_search.reading.content.furniture import Furniture
from painsci_search.reading.content.links import COLONS, LONGEST_LABEL, PARTS, Links
from painsci_search.reading.content.measure import Run
from painsci_search.reading.content.page import Page
from painsci_search.reading.dom.elements import (
    BLOCKS,
    attribute,
    heading_level,
    text_of,
)
from painsci_search.reading.dom.nodes import Tag

_NO_TEASERS = PARTS - {"li"}
_CARDS = frozenset({"div", "section", "article", "li", "a", "figure"})
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|copyright\b", re.IGNORECASE)
# Buttons and counts around an article: "Listen", "12 Likes", "1.2K views ∙ 3 Restacks".
_LABEL = re.compile(
    r"listen|share|(?:download|export) (?:citation|pdf)|"
    r"(?:(?:[∙·•|,]\s?)?\d[\d.,]{0,8}\s?[km]?\s(?:likes?|restacks?|shares?|claps?|views?|comments?|"
    r"accesses|citations|altmetric|downloads|reactions?|kommentare?|aufrufe|commentaires?|"
    r"comentarios?|commenti|reacties)\s?){1,4}",
    re.IGNORECASE,
)
# The same, but also headings of an article.
_UNSURE_LABEL = re.compile(r"more|follow|save", re.IGNORECASE)
_LONGEST_LABEL = 60
# What a cell says is a fact: "Share | 3 %".
_CELLS = frozenset({"td", "th", "dt", "dd"})
# Letters: a longer block is no teaser of another article.
_LONGEST_TEASER = 600
# Addresses in a teaser: the other article, its author, its topic.
_MOST_ADDRESSES = 3
# Letters: a longer heading is a sentence of the article.
_LONGEST_HEADING = 100
# Siblings of one make: two may be a pair of boxes in the text.
_FEWEST_TEASERS = 3
# Letters: with less text left, the links are the article.
_LEAST_LETTERS = 140


def find_trimmings(
    page: Page, furniture: Furniture, root: Tag, leaves_out: Callable[[Tag], bool]
) -> frozenset[int]:
    """Return the identities of the elements of the root that are trimmed from the article.

    Args:
        root: the element with the article.
        leaves_out: returns whether an element is left out already.
    """
    trimmer = _Trimmer(page, furniture, root)
    trimmer.trim_blocks(leaves_out)
    trimmer.trim_before_title()
    trimmer.trim_copyright()
    trimmer.trim_labels()
    trimmer.trim_headings()
    return frozenset() if trimmer.took_all() else frozenset(trimmer.trimmed)


class _Trimmer:
    """Collects what is trimmed.

    Attributes:
        trimmed: the identities of the trimmed elements.
    """

    def __init__(self, page: Page, furniture: Furniture, root: Tag) -> None:
        self._tree, self._measure, self._title, notes = page
        self._furniture = furniture
        self._links = Links(page, root)
        self._root = root
        self._title_text = text_of(self._title).casefold() if self._title is not None else ""
        nodes = [node for note in notes.notes for node in note.nodes if isinstance(node, Tag)]
        self._notes = {id(node) for node in nodes}
        self._runs = self._measure.numbers(root)
        self._lost: set[int] = set()
        self.trimmed: set[int] = set()

    def trim_blocks(self, leaves_out: Callable[[Tag], bool]) -> None:
        """Trim lists of links, teasers, and copies of the title."""
        elements = self._tree.elements
        whole = self._root
        self._trim_siblings(self._root)
        number = whole.first + 1
        while number <= whole.last:
            tag = elements[number]
            number += 1
            if id(tag) in self._notes:
                number = tag.last + 1
            elif id(tag) in self.trimmed or leaves_out(tag):
                number = tag.last + 1
                self._lose(tag)
            elif tag.name in BLOCKS and self._is_trimmed(tag):
                number = tag.last + 1
                self._trim(tag)
                self._trim_lead_in(tag)
            else:
                self._trim_siblings(tag)

    def _trim_lead_in(self, tag: Tag) -> None:
        """Trim the label with a colon directly before a trimmed block."""
        number = self._measure.numbers(tag).start - 1
        if number not in self._runs or number in self._lost:
            return
        run = self._measure.runs[number]
        if (
            run.letters <= LONGEST_LABEL
            and not run.is_heading
            and self._measure.numbers(run.block) == range(number, number + 1)
            and not self._holds_content(run.block)
            and text_of(run.block).endswith(COLONS)
        ):
            self._trim_run(number, run)

    def trim_before_title(self) -> None:
        """Trim the lines above the title that are not prose: sections of the site, labels."""
        if self._title is None or not self._tree.contains(self._root, self._title):
            return
        end = self._measure.numbers(self._title).start
        for number in range(self._runs.start, end):
            run = self._measure.runs[number]
            if run.is_prose:
                continue
            if not self._holds_content(run.block):
                self._trim_run(number, run)
            elif run.linked == run.letters:
                self._trim_links(number, run)

    def _trim_links(self, number: int, run: Run) -> None:
        """Trim the links of a run of nothing else, in a block that goes on with the title."""
        for link in self._tree.named("a", within=run.block):
            if run.start <= link.text_start and link.text_end <= run.end:
                self.trimmed.add(id(link))
        self._lost.add(number)

    def trim_copyright(self) -> None:
        """Trim the copyright lines after the last prose."""
        for number in reversed(self._runs):
            run = self._measure.runs[number]
            if number in self._lost:
                continue
            if run.is_prose or self._holds_content(run.block):
                break
            if _COPYRIGHT.match(text_of(run.block, enough=LONGEST_LABEL)):
                self._trim_run(number, run)

    def trim_labels(self) -> None:
        """Trim labels of buttons, and numbers of likes and readers, around the article's prose."""
        numbers = [number for number in self._runs if number not in self._lost]
        title = -1 if self._title is None else self._measure.numbers(self._title).stop - 1
        below = takewhile(self._is_no_prose, (number for number in numbers if number > title))
        for number in (*below, *takewhile(self._is_no_prose, reversed(numbers))):
            run = self._measure.runs[number]
            if run.letters > _LONGEST_LABEL or run.block.name in _CELLS:
                continue
            text = text_of(run.block, enough=LONGEST_LABEL)
            is_label = _LABEL.fullmatch(text) is not None
            is_label = is_label or (
                not run.is_heading and _UNSURE_LABEL.fullmatch(text) is not None
            )
            if is_label and not self._holds_content(run.block):
                self._trim_run(number, run)

    def _is_no_prose(self, number: int) -> bool:
        return not self._measure.runs[number].is_prose

    def trim_headings(self) -> None:
        """Trim headings below which everything was left out, or nothing follows."""
        has_text = [False] * 7
        # something that was left out follows the last heading
        ends_here = self._runs.stop < len(self._measure.runs)
        has_lost = [False] * 7
        for number in reversed(self._runs):
            run = self._measure.runs[number]
            level = heading_level(run.block) or 0
            if number in self._lost:
                has_lost = [True] * 7
            elif not level:
                has_text, ends_here = [True] * 7, False
            else:
                below = any(has_text[level:])
                trims = not below and (has_lost[level] or ends_here)
                trims = trims and run.letters <= _LONGEST_HEADING
                if trims and not self._holds_content(run.block):
                    self._trim(run.block)
                else:
                    has_text[:level] = [True] * level
                    ends_here = False
                has_text[level:] = [False] * (7 - level)
                has_lost[level:] = [False] * (7 - level)

    def took_all(self) -> bool:
        """Return whether the article was nothing but links, and nearly all of it was trimmed."""
        kept = lost = 0
        for number in self._runs:
            run = self._measure.runs[number]
            if number in self._lost:
                lost += run.letters
            elif not run.is_heading:
                kept += run.letters
        return kept < _LEAST_LETTERS and kept < lost

    def _trim(self, tag: Tag) -> None:
        self.trimmed.add(id(tag))
        self._lose(tag)

    def _lose(self, tag: Tag) -> None:
        self._lost.update(self._measure.numbers(tag))

    def _trim_run(self, number: int, run: Run) -> None:
        """Trim a run, if its block has no other."""
        if self._measure.numbers(run.block) == range(number, number + 1):
            self._trim(run.block)

    def _holds_content(self, tag: Tag) -> bool:
        """Return whether an element has the title, a marker or a note, or is a part around them."""
        return (
            self._furniture.holds_title(tag)
            or self._furniture.holds_marker(tag)
            or self._furniture.holds_note(tag)
        )

    def _is_trimmed(self, tag: Tag) -> bool:
        if not self._tree.letters(tag):
            return False
        heading = self._tree.heading_in(tag)
        shows_title = heading is not None and self._repeats_title(heading)
        if heading is tag:
            is_trimmed = shows_title
        else:
            has_prose = self._measure.prose(tag) > 0
            is_trimmed = not has_prose and (shows_title or self._links.are_all_of(tag))
            is_trimmed = is_trimmed or (heading is not None and self._is_teaser(tag, heading))
        return is_trimmed and not self._holds_content(tag)

    def _is_teaser(self, tag: Tag, heading: Tag) -> bool:
        """Return whether a block is a heading that links to another page, and little more."""
        if tag.name in _NO_TEASERS or self._tree.letters(tag) > _LONGEST_TEASER:
            return False
        if self._tree.headings_in(tag) != 1:
            return False
        linked = self._tree.linked_between(heading.text_start, heading.text_end)
        if linked < 0.9 * self._tree.letters(heading) or not linked:
            return False
        links = self._tree.named("a", within=tag)
        addresses = {attribute(link, "href") for link in links}
        return len(addresses) <= _MOST_ADDRESSES and self._links.lead_away_from(tag)

    def _trim_siblings(self, parent: Tag) -> None:
        """Trim three or more siblings of one make that each lead to another page of the site."""
        if len(parent.contents) < _FEWEST_TEASERS:
            return
        children = [node for node in parent.contents if isinstance(node, Tag)]
        if len(children) < _FEWEST_TEASERS or self._links.are_text_of_list(parent):
            return
        for _, group in groupby(children, _make):
            same = list(group)
            if len(same) >= _FEWEST_TEASERS and all(map(self._is_card, same)):
                for tag in same:
                    self._trim(tag)

    def _is_card(self, tag: Tag) -> bool:
        """Return whether an element has a line that is a link to another page, and little more."""
        return (
            tag.name in _CARDS
            and 0 < self._tree.letters(tag) <= _LONGEST_TEASER
            and self._measure.linked_runs(tag) > 0
            and not self._holds_content(tag)
            and self._links.lead_away_from(tag)
        )

    def _repeats_title(self, heading: Tag) -> bool:
        letters = self._tree.letters(heading)
        return (
            self._title is not None
            and letters == self._tree.letters(self._title)
            and text_of(heading).casefold() == self._title_text
        )


def _make(tag: Tag) -> tuple[str, str]:
    """Return the name and classes of an element, without the numbers at their ends."""
    return tag.name, attribute(tag, "class").lower().rstrip("0123456789")
