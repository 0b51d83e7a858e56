"""A file of several parts in, its article with flaws out: MHTML, EPUB and PDF.

Such a file has no lines that a person can look up. A flaw is at line 1, and its message begins with
the place: the page of a PDF, or the part of a package and the line in that part.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from painsci_search.auditing.flaws import AuditedArticle, Flaw, quote
from painsci_search.auditing.located import audit_article
from painsci_search.auditing.page import audit_page
from painsci_search.auditing.plaintext import find_unmarked_notes
from painsci_search.auditing.source_lines import Markup
from painsci_search.model import Article
from painsci_search.reading.files.decoding import decode
from painsci_search.reading.forms import SavedFile
from painsci_search.reading.forms.archive import Archive
from painsci_search.reading.forms.epub.package import Package, open_package, resolve
from painsci_search.reading.forms.epub.pages import Page, load_pages, target_of
from painsci_search.reading.forms.mhtml import page_of
from painsci_search.reading.forms.xml_tree import (
    Element,
    all_text,
    local_attribute,
    local_name,
)
from painsci_search.reading.notes.labels import read_label

# Letters of a link that may be the label of a note.
_LONGEST_LABEL = 12


class PartFlaw(NamedTuple):
    """A flaw in a part of a package, at a line of that part."""

    part: str
    flaw: Flaw


class _Parts:
    """The texts of the parts of a file, one below the other, and the place of each line."""

    def __init__(self, parts: Sequence[tuple[str, str]]) -> None:
        self._names = [name for name, _ in parts]
        texts = [text.replace("\r\n", "\n").replace("\r", "\n") for _, text in parts]
        self.text = "\n".join(texts)
        self._starts = [1]
        for text in texts:
            self._starts.append(self._starts[-1] + text.count("\n") + 1)

    def placed(self, flaw: Flaw, *, has_lines: bool) -> Flaw:
        """Return a flaw at a line of the whole text with its place in the message."""
        number = max(0, min(bisect_right(self._starts, flaw.line), len(self._names)) - 1)
        line = flaw.line - self._starts[number] + 1
        place = f"{self._names[number]}, line {line}" if has_lines else self._names[number]
        return _at(place, flaw)


def _at(place: str, flaw: Flaw) -> Flaw:
    return flaw._replace(line=1, message=f"{place}: {flaw.message}")


def audit_mhtml(file: SavedFile, article: Article, latest_year: int) -> AuditedArticle:
    """Find the flaws of a page that was saved as MHTML; its lines are those of the page within."""
    page = audit_page(page_of(file).text, file.source, latest_year)
    page.article = replace(page.article, published=article.published, updated=article.updated)
    page.facts = None  # its links lead from the place that it was saved from
    page.place = lambda flaw: _at(f"the page in it, line {flaw.line}", flaw)
    return page


def audit_epub(file: SavedFile, article: Article, latest_year: int) -> AuditedArticle:
    """Find the flaws of a book: those of its notes, and links and pictures that lead nowhere."""
    archive = Archive(file.data, file.source)
    package = open_package(archive)
    names = dict.fromkeys((*package.pages, *package.asides))
    parts = [(name, decode(archive.read(name))) for name in names if name in archive]
    audited = _audit_parts(article, parts, "XML", latest_year, has_lines=True)
    for name, flaw in _dead_ends(archive, package):
        audited.placed_flaws.append(_at(f"{name}, line {flaw.line}", flaw))
    if not package.metadata.title:
        message = "the book has no title: its package document has no dc:title"
        audited.placed_flaws.append(Flaw("missing-title", 1, "", message))
    return audited


def audit_pdf(file: SavedFile, article: Article, latest_year: int) -> AuditedArticle:
    """Find the flaws of the notes of a PDF, at their pages."""
    from painsci_search.reading.forms.pdf.pages import read_pages

    pages = read_pages(file.data, file.source).pages
    parts = [(f"page {each.number}", "\n".join(line.text for line in each.lines)) for each in pages]
    return _audit_parts(article, parts, "none", latest_year, has_lines=False)


def _audit_parts(
    article: Article,
    parts: Sequence[tuple[str, str]],
    markup: Markup,
    latest_year: int,
    *,
    has_lines: bool,
) -> AuditedArticle:
    together = _Parts(parts)
    audited = audit_article(article, together.text, markup, latest_year)
    audited.flaws += find_unmarked_notes(article, audited.note_lines)
    audited.place = lambda flaw: together.placed(flaw, has_lines=has_lines)
    return audited


def _dead_ends(archive: Archive, package: Package) -> Iterator[PartFlaw]:
    """Yield the links of a book to parts and anchors that it lacks, and its missing pictures."""
    pages = {page.path: page for page in load_pages(package, archive)}
    seen: set[tuple[str, str, str]] = set()
    for page in pages.values():
        for element in page.body.iter("{*}a", "a", "{*}img", "img", "{*}image", "image"):
            flaw = _dead_end(element, page, pages, archive)
            if flaw is not None and (page.path, flaw.kind, flaw.message) not in seen:
                seen.add((page.path, flaw.kind, flaw.message))
                yield PartFlaw(page.path, flaw)


def _dead_end(
    element: Element, page: Page, pages: dict[str, Page], archive: Archive
) -> Flaw | None:
    """Return the flaw of a link or picture that leads to nothing in the book, or None."""
    is_link = local_name(element) == "a"
    href = (local_attribute(element, "href") or local_attribute(element, "src")).strip()
    if not href or ":" in href.partition("/")[0]:
        return None
    line = element.sourceline or 1
    if not is_link:
        path = resolve(page.path, href.partition("#")[0].partition("?")[0])
        message = f"the picture {href} is not in the book"
        return None if path in archive else Flaw("missing-picture", line, "", message)
    path, fragment = target_of(page.path, href)
    text = " ".join(all_text(element).split())
    named = f"the link {quote(text)}" if text else "a link without text"
    if not path or path not in archive:
        return Flaw(
            "link-to-missing-file", line, "", f"{named} leads to {href}, which is not there"
        )
    if not fragment or path not in pages or fragment in pages[path].ids:
        return None
    if label := _label(element, text):
        message = f"marker {label} leads to {href}, but the book has no such note"
        return Flaw("marker-without-note", line, fragment, message)
    return Flaw("dead-link", line, fragment, f"{named} leads to {href}, which is nowhere there")


def _label(link: Element, text: str) -> str:
    """Return the label of a link that is a marker of a note, or ""."""
    label = read_label(text) if len(text) <= _LONGEST_LABEL else None
    if label is None or label[1] == "year":
        return ""
    kinds = f"{local_attribute(link, 'type')} {local_attribute(link, 'role')}".lower()
    around = {local_name(each) for each in (*islice(link.iterancestors(), 2), *link.iter())}
    return label[0] if "noteref" in kinds or "sup" in around else ""
