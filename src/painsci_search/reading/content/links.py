"""A block of an article in; whether it is only links, and no part of the text, out."""

from __future__ import annotations

import re
from itertools import islice
from typing import cast

from painsci_search.reading.content.labels import leads_in_related
from painsci_search.reading.content.page import Page
from painsci_search.reading.dom.elements import (
    BLOCKS,
    HEADINGS,
    ancestors,
    fold_space,
    is_text,
    text_of,
)
from painsci_search.reading.dom.nodes import Node, Tag

COLONS = (":", "：")
# Letters: a longer item of a list of files, or text before links, says something.
LONGEST_LABEL = 30
# Parts of lists, tables and figures: only the whole is a list of links.
PARTS = HEADINGS | {
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
# Shares of a block's letters that are links, from which the block is nothing but links.
_MOSTLY_LINKS = 0.6
_ALL_LINKS = 0.7
# The same where three lines are links as a whole: the rest is their label.
_FEWEST_LINES = 3
_HALF_LINKS = 0.5
# Letters: links that are longer on average name something to read.
_LONGEST_NETWORK = 10
_WORD = re.compile(r"\w")
# Runs above a list among which prose is looked for.
_MOST_ABOVE = 20
# Attributes of a control that opens a part of the page.
_CONTROLLING = ("aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle")
# Links of a table of contents that are looked at, elements around their targets, letters of names.
_MOST_LINKS = 30
_NEAR_TARGET = 6
_LONGEST_NAME = 200


class Links:
    """Decides which blocks of an article are only links, and which of them belong to its text.

    Args:
        root: the element with the article.
    """

    def __init__(self, page: Page, root: Tag) -> None:
        self._tree, self._measure, self._title, notes = page
        self._root = root
        nodes = (node for note in notes.notes for node in note.nodes if isinstance(node, Tag))
        self._last_note = max((node.first for node in nodes), default=-1)

    def are_all_of(self, tag: Tag) -> bool:
        """Return whether a block is a list of links, or of labelled files."""
        if tag.name in PARTS or self._measure.prose(tag) or self._is_around_heading(tag):
            return False
        if tag.parent is not None and tag.parent.name in _ITEMS:
            return False
        letters = self._tree.letters(tag) - self._measure.headed(tag)
        linked = self._tree.linked_between(tag.text_start, tag.text_end)
        if (tag.name == "p" and self._ends_sentence(tag)) or self._opens_part(tag):
            return False
        share = _ALL_LINKS if tag.name == "p" else _MOSTLY_LINKS
        if self._measure.linked_runs(tag) >= _FEWEST_LINES:
            share = _HALF_LINKS
        if linked < share * letters:
            return self._is_list_of_files(tag) or self._is_labelled(tag)
        return linked > 0 and not self._is_led_in(tag) and not self._is_in_text(tag)

    def _is_list_of_files(self, tag: Tag) -> bool:
        """Return whether each item of a list is a link with a short label."""
        if tag.name not in ("ul", "ol"):
            return False
        items = [node for node in tag.contents if isinstance(node, Tag)]
        return bool(items) and all(
            item.name == "li"
            and self._tree.linked_letters(item) > 0
            and self._tree.letters(item) <= LONGEST_LABEL
            for item in items
        )

    def _is_labelled(self, tag: Tag) -> bool:
        """Return whether a line is a label with a colon and links to pages of the site."""
        while len(tag.contents) == 1 and _is_inline(tag.contents[0]):
            tag = cast("Tag", tag.contents[0])
        if self._tree.holds_block(tag) or len(tag.contents) < 2 or not self.lead_away_from(tag):
            return False
        label, *rest = (node for node in tag.contents if _text_of_node(node))
        return (
            _text_of_node(label).endswith(COLONS)
            and len(_text_of_node(label)) <= LONGEST_LABEL
            and all(_is_link(node) or not _WORD.search(_text_of_node(node)) for node in rest)
        )

    def _is_led_in(self, tag: Tag) -> bool:
        """Return whether prose with a colon is directly before a block."""
        first = self._measure.numbers(tag).start
        before = self._measure.runs[first - 1] if first else None
        if before is None or not before.is_prose:
            return False
        return tag.name != "div" and _text_before(tag).endswith(COLONS)

    def _opens_part(self, tag: Tag) -> bool:
        """Return whether a block has only a control of the prose that directly follows it."""
        links = self._tree.named("a", within=tag)
        if len(links) != 1 or self.lead_away_from(tag):
            return False
        if not any(name in one.attrs for one in (tag, *links) for name in _CONTROLLING):
            return False
        following = self._measure.numbers(tag).stop
        return following < len(self._measure.runs) and self._measure.runs[following].is_prose

    def _ends_sentence(self, tag: Tag) -> bool:
        """Return whether a paragraph ends with a full stop that is not part of a link."""
        last = tag.contents[-1] if tag.contents else None
        return is_text(last) and str(last).strip().endswith((".", "。"))

    def _is_around_heading(self, tag: Tag) -> bool:
        """Return whether the only block in an element is a heading, as in a wrapper of it."""
        return self._tree.headings_in(tag) == 1 == self._tree.blocks_in(tag)

    def _is_in_text(self, tag: Tag) -> bool:
        """Return whether a list or paragraph of links is one among the paragraphs of the article.

        Those that lead to the site's own pages are teasers, unless the article goes on after them.
        """
        if tag.name == "div" and not _is_wrapper(tag):
            return False
        around = next((one for one in ancestors(tag) if not _is_wrapper(one)), tag)
        if not self._measure.prose(around):
            return False
        if not self.lead_away_from(tag):
            return not self._has_short_links(tag)
        if self._is_above_prose(tag) or leads_in_related(self._label_before(tag)):
            return False
        return tag.name in ("ul", "ol", "dl", "table") and self._goes_on_after(tag)

    def are_contents(self, tag: Tag) -> bool:
        """Return whether a block is a list of links to headings that follow it on the page."""
        if tag.name in PARTS or self._is_around_heading(tag):
            return False
        linked = self._tree.linked_between(tag.text_start, tag.text_end)
        if linked < _MOSTLY_LINKS * self._tree.letters(tag):
            return False
        links = self._tree.named("a", within=tag)[:_MOST_LINKS]
        leading = sum(map(self._leads_to_heading, links))
        return leading >= _FEWEST_LINES and leading >= _ALL_LINKS * len(links)

    def _leads_to_heading(self, link: Tag) -> bool:
        """Return whether a link leads down to a heading, or other element, of the same words."""
        target = self._tree.target(link)
        if target is None or target.first < link.last:
            return False
        near = self._tree.elements[target.first : target.first + _NEAR_TARGET]
        above = ancestors(target, 2)
        heading = next((one for one in (target, *above, *near) if one.name in HEADINGS), target)
        name, words = (_letters(text_of(one, enough=_LONGEST_NAME)) for one in (link, heading))
        return len(name) > 1 and (name in words or (len(words) > 1 and words in name))

    def _is_above_prose(self, tag: Tag) -> bool:
        """Return whether no prose of the article is before an element, below the title."""
        if self._title is None or tag.first < self._title.first:
            return False
        first = max(
            self._measure.numbers(self._root).start, self._measure.numbers(self._title).stop
        )
        before = range(first, self._measure.numbers(tag).start)
        return not any(self._measure.runs[number].is_prose for number in before[:_MOST_ABOVE])

    def _label_before(self, tag: Tag) -> str:
        """Return the text of the short block directly before a block, or ""."""
        first = self._measure.numbers(tag).start
        before = self._measure.runs[first - 1] if first else None
        if before is None or before.letters > LONGEST_LABEL:
            return ""
        return text_of(before.block, enough=2 * LONGEST_LABEL)

    def are_text_of_list(self, tag: Tag) -> bool:
        """Return whether an element is a list, and one among the paragraphs of the article."""
        return tag.name in ("ul", "ol") and self._is_in_text(tag)

    def _has_short_links(self, tag: Tag) -> bool:
        """Return whether the links of a list are labels, such as the names of networks."""
        lines = self._measure.linked_runs(tag)
        return lines > 1 and self._tree.linked_letters(tag) <= _LONGEST_NETWORK * lines

    def _goes_on_after(self, tag: Tag) -> bool:
        """Return whether prose or a note of the article follows an element."""
        return self._measure.prose_after(tag) > self._measure.prose_after(self._root) or (
            self._last_note > tag.last
        )

    def lead_away_from(self, tag: Tag) -> bool:
        """Return whether the first link in an element or around it leads to another page."""
        links = self._tree.named("a", within=tag)
        parent = tag if tag.name == "a" else tag.parent
        around = [parent] if parent is not None and parent.name == "a" else []
        return any(self._tree.leads_within_site(link) for link in (*around, *links[:1]))


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text.casefold())


def _text_of_node(node: Node) -> str:
    """Return the text of an element or of a text node."""
    return text_of(node) if isinstance(node, Tag) else fold_space(str(node))


def _is_link(node: Node) -> bool:
    return isinstance(node, Tag) and node.name == "a"


def _is_inline(node: Node) -> bool:
    return isinstance(node, Tag) and node.name not in BLOCKS and node.name != "a"


def _is_wrapper(tag: Tag) -> bool:
    """Return whether an element is only there to hold a list."""
    nodes = (node for node in tag.contents if isinstance(node, Tag) or str(node).strip())
    inner = list(islice(nodes, 2))
    return len(inner) == 1 and isinstance(inner[0], Tag) and inner[0].name in ("ul", "ol", "dl")


def _text_before(tag: Tag) -> str:
    """Return the text of the node directly before an element, white space apart."""
    for node in islice(tag.previous_siblings, 3):
        text = _text_of_node(node)
        if text:
            return text
    return ""
