"""The texts of a page in; readable text, its blocks and marks, and the offsets of its markers out.

Blocks are separated by blank lines. Markers of notes are removed from the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from painsci_search.model import BLOCK_GAP, Block, Mark, MarkKind
from painsci_search.reading.dom.white_space import fold, fold_ascii
from painsci_search.reading.text.parts import (
    MARK,
    PARAGRAPH,
    Part,
    Shape,
    Span,
    finish_block,
    moved,
    with_markers_joined,
    without_markers,
)

# Private-use characters of a page are icons of web fonts, and are removed.
_UNSEEN = re.compile("[\ue000-\uf8ff\xad\u200b\u2060\ufeff]+")
_WORD = re.compile(r"\S+")
# What browsers take for one word after letters: "1" and "1,2", but not "1–2" (Unicode, UAX 29).
_NUMBER = re.compile(r"\w+(?>(?:(?<=\d)[,.;](?=\d)\w+)*)")
# Signs that may join two markers to one word, and the most markers that are looked at for that.
_JOINING, _MOST_JOINED = frozenset(("", ",", ".", ";")), 8
_SCRIPTS = frozenset({"superscript", "subscript"})
_DRAWN = frozenset({"formula", "ruby", "alternative"})
# The white space of code within its lines is kept.
_BLANK_LINES = re.compile(r"\n(?>(?:[^\S\n]*+\n)+)")
_OTHER_SPACE = re.compile(r"[^\S \n]")


class Finished(NamedTuple):
    """A finished text.

    Attributes:
        markers: the markers in order, each with its offset in the text.
        breaks: offsets where the page shows something else than the text, ascending.
        joined: see `Section`.
    """

    text: str
    markers: list[tuple[object, int]]
    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...]
    breaks: tuple[int, ...]
    joined: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class Prose:
    """Text under construction: the current block, and the finished ones.

    White space is folded as the text is added, so that offsets of marks are known at once. A
    marker is any object: `finish` returns it with its offset.
    """

    markers: list[object] = field(default_factory=list)
    # What the page shows of each marker in the current block, and for each marker of the finished
    # ones what it shows as one word with the word before the marker.
    _shown: list[str] = field(default_factory=list)
    _joined: list[str] = field(default_factory=list)
    _parts: list[Part] = field(default_factory=list)
    _shape: Shape = PARAGRAPH
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _space: bool = False
    _begun: bool = False
    _marks: list[Span] = field(default_factory=list)
    _cells: list[int] = field(default_factory=list)
    _asides: list[str] = field(default_factory=list)
    _groups: int = 0
    _line_due: bool = False

    @property
    def count(self) -> int:
        """The number of finished blocks."""
        return len(self._parts)

    def next_group(self) -> int:
        """Return the number of one more list or table."""
        self._groups += 1
        return self._groups

    def begin_block(self, shape: Shape) -> None:
        """Finish the current block, and begin one of another kind."""
        self.end_paragraph()
        self._shape = shape

    def shape_next(self, shape: Shape) -> None:
        """Set the kind of the next block, directly after the end of one."""
        self._shape = shape

    def add(self, text: str) -> None:
        """Add text of the page, with white space folded and without private-use characters."""
        if text.isascii():
            folded = fold_ascii(text)
        else:
            text = _UNSEEN.sub("", text)
            folded = fold(text)
        if not folded:
            self._space = self._space or bool(text)
            return
        if self._line_due:
            self._line_due = False
            self.break_line()
        if (self._space or text[0].isspace()) and self._length and not self._ends_line():
            folded = f" {folded}"
        self._put(folded)
        self._space = text[-1].isspace()
        self._begun = True

    def add_lines(self, text: str) -> None:
        """Add text whose line breaks and other white space are kept, such as code."""
        lines = _UNSEEN.sub("", text).expandtabs(4).replace("\r", "")
        kept = _BLANK_LINES.sub("\n", _OTHER_SPACE.sub(" ", lines))
        if kept:
            self._put(kept)
            self._begun = self._begun or not kept.isspace()

    def mark(self, marker: object, shown: str = "") -> None:
        """Add a marker of a note.

        Args:
            shown: its text in the page; "" if that is in the text, or if no browser shows the page.
        """
        self._put(f" {MARK}" if self._space and self._length else MARK)
        self._space = False
        self._begun = True
        self.markers.append(marker)
        self._shown.append(shown)

    def open_mark(self, kind: MarkKind, target: str = "") -> None:
        """Begin an inline mark, such as emphasis; marks may be nested."""
        self._marks.append(Span(kind, target, self._length))

    def close_mark(self, kind: MarkKind) -> None:
        """End the innermost open mark of a kind, if any."""
        for span in reversed(self._marks):
            if span.end < 0 and span.kind == kind:
                span.end = self._length
                break

    def break_quote(self) -> None:
        """Add a place where the page shows a picture or a field within the line."""
        if self._begun:
            self._marks.append(Span("break", "", self._length, self._length))

    def add_marked(self, kind: MarkKind, text: str, target: str = "") -> None:
        """Add text with a mark."""
        self.open_mark(kind, target)
        self.add(text)
        self.close_mark(kind)

    def last_characters(self, count: int) -> str:
        """Return the last characters of the current block; "" after white space."""
        if self._space:
            return ""
        text = ""
        for piece in reversed(self._pieces):
            text = piece[-count:] + text
            if len(text) >= count:
                break
        return text[-count:]

    def break_line(self) -> None:
        """Add a line break within the block."""
        if self._length and not self._ends_line():
            self._put("\n")
        self._space = False

    def break_line_in_cell(self) -> None:
        """Add a line break between two blocks in a cell, but not at its start or end."""
        self._line_due = bool(self._cells) and self._length > self._cells[-1]

    def put_aside(self, text: str) -> None:
        """Add a paragraph after the current block."""
        self._asides.append(text)

    def begin_cell(self) -> None:
        """Begin a cell of the current row, which a bar separates from the one before."""
        self._line_due = False
        if self._cells and self._begun:
            self._put(" |")
            self._space = True
        self._cells.append(self._length)

    def end_paragraph(self) -> None:
        """Finish the current block; an empty one is dropped. The next one is a paragraph."""
        shape, self._shape = self._shape, PARAGRAPH
        asides = self._asides
        if not (self._pieces or self._marks or self._cells or asides):
            self._space = self._line_due = False
            return
        if self._begun:
            text = "".join(self._pieces)
            if self._shown:
                self._joined += _joined_words(text, self._shown)
                self._shown.clear()
            self._parts.append(finish_block(text, shape, self._marks, self._cells))
            if not self._parts[-1].text:
                self._parts.pop()
        self._pieces.clear()
        self._length = 0
        self._space = self._begun = self._line_due = False
        if self._marks:  # those that are still open go on in the next block
            self._marks = [Span(span.kind, span.target, 0) for span in self._marks if span.end < 0]
        if self._cells:
            self._cells = []
        if asides:
            self._asides = []
            for aside in asides:
                self.add(aside)
                self.end_paragraph()

    def finish(self) -> Finished:
        """Return the text with its markers, blocks and marks."""
        self.end_paragraph()
        markers = iter(self.markers)
        placed: list[tuple[object, int]] = []
        pieces: list[str] = []
        blocks: list[Block] = []
        marks: list[Mark] = []
        breaks: set[int] = set()
        length = 0
        parts = with_markers_joined(self._parts)[::-1]
        self._parts = []
        while parts:  # a part is freed when it is done
            part = parts.pop()
            offset = length + len(BLOCK_GAP) if pieces else 0
            text, places = without_markers(part.text)
            if places:
                placed.extend((next(markers), offset + place) for place in places)
            if not text:
                continue
            cells, spans = part.cells, part.marks
            if places and (cells or spans):
                cells, spans = moved(part, places)
            pieces.append(text)
            length = offset + len(text)
            shape = part.shape
            blocks.append(
                Block(
                    shape.kind,
                    offset,
                    length,
                    shape.depth,
                    shape.label,
                    tuple([(offset + low, offset + high) for low, high in cells]) if cells else (),
                    shape.group,
                )
            )
            for span in spans:
                if span.kind == "break":
                    breaks.add(offset + span.start)
                    continue
                mark = Mark(span.kind, offset + span.start, offset + span.end, span.target)
                marks.append(mark)
                breaks.update(_breaks_of(mark, text, offset))
        if marks:
            marks.sort(key=lambda mark: (mark.start, -mark.end))
        joined = BLOCK_GAP.join(pieces)
        words = zip(placed, self._joined, strict=True)
        return Finished(
            joined,
            placed,
            tuple(blocks),
            tuple(marks),
            tuple(sorted(breaks)),
            tuple([(at, word) for (_, at), word in words if word]),
        )

    def _ends_line(self) -> bool:
        return self._pieces[-1].endswith("\n")

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)


def _joined_words(text: str, shown: Sequence[str]) -> list[str]:
    """Return for each marker of a block what is one word with the word before it, or "".

    Args:
        text: with a sign for each marker.
        shown: what the page shows of each.

    >>> _joined_words(f"It helps{MARK},{MARK}. So{MARK} it does.{MARK}", ["1", "2", "[3]", "4"])
    ['1,2', '', '', '']
    """
    pieces = text.split(MARK)
    words = []
    for number, before in enumerate(pieces[:-1]):
        word = ""
        if before[-1:].isalnum() and (shown[number][:1].isalpha() or shown[number][:1].isdecimal()):
            for own, after in islice(
                zip(shown, pieces[1:], strict=True), number, number + _MOST_JOINED
            ):
                word += own + after[:1]
                if after not in _JOINING:
                    break
        found = _NUMBER.match(word)
        words.append(found[0] if found else "")
    return words


def _breaks_of(mark: Mark, text: str, offset: int) -> Iterator[int]:
    """Yield the ends of a mark and of its words, if the page shows them in other characters.

    Args:
        text: the text of the block, which starts at `offset`.
    """
    shown = text[mark.start - offset : mark.end - offset]
    if mark.kind in _DRAWN or (mark.kind in _SCRIPTS and not shown.isascii()):
        yield mark.start
        for word in _WORD.finditer(shown):
            yield mark.start + word.end()
