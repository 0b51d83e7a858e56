"""Group the files that are saves of one article, and choose the best save of each.

States of files in, groups out. Files are saves of one article if they have the same address and
much of their text in common, or nearly the same text. The time is linear in the number of files.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from urllib.parse import parse_qsl, urlencode, urlsplit

from painsci_search.ingest.files import FileState
from painsci_search.ingest.sketches import containment, hashes_of, resemblance
from painsci_search.reading.naming import doi_in

# Of two texts with the same address, the share of the shorter text that must be in the other one.
# Pages of a series that all name the address of its first page share less.
_CONTAINED = 0.5
# Of two texts, the share of runs in common with which they are one article if their titles agree;
# and in spite of their titles, if the texts are long.
_ALIKE, _IDENTICAL = 0.9, 0.98
# Words: pages of a series, such as records of a database, often differ in a few words only.
_LONG, _VERY_LONG = 100, 300
# The lowest hashes by which texts are looked up. Nearly equal texts share all but a few.
_LOOKED_UP = 8
# Groups that are compared for one key: a sentence that is on all pages of a site is no evidence.
_MOST_COMPARED = 16
# Saves with this share of the most words, or notes, of any are equally complete.
_COMPLETE = 0.9


def group_saves(states: Iterable[FileState], gone: Iterable[FileState]) -> list[list[FileState]]:
    """Group files by article.

    Args:
        states: the files, in the order in which the groups are to be made.
        gone: files that are not there any more; they are added to the groups of others.

    Returns:
        The groups; in each, files that are gone come last.
    """
    groups: list[list[FileState]] = []
    fullest: list[FileState] = []
    by_key: dict[str, list[int]] = defaultdict(list)
    for state, is_gone in (*((each, False) for each in states), *((each, True) for each in gone)):
        keys = list(_keys(state))
        near = dict.fromkeys(
            number for key in keys for number in by_key.get(key, ())[:_MOST_COMPARED]
        )
        found = next((number for number in near if is_same(fullest[number], state)), None)
        if found is None:
            if is_gone:
                continue
            found = len(groups)
            groups.append([])
            fullest.append(state)
        groups[found].append(state)
        if state.words > fullest[found].words:
            fullest[found] = state
        for key in keys:
            if found not in by_key[key][:_MOST_COMPARED]:
                by_key[key].append(found)
    return groups


def best_of(saves: Sequence[FileState]) -> FileState:
    """Return the best save of an article: the most complete one, and of those the newest.

    It has the most text, then the most notes; of equal ones that with the shortest name is chosen,
    since systems and browsers make the name of a copy longer, then the one with the shortest path.
    """
    most_words = max(state.words for state in saves)
    whole = [state for state in saves if state.words >= _COMPLETE * most_words]
    most_notes = max(state.notes for state in whole)
    complete = [state for state in whole if state.notes >= _COMPLETE * most_notes]
    ordered = sorted(
        complete, key=lambda state: (len(PurePath(state.path).name), len(state.path), state.path)
    )
    return max(ordered, key=lambda state: (state.dated, state.words, state.notes))


def is_same(one: FileState, other: FileState) -> bool:
    """Return whether two files are saves of one article."""
    if one.fingerprint and one.fingerprint == other.fingerprint:
        return True
    addresses = address_of(one.url), address_of(other.url)
    if addresses[0] and addresses[0] == addresses[1]:
        return shares_text(one, other)
    if min(one.words, other.words) < _LONG:
        return False
    alike = resemblance(one.sketch, other.sketch)
    if alike < _ALIKE:
        return False
    titles = _words_of(one.title), _words_of(other.title)
    if titles[0] == titles[1]:
        return True
    if all(addresses) and _host(addresses[0]) == _host(addresses[1]):
        return False
    if all(titles) and (titles[0] in titles[1] or titles[1] in titles[0]):
        return True
    return alike >= _IDENTICAL and min(one.words, other.words) >= _VERY_LONG


def shares_text(one: FileState, other: FileState) -> bool:
    """Return whether one file has much of the text of the other; True if a text is not known."""
    if not one.hashes or not other.hashes:
        return True
    return containment(one.sketch, other.sketch) >= _CONTAINED


def address_of(url: str | None) -> str:
    """Return the form in which addresses are compared: the DOI, or else host, path and query.

    >>> address_of("http://www.example.org/a/?utm_source=x#top")
    'example.org/a'
    >>> address_of("https://doi.org/10.5555/KNEE.7")
    'doi:10.5555/knee.7'
    """
    if not url:
        return ""
    doi = doi_in(url)
    if doi:
        return f"doi:{doi}"
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url.partition("#")[0]
    path = parts.path.rstrip("/")
    query = urlencode([pair for pair in parse_qsl(parts.query) if not pair[0].startswith("utm_")])
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def _keys(state: FileState) -> Iterator[str]:
    """Yield the keys that saves of one article have in common, the most certain first."""
    if state.fingerprint:
        yield f"file {state.fingerprint}"
    address = address_of(state.url)
    if address:
        yield f"address {address}"
    if state.words >= _LONG:
        yield from (f"run {number}" for number in hashes_of(state.hashes)[:_LOOKED_UP])


def _host(address: str) -> str:
    return address.partition("/")[0]


def _words_of(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())
