"""Citation keys: short names of works that a person can read, and that stay as they are.

A key is made from the work alone: "Lochte2018fmri". Only works that would have the same key are
told apart by a number behind it, in an order that is their own, so a new work changes at most the
keys of works that look the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from painsci_search.bibliography.names import split_name
from painsci_search.bibliography.titles import title_words
from painsci_search.identifiers import identities
from painsci_search.model import Reference
from painsci_search.text import fold

_NOT_TELLING = frozenset(
    "a about all an and are as at be been between by can comparison do does effect effects for "
    "from has have how in into is it its more new no not of on or our s some study than that the "
    "their these this to toward towards two une un der die das ein eine des les la le el los las "
    "use using via vs versus was were what when where whether which who why will with without you "
    "your".split()
)
_LONGEST_PART = 24
_SHORTEST_WORD = 3


def citation_keys(references: Sequence[Reference]) -> tuple[str, ...]:
    """Give each work a key of its own; letters and digits only, and "-2" behind where needed.

    >>> one = Reference("", ("Doe J",), "The knee", year=2001, pmid="5")
    >>> two = Reference("", ("Doe J",), "The knee and the hip", year=2001, pmid="7")
    >>> citation_keys([two, one])
    ('Doe2001knee-2', 'Doe2001knee')
    """
    same: dict[str, list[int]] = {}
    keys = [citation_key(work) for work in references]
    for index, key in enumerate(keys):
        same.setdefault(key.casefold(), []).append(index)
    for indices in same.values():
        if len(indices) > 1:
            indices.sort(key=lambda index: _order(references[index]))
            for number, index in enumerate(indices[1:], 2):
                keys[index] += f"-{number}"
    return tuple(keys)


def citation_key(work: Reference) -> str:
    """Name a work by first author, year and the first telling word of its title.

    >>> citation_key(Reference("", ("van der Maaten L",), "On the use of maps", year=2008))
    'vanderMaaten2008maps'
    >>> citation_key(Reference("", doi="10.1038/nn1681"))
    'doi101038nn1681'
    """
    words = _plain_words(work.title or "")
    telling = [word for word in words if _tells(word)] or words
    year = "" if work.year is None else str(work.year)
    if work.authors:
        author = _author(work.authors[0])
        if author:
            return author + (year or ("nd" if telling else "")) + _cut(telling[:1])
    if telling:
        return _cut([word.capitalize() for word in telling[:2]]) + (year or "nd")
    named = identities(work)
    if named:
        kind, value = named[0]
        digits = re.sub(r"[^a-z0-9]", "", value.lower().removeprefix("pmc"))
        if digits.isascii() and len(digits) <= 2 * _LONGEST_PART:
            return f"{kind}{digits}"
    return "work" + hashlib.sha256(work.raw.encode("utf-8", "replace")).hexdigest()[:8]


def _tells(word: str) -> bool:
    return len(word) >= _SHORTEST_WORD and word not in _NOT_TELLING and not word.isdigit()


def _author(author: str) -> str:
    name = split_name(author)
    parts = (name.particle, name.family) if name.given else (name.family,)
    words = [word for part in parts for word in part.split()]
    plain = "".join(_ascii(word) for word in words)
    return plain[:_LONGEST_PART]


def _ascii(word: str) -> str:
    """Spell a word in ASCII letters and digits with the capitals that it has."""
    folded = "".join(char if char.isascii() else fold(char) for char in word)
    if word[:1].isupper():
        folded = folded[:1].upper() + folded[1:]
    return re.sub(r"[^A-Za-z0-9]", "", folded)


def _plain_words(title: str) -> list[str]:
    words = (re.sub(r"[^a-z0-9]", "", word) for word in title_words(title))
    return [word for word in words if word]


def _cut(words: Sequence[str]) -> str:
    return "".join(words)[:_LONGEST_PART]


def _order(work: Reference) -> tuple[object, ...]:
    """Order works that look the same: numbers rise with time, so a newer work comes behind."""
    named = dict(identities(work))
    number = named.get("pmid", "")
    return (
        not number,
        len(number),
        number,
        *(named.get(kind, "") for kind in ("doi", "pmcid", "painsci")),
        title_words(work.title or ""),
        work.raw,
    )
