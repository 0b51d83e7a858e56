"""An author's name, as citations write it, in its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from painsci_search.model import Reference
from painsci_search.text import fold

_PARTICLES = frozenset(
    "af al am av bin d da das de dei del della den der des di do dos du el ibn la las le les lo "
    "los of op 't ’t ten ter the tho to tot van vander vel ver vom von y zu zum zur".split()
)
_SUFFIX = re.compile(r"(?:Jr|Sr|I{2,3}|IV|2nd|3rd)\.?")
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.?[-\s]?){1,5}")
# More letters than any name has: what is longer was read as a name by mistake.
_LONGEST_NAME = 300
_MORE = re.compile(
    r"[\s,;.]*(?:and\s)?(?:et\s?al\b|and\sothers\b|and\scolleagues\b|…)", re.IGNORECASE
)


class Name(NamedTuple):
    """A name in its parts.

    Attributes:
        family: the family name without particles; all of the name of a group, or where the parts
            cannot be told.
        given: initials or given names as written, "BC" or "B. C."; "" for a group.
        particle: "van der"; "" where there is none.
        suffix: "Jr".
    """

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""

    @property
    def is_group(self) -> bool:
        """Say whether the name is to be left as it is: a group, or parts that cannot be told."""
        return not self.given


def split_name(author: str) -> Name:
    """Split a name into its parts where it is plain which is which.

    >>> split_name("van der Maaten L Jr")
    Name(family='Maaten', given='L', particle='van der', suffix='Jr')
    >>> split_name("Lochte, B. C."), split_name("Cochrane Collaboration").is_group
    (Name(family='Lochte', given='B. C.', particle='', suffix=''), True)
    """
    author = " ".join(author.split())
    family, comma, rest = author.partition(",")
    if comma:
        return _inverted(author, family.strip(), rest.strip())
    words = author.split(" ")
    suffix = ""
    if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) and _INITIALS.fullmatch(words[-2]):
        suffix = words.pop()
    first = len(words)
    while first > 1 and _INITIALS.fullmatch(words[first - 1]):
        first -= 1
    given = " ".join(words[first:])
    if not given or len(given.replace(".", "").replace(" ", "")) > 5:
        return Name(author)
    return _with_particle(words[:first], given, suffix)


def _inverted(author: str, family: str, rest: str) -> Name:
    given, _, suffix = rest.partition(",")
    if _SUFFIX.fullmatch(given.strip()) and suffix:
        given, suffix = suffix, given
    if not family or not given.strip() or "," in suffix:
        return Name(author)
    return _with_particle(family.split(" "), given.strip(), suffix.strip())


def _with_particle(words: list[str], given: str, suffix: str) -> Name:
    count = 0
    while count < len(words) - 1 and words[count] in _PARTICLES:
        count += 1
    return Name(" ".join(words[count:]), given, " ".join(words[:count]), suffix)


@lru_cache(maxsize=65536)
def family_key(author: str) -> str:
    """Fold a name to the last word of its family name, by which citations can be compared.

    >>> family_key("van der Bérg BC"), family_key("Berg, B. C."), family_key("Kam-Hansen S")
    ('berg', 'berg', 'kamhansen')
    """
    if len(author) > _LONGEST_NAME:
        author = author[:_LONGEST_NAME]
    words = fold(split_name(author).family).split()
    return re.sub(r"[\W_]+", "", words[-1]) if words else ""


def authors_agree(some: Sequence[str], others: Sequence[str]) -> bool:
    """Say whether two lists may name the same people: they do as far as both of them go.

    >>> authors_agree(["Lochte BC", "Guillory SA"], ["Lochte, B."])
    True
    >>> authors_agree(["Lochte BC"], ["Lochte T"])
    False
    """
    return all(map(_names_agree, some, others))


def _names_agree(one: str, other: str) -> bool:
    if family_key(one) != family_key(other):
        return False
    letters = _first_letters(one), _first_letters(other)
    return letters[0].startswith(letters[1]) or letters[1].startswith(letters[0])


@lru_cache(maxsize=65536)
def _first_letters(author: str) -> str:
    """Give the initials of a name, "BC" for "Bryson C."; "" where none can be told."""
    given = split_name(author[:_LONGEST_NAME]).given
    words = re.findall(r"[^\W\d_]" if given.isupper() else r"[^\W\d_]+", given)
    return fold("".join(word[0] for word in words))


def has_more_authors(reference: Reference) -> bool:
    """Say whether a citation names only the first of its authors: "Lochte BC, et al."

    >>> has_more_authors(Reference("Lochte BC, Guillory SA, et al. Tingles.", ("Guillory SA",)))
    True
    """
    if not reference.authors:
        return False
    last = split_name(reference.authors[-1])
    for found in re.finditer(re.escape(last.family), reference.raw):
        rest = reference.raw[found.end() : found.end() + 60]
        rest = re.sub(r"^,?\s?(?:[^\W\d_a-z]\.?[-\s]?){0,5}", "", rest)
        if _MORE.match(rest):
            return True
    return False
