"""The pages of an EPUB in; the same without the numbers that are printed before notes out."""

from __future__ import annotations

from lxml import etree

from painsci_search.reading.forms.epub.pages import Page, target_of
from painsci_search.reading.forms.xml_tree import Element, all_text, local_attribute, local_name

# Share of the notes with a printed number: one alone may begin with a number of its own.
_NEARLY_ALL = 0.8


def remove_printed_labels(pages: list[Page]) -> None:
    """Remove the number of a marker from the start of its note, if nearly all notes have it there.

    A number that is a link back is left: the reader of HTML knows it as a label.
    """
    targets = {(page.path, own): element for page in pages for own, element in page.ids.items()}
    notes: dict[Element, str] = {}
    for page in pages:
        for link in page.body.iter("{*}a", "a"):
            label = all_text(link).strip("[]()*. ") if len(link) < 3 else ""
            note = targets.get(target_of(page.path, local_attribute(link, "href")))
            if (
                label.isdecimal()
                and note is not None
                and local_name(note) not in ("a", "span", "sup")
            ):
                notes.setdefault(note, label)
    printed = [
        (holder, label)
        for note, label in notes.items()
        if (holder := _holder(note, label)) is not None
    ]
    if len(printed) < max(2, _NEARLY_ALL * len(notes)):
        return
    for holder, label in printed:
        holder.text = holder.text.lstrip()[len(label) :].lstrip(".)\u2003\u2002 \xa0")


def _holder(note: Element, label: str) -> Element | None:
    """Return the element whose text begins with a label and a space, at the start of a note."""
    for element in note.iter(etree.Element):
        text = (element.text or "").lstrip()
        if text:
            after = text[len(label) : len(label) + 1]
            return element if text.startswith(label) and after.isspace() else None
    return None
