"""The blocks of a document in; its headed parts and the entries of its reference list out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from painsci_search.reading.forms.papers import ABSTRACT
from painsci_search.reading.forms.pdf.blocks import PdfBlock, strip_common_suffix
from painsci_search.reading.forms.pdf.joining import join_lines
from painsci_search.reading.forms.pdf.notes import Entry, find_list, raised_numbers, read_entries
from painsci_search.reading.notes.labels import is_note_heading

_DEEPEST_LEVEL = 6
# A greater raised number is no marker of a note.
_MOST_NOTES = 400
# Characters of the text of a link; parts that make up the menus of a page.
_LONGEST_LINK = 40
_FEWEST_MENUS = 2
_NO_MENU = frozenset({"caption", "code"})


@dataclass(slots=True)
class PdfPart:
    """A heading, its level and the number of its page, and the blocks below it."""

    heading: str
    level: int
    page: int
    blocks: list[PdfBlock] = field(default_factory=list)


def split_parts(blocks: list[PdfBlock], title: str, compounds: frozenset[str]) -> list[PdfPart]:
    """Split blocks at their headings; a labelled abstract is a part of its own."""
    strip_common_suffix(blocks)
    styles = sorted({block.style for block in blocks if block.kind == "heading"}, reverse=True)
    parts = [PdfPart(title, 1, blocks[0].lines[0].page if blocks else 1)]
    for block in blocks:
        label = ABSTRACT.match(block.text) if block.kind != "caption" else None
        if label and len(parts) < 3 and (block.kind == "heading" or label["sign"]):
            heading = " ".join(label["label"].split())
            parts.append(PdfPart(heading.capitalize(), 2, block.lines[0].page))
            if block.text[label.end() :]:
                parts[-1].blocks.append(_without_start(block, label.end()))
        elif block.kind == "heading":
            heading = " ".join(join_lines(block.lines, compounds).text.split())
            level = 2 + (block.number.count(".") if block.number else styles.index(block.style))
            level = min(level, _DEEPEST_LEVEL)
            parts.append(PdfPart(heading, level, block.lines[0].page))
        else:
            parts[-1].blocks.append(block)
    return _without_links(parts)


def _without_links(parts: list[PdfPart]) -> list[PdfPart]:
    """Drop several last parts without a sentence: the menus of a printed web page."""
    end = len(parts)
    while end > 1 and _is_menu(parts[end - 1]):
        end -= 1
    return parts[:end] if len(parts) - end >= _FEWEST_MENUS else parts


def _is_menu(part: PdfPart) -> bool:
    """Return whether a part has nothing but short lines, such as links."""
    if is_note_heading(part.heading) or any(block.kind in _NO_MENU for block in part.blocks):
        return False
    lines = [line.text.rstrip() for block in part.blocks for line in block.lines]
    return not any(len(line) > _LONGEST_LINK and line.endswith(".") for line in lines)


def _without_start(block: PdfBlock, length: int) -> PdfBlock:
    first, *rest = block.lines
    raised = tuple((at - length, sign) for at, sign in first.raised if at >= length)
    return PdfBlock("text", [replace(first, text=first.text[length:], raised=raised), *rest])


def take_notes(parts: list[PdfPart]) -> tuple[list[PdfPart], list[Entry]]:
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
    blocks = [block for part in parts for block in part.blocks]
    listed = find_list(blocks, cited) if cited else []
    taken = {id(block) for block in listed}
    for part in parts:
        part.blocks = [block for block in part.blocks if id(block) not in taken]
    return parts, read_entries(listed)
