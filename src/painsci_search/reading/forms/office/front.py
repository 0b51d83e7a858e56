"""The paragraphs of a document in; its title, authors and date, which are above the text, out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple, Protocol

from painsci_search.reading.forms.markup import Markup
from painsci_search.reading.forms.office.styles import Style
from painsci_search.reading.forms.xml_tree import Element

# Half points: a line that is larger than the text by this is a title.
_LARGER = 6
# Letters; a longer line is no heading, whatever its format.
_LONGEST_HEADING = 120
_MARKER = re.compile(r"<sup><a [^<>]{0,300}doc-noteref[^<>]{0,40}>[^<>]{0,40}</a></sup>")
_TAG = re.compile(r"<[^<>]{1,3000}>")


class Paragraph(NamedTuple):
    """The text of a paragraph.

    Attributes:
        plain: the text without markup and markers.
        is_bold: whether all of it is bold.
        size: the size of the first text in half points, or 0.
        boxes: the text boxes that hang on it.
    """

    html: str
    plain: str
    is_bold: bool
    size: int
    boxes: tuple[Element, ...] = ()


@dataclass(slots=True)
class Content:
    """What the body of a document shows.

    Attributes:
        title: the text of the title, which the HTML has as its first h1; "" without one.
        language: the language of most of the text, or "".
    """

    html: str = ""
    title: str = ""
    subtitle: str = ""
    authors: list[str] = field(default_factory=list)
    date: str = ""
    language: str = ""


class BlockWriter(Protocol):
    """Writes blocks of a document as HTML."""

    def write_heading(self, level: int, paragraph: Paragraph) -> None:
        """Add a heading of a level of HTML."""

    def write_paragraph(self, style: Style, paragraph: Paragraph) -> None:
        """Add a paragraph by its style."""


class Front:
    """Passes paragraphs to a writer, and finds the title, the subtitle, the authors and the date.

    Args:
        content: what is found is set in it.
        size: the usual size of text in half points.
        guesses: whether short bold lines are headings, since no style marks any.
    """

    def __init__(self, content: Content, writer: BlockWriter, size: int, *, guesses: bool) -> None:
        self._content = content
        self._writer = writer
        self._size = size
        self._guesses = guesses
        self._in_text = False

    def begin_text(self) -> None:
        """End the front: what follows is text."""
        self._in_text = True

    def add(self, style: Style, paragraph: Paragraph) -> None:
        """Add a paragraph."""
        if not (paragraph.plain and self._is_front(style, paragraph)):
            self._write_text(style, paragraph)

    def _is_front(self, style: Style, paragraph: Paragraph) -> bool:
        """Take a paragraph above the text as metadata, and return whether it is one."""
        content, kind = self._content, style.kind
        if kind == "title" and not content.title:
            content.title = paragraph.plain
            self._writer.write_heading(1, paragraph)
        elif self._in_text or "doc-noteref" in paragraph.html:
            return False
        elif kind == "subtitle" and not content.subtitle:
            content.subtitle = paragraph.plain
        elif kind == "author":
            content.authors.append(paragraph.plain)
        elif kind == "date" and not content.date:
            content.date = paragraph.plain
        else:
            return False
        return True

    def _write_text(self, style: Style, paragraph: Paragraph) -> None:
        is_line = 0 < len(paragraph.plain) <= _LONGEST_HEADING and not style.list_id
        is_line = is_line and not style.level and paragraph.plain[-1] not in ".,;:"
        if style.kind == "title":
            self._writer.write_heading(2, paragraph)
        elif is_line and self._is_title(paragraph):
            self._content.title = paragraph.plain
            self._writer.write_heading(1, paragraph)
        elif is_line and self._guesses and paragraph.is_bold and self._in_text:
            self._writer.write_heading(2, paragraph)
        else:
            shows_text = bool(paragraph.plain) and style.kind != "contents"
            self._in_text = self._in_text or shows_text
            self._writer.write_paragraph(style, paragraph)

    def _is_title(self, paragraph: Paragraph) -> bool:
        """Return whether the first line of a document without styled titles is its title."""
        is_larger = paragraph.size >= self._size + _LARGER
        is_bold = self._guesses and paragraph.is_bold
        return not self._in_text and not self._content.title and (is_larger or is_bold)


def plain_text(html: str) -> str:
    """Return the text of a paragraph without markup and markers of notes."""
    return " ".join(unescape(_TAG.sub("", _MARKER.sub("", html))).split())


def write_inside(markup: Markup, names: tuple[str, ...], paragraph: Paragraph) -> None:
    """Add a paragraph inside elements, the outermost first."""
    for name in names:
        markup.open(name)
    markup.raw(paragraph.html)
    for name in reversed(names):
        markup.close(name)
