"""Articles looked at for what is wrong with them, each flaw at its line of the file."""

from __future__ import annotations

from painsci_search.reading import is_html
from painsci_search.reading import source as _source
from painsci_search.reading.audit.flaws import AuditedArticle, Flaw, quote
from painsci_search.reading.audit.page import audit_page
from painsci_search.reading.audit.plaintext import audit_text


def audit_bytes(data: bytes, source: str, latest_year: int) -> AuditedArticle:
    """Read the content of a file and look for its flaws.

    Args:
        source: names the file and hints at its format.
        latest_year: what is published later is in the future.

    Raises:
        ReadError: the content cannot be read as an article.
    """
    _source.check_readable(data, source)
    text = _source.decode(data)
    read = audit_page if is_html(text, source) else audit_text
    return read(text, source, latest_year)


__all__ = ["AuditedArticle", "Flaw", "audit_bytes", "quote"]
