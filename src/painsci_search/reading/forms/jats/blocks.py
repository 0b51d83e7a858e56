"""The elements of an article below its headings in; their text, blocks, marks and markers out.

The table of `BlockReader` lists the elements that have a layout of their own; any other element is
read like a container of blocks, or within a paragraph like its text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from painsci_search.model import BlockKind
from painsci_search.reading.forms.jats.drafts import (
    FLOATS,
    caption_parts,
    floats_by_id,
    heading_of,
    is_shown,
)
from painsci_search.reading.forms.jats.inline import (
    FORMULAS,
    close_mark,
    has_source,
    open_mark,
    read_formula,
    read_script,
)
from painsci_search.reading.forms.jats.markers import Marker, add_markers, is_worded
from painsci_search.reading.forms.jats.names import INLINE, LIST_STYLES, NOT_TEXT
from painsci_search.reading.forms.jats.notes import NoteTable
from painsci_search.reading.forms.jats.xml import (
    Element,
    alternatives_once,
    attribute,
    child,
    text_of,
)
from painsci_search.reading.numerals import printed_number
from painsci_search.reading.text.parts import Shape
from painsci_search.reading.text.prose import Prose


class BlockReader:
    """Walks through elements and adds their text to the prose of the current section."""

    def __init__(self, notes: NoteTable, floats: Element | None) -> None:
        self._notes = notes
        self._prose = Prose()
        self._floats = floats_by_id(floats)
        self._waiting: list[Element] = []
        self._in_text = False
        self._shape = Shape()
        self._shape_from = 0
        self._lists = 0
        self._group = 0

    def _read_blocks(self, element: Element) -> None:
        """Read the children of an element, each as a block."""
        if element.text and element.text.strip():
            self._prose.add(element.text)
        for inner in alternatives_once(element):
            self._read_block(inner)
            if inner.tail and inner.tail.strip():
                self._prose.add(inner.tail)
        self._end_block()

    def _read_block(self, element: Element) -> None:
        if element.tag in NOT_TEXT:
            return
        read = self.READERS.get(element.tag)
        if read is not None:
            self._end_block()
            read(self, element)
            self._end_block()
        elif element.tag in INLINE:
            self._read_inline(element)
        else:
            self._read_blocks(element)

    def _next_block(self) -> None:
        """Finish the current block, and begin one of the same shape; an item begins only once."""
        self._prose.end_paragraph()
        shape = self._shape
        if shape.kind == "item" and self._prose.count > self._shape_from:
            shape = Shape("paragraph", shape.depth, "", shape.group)
        self._prose.begin_block(shape)

    def _read_shaped(self, shape: Shape, read: Callable[[Element], None], element: Element) -> None:
        """Read an element whose blocks have a shape of their own."""
        outer = self._shape, self._shape_from
        self._prose.end_paragraph()
        self._shape, self._shape_from = shape, self._prose.count
        self._next_block()
        read(element)
        self._prose.end_paragraph()
        self._shape, self._shape_from = outer
        self._next_block()

    def _end_block(self) -> None:
        """Finish the paragraph, and then read the figures and tables that it holds or cites."""
        self._next_block()
        if self._in_text:
            return
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for element in waiting:
                self.READERS[element.tag](self, element)
                self._prose.end_paragraph()

    def _read_paragraph(self, element: Element) -> None:
        """Read a paragraph whole; a figure in it follows it."""
        outer, self._in_text = self._in_text, True
        self._read_content(element)
        self._in_text = outer

    def _read_content(self, element: Element) -> None:
        """Read the text in an element, and the elements in it."""
        self._prose.add(element.text or "")
        for inner in alternatives_once(element):
            self._read_inline(inner)
            self._prose.add(inner.tail or "")

    def _read_inline(self, element: Element) -> None:
        name = element.tag
        if name == "xref":
            self._read_link(element)
        elif name == "fn":
            self._mark_at(element)
        elif name in FLOATS:
            self._waiting.append(element)
        elif name == "break":
            self._prose.break_line()
        elif name in FORMULAS and name != "disp-formula" and has_source(element):
            read_formula(self._prose, element)
        elif name in self.READERS:
            self._next_block()
            self.READERS[name](self, element)
            self._next_block()
        elif name not in NOT_TEXT and not read_script(self._prose, element):
            open_mark(self._prose, element)
            self._read_content(element)
            close_mark(self._prose, element)

    def _read_link(self, link: Element) -> None:
        """Read a link within the article: a marker of notes, or words about a figure."""
        ids = attribute(link, "rid").split()
        for key in ids:
            if (floating := self._floats.pop(key, None)) is not None:
                self._waiting.append(floating)
        anchors = [self._notes.anchors[key] for key in ids if key in self._notes.anchors]
        if not anchors and attribute(link, "ref-type") not in ("bibr", "fn", "table-fn"):
            self._read_content(link)
            return
        if is_worded(link):
            self._read_content(link)
        add_markers(self._prose, self._notes, link, anchors or [""])

    def _mark_at(self, footnote: Element) -> None:
        """Add the marker of a footnote that is in the text, unless a link to it is the marker."""
        anchor = self._notes.inline.get(footnote)
        if anchor is not None:
            self._prose.mark(Marker(self._notes.labels.get(anchor, ""), anchor))

    def _read_title(self, element: Element) -> None:
        """Read the label and title of an element that is no section as a paragraph."""
        self._prose.add(heading_of(element))
        self._prose.end_paragraph()

    def _read_titled(self, element: Element) -> None:
        self._read_title(element)
        self._read_blocks(element)

    def _read_list(self, element: Element) -> None:
        self._read_title(element)
        if not self._lists:
            self._group = self._prose.next_group()
        group = self._group
        self._lists += 1
        style = LIST_STYLES.get(attribute(element, "list-type"))
        for number, item in enumerate(element.findall("list-item"), start=1):
            label = text_of(child(item, "label")).strip("().: ")
            label = label or (printed_number(number, style) if style else "")
            label = label if any(char.isalnum() for char in label) else ""
            self._read_shaped(Shape("item", self._lists, label, group), self._read_content, item)
        self._lists -= 1

    def _read_definitions(self, element: Element) -> None:
        self._read_title(element)
        for item in element:
            if item.tag != "def-item":
                self._read_block(item)
                continue
            for part in item:
                kind: BlockKind = "description" if part.tag == "def" else "term"
                self._read_shaped(Shape(kind), self._read_blocks, part)

    def _read_quotation(self, element: Element) -> None:
        depth = self._shape.depth if self._shape.kind == "quote" else 0
        self._read_shaped(Shape("quote", depth + 1), self._read_blocks, element)

    def _read_flat(self, element: Element) -> None:
        """Read an element of paragraphs as one paragraph."""
        blocks = [inner for inner in element if inner.tag == "p"]
        if not blocks:
            self._read_content(element)
        for number, block in enumerate(blocks):
            if number:
                self._prose.break_line_in_cell()
            self._read_content(block)

    def _read_lines(self, element: Element) -> None:
        self._prose.end_paragraph()
        self._read_title(element)
        for line in element.iter("verse-line"):
            self._read_content(line)
            self._prose.break_line()

    def _read_code(self, element: Element) -> None:
        self._read_shaped(Shape("code"), self._add_lines, element)

    def _add_lines(self, element: Element) -> None:
        self._prose.add_lines("".join(element.itertext()))

    def _read_formula(self, element: Element) -> None:
        read = self._add_formula if has_source(element) else self._read_content
        self._read_shaped(Shape("formula"), read, element)

    def _add_formula(self, element: Element) -> None:
        read_formula(self._prose, element)

    def _read_figure(self, element: Element) -> None:
        self._read_caption(element)
        for inner in element:
            if inner.tag not in ("label", "caption", "alternatives"):
                self._read_block(inner)

    def _read_media(self, element: Element) -> None:
        if is_shown(element):
            self._read_figure(element)

    def _read_caption(self, element: Element) -> None:
        """Read the label and the caption of a figure or a table as one block."""
        self._read_shaped(Shape("caption"), self._add_caption, element)

    def _add_caption(self, element: Element) -> None:
        parts = caption_parts(element)
        for number, part in enumerate(parts):
            if number:
                is_ended = text_of(parts[number - 1]).endswith((".", "?", "!", ":"))
                self._prose.add(" " if is_ended else ". ")
            self._read_content(part)

    def _read_table(self, element: Element) -> None:
        self._read_caption(element)
        self._group = self._prose.next_group()
        for inner in element:
            if inner.tag not in ("label", "caption"):
                self._read_block(inner)

    def _read_row(self, row: Element) -> None:
        filled = [cell for cell in row if text_of(cell)]
        is_header = row.getparent().tag == "thead" or all(cell.tag == "th" for cell in filled)
        shape = Shape("header" if is_header and filled else "row", 0, "", self._group)
        self._read_shaped(shape, self._add_cells, row)

    def _add_cells(self, row: Element) -> None:
        for cell in row:
            self._prose.begin_cell()
            outer, self._in_text = self._in_text, True
            self._read_flat(cell)
            self._in_text = outer

    def _read_table_notes(self, element: Element) -> None:
        """Read what is below a table; a footnote that is no note of the article stays there."""
        for inner in element.iter("p", "fn", "attrib"):
            footnote = inner if inner.tag == "fn" else next(inner.iterancestors("fn"), None)
            if footnote is not None and footnote in self._notes.taken:
                continue
            if inner.tag != "fn":
                self._next_block()
                label = child(footnote, "label")
                if label is not None and inner.getprevious() is label and text_of(label):
                    self._prose.add(f"{text_of(label)} ")
                self._read_content(inner)
                self._prose.end_paragraph()

    READERS: ClassVar[dict[str, Callable[[Any, Element], None]]] = {
        "p": _read_paragraph,
        "list": _read_list,
        "def-list": _read_definitions,
        "verse-group": _read_lines,
        "preformat": _read_code,
        "code": _read_code,
        "disp-formula": _read_formula,
        "fig": _read_figure,
        "supplementary-material": _read_figure,
        "media": _read_media,
        "fig-group": _read_figure,
        "table-wrap": _read_table,
        "table-wrap-group": _read_table,
        "table-wrap-foot": _read_table_notes,
        "tr": _read_row,
        "row": _read_row,
        "attrib": _read_content,
        "speaker": _read_content,
        "disp-quote": _read_quotation,
        "speech": _read_blocks,
        "statement": _read_titled,
        "array": _read_blocks,
        "disp-formula-group": _read_blocks,
    }
