"""The body of an ODT in; its content as HTML, and what it shows of its title and authors, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from painsci_search.reading.forms.markup import Markup, write_back_link
from painsci_search.reading.forms.odt.package import Package
from painsci_search.reading.forms.odt.styles import Styles
from painsci_search.reading.forms.odt.text import TextReader
from painsci_search.reading.forms.office.front import Content, Front, Paragraph, write_inside
from painsci_search.reading.forms.office.lists import ListWriter
from painsci_search.reading.forms.office.styles import DEEPEST, PLAIN, Style
from painsci_search.reading.forms.xml_tree import Element, local_attribute, local_name

# Tables of contents, indexes and tracked changes are not among them.
_AROUND_BLOCKS = frozenset(
    {"section", "bibliography", "index-body", "numbered-paragraph", "text-box"}
)
_DRAWN = frozenset({"frame", "custom-shape", "rect", "g"})


def read_content(package: Package) -> Content:
    """Return the content of a document."""
    styles = Styles(package)
    text = TextReader(package, styles)
    content = Content(language=styles.language)
    markup = Markup()
    blocks = _Blocks(styles, text, markup)
    guesses = next(package.body.iter("{*}h"), None) is None
    front = Front(content, blocks, styles.size, guesses=guesses)
    blocks.write(package.body, front)
    _write_notes(blocks, text, markup)
    content.html = markup.html()
    return content


class _Blocks:
    """Writes the blocks of a container: the body, a note, a cell or a text box."""

    def __init__(self, styles: Styles, text: TextReader, markup: Markup) -> None:
        self._styles = styles
        self._text = text
        self.markup = markup
        self._lists = ListWriter(markup)
        self._code: list[str] = []

    def inside(self, markup: Markup) -> _Blocks:
        """Return a writer for a container inside this one."""
        return _Blocks(self._styles, self._text, markup)

    def write(self, container: Element, front: Front | None = None) -> None:
        """Add the blocks of a container; only with a front are there headings."""
        for block in container:
            self._write_block(block, front)
        self._end()

    def _write_block(self, block: Element, front: Front | None) -> None:
        name = local_name(block)
        if name in ("p", "h"):
            style = self._style_of(block)
            paragraph = self._text.read(block, style)
            if front is not None:
                front.add(style, paragraph)
            else:
                self.write_paragraph(replace(style, level=0), paragraph)
        elif name == "list":
            self._write_list(block, "", 0, front)
            self._lists.end()
        elif name == "table":
            if front is not None:
                front.begin_text()
            self._write_table(block)
        elif name in _DRAWN:
            self._write_frame(block)
        elif name in _AROUND_BLOCKS:
            for inner in block:
                self._write_block(inner, front)

    def _style_of(self, block: Element) -> Style:
        """Return the style of a paragraph; a heading has a level by its element alone."""
        style = replace(self._styles.paragraph(local_attribute(block, "style-name")), list_id="")
        if local_name(block) == "h":
            level = local_attribute(block, "outline-level")
            number = int(level) if level.isdecimal() and len(level) < 3 else style.level or 1
            return replace(style, level=min(max(number, 1), DEEPEST), kind="")
        return replace(style, level=0)

    def write_paragraph(self, style: Style, paragraph: Paragraph) -> None:
        """Add a paragraph by its style, and the text boxes on it."""
        if paragraph.html and style.kind != "contents":
            if style.kind == "code":
                self._lists.end()
                self._code.append(paragraph.html)
            elif style.level:
                self.write_heading(style.level + 1, paragraph)
            else:
                self._end()
                names = {"quote": ("blockquote", "p"), "caption": ("figure", "figcaption")}
                write_inside(self.markup, names.get(style.kind, ("p",)), paragraph)
        self._write_boxes(paragraph)

    def write_heading(self, level: int, paragraph: Paragraph) -> None:
        """Add a heading."""
        if paragraph.plain:
            self._end()
            write_inside(self.markup, (f"h{min(level, 6)}",), paragraph)
        else:
            self.markup.raw(paragraph.html)

    def _write_boxes(self, paragraph: Paragraph) -> None:
        for box in paragraph.boxes:
            self.markup.open("div")
            self.inside(self.markup).write(box)
            self.markup.close("div")

    def _write_frame(self, frame: Element) -> None:
        """Add what is in a frame that is no part of a paragraph."""
        self.write_paragraph(PLAIN, self._text.read_frame(frame))

    def _end(self) -> None:
        self._lists.end()
        if self._code:
            self.markup.raw("<pre><code>" + "\n".join(self._code) + "</code></pre>")
            self._code = []

    def _write_list(self, block: Element, style: str, depth: int, front: Front | None) -> None:
        """Add a list; a heading in it is a numbered heading."""
        style = local_attribute(block, "style-name") or style
        kind, start = self._styles.list_kind(style, depth)
        list_id = f"{style or 'list'} {depth}"
        if not depth and local_attribute(block, "continue-numbering") != "true":
            self._lists.restart()
        for item in block:
            is_begun = local_name(item) != "list-item"
            for part in item:
                name = local_name(part)
                if name == "list":
                    self._write_list(part, style, depth + 1, front)
                elif name != "p":
                    self._lists.end()
                    self._write_block(part, front)
                else:
                    is_begun = self._write_item(part, is_begun, (list_id, depth, kind, start))

    def _write_item(self, part: Element, is_begun: bool, item: tuple[str, int, str, int]) -> bool:
        """Add a paragraph of an item, and return whether the item is begun."""
        paragraph = self._text.read(part, self._style_of(part))
        if paragraph.html and not is_begun:
            self._lists.begin_item(*item)
            self.markup.raw(paragraph.html)
            is_begun = True
        elif paragraph.html:
            write_inside(self.markup, ("p",), paragraph)
        self._write_boxes(paragraph)
        return is_begun

    def _write_table(self, table: Element) -> None:
        self._end()
        rows = list(_rows_in(table, is_header=False))
        if len(rows) == 1 and len(_cells_in(rows[0][0])) == 1:
            self.inside(self.markup).write(_cells_in(rows[0][0])[0])
            return
        self.markup.open("table")
        for row, is_header in rows:
            self.markup.open("tr")
            for cell in _cells_in(row):
                self._write_cell(cell, "th" if is_header else "td")
            self.markup.close("tr")
        self.markup.close("table")

    def _write_cell(self, cell: Element, name: str) -> None:
        spans = {"colspan": "number-columns-spanned", "rowspan": "number-rows-spanned"}
        attributes = {key: local_attribute(cell, given) for key, given in spans.items()}
        self.markup.open(name, {key: given for key, given in attributes.items() if given != "1"})
        inner = Markup()
        self.inside(inner).write(cell)
        html = inner.html()
        if html.startswith("<p>") and html.count("<p>") == 1 and html.endswith("</p>"):
            html = html[3:-4]
        self.markup.raw(html)
        self.markup.close(name)


def _rows_in(table: Element, *, is_header: bool) -> Iterator[tuple[Element, bool]]:
    """Yield the rows of a table, and whether each is a header."""
    for part in table:
        name = local_name(part)
        if name == "table-row":
            yield part, is_header
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows_in(part, is_header=is_header or name == "table-header-rows")


def _cells_in(row: Element) -> list[Element]:
    return [cell for cell in row if local_name(cell) == "table-cell"]


def _write_notes(blocks: _Blocks, text: TextReader, markup: Markup) -> None:
    """Add the notes; a note can cite others, which are added, too."""
    if not text.notes:
        return
    markup.open("section", {"role": "doc-endnotes"})
    # reading a note can add another to the list
    for note in text.notes:
        markup.open("div", {"id": note.anchor, "role": "doc-footnote"})
        blocks.inside(markup).write(note.body)
        for reference in note.references:
            write_back_link(markup, reference)
        markup.close("div")
    markup.close("section")
