"""Routes of the HTML pages: the search page, articles, and their static files.

Articles and files are looked up by names that the index or this package knows; no path of a request
is ever a path of the file system.
"""

from __future__ import annotations

import hashlib
import importlib.util
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any, get_args

from fastapi import APIRouter, Request, Response

from painsci_search import Index
from painsci_search.bibliography.formats.citation_styles import COMMON_STYLES, has_styles
from painsci_search.errors import QueryError, SemanticUnavailable
from painsci_search.model import Hit, Results, Sort
from painsci_search.options import SearchOptions
from painsci_search.render.json import ids_of
from painsci_search.server.executor import ResponseBody, matches
from painsci_search.server.ignored import ignored_in_search
from painsci_search.server.parameters import LONGEST_QUERY, MOST_ARTICLES, read_offset
from painsci_search.server.problems import HTTPProblem
from painsci_search.server.routing import Executor
from painsci_search.web.pages import (
    ReadingPosition,
    SearchOutcome,
    SearchState,
    Site,
    article_page,
    like_page,
    search_page,
)
from painsci_search.web.pages import (
    problem_page as render_problem,
)
from painsci_search.web.pages.filters import message_of
from painsci_search.web.pages.home import ALL_ARTICLES
from painsci_search.web.pages.urls import PAGE_SIZE, URLs
from painsci_search.web.questions import questions_of

HTML = "text/html; charset=utf-8"
_CSS, _JAVASCRIPT = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
# The other files of the folder are those of exported sites.
_FILES = {
    "article.css": _CSS,
    "article.js": _JAVASCRIPT,
    "fetched.js": _JAVASCRIPT,
    "copying.js": _JAVASCRIPT,
    "help.js": _JAVASCRIPT,
    "icon.svg": "image/svg+xml",
    "keys.js": _JAVASCRIPT,
    "like.css": _CSS,
    "like.js": _JAVASCRIPT,
    "notes.js": _JAVASCRIPT,
    "printing.js": _JAVASCRIPT,
    "results.css": _CSS,
    "results.js": _JAVASCRIPT,
    "searches.js": _JAVASCRIPT,
    "served.css": _CSS,
    "served.js": _JAVASCRIPT,
    "stored.js": _JAVASCRIPT,
    "style.css": _CSS,
    "typing.js": _JAVASCRIPT,
    "works.css": _CSS,
    "works.js": _JAVASCRIPT,
    "years.js": _JAVASCRIPT,
}
_ONE_YEAR = "public, max-age=31536000, immutable"
# Articles on the page without a query.
_NEWEST = 12
# Completions above the passages.
_COMPLETIONS = 7
# Articles whose headings are examples of questions.
_ASKED = 12
# Similar passages, of them of one article, and matches within an article to go through.
_SIMILAR, _SIMILAR_IN_ARTICLE = 12, 3
_MATCHES = 100
_BY_WORDS = "This index cannot be searched by meaning; the search is by words alone"
# Characters of an invalid year in a message.
_SHOWN = 40
_YEAR_DIGITS = 4

router = APIRouter(include_in_schema=False)


@router.get("/")
async def search_html(request: Request, executor: Executor) -> Response:
    """Return the search page, with the results of a query."""
    given = read_state(request.query_params)
    ignored = ignored_in_search(request.query_params)
    site = make_site(request.scope.get("root_path", ""), saved_files=executor.saved_files)

    def handle(index: Index) -> ResponseBody:
        here, state = _by_meaning_if_possible(executor, site, given)
        remarks = (*ignored, *([_BY_WORDS] if given.semantic != state.semantic else []))
        outcome = replace(find_outcome(index, state), ignored=remarks)
        articles = ids_of(outcome.results or ())
        stale = index.stale(articles)
        page = search_page(state, replace(outcome, stale=len(stale)), here)
        status = HTTPStatus.BAD_REQUEST if outcome.error else HTTPStatus.OK
        return ResponseBody(page, HTML, status=status, articles=articles, stale=stale)

    return await executor.respond(request, handle)


@router.get("/articles/{article_id:article_id}")
async def article_html(request: Request, executor: Executor, article_id: str) -> Response:
    """Return the page of an article; redirect from a former id, or another spelling, of it."""
    given = request.query_params
    location = ReadingPosition(given.get("at", ""), given.get("passage", ""), read_state(given))
    site = make_site(request.scope.get("root_path", ""), saved_files=executor.saved_files)

    def handle(index: Index) -> ResponseBody:
        article = index.get(article_id)
        if article is None:
            raise HTTPProblem(404, "not-found", "no article has this id")
        if article.id != article_id:
            query = f"?{request.url.query}" if request.url.query else ""
            target = site.urls.article(article.id, SearchState()) + query
            return ResponseBody(b"", HTML, {"location": target}, 308)
        matches = _matches_in(index, article.id, location.state)
        stale = index.stale([article.id])
        here = replace(site, examples=executor.index.examples())
        page = article_page(article, location, here, matches, is_stale=bool(stale))
        return ResponseBody(page, HTML, articles=(article.id,), stale=stale)

    return await executor.respond(request, handle)


@router.get("/like/{article_id:article_id}")
async def like_html(request: Request, executor: Executor, article_id: str) -> Response:
    """Return the page of the passages that are like an article, or a section or note of it."""
    anchor = request.query_params.get("at") or None
    given = read_state(request.query_params)
    site = make_site(request.scope.get("root_path", ""), saved_files=executor.saved_files)

    def handle(index: Index) -> ResponseBody:
        here, state = _by_meaning_if_possible(executor, site, given)
        excerpt = index.read(article_id, anchor)
        found = index.like(
            article_id,
            anchor,
            limit=_SIMILAR,
            per_article=_SIMILAR_IN_ARTICLE,
            semantic=state.semantic,
        )
        if excerpt is None or found is None:
            raise HTTPProblem(404, "not-found", "no article or passage has this id and anchor")
        articles = ids_of(found)
        stale = index.stale(articles)
        page = like_page(excerpt, found, state, here, len(stale))
        return ResponseBody(page, HTML, articles=articles, stale=stale)

    return await executor.respond(request, handle)


@router.get("/static/{name}")
async def static(request: Request, name: str) -> Response:
    """Return a static file by its name."""
    if name not in _FILES:
        raise HTTPProblem(404, "not-found", "no file has this name")
    body = _load()[name]
    version = _versions()[name]
    tag = f'"{version}"'
    is_latest = request.query_params.get("v") == version
    headers = {"etag": tag, "cache-control": _ONE_YEAR if is_latest else "no-cache"}
    if matches(request.headers.getlist("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, _FILES[name])


def _by_meaning_if_possible(
    executor: Executor, site: Site, state: SearchState
) -> tuple[Site, SearchState]:
    """Return a site with what it can offer, and a state without what it cannot.

    A link to a search by meaning is answered by words where no other search is possible.
    """
    possible = executor.index.can_search_by_meaning()
    here = replace(site, by_meaning=possible, examples=executor.index.examples())
    return here, replace(state, semantic=state.semantic and possible)


def problem_page(problem: HTTPProblem, root: str, path: str) -> bytes:
    """Render the page of a problem.

    Args:
        problem: the problem.
        root: path under which the application is mounted.
        path: that of the request, below `root`.
    """
    missing = path if problem.status == HTTPStatus.NOT_FOUND else None
    return render_problem(make_site(root), problem.title, problem.in_page, missing)


def find_outcome(index: Index, state: SearchState) -> SearchOutcome:
    """Search; if the query has no results, use those of a completion or a correction."""
    if not state.q.strip():
        return _without_query(index, state)
    if len(state.q) > LONGEST_QUERY:
        return SearchOutcome(error=f"the query must have at most {LONGEST_QUERY} characters")
    if len(state.article) > MOST_ARTICLES:
        return SearchOutcome(
            error=f"a search can be restricted to at most {MOST_ARTICLES} articles"
        )
    completions = index.suggest(state.q, limit=_COMPLETIONS)
    try:
        results = _search(index, state)
    except QueryError as error:
        return SearchOutcome(completions=completions, error=str(error), position=error.position)
    except ValueError as error:
        return SearchOutcome(completions=completions, error=message_of(error))
    instead = None
    if not results.total and results.unknown and not results.offers:
        words = [each.text for each in completions if each.kind == "word"]
        instead = next(iter(words), results.suggestion)
    if instead is not None:
        other = _search(index, replace(state, q=instead))
        if other.total:
            results = other
        else:
            instead = None
    last = None
    if results.total and not results.hits:
        last = _last_page(index, replace(state, q=instead or state.q), results.total)
    shown = replace(results, hits=results.hits[:PAGE_SIZE])
    return SearchOutcome(shown, len(results.hits) > PAGE_SIZE, instead, completions, last=last)


def _without_query(index: Index, state: SearchState) -> SearchOutcome:
    """Return the articles updated last, and questions; or what is wrong with a filter."""
    try:
        SearchOptions(**search_keywords(state))
    except ValueError as error:
        return SearchOutcome(error=message_of(error))
    newest = index.search(ALL_ARTICLES, sort="date", limit=_NEWEST)
    read = (index.get(hit.article.id) for hit in newest.hits[:_ASKED])
    return SearchOutcome(newest=newest, questions=questions_of(filter(None, read)))


def _search(index: Index, state: SearchState) -> Results:
    """Search one passage more than a page has, to know whether more follow."""
    return index.search(
        state.asked,
        limit=PAGE_SIZE + 1,
        offset=state.offset,
        per_article=state.per_article,
        facets=True,
        **search_keywords(state),
    )


def _last_page(index: Index, state: SearchState, total: int) -> int:
    """Return the offset of the last page, which few passages of an article bring forward.

    It is found by halves: an answer has no count of the passages of which articles keep a few.
    """
    first_empty = min(state.offset, total + PAGE_SIZE - 1) // PAGE_SIZE
    pages = range(1, first_empty + 1)

    def is_empty(number: int) -> bool:
        found = index.search(
            state.asked,
            limit=1,
            offset=number * PAGE_SIZE,
            per_article=state.per_article,
            **search_keywords(state),
        )
        return not found.hits

    return bisect_left(pages, True, key=is_empty) * PAGE_SIZE


def _matches_in(index: Index, article_id: str, state: SearchState) -> tuple[Hit, ...]:
    """Return the sections and notes of an article that match a search, by position."""
    if not state.q.strip() or len(state.q) > LONGEST_QUERY:
        return ()
    try:
        keywords = {**search_keywords(state), "articles": article_id, "sort": "position"}
        results = index.search(state.asked, limit=_MATCHES, **keywords)
    except (QueryError, SemanticUnavailable, ValueError):
        # the search page reports what is wrong with the query or a filter
        return ()
    return tuple(hit for hit in results.hits if hit.anchor is not None)


def search_keywords(state: SearchState) -> dict[str, Any]:
    """Return the filters and the order of a search as keyword arguments of `Index.search`.

    Raises:
        ValueError: a year is none.
    """
    year = state.cited_since
    if year and not (year.isdecimal() and len(year) <= _YEAR_DIGITS):
        raise ValueError(f"cited_since must be a year, not {year[:_SHOWN]!r}")
    names = ("kind", "author", "since", "until")
    filters: dict[str, Any] = {name: getattr(state, name) or None for name in names}
    return {
        **filters,
        "articles": state.article,
        "cited_since": int(year) if year else None,
        "sort": state.sort,
        "exact": state.exact,
        "semantic": state.semantic,
        "lenient": True,
    }


def read_state(given: Any) -> SearchState:
    """Read the state of a search from the parameters of a URL.

    Invalid values are ignored (`ignored.py`); those of filters are kept, for the page to report.
    """
    sort = given.get("sort", "")
    plain: Mapping[str, str] = {
        name: given.get(name, "").strip()
        for name in ("kind", "author", "since", "until", "cited_since")
    }
    return SearchState(
        q=given.get("q", ""),
        # each becomes a link that names all others; one too many is enough to report
        article=tuple(dict.fromkeys(filter(None, given.getlist("article"))))[: MOST_ARTICLES + 1],
        sort=sort if sort in get_args(Sort) else "relevance",
        exact=given.get("exact") == "true",
        semantic=given.get("semantic") == "true",
        offset=read_offset(given.get("offset", "")),
        **plain,
    )


@cache
def _load() -> dict[str, bytes]:
    folder = files("painsci_search.web") / "static"
    return {name: (folder / name).read_bytes() for name in _FILES}


@cache
def _versions() -> dict[str, str]:
    return {
        name: hashlib.blake2b(body, digest_size=6).hexdigest() for name, body in _load().items()
    }


def make_site(root: str, *, saved_files: bool = False) -> Site:
    """Return what pages need to know of the server.

    Args:
        root: path under which the application is mounted.
        saved_files: whether the server serves the saved files of articles.
    """
    return Site(
        URLs(root, _versions()),
        LONGEST_QUERY,
        styles=COMMON_STYLES if has_styles() else {},
        has_bibliographies=_has_bibliographies(),
        saved_files=saved_files,
    )


@cache
def _has_bibliographies() -> bool:
    """Return whether the extra "bibliography" is installed."""
    return all(importlib.util.find_spec(name) for name in ("bibtexparser", "rispy"))
