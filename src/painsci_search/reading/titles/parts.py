"""The titles in a page's metadata in; their parts, and the title without the site's name, out.

The titles agree or differ, and some have the name of the site, of a series or of a part of the site
before or after the title proper: "Necks Daily | Health: Sore necks".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence

from painsci_search.reading.dates import parse_date
from painsci_search.reading.dom.elements import fold_space
from painsci_search.reading.headings.heading import NUMBER

_EAST_ASIAN = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_SEPARATOR = re.compile(
    r"\s+[|–—•·»«:-]{1,2}\s+|\s*\|\s*|\s+::\s+|:\s+|\s+\\\s+|"
    rf"(?<={_EAST_ASIAN})\s?[_-]\s?(?={_EAST_ASIAN})"
)
_BEFORE_SITE = re.compile(
    r"\s+[|•·»]\s+|\s+[–—-]\s+(?=[^–—-]{1,40}$)|"
    rf"(?<={_EAST_ASIAN})\s?[_-]\s?(?={_EAST_ASIAN})"
)
_NOT_WORD = re.compile(r"\W+")
_TRUNCATED = re.compile(r"\s*(?:…|\.{3})$")
# Letters: a shorter part of a title occurs by chance, or is no title.
_SHORTEST_PART = 7
_SHORTEST_TITLE = 8
_SHORTEST_EAST_ASIAN = 4


def fold_title(text: str) -> str:
    """Return a title for comparison: its words without case, "10⁶" as "106".

    >>> fold_title("10⁶ Sore necks – again!")
    '106 sore necks again'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", fold_space(text))
    return _NOT_WORD.sub(" ", text.casefold()).strip()


def join_name(text: str) -> str:
    """Return the name of a site or a person for comparison: its letters only, without case.

    >>> join_name("Necks-Daily"), join_name("necks daily")
    ('necksdaily', 'necksdaily')
    """
    return fold_title(text).replace(" ", "").replace("_", "")


class GivenTitles:
    """The titles in a page's metadata, folded.

    Attributes:
        titles: the whole titles.
        starts: their numbers, and their first parts, such as that before the site's name.
        first_parts: the first parts alone.
        parts: all parts of the titles that have several.
    """

    def __init__(self, given: list[str]) -> None:
        given = list(dict.fromkeys(given))
        parts = [_SEPARATOR.split(title) for title in given]
        whole = {fold_title(title) for title in given}
        # a title of which one part is another title has the site's name besides
        self.titles = [
            fold_title(title)
            for title, of_title in zip(given, parts, strict=True)
            if not (len(of_title) > 1 and whole & set(map(fold_title, (of_title[0], of_title[-1]))))
        ]
        several = [of_title for of_title in parts if len(of_title) > 1]
        self.parts = {fold_title(part) for of_title in several for part in of_title}
        first_parts = {fold_title(first) for first, *_ in parts}
        self.first_parts = {part for part in first_parts if len(part) >= _SHORTEST_PART}
        numbers = {
            fold_title(part) for of_title in parts for part in of_title if NUMBER.fullmatch(part)
        }
        self.starts = self.first_parts | numbers


def best_title(given: list[str], sites: Collection[str]) -> str:
    """Return the title proper: the part in which two sources agree, or else the most exact one.

    Args:
        given: the titles, the most exact first; the last is that of the window.
        sites: the names of the site, joined.
    """
    if not given:
        return ""
    shared = _shared_part(given)
    if shared:
        return shared
    bare = [without_site(title, sites) for title in given]
    best = _completed(bare[0], bare)
    return _without_last_part(best) if best == given[-1] else best


def _completed(title: str, titles: Iterable[str]) -> str:
    """Return the whole of a title that ends with dots, where another source has it."""
    cut = _TRUNCATED.sub("", title)
    if cut == title:
        return title
    return next((one for one in titles if one.startswith(cut) and len(one) > len(title)), title)


def _without_last_part(title: str) -> str:
    """Return the first part of a window's title that is no date; the site's name is unknown."""
    parts = [part for part in _BEFORE_SITE.split(title) if part and not _is_date(part)]
    is_long = bool(parts) and (
        len(parts[0]) >= _SHORTEST_TITLE
        or (not parts[0].isascii() and len(parts[0]) >= _SHORTEST_EAST_ASIAN)
    )
    return parts[0].strip() if is_long else title


def _is_date(text: str) -> bool:
    return len(text) < len("2021-06-30") + 2 and len(parse_date(text) or "") > len("2021")


def _shared_part(given: list[str]) -> str:
    """Return the longest part of the last title that the first has, too, if neither is in another.

    Without it the titles have a series, a rubric or the name of the site, each its own.
    """
    if len(given) < 2 or fold_title(given[0]) in fold_title(given[-1]):
        return ""
    last = [fold_title(part) for part in _SEPARATOR.split(given[-1])]
    longest = max(last, key=len)
    parts = (part for part in _SEPARATOR.split(given[0]) if fold_title(part) == longest)
    return next(parts, "").strip()


def without_site(title: str, sites: Collection[str]) -> str:
    """Return a title without the name of its site at its start or end.

    >>> without_site("Necks Daily | Sore necks", {"necksdaily"})
    'Sore necks'
    """
    separators = list(_SEPARATOR.finditer(title))
    starts = [0, *(one.end() for one in separators)]
    ends = [*(one.start() for one in separators), len(title)]
    names = [join_name(title[low:high]) for low, high in zip(starts, ends, strict=True)]
    start, end = 0, len(title)
    for one, is_site in zip(reversed(separators), _sites_at_end(names, sites), strict=False):
        if is_site and one.start() > 0:
            end = one.start()
    for one, is_site in zip(separators, _sites_at_start(names, sites), strict=False):
        if is_site and one.end() < end:
            start = one.end()
    return title[start:end].strip()


def _sites_at_start(names: Sequence[str], sites: Collection[str]) -> Iterator[bool]:
    """Yield whether the first name is that of a site, the first two, and so on.

    It ends where the names together are longer than that of any site: a title may have very many
    parts.
    """
    lengths = set(map(len, sites))
    longest = max(lengths, default=-1)
    length, is_site = 0, "" in sites
    for count, name in enumerate(names, 1):
        length += len(name)
        if length > longest:
            return
        if name:
            is_site = length in lengths and "".join(names[:count]) in sites
        yield is_site


def _sites_at_end(names: Sequence[str], sites: Collection[str]) -> Iterator[bool]:
    """Yield whether the last name is that of a site, the last two, and so on."""
    mirrored = {site[::-1] for site in sites}
    return _sites_at_start([name[::-1] for name in reversed(names)], mirrored)


def without_part(text: str, given: list[str]) -> str:
    """Return a heading without the site's name, where the metadata has the title without it."""
    for title in given:
        rest = text[len(title) :]
        if len(title) >= _SHORTEST_PART and text.startswith(title) and _SEPARATOR.match(rest):
            return title
    return text


def site_part(window: str, title: str) -> str:
    """Return the part of the window's title that names the site: the last or else the first.

    >>> site_part("Sore necks | Necks Daily", "Sore necks")
    'Necks Daily'
    """
    parts = [part.strip() for part in _SEPARATOR.split(fold_space(window))]
    ends = (parts[-1], parts[0]) if len(parts) > 1 else ()
    folded = fold_title(title)
    return next((part for part in ends if part and fold_title(part) not in folded), "")


def has_several_parts(title: str) -> bool:
    """Return whether a title has a separator, as before the name of a site."""
    return _SEPARATOR.search(title) is not None


def shared_words(one: str, other: str) -> float:
    """Return the share of the words of the shorter of two titles that the other has, too."""
    left, right = set(fold_title(one).split()), set(fold_title(other).split())
    return len(left & right) / max(1, min(len(left), len(right)))
