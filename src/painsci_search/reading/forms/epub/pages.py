"""The pages of an EPUB in, their parsed trees out, without pages that are no text of the book."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.entities import html5
from itertools import islice
from urllib.parse import unquote

from lxml import etree

from painsci_search.errors import ReadError
from painsci_search.reading.files.decoding import decode
from painsci_search.reading.forms.archive import Archive
from painsci_search.reading.forms.epub.package import Package, resolve
from painsci_search.reading.forms.xml_tree import (
    Element,
    all_text,
    local_attribute,
    local_name,
    parse_xml,
)

_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_XML_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]{0,200}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,400}>")
# Kinds of pages (EPUB 3 Structural Semantics Vocabulary, and the guide of EPUB 2).
_NO_TEXT = frozenset(
    {
        "cover", "titlepage", "title-page", "halftitlepage", "halftitle", "copyright-page",
        "imprint", "colophon", "toc", "landmarks", "page-list", "loi", "lot", "index", "imprimatur",
    }
)  # fmt: skip
# Letters: a longer page with the title and the authors is no title page.
_LONGEST_TITLE_PAGE = 400
# Links; a page with fewer is hardly a table of contents.
_FEWEST_IN_CONTENTS = 3
# Share of the letters of a page that are links to other pages of the book.
_MOSTLY_LINKS = 0.6
# A page of a publisher about the rights, whose words are none of the book.
_LONGEST_COPYRIGHT_PAGE = 6000
_RIGHTS = re.compile(r"©|\(c\) ?\d{4}|\bcopyright\b", re.IGNORECASE)
_OF_PUBLISHERS = re.compile(
    r"\b(?:ISBN|all rights reserved|published by|library of congress|first published|"
    r"first edition|printed in|no part of this|cover design|e-?book edition)\b",
    re.IGNORECASE,
)
_INDEX = re.compile(r"(?:(?:general|subject|name|author) )?index|(?:sach|stich\w+)?register")


@dataclass(slots=True, eq=False)
class Page:
    """A page of a book.

    Attributes:
        body: the element with its text.
        ids: its elements with an id, in order, by the id.
        targets: the pages to which its links lead, with the fragments.
    """

    path: str
    body: Element
    ids: dict[str, Element] = field(default_factory=dict)
    targets: list[tuple[str, str]] = field(default_factory=list)


def load_pages(package: Package, archive: Archive) -> list[Page]:
    """Return the pages with text of the book, in reading order.

    Pages that are not linear follow if the text has links to parts of them, as to notes.

    Raises:
        ReadError: none of the pages can be read.
    """
    pages = list(_load(package, archive, package.pages))
    wanted = {path for page in pages for path, fragment in page.targets if fragment}
    asides = [path for path in package.asides if path in wanted]
    pages += _load(package, archive, asides)
    if not pages:
        raise ReadError(f"{archive.source}: the EPUB has no page with text")
    return pages


def _load(package: Package, archive: Archive, paths: Sequence[str]) -> Iterator[Page]:
    for path in paths:
        if path == package.contents or package.kinds.get(path) in _NO_TEXT:
            continue
        root = _parse_page(archive.read(path), f"{archive.source}: {path}")
        body = next(root.iter("{*}body", "body"), root)
        page = Page(path, body)
        _read_links(page)
        if not (_kinds(body) & _NO_TEXT or _is_frame(page, package)):
            yield page


def _parse_page(data: bytes, source: str) -> Element:
    """Parse a page as XML or, with its errors, as HTML."""
    text = _ENTITY.sub(_resolve_entity, _XML_DECLARATION.sub("", decode(data)))
    text = _DOCTYPE.sub("", text, count=1)
    try:
        return parse_xml(text.encode("utf-8", "replace"), source)
    except ReadError:
        pass  # browsers show a page with an error of syntax, too
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError) as err:
        raise ReadError(f"{source}: the page cannot be read ({err})") from err
    return root if root is not None else etree.Element("body")


def _resolve_entity(found: re.Match[str]) -> str:
    """Replace an entity of HTML by its characters; XML knows only five."""
    return found[0] if found[1] in _XML_ENTITIES else html5.get(f"{found[1]};", found[0])


def _read_links(page: Page) -> None:
    for element in page.body.iter(etree.Element):
        own = local_attribute(element, "id") or (
            local_attribute(element, "name") if local_name(element) == "a" else ""
        )
        if own:
            page.ids.setdefault(own, element)
        href = local_attribute(element, "href") if local_name(element) == "a" else ""
        if href and ":" not in href.partition("/")[0]:
            page.targets.append(target_of(page.path, href))


def target_of(path: str, href: str) -> tuple[str, str]:
    """Return the page and the fragment to which a link within the book leads."""
    address, _, fragment = href.partition("#")
    return (resolve(path, address) if address else path), unquote(fragment)


def _kinds(body: Element) -> set[str]:
    """Return the kinds of a page: those of its body, or of the only element in it."""
    kinds: set[str] = set()
    element = body
    for _ in range(3):
        kinds.update(local_attribute(element, "type").lower().split())
        kinds.update(
            role.removeprefix("doc-") for role in local_attribute(element, "role").lower().split()
        )
        children = list(islice(element, 2))
        if len(children) != 1 or local_name(children[0]) not in (
            "section",
            "div",
            "nav",
            "article",
        ):
            break
        element = children[0]
    return kinds


def _is_frame(page: Page, package: Package) -> bool:
    return (
        _is_contents(page)
        or _is_title_page(page, package)
        or _is_copyright_page(page)
        or _is_index(page)
    )


def _is_copyright_page(page: Page) -> bool:
    """Return whether a page states rights, and what else a publisher states with them."""
    text = " ".join(page.body.itertext())[: _LONGEST_COPYRIGHT_PAGE + 1]
    return (
        len(text) <= _LONGEST_COPYRIGHT_PAGE
        and _RIGHTS.search(text) is not None
        and len(set(map(str.lower, _OF_PUBLISHERS.findall(text)))) > 1
    )


def _is_index(page: Page) -> bool:
    """Return whether a page is an index: below its heading, only short lines with page numbers."""
    heading = next(page.body.iter(*(f"{{*}}h{level}" for level in range(1, 4))), None)
    if heading is None or _INDEX.fullmatch(_fold(all_text(heading))) is None:
        return False
    lines = [_fold(all_text(one)) for one in page.body.iter("{*}p", "{*}li", "{*}dt", "{*}dd")]
    numbered = sum(line[-1:].isdecimal() for line in lines)
    return numbered * 2 > len(lines)


def _is_contents(page: Page) -> bool:
    """Return whether a page is a table of contents: mostly links to other pages."""
    away = [path for path, _ in page.targets if path != page.path]
    if len(away) < _FEWEST_IN_CONTENTS:
        return False
    links = (
        link
        for link in page.body.iter("{*}a", "a")
        if target_of(page.path, local_attribute(link, "href"))[0] != page.path
    )
    return sum(len(all_text(link)) for link in links) > _MOSTLY_LINKS * len(all_text(page.body))


def _is_title_page(page: Page, package: Package) -> bool:
    """Return whether a short page shows the title and, beside it, mostly other metadata."""
    text = _fold(all_text(page.body))
    title = _fold(package.metadata.title)
    if not title or title not in text or len(text) > _LONGEST_TITLE_PAGE:
        return False
    for known in sorted(map(_fold, package.metadata.shown), key=len, reverse=True):
        text = text.replace(known, " ") if known else text
    return len(" ".join(text.split())) <= max(60, len(title))


def _fold(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()
