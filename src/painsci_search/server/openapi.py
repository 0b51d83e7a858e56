"""The OpenAPI document: what the routes say of themselves, and the package's JSON Schemas."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from painsci_search.server.problems import KINDS, MEDIA_TYPE

Object = dict[str, Any]

_JSON = "application/json"
# By operation: the schemas of its answer.
_ANSWERS = {
    "search": ("results",),
    "references": ("references",),
    "cites": ("citations",),
    "articles": ("articles",),
    "article": ("article", "excerpt"),
    "suggest": ("suggestions",),
    "health": ("health",),
    "openapi": (),
}
_PAGED = frozenset({"search", "references", "articles"})
_ALWAYS_NEW = frozenset({"health"})
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
_SUMMARY = "Ranked passages of articles, their notes, and the works behind them."
_DESCRIPTION = (
    "Only GET, HEAD and OPTIONS are understood. Parameters that are unknown or given twice "
    "(`article` may be) are refused. Whatever goes wrong is told as `application/problem+json`. "
    "Answers have an `ETag`: asked again with `If-None-Match`, the server says 304 until the "
    "index changes. A new commit of the index is served within a moment."
)


def make_document(app: FastAPI, *, needs_token: bool) -> Callable[[], Object]:
    """Make the function that gives an application's document; it is written once, when asked for.

    Args:
        needs_token: whether requests must show a token.
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
    names = {name for answers in _ANSWERS.values() for name in answers}
    components: Object = {"schemas": _components([*sorted(names), "problem"]), "headers": _HEADERS}
    for path in document["paths"].values():
        for operation in path.values():
            name = operation["operationId"]
            operation["responses"] = _responses(name, needs_token=needs_token)
            operation.get("parameters", []).sort(key=lambda parameter: not parameter["required"])
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _plain(parameter["schema"])
    if needs_token:
        components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"token": []}]
    document["components"] = components
    return document


def _plain(schema: Object) -> Object:
    """Say of a parameter what it is if it is given; what it is if not is null in Python only."""
    choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    told = {key: value for key, value in schema.items() if key not in ("anyOf", "title")}
    return {**choices[0], **told} if len(choices) == 1 else told


def _responses(operation: str, *, needs_token: bool) -> Object:
    names = _ANSWERS[operation]
    schemas = [{"$ref": f"#/components/schemas/{name.capitalize()}"} for name in names]
    schema = {"oneOf": schemas} if len(schemas) > 1 else [*schemas, {"type": "object"}][0]
    is_new = operation in _ALWAYS_NEW
    headers = [] if is_new else ["ETag"]
    headers += ["Link"] if operation in _PAGED else []
    done: Object = {"description": "Done.", "content": {_JSON: {"schema": schema}}}
    done["headers"] = _refer(headers)
    responses = {"200": done}
    if not is_new:
        responses["304"] = {
            "description": "The client has the answer.",
            "headers": _refer(["ETag"]),
        }
    problems = dict(_PROBLEMS)
    if operation == "article":
        problems["404"] = ("not-found",)
    if needs_token:
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
        "description": "Names the answer; a weak one.",
        "schema": {"type": "string", "pattern": '^W/"[0-9a-f]+"$'},
    },
    "Link": {
        "description": "The pages of the answer: first, prev, next (RFC 8288).",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "In so many seconds it may be asked again.",
        "schema": {"type": "integer"},
    },
}


def _refer(names: Iterable[str]) -> Object:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _components(names: Iterable[str]) -> Object:
    """Take the package's schemas apart, so that what they have in common stands there once."""
    components: Object = {}
    for name in names:
        text = (files("painsci_search") / "schemas" / f"{name}.schema.json").read_text("utf-8")
        schema = json.loads(text)
        for part, value in schema.pop("$defs", {}).items():
            put = _redirected(value)
            if components.setdefault(_name(part), put) != put:
                raise ValueError(f"the schemas do not agree on what a {part} is")
        root = {key: value for key, value in schema.items() if key not in ("$schema", "$id")}
        components[name.capitalize()] = _redirected(root)
    return components


def _name(part: str) -> str:
    """Name a part of a schema; one of them has the name of another schema."""
    return "ArticleInfo" if part == "article" else part[0].upper() + part[1:]


def _redirected(value: Any) -> Any:
    """Let references lead to where parts of schemas stand in the document."""
    if isinstance(value, list):
        return [_redirected(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        part = value["$ref"].removeprefix("#/$defs/")
        return {**value, "$ref": f"#/components/schemas/{_name(part)}"}
    return {key: _redirected(item) for key, item in value.items()}
