"""A reference and the words of its citation in; the type of the work, as these show it, out."""

from __future__ import annotations

import re
from dataclasses import replace

from painsci_search.identifiers import is_arxiv
from painsci_search.model import Reference, WorkType
from painsci_search.reading.citations.vocabulary import THESIS

_REPORT = re.compile(
    r"\b(?:reports?|white\spaper|working\spaper|rapport|bericht|informe|tech\.\srep)\b",
    re.IGNORECASE,
)
_GUIDELINE = re.compile(
    r"\b(?:guidelines?|guidance|\w*leitlinien?|guía\sde\spráctica|richtlijn)\b", re.IGNORECASE
)
_PREPRINT = re.compile(
    r"\b(?:preprint|arXiv|bioRxiv|medRxiv|PsyArXiv|ChemRxiv|Research\sSquare|SSRN)\b", re.IGNORECASE
)
_PROCEEDINGS = re.compile(
    r"\b(?:proceedings|proc|conference|conf|congress|symposium|symp|workshop|annual\smeeting|"
    r"lecture\snotes|LNCS)\b",
    re.IGNORECASE,
)
# The short name of a meeting with its year: "SOCKS 2011", "SOCKS'11".
_MEETING = re.compile(r"\b[A-Z]{3,}[A-Za-z]{0,9}\s?(?:(?:19|20)\d\d|['’]\d\d)\b")
_OF_ACADEMY = re.compile(r"\AProc(?:eedings|\.)?\s(?:of\s(?:the\s)?)?(?:Nat(?:iona)?l|Royal|R)\b")
_IN_BOOK = re.compile(r"\b[Ii]n:?\s(?:the\s)?\Z")
# Words of journals, as against web sites.
_JOURNAL = re.compile(
    r"\b(?:J|Journal|Jnl|Annals?|Ann|Arch\w*|Proc\w*|Trans\w*|Rev\w*|Acta|Bull\w*|Lett\w*|"
    r"Zeitschrift|Med|Sci|Res)\b"
)


def type_of(reference: Reference, words: str, before_container: str) -> WorkType | None:
    """Return the type of a work; None where its citation does not show it.

    Args:
        words: those that name the type, such as "[Doctoral dissertation]"; "" for none.
        before_container: the text before the title of the journal or book.
    """
    container = reference.journal or ""
    is_numbered = bool(reference.volume or reference.pages)
    if THESIS.search(words) or (not is_numbered and THESIS.search(container)):
        return "thesis"
    if _is_preprint(reference, words):
        return "preprint"
    if not is_numbered and _GUIDELINE.search(f"{words} {container}"):
        return "guideline"
    if container:
        return _type_of_part(reference, container, before_container)
    return _type_alone(reference, words)


def with_site(reference: Reference) -> Reference:
    """Return a web page with the name of its site as its publisher, another work as it is."""
    if reference.type != "webpage" or not reference.journal:
        return reference
    publisher = reference.publisher or reference.journal
    return replace(reference, journal=None, publisher=publisher)


def _is_preprint(reference: Reference, words: str) -> bool:
    if reference.doi and is_arxiv("doi", reference.doi):
        return not (reference.volume or reference.pages)
    return not reference.issue and bool(_PREPRINT.search(f"{words} {reference.journal or ''}"))


def _type_of_part(reference: Reference, container: str, before: str) -> WorkType:
    """Return the type of a work in a journal, a book, proceedings or a web site."""
    is_in = _IN_BOOK.search(before) is not None
    if not (is_in or reference.pages) and _REPORT.search(container):
        is_journal = bool(reference.volume) and not reference.publisher
        return "article" if is_journal else "report"
    if (is_in or not reference.issue) and _PROCEEDINGS.search(container):
        is_of_academy = _OF_ACADEMY.search(container) is not None
        is_journal = is_of_academy or (bool(reference.volume) and not is_in)
        return "article" if is_journal else "paper"
    if is_in and _MEETING.search(container):
        return "paper"
    published = reference.editors or reference.publisher or reference.isbn or reference.place
    # "In: Socks. Band 12, 2018, S. 4–8" is what German citations of articles have
    is_in_journal = is_in and reference.volume and reference.pages and not published
    is_book = bool(reference.editors or reference.publisher or reference.isbn)
    is_book = is_book or (is_in and not is_in_journal)
    if _is_on_the_web(reference) and not is_in and not _JOURNAL.search(container):
        return "webpage"
    return "chapter" if is_book and not reference.issue else "article"


def _is_on_the_web(reference: Reference) -> bool:
    """Return whether a work has a URL, and nothing that printed works and articles have."""
    if not (reference.url or reference.accessed):
        return False
    is_version = (reference.edition or "").lower().startswith("version")
    printed = (
        *(reference.volume, reference.issue, reference.pages, reference.isbn, reference.place),
        *(reference.doi, reference.pmid, reference.pmcid, reference.editors),
        None if is_version else reference.edition,
    )
    return not any(printed)


def _type_alone(reference: Reference, words: str) -> WorkType | None:
    """Return the type of a work that is in no other."""
    title = reference.title or ""
    is_published = bool(reference.publisher or reference.place or reference.isbn)
    if _REPORT.search(words):
        return "report"
    if _GUIDELINE.search(f"{title} {reference.url or ''}") and not reference.volume:
        return "guideline"
    if _REPORT.search(title) and (is_published or reference.url):
        return "report"
    if _is_on_the_web(reference):
        return "webpage"
    if is_published or reference.edition:
        return "book"
    if reference.volume and reference.pages:
        return "article"
    return "webpage" if reference.url or reference.accessed else None
