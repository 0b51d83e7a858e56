"""Checked files in; links to files or anchors that are not there, and missing pictures, out."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import PurePath
from typing import NamedTuple
from urllib.parse import unquote, urldefrag

from painsci_search.auditing.facts import Target
from painsci_search.auditing.flaws import Flaw, quote
from painsci_search.auditing.links import FOR_SCRIPTS
from painsci_search.auditing.places import CheckedFile, Place, Places
from painsci_search.text import fold

# Addresses: if more of them lead nowhere, and few others lead to files, the page was taken out of
# its site, and no link of it is wrong.
_FEW = 3
_FEWEST_WORKING = 0.25
# Pictures of a folder that is not there, from which on the folder is reported and not each of them.
_FEWEST_OF_FOLDER = 2


class _Followed(NamedTuple):
    target: Target
    place: Place
    is_picture: bool


def find_between_files(checked: Sequence[CheckedFile]) -> Iterator[tuple[CheckedFile, Flaw]]:
    """Yield the files with links and pictures that lead to no file or anchor, and the flaws."""
    places = Places(checked)
    names = {PurePath(one.file.source).name.lower(): one.file.source for one in checked}
    all_followed = [list(_follow(places, page)) for page in checked]
    # where an address that starts with "/" leads to a file, the top of the site is here
    has_top = any(one.place.by == "root" and one.place.path for one in chain(*all_followed))
    for page, followed in zip(checked, all_followed, strict=True):
        missing = _missing(followed, is_page=page.facts.form == "HTML", has_top=has_top)
        pictures = [one.target for one in missing if one.is_picture]
        links = [one.target for one in missing if not one.is_picture]
        for flaw in _missing_files(links, names):
            yield page, flaw
        for flaw in _missing_pictures(pictures, page, places):
            yield page, flaw
        for one in followed:
            lost = None if one.is_picture else _missing_anchor(one, page)
            if lost is not None:
                yield page, lost


def _follow(places: Places, page: CheckedFile) -> Iterator[_Followed]:
    for is_picture, targets in ((False, page.facts.links), (True, page.facts.pictures)):
        for target in targets:
            place = places.find(page, target.href)
            is_own = urldefrag(target.href)[0] in page.facts.own_names
            if place is not None and (place.path or not is_own):
                yield _Followed(target, place, is_picture)


def _missing(followed: Sequence[_Followed], *, is_page: bool, has_top: bool) -> list[_Followed]:
    """Return what leads to no file, as far as the files of its site are there.

    Args:
        is_page: whether the addresses are those of the files, which a generator might not make.
        has_top: whether the top folder of the site is there.
    """
    counts: Counter[tuple[str, bool]] = Counter()
    for place in {_counted_by(one): one.place for one in followed}.values():
        counts[place.by, place.path != ""] += 1
    wrong, right = counts["path", False], counts["path", True] + counts["URL", True]
    lookups: set[str] = set()
    if _are_wrong(wrong, right):
        lookups.add("path")
    # addresses of the site may work in the web, whether or not the files are here
    if counts["site", True] + counts["URL", True] > counts["site", False]:
        lookups.add("site")
    wrong, right = counts["root", False], counts["root", True]
    if right > wrong or (is_page and has_top and _are_wrong(wrong, right)):
        lookups.add("root")
    return [one for one in followed if not one.place.path and one.place.by in lookups]


def _are_wrong(wrong: int, right: int) -> bool:
    """Return whether addresses are wrong that lead nowhere, by the number of those that work."""
    return wrong <= _FEW or right >= _FEWEST_WORKING * wrong


def _counted_by(one: _Followed) -> str:
    """Return the address of a link; of a missing picture its folder, which may be missing."""
    address = urldefrag(one.target.href)[0]
    return f"{posixpath.dirname(address)}/" if one.is_picture and not one.place.path else address


def _missing_files(missing: Sequence[Target], names: dict[str, str]) -> Iterator[Flaw]:
    """Yield each address that leads to no file, at the first of its links."""
    by_address: dict[str, list[Target]] = {}
    for target in missing:
        by_address.setdefault(urldefrag(target.href)[0], []).append(target)
    for address, (first, *others) in by_address.items():
        similar = names.get(posixpath.basename(unquote(address)).lower(), "")
        hint = f" (there is {similar})" if similar else ""
        message = f"{_named(first)}{_more(others)} to {address}, which is not there{hint}"
        yield Flaw("link-to-missing-file", first.line, "", message)


def _more(others: Sequence[Target]) -> str:
    """Return the verb of a link, which is the first of several.

    >>> _more([]), _more([Target("a", 1, "")])
    (' leads', ' and 1 more link lead')
    """
    number = len(others)
    return f" and {number} more link{'s' * (number > 1)} lead" if others else " leads"


def _missing_anchor(one: _Followed, page: CheckedFile) -> Flaw | None:
    """Return the flaw of a link to an anchor that its file lacks, or None."""
    fragment, there = one.place.fragment, one.place.page
    if not fragment or there is None or there.facts.anchors is None:
        return None
    is_own = there.file.path == page.file.path
    if is_own and page.facts.form == "HTML":
        return None  # a dead link within the page
    if FOR_SCRIPTS.match(fragment) or fragment.lower() == "top" or _has_anchor(there, fragment):
        return None
    similar = _by_lower_case(there.facts.anchors).get(fragment.lower(), "")
    hint = f" (there is “{similar}”)" if similar else ""
    if is_own:
        message = f"{_named(one.target)} leads to #{fragment}, which is nowhere in the text{hint}"
        return Flaw("dead-link", one.target.line, fragment, message)
    message = (
        f"{_named(one.target)} leads to #{fragment} in {there.file.source}, which has no such "
        f"anchor{hint}"
    )
    return Flaw("link-to-missing-anchor", one.target.line, fragment, message)


def _has_anchor(there: CheckedFile, fragment: str) -> bool:
    anchors = there.facts.anchors or frozenset()
    if fragment in anchors or unquote(fragment) in anchors:
        return True
    # generators make different anchors of one heading, but of the same letters
    wanted = _letters(unquote(fragment)) if there.facts.form == "Markdown" else ""
    return wanted != "" and wanted in _by_letters(anchors)


@lru_cache(maxsize=64)
def _by_lower_case(anchors: frozenset[str]) -> dict[str, str]:
    return {anchor.lower(): anchor for anchor in anchors}


@lru_cache(maxsize=64)
def _by_letters(anchors: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_letters, anchors))


def _letters(anchor: str) -> str:
    return re.sub(r"[\W_]+", "", fold(anchor))


def _named(target: Target) -> str:
    return f"the link {quote(target.name)}" if target.name else "a link without text"


def _missing_pictures(
    missing: Sequence[Target], page: CheckedFile, places: Places
) -> Iterator[Flaw]:
    """Yield the pictures that are not there; those of a folder that is not there, together.

    So are those of one folder of a saved page, which its reader cannot mend one by one.
    """
    folders: dict[str, list[Target]] = {}
    for target in missing:
        folders.setdefault(posixpath.dirname(re.sub(r"[?#].*", "", target.href)), []).append(target)
    for folder, targets in folders.items():
        first = {target.href: target for target in reversed(targets)}
        number = len(first)
        place = places.find(page, f"{folder}/") if folder.strip("/.") else None
        if number >= _FEWEST_OF_FOLDER and place is not None:
            if not place.path:
                message = f"the folder {folder} is not there, with {number} pictures of the page"
                yield Flaw("missing-picture", targets[0].line, "", message)
                continue
            if page.facts.is_saved:
                message = f"{number} pictures of the page are not in the folder {folder}"
                yield Flaw("missing-picture", targets[0].line, "", message)
                continue
        for target in reversed(first.values()):
            message = f"the {target.name} {target.href} is not there"
            yield Flaw("missing-picture", target.line, "", message)
