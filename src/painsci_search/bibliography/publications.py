"""Where a work was published: two citations' journals, volumes and editions in; whether they agree.

Styles abbreviate journals (ISO 4), with or without full stops, or write them whole; some journals
are better known by their initials. Two names agree if each word of the one may be short for that of
the other.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from painsci_search.bibliography.comparing import edition_key
from painsci_search.model import Reference
from painsci_search.text import fold

# Types that are never the same work, unless both are in one journal: a preprint is not the
# article, and a chapter not the book. What is called a report or a page may be any of them.
_DISTINCT = frozenset({"article", "book", "chapter", "paper", "preprint", "thesis"})
_WORD = re.compile(r"[^\W_]+")
# "Spine (Phila Pa 1976)", "BMJ: British Medical Journal": what follows distinguishes namesakes.
_ADDITION = re.compile(r"[(\[:;=/].*", re.DOTALL)
_SMALL = frozenset(
    "a an and at de del der des di die du e et for fur il in la las le les los of on the to und y "
    "zur".split()
)
# Letters of the initials of a journal: "BMJ", "JOSPT".
_INITIALS = range(2, 7)
# Words. A longer name may go on: "Proc Natl Acad Sci U S A".
_FEWEST_SHARED = 4
# Characters. A longer name was read by mistake.
_LONGEST = 200
_EDITION = re.compile(
    r"\b([^\W_]{1,9})(?:\s+(?:revised|rev\.?))?\s+ed(?:n|ition)?\b", re.IGNORECASE
)
_FIRST_PAGE = re.compile(r"(?:pp?\.?\s?)?e?0*([a-z]*\d+)")


class Publication(NamedTuple):
    """The facts by which works of the same authors and year differ; "" for an unknown one.

    Attributes:
        volume: its digits.
        page: the first page, in lower case and without the "e" of electronic articles.
        edition: as `edition_key` gives it.
    """

    type: str = ""
    journal: str = ""
    volume: str = ""
    page: str = ""
    edition: str = ""


def publication_of(work: Reference) -> Publication:
    """Return where a work was published.

    >>> publication_of(Reference("", title="Knees, 2nd ed", volume="Vol. 8", pages="e295-304"))
    Publication(type='', journal='', volume='8', page='295', edition='2')
    """
    named = _EDITION.search((work.title or "")[-_LONGEST:])
    edition = work.edition or (named[1] if named else "")
    page = _FIRST_PAGE.match((work.pages or "").lower())
    return Publication(
        work.type or "",
        work.journal or "",
        "".join(re.findall(r"\d+", (work.volume or "")[:_LONGEST])),
        page[1] if page else "",
        edition_key(edition) if edition else "",
    )


def joined(one: Publication, other: Publication) -> Publication:
    """Return what is known from either of two citations of one work; the first comes first."""
    return Publication(*[known or further for known, further in zip(one, other, strict=True)])


def published_apart(one: Publication, other: Publication, *, same_title: bool) -> bool:
    """Return whether two works of the same authors, year and title must be different ones.

    They are different editions, or of different types; or volume and page both differ, and so does
    the journal or a part of the title.
    """
    if editions_differ(one, other):
        return True
    journals = journals_agree(one.journal, other.journal) if one.journal and other.journal else None
    types = {one.type, other.type}
    if len(types) == 2 and types <= _DISTINCT and journals is not True:
        return True
    elsewhere = _differ(one.volume, other.volume) and _differ(one.page, other.page)
    return elsewhere and (journals is False or not same_title)


def editions_differ(one: Publication, other: Publication) -> bool:
    """Return whether two books are different editions."""
    return _differ(one.edition, other.edition)


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


@lru_cache(maxsize=16384)
def journals_agree(one: str, other: str) -> bool:
    """Return whether two names may be of the same journal.

    >>> journals_agree("J. Orthop. Sports Phys. Ther.",
    ...                "The Journal of Orthopaedic and Sports Physical Therapy")
    True
    >>> journals_agree("J Pain", "Clin J Pain"), journals_agree("BMJ", "British Medical Journal")
    (False, True)
    """
    words, others = _words(one), _words(other)
    short, long = sorted((words, others), key=len)
    if not short:
        return not long
    if len(short) == 1 < len(long) and len(short[0]) in _INITIALS:
        return "".join(word[0] for word in long).startswith(short[0])
    is_whole = len(short) == len(long) or len(short) >= _FEWEST_SHARED
    return is_whole and all(map(_may_be_one, short, long))


@lru_cache(maxsize=16384)
def _words(journal: str) -> tuple[str, ...]:
    journal = fold(journal[:_LONGEST])
    words = _WORD.findall(_ADDITION.sub("", journal)) or _WORD.findall(journal)
    return tuple([word for word in words if word not in _SMALL] or words)


def _may_be_one(one: str, other: str) -> bool:
    """Return whether two words are the same, or one is short for the other: "Natl", "J"."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short):
        return True
    if short[0] != long[0] or short[-1] != long[-1]:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)
