"""The element of an article in; the lists of links and teasers inside it out.

They are known by their structure, in any language: a block that is nothing but links, siblings of
one make that each lead to another page of the site, a heading with nothing of the article below.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby

from painsci_search.reading.content.furniture import Furniture
from painsci_search.reading.content.labels import leads_in_contents, leads_in_related
from painsci_search.reading.content.lines import LineTrimmer
from painsci_search.reading.content.links import COLONS, LONGEST_LABEL, PARTS
from painsci_search.reading.content.page import Page
from painsci_search.reading.dom.elements import BLOCKS, attribute, heading_level, text_of
from painsci_search.reading.dom.nodes import Tag

_NO_TEASERS = PARTS - {"li"}
_CARDS = frozenset({"div", "section", "article", "li", "a", "figure"})
# Letters of a box with a field for the reader's address, and its largest share of the article.
_LONGEST_FORM_BOX = 400
_MOST_FORM_BOX = 0.2
_ADDRESS_FIELD = re.compile(r"e-?mail", re.IGNORECASE)
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
    trimmer.trim_lines()
    trimmer.trim_headings()
    return frozenset() if trimmer.took_all() else frozenset(trimmer.trimmed)


class _Trimmer(LineTrimmer):
    """Collects the lists of links and headings that are trimmed, too."""

    def __init__(self, page: Page, furniture: Furniture, root: Tag) -> None:
        super().__init__(page, furniture, root)
        self._title_text = text_of(self._title).casefold() if self._title is not None else ""
        nodes = [node for note in page.notes.notes for node in note.nodes if isinstance(node, Tag)]
        self._notes = {id(node) for node in nodes}

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
                self.lose(tag)
            elif tag.name in BLOCKS and self._is_trimmed(tag):
                number = tag.last + 1
                self.trim(tag)
                self._trim_lead_in(tag)
            else:
                self._trim_siblings(tag)

    def _trim_lead_in(self, tag: Tag) -> None:
        """Trim the label directly before a trimmed block: with a colon, or of a list of links."""
        number = self._measure.numbers(tag).start - 1
        if number not in self._runs or number in self.lost:
            return
        run = self._measure.runs[number]
        if run.letters > LONGEST_LABEL or self.holds_content(run.block):
            return
        if self._measure.numbers(run.block) != range(number, number + 1):
            return
        text = text_of(run.block)
        is_lead_in = leads_in_contents(text) or leads_in_related(text)
        if run.is_heading and is_lead_in and not self._is_followed(tag, run.block):
            return  # the whole section is of other articles
        if is_lead_in or (text.endswith(COLONS) and not run.is_heading):
            self.trim(run.block)

    def _is_followed(self, tag: Tag, heading: Tag) -> bool:
        """Return whether a paragraph of prose beside a heading directly follows a block."""
        number = self._measure.numbers(tag).stop
        following = self._measure.runs[number] if number in self._runs else None
        return (
            following is not None
            and following.is_prose
            and following.block.name == "p"
            and following.block.parent is heading.parent
        )

    def trim_headings(self) -> None:
        """Trim headings below which everything was left out, or nothing follows."""
        has_text = [False] * 7
        # something that was left out follows the last heading
        ends_here = self._runs.stop < len(self._measure.runs)
        has_lost = [False] * 7
        for number in reversed(self._runs):
            run = self._measure.runs[number]
            level = heading_level(run.block) or 0
            if number in self.lost:
                has_lost = [True] * 7
            elif not level:
                has_text, ends_here = [True] * 7, False
            else:
                below = any(has_text[level:])
                trims = not below and (has_lost[level] or ends_here)
                trims = trims and run.letters <= _LONGEST_HEADING
                if trims and not self.holds_content(run.block):
                    self.trim(run.block)
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
            if number in self.lost:
                lost += run.letters
            elif not run.is_heading:
                kept += run.letters
        return kept < _LEAST_LETTERS and kept < lost

    def _is_trimmed(self, tag: Tag) -> bool:
        if not self._tree.letters(tag):
            return False
        heading = self._tree.heading_in(tag)
        if heading is tag:
            is_trimmed = self._repeats_title(tag)
        else:
            is_trimmed = self._is_of_links(tag, heading) or self._asks_for_address(tag)
        return is_trimmed and not self.holds_content(tag)

    def _is_of_links(self, tag: Tag, heading: Tag | None) -> bool:
        """Return whether a block is a list of links, a teaser, or the title again."""
        if not self._measure.prose(tag):
            if heading is not None and self._repeats_title(heading):
                return True
            if self._links.are_all_of(tag) or self._links.are_contents(tag):
                return True
        return heading is not None and self._is_teaser(tag, heading)

    def _asks_for_address(self, tag: Tag) -> bool:
        """Return whether a block is a small box with a field for the reader's mail address."""
        letters = self._tree.letters(tag)
        if letters > min(_LONGEST_FORM_BOX, _MOST_FORM_BOX * self._tree.letters(self._root)):
            return False
        return any(
            _ADDRESS_FIELD.search(attribute(field, name)) is not None
            for field in self._tree.named("input", within=tag)
            for name in ("type", "name", "placeholder")
        )

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
                    self.trim(tag)

    def _is_card(self, tag: Tag) -> bool:
        """Return whether an element has a line that is a link to another page, and little more."""
        return (
            tag.name in _CARDS
            and 0 < self._tree.letters(tag) <= _LONGEST_TEASER
            and self._measure.linked_runs(tag) > 0
            and not self.holds_content(tag)
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
