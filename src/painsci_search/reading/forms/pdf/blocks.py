"""The lines of a document in reading order in; paragraphs, headings, captions and tables out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from painsci_search.reading.forms.pdf.layout import ASIDE
from painsci_search.reading.forms.pdf.pages import Line
from painsci_search.reading.notes.labels import is_note_heading

Kind = Literal["text", "heading", "caption", "table", "small", "code"]

# Parts of the size of the text: smaller type is no text, and larger type is a heading.
_SMALLER = 0.93
_LARGER = 1.06
# Parts of the usual distance of baselines: a greater one parts two paragraphs.
_APART = 1.32
# Parts of the size of type by which the first line of a paragraph is indented.
_INDENT = 0.7
_LONGEST_HEADING = 180
_MOST_HEADING_LINES = 4
# Characters: a shorter block of small type may be a label in a picture.
_SHORTEST_TEXT = 60
_CAPTION = re.compile(
    r"(?:(?:supplementary|extended\sdata|suppl?\.)\s)?"
    r"(?:fig(?:ure|ura|uur)?s?|tab(?:le|elle|leau|la|el)?|abb(?:ildung)?|scheme|box|plate|chart)"
    r"\.?\s{0,2}(?:S\s?)?(?:\d{1,3}|[IVX]{1,5})\b(?P<sign>[.:|)]|\s[-–—])?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s{1,3}(?=[^\W\d_])")
_SUFFIX = re.compile(r"\[[^\W\d_]{3,20}\]\s*\Z")
_ENDED = re.compile(r"[.!?:;][”\"’')\]\d,\s-]{0,12}$|[”\"]$")


@dataclass(slots=True)
class PdfBlock:
    """A run of lines that belong together.

    Attributes:
        number: the printed number of a heading, such as "2.1".
    """

    kind: Kind
    lines: list[Line]
    number: str = ""

    @property
    def text(self) -> str:
        """The text of the lines, joined by spaces."""
        return " ".join(line.text for line in self.lines)

    @property
    def style(self) -> tuple[float, bool, bool, bool]:
        """The type of a heading, to compare: size, weight, capitals, slope; larger is higher."""
        first = self.lines[0]
        return (
            round(first.size * 2) / 2,
            first.bold,
            _is_upper(self.text),
            not first.italic,
        )


@dataclass(frozen=True, slots=True)
class TypeArea:
    """The type of a document's text: size, font, and distance of baselines by size of type."""

    size: float
    leading: dict[int, float]
    font: str = ""

    def usual_distance(self, size: float) -> float:
        """Return the usual distance of the baselines of lines of a size of type."""
        return self.leading.get(round(size), 1.2 * size)


def measure_type(lines: Iterable[Line]) -> TypeArea:
    """Return the size of type in which most letters are, and the distances of baselines."""
    letters: Counter[float] = Counter()
    fonts: Counter[str] = Counter()
    distances: dict[int, list[float]] = defaultdict(list)
    before: Line | None = None
    for line in lines:
        letters[round(line.size * 4) / 4] += len(line.text)
        fonts[line.font] += len(line.text) if line.font else 0
        if before is not None and _follows(before, line):
            distances[round(line.size)].append(line.bottom - before.bottom)
        before = line
    size = letters.most_common(1)[0][0] if letters else 10.0
    leading = {key: _lower_median(found) for key, found in distances.items()}
    return TypeArea(size, leading, fonts.most_common(1)[0][0] if fonts else "")


def _lower_median(values: list[float]) -> float:
    return sorted(values)[len(values) // 3]


def _follows(before: Line, line: Line) -> bool:
    """Return whether a line is below another in one column, in the same size of type."""
    distance = line.bottom - before.bottom
    same = (before.page, before.column) == (line.page, line.column)
    return same and 0 < distance < 2.5 * line.size and abs(before.size - line.size) < 0.8


_Edges = dict[tuple[int, int], tuple[float, float]]


def split_blocks(lines: list[Line], area: TypeArea) -> list[PdfBlock]:
    """Return the blocks of a document, in reading order, with paragraphs joined over pages."""
    edges = _column_edges(lines)
    runs: list[list[Line]] = []
    for line in lines:
        if runs and _continues(runs[-1], line, area, edges):
            runs[-1].append(line)
        else:
            runs.append([line])
    blocks = [PdfBlock("text", run) for run in runs]
    for number, block in enumerate(blocks):
        before = blocks[number - 1] if number else None
        block.kind = _classify(block, before, area)
    _correct_headings(blocks, edges, area)
    for block in blocks:
        if block.kind == "heading" and (found := _NUMBERED.match(block.text)):
            block.number = found["number"]
    return _join_over_breaks(_join_headings(blocks), edges)


def _correct_headings(blocks: list[PdfBlock], edges: _Edges, area: TypeArea) -> None:
    """Correct headings by what follows: a label in a picture is none, a line in italics may be.

    The blocks are read from the end, since what follows a heading may be another one.
    """
    leads_to_text = False
    for number in range(len(blocks) - 1, -1, -1):
        block = blocks[number]
        first = block.lines[0]
        left, _ = edges[first.page, first.column]
        if block.kind == "heading":
            is_label = first.x0 > left + first.size and first.size < _LARGER * area.size
            if is_label and not leads_to_text and not is_note_heading(block.text):
                block.kind = "small"
        elif block.kind == "text" and leads_to_text and number:
            around = blocks[number - 1], blocks[number + 1]
            block.kind = "heading" if _is_italic_heading(block, *around, edges, area) else "text"
        is_small_text = block.kind == "small" and len(block.text) > _SHORTEST_TEXT
        if block.kind != "heading":
            leads_to_text = block.kind == "text" or is_small_text


def _is_italic_heading(
    block: PdfBlock, before: PdfBlock, after: PdfBlock, edges: _Edges, area: TypeArea
) -> bool:
    """Return whether a short line in italics is above a paragraph, apart from it."""
    first, text = block.lines[0], block.text
    last, following = before.lines[-1], after.lines[0]
    left, _ = edges[first.page, first.column]
    if len(block.lines) > 1 or not first.italic or not text[:1].isupper():
        return False
    if first.x0 > left + 2 or not _ends_short(first, edges) or _ENDED.search(text):
        return False
    usual = area.usual_distance(area.size)
    is_apart = not _follows(last, first) or first.bottom - last.bottom > 1.2 * usual
    return is_apart and _follows(first, following) and not following.italic


def _column_edges(lines: list[Line]) -> _Edges:
    """Return the left and right edge of the text of each column of each page."""
    places: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in lines:
        places[line.page, line.column].append(line)
    edges: _Edges = {}
    for place, found in places.items():
        starts = Counter(round(line.x0) for line in found)
        ends = sorted(line.x1 for line in found)
        most = starts.most_common(1)[0][1]
        left = min(x for x, count in starts.items() if count >= max(1, most / 3))
        edges[place] = (float(left), ends[int(len(ends) * 0.9)])
    return edges


def _continues(run: list[Line], line: Line, area: TypeArea, edges: _Edges) -> bool:
    last = run[-1]
    usual = area.usual_distance(line.size)
    distance = line.bottom - last.bottom
    if not _follows(last, line) or distance > _APART * usual:
        return False
    if _type_of(last) != _type_of(line) and (
        _ends_short(last, edges) or (last.bold != line.bold and distance > 1.05 * usual)
    ):
        return False
    left, _ = edges[line.page, line.column]
    step = _INDENT * line.size
    is_indented = line.x0 > left + step and last.x0 <= left + step
    is_outdented = line.x0 < last.x0 - step and len(run) > 1
    if (is_indented and line.x0 < left + 5 * line.size and len(run) > 1) or is_outdented:
        return False
    return not (_ends_short(last, edges) and _ENDED.search(last.text))


def _type_of(line: Line) -> tuple[bool, bool, str]:
    return line.bold, line.italic, line.font


def _ends_short(line: Line, edges: _Edges) -> bool:
    left, right = edges[line.page, line.column]
    return line.x1 < right - 0.12 * (right - left)


def _is_upper(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 3 and all(char.isupper() for char in letters)


def _classify(block: PdfBlock, before: PdfBlock | None, area: TypeArea) -> Kind:
    text, first = block.text, block.lines[0]
    if all(line.is_code for line in block.lines):
        return "code"
    if first.column == ASIDE:
        return "small"
    caption = _CAPTION.match(text)
    is_small = first.size < _SMALLER * area.size
    if caption and (is_small or caption["sign"] or first.bold):
        return "caption"
    cells = sum("\t" in line.text for line in block.lines)
    if cells * 2 > len(block.lines):
        return "table"
    if _is_heading(block, area):
        return "heading"
    if is_small:
        after_table = before is not None and before.kind == "table"
        return "table" if after_table and len(text) < 40 else "small"
    return "text"


def _is_heading(block: PdfBlock, area: TypeArea) -> bool:
    """Return whether a block is set apart as a heading by its type, its number, or capitals."""
    text, first = block.text.strip(), block.lines[0]
    letters = sum(char.isalpha() for char in text)
    if len(text) > _LONGEST_HEADING or len(block.lines) > _MOST_HEADING_LINES or letters < 3:
        return False
    if letters < 0.55 * len(text.replace(" ", "")) or text[0] in ",;)•·":
        return False
    if first.size >= _LARGER * area.size:
        return not text.endswith((",", ";"))
    if is_note_heading(text) and len(block.lines) == 1:
        return True
    if first.size < 0.85 * area.size or (text.endswith((".", ",", ";")) and not first.bold):
        return False
    numbered = _NUMBERED.match(text)
    is_other = bool(first.font) and first.font != area.font and not first.italic
    if first.bold or is_other or (numbered and "." in numbered["number"] and first.italic):
        return text[0].isupper() or (numbered is not None and not text[0].isalpha())
    return _is_upper(text) and len(text) <= 60


def _join_headings(blocks: list[PdfBlock]) -> list[PdfBlock]:
    """Join the lines of one heading that a wide leading has parted."""
    joined: list[PdfBlock] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last is not None and _is_one_heading(last, block):
            last.lines += block.lines
        else:
            joined.append(block)
    return joined


def _is_one_heading(last: PdfBlock, block: PdfBlock) -> bool:
    if last.kind != "heading" or block.kind != "heading" or block.number:
        return False
    one, other = last.lines[-1], block.lines[0]
    if last.style[:2] != block.style[:2] or (one.page, one.column) != (other.page, other.column):
        return False
    return 0 < other.bottom - one.bottom < 1.35 * one.size


def _join_over_breaks(blocks: list[PdfBlock], edges: _Edges) -> list[PdfBlock]:
    """Join a paragraph with its rest in the next column or page, over figures between the two."""
    joined: list[PdfBlock] = []
    opened: PdfBlock | None = None
    for block in blocks:
        if block.kind == "heading":
            opened = None
        elif block.kind == "text":
            if opened is not None and _is_rest(opened, block, edges):
                opened.lines += block.lines
                continue
            opened = block
        joined.append(block)
    return joined


def _is_rest(opened: PdfBlock, block: PdfBlock, edges: _Edges) -> bool:
    last, first = opened.lines[-1], block.lines[0]
    if (last.page, last.column) == (first.page, first.column) and last.bottom < first.bottom:
        return first.text[:1].islower() and not _ENDED.search(last.text) and last.size == first.size
    if abs(last.size - first.size) > 0.8 or last.bold != first.bold:
        return False
    left, _ = edges[first.page, first.column]
    is_indented = first.x0 > left + _INDENT * first.size
    if _ENDED.search(last.text) and (is_indented or _ends_short(last, edges)):
        return False
    return first.text[:1].islower() or not is_indented


def strip_common_suffix(blocks: list[PdfBlock]) -> None:
    """Remove a bracketed word that ends several headings: "[edit]", the link of a wiki."""
    headings = [block for block in blocks if block.kind == "heading"]
    found = Counter(match[0] for block in headings if (match := _SUFFIX.search(block.text)))
    for block in headings:
        match = _SUFFIX.search(block.lines[-1].text)
        if match and found[match[0]] > 1:
            block.lines[-1].text = block.lines[-1].text[: match.start()].rstrip()
