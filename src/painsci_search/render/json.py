"""Results, articles and reports as JSON, keys in the order of the published schemas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from painsci_search.escaping import dump
from painsci_search.model import (
    ARTICLE_SCHEMA,
    EXCERPT_SCHEMA,
    RESULTS_SCHEMA,
    Article,
    Excerpt,
    Hit,
    Note,
    Problem,
    Results,
    Section,
)

_KEYS: dict[type, tuple[str, ...]] = {
    Article: (
        *("id", "source", "url", "title", "subtitle", "authors", "published", "updated"),
        *("language", "sections", "notes", "changes"),
    ),
    Section: ("anchor", "anchor_in_page", "heading", "level", "path", "text", "note_refs"),
    Note: ("label", "anchor", "anchor_in_page", "text", "references", "cited_from"),
}


def plain(value: Any) -> Any:
    """Turn values of the model into objects, lists and scalars, however it is nested."""
    if is_dataclass(value):
        keys = _KEYS.get(type(value)) or tuple(field.name for field in fields(value))
        return {key: plain(getattr(value, key)) for key in keys}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value


def article_object(article: Article) -> dict[str, Any]:
    """Give an article as the object that article.schema.json describes."""
    return {"schema": ARTICLE_SCHEMA, **plain(article)}


def excerpt_object(excerpt: Excerpt) -> dict[str, Any]:
    """Give a part of an article as the object that excerpt.schema.json describes."""
    return {"schema": EXCERPT_SCHEMA, **plain(excerpt)}


def results_object(results: Results, problems: Sequence[Problem] = ()) -> dict[str, Any]:
    """Give results as the object that results.schema.json describes.

    Args:
        problems: files behind the hits that are not what they were when they were indexed.
    """
    return {
        "schema": RESULTS_SCHEMA,
        "query": results.query,
        "total": results.total,
        "took_ms": round(results.took_ms, 2),
        "suggestion": results.suggestion,
        "partial": results.partial,
        "unknown": list(results.unknown),
        "facets": {facet.field: plain(facet.values) for facet in results.facets},
        **({"problems": plain(tuple(problems))} if problems else {}),
        "hits": [hit_object(hit) for hit in results.hits],
    }


def hit_object(hit: Hit) -> dict[str, Any]:
    """Give one hit as it stands among the hits of the results."""
    return {
        "rank": hit.rank,
        "score": hit.score,
        "kind": hit.kind,
        "article": plain(hit.article),
        "heading": hit.heading,
        "path": list(hit.path),
        "anchor": hit.anchor,
        "link": hit.link,
        "snippet": plain(hit.snippet),
        "notes": [plain(note) for note in hit.notes],
        "cited_from": [plain(citing) for citing in hit.cited_from],
        "claims": [plain(claim) for claim in hit.claims],
        "title_highlights": plain(hit.title_highlights),
        "heading_highlights": plain(hit.heading_highlights),
        **({"explanation": plain(hit.explanation)} if hit.explanation else {}),
    }


def render_json(results: Results, problems: Sequence[Problem] = ()) -> str:
    """Write results as one indented object."""
    return dump(results_object(results, problems)) + "\n"


def render_jsonl(results: Results) -> str:
    """Write one hit a line."""
    return "".join(dump(hit_object(hit), pretty=False) + "\n" for hit in results.hits)
