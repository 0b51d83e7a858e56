"""The OpenAPI document, made of the application's routes and the package's JSON Schemas."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from painsci_search.server.media_types import ATOM, BIBLIOGRAPHIES, JSON
from painsci_search.server.problems import KINDS, MEDIA_TYPE
from painsci_search.server.quotes import GivenQuotes

Object = dict[str, Any]

# By operation: the schemas of its response.
_RESPONSES = {
    "search": ("results",),
    "references": ("references",),
    "cites": ("citations",),
    "articles": ("articles",),
    "article": ("article", "excerpt"),
    "suggest": ("suggestions",),
    "like": ("results",),
    "bibliography": ("references",),
    "quotes": ("quotes",),
    "verify": ("verdicts",),
    "news": ("news",),
    "stats": ("stats",),
    "understand": ("query",),
    "health": ("health",),
    "openapi": (),
}
# By operation: the media types of its response, besides or in place of JSON.
_TEXTS: dict[str, tuple[str, ...]] = {
    "references": tuple(BIBLIOGRAPHIES.values()),
    "bibliography": tuple(BIBLIOGRAPHIES.values()),
    "feed": (ATOM,),
}
_PAGED = frozenset({"search", "references", "articles", "like", "bibliography", "quotes", "news"})
_WITHOUT_ETAG = frozenset({"health", "verify"})
# By operation: the kinds of problems that it has besides.
_MORE_PROBLEMS = {
    "article": {"404": ("not-found",)},
    "like": {"404": ("not-found",)},
    "references": {"501": ("not-installed",)},
    "bibliography": {"501": ("not-installed",)},
    "verify": {
        "408": ("too-slow",),
        "413": ("too-large",),
        "415": ("unsupported-media-type",),
    },
}
# By status: the kinds of problems that any operation may have.
_PROBLEMS = {
    "400": ("bad-parameter", "bad-query", "bad-request"),
    "406": ("not-acceptable",),
    "414": ("too-large",),
    "421": ("misdirected",),
    "431": ("too-large",),
    "500": ("fault",),
    "503": ("busy", "too-slow", "index-unavailable"),
}
# Operations without the token.
_OPEN = frozenset({"health"})
_SUMMARY = "Ranked passages of articles, their notes, and the works that these cite."
_DESCRIPTION = (
    "Nothing can be changed: GET, HEAD and OPTIONS are supported, and POST for `verify`. A "
    "parameter that is unknown, or given twice, is an error (`article` is repeatable). Errors are "
    "`application/problem+json`. Responses to GET have an `ETag`: a request with it in "
    "`If-None-Match` gets 304 until the index changes. The server uses a new commit of the index "
    "within a quarter of a second."
)


def make_document(app: FastAPI, *, needs_token: bool) -> Callable[[], Object]:
    """Return a function that returns the document; it makes the document once, at its first call.

    Args:
        app: the application.
        needs_token: whether requests must have a token.
    """

    @cache
    def document() -> Object:
        return _write(app, needs_token=needs_token)

    return document


def _write(app: FastAPI, *, needs_token: bool) -> Object:
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=_SUMMARY,
        description=_DESCRIPTION,
        routes=app.routes,
        tags=[],
    )
    names = {name for names in _RESPONSES.values() for name in names}
    components: Object = {"schemas": _components([*sorted(names), "problem"]), "headers": _HEADERS}
    for path in document["paths"].values():
        for operation in path.values():
            name = operation["operationId"]
            operation["responses"] = _responses(name, needs_token=needs_token)
            if name in _OPEN:
                operation["security"] = []
            if name == "verify":
                operation["requestBody"] = _body(components["schemas"])
            operation.get("parameters", []).sort(key=lambda parameter: not parameter["required"])
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _plain(parameter["schema"])
    if needs_token:
        components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"token": []}]
    document["components"] = components
    return document


def _body(schemas: Object) -> Object:
    """Describe quotes to verify; add the parts of their schema to those of the document."""
    schema = GivenQuotes.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= {name: _without_titles(part) for name, part in schema.pop("$defs").items()}
    schemas["GivenQuotes"] = _without_titles(schema)
    content = {JSON: {"schema": {"$ref": "#/components/schemas/GivenQuotes"}}}
    return {"required": True, "content": content}


def _without_titles(schema: Object) -> Object:
    """Remove the titles that Pydantic makes of names."""
    named = schema.get("properties", {}).items()
    properties = {name: {k: v for k, v in value.items() if k != "title"} for name, value in named}
    return {**{k: v for k, v in schema.items() if k != "title"}, "properties": properties}


def _plain(schema: Object) -> Object:
    """Remove the null that Python has for a parameter that is not given."""
    choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "title")}
    return {**choices[0], **rest} if len(choices) == 1 else rest


def _responses(operation: str, *, needs_token: bool) -> Object:
    names = _RESPONSES.get(operation, ())
    schemas = [{"$ref": f"#/components/schemas/{name.capitalize()}"} for name in names]
    schema = {"oneOf": schemas} if len(schemas) > 1 else [*schemas, {"type": "object"}][0]
    has_no_etag = operation in _WITHOUT_ETAG
    headers = [] if has_no_etag else ["ETag"]
    headers += ["Link"] if operation in _PAGED else []
    texts = {
        name: {"schema": {"type": "array" if name.endswith("json") else "string"}}
        for name in _TEXTS.get(operation, ())
    }
    content = ({JSON: {"schema": schema}} if operation in _RESPONSES else {}) | texts
    response: Object = {"description": "The response.", "content": content}
    response["headers"] = _refer(headers)
    responses = {"200": response}
    if not has_no_etag:
        responses["304"] = {
            "description": "The client has the response.",
            "headers": _refer(["ETag"]),
        }
    problems = {**_PROBLEMS, **_MORE_PROBLEMS.get(operation, {})}
    if needs_token and operation not in _OPEN:
        problems["401"] = ("unauthorized",)
    for status, kinds in sorted(problems.items()):
        responses[status] = {
            "description": "; ".join(f"{kind}: {KINDS[kind]}" for kind in kinds) + ".",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    responses["503"]["headers"] = _refer(["Retry-After"])
    return responses


_HEADERS = {
    "ETag": {
        "description": "Weak validator of the response.",
        "schema": {"type": "string", "pattern": '^W/"[0-9a-f]+"$'},
    },
    "Link": {
        "description": "Pages of the response: first, prev, next (RFC 8288).",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "Seconds after which to retry.",
        "schema": {"type": "integer"},
    },
}


_PART_NAMES = {"article": "ArticleInfo", "News": "NewsOfArticle"}


def _refer(names: Iterable[str]) -> Object:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _components(names: Iterable[str]) -> Object:
    """Split the package's schemas, so that each common part is in the document once."""
    components: Object = {}
    roots: Object = {}
    for name in names:
        text = (files("painsci_search") / "schemas" / f"{name}.schema.json").read_text("utf-8")
        schema = json.loads(text)
        for part, value in schema.pop("$defs", {}).items():
            component = _redirected(value)
            if components.setdefault(_name(part), component) != component:
                raise ValueError(f"the schemas differ in {part}")
        root = {key: value for key, value in schema.items() if key not in ("$schema", "$id")}
        roots[name.capitalize()] = _redirected(root)
    if both := components.keys() & roots.keys():
        raise ValueError(f"a schema and a part of one are both called {', '.join(both)}")
    return components | roots


def _name(part: str) -> str:
    """Return the name of a part of a schema; some parts are called as another schema is."""
    return _PART_NAMES.get(part, part[0].upper() + part[1:])


def _redirected(value: Any) -> Any:
    """Point the references of a schema to the components of the document."""
    if isinstance(value, list):
        return [_redirected(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        part = value["$ref"].removeprefix("#/$defs/")
        return {**value, "$ref": f"#/components/schemas/{_name(part)}"}
    return {key: _redirected(item) for key, item in value.items()}
