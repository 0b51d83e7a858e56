"""HTML in, a tree of elements out that is never deeper than the stages of reading can bear, with
where in the page each element lies.
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.builder import ParserRejectedMarkup
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import NavigableString, PageElement
from lxml import etree

from painsci_search.errors import ReadError
from painsci_search.reading.dom import BLOCKS, SILENT

# As deep as browsers nest: kMaximumHTMLParserDOMTreeDepth of Chromium.
MAX_DEPTH = 512


@dataclass(slots=True)
class Extent:
    """Where an element lies in a page.

    Attributes:
        first, last: the numbers, in document order, of the element and of the last element in it.
        text_start, text_end: letters of text before its start and before its end.
    """

    first: int
    last: int
    text_start: int
    text_end: int


class ParsedPage(NamedTuple):
    """A page as parsed.

    Attributes:
        elements: all of them in document order, the first of which is the page.
        extents: where each lies, by its identity (`id`).
    """

    elements: list[Tag]
    extents: dict[int, Extent]


def parse_html(html: str, source: str) -> ParsedPage:
    """Parse a page as browsers do, whatever its errors; its comments are left out.

    Raises:
        ReadError: the parser gives up.
    """
    try:
        with warnings.catch_warnings():
            # XHTML is read as browsers read a page saved with the extension .html
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
            warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
            builder = _PageBuilder()
            BeautifulSoup(html, builder=builder)
    except (ParserRejectedMarkup, etree.LxmlError, UnicodeError) as err:
        raise ReadError(f"{source}: its HTML cannot be read ({err}); save the page again") from err
    return ParsedPage(builder.elements, builder.extents)


@contextmanager
def collection_deferred() -> Iterator[None]:
    """Hold back the cyclic garbage collector, which goes through a page's tree again and again.

    Whoever holds it back lets it go, so that this may be nested and used by several threads.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Element(Tag):
    """An element with what reading needs; what only writing HTML needs is the same for all."""

    namespace = prefix = None
    known_xml = hidden = can_be_empty_element = False

    def __init__(self, name: str, attrs: dict[str, str]) -> None:
        self.name = name
        self.attrs = attrs  # type: ignore[assignment]
        self.contents = []


class _PageBuilder(LXMLTreeBuilder):
    """Builds the tree from the events of lxml's parser, where every start is paired with an end.

    BeautifulSoup's own methods for that serve parsers where ends are missing, and take three times
    as long. No element is built below the greatest depth; what it shows goes to the element above.
    The public methods are those of lxml's interface for a parser's target.

    Attributes:
        elements, extents: as in `ParsedPage`.
    """

    def initialize_soup(self, soup: BeautifulSoup) -> None:
        """Begin a tree at its root."""
        super().initialize_soup(soup)
        self._last: PageElement = soup
        self._open: list[Tag] = []
        self.elements: list[Tag] = []
        self.extents: dict[int, Extent] = {}
        self._letters = 0
        self._silent = 0
        self._data: list[str] = []
        self._depth = 0
        self._unseen = 0
        self._enter(soup)

    def start(self, tag: str, attrs: dict[str, str]) -> None:  # type: ignore[override]
        """Open an element."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._unseen += tag in SILENT
            self._part_words(tag)
            return
        element = _Element(tag, dict(attrs))
        self._end_data()
        self._add(element)
        self._enter(element)

    def end(self, tag: str) -> None:  # type: ignore[override]
        """Close an element."""
        if self._depth > MAX_DEPTH:
            self._unseen -= tag in SILENT
            self._part_words(tag)
        else:
            self._end_data()
            self._leave()
        self._depth -= 1

    def data(self, data: str) -> None:  # type: ignore[override]
        """Add text to the element at hand."""
        if not self._unseen:
            self._data.append(data)

    def comment(self, text: str | bytes) -> None:
        """Leave out a comment."""

    def pi(self, target: str, data: str) -> None:
        """Leave out a processing instruction."""

    def doctype(self, name: str, pubid: str, system: str) -> None:
        """Leave out the document type."""

    def close(self) -> None:
        """End the page."""
        self._end_data()
        self._leave()
        super().close()

    def _end_data(self) -> None:
        """Add the text since the last element, if there is any."""
        if not self._data:
            return
        text = "".join(self._data)
        self._data.clear()
        # the constructor of NavigableString would only set what _add sets
        self._add(str.__new__(NavigableString, text))
        if not self._silent:
            self._letters += len(text.strip())

    def _add(self, node: PageElement) -> None:
        """Add a node to the innermost open element."""
        parent = node.parent = self._open[-1]
        siblings = parent.contents
        before = node.previous_sibling = siblings[-1] if siblings else None
        if before is not None:
            before.next_sibling = node
        siblings.append(node)
        node.next_sibling = node.next_element = None
        node.previous_element = self._last
        self._last.next_element = node
        self._last = node

    def _enter(self, element: Tag) -> None:
        self._open.append(element)
        self._silent += element.name in SILENT
        self.extents[id(element)] = Extent(len(self.elements), 0, self._letters, 0)
        self.elements.append(element)

    def _leave(self) -> None:
        element = self._open.pop()
        self._silent -= element.name in SILENT
        extent = self.extents[id(element)]
        extent.last, extent.text_end = len(self.elements) - 1, self._letters

    def _part_words(self, tag: str) -> None:
        if tag in BLOCKS:
            self.data("\n")
