"""A note's text and links in, its malformed PubMed ids, DOIs and years of publication out.

Reading ignores malformed identifiers, so the audit searches for them: text that is clearly meant as
an identifier or a year, but is not valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from painsci_search.identifiers import identify_url, is_doi, is_resolver, trim_end

# A year of publication: articles cite no older works, so an earlier year is a typing error.
FIRST_YEAR = 1500

# A number, or a word that begins with one: words joined to it belong to the next identifier.
_PMID = re.compile(
    r"\b(?:PMID\s?[:#]?\s?#?|PubMed(?:\sID)?\s?[:#]\s?#?)\s?(?P<id>(?:PMC)?[0-9][0-9A-Za-z]*)",
    re.IGNORECASE,
)
_PMID_ALONE = re.compile(r"0*[1-9]\d{0,7}")
_RUN_ON = re.compile(r"(\d{1,8})(?:pmc|pmid|doi|epub|free|full|pubmed|s2cid|https?|abstract).*")
_DOI = re.compile(
    r"\bdoi(?:\s?:\s?(?:doi\s?:\s?)?|\s(?=10[.,]\d))(?P<id>[^\s\"“”|❐<>]+)", re.IGNORECASE
)
_LIKE_DOI = re.compile(r"1?[0o]?\.?\d{3}|10\b")
_PMIDS = re.compile(r"\d{1,8}(?:[,;+\s]+\d{1,8})*")
_SAYS_PMID = re.compile(r"PMID|PubMed\s?(?:[#:]|ID)|\b\d{5,8}\b", re.IGNORECASE)
_PUBMED = re.compile(r"(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov)\Z")
# Year, volume, issue and pages: 2018;8(4):295-304; also with a letter among the digits of the year.
_YEAR_AND_VOLUME = re.compile(
    r"(?<=[.,]\s)(?P<year>\d{4,5}|[12][\dlIoO]{3}|(?:1[5-9]|20)\d(?=;\s?\d{1,4}\s?\())(?:\s[A-Z][a-z]{2,8}\.?(?:\s\d{1,2})?)?;\s?"
    r"\d{1,4}(?:\s?\([^()\n]{1,20}\))?:\s?[A-Za-z]{0,3}\d"
)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
# Characters before and after a volume in which the year of the work is searched.
_NEAR = 300
# Characters of a URL in a message: the message fits two lines of a terminal.
_LONGEST_SHOWN = 80


class Malformed(NamedTuple):
    """A malformed identifier or year: the kind of finding, the text as written, and the message."""

    kind: str
    written: str
    message: str


def find_malformed(text: str, links: Iterable[str], latest_year: int) -> Iterator[Malformed]:
    """Yield the malformed identifiers and years in a note's text.

    Args:
        links: the URLs of the links in the note.
        latest_year: a later year of publication is in the future.

    >>> [bad.message for bad in find_malformed("Pain. 2018;8(4):295. PMID: 1234x", (), 2024)]
    ['PMID 1234x is not a number of 1 to 8 digits']
    """
    yield from _find_pmids(text)
    linked = {one.value for link in links for one in identify_url(link) if one.kind == "doi"}
    yield from _find_dois(text, linked)
    yield from _find_years(text, latest_year)


def check_year(year: int, latest_year: int) -> Iterator[Malformed]:
    """Yield an impossible year of publication as malformed."""
    if year > latest_year:
        yield Malformed("bad-year", str(year), f"year {year} is in the future")
    elif year < FIRST_YEAR:
        yield Malformed("bad-year", str(year), f"year {year} is before {FIRST_YEAR}")


def _find_years(text: str, latest_year: int) -> Iterator[Malformed]:
    for found in _YEAR_AND_VOLUME.finditer(text):
        written = found["year"]
        if not re.fullmatch(r"\d{4}", written):
            is_volume = len(written) < 4 and _is_year_near(text, found)
            if not is_volume:
                yield Malformed("bad-year", written, f"year {written} is not of four digits")
        elif int(written) > latest_year or not _is_year_near(text, found):
            yield from check_year(int(written), latest_year)


def _is_year_near(text: str, found: re.Match[str]) -> bool:
    """Return whether there is a year nearby: then the match is a volume that looks like a year."""
    before = text[max(0, found.start() - _NEAR) : found.start()]
    return _YEAR.search(before + " " + text[found.end() : found.end() + _NEAR]) is not None


def _find_pmids(text: str) -> Iterator[Malformed]:
    for found in _PMID.finditer(text):
        written = found["id"]
        if _PMID_ALONE.fullmatch(written) or _RUN_ON.fullmatch(written.lower()):
            continue
        if re.fullmatch(r"PMC\d{3,9}", written, re.IGNORECASE):
            yield Malformed("bad-pmid", written, f"PMID {written} is a PMCID")
        elif sum(map(str.isalpha, written)) <= 2 and len(written) <= 14:
            yield Malformed("bad-pmid", written, f"PMID {written} is not a number of 1 to 8 digits")


def _expected(doi: str) -> str:
    """Return the form that a wrong DOI should have.

    >>> _expected("10.1/x"), _expected("10.1000")
    ('10.NUMBER/…: the number has 4 to 9 digits', '10.…/…')
    """
    wrong = re.match(r"10\.(\d+)/.", doi)
    return "10.NUMBER/…: the number has 4 to 9 digits" if wrong else "10.…/…"


def _find_dois(text: str, linked: set[str]) -> Iterator[Malformed]:
    for found in _DOI.finditer(text):
        written = trim_end(found["id"])
        plain = _without_resolver(written)
        if is_doi(plain) or not re.search(r"\d", plain) or plain.lower().startswith("http"):
            continue
        # a space in a printed DOI does no harm if the link is right
        if plain and any(doi.startswith(plain.lower()) for doi in linked):
            continue
        yield Malformed("bad-doi", written, f"DOI {written} is not {_expected(plain)}")


def _without_resolver(written: str) -> str:
    url = re.sub(r"\Ahttps?://", "", written, flags=re.IGNORECASE)
    host, _, path = url.partition("/")
    return path if is_resolver(host) else written


def check_link(href: str, text: str = "") -> Malformed | None:
    """Return what is malformed in a link to PubMed or a DOI resolver; None for any other link.

    Args:
        text: the text of the link.

    >>> check_link("https://doi.org/10.1097").message
    'the link https://doi.org/10.1097 has no DOI (10.…/…)'
    >>> check_link("https://doi.org/10.1097/j.pain.1") is None
    True
    """
    href = href.strip()
    try:
        parts = urlsplit(href if "//" in href else f"//{href}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    path = unquote(parts.path).strip("/")
    if is_resolver(host):
        meant = path.lower().removeprefix("doi:")
        if _LIKE_DOI.match(meant) and not is_doi(meant):
            return Malformed("bad-doi", href, f"the link {_cut(href)} has no DOI (10.…/…)")
    elif _PUBMED.fullmatch(host) and (host.startswith("pubmed") or path.startswith("pubmed")):
        number = path.removeprefix("pubmed").strip("/").partition("/")[0]
        is_number = re.match(r"(?:PMC)?\d", number)
        is_meant = is_number or (not number and _SAYS_PMID.search(text))
        if is_meant and not parts.query and not _PMIDS.fullmatch(number):
            return Malformed("bad-pmid", href, f"the link {_cut(href)} has no PMID (1 to 8 digits)")
    return None


def _cut(href: str) -> str:
    return href if len(href) <= _LONGEST_SHOWN else href[:_LONGEST_SHOWN] + "…"
