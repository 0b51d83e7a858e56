"""Pages for people: the search page, articles to read, and what both are made of.

Everything here is reached by names that the index or this package knows; no path of a request is
ever a path of the file system.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from fastapi import APIRouter, Request, Response

from painsci_search import Index
from painsci_search.errors import QueryError
from painsci_search.model import Results, Sort
from painsci_search.server.answering import Made, matches
from painsci_search.server.api import AtDesk
from painsci_search.server.parameters import DEEPEST, LONGEST_QUERY, MOST_ARTICLES
from painsci_search.server.problems import Problem
from painsci_search.web.pages import (
    Answer,
    Asked,
    Site,
    Wanted,
    article_page,
    search_page,
)
from painsci_search.web.pages import (
    problem_page as render_problem,
)
from painsci_search.web.pages.answer import ALL_ARTICLES
from painsci_search.web.pages.asked import PAGE_SIZE, Addresses

HTML = "text/html; charset=utf-8"
_FILES = {
    "article.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "keys.js": "text/javascript; charset=utf-8",
    "page.css": "text/css; charset=utf-8",
    "search.js": "text/javascript; charset=utf-8",
}
_ONE_YEAR = "public, max-age=31536000, immutable"
_NEWEST = 12
_COMPLETIONS = 7
_YEAR_DIGITS = 4
_SHOWN = 40

router = APIRouter(include_in_schema=False)


@router.get("/")
async def search_for_people(request: Request, desk: AtDesk) -> Response:
    """Give the page to search with, and what it finds."""
    asked = _asked(request.query_params)
    site = _site(request.scope.get("root_path", ""))
    return await desk.answer(
        request, lambda index: Made(search_page(asked, find_answer(index, asked), site), HTML)
    )


@router.get("/articles/{article_id:name}")
async def article_to_read(request: Request, desk: AtDesk, article_id: str) -> Response:
    """Give an indexed article to read."""
    given = request.query_params
    wanted = Wanted(given.get("at", ""), given.get("passage", ""), _asked(given))
    site = _site(request.scope.get("root_path", ""))

    def make(index: Index) -> Made:
        article = index.get(article_id)
        if article is None:
            raise Problem(404, "not-found", "the index has no such article")
        return Made(article_page(article, wanted, site), HTML)

    return await desk.answer(request, make)


@router.get("/static/{name}")
async def static(request: Request, name: str) -> Response:
    """Give a file of the pages by its name."""
    if name not in _FILES:
        raise Problem(404, "not-found", "there is nothing at this address")
    body = _load()[name]
    version = _versions()[name]
    tag = f'"{version}"'
    is_latest = request.query_params.get("v") == version
    headers = {"etag": tag, "cache-control": _ONE_YEAR if is_latest else "no-cache"}
    if matches(request.headers.getlist("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, _FILES[name])


def problem_page(problem: Problem, root: str) -> bytes:
    """Tell a reader what went wrong.

    Args:
        root: what stands before the paths of pages.
    """
    return render_problem(_site(root), problem.title, problem.detail)


def find_answer(index: Index, asked: Asked) -> Answer:
    """Find what a page tells; where the query finds nothing, what it was to become or to be."""
    if not asked.q.strip():
        return Answer(newest=index.search(ALL_ARTICLES, sort="date", limit=_NEWEST))
    if len(asked.q) > LONGEST_QUERY:
        return Answer(trouble=f"a query may have {LONGEST_QUERY} characters at most")
    if len(asked.article) > MOST_ARTICLES:
        return Answer(trouble=f"a search may be narrowed to {MOST_ARTICLES} articles at most")
    completions = index.suggest(asked.q, limit=_COMPLETIONS)
    try:
        results = _search(index, asked)
    except QueryError as error:
        return Answer(completions=completions, trouble=str(error), position=error.position)
    except ValueError as error:
        return Answer(completions=completions, trouble=str(error))
    instead = None
    if not results.total and results.unknown:
        words = [each.text for each in completions if each.kind == "word"]
        instead = next(iter(words), results.suggestion)
    if instead is not None:
        other = _search(index, replace(asked, q=instead))
        if other.total:
            results = other
        else:
            instead = None
    shown = replace(results, hits=results.hits[:PAGE_SIZE])
    return Answer(shown, len(results.hits) > PAGE_SIZE, instead, completions)


def _search(index: Index, asked: Asked) -> Results:
    """Search for one passage more than a page has, to know whether there are more."""
    year = asked.cited_since
    if year and not (year.isdecimal() and len(year) <= _YEAR_DIGITS):
        raise ValueError(f"cited_since must be a year, not {year[:_SHOWN]!r}")
    wanted: dict[str, Any] = {
        name: getattr(asked, name) or None for name in ("kind", "author", "since", "until")
    }
    return index.search(
        asked.q,
        limit=PAGE_SIZE + 1,
        offset=asked.offset,
        articles=asked.article,
        cited_since=int(year) if year else None,
        sort=asked.sort,
        per_article=asked.per_article,
        exact=asked.exact,
        facets=True,
        **wanted,
    )


def _asked(given: Any) -> Asked:
    """Read what is asked from the parameters of an address.

    What makes no sense is passed over, but for filters: those are looked at when they are used.
    """
    sort = given.get("sort", "")
    offset = given.get("offset", "")
    plain: Mapping[str, str] = {
        name: given.get(name, "").strip()
        for name in ("kind", "author", "since", "until", "cited_since")
    }
    return Asked(
        q=given.get("q", ""),
        # each is a link on the page that names all others: one more than may be will do
        article=tuple(dict.fromkeys(filter(None, given.getlist("article"))))[: MOST_ARTICLES + 1],
        sort=sort if sort in get_args(Sort) else "relevance",
        exact=given.get("exact") == "true",
        offset=min(int(offset), DEEPEST) if offset.isdecimal() and len(offset) < 9 else 0,
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


def _site(root: str) -> Site:
    return Site(Addresses(root, _versions()), LONGEST_QUERY)
