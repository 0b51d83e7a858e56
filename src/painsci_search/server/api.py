"""Routes of the JSON API under /v1: parameters in, the objects of `render` out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.convertors import PathConvertor, register_url_convertor

from painsci_search import Index
from painsci_search.render.json import (
    article_object,
    articles_object,
    excerpt_object,
    results_object,
    suggestions_object,
)
from painsci_search.render.works import citations_object, references_object
from painsci_search.server.executor import RequestExecutor, ResponseBody, write_json
from painsci_search.server.parameters import (
    DEEPEST,
    LONGEST_ID,
    ArticleParameters,
    ArticlesParameters,
    CitesParameters,
    NoParameters,
    PageParameters,
    ReferencesParameters,
    SearchParameters,
    SuggestParameters,
)
from painsci_search.server.problems import HTTPProblem


class _ArticleIdConvertor(PathConvertor):
    """An article's id as a part of a path; unlike Starlette's "path", it may have line breaks."""

    regex = "(?s:.*)"


register_url_convertor("article_id", _ArticleIdConvertor())
router = APIRouter(prefix="/v1")


async def get_executor(request: Request) -> RequestExecutor:
    """Return the executor of the application; async, because FastAPI runs others in a thread."""
    executor: RequestExecutor = request.app.state.executor
    return executor


Executor = Annotated[RequestExecutor, Depends(get_executor)]
ArticleId = Annotated[
    str,
    Path(
        alias="id",
        min_length=1,
        max_length=LONGEST_ID,
        description="Id of an article, as in hits; it may contain slashes.",
    ),
]


@router.get("/search", operation_id="search")
async def search(
    request: Request, executor: Executor, parameters: Annotated[SearchParameters, Query()]
) -> Response:
    """Search passages, best first."""

    def handle(index: Index) -> ResponseBody:
        options = parameters.model_dump(exclude={"q", "article", "evidence"})
        try:
            results = index.search(parameters.q, articles=parameters.article, **options)
        except ValueError as error:
            # a value of the right form that does not exist, such as 30 February
            raise HTTPProblem(400, "bad-parameter", str(error)) from None
        links = page_links(request, parameters, results.total)
        evidence = index.evidence(results) if parameters.evidence else None
        return executor.json_body(request, results_object(results, evidence=evidence), links)

    return await executor.respond(request, handle)


@router.get("/references", operation_id="references")
async def references(
    request: Request, executor: Executor, parameters: Annotated[ReferencesParameters, Query()]
) -> Response:
    """List the works that the articles cite; citations of the same work are merged."""

    def handle(index: Index) -> ResponseBody:
        try:
            found = index.references(parameters.q, **parameters.model_dump(exclude={"q"}))
        except ValueError as error:
            # the name of a kind of study that does not exist
            raise HTTPProblem(400, "bad-parameter", str(error)) from None
        links = page_links(request, parameters, found.total)
        return executor.json_body(request, references_object(found), links)

    return await executor.respond(request, handle)


@router.get("/cites", operation_id="cites")
async def cites(
    request: Request, executor: Executor, parameters: Annotated[CitesParameters, Query()]
) -> Response:
    """List the notes that cite a work, with the sentences that they back."""
    return await executor.respond(
        request,
        lambda index: executor.json_body(request, citations_object(index.cites(parameters.work))),
    )


@router.get("/articles", operation_id="articles")
async def articles(
    request: Request, executor: Executor, parameters: Annotated[ArticlesParameters, Query()]
) -> Response:
    """List the articles by id."""

    def handle(_: Index) -> ResponseBody:
        articles = executor.index.articles()
        page = articles[parameters.offset : parameters.offset + parameters.limit]
        value = articles_object(page, len(articles))
        return executor.json_body(request, value, page_links(request, parameters, len(articles)))

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
                return executor.json_body(request, article_object(whole))
        elif (excerpt := index.read(article_id, parameters.anchor)) is not None:
            return executor.json_body(request, excerpt_object(excerpt))
        raise HTTPProblem(404, "not-found", "no article, section or note has this id and anchor")

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


def page_links(request: Request, parameters: PageParameters, total: int) -> Mapping[str, str]:
    """Return the Link header of a page of a response (RFC 8288)."""
    limit, offset = parameters.limit, parameters.offset
    starts = {"first": 0}
    if offset:
        starts["prev"] = max(0, offset - limit)
    if offset + limit < min(total, DEEPEST + 1):
        starts["next"] = offset + limit
    given = [(key, value) for key, value in request.query_params.multi_items() if key != "offset"]
    path = quote(request.scope["path"])
    links = []
    for name, start in starts.items():
        query = urlencode([*given, ("offset", start)] if start else given)
        links.append(f'<{path}{"?" if query else ""}{query}>; rel="{name}"')
    return {"link": ", ".join(links)}
