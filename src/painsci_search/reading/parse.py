"""HTML in; a tree of elements of limited depth, and the extent of each element in the page, out."""

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
from painsci_search.reading.dom import BLOCKS, HEADINGS, SILENT

# Levels, as in browsers: kMaximumHTMLParserDOMTreeDepth of Chromium.
MAX_DEPTH = 512
# An element takes about 2 kB of memory with its text, so that this many take less than 1 GB.
MAX_ELEMENTS = 400_000
# Attributes of a template whose content browsers show: the standard one, its draft, and the one
# that Chrome writes into MHTML files.
_SHADOW_ROOTS = frozenset({"shadowrootmode", "shadowroot", "shadowmode"})
# Elements that may be built under another name.
_RENAMED = frozenset({"template", "noscript"})
# Elements that no object has, in place of what it shows.
_OF_ARTICLES = HEADINGS | {"article", "section"}
# Letters of text for browsers without scripts: a shorter one only asks to turn scripts on.
_LEAST_UNSCRIPTED = 400


@dataclass(slots=True)
class Extent:
    """The extent of an element in its page.

    Attributes:
        first, last: the positions, in document order, of the element and of the last one inside it.
        text_start, text_end: the number of letters of the page before its start and before its end.
    """

    first: int
    last: int
    text_start: int
    text_end: int


class ParsedPage(NamedTuple):
    """A parsed page.

    Attributes:
        elements: all elements in document order; the first is the page.
        extents: the extents of the elements, by identity (`id`).
    """

    elements: list[Tag]
    extents: dict[int, Extent]


def parse_html(html: str, source: str) -> ParsedPage:
    """Parse a page as browsers do, with its errors and without its comments.

    Raises:
        ReadError: the parser rejects the page, or it has too many elements.
    """
    try:
        with warnings.catch_warnings():
            # XHTML is read as browsers read a page saved with the extension .html
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
            warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
            builder = _build(html, _PageBuilder)
            if builder.needs_scripts():
                builder = _build(html, _UnscriptedPageBuilder)
    except _TooManyElements:
        most = f"{MAX_ELEMENTS:,} elements"
        raise ReadError(f"{source}: too big: more than {most}; save a part of it") from None
    except (ParserRejectedMarkup, etree.LxmlError, UnicodeError) as err:
        raise ReadError(f"{source}: its HTML cannot be read ({err}); save the page again") from err
    return ParsedPage(builder.elements, builder.extents)


def _build(html: str, kind: type[_PageBuilder]) -> _PageBuilder:
    builder = kind()
    BeautifulSoup(html, builder=builder)
    return builder


@contextmanager
def collection_deferred() -> Iterator[None]:
    """Disable the cyclic garbage collector, which would traverse a page's tree again and again.

    Only a context that has disabled it enables it again: contexts may be nested.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _TooManyElements(Exception):
    """A page has more elements than fit into memory."""


class _Element(Tag):
    """An element with what reading needs; all share the attributes for writing HTML."""

    namespace = prefix = None
    known_xml = hidden = can_be_empty_element = False

    def __init__(self, name: str, attrs: dict[str, str]) -> None:
        self.name = name
        self.attrs = attrs  # type: ignore[assignment]
        self.contents = []


class _PageBuilder(LXMLTreeBuilder):
    """Builds the tree from the events of lxml's parser, which pairs every start with an end.

    Beautiful Soup's own methods also serve parsers without ends, and take three times as long.
    Elements below the greatest depth are not built: their text is added to the element above. The
    public methods are those of lxml's interface for the target of a parser.

    Attributes:
        elements, extents: see `ParsedPage`.
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
        self._unscripted = 0
        self._unscripted_letters = 0
        self._data: list[str] = []
        self._depth = 0
        self._unseen = 0
        self._enter(soup)

    def start(self, tag: str, attrs: dict[str, str]) -> None:  # type: ignore[override]
        """Open an element."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._unseen += tag in SILENT
            self._separate_words(tag)
            return
        if len(self.elements) > MAX_ELEMENTS:
            raise _TooManyElements
        name = self._name_of(tag, attrs) if tag in _RENAMED else tag
        if self._silent and tag in _OF_ARTICLES:
            self._show_objects()
        element = _Element(name, dict(attrs))
        if self._data:
            self._end_data()
        self._add(element)
        self._enter(element)

    def end(self, tag: str) -> None:  # type: ignore[override]
        """Close an element."""
        if self._depth > MAX_DEPTH:
            self._unseen -= tag in SILENT
            self._separate_words(tag)
        else:
            if self._data:
                self._end_data()
            self._leave()
        self._depth -= 1

    def data(self, data: str) -> None:  # type: ignore[override]
        """Add text to the open element."""
        if not self._unseen:
            self._data.append(data)

    def comment(self, text: str | bytes) -> None:
        """Ignore a comment."""

    def pi(self, target: str, data: str) -> None:
        """Ignore a processing instruction."""

    def doctype(self, name: str, pubid: str, system: str) -> None:
        """Ignore the document type."""

    def close(self) -> None:
        """End the page."""
        if self._data:
            self._end_data()
        self._leave()
        super().close()

    def needs_scripts(self) -> bool:
        """Return whether most of the page's text is what it shows where scripts don't run."""
        return self._unscripted_letters >= max(_LEAST_UNSCRIPTED, 2 * self._letters)

    def _name_of(self, tag: str, attrs: dict[str, str]) -> str:
        """Return the name under which an element is built; a shadow root is shown in its place."""
        if tag == "template" and not _SHADOW_ROOTS.isdisjoint(attrs):
            return "div"
        return tag

    def _show_objects(self) -> None:
        """Rename open objects that hold a part of the article: they were not closed."""
        for element in self._open:
            if element.name == "object":
                element.name = "div"
                self._silent -= 1

    def _end_data(self) -> None:
        """Add the text since the last element as a node."""
        data = self._data
        text = data[0] if len(data) == 1 else "".join(data)
        data.clear()
        # skip the constructor of NavigableString: it only sets what _add sets
        self._add(str.__new__(NavigableString, text))
        if not self._silent:
            self._letters += len(text.strip())
        elif self._silent == self._unscripted:
            self._unscripted_letters += len(text.strip())

    def _add(self, node: PageElement) -> None:
        """Add a node to the innermost open element."""
        parent = node.parent = self._open[-1]
        siblings = parent.contents
        if siblings:
            before = node.previous_sibling = siblings[-1]
            before.next_sibling = node
        else:
            node.previous_sibling = None
        siblings.append(node)
        node.next_sibling = node.next_element = None
        node.previous_element = self._last
        self._last.next_element = node
        self._last = node

    def _enter(self, element: Tag) -> None:
        self._open.append(element)
        if element.name in SILENT:
            self._silent += 1
            self._unscripted += element.name == "noscript"
        self.extents[id(element)] = Extent(len(self.elements), 0, self._letters, 0)
        self.elements.append(element)

    def _leave(self) -> None:
        element = self._open.pop()
        if element.name in SILENT:
            self._silent -= 1
            self._unscripted -= element.name == "noscript"
        extent = self.extents[id(element)]
        extent.last, extent.text_end = len(self.elements) - 1, self._letters

    def _separate_words(self, tag: str) -> None:
        if tag in BLOCKS:
            self.data("\n")


class _UnscriptedPageBuilder(_PageBuilder):
    """Builds the tree of a page as browsers show it where scripts don't run."""

    def _name_of(self, tag: str, attrs: dict[str, str]) -> str:
        return "div" if tag == "noscript" else super()._name_of(tag, attrs)
