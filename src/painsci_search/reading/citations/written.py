"""The text of a field of a citation in; its value out, None where it cannot be one."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from painsci_search.reading.citations.names import PARTICLE, UPPER, fold_spaces, format_name

_DASHES = re.compile(r"\s?[-‐‑‒–—−]+\s?")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_SUFFIX = re.compile(r",?\s(Jr|Sr|I{2,3}|IV|2nd|3rd)\b\.?\Z")
_INITIALS = re.compile(rf"(?:[{UPPER}]\.?[-‐–]?){{1,4}}|(?:[{UPPER}]\.[-‐–]?){{5,7}}")
_BODY = re.compile(
    r"\b(?:Group|Committee|Organi[sz]ation|Society|Association|Institutes?|Network|Consortium|Panel|"
    r"Foundation|Cent(?:re|er)s?|College|Academy|Council|Agency|Ministry|Department|Collaborators|"
    r"Investigators|Collaboration|University|Office|Board|Services?|Company|Inc|Ltd|Team|Union|"
    r"Bureau|Commission|Federation|Trust|Programme?|Project|Study|of|for|the|and|on)\b",
    re.IGNORECASE,
)
# Words and signs between the names of a list, such as ", and ".
_BEFORE_NAME = re.compile(
    r"(?:(?:and|und|et|y|with|by|eds?\.|edited\sby)\s|[\s,;:&.()\[\]…—–-])+", re.IGNORECASE
)
_ET_AL = re.compile(r"[,;]?\s?(?:and\s)?(?:et\sal\b|and\s(?:others|colleagues)\b).*", re.DOTALL)
_AFTER_NAME = re.compile(
    r"(?<=\w)[,\s(\[.]{1,4}(?:eds?|editors?|hrsg)\b[.)\]\s]{0,4}\Z", re.IGNORECASE
)
_CAPITAL_PARTICLE = r"D[aeiu]|De[lnr]|V[ao]n|La|Le|El|Al|Di|Del|Des"
_PARTICLE = re.compile(rf"(?:{PARTICLE}|{_CAPITAL_PARTICLE})")
_EDITION_WORD = re.compile(r"\b(?:ed|edn|edition|aufl|auflage|éd|édition)\b\.?", re.IGNORECASE)
_OPENING = "“\"«„‘`'"
_LONGEST_NUMBER = 40
_MOST_NAME_WORDS = 6


def read_year(text: str) -> int | None:
    """Return the year in a text, from 1500 to the next one."""
    year = _YEAR.search(text)
    return int(year.group()) if year and int(year.group()) <= datetime.now(UTC).year + 1 else None


def read_title(text: str) -> str | None:
    """Return a title without the signs around it.

    >>> read_title("“Warm socks: a trial.”"), read_title("What is pain?")
    ('Warm socks: a trial', 'What is pain?')
    """
    title = fold_spaces(text).strip(" ,;:").rstrip(". ")
    if title[:1] in _OPENING:
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
    number = _DASHES.sub("-", fold_spaces(text)).strip(" .,;:-")
    if number.startswith("(") and number.endswith(")"):
        number = number[1:-1].strip()
    if number.count("(") < number.count(")"):
        number = number.rstrip(") ")
    elif number.count("(") > number.count(")"):
        number = number.lstrip("( ")
    is_number = any(char.isalnum() for char in number) and len(number) < _LONGEST_NUMBER
    return number if is_number else None


def read_name(text: str) -> str | None:
    """Return a name as "van der Maaten L Jr"; the name of a body as it is.

    >>> [read_name(name) for name in ("and B.C. Lochte", "Lochte, Bryson C.", "Lochte BC")]
    ['Lochte BC', 'Lochte BC', 'Lochte BC']
    >>> [read_name(name) for name in ("Ada de la Quill", "World Sock Organization")]
    ['de la Quill A', 'World Sock Organization']
    """
    name = _ET_AL.sub("", fold_spaces(text))
    if before := _BEFORE_NAME.match(name):
        name = name[before.end() :]
    name = _AFTER_NAME.sub("", name).strip(" ,;:&()[]")
    if not any(char.isalpha() for char in name):
        return None
    found = _SUFFIX.search(name)
    suffix = found[1] if found else ""
    name = name[: found.start()] if found else name
    is_body = len(name.split()) > 1 and _BODY.search(name) is not None
    if is_body or len(name.split()) > _MOST_NAME_WORDS:
        return name.strip(" .,")
    family, comma, given = name.partition(",")
    if comma and given.strip(" ,."):
        return format_name(family.strip(" ."), _without_stop(given.strip(" ,")), suffix)
    family, given = _split_name(name.replace(",", " ").split())
    return format_name(family, _without_stop(given), suffix)


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
    edition = _EDITION_WORD.sub("", fold_spaces(text)).strip(" .,;:()[]")
    return edition or None


def read_isbn(text: str) -> str | None:
    """Return the digits of an ISBN, with "X" as the last of ten; None for another length.

    >>> read_isbn("ISBN 978-0-00-000000-2"), read_isbn("0-00-000000-x"), read_isbn("12")
    ('9780000000002', '000000000X', None)
    """
    digits = "".join(char for char in text.upper() if char.isdigit() or char == "X").lstrip("X")
    is_isbn = re.fullmatch(r"\d{9}[\dX]|97[89]\d{10}", digits)
    return digits if is_isbn else None
