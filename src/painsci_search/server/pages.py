"""Pages for people: the search page, articles to read, and what both are made of.

Everything here is reached by names that the index or this package knows; no path of a request is
ever a path of the file system.
"""

from __future__ import annotations

from html import escape

from fastapi import APIRouter, Request, Response

from painsci_search import Index
from painsci_search.server.answering import Made
from painsci_search.server.api import ArticleId, AtDesk
from painsci_search.server.problems import Problem

HTML = "text/html; charset=utf-8"

router = APIRouter(include_in_schema=False)


@router.get("/")
async def search_page(request: Request, desk: AtDesk) -> Response:
    """Give the page to search with."""
    return await desk.answer(request, lambda _: _as_html("painsci-search", ""))


@router.get("/articles/{id:path}")  # noqa: FAST003 - an alias
async def article_page(request: Request, desk: AtDesk, article_id: ArticleId) -> Response:
    """Give an indexed article to read."""

    def make(index: Index) -> Made:
        article = index.get(article_id)
        if article is None:
            raise Problem(404, "not-found", "the index has no such article")
        return _as_html(article.title, "")

    return await desk.answer(request, make)


@router.get("/static/{name}")
async def static(name: str) -> Response:
    """Give a file of the pages by its name."""
    raise Problem(404, "not-found", f"there is no file {name}")


def problem_page(problem: Problem) -> bytes:
    """Tell a reader what went wrong."""
    return _as_html(problem.title, f"<p>{escape(problem.detail)}</p>").body


def _as_html(title: str, body: str) -> Made:
    text = f"<!doctype html><html lang=en><title>{escape(title)}</title><h1>{escape(title)}</h1>"
    return Made((text + body).encode(), HTML)
