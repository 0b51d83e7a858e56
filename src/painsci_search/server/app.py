"""The application: routes under one roof, every error told as a problem."""

from __future__ import annotations

import difflib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from painsci_search import Index, __version__
from painsci_search.errors import PainSciSearchError
from painsci_search.server import api, pages
from painsci_search.server.access import Doorway
from painsci_search.server.answering import Desk
from painsci_search.server.problems import Problem, problem_of
from painsci_search.server.served import Served
from painsci_search.server.settings import Settings


def create_app(index: Index | str | os.PathLike[str], settings: Settings | None = None) -> FastAPI:
    """Make the application that serves an index.

    Args:
        index: an index, or its folder. The application looks for newer commits itself.
        settings: those for a server on this machine only, if not given.

    Raises:
        IndexMissing, IndexDamaged, IndexVersionError: as their names say.
    """
    settings = settings or Settings()
    opened = index if isinstance(index, Index) else Index.open(index)
    desk = Desk(Served(opened, settings.limits.refresh_seconds), settings.limits)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        desk.close()

    app = FastAPI(
        title="painsci-search",
        version=__version__,
        summary="Ranked passages of articles, their notes, and the works behind them.",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.desk = desk
    app.state.settings = settings
    app.include_router(api.router)
    app.include_router(pages.router)
    app.add_exception_handler(Problem, _tell)
    app.add_exception_handler(PainSciSearchError, _tell_of_the_library)
    app.add_exception_handler(RequestValidationError, _tell_of_parameters)
    app.add_exception_handler(HTTPException, _tell_of_the_route)
    app.add_middleware(Doorway, settings=settings)
    return app


async def _tell(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, Problem)
    return error.response()


async def _tell_of_the_library(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, PainSciSearchError)
    return problem_of(error).response()


async def _tell_of_the_route(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return Problem(404, "not-found", "there is nothing at this address").response()
    return Problem(error.status_code, "bad-request", str(error.detail)).response()


async def _tell_of_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [_parameter_error(request, each) for each in error.errors()]
    detail = "; ".join(f"{each['parameter']}: {each['message']}" for each in errors[:3])
    return Problem(400, "bad-parameter", detail, errors=errors[:20]).response()


def _parameter_error(request: Request, error: dict[str, Any]) -> dict[str, str]:
    name = str(error["loc"][1]) if len(error["loc"]) > 1 else str(error["loc"][0])
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = "there is no such parameter"
        known = [field.alias for field in request.scope["route"].dependant.query_params]
        close = difflib.get_close_matches(name[:100], known, n=1)
        if close:
            message += f"; did you mean {close[0]}?"
    return {"parameter": name[:100], "message": message}
