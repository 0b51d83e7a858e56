"""The element of an article in; the lists of links, teasers and labels inside it out.

They are known by their structure, in any language: a block that is nothing but links, siblings of
one make that each lead to another page of the site, a heading with nothing of the article below.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby, islice

from bs4 import Tag
from bs4.element import PageElement

from painsci_search.reading.content.furniture import Furniture
from painsci_search.reading.content.measure import Run
from painsci_search.reading.content.page import Page
from painsci_search.reading.dom import (
    BLOCKS,
    HEADINGS,
    ancestors,
    attribute,
    fold_space,
    heading_level,
    text_of,
)

# Parts of lists, tables and figures: only the whole is a list of links.
_PARTS = HEADINGS | {
    "li",
    "dt",
    "dd",
    "td",
    "th",
    "tr",
    "tbody",
    "thead",
    "tfoot",
    "caption",
    "figcaption",
    "summary",
    "pre",
    "blockquote",
}
_ITEMS = frozenset({"li", "dd", "td", "th"})
_CARDS = frozenset({"div", "section", "article", "li", "a", "figure"})
_WORD = re.compile(r"\w")
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|copyright\b", re.IGNORECASE)
_COLONS = (":", "：")
# Shares of a block's letters that are links, from which the block is nothing but links.
_MOSTLY_LINKS = 0.6
_ALL_LINKS = 0.7
# The same where three lines are links as a whole: the rest is their label.
_HALF_LINKS = 0.5
# Letters: a longer block is no teaser of another article.
_LONGEST_TEASER = 600
# Addresses in a teaser: the other article, its author, its topic.
_MOST_ADDRESSES = 3
# Letters: a longer heading is a sentence of the article.
_LONGEST_HEADING = 100
# Siblings of one make: two may be a pair of boxes in the text.
_FEWEST_TEASERS = 3
# Letters: links that are longer on average name something to read.
_LONGEST_NETWORK = 10
# Letters: with less text left, the links are the article.
_LEAST_LETTERS = 140
# Letters: a longer item of a list of files says something.
_LONGEST_LABEL = 30


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
        self._root = root
        self._title_text = text_of(self._title).casefold() if self._title is not None else ""
        nodes = [node for note in notes.notes for node in note.nodes if isinstance(node, Tag)]
        self._notes = {id(node) for node in nodes}
        self._last_note = max((self._tree.extent(node).first for node in nodes), default=-1)
        self._runs = self._measure.numbers(root)
        self._lost: set[int] = set()
        self.trimmed: set[int] = set()

    def trim_blocks(self, leaves_out: Callable[[Tag], bool]) -> None:
        """Trim lists of links, teasers, and copies of the title."""
        elements = self._tree.elements
        whole = self._tree.extent(self._root)
        self._trim_siblings(self._root)
        number = whole.first + 1
        while number <= whole.last:
            tag = elements[number]
            number += 1
            if id(tag) in self._notes:
                number = self._tree.extent(tag).last + 1
            elif id(tag) in self.trimmed or leaves_out(tag):
                number = self._tree.extent(tag).last + 1
                self._lose(tag)
            elif tag.name in BLOCKS and self._is_trimmed(tag):
                number = self._tree.extent(tag).last + 1
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
            run.letters <= _LONGEST_LABEL
            and not run.is_heading
            and self._measure.numbers(run.block) == range(number, number + 1)
            and not self._holds_content(run.block)
            and text_of(run.block).endswith(_COLONS)
        ):
            self._trim_run(number, run)

    def trim_before_title(self) -> None:
        """Trim the lines above the title that are not prose: sections of the site, labels."""
        if self._title is None or not self._tree.contains(self._root, self._title):
            return
        end = self._measure.numbers(self._title).start
        for number in range(self._runs.start, end):
            run = self._measure.runs[number]
            if not run.is_prose and not self._holds_content(run.block):
                self._trim_run(number, run)

    def trim_copyright(self) -> None:
        """Trim the copyright lines after the last prose."""
        for number in reversed(self._runs):
            run = self._measure.runs[number]
            if number in self._lost:
                continue
            if run.is_prose or self._holds_content(run.block):
                break
            if _COPYRIGHT.match(text_of(run.block, enough=_LONGEST_LABEL)):
                self._trim_run(number, run)

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
        if not self._tree.letters(tag) or self._holds_content(tag):
            return False
        if tag.name in HEADINGS:
            return self._repeats_title(tag)
        return self._is_only_links(tag) or self._is_teaser(tag) or self._shows_title_again(tag)

    def _is_only_links(self, tag: Tag) -> bool:
        """Return whether a block is a list of links, or of labelled files."""
        if tag.name in _PARTS or self._measure.prose(tag) or self._is_around_heading(tag):
            return False
        if tag.parent is not None and tag.parent.name in _ITEMS:
            return False
        letters = self._tree.letters(tag) - self._measure.headed(tag)
        linked = self._tree.linked_between(
            self._tree.extent(tag).text_start, self._tree.extent(tag).text_end
        )
        if tag.name == "p" and self._ends_sentence(tag):
            return False
        share = _ALL_LINKS if tag.name == "p" else _MOSTLY_LINKS
        if self._measure.linked_runs(tag) >= _FEWEST_TEASERS:
            share = _HALF_LINKS
        if linked < share * letters:
            return self._is_list_of_files(tag) or self._is_labelled(tag)
        return linked > 0 and not self._is_led_in(tag) and not self._is_in_text(tag)

    def _ends_sentence(self, tag: Tag) -> bool:
        """Return whether a paragraph ends with a full stop that is not part of a link."""
        last = tag.contents[-1] if tag.contents else None
        return last is not None and str(last).strip().endswith((".", "。"))

    def _is_around_heading(self, tag: Tag) -> bool:
        """Return whether the only block in an element is a heading, as in a wrapper of it."""
        return self._tree.headings_in(tag) == 1 == len(self._tree.blocks(tag))

    def _is_in_text(self, tag: Tag) -> bool:
        """Return whether a list or paragraph of links is one among the paragraphs of the article.

        Those that lead to the site's own pages are teasers, unless the article goes on after them.
        """
        if tag.name == "div" and not _is_wrapper(tag):
            return False
        around = next((one for one in ancestors(tag) if not _is_wrapper(one)), tag)
        if not self._measure.prose(around):
            return False
        if not self._leads_away(tag):
            return not self._has_short_links(tag)
        return tag.name in ("ul", "ol", "dl", "table") and self._goes_on_after(tag)

    def _is_list_in_text(self, tag: Tag) -> bool:
        return tag.name in ("ul", "ol") and self._is_in_text(tag)

    def _has_short_links(self, tag: Tag) -> bool:
        """Return whether the links of a list are labels, such as the names of networks."""
        lines = self._measure.linked_runs(tag)
        return lines > 1 and self._tree.linked_letters(tag) <= _LONGEST_NETWORK * lines

    def _goes_on_after(self, tag: Tag) -> bool:
        """Return whether prose or a note of the article follows an element."""
        return self._measure.prose_after(tag) > self._measure.prose_after(self._root) or (
            self._last_note > self._tree.extent(tag).last
        )

    def _is_list_of_files(self, tag: Tag) -> bool:
        """Return whether each item of a list is a link with a short label."""
        if tag.name not in ("ul", "ol"):
            return False
        items = [node for node in tag.contents if isinstance(node, Tag)]
        return bool(items) and all(
            item.name == "li"
            and self._tree.linked_letters(item) > 0
            and self._tree.letters(item) <= _LONGEST_LABEL
            for item in items
        )

    def _is_labelled(self, tag: Tag) -> bool:
        """Return whether a line is a label with a colon and links to pages of the site."""
        while len(tag.contents) == 1 and isinstance(tag.contents[0], Tag):
            tag = tag.contents[0]
        if self._tree.blocks(tag) or len(tag.contents) < 2 or not self._leads_away(tag):
            return False
        label, *rest = (node for node in tag.contents if _text_of_node(node))
        return (
            _text_of_node(label).endswith(_COLONS)
            and len(_text_of_node(label)) <= _LONGEST_LABEL
            and all(_is_link(node) or not _WORD.search(_text_of_node(node)) for node in rest)
        )

    def _is_led_in(self, tag: Tag) -> bool:
        """Return whether prose with a colon is directly before a block."""
        first = self._measure.numbers(tag).start
        before = self._measure.runs[first - 1] if first else None
        if before is None or not before.is_prose or first - 1 in self._lost:
            return False
        return tag.name != "div" and _text_before(tag).endswith(_COLONS)

    def _is_teaser(self, tag: Tag) -> bool:
        """Return whether a block is a heading that links to another page, and little more."""
        if tag.name in _PARTS - {"li"} or self._tree.letters(tag) > _LONGEST_TEASER:
            return False
        heading = self._tree.heading_in(tag)
        if heading is None or self._tree.headings_in(tag) != 1:
            return False
        extent = self._tree.extent(heading)
        linked = self._tree.linked_between(extent.text_start, extent.text_end)
        if linked < 0.9 * self._tree.letters(heading) or not linked:
            return False
        links = self._tree.named("a", within=tag)
        addresses = {attribute(link, "href") for link in links}
        return len(addresses) <= _MOST_ADDRESSES and self._leads_away(tag)

    def _leads_away(self, tag: Tag) -> bool:
        """Return whether the first link in an element or around it leads to another page."""
        links = self._tree.named("a", within=tag)
        parent = tag if tag.name == "a" else tag.parent
        around = [parent] if parent is not None and parent.name == "a" else []
        return any(self._tree.leads_within_site(link) for link in (*around, *links[:1]))

    def _trim_siblings(self, parent: Tag) -> None:
        """Trim three or more siblings of one make that each lead to another page of the site."""
        if len(parent.contents) < _FEWEST_TEASERS:
            return
        children = [node for node in parent.contents if isinstance(node, Tag)]
        if len(children) < _FEWEST_TEASERS or self._is_list_in_text(parent):
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
            and self._leads_away(tag)
        )

    def _repeats_title(self, heading: Tag) -> bool:
        letters = self._tree.letters(heading)
        return (
            self._title is not None
            and letters == self._tree.letters(self._title)
            and text_of(heading).casefold() == self._title_text
        )

    def _shows_title_again(self, tag: Tag) -> bool:
        """Return whether a block without prose starts with the title, as viewers of figures do."""
        if self._title is None or self._measure.prose(tag):
            return False
        heading = self._tree.heading_in(tag)
        return (
            heading is not None
            and heading.name not in _PARTS - HEADINGS
            and self._repeats_title(heading)
        )


def _text_of_node(node: PageElement) -> str:
    """Return the text of an element or of a text node."""
    return text_of(node) if isinstance(node, Tag) else fold_space(str(node))


def _is_link(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name == "a"


def _is_wrapper(tag: Tag) -> bool:
    """Return whether an element is only there to hold a list."""
    inner = [node for node in tag.contents if isinstance(node, Tag) or str(node).strip()]
    return len(inner) == 1 and isinstance(inner[0], Tag) and inner[0].name in ("ul", "ol", "dl")


def _text_before(tag: Tag) -> str:
    """Return the text of the node directly before an element, white space apart."""
    for node in islice(tag.previous_siblings, 3):
        text = _text_of_node(node)
        if text:
            return text
    return ""


def _make(tag: Tag) -> tuple[str, str]:
    """Return the name and classes of an element, without the numbers at their ends."""
    return tag.name, attribute(tag, "class").lower().rstrip("0123456789")
