"""The identifiers of works, each spelled one way, however a citation or a reader spells it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple
from urllib.parse import unquote

from painsci_search.model import Reference

IdentityKind = Literal["pmid", "pmcid", "doi", "painsci"]
# The more reliable first: a number has a checked meaning, a DOI has many letters to mistype.
KINDS: tuple[IdentityKind, ...] = ("pmid", "pmcid", "doi", "painsci")


class Identity(NamedTuple):
    """An identifier of a work.

    Attributes:
        value: "30397584", "PMC2844363", "10.7717/peerj.3846", "52155".
    """

    kind: IdentityKind
    value: str


_DOI_START = re.compile(
    r"(?:https?:)?(?://)?(?:(?:dx|www)\.)?doi\.org/|doi\s*[:=]?\s*", re.IGNORECASE
)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
# A publisher's page: "https://example.org/doi/full/10.1000/x?view=1".
_DOI_IN_ADDRESS = re.compile(r"https?://[^\s#]*?[/=](10\.\d{4,9}/[^\s?#&]+)", re.IGNORECASE)
_VIEW = re.compile(r"/(?:full|abstract|pdf|epdf|summary|meta|html)/?\Z", re.IGNORECASE)
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}
_NUMBER = re.compile(r"0*([1-9]\d{0,11})")
_PMID = re.compile(
    r"(?:pmid|pubmed(?:\s?id)?)\s*[:#]*\s*(\d+)"
    r"|(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d+)\b.*",
    re.IGNORECASE,
)
_PMCID = re.compile(
    r"(?:pmcid\s*[:#]?\s*)?pmc\s*[:#]?\s*(\d+)|pmcid\s*[:#]?\s*(\d+)"
    r"|(?:https?://)?[\w.]*(?:nih\.gov|europepmc\.org)/\S*?pmc(\d+)\b.*",
    re.IGNORECASE,
)
_PAINSCI = re.compile(
    r"painsci(?:ence)?(?:\.com)?(?:\sbib(?:liography)?\.?)?(?:\sid)?\s*[:#]*\s*(\d+)"
    r"|(?:https?://)?(?:www\.)?painscience\.com/bib\S*?(?<!\d)(\d{4,6})(?!\d).*",
    re.IGNORECASE,
)
_PMID_LABEL = re.compile(r"^\s*(?:pmid|pubmed(?:\s?id)?)?\s*[:#]*", re.IGNORECASE)
_PMCID_LABEL = re.compile(r"^\s*(?:pmcid)?\s*[:#]?\s*(?:pmc)?", re.IGNORECASE)
_PAINSCI_LABEL = re.compile(r"^\s*(?:painsci(?:ence)?)?\s*[:#]*", re.IGNORECASE)
# No identifier and no address of a work is longer; whatever is, is not looked at.
_LONGEST = 2000


def identities(reference: Reference) -> tuple[Identity, ...]:
    """Name a work by all its identifiers; one that cannot be right is left out.

    >>> identities(Reference("", doi="https://doi.org/10.1000/AB%281%29.", pmid="00123"))
    (Identity(kind='pmid', value='123'), Identity(kind='doi', value='10.1000/ab(1)'))
    """
    values = (
        (KINDS[0], reference.pmid, _pmid),
        (KINDS[1], reference.pmcid, _pmcid),
        (KINDS[2], reference.doi, normalise_doi),
        (KINDS[3], reference.painsci_id, _painsci),
    )
    return tuple(
        [
            Identity(kind, found)
            for kind, value, read in values
            if value and (found := read(value)) is not None
        ]
    )


def read_identity(text: str) -> tuple[Identity, ...]:
    """Understand what a reader writes for a work: an identifier, or an address that holds one.

    A bare number may be a PubMed id or a number of the PainSci bibliography: both are given.

    >>> read_identity("#52155")
    (Identity(kind='pmid', value='52155'), Identity(kind='painsci', value='52155'))
    >>> read_identity("https://pubmed.ncbi.nlm.nih.gov/30397584/")
    (Identity(kind='pmid', value='30397584'),)
    """
    text = text.strip().strip("<>\"'")
    if len(text) > _LONGEST:
        return ()
    number = _number(text.lstrip("#").strip())
    if number is not None:
        return Identity("pmid", number), Identity("painsci", number)
    doi = normalise_doi(text)
    if doi is not None:
        return (Identity("doi", doi),)
    for kind, pattern in ((KINDS[1], _PMCID), (KINDS[0], _PMID), (KINDS[3], _PAINSCI)):
        match = pattern.fullmatch(text)
        if match is not None:
            value = _number(next(group for group in match.groups() if group))
            if value is not None:
                return (Identity(kind, f"PMC{value}" if kind == "pmcid" else value),)
    page = _DOI_IN_ADDRESS.match(unquote(text))
    doi = normalise_doi(_VIEW.sub("", page[1])) if page else None
    return (Identity("doi", doi),) if doi else ()


def normalise_doi(text: str) -> str | None:
    """Spell a DOI in lower case, without a resolver's address, escapes and final punctuation.

    >>> normalise_doi("DOI: 10.1136/BMJ.h2747."), normalise_doi("10 1136")
    ('10.1136/bmj.h2747', None)
    """
    doi = text.strip()
    if not doi.startswith("10."):
        start = _DOI_START.match(doi)
        if start is None:
            return None
        doi = doi[start.end() :]
    for _ in range(2):  # what was escaped twice is not rare in links
        if "%" in doi:
            doi = unquote(doi)
    match = _DOI.fullmatch(doi.strip())
    return _trim(doi.strip()).lower() if match else None


def _trim(doi: str) -> str:
    """Take off the punctuation of the sentence around a DOI, but no bracket of its own."""
    while doi[-1] in ".,;:'\"’”*_" or (
        doi[-1] in _BRACKETS and doi.count(doi[-1]) > doi.count(_BRACKETS[doi[-1]])
    ):
        doi = doi[:-1]
    return doi


def _number(text: str) -> str | None:
    match = _NUMBER.fullmatch(text.strip())
    return match[1] if match and text.isascii() else None


def _pmid(text: str) -> str | None:
    return _number(text) or _number(_PMID_LABEL.sub("", text, 1))


def _painsci(text: str) -> str | None:
    return _number(text) or _number(_PAINSCI_LABEL.sub("", text, 1))


def _pmcid(text: str) -> str | None:
    number = _number(_PMCID_LABEL.sub("", text, 1))
    return f"PMC{number}" if number else None
