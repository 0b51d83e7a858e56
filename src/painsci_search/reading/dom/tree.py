"""A parsed page in; its elements by name, position and anchor, and their lengths, out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from painsci_search.reading.dom.document_comments import find_comments
from painsci_search.reading.dom.elements import (
    BLOCKS,
    HEADINGS,
    anchor_of,
    attribute,
    children_of,
    first_sign,
)
from painsci_search.reading.dom.nodes import Tag, Text
from painsci_search.reading.dom.parse import ParsedPage
from painsci_search.reading.dom.style_rules import hidden_by_styles

# Links with a host to one site: with fewer, the page may just cite that site.
_FEWEST_OWN_LINKS = 5
# Elements of which the first sign is recorded, and the letters that they have at least.
_PARAGRAPHS = ("p", "div", "li", "td", "dd", "small")
_FEWEST_LETTERS = 8


class Jump(NamedTuple):
    """A link with a fragment.

    Attributes:
        address: the address before the fragment; "" for a link within the page.
        fragment: the fragment as written.
    """

    link: Tag
    address: str
    fragment: str


class PageTree:
    """The elements of a page, by position, name and anchor.

    Attributes:
        root: the page.
        body: the element with the page's text.
        elements: all elements, in document order; the position of one is its index.
        texts: all texts, in document order.
        anchors: the element to which a browser jumps, by fragment.
        classes: the elements with a class, by the value of that attribute.
        controls: the elements that open others.
        links: every `a` and `label`, in document order.
        jumps: those of them that lead to a fragment.
        url: the page's own URL, once it was learned, or "".
    """

    def __init__(self, page: ParsedPage) -> None:
        self.elements, self.texts = page
        self.root = self.elements[0]
        self.anchors: dict[str, Tag] = {}
        self.classes: dict[str, list[Tag]] = defaultdict(list)
        self.controls: list[Tag] = []
        self._positions: dict[str, list[int]] = defaultdict(list)
        self._numbers: dict[int, dict[int, str]] = {}
        self._homes: frozenset[str] = frozenset()
        self._site = self.url = ""
        self._read_names()
        self._block_positions = self._positions_of(BLOCKS)
        self._heading_positions = self._positions_of(HEADINGS)
        self.body = self._find_body()
        self.links = self.named("a", "label")
        self._measure_links()
        self.jumps = _jumps_of(self.links)
        for tag in (*hidden_by_styles(self), *find_comments(self)):
            tag.attrs = {**tag.attrs, "hidden": ""}

    def _read_names(self) -> None:
        """Record the positions of the elements of each name, and those with certain attributes."""
        checkboxes: list[tuple[str, Tag]] = []
        positions, classes = self._positions, self.classes
        for position, tag in enumerate(self.elements):
            positions[tag.name].append(position)
            attrs = tag.attrs
            if not attrs:
                continue
            if "class" in attrs:
                classes[attrs["class"]].append(tag)
            if "aria-controls" in attrs:
                self.controls.append(tag)
            if "id" not in attrs and not ("name" in attrs and tag.name == "a"):
                continue
            anchor = anchor_of(tag)
            if anchor and tag.name == "input":
                # a checkbox with the id of a note shows the note: another element comes first
                checkboxes.append((anchor, tag))
            elif anchor:
                self.anchors.setdefault(anchor, tag)
        for anchor, checkbox in checkboxes:
            self.anchors.setdefault(anchor, checkbox)

    def _positions_of(self, names: Iterable[str], within: Tag | None = None) -> list[int]:
        found: list[int] = []
        for name in names:
            positions = self._positions.get(name, [])
            if within is not None and positions:
                first = bisect_right(positions, within.first)
                positions = positions[first : bisect_right(positions, within.last, first)]
            found += positions
        return sorted(found)

    def named(self, *names: str, within: Tag | None = None) -> list[Tag]:
        """Return the elements with these names in document order, in the page or below `within`."""
        return [self.elements[position] for position in self._positions_of(names, within)]

    def below(self, tag: Tag) -> list[Tag]:
        """Return the elements below an element, in document order."""
        return [*self.elements[tag.first + 1 : tag.last + 1]]

    def texts_after(self, tag: Tag) -> Iterator[Text]:
        """Yield the texts of the page from the start of an element on, in document order."""
        return islice(self.texts, tag.first_text, None)

    def _measure_links(self) -> None:
        """Sum up the letters of links, by the start of each outermost link in the text."""
        self._link_starts: list[int] = []
        self._linked_before = [0]
        end = linked = 0
        for link in self.links:
            if link.text_end > link.text_start >= end and _is_link(link):
                end = link.text_end
                linked += end - link.text_start
                self._link_starts.append(link.text_start)
                self._linked_before.append(linked)

    def contains(self, outer: Tag, inner: Tag) -> bool:
        """Return whether `inner` is `outer` or inside it."""
        return outer.first <= inner.first <= outer.last

    def letters(self, tag: Tag) -> int:
        """Return the number of letters of an element's text."""
        return tag.text_end - tag.text_start

    def linked_letters(self, tag: Tag) -> int:
        """Return the number of letters of the links that start in an element."""
        first = bisect_left(self._link_starts, tag.text_start)
        last = bisect_left(self._link_starts, tag.text_end)
        return self._linked_before[last] - self._linked_before[first]

    def linked_between(self, start: int, end: int) -> int:
        """Return the number of letters of links between two offsets in the text."""
        return self.linked_before(end) - self.linked_before(start)

    def linked_before(self, letter: int) -> int:
        """Return the number of letters of links before an offset in the text."""
        number = bisect_left(self._link_starts, letter)
        if not number:
            return 0
        before = self._linked_before[number - 1]
        length = self._linked_before[number] - before
        return before + min(length, letter - self._link_starts[number - 1])

    def blocks(self, within: Tag) -> list[Tag]:
        """Return the blocks below an element, in document order."""
        first = bisect_right(self._block_positions, within.first)
        last = bisect_right(self._block_positions, within.last, first)
        return [self.elements[position] for position in self._block_positions[first:last]]

    def blocks_in(self, tag: Tag) -> int:
        """Return the number of blocks below an element."""
        first = bisect_right(self._block_positions, tag.first)
        return bisect_right(self._block_positions, tag.last, first) - first

    def headings_in(self, tag: Tag) -> int:
        """Return the number of headings that are an element or inside it."""
        first = bisect_left(self._heading_positions, tag.first)
        return bisect_right(self._heading_positions, tag.last, first) - first

    @cached_property
    def openings(self) -> dict[str, list[Tag]]:
        """The elements that may be a paragraph or an item of a list, by the first sign in them.

        It is "" for those that may start with any sign.
        """
        openings: dict[str, list[Tag]] = defaultdict(list)
        for tag in self.named(*_PARAGRAPHS):
            if self.letters(tag) >= _FEWEST_LETTERS and not self.holds_block(tag):
                openings[first_sign(tag)].append(tag)
        return openings

    def in_order(self, tags: Iterable[Tag]) -> list[Tag]:
        """Return elements in document order, each once."""
        return [self.elements[at] for at in sorted({tag.first for tag in tags})]

    def holds_block(self, tag: Tag) -> bool:
        """Return whether a block is inside an element."""
        positions = self._block_positions
        number = bisect_right(positions, tag.first)
        return number < len(positions) and positions[number] <= tag.last

    def fragment(self, link: Tag) -> str:
        """Return the fragment of this page to which a link or a label leads, or ""."""
        if link.name == "label":
            return attribute(link, "for")
        href = attribute(link, "href")
        if "#" not in href:
            return ""
        base, fragment = split_address(href)
        if base and base not in self._homes:
            return ""
        return fragment if fragment in self.anchors else unquote(fragment)

    def leads_within_site(self, link: Tag) -> bool:
        """Return whether a link leads to another page of the same site."""
        base, _ = split_address(attribute(link, "href"))
        if not base or base in self._homes:
            return False
        try:
            parts = urlsplit(base)
        except ValueError:
            return False
        return parts.scheme in ("", "http", "https") and (
            parts.hostname is None or _site_of(base) == self._site
        )

    def target(self, link: Tag) -> Tag | None:
        """Return the element of this page to which a link or a label leads, or None."""
        fragment = self.fragment(link)
        return self.anchors.get(fragment) if fragment else None

    def heading_in(self, tag: Tag) -> Tag | None:
        """Return the first heading that is an element or inside it, or None."""
        positions = self._heading_positions
        number = bisect_left(positions, tag.first)
        if number < len(positions) and positions[number] <= tag.last:
            return self.elements[positions[number]]
        return None

    def item_number(self, item: Tag) -> str:
        """Return the number that a browser prints before an item of an ordered list, or ""."""
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

    def learn_url(self, url: str | None, *others: str | None) -> None:
        """Find the URLs by which links of the page lead to the page itself.

        They are the page's own URL and every URL of whose fragments most exist in the page: saved
        copies, and chapters that write out their own file name. Some links of long pages are dead.

        Args:
            url: the page's own URL, or None.
            others: further URLs of the page, such as the one that it was saved from.
        """
        self.url = next((address for address in (url, *others) if address), "")
        self._site = _site_of(url) if url else self._most_linked_site()
        known: dict[str, list[bool]] = {}
        for jump in self.jumps:
            base, fragment = jump.address, jump.fragment
            if base:
                known.setdefault(base, []).append(unquote(fragment) in self.anchors)
        own = {_without_scheme(address) for address in (url, *others) if address}
        homes = {base for base, there in known.items() if 2 * sum(there) > len(there)}
        for base in known:
            if _without_scheme(urljoin(url or "", base)) in own:
                homes.add(base)
        self._homes = frozenset(homes)

    def _most_linked_site(self) -> str:
        """Return the host of most links, which is the page's own; "" if most links have none."""
        addresses = (split_address(attribute(link, "href"))[0] for link in self.links)
        sites = Counter(_site_of(address) for address in addresses if address)
        site, number = next(iter(sites.most_common(1)), ("", 0))
        return site if number >= _FEWEST_OWN_LINKS else ""

    def release(self) -> None:
        """Take a finished page apart, so that its memory is free.

        Elements and their nodes refer to each other: only the garbage collector, which takes a
        tenth of the time of reading, could free them otherwise.
        """
        for tag in self.elements:
            tag.contents.clear()
        self.elements.clear()
        self.texts.clear()

    def _find_body(self) -> Tag:
        """Return the element with the page's text.

        It is the whole page if the tags of head and body are missing: the parser puts the newer
        elements of HTML into the head.
        """
        bodies, heads = self.named("body"), self.named("head")
        if not bodies or (heads and self.holds_block(heads[0])):
            return self.root
        return bodies[0]


def _without_scheme(url: str) -> str:
    return re.sub(r"^https?:", "", url).rstrip("/")


def split_address(href: str) -> tuple[str, str]:
    """Split a link's URL into address and fragment; ("", "") for an invalid URL."""
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


def _jumps_of(links: Iterable[Tag]) -> list[Jump]:
    jumps: list[Jump] = []
    for link in links:
        href = attribute(link, "href")
        if "#" in href:
            address, fragment = split_address(href)
            if fragment:
                jumps.append(Jump(link, address, fragment))
    return jumps


def _site_of(address: str) -> str:
    """Return the host of an address without "www.", or ""."""
    if "//" not in address:
        return ""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _whole(text: str, otherwise: int) -> int:
    """Return the number in an attribute, or else `otherwise`."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else otherwise


def _is_link(tag: Tag) -> bool:
    """Return whether an element is a link, and no anchor that is open around text."""
    is_anchor = "href" not in tag.attrs and ("id" in tag.attrs or "name" in tag.attrs)
    return tag.name == "a" and not is_anchor
