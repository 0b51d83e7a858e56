"""Routes of the API to works: those that articles cite, or that the passages of a query cite."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from painsci_search import Index, References
from painsci_search.bibliography.formats import render_bibliography
from painsci_search.render.json import ids_of
from painsci_search.render.works import citations_object, references_object
from painsci_search.server.executor import RequestExecutor, ResponseBody
from painsci_search.server.media_types import BIBLIOGRAPHIES, EXTENSIONS
from painsci_search.server.parameters import (
    BibliographyParameters,
    CitesParameters,
    ReferencesParameters,
)
from painsci_search.server.problems import reporting_values
from painsci_search.server.routing import Executor, ParameterRoute, page_links

router = APIRouter(prefix="/v1", route_class=ParameterRoute)


@router.get("/references", operation_id="references")
async def references(
    request: Request, executor: Executor, parameters: Annotated[ReferencesParameters, Query()]
) -> Response:
    """List the works that the articles cite; citations of the same work are merged."""

    def handle(index: Index) -> ResponseBody:
        with reporting_values():  # the name of a kind of study that does not exist
            found = index.references(parameters.q, **parameters.model_dump(exclude={"q", "format"}))
        return _works(request, executor, parameters, found)

    return await executor.respond(request, handle)


@router.get("/bibliography", operation_id="bibliography")
async def bibliography(
    request: Request, executor: Executor, parameters: Annotated[BibliographyParameters, Query()]
) -> Response:
    """List the works that the passages cite which match all of a query."""

    def handle(index: Index) -> ResponseBody:
        with reporting_values():
            found = index.bibliography(parameters.q, **parameters.options(without={"format"}))
        return _works(request, executor, parameters, found)

    return await executor.respond(request, handle)


@router.get("/cites", operation_id="cites")
async def cites(
    request: Request, executor: Executor, parameters: Annotated[CitesParameters, Query()]
) -> Response:
    """List the notes that cite a work, with the sentences that they back."""

    def handle(index: Index) -> ResponseBody:
        found = index.cites(parameters.work)
        return executor.json_body(request, citations_object(found), None, ids_of(found))

    return await executor.respond(request, handle)


def _works(
    request: Request,
    executor: RequestExecutor,
    parameters: ReferencesParameters | BibliographyParameters,
    found: References,
) -> ResponseBody:
    """Write works as JSON, or as a file for reference managers."""
    links = page_links(request, parameters, found.total)
    citing = [each for work in found.works for each in work.articles]
    if parameters.format == "json":
        return executor.json_body(request, references_object(found), links, citing)
    content = render_bibliography(found.works, parameters.format)
    name = f"references.{EXTENSIONS[parameters.format]}"
    headers = {**links, "content-disposition": f'attachment; filename="{name}"'}
    media_type = f"{BIBLIOGRAPHIES[parameters.format]}; charset=utf-8"
    return executor.file_body(content, media_type, headers, citing)
