"""A described work and the text of a note in; the work with the parts that the note shows, out.

A description may be of another work, or differ from what the note prints: the full title of the
journal, all authors, the family name without accents. Only what the note shows is taken, as the
note shows it.
"""

from __future__ import annotations

import re

from painsci_search.reading.marked_fields.described import Described
from painsci_search.reading.marked_fields.people import Name
from painsci_search.reading.marked_fields.shown import ShownText
from painsci_search.reading.marked_fields.words import Role
from painsci_search.reading.marked_fields.work import MarkedWork, is_value

# In the order in which one is looked for.
_TITLES: tuple[Role, ...] = ("title", "chapter", "book")
_OTHERS: tuple[Role, ...] = (
    "journal", "book", "source", "year", "volume", "issue", "pages", "first", "last",
    "publisher", "place", "edition", "isbn",
)  # fmt: skip
# Letters between the family names of two authors next to each other: initials, given names.
_BETWEEN_NAMES = 45
# Letters between a volume and its issue.
_LONGEST_GAP = 25
# Letters of a citation after its title, and before it.
_AFTER_TITLE = 500
_BEFORE_TITLE = 1500
# Words between the last family name and the title: given names, "et al.", a month.
_MOST_BETWEEN = 5
# Characters of a title; less may be the initials of an author.
_FEWEST = 4
# A sentence between the authors and a title, after the initials of the last one.
_SENTENCE = re.compile(r"\. [^\W\d_]{2,40} [^.]{2,200}\. ")
_GOES_ON = re.compile(r"\s?\w|:")
# The parts that may follow a title without any sign between them.
_AFTER: tuple[Role, ...] = ("journal", "book", "source", "year")
_WORD = re.compile(r"[^\W\d_]{2,}")
_NO_NAME = re.compile(
    r"et|al|and|und|y|e|ed|eds|editors?|in|jr|sr|others|publication|published|year|n\.?d",
    re.IGNORECASE,
)


def confirm(work: Described, shown: ShownText, start: int = 0) -> MarkedWork | None:
    """Return a described work as the note shows it from an offset on; None if it is not sure.

    It is sure if the note shows its title, and an author or the year beside it; or, without a
    title, the family names, the year, the volume and the first page.
    """
    found = MarkedWork(kind=work.kind, described=True)
    title = _find_title(work, shown, start)
    if title is None and work.title:
        return None
    low, high = start, len(shown.text)
    if title is not None:
        role, span = title
        found.values[role] = shown.slice(span)
        found.spans.append(span)
        low, high = max(start, span[0] - _BEFORE_TITLE), span[1] + _AFTER_TITLE
    _add_authors(found, work, shown, low, title[1] if title else None)
    if title is not None and not work.values.get("journal") and _is_far(work, title[1], shown, low):
        return None
    after = title[1][1] if title else low
    _add_values(found, work, shown, (low, after, high))
    found.ids = dict(work.ids)
    return found if _is_sure(found, work, shown, low) else None


def _is_far(work: Described, title: tuple[int, int], shown: ShownText, start: int) -> bool:
    """Return whether another title may be between the authors and what is given as the title."""
    found = (shown.find(name.family, start, title[0]) for name in work.authors)
    ends = [span[1] for span in found if span is not None]
    between = shown.text[max(ends) : title[0]] if ends else ""
    return len(_WORD.findall(between)) > _MOST_BETWEEN or (
        between.count(". ") > 1 and _SENTENCE.search(between) is not None
    )


def _find_title(
    work: Described, shown: ShownText, start: int
) -> tuple[Role, tuple[int, int]] | None:
    for role in _TITLES:
        for value in work.values.get(role, ())[:3]:
            is_title = is_value(role, value) and len(value) >= _FEWEST
            span = shown.find(value, start) if is_title else None
            if span is not None and _ends_there(work, shown, span[1]):
                return role, span
    return None


def _ends_there(work: Described, shown: ShownText, end: int) -> bool:
    """Return whether a title ends at an offset, rather than being the start of a longer one."""
    after = shown.text[end : end + 2]
    if _GOES_ON.match(after) is None:
        return True
    names = [name.family for name in work.authors[:1]]
    values = [value for role in _AFTER for value in work.values.get(role, ())[:3]]
    return any(shown.find(one, end, end + len(one) + 4) for one in (*names, *values))


def _add_authors(
    found: MarkedWork,
    work: Described,
    shown: ShownText,
    start: int,
    title: tuple[int, int] | None,
) -> None:
    """Add the authors, if the note shows them one after another, and no name after them."""
    names: list[Name] = []
    spans: list[tuple[int, int]] = []
    position, limit = start, len(shown.text)
    if title is not None and work.authors:
        # the authors are before the title, or after it
        first = shown.find(work.authors[0].family, start, title[0])
        position, limit = (start, title[0]) if first else (title[1], limit)
    for name in work.authors:
        window = limit if not spans else min(limit, position + _BETWEEN_NAMES + len(name.family))
        span = shown.find(name.family, position, window)
        if span is None:
            break
        before = shown.text[position : span[0]]
        names.append(_with_all_of_family(name, before, not names))
        given = before.rfind(name.given) if name.given and not names[:-1] else -1
        spans.append((position + given if given >= 0 else span[0], span[1]))
        position = span[1]
    if not names:
        return
    rest = shown.text[position : min(limit, position + 2 * _BETWEEN_NAMES)]
    if len(names) < len(work.authors) and not re.search(r"\bet\s+al\b|…|\bothers\b", rest):
        return
    if limit == (title[0] if title else -1) and _has_more_names(rest, names[-1]):
        return
    found.authors = names
    found.spans += spans


def _with_all_of_family(name: Name, before: str, is_first: bool) -> Name:
    """Return a name with those words of the family name that a description takes for given ones.

    >>> _with_all_of_family(Name("Toit", "J. T. Du"), ", J. R. A., Du ", False)
    Name(family='Du Toit', given='J. T.', suffix='')
    """
    words = name.given.split()
    number = len(words)
    rest = before.rstrip()
    while number > 1 and len(words[number - 1]) > 1 and rest.endswith(words[number - 1]):
        number -= 1
        rest = rest[: -len(words[number])].rstrip()
    starts = rest[-1:] in ",;&" if rest else is_first
    if number == len(words) or not (starts or rest.endswith(" and")):
        return name
    family = " ".join((*words[number:], name.family))
    return Name(family, " ".join(words[:number]), name.suffix)


def _has_more_names(rest: str, last: Name) -> bool:
    """Return whether a text after the last family name has another one, up to the year."""
    if re.search(r"\bet\s+al\b", rest):
        return False
    rest = re.split(r"\d{4}|[\n“\"]", rest)[0]
    initials = {char.casefold() for char in last.given if char.isupper()}
    return any(
        not word.isupper() and word[0].casefold() not in initials
        for word in _WORD.findall(rest)
        if not _NO_NAME.fullmatch(word)
    )


def _add_values(
    found: MarkedWork, work: Described, shown: ShownText, bounds: tuple[int, int, int]
) -> None:
    """Add the first value of each part that the note shows, after the title or else before it."""
    low, after, high = bounds
    taken = list(found.spans)
    for role in _OTHERS:
        if role in found.values:
            continue
        for value in work.values.get(role, ())[:3]:
            wanted = value[:4] if role == "year" and value[:4].isdigit() else value
            if not is_value(role, wanted):
                continue
            start, end = after, high
            if role == "issue" and "volume" in found.values:
                start, end = taken[-1][1], min(high, taken[-1][1] + _LONGEST_GAP)
            span = shown.find(wanted, low, after) if role == "year" else None
            span = span or shown.find(wanted, start, end)
            if span is None and role != "issue":
                span = shown.find(wanted, low, after)
            if span is None or any(one[0] < span[1] and span[0] < one[1] for one in taken):
                continue
            if role == "journal" and shown.text[: span[0]].endswith("The "):
                span = (span[0] - 4, span[1])
            taken.append(span)
            found.values[role] = shown.slice(span)
            break
    found.spans = taken


def _is_sure(found: MarkedWork, work: Described, shown: ShownText, start: int) -> bool:
    values = found.values
    # OpenURL may have the first author only
    is_led = bool(work.authors) and shown.find(work.authors[0].family, start) is not None
    if not values.keys().isdisjoint(_TITLES):
        is_bare = not work.authors and "year" not in work.values
        return is_led or "year" in values or is_bare
    is_paged = not {"pages", "first"}.isdisjoint(values)
    return is_led and is_paged and {"year", "volume"} <= values.keys()
