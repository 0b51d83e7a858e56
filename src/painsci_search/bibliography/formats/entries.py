"""A work as an entry of a bibliography: its fields cleaned, its names in parts, its kind.

Nothing is guessed: an article is what names a journal, a page of the web what has an address and
no identifier; the rest is of no kind that a citation tells.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from painsci_search.bibliography.names import Name, has_more_authors, split_name
from painsci_search.escaping import clean, is_web_address, percent_encode
from painsci_search.model import Reference, Work

EntryKind = Literal["article", "page", "other"]

_NOT_IN_A_KEY = re.compile(r"[^\w.:+/-]+")


class Entry(NamedTuple):
    """A work in the fields that all formats share; a text that is not known is "".

    Attributes:
        more_authors: there are more than the citation names.
        url: ASCII, percent-encoded where needed; only of the web.
    """

    key: str
    kind: EntryKind
    authors: tuple[Name, ...]
    more_authors: bool
    title: str
    journal: str
    year: int | None
    volume: str
    issue: str
    pages: str
    doi: str
    pmid: str
    pmcid: str
    painsci: str
    url: str


def make_entry(work: Work) -> Entry:
    """Make the entry of a work."""
    reference = work.reference
    return Entry(
        key=_NOT_IN_A_KEY.sub("", work.key),
        kind=_kind(reference),
        authors=tuple([split_name(name) for name in map(tidy, reference.authors) if name]),
        more_authors=has_more_authors(reference),
        title=tidy(reference.title),
        journal=tidy(reference.journal),
        year=reference.year,
        volume=tidy(reference.volume),
        issue=tidy(reference.issue),
        pages=tidy(reference.pages),
        doi=tidy(reference.doi),
        pmid=tidy(reference.pmid),
        pmcid=tidy(reference.pmcid),
        painsci=tidy(reference.painsci_id),
        url=_address(reference.url),
    )


def tidy(text: str | None) -> str:
    r"""Make a text one line without control characters.

    >>> tidy("Big\n  pills\x1b"), tidy(None)
    ('Big pills\ufffd', '')
    """
    return " ".join(clean(text).split()) if text else ""


def initials(given: str) -> str:
    """Write initials with their points; a name that is spelled out stays as it is.

    >>> initials("BC"), initials("J-P"), initials("B. C."), initials("Bryson C.")
    ('B. C.', 'J.-P.', 'B. C.', 'Bryson C.')
    """
    letters = re.findall(r"-?[^\W\d_]", given)
    if not letters or not given.isupper() or len(letters) > 6:
        return given
    return re.sub(r"\s-", "-", " ".join(f"{letter}." for letter in letters))


def family_first(name: Name) -> str:
    """Write a name as "van der Maaten, L."; a group as it is.

    >>> family_first(split_name("van der Maaten LJP"))
    'van der Maaten, L. J. P.'
    """
    if name.is_group:
        return name.family
    family = f"{name.particle} {name.family}".lstrip()
    return f"{family}, {initials(name.given)}"


def _kind(reference: Reference) -> EntryKind:
    if reference.journal:
        return "article"
    named = reference.doi or reference.pmid or reference.pmcid
    return "page" if reference.url and not named else "other"


def _address(url: str | None) -> str:
    return percent_encode(url.strip()) if url and is_web_address(url.strip()) else ""
