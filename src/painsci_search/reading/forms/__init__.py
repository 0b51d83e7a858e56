"""The forms (file types) in which articles are saved: the content of a file in, an `Article` out.

`FORMS` is the table of forms. To add one, write a module beside this one with a function
`read(file: SavedFile) -> tuple[Article, str]` and add a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from pathlib import PurePath
from typing import NamedTuple

from painsci_search.errors import ReadError
from painsci_search.model import Article
from painsci_search.reading.decoding import decode, is_text
from painsci_search.reading.forms.recognition import is_jats

_Reader = Callable[["SavedFile"], tuple[Article, str]]

_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".xht"})
_JATS_SUFFIXES = frozenset({".xml", ".nxml", ".jats"})
_TEXT_SUFFIXES = frozenset({".txt", ".text"})
_START_OF_HTML = re.compile(r"<(?:!doctype\s+html|html|\?xml|head|body|!--)")
_HTML_TAG = re.compile(r"</?(?:p|div|a|h[1-6]|br|span|table|title|meta|ul|li|em|b|i)\b[^>]*>")
# In characters: enough for the tags of a page's head, and little for a text without tags.
_START = 4096
# Fewer tags in a file called .txt may be a text about HTML.
_FEWEST_TAGS_IN_TXT = 4
# File types that people try: the first bytes, and the name for the message.
_REFUSED = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive (an EPUB or an office document)"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office document"),
    (b"{\\rtf", "an RTF document"),
)


class SavedFile:
    """The content of a file that may be an article.

    Attributes:
        data: the bytes of the file.
        source: the path, for messages and as a hint at the form.
    """

    def __init__(self, data: bytes, source: str) -> None:
        self.data = data
        self.source = source

    @cached_property
    def text(self) -> str:
        """The decoded content."""
        return decode(self.data)

    @property
    def suffix(self) -> str:
        """The extension of the file name, in lower case."""
        return PurePath(self.source).suffix.lower()


class FileForm(NamedTuple):
    """A form in which articles are saved.

    Attributes:
        name: the form's name.
        suffixes: extensions of files that are read when a folder is indexed or audited.
        accepts: returns whether the bytes of a file can be of this form.
        recognises: returns whether a file whose bytes are accepted is of this form, by its content
            first and by its extension second.
        module: the module of this package that reads it, imported with the first file.
    """

    name: str
    suffixes: frozenset[str]
    accepts: Callable[[bytes], bool]
    recognises: Callable[[SavedFile], bool]
    module: str

    def read(self, file: SavedFile) -> tuple[Article, str]:
        """Return the article and the text that the file shows around it.

        Raises:
            ReadError: the content cannot be read as an article.
        """
        read: _Reader = import_module(f"{__name__}.{self.module}").read
        return read(file)


def _is_readable_text(data: bytes) -> bool:
    return not any(data.startswith(magic) for magic, _ in _REFUSED) and is_text(data)


def _is_html(file: SavedFile) -> bool:
    """Return whether a text is HTML, by how it starts; the extension decides doubtful cases."""
    start = file.text[:_START].lstrip("\ufeff \t\r\n").lower()
    if _START_OF_HTML.match(start):
        return True
    tags = len(_HTML_TAG.findall(start))
    if file.suffix in _TEXT_SUFFIXES:
        return start.startswith("<") and tags >= _FEWEST_TAGS_IN_TXT
    return tags >= 1 or file.suffix in _HTML_SUFFIXES


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _is_any(_: SavedFile) -> bool:
    return True


# The first form that accepts and recognises a file reads it.
FORMS = (
    FileForm("PDF", frozenset({".pdf"}), _is_pdf, _is_any, "pdf"),
    FileForm("JATS XML", _JATS_SUFFIXES, is_jats, _is_any, "jats"),
    FileForm("HTML", _HTML_SUFFIXES, _is_readable_text, _is_html, "html"),
    FileForm("plain text", _TEXT_SUFFIXES, _is_readable_text, _is_any, "plaintext"),
)
SUFFIXES = frozenset[str]().union(*(form.suffixes for form in FORMS))


def check_readable(data: bytes, source: str) -> None:
    """Refuse content that no form accepts.

    Raises:
        ReadError: the content is empty or of another file type.
    """
    if not data.strip():
        raise ReadError(f"{source}: the file is empty")
    if any(form.accepts(data) for form in FORMS):
        return
    for magic, name in _REFUSED:
        if data.startswith(magic):
            raise ReadError(f"{source}: {name}, not HTML or text; save it as HTML or text first")
    raise ReadError(f"{source}: binary data, not HTML or text")


def form_of(file: SavedFile) -> FileForm:
    """Return the form of a file.

    Raises:
        ReadError: no form accepts the content.
    """
    check_readable(file.data, file.source)
    return next(form for form in FORMS if form.accepts(file.data) and form.recognises(file))
