"""An article made by a program in; an error out, if it cannot be indexed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from painsci_search.escaping import may_be_linked
from painsci_search.model import Article, Block, Section, with_paragraphs
from painsci_search.model.checking import check_fields

_SURROGATE = re.compile("[\ud800-\udfff]")
# Other surrogates than those of the bytes of undecodable file names.
_SURROGATE_OF_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")


def check_article(article: Article) -> None:
    """Check that an article can be indexed.

    Raises:
        TypeError: `article` is not an Article, or a value in it is of another type, such as a
            string where a list of strings is expected.
        ValueError: an id or anchor is empty, a lone surrogate is in what links are made of, two
            sections or notes have the same anchor, a date or number is out of range, an offset is
            outside its text, no link may lead to a URL, or a note or section that is named is
            missing.
    """
    if not isinstance(article, Article):
        raise TypeError(f"an article must be an Article, not {article!r}")
    check_fields(article)
    if not article.id:
        raise ValueError("id must not be empty")
    _check_labels(article)
    _check_encodable(article)
    _check_addresses(article)
    for number, section in enumerate(article.sections, 1):
        where = f"section {number}"
        if not section.anchor:
            raise ValueError(f"{where}: anchor must not be empty")
        for ref in section.note_refs:
            if ref.offset > len(section.text):
                raise ValueError(
                    f"{where}: the offset of note_ref {ref.label!r} must be inside the text"
                )
        _check_blocks(section, where)
    for number, note in enumerate(article.notes, 1):
        if not note.anchor:
            raise ValueError(f"note {number}: anchor must not be empty")
    anchors = [section.anchor for section in article.sections]
    anchors += [note.anchor for note in article.notes]
    anchor, count = next(iter(Counter(anchors).most_common(1)), ("", 0))
    if count > 1:
        raise ValueError(f"{count} sections or notes have the anchor {anchor!r}")
    _check_citing(article)


def with_citing_sections(article: Article) -> Article:
    """Return an article whose notes name the sections that cite them, where they name none."""
    if all(note.cited_from for note in article.notes):
        return article
    citing: dict[str, dict[str, None]] = {}
    for section in article.sections:
        for ref in section.note_refs:
            for anchor in ref.anchors:
                citing.setdefault(anchor, {})[section.anchor] = None
    notes = tuple(
        [
            note
            if note.cited_from
            else replace(note, cited_from=tuple(citing.get(note.anchor, ())))
            for note in article.notes
        ]
    )
    return replace(article, notes=notes)


def _check_encodable(article: Article) -> None:
    """Check that links can be made of the names, URLs and identifiers of an article.

    Raises:
        ValueError: one has a lone surrogate, which UTF-8 does not encode.
    """
    _check_text("id", article.id)
    _check_text("url", article.url)
    _check_path("source", article.source)
    for number, path in enumerate(article.sources, 1):
        _check_path(f"source {number}", path)
    for number, alias in enumerate(article.aliases, 1):
        _check_text(f"alias {number}", alias)
    for number, section in enumerate(article.sections, 1):
        _check_text(f"section {number}: anchor", section.anchor)
        for count, mark in enumerate(section.marks, 1):
            _check_text(f"section {number}: mark {count}: target", mark.target)
    for number, note in enumerate(article.notes, 1):
        _check_text(f"note {number}: anchor", note.anchor)
        for count, work in enumerate(note.references, 1):
            for name in ("url", "doi", "pmid", "pmcid", "painsci_id"):
                _check_text(f"note {number}: reference {count}: {name}", getattr(work, name))


def _check_text(where: str, text: str | None) -> None:
    if text and not text.isascii() and _SURROGATE.search(text):
        raise ValueError(f"{where} must not have a lone surrogate: {text!r}")


def _check_path(where: str, path: str) -> None:
    """Check a path; surrogates that are bytes of a file's name are right, see PEP 383."""
    if not path.isascii() and _SURROGATE_OF_NO_BYTE.search(path):
        raise ValueError(f"{where} must not have a lone surrogate: {path!r}")


def _check_addresses(article: Article) -> None:
    """Check the URLs of the article and of the works that its notes cite.

    Raises:
        ValueError: a URL is one that no link may lead to, such as "javascript:…".
    """
    _check_address("url", article.url)
    for number, note in enumerate(article.notes, 1):
        for count, work in enumerate(note.references, 1):
            _check_address(f"note {number}: reference {count}: url", work.url)


def _check_address(where: str, address: str | None) -> None:
    if address is not None and not may_be_linked(address):
        raise ValueError(
            f"{where} must be an http, https, file or ftp URL, or a relative one, not {address!r}"
        )


def _check_citing(article: Article) -> None:
    """Check that the notes of markers, and the sections that cite notes, are in the article.

    Raises:
        ValueError: one is not.
    """
    notes = {note.anchor for note in article.notes} | {""}
    for number, section in enumerate(article.sections, 1):
        for ref in section.note_refs:
            missing = next((each for each in ref.anchors if each not in notes), None)
            if missing is not None:
                raise ValueError(
                    f"section {number}: note_ref {ref.label!r} names the note {missing!r}, which "
                    'the article does not have: its anchor must be that of a note, or ""'
                )
    sections = {section.anchor for section in article.sections}
    for number, note in enumerate(article.notes, 1):
        missing = next((each for each in note.cited_from if each not in sections), None)
        if missing is not None:
            raise ValueError(
                f"note {number}: cited_from names the section {missing!r}, which the article does "
                "not have"
            )


def _check_labels(article: Article) -> None:
    """Check that queries can name the tags and the metadata.

    Raises:
        ValueError: a tag or a name is blank, or a name has "=".
    """
    for number, tag in enumerate(article.tags, 1):
        if not tag.strip():
            raise ValueError(f"tag {number} must not be blank")
    for name in article.metadata:
        if not name.strip() or "=" in name:
            raise ValueError(f"a name of metadata must not be blank or have '=': {name!r}")


def _check_blocks(section: Section, where: str) -> None:
    """Check that blocks and marks are inside the text, and that blocks cover it.

    Raises:
        ValueError: they are not.
    """
    if any(not 0 <= mark.start < mark.end <= len(section.text) for mark in section.marks):
        raise ValueError(f"{where}: marks must be inside the text and not empty")
    if any(not 0 <= offset <= len(section.text) for offset in section.breaks):
        raise ValueError(f"{where}: breaks must be inside the text")
    if any(not 0 <= offset <= len(section.text) for offset, _ in section.joined):
        raise ValueError(f"{where}: joined markers must be inside the text")
    if not section.blocks:
        return
    others = tuple(block for block in section.blocks if not block.is_plain)
    ordered = all(
        low.end <= high.start for low, high in pairwise((Block("paragraph", 0, 0), *others))
    )
    if not ordered or with_paragraphs(section.text, others) != section.blocks:
        raise ValueError(f"{where}: blocks must cover the text in order, with a blank line between")
