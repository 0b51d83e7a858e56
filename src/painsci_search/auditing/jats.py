"""A file of JATS XML in; references within it that lead nowhere, and a missing title, out."""

from __future__ import annotations

from collections.abc import Iterator

from painsci_search.auditing.flaws import Flaw, quote
from painsci_search.reading.forms.jats.xml import parse_article
from painsci_search.reading.forms.xml_tree import all_text

# Kinds of references whose targets are notes.
_OF_NOTES = frozenset({"bibr", "fn", "table-fn", "author-notes"})


def find_jats_flaws(data: bytes, source: str) -> Iterator[Flaw]:
    """Yield the references to an id that no element has, and a missing title.

    Raises:
        ReadError: the file is no well-formed XML, or has no article.
    """
    root = parse_article(data, source)
    titles = (title for meta in root.iter("article-meta") for title in meta.iter("article-title"))
    if not any(all_text(each).strip() for each in titles):
        yield Flaw("missing-title", 1, "", "the article has no article-title")
    ids = {each.get("id") for each in root.iter("*")}
    for reference in root.iter("xref"):
        kind, text = reference.get("ref-type", ""), " ".join(all_text(reference).split())
        for wanted in reference.get("rid", "").split():
            if wanted in ids:
                continue
            line = reference.sourceline or 1
            if kind in _OF_NOTES:
                message = f"marker {text} leads to {wanted}, but the article has no such note"
                yield Flaw("marker-without-note", line, wanted, message)
            else:
                message = f"the link {quote(text)} leads to {wanted}, which is nowhere in the file"
                yield Flaw("dead-link", line, wanted, message)
