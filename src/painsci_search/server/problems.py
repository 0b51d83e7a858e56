"""What went wrong, told as RFC 9457 has it: application/problem+json."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Scope

from painsci_search.errors import PainSciSearchError, QueryError
from painsci_search.escaping import dump

MEDIA_TYPE = "application/problem+json"
# Every kind of problem, with its title.
KINDS = {
    "bad-request": "The request makes no sense",
    "bad-parameter": "A parameter is not what it may be",
    "bad-query": "The query cannot be understood",
    "unauthorized": "A token is needed",
    "not-found": "There is nothing at this address",
    "method-not-allowed": "Only GET, HEAD and OPTIONS are understood",
    "not-acceptable": "The answer is in a format that the client does not take",
    "too-large": "The request is larger than it may be",
    "misdirected": "The server does not go by this name",
    "fault": "A fault in the program",
    "busy": "Too many requests at once",
    "too-slow": "It took too long",
    "index-unavailable": "The index cannot be read at present",
}
_TYPE = "urn:painsci-search:problem:"


class Problem(Exception):
    """Something that a client is told instead of what it asked for.

    Attributes:
        status: of the answer.
        kind: one of KINDS; the problem's type is made of it.
        detail: what is wrong this time, and what to do, in one line.
        headers: of the answer.
        more: further members of the object.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = more

    @property
    def title(self) -> str:
        """What is wrong with all requests that have such a problem."""
        return KINDS[self.kind]

    def as_json(self, request_id: str) -> bytes:
        """Give the problem as the object that problem.schema.json describes."""
        value = {
            "type": _TYPE + self.kind,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": f"urn:uuid:{request_id}",
            **self.more,
        }
        return (dump(value, pretty=False) + "\n").encode()


PageOfProblem = Callable[[Problem, str], bytes]


def new_request_id() -> str:
    """Name a request, in the log and in what is told of a problem with it."""
    return str(uuid.uuid4())


def respond(problem: Problem, scope: Scope) -> Response:
    """Tell a client of a problem: a browser with a page, others with JSON."""
    headers = {"cache-control": "no-store", **problem.headers}
    if not is_for_programs(scope) and _is_browser(scope):
        make: PageOfProblem = scope["app"].state.problem_page
        page = make(problem, scope.get("root_path", ""))
        return Response(page, problem.status, headers, "text/html; charset=utf-8")
    body = problem.as_json(scope.get("request_id") or new_request_id())
    return Response(body, problem.status, headers, MEDIA_TYPE)


def is_for_programs(scope: Scope) -> bool:
    """Tell the API from the pages."""
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return path == "/v1" or path.startswith("/v1/")


def _is_browser(scope: Scope) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def problem_of(error: PainSciSearchError) -> Problem:
    """Say of an error of the library whose fault it is."""
    if isinstance(error, QueryError):
        return Problem(400, "bad-query", str(error), position=error.position)
    detail = "the index is damaged, or is being replaced; the server's log tells more"
    return Problem(503, "index-unavailable", detail, {"retry-after": "5"})
