"""A text and an offset in; the list of authors that starts there, out, each as "Lochte BC".

Three orders of a name are recognized: "Lochte BC", "Lochte, B. C." or "Lochte, Bryson", and
"B. C. Lochte" or "Bryson Lochte". All names of a list are in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from painsci_search.reading.citations.vocabulary import GROUPS, SUFFIX


def _letters(accept: Callable[[str], bool]) -> str:
    """Return the letters of the Latin, Greek and Cyrillic blocks that `accept` accepts.

    They are written for a set of a pattern, as ranges where they can be: the fewer signs a set has,
    the sooner a pattern is compiled.
    """
    ranges: list[list[int]] = []
    for code in range(0x41, 0x530):
        if not (chr(code).isalpha() and accept(chr(code))):
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(chr(low) if low == high else f"{chr(low)}-{chr(high)}" for low, high in ranges)


UPPER = _letters(str.isupper)
LOWER = _letters(str.islower)
LETTER = _letters(lambda char: char.isupper() or char.islower())

PARTICLE = (
    r"(?:d[aeiu]|de[lnr]|della|dos|das|el|al|la|las|le|los|lo|te|ten|ter|tot|v[ao]n|vom|vander|"
    r"zu|zur|zum|bin|ibn|af|av|y|’t|'t)"
)
_WORD = rf"(?:[dlDL][’'])?[{UPPER}](?:[{LETTER}’'‘ʼ‐‑-]{{0,30}}|t\.)"
_SURNAME = rf"(?:(?:{PARTICLE}|{_WORD})\s){{0,5}}?{_WORD}"
_CAPITAL_PARTICLE = r"(?:D[aeiu]|De[lnr]|V[ao]n|La|Le|El|Al)"
_SUFFIX = rf"(?:,?\s(?P<suffix>{SUFFIX})\b\.?)?"
# the last full stop may be missing: "Holm, E.B;"
_DOTTED = rf"[{UPPER}]\.(?:[\s-]{{0,2}}[{UPPER}]\.){{0,4}}(?:[{UPPER}](?=\s?[;,(&]))?"
_YEAR_NEXT = r"\s(?:1[5-9]|20)\d\d[a-z]?\b"
_NEXT = rf"(?=\s?(?:[,.;:(&]|and\b|et\sal\b|\Z)|\n|{_YEAR_NEXT})"

_INITIALS_LAST = re.compile(
    rf"(?P<surname>{_SURNAME})\s"
    rf"(?P<given>[{UPPER}]\.(?:[\s-]{{0,2}}[{UPPER}]\.){{1,4}}(?=[\s,;:])"
    rf"|[{UPPER}](?:-?[{UPPER}]|\s[{UPPER}]\b){{0,4}}"
    rf"(?={_SUFFIX.replace('?P<suffix>', '?:')}{_NEXT})){_SUFFIX}"
)
_SPELLED_GIVEN = (
    rf"[{UPPER}][{LOWER}]{{1,30}}(?:[\s-](?:[{UPPER}][{LOWER}]{{1,30}}|[{UPPER}]\b\.?|{PARTICLE}\b))"
    r"{0,4}"
)
_FULL_GIVEN = (
    rf"{_SPELLED_GIVEN}(?=\s?[;(]|,\s(?:{SUFFIX})\b|,?\set\sal\b"
    rf"|[.,]?\s[“\"]|\.?{_YEAR_NEXT})"
)
_COMMA_BETWEEN = re.compile(
    rf"(?P<surname>{_SURNAME}),\s"
    rf"(?P<given>{_DOTTED}|[{UPPER}]{{1,4}}(?=\s?(?:[,.;(&]|and\b))|{_FULL_GIVEN}){_SUFFIX}"
)
_GIVEN_FIRST = re.compile(
    rf"(?P<given>{_DOTTED}(?:\s?(?!{_CAPITAL_PARTICLE}\s)[{UPPER}][{LOWER}]{{1,30}}(?=\s[{UPPER}]))?"
    rf"|[{UPPER}](?:-?[{UPPER}]){{0,3}}(?=\s)"
    rf"|[{UPPER}][{LOWER}]{{1,30}}(?:\s[{UPPER}]\.){{0,3}})\s?"
    rf"(?P<surname>(?:(?:{PARTICLE}|{_CAPITAL_PARTICLE})\s){{0,3}}{_WORD}){_SUFFIX}"
    rf"(?=\s?(?:[,;:(&]|and\b|et\sal\b|\Z)|\.\s|\n|{_YEAR_NEXT})"
)
_ORDERS = (_INITIALS_LAST, _COMMA_BETWEEN, _GIVEN_FIRST)
# "Doe, Jane, Richard A. Roe, and Edgar Poe": only the first name is inverted
_FIRST_INVERTED = re.compile(
    rf"(?P<surname>{_SURNAME}),\s(?P<given>{_DOTTED}|{_SPELLED_GIVEN}){_SUFFIX}(?=,?\s)"
)

_BETWEEN = re.compile(
    r"\s?[,;]{1,2}\s{0,2}(?:(?:…|\.\s?\.\s?\.)\s?)?(?:(?:and|&)\s)?|\s(?:and|&)\s|\s?&\s?|\n\n",
    re.IGNORECASE,
)
_EDITORS = re.compile(r"(?:,\s|\s\()(?:eds?|editors?)\b(?:\.\))?\)?", re.IGNORECASE)
_ET_AL = re.compile(r"[,;]?\s?(?:and\s)?(?:et\sal\b\.?|and\s(?:others|colleagues)\b)")
_COLLECTIVE = re.compile(
    rf"(?:on\sbehalf\sof\s|for\s)?(?:[Tt]he\s)?(?P<group>[{UPPER}][^.;:()\n]{{0,120}}?\b"
    rf"(?:{GROUPS})\b(?:\s(?:for|of|on)\s[^.;:()\n]{{1,80}}?)?)"
    r"(?:\s\([^()\n]{2,15}\))?(?=\s?[.;:(]|\s?\Z)"
)
# A collective has one of these words within so many characters: cheaper to look for.
_GROUP = re.compile(GROUPS)
_LONGEST_COLLECTIVE = 180
# The start of a sentence: neither a name nor a surname of several words goes on like this.
_PROSE = re.compile(rf"[{UPPER}][{LOWER}]+\s(?=[{LOWER}])(?!{PARTICLE}\s|[dl][’'])")
NOT_A_SURNAME = frozenset(
    "a also an and appendix as based but by chapter class compare data example factor figure fig "
    "for from grade group hepatitis how however if in is it level most nor note on or part per "
    "phase read review section see source stage study table that the these this those to type via "
    "vitamin what when while with "
    # "see" in other languages
    "patrz siehe véase vedi voir zie".split()
)
_SMALL = re.compile(f"[{LOWER}]")
_INITIAL = re.compile(rf"(?<![{LETTER}])[{UPPER}]")
_LONE_PARTICLE = re.compile(rf"(?<![\w.]){PARTICLE}(?![\w.])")
_FIRST_WORD = re.compile(r"[^\W\d_]{1,20}(?!\.)")
# what follows such a list: without it, three words with capitals could be names
_MIXED_ENDS = re.compile(r"[.,]?\s[“\"]|[.,]?\s\(?(?:1[5-9]|20)\d\d\b")
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
        mixed: whether only the first name is inverted: "Doe, Jane, and Richard Roe".
    """

    names: tuple[str, ...]
    end: int
    inverted: bool = False
    given_first: bool = False
    spelled_out: bool = False
    mixed: bool = False


def read_authors(text: str, start: int) -> AuthorList | None:
    """Return the author list that starts at an offset of a text; None if there is none.

    >>> read_authors("Kam-Hansen S, de Craen AJM, et al. Altered placebo.", 0).names
    ('Kam-Hansen S', 'de Craen AJM')
    """
    first_word = _FIRST_WORD.match(text, start)
    if first_word and first_word.group().lower() in NOT_A_SURNAME:
        return None
    authors = None if _PROSE.match(text, start) else _read_names(text, start)
    if authors:
        editors = _EDITORS.match(text, authors.end)
        return replace(authors, end=editors.end()) if editors else authors
    if group := _match_collective(text, start):
        return AuthorList((fold_spaces(group["group"]),), group.end())
    return None


def _match_collective(text: str, start: int) -> re.Match[str] | None:
    if _GROUP.search(text, start, start + _LONGEST_COLLECTIVE) is None:
        return None
    return _COLLECTIVE.match(text, start)


def _read_names(text: str, start: int) -> AuthorList | None:
    for order in _ORDERS:
        authors = _read_list(text, start, order)
        if authors and order is _INITIALS_LAST:
            # "Mary E. Doe, Peter Roe": the first two words are no name by themselves
            others = _read_list(text, start, _GIVEN_FIRST) if len(authors.names) == 1 else None
            return others if others and len(others.names) > 1 else authors
        if authors:
            return _read_mixed(text, start) or authors
    return _read_mixed(text, start)


def _read_mixed(text: str, start: int) -> AuthorList | None:
    """Read "Doe, Jane, Richard A. Roe, and Edgar Poe"; None if another name is inverted."""
    first = _FIRST_INVERTED.match(text, start)
    between = _BETWEEN.match(text, first.end()) if first else None
    others = _read_list(text, between.end(), _GIVEN_FIRST) if between else None
    if first is None or others is None or not _SMALL.search(first["given"] + others.names[0]):
        return None
    if not _MIXED_ENDS.match(text, others.end):
        return None
    return AuthorList((_write_name(first), *others.names), others.end, inverted=True, mixed=True)


def _read_list(text: str, start: int, order: re.Pattern[str]) -> AuthorList | None:
    names: list[str] = []
    spelled_out = False
    end = position = start
    while len(names) < _MOST_AUTHORS and (match := order.match(text, position)):
        names.append(_write_name(match))
        spelled_out = spelled_out or _SMALL.search(match["given"]) is not None
        end = position = match.end()
        between = _BETWEEN.match(text, end)
        # after a line break, two words may be the start of a title
        if between is None or (order is _GIVEN_FIRST and between.group().isspace()):
            break
        position = between.end()
    if not names:
        return None
    if et_al := _ET_AL.match(text, end):
        end = et_al.end()
    elif position > end and (group := _match_collective(text, position)):
        names.append(fold_spaces(group["group"]))
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
    return fold_spaces(" ".join(part for part in (*particles, family, initials, suffix) if part))


def fold_spaces(text: str) -> str:
    """Return a text with each run of white space as one space."""
    return " ".join(text.split())
