"""Text or a link, in; the PubMed ids, PMCIDs, DOIs, PainSci numbers and plain addresses in it, out.
Citations and prose name works by these, so they are found before anything else is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

IdentifierKind = Literal["pmid", "pmcid", "doi", "painsci_id", "url"]


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier and where it stands, label included: text[start:end] is "PubMed #123".

    ``value`` is normalised as in ``Reference``; it is "" for an address of the PainSci
    bibliography that has no number.
    """

    kind: IdentifierKind
    value: str
    start: int = 0
    end: int = 0


_DOI = re.compile(r"\b10\.\d{4,9}(?:/|%2[Ff])[^\s\"“”|❐—…]{1,300}")
_DOI_LABEL = re.compile(r"(?:\bdoi\b[\s:]{0,3})\Z", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:\bhttps?://|\bwww\.|\b(?:dx\.)?doi\.org/|\bpubmed\.ncbi\.nlm\.nih\.gov/)"
    r"[^\s\"“”|❐]{1,1000}",
    re.IGNORECASE,
)
# what every address has, in lower case: most texts have none of it, which is cheap to tell
_SIGNS_OF_ADDRESSES = ("http", "www.", "doi.org/", "pubmed.ncbi")
# "PubMed 2018" may be a year: without a sign, a number must have five digits. The words are those
# of which a text must have one, in lower case.
_LABELLED: tuple[tuple[IdentifierKind, tuple[str, ...], re.Pattern[str]], ...] = (
    (
        "pmcid",
        ("pmc", "central"),
        re.compile(
            r"\b(?:PubMed\sCentral(?:\sID)?|PMCID)\s?[:#]?\s?(?:PMC)?\s?(\d{3,9})\b"
            r"|\bPMC\s?[:#]?\s?(\d{4,9})\b",
            re.IGNORECASE,
        ),
    ),
    (
        "pmid",
        ("pmid", "pubmed"),
        re.compile(
            r"\b(?:PMID|PubMed(?:\sID)?)\s?(?:[:#]\s?#?|(?=\d{5}))(\d{1,8})\b"
            r"|\bPMID\s?(\d{1,8})\b",
            re.IGNORECASE,
        ),
    ),
    (
        "painsci_id",
        ("painsci",),
        re.compile(
            r"\bPainSci(?:ence)?(?:\.com)?\s(?:Bib(?:liography)?\b\.?\s?)?[:#]?\s?(\d{3,6})\b",
            re.IGNORECASE,
        ),
    ),
)

_PUBMED_PATH = re.compile(
    r"pubmed\.ncbi\.nlm\.nih\.gov/(\d{1,8})\b"
    r"|/pubmed/(\d{1,8})\b"
    r"|ncbi\.nlm\.nih\.gov/[^#]*?[?&](?:dbfrom|db)=pubmed\b[^#]*?"
    r"[?&](?:id|list_uids|termtosearch)=(\d{1,8})\b"
    r"|ncbi\.nlm\.nih\.gov/[^#]*?[?&]pubmedid=(\d{1,8})\b"
    r"|pubmedcentral\.nih\.gov/[^#]*?[?&]pubmedid=(\d{1,8})\b",
    re.IGNORECASE,
)
_PMC_PATH = re.compile(
    r"(?:ncbi\.nlm\.nih\.gov|europepmc\.org|pubmedcentral\.nih\.gov)/[^?#]*?\bpmc(\d{3,9})\b"
    r"|\bpmc\.ncbi\.nlm\.nih\.gov/articles/pmc(\d{3,9})\b"
    r"|pubmedcentral\.nih\.gov/[^#]*?[?&]artid=(\d{3,9})\b",
    re.IGNORECASE,
)
_DOI_RESOLVER = re.compile(r"(?:\A|//|\.)doi\.org/", re.IGNORECASE)
_DOI_PATH = re.compile(r"/doi/(?:(?:abs|full|pdf|epdf|suppl)/)?(?=10\.)", re.IGNORECASE)
_DOI_VIEW = re.compile(r"/(?:full|abstract|pdf|epdf|summary|meta|html)\Z", re.IGNORECASE)
_PAINSCI_PATH = re.compile(
    r"painscience\.com/bib\w*(?:[^#]*?(?<!\d)(\d{4,6})(?!\d))?", re.IGNORECASE
)
# the word is one that an address of the kind always has, in lower case
_PATHS: tuple[tuple[IdentifierKind, str, re.Pattern[str], str], ...] = (
    ("pmcid", "pmc", _PMC_PATH, "PMC"),
    ("pmcid", "pubmedcentral", _PMC_PATH, "PMC"),
    ("pmid", "pubmed", _PUBMED_PATH, ""),
    ("painsci_id", "painscience", _PAINSCI_PATH, ""),
)
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}
_LONGEST_LINK = 2000


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """Find every identifier in a text, in order, none overlapping another.

    >>> [(i.kind, i.value) for i in find_identifiers("PubMed #123 ❐ doi:10.1000/AB(1).")]
    [('pmid', '123'), ('doi', '10.1000/ab(1)')]
    """
    lower = text.lower()
    found = sorted(
        (*_find_addresses(text, lower), *_find_dois(text), *_find_labelled(text, lower)),
        key=lambda one: (one.start, -one.end),
    )
    return tuple(_drop_overlapping(found))


def identify_link(href: str) -> tuple[Identifier, ...]:
    """Name the works that a link's address names; () for an address on its own page.

    The first is what the address is for: a publisher's page whose path holds a DOI gives both its
    "url" and that "doi"; a resolver gives the "doi" only.
    """
    href = href.strip()
    if len(href) > _LONGEST_LINK:
        return ()
    lower = href.lower()
    for kind, word, pattern, prefix in _PATHS:
        if word in lower and (match := pattern.search(href)):
            number = next((group for group in match.groups() if group), "")
            return (Identifier(kind, prefix + number),)
    if match := _DOI_RESOLVER.search(href):
        doi = _doi_at_start(href[match.end() :])
        return (Identifier("doi", doi),) if doi else ()
    return _identify_web_page(href)


def _identify_web_page(href: str) -> tuple[Identifier, ...]:
    if href.startswith("//"):
        href = "https:" + href
    if not re.match(r"https?://\w", href, re.IGNORECASE):
        return ()
    page = Identifier("url", href)
    if match := _DOI_PATH.search(href):
        doi = _doi_at_start(_DOI_VIEW.sub("", re.split(r"[?#]", href[match.end() :])[0]))
        return (page, Identifier("doi", doi)) if doi else (page,)
    return (page,)


def _doi_at_start(text: str) -> str:
    match = _DOI.match(text)
    return _normalise_doi(match.group()) if match else ""


def _normalise_doi(doi: str) -> str:
    return trim_end(unquote(doi) if "%" in doi else doi).lower()


def trim_end(address: str) -> str:
    """Take off the punctuation of the sentence around an address, but no bracket of its own."""
    while address:
        last = address[-1]
        if last in _BRACKETS:
            if address.count(last) <= address.count(_BRACKETS[last]):
                break
        elif last not in ".,;:'’*_":
            break
        address = address[:-1]
    return address


def _find_addresses(text: str, lower: str) -> Iterator[Identifier]:
    if not any(sign in lower for sign in _SIGNS_OF_ADDRESSES):
        return
    for match in _ADDRESS.finditer(text):
        address = trim_end(match.group())
        end = match.start() + len(address)
        if address.lower().startswith("www."):
            named = identify_link("https://" + address)
        else:
            named = identify_link(address)
        for identifier in named:
            yield Identifier(identifier.kind, identifier.value, match.start(), end)


def _find_dois(text: str) -> Iterator[Identifier]:
    if "10." not in text:
        return
    for match in _DOI.finditer(text):
        doi = trim_end(match.group())
        before = text[max(0, match.start() - 8) : match.start()]
        label = _DOI_LABEL.search(before)
        start = match.start() - (len(label.group()) if label else 0)
        yield Identifier("doi", _normalise_doi(doi), start, match.start() + len(doi))


def _find_labelled(text: str, lower: str) -> Iterator[Identifier]:
    for kind, words, pattern in _LABELLED:
        if not any(word in lower for word in words):
            continue
        prefix = "PMC" if kind == "pmcid" else ""
        for match in pattern.finditer(text):
            number = next(group for group in match.groups() if group)
            yield Identifier(kind, prefix + number, match.start(), match.end())


def _drop_overlapping(found: Iterable[Identifier]) -> Iterator[Identifier]:
    start = end = 0
    for one in found:
        # a publisher's address and the DOI in it stand at the same place
        if one.start >= end or (one.start, one.end) == (start, end):
            yield one
            start, end = one.start, one.end
