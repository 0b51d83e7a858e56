"""An article and the text of its file in; the lines of its parts, and malformed facts, out.

For forms that show the text of an article as it is written: plain text, Markdown and XML. A part
that the audit of a page did not find is also located here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from painsci_search.auditing.flaws import AuditedArticle, Flaw
from painsci_search.auditing.malformed import find_malformed
from painsci_search.auditing.source_lines import Markup, SourceLines
from painsci_search.model import Article, Note, Section


def audit_article(article: Article, text: str, markup: Markup, latest_year: int) -> AuditedArticle:
    """Locate the sections and notes of an article, and find its malformed identifiers and years."""
    audited = AuditedArticle(article)
    source = locate(audited, text, markup)
    for note in article.notes:
        line = audited.note_lines.get(note.anchor, 1)
        for bad in find_malformed(note.text, (), latest_year):
            audited.flaws.append(Flaw(bad.kind, source.find(bad.written, line), "", bad.message))
    return audited


def locate(audited: AuditedArticle, text: str, markup: Markup) -> SourceLines:
    """Add the lines of the sections and notes that have none yet."""
    article = audited.article
    source = SourceLines(text, markup)
    ids = source.of_ids() if markup == "XML" else {}
    headings = [section.heading for section in article.sections]
    texts = [note.text for note in article.notes]
    _add(audited.section_lines, article.sections, source.of(headings), ids)
    _add(audited.note_lines, article.notes, source.of(texts), ids)
    return source


def _add(
    lines: dict[str, int],
    parts: Sequence[Section | Note],
    found: Sequence[int | None],
    ids: Mapping[str, int],
) -> None:
    """Add the line of each part that has none: of its id in the file, or else as found."""
    for part, line in zip(parts, found, strict=True):
        known = ids.get(part.anchor, line) if part.anchor_in_page else line
        if known is not None:
            lines.setdefault(part.anchor, known)
