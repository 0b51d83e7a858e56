"""The ASGI application: an index and settings in, routes and error handlers out."""

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
from painsci_search.server import api, downloads, pages, quotes, reports, works, works_pages
from painsci_search.server.access import AccessMiddleware
from painsci_search.server.direct import DirectRoutes
from painsci_search.server.executor import RequestExecutor
from painsci_search.server.metrics import Metrics
from painsci_search.server.openapi import make_document
from painsci_search.server.parameters import explain
from painsci_search.server.problems import HTTPProblem, problem_of, respond
from painsci_search.server.proxy import Proxies
from painsci_search.server.settings import Settings, server_log
from painsci_search.server.shared_index import SharedIndex

# Characters of a parameter's name in a message, and parameters listed.
_NAME_SHOWN = 100
_ERRORS_SHOWN = 20


def create_app(
    index: Index | str | os.PathLike[str],
    settings: Settings | None = None,
    metrics: Metrics | None = None,
) -> FastAPI:
    """Return the application that serves an index.

    Args:
        index: an index, or its folder. The application uses newer commits by itself.
        settings: those of a server for this machine alone, if not given.
        metrics: the counters of several processes; if not given, those of this one alone.

    Raises:
        IndexMissing, IndexDamaged, IndexVersionError: the index cannot be opened.
        ValueError: the root path or a trusted proxy in `settings` is invalid.

    >>> from painsci_search import Index
    >>> app = create_app(Index.in_memory())
    >>> sorted(path for path in app.openapi()["paths"] if "search" in path)
    ['/v1/search']
    """
    settings = settings or Settings()
    proxies = Proxies(settings.root_path, settings.proxies)
    opened = index if isinstance(index, Index) else Index.open(index)
    shared = SharedIndex(opened)
    counters = metrics or Metrics()
    executor = RequestExecutor(shared, settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        executor.close()
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
    app.state.executor = executor
    app.state.metrics = counters if settings.metrics else None
    app.state.problem_page = pages.problem_page
    of_api = (api, works, quotes, reports)
    app.router.routes.append(DirectRoutes(each for room in of_api for each in room.router.routes))
    for routes in (api, works, quotes, reports, pages, downloads, works_pages):
        app.include_router(routes.router)
    app.include_router(reports.unversioned)
    for kind in (HTTPProblem, PainSciSearchError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _handle_error)
    app.add_middleware(AccessMiddleware, settings=settings, proxies=proxies, metrics=counters)
    app.openapi = make_document(app, needs_token=settings.token is not None)  # type: ignore[method-assign]
    return app


async def _handle_error(request: Request, error: Exception) -> Response:
    """Return the response to an error of a route."""
    match error:
        case HTTPProblem():
            problem = error
        case PainSciSearchError():
            problem = problem_of(error)
            if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                details = {"id": request.scope["request_id"], "reason": str(error)}
                server_log.error("the index cannot be read", extra={"details": details})
        case RequestValidationError():
            problem = _problem_of_parameters(request, error.errors())
        case HTTPException(status_code=404):
            root = request.scope.get("root_path", "")
            detail = f"unknown path; see {root}/v1/openapi.json"
            in_page = "this server has no page at this address"
            problem = HTTPProblem(404, "not-found", detail, in_page=in_page)
        case HTTPException():
            problem = HTTPProblem(error.status_code, "bad-request", str(error.detail))
        case _:
            raise error
    return respond(problem, request.scope)


def _problem_of_parameters(request: Request, errors: Iterable[Any]) -> HTTPProblem:
    """Return the problem that lists the invalid parameters, with suggestions for their names."""
    known = [
        name
        for field in request.scope["route"].dependant.query_params
        for name in field.field_info.annotation.model_fields
    ]
    listed = []
    for error in errors:
        if error["loc"][0] == "path":
            return HTTPProblem(404, "not-found", "no article has this id")
        name = str(error["loc"][1])
        message = explain(error)
        if error["type"] == "extra_forbidden":
            close = difflib.get_close_matches(name[:_NAME_SHOWN], known, n=1)
            message += (
                f"; did you mean {close[0]}?" if close else f"; parameters: {', '.join(known)}"
            )
        listed.append({"parameter": name[:_NAME_SHOWN], "message": message})
    detail = f"{listed[0]['parameter']}: {listed[0]['message']}"
    return HTTPProblem(400, "bad-parameter", detail, errors=listed[:_ERRORS_SHOWN])
