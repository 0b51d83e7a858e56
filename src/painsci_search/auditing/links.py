"""Links of a page that lead nowhere in it, markers without a note among them; ids that are given
twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import unquote, urldefrag, urljoin

from bs4 import Tag

from painsci_search.auditing.flaws import Flaw, quote
from painsci_search.auditing.view import PageView
from painsci_search.reading.content import is_hidden
from painsci_search.reading.dom import BLOCKS, ancestors, attribute, role_of, text_of
from painsci_search.reading.notes.labels import is_raised, read_label

_NOTE_FRAGMENT = re.compile(
    r"_?(?:edn|ftn|fn|foot-?note|end-?note|side-?note|sdfootnote|note|cite_note|en)[\W_]*\w{0,6}\d",
    re.IGNORECASE,
)
# What programs of pages read from a fragment: routes, states and text fragments.
_FOR_PROGRAMS = re.compile(r"[!/?]|:~:|[^=]*=")
_SWITCHES = frozenset(
    {"onclick", "aria-controls", "aria-expanded", "aria-haspopup", "download", "ping"}
)
_SWITCH_NAMES = re.compile(
    r"(?:^|[\s_-])(?:js|toggle|toggler|modal|lightbox|popup|dropdown|tab|tabs|button|btn|share|print|"
    r"collapse|accordion|expand|scroll|load-more|menu)(?=[\s_-]|$)"
)
_LINK_ROLES = frozenset({"button", "tab", "menuitem", "switch", "option", "checkbox"})


def find_duplicate_ids(view: PageView) -> Iterator[Flaw]:
    """Yield each id that several elements of a page have, at the second of them."""
    lines: dict[str, list[int]] = {}
    for tag in view.tree.elements[1:]:
        name = attribute(tag, "id") if "id" in tag.attrs else ""
        if name.strip() and not view.is_inert(tag):
            lines.setdefault(name, []).append(view.lines.of(tag))
    for name, places in lines.items():
        if len(places) > 1:
            more = f" ({len(places)} times in all)" if len(places) > 2 else ""
            message = f"id “{name}” is on line {places[0]} already{more}; links lead to the first"
            yield Flaw("duplicate-id", places[1], name, message)


def find_dead_links(view: PageView) -> Iterator[Flaw]:
    """Yield the links of an article to places in its page that the page does not have."""
    known = _targets(view)
    lower = {name.lower(): name for name in known}
    markers = _LostMarkers(view)
    contents = _Contents(view, known)
    seen: set[tuple[str, int]] = set()
    for link in view.tree.named("a", "area"):
        fragment = _fragment_in_page(view, link)
        if not fragment or fragment in known or unquote(fragment) in known:
            continue
        label = markers.label(link, fragment)
        is_meant = label or not _is_for_program(link, fragment)
        is_shown = is_meant and not view.is_inert(link)
        if not is_shown or not (view.in_article(link) or contents.hold(link)):
            continue
        place = (fragment, view.lines.of(link))
        if place not in seen:
            seen.add(place)
            yield _tell(link, label, place, lower.get(fragment.lower(), ""))


def _tell(link: Tag, label: str, place: tuple[str, int], other: str) -> Flaw:
    """Tell of a link that leads nowhere.

    Args:
        label: of a marker; "" for any other link.
        place: the fragment, and the line of the link.
        other: a fragment of the page that is the same but for upper and lower case.
    """
    fragment, line = place
    if label:
        message = f"marker {label} leads to #{fragment}, but the page has no such note"
        return Flaw("marker-without-note", line, fragment, message)
    hint = f" (there is “{other}”)" if other else ""
    text = text_of(link)
    named = f"the link {quote(text)}" if text else "a link without text"
    message = f"{named} leads to #{fragment}, which is nowhere in the page{hint}"
    return Flaw("dead-link", line, fragment, message)


class _Contents:
    """Tells the navigation that leads to headings of the article from that of the site."""

    def __init__(self, view: PageView, known: set[str]) -> None:
        self._view = view
        self._known = known
        self._told: dict[int, bool] = {}

    def hold(self, link: Tag) -> bool:
        """Say whether a link stands in navigation that otherwise leads to headings."""
        around = next((tag for tag in ancestors(link, 8) if tag.name == "nav"), None)
        if around is None:
            return False
        if id(around) not in self._told:
            self._told[id(around)] = self._leads_to_headings(around)
        return self._told[id(around)]

    def _leads_to_headings(self, navigation: Tag) -> bool:
        view = self._view
        if any(is_hidden(view.tree, tag) for tag in (navigation, *ancestors(navigation))):
            return False
        links = list(view.tree.named("a", within=navigation))
        named = {fragment for link in links if (fragment := _fragment_in_page(view, link))}
        working = sum(view.names_heading(unquote(fragment)) for fragment in named & self._known)
        return working > 0.5 * len(links)


def _targets(view: PageView) -> set[str]:
    """Collect the fragments that lead somewhere in a page."""
    known: set[str] = set()
    for tag in view.tree.elements[1:]:
        if "id" in tag.attrs:
            known.add(attribute(tag, "id"))
            known.add(attribute(tag, "id").strip())
        if tag.name == "a" and "name" in tag.attrs:
            known.add(attribute(tag, "name"))
            known.add(attribute(tag, "name").strip())
    return known


def _fragment_in_page(view: PageView, link: Tag) -> str:
    """Return the fragment of this page that a link names; "" for none, and for the top."""
    href = attribute(link, "href").strip()
    if "#" not in href or len(href) > 2000:
        return ""
    try:
        address, fragment = urldefrag(href)
        is_here = _is_here(view, address)
    except ValueError:
        return ""
    return fragment if is_here and fragment.lower() != "top" else ""


def _is_here(view: PageView, address: str) -> bool:
    own = view.url or ""
    if not address:
        # with a base, "#x" is a place of the base's page
        return not view.base or _same(urljoin(own, view.base), own)
    if view.base:
        address = urljoin(view.base, address)
    if "/" not in address:
        return address == PurePath(view.source).name
    return (
        bool(own)
        and re.match(r"https?:|/", address) is not None
        and _same(urljoin(own, address), own)
    )


def _same(one: str, other: str) -> bool:
    plain = [re.sub(r"^https?:|#.*$", "", url, flags=re.DOTALL).rstrip("/") for url in (one, other)]
    return plain[0] == plain[1] and plain[0] != ""


def _is_for_program(link: Tag, fragment: str) -> bool:
    """Say whether a program of the page is what the link is for."""
    if _FOR_PROGRAMS.match(fragment) or not _SWITCHES.isdisjoint(link.attrs):
        return True
    if any(re.match(r"data-(?:bs-)?(?:toggle|target|action|dismiss)", name) for name in link.attrs):
        return True
    if not _LINK_ROLES.isdisjoint(role_of(link).split()):
        return True
    around = (link, *ancestors(link, 3))
    return any(_SWITCH_NAMES.search(attribute(tag, "class").lower()) for tag in around)


class _LostMarkers:
    """Tells the markers of notes among the links that lead nowhere."""

    def __init__(self, view: PageView) -> None:
        self._view = view
        self._known = {id(marker.element): marker for marker in view.markers()}
        self._prefixes = Counter(_prefix(note.anchor) for note in view.found.notes)
        working = (one.element for one in view.found.markers.values() if one.note is not None)
        self._looks = Counter(map(_look, working))

    def label(self, link: Tag, fragment: str) -> str:
        """Return the label of a link that is a marker of a note which is not there, or ""."""
        label = read_label(text_of(link)) if self._view.tree.letters(link) <= 12 else None
        if label is None or label[1] == "year" or self._view.in_note(link):
            return ""
        marker = self._known.get(id(link))
        if marker is not None:
            # where reading knows the note all the same, only the link is lost
            return label[0] if marker.note is None else ""
        if label[1] not in ("number", "sign"):
            return ""
        is_named = is_raised(link) and self._is_named_like_note(fragment)
        return label[0] if is_named or self._looks[_look(link)] > 1 else ""

    def _is_named_like_note(self, fragment: str) -> bool:
        """Say whether a fragment has the name of a note, or is named as the page's notes are."""
        return bool(_NOTE_FRAGMENT.match(fragment)) or self._prefixes[_prefix(fragment)] > 1


def _look(link: Tag) -> tuple[str, str, str]:
    """Return by what a style sheet may tell a link from others; what is plain is like nothing."""
    around = link.parent.name if link.parent is not None else ""
    names = attribute(link, "class"), attribute(link.parent, "class") if link.parent else ""
    is_plain = around != "sup" and not names[0] and (around in BLOCKS or not names[1])
    return (str(id(link)), "", "") if is_plain else (*names, around)


def _prefix(fragment: str) -> str:
    """Return the part of a fragment before its first digit, "" where it has none."""
    found = re.match(r"\D*(?=\d)", fragment)
    return found[0] if found else ""
