"""The texts of a page in, readable text and the offsets of its markers out.

Paragraphs are separated by blank lines. Markers of notes are removed from the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from painsci_search.reading.dom import fold_space

# A private-use character represents a marker while the text is built. The page's own private-use
# characters are icons of web fonts, and are removed.
MARK = "\ue000"
# Another one represents a line break.
_LINE = "\ue001"
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_BRACKETED = re.compile(rf"[\[(（{{]\s*({MARK}[\s,;&–—‑-]*)+[\])）}}]")
_LISTED = re.compile(rf"(?<={MARK})[\s,;–—‑-]+(?={MARK})")
# white space is folded before this
_BEFORE_STOP = re.compile(rf"[ \n](?={MARK}+(?: *$| *[.,;:!?)\]”’»…]))")
_MARKER_ALONE = re.compile(rf"\n\n({MARK}+)(?=\n\n|$)")
_MARKER_FIRST = re.compile(rf"^({MARK}+)\n\n")
_BETWEEN_SPACES = re.compile(rf" ({MARK}+)(?=[ \n])")
_WORD_BEFORE = re.compile(r"[^\W\d_]{3}$")


@dataclass(slots=True)
class Prose:
    """Text under construction: the pieces of the current paragraph, and the finished paragraphs.

    A marker is any object: `finish` returns it with its offset.
    """

    paragraphs: list[str] = field(default_factory=list)
    markers: list[object] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _asides: list[str] = field(default_factory=list)
    _begun: bool = False

    def add(self, text: str) -> None:
        """Add text of the page, without private-use characters."""
        if not text.isascii():
            text = _PRIVATE.sub("", text)
        self._pieces.append(text)
        if not self._begun:
            self._begun = bool(text) and not text.isspace()

    def mark(self, marker: object) -> None:
        """Add a marker."""
        self._pieces.append(MARK)
        self._begun = True
        self.markers.append(marker)

    def break_line(self) -> None:
        """Add a line break within the paragraph."""
        self._pieces.append(_LINE)

    def end_word(self) -> None:
        """Add a space after a word, but not after a unit such as "cm"."""
        if self._pieces and _WORD_BEFORE.search(self._pieces[-1]):
            self._pieces.append(" ")

    def put_aside(self, text: str) -> None:
        """Add a paragraph after the current one."""
        self._asides.append(_PRIVATE.sub("", text))

    def separate(self, sign: str) -> None:
        """Add a sign between two cells of a row, unless the paragraph is empty."""
        if self._begun:
            self._pieces.append(sign)

    def end_paragraph(self) -> None:
        """Finish the current paragraph; an empty one is dropped."""
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
        """Return the text, and the markers in order with their offsets."""
        self.end_paragraph()
        joined = "\n\n".join(self.paragraphs)
        if not self.markers:
            return joined, []
        # a marker alone in its block belongs to the paragraph before it
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
    """Remove the brackets, commas and spaces around and between markers."""
    if MARK not in text:
        return text
    text = _BRACKETED.sub(lambda found: MARK * found[0].count(MARK), text)
    text = _LISTED.sub("", text)
    text = _BEFORE_STOP.sub("", text)
    return _BETWEEN_SPACES.sub(r"\1", text)
