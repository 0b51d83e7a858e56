"""Results, articles, lists and errors as the JSON objects that the published schemas describe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from types import NoneType
from typing import TYPE_CHECKING, Any

from painsci_search.errors import QueryError
from painsci_search.escaping import clean, dump
from painsci_search.model import (
    ARTICLE_SCHEMA,
    ARTICLES_SCHEMA,
    EXCERPT_SCHEMA,
    RESULTS_SCHEMA,
    SUGGESTIONS_SCHEMA,
)
from painsci_search.native import compiled

if TYPE_CHECKING:
    from painsci_search.arguments import HasArticle
    from painsci_search.model import (
        Article,
        ArticleInfo,
        Evidence,
        Excerpt,
        Hit,
        Problem,
        Results,
        Suggestion,
    )

# By the name of a class, so that none is imported for them: the keys in the order of its schema,
# where they are not the fields in their order.
_KEYS: dict[str, tuple[str, ...]] = {
    "Article": (
        *("id", "source", "url", "title", "subtitle", "authors", "published", "updated"),
        *("language", "saved", "sources", "aliases", "warnings", "tags", "metadata"),
        *("sections", "notes", "changes"),
    ),
    "Hit": (
        *("rank", "score", "kind", "article", "heading", "path", "anchor", "link", "snippet"),
        *("notes", "cited_from", "claims", "title_highlights", "heading_highlights"),
        *("by_meaning", "explanation"),
    ),
    "Section": (
        *("anchor", "anchor_in_page", "heading", "level", "path", "text", "note_refs"),
        *("blocks", "marks", "breaks", "joined"),
    ),
    "Stats": (
        *("articles", "sections", "notes", "references", "words", "bytes", "saves", "warnings"),
        *("updated", "outdated", "languages", "vectors"),
    ),
    "Note": ("label", "anchor", "anchor_in_page", "text", "references", "cited_from"),
    "Work": (
        *("key", "title", "reference", "citations", "articles", "together"),
        *("kind", "kind_source"),
    ),
}


class _FieldNames(dict[type, tuple[str, ...]]):
    """The keys of the objects of each class, in order; none if it is no class of the model."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        names: tuple[str, ...] = ()
        if is_dataclass(kind):
            names = _KEYS.get(kind.__name__) or tuple(field.name for field in fields(kind))
        self[kind] = names
        return names


_NAMES = _FieldNames()
# These stay as they are, and are most of the values of an answer.
_SCALARS = frozenset({str, int, float, bool, NoneType})


def plain(value: Any) -> Any:
    """Convert a value of the model, at any depth, to JSON objects, lists and scalars."""
    return convert(value, _NAMES, _plain_mapping)


@compiled
def convert(value: Any, names: Mapping[type, tuple[str, ...]], other: Callable[[Any], Any]) -> Any:
    """Convert a value at any depth: objects to dicts, tuples to lists; strings stay as they are.

    Args:
        names: the attributes to take of the objects of each class; none for any other class.
        other: converts a value that is none of these.
    """
    kind = type(value)
    if kind in _SCALARS or isinstance(value, str):
        return value
    if own := names[kind]:
        return {
            name: item
            if type(item := getattr(value, name)) in _SCALARS
            else convert(item, names, other)
            for name in own
        }
    if isinstance(value, tuple | list):
        return [convert(item, names, other) for item in value]
    return other(value)


@compiled
def objects_with(value: Any, keys: tuple[str, ...]) -> list[tuple[dict[str, Any], Any]]:
    """Return the objects of JSON, at any depth, that have one of some keys.

    Returns:
        Each with the id of the article that it is a part of, or belongs to; "" without one. An
        object comes before those in it.
    """
    found: list[tuple[dict[str, Any], Any]] = []
    _search(value, keys, "", found)
    return found


def _search(
    value: Any, keys: tuple[str, ...], article: Any, found: list[tuple[dict[str, Any], Any]]
) -> None:
    if isinstance(value, list):
        items: Iterable[Any] = value
    elif isinstance(value, dict):
        info = value.get("article")
        if isinstance(info, dict) and "id" in info:
            article = info["id"]
        if not value.keys().isdisjoint(keys):
            found.append((value, article))
        items = value.values()
    else:
        return
    for item in items:
        if type(item) not in _SCALARS:
            _search(item, keys, article, found)


def _plain_mapping(value: Any) -> Any:
    """Convert a mapping; any other value stays as it is."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return value


def ids_of(items: Iterable[HasArticle]) -> tuple[str, ...]:
    """Return the ids of the articles of hits, citations or other parts, each once."""
    return tuple(dict.fromkeys(each.article.id for each in items))


def article_object(article: Article) -> dict[str, Any]:
    """Return an article as the object that article.schema.json describes."""
    return {"schema": ARTICLE_SCHEMA, **plain(article)}


def excerpt_object(excerpt: Excerpt) -> dict[str, Any]:
    """Return a part of an article as the object that excerpt.schema.json describes."""
    return {"schema": EXCERPT_SCHEMA, **plain(excerpt)}


def results_object(
    results: Results, problems: Sequence[Problem] = (), evidence: Evidence | None = None
) -> dict[str, Any]:
    """Return results as the object that results.schema.json describes.

    Args:
        problems: files of the hits that changed, or are gone, since they were indexed.
        evidence: the works that the claims of the results cite, if requested.
    """
    return {
        "schema": RESULTS_SCHEMA,
        "query": results.query,
        "total": results.total,
        "took_ms": round(results.took_ms, 2),
        "suggestion": results.suggestion,
        "partial": results.partial,
        "complete": results.complete,
        "unknown": list(results.unknown),
        "missing": list(results.missing),
        "offers": plain(results.offers),
        "read_as": results.read_as,
        "without_vectors": results.without_vectors,
        "facets": {facet.field: plain(facet.values) for facet in results.facets},
        **({"problems": plain(tuple(problems))} if problems else {}),
        **({} if evidence is None else {"evidence": plain(evidence)}),
        "hits": [hit_object(hit) for hit in results.hits],
    }


def hit_object(hit: Hit) -> dict[str, Any]:
    """Return one hit as an item of "hits" in results.schema.json."""
    has_explanation = bool(hit.explanation)  # read first, it makes the article in the same step
    made: dict[str, Any] = plain(hit)
    if not has_explanation:
        del made["explanation"]
    # these are seldom there
    if hit.path_highlights:
        made["path_highlights"] = plain(hit.path_highlights)
    if hit.author_highlights:
        made["author_highlights"] = plain(hit.author_highlights)
    return made


def render_json(
    results: Results, problems: Sequence[Problem] = (), evidence: Evidence | None = None
) -> str:
    """Render results as one indented object."""
    return dump(results_object(results, problems, evidence)) + "\n"


def render_jsonl(results: Results) -> str:
    """Render each hit as an object on one line (JSON Lines)."""
    return "".join(dump(hit_object(hit), pretty=False) + "\n" for hit in results.hits)


def articles_object(articles: Sequence[ArticleInfo], total: int) -> dict[str, Any]:
    """Return articles as the object that articles.schema.json describes.

    Args:
        articles: one page of the list.
        total: the number of articles in the index.
    """
    return {"schema": ARTICLES_SCHEMA, "total": total, "articles": plain(articles)}


def suggestions_object(query: str, suggestions: Sequence[Suggestion]) -> dict[str, Any]:
    """Return completions of an unfinished query as the object of suggestions.schema.json."""
    return {"schema": SUGGESTIONS_SCHEMA, "query": query, "suggestions": plain(suggestions)}


def error_object(kind: str, message: str, position: int | None = None) -> dict[str, Any]:
    """Return an error as the object that error.schema.json describes.

    Args:
        kind: one word, which stays the same when the message is reworded.
        message: reduced to one line.
        position: character offset into the query; None where the error is not about a query.
    """
    line = " ".join(clean(message).split())
    return {"error": {"kind": kind, "message": line, "position": position}}


def exception_object(error: Exception) -> dict[str, Any]:
    """Return an exception of this package as the object of error.schema.json; its class is `kind`.

    >>> exception_object(QueryError("a quote that is not closed", 'sham "surgery', 5))
    {'error': {'kind': 'QueryError', 'message': 'a quote that is not closed', 'position': 5}}
    """
    position = error.position if isinstance(error, QueryError) else None
    return error_object(type(error).__name__, str(error), position)
