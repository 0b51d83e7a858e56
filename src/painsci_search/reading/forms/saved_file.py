"""The bytes of a file in; its text and the beginning of its markup out, each when asked for."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import PurePath
from typing import NamedTuple

from painsci_search.model import Decision
from painsci_search.reading.files.decoding import Decoded, decode_by_rule, decode_start, is_text

# In characters: enough for what is before the first element of a page, comments included.
_START = 65536
_SPACE = re.compile(r"[\s\ufeff]*")
_HEADERS = re.compile(
    r"\s{0,99}(?:[A-Za-z][\w-]{0,60}:[^\n]{0,4000}\n(?:[ \t]+\S[^\n]{0,4000}\n)*){2,}"
)
_TAG = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[^<>]{0,4000}>?")


class Markup(NamedTuple):
    """The beginning of a text of HTML or XML.

    Attributes:
        doctype: the document type declaration in lower case, without "<!" and ">"; "" for none.
        root: the name of the first element in lower case, without its prefix; "" for none.
        tag: the start tag of the first element as written, with its attributes.
        is_xml: whether an XML declaration is before all else.
    """

    doctype: str = ""
    root: str = ""
    tag: str = ""
    is_xml: bool = False


class SavedFile:
    """The content of a file that may be an article.

    Attributes:
        data: the bytes of the file, or only the first of them where the form is to be recognised.
        source: the path, for messages and as a hint at the form.
        label: the encoding that a container names for the content; "" for none.
    """

    def __init__(self, data: bytes, source: str, *, label: str = "") -> None:
        self.data = data
        self.source = source
        self.label = label

    @cached_property
    def is_text(self) -> bool:
        """Return whether the bytes are text and not binary data."""
        return is_text(self.data)

    @cached_property
    def decoded(self) -> Decoded:
        """The decoded content, and what chose its encoding."""
        return decode_by_rule(self.data, self.label)

    @property
    def text(self) -> str:
        """The decoded content."""
        return self.decoded.text

    @property
    def encoding_decision(self) -> Decision:
        """The choice of the encoding."""
        return Decision.of("encoding", self.decoded.rule, self.decoded.encoding)

    @cached_property
    def start(self) -> str:
        """The first characters; those beyond ASCII may be wrong. It is "" for binary data."""
        return decode_start(self.data, _START) if self.is_text else ""

    @cached_property
    def headers(self) -> str:
        """The lines of headers (RFC 822) that it begins with, in lower case; "" for none."""
        start = self.data[:_START].decode("latin-1")
        found = _HEADERS.match(start)
        return found[0].lower() if found is not None else ""

    @cached_property
    def markup(self) -> Markup:
        """The beginning of the text, if it is HTML or XML."""
        return _read_markup(self.start)

    @property
    def suffix(self) -> str:
        """The extension of the file name, in lower case."""
        return PurePath(self.source).suffix.lower()


def _read_markup(start: str) -> Markup:
    """Return how a text begins, after declarations and comments."""
    position = _skip_space(start, 0)
    is_xml = start.startswith("<?xml", position)
    doctype = ""
    while start.startswith(("<!", "<?"), position):
        if start.startswith("<!--", position):
            end = start.find("-->", position + 4) + 3
        elif start.startswith("<?", position):
            end = start.find(">", position) + 1
        else:
            end = _end_of_doctype(start, position)
            doctype = doctype or " ".join(start[position + 2 : end - 1].lower().split())
        if end <= position:
            return Markup(doctype, is_xml=is_xml)
        position = _skip_space(start, end)
    found = _TAG.match(start, position)
    if found is None:
        return Markup(doctype, is_xml=is_xml)
    return Markup(doctype, found[2].lower(), found[0], is_xml)


def _end_of_doctype(start: str, position: int) -> int:
    """Return the index after a document type declaration, which may have an internal subset."""
    end = start.find(">", position)
    subset = start.find("[", position, end)
    if subset >= 0:
        end = start.find(">", start.find("]", subset))
    return end + 1


def _skip_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position
