"""A note's text and the URLs of its links in; the works that it cites out, as `Reference`s.

A citation starts with an author list. The text after it decides its form: a year in brackets, a
quoted title, or a title; each form is a row of `_FORMS`. Nothing is added to the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from painsci_search.identifiers import (
    KINDS,
    SCHEMES,
    IdentifierKind,
    Mention,
    identify_url,
    is_arxiv,
)
from painsci_search.model import Reference
from painsci_search.reading.citations.mentions import find_identifiers
from painsci_search.reading.citations.names import LOWER, PARTICLE, UPPER, AuthorList, read_authors
from painsci_search.reading.citations.publication import (
    YEAR,
    Publication,
    read_after_year,
    read_journal_only,
    read_quoted,
    read_title_first,
)


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
_DATE_IN_BRACKETS = re.compile(
    rf"[.,]?\s?\([^()\n]{{0,30}}?(?P<year>{YEAR})[^()\n]{{0,20}}\)[.,:;]?\s"
)
_DATE_BARE = re.compile(rf"[.,]?\s(?P<year>{YEAR})[a-z]?[.:]\s")
_TITLE_NEXT = re.compile(r"[.:]\s|(?<=\.)\s")
_QUOTE_NEXT = re.compile(r"[.,]?\s(?=[“\"‘])")
_TAIL = re.compile(
    r"[\s.,;|·•❐↗⎋)\]]+"
    r"|\[?Epub\s(?:ahead\sof\sprint|\d{4})[^.\]\n]{0,40}\]?"
    r"|\[[^\[\]\n]{1,60}\]"
    r"|(?:PubMed\s(?:Central\s)?(?:Abstract|Full\sText)|Publisher\sFull\sText|CrossRef\sFull\sText|"
    r"(?:View\sat\s)?Google\sScholar|View\sat\s(?:Publisher|Scopus)|Reference\sSource|"
    r"(?:Free\s)?Full\sText|Return\sto\stext)\b"
    r"|(?:Abstract|PDF|PubMed|CrossRef|Medline|Web\sof\sScience)(?=\s?[.|·❐]|\s?\Z)"
    r"|(?:S2CID|JSTOR|OCLC|ISSN|e?ISBN|Bibcode|arXiv|hdl|CiteSeerX)[\s:][\w./:-]{1,40}"
    r"|(?:Retrieved\s(?:from\s)?(?:\w+\s)?\d|Retrieved\sfrom\b|Accessed\s(?:\w+\s)?\d|Archived\sfrom|"
    r"Published\s(?:online|\d)|Available\s(?:at|from|online)|Epub\s\d)[^.\n]{0,120}?"
    r"(?=\.|\s?\Z|\s?https?:)"
    r"|(?:PMID|PMCID|doi):",
    re.IGNORECASE,
)
_WEB_PAGE = re.compile(r"(?P<site>[^\n]{0,200}?)(?=\b(?:Retrieved|Archived|Accessed)\s)")
_DOMAIN = re.compile(r"\A\S{1,80}\.[a-z]{2,12}\Z")
_STARTS_TITLE = re.compile(rf"[\[“\"‘'¿¡(]{{0,2}}(?:[{UPPER}\d]|[a-z]{{1,5}}(?:[A-Z]|-))")
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


def parse_references(text: str, links: tuple[str, ...] = ()) -> tuple[Reference, ...]:
    """Return the works that a note cites, in order; () for a note that is plain prose.

    Args:
        text: the note without its label and without the link back.
        links: the URLs of the links in the note, in order.

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
        remarks, next_lead = _read_remarks(text[citation.end : next_start], next_start < len(text))
        own = [one for one in preprints if citation.start <= one.start < citation.end]
        reference = _make_reference(text, citation, _join_remarks(lead, remarks))
        references.append(_add_identifiers(reference, own))
        lead = next_lead
    bare = _reference_bare_identifiers(text, identifiers, citations)
    placed = sorted(
        [*zip(starts, references, strict=True), *bare],
        key=lambda pair: pair[0],
    )
    return _add_links([reference for _, reference in placed], links)


def _find_citations(text: str, identifiers: Sequence[Mention]) -> list[_Citation]:
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
        if citation is not None:
            found.append(citation)
            position = max(position, citation.end)
    return found or _find_without_authors(text, identifiers)


def _first_from(identifiers: Sequence[Mention], start: int, default: int) -> int:
    number = bisect_left(identifiers, start, key=_start_of)
    return identifiers[number].start if number < len(identifiers) else default


def _start_of(identifier: Mention) -> int:
    return identifier.start


def _read_authored(
    text: str, start: int, authors: AuthorList, limit: int, identifiers: Sequence[Mention]
) -> _Citation | None:
    if authors.end > limit:
        return None
    for read_form in _FORMS:
        work = read_form(text, authors, limit)
        if work is not None and work.title:
            end, own = _read_tail(text, work.end, identifiers)
            citation = _Citation(start, end, authors.names, _check(work, own), own)
            citation = _add_site(text, citation, identifiers)
            return citation if _is_sure(citation, authors) else None
    return None


def _read_quoted_title(text: str, authors: AuthorList, limit: int) -> Publication | None:
    quote = _QUOTE_NEXT.match(text, authors.end)
    return read_quoted(text, quote.end(), limit, None) if quote else None


def _read_dated(text: str, authors: AuthorList, limit: int) -> Publication | None:
    date = _DATE_IN_BRACKETS.match(text, authors.end) or _DATE_BARE.match(text, authors.end)
    if date is None or authors.given_first:
        return None
    year, start = int(date["year"]), date.end()
    if text[start : start + 1] in ("“", '"'):
        return read_quoted(text, start, limit, year)
    if authors.spelled_out and len(authors.names) == 1:
        return None
    return read_after_year(text, start, limit, year) if _STARTS_TITLE.match(text, start) else None


def _read_undated(text: str, authors: AuthorList, limit: int) -> Publication | None:
    title = _TITLE_NEXT.match(text, authors.end)
    if title is None or authors.given_first or not _STARTS_TITLE.match(text, title.end()):
        return None
    next_authors = read_authors(text, title.end())
    if next_authors and not next_authors.given_first:
        # "Sciatica C. Deyo RA, Diehl AK. Title.": the first "author" is the end of a title
        return None
    return read_title_first(text, title.end(), limit)


_FORMS: tuple[Callable[[str, AuthorList, int], Publication | None], ...] = (
    _read_quoted_title,
    _read_dated,
    _read_undated,
)


def _read_web_page(
    text: str, start: int, limit: int, identifiers: Sequence[Mention]
) -> _Citation | None:
    """Read a citation that starts with its quoted title; only at the start of a note."""
    is_first = start < _LONGEST_INDENT and not text[:start].strip()
    work = read_quoted(text, start, limit, None) if is_first else None
    if work is None:
        return None
    end, own = _read_tail(text, work.end, identifiers)
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
    end, own = _read_tail(text, site.end(), identifiers)
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


def _read_tail(
    text: str, start: int, identifiers: Sequence[Mention]
) -> tuple[int, tuple[Mention, ...]]:
    """Return the end and the identifiers of a citation, with link labels and dates of retrieval."""
    own: list[Mention] = []
    position = start
    while position < len(text):
        number = bisect_left(identifiers, position, key=_start_of)
        here = [one for one in identifiers[number : number + 2] if one.start == position]
        own += here
        tail = _TAIL.match(text, position)
        if here:
            position = here[0].end
        elif tail:
            position = tail.end()
        else:
            break
    return position, tuple(own)


def _find_without_authors(text: str, identifiers: Sequence[Mention]) -> list[_Citation]:
    limit = identifiers[0].start if identifiers else len(text)
    work = read_journal_only(text, 0, limit)
    if work is None:
        return []
    end, own = _read_tail(text, work.end, identifiers)
    return [_Citation(0, end, (), work, own)]


def _make_reference(text: str, citation: _Citation, commentary: str | None) -> Reference:
    work = citation.work
    return _add_identifiers(
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


def _add_identifiers(reference: Reference, identifiers: Sequence[Mention]) -> Reference:
    """Fill in identifiers that the reference lacks; of two of a kind the first, arXiv's last."""
    for one in sorted(identifiers, key=_is_preprint):
        attribute = one.kind if one.kind == "url" else SCHEMES[one.kind].attribute
        if one.value and getattr(reference, attribute) is None:
            reference = replace(reference, **{attribute: one.value})  # type: ignore[arg-type]
    return reference


def _is_preprint(one: Mention) -> bool:
    return is_arxiv(one.kind, one.value)


def _is_arxiv_id(one: Mention, text: str) -> bool:
    """Return whether a mention is written as an arXiv id, not as the DOI of one."""
    return _is_preprint(one) and "10.48550" not in text[one.start : one.end]


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
        (group[0].start, _add_identifiers(Reference(text[group[0].start : group[-1].end]), group))
        for group in groups
    ]


def _add_links(references: list[Reference], links: tuple[str, ...]) -> tuple[Reference, ...]:
    """Add the identifiers that only links have, if they are as many as the works without one."""
    if not references:
        return ()
    named = [one for link in links for one in identify_url(link) if one.value]
    for kind in KINDS:
        same_kind = [one for one in named if one.kind == kind]
        _assign(references, kind, [one.value for one in same_kind if not _is_preprint(one)])
    _assign(references, "doi", [one.value for one in named if _is_preprint(one)])
    pages = [one.value for one in named if one.kind == "url"]
    if pages and len(references) == 1 and references[0].url is None:
        references[0] = replace(references[0], url=pages[0])
    return tuple(references)


def _assign(references: list[Reference], kind: IdentifierKind, values: Sequence[str]) -> None:
    """Assign identifiers of a kind, in order, to as many works without one."""
    attribute = SCHEMES[kind].attribute
    known = {getattr(reference, attribute) for reference in references}
    spare = [value for value in dict.fromkeys(values) if value not in known]
    lacking = [n for n, work in enumerate(references) if getattr(work, attribute) is None]
    if len(spare) == len(lacking):
        for number, value in zip(lacking, spare, strict=True):
            references[number] = replace(references[number], **{attribute: value})  # type: ignore[arg-type]
