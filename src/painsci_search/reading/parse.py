"""HTML in, a tree of elements out that is never deeper than the stages of reading can bear."""

from __future__ import annotations

import warnings
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.builder import ParserRejectedMarkup
from bs4.builder._lxml import LXMLTreeBuilder
from lxml import etree

from painsci_search.errors import ReadError
from painsci_search.reading.dom import BLOCKS, SILENT

# As deep as browsers nest: kMaximumHTMLParserDOMTreeDepth of Chromium.
MAX_DEPTH = 512


def parse_html(html: str, source: str) -> BeautifulSoup:
    """Parse a page as browsers do, whatever its errors.

    Raises:
        ReadError: the parser gives up.
    """
    try:
        with warnings.catch_warnings():
            # XHTML is read as browsers read a page saved with the extension .html
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
            warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
            return BeautifulSoup(html, builder=_ShallowBuilder)
    except (ParserRejectedMarkup, etree.LxmlError, UnicodeError) as err:
        raise ReadError(f"{source}: its HTML cannot be read ({err}); save the page again") from err


class _ShallowBuilder(LXMLTreeBuilder):
    """Builds no element below the greatest depth; what it shows goes to the element above.

    The methods are those of lxml's parser target interface, which pairs each start with an end.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._depth = 0
        self._unseen = 0

    def start(
        self, tag: str | bytes, attrs: dict[str | bytes, str | bytes], nsmap: Any = None
    ) -> None:
        """Open an element."""
        self._depth += 1
        if self._depth <= MAX_DEPTH:
            super().start(tag, attrs, nsmap or {})
            return
        self._unseen += tag in SILENT
        self._part_words(tag)

    def end(self, tag: str | bytes) -> None:
        """Close an element."""
        if self._depth <= MAX_DEPTH:
            super().end(tag)
        else:
            self._unseen -= tag in SILENT
            self._part_words(tag)
        self._depth -= 1

    def data(self, data: str | bytes) -> None:
        """Add text to the element at hand."""
        if not self._unseen:
            super().data(data)

    def _part_words(self, tag: str | bytes) -> None:
        if tag in BLOCKS:
            self.data("\n")
