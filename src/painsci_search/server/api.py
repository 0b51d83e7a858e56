"""Routes of the JSON API under /v1: parameters in, the objects of `render` out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from painsci_search import Index
from painsci_search.render.json import (
    article_object,
    articles_object,
    excerpt_object,
    ids_of,
    results_object,
    suggestions_object,
)
from painsci_search.server.executor import ResponseBody, write_json
from painsci_search.server.parameters import (
    ArticleParameters,
    ArticlesParameters,
    LikeParameters,
    NoParameters,
    SearchParameters,
    SuggestParameters,
)
from painsci_search.server.problems import HTTPProblem, reporting_values
from painsci_search.server.routing import ArticleId, Executor, ParameterRoute, page_links

_NO_PART = "no article, section or note has this id and anchor"

router = APIRouter(prefix="/v1", route_class=ParameterRoute)


@router.get("/search", operation_id="search")
async def search(
    request: Request, executor: Executor, parameters: Annotated[SearchParameters, Query()]
) -> Response:
    """Search passages, best first."""

    def handle(index: Index) -> ResponseBody:
        with reporting_values():  # of the right form that do not exist, such as 30 February
            results = index.search(parameters.q, **parameters.options(without={"evidence"}))
        links = page_links(request, parameters, results.total)
        evidence = index.evidence(results) if parameters.evidence else None
        return executor.json_body(
            request, results_object(results, evidence=evidence), links, ids_of(results)
        )

    return await executor.respond(request, handle)


@router.get("/like", operation_id="like")
async def like(
    request: Request, executor: Executor, parameters: Annotated[LikeParameters, Query()]
) -> Response:
    """Find the passages most similar to an article, or to a section or note of it."""

    def handle(index: Index) -> ResponseBody:
        options = parameters.options(without={"id", "anchor"})
        with reporting_values():
            results = index.like(parameters.id, parameters.anchor, **options)
        if results is None:
            raise HTTPProblem(404, "not-found", _NO_PART)
        links = page_links(request, parameters, results.total)
        asked = filter(None, [index.read(parameters.id)])  # by the id that it has now
        shown = ids_of([*asked, *results])
        return executor.json_body(request, results_object(results), links, shown)

    return await executor.respond(request, handle)


@router.get("/articles", operation_id="articles")
async def articles(
    request: Request, executor: Executor, parameters: Annotated[ArticlesParameters, Query()]
) -> Response:
    """List the articles by id."""

    def handle(_: Index) -> ResponseBody:
        articles = executor.index.articles()
        page = articles[parameters.offset : parameters.offset + parameters.limit]
        value = articles_object(page, len(articles))
        links = page_links(request, parameters, len(articles))
        return executor.json_body(request, value, links, [each.id for each in page])

    return await executor.respond(request, handle)


@router.get("/articles/{id:article_id}", operation_id="article")  # noqa: FAST003 - an alias
async def article(
    request: Request,
    executor: Executor,
    article_id: ArticleId,
    parameters: Annotated[ArticleParameters, Query()],
) -> Response:
    """Read an article, or a section or note of it with its evidence."""

    def handle(index: Index) -> ResponseBody:
        if parameters.anchor is None:
            if (whole := index.get(article_id)) is not None:
                return executor.json_body(request, article_object(whole), None, [whole.id])
        elif (excerpt := index.read(article_id, parameters.anchor)) is not None:
            return executor.json_body(request, excerpt_object(excerpt), None, ids_of([excerpt]))
        raise HTTPProblem(404, "not-found", _NO_PART)

    return await executor.respond(request, handle)


@router.get("/suggest", operation_id="suggest")
async def suggest(
    request: Request, executor: Executor, parameters: Annotated[SuggestParameters, Query()]
) -> Response:
    """Complete a query that is being typed."""

    def handle(index: Index) -> ResponseBody:
        found = index.suggest(parameters.q, limit=parameters.limit)
        return executor.json_body(request, suggestions_object(parameters.q, found))

    return await executor.respond(request, handle)


@router.get("/health", operation_id="health")
async def health(
    request: Request, executor: Executor, parameters: Annotated[NoParameters, Query()]
) -> Response:
    """Report whether the latest commit is in use."""
    del parameters
    return await executor.respond_health(request)


@router.get("/openapi.json", operation_id="openapi")
async def openapi(
    request: Request, executor: Executor, parameters: Annotated[NoParameters, Query()]
) -> Response:
    """Return the OpenAPI document of this API."""
    del parameters
    document = request.app.openapi
    root = request.scope.get("root_path", "")
    # without servers, clients take the paths as those of the host
    servers = {"servers": [{"url": root}]} if root else {}
    return await executor.respond(request, lambda _: write_json({**document(), **servers}))
