"""A plain text in, its article with flaws and line numbers out.

A plain text has no links and no ids, so only missing notes, missing markers and malformed
identifiers and years are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from painsci_search.auditing.flaws import AuditedArticle, Flaw, quote
from painsci_search.auditing.located import audit_article
from painsci_search.model import Article, Note
from painsci_search.reading.forms.plaintext import read_plain_text

_CARET = re.compile(r"\[\^(\d{1,4})\](?!:)")


def audit_text(text: str, source: str, latest_year: int) -> AuditedArticle:
    """Read a plain text and find its flaws; any text gives an article."""
    article = read_plain_text(text, source)
    audited = audit_article(article, text, "none", latest_year)
    audited.flaws += _find_lost_markers(article, re.sub(r"\r\n?", "\n", text).split("\n"))
    audited.flaws += find_unmarked_notes(article, audited.note_lines)
    return audited


def _find_lost_markers(article: Article, lines: list[str]) -> Iterator[Flaw]:
    """Yield the Markdown markers without a note."""
    labels = {note.label for note in article.notes}
    for number, line in enumerate(lines, 1):
        for found in _CARET.finditer(line):
            if found[1] not in labels:
                message = f"marker {found[1]} has no note in the text"
                yield Flaw("marker-without-note", number, "", message)


def find_unmarked_notes(article: Article, note_lines: Mapping[str, int]) -> Iterator[Flaw]:
    """Yield the notes without a marker, if the text has markers at all."""
    if not any(section.note_refs for section in article.sections):
        return  # a list of works, or a text that has lost all its markers
    prose = "\n".join(section.text for section in article.sections)
    for note in article.notes:
        if note.cited_from or not note.label or _is_printed(note, prose):
            continue
        message = f"no marker leads to note {note.label}: {quote(note.text)}"
        yield Flaw("note-without-marker", note_lines.get(note.anchor, 1), "", message)


def _is_printed(note: Note, prose: str) -> bool:
    """Return whether a text has a label where a marker may be: in brackets, or after a word."""
    label = re.escape(note.label)
    marker = rf"(?:[^\W\d_]|[.,;:!?…)\]”’\"'%])\s?{label}(?!\w)|\[[^\]]*\b{label}\b"
    return re.search(marker, prose) is not None
