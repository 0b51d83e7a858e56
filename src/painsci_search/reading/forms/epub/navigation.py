"""The table of contents of an EPUB in; the titles of its chapters and where they begin out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from painsci_search.errors import ReadError
from painsci_search.reading.forms.archive import Archive
from painsci_search.reading.forms.epub.package import Package, resolve
from painsci_search.reading.forms.xml_tree import (
    Element,
    all_text,
    local_attribute,
    local_name,
    parse_xml,
)

# Levels of headings.
_DEEPEST = 6


class Entry(NamedTuple):
    """An entry of a table of contents.

    Attributes:
        path: the page to which it leads.
        fragment: the id in this page, or "" for its start.
        level: the level of the heading, from 2.
    """

    label: str
    path: str
    fragment: str
    level: int


def read_navigation(package: Package, archive: Archive) -> list[Entry]:
    """Return the entries of the table of contents, in order; none if it cannot be read."""
    for path, read in ((package.contents, _read_nav), (package.ncx, _read_ncx)):
        if path in archive:
            try:
                root = parse_xml(archive.read(path), path)
            except ReadError:
                continue  # the headings of the pages are there without it
            entries = list(read(root, path))
            if entries:
                return entries
    return []


def _read_nav(root: Element, base: str) -> Iterator[Entry]:
    """Yield the entries of an EPUB 3 navigation document; its depth is that of its lists."""
    for nav in root.iter("{*}nav"):
        if "toc" not in local_attribute(nav, "type").split():
            continue
        for link in nav.iter("{*}a"):
            depth = sum(local_name(parent) == "ol" for parent in link.iterancestors())
            yield from _entry(all_text(link), base, local_attribute(link, "href"), depth)


def _read_ncx(root: Element, base: str) -> Iterator[Entry]:
    """Yield the entries of an EPUB 2 table of contents."""
    for point in root.iter("{*}navPoint"):
        label = next(point.iter("{*}text"), None)
        content = next(point.iter("{*}content"), None)
        if label is None or content is None:
            continue
        depth = 1 + sum(local_name(parent) == "navPoint" for parent in point.iterancestors())
        yield from _entry(all_text(label), base, local_attribute(content, "src"), depth)


def _entry(label: str, base: str, href: str, depth: int) -> Iterator[Entry]:
    address, _, fragment = href.partition("#")
    path = resolve(base, address) if address else ""
    if label and path:
        yield Entry(label, path, unquote(fragment), min(depth + 1, _DEEPEST))
