"""Plain text for a terminal: untrusted text made harmless, measured in columns, wrapped, styled.

Text comes from pages that anybody wrote, so everything that is printed passes ``clean`` first.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TextIO

from painsci_search.escaping import clean, is_web_address, percent_encode

Span = tuple[int, int]

MIN_WIDTH, MAX_WIDTH, DEFAULT_WIDTH = 40, 100, 80


@lru_cache(maxsize=4096)
def _columns(char: str) -> int:
    if char == "\ufe0f":
        # the variation selector that asks for an emoji makes the sign before it wide
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf") and char != "\xad":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def display_width(text: str) -> int:
    """Count the terminal columns that cleaned text takes, erring towards too many.

    Source: Unicode Standard Annex 11, East Asian Width.

    >>> display_width("pain"), display_width("\u75db\u307f"), display_width("nai\u0308ve")
    (4, 4, 5)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


# What stays on one line: a run between spaces, and a no-break space is not one. Scripts written
# without spaces may also break before a wide character that is not a closing mark.
_WORD = re.compile(r"[^\s]+(?:[\u00a0\u2007\u202f]+[^\s]+)*|[\u00a0\u2007\u202f]+")
_CLOSING = "\u3001\u3002\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\u300d\u300f\u3011"


def wrap(text: str, width: int) -> list[Span]:
    """Split cleaned text into lines of at most ``width`` (>= 2) columns, as offsets into it.

    Lines break at spaces, which belong to no line, and inside a word only where it is wider than
    a line. Offsets rather than strings, so that spans within the text can be followed into lines.
    """
    lines: list[Span] = []
    start = end = used = 0
    for chunk_start, chunk_end in _chunks(text, width):
        added = display_width(text[end:chunk_end])
        if lines and used + added <= width:
            end, used = chunk_end, used + added
            lines[-1] = (start, end)
        else:
            start, end = chunk_start, chunk_end
            used = display_width(text[start:end])
            lines.append((start, end))
    return lines


def _chunks(text: str, width: int) -> Iterator[Span]:
    """Find the runs that a line may not break in; those wider than a line are cut all the same."""
    for match in _WORD.finditer(text):
        start, end = match.span()
        columns = display_width(match.group())
        if columns <= width and columns == end - start:
            yield start, end
            continue
        used = 0
        for at in range(start, end):
            added = _columns(text[at])
            may_break = added == 2 and text[at] not in _CLOSING
            if at > start and (may_break or used + added > width):
                yield start, at
                start, used = at, 0
            used += added
        yield start, end


def shorten(text: str, width: int) -> str:
    """Clean text and cut it to ``width`` columns at a word's end, with an ellipsis.

    >>> shorten("the meaning of being looked after", 20)
    'the meaning of\u2026'
    """
    line = " ".join(clean(text).split())
    if display_width(line) <= width:
        return line
    start, end = wrap(line, max(width - 1, 2))[0]
    return line[start:end].rstrip(" ,;:") + "\u2026"


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the place that text goes to can show.

    Attributes:
        width: columns.
        styled: bold, underline and hyperlinks are understood.
        coloured: colours are wanted, too.
    """

    width: int = DEFAULT_WIDTH
    styled: bool = False
    coloured: bool = False

    @classmethod
    def of(cls, stream: TextIO | None) -> Terminal:
        """Find out about a stream; a pipe or a file is plain.

        NO_COLOR (https://no-color.org) turns colour off, and leaves bold and underline.
        """
        columns = shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns
        width = min(max(columns, MIN_WIDTH), MAX_WIDTH)
        styled = stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
        return cls(width, styled, styled and not os.environ.get("NO_COLOR"))

    def style(self, text: str, name: str) -> str:
        """Dress cleaned text in one of the styles of the house."""
        if not self.styled or not text:
            return text
        codes = (_COLOURED if self.coloured else _MONOCHROME)[name]
        return f"\x1b[{codes}m{text}\x1b[0m" if codes else text

    def link(self, address: str) -> str:
        """Show an address as far as it need be seen; on a terminal, as a link to all of it.

        Source: "Hyperlinks in terminal emulators" (OSC 8); URL Fragment Text Directives (WICG).
        """
        shown = visible_address(address)
        if not self.styled or not is_web_address(address):
            return shown
        target = percent_encode(address)
        return f"\x1b]8;;{target}\x1b\\{self.style(shown, 'link')}\x1b]8;;\x1b\\"

    def write(self, text: str, spans: Sequence[Span], base: str = "") -> str:
        """Style a cleaned text: the spans, ascending and disjoint, as matches, the rest as base."""
        pieces, at = [], 0
        for start, end in spans:
            pieces.append(self.style(text[at:start], base) if base else text[at:start])
            pieces.append(self.style(text[start:end], "match"))
            at = max(at, end)
        pieces.append(self.style(text[at:], base) if base else text[at:])
        return "".join(pieces)

    def paragraph(
        self, text: str, indent: int = 0, spans: Sequence[Span] = (), base: str = ""
    ) -> list[str]:
        """Clean, wrap, indent and style a text, following spans into the lines."""
        text = clean(text)
        lines = []
        for start, end in wrap(text, max(self.width - indent, 2)):
            inside = [
                (max(a, start) - start, min(b, end) - start)
                for a, b in spans
                if a < end and b > start
            ]
            lines.append(" " * indent + self.write(text[start:end], inside, base))
        return lines


# SGR codes (ECMA-48, 8.3.117) from the sixteen colours, which every terminal theme makes readable.
_COLOURED = {
    "title": "1",
    "heading": "36",
    "match": "1;31",
    "link": "94",
    "faint": "2",
}
_MONOCHROME = {"title": "1", "heading": "", "match": "1;4", "link": "", "faint": "2"}


def visible_address(address: str) -> str:
    """Give an address as it is shown: clean, unbroken, without a text fragment behind an anchor.

    Where the page has no anchor, the text fragment is what leads to the passage, and stays.

    >>> visible_address("https://example.org/asmr#triggers:~:text=soft,sounds")
    'https://example.org/asmr#triggers'
    >>> visible_address("https://example.org/asmr#:~:text=soft,sounds")
    'https://example.org/asmr#:~:text=soft,sounds'
    """
    page, _, _ = address.partition(":~:")
    return re.sub(r"\s", "%20", clean(address if page.endswith("#") else page))
