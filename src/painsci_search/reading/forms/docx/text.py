"""A paragraph of a DOCX in, its text as HTML out: runs, links, fields, markers, formulas.

Insertions that are tracked are in the text, deletions and comments are not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from painsci_search.reading.forms.docx.fields import Fields, is_dropped, link_in, note_in
from painsci_search.reading.forms.docx.formulas import write_formula
from painsci_search.reading.forms.docx.notes import NoteKind, Notes
from painsci_search.reading.forms.docx.package import child, value
from painsci_search.reading.forms.docx.styles import Styles, with_run_properties
from painsci_search.reading.forms.markup import Formatted, Markup, write_marker
from painsci_search.reading.forms.office.front import Paragraph, plain_text
from painsci_search.reading.forms.office.styles import PLAIN, Style
from painsci_search.reading.forms.xml_tree import Element, local_attribute, local_name

# Elements around runs whose content is part of the text.
_AROUND_RUNS = frozenset(
    {"ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "dir", "bdo", "oMathPara", "rt"}
)
_WORDS = {"noBreakHyphen": "\u2011", "tab": " ", "ptab": " ", "cr": "\n"}
# The font Symbol: the characters at 0x41 to 0x5A and 0x61 to 0x7A, and signs.
_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SIGNS = {
    0x22: "∀", 0x24: "∃", 0x2D: "−", 0x40: "≅", 0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xAC: "←",
    0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂",
    0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xC5: "⊕", 0xC7: "∩", 0xC8: "∪",
    0xCE: "∈", 0xD6: "√", 0xD7: "⋅", 0xDB: "⇔", 0xDE: "⇒", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_PRIVATE = re.compile("[\uf020-\uf0ff]")


@dataclass(slots=True)
class Letters:
    """How many letters a language has."""

    by_language: dict[str, int] = field(default_factory=dict)

    def add(self, language: str, text: str) -> None:
        """Count the letters of a text."""
        self.by_language[language] = self.by_language.get(language, 0) + len(text)


class TextReader:
    """Reads paragraphs of a document, which share its fields and notes."""

    def __init__(self, styles: Styles, notes: Notes, links: dict[str, str]) -> None:
        self.links = links
        self.letters = Letters()
        self._styles = styles
        self._notes = notes
        self._fields = Fields()
        self._markup = Markup()
        self._text = Formatted(self._markup)
        self._boxes: list[Element] = []
        self._bold = self._count = self._size = 0
        self._linked = False

    def read(self, paragraph: Element, style: Style) -> Paragraph:
        """Return the text of a paragraph with a style."""
        self._markup = Markup()
        self._text = Formatted(self._markup)
        self._boxes = []
        self._bold = self._count = self._size = 0
        self._walk(paragraph, style)
        self._text.switch()
        self._end_link()
        html = self._markup.html()
        plain = plain_text(html)
        is_bold = 0 < self._count <= self._bold
        return Paragraph(html, plain, is_bold, self._size, tuple(self._boxes))

    def _walk(self, element: Element, style: Style) -> None:
        for part in element:
            name = local_name(part)
            if name == "r":
                self._read_run(part, style)
            elif name == "hyperlink":
                self._read_link(part, style)
            elif name == "fldSimple":
                if not is_dropped(local_attribute(part, "instr")):
                    self._walk(part, style)
            elif name == "oMath" and not self._fields.hides:
                self._text.switch()
                write_formula(part, self._markup)
            elif name == "AlternateContent":
                self._read_alternative(part, style)
            elif name == "bookmarkStart":
                self._mark_place(part)
            elif name in _AROUND_RUNS:
                self._walk(part, style)

    def _mark_place(self, bookmark: Element) -> None:
        name = local_attribute(bookmark, "name")
        if name and not name.startswith("_") and not self._fields.hides:
            self._text.switch()
            self._markup.element("a", "", {"id": name})

    def _read_link(self, link: Element, style: Style) -> None:
        anchor = local_attribute(link, "anchor")
        target = self.links.get(local_attribute(link, "id"), "") or (f"#{anchor}" if anchor else "")
        self._begin_link(target)
        self._walk(link, style)
        self._end_link()

    def _begin_link(self, target: str) -> None:
        self._text.switch()
        self._end_link()
        if target and not self._fields.hides:
            self._markup.open("a", {"href": target})
            self._linked = True

    def _end_link(self) -> None:
        if self._linked:
            self._text.switch()
            self._markup.close("a")
            self._linked = False

    def _read_run(self, run: Element, style: Style) -> None:
        properties = child(run, "rPr")
        character = self._styles[value(properties, "rStyle")]
        if character is not PLAIN:
            style = _over(style, character)
        style = with_run_properties(style, properties)
        language = value(properties, "lang") or self._styles.language
        is_code = character.kind == "code"
        for part in run:
            self._read_part(run, part, style, language, is_code)

    def _read_part(
        self, run: Element, part: Element, style: Style, language: str, is_code: bool
    ) -> None:
        name = local_name(part)
        if name == "fldChar":
            self._change_field(local_attribute(part, "fldCharType"))
        elif name == "instrText":
            self._fields.add_code(part.text or "")
        elif self._fields.hides or style.is_hidden:
            return
        elif name in ("footnoteReference", "endnoteReference"):
            self._cite(name, part, run)
        elif name in ("drawing", "pict", "object", "AlternateContent", "ruby"):
            self._read_object(name, part, style)
        elif name == "br":
            if local_attribute(part, "type") not in ("page", "column"):
                self._text.switch()
                self._markup.open("br")
        else:
            self._add(_words_of(part), style, language, is_code)

    def _read_object(self, name: str, part: Element, style: Style) -> None:
        if name == "AlternateContent":
            self._read_alternative(part, style)
        elif name == "ruby":
            self._read_ruby(part, style)
        else:
            self._read_drawing(part)

    def _add(self, text: str, style: Style, language: str, is_code: bool) -> None:
        if not text:
            return
        text = _PRIVATE.sub(lambda found: _from_symbol(ord(found[0]) - 0xF000), text)
        names = [
            name
            for name, holds in (
                ("code", is_code),
                ("strong", style.is_bold and not style.level),
                ("sup", style.shift == "superscript"),
                ("sub", style.shift == "subscript"),
            )
            if holds
        ]
        self._text.add(text, tuple(names))
        letters = len("".join(text.split()))
        if letters:
            self._size = self._size or style.size
            self._count += letters
            self._bold += letters if style.is_bold else 0
            self.letters.add(language, text)

    def _change_field(self, kind: str) -> None:
        code = self._fields.change(kind)
        if kind == "separate" and link_in(code):
            self._begin_link(link_in(code))
        elif kind == "end" and link_in(code):
            self._end_link()
        elif kind == "end" and note_in(code) in self._notes.bookmarks:
            self._write_marker(*self._notes.bookmarks[note_in(code)], "")

    def _cite(self, name: str, part: Element, run: Element) -> None:
        kind: NoteKind = "footnote" if name.startswith("foot") else "endnote"
        mark = ""
        if local_attribute(part, "customMarkFollows") in ("1", "true", "on"):
            texts = (one for one in run if local_name(one) in ("t", "sym"))
            mark = "".join(
                _symbol(one) if local_name(one) == "sym" else one.text or "" for one in texts
            )
        self._write_marker(kind, local_attribute(part, "id"), mark.strip())

    def _write_marker(self, kind: NoteKind, note_id: str, mark: str) -> None:
        note = self._notes.cite(kind, note_id, mark)
        if note is not None:
            self._text.switch()
            self._end_link()
            write_marker(self._markup, note.label, note.anchor, note.references[-1])

    def _read_alternative(self, part: Element, style: Style) -> None:
        """Read the first of the alternatives that has text or a picture; they say the same."""
        for one in part:
            before = len(self._boxes)
            if local_name(one) in ("Choice", "Fallback"):
                for inner in one:
                    if local_name(inner) in ("drawing", "pict", "object"):
                        self._read_drawing(inner)
                    elif local_name(inner) == "r":
                        self._read_run(inner, style)
                if len(self._boxes) > before or (local_name(one) == "Choice" and len(one)):
                    return

    def _read_drawing(self, drawing: Element) -> None:
        outer: set[Element] = set()
        for box in drawing.iter("{*}txbxContent"):
            if outer.isdisjoint(box.iterancestors()):
                outer.add(box)
                self._boxes.append(box)
        described = next(drawing.iter("{*}docPr"), None)
        picture = next(drawing.iter("{*}pic", "{*}imagedata"), None)
        if described is not None and picture is not None and local_attribute(described, "descr"):
            self._text.switch()
            self._markup.open("img", {"alt": local_attribute(described, "descr")})

    def _read_ruby(self, ruby: Element, style: Style) -> None:
        self._text.switch()
        self._markup.open("ruby")
        for name, tag in (("rubyBase", "rb"), ("rt", "rt")):
            part = child(ruby, name)
            if part is not None:
                self._markup.open(tag)
                self._walk(part, style)
                self._text.switch()
                self._markup.close(tag)
        self._markup.close("ruby")


def _over(style: Style, character: Style) -> Style:
    """Return the style of a paragraph with a style of characters over it."""
    return Style(
        style.kind,
        style.level,
        shift=character.shift or style.shift,
        is_hidden=character.is_hidden or style.is_hidden,
        is_bold=character.is_bold or style.is_bold,
        size=character.size or style.size,
    )


def _words_of(part: Element) -> str:
    """Return the text of a part of a run; it has none if it is no text."""
    name = local_name(part)
    if name == "t":
        return "" if _is_mark(part) else part.text or ""
    return _symbol(part) if name == "sym" else _WORDS.get(name, "")


def _is_mark(text: Element) -> bool:
    """Return whether a text is the marker that the author chose for the note before it."""
    before = text.getprevious()
    return before is not None and local_attribute(before, "customMarkFollows") in (
        "1",
        "true",
        "on",
    )


def _symbol(part: Element) -> str:
    """Return a character of a font of symbols as Unicode has it, or "" for one it cannot name."""
    try:
        code = int(local_attribute(part, "char"), 16)
    except ValueError:
        return ""
    if code < 0xF000 and local_attribute(part, "font") not in ("Symbol", ""):
        return chr(code) if code >= 0x20 and not 0xD800 <= code < 0xE000 and code < 0xF000 else ""
    return _from_symbol(code & 0xFF) if local_attribute(part, "font") in ("Symbol", "") else ""


def _from_symbol(code: int) -> str:
    for first, letters in zip((0x41, 0x61), _GREEK, strict=True):
        if first <= code < first + 26:
            return letters[code - first]
    return _SIGNS.get(code, chr(code) if 0x20 <= code < 0x7F else "")
