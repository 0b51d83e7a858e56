"""The application: routes under one roof, every error told as a problem."""

from __future__ import annotations

import difflib
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from painsci_search import Index, __version__
from painsci_search.errors import PainSciSearchError
from painsci_search.server import api, pages
from painsci_search.server.access import Doorway
from painsci_search.server.answering import Desk
from painsci_search.server.logs import server_log
from painsci_search.server.openapi import make_document
from painsci_search.server.parameters import explain
from painsci_search.server.problems import Problem, problem_of, respond
from painsci_search.server.served import Served
from painsci_search.server.settings import Settings

_NAME_SHOWN = 100
_ERRORS_SHOWN = 20


def create_app(index: Index | str | os.PathLike[str], settings: Settings | None = None) -> FastAPI:
    """Make the application that serves an index.

    Args:
        index: an index, or its folder. The application looks for newer commits itself.
        settings: if not given, those for a server that is asked from this machine only.

    Raises:
        IndexMissing, IndexDamaged, IndexVersionError: as their names say.

    >>> from painsci_search import Index
    >>> app = create_app(Index.in_memory())
    >>> sorted(path for path in app.openapi()["paths"] if "search" in path)
    ['/v1/search']
    """
    settings = settings or Settings()
    opened = index if isinstance(index, Index) else Index.open(index)
    desk = Desk(Served(opened, settings.limits.refresh_seconds), settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        desk.close()
        if opened is not index:
            opened.close()

    app = FastAPI(
        title="painsci-search",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.desk = desk
    app.state.problem_page = pages.problem_page
    app.include_router(api.router)
    app.include_router(pages.router)
    for kind in (Problem, PainSciSearchError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _tell)
    app.add_middleware(Doorway, settings=settings)
    app.openapi = make_document(app, needs_token=settings.token is not None)  # type: ignore[method-assign]
    return app


async def _tell(request: Request, error: Exception) -> Response:
    """Tell a client of whatever went wrong."""
    match error:
        case Problem():
            problem = error
        case PainSciSearchError():
            problem = problem_of(error)
            if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                told = {"id": request.scope["request_id"], "reason": str(error)}
                server_log.error("the index cannot be read", extra={"details": told})
        case RequestValidationError():
            problem = _problem_of_parameters(request, error.errors())
        case HTTPException(status_code=404):
            problem = Problem(404, "not-found", "the API is under /v1: see /v1/openapi.json")
        case HTTPException():
            problem = Problem(error.status_code, "bad-request", str(error.detail))
        case _:
            raise error
    return respond(problem, request.scope)


def _problem_of_parameters(request: Request, errors: Iterable[Any]) -> Problem:
    """Say what is wrong with which parameters, and what may have been meant."""
    known = [
        name
        for field in request.scope["route"].dependant.query_params
        for name in field.field_info.annotation.model_fields
    ]
    told = []
    for error in errors:
        if error["loc"][0] == "path":
            return Problem(404, "not-found", "no article has such an id")
        name = str(error["loc"][1])
        message = explain(error)
        if error["type"] == "extra_forbidden":
            close = difflib.get_close_matches(name[:_NAME_SHOWN], known, n=1)
            message += f"; did you mean {close[0]}?" if close else f"; there are {', '.join(known)}"
        told.append({"parameter": name[:_NAME_SHOWN], "message": message})
    detail = f"{told[0]['parameter']}: {told[0]['message']}"
    return Problem(400, "bad-parameter", detail, errors=told[:_ERRORS_SHOWN])
