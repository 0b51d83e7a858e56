"""HTML in; a tree of elements of limited depth, and the extent of each element in the page, out."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.builder import ParserRejectedMarkup
from bs4.builder._lxml import LXMLTreeBuilder
from lxml import etree

from painsci_search.errors import ReadError
from painsci_search.reading.dom.elements import BLOCKS, HEADINGS, SILENT, ancestors
from painsci_search.reading.dom.nodes import Tag, Text
from painsci_search.reading.dom.redirects import without_redirects

# Levels, as in browsers: kMaximumHTMLParserDOMTreeDepth of Chromium.
MAX_DEPTH = 512
# The size of what is read within 1 GB of memory, in units of about 250 bytes with what the article
# takes: a page of 50 MB of ordinary paragraphs, but not one of as many tags alone.
MAX_SIZE = 3_700_000
_SIZE_OF_ELEMENT = 3
_SIZE_OF_ATTRIBUTE = 2
_SIZE_OF_TEXT = 1
# Attributes of a template whose content browsers show: the standard one, its draft, and the one
# that Chrome writes into MHTML files.
_SHADOW_ROOTS = frozenset({"shadowrootmode", "shadowroot", "shadowmode"})
# Elements that no object has, in place of what it shows.
_OF_ARTICLES = HEADINGS | {"article", "section"}
# Letters of text for browsers without scripts: a shorter one only asks to turn scripts on.
_LEAST_UNSCRIPTED = 400
_NO_ATTRIBUTES: dict[str, str] = {}


class ParsedPage(NamedTuple):
    """A parsed page.

    Attributes:
        elements: all elements in document order; the first is the page.
        texts: all texts in document order.
    """

    elements: list[Tag]
    texts: list[Text]


def parse_html(html: str, source: str) -> ParsedPage:
    """Parse a page as browsers do, with its errors and without its comments.

    Links that a service redirects lead to their targets.

    Raises:
        ReadError: the parser rejects the page, or it has too many elements for the memory.
    """
    html = without_redirects(html)
    try:
        with warnings.catch_warnings():
            # XHTML is read as browsers read a page saved with the extension .html
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
            warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
            builder = _build(html, _PageBuilder)
            if builder.needs_scripts():
                builder = _build(html, _UnscriptedPageBuilder)
    except _TooBig:
        limit = "its elements take more than 1 GB of memory"
        raise ReadError(f"{source}: too big: {limit}; save a part of it") from None
    except (ParserRejectedMarkup, etree.LxmlError, UnicodeError) as err:
        raise ReadError(f"{source}: its HTML cannot be read ({err}); save the page again") from err
    return ParsedPage(builder.elements, builder.texts)


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


class _TooBig(Exception):
    """A page has more elements, attributes and texts than fit into memory."""


class _PageBuilder(LXMLTreeBuilder):
    """Builds the tree from the events of lxml's parser, which pairs every start with an end.

    Beautiful Soup leads the parser. Its own methods for the events also serve parsers without ends,
    and take five times as long; its own nodes look up each attribute in two steps. Elements below
    the greatest depth are not built: their text is added to the element above. The public methods
    are those of lxml's interface for the target of a parser.

    Attributes:
        elements, texts: see `ParsedPage`.
    """

    def initialize_soup(self, soup: BeautifulSoup) -> None:
        """Begin a tree at its root."""
        super().initialize_soup(soup)
        self._data: list[str] = []
        self.data = self._data.append  # type: ignore[assignment]
        self._depth = 0
        self._unseen = 0
        self._seen_data = 0
        self._size = 0
        self._letters = 0
        self._silent = 0
        self._unscripted = 0
        self._unscripted_letters = 0
        self._names: dict[str, str] = {}
        self._inner = root = Tag()
        root.name, root.attrs, root.contents = soup.name, _NO_ATTRIBUTES, []
        root.parent, root.place, root.first, root.text_start = None, 0, 0, 0
        root.first_text = 0
        self.elements = [root]
        self.texts: list[Text] = []

    def start(self, tag: str, attrs: dict[str, Any]) -> None:  # type: ignore[override]
        """Open an element."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._open_unbuilt(tag)
            return
        self._size += _SIZE_OF_ELEMENT + _SIZE_OF_ATTRIBUTE * len(attrs)
        if self._size > MAX_SIZE:
            raise _TooBig
        if self._silent and tag in _OF_ARTICLES:
            self._show_objects()
        if self._data:
            self._end_data()
        element = Tag()
        element.name = self._names.setdefault(tag, tag)
        element.attrs = attrs or _NO_ATTRIBUTES
        element.contents = []
        element.parent = parent = self._inner
        siblings = parent.contents
        element.place = len(siblings)
        siblings.append(element)
        elements = self.elements
        element.first = len(elements)
        element.text_start = self._letters
        element.first_text = len(self.texts)
        elements.append(element)
        self._inner = element
        if tag in SILENT:
            self._silence(element)

    def end(self, tag: str) -> None:  # type: ignore[override]
        """Close an element."""
        self._depth -= 1
        if self._depth >= MAX_DEPTH:
            self._close_unbuilt(tag)
            return
        if self._data:
            self._end_data()
        element = self._inner
        element.last = self.elements[-1].first
        element.text_end = self._letters
        if element.name in SILENT:
            self._silent -= 1
            self._unscripted -= element.name == "noscript"
        self._inner = element.parent  # type: ignore[assignment]

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
        root = self._inner
        root.last = self.elements[-1].first
        root.text_end = self._letters
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
        for element in (self._inner, *ancestors(self._inner, MAX_DEPTH)):
            if element.name == "object":
                element.name = "div"
                self._silent -= 1

    def _end_data(self) -> None:
        """Add the text since the last tag as a node."""
        data = self._data
        text = data[0] if len(data) == 1 else "".join(data)
        data.clear()
        self._size += _SIZE_OF_TEXT
        node = Text(text)
        node.parent = parent = self._inner
        siblings = parent.contents
        node.place = len(siblings)
        siblings.append(node)
        self.texts.append(node)
        if not self._silent:
            self._letters += len(text.strip())
        elif self._silent == self._unscripted:
            self._unscripted_letters += len(text.strip())

    def _silence(self, element: Tag) -> None:
        """Name an element that may be silent as what it is shown as, and count it if it is."""
        element.name = self._name_of(element.name, element.attrs)
        if element.name in SILENT:
            self._silent += 1
            self._unscripted += element.name == "noscript"

    def _open_unbuilt(self, tag: str) -> None:
        """Begin an element below the greatest depth: what is silent there is not read."""
        self._separate_words(tag)
        if tag in SILENT:
            self._unseen += 1
            if self._unseen == 1:
                self._seen_data = len(self._data)

    def _close_unbuilt(self, tag: str) -> None:
        if tag in SILENT:
            self._unseen -= 1
            if not self._unseen:
                del self._data[self._seen_data :]
        self._separate_words(tag)

    def _separate_words(self, tag: str) -> None:
        if tag in BLOCKS:
            self._data.append("\n")


class _UnscriptedPageBuilder(_PageBuilder):
    """Builds the tree of a page as browsers show it where scripts don't run."""

    def _name_of(self, tag: str, attrs: dict[str, str]) -> str:
        return "div" if tag == "noscript" else super()._name_of(tag, attrs)
