"""Routes of the API about the index as a whole, and about a query: news, counts, a parsed query."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from painsci_search import Index, News
from painsci_search.render.atom import Feed, FeedEntry, render_feed
from painsci_search.render.json import ids_of
from painsci_search.render.query_tree import query_tree_object
from painsci_search.render.reports import news_object, report_object
from painsci_search.server.executor import ResponseBody, redact_sources
from painsci_search.server.media_types import ATOM, FEED_PATH
from painsci_search.server.metrics import MEDIA_TYPE, Metrics
from painsci_search.server.parameters import (
    FeedParameters,
    NewsParameters,
    NoParameters,
    UnderstandParameters,
)
from painsci_search.server.problems import HTTPProblem, reporting_values
from painsci_search.server.routing import Executor, ParameterRoute, page_links, root_url
from painsci_search.server.shared_index import SharedIndex

# Before every article; a date of four digits is a year.
_EVER = "1000"

router = APIRouter(prefix="/v1", route_class=ParameterRoute)
unversioned = APIRouter(include_in_schema=False)


@router.get("/news", operation_id="news")
async def news(
    request: Request, executor: Executor, parameters: Annotated[NewsParameters, Query()]
) -> Response:
    """List articles published or updated since a date, the latest first."""

    def handle(index: Index) -> ResponseBody:
        with reporting_values():
            found = index.news(parameters.since)
        page = found[parameters.offset : parameters.offset + parameters.limit]
        links = page_links(request, parameters, len(found))
        value = {**news_object(page, parameters.since), "total": len(found)}
        return executor.json_body(request, value, links, ids_of(page))

    return await executor.respond(request, handle)


@router.get(FEED_PATH.removeprefix("/v1"), operation_id="feed")
async def feed(
    request: Request, executor: Executor, parameters: Annotated[FeedParameters, Query()]
) -> Response:
    """Return the newest articles as an Atom feed (RFC 4287)."""
    root = root_url(request)

    def handle(index: Index) -> ResponseBody:
        with reporting_values():
            found = index.news(parameters.since or _EVER)[: parameters.limit]
        query = f"?{request.url.query}" if request.url.query else ""
        described = Feed(url=f"{root}{FEED_PATH}{query}", home=f"{root}/")
        entries = [FeedEntry(each, _link(each, root)) for each in found]
        content = render_feed(entries, described)
        return executor.file_body(content, f"{ATOM}; charset=utf-8", {}, ids_of(found))

    return await executor.respond(request, handle)


def _link(news: News, root: str) -> str:
    """Return the URL of an article; that of its page here, if it is only in a file."""
    local = {"link": news.link, "article": {"id": news.article.id}}
    shown: str = redact_sources(local, root)["link"]
    return shown


@unversioned.get("/metrics")
async def metrics(request: Request, executor: Executor) -> Response:
    """Return the counters of all processes, and the state of the index, for Prometheus."""
    counters: Metrics | None = request.app.state.metrics
    if counters is None:
        raise HTTPProblem(404, "not-found", "this server has no metrics; see serve --metrics")
    return await executor.respond_state(lambda: _render_metrics(counters, executor.index))


def _render_metrics(counters: Metrics, index: SharedIndex) -> ResponseBody:
    generation, trouble = index.state()
    label = re.sub(r"[^\w.:-]", "_", generation, flags=re.ASCII)
    gauges = {
        "index_info": ("The commit that is served.", f'{{generation="{label}"}}', 1.0),
        "index_stale": ("Whether a newer commit cannot be read.", "", float(trouble is not None)),
        "index_articles": ("Articles of the index.", "", float(len(index.articles()))),
    }
    return ResponseBody(counters.render(gauges).encode(), MEDIA_TYPE)


@router.get("/stats", operation_id="stats")
async def stats(
    request: Request, executor: Executor, parameters: Annotated[NoParameters, Query()]
) -> Response:
    """Count articles, sections, notes, citations and words."""
    del parameters

    def handle(_: Index) -> ResponseBody:
        counted = [info.id for info in executor.index.articles()]
        value = report_object(executor.index.stats())
        return executor.json_body(request, value, articles=counted)

    return await executor.respond(request, handle)


@router.get("/understand", operation_id="understand")
async def understand(
    request: Request, executor: Executor, parameters: Annotated[UnderstandParameters, Query()]
) -> Response:
    """Parse a query, and describe what it searches for, without searching."""

    def handle(index: Index) -> ResponseBody:
        part = index.understand(parameters.q, exact=parameters.exact, lenient=parameters.lenient)
        return executor.json_body(request, query_tree_object(parameters.q, part))

    return await executor.respond(request, handle)
