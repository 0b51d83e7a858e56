"""The elements of an article in; its headed sections with their text and the markers in it out.

`BodyReader` walks the tree once: it makes the sections, and `blocks.py` reads the text in them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from painsci_search.reading.forms.jats.blocks import BlockReader
from painsci_search.reading.forms.jats.drafts import Draft, heading_of, heading_of_box
from painsci_search.reading.forms.jats.names import NAMES_OF_ABSTRACTS, NAMES_OF_PARTS, NOT_TEXT
from painsci_search.reading.forms.jats.notes import NoteTable
from painsci_search.reading.forms.jats.xml import Element, attribute, child, text_of

_DEEPEST_LEVEL = 6


class BodyReader(BlockReader):
    """Walks through the parts of an article and splits them into sections.

    Attributes:
        drafts: the sections so far.
    """

    def __init__(self, title: str, notes: NoteTable, floats: Element | None) -> None:
        super().__init__(notes, floats)
        self.drafts: list[Draft] = []
        self._title = title
        self._path: list[str] = []
        self._boxes: list[Element] = []

    def read_abstract(self, abstract: Element) -> None:
        """Add an abstract as a section, also a translated or a graphical one."""
        kind = attribute(abstract, "abstract-type")
        default = NAMES_OF_ABSTRACTS.get(kind) or kind.replace("-", " ").capitalize()
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
        self._read_boxes()

    def read_back(self, part: Element) -> None:
        """Add a part of the back matter: acknowledgements, an appendix, a glossary, notes."""
        if part.tag in ("app-group", "sec-group"):
            for inner in part:
                self.read_back(inner)
        elif part.tag == "fn-group":
            self._read_notes_group(part)
        elif part.tag not in NOT_TEXT:
            self._read_part(part, heading_of(part) or NAMES_OF_PARTS.get(part.tag, ""))
            self._read_boxes()

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
        outer, self._boxes = self._boxes, []
        self._read_blocks(part)
        self._read_boxes()
        self._boxes = outer
        self._path.pop()

    def _begin(self, draft: Draft) -> None:
        self._end_block()
        self.drafts.append(draft)
        self._prose = draft.prose

    def _read_section(self, section: Element) -> None:
        if heading := heading_of(section):
            self._end_block()
            self._read_boxes()
        self._read_part(section, heading)

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
        """Read a box; one with headings waits for the end of the text that surrounds it."""
        if heading_of_box(box) or any(heading_of(section) for section in box.iter("sec")):
            self._boxes.append(box)
        else:
            self._read_blocks(box)

    def _read_boxes(self) -> None:
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._read_part(box, heading_of_box(box))

    READERS: ClassVar[dict[str, Callable[[Any, Element], None]]] = {
        **BlockReader.READERS,
        "sec": _read_section,
        "ack": _read_section,
        "boxed-text": _read_box,
        "fn-group": _read_notes_group,
    }
