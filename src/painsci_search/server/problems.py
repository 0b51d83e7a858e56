"""What went wrong, told as RFC 9457 has it: application/problem+json."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from painsci_search.errors import PainSciSearchError, QueryError
from painsci_search.render.json import dump

MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:painsci-search:problem:"
_QUERY_SHOWN = 200


class Problem(Exception):
    """Something that a client is told instead of what it asked for.

    Attributes:
        status: of the answer.
        kind: in short and for good, "bad-query"; the problem's type is made of it.
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

    def as_object(self) -> dict[str, Any]:
        """Give the problem as the object that problem.schema.json describes."""
        return {
            "type": _TYPE + self.kind,
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "instance": f"urn:uuid:{uuid.uuid4()}",
            **self.more,
        }

    def response(self) -> Response:
        """Give the problem as an answer."""
        body = dump(self.as_object(), pretty=False) + "\n"
        headers = {"cache-control": "no-store", **self.headers}
        return Response(body, self.status, headers, MEDIA_TYPE)


def problem_of(error: PainSciSearchError) -> Problem:
    """Say of an error of the library whose fault it is."""
    if isinstance(error, QueryError):
        return Problem(400, "bad-query", str(error), position=error.position)
    detail = "the index cannot be read at present; /v1/health tells more"
    return Problem(503, "index-unavailable", detail, {"retry-after": "5"})
