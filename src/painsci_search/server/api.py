"""/v1: what programs ask for, answered with the objects of ``render``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from painsci_search import Index
from painsci_search.render.json import article_object, plain, results_object
from painsci_search.render.works import citations_object, references_object
from painsci_search.server import interim
from painsci_search.server.answering import Desk, Made, as_json
from painsci_search.server.parameters import (
    ArticleParameters,
    ArticlesParameters,
    CitesParameters,
    NoParameters,
    ReferencesParameters,
    SearchParameters,
    SuggestParameters,
)
from painsci_search.server.problems import Problem

router = APIRouter(prefix="/v1")


def get_desk(request: Request) -> Desk:
    """Find where the application answers."""
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(get_desk)]


@router.get("/search")
async def search(
    request: Request, desk: AtDesk, asked: Annotated[SearchParameters, Query()]
) -> Response:
    """Find passages, best first."""

    def make(index: Index) -> Made:
        wanted = asked.model_dump(exclude={"q", "article"})
        results = _checked(index.search)(asked.q, articles=asked.article, **wanted)
        return as_json(results_object(results), _paging(request, asked, results.total))

    return await desk.answer(request, make)


@router.get("/references")
async def references(
    request: Request, desk: AtDesk, asked: Annotated[ReferencesParameters, Query()]
) -> Response:
    """Find works that the articles cite."""

    def make(index: Index) -> Made:
        wanted = asked.model_dump(exclude={"q"})
        found = _checked(index.references)(asked.q, **wanted)
        return as_json(references_object(found), _paging(request, asked, found.total))

    return await desk.answer(request, make)


@router.get("/cites")
async def cites(
    request: Request, desk: AtDesk, asked: Annotated[CitesParameters, Query()]
) -> Response:
    """Find where a work is cited, and for what."""
    return await desk.answer(
        request, lambda index: as_json(citations_object(index.cites(asked.work)))
    )


@router.get("/articles")
async def articles(
    request: Request, desk: AtDesk, asked: Annotated[ArticlesParameters, Query()]
) -> Response:
    """List the articles by id."""

    def make(index: Index) -> Made:
        known = index.articles()
        shown = known[asked.offset : asked.offset + asked.limit]
        value = {
            "schema": "painsci-search/articles/1",
            "total": len(known),
            "articles": [plain(info) for info in shown],
        }
        return as_json(value, _paging(request, asked, len(known)))

    return await desk.answer(request, make)


@router.get("/articles/{article_id:path}")
async def article(
    request: Request,
    desk: AtDesk,
    article_id: Annotated[str, Path(max_length=1000)],
    asked: Annotated[ArticleParameters, Query()],
) -> Response:
    """Read an article, or a section or note of it with its evidence."""

    def make(index: Index) -> Made:
        if asked.anchor is None:
            found = index.get(article_id)
            value: Any = found and article_object(found)
        else:
            excerpt = interim.read(index, article_id, asked.anchor)
            value = excerpt and {"schema": "painsci-search/excerpt/1", **plain(excerpt)}
        if not value:
            raise Problem(404, "not-found", "the index has no such article, section or note")
        return as_json(value)

    return await desk.answer(request, make)


@router.get("/suggest")
async def suggest(
    request: Request, desk: AtDesk, asked: Annotated[SuggestParameters, Query()]
) -> Response:
    """Complete a query that is being typed."""

    def make(index: Index) -> Made:
        found = interim.suggest(index, asked.q, asked.limit)
        value = {
            "schema": "painsci-search/suggestions/1",
            "query": asked.q,
            "suggestions": [plain(each) for each in found],
        }
        return as_json(value)

    return await desk.answer(request, make)


@router.get("/health")
async def health(desk: AtDesk, asked: Annotated[NoParameters, Query()]) -> Response:
    """Tell whether the latest commit is served."""
    del asked
    return await desk.report()


def _checked(call: Any) -> Any:
    """Turn what the library says of a value into a problem."""

    def checked(*args: Any, **wanted: Any) -> Any:
        try:
            return call(*args, **wanted)
        except ValueError as error:
            raise Problem(400, "bad-parameter", str(error)) from None

    return checked


def _paging(request: Request, asked: Any, total: int) -> Mapping[str, str]:
    """Give the Link header of a page of an answer, as RFC 8288 has it."""
    limit, offset = asked.limit, asked.offset
    pages = {"first": 0}
    if offset:
        pages["prev"] = max(0, offset - limit)
    if offset + limit < total:
        pages["next"] = offset + limit
    given = [(key, value) for key, value in request.query_params.multi_items() if key != "offset"]
    links = []
    for name, start in pages.items():
        query = urlencode([*given, ("offset", start)] if start else given)
        links.append(f'<{request.url.path}{"?" + query if query else ""}>; rel="{name}"')
    return {"link": ", ".join(links)}
