"""Names and identifiers of citations in; their parts and normal forms, which can be compared, out.

`merging` groups citations by these and by their titles (`titles.py`), and the audit reports where
they disagree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from painsci_search.identifiers import KINDS, SCHEMES, Identifier, normalise
from painsci_search.late_patterns import late_pattern
from painsci_search.model import Reference
from painsci_search.text import fold

_PARTICLES = frozenset(
    "af al am av bin d da das de dei del della den der des di do dos du el ibn la las le les lo "
    "los of op 't ’t ten ter the tho to tot van vander vel ver vom von y zu zum zur".split()
)
_UMLAUT_E = late_pattern(r"(?<=[aou])e(?=[^\W\d_])")
_FOLDED_SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})
_SUFFIX = late_pattern(r"(?:Jr|Sr|I{2,3}|IV|2nd|3rd)\.?")
_INITIALS = late_pattern(r"(?:[^\W\d_a-z]\.?[-\s]?){1,5}")
# Initials with full stops, which may also precede the family name: "B. C. Lochte".
_DOTTED = late_pattern(r"(?:[^\W\d_a-z]\.-?){1,4}")
# Not the initials of a person: "U.S. Task Force".
_COUNTRIES = frozenset({"U.S.", "U.K.", "U.N.", "E.U.", "U.S.A."})
# Words of a family name after given names; a longer one is a group's.
_MOST_FAMILY_WORDS = 3
# Characters. A longer "name" was read by mistake; the limit bounds the work on it.
_LONGEST_NAME = 300
_MORE = late_pattern(
    r"[\s,;.]*(?:and\s)?(?:et\s?al\b|and\sothers\b|and\scolleagues\b|…)", re.IGNORECASE
)
_GIVEN = late_pattern(r"^(?:,?\s?[^\W\d_a-z](?:[\w’'-]{0,20}(?=[\s,.])|\b)\.?-?){0,5}")
# An ellipsis before the last name, with the initials that may precede it.
_LEFT_OUT = late_pattern(r"(?:…|\.\s?\.\s?\.)\s?(?:(?:&|and)\s)?(?:[^\W\d_a-z]\.?[-\s]?){0,5}\Z")
# Digits of an ISBN, with hyphens or spaces, after its label. More characters are no ISBN.
_ISBN = late_pattern(
    r"(?:ISBN(?:-1[03])?:?\s*)?([0-9][0-9\s\u2010-\u2015-]{8,20}[0-9Xx])", re.IGNORECASE
)
_LONGEST_ISBN = 40
_ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)


class Name(NamedTuple):
    """A name in its parts.

    Attributes:
        family: the family name without particles; the whole name of a group, or of a person whose
            name cannot be split.
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
        """Return whether the name is a group's, or cannot be split."""
        return not self.given


def split_name(author: str) -> Name:
    """Split a name into its parts; one that is ambiguous is all `family`.

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
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    first = len(words)
    while first > 1 and _is_initials(words[first - 1], is_last=first == len(words)):
        first -= 1
    given = " ".join(words[first:])
    if given and len(given.replace(".", "").replace(" ", "")) <= 5:
        return _with_particle(words[:first], given, suffix)
    return _given_first(words, suffix) or Name(author)


def _is_initials(word: str, *, is_last: bool) -> bool:
    """Return whether a word of a name is initials; in capitals, "DAM S" has only one of them."""
    return _INITIALS.fullmatch(word) is not None and (is_last or len(word) == 1 or "." in word)


def _given_first(words: list[str], suffix: str) -> Name | None:
    """Split "B. C. Lochte" or "Bryson C. Lochte"; None where no initial shows a person."""
    dotted = [at for at, word in enumerate(words[:-1]) if _DOTTED.fullmatch(word)]
    if not dotted or words[dotted[0]] in _COUNTRIES:
        return None
    family = words[dotted[-1] + 1 :]
    named = [word for word in family if word not in _PARTICLES]
    is_person = len(named) <= _MOST_FAMILY_WORDS and all(word[:1].isupper() for word in named)
    given = " ".join(words[: dotted[-1] + 1])
    return _with_particle(family, given, suffix) if is_person and dotted[0] < 2 else None


def _inverted(author: str, family: str, rest: str) -> Name:
    given, _, suffix = rest.partition(",")
    if _SUFFIX.fullmatch(given.strip()) and not suffix:
        return split_name(f"{family} {given.strip()}")
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
    """Fold a name to the last word of its family name, to compare citations.

    An umlaut is the same with dots as with an "e": "Müller" and "Mueller".

    >>> family_key("van der Bérg BC"), family_key("Berg, B. C."), family_key("Kam-Hansen S")
    ('berg', 'berg', 'kamhansen')
    >>> family_key("Müller A") == family_key("Mueller, A.")
    True
    """
    if len(author) > _LONGEST_NAME:
        author = author[:_LONGEST_NAME]
    words = fold(split_name(author).family).split()
    while len(words) > 1 and words[-1].rstrip(".") in _FOLDED_SUFFIXES:
        words.pop()
    return _UMLAUT_E.sub("", re.sub(r"[\W_]+", "", words[-1])) if words else ""


def authors_agree(some: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether two lists may name the same people: equal up to the end of the shorter one.

    The last of the shorter list may be the last of the longer one, after authors left out.

    >>> authors_agree(["Lochte BC", "Guillory SA"], ["Lochte, B."])
    True
    >>> authors_agree(["Lochte BC"], ["Lochte T"])
    False
    """
    short, long = sorted((some, others), key=len)
    if all(map(_names_agree, short[:-1], long)):
        return not short or any(_names_agree(short[-1], long[at]) for at in (len(short) - 1, -1))
    return False


def _names_agree(one: str, other: str) -> bool:
    if family_key(one) != family_key(other):
        return False
    letters = _first_letters(one), _first_letters(other)
    return letters[0].startswith(letters[1]) or letters[1].startswith(letters[0])


@lru_cache(maxsize=65536)
def _first_letters(author: str) -> str:
    """Return the initials of a name, "BC" for "Bryson C."; "" if it has none."""
    given = split_name(author[:_LONGEST_NAME]).given
    words = re.findall(r"[^\W\d_]" if given.isupper() else r"[^\W\d_]+", given)
    return fold("".join(word[0] for word in words))


def has_more_authors(reference: Reference) -> bool:
    """Return whether a citation names only the first authors: "Lochte BC, et al."

    >>> has_more_authors(Reference("Lochte BC, Guillory SA, et al. Tingles.", ("Guillory SA",)))
    True
    >>> has_more_authors(Reference("Lochte, Bryson C., et al. Tingles.", ("Lochte BC",)))
    True
    """
    if not reference.authors:
        return False
    last = split_name(reference.authors[-1])
    for found in re.finditer(re.escape(last.family), reference.raw):
        rest = reference.raw[found.end() : found.end() + 60]
        rest = _GIVEN.sub("", rest, count=1)
        before = reference.raw[max(0, found.start() - 60) : found.start()]
        if _MORE.match(rest) or _LEFT_OUT.search(before):
            return True
    return False


def identifiers_of(reference: Reference) -> tuple[Identifier, ...]:
    """Return the identifiers of a work in their normal form; invalid ones are left out.

    >>> identifiers_of(Reference("", doi="https://doi.org/10.1000/AB%281%29.", pmid="00123"))
    (Identifier(kind='pmid', value='123'), Identifier(kind='doi', value='10.1000/ab(1)'))
    """
    written = [(kind, getattr(reference, SCHEMES[kind].attribute)) for kind in KINDS]
    return tuple(
        [
            Identifier(kind, value)
            for kind, text in written
            if text and (value := normalise(kind, text)) is not None
        ]
    )


def normal_identifiers_of(work: Reference) -> list[Identifier]:
    """Return the identifiers of a work from `combine`, which are in their normal form.

    >>> normal_identifiers_of(Reference("", doi="10.1000/ab", pmid="123"))
    [Identifier(kind='pmid', value='123'), Identifier(kind='doi', value='10.1000/ab')]
    """
    written = [(kind, getattr(work, SCHEMES[kind].attribute)) for kind in KINDS]
    return [Identifier(kind, value) for kind, value in written if value]


def isbn_key(text: str) -> str | None:
    """Return an ISBN as 13 digits, to compare citations; None for a text that is no ISBN.

    Source: ISO 2108; the last digit is a check digit.

    >>> isbn_key("0-306-40615-2"), isbn_key("ISBN 978 0 306 40615 7"), isbn_key("0306406153")
    ('9780306406157', '9780306406157', None)
    """
    found = _ISBN.fullmatch(text[:_LONGEST_ISBN].strip())
    digits = re.sub(r"[^0-9X]", "", found[1].upper()) if found else ""
    if len(digits) == 13 and digits.isdecimal() and _isbn_check(digits[:12]) == digits[12]:
        return digits
    if len(digits) == 10 and digits[:9].isdecimal():
        total = sum(
            (10 - at) * (10 if sign == "X" else int(sign)) for at, sign in enumerate(digits)
        )
        return f"978{digits[:9]}{_isbn_check('978' + digits[:9])}" if total % 11 == 0 else None
    return None


def _isbn_check(digits: str) -> str:
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return str(-total % 10)


@lru_cache(maxsize=4096)
def edition_key(edition: str) -> str:
    """Return the number of an edition as digits, to compare citations; other words are folded.

    >>> edition_key("2nd"), edition_key("Second ed."), edition_key("2., revised edition")
    ('2', '2', '2')
    """
    words = re.findall(r"[^\W_]+", fold(edition))
    for word in words:
        number = re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th|e|a|o|ed)?", word)
        if number is not None or word in _ORDINALS:
            return number[1].lstrip("0") if number else str(_ORDINALS.index(word) + 1)
    return " ".join(word for word in words if word not in ("ed", "edn", "edition"))
