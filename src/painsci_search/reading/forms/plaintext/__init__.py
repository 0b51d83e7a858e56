"""The form of plain text: a file in, an `Article` out. Open `article.py` first."""

from __future__ import annotations

from painsci_search.model import Article
from painsci_search.reading.forms import SavedFile
from painsci_search.reading.forms.plaintext.article import read_plain_text


def read(file: SavedFile) -> tuple[Article, str]:
    """Return the article of a file; a plain text shows nothing around it."""
    return read_plain_text(file.text, file.source), ""


__all__ = ["read", "read_plain_text"]
