"""A parsed page with what needs one pass over the whole of it: positions, lengths and anchors."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from urllib.parse import unquote, urldefrag, urljoin

from bs4 import BeautifulSoup, Tag

from painsci_search.reading.dom import HEADINGS, SILENT, anchor_of, attribute, walk


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
        url: the page's own address, where it names one.
    """

    def __init__(self, soup: BeautifulSoup, url: str | None = None) -> None:
        self.soup = soup
        self.body: Tag = soup.body or soup
        self.url = url
        self.anchors: dict[str, Tag] = {}
        self.links: list[Tag] = []
        self._extents: dict[int, Extent] = {}
        self._headings: list[Tag] = []
        self._heading_places: list[int] = []
        self._numbers: dict[int, dict[int, str]] = {}
        self._measure()
        self._homes = self._find_homes()

    def _measure(self) -> None:
        position = letters = 0
        silent = 0
        controls: dict[str, Tag] = {}
        for step, node in walk(self.soup):
            position += 1
            if step == "text":
                if not silent:
                    letters += len(str(node).strip())
                continue
            assert isinstance(node, Tag)
            if step == "close":
                extent = self._extents[id(node)]
                extent.last, extent.text_end = position, letters
                silent -= node.name in SILENT
                continue
            self._extents[id(node)] = Extent(position, position, letters, letters)
            silent += node.name in SILENT
            if node.name in HEADINGS:
                self._headings.append(node)
                self._heading_places.append(position)
            anchor = anchor_of(node)
            if anchor:
                # a checkbox with the id of a note is a switch; the note itself is what is meant
                (controls if node.name == "input" else self.anchors).setdefault(anchor, node)
            if node.name in ("a", "label"):
                self.links.append(node)
        for anchor, node in controls.items():
            self.anchors.setdefault(anchor, node)

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


def _whole(text: str, otherwise: int) -> int:
    """Read a small whole number from an attribute."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else otherwise
