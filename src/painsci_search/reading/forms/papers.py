"""The text of a paper's first page in; the names of its authors and its date out.

What the pages of a PDF and a text that was made of them have in common.
"""

from __future__ import annotations

import re

from painsci_search.reading.dates import parse_date

ABSTRACT = re.compile(
    r"(?P<label>abstract|summary|zusammenfassung|résumé|resumen|resumo|riassunto|sommario|samenvatting"
    r"|a\s?b\s?s\s?t\s?r\s?a\s?c\s?t)\s*(?P<sign>[.:—–-]|\Z)\s*",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"(?:first\s|e-?)?published(?:\s(?:online|on(?:line)?|date))?(?:\sfirst)?|publication\sdate"
    r"|available\sonline|date\sof\spublication|veröffentlicht|publié|publicado|pubblicato"
    r"|posted(?:\sby\s[^\d\n]{3,60}?\son)?",
    re.IGNORECASE,
)
_CITATION_YEAR = re.compile(r"\((?P<year>(?:19|20)\d\d)\)|\b(?P<plain>(?:19|20)\d\d)\s?[,;:]\s?\d")
_PART = r"(?:(?:[^\W\d_]\.-?){1,4}|[^\W\d_]{1,40}+(?:[-‐’'][^\W\d_]{1,40}+){0,3}\.?)"
_NAME = re.compile(rf"{_PART}(?:\s{_PART}){{1,6}}")
BY = re.compile(r"(?:(?:posted|written)\s)?by:?\s|authors?:\s", re.IGNORECASE)
_BY_END = re.compile(r"\s(?:on|in|at)\s|,?\s(?=\d)|\s[|•·–—]\s")
_DEGREES = re.compile(
    r",?\s(?:M\.?D\.?|Ph\.?\s?D\.?|D\.?Sc\.?|M\.?Sc\.?|B\.?Sc\.?|M\.?P\.?H\.?|D\.?P\.?T\.?|P\.?T\.?|R\.?N\.?"
    r"|FRCPC?|M\.?A\.?|Dr\.?|Prof\.?)(?=[,;\s]|\Z)"
)
_BETWEEN = re.compile(r"\s*[,;·•|]\s*(?:and\s|&\s)?|\s+(?:and|und|et|y|e|en)\s+|\s*&\s*")
ADDRESS = re.compile(
    r"@|e-?mail|universit|department|institut|hospital|school\sof|faculty|college|correspond"
    r"|received|accepted|copyright|©|licen[sc]e",
    re.IGNORECASE,
)
# Characters of a list of authors.
_LONGEST_NAMES = 2000
_LONGEST_NAME = 50


def split_names(text: str) -> tuple[str, ...]:
    """Return the names that a text is made of; () for other text.

    >>> split_names("Ida Holm1, Tom Reed1,2* and Ann Li2, PhD")
    ('Ida Holm', 'Tom Reed', 'Ann Li')
    """
    text = " ".join(text.split())
    if by := BY.match(text):
        text = _BY_END.split(text[by.end() :])[0]
    if not text or len(text) > _LONGEST_NAMES:
        return ()
    text = re.sub(r"[\d*†‡§¶#✉ⓘ]+", " ", _DEGREES.sub("", text))
    parts = [" ".join(part.split()).strip(" .,") for part in _BETWEEN.split(text)]
    parts = [part for part in parts if len(part) > 1]
    names = [part for part in parts if _is_name(part)]
    return tuple(names) if names and len(names) >= 0.75 * len(parts) else ()


def _is_name(text: str) -> bool:
    words = text.split()
    if len(text) > _LONGEST_NAME or sum(word[0].isupper() for word in words) < 2:
        return False
    return words[-1][0].isupper() and _NAME.fullmatch(text) is not None


def read_published(first_page: str, pages: str) -> str | None:
    """Return the date of publication; without one, the year of how to cite the article."""
    for text in (first_page, pages):
        for found in _PUBLISHED.finditer(text):
            date = parse_date(text[found.end() : found.end() + 40].lstrip(" :,("))
            if date and len(date) > 4:
                return date
    cited = _CITATION_YEAR.search(first_page)
    return (cited["year"] or cited["plain"]) if cited else None
