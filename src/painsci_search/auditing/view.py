"""A page read again for its audit: the results of the stages of reading, and line numbers.

The article alone doesn't have the page's elements, links and ids, which an audit needs. The tree
that reading works on has no line numbers, so `Lines` parses the page once more with the same parser
into lxml's own tree, which has them. Both trees hold the same elements in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from lxml import etree

from painsci_search.reading.bylines.byline import read_byline
from painsci_search.reading.content import Content, is_hidden
from painsci_search.reading.dom.elements import ancestors, attribute, names_of, role_of
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.parse import MAX_DEPTH, parse_html
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.headings.anchors import find_anchor
from painsci_search.reading.headings.plain import read_sections
from painsci_search.reading.metadata import read_metadata
from painsci_search.reading.notes import FoundMarker, FoundNote, find_notes
from painsci_search.reading.sections import finish

# A browser makes no elements of what is inside these.
_INERT = frozenset(
    {"template", "noscript", "textarea", "iframe", "noembed", "noframes", "xmp", "select", "object"}
)
# Lines of text after the start of the last element of a note that are searched.
_MOST_LINES = 20
_CONTENTS = re.compile(r"(?:^|[\s_-])(?:toc|contents|doc-toc|toctree)(?=[\s_-]|$)")
# Lines: libxml2 doesn't count the lines of elements any further.
_MOST_COUNTED = 65_535
# Lines: how far above its end the beginning of a start tag is searched.
_LONGEST_START_TAG = 60
_TAGS = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*+>|\Z)|<(?P<name>[a-z][^\s/>]*+)",
    re.DOTALL | re.IGNORECASE,
)


class PageView:
    """The elements, notes, sections and line numbers of a page.

    Attributes:
        source: the path as given.
        tree: the elements of the page.
        found: the notes and markers.
        content: which elements are part of the article.
        drafts: the sections with the elements of their headings, in order.
        url: the page's own URL, or None.
        base: the base URL of its relative links, or "".
        lines: the line numbers of the elements.
    """

    def __init__(self, html: str, source: str) -> None:
        self.source = source
        self.tree = PageTree(parse_html(html, source))
        metadata = read_metadata(self.tree)
        self.url = metadata.url
        self.tree.learn_url(metadata.url)
        self.found = find_notes(self.tree)
        self.content = Content(self.tree, metadata.heading, self.found)
        self.drafts, _ = read_sections(self.tree, self.content, self.found, metadata)
        finish(self.drafts)
        read_byline(self.drafts[0], metadata.language, metadata.authors)
        bases = [attribute(tag, "href") for tag in self.tree.named("base") if tag.attrs.get("href")]
        self.base = bases[0] if bases else ""
        self.lines = Lines(html, self.tree)
        self._heading_anchors: set[str] | None = None
        self._note_nodes = {id(node) for note in self.found.notes for node in note.nodes}

    def is_inert(self, tag: Tag) -> bool:
        """Return whether a browser makes no element of a tag."""
        return any(parent.name in _INERT for parent in ancestors(tag))

    def in_note(self, node: Node) -> bool:
        """Return whether a node is inside a note."""
        if id(node) in self._note_nodes:
            return True
        parent = node.parent
        while parent is not None:
            if id(parent) in self._note_nodes:
                return True
            parent = parent.parent
        return False

    def in_article(self, tag: Tag) -> bool:
        """Return whether an element is a visible part of the article or its table of contents."""
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
        """Return whether a fragment is the anchor of one of the article's headings."""
        if self._heading_anchors is None:
            tags = [draft.tag for draft in self.drafts if draft.tag is not None]
            self._heading_anchors = {find_anchor(self.tree, tag) for tag in tags}
        return fragment in self._heading_anchors

    def markers(self) -> Iterator[FoundMarker]:
        """Yield every marker of the page, including those outside sections."""
        yield from self.found.markers.values()
        for spans in self.found.spans.values():
            for _, marker in spans:
                yield marker

    def end_of(self, note: FoundNote) -> int:
        """Return the last line that may belong to a note."""
        line = self.line_of(note)
        for node in note.nodes:
            if isinstance(node, Tag):
                last = self.tree.elements[node.last]
                line = max(line, self.lines.of(last))
        return line + _MOST_LINES

    def line_of(self, note: FoundNote) -> int:
        """Return the line number where a note starts."""
        first = note.nodes[0]
        start = first if isinstance(first, Tag) else first.parent
        return self.lines.of(start) if start is not None else 1


class Lines:
    """The line numbers of a page's elements, from 1."""

    def __init__(self, html: str, tree: PageTree) -> None:
        html = html.replace("\r\n", "\n").replace("\r", "\n")
        self._lines = html.split("\n")
        self._ends: dict[int, int] = {}
        self._starts: dict[int, int] = {}
        self._start_tags: dict[tuple[str, int], int] = {}
        ends = list(_find_ends(html))
        last = 1
        far: list[Tag] = []
        for tag, end in zip_longest(tree.elements[1:], ends):
            if tag is None or (end is not None and end[0] != tag.name):
                break  # the trees differ: the remaining elements get the last known line
            last = max(last, end[1]) if end is not None else last
            if last >= _MOST_COUNTED:
                far.append(tag)
            else:
                self._ends[id(tag)] = last
        self._last = last
        if far:
            self._count_on(html, far)

    def _start_of(self, name: str, end: int) -> int:
        """Return the line number where a start tag begins, by the line number of its end."""
        opening = f"<{name}"
        for number in range(min(end, len(self._lines)), max(0, end - _LONGEST_START_TAG), -1):
            if opening in self._lines[number - 1].lower():
                return number
        return end

    def _count_on(self, html: str, tags: list[Tag]) -> None:
        """Find the lines of the elements beyond those that libxml2 counts."""
        skipped = self._lines[: _MOST_COUNTED - 1]
        position = sum(map(len, skipped)) + len(skipped)
        number, counted = _MOST_COUNTED, position
        remaining = iter(tags)
        tag = next(remaining, None)
        for found in _TAGS.finditer(html, position):
            if tag is None:
                break
            if (found["name"] or found[1] or "").lower() != tag.name:
                continue
            number += html.count("\n", counted, found.start())
            counted = found.start()
            self._starts[id(tag)] = number
            tag = next(remaining, None)

    def of(self, tag: Tag) -> int:
        """Return the line number where an element starts."""
        key = id(tag)
        if key not in self._starts:
            name_and_end = tag.name, self._ends.get(key, self._last)
            if name_and_end not in self._start_tags:
                self._start_tags[name_and_end] = self._start_of(*name_and_end)
            self._starts[key] = self._start_tags[name_and_end]
        return self._starts[key]

    def find(self, text: str, first: int, last: int) -> int:
        """Return the number of the first line from `first` to `last` with a text, or `first`."""
        for number in range(first, min(last, len(self._lines)) + 1):
            if text in self._lines[number - 1]:
                return number
        return first


def _find_ends(html: str) -> Iterator[tuple[str, int]]:
    """Yield the name of each element and the line number where its start tag ends."""
    parser = etree.HTMLParser(huge_tree=True)
    parser.feed(html)
    root = parser.close()
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth <= MAX_DEPTH:
            yield element.tag, element.sourceline or 1
