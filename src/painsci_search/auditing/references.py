"""An article's notes in; the citations that could not be parsed, or only in part, out.

A note that is prose is left alone, and so is what a style leaves out: the title of an article whose
journal, volume and page are known, the authors of a page of the web, the date of one that has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from painsci_search.auditing.flaws import AuditedArticle, Flaw, quote
from painsci_search.identifiers import DOI_IN_TEXT, KINDS, SCHEMES
from painsci_search.model import Note, Reference

# Characters of a note in which the signs of a citation are searched.
_BEGINNING = 400
_YEAR = r"(?:1[5-9]|20)\d\d"
# A year as citations punctuate it: "(2015)", "2015;8", ", 2015."
_DATED = re.compile(rf"[(\[,.;:]\s?(?:[A-Z][a-z]{{2,8}}\.?\s)?{_YEAR}[a-z]?(?=[)\].;:,]|\s?\Z)")
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_INITIALS = rf"(?:{_CAPITAL}\.?[\s-]?){{1,4}}"
_FAMILY = rf"(?:[a-z]{{1,3}}\s){{0,3}}{_CAPITAL}[^\W\d_][\w'’-]*(?:\s{_CAPITAL}[\w'’-]+)?"
# An author as lists of references begin: family name and initials, in either order.
_AUTHOR_FIRST = re.compile(
    rf"(?:(?:[Ss]ee|[Cc]f\.?)\s)?(?:{_FAMILY},?\s{_INITIALS}|(?:{_CAPITAL}\.[\s-]?){{1,4}}{_FAMILY})"
    r"(?=[,.;:(&]|\s(?:and|et|&)\s|\s\()"
)
_LABELLED = tuple(
    (scheme.words, scheme.in_text) for scheme in SCHEMES.values() if scheme.in_text is not None
)
_UNDATED = re.compile(r"\b(?:in press|forthcoming|n\.\s?d\.|no date|undated|accepted|submitted)")
_FIRST_YEAR = re.compile(rf"\b{_YEAR}\b")


def find_unread_references(audited: AuditedArticle) -> Iterator[Flaw]:
    """Yield the notes whose citation gave no work, and the works of which facts are missing."""
    for note in audited.article.notes:
        line = audited.note_lines.get(note.anchor, 1)
        anchor = note.anchor if note.anchor_in_page else ""
        if not note.references and _looks_like_a_citation(note):
            message = f"no work could be read in the note: {quote(note.text)}"
            yield Flaw("unread-reference", line, anchor, message)
        for work in note.references:
            message = _missing(work, note.text if len(note.references) == 1 else work.raw)
            if message:
                yield Flaw("incomplete-reference", line, anchor, message)


def _looks_like_a_citation(note: Note) -> bool:
    """Return whether a note begins with an author and has a year, or has an identifier."""
    text = " ".join(note.text[:_BEGINNING].split())
    if _AUTHOR_FIRST.match(text) and _DATED.search(text):
        return True
    lower = text.lower()
    labelled = (
        any(word in lower for word in words) and pattern.search(text)
        for words, pattern in _LABELLED
    )
    return DOI_IN_TEXT.search(text) is not None or any(labelled)


def _missing(work: Reference, text: str) -> str:
    """Return which facts of a work are missing; "" for one that is complete for its kind.

    Args:
        text: the note, or the part of it with the work; quoted where only an identifier was read.
    """
    raw = quote(work.raw)
    if not (work.title or work.authors or work.journal or work.editors):
        if any(getattr(work, SCHEMES[kind].attribute) for kind in KINDS):
            return f"only an identifier could be read: {quote(text)}"
        return (
            f"only a URL could be read: {raw}" if work.url else f"neither title nor authors: {raw}"
        )
    missing = [name for name, is_missing in _gaps(work) if is_missing]
    if not missing:
        return ""
    before = work.raw[: year.start()] if (year := _FIRST_YEAR.search(work.raw)) else ""
    if missing == ["authors"] and before.strip(" ("):
        return f"no authors: the text before the year is {quote(before.strip(' ('))}"
    return f"no {' and no '.join(missing)}: {raw}"


def _gaps(work: Reference) -> tuple[tuple[str, bool], ...]:
    """Return for each fact that a citation must have whether it is missing."""
    is_page = work.type == "webpage" or (work.type is None and bool(work.url) and not work.journal)
    is_located = bool(work.authors and work.journal and work.volume and work.year)
    has_body = bool(work.editors or work.publisher)
    is_undated = is_page or _UNDATED.search(work.raw.lower()) is not None
    return (
        ("title", not work.title and not is_located),
        ("authors", not work.authors and not has_body and not is_page),
        ("year", work.year is None and not is_undated),
    )
