"""A reference and the words of its citation in; the type of the work, as these show it, out."""

from __future__ import annotations

import re

from painsci_search.identifiers import is_arxiv
from painsci_search.model import Reference, WorkType

_THESIS = re.compile(
    r"\b(?:thes[ie]s|dissertation|Ph\.?\s?D|M\.?Sc|habilitation|doctoral)\b", re.IGNORECASE
)
_REPORT = re.compile(
    r"\b(?:report|white\spaper|working\spaper|rapport|tech\.\srep)\b", re.IGNORECASE
)
_GUIDELINE = re.compile(r"\b(?:guidelines?|guidance|leitlinie)\b", re.IGNORECASE)
_PREPRINT = re.compile(
    r"\b(?:preprint|arXiv|bioRxiv|medRxiv|PsyArXiv|ChemRxiv|Research\sSquare|SSRN)\b", re.IGNORECASE
)
_PROCEEDINGS = re.compile(
    r"\b(?:proceedings|proc\.|conference|congress|symposium|workshop|annual\smeeting|"
    r"lecture\snotes)\b",
    re.IGNORECASE,
)
_IN_BOOK = re.compile(r"\b[Ii]n:?\s*\Z")


def type_of(reference: Reference, words: str, before_container: str) -> WorkType | None:
    """Return the type of a work; None where its citation does not show it.

    Args:
        words: those that name the type, such as "[Doctoral dissertation]"; "" for none.
        before_container: the text before the title of the journal or book.
    """
    container = reference.journal or ""
    if _THESIS.search(words):
        return "thesis"
    if _is_preprint(reference, words):
        return "preprint"
    if container:
        return _type_of_part(reference, container, before_container)
    return _type_alone(reference, words)


def _is_preprint(reference: Reference, words: str) -> bool:
    if reference.doi and is_arxiv("doi", reference.doi):
        return not (reference.volume or reference.pages)
    return bool(_PREPRINT.search(f"{words} {reference.journal or ''}")) and not reference.issue


def _type_of_part(reference: Reference, container: str, before: str) -> WorkType:
    """Return the type of a work in a journal, a book or proceedings."""
    is_in = _IN_BOOK.search(before) is not None
    if _PROCEEDINGS.search(container) and (is_in or not reference.issue):
        is_journal = container.startswith("Proceedings of the National") or (
            bool(reference.volume) and not is_in
        )
        return "article" if is_journal else "paper"
    is_book = bool(reference.editors or reference.publisher or reference.isbn) or is_in
    return "chapter" if is_book and not reference.issue else "article"


def _type_alone(reference: Reference, words: str) -> WorkType | None:
    """Return the type of a work that is in no other."""
    title = reference.title or ""
    is_published = bool(reference.publisher or reference.place or reference.isbn)
    if _REPORT.search(words):
        return "report"
    if _GUIDELINE.search(title) and not reference.volume:
        return "guideline"
    if _REPORT.search(title) and (is_published or reference.url):
        return "report"
    if is_published or reference.edition:
        return "book"
    if reference.volume and reference.pages:
        return "article"
    return "webpage" if reference.url or reference.accessed else None
