"""A note that cites one page on the web, as health sites cite them, in; its work out.

"Sore feet. Foo Clinic. Accessed May 4, 2020. https://foo.example" has no author, and "Foo Clinic.
Sore feet. Accessed May 4, 2020. https://foo.example" no site: only the words and the address show
which is which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from painsci_search.identifiers import Mention
from painsci_search.model import FieldConfidence, Mark, Reference
from painsci_search.reading.citations.identifying import identifiers_of_url
from painsci_search.reading.citations.locations import YEAR_PATTERN
from painsci_search.reading.citations.names import UPPER
from painsci_search.reading.citations.segments import Span, Spans
from painsci_search.reading.citations.vocabulary import BODY_NOUN, VISITED
from painsci_search.reading.dates import parse_date

_VISIT = (
    rf"(?:date\s)?(?:last\s)?(?:{VISITED})(?:\son)?:?\s"
    rf"(?P<day>{YEAR_PATTERN}-\d\d-\d\d|\d\d?/\d\d?/{YEAR_PATTERN}"
    rf"|(?:\w+\.?,?\s){{0,2}}{YEAR_PATTERN}(?:\s\w+\s\d{{1,2}})?)"
)
_YEAR = rf"(?<!\d)(?P<year>{YEAR_PATTERN})"
# What is around the address of a page besides its title and its site.
_PART = re.compile(
    rf"{_VISIT}|[\[(](?P<seen>\d\d?\s[^\W\d_]{{3,9}}\s{YEAR_PATTERN})[\])]|{_YEAR}|(?:available|retrieved|accessed)\s(?:at|from|online(?:\sat)?)\b:?"
    r"|\b(?:from|at|URL|link|website|internet)\b:?|[\s.,;:()\[\]<>]+",
    re.IGNORECASE,
)
# The form of the National Library of Medicine for a page without an author.
_WITH_PLACE = re.compile(
    rf"(?P<title>[{UPPER}\d](?:(?!\.\s)[^\n\[\]]){{2,250}})\s\[[Ii]nternet\]\.\s"
    r"(?:\[?(?:[^\n:;.\[\]]{2,60})\]?:\s)?(?P<publisher>[^\n:;\[\]]{2,150});\s"
)
_SENTENCES = re.compile(r"(?<=[.?!])\s+(?=\S)")
_MOST_SENTENCES = 12
_NO_DATE = "(n.d.)."
_LONGEST = 600
# A part with other signs than these is in some other form.
_PLAIN = re.compile(rf"[{UPPER}\d][^\n;“”\"\[\]<>|]{{2,250}}")
_MEDIUM = re.compile(r"\s(?:[Ww]eb\s?site|[Cc]ontributors|[Ee]ditors)\Z")
# Words of bodies that no family name is, beside those of `BODY_NOUN`.
_BODY = re.compile(
    r"\b(?:Clinics?|Staff|Trust|Board|Services?|Health|Medicine|University|School)\b"
)
_COMPANY = re.compile(r"\b(?:GmbH|AG|Inc|Ltd|LLC|Corp)\Z")
_ACRONYM = re.compile(rf"[{UPPER}&]{{2,10}}")
# "WebMD", "MedlinePlus"
_CAPITALS_WITHIN = re.compile(rf"[{UPPER}][a-z]+[{UPPER}]\w*")
_DOMAIN = re.compile(r"\S+\.[a-z]{2,6}")
_SMALL = frozenset(
    "a an and at by de der des die du et for in la le of on or the to und y &".split()
)
_MOST_WORDS_OF_SITE = 12
_LEAST_NAME = 3
_WITH_BODY = 2
# The address of a link as its name has it: "foo.example/feet".
_WRITTEN = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
_SURE = 0.9


class _Address(NamedTuple):
    """The address of a page in a note.

    Attributes:
        start, end: character offsets.
        title: the title that links to the page, or "".
        is_link: whether only a link has the whole address.
    """

    start: int
    end: int
    url: str
    title: str = ""
    is_link: bool = False


def read_web_page(
    text: str, identifiers: Sequence[Mention], marks: Sequence[Mark] = ()
) -> Reference | None:
    """Return the work of a note that cites one page by title and site, or by body and title.

    Args:
        identifiers: the identifiers and URLs in the text, ascending.
        marks: the links and other marks in the text; the address may be that of the only link.

    >>> text = "Sore feet. Foo Clinic. 2019. Accessed May 4, 2020. https://example.org/a"
    >>> page = read_web_page(text, [Mention("url", "https://example.org/a", 51, 72)])
    >>> page.title, page.publisher, page.year, page.accessed
    ('Sore feet', 'Foo Clinic', 2019, '2020-05-04')
    """
    address = _find_address(text, identifiers, marks) if len(text) <= _LONGEST else None
    after = _read_around(text[address.end :]) if address else None
    if address is None or after is None:
        return None
    placed = _WITH_PLACE.match(text, 0, address.start)
    if placed:
        before = _read_around(text[placed.end() : address.start])
        named: dict[str, str] | None = placed.groupdict()
    else:
        parts, before = _split(text[: address.start])
        named = _name_parts(parts, address, is_dated=bool(before or after))
    around = {**before, **after} if before is not None else {}
    if named is None or not (around or address.title):
        return None
    year, day = around.get("year"), around.get("day") or around.get("seen")
    values = {**named, "year": year, "accessed": day}
    return Reference(
        raw="",
        authors=tuple(filter(None, [named.get("authors")])),
        title=named.get("title"),
        publisher=named.get("publisher"),
        year=int(year) if year else None,
        accessed=parse_date(day) if day else None,
        url=address.url,
        confidence=tuple(FieldConfidence(name, _SURE) for name, value in values.items() if value),
    )


def _find_address(
    text: str, identifiers: Sequence[Mention], marks: Sequence[Mark]
) -> _Address | None:
    """Return the only address in a note, or that of its only link; None for another note."""
    if identifiers:
        one = identifiers[0]
        is_only = len(identifiers) == 1 and one.kind == "url"
        return _Address(one.start, one.end, one.value) if is_only else None
    links = [mark for mark in marks if mark.kind == "link"]
    if len(links) != 1 or identifiers_of_url(links[0].target):
        return None
    (link,) = links
    if not link.target.startswith(("http://", "https://")):
        return None
    name = text[link.start : link.end]
    if _WRITTEN.fullmatch(name):
        return _Address(link.start, link.end, link.target, is_link=True)
    return _Address(link.end, link.end, link.target, name.strip(" ."), is_link=True)


def end_title_at_site(text: str, spans: Spans) -> Spans:
    """End the title of a page that was visited before its site: "Sore feet. Foo Clinic"."""
    titles = spans.get("title", [])
    if len(titles) != 1 or "accessed" not in spans or spans.keys() & {"container", "publisher"}:
        return spans
    (title,) = titles
    breaks = list(_SENTENCES.finditer(text, title.start, title.end))
    if len(breaks) != 1:
        return spans
    first, second = text[title.start : breaks[0].start()], text[breaks[0].end() : title.end]
    if not (_is_body(second) or (_is_phrase(first.rstrip(".")) and _can_be_site(second))):
        return spans
    return {
        **spans,
        "title": [Span(title.start, breaks[0].start(), title.sure)],
        "publisher": [Span(breaks[0].end(), title.end, title.sure)],
    }


def _read_around(text: str) -> dict[str, str] | None:
    """Return the year and the day of visit in what is around an address; None if more is there."""
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        part = _PART.match(text, position)
        if part is None:
            return None
        found |= {name: value for name, value in part.groupdict().items() if value}
        position = part.end()
    return found


def _split(text: str) -> tuple[list[str], dict[str, str]]:
    """Return the sentences before an address that name the page, and what the others have."""
    named: list[str] = []
    around: dict[str, str] = {}
    for sentence in _SENTENCES.split(text.strip(), _MOST_SENTENCES):
        more = _read_around(sentence)
        if more is not None:
            around |= more
        elif sentence != _NO_DATE:
            named.append(_MEDIUM.sub("", sentence.rstrip(" .([")))
    body, colon, title = named[0].partition(": ") if len(named) == 1 else ("", "", "")
    return ([body, title] if colon and _is_body(body) else named), around


def _name_parts(parts: Sequence[str], page: _Address, *, is_dated: bool) -> dict[str, str] | None:
    """Return the fields by name; None if it is not sure which is which.

    Args:
        is_dated: whether the page has a year or a day of visit.
    """
    if not all(_PLAIN.fullmatch(one) for one in parts):
        return None
    address = _letters(page.url.partition("//")[2].partition("/")[0])
    if page.title:
        is_named = len(parts) == _WITH_BODY and parts[-1] == page.title
        is_of_body = is_named and (_is_body(parts[0]) or _is_in(parts[0], address))
        return {"authors": parts[0], "title": parts[1]} if is_of_body else None
    match parts:
        case (only,) if is_dated and not any(map(str.isdigit, only)):
            if _is_body(only):
                return {"authors": only}
            # in all other forms the model knows the authors and the title
            return {"title": only} if page.is_link else None
        case body, title, site if (_is_body(body) or _is_in(body, address)) and _can_be_site(site):
            return {"authors": body, "title": title, "publisher": site}
        case first, second:
            in_address = [_is_in(one, address) for one in parts]
            bodies = [_is_body(first), _is_body(second) or _DOMAIN.fullmatch(second) is not None]
            if in_address == [True, False] or bodies == [True, False]:
                return {"authors": first, "title": second}
            is_site = _can_be_site(second) and _is_phrase(first)
            if in_address == [False, True] or bodies == [False, True] or is_site:
                return {"title": first, "publisher": second}
    return None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _is_in(part: str, address: str) -> bool:
    """Return whether the name of a site is in an address, as "Foo Pedia" is in "foo-pedia.org"."""
    name = _letters(part)
    return len(name) >= _LEAST_NAME and name in address


def _is_body(part: str) -> bool:
    """Return whether a part is the name of a body, or a name that no person has."""
    has_noun = BODY_NOUN.search(part) or _BODY.search(part)
    is_named = (has_noun and _can_be_site(part)) or _COMPANY.search(part)
    return bool(is_named or _ACRONYM.fullmatch(part) or _CAPITALS_WITHIN.fullmatch(part))


def _can_be_site(part: str) -> bool:
    """Return whether all words of a part have capitals, but for small ones."""
    words = part.split()
    return len(words) <= _MOST_WORDS_OF_SITE and not _is_phrase(part)


def _is_phrase(part: str) -> bool:
    """Return whether a part is written as a sentence or a question, not as a name."""
    plain = (word[0].islower() and word not in _SMALL for word in part.split())
    return part.endswith(("?", "!")) or any(plain)
