"""The elements of an article in; its headed sections with their text and the markers in it out.

`BodyReader` walks the tree once. Its table lists the elements that have a layout of their own; any
other element is read like a container of blocks, or within a paragraph like its text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from painsci_search.model import BlockKind
from painsci_search.reading.forms.jats.drafts import (
    FLOATS,
    Draft,
    caption_parts,
    floats_by_id,
    heading_of,
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

_NOT_TEXT = frozenset(
    "graphic inline-graphic media object-id permissions index-term alt-text long-desc label title "
    "fn sec-meta kwd-group related-article related-object processing-meta counts ref-list subtitle "
    "inline-supplementary-material-link custom-meta-group".split()
)
_LIST_STYLES = {
    "order": "1",
    "alpha-lower": "a",
    "alpha-upper": "A",
    "roman-lower": "i",
    "roman-upper": "I",
}
_NAMES_OF_ABSTRACTS = {"graphical": "Graphical abstract", "": "Abstract"}
_NAMES_OF_PARTS = {"ack": "Acknowledgements", "glossary": "Glossary", "app": "Appendix"}
_DEEPEST_LEVEL = 6


class BodyReader:
    """Walks through the parts of an article and splits them into sections.

    Attributes:
        drafts: the sections so far.
    """

    def __init__(self, title: str, notes: NoteTable, floats: Element | None) -> None:
        self.drafts: list[Draft] = []
        self._title = title
        self._notes = notes
        self._path: list[str] = []
        self._prose = Prose()
        self._floats = floats_by_id(floats)
        self._waiting: list[Element] = []
        self._in_text = False
        self._shape = Shape()
        self._shape_from = 0
        self._lists = 0
        self._group = 0

    def read_abstract(self, abstract: Element) -> None:
        """Add an abstract as a section, also a translated or a graphical one."""
        kind = attribute(abstract, "abstract-type")
        default = _NAMES_OF_ABSTRACTS.get(kind) or kind.replace("-", " ").capitalize()
        self._read_part(abstract, heading_of(abstract) or default)

    def read_keywords(self, groups: list[Element]) -> None:
        """Add lists of keywords as a section, each with its title if there are several."""
        titles = [heading_of(group).rstrip(":") for group in groups]
        heading = titles[0] if len(groups) == 1 else ""
        self._begin(Draft(heading or "Keywords", 2, "", ()))
        for group, title in zip(groups, titles, strict=True):
            words = "; ".join(filter(None, map(text_of, group.iter("kwd", "compound-kwd"))))
            self._prose.add(f"{title}: {words}" if title and not heading else words)
            self._prose.end_paragraph()

    def read_body(self, body: Element) -> None:
        """Add the sections of a body; text before its first heading is below the title."""
        self._begin(Draft(self._title, 1, "", ()))
        self._read_blocks(body)
        self._waiting.extend(self._floats.values())
        self._floats.clear()
        self._end_block()

    def read_back(self, part: Element) -> None:
        """Add a part of the back matter: acknowledgements, an appendix, a glossary, notes."""
        if part.tag in ("app-group", "sec-group"):
            for inner in part:
                self.read_back(inner)
        elif part.tag == "fn-group":
            self._read_notes_group(part)
        elif part.tag not in _NOT_TEXT:
            self._read_part(part, heading_of(part) or _NAMES_OF_PARTS.get(part.tag, ""))

    def read_article(self, article: Element, title: str) -> None:
        """Add an article within the article as a section."""
        body = child(article, "body")
        if body is not None:
            self._read_part(body, title)

    def _read_part(self, part: Element, heading: str) -> None:
        """Read a part as a section; without a heading, its text belongs to the section before."""
        if not heading:
            self._read_blocks(part)
            return
        level = min(len(self._path) + 2, _DEEPEST_LEVEL)
        self._begin(Draft(heading, level, attribute(part, "id"), tuple(self._path)))
        self._path.append(heading)
        self._read_blocks(part)
        self._path.pop()

    def _begin(self, draft: Draft) -> None:
        self._end_block()
        self.drafts.append(draft)
        self._prose = draft.prose

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
        if element.tag in _NOT_TEXT:
            return
        read = self._BLOCKS.get(element.tag)
        if read is not None:
            self._end_block()
            read(self, element)
            self._end_block()
        elif element.tag in _INLINE:
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
                self._BLOCKS[element.tag](self, element)
                self._prose.end_paragraph()

    def _read_section(self, section: Element) -> None:
        self._read_part(section, heading_of(section))

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
        elif name in self._BLOCKS:
            self._next_block()
            self._BLOCKS[name](self, element)
            self._next_block()
        elif name not in _NOT_TEXT and not read_script(self._prose, element):
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

    def _read_list(self, element: Element) -> None:
        if not self._lists:
            self._group = self._prose.next_group()
        group = self._group
        self._lists += 1
        style = _LIST_STYLES.get(attribute(element, "list-type"))
        for number, item in enumerate(element.findall("list-item"), start=1):
            label = text_of(child(item, "label")).strip("().: ")
            label = label or (printed_number(number, style) if style else "")
            label = label if any(char.isalnum() for char in label) else ""
            self._read_shaped(Shape("item", self._lists, label, group), self._read_content, item)
        self._lists -= 1

    def _read_definitions(self, element: Element) -> None:
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
        for inner in element.iter("p", "fn"):
            footnote = inner if inner.tag == "fn" else next(inner.iterancestors("fn"), None)
            if footnote is not None and footnote in self._notes.taken:
                continue
            if inner.tag == "p":
                self._next_block()
                label = child(footnote, "label")
                if label is not None and inner.getprevious() is label and text_of(label):
                    self._prose.add(f"{text_of(label)} ")
                self._read_content(inner)
                self._prose.end_paragraph()

    def _read_notes_group(self, group: Element) -> None:
        """Read a titled group of footnotes that are no notes of the article as a section."""
        rest = [one for one in group.iter("fn") if one not in self._notes.taken]
        heading = heading_of(group)
        if not rest or not heading:
            return
        level = min(len(self._path) + 2, _DEEPEST_LEVEL)
        self._begin(Draft(heading, level, attribute(group, "id"), tuple(self._path)))
        for footnote in rest:
            self._read_blocks(footnote)

    def _read_box(self, box: Element) -> None:
        caption = child(box, "caption")
        heading = heading_of(box) or text_of(child(caption, "title"))
        self._read_part(box, heading)

    _BLOCKS: ClassVar[dict[str, Callable[[BodyReader, Element], None]]] = {
        "p": _read_paragraph,
        "sec": _read_section,
        "ack": _read_section,
        "list": _read_list,
        "def-list": _read_definitions,
        "verse-group": _read_lines,
        "preformat": _read_code,
        "code": _read_code,
        "disp-formula": _read_formula,
        "fig": _read_figure,
        "supplementary-material": _read_figure,
        "fig-group": _read_figure,
        "table-wrap": _read_table,
        "table-wrap-group": _read_table,
        "table-wrap-foot": _read_table_notes,
        "tr": _read_row,
        "boxed-text": _read_box,
        "fn-group": _read_notes_group,
        "attrib": _read_content,
        "speaker": _read_content,
        "disp-quote": _read_quotation,
        "speech": _read_blocks,
        "statement": _read_blocks,
        "array": _read_blocks,
        "disp-formula-group": _read_blocks,
    }


_INLINE = FORMULAS | frozenset(
    "xref fn break bold italic sup sub sc underline monospace overline roman sans-serif strike "
    "named-content styled-content ext-link uri email abbrev milestone-start milestone-end "
    "inline-supplementary-material institution".split()
)
