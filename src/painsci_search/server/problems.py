"""Errors of HTTP requests, written as application/problem+json (RFC 9457) or as a page."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from starlette.responses import Response
from starlette.types import Scope

from painsci_search.errors import (
    ExtraMissing,
    IndexUnavailable,
    PainSciSearchError,
    QueryError,
    SemanticUnavailable,
    TooSlow,
)
from painsci_search.escaping import dump
from painsci_search.server.media_types import JSON, accept_weight

MEDIA_TYPE = "application/problem+json"
# Title of each kind of problem.
KINDS = {
    "bad-request": "The request is malformed",
    "bad-parameter": "A parameter is invalid",
    "bad-query": "The query is invalid",
    "unauthorized": "The token is missing or wrong",
    "not-found": "Not found",
    "method-not-allowed": "The method is not supported here",
    "not-acceptable": "The client does not accept the format of the response",
    "too-large": "The request is too large",
    "unsupported-media-type": "The body has another format than the server reads",
    "not-installed": "An optional part of the server is not installed",
    "misdirected": "The Host header does not name this server",
    "fault": "Internal error",
    "busy": "Too many requests",
    "too-slow": "The request took too long",
    "index-unavailable": "The index cannot be read at present",
}
_TYPE = "urn:painsci-search:problem:"


class HTTPProblem(Exception):
    """Error response to a request.

    Attributes:
        status: HTTP status code.
        kind: a key of KINDS; the problem's type is made of it.
        detail: what is wrong with this request and what to do, in one line.
        in_page: the same for the reader of a page, where `detail` is for a program.
        headers: further headers of the response.
        more: further members of the JSON object.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
        *,
        in_page: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.in_page = in_page or detail
        self.headers = dict(headers or {})
        self.more = more

    @property
    def title(self) -> str:
        """Description of this kind of problem, the same for all requests."""
        return KINDS[self.kind]

    def as_json(self, request_id: str) -> bytes:
        """Return the object that problem.schema.json describes."""
        value = {
            "type": _TYPE + self.kind,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": f"urn:uuid:{request_id}",
            **self.more,
        }
        return (dump(value, pretty=False) + "\n").encode()


@contextmanager
def reporting_values() -> Iterator[None]:
    """Report a value that the library refuses as a wrong parameter."""
    try:
        yield
    except ValueError as error:
        raise HTTPProblem(400, "bad-parameter", str(error)) from None


RenderProblem = Callable[[HTTPProblem, str, str], bytes]


def new_request_id() -> str:
    """Return the id of a request, for the log and for the response to a problem."""
    return str(uuid.uuid4())


def respond(problem: HTTPProblem, scope: Scope) -> Response:
    """Return the response to a problem: a page for browsers, JSON for other clients."""
    headers = {"cache-control": "no-store", **problem.headers}
    accept = b",".join(value for name, value in scope["headers"] if name == b"accept")
    if not is_api(scope) and prefers_html(accept.decode("latin-1")):
        render: RenderProblem = scope["app"].state.problem_page
        page = render(problem, scope.get("root_path", ""), route_path(scope))
        return Response(page, problem.status, headers, "text/html; charset=utf-8")
    body = problem.as_json(scope.get("request_id") or new_request_id())
    return Response(body, problem.status, headers, MEDIA_TYPE)


def is_api(scope: Scope) -> bool:
    """Return whether a request is for the JSON API, not for a page."""
    return is_path_of_api(route_path(scope))


def is_path_of_api(path: str) -> bool:
    """Return whether a path, below that at which the application is mounted, is of the API."""
    return path == "/v1" or path.startswith("/v1/")


def route_path(scope: Scope) -> str:
    """Return the path of a request below the path at which the application is mounted."""
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return path


def prefers_html(accept: str) -> bool:
    """Return whether a client names HTML, and no JSON that it likes as much, as browsers do.

    Args:
        accept: its Accept header.
    """
    return accept_weight(accept, "text/html") > max(
        accept_weight(accept, MEDIA_TYPE), accept_weight(accept, JSON)
    )


def problem_of(error: PainSciSearchError) -> HTTPProblem:
    """Translate an error of the library: 400 for what the request asks for, 503 for the rest."""
    if isinstance(error, QueryError):
        return HTTPProblem(400, "bad-query", str(error), position=error.position)
    if isinstance(error, ExtraMissing):
        return HTTPProblem(501, "not-installed", str(error))
    if isinstance(error, SemanticUnavailable):
        errors = [{"parameter": "semantic", "message": error.reason}]
        return HTTPProblem(400, "bad-parameter", f"semantic: {error.reason}", errors=errors)
    if isinstance(error, TooSlow):
        return HTTPProblem(503, "too-slow", str(error), {"retry-after": "5"})
    if isinstance(error, IndexUnavailable):
        detail = f"{error.reason}; see the log of the server"
    else:
        detail = "the index is damaged or being replaced; see the log of the server"
    return HTTPProblem(503, "index-unavailable", detail, {"retry-after": "5"})
