"""The parts that the sections of an article are made of: drafts, headings, captions, floats."""

from __future__ import annotations

from dataclasses import dataclass, field

from painsci_search.reading.forms.jats.xml import Element, attribute, child, text_of
from painsci_search.reading.text.prose import Prose

# Elements that are printed near their paragraph, not in it.
FLOATS = frozenset(
    "fig fig-group table-wrap table-wrap-group supplementary-material media boxed-text".split()
)
_NOT_OF_HEADINGS = frozenset({"fn", "xref"})


@dataclass(slots=True, eq=False)
class Draft:
    """A section under construction.

    Attributes:
        anchor: the id of its element; "" where it has none.
        path: the headings above it.
    """

    heading: str
    level: int
    anchor: str
    path: tuple[str, ...]
    prose: Prose = field(default_factory=Prose)


def heading_of(element: Element) -> str:
    """Return the label and the title of an element as its heading."""
    return _join_heading(element, child(element, "title"))


def heading_of_box(box: Element) -> str:
    """Return the heading of a box, whose title may be in its caption."""
    title = child(box, "title")
    return _join_heading(box, title if title is not None else child(box, "caption", "title"))


def _join_heading(element: Element, title_of: Element | None) -> str:
    title = text_of(title_of, _NOT_OF_HEADINGS)
    label = text_of(child(element, "label"), _NOT_OF_HEADINGS)
    return f"{label} {title}" if label and title and not title.startswith(label) else title or label


def is_shown(media: Element) -> bool:
    """Return whether a film or a file has a name; the caption of another only offers it."""
    return bool(text_of(child(media, "label")) or text_of(child(media, "caption", "title")))


def caption_parts(element: Element) -> list[Element]:
    """Return the label, title and paragraphs of a caption; without words, its alternative text."""
    caption = child(element, "caption")
    parts = [child(caption, "title"), *(caption.findall("p") if caption is not None else [])]
    parts = [part for part in parts if part is not None and text_of(part)]
    alternative = element.find(".//alt-text")
    if not parts and alternative is not None:
        parts = [alternative]
    label = child(element, "label")
    return [label, *parts] if text_of(label) else parts


def floats_by_id(floats: Element | None) -> dict[str, Element]:
    """Return the floating figures and tables by their ids."""
    found = [one for one in floats if one.tag in FLOATS] if floats is not None else []
    return {attribute(one, "id") or str(number): one for number, one in enumerate(found)}
