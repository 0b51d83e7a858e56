"""Names that people write for fields: a name in, the field that is meant out."""

from __future__ import annotations

import difflib

from painsci_search.query.ast import FIELDS

_ALIASES = {
    "abstract": "body",
    "by": "author",
    "category": "tag",
    "citation": "note",
    "content": "body",
    "date": "updated",
    "deck": "body",
    "footnote": "note",
    "id": "article",
    "keyword": "tag",
    "language": "lang",
    "metadata": "meta",
    "name": "author",
    "painsciid": "painsci",
    "published": "updated",
    "pubmed": "pmid",
    "reference": "note",
    "section": "heading",
    "since": "updated",
    "source": "article",
    "text": "body",
    "type": "kind",
}
# How alike a misspelled name must be, from 0 to 1: "autor" is author; "pain" is a word.
_ALIKE = 0.8


def field_meant(name: str) -> str | None:
    """Return the field that a name means, also misspelled; None for a word of a text.

    >>> field_meant("autor"), field_meant("Footnotes"), field_meant("Fibromyalgia")
    ('author', 'note', None)
    """
    name = name.casefold()
    if name in FIELDS:
        return name
    close = difflib.get_close_matches(name, FIELDS, n=1, cutoff=_ALIKE)
    return _ALIASES.get(name) or _ALIASES.get(name.removesuffix("s")) or next(iter(close), None)
