"""Routes of the API to quotes: passages word for word, and whether the articles still have them."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field, ValidationError
from starlette.requests import ClientDisconnect

from painsci_search import ArticleInfo, Index, Quote
from painsci_search.model import Kind
from painsci_search.model.quotes import hash_of
from painsci_search.render.json import ids_of
from painsci_search.render.quotes import quotes_object, verdicts_object
from painsci_search.server.executor import ResponseBody
from painsci_search.server.parameters import Id, NoParameters, QuotesParameters, explain
from painsci_search.server.problems import HTTPProblem, reporting_values
from painsci_search.server.routing import Executor, ParameterRoute, page_links
from painsci_search.server.settings import ServerLimits

# Quotes in a request, and characters of each; a passage of results has a few sentences.
MOST_QUOTES = 100
_LONGEST_QUOTE = 5_000
_ERRORS_SHOWN = 20
# Pydantic's errors of a body that differ from those of parameters, by the type of the error.
_WORDS = {
    "json_invalid": "must be JSON: {error}",
    "model_type": "must be an object",
    "list_type": "must be a list",
    "string_type": "must be a string",
    "string_pattern_mismatch": "must not be empty",
    "too_short": "must not be empty",
    "too_long": "may have {max_length} items at most",
}

router = APIRouter(prefix="/v1", route_class=ParameterRoute)


class GivenArticle(BaseModel):
    """The article of a quote."""

    id: Id
    title: str = ""


class GivenQuote(BaseModel):
    """A passage word for word, as `quotes` returns it; text and article suffice."""

    text: Annotated[
        str,
        Field(
            min_length=1,
            max_length=_LONGEST_QUOTE,
            pattern=r"\S",
            description="Word for word; white space is ignored.",
        ),
    ]
    article: GivenArticle
    anchor: Annotated[
        str | None, Field(description="Of its section or note; without it, its place is unknown.")
    ] = None
    kind: Kind = "section"
    heading: str = ""
    path: list[str] = []
    link: str = ""

    def as_quote(self) -> Quote:
        """Return the quote of the model."""
        article = ArticleInfo(self.article.id, self.article.title)
        path = tuple(self.path)
        digest = hash_of(self.text)
        return Quote(
            self.text, digest, self.kind, article, self.heading, path, self.anchor, self.link
        )


class GivenQuotes(BaseModel):
    """Quotes to compare with the articles, such as a response of `quotes`."""

    quotes: Annotated[list[GivenQuote], Field(min_length=1, max_length=MOST_QUOTES)]


@router.get("/quotes", operation_id="quotes")
async def quotes(
    request: Request, executor: Executor, parameters: Annotated[QuotesParameters, Query()]
) -> Response:
    """Return the passages of a query word for word, to store, and to verify later."""

    def handle(index: Index) -> ResponseBody:
        with reporting_values():
            results = index.search(parameters.q, **parameters.options())
        links = page_links(request, parameters, results.total)
        pack = quotes_object(index.quotes(results))
        return executor.json_body(request, pack, links, ids_of(results))

    return await executor.respond(request, handle)


@router.post("/verify", operation_id="verify")
async def verify(
    request: Request, executor: Executor, parameters: Annotated[NoParameters, Query()]
) -> Response:
    """Compare quotes with the articles: each is unchanged, moved, changed or gone."""
    del parameters
    body = await _read_body(request, executor.limits)

    def handle(index: Index) -> ResponseBody:
        verdicts = index.verify([each.as_quote() for each in _parse(body).quotes])
        return executor.json_body(request, verdicts_object(verdicts))

    return await executor.respond(request, handle)


def _parse(body: bytes) -> GivenQuotes:
    try:
        return GivenQuotes.model_validate_json(body)
    except ValidationError as error:
        listed = [_explain(each) for each in error.errors(include_url=False)[:_ERRORS_SHOWN]]
        detail = f"{listed[0]['parameter']}: {listed[0]['message']}"
        raise HTTPProblem(400, "bad-parameter", detail, errors=listed) from None


def _explain(error: Any) -> dict[str, str]:
    """Return the path of a wrong value in the body, and what is wrong with it."""
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"])
    words = _WORDS.get(error["type"])
    message = words.format_map(error.get("ctx", {})) if words else explain(error)
    return {"parameter": where.removeprefix(".") or "body", "message": message}


async def _read_body(request: Request, limits: ServerLimits) -> bytes:
    """Read the body of a request, within the limits of its size and of time.

    Raises:
        HTTPProblem: it is too large, or arrives too slowly, or the client is gone.
    """
    parts: list[bytes] = []
    size = 0
    close = {"connection": "close"}
    try:
        async with asyncio.timeout(limits.head_seconds):
            async for part in request.stream():
                parts.append(part)
                size += len(part)
                if size > limits.body:
                    detail = f"the body must have at most {limits.body} bytes"
                    raise HTTPProblem(413, "too-large", detail, close)
    except TimeoutError:
        detail = f"the body must arrive within {limits.head_seconds:g} seconds"
        raise HTTPProblem(408, "too-slow", detail, close) from None
    except ClientDisconnect:
        raise HTTPProblem(400, "bad-request", "the body is incomplete", close) from None
    return b"".join(parts)
