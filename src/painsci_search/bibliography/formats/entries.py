"""A work in; its fields as all bibliography formats need them, out: cleaned, names split.

The kind of a work is its type. Without one it is not guessed: a work with a journal is an article,
one with a URL and no identifier a web page, and any other is "other".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from painsci_search.bibliography.comparing import Name, has_more_authors, split_name
from painsci_search.bibliography.kind_names import LABELS
from painsci_search.bibliography.notice_words import notice_words
from painsci_search.escaping import clean, is_web_address, percent_encode
from painsci_search.model import Reference, Work, WorkType

# The values of `WorkType`, and "other".
EntryKind = WorkType | Literal["other"]
# Kinds whose container is a book: the title of the book, or of the proceedings.
IN_BOOKS: frozenset[EntryKind] = frozenset({"chapter", "paper"})
# The words for kinds that a format has no type for.
GENRES: dict[EntryKind, str] = {"guideline": "Guideline", "preprint": "Preprint"}

_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-3][0-9])?)?")
_NOT_IN_A_KEY = re.compile(r"[^\w.:+/-]+")


class BibliographyEntry(NamedTuple):
    """A work in the fields that all formats share; an unknown text is "".

    Attributes:
        more_authors: whether the citation leaves out further authors ("et al").
        journal: the journal or site; the title of the book for the kinds in `IN_BOOKS`.
        accessed: a year, month or day, as in ISO 8601.
        url: ASCII, percent-encoded where needed; http, https or file only.
        notices: what was published about the work later, in words: "RETRACTED 2020-03-01".
        study: the kind of study with what names it, as a keyword: "cohort study (by its title)".
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
    editors: tuple[Name, ...]
    publisher: str
    place: str
    edition: str
    isbn: str
    accessed: str
    notices: str
    study: str

    @property
    def remarks(self) -> list[str]:
        """The facts without a field in RIS and CSL: notices, authors left out, the PainSci id."""
        left_out = self.more_authors and self.authors
        found = (
            self.notices,
            "et al.: the source leaves out further authors" if left_out else "",
            f"PainSci {self.painsci}" if self.painsci else "",
        )
        return [each for each in found if each]

    @property
    def date_parts(self) -> list[int]:
        """The year, month and day of `accessed`, as far as they are known."""
        return [int(part) for part in self.accessed.split("-")] if self.accessed else []


def make_entry(work: Work) -> BibliographyEntry:
    """Return the entry of a work."""
    reference = work.reference
    kind = _kind(reference)
    return BibliographyEntry(
        key=_NOT_IN_A_KEY.sub("", work.key),
        kind=kind,
        authors=_names(reference.authors),
        more_authors=has_more_authors(reference),
        title=tidy(reference.title),
        journal=tidy(reference.journal),
        year=reference.year,
        volume=tidy(reference.volume),
        issue=tidy(reference.issue),
        # those of a whole book are the ones that a note is about, not where the book is
        pages="" if kind == "book" else tidy(reference.pages),
        doi=tidy(reference.doi),
        pmid=tidy(reference.pmid),
        pmcid=tidy(reference.pmcid),
        painsci=tidy(reference.painsci_id),
        url=_address(reference.url),
        editors=_names(reference.editors),
        publisher=tidy(reference.publisher),
        place=tidy(reference.place),
        edition=tidy(reference.edition),
        isbn=tidy(reference.isbn),
        accessed=_date(reference.accessed),
        notices=notice_words(reference.notices),
        study=f"{LABELS[work.kind]} (by its {work.kind_source})" if work.kind else "",
    )


def _names(names: Sequence[str]) -> tuple[Name, ...]:
    return tuple([split_name(name) for name in map(tidy, names) if name])


def _date(text: str | None) -> str:
    """Return a date in ISO 8601; "" for None and for another text."""
    return text if text and _DATE.fullmatch(text) else ""


def tidy(text: str | None) -> str:
    r"""Return a text as one line without control characters; "" for None.

    >>> tidy("Big\n  pills\x1b"), tidy(None)
    ('Big pills\ufffd', '')
    """
    return " ".join(clean(text).split()) if text else ""


def initials(given: str) -> str:
    """Return initials with full stops; a given name that is spelled out is unchanged.

    >>> initials("BC"), initials("J-P"), initials("B. C."), initials("Bryson C.")
    ('B. C.', 'J.-P.', 'B. C.', 'Bryson C.')
    """
    letters = re.findall(r"-?[^\W\d_]", given)
    if not letters or not given.isupper() or len(letters) > 6:
        return given
    return re.sub(r"\s-", "-", " ".join(f"{letter}." for letter in letters))


def family_first(name: Name) -> str:
    """Return a name as "van der Maaten, L."; a group's name is unchanged.

    >>> family_first(split_name("van der Maaten LJP"))
    'van der Maaten, L. J. P.'
    """
    if name.is_group:
        return name.family
    family = f"{name.particle} {name.family}".lstrip()
    return f"{family}, {initials(name.given)}"


def _kind(reference: Reference) -> EntryKind:
    if reference.type is not None:
        return reference.type
    if reference.journal:
        return "article"
    named = reference.doi or reference.pmid or reference.pmcid
    return "webpage" if reference.url and not named else "other"


def _address(url: str | None) -> str:
    return percent_encode(url.strip()) if url and is_web_address(url.strip()) else ""
