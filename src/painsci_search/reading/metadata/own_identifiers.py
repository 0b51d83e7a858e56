"""The `meta` elements of a page and its URL in; the identifiers of the article itself out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from painsci_search.identifiers import IdentifierKind, identify_url, normalise

_METAS: tuple[tuple[IdentifierKind, tuple[str, ...]], ...] = (
    ("pmid", ("citation_pmid", "ncbi_article_id")),
    (
        "doi",
        ("citation_doi", "bepress_citation_doi", "prism.doi", "dc.identifier.doi", "dc.identifier"),
    ),
    ("pmcid", ("citation_pmcid", "ncbi_pcid")),
)


def own_identifiers(metas: Mapping[str, Sequence[str]], url: str | None) -> dict[str, str]:
    """Return the identifiers of an article, by kind: those that its page states, or of its URL."""
    found: dict[str, str] = {}
    for kind, names in _METAS:
        texts = (text for name in names for text in metas.get(name, ()))
        value = next(filter(None, (normalise(kind, text) for text in texts)), None)
        if value:
            found[kind] = value
    for one in identify_url(url) if url else ():
        if one.kind in ("pmid", "pmcid", "doi") and one.value:
            found.setdefault(one.kind, one.value)
    return found
