"""The first page of a document in; its title, authors, date, DOI and the start of its text out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from painsci_search.identifiers import DOI_IN_TEXT, link, normalise_doi, trim_end
from painsci_search.reading.forms.papers import (
    ABSTRACT,
    ADDRESS,
    BY,
    read_published,
    split_names,
)
from painsci_search.reading.forms.pdf.blocks import PdfBlock, TypeArea
from painsci_search.reading.forms.pdf.joining import join_lines
from painsci_search.reading.forms.pdf.pages import Line, PdfText

_CITE = re.compile(r"cite\sthis\sarticle|how\sto\scite|zitierweise|cómo\scitar", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"\.(?:docx?|pdf|indd|tex|qxd|dvi|rtf)\b|^microsoft word|^untitled|\d\.\.\d|^\S+$",
    re.IGNORECASE,
)
# Characters of the shortest block that is text, where nothing names the abstract.
_LONG = 200
_SIMILAR = 0.85


@dataclass(frozen=True, slots=True)
class PdfFront:
    """What a document states about itself.

    Attributes:
        begin: the index of the block with which the text begins.
        by: what chose the title: "the document's metadata" or "the largest type of page 1".
    """

    title: str
    by: str
    authors: tuple[str, ...]
    published: str | None
    url: str | None
    begin: int


def read_front(
    document: PdfText, lines: list[Line], blocks: list[PdfBlock], area: TypeArea
) -> PdfFront:
    """Return what a document states about itself, by its metadata and its first and last page.

    Args:
        document: the file, with its running heads.
        lines: all lines without them, in reading order.
    """
    first_page = [line for line in lines if line.page == 1]
    last_page = [line for line in lines if line.page == len(document.pages)]
    at = _find_title(blocks, area)
    printed = _text(blocks[at].lines) if at is not None else ""
    title, by = _choose_title(document.metadata.get("Title", ""), printed, first_page)
    at = _find_text(blocks, title, at)
    begin = _find_begin(blocks, at + 1 if at is not None else 0)
    front = blocks[at + 1 if at is not None else 0 : begin]
    return PdfFront(
        title=title,
        by=by,
        authors=_read_authors(front, document.metadata.get("Author", ""), first_page),
        published=read_published(_joined(first_page), _joined(lines)),
        url=_read_url(document, last_page),
        begin=begin,
    )


def _text(lines: list[Line]) -> str:
    return " ".join(join_lines(lines, frozenset()).text.split())


def _find_title(blocks: list[PdfBlock], area: TypeArea) -> int | None:
    """Return the index of the title: the block in the largest type of page 1 with some words."""
    first = [
        (block.lines[0].size, -number)
        for number, block in enumerate(blocks)
        if block.lines[0].page == 1
        and sum(char.isalpha() for char in block.text) >= 10
        and block.lines[0].size > 1.1 * area.size
        and not ABSTRACT.fullmatch(block.text)
    ]
    return -max(first)[1] if first else None


def _find_text(blocks: list[PdfBlock], title: str, default: int | None) -> int | None:
    """Return the index of the block of page 1 that is the title, or the default."""
    letters = _letters(title)
    for number, block in enumerate(blocks):
        if block.lines[0].page == 1 and _letters(block.text) == letters:
            return number
    return default


def _choose_title(stated: str, printed: str, lines: list[Line]) -> tuple[str, str]:
    stated = " ".join(stated.split())
    page = _letters(_joined(lines))
    if len(stated) > 8 and not _PLACEHOLDER.search(stated):
        # a browser adds the name of the site: "Title - Site"
        ends = [found.start() for found in re.finditer(r"\s[-–—|·]\s", stated)]
        for end in (len(stated), *reversed(ends)):
            if end > 8 and _letters(stated[:end]) in page:
                return stated[:end], "the document's metadata"
        if not printed or _is_similar(stated, printed):
            return stated, "the document's metadata"
    return printed, "the largest type of page 1"


def _joined(lines: list[Line]) -> str:
    return " ".join(line.text for line in lines)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _is_similar(one: str, other: str) -> bool:
    first, second = _letters(one)[:300], _letters(other)[:300]
    return SequenceMatcher(None, first, second, autojunk=False).ratio() > _SIMILAR


def _find_begin(blocks: list[PdfBlock], start: int) -> int:
    """Return the index of the abstract, or of the first heading or long text after the title."""
    on_first = [n for n in range(start, len(blocks)) if blocks[n].lines[0].page == 1]
    for number in on_first:
        if ABSTRACT.match(blocks[number].text):
            return number
    for number in on_first:
        block = blocks[number]
        is_text = block.kind == "text" and not ADDRESS.search(block.text[:300])
        is_long = len(block.text) >= _LONG or _has_sentence(block.text)
        if (is_text and is_long) or (block.kind == "heading" and not _is_names(block)):
            return number
    return on_first[0] if on_first else min(start, len(blocks))


def _has_sentence(text: str) -> bool:
    """Return whether a text is a sentence: it has a stop, and most of its words are no names."""
    words = text.split()
    lower = sum(word[0].islower() for word in words)
    return len(words) > 4 and 2 * lower >= len(words) and text.rstrip().endswith((".", "!", "?"))


def _is_names(block: PdfBlock) -> bool:
    """Return whether a heading is a list of authors, or a line such as "Posted by"."""
    if BY.match(block.text):
        return True
    return bool(_split_names(block)) and ("," in block.text or len(block.text.split()) <= 4)


def _read_authors(front: list[PdfBlock], stated: str, lines: list[Line]) -> tuple[str, ...]:
    page = _letters(_joined(lines))
    names = [name for name in re.split(r"\s*[,;]\s*|\s+and\s+|\s*&\s*", stated) if " " in name]
    if names and all(_letters(name) in page for name in names):
        return tuple(names)
    for block in front:
        if found := _split_names(block):
            return found
    return ()


def _split_names(block: PdfBlock) -> tuple[str, ...]:
    """Return the names with which a block begins; () for other text."""
    end = next((n for n, line in enumerate(block.lines) if ADDRESS.search(line.text)), None)
    return split_names(_text(block.lines[:end]))


def _read_url(document: PdfText, last_page: list[Line]) -> str | None:
    """Return the URL of the DOI: of the metadata, of page 1, or of how to cite the article."""
    stated = [document.metadata.get(key, "") for key in ("Subject", "Keywords", "Title")]
    at = next((n for n, line in enumerate(last_page) if _CITE.search(line.text)), None)
    near = last_page[max(0, at - 2) : at + 4] if at is not None else []
    found = [*_dois(stated), *_dois([line.text for line in (*document.pages[0].lines, *near)])]
    if not found:
        return None
    doi, is_cut = found[0]
    if is_cut:
        # the end of its line may have cut it
        doi = next((other for other, _ in found if other.startswith(doi) and other != doi), doi)
    return link("doi", doi)


def _dois(texts: list[str]) -> list[tuple[str, bool]]:
    """Return the DOIs in texts, each with whether its text ends with it."""
    dois = []
    for text in texts:
        for found in DOI_IN_TEXT.finditer(text):
            written = trim_end(found.group(), ".,;:'’*_\"”?!")
            if doi := normalise_doi(written):
                dois.append((doi, found.end() == len(text.rstrip())))
    return dois
