"""Routes of what readers take along: answers as files, citations as text, saved files of articles.

A saved file is served only where `Settings.saved_files` allows it. It is named by the id of its
article; no path is part of a request or of a response. Its policy lets nothing in it run, load or
be sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from stat import S_ISREG
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from urllib.request import url2pathname

from fastapi import APIRouter, Request, Response

from painsci_search import Index
from painsci_search.bibliography.formats import render_bibliography
from painsci_search.bibliography.formats.citation_styles import render_citation
from painsci_search.errors import QueryError
from painsci_search.model import Excerpt, Reference, References, Results, Work
from painsci_search.render.csv import render_csv
from painsci_search.render.json import ids_of
from painsci_search.render.markdown import render_markdown
from painsci_search.render.references import article_as_work, full_reference
from painsci_search.server.executor import ResponseBody
from painsci_search.server.pages import read_state, search_keywords
from painsci_search.server.problems import HTTPProblem
from painsci_search.server.routing import Executor
from painsci_search.web.pages import SearchState
from painsci_search.web.pages.filters import message_of
from painsci_search.web.pages.taking import FORMATS, OF_PASSAGES, PLAIN

TEXT = "text/plain; charset=utf-8"
# Passages, or works, of an exported answer.
MOST_EXPORTED = 500
# Bytes of a saved file; a larger one is held in memory too long.
_LARGEST_FILE = 64 << 20
# Characters of a query in the name of a file.
_NAME_LENGTH = 50

_SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline' data:; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Browsers show these types; a file of another one is downloaded. A page is only ever sandboxed.
_SHOWN = {
    "htm": "text/html",
    "html": "text/html",
    "md": TEXT,
    "pdf": "application/pdf",
    "txt": TEXT,
    "xhtml": "text/html",
    "xml": TEXT,
}
# A sandboxed document cannot be shown by a browser's viewer of PDF files.
_VIEWER = "default-src 'none'; frame-ancestors 'none'"

router = APIRouter(include_in_schema=False)


@router.get("/export")
async def export(request: Request, executor: Executor) -> Response:
    """Return the answer to a search as a file: its passages, or the works that they cite."""
    state = read_state(request.query_params)
    form = request.query_params.get("format", "")
    if form not in FORMATS:
        named = ", ".join(FORMATS)
        raise HTTPProblem(400, "bad-parameter", f"format must be one of {named}, not {form[:40]!r}")

    def handle(index: Index) -> ResponseBody:
        try:
            body, articles = _export(
                index, state, form, lambda found: executor.redacted(request, found)
            )
        except QueryError:
            raise
        except ValueError as error:
            raise HTTPProblem(400, "bad-parameter", message_of(error)) from None
        headers = {"content-disposition": _disposition("attachment", _file_name(state, form))}
        return executor.file_body(body, FORMATS[form].media_type, headers, articles)

    return await executor.respond(request, handle)


@router.get("/cite/{article_id:article_id}")
async def cite(request: Request, executor: Executor, article_id: str) -> Response:
    """Return the citation of an article, or of a work that a note of it cites, as plain text."""
    given = request.query_params
    style = given.get("style", "") or PLAIN
    anchor, number = given.get("note"), given.get("work", "0")

    def handle(index: Index) -> ResponseBody:
        excerpt = index.read(article_id, anchor)
        work = None if excerpt is None else _cited(excerpt, anchor, number)
        if work is None:
            raise HTTPProblem(404, "not-found", "no article or cited work has this id and number")
        try:
            text = (
                full_reference(work) if style == PLAIN else render_citation(Work("x", work), style)
            )
        except ValueError as error:
            raise HTTPProblem(400, "bad-parameter", str(error)) from None
        return ResponseBody(f"{text}\n".encode(), TEXT)

    return await executor.respond(request, handle)


@router.get("/saved/{article_id:article_id}")
async def saved(request: Request, executor: Executor, article_id: str) -> Response:
    """Return the saved file of an article, in which nothing can run."""
    if not executor.saved_files:
        raise HTTPProblem(404, "not-found", "this server does not serve saved files")

    def handle(index: Index) -> ResponseBody:
        excerpt = index.read(article_id)
        path = None if excerpt is None else saved_path(excerpt)
        body = None if path is None else _read(path)
        if path is None or body is None:
            raise HTTPProblem(404, "not-found", "this article has no saved file here")
        kind = path.suffix.lower().removeprefix(".")
        media_type = _SHOWN.get(kind, "application/octet-stream")
        headers = {
            # without an encoding, where the page declares its own
            "content-type": media_type,
            "cache-control": "no-store",
            "content-security-policy": _VIEWER if kind == "pdf" else _SANDBOX,
            "content-disposition": _disposition(
                "inline" if kind in _SHOWN else "attachment", path.name
            ),
        }
        return ResponseBody(body, media_type, headers)

    return await executor.respond(request, handle)


def saved_path(excerpt: Excerpt) -> Path | None:
    """Return the path of the file that an article was read from; None without one on this machine.

    The index names it as a "file:" URL: beside the URL of the article, or in place of it.
    """
    for address in (excerpt.article.file, excerpt.link.partition("#")[0]):
        if address.startswith("file:"):
            return Path(url2pathname(urlsplit(address).path))
    return None


def _read(path: Path) -> bytes | None:
    """Return the bytes of a regular file; None for anything else, and for one that is too large."""
    try:
        found = path.stat()
        is_served = S_ISREG(found.st_mode) and found.st_size <= _LARGEST_FILE
        return path.read_bytes() if is_served else None
    except OSError:
        return None


def _export(index: Index, state: SearchState, form: str, redact: Any) -> tuple[str, Iterable[str]]:
    """Return the text of an answer as a file, and the ids of the articles that it is made of."""
    if not state.q.strip():
        raise ValueError("the query must not be empty")
    keywords = search_keywords(state)
    if form in OF_PASSAGES:
        results: Results = redact(index.search(state.asked, limit=MOST_EXPORTED, **keywords))
        render = render_markdown if form == "markdown" else render_csv
        return render(results), ids_of(results)
    works = _works(index, state, keywords)
    citing = (each for work in works for each in work.articles)
    return render_bibliography(works, FORMATS[form].of_works), citing


def _works(index: Index, state: SearchState, keywords: Mapping[str, Any]) -> tuple[Work, ...]:
    """Return the works that the passages cite; of partial matches, those that their claims cite."""
    found: References = index.bibliography(state.asked, limit=MOST_EXPORTED, **keywords)
    if found.works:
        return found.works
    return index.evidence(index.search(state.asked, limit=MOST_EXPORTED, **keywords)).works


def _cited(excerpt: Excerpt, anchor: str | None, number: str) -> Reference | None:
    """Return the article as a work, or the work of a note by its number; None if there is none."""
    if anchor is None:
        return article_as_work(excerpt.article)
    works = [work for note in excerpt.notes for work in note.references]
    is_number = number.isascii() and number.isdigit() and len(number) < 6
    is_known = excerpt.kind == "note" and is_number and int(number) < len(works)
    return works[int(number)] if is_known else None


def _file_name(state: SearchState, form: str) -> str:
    words = "-".join(re.findall(r"\w+", state.q.lower()))[:_NAME_LENGTH].strip("-")
    kind = "passages" if form in OF_PASSAGES else "works"
    return f"{words}-{kind}.{FORMATS[form].extension}".lstrip("-")


def _disposition(kind: str, name: str) -> str:
    """Return the header with the name of a file, as RFC 6266 writes one that is not ASCII."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    encoded = quote(unquote(name), safe="", errors="replace")
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
