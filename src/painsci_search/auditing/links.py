"""A page in; its dead links (markers without a note among them) and duplicate ids out.

A link is dead if it leads to a fragment of its own page that no element has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import unquote, urldefrag, urljoin

from painsci_search.auditing.flaws import Flaw, quote
from painsci_search.auditing.view import PageView
from painsci_search.reading.content import is_hidden
from painsci_search.reading.dom.elements import (
    BLOCKS,
    HEADINGS,
    ancestors,
    attribute,
    role_of,
    text_of,
)
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.notes.labels import is_raised, is_superscript, read_label

_NOTE_FRAGMENT = re.compile(
    r"_?(?:edn|ftn|fn|foot-?note|end-?note|side-?note|sdfootnote|note|cite_note|en)[\W_]*\w{0,6}\d",
    re.IGNORECASE,
)
# Fragments that scripts of pages read (routes and states), and text fragments.
FOR_SCRIPTS = re.compile(r"[!/?]|:~:|[^=]*=")
_SWITCHES = frozenset(
    {"onclick", "aria-controls", "aria-expanded", "aria-haspopup", "download", "ping"}
)
_SWITCH_NAMES = re.compile(
    r"(?:^|[\s_-])(?:js|toggle|toggler|modal|lightbox|popup|dropdown|tab|tabs|button|btn|share|print|"
    r"collapse|accordion|expand|scroll|load-more|menu)(?=[\s_-]|$)"
)
# Letters of a link that may be a label.
_LONGEST_LABEL = 12
# Elements that links with a number lead to and that are no notes.
_NO_NOTES = frozenset({"table", "figure", "img", "math", "pre", "input", "section", "main"})
_LINK_ROLES = frozenset({"button", "tab", "menuitem", "switch", "option", "checkbox"})


def find_duplicate_ids(view: PageView) -> Iterator[Flaw]:
    """Yield each id that several elements of a page have, with the line of the second."""
    lines: dict[str, list[int]] = {}
    for tag in view.tree.elements[1:]:
        name = attribute(tag, "id") if "id" in tag.attrs else ""
        if name.strip() and not view.is_inert(tag):
            lines.setdefault(name, []).append(view.lines.of(tag))
    for name, numbers in lines.items():
        if len(numbers) > 1:
            more = f" ({len(numbers)} times in all)" if len(numbers) > 2 else ""
            message = f"id “{name}” is on line {numbers[0]} already{more}; links lead to the first"
            yield Flaw("duplicate-id", numbers[1], name, message)


def find_dead_links(view: PageView) -> Iterator[Flaw]:
    """Yield the links of an article to fragments of its page that no element has."""
    known = _fragments_of(view)
    lower = {name.lower(): name for name in known}
    markers = _LostMarkers(view)
    contents = _ContentsLinks(view, known)
    seen: set[tuple[str, int]] = set()
    for link in view.tree.named("a", "area"):
        fragment = _fragment_in_page(view, link)
        if not fragment or fragment in known or unquote(fragment) in known:
            continue
        label = markers.label(link, fragment)
        is_meant = label or not _is_for_script(link, fragment)
        is_shown = is_meant and not view.is_inert(link)
        if not is_shown or not (view.in_article(link) or contents.contain(link)):
            continue
        fragment_and_line = (fragment, view.lines.of(link))
        if fragment_and_line not in seen:
            seen.add(fragment_and_line)
            yield _dead_link(link, label, fragment_and_line, lower.get(fragment.lower(), ""))


def find_unread_markers(view: PageView) -> Iterator[Flaw]:
    """Yield the superscript links with a label that lead to a later block which is no note."""
    tree, found = view.tree, view.found
    for link in tree.links:
        target = tree.target(link) if tree.letters(link) <= _LONGEST_LABEL else None
        if target is None or not is_superscript(link):
            continue
        label = read_label(text_of(link))
        if label is None or label[1] == "year":
            continue
        around = (link, *ancestors(link, 2))
        is_known = any(found.holds(tag) or id(tag) in found.hidden for tag in around)
        is_later = target.first > link.last
        is_other = target.name in HEADINGS or target.name in _NO_NOTES
        if is_known or is_other or not is_later or not view.in_article(link) or view.in_note(link):
            continue
        fragment = tree.fragment(link)
        message = f"marker {label[0]} leads to #{fragment}, which was not read as a note"
        yield Flaw("marker-without-note", view.lines.of(link), fragment, message)


def _dead_link(link: Tag, label: str, fragment_and_line: tuple[str, int], similar: str) -> Flaw:
    """Build the flaw of a dead link.

    Args:
        label: the label of a marker; "" for any other link.
        similar: a fragment of the page that differs only in upper and lower case, or "".
    """
    fragment, line = fragment_and_line
    if label:
        message = f"marker {label} leads to #{fragment}, but the page has no such note"
        return Flaw("marker-without-note", line, fragment, message)
    hint = f" (there is “{similar}”)" if similar else ""
    text = text_of(link)
    named = f"the link {quote(text)}" if text else "a link without text"
    message = f"{named} leads to #{fragment}, which is nowhere in the page{hint}"
    return Flaw("dead-link", line, fragment, message)


class _ContentsLinks:
    """The links of tables of contents, as opposed to those of the site's navigation."""

    def __init__(self, view: PageView, known: set[str]) -> None:
        self._view = view
        self._known = known
        self._is_contents: dict[int, bool] = {}

    def contain(self, link: Tag) -> bool:
        """Return whether a link is in a navigation element that mostly leads to headings."""
        navigation = next((tag for tag in ancestors(link, 8) if tag.name == "nav"), None)
        if navigation is None:
            return False
        key = id(navigation)
        if key not in self._is_contents:
            self._is_contents[key] = self._leads_to_headings(navigation)
        return self._is_contents[key]

    def _leads_to_headings(self, navigation: Tag) -> bool:
        view = self._view
        if any(is_hidden(view.tree, tag) for tag in (navigation, *ancestors(navigation))):
            return False
        links = list(view.tree.named("a", within=navigation))
        named = {fragment for link in links if (fragment := _fragment_in_page(view, link))}
        working = sum(view.names_heading(unquote(fragment)) for fragment in named & self._known)
        return working > 0.5 * len(links)


def _fragments_of(view: PageView) -> set[str]:
    """Return the fragments that elements of a page have."""
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
    """Return the fragment of this page to which a link leads; "" for none, and for the top."""
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
        # with a base URL, "#x" leads to a fragment of the page at that URL
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


def _is_for_script(link: Tag, fragment: str) -> bool:
    """Return whether a script of the page handles the link."""
    if FOR_SCRIPTS.match(fragment) or not _SWITCHES.isdisjoint(link.attrs):
        return True
    if any(re.match(r"data-(?:bs-)?(?:toggle|target|action|dismiss)", name) for name in link.attrs):
        return True
    if not _LINK_ROLES.isdisjoint(role_of(link).split()):
        return True
    around = (link, *ancestors(link, 3))
    return any(_SWITCH_NAMES.search(attribute(tag, "class").lower()) for tag in around)


class _LostMarkers:
    """The markers of notes among dead links."""

    def __init__(self, view: PageView) -> None:
        self._view = view
        self._known = {id(marker.element): marker for marker in view.markers()}
        self._prefixes = Counter(_prefix(note.anchor) for note in view.found.notes)
        working = (one.element for one in view.found.markers.values() if one.note is not None)
        self._styles = Counter(map(_style_of, working))

    def label(self, link: Tag, fragment: str) -> str:
        """Return the label of a link that is a marker of a missing note, or ""."""
        label = read_label(text_of(link)) if self._view.tree.letters(link) <= 12 else None
        if label is None or label[1] == "year" or self._view.in_note(link):
            return ""
        marker = self._known.get(id(link))
        if marker is not None:
            # if reading has found the note nevertheless, only the link is dead
            return label[0] if marker.note is None else ""
        if label[1] not in ("number", "sign"):
            return ""
        is_named = is_raised(link) and self._is_named_like_note(fragment, label[0])
        return label[0] if is_named or self._styles[_style_of(link)] > 1 else ""

    def _is_named_like_note(self, fragment: str, label: str) -> bool:
        """Return whether a fragment has a name of notes, or one like the page's notes.

        A name of few letters before the number of the marker is one, too: "n9".
        """
        if _NOTE_FRAGMENT.match(fragment) or self._prefixes[_prefix(fragment)] > 1:
            return True
        return re.fullmatch(rf"[A-Za-z]{{1,3}}[\W_]?{re.escape(label)}", fragment) is not None


def _style_of(link: Tag) -> tuple[str, str, str]:
    """Return what a style sheet can select a link by; each plain link has a value of its own."""
    around = link.parent.name if link.parent is not None else ""
    names = attribute(link, "class"), attribute(link.parent, "class") if link.parent else ""
    is_plain = around != "sup" and not names[0] and (around in BLOCKS or not names[1])
    return (str(id(link)), "", "") if is_plain else (*names, around)


def _prefix(fragment: str) -> str:
    """Return the part of a fragment before its first digit, or "" without a digit."""
    found = re.match(r"\D*(?=\d)", fragment)
    return found[0] if found else ""
