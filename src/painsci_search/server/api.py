"""/v1: what programs ask for, answered with the objects of ``render``."""

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
from painsci_search.server.answering import Desk, Made
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
from painsci_search.server.problems import Problem


class _AnyName(PathConvertor):
    """An id as a part of a path; it may have line breaks, too."""

    regex = "(?s:.*)"


register_url_convertor("name", _AnyName())
router = APIRouter(prefix="/v1")


async def get_desk(request: Request) -> Desk:
    """Find where the application answers; in no thread, as it waits for nothing."""
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(get_desk)]
ArticleId = Annotated[
    str,
    Path(
        alias="id",
        min_length=1,
        max_length=LONGEST_ID,
        description="As hits have it; it may have slashes.",
    ),
]


@router.get("/search", operation_id="search")
async def search(
    request: Request, desk: AtDesk, asked: Annotated[SearchParameters, Query()]
) -> Response:
    """Find passages, best first."""

    def make(index: Index) -> Made:
        wanted = asked.model_dump(exclude={"q", "article"})
        try:
            results = index.search(asked.q, articles=asked.article, **wanted)
        except ValueError as error:
            raise _refused(error) from None
        links = page_links(request, asked, results.total)
        return desk.as_json(request, results_object(results), links)

    return await desk.answer(request, make)


@router.get("/references", operation_id="references")
async def references(
    request: Request, desk: AtDesk, asked: Annotated[ReferencesParameters, Query()]
) -> Response:
    """Find works that the articles cite, each merged from all of its citations."""

    def make(index: Index) -> Made:
        found = index.references(asked.q, **asked.model_dump(exclude={"q"}))
        links = page_links(request, asked, found.total)
        return desk.as_json(request, references_object(found), links)

    return await desk.answer(request, make)


@router.get("/cites", operation_id="cites")
async def cites(
    request: Request, desk: AtDesk, asked: Annotated[CitesParameters, Query()]
) -> Response:
    """Find where a work is cited, and for what."""
    return await desk.answer(
        request, lambda index: desk.as_json(request, citations_object(index.cites(asked.work)))
    )


@router.get("/articles", operation_id="articles")
async def articles(
    request: Request, desk: AtDesk, asked: Annotated[ArticlesParameters, Query()]
) -> Response:
    """List the articles by id."""

    def make(_: Index) -> Made:
        known = desk.served.articles()
        page = known[asked.offset : asked.offset + asked.limit]
        value = articles_object(page, len(known))
        return desk.as_json(request, value, page_links(request, asked, len(known)))

    return await desk.answer(request, make)


@router.get("/articles/{id:name}", operation_id="article")  # noqa: FAST003 - an alias
async def article(
    request: Request,
    desk: AtDesk,
    article_id: ArticleId,
    asked: Annotated[ArticleParameters, Query()],
) -> Response:
    """Read an article, or a section or note of it with its evidence."""

    def make(index: Index) -> Made:
        if asked.anchor is None:
            if (whole := index.get(article_id)) is not None:
                return desk.as_json(request, article_object(whole))
        elif (excerpt := index.read(article_id, asked.anchor)) is not None:
            return desk.as_json(request, excerpt_object(excerpt))
        raise Problem(404, "not-found", "the index has no such article, section or note")

    return await desk.answer(request, make)


@router.get("/suggest", operation_id="suggest")
async def suggest(
    request: Request, desk: AtDesk, asked: Annotated[SuggestParameters, Query()]
) -> Response:
    """Say what a query may become that is being typed."""

    def make(index: Index) -> Made:
        found = index.suggest(asked.q, limit=asked.limit)
        return desk.as_json(request, suggestions_object(asked.q, found))

    return await desk.answer(request, make)


@router.get("/health", operation_id="health")
async def health(
    request: Request, desk: AtDesk, asked: Annotated[NoParameters, Query()]
) -> Response:
    """Tell whether the latest commit is served."""
    del asked
    return await desk.report(request)


@router.get("/openapi.json", operation_id="openapi")
async def openapi(
    request: Request, desk: AtDesk, asked: Annotated[NoParameters, Query()]
) -> Response:
    """Describe all this: an OpenAPI document."""
    del asked
    document = request.app.openapi
    root = request.scope.get("root_path", "")
    # without it, paths are taken to begin at the top of the host
    where = {"servers": [{"url": root}]} if root else {}
    return await desk.answer(request, lambda _: desk.as_json(request, {**document(), **where}))


def page_links(request: Request, asked: PageParameters, total: int) -> Mapping[str, str]:
    """Give the Link header of a page of an answer, as RFC 8288 has it."""
    limit, offset = asked.limit, asked.offset
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


def _refused(error: ValueError) -> Problem:
    """Say what the library says of a value that looks right and is not, such as 30 February."""
    return Problem(400, "bad-parameter", str(error))
