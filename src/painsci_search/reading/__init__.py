"""Files in, `Article`s out. Only this room parses HTML.

Open `forms/html.py` first: it runs the stages of reading a page in order. `source.py` finds files,
`forms/` has one module for each file type, `notes/` one for each dialect of notes, and `citations/`
parses the references in notes.
"""

from __future__ import annotations

from pathlib import Path

from painsci_search.model import Article, Decision
from painsci_search.reading.bounds import bounded
from painsci_search.reading.files.source import read_bytes
from painsci_search.reading.forms import SavedFile, form_of
from painsci_search.reading.outcome import Reading


def read_article(path: str | Path) -> Article:
    """Read an article from a file of HTML or plain text.

    Raises:
        ReadError: the file cannot be read as an article.
    """
    return read_article_bytes(read_bytes(Path(path)), str(path))


def read_article_bytes(data: bytes, source: str) -> Article:
    """Read an article from the content of a file.

    Args:
        source: the path of the file, for messages and as a hint at the file type.

    Raises:
        ReadError: the content cannot be read as an article.
    """
    return reading_of(data, source).article


def reading_of(data: bytes, source: str) -> Reading:
    """Read an article, with the text around it and the decisions on the way.

    Args:
        source: the path of the file, for messages and as a hint at the file type.

    Raises:
        ReadError: the content cannot be read as an article.
    """
    file = SavedFile(data, source)
    form = form_of(file)
    reading = form.read(file).without_void_update()
    chosen = Decision.of("form", "the content and the name of the file", form.name)
    article = bounded(reading.article)
    return reading._replace(article=article, decisions=(chosen, *reading.decisions))


__all__ = ["Reading", "read_article", "read_article_bytes", "reading_of"]
