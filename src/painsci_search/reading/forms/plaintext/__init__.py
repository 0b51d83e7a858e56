"""The form of plain text: a file in, an `Article` out. Open `article.py` first."""

from __future__ import annotations

from painsci_search.reading.forms import SavedFile
from painsci_search.reading.forms.plaintext.article import read_plain_text, read_text
from painsci_search.reading.outcome import Reading


def read(file: SavedFile) -> Reading:
    """Read an article from a file of plain text.

    Raises:
        ReadError: the text is empty.
    """
    reading = read_text(file.text, file.source)
    return reading._replace(decisions=(file.encoding_decision, *reading.decisions))


__all__ = ["read", "read_plain_text"]
