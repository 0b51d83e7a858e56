"""The text of a field of a citation in; its value out, None where it cannot be one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from painsci_search.reading.citations.names import PARTICLE, UPPER, fold_spaces, format_name
from painsci_search.reading.citations.vocabulary import (
    BODY,
    BODY_NOUN,
    DASHES,
    EDITION_WORD,
    EDITORS_AT_END,
    ET_AL,
    MONTH,
    SHORT_FORM,
    SUFFIX_AT_END,
    YEAR,
)

_INITIALS = re.compile(rf"(?:[{UPPER}]\.?[-‐–]?){{1,4}}|(?:[{UPPER}]\.[-‐–]?){{5,7}}")
# Words and signs between the names of a list, such as ", and ".
_BEFORE_NAME = re.compile(
    r"(?:(?:and|und|et|y|with|by|eds?\.|edited\sby)\s|[\s,;:&.()\[\]…—–-])+", re.IGNORECASE
)
_CAPITAL_PARTICLE = r"D[aeiu]|De[lnr]|V[ao]n|La|Le|El|Al|Di|Del|Des"
_PARTICLE = re.compile(rf"(?:{PARTICLE}|{_CAPITAL_PARTICLE})")
_OPENING = tuple("“\"«„‘`'")
_LONGEST_NUMBER = 40
_FURTHER_PAGES = re.compile(
    r"(?:[;,.]?\s{0,2}\bdiscussion\b.*|(?<=\d)\s?ff?\.?\s?\Z)", re.IGNORECASE | re.DOTALL
)
_ISSUE_LABEL = re.compile(r"\A(?:issue|iss|no|nr)\b[.\s]{0,2}(?=\d)", re.IGNORECASE)
# The label of a number that follows.
_LABEL_AFTER = re.compile(r",\s(?:vol|no|nr|pp?|ed)\b[.\s]{0,2}\Z", re.IGNORECASE)
_DATE = re.compile(rf"(?:\d{{1,2}}\s)?{MONTH}\.?(?:\s\d{{1,2}})?", re.IGNORECASE)
# A syllable as Chinese, Vietnamese and Korean names are written in Latin letters.
_SYLLABLE = re.compile(
    r"[^\W\d_a-z](?:h|[b-df-hj-np-tv-z]{0,2})(?:[aeiouyà-ỹ]{1,3})(?:ng?|nh|m|p|t|k|ch?|h)?\Z"
)
_FEWEST_SYLLABLES = 3
_JOINING = re.compile(r"\b(?:and|on)\b")
_THE = re.compile(r"\A[Tt]he\s(?=[^\W\d_])")
_MOST_NAME_WORDS = 6
# "14 J. Socks" is a volume and a journal.
_NUMBER_FIRST = re.compile(r"\d{1,4}\s")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def read_year(text: str) -> int | None:
    """Return the year in a text, from 1500 to the next one."""
    year = YEAR.search(text)
    return int(year.group()) if year and int(year.group()) <= datetime.now(UTC).year + 1 else None


def read_title(text: str) -> str | None:
    """Return a title without the signs around it.

    >>> read_title("“Warm socks: a trial.”"), read_title("What is pain?")
    ('Warm socks: a trial', 'What is pain?')
    """
    title = _LABEL_AFTER.sub("", fold_spaces(text).strip(" ,;:")).rstrip(". ")
    title = title.removesuffix(" (").removesuffix(" [")
    if title.startswith(_OPENING):
        title = _without_quotes(title)
    for left, right in (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]")):
        if title.count(left) < title.count(right) and title.endswith(right):
            title = title.removesuffix(right).rstrip(" .,")
    return title.strip(" ,;:") or None


def _without_quotes(title: str) -> str:
    """Remove the quotation marks around a title, but not those of its first words."""
    closing = {"“": "”", "«": "»", "„": "“", "‘": "’", "`": "'"}.get(title[0], title[0])
    inner = title.lstrip(title[0])
    end = inner.rfind(closing)
    is_whole = end < 0 or end >= len(inner) - 3
    if not is_whole or (inner.count(closing) > 1 and title[0] != "‘"):
        return title
    return (inner if end < 0 else inner[:end]).strip(" .,;:'")


def read_number(text: str) -> str | None:
    """Return a volume, an issue or pages, with a hyphen for any dash.

    >>> read_number("e12–e15."), read_number("(4)"), read_number("12 (Suppl 1)")
    ('e12-e15', '4', '12 (Suppl 1)')
    """
    number = DASHES.sub("-", fold_spaces(text)).strip(" .,;:-")
    if number.startswith("(") and number.endswith(")"):
        number = number[1:-1].strip()
    if number.count("(") < number.count(")"):
        number = number.rstrip(") ")
    elif number.count("(") > number.count(")"):
        number = number.lstrip("( ")
    is_number = any(char.isalnum() for char in number) and len(number) < _LONGEST_NUMBER
    return number if is_number else None


def without_label(issue: str | None) -> str | None:
    """Return the number of an issue.

    >>> without_label("issue 2666"), without_label("No. 3"), without_label("Suppl 1")
    ('2666', '3', 'Suppl 1')
    """
    return _ISSUE_LABEL.sub("", issue) if issue else None


def read_issue(text: str) -> str | None:
    """Return an issue; None for a month or day.

    >>> read_issue("(issue 2666)"), read_issue("3/4"), read_issue("20 June")
    ('2666', '3/4', None)
    """
    number = without_label(read_number(text))
    return None if number is None or _DATE.fullmatch(number) else number


def read_pages(text: str) -> str | None:
    """Return pages without those of a discussion and without "ff.".

    >>> read_pages("101–9; discussion 110"), read_pages("117 ff.")
    ('101-9', '117')
    """
    pages = read_number(_FURTHER_PAGES.sub("", text))
    return None if pages and pages.isdecimal() and read_isbn(pages) else pages


def read_name(text: str) -> str | None:
    """Return a name as "van der Maaten L Jr"; the name of a body as it is.

    >>> [read_name(name) for name in ("and B.C. Lochte", "Lochte, Bryson C.", "Lochte BC")]
    ['Lochte BC', 'Lochte BC', 'Lochte BC']
    >>> [read_name(name) for name in ("Ada de la Quill", "World Sock Organization")]
    ['de la Quill A', 'World Sock Organization']
    """
    name = ET_AL.split(fold_spaces(text), maxsplit=1)[0]
    if before := _BEFORE_NAME.match(name):
        name = name[before.end() :]
    name = _close_bracket(EDITORS_AT_END.sub("", name).strip(" ,;:&()[]"))
    if not any(char.isalpha() for char in name) or _NUMBER_FIRST.match(name):
        return None
    if _is_body(name):
        return read_body(name)
    found = SUFFIX_AT_END.search(name)
    suffix = found["suffix"] if found else ""
    name = name[: found.start()] if found else name
    if any(char.isdigit() for char in name) or name.strip(".") in _LETTERS:
        return None
    family, comma, given = name.partition(",")
    if comma and given.strip(" ,."):
        return format_name(family.strip(" ."), _without_stop(given.strip(" ,")), suffix)
    family, given = _split_name(name.replace(",", " ").split())
    return format_name(family, _without_stop(given), suffix)


def read_body(text: str) -> str:
    """Return the name of a body as it is, without "the" before it.

    >>> read_body("The Sock Society (SS)")
    'Sock Society (SS)'
    """
    return _THE.sub("", fold_spaces(text)).strip(" .,")


def _close_bracket(name: str) -> str:
    """Return a name with the bracket after its short form: "World Sock Organization (WSO)"."""
    return f"{name})" if name.count("(") > name.count(")") else name


def _is_body(name: str) -> bool:
    """Return whether a name is that of a body: it has a word of bodies, and no initials."""
    words = name.replace(",", " ").split()
    if len(words) > _MOST_NAME_WORDS or SHORT_FORM.search(name):
        return True
    if len(words) < 2 or ("." in name and any(map(_INITIALS.fullmatch, words[1:]))):
        return False
    return any(word.search(name) for word in (BODY, BODY_NOUN, _JOINING))


def are_family_first(names: Sequence[str]) -> bool:
    """Return whether a list has full names with the family name first: "Tan Wei Ling".

    No sign shows it but their syllables, so that all names must have them.
    """
    return bool(names) and all(
        len(words) >= _FEWEST_SYLLABLES and all(map(_SYLLABLE.match, words))
        for words in (_words_of(name) for name in names)
    )


def _words_of(name: str) -> list[str]:
    """Return the words of a name without the signs and words before it."""
    before = _BEFORE_NAME.match(name)
    return (name[before.end() :] if before else name).strip(" .,;").split()


def read_family_first(text: str) -> str | None:
    """Return a name whose first word is the family name.

    >>> read_family_first("and Tan Wei Ling")
    'Tan WL'
    """
    family, *given = _words_of(text)
    return format_name(family, " ".join(given))


def _without_stop(given: str) -> str:
    """Remove the stop after initials without others: "CC." is no abbreviation."""
    return given[:-1] if given[-1:] == "." and "." not in given[:-1] else given


def _split_name(words: list[str]) -> tuple[str, str]:
    """Return the family name and the given names of a name without a comma."""
    if len(words) == 1:
        return _split_glued(words[0])
    initials = [_INITIALS.fullmatch(word) is not None for word in words]
    if initials[-1] and not all(initials[:-1]):
        first = len(words) - 1
        while first > 1 and initials[first - 1]:
            first -= 1
        if not (initials[0] and first == 1):
            return " ".join(words[:first]).rstrip("."), " ".join(words[first:])
    if initials[-1]:
        return " ".join(words[:-1]), words[-1]
    if words[0].isupper() and not words[-1].isupper() and len(words[0]) > 2 and not initials[0]:
        return words[0], " ".join(words[1:])
    first = len(words) - 1
    while first > 1 and _PARTICLE.fullmatch(words[first - 1]):
        first -= 1
    return " ".join(words[first:]).rstrip("."), " ".join(words[:first])


def _split_glued(word: str) -> tuple[str, str]:
    """Return the parts of "A.B.Quill"; another word is a family name."""
    given, stop, family = word.rpartition(".")
    if stop and len(family) > 1:
        return family, given + stop
    return word.rstrip("."), ""


def read_edition(text: str) -> str | None:
    """Return an edition without the word.

    >>> read_edition("2nd ed."), read_edition("(Rev. ed.)"), read_edition("Third edition")
    ('2nd', 'Rev', 'Third')
    """
    edition = EDITION_WORD.sub(" ", fold_spaces(text)).strip(" .,;:()[]")
    return edition or None


def read_isbn(text: str) -> str | None:
    """Return the digits of an ISBN, with "X" as the last of ten; None for another length.

    >>> read_isbn("ISBN 978-0-00-000000-2"), read_isbn("0-00-000000-x"), read_isbn("12")
    ('9780000000002', '000000000X', None)
    """
    digits = "".join(char for char in text.upper() if char.isdigit() or char == "X").lstrip("X")
    is_isbn = re.fullmatch(r"\d{9}[\dX]|97[89]\d{10}", digits)
    return digits if is_isbn else None
