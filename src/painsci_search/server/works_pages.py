"""Routes of the pages of works: what the articles cite, and who cites a work for what."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from http import HTTPStatus
from typing import Any, get_args

from fastapi import APIRouter, Request, Response

from painsci_search import Index
from painsci_search.bibliography.facets import facets_of
from painsci_search.errors import QueryError
from painsci_search.model import Work, WorkSort
from painsci_search.render.json import ids_of
from painsci_search.render.respelled import respelled
from painsci_search.server.executor import ResponseBody
from painsci_search.server.ignored import ignored_in_works
from painsci_search.server.pages import HTML, make_site, read_state, search_keywords
from painsci_search.server.parameters import LONGEST_QUERY, MOST_ARTICLES, is_number, read_offset
from painsci_search.server.problems import HTTPProblem
from painsci_search.server.routing import Executor
from painsci_search.web.pages.urls import SearchState
from painsci_search.web.pages.works_page import (
    MOST_WITH,
    PAGE_SIZE,
    WorksOutcome,
    WorksState,
    work_page,
    works_page,
    years_page,
)

# Passages whose works are counted where none with all words of a query cites a work.
_READ = 100
# Digits of a year, and of the number of a work.
_YEAR, _DIGITS = 4, 8

router = APIRouter(include_in_schema=False)


@router.get("/works")
async def works_html(request: Request, executor: Executor) -> Response:
    """Return the page of the works that the articles cite."""
    state = _read_state(request.query_params)
    ignored = ignored_in_works(request.query_params)
    site = make_site(request.scope.get("root_path", ""))

    def handle(index: Index) -> ResponseBody:
        outcome = replace(find_works(index, state), ignored=ignored)
        status = HTTPStatus.BAD_REQUEST if outcome.error else HTTPStatus.OK
        articles = tuple(dict.fromkeys(each for work in outcome.works for each in work.articles))
        stale = index.stale(articles)
        page = works_page(state, replace(outcome, stale=len(stale)), site)
        return ResponseBody(page, HTML, status=status, articles=articles, stale=stale)

    return await executor.respond(request, handle)


@router.get("/works/years")
async def years_html(request: Request, executor: Executor) -> Response:
    """Return the plot of the years of the works that an answer cites."""
    state = read_state(request.query_params)
    site = make_site(request.scope.get("root_path", ""))
    return await executor.respond(
        request,
        lambda index: ResponseBody(years_page(find_years(index, state), state, site), HTML),
    )


@router.get("/works/of/{article_id:article_id}")
async def work_of_note(request: Request, executor: Executor, article_id: str) -> Response:
    """Redirect to the page of a work that a note of an article cites."""
    site = make_site(request.scope.get("root_path", ""))
    anchor, number = request.query_params.get("note", ""), request.query_params.get("work", "0")

    def handle(index: Index) -> ResponseBody:
        has_number = is_number(number, _DIGITS)
        work = index.cited_work(article_id, anchor, int(number)) if has_number else None
        if work is None:
            raise HTTPProblem(404, "not-found", "no cited work has this article, note and number")
        return ResponseBody(b"", HTML, {"location": site.urls.work(work.key)}, 303)

    return await executor.respond(request, handle)


@router.get("/works/{key}")
async def work_html(request: Request, executor: Executor, key: str) -> Response:
    """Return the page of a work, by its key or an identifier; redirect to that of its key."""
    site = make_site(request.scope.get("root_path", ""))

    def handle(index: Index) -> ResponseBody:
        try:
            citations = index.cites(key)
        except QueryError:
            citations = None
        if citations is None or not citations.works:
            raise HTTPProblem(404, "not-found", "no work has this key")
        (work, *_) = citations.works
        if work.key != key:
            return ResponseBody(b"", HTML, {"location": site.urls.work(work.key)}, 308)
        others = index.references(cited_with=key, limit=MOST_WITH)
        articles = ids_of(citations)
        stale = index.stale(articles)
        page = work_page(citations, others.works, others.total, site, len(stale))
        return ResponseBody(page, HTML, articles=articles, stale=stale)

    return await executor.respond(request, handle)


def find_years(index: Index, state: SearchState) -> dict[int, int]:
    """Count the works that an answer cites by year, whichever year the slider is at."""
    if not state.q.strip() or len(state.q) > LONGEST_QUERY or len(state.article) > MOST_ARTICLES:
        return {}
    options = search_keywords(state.but(cited_since=""))
    try:
        works = index.bibliography(state.asked, **options).works
        if not any(work.reference.year for work in works):
            found = index.search(state.asked, limit=_READ, **options)
            works = index.evidence(found).works
    except (QueryError, ValueError):
        return {}
    return Counter(work.reference.year for work in works if work.reference.year is not None)


def find_works(index: Index, state: WorksState) -> WorksOutcome:
    """Search the works; the years are counted before those since a year are chosen."""
    if len(state.q) > LONGEST_QUERY:
        return WorksOutcome(error=f"the query must have at most {LONGEST_QUERY} characters")
    try:
        found = index.references(
            state.q,
            sort=state.sort,
            kind=state.kind or None,
            cited_with=state.cited_with or None,
        )
    except (QueryError, ValueError) as error:
        return WorksOutcome(error=str(error))
    works = [work for work in found.works if not state.noticed or work.reference.notices]
    years = Counter(work.reference.year for work in works if work.reference.year is not None)
    chosen = [work for work in works if _is_since(work, state.since)]
    page = chosen[state.offset : state.offset + PAGE_SIZE]
    outcome = WorksOutcome(page, len(chosen), facets_of(chosen), years, found.cited_with)
    is_unknown = not (works or state.kind or state.cited_with or state.noticed)
    return replace(outcome, suggestion=respelled(index, state.q) if is_unknown else None)


def _is_since(work: Work, year: str) -> bool:
    return not year or (work.reference.year or 0) >= int(year)


def _read_state(given: Any) -> WorksState:
    """Read the state of a search for works from the parameters of a URL; wrong ones are ignored."""
    sort, since = given.get("sort", ""), given.get("since", "")
    return WorksState(
        q=given.get("q", ""),
        sort=sort if sort in get_args(WorkSort) else "cited",
        kind=given.get("kind", "")[:LONGEST_QUERY],
        since=since if is_number(since, _YEAR) else "",
        cited_with=given.get("cited_with", "")[:LONGEST_QUERY],
        noticed=given.get("noticed") == "true",
        offset=read_offset(given.get("offset", "")),
    )
