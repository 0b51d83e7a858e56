"""A note's text in; the citations in it that are written in a well-known form, out.

A citation starts with an author list. The text after it decides its form: a year in brackets, a
quoted title, or a title; each form is a row of `FORMS`. The model takes what is found here as a
hint, because a form may also fit what is written in another one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from painsci_search.identifiers import Mention
from painsci_search.reading.citations.forms import FORMS
from painsci_search.reading.citations.identifying import is_preprint
from painsci_search.reading.citations.locations import YEAR_PATTERN
from painsci_search.reading.citations.names import LOWER, PARTICLE, UPPER, AuthorList, read_authors
from painsci_search.reading.citations.publication import (
    Publication,
    read_imprint,
    read_journal_only,
    read_published,
    read_quoted,
)
from painsci_search.reading.citations.tails import read_tail, start_of
from painsci_search.reading.citations.vocabulary import DASH


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation found at `text[start:end]`.

    Attributes:
        authors: None for a work without authors.
        authors_start: offset of the authors; after the title where each is a block of its own.
    """

    start: int
    end: int
    authors: AuthorList | None
    work: Publication
    identifiers: tuple[Mention, ...] = ()
    authors_start: int = 0


# The only author lists that start in lower case start with a particle. The lookahead is cheaper
# to test than the alternatives, so it comes first.
_START = re.compile(
    rf"(?<![^\s(\[])(?=[{UPPER}“\"]|{PARTICLE}\s|[dl][’'])"
    rf"(?:\A|(?<=[.?!:;,—–❐”\"’')\]([•/]\s)|(?<=\n)|(?<=[(\[])"
    r"|(?<=\b[Ss]ee\s)|(?<=\b[Vv]oir\s)|(?<=\b[Ss]iehe\s)|(?<=\b[Zz]ie\s)|(?<=\b[Vv]éase\s)"
    r"|(?<=\b[Vv]edi\s)|(?<=\b[Pp]atrz\s)|(?<=\bby\s)|(?<=\bfrom\s)|(?<=\bin\s)|(?<=\balso\s)|(?<=\be\.g\.\s)"
    r"|(?<=\bcf\.\s)|(?<=\band\s)|(?<=\bthe\s)|(?<=\bSource:\s))"
)
# "S. Wallander, R. Claassen": no author list starts within another's
_INITIAL_BEFORE = re.compile(rf"(?<![{UPPER}{LOWER}])[{UPPER}]\.\s\Z")
# a body as author, at the start of a note: "Royal College of Painters. Leaflet."
_BODY = re.compile(
    rf"(?P<body>[{UPPER}][\w&’'-]*(?>(?:\s(?:[{UPPER}][\w&’'-]*|of|for|and|the|in|on|&))*))\.\s"
)
# "12, 34-9. doi:10.1000/x (2018)": a year after the identifiers
_LATE_YEAR = re.compile(
    rf"[\s,.]{{0,3}}(?:\((?P<bracketed>{YEAR_PATTERN})\)|(?:[{UPPER}][a-z]{{2,8}}\.?\s)?(?P<year>{YEAR_PATTERN})(?=[.,;]|\s?\Z))"
)
_WEB_PAGE = re.compile(r"(?P<site>[^\n]{0,200}?)(?=\b(?:Retrieved|Archived|Accessed)\s)")
_DOMAIN = re.compile(r"\A\S{1,80}\.[a-z]{2,12}\Z")
_LONGEST_INDENT = 20
# A further citation has a year, a volume or pages; those in Roman numerals have a dash.
_NUMBER = re.compile(rf"\d|{DASH}")


def find_citations(text: str, mentions: Sequence[Mention]) -> list[Citation]:
    """Return the citations in a text that have a well-known form, in order.

    Args:
        mentions: the identifiers and URLs in the text, ascending.
    """
    # an arXiv id may precede the year of its citation, so it does not end one as others do
    identifiers = [one for one in mentions if not _is_arxiv_id(one, text)]
    if citation := _read_title_block(text, identifiers):
        return [citation]
    found: list[Citation] = []
    position = 0
    while match := _START.search(text, position):
        start = match.start()
        position = start + 1
        if text[start - 2 : start - 1] == "." and _INITIAL_BEFORE.search(text, start - 4, start):
            continue
        limit = _first_from(identifiers, start, len(text))
        if text[start] in '“"':
            citation = _read_web_page(text, start, limit, identifiers)
        elif authors := read_authors(text, start):
            citation = _read_authored(text, start, authors, limit, identifiers)
            # no author list starts inside another
            position = max(position, authors.end if len(authors.names) > 1 else 0)
        else:
            citation = None
        citation = citation or _read_body(text, start, limit, identifiers)
        if citation is not None:
            found.append(citation)
            position = max(position, citation.end)
            if not _NUMBER.search(text, position):
                break
    return found or _find_without_authors(text, identifiers)


def _first_from(identifiers: Sequence[Mention], start: int, default: int) -> int:
    number = bisect_left(identifiers, start, key=start_of)
    return identifiers[number].start if number < len(identifiers) else default


def _read_authored(
    text: str, start: int, authors: AuthorList, limit: int, identifiers: Sequence[Mention]
) -> Citation | None:
    if authors.end > limit:
        return None
    for read_form in FORMS:
        work = read_form(text, authors, limit)
        if work is None or not (work.title or (work.located and work.journal)):
            continue
        end, own = read_tail(text, work.end, identifiers)
        citation = Citation(start, end, authors, _check(work, own), own, start)
        citation = _add_late_year(text, _add_site(text, citation, identifiers), identifiers)
        if _is_sure(citation, authors):
            return citation
    return None


def _add_late_year(text: str, citation: Citation, identifiers: Sequence[Mention]) -> Citation:
    """Add the year that follows the identifiers of a citation without one."""
    late = _LATE_YEAR.match(text, citation.end) if citation.work.year is None else None
    if late is None or not citation.identifiers:
        return citation
    end, more = read_tail(text, late.end(), identifiers)
    work = replace(citation.work, year=int(late["bracketed"] or late["year"]))
    return replace(citation, end=end, work=work, identifiers=(*citation.identifiers, *more))


def _read_body(
    text: str, start: int, limit: int, identifiers: Sequence[Mention]
) -> Citation | None:
    """Read a work by a body, with place and publisher; only at the start of a note."""
    is_first = start < _LONGEST_INDENT and not text[:start].strip()
    body = _BODY.match(text, start, limit) if is_first else None
    work = read_imprint(text, body.end(), limit) if body else None
    if body is None or work is None:
        return None
    end, own = read_tail(text, work.end, identifiers)
    return Citation(start, end, AuthorList((body["body"],), body.end("body")), work, own, start)


def _read_title_block(text: str, identifiers: Sequence[Mention]) -> Citation | None:
    """Read a citation of blocks: the title, the authors, and where the work was published."""
    title, _, rest = text.partition("\n\n")
    names, _, source = rest.partition("\n\n")
    authors = read_authors(names, 0) if source and " " in title else None
    if authors is None or names[authors.end :].strip(" .,") or read_authors(text, 0):
        return None
    start = len(text) - len(source)
    work = read_published(text, start, _first_from(identifiers, start, len(text)))
    if work is None:
        return None
    end, own = read_tail(text, work.end, identifiers)
    work = replace(work, title=" ".join(title.split()).rstrip(" .,"))
    names_start = len(title) + 2
    authors = replace(authors, end=names_start + authors.end)
    return Citation(0, end, authors, work, own, names_start)


def _read_web_page(
    text: str, start: int, limit: int, identifiers: Sequence[Mention]
) -> Citation | None:
    """Read a citation that starts with its quoted title; only at the start of a note."""
    is_first = start < _LONGEST_INDENT and not text[:start].strip()
    work = read_quoted(text, start, limit, None) if is_first else None
    if work is None:
        return None
    end, own = read_tail(text, work.end, identifiers)
    citation = Citation(start, end, None, _check(work, own), own)
    is_sure = work.located or _WEB_PAGE.match(text, work.end) or own
    return _add_site(text, citation, identifiers) if is_sure else None


def _add_site(text: str, citation: Citation, identifiers: Sequence[Mention]) -> Citation:
    """Extend the citation of a web page to its date of retrieval, with the year before it."""
    site = None if citation.work.located else _WEB_PAGE.match(text, citation.work.end)
    if site is None:
        return citation
    year = re.search(rf"\b{YEAR_PATTERN}", site["site"])
    work = citation.work
    if work.year is None and year:
        work = replace(work, year=int(year.group()))
    end, own = read_tail(text, site.end(), identifiers)
    return replace(citation, end=end, work=work, identifiers=own)


def _is_sure(citation: Citation, authors: AuthorList) -> bool:
    """Return whether it is no prose: it has a volume, or a year with authors or an identifier."""
    work = citation.work
    if work.located:
        return True
    if work.year is None or " et al" in (work.title or ""):
        return False
    named = len(authors.names) > 1 or authors.inverted or citation.start == 0
    return bool(citation.identifiers) or named


def _check(work: Publication, identifiers: Sequence[Mention]) -> Publication:
    """Remove a journal that may be a web site or a publisher."""
    if work.located or work.journal is None:
        return work
    is_article = any(one.kind in ("doi", "pmid", "pmcid") for one in identifiers)
    if _DOMAIN.search(work.journal) or not (is_article or work.dated_last):
        return replace(work, journal=None)
    return work


def _find_without_authors(text: str, identifiers: Sequence[Mention]) -> list[Citation]:
    limit = identifiers[0].start if identifiers else len(text)
    work = read_journal_only(text, 0, limit)
    if work is None:
        return []
    end, own = read_tail(text, work.end, identifiers)
    return [Citation(0, end, None, work, own)]


def _is_arxiv_id(one: Mention, text: str) -> bool:
    """Return whether a mention is written as an arXiv id, not as the DOI of one."""
    return is_preprint(one) and "10.48550" not in text[one.start : one.end]
