"""Files in, Articles out. This is the only part that knows BeautifulSoup."""

from __future__ import annotations

import re
from pathlib import Path

from painsci_search.model import Article
from painsci_search.reading import source as _source


def read_article(path: str | Path) -> Article:
    """Read an article from a file of HTML or plain text.

    Raises:
        ReadError: the file cannot be read as an article.
    """
    return read_article_bytes(_source.read_bytes(Path(path)), str(path))


def read_article_bytes(data: bytes, source: str) -> Article:
    """Read an article from the content of a file; source names it and hints at its format.

    Raises:
        ReadError: the content cannot be read as an article.
    """
    article, _ = read_with_surroundings(data, source)
    return article


def read_with_surroundings(data: bytes, source: str) -> tuple[Article, str]:
    """Read an article, and the text that its page shows above it and beside it.

    Raises:
        ReadError: the content cannot be read as an article.
    """
    _source.check_readable(data, source)
    text = _source.decode(data)
    if is_html(text, source):
        from painsci_search.reading.forms.html import read_page_around

        return read_page_around(text, source)
    from painsci_search.reading.forms.plaintext import read_plain_text

    return read_plain_text(text, source), ""


def is_html(text: str, source: str) -> bool:
    """Tell HTML from plain text by what it starts with; the file's extension decides doubts."""
    start = text[:4096].lstrip("\ufeff \t\r\n").lower()
    if re.match(r"<(?:!doctype\s+html|html|\?xml|head|body|!--)", start):
        return True
    tags = len(
        re.findall(r"</?(?:p|div|a|h[1-6]|br|span|table|title|meta|ul|li|em|b|i)\b[^>]*>", start)
    )
    if Path(source).suffix.lower() in (".txt", ".text"):
        return start.startswith("<") and tags >= 4
    return tags >= 1 or Path(source).suffix.lower() in _source.HTML_SUFFIXES


__all__ = ["is_html", "read_article", "read_article_bytes", "read_with_surroundings"]
