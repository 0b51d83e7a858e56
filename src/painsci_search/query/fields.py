"""A field and the text of its value in; a leaf with the value in its normal form, out.

The fields of exact values are here: identifiers, years, dates, kinds, languages and article ids.
"""

from __future__ import annotations

import re

from painsci_search.errors import QueryError
from painsci_search.identifiers import normalise, parse_identifier
from painsci_search.late_patterns import late_pattern
from painsci_search.query.ast import ORDERED, Range, Word
from painsci_search.query.lexer import Lexeme
from painsci_search.records import fold_label, fold_url
from painsci_search.text import fold

# Other names that people try for a field; an error suggests the field.
_KINDS = ("article", "section", "note")
_HAVING = ("note", "reference")
_DATE = late_pattern(r"[12][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_YEAR = late_pattern(r"[12]\d{3}")
_BRACKETS = late_pattern(r"([\[{])\s*(\S+)\s+(?i:TO)\s+([^\s\]}]+)\s*([\]}])")
_COMPARED = late_pattern(r"([<>]=?)\s*(.+)")
_BETWEEN = late_pattern(r"(.+?)\.\.(.+)")
_URL = late_pattern(r"https?://|www\.", re.IGNORECASE)
_YEARS = late_pattern(r"([12]\d{3})[-\u2013]([12]\d{3})")
# Punctuation of the sentence around a value.
_PUNCTUATION = " .,;:!?"
# A shorter number without a field is a year or a count, not an identifier.
_FEWEST_DIGITS = 5
_NEEDS = {
    "year": "a year such as 2018, or a range: [2015 TO 2020], >=2018",
    "updated": "a date such as 2024 or 2024-06, or a range: [2023 TO 2024-06], >=2024",
    "pmid": "a number such as 30397584",
    "pmcid": "a number such as PMC2844363",
    "doi": "a DOI such as 10.1136/bmj.h2747",
    "painsci": "a number such as 53324",
    "article": "the id of an article, such as asmr or asm*",
    "kind": "article, section or note",
    "has": "note or reference",
    "lang": "a language such as en or pt-BR",
    "tag": 'a tag such as guideline or "low back", or the beginning of one: guide*',
    "meta": "a name and a text, such as topic=knee or topic=kn*, or a name alone: topic",
}


def value_leaf(field: str, lexeme: Lexeme, query: str) -> Word | Range:
    """Parse the value of a field of EXACT.

    Raises:
        QueryError: the value is invalid; the message has what the field needs.
    """
    text, start, end = lexeme.text, lexeme.start, lexeme.end
    if field in ORDERED:
        bounds = _bounds(field, text)
        if field == "year" and len(bounds) == 1 and bounds[0][0] == "=":
            return Word(bounds[0][1], field, start, end)
        if _is_backwards(bounds):
            raise QueryError(f"{field}: a range that ends before it begins", query, start)
        if bounds:
            return Range(text, field, start, end, bounds)
    elif lexeme.kind != "range":
        value = _normal(field, text)
        if value:
            return Word(value, field, start, end)
    raise QueryError(f"{field}: needs {_NEEDS[field]}", query, start)


def word_values(text: str) -> tuple[tuple[str, str], ...]:
    """Return the identifiers, and the URL of an article, that a word without a field may be.

    >>> word_values("PMC2844363"), word_values("2018")
    ((('pmcid', 'pmc2844363'),), ())
    """
    if (text.isdigit() and len(text) < _FEWEST_DIGITS) or (text.isascii() and text.isalpha()):
        return ()
    found: list[tuple[str, str]] = [(kind, value.lower()) for kind, value in parse_identifier(text)]
    if _URL.match(text):
        found.append(("url", fold_url(text)))
    return tuple(found)


def _normal(field: str, text: str) -> str:
    """Return the normal form of a value; "" if it is invalid."""
    value = fold(text).strip(" #").rstrip(_PUNCTUATION)
    match field:
        case "pmid" | "pmcid" | "doi" | "painsci":
            # "*" is for words; in an identifier it would be removed as punctuation
            identifier = None if "*" in text else normalise(field, text)
            return identifier.lower() if identifier else ""
        case "kind":
            return value.removesuffix("s") if value.removesuffix("s") in _KINDS else ""
        case "has":
            return value.removesuffix("s") if value.removesuffix("s") in _HAVING else ""
        case "lang":
            return value if re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]+)*", value) else ""
        case "tag" | "meta":
            label = fold_label(text.strip(" #"))
            return f"{label}=*" if field == "meta" and label and "=" not in label else label
        case _:
            return text.strip().rstrip(",;")


def _bounds(field: str, text: str) -> tuple[tuple[str, str], ...]:
    """Return the bounds of a range, as in `Range`; () if it is invalid."""
    text = text.strip()
    text = text if text.endswith("..") else text.rstrip(_PUNCTUATION)
    brackets, compared = _BRACKETS.fullmatch(text), _COMPARED.fullmatch(text)
    between = _BETWEEN.fullmatch(text) or (_YEARS.fullmatch(text) if field == "year" else None)
    if brackets:
        opening, low, high, closing = brackets.groups()
        bounds = [(">" if opening == "{" else ">=", low), ("<" if closing == "}" else "<=", high)]
        bounds = [(sign, value) for sign, value in bounds if value != "*"] or [(">=", "1000")]
    elif compared:
        bounds = [(compared[1], compared[2])]
    elif between:
        bounds = [(">=", between[1]), ("<=", between[2])]
    else:
        bounds = [("=", text)]
    is_right = _YEAR.fullmatch if field == "year" else is_date
    return tuple(bounds) if all(is_right(value) for _, value in bounds) else ()


def is_date(text: str) -> bool:
    """Return whether a text is a year from 1000, a month, or a day that the calendar has.

    >>> is_date("2024-02-29"), is_date("2023-02-29"), is_date("2024-13"), is_date("30.6.2024")
    (True, False, False, False)
    """
    from painsci_search.model import dates  # noqa: PLC0415 - seldom needed

    return _DATE.fullmatch(text) is not None and dates.is_date(text)


def _is_backwards(bounds: tuple[tuple[str, str], ...]) -> bool:
    if len(bounds) < 2:
        return False
    known = min(len(bounds[0][1]), len(bounds[1][1]))
    return bounds[0][1][:known] > bounds[1][1][:known]


def check_date(name: str, date: str) -> None:
    """Check the date of a parameter.

    Raises:
        ValueError: `date` is not like "2024", "2024-06" or "2024-06-30", or there is no
            such day.
    """
    if not isinstance(date, str) or not is_date(date):
        raise ValueError(f"{name} must be a date such as 2024, 2024-06 or 2024-06-30, not {date!r}")


def lies_within(value: str, bounds: tuple[tuple[str, str], ...]) -> bool:
    """Return whether a date or year may lie within bounds.

    Dates are compared as precisely as both are known: "2024" may lie within >=2024-06.

    >>> lies_within("2024-03", ((">=", "2024"), ("<", "2025")))
    True
    >>> lies_within("2024", ((">", "2024"),))
    False
    """
    for sign, bound in bounds:
        known = min(len(value), len(bound))
        mine, other = value[:known], bound[:known]
        holds = {
            "=": mine == other,
            ">=": mine >= other,
            ">": mine > other,
            "<=": mine <= other,
            "<": mine < other,
        }
        if not holds[sign]:
            return False
    return True
