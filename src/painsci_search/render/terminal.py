"""Text for a terminal: untrusted text comes in; cleaned, wrapped and styled lines go out.

Anybody may have written the pages, so everything that is printed goes through `clean` first.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, TextIO

from painsci_search.escaping import clean, is_web_address, percent_encode
from painsci_search.late_classes import late_dataclass
from painsci_search.late_patterns import late_pattern

Span = tuple[int, int]
Style = Literal["title", "heading", "match", "link", "faint"]

# Columns. Narrower than 40, indented text has no room; lines over 100 are hard to read; 80 where
# the width is unknown.
MIN_WIDTH, MAX_WIDTH, DEFAULT_WIDTH = 40, 100, 80


@lru_cache(maxsize=4096)
def _columns(char: str) -> int:
    if char == "\ufe0f":
        # The emoji variation selector makes the character before it wide.
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf") and char != "\xad":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def display_width(text: str) -> int:
    """Count the terminal columns of cleaned text; where terminals differ, the larger number.

    Source: Unicode Standard Annex 11, East Asian Width.

    >>> display_width("pain"), display_width("\u75db\u307f"), display_width("nai\u0308ve")
    (4, 4, 5)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


# A run without line breaks: the text between spaces, of which a no-break space is none. Scripts
# that are written without spaces may also break before a wide character, except a closing mark.
_WORD = late_pattern(r"[^\s]+(?:[\u00a0\u2007\u202f]+[^\s]+)*|[\u00a0\u2007\u202f]+")
_CLOSING = "\u3001\u3002\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\u300d\u300f\u3011"


def wrap(text: str, width: int) -> list[Span]:
    """Split cleaned text into lines of at most `width` (>= 2) columns, as offsets into the text.

    Lines break at spaces, which belong to no line, and inside a word only where the word is wider
    than a line. Offsets, not strings, let the caller map spans of the text to the lines.
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
    """Yield the runs inside which a line must not break; a run wider than a line is split."""
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
    """Clean text and cut it to `width` columns at the end of a word, with an ellipsis.

    >>> shorten("the meaning of being looked after", 20)
    'the meaning of\u2026'
    """
    line = " ".join(clean(text).split())
    if display_width(line) <= width:
        return line
    start, end = wrap(line, max(width - 1, 2))[0]
    return line[start:end].rstrip(" ,;:") + "\u2026"


def hang(line: str, width: int) -> list[str]:
    """Wrap a cleaned line with a hanging indent; what precedes ": ", and a long word, stays whole.

    So a path in front of a message, and a URL, can be copied as they are.

    >>> hang("my articles/a b.pdf: damaged PDF; check that it was saved completely", 40)
    ['my articles/a b.pdf: damaged PDF; check', '  that it was saved completely']
    """
    head, _, rest = line.partition(": ")
    words = [f"{head}:", *rest.split(" ")] if rest else line.split(" ")
    lines = words[:1]
    for word in words[1:]:
        if display_width(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(f"  {word}")
    return lines


@late_dataclass(frozen=True, slots=True)
class Terminal:
    """The abilities of an output stream, and the text that is formatted for it.

    Attributes:
        width: columns.
        styled: whether bold, underline and hyperlinks may be used.
        coloured: whether colours may be used, too.
    """

    width: int = DEFAULT_WIDTH
    styled: bool = False
    coloured: bool = False

    @classmethod
    def of(cls, stream: TextIO | None) -> Terminal:
        """Detect the abilities of a stream; a pipe and a file have none.

        NO_COLOR (https://no-color.org) turns colours off, but not bold and underline.
        """
        columns = shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns
        width = min(max(columns, MIN_WIDTH), MAX_WIDTH)
        styled = stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
        return cls(width, styled, styled and not os.environ.get("NO_COLOR"))

    def style(self, text: str, name: Style) -> str:
        """Add the escape codes of a style to cleaned text."""
        if not self.styled or not text:
            return text
        codes = (_COLOURED if self.coloured else _MONOCHROME)[name]
        return f"\x1b[{codes}m{text}\x1b[0m" if codes else text

    def link(self, url: str) -> str:
        """Format a URL, without its text fragment; a terminal links it to the whole URL.

        Source: "Hyperlinks in terminal emulators" (OSC 8); URL Fragment Text Directives (WICG).
        """
        shown = display_url(url)
        if not self.styled or not is_web_address(url):
            return shown
        target = percent_encode(url)
        return f"\x1b]8;;{target}\x1b\\{self.style(shown, 'link')}\x1b]8;;\x1b\\"

    def link_line(self, url: str, indent: int) -> list[str]:
        """Return an indented line with a URL; no line without one."""
        return [" " * indent + self.link(url)] if url else []

    def write(self, text: str, spans: Sequence[Span], base: Style | None = None) -> str:
        """Style a cleaned text: `spans`, ascending and disjoint, as matches, the rest as `base`."""
        pieces, done = [], 0
        for start, end in spans:
            pieces.append(self.style(text[done:start], base) if base else text[done:start])
            pieces.append(self.style(text[start:end], "match"))
            done = max(done, end)
        pieces.append(self.style(text[done:], base) if base else text[done:])
        return "".join(pieces)

    def paragraph(
        self, text: str, indent: int = 0, spans: Sequence[Span] = (), base: Style | None = None
    ) -> list[str]:
        """Clean, wrap, indent and style a text; `spans` of it are highlighted in the lines."""
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


# SGR codes (ECMA-48, 8.3.117); only the sixteen colours that every terminal theme keeps readable.
_COLOURED: dict[Style, str] = {
    "title": "1",
    "heading": "36",
    "match": "1;31",
    "link": "94",
    "faint": "2",
}
_MONOCHROME: dict[Style, str] = {
    "title": "1",
    "heading": "",
    "match": "1;4",
    "link": "",
    "faint": "2",
}


def display_url(url: str) -> str:
    """Return a URL for display: clean, without spaces, and without a text fragment after an anchor.

    Where the URL has no anchor, only the text fragment leads to the passage; it is kept.

    >>> display_url("https://example.org/asmr#triggers:~:text=soft,sounds")
    'https://example.org/asmr#triggers'
    >>> display_url("https://example.org/asmr#:~:text=soft,sounds")
    'https://example.org/asmr#:~:text=soft,sounds'
    """
    page, _, _ = url.partition(":~:")
    return re.sub(r"\s", "%20", clean(url if page.endswith("#") else page))
