"""The form of plain text: a file in, an `Article` out. Open `article.py` first."""

from __future__ import annotations

from painsci_search.reading.forms import SavedFile
from painsci_search.reading.forms.plaintext.article import read_plain_text
from painsci_search.reading.outcome import Reading


def read(file: SavedFile) -> Reading:
    """Return the article of a file; a plain text shows nothing around it."""
    return Reading(read_plain_text(file.text, file.source))


__all__ = ["read", "read_plain_text"]
