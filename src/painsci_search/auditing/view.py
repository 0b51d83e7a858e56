"""A page looked at a second time: its elements, its notes, what of it is the article, and the lines
at which things stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag
from bs4.element import PageElement

from painsci_search.auditing.lines import Lines
from painsci_search.reading.byline import read_byline
from painsci_search.reading.content import Content, is_hidden
from painsci_search.reading.dom import ancestors, attribute, names_of, role_of
from painsci_search.reading.metadata import read_metadata
from painsci_search.reading.notes import FoundMarker, FoundNote, find_notes
from painsci_search.reading.parse import parse_html
from painsci_search.reading.sections import Draft, SectionReader, find_anchor
from painsci_search.reading.tree import PageTree

# What these hold is no part of the page's elements for a browser.
_INERT = frozenset(
    {"template", "noscript", "textarea", "iframe", "noembed", "noframes", "xmp", "select", "object"}
)
# of text after the last element of a note
_MOST_LINES = 20
_CONTENTS = re.compile(r"(?:^|[\s_-])(?:toc|contents|doc-toc|toctree)(?=[\s_-]|$)")


class View:
    """A page as the audit sees it.

    Attributes:
        source: the path as given.
        drafts: the sections with the elements of their headings, in order.
        url: the page's own address, None where it names none.
        base: the address to which its links are relative, "" where it says nothing of it.
    """

    def __init__(self, html: str, source: str) -> None:
        self.source = source
        self.tree = PageTree(parse_html(html, source))
        about = read_metadata(self.tree)
        self.url = about.url
        self.tree.learn_address(about.url)
        self.found = find_notes(self.tree)
        self.content = Content(self.tree, about.heading, self.found)
        unwanted = {id(about.deck)} if about.deck is not None else set()
        reader = SectionReader(self.tree, self.content, self.found)
        self.drafts: list[Draft] = reader.read(about.title, about.heading, unwanted)
        read_byline(self.drafts[0])
        bases = [attribute(tag, "href") for tag in self.tree.named("base") if tag.attrs.get("href")]
        self.base = bases[0] if bases else ""
        self.lines = Lines(html, self.tree)
        self._anchors: set[str] | None = None
        self._note_nodes = {id(node) for note in self.found.notes for node in note.nodes}

    def is_inert(self, tag: Tag) -> bool:
        """Say whether a browser makes no element of it."""
        return any(parent.name in _INERT for parent in ancestors(tag))

    def in_note(self, node: PageElement) -> bool:
        """Say whether a node lies in a note."""
        if id(node) in self._note_nodes:
            return True
        parent = node.parent
        while parent is not None:
            if id(parent) in self._note_nodes:
                return True
            parent = parent.parent
        return False

    def in_article(self, tag: Tag) -> bool:
        """Say whether an element is shown as a part of the article or of its list of contents."""
        around = [tag, *ancestors(tag)]
        if any(is_hidden(self.tree, parent) for parent in around):
            return False
        if any(_CONTENTS.search(f"{names_of(one)} {role_of(one)}") for one in around[:8]):
            return True
        if self.in_note(tag):
            return True
        if not self.tree.contains(self.content.root, tag):
            return False
        for parent in around:
            if parent is self.content.root:
                break
            if self.content.leaves_out(parent):
                return False
        return True

    def names_heading(self, fragment: str) -> bool:
        """Say whether a fragment is the anchor of one of the article's headings."""
        if self._anchors is None:
            tags = [draft.tag for draft in self.drafts if draft.tag is not None]
            self._anchors = {find_anchor(self.tree, tag) for tag in tags}
        return fragment in self._anchors

    def markers(self) -> Iterator[FoundMarker]:
        """Yield every marker of the page, also those outside of its sections."""
        yield from self.found.markers.values()
        for spans in self.found.spans.values():
            for _, marker in spans:
                yield marker

    def end_of(self, note: FoundNote) -> int:
        """Return a line before which a note ends."""
        line = self.line_of(note)
        for node in note.nodes:
            if isinstance(node, Tag):
                last = self.tree.elements[self.tree.extent(node).last]
                line = max(line, self.lines.of(last))
        return line + _MOST_LINES

    def line_of(self, note: FoundNote) -> int:
        """Return the line where a note starts."""
        first = note.nodes[0]
        start = first if isinstance(first, Tag) else first.parent
        return self.lines.of(start) if start is not None else 1
