"""The body of a DOCX in; its content as HTML, and what it shows of its title and authors, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from painsci_search.reading.forms.docx.notes import Notes
from painsci_search.reading.forms.docx.package import Package, child, is_on, value
from painsci_search.reading.forms.docx.styles import Numbering, Styles
from painsci_search.reading.forms.docx.text import TextReader
from painsci_search.reading.forms.markup import Markup, write_back_link
from painsci_search.reading.forms.office.front import Content, Front, Paragraph, write_inside
from painsci_search.reading.forms.office.lists import ListWriter
from painsci_search.reading.forms.office.styles import Style
from painsci_search.reading.forms.xml_tree import Element, local_attribute, local_name

_AROUND_BLOCKS = frozenset({"sdtContent", "customXml", "ins", "moveTo", "smartTag"})


def read_content(package: Package) -> Content:
    """Return the content of a document."""
    styles, notes = Styles(package), Notes(package)
    text = TextReader(styles, notes, package.links())
    content = Content()
    markup = Markup()
    body = child(package.main, "body")
    has_headings = any(_is_heading(one, styles) for one in package.main.iter("{*}p"))
    blocks = _Blocks(styles, Numbering(package), text, markup)
    front = Front(content, blocks, styles.size, guesses=not has_headings)
    for block in _blocks_in(body) if body is not None else ():
        if local_name(block) == "tbl":
            front.begin_text()
            blocks.write_table(block)
        else:
            front.add(*blocks.read(block))
    blocks.end()
    _write_notes(package, blocks, notes, markup)
    content.html = markup.html()
    languages = text.letters.by_language
    content.language = max(languages, key=lambda name: languages[name]) if languages else ""
    return content


def _is_heading(paragraph: Element, styles: Styles) -> bool:
    style = _style_of(paragraph, styles)
    return bool(style.level)


def _style_of(paragraph: Element, styles: Styles) -> Style:
    """Return the style of a paragraph with its own settings over it."""
    properties = child(paragraph, "pPr")
    style = styles[value(properties, "pStyle")]
    outline = value(properties, "outlineLvl")
    if outline.isdecimal() and style.kind not in ("title", "contents"):
        style = replace(style, level=int(outline) + 1 if int(outline) < 6 else 0)
    list_id, level = value(properties, "numPr", "numId"), value(properties, "numPr", "ilvl")
    if list_id:
        style = replace(style, list_id=list_id)
    if level.isdecimal():
        style = replace(style, list_level=min(int(level), 8))
    return replace(style, list_id="") if style.list_id == "0" else style


def _blocks_in(container: Element) -> Iterator[Element]:
    """Yield the paragraphs and tables in a container, without tables of contents."""
    for part in container:
        name = local_name(part)
        if name in ("p", "tbl"):
            yield part
        elif name == "sdt":
            gallery = value(part, "sdtPr", "docPartObj", "docPartGallery")
            if "contents" not in gallery.lower():
                yield from _blocks_in(part)
        elif name in _AROUND_BLOCKS:
            yield from _blocks_in(part)


class _Blocks:
    """Writes the blocks of a container: the body, a note, a cell or a text box."""

    def __init__(
        self, styles: Styles, numbering: Numbering, text: TextReader, markup: Markup
    ) -> None:
        self.styles = styles
        self.numbering = numbering
        self.text = text
        self.markup = markup
        self.lists = ListWriter(markup)
        self._code: list[str] = []
        self._kept = ""

    def inside(self, markup: Markup) -> _Blocks:
        """Return a writer for a container inside this one."""
        return _Blocks(self.styles, self.numbering, self.text, markup)

    def write(self, container: Element) -> None:
        """Add the blocks of a container in which no line is a heading."""
        for block in _blocks_in(container):
            if local_name(block) == "tbl":
                self.write_table(block)
            else:
                style, paragraph = self.read(block)
                self.write_paragraph(replace(style, level=0), paragraph)
        self.end()

    def read(self, block: Element) -> tuple[Style, Paragraph]:
        """Return a paragraph with the text of those before it whose ends are deleted."""
        style = _style_of(block, self.styles)
        paragraph = self.text.read(block, style)
        if self._kept:
            paragraph = paragraph._replace(html=self._kept + paragraph.html)
            self._kept = ""
        if child(block, "pPr", "rPr", "del") is not None:
            self._kept = paragraph.html
            return style, paragraph._replace(html="", plain="")
        return style, paragraph

    def write_paragraph(self, style: Style, paragraph: Paragraph) -> None:
        """Add a paragraph by its style, and the text boxes on it."""
        if style.kind != "contents" and paragraph.html:
            self._write_by_style(style, paragraph)
        for box in paragraph.boxes:
            self.end()
            self.markup.open("div")
            self.inside(self.markup).write(box)
            self.markup.close("div")

    def _write_by_style(self, style: Style, paragraph: Paragraph) -> None:
        if style.kind == "code":
            self.lists.end()
            self._code.append(paragraph.html)
            return
        self._end_code()
        if style.level:
            self.write_heading(style.level + 1, paragraph)
        elif style.list_id and paragraph.plain:
            level = self.numbering.level(style.list_id, style.list_level)
            self.lists.begin_item(style.list_id, style.list_level, level.kind, level.start)
            self.markup.raw(paragraph.html)
        else:
            self.lists.end()
            names = {"quote": ("blockquote", "p"), "caption": ("figure", "figcaption")}
            write_inside(self.markup, names.get(style.kind, ("p",)), paragraph)

    def write_heading(self, level: int, paragraph: Paragraph) -> None:
        """Add a heading."""
        if paragraph.plain:
            self.end()
            write_inside(self.markup, (f"h{min(level, 6)}",), paragraph)
        else:
            self.markup.raw(paragraph.html)

    def end(self) -> None:
        """Close what is open: a list or a block of code."""
        self.lists.end()
        self._end_code()

    def _end_code(self) -> None:
        if self._code:
            self.markup.raw("<pre><code>" + "\n".join(self._code) + "</code></pre>")
            self._code = []

    def write_table(self, table: Element) -> None:
        """Add a table; one with a single cell only frames its text."""
        self.end()
        rows = [row for row in _inside(table, "tr") if child(row, "trPr", "del") is None]
        cells = [list(_inside(row, "tc")) for row in rows]
        if sum(map(len, cells)) == 1:
            self.inside(self.markup).write(next(cell for row in cells for cell in row))
            return
        self.markup.open("table")
        for number, (row, its_cells) in enumerate(zip(rows, cells, strict=True)):
            is_header = is_on(child(row, "trPr"), "tblHeader") or (
                number == 0 and len(rows) > 1 and _is_bold(row)
            )
            self.markup.open("tr")
            for cell in its_cells:
                self._write_cell(cell, "th" if is_header else "td")
            self.markup.close("tr")
        self.markup.close("table")

    def _write_cell(self, cell: Element, name: str) -> None:
        properties = child(cell, "tcPr")
        merged = child(properties, "vMerge")
        self.markup.open(name, {"colspan": value(properties, "gridSpan")})
        if merged is None or local_attribute(merged, "val") == "restart":
            inner = Markup()
            self.inside(inner).write(cell)
            html = inner.html()
            if html.startswith("<p>") and html.count("<p>") == 1 and html.endswith("</p>"):
                html = html[3:-4]
            self.markup.raw(html)
        self.markup.close(name)


def _inside(container: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, also those in content controls."""
    for part in container:
        if local_name(part) == name:
            yield part
        elif local_name(part) in ("sdt", *_AROUND_BLOCKS):
            yield from _inside(part, name)


def _is_bold(row: Element) -> bool:
    """Return whether all text of a row is bold."""
    runs = [run for run in row.iter("{*}r") if any(local_name(one) == "t" for one in run)]
    return bool(runs) and all(is_on(child(run, "rPr"), "b") for run in runs)


def _write_notes(package: Package, blocks: _Blocks, notes: Notes, markup: Markup) -> None:
    """Add the notes that the text cites; a note can cite others, which are added, too."""
    if not notes.cited:
        return
    markup.open("section", {"role": "doc-endnotes"})
    done = 0
    while done < len(notes.cited):
        for note in list(notes.cited.values())[done:]:
            blocks.text.links = package.links(f"{note.kind}s")
            markup.open("div", {"id": note.anchor, "role": "doc-footnote"})
            blocks.inside(markup).write(note.element)
            for reference in note.references:
                write_back_link(markup, reference)
            markup.close("div")
            done += 1
    markup.close("section")
