"""A note's text and the URLs of its links in; the works that it cites out, as `Reference`s.

A citation starts with an author list. The text after it decides its form: a year in brackets, a
quoted title, or a title; each form is a row of `FORMS`. Nothing is added to the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from painsci_search.identifiers import (
    Mention,
)
from painsci_search.model import Reference
from painsci_search.reading.citations.forms import FORMS
from painsci_search.reading.citations.identifying import (
    add_identifiers,
    add_links,
    is_preprint,
)
from painsci_search.reading.citations.mentions import find_identifiers
from painsci_search.reading.citations.names import LOWER, PARTICLE, UPPER, AuthorList, read_authors
from painsci_search.reading.citations.publication import (
    YEAR,
    Publication,
    read_imprint,
    read_journal_only,
    read_published,
    read_quoted,
)
from painsci_search.reading.citations.tails import read_tail, skip_link_names, start_of


@dataclass(frozen=True, slots=True)
class _Citation:
    """A citation found at `text[start:end]`."""

    start: int
    end: int
    authors: tuple[str, ...]
    work: Publication
    identifiers: tuple[Mention, ...] = ()


# The only author lists that start in lower case start with a particle. The lookahead is cheaper
# to test than the alternatives, so it comes first.
_START = re.compile(
    rf"(?<![^\s(\[])(?=[{UPPER}“\"]|{PARTICLE}\s|[dl][’'])"
    rf"(?:\A|(?<=[.?!:;,—–❐”\"’')\]([•/]\s)|(?<=\n)|(?<=[(\[])"
    r"|(?<=\b[Ss]ee\s)|(?<=\bby\s)|(?<=\bfrom\s)|(?<=\bin\s)|(?<=\balso\s)|(?<=\be\.g\.\s)"
    r"|(?<=\bcf\.\s)|(?<=\band\s)|(?<=\bthe\s)|(?<=\bSource:\s))"
)
# "S. Wallander, R. Claassen": no author list starts within another's
_INITIAL_BEFORE = re.compile(rf"(?<![{UPPER}{LOWER}])[{UPPER}]\.\s\Z")
# a body as author, at the start of a note: "Royal College of Painters. Leaflet."
_BODY = re.compile(
    rf"(?P<body>[{UPPER}][\w&’'-]*(?:\s(?:[{UPPER}][\w&’'-]*|of|for|and|the|in|on|&))*+)\.\s"
)
# "12, 34-9. doi:10.1000/x (2018)": a year after the identifiers
_LATE_YEAR = re.compile(
    rf"[\s,.]{{0,3}}(?:\((?P<bracketed>{YEAR})\)|(?:[{UPPER}][a-z]{{2,8}}\.?\s)?(?P<year>{YEAR})(?=[.,;]|\s?\Z))"
)
_WEB_PAGE = re.compile(r"(?P<site>[^\n]{0,200}?)(?=\b(?:Retrieved|Archived|Accessed)\s)")
_DOMAIN = re.compile(r"\A\S{1,80}\.[a-z]{2,12}\Z")
_ORNAMENTS = " \t\n\r\u00a0.,;:|·•❐↗⎋–—-)]"
_LONGEST_INDENT = 20
_LONGEST_LEAD = 300
_LEAD_IN = re.compile(
    r"(?:^|(?<=[.!?;]\s))(?:see(?:\salso)?|also(?:\ssee)?|and|for\sexample|e\.g\.|compare|cf\.?|"
    r"as\swell\sas|another\sexample|source|from)[\s:,]*\Z",
    re.IGNORECASE,
)
# The last sentence of a remark that leads to the next work: "And, for the meta-analysis:".
_LEADS_ON = re.compile(
    r"(?:\A|(?<=[.!?;”\"’)\n]\s))(?P<lead>[^.!?;\n]+?"
    r"(?::|\b(?:see|by|from|in|also|and|the|cf\.|e\.g\.)))\Z",
    re.IGNORECASE,
)


def parse_references(
    text: str, links: tuple[str, ...] = (), spans: tuple[tuple[int, int], ...] = ()
) -> tuple[Reference, ...]:
    """Return the works that a note cites, in order; () for a note that is plain prose.

    Args:
        text: the note without its label and without the link back.
        links: the URLs of the links in the note, in order.
        spans: the start and end of each link in the text, ascending. The names of links that
            follow a citation are no remark on it.

    An identifier that only a link has is kept if it is certain to which work it belongs.

    >>> note = "Lochte BC, Guillory SA. A title. Bioimpacts. 2018;8(4):295–304. PubMed #30397584"
    >>> found = parse_references(note)[0]
    >>> found.authors, found.journal, found.pages, found.pmid
    (('Lochte BC', 'Guillory SA'), 'Bioimpacts', '295-304', '30397584')
    """
    identifiers = find_identifiers(text)
    # an arXiv id may precede the year of its citation, so it does not end one as others do
    preprints = [one for one in identifiers if _is_arxiv_id(one, text)]
    others = [one for one in identifiers if not _is_arxiv_id(one, text)]
    citations = _find_citations(text, others)
    starts = [one.start for one in citations]
    references: list[Reference] = []
    lead = ""
    for citation, next_start in zip(citations, [*starts[1:], len(text)], strict=False):
        end = min(skip_link_names(text, citation.end, spans), next_start)
        remarks, next_lead = _read_remarks(text[end:next_start], next_start < len(text))
        own = [one for one in preprints if citation.start <= one.start < citation.end]
        reference = _make_reference(text, citation, _join_remarks(lead, remarks))
        references.append(add_identifiers(reference, own))
        lead = next_lead
    bare = _reference_bare_identifiers(text, identifiers, citations)
    placed = sorted(
        [*zip(starts, references, strict=True), *bare],
        key=lambda pair: pair[0],
    )
    return add_links([reference for _, reference in placed], links)


def _find_citations(text: str, identifiers: Sequence[Mention]) -> list[_Citation]:
    if citation := _read_title_block(text, identifiers):
        return [citation]
    found: list[_Citation] = []
    position = 0
    while match := _START.search(text, position):
        start = match.start()
        position = start + 1
        if _INITIAL_BEFORE.search(text[max(0, start - 4) : start]):
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
    return found or _find_without_authors(text, identifiers)


def _first_from(identifiers: Sequence[Mention], start: int, default: int) -> int:
    number = bisect_left(identifiers, start, key=start_of)
    return identifiers[number].start if number < len(identifiers) else default


def _read_authored(
    text: str, start: int, authors: AuthorList, limit: int, identifiers: Sequence[Mention]
) -> _Citation | None:
    if authors.end > limit:
        return None
    for read_form in FORMS:
        work = read_form(text, authors, limit)
        if work is None or not (work.title or (work.located and work.journal)):
            continue
        end, own = read_tail(text, work.end, identifiers)
        citation = _Citation(start, end, authors.names, _check(work, own), own)
        citation = _add_late_year(text, _add_site(text, citation, identifiers), identifiers)
        if _is_sure(citation, authors):
            return citation
    return None


def _add_late_year(text: str, citation: _Citation, identifiers: Sequence[Mention]) -> _Citation:
    """Add the year that follows the identifiers of a citation without one."""
    late = _LATE_YEAR.match(text, citation.end) if citation.work.year is None else None
    if late is None or not citation.identifiers:
        return citation
    end, more = read_tail(text, late.end(), identifiers)
    work = replace(citation.work, year=int(late["bracketed"] or late["year"]))
    return replace(citation, end=end, work=work, identifiers=(*citation.identifiers, *more))


def _read_body(
    text: str, start: int, limit: int, identifiers: Sequence[Mention]
) -> _Citation | None:
    """Read a work by a body, with place and publisher; only at the start of a note."""
    is_first = start < _LONGEST_INDENT and not text[:start].strip()
    body = _BODY.match(text, start, limit) if is_first else None
    work = read_imprint(text, body.end(), limit) if body else None
    if body is None or work is None:
        return None
    end, own = read_tail(text, work.end, identifiers)
    return _Citation(start, end, (body["body"],), work, own)


def _read_title_block(text: str, identifiers: Sequence[Mention]) -> _Citation | None:
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
    return _Citation(0, end, authors.names, work, own)


def _read_web_page(
    text: str, start: int, limit: int, identifiers: Sequence[Mention]
) -> _Citation | None:
    """Read a citation that starts with its quoted title; only at the start of a note."""
    is_first = start < _LONGEST_INDENT and not text[:start].strip()
    work = read_quoted(text, start, limit, None) if is_first else None
    if work is None:
        return None
    end, own = read_tail(text, work.end, identifiers)
    citation = _Citation(start, end, (), _check(work, own), own)
    is_sure = work.located or _WEB_PAGE.match(text, work.end) or own
    return _add_site(text, citation, identifiers) if is_sure else None


def _add_site(text: str, citation: _Citation, identifiers: Sequence[Mention]) -> _Citation:
    """Extend the citation of a web page to its date of retrieval, with the year before it."""
    site = None if citation.work.located else _WEB_PAGE.match(text, citation.work.end)
    if site is None:
        return citation
    year = re.search(rf"\b{YEAR}", site["site"])
    work = citation.work
    if work.year is None and year:
        work = replace(work, year=int(year.group()))
    end, own = read_tail(text, site.end(), identifiers)
    return replace(citation, end=end, work=work, identifiers=own)


def _is_sure(citation: _Citation, authors: AuthorList) -> bool:
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


def _find_without_authors(text: str, identifiers: Sequence[Mention]) -> list[_Citation]:
    limit = identifiers[0].start if identifiers else len(text)
    work = read_journal_only(text, 0, limit)
    if work is None:
        return []
    end, own = read_tail(text, work.end, identifiers)
    return [_Citation(0, end, (), work, own)]


def _make_reference(text: str, citation: _Citation, commentary: str | None) -> Reference:
    work = citation.work
    return add_identifiers(
        Reference(
            raw=_trim(text[citation.start : citation.end]),
            authors=citation.authors,
            title=work.title,
            journal=work.journal,
            year=work.year,
            volume=work.volume,
            issue=work.issue,
            pages=work.pages,
            commentary=commentary,
        ),
        citation.identifiers,
    )


def _trim(raw: str) -> str:
    """Remove the ornaments around a citation, and a closing bracket that opened before it."""
    raw = raw.strip(" \t\n\r\u00a0|·•❐↗⎋,;")
    inner = raw.rstrip(" .")
    is_inside = inner.endswith(")") and inner.count(")") > inner.count("(")
    return inner[:-1] if is_inside else raw


def _read_remarks(gap: str, is_followed: bool) -> tuple[str, str]:
    """Split the text after a citation: remarks on its work, and the lead-in of the next one."""
    remarks, lead = gap.lstrip(_ORNAMENTS), ""
    if is_followed:
        remarks = _LEAD_IN.sub("", remarks.rstrip('([“" \n\u00a0•')).rstrip()
        found = _LEADS_ON.search(remarks, max(0, len(remarks) - _LONGEST_LEAD))
        if found:
            remarks, lead = remarks[: found.start()], found["lead"]
    return " ".join(remarks.split()), " ".join(lead.split())


def _join_remarks(lead: str, remarks: str) -> str | None:
    """Join the text before and after a citation, with an ellipsis in its place."""
    return f"{lead} … {remarks}" if lead and remarks else lead or remarks or None


def _is_arxiv_id(one: Mention, text: str) -> bool:
    """Return whether a mention is written as an arXiv id, not as the DOI of one."""
    return is_preprint(one) and "10.48550" not in text[one.start : one.end]


def _reference_bare_identifiers(
    text: str, identifiers: Sequence[Mention], citations: Sequence[_Citation]
) -> list[tuple[int, Reference]]:
    """Return a reference for each identifier in prose; adjacent ones are of one work."""
    starts = [citation.start for citation in citations]
    groups: list[list[Mention]] = []
    for one in identifiers:
        if one.kind == "url" or not one.value:
            continue
        number = bisect_right(starts, one.start) - 1
        if number >= 0 and one.start < citations[number].end:
            continue
        last = groups[-1] if groups else []
        is_neighbour = last and not text[last[-1].end : one.start].strip(_ORNAMENTS)
        if is_neighbour and all(one.kind != other.kind for other in last):
            last.append(one)
        else:
            groups.append([one])
    return [
        (group[0].start, add_identifiers(Reference(text[group[0].start : group[-1].end]), group))
        for group in groups
    ]
