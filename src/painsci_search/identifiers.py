"""Identifiers of works: text or a URL in; DOIs, PubMed ids, PMCIDs and PainSci ids in their normal
form out, with the label and the link of each.

Reading, queries, bibliographies, rendering and the audit all use this module, so that an
identifier that one of them finds is the same for the others. `SCHEMES` is the table of kinds. An
arXiv id is written as the DOI that arXiv registers for it, and is shown and linked as an arXiv id.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal
from urllib.parse import quote, unquote

from painsci_search.late_patterns import late_pattern
from painsci_search.late_tuples import NamedTuple

IdentifierKind = Literal["pmid", "pmcid", "doi", "painsci"]


class Scheme(NamedTuple):
    """How identifiers of one kind are written, shown and linked.

    Attributes:
        kind: the field of queries.
        attribute: the attribute of `Reference`.
        prefix: the letters that the normal form begins with.
        label: the shown form; the value replaces "{}".
        link: the URL at which readers find the work; "" where there is none.
        lead: pattern of the words that may precede the value where a user writes it.
        words: lower-case words, one of which each match of `in_text` contains: a cheap test.
        in_text: pattern of the label and the value in prose.
        hosts: lower-case words, one of which each match of `in_url` contains.
        in_url: pattern of URLs that lead to the work.
    """

    kind: IdentifierKind
    attribute: str
    prefix: str
    label: str
    link: str
    lead: re.Pattern[str]
    words: tuple[str, ...] = ()
    in_text: re.Pattern[str] | None = None
    hosts: tuple[str, ...] = ()
    in_url: re.Pattern[str] | None = None


def _pattern(text: str) -> re.Pattern[str]:
    return late_pattern(text, re.IGNORECASE)


# "PubMed 2018" may be a year: without a sign, a number in prose needs five digits.
_PMID = Scheme(
    "pmid",
    "pmid",
    prefix="",
    label="PubMed {}",
    link="https://pubmed.ncbi.nlm.nih.gov/{}/",
    lead=_pattern(r"(?:pmid|pubmed(?:\s?id)?)\s*[:#]*\s*"),
    words=("pmid", "pubmed"),
    in_text=_pattern(
        r"\b(?:PMID|PubMed(?:\sID)?)\s?(?:[:#]\s?#?|(?=\d{5}))(\d{1,8})\b"
        r"|\bPMID\s?(\d{1,8})\b"
    ),
    hosts=("pubmed",),
    in_url=_pattern(
        r"pubmed\.ncbi\.nlm\.nih\.gov/(\d{1,8})\b"
        r"|/pubmed/(\d{1,8})\b"
        r"|ncbi\.nlm\.nih\.gov/[^#]*?[?&](?:dbfrom|db)=pubmed\b[^#]*?"
        r"[?&](?:id|list_uids|termtosearch)=(\d{1,8})\b"
        r"|ncbi\.nlm\.nih\.gov/[^#]*?[?&]pubmedid=(\d{1,8})\b"
        r"|pubmedcentral\.nih\.gov/[^#]*?[?&]pubmedid=(\d{1,8})\b"
    ),
)
_PMCID = Scheme(
    "pmcid",
    "pmcid",
    prefix="PMC",
    label="{}",
    link="https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    lead=_pattern(r"pmcid\s*[:#]?\s*(?:pmc\s*[:#]?\s*)?|pmc\s*[:#]?\s*"),
    words=("pmc", "central"),
    in_text=_pattern(
        r"\b(?:PubMed\sCentral(?:\sID)?|PMCID)\s?[:#]?\s?(?:PMC)?\s?(\d{3,9})\b"
        r"|\bPMC\s?[:#]?\s?(\d{4,9})\b"
    ),
    hosts=("pmc", "pubmedcentral"),
    in_url=_pattern(
        r"(?:ncbi\.nlm\.nih\.gov|europepmc\.org|pubmedcentral\.nih\.gov)/[^?#]*?\bpmc(\d{3,9})\b"
        r"|\bpmc\.ncbi\.nlm\.nih\.gov/articles/pmc(\d{3,9})\b"
        r"|pubmedcentral\.nih\.gov/[^#]*?[?&]artid=(\d{3,9})\b"
    ),
)
_DOI = Scheme(
    "doi",
    "doi",
    prefix="",
    label="doi:{}",
    link="https://doi.org/{}",
    lead=_pattern(
        r"(?:doi\s*+[:=]?\s*+){0,2}"
        r"(?P<resolver>(?:https?:)?(?://)?(?:(?:dx|www)\.)?doi\.org/(?:doi:\s*)?)?(?=10\.)"
    ),
)
# The number of a page of the bibliography may be missing: its identifier is then "".
_PAINSCI = Scheme(
    "painsci",
    "painsci_id",
    prefix="",
    label="PainSci {}",
    link="",
    lead=_pattern(r"painsci(?:ence)?(?:\.com)?(?:\sbib(?:liography)?\.?)?(?:\sid)?\s*[:#]*\s*"),
    words=("painsci",),
    in_text=_pattern(
        r"\bPainSci(?:ence)?(?:\.com)?\s(?:Bib(?:liography)?\b\.?\s?)?[:#]?\s?(\d{3,6})\b"
    ),
    hosts=("painscience",),
    in_url=_pattern(r"painscience\.com/bib\w*(?:[^#]*?(?<!\d)(\d{4,6})(?!\d))?"),
)
# The most reliable first: a number is checked when it is looked up, a DOI has many letters to
# mistype.
SCHEMES: dict[IdentifierKind, Scheme] = {
    scheme.kind: scheme for scheme in (_PMID, _PMCID, _DOI, _PAINSCI)
}
KINDS: tuple[IdentifierKind, ...] = tuple(SCHEMES)
# A URL of PubMed Central holds the word "pubmed", too, so its kind is tested before.
NUMBERED = (_PMCID, _PMID, _PAINSCI)

# ISO 26324: the prefix may have sub-registrants. The slash is escaped in links, even twice.
DOI_PREFIX = r"10\.\d{4,9}(?:\.\d+)*"
_SLASH = r"(?:/|%(?:25){0,2}2F)"
_DOI_ALONE = late_pattern(rf"{DOI_PREFIX}/\S+")
DOI_IN_TEXT = _pattern(rf"\b{DOI_PREFIX}{_SLASH}[^\s\"“”|❐—…]{{1,300}}")
# The short DOIs that shortdoi.org gives.
_SHORT_DOI = late_pattern(r"10/[a-z0-9]{3,}")
_RESOLVER = _pattern(r"(?:\A|//|\.)doi\.org/(?:doi:)?")
_RESOLVER_HOST = _pattern(r"(?:dx\.|www\.)?doi\.org\Z")
# A publisher's page: "https://example.org/doi/full/10.1000/x". Other URLs that hold a DOI are
# less sure: it may be that of a data set or a figure.
_DOI_PAGE = _pattern(
    r"/doi/(?:(?:abs|full|pdf|epdf|suppl)/)?(?=10\.)|rxiv\.org/content/(?=10\.(?:1101|64898)/)"
)
_DOI_IN_URL = _pattern(rf"https?://[^\s#]*?[/=](?={DOI_PREFIX}/)")
_DOI_VIEW = _pattern(r"/(?:full|abstract|pdf|epdf|summary|meta|html)/?\Z")
# The version and the form of a file of a preprint (bioRxiv, medRxiv) are not part of its DOI.
_PREPRINT = late_pattern(r"10\.(?:1101|64898)/")
_VERSION = late_pattern(
    r"(?<=\d)(?>(?:v\d{1,3})?)(?>(?:\.(?:full|abstract|supplementary-material))?)"
    r"(?>(?:[.-](?:pdf|text|html?|txt))?)/?\Z"
)
# "10.1000/x.PMID: 7", "10.1000/xPubMed": a label or the name of a database that touches a DOI.
_TOUCHING = late_pattern(
    r"(?:[.,;(\[](?i:pmid|pmcid|pubmed)\b"
    r"|(?<=[0-9a-z)\]])(?:PMID|PubMed|Google|Cross[Rr]ef|Medline|MEDLINE|Scopus)).*",
    re.DOTALL,
)
# What follows a DOI in a URL. The last sign of a SICI (ANSI/NISO Z39.56) may be "#": ";2-#".
_URL_QUERY = late_pattern(r"\?(?=[\w.~%-]{1,60}=).*", re.DOTALL)
_URL_FRAGMENT = late_pattern(r"(?<!;[12]-)#.*", re.DOTALL)

# An id of arXiv since 2007, or before; versions and subject classes are not part of its DOI.
_ARXIV_ID = r"(?P<{}>\d{{4}}\.\d{{4,5}}|[a-z-]{{2,10}}(?:\.[a-z]{{2}})?/\d{{7}})(?:v\d{{1,3}})?"
ARXIV = _pattern(
    rf"\barXiv(?::\s?|\s){_ARXIV_ID.format('labelled')}\b(?![./]?\d)"
    rf"|\barxiv\.org/(?:abs|pdf|html)/{_ARXIV_ID.format('page')}\b(?![./]?\d)"
)
_ARXIV_DOI = "10.48550/arxiv."

_WRITTEN_URL = _pattern(r"(?:https?:)?//\w|(?:[\w-]+\.)+[a-z]{2,}/")
_ESCAPED_URL = _pattern(r"https?%(?:25)*3A")
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}
_URL_PUNCTUATION = ".,;:'’*_"
PUNCTUATION = _URL_PUNCTUATION + '"”?!'
_NUMBER = late_pattern(r"0*([1-9]\d{0,11})")
# No identifier and no URL of a work is longer, in characters.
_LONGEST = 2000


class Identifier(NamedTuple):
    """An identifier of a work.

    Attributes:
        value: in its normal form: "30397584", "PMC2844363", "10.7717/peerj.3846", "52155".
    """

    kind: IdentifierKind
    value: str


class Mention(NamedTuple):
    """An identifier or a plain URL in a text: `text[start:end]` is "PubMed #123", with the label.

    Attributes:
        value: in its normal form; "" for a URL of the PainSci bibliography that has no number.
    """

    kind: IdentifierKind | Literal["url"]
    value: str
    start: int = 0
    end: int = 0


def label(kind: IdentifierKind, value: str) -> str:
    """Return an identifier as readers know it.

    >>> label("pmid", "30397584"), label("doi", "10.48550/arxiv.2101.00001")
    ('PubMed 30397584', 'arXiv:2101.00001')
    """
    if is_arxiv(kind, value):
        return f"arXiv:{value.removeprefix(_ARXIV_DOI)}"
    return SCHEMES[kind].label.format(value)


def link(kind: IdentifierKind, value: str) -> str | None:
    """Return the URL of a work, percent-encoded ASCII; None for a kind without one.

    >>> link("doi", "10.1002/1521-3773(2001)40:6<9823::aid-anie9823>3.3.co;2-#")
    'https://doi.org/10.1002/1521-3773%282001%2940:6%3C9823::aid-anie9823%3E3.3.co;2-%23'
    """
    if is_arxiv(kind, value):
        return f"https://arxiv.org/abs/{_encode(value.removeprefix(_ARXIV_DOI), '/')}"
    template = SCHEMES[kind].link
    return template.format(_encode(value, "/:;" if kind == "doi" else "")) if template else None


def _encode(value: str, safe: str) -> str:
    return quote(value, safe=safe, errors="replace")


def is_arxiv(kind: str, value: str) -> bool:
    """Return whether an identifier is the DOI that arXiv registers for a preprint."""
    return kind == "doi" and value.startswith(_ARXIV_DOI)


def normalise(kind: IdentifierKind, text: str) -> str | None:
    """Return the normal form of an identifier of a kind; None if `text` is not one.

    The label, a resolver's URL, percent-encoding and punctuation around it are removed.

    >>> normalise("doi", "DOI: https://dx.doi.org/10.1136%2FBMJ.h2747?utm_source=x.")
    '10.1136/bmj.h2747'
    >>> normalise("pmcid", "2844363"), normalise("pmid", "PubMed #07"), normalise("pmid", "7x")
    ('PMC2844363', '7', None)
    """
    text = _strip(text)
    if len(text) > _LONGEST:
        return None
    if kind == "doi":
        known = normalise_doi(text) or _normalise_arxiv(text)
    else:
        known = _normalise_number(SCHEMES[kind], text, labelled=False)
    return known or next((one.value for one in _in_url(text) if one.kind == kind), None)


def parse_identifier(text: str) -> tuple[Identifier, ...]:
    """Read what a user writes for a work: an identifier, or a URL that holds one; () for neither.

    A bare number may be a PubMed id or a PainSci id: both are returned.

    >>> parse_identifier("#52155")
    (Identifier(kind='pmid', value='52155'), Identifier(kind='painsci', value='52155'))
    >>> parse_identifier("https://pubmed.ncbi.nlm.nih.gov/30397584/")
    (Identifier(kind='pmid', value='30397584'),)
    """
    text = _strip(text)
    if len(text) > _LONGEST:
        return ()
    number = _number(text.lstrip("#").strip())
    if number is not None:
        return Identifier("pmid", number), Identifier("painsci", number)
    doi = normalise_doi(text) or _normalise_arxiv(text)
    if doi is not None:
        return (Identifier("doi", doi),)
    for scheme in NUMBERED:
        value = _normalise_number(scheme, text, labelled=True)
        if value is not None:
            return (Identifier(scheme.kind, value),)
    return tuple(_in_url(text))


def identify_url(url: str) -> tuple[Mention, ...]:
    """Return the works that a URL leads to; () for a link within the page.

    The first is what the URL is for: a publisher's page whose path holds a DOI gives both its
    "url" and that "doi"; a resolver gives the "doi" only.
    """
    url = url.strip()
    if len(url) > _LONGEST:
        return ()
    lower = url.lower()
    for scheme in NUMBERED:
        if scheme.in_url and any(host in lower for host in scheme.hosts):
            match = scheme.in_url.search(url)
            if match is not None:
                number = next((group for group in match.groups() if group), "")
                return (Mention(scheme.kind, scheme.prefix + number),)
    if match := _RESOLVER.search(url):
        doi = _doi_of_url(url[match.end() :])
        return (Mention("doi", doi),) if doi else ()
    return _identify_page(url)


def is_doi(text: str) -> bool:
    """Return whether a text begins with a DOI or a short DOI; it may be percent-encoded."""
    text = unquote(text).lower()
    return bool(_DOI_ALONE.match(text) or _SHORT_DOI.match(text))


def is_resolver(host: str) -> bool:
    """Return whether a host resolves DOIs."""
    return _RESOLVER_HOST.match(host) is not None


def trim_end(text: str, punctuation: str = _URL_PUNCTUATION) -> str:
    """Remove the punctuation and brackets of the sentence after a URL; its own brackets stay.

    >>> trim_end("https://example.org/a_(b))."), trim_end("https://example.org/a*")
    ('https://example.org/a_(b)', 'https://example.org/a')
    """
    while text:
        last = text[-1]
        if last in _BRACKETS:
            if text.count(last) <= text.count(_BRACKETS[last]):
                break
        elif last not in punctuation:
            break
        text = text[:-1]
    return text


def _strip(text: str) -> str:
    text = text.strip().lstrip("<\"'").rstrip("\"'")
    return text.rstrip(">") if text.count(">") > text.count("<") else text


def _number(text: str) -> str | None:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    match = _NUMBER.fullmatch(text.strip()) if text.isascii() else None
    return match[1] if match else None


def _normalise_number(scheme: Scheme, text: str, *, labelled: bool) -> str | None:
    lead = scheme.lead.match(text)
    if lead is None and labelled:
        return None
    number = _number((text[lead.end() :] if lead else text.lstrip("#")).rstrip(PUNCTUATION))
    return None if number is None else scheme.prefix + number


def normalise_doi(text: str) -> str | None:
    """Return the DOI that a text is, with or without a label or a resolver's URL."""
    lead = _DOI.lead.match(text)
    if lead is None:
        return None
    rest = text[lead.end() :]
    if lead["resolver"]:
        rest = _cut_url(rest)
    doi = without_touching(_unescape(_URL_QUERY.sub("", rest))).strip()
    doi = trim_end(_without_tail(doi), PUNCTUATION) if _DOI_ALONE.fullmatch(doi) else ""
    return doi.lower() if _DOI_ALONE.fullmatch(doi) else None


def without_touching(doi: str) -> str:
    """Remove what touches a DOI: a label, the name of a database, or the same DOI again.

    >>> without_touching("10.1000/x.PMID:"), without_touching("10.1000/x7PubMedGoogle")
    ('10.1000/x', '10.1000/x7')
    >>> without_touching("10.1000/x.710.1000/x.7"), without_touching("10.1000/x.7.10.1000/x.7")
    ('10.1000/x.7', '10.1000/x.7')
    """
    doi = _TOUCHING.sub("", doi)
    half = doi[: len(doi) // 2]
    is_twice = doi.endswith(half) and doi[len(half) : -len(half) or None] in ("", ".", ",", ";")
    return half if is_twice else doi


def _without_tail(doi: str) -> str:
    """Remove the version and form of the file of a preprint."""
    return _VERSION.sub("", doi) if _PREPRINT.match(doi) else doi


def _unescape(text: str) -> str:
    for _ in range(2):  # links are not rarely escaped twice
        if "%" in text:
            text = unquote(text)
    return text


def _cut_url(path: str) -> str:
    """Remove the query, the fragment and the last slash of a URL."""
    return _URL_FRAGMENT.sub("", _URL_QUERY.sub("", path)).rstrip("/")


def _normalise_arxiv(text: str) -> str | None:
    match = ARXIV.search(text) if "arxiv" in text.lower() else None
    if match is None or (match.start() != 0 and not _WRITTEN_URL.match(text)):
        return None
    is_whole = match["page"] or not text[match.end() :].strip(PUNCTUATION)
    return arxiv_doi(match) if is_whole else None


def arxiv_doi(match: re.Match[str]) -> str:
    """Return the DOI of the arXiv id that `ARXIV` matched."""
    number = (match["labelled"] or match["page"]).lower()
    return _ARXIV_DOI + re.sub(r"\.[a-z]{2}/", "/", number)


def _in_url(text: str) -> Iterator[Identifier]:
    """Yield the identifiers of a URL, wherever it holds a DOI."""
    if _ESCAPED_URL.match(text):
        text = _unescape(text)
    if not _WRITTEN_URL.match(text):
        return
    named = [Identifier(one.kind, one.value) for one in identify_url(text) if one.kind != "url"]
    yield from (one for one in named if one.value)
    if named:
        return
    plain = _unescape(text)
    page = _DOI_IN_URL.match(plain)
    if page is not None:
        path = re.split(r"&|\?", plain[page.end() :])[0]
        doi = normalise_doi(_DOI_VIEW.sub("", _cut_url(path)))
        if doi is not None:
            yield Identifier("doi", doi)


def _identify_page(url: str) -> tuple[Mention, ...]:
    if url.startswith("//"):
        url = "https:" + url
    if not re.match(r"https?://\w", url, re.IGNORECASE):
        return ()
    doi = _normalise_arxiv(url) or ""
    if match := _DOI_PAGE.search(url):
        doi = _doi_of_url(_DOI_VIEW.sub("", _cut_url(url[match.end() :].split("?")[0])))
    page = Mention("url", url)
    return (page, Mention("doi", doi)) if doi else (page,)


def _doi_of_url(path: str) -> str:
    """Return the DOI that a path begins with, or ""."""
    match = DOI_IN_TEXT.match(_cut_url(path))
    return (normalise_doi(match.group()) or "") if match else ""
