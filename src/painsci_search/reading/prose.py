"""Elements in, readable text out: paragraphs by blank lines, markers of notes taken out with the
places where they stood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from painsci_search.reading.dom import fold_space

# One private character stands for a marker while the text is put together; the page's own
# characters of that area are icons of web fonts and are dropped.
MARK = "\ue000"
# Another one stands for the end of a line that the page breaks.
_LINE = "\ue001"
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_BRACKETED = re.compile(rf"[\[(（{{]\s*({MARK}[\s,;&–—‑-]*)+[\])）}}]")
_LISTED = re.compile(rf"(?<={MARK})[\s,;–—‑-]+(?={MARK})")
# white space is folded by then
_BEFORE_STOP = re.compile(rf"[ \n](?={MARK}+(?: *$| *[.,;:!?)\]”’»…]))")
_MARKER_ALONE = re.compile(rf"\n\n({MARK}+)(?=\n\n|$)")
_MARKER_FIRST = re.compile(rf"^({MARK}+)\n\n")
_BETWEEN_SPACES = re.compile(rf" ({MARK}+)(?=[ \n])")


_WORD_BEFORE = re.compile(r"[^\W\d_]{3}$")


@dataclass(slots=True)
class Prose:
    """Text under construction: pieces of the paragraph at hand and the paragraphs done.

    Type of a marker's payload: whatever the caller wants back from `finish`.
    """

    paragraphs: list[str] = field(default_factory=list)
    markers: list[object] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _asides: list[str] = field(default_factory=list)
    _begun: bool = False

    def add(self, text: str) -> None:
        """Add text as the page has it."""
        if not text.isascii():
            text = _PRIVATE.sub("", text)
        self._pieces.append(text)
        if not self._begun:
            self._begun = bool(text) and not text.isspace()

    def mark(self, payload: object) -> None:
        """Put a marker here."""
        self._pieces.append(MARK)
        self._begun = True
        self.markers.append(payload)

    def break_line(self) -> None:
        """End a line within the paragraph."""
        self._pieces.append(_LINE)

    def end_word(self) -> None:
        """Keep what comes apart from a word before it, but not from a unit such as "cm"."""
        if self._pieces and _WORD_BEFORE.search(self._pieces[-1]):
            self._pieces.append(" ")

    def put_aside(self, text: str) -> None:
        """Add a paragraph that comes after the one at hand."""
        self._asides.append(_PRIVATE.sub("", text))

    def separate(self, sign: str) -> None:
        """Part two cells of a row with a sign, unless nothing stands before it."""
        if self._begun:
            self._pieces.append(sign)

    def end_paragraph(self) -> None:
        """Close the paragraph at hand; an empty one leaves nothing."""
        if not (self._pieces or self._asides):
            return
        text = "".join(self._pieces)
        self._pieces.clear()
        self._begun = False
        text = _fold_lines(text).strip(" |")
        text = _clean_around_markers(text)
        if text:
            self.paragraphs.append(text)
        for aside in self._asides:
            if folded := fold_space(aside):
                self.paragraphs.append(folded)
        self._asides.clear()

    def finish(self) -> tuple[str, list[tuple[object, int]]]:
        """Return the text and, for each marker in order, its payload and its offset."""
        self.end_paragraph()
        # a marker alone in its block belongs to the paragraph before it
        joined = "\n\n".join(self.paragraphs)
        if not self.markers:
            return joined, []
        joined = _MARKER_ALONE.sub(r"\1", joined)
        joined = _MARKER_FIRST.sub(r"\1", joined)
        text: list[str] = []
        placed: list[tuple[object, int]] = []
        length = 0
        for number, piece in enumerate(joined.split(MARK)):
            if number:
                placed.append((self.markers[number - 1], length))
            text.append(piece)
            length += len(piece)
        return "".join(text), placed


def _fold_lines(text: str) -> str:
    if _LINE not in text:
        return fold_space(text)
    return "\n".join(filter(None, map(fold_space, text.split(_LINE))))


def _clean_around_markers(text: str) -> str:
    """Take out the brackets, commas and spaces that only served markers."""
    if MARK not in text:
        return text
    text = _BRACKETED.sub(lambda found: MARK * found[0].count(MARK), text)
    text = _LISTED.sub("", text)
    text = _BEFORE_STOP.sub("", text)
    return _BETWEEN_SPACES.sub(r"\1", text)
