"""What each JSON format consists of: its title, the dataclass that it shows, and further keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, get_args

from painsci_search.model import (
    Article,
    ArticleInfo,
    Citations,
    Decision,
    EmbedReport,
    Evidence,
    Excerpt,
    FacetValue,
    Finding,
    ListedArticle,
    News,
    Problem,
    QuotePack,
    References,
    Results,
    SiteReport,
    Stats,
    Suggestion,
    UpdateReport,
    VerdictState,
)
from painsci_search.model.types import Count, Positive

Schema = dict[str, Any]
_GROWS = "Keys may be added within /1; none changes its meaning."


class Key(NamedTuple):
    """A key of a JSON object that its dataclass does not have, or has in another shape.

    Attributes:
        type: a type as in an annotation, or a schema.
        required: whether every object has the key.
    """

    type: Any
    description: str = ""
    required: bool = True


class Document(NamedTuple):
    """A format: the keys of its object.

    Attributes:
        title: one line.
        model: the dataclass whose fields are keys of the object; None for none.
        keys: further keys, or those in another shape than the dataclass's.
        description: what applies to all of it.
    """

    title: str
    model: type | None = None
    keys: Mapping[str, Key] = {}
    description: str = _GROWS


def object_schema(keys: Mapping[str, tuple[Schema, bool]], description: str = "") -> Schema:
    """Return the schema of an object from the schema of each key and whether it is required."""
    schema: Schema = {"type": "object"}
    if description:
        schema["description"] = description
    schema["required"] = [name for name, (_, required) in keys.items() if required]
    schema["properties"] = {name: value for name, (value, _) in keys.items()}
    return schema


_PROBLEMS = "Files of the hits that are gone or changed since they were indexed."
_STALE = Key(
    tuple[str, ...],
    "Of the server and of assistants: the ids of the articles in the answer whose file changed "
    "since it was indexed, or cannot be opened; absent if there are none.",
    required=False,
)
_ERROR_KINDS = (
    "QueryError: the query has a syntax error. IndexMissing, IndexEmpty, IndexLocked, "
    "IndexClosed, IndexDamaged, IndexVersionError: of the index. SemanticUnavailable: no model, or "
    "no vectors, for a search by meaning. IndexUnavailable: its cluster does not answer, "
    "or refuses. ReadError: of a file of articles. NotFound: no such article, section, note or "
    "work. UsageError: an option or argument is wrong. TooSlow: a server gave up an answer. "
    "ExtraMissing: an optional part is not installed. OSError: a file, disk or pipe. MemoryError. "
    "PainSciSearchError: any other error with a known cause. InternalError: a fault in the "
    "program. Kinds may be added."
)

DOCUMENTS: dict[str, Document] = {
    "article": Document(
        "An article as painsci-search reads it",
        Article,
        keys={
            "decisions": Key(
                tuple[Decision, ...], "The choices of reading, with --explain.", required=False
            ),
            "stale": _STALE,
        },
    ),
    "articles": Document(
        "The articles of an index, or a page of them",
        keys={
            "total": Key(Count, "The number of all articles, not only those in `articles`."),
            "articles": Key(tuple[ArticleInfo, ...], "Sorted by id."),
            "stale": _STALE,
        },
    ),
    "check": Document(
        "The differences between an index and its files",
        keys={
            "problems": Key(
                tuple[Problem, ...],
                "Files that are gone, changed since they were indexed, or skipped.",
            )
        },
    ),
    "citations": Document("Where a work is cited, and for what", Citations, {"stale": _STALE}),
    "embed": Document("The result of painsci-search embed", EmbedReport),
    "error": Document(
        "An error of painsci-search",
        keys={
            "error": Key(
                object_schema(
                    {
                        "kind": (
                            {
                                "type": "string",
                                "pattern": "^[A-Z][A-Za-z]+$",
                                "description": _ERROR_KINDS,
                            },
                            True,
                        ),
                        "message": (
                            {
                                "type": "string",
                                "minLength": 1,
                                "description": "One line for people; its wording may change.",
                            },
                            True,
                        ),
                        "position": (
                            {
                                "type": ["integer", "null"],
                                "minimum": 0,
                                "description": "Character offset (Unicode code points) into the "
                                "query; null where the error has no position in the query.",
                            },
                            True,
                        ),
                        "query": (
                            {
                                "type": "string",
                                "description": 'The query, in the output of "query -".',
                            },
                            False,
                        ),
                    }
                )
            )
        },
        description="A line on standard error where a JSON format was chosen, and the answer to a "
        'line of "query -" that fails. Keys may be added; none changes its meaning.',
    ),
    "excerpt": Document(
        "An article, a section with its subsections, or a note", Excerpt, {"stale": _STALE}
    ),
    "export": Document("The result of painsci-search export-site", SiteReport),
    "findings": Document(
        "The findings of an audit of articles",
        keys={
            "files": Key(Count, "The number of files audited."),
            "counts": Key(dict[str, Positive], "The number of findings by kind."),
            "findings": Key(tuple[Finding, ...], "Sorted by file and line number."),
        },
        description="Keys and kinds may be added within /1; none changes its meaning.",
    ),
    "health": Document(
        "Whether a server serves the latest commit of its index",
        keys={
            "status": Key(
                Literal["ok", "stale"],
                "stale where a newer commit cannot be read, and the one before it is served.",
            ),
            "version": Key(str, "Of painsci-search."),
            "generation": Key(str, "The name of the commit that is served; every commit has one."),
            "trouble": Key(
                {
                    "anyOf": [
                        object_schema(
                            {
                                "kind": ({"type": "string"}, True),
                                "since": ({"type": "string", "format": "date-time"}, True),
                            }
                        ),
                        {"type": "null"},
                    ]
                },
                "The name of the error of the newer commit, such as IndexDamaged, and since when "
                "it occurs; null where there is none.",
            ),
        },
    ),
    "list": Document(
        "The articles of an index, and how much of each can be found",
        keys={
            "total": Key(Count, "The number of articles."),
            "articles": Key(tuple[ListedArticle, ...], "In the order requested."),
        },
    ),
    "news": Document(
        "Articles published or updated since a date",
        keys={
            "since": Key(str, "The date."),
            "news": Key(tuple[News, ...], "The latest first."),
            "stale": _STALE,
            "total": Key(
                Count, "Of a server: the number of all of them, not only those in `news`.", False
            ),
        },
    ),
    "problem": Document(
        "An error of a request (RFC 9457)",
        keys={
            "type": Key(
                {"type": "string", "pattern": "^urn:painsci-search:problem:[a-z-]+$"},
                "The kind of problem; it stays the same.",
            ),
            "title": Key(str, "What all requests with this kind of problem have in common."),
            "status": Key({"type": "integer", "minimum": 400, "maximum": 599}, "As in the header."),
            "detail": Key(str, "What is wrong with this request, in one line."),
            "instance": Key(
                {"type": "string", "pattern": "^urn:uuid:[0-9a-f-]{36}$"},
                "The id of the request, as in the access log.",
            ),
            "position": Key(
                Count, "Of bad-query: the character offset of the error in the query.", False
            ),
            "errors": Key(
                {
                    "type": "array",
                    "items": object_schema(
                        {
                            "parameter": ({"type": "string"}, True),
                            "message": ({"type": "string"}, True),
                        }
                    ),
                },
                "Of bad-parameter: a message for each wrong parameter.",
                False,
            ),
        },
        description="Keys may be added; none changes its meaning.",
    ),
    "query": Document(
        "A query as painsci-search parses it",
        keys={
            "query": Key(str, "As given."),
            "understood": Key({"$ref": "#/$defs/QueryPart"}, ""),
        },
    ),
    "quotes": Document("Passages word for word", QuotePack, {"stale": _STALE}),
    "references": Document(
        "The works that the articles of an index cite",
        References,
        {
            "stale": _STALE,
            "facets": Key(
                dict[str, tuple[FacetValue, ...]],
                "Counts of all matching works by kind of study and by decade; a work whose kind or "
                "year is unknown is not counted.",
            ),
        },
    ),
    "results": Document(
        "The answer of painsci-search to a query",
        Results,
        {
            "facets": Key(
                dict[str, tuple[FacetValue, ...]],
                "Counts of all matches by field (kind, article, author, updated; tag and meta "
                "where an article has some); empty unless facets were requested.",
            ),
            "problems": Key(tuple[Problem, ...], _PROBLEMS, False),
            "stale": _STALE,
            "evidence": Key(Evidence, "The works that the claims cite, if requested.", False),
        },
        f"{_GROWS} Spans are [start, end) in characters (Unicode code points) of the text beside "
        "them.",
    ),
    "stats": Document("The contents of an index, counted", Stats, {"stale": _STALE}),
    "suggestions": Document(
        "Completions of a query",
        keys={
            "query": Key(str, "The query so far."),
            "suggestions": Key(tuple[Suggestion, ...], "The best first."),
        },
    ),
    "update": Document("The result of painsci-search index", UpdateReport),
    "verdicts": Document(
        "The result of comparing quotes with an index",
        keys={
            "counts": Key(
                dict[VerdictState, Count],
                "The number of quotes in each state, without the unchecked.",
            ),
            "unchecked": Key(
                Count,
                "The number of quotes whose verdict is stale: run index, and compare them again.",
                required=False,
            ),
            "verdicts": Key(
                {
                    "type": "array",
                    "items": object_schema(
                        {
                            "state": ({"enum": list(get_args(VerdictState))}, True),
                            "similarity": ({"type": "number", "minimum": 0, "maximum": 1}, True),
                            "quote": ({"$ref": "#/$defs/QuotedPassage"}, True),
                            "found": (
                                {"anyOf": [{"$ref": "#/$defs/QuotedPassage"}, {"type": "null"}]},
                                True,
                            ),
                            "stale": (
                                {
                                    "const": True,
                                    "description": "The file of its article changed since it was "
                                    "indexed, or cannot be opened: `state` is of the older text.",
                                },
                                False,
                            ),
                        }
                    ),
                },
                "In the order of the quotes; `found` is where the text is now, or the most "
                "similar passage.",
            ),
        },
    ),
}
