"""The pages of an EPUB in, one page of HTML with unique ids out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath

from lxml import etree

from painsci_search.reading.anchors import Anchors
from painsci_search.reading.dom.elements import BLOCKS, HEADINGS
from painsci_search.reading.forms.epub.navigation import Entry
from painsci_search.reading.forms.epub.pages import Page, target_of
from painsci_search.reading.forms.markup import Markup
from painsci_search.reading.forms.xml_tree import Element, all_text, local_attribute, local_name

_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_EMPTY = frozenset(
    {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_DROPPED = frozenset({"script", "style", "head", "link", "meta", "noscript", "template"})
_NO_NAVS = frozenset({"toc", "landmarks", "page-list", "loi", "lot"})
_PAGE_BREAK = re.compile(
    r"pagebreak|page-?num(?:ber)?s?|page-?no|folio|(?:^|\s)(?:pb|page|pg)(?=\s|\d|$)", re.IGNORECASE
)
_PAGE_NUMBER = re.compile(
    r"[\[({]?\s*(?:p(?:age|g)?\.?\s*)?(?:\d{1,4}|[ivxlc]{1,8})\s*[\])}]?", re.IGNORECASE
)
# The frame that Project Gutenberg puts around a book.
_FRAME = re.compile(r"(?:^|\s)(?:pg-?boilerplate|pg-?header|pg-?footer)(?=\s|$)", re.IGNORECASE)
_FRAME_LINE = re.compile(
    r"\*{3}\s*(START|END) OF (?:THE|THIS) PROJECT GUTENBERG EBOOK", re.IGNORECASE
)
_CHAPTER_NUMBER = re.compile(
    r"(?:[^\W\d_]{2,12}\s)?(?:\d{1,3}|[ivxlc]{1,8})[.:]?", re.IGNORECASE
)  # "7", "VII." or "Chapter 7"
# Letters.
_LONGEST_FRAME_LINE = 1000
# Blocks at the start of a page or an entry in which the title of a chapter is looked for.
_FIRST_BLOCKS = 6
# Elements that are looked at for them.
_MOST_ELEMENTS = 200
# Letters: a dedication or an epigraph is shorter.
_SHORTEST_CHAPTER = 1500
# Letters: a longer block is no heading.
_LONGEST_HEADING = 200


@dataclass(slots=True)
class _Book:
    """What all pages of a book share while they are written.

    Attributes:
        ids: the new ids, by page and old id; that of the page itself has the old id "".
        headings: the levels of the blocks that are headings without being marked as such.
        before: the headings that a page lacks, by the element before which they are written.
        hidden: elements that are not written.
    """

    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    headings: dict[Element, int] = field(default_factory=dict)
    before: dict[Element, Entry] = field(default_factory=dict)
    hidden: set[Element] = field(default_factory=set)


def write_book(pages: list[Page], entries: Iterable[Entry], title: str) -> str:
    """Return the pages as one page of HTML.

    Args:
        entries: the table of contents: where a chapter has no heading, its title becomes one.
        title: the book's title; a heading that repeats it is left out.
    """
    book = _Book(_unique_ids(pages))
    _add_headings(book, pages, entries, title)
    _hide_title(book, pages, title)
    _hide_frame(book, pages)
    _hide_chapter_numbers(book, pages)
    markup = Markup()
    for page in pages:
        _write_page(book, page, markup)
    return markup.html()


def _unique_ids(pages: list[Page]) -> dict[tuple[str, str], str]:
    """Return the new ids: an id that an earlier page has gets the page's name before it."""
    used = Anchors()
    ids: dict[tuple[str, str], str] = {}
    for page in pages:
        stem = PurePosixPath(page.path).stem
        for own in page.ids:
            ids[page.path, own] = used.add(f"{stem}-{own}" if own in used else own)
    for page in pages:
        ids[page.path, ""] = used.add(PurePosixPath(page.path).stem)
    return ids


def _add_headings(book: _Book, pages: list[Page], entries: Iterable[Entry], title: str) -> None:
    """Find the headings that only the table of contents marks as such."""
    by_path = {page.path: page for page in pages}
    first: set[str] = set()
    for entry in entries:
        page = by_path.get(entry.path)
        if page is None:
            continue
        is_first = entry.path not in first
        first.add(entry.path)
        start = page.ids.get(entry.fragment) if entry.fragment else page.body
        if start is None:
            continue
        blocks = list(_blocks_from(start))
        same = next((one for one in blocks if _fold(all_text(one)) == _fold(entry.label)), None)
        if any(local_name(one) in HEADINGS for one in blocks):
            continue
        if same is not None:
            book.headings[same] = entry.level
        elif is_first and _lacks_heading(page) and _fold(entry.label) != _fold(title):
            book.before[page.body] = entry


def _lacks_heading(page: Page) -> bool:
    """Return whether a page is a chapter without a heading; a short page is a dedication or so."""
    headings = (one for one in page.body.iter(etree.Element) if local_name(one) in HEADINGS)
    return next(headings, None) is None and len(all_text(page.body)) >= _SHORTEST_CHAPTER


def _blocks_from(start: Element) -> Iterator[Element]:
    """Yield the first blocks with text from an element on: around it, in it, and after it."""
    inner = next(
        (one for one in (start, *start.iterancestors()) if local_name(one) in BLOCKS), start
    )
    count = 0
    for block in islice(_in_document_order(inner), _MOST_ELEMENTS):
        if local_name(block) in BLOCKS and _is_innermost(block) and all_text(block):
            yield block
            count += 1
        if count >= _FIRST_BLOCKS:
            return


def _in_document_order(start: Element) -> Iterator[Element]:
    yield from start.iter(etree.Element)
    for sibling in start.itersiblings(etree.Element):
        yield from sibling.iter(etree.Element)


def _is_innermost(block: Element) -> bool:
    return local_name(block) in HEADINGS or not any(local_name(one) in BLOCKS for one in block)


def _hide_title(book: _Book, pages: list[Page], title: str) -> None:
    """Hide the first heading of the book if it repeats the book's title."""
    for page in pages:
        for element in page.body.iter(etree.Element):
            if local_name(element) in HEADINGS:
                if _fold(all_text(element)) == _fold(title):
                    book.hidden.add(element)
                return


def _hide_frame(book: _Book, pages: list[Page]) -> None:
    """Hide what Project Gutenberg puts before its line of start and after its line of end."""
    for page in pages:
        for element in page.body.iter(etree.Element):
            names = f"{local_attribute(element, 'class')} {local_attribute(element, 'id')}"
            if _FRAME.search(names):
                book.hidden.add(element)
        lines = [(one, _frame_line(one)) for one in page.body if isinstance(one.tag, str)]
        for block in [one for one, kind in lines if kind == "START"][-1:]:
            book.hidden.update([block, *block.itersiblings(preceding=True)])
        for block in [one for one, kind in lines if kind == "END"][:1]:
            book.hidden.update([block, *block.itersiblings()])


def _hide_chapter_numbers(book: _Book, pages: list[Page]) -> None:
    """Hide the number of a chapter above its heading, where it would be text of the one before."""
    for page in pages:
        above: list[Element] = []
        for block in _blocks_from(page.body):
            if local_name(block) in HEADINGS or block in book.headings:
                book.hidden.update(above)
                break
            if _CHAPTER_NUMBER.fullmatch(all_text(block)) is None:
                break
            above.append(block)


def _frame_line(block: Element) -> str:
    """Return "START" or "END" for the line of Project Gutenberg, or ""."""
    found = _FRAME_LINE.search(all_text(block)[:_LONGEST_FRAME_LINE])
    return found[1].upper() if found else ""


def _write_page(book: _Book, page: Page, markup: Markup) -> None:
    names: list[str] = []
    walk = etree.iterwalk(page.body, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            _close(element, names, markup)
            continue
        skipped = element in book.hidden or _is_left_out(element)
        if skipped:
            walk.skip_subtree()
            names.append("")
            continue
        name = "section" if element is page.body else local_name(element)
        if element in book.headings:
            name = f"h{book.headings[element]}"
        if element in book.before:
            entry = book.before[element]
            markup.open(name, _attributes(book, page, element))
            markup.element(f"h{entry.level}", entry.label)
        elif name == "hgroup" and _is_split_heading(element):
            _write_split_heading(book, page, element, markup)
            walk.skip_subtree()
            names.append("")
            continue
        else:
            markup.open(name, _attributes(book, page, element))
        names.append(name)
        markup.text(element.text or "")


def _close(element: Element, names: list[str], markup: Markup) -> None:
    name = names.pop()
    if name and name not in _EMPTY:
        markup.close(name)
    if names:
        markup.text(element.tail or "")


def _is_left_out(element: Element) -> bool:
    name = local_name(element)
    if name in _DROPPED or not name:
        return True
    kinds = f"{local_attribute(element, 'type')} {local_attribute(element, 'role')}"
    if name == "nav" and not _NO_NAVS.isdisjoint(kinds.replace("doc-", "").split()):
        return True
    names = f"{kinds} {local_attribute(element, 'class')} {local_attribute(element, 'id')}"
    if name in ("span", "div", "a", "p", "hr", "small") and _PAGE_BREAK.search(names):
        text = all_text(element)
        return (
            bool(text)
            and _PAGE_NUMBER.fullmatch(text) is not None
            and not local_attribute(element, "href")
        )
    return False


def _attributes(book: _Book, page: Page, element: Element) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for key, value in element.attrib.items():
        name = {_EPUB_TYPE: "epub:type", _XML_LANG: "lang"}.get(key, key)
        if re.fullmatch(r"[a-z][a-z:-]*", name) and not name.startswith("on"):
            attributes[name] = str(value)
    for name in ("id", "name"):
        own = attributes.get(name, "")
        if own:
            attributes[name] = book.ids.get((page.path, own), own)
    if element is page.body:
        attributes.setdefault("id", book.ids[page.path, ""])
    if local_name(element) == "a" and "href" in attributes:
        attributes["href"] = _new_address(book, page, attributes["href"])
    return attributes


def _new_address(book: _Book, page: Page, href: str) -> str:
    """Return the address of a link: within the book that of the new id, or "" without one."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", href):
        return href
    target = target_of(page.path, href)
    new = book.ids.get(target)
    return f"#{new}" if new else ""


def _is_split_heading(group: Element) -> bool:
    """Return whether a group of headings is a number and a title, as of a chapter."""
    lines = [one for one in group if isinstance(one.tag, str) and all_text(one)]
    return len(lines) > 1 and len(all_text(group)) <= _LONGEST_HEADING


def _write_split_heading(book: _Book, page: Page, group: Element, markup: Markup) -> None:
    """Write the lines of a group of headings as one heading."""
    lines = [one for one in group if isinstance(one.tag, str) and all_text(one)]
    marked = next((one for one in lines if local_name(one) in HEADINGS), lines[0])
    level = local_name(marked) if local_name(marked) in HEADINGS else "h2"
    attributes = _attributes(book, page, group) | _attributes(book, page, marked)
    markup.open(level, attributes)
    for number, line in enumerate(lines):
        if number:
            markup.text(" " if all_text(lines[number - 1])[-1:] in ".:!?" else ". ")
        _write_inner(book, page, line, markup)
    markup.close(level)


def _write_inner(book: _Book, page: Page, line: Element, markup: Markup) -> None:
    """Write the content of an element with its links, which may be markers of notes."""
    names: list[str] = []
    walk = etree.iterwalk(line, events=("start", "end"))
    for event, element in walk:
        if element is line:
            markup.text(element.text or "" if event == "start" else "")
        elif event == "end":
            name = names.pop()
            if name and name not in _EMPTY:
                markup.close(name)
            markup.text(element.tail or "")
        elif _is_left_out(element):
            walk.skip_subtree()
            names.append("")
        else:
            names.append(local_name(element))
            markup.open(local_name(element), _attributes(book, page, element))
            markup.text(element.text or "")


def _fold(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()
