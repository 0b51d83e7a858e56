"""The parts of a document and its notes in; the sections and notes of an `Article` out.

An anchor begins with the number of the page, "page=3", which browsers and readers of PDF open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from painsci_search.model import Note, NoteRef, Section
from painsci_search.reading.anchors import Anchors, slugify
from painsci_search.reading.citations import parse_references
from painsci_search.reading.forms.pdf.blocks import PdfBlock
from painsci_search.reading.forms.pdf.joining import join_lines
from painsci_search.reading.forms.pdf.notes import (
    Entry,
    cited_numbers,
    printed_numbers,
    split_brackets,
)
from painsci_search.reading.forms.pdf.parts import PdfPart
from painsci_search.reading.text.parts import Shape
from painsci_search.reading.text.prose import Prose


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document when its text is written.

    Attributes:
        anchors: the anchors of the notes by their labels.
        compounds: the words with a hyphen of their own.
        apart: whether brackets of markers have a space before them.
        in_page: whether the article's URL leads to the PDF, so that its anchors open a page.
    """

    anchors: dict[str, str]
    compounds: frozenset[str]
    apart: bool
    in_page: bool


@dataclass(frozen=True, slots=True)
class _Marker:
    label: str
    is_printed: bool


def anchor_notes(entries: list[Entry], used: Anchors) -> list[str]:
    """Return the anchors of notes, in order."""
    return [
        used.add(f"page={entry.page}&note-{entry.label or number}")
        for number, entry in enumerate(entries, start=1)
    ]


def build_sections(
    parts: list[PdfPart], known: Known, used: Anchors
) -> tuple[tuple[Section, ...], dict[str, dict[str, None]]]:
    """Return the sections, and the anchors of the sections that cite each note."""
    sections: list[Section] = []
    citing: dict[str, dict[str, None]] = {}
    above: list[tuple[int, str]] = []
    for part in parts:
        above = [one for one in above if one[0] < part.level]
        prose = Prose()
        for group in _grouped(part.blocks):
            _write(prose, group, known)
        done = prose.finish()
        if not done.text and part is parts[0]:
            continue
        anchor = _anchor(part, used)
        cited = []
        for marker, offset in done.markers:
            if isinstance(marker, _Marker):
                to = known.anchors[marker.label]
                cited.append((marker.label if marker.is_printed else None, offset, to))
                citing.setdefault(to, {})[anchor] = None
        path = tuple(heading for _, heading in above)
        section = Section(anchor, part.heading, done.text, part.level, path, NoteRef.join(cited))
        sections.append(
            replace(section, anchor_in_page=known.in_page, blocks=done.blocks, marks=done.marks)
        )
        if part is not parts[0]:
            above.append((part.level, part.heading))
    return tuple(sections), citing


def _anchor(part: PdfPart, used: Anchors) -> str:
    page = f"page={part.page}"
    return used.add(page if page not in used else f"{page}&{slugify(part.heading)}")


def _grouped(blocks: list[PdfBlock]) -> list[PdfBlock]:
    """Join the blocks of one table, and those of one passage of code."""
    joined: list[PdfBlock] = []
    for block in blocks:
        if joined and block.kind == joined[-1].kind and block.kind in ("table", "code"):
            joined[-1] = PdfBlock(block.kind, [*joined[-1].lines, *block.lines])
        else:
            joined.append(block)
    return joined


def _write(prose: Prose, block: PdfBlock, known: Known) -> None:
    """Add the text of a block, with its markers; the lines of tables and code stay lines."""
    if block.kind == "table":
        group = prose.next_group()
        for line in block.lines:
            prose.begin_block(Shape("row", 0, "", group))
            for cell in line.text.split("\t"):
                prose.begin_cell()
                prose.add(cell)
        prose.end_paragraph()
        return
    if block.kind == "code":
        prose.begin_block(Shape("code"))
        prose.add_lines("\n".join(line.text for line in block.lines))
        prose.end_paragraph()
        return
    prose.begin_block(Shape("caption" if block.kind == "caption" else "paragraph"))
    joined = join_lines(block.lines, known.compounds)
    done = 0
    for at, sign in joined.raised:
        _write_text(prose, joined.text[done:at], known)
        done = at
        printed = printed_numbers(sign)
        if printed and all(label in known.anchors for label in printed):
            _mark(prose, sign, known)
        else:
            prose.add(sign)
    _write_text(prose, joined.text[done:], known)
    prose.end_paragraph()


def _write_text(prose: Prose, text: str, known: Known) -> None:
    for piece, is_marker in split_brackets(text, set(known.anchors), apart=known.apart):
        if is_marker:
            prose.add("[")
            _mark(prose, piece, known)
            prose.add("]")
        else:
            prose.add(piece)


def _mark(prose: Prose, sign: str, known: Known) -> None:
    for label, is_printed in cited_numbers(sign).items():
        if label in known.anchors:
            prose.mark(_Marker(label, is_printed))


def build_notes(
    entries: list[Entry], anchors: list[str], citing: dict[str, dict[str, None]], known: Known
) -> tuple[Note, ...]:
    """Return the notes, with the works that they cite."""
    return tuple(
        Note(
            entry.label,
            anchor,
            entry.text,
            parse_references(entry.text),
            tuple(citing.get(anchor, ())),
            known.in_page,
        )
        for entry, anchor in zip(entries, anchors, strict=True)
    )
