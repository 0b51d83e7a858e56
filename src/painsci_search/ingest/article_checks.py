"""An article made by a program in; an error out, if it cannot be indexed."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from painsci_search.model import Article, Block, Section, with_paragraphs
from painsci_search.model.checking import check_fields


def check_article(article: Article) -> None:
    """Check that an article can be indexed.

    Raises:
        TypeError: `article` is not an Article, or a value in it is of another type, such as a
            string where a list of strings is expected.
        ValueError: an id or anchor is empty, two sections or notes have the same anchor, a date or
            number is out of range, or an offset is outside its text.
    """
    if not isinstance(article, Article):
        raise TypeError(f"an article must be an Article, not {article!r}")
    check_fields(article)
    if not article.id:
        raise ValueError("id must not be empty")
    _check_labels(article)
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
    if not section.blocks:
        return
    others = tuple(block for block in section.blocks if not block.is_plain)
    ordered = all(
        low.end <= high.start for low, high in pairwise((Block("paragraph", 0, 0), *others))
    )
    if not ordered or with_paragraphs(section.text, others) != section.blocks:
        raise ValueError(f"{where}: blocks must cover the text in order, with a blank line between")
