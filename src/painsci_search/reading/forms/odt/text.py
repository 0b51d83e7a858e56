"""A paragraph of an ODT in, its text as HTML out: spans, links, notes, formulas.

Annotations and tracked deletions are no part of it.
"""

from __future__ import annotations

from typing import NamedTuple

from painsci_search.reading.forms.markup import Formatted, Markup, write_marker
from painsci_search.reading.forms.odt.package import Package
from painsci_search.reading.forms.odt.styles import Styles
from painsci_search.reading.forms.office.front import Paragraph, plain_text
from painsci_search.reading.forms.office.styles import Style
from painsci_search.reading.forms.xml_tree import Element, all_text, local_attribute, local_name

_DROPPED = frozenset(
    {
        "annotation", "annotation-end", "tracked-changes", "change", "page-number", "page-count",
        "hidden-text", "hidden-paragraph", "soft-page-break", "alphabetical-index-mark", "toc-mark",
        "script", "forms", "sequence-decls", "bookmark-end", "file-name",
    }
)  # fmt: skip
_PLACES = frozenset({"bookmark", "bookmark-start", "reference-mark", "reference-mark-start"})
_DRAWN = frozenset({"frame", "custom-shape", "rect", "g"})
# Spaces that one element can represent.
_MOST_SPACES = 100


class CitedNote(NamedTuple):
    """A note that the text cites.

    Attributes:
        anchor: the id of the note.
        references: the ids of its markers.
    """

    anchor: str
    label: str
    body: Element
    references: list[str]


class TextReader:
    """Reads paragraphs of a document.

    Attributes:
        notes: the notes in order.
    """

    def __init__(self, package: Package, styles: Styles) -> None:
        self._package = package
        self._styles = styles
        self.notes: list[CitedNote] = []
        self._by_id: dict[str, CitedNote] = {}
        self._markup = Markup()
        self._text = Formatted(self._markup)
        self._boxes: list[Element] = []
        self._bold = self._count = self._size = 0

    def read(self, paragraph: Element, style: Style) -> Paragraph:
        """Return the text of a paragraph with a style."""
        self._begin()
        self._add(paragraph.text, style, ())
        self._walk(paragraph, style, ())
        return self._end()

    def read_frame(self, frame: Element) -> Paragraph:
        """Return a frame that is no part of a paragraph as one."""
        self._begin()
        self._read_frame(frame)
        return self._end()

    def _begin(self) -> None:
        self._markup = Markup()
        self._text = Formatted(self._markup)
        self._boxes = []
        self._bold = self._count = self._size = 0

    def _end(self) -> Paragraph:
        self._text.switch()
        html = self._markup.html()
        is_bold = 0 < self._count <= self._bold
        return Paragraph(html, plain_text(html), is_bold, self._size, tuple(self._boxes))

    def _walk(self, element: Element, style: Style, names: tuple[str, ...]) -> None:
        for part in element:
            self._read_part(part, style, names)
            self._add(part.tail, style, names)

    def _read_part(self, part: Element, style: Style, names: tuple[str, ...]) -> None:
        name = local_name(part)
        if name in _DROPPED or not name:
            return
        if name == "note":
            self._cite(part)
        elif name == "note-ref" and local_attribute(part, "ref-name") in self._by_id:
            self._mark(self._by_id[local_attribute(part, "ref-name")])
        elif name in ("s", "tab"):
            self._add(_spaces(part), style, names)
        elif name == "line-break":
            self._text.switch()
            self._markup.open("br")
        elif name in _PLACES:
            self._mark_place(local_attribute(part, "name"))
        elif name in _DRAWN:
            self._read_frame(part)
        elif name in ("a", "ruby"):
            (self._read_link if name == "a" else self._read_ruby)(part, style)
        else:
            self._read_span(part, style, names)

    def _read_span(self, part: Element, style: Style, names: tuple[str, ...]) -> None:
        own = self._styles.text(local_attribute(part, "style-name"))
        inner = Style(
            style.kind,
            style.level,
            shift=own.shift or style.shift,
            is_hidden=own.is_hidden or style.is_hidden,
            is_bold=own.is_bold or style.is_bold,
            size=own.size or style.size,
        )
        names = ("code",) if own.kind == "code" else names
        self._add(part.text, inner, names)
        self._walk(part, inner, names)

    def _add(self, text: str | None, style: Style, names: tuple[str, ...]) -> None:
        if not text or style.is_hidden:
            return
        formats = (
            *names,
            *(("strong",) if style.is_bold and not style.level else ()),
            *(("sup",) if style.shift == "superscript" else ()),
            *(("sub",) if style.shift == "subscript" else ()),
        )
        self._text.add(text, formats)
        letters = len("".join(text.split()))
        if letters:
            self._size = self._size or style.size
            self._count += letters
            self._bold += letters if style.is_bold else 0

    def _mark_place(self, name: str) -> None:
        if name and not name.startswith("_"):
            self._text.switch()
            self._markup.element("a", "", {"id": name})

    def _cite(self, note: Element) -> None:
        parts = {local_name(part): part for part in note}
        citation, body = parts.get("note-citation"), parts.get("note-body")
        if citation is None or body is None:
            return
        kind = local_attribute(note, "note-class") or "footnote"
        label = local_attribute(citation, "label") or all_text(citation)
        label = label or str(len(self.notes) + 1)
        cited = CitedNote(f"{kind}-{len(self.notes) + 1}", label, body, [])
        self.notes.append(cited)
        self._by_id[local_attribute(note, "id")] = cited
        self._mark(cited)

    def _mark(self, note: CitedNote) -> None:
        note.references.append(f"{note.anchor}-ref-{len(note.references) + 1}")
        self._text.switch()
        write_marker(self._markup, note.label, note.anchor, note.references[-1])

    def _read_link(self, link: Element, style: Style) -> None:
        self._text.switch()
        self._markup.open("a", {"href": local_attribute(link, "href")})
        self._add(link.text, style, ())
        self._walk(link, style, ())
        self._text.switch()
        self._markup.close("a")

    def _read_frame(self, frame: Element) -> None:
        """Read the formula in a frame or, without one, its picture; its text boxes are kept."""
        formula = self._package.formula(frame)
        if formula is not None:
            self._text.switch()
            copy_formula(formula, self._markup)
            return
        outer: set[Element] = set()
        for box in frame.iter("{*}text-box", "{*}custom-shape", "{*}rect"):
            if outer.isdisjoint(box.iterancestors()):
                outer.add(box)
                self._boxes.append(box)
        described = next((one for one in frame if local_name(one) in ("desc", "title")), None)
        if described is not None and next(frame.iter("{*}image"), None) is not None:
            self._text.switch()
            self._markup.open("img", {"alt": all_text(described)})

    def _read_ruby(self, ruby: Element, style: Style) -> None:
        self._text.switch()
        self._markup.open("ruby")
        for part in ruby:
            tag = "rt" if local_name(part) == "ruby-text" else "rb"
            self._markup.open(tag)
            self._add(part.text, style, ())
            self._walk(part, style, ())
            self._text.switch()
            self._markup.close(tag)
        self._markup.close("ruby")


def _spaces(part: Element) -> str:
    count = local_attribute(part, "c")
    return " " * min(int(count) if count.isdecimal() and len(count) < 7 else 1, _MOST_SPACES)


def copy_formula(formula: Element, markup: Markup) -> None:
    """Add a formula in MathML, without the annotations that repeat it in another notation."""
    name = local_name(formula)
    if name in ("annotation", "annotation-xml", ""):
        return
    markup.open(name)
    markup.text(formula.text or "")
    for part in formula:
        copy_formula(part, markup)
        markup.text((part.tail or "").strip())
    markup.close(name)
