"""A text and an offset in; the list of authors that starts there, out, each as "Lochte BC".

Three orders of a name are recognized: "Lochte BC", "Lochte, B. C." or "Lochte, Bryson", and
"B. C. Lochte" or "Bryson Lochte". All names of a list are in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


def _letters(accept: Callable[[str], bool]) -> str:
    """Return the letters of the Latin, Greek and Cyrillic blocks that `accept` accepts."""
    return "".join(char for char in map(chr, range(0x41, 0x530)) if char.isalpha() and accept(char))


UPPER = _letters(str.isupper)
LOWER = _letters(str.islower)

PARTICLE = (
    r"(?:d[aeiu]|de[lnr]|della|dos|das|el|al|la|las|le|los|lo|te|ten|ter|tot|v[ao]n|vom|vander|"
    r"zu|zur|zum|bin|ibn|af|av|y|’t|'t)"
)
_WORD = rf"(?:[dlDL][’'])?[{UPPER}](?:[{LOWER}{UPPER}’'‘ʼ‐‑-]{{0,30}}|t\.)"
_SURNAME = rf"(?:(?:{PARTICLE}|{_WORD})\s){{0,5}}?{_WORD}"
_CAPITAL_PARTICLE = r"(?:D[aeiu]|De[lnr]|V[ao]n|La|Le|El|Al)"
_SUFFIX = r"(?:,?\s(?P<suffix>Jr|Sr|I{2,3}|IV|2nd|3rd)\b\.?)?"
_DOTTED = rf"[{UPPER}]\.(?:[\s-]{{0,2}}[{UPPER}]\.){{0,4}}"
_NEXT = r"(?=\s?(?:[,.;:(&]|and\b|et\sal\b|\Z))"

_INITIALS_LAST = re.compile(
    rf"(?P<surname>{_SURNAME})\s"
    rf"(?P<given>[{UPPER}]\.(?:[\s-]{{0,2}}[{UPPER}]\.){{1,4}}(?=[\s,;:])"
    rf"|[{UPPER}](?:-?[{UPPER}]){{0,4}}(?={_SUFFIX.replace('?P<suffix>', '?:')}{_NEXT})){_SUFFIX}"
)
_FULL_GIVEN = (
    rf"[{UPPER}][{LOWER}]{{1,30}}(?:[\s-](?:[{UPPER}][{LOWER}]{{1,30}}|[{UPPER}]\b\.?|{PARTICLE}\b))"
    r"{0,4}(?=\s?[;(])"
)
_COMMA_BETWEEN = re.compile(
    rf"(?P<surname>{_SURNAME}),\s"
    rf"(?P<given>{_DOTTED}|[{UPPER}]{{1,4}}(?=\s?(?:[,.;(&]|and\b))|{_FULL_GIVEN}){_SUFFIX}"
)
_GIVEN_FIRST = re.compile(
    rf"(?P<given>{_DOTTED}|[{UPPER}][{LOWER}]{{1,30}}(?:\s[{UPPER}]\.){{0,3}})\s?"
    rf"(?P<surname>(?:(?:{PARTICLE}|{_CAPITAL_PARTICLE})\s){{0,3}}{_WORD}){_SUFFIX}(?=\s?(?:[,;(&]|and\b|et\sal\b|\Z))"
)
_ORDERS = (_INITIALS_LAST, _COMMA_BETWEEN, _GIVEN_FIRST)

_BETWEEN = re.compile(
    r"\s?[,;]\s?(?:(?:…|\.\s?\.\s?\.)\s?)?(?:(?:and|&)\s)?|\s(?:and|&)\s|\s?&\s?", re.IGNORECASE
)
_ET_AL = re.compile(r"[,;]?\s?(?:and\s)?(?:et\sal\b\.?|and\s(?:others|colleagues)\b)")
_COLLECTIVE = re.compile(
    rf"(?:on\sbehalf\sof\s|for\s)?(?:[Tt]he\s)?(?P<group>[{UPPER}][^.;:()\n]{{0,120}}?\b"
    r"(?:Group|Collaborators|Collaboration|Investigators|Committee|Organi[sz]ation|Society|"
    r"Association|Institute|Network|Consortium|Panel|Task\sForce|Foundation|Centre|Center|College|"
    r"Academy|Council|Agency|Ministry|Department)\b(?:\s(?:for|of|on)\s[^.;:()\n]{1,80}?)?)"
    r"(?:\s\([^()\n]{2,15}\))?(?=\s?[.;:(]|\s?\Z)"
)
_NOT_A_SURNAME = frozenset(
    "a also an and appendix as based but by chapter class compare data example factor figure fig "
    "for from grade group hepatitis how however if in is it level most nor note on or part per "
    "phase read review section see source stage study table that the these this those to type via "
    "vitamin what when while with".split()
)
_SMALL = re.compile(f"[{LOWER}]")
_INITIAL = re.compile(rf"(?<![{LOWER}{UPPER}])[{UPPER}]")
_LONE_PARTICLE = re.compile(rf"(?<![\w.]){PARTICLE}(?![\w.])")
_FIRST_WORD = re.compile(r"[^\W\d_]{1,20}(?!\.)")
_MOST_AUTHORS = 400


@dataclass(frozen=True, slots=True)
class AuthorList:
    """The authors of a citation, in order.

    Attributes:
        end: offset after the list.
        inverted: whether the names are like "Lochte, B. C.".
        given_first: whether they are like "B. C. Lochte".
        spelled_out: whether a given name is more than initials, so that any two words could be
            taken for a name.
    """

    names: tuple[str, ...]
    end: int
    inverted: bool = False
    given_first: bool = False
    spelled_out: bool = False


def read_authors(text: str, start: int) -> AuthorList | None:
    """Return the author list that starts at an offset of a text; None if there is none.

    >>> read_authors("Kam-Hansen S, de Craen AJM, et al. Altered placebo.", 0).names
    ('Kam-Hansen S', 'de Craen AJM')
    """
    first_word = _FIRST_WORD.match(text, start)
    if first_word and first_word.group().lower() in _NOT_A_SURNAME:
        return None
    for order in _ORDERS:
        if authors := _read_list(text, start, order):
            return authors
    if group := _COLLECTIVE.match(text, start):
        return AuthorList((_fold(group["group"]),), group.end())
    return None


def _read_list(text: str, start: int, order: re.Pattern[str]) -> AuthorList | None:
    names: list[str] = []
    spelled_out = False
    end = position = start
    while len(names) < _MOST_AUTHORS and (match := order.match(text, position)):
        names.append(_write_name(match))
        spelled_out = spelled_out or _SMALL.search(match["given"]) is not None
        end = position = match.end()
        if between := _BETWEEN.match(text, end):
            position = between.end()
        else:
            break
    if not names:
        return None
    if et_al := _ET_AL.match(text, end):
        end = et_al.end()
    elif position > end and (group := _COLLECTIVE.match(text, position)):
        names.append(_fold(group["group"]))
        end = group.end()
    return AuthorList(
        tuple(names), end, order is _COMMA_BETWEEN, order is _GIVEN_FIRST, spelled_out
    )


def _write_name(match: re.Match[str]) -> str:
    return format_name(match["surname"], match["given"], match["suffix"] or "")


def format_name(family: str, given: str, suffix: str = "") -> str:
    """Return a name as "van der Maaten L Jr": family name, initials, suffix.

    A given name without letters of which initials are made, as in Chinese, is kept.

    >>> format_name("Lochte", "Bryson C."), format_name("Maaten", "Laurens van der")
    ('Lochte BC', 'van der Maaten L')
    """
    particles = _LONE_PARTICLE.findall(given)
    initials = "".join(_INITIAL.findall(given))
    if (given.isupper() and given.isalpha()) or not initials:
        initials = given
    return _fold(" ".join(part for part in (*particles, family, initials, suffix) if part))


def _fold(text: str) -> str:
    return " ".join(text.split())
