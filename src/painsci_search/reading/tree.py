"""A parsed page with what needs one pass over the whole of it: positions, lengths and anchors."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from urllib.parse import unquote, urldefrag, urljoin

from bs4 import BeautifulSoup, Tag

from painsci_search.reading.dom import BLOCKS, HEADINGS, SILENT, anchor_of, attribute, walk


@dataclass(slots=True)
class Extent:
    """Where an element lies: positions in document order, and letters of text before its ends."""

    first: int
    last: int
    text_start: int
    text_end: int


class PageTree:
    """A page's elements by position and by anchor.

    Attributes:
        soup: the parsed page.
        body: where its text is.
        anchors: the element that a browser jumps to for each fragment.
        links: every ``a`` and ``label``, in document order.
        url: the page's own address, where it names one.
    """

    def __init__(self, soup: BeautifulSoup, url: str | None = None) -> None:
        self.soup = soup
        self.body = _find_body(soup)
        self.url = url
        self.anchors: dict[str, Tag] = {}
        self.links: list[Tag] = []
        self._extents: dict[int, Extent] = {}
        self._headings: list[Tag] = []
        self._heading_places: list[int] = []
        self._block_places: list[int] = []
        self._switches: list[Tag] = []
        self._numbers: dict[int, dict[int, str]] = {}
        self._measure()
        self._measure_links()
        self._homes = self._find_homes()

    def _measure(self) -> None:
        letters = silent = 0
        for position, (step, node) in enumerate(walk(self.soup), 1):
            if not isinstance(node, Tag):
                letters += 0 if silent else len(str(node).strip())
            elif step == "open":
                self._extents[id(node)] = Extent(position, position, letters, letters)
                self._note_kind(node, position)
                silent += node.name in SILENT
            else:
                extent = self._extents[id(node)]
                extent.last, extent.text_end = position, letters
                silent -= node.name in SILENT
        for switch in self._switches:
            self.anchors.setdefault(anchor_of(switch), switch)

    def _note_kind(self, tag: Tag, position: int) -> None:
        """Enter an element in the lists of its kind."""
        if tag.name in BLOCKS:
            self._block_places.append(position)
        if tag.name in HEADINGS:
            self._headings.append(tag)
            self._heading_places.append(position)
        if tag.name in ("a", "label"):
            self.links.append(tag)
        anchor = anchor_of(tag)
        if anchor and tag.name == "input":
            # a checkbox with the id of a note is a switch; the note itself is what is meant
            self._switches.append(tag)
        elif anchor:
            self.anchors.setdefault(anchor, tag)

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
        return out.first <= into.first and into.last <= out.last

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
        return place < len(self._block_places) and self._block_places[place] < extent.last

    def fragment(self, link: Tag) -> str:
        """Return the fragment of this very page that a link or a label names, "" for none."""
        if link.name == "label":
            return attribute(link, "for")
        base, fragment = urldefrag(attribute(link, "href").strip())
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
        if place < len(self._headings) and self._heading_places[place] < extent.last:
            return self._headings[place]
        return None

    def item_number(self, item: Tag) -> str:
        """Return the number that a browser prints before an item of an ordered list, else ""."""
        items = item.parent
        if items is None or items.name != "ol":
            return ""
        numbers = self._numbers.setdefault(id(items), {})
        if not numbers:
            number = _whole(attribute(items, "start"), 1)
            for child in items.find_all("li", recursive=False):
                number = _whole(attribute(child, "value"), number)
                numbers[id(child)] = str(number)
                number += 1
        return numbers[id(item)]

    def _find_homes(self) -> frozenset[str]:
        """Find the addresses by which links of the page mean the page itself.

        Besides its canonical address those are the ones whose fragments all exist here, for saved
        copies and for chapters that spell out their own file name.
        """
        known: dict[str, list[bool]] = {}
        for link in self.links:
            base, fragment = urldefrag(attribute(link, "href").strip())
            if base and fragment:
                known.setdefault(base, []).append(unquote(fragment) in self.anchors)
        own = re.sub(r"^https?:", "", self.url or "").rstrip("/")
        homes = {base for base, there in known.items() if all(there)}
        for base in known:
            full = urljoin(self.url or "", base)
            if own and re.sub(r"^https?:", "", full).rstrip("/") == own:
                homes.add(base)
        return frozenset(homes)


def _find_body(soup: BeautifulSoup) -> Tag:
    """Return what holds the page's text.

    Where a page leaves out the tags of its head and body, the parser takes the newer elements of
    HTML for a part of the head.
    """
    if soup.body is None or (soup.head is not None and soup.head.find(list(BLOCKS)) is not None):
        return soup
    return soup.body


def _whole(text: str, otherwise: int) -> int:
    """Read a small whole number from an attribute."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else otherwise
