"""The form of PDF files with a text layer: a file in, an `Article` out.

`pages.py` reads lines from the file, `layout.py` orders them, `blocks.py` makes paragraphs and
headings of them, `front.py` finds the title and its like, and `notes.py` splits reference lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import PurePath

from painsci_search.errors import ReadError
from painsci_search.model import Article, Note, NoteRef, Section
from painsci_search.reading.anchors import Anchors, slugify
from painsci_search.reading.citations import parse_references
from painsci_search.reading.forms.html import article_id
from painsci_search.reading.forms.pdf.blocks import (
    PdfBlock,
    measure_type,
    split_blocks,
    strip_common_suffix,
)
from painsci_search.reading.forms.pdf.front import ABSTRACT, PdfFront, read_front
from painsci_search.reading.forms.pdf.joining import find_compounds, join_lines
from painsci_search.reading.forms.pdf.layout import find_grid, order_lines, remove_furniture
from painsci_search.reading.forms.pdf.notes import (
    Entry,
    are_apart,
    find_list,
    raised_numbers,
    read_entries,
    read_marks,
    split_brackets,
)
from painsci_search.reading.forms.pdf.pages import Line, read_pages
from painsci_search.reading.forms.saved_file import SavedFile
from painsci_search.reading.notes.labels import is_note_heading
from painsci_search.reading.outcome import Reading
from painsci_search.reading.prose import Prose

_DEEPEST_LEVEL = 6
# A greater raised number is no marker of a note.
_MOST_NOTES = 400


@dataclass(slots=True)
class _Part:
    """A heading and the blocks below it."""

    heading: str
    level: int
    page: int
    blocks: list[PdfBlock] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is known of a document when its text is written.

    Attributes:
        anchors: the anchors of the notes by their labels.
        compounds: the words with a hyphen of their own.
        apart: whether brackets of markers have a space before them.
    """

    anchors: dict[str, str]
    compounds: frozenset[str]
    apart: bool


@dataclass(frozen=True, slots=True)
class _Marker:
    label: str
    between: tuple[str, ...] = ()


def read(file: SavedFile) -> Reading:
    """Read an article from a PDF; the file shows nothing around it.

    Raises:
        ReadError: the PDF is damaged, locked, or has no text; or pypdfium2 is not installed.
    """
    document = read_pages(file.data, file.source)
    pages, furniture = remove_furniture(document.pages)
    size = measure_type(line for page in pages for line in page.lines).size
    grid = find_grid(pages)
    lines = [line for page in pages for line in order_lines(page, grid, size)[0]]
    if not lines:
        raise ReadError(f"{file.source}: the PDF has no text; check that it is complete")
    area = measure_type(lines)
    blocks = split_blocks(lines, area)
    front = read_front(document, lines, blocks, area)
    title = front.title or PurePath(file.source).stem or "Untitled"
    compounds = find_compounds(lines)
    parts = _split_parts(blocks[front.begin :], title, compounds)
    parts, entries = _take_notes(parts)
    used = Anchors()
    anchors = {entry.label: f"note-{entry.label}" for entry in entries if entry.label}
    sections, citing = _build_sections(parts, _Reader(anchors, compounds, are_apart(lines)), used)
    notes = _build_notes(entries, citing, used)
    url = front.url or furniture.url
    return Reading(_make_article(file, front, title, url, sections, notes))


def _make_article(
    file: SavedFile,
    front: PdfFront,
    title: str,
    url: str | None,
    sections: tuple[Section, ...],
    notes: tuple[Note, ...],
) -> Article:
    return Article(
        id=article_id(url, file.source),
        title=title,
        sections=sections,
        notes=notes,
        source=file.source,
        url=url,
        authors=front.authors,
        published=front.published,
    )


def _split_parts(blocks: list[PdfBlock], title: str, compounds: frozenset[str]) -> list[_Part]:
    """Split blocks at their headings; a labelled abstract is a part of its own."""
    strip_common_suffix(blocks)
    styles = sorted({block.style for block in blocks if block.kind == "heading"}, reverse=True)
    parts = [_Part(title, 1, blocks[0].lines[0].page if blocks else 1)]
    for block in blocks:
        label = ABSTRACT.match(block.text) if block.kind != "caption" else None
        if label and len(parts) < 3 and (block.kind == "heading" or label["sign"]):
            heading = " ".join(label["label"].split())
            parts.append(_Part(heading.capitalize(), 2, block.lines[0].page))
            if block.text[label.end() :]:
                parts[-1].blocks.append(_without_start(block, label.end()))
        elif block.kind == "heading":
            heading = " ".join(join_lines(block.lines, compounds).text.split())
            level = 2 + (block.number.count(".") if block.number else styles.index(block.style))
            level = min(level, _DEEPEST_LEVEL)
            parts.append(_Part(heading, level, block.lines[0].page))
        else:
            parts[-1].blocks.append(block)
    return parts


def _without_start(block: PdfBlock, length: int) -> PdfBlock:
    first, *rest = block.lines
    raised = tuple((at - length, sign) for at, sign in first.raised if at >= length)
    return PdfBlock("text", [replace(first, text=first.text[length:], raised=raised), *rest])


def _take_notes(parts: list[_Part]) -> tuple[list[_Part], list[Entry]]:
    """Return the parts without the reference list, and its entries."""
    for number in range(len(parts) - 1, 0, -1):
        if is_note_heading(parts[number].heading) and parts[number].blocks:
            end = number + 1
            entries = read_entries(parts[number].blocks)
            return [*parts[:number], *parts[end:]], entries
    cited = {
        number for part in parts for block in part.blocks for number in raised_numbers(block.lines)
    }
    cited = {number for number in cited if 0 < number < _MOST_NOTES}
    for part in reversed(parts):
        place = find_list(part.blocks, cited)
        if place is not None:
            start, end = place
            entries = read_entries(part.blocks[start:end])
            part.blocks = part.blocks[:start] + part.blocks[end:]
            return parts, entries
    return parts, []


def _build_sections(
    parts: list[_Part], known: _Reader, used: Anchors
) -> tuple[tuple[Section, ...], dict[str, dict[str, None]]]:
    """Return the sections, and the anchors of the sections that cite each note."""
    sections: list[Section] = []
    citing: dict[str, dict[str, None]] = {}
    above: list[tuple[int, str]] = []
    for part in parts:
        above = [one for one in above if one[0] < part.level]
        prose = Prose()
        for block in part.blocks:
            _write(prose, block, known)
        text, placed = prose.finish()
        if not text and part is parts[0]:
            continue
        anchor = used.add(slugify(part.heading))
        refs = []
        for marker, offset in placed:
            if isinstance(marker, _Marker):
                refs.append(NoteRef(marker.label, offset, known.anchors.get(marker.label, "")))
                for label in (marker.label, *marker.between):
                    citing.setdefault(known.anchors.get(label, ""), {})[anchor] = None
        path = tuple(heading for _, heading in above)
        sections.append(Section(anchor, part.heading, text, part.level, path, tuple(refs), False))
        if part is not parts[0]:
            above.append((part.level, part.heading))
    return tuple(sections), citing


def _write(prose: Prose, block: PdfBlock, known: _Reader) -> None:
    """Add the text of a block, with its markers; the lines of tables and code stay lines."""
    if block.kind in ("table", "code"):
        for line in block.lines:
            prose.add(line.text.replace("\t", " | "))
            if block.kind == "code":
                prose.break_line()
            else:
                prose.end_paragraph()
        prose.end_paragraph()
        return
    joined = join_lines(block.lines, known.compounds)
    done = 0
    for at, sign in joined.raised:
        _write_text(prose, joined.text[done:at], known)
        done = at
        printed = read_marks(sign).printed
        if printed and all(label in known.anchors for label in printed):
            _mark(prose, sign)
        else:
            prose.add(sign)
    _write_text(prose, joined.text[done:], known)
    prose.end_paragraph()


def _write_text(prose: Prose, text: str, known: _Reader) -> None:
    for piece, is_marker in split_brackets(text, set(known.anchors), apart=known.apart):
        if is_marker:
            prose.add("[")
            _mark(prose, piece)
            prose.add("]")
        else:
            prose.add(piece)


def _mark(prose: Prose, sign: str) -> None:
    marks = read_marks(sign)
    for number, label in enumerate(marks.printed):
        prose.mark(_Marker(label, marks.between if number else ()))


def _build_notes(
    entries: list[Entry], citing: dict[str, dict[str, None]], used: Anchors
) -> tuple[Note, ...]:
    notes = []
    for number, entry in enumerate(entries, start=1):
        anchor = used.add(f"note-{entry.label or number}")
        sections = tuple(citing.get(anchor, ()))
        references = parse_references(entry.text)
        notes.append(Note(entry.label, anchor, entry.text, references, sections, False))
    return tuple(notes)
