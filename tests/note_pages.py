"""A page whose only note is given."""

from __future__ import annotations

from painsci_search.model import Reference
from painsci_search.reading.forms.html import read_page


def read_references(note: str) -> tuple[Reference, ...]:
    """Return the references of a page whose only note is `note`."""
    page = (
        "<article><h1>Socks</h1><p>Feet are cold.<sup><a href='#n1' id='r1'>1</a></sup></p>"
        f"<h2>Notes</h2><ol><li id='n1'>{note} <a href='#r1'>↩</a></li></ol></article>"
    )
    (found,) = read_page(page, "socks.html").notes
    return found.references
