"""The text of a citation after its authors in; title, journal, year, volume, issue and pages, out.

A location such as "2018;8(4):295-304" is found first, because its form is the most certain; the
text before it is then split into title and journal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from painsci_search.reading.citations.locations import (
    END,
    LOCATIONS,
    RANGE,
    VOLUME_ALONE,
    VOLUME_THEN_YEAR,
    WHEN,
    WITHOUT_YEAR,
    YEAR_PATTERN,
    YEAR_THEN_VOLUME,
    find_location,
    find_undated_location,
    first_of,
    is_location,
)
from painsci_search.reading.citations.names import LETTER, UPPER
from painsci_search.reading.citations.vocabulary import DASH, MONTH
from painsci_search.reading.citations.written import without_label

_YEAR_ALONE = re.compile(
    rf"(?P<separator>[.,;?!]\s)(?P<year>{YEAR_PATTERN}){WHEN}(?=\s?(?:[.\[❐]|\Z))"
)
_TRAILING_YEAR = re.compile(
    rf",\s(?:[^\n;.]{{1,80}}?,\s)?(?:{MONTH}\.?\s)?(?P<year>{YEAR_PATTERN})(?=\.|\s?\Z)"
)

# the pages of a book follow its year: "2013. p. 23-45"
_BOOK_PAGES = re.compile(rf"[.:,]?\s?(?:pp?\.\s?|pages?\s)(?P<pages>{RANGE}){END}")

_BOUNDARY = re.compile(rf"[.?!][”\"’')\]]{{0,2}}\s(?=[“\"‘'(\[]?[{UPPER}\d]|[a-z]{{1,4}}[A-Z])")
_ABBREVIATED = re.compile(rf"[{UPPER}][{LETTER}.]{{0,10}}\Z")
_ABBREVIATED_WORDS = re.compile(
    rf"(?:[{UPPER}&][{LETTER}]{{0,14}}\s){{0,2}}[{UPPER}][{LETTER}.]{{0,14}}\Z"
)
_LAST_WORDS_OF_TITLES = frozenset(
    "commentary editorial letter overview pain reply report review study trial update".split()
)
PUBLISHER = re.compile(
    r":\s|\b(?:Press|Publish(?:ers?|ing)|Publications|Books|Verlag|Springer|Elsevier|Wiley|"
    r"Routledge|Springer|Inc|Ltd|Lippincott|Saunders|University\sof|ed|edition|eds?)\b"
)
_SENTENCE = re.compile(r"\s[^.\n]{2,100}(?:\.|\Z)")
_EDITION = re.compile(
    r"(?=[\s\[(\d])\s?[\[(]?\b\d{1,2}(?:st|nd|rd|th)\sed(?:n|ition)?\b\.?[\])]?\Z"
)
# Characters: "[12th edition.]" and a space before it.
_LONGEST_EDITION = 16
_PROCEEDINGS = re.compile(rf"(?P<journal>[^\n:]{{3,150}}):\s(?P<pages>{RANGE}){END}")
_YEAR_LATER = re.compile(
    rf"(?:(?!Retrieved|Accessed|Archived)[^\n“”\"]){{0,250}}?,\s(?P<year>{YEAR_PATTERN})(?=[.,;]\s|\.?\s?\Z)"
)
_CHAPTER = re.compile(
    rf"in:?\s[^\n]{{3,400}}?[),]\s(?:pp\.\s?)?(?P<pages>{RANGE}){END}", re.IGNORECASE
)
_IN_BOOK = re.compile(r"In:?\s")
_CAPITAL_WORDS = re.compile(
    rf"(?:(?:[{UPPER}][^\s,;:]{{0,20}}|&|of|the|and|in|for|de|der)\s){{0,8}}[{UPPER}][^\s,;:]{{0,20}}"
)
_IMPRINT = re.compile(
    rf"(?<=[.?!]\s)[{UPPER}][^.:;()\n]{{1,40}}:\s[^.:;\n]{{2,80}};\s(?P<year>{YEAR_PATTERN})"
)
_MEDIUM = re.compile(r"\s?\[(?:Internet|online|PDF)\]\Z", re.IGNORECASE)
_SPACED_DASH = re.compile(rf"\s?{DASH}\s?")
_LONGEST_JOURNAL = 130
_LONGEST_HEAD = 1000


@dataclass(frozen=True, slots=True)
class Publication:
    """The fields of a citation besides authors and identifiers.

    Attributes:
        end: offset of the end of the citation.
        located: whether it has a volume, an issue or pages, which makes it certain.
        dated_last: whether it is only "Journal. 2020.", with the year after the journal.
    """

    end: int
    title: str | None = None
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    located: bool = False
    dated_last: bool = False


def read_title_first(text: str, start: int, limit: int) -> Publication | None:
    """Read "Title. Journal. 2018;8(4):295-304" from `start` up to `limit`."""
    limit = min(limit, start + _LONGEST_HEAD)
    location = find_location(text, start, limit)
    weak = _YEAR_ALONE.search(text, start, limit)
    if location and not (weak and _is_year_of_work(text, weak, location)):
        head = text[start : location.start()]
        parts = split_title(
            head, abbreviated="separator" in location.groupdict() and head[-1:] == "."
        )
        return _publish(parts, location) if parts[0] else None
    if weak is None:
        location = find_undated_location(text, start, limit)
        parts = split_title(text[start : location.start()]) if location else (None, None)
        return _publish(parts, location) if location and all(parts) else None
    title, journal = split_title(text[start : weak.start() + 1])
    if title is None:
        return None
    if weak["separator"][0] == ";" or (journal and PUBLISHER.search(journal)):
        journal = None
    pages = _BOOK_PAGES.match(text, weak.end(), limit)
    return Publication(
        pages.end() if pages else weak.end(),
        title,
        journal,
        int(weak["year"]),
        pages=_write_range(pages["pages"]) if pages else None,
        dated_last=True,
    )


def _is_year_of_work(text: str, weak: re.Match[str], location: re.Match[str]) -> bool:
    """Return whether a year before a location is that of another work, not the end of a title."""
    between = text[weak.end() : location.start() - 1]
    ends = list(_BOUNDARY.finditer(between))
    if weak["separator"][0] != "," or not ends:
        return bool(ends)
    journal = between[ends[0].end() :].rstrip(" .")
    return (split_title(f"Title. {journal}")[1] or "").rstrip(".") != journal


def read_comma_separated(text: str, start: int, limit: int, year: int | None) -> Publication | None:
    """Read "Title, Journal 8 (2018) 295-304" from `start` up to `limit`."""
    limit = min(limit, start + _LONGEST_HEAD)
    if year is None:
        location = find_location(text, start, limit)
    else:
        location = VOLUME_ALONE.search(text, start, limit)
        location = location if location and is_location(location, quoted=False) else None
    if location is None or not location.groupdict().get("volume"):
        return None
    head = text[start : location.start()].rstrip(" ,")
    title, comma, journal = head.rpartition(", ")
    if not comma or " " not in title or _BOUNDARY.search(title) or not journal[:1].isupper():
        return None
    return _publish((_clean_title(title), _check_journal(journal)), location, year)


def read_published(text: str, start: int, limit: int) -> Publication | None:
    """Read "Journal 8 (2018) 295-304" from `start`, where a block starts."""
    locations = (*LOCATIONS, WITHOUT_YEAR)
    limit = min(limit, start + _LONGEST_JOURNAL + 60)
    location = first_of(locations, text, start, limit)
    journal = _check_journal(text[start : location.start()].strip(" .,")) if location else None
    return _publish((None, journal), location) if location and journal else None


def read_untitled(text: str, start: int, limit: int, year: int | None) -> Publication | None:
    """Read "J. Phys. 8, 295 (2018)" from `start`: a journal whose words all have capitals."""
    limit = min(limit, start + _LONGEST_JOURNAL)
    locations = LOCATIONS if year is None else (WITHOUT_YEAR,)
    location = first_of(locations, text, start, limit)
    if location is None or not location["volume"] or not is_location(location, quoted=False):
        return None
    journal = _check_journal(text[start : location.start()])
    if journal is None or not _CAPITAL_WORDS.fullmatch(journal):
        return None
    if any(" " in part for part in _BOUNDARY.split(journal)[:-1]):
        return None
    if ". " in journal:
        journal += "."
    work = _publish((None, journal), location, year)
    return work if work.pages and work.year else None


def read_imprint(text: str, start: int, limit: int) -> Publication | None:
    """Read "Title. Place: Publisher; 2018" from `start` up to `limit`."""
    imprint = _IMPRINT.search(text, start, min(limit, start + _LONGEST_HEAD))
    title = _clean_title(text[start : imprint.start()]) if imprint else None
    if imprint is None or title is None:
        return None
    return Publication(imprint.end(), title, None, int(imprint["year"]))


def read_journal_only(text: str, start: int, limit: int) -> Publication | None:
    """Read journal and location of a citation whose authors and title cannot be separated."""
    location = YEAR_THEN_VOLUME.search(text, start, limit)
    if location is None or not (location["volume"] and location["pages"]):
        return None
    before = text[max(start, location.start() - _LONGEST_HEAD) : location.start()]
    title, journal = split_title(before)
    return _publish((None, journal), location) if title and journal else None


def read_after_year(text: str, start: int, limit: int, year: int) -> Publication | None:
    """Read "Title. Journal, 8(4), 295-304" from `start`; its `year` precedes the title."""
    limit = min(limit, start + _LONGEST_HEAD)
    dated = VOLUME_THEN_YEAR.search(text, start, limit)
    for alone in VOLUME_ALONE.finditer(text, start, limit):
        location = dated if dated and dated.start() <= alone.start() else alone
        if location is alone and not is_location(alone, quoted=False):
            continue
        has_stop = location["separator"].startswith(".") and not location["only_pages"]
        head = text[start : location.start()]
        title, journal = split_title(head, abbreviated=has_stop or head[-1:] == ".")
        if title and (journal or location["only_pages"]):
            return _publish((title, journal), location, year)
    return _read_unplaced(text, start, limit, year)


def read_quoted(text: str, start: int, limit: int, year: int | None) -> Publication | None:
    """Read '"Title". Journal. 8 (4): 295-304' from the opening quotation mark at `start`."""
    title_end, after = _find_closing_quote(text, start, min(limit, start + _LONGEST_HEAD))
    if not after:
        return None
    title = text[start + 1 : title_end].rstrip(" .,")
    if chapter := _CHAPTER.match(text, after, min(limit, after + 500)):
        found = Publication(
            chapter.end(), title, None, year, pages=_write_range(chapter["pages"]), located=True
        )
        return _add_trailing_year(text, found, limit)
    end = min(limit, after + 250)
    dated = VOLUME_THEN_YEAR.search(text, after, end) if year is None else None
    for location in (*([dated] if dated else ()), *VOLUME_ALONE.finditer(text, after, end)):
        if location is dated or is_location(location, quoted=True):
            journal = text[after : location.start()].strip(" .,")
            found = _publish((title, _check_journal(journal)), location, year)
            return _add_trailing_year(text, found, limit)
    return _read_quoted_elsewhere(text, title, after, limit, year)


def _read_quoted_elsewhere(
    text: str, title: str, start: int, limit: int, year: int | None
) -> Publication:
    """Read the text after a quoted title without a volume: proceedings, a journal, or a date."""
    if paper := _PROCEEDINGS.match(text, start, limit):
        journal = _check_journal(paper["journal"])
        pages = _write_range(paper["pages"])
        return Publication(paper.end(), title, journal, year, pages=pages, located=True)
    rest = text[start:limit].strip(" .,(")
    is_name = limit < len(text) and not _BOUNDARY.search(rest) and not PUBLISHER.search(rest)
    if rest and is_name and re.match(rf"[{UPPER}]|[a-z]{{1,4}}[A-Z]", rest):
        journal = None if rest[-1:].isdigit() else _check_journal(rest)
        return Publication(limit, title, journal, year)
    if year is None and (later := _YEAR_LATER.match(text, start, limit)):
        return Publication(later.end(), title, None, int(later["year"]))
    return Publication(start, title, None, year)


def split_title(head: str, *, abbreviated: bool = False) -> tuple[str | None, str | None]:
    """Split "Title. Journal." at its last sentence end; None for a part that is missing.

    Abbreviated journals ("J. Mammal.") have several sentence ends: words with a full stop belong
    to the journal, unless no title would remain.

    Args:
        abbreviated: whether the journal ends with a full stop where this form of citation has
            none, which is then part of an abbreviation.
    """
    before, block, after = head.strip().rpartition("\n\n")
    if block and before and after:
        return _clean_title(" ".join(before.split())), _check_journal(after.strip(" .,"))
    head = " ".join(head.split()).rstrip(" .,;")
    ends = list(_BOUNDARY.finditer(head))
    for end in ends:
        if _IN_BOOK.match(head, end.end()):
            return _clean_title(head[: end.start() + 1]), None
    if not ends:
        return (_clean_title(head) if len(head.split()) > 1 else None), None
    last = _find_journal(head, ends, abbreviated)
    journal = _check_journal(_MEDIUM.sub("", head[ends[last].end() :]))
    if journal and (abbreviated or ". " in journal):
        journal += "."
    return _clean_title(head[: ends[last].end()]), journal


def _find_journal(head: str, ends: list[re.Match[str]], abbreviated: bool) -> int:
    """Return the number of the sentence end that a journal follows, which may be dotted.

    Its parts are words with capitals. Several words before a full stop belong to it only if it is
    known to be abbreviated, or next to a single such word.
    """
    found = number = len(ends) - 1
    while number > 0 and head[ends[number].start()] == ".":
        part = head[ends[number - 1].end() : ends[number].start()]
        if not _is_abbreviation(part, _ABBREVIATED_WORDS):
            break
        number -= 1
        if abbreviated or _is_abbreviation(part, _ABBREVIATED) or found != len(ends) - 1:
            found = number
    return found


def _is_abbreviation(words: str, pattern: re.Pattern[str]) -> bool:
    last = words.rpartition(" ")[2].lower()
    return bool(pattern.match(words)) and last not in _LAST_WORDS_OF_TITLES


def _check_journal(journal: str) -> str | None:
    journal = " ".join(journal.split()).strip(" ,;")
    if not journal or len(journal) > _LONGEST_JOURNAL:
        return None
    return None if _IN_BOOK.match(journal) else journal


def _clean_title(title: str) -> str | None:
    title = title.strip().rstrip(".,; ")
    edition = _EDITION.search(title, max(0, len(title) - _LONGEST_EDITION))
    if edition:
        title = title[: edition.start()].rstrip(".,; ")
    return title or None


def _publish(
    parts: tuple[str | None, str | None], location: re.Match[str], year: int | None = None
) -> Publication:
    found = location.groupdict()

    def first(*names: str) -> str | None:
        return next((found[name] for name in names if found.get(name)), None)

    printed_year = first("year", "volume_year", "year_last", "year_bare")
    pages = first(*(name for name in found if name.endswith("pages")))
    return Publication(
        location.end(),
        *parts,
        year=int(printed_year) if printed_year else year,
        volume=_write_range(first("volume")),
        issue=without_label(_write_range(first("issue", "number", "supplement", "only_issue"))),
        pages=_write_range(pages),
        located=True,
    )


def _write_range(value: str | None) -> str | None:
    if value is None:
        return None
    return _SPACED_DASH.sub("-", " ".join(value.split()))


def _read_unplaced(text: str, start: int, limit: int, year: int) -> Publication | None:
    """Read the title of a citation without a volume, and the journal that may end it."""
    head = text[start:limit].rstrip()
    ends = list(_BOUNDARY.finditer(head))
    if len(ends) == 1 and limit < len(text) and not PUBLISHER.search(head, ends[0].end()):
        title, journal = split_title(head)
        return Publication(start + len(head), title, journal, year)
    end = ends[0].start() + 1 if ends else len(head)
    title = _clean_title(head[:end])
    publisher = _SENTENCE.match(head, end)
    if publisher and PUBLISHER.search(publisher.group()):
        end = publisher.end()
    return Publication(start + end, title, None, year) if title else None


def _find_closing_quote(text: str, start: int, limit: int) -> tuple[int, int]:
    """Return the positions of the title's closing mark and of what follows it; (0, 0) for none."""
    closing = {"“": "”", "‘": "’"}.get(text[start], text[start])
    pattern = re.compile(
        rf"(?:[.,?!]{re.escape(closing)}|{re.escape(closing)}(?=[.,]|\s?[(\[]|\Z))"
        r"(?:\s?[(\[][^()\[\]\n]{1,40}[)\]])?[.,]?\s?"
    )
    match = pattern.search(text, start + 2, limit)
    if match is None:
        return 0, 0
    return text.index(closing, match.start()), match.end()


def _add_trailing_year(text: str, found: Publication, limit: int) -> Publication:
    if found.year is None and (year := _TRAILING_YEAR.match(text, found.end, limit)):
        return replace(found, end=year.end(), year=int(year["year"]))
    return found
