"""A parsed page with what needs one pass over the whole of it: positions, lengths and anchors."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from urllib.parse import unquote, urldefrag, urljoin

from bs4 import Tag

from painsci_search.reading.dom import (
    BLOCKS,
    HEADINGS,
    anchor_of,
    attribute,
    children_of,
)
from painsci_search.reading.parse import Extent, ParsedPage


class PageTree:
    """A page's elements by position, by name and by anchor.

    Attributes:
        root: the page itself.
        body: where its text is.
        elements: all of them, in document order.
        anchors: the element that a browser jumps to for each fragment.
        links: every `a` and `label`, in document order.
    """

    def __init__(self, page: ParsedPage) -> None:
        self.elements, self._extents = page
        self.root = self.elements[0]
        self.anchors: dict[str, Tag] = {}
        self._places: dict[str, list[int]] = {}
        self._numbers: dict[int, dict[int, str]] = {}
        self._homes: frozenset[str] = frozenset()
        self._read_names()
        self._block_places = self._places_of(BLOCKS)
        self._heading_places = self._places_of(HEADINGS)
        self.body = self._find_body()
        self.links = self.named("a", "label")
        self._measure_links()

    def _read_names(self) -> None:
        """Note down the elements of each name, and those with an anchor."""
        switches: list[tuple[str, Tag]] = []
        for place, tag in enumerate(self.elements):
            self._places.setdefault(tag.name, []).append(place)
            anchor = anchor_of(tag) if "id" in tag.attrs or tag.name == "a" else ""
            if anchor and tag.name == "input":
                # a checkbox with the id of a note is a switch; the note itself is what is meant
                switches.append((anchor, tag))
            elif anchor:
                self.anchors.setdefault(anchor, tag)
        for anchor, tag in switches:
            self.anchors.setdefault(anchor, tag)

    def _places_of(self, names: Iterable[str], within: Tag | None = None) -> list[int]:
        found: list[int] = []
        for name in names:
            places = self._places.get(name, [])
            if within is not None and places:
                extent = self.extent(within)
                first = bisect_right(places, extent.first)
                places = places[first : bisect_right(places, extent.last, first)]
            found += places
        return sorted(found)

    def named(self, *names: str, within: Tag | None = None) -> list[Tag]:
        """Return the elements of these names in document order, of the page or below an element."""
        return [self.elements[place] for place in self._places_of(names, within)]

    def below(self, tag: Tag) -> list[Tag]:
        """Return the elements below an element in document order."""
        extent = self.extent(tag)
        return self.elements[extent.first + 1 : extent.last + 1]

    def _measure_links(self) -> None:
        """Add up the letters that are links, by where in the text each outermost link starts."""
        self._link_starts: list[int] = []
        self._linked_before = [0]
        end = 0
        for link in self.links:
            extent = self.extent(link)
            if link.name == "a" and extent.text_start >= end and self.letters(link):
                end = extent.text_end
                self._link_starts.append(extent.text_start)
                self._linked_before.append(self._linked_before[-1] + self.letters(link))

    def extent(self, tag: Tag) -> Extent:
        """Return where the element lies in the page."""
        return self._extents[id(tag)]

    def contains(self, outer: Tag, inner: Tag) -> bool:
        """Say whether inner lies in outer, or is it."""
        out, into = self.extent(outer), self.extent(inner)
        return out.first <= into.first <= out.last

    def letters(self, tag: Tag) -> int:
        """Count the letters of an element's text."""
        extent = self.extent(tag)
        return extent.text_end - extent.text_start

    def linked_letters(self, tag: Tag) -> int:
        """Count the letters of the links that start in an element."""
        extent = self.extent(tag)
        first = bisect_left(self._link_starts, extent.text_start)
        last = bisect_left(self._link_starts, extent.text_end)
        return self._linked_before[last] - self._linked_before[first]

    def holds_block(self, tag: Tag) -> bool:
        """Say whether a block lies in an element."""
        extent = self.extent(tag)
        place = bisect_right(self._block_places, extent.first)
        return place < len(self._block_places) and self._block_places[place] <= extent.last

    def fragment(self, link: Tag) -> str:
        """Return the fragment of this very page that a link or a label names, "" for none."""
        if link.name == "label":
            return attribute(link, "for")
        base, fragment = split_address(attribute(link, "href"))
        if base and base not in self._homes:
            return ""
        return fragment if fragment in self.anchors else unquote(fragment)

    def target(self, link: Tag) -> Tag | None:
        """Return the element of this page that a link or a label names."""
        fragment = self.fragment(link)
        return self.anchors.get(fragment) if fragment else None

    def heading_in(self, tag: Tag) -> Tag | None:
        """Return the first heading in an element, or the element itself if it is one."""
        extent = self.extent(tag)
        place = bisect_left(self._heading_places, extent.first)
        if place < len(self._heading_places) and self._heading_places[place] <= extent.last:
            return self.elements[self._heading_places[place]]
        return None

    def item_number(self, item: Tag) -> str:
        """Return the number that a browser prints before an item of an ordered list, else ""."""
        items = item.parent
        if items is None or items.name != "ol":
            return ""
        numbers = self._numbers.setdefault(id(items), {})
        if not numbers:
            number = _whole(attribute(items, "start"), 1)
            for child in children_of(items, "li"):
                number = _whole(attribute(child, "value"), number)
                numbers[id(child)] = str(number)
                number += 1
        return numbers[id(item)]

    def learn_address(self, url: str | None) -> None:
        """Find the addresses by which links of the page mean the page itself.

        Args:
            url: the page's own address, where it names one.

        Besides that those are the ones whose fragments all exist here, for saved
        copies and for chapters that spell out their own file name.
        """
        known: dict[str, list[bool]] = {}
        for link in self.links:
            base, fragment = split_address(attribute(link, "href"))
            if base and fragment:
                known.setdefault(base, []).append(unquote(fragment) in self.anchors)
        own = re.sub(r"^https?:", "", url or "").rstrip("/")
        homes = {base for base, there in known.items() if all(there)}
        for base in known:
            full = urljoin(url or "", base)
            if own and re.sub(r"^https?:", "", full).rstrip("/") == own:
                homes.add(base)
        self._homes = frozenset(homes)

    def _find_body(self) -> Tag:
        """Return what holds the page's text.

        Where a page leaves out the tags of its head and body, the parser takes the newer elements
        of HTML for a part of the head.
        """
        bodies, heads = self.named("body"), self.named("head")
        if not bodies or (heads and self.holds_block(heads[0])):
            return self.root
        return bodies[0]


def split_address(href: str) -> tuple[str, str]:
    """Part a link's address from its fragment; ("", "") for what is no address."""
    href = href.strip()
    if "#" not in href:
        return href, ""
    if href[0] == "#" and href.isprintable():
        return "", href[1:]
    try:
        address, fragment = urldefrag(href)
    except ValueError:
        return "", ""
    return address, fragment


def _whole(text: str, otherwise: int) -> int:
    """Read a small whole number from an attribute."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else otherwise
