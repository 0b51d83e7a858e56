"""Tools besides searching and reading: similar passages, bibliographies, quotes, news, counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from painsci_search.index import Index
from painsci_search.mcp.text import (
    arguments_json,
    format_news,
    format_quotes,
    format_results,
    format_verdicts,
    plain_line,
    works_as,
)
from painsci_search.mcp.tool_results import Answers, ToolError, ToolResult
from painsci_search.model import Quote
from painsci_search.render.json import hit_object, ids_of, plain, results_object
from painsci_search.render.query_tree import query_tree_object, render_query_tree
from painsci_search.render.quotes import quotes_object, verdicts_object
from painsci_search.render.reports import news_object, render_stats, report_object
from painsci_search.render.terminal import Terminal
from painsci_search.render.works import references_object

# Columns of an explained query.
_WIDTH = 100


class FurtherTools:
    """The tools over an index, by name.

    Attributes:
        by_name: each takes its checked arguments.
    """

    def __init__(self, index: Index, answers: Answers) -> None:
        self._index = index
        self._answers = answers
        self.by_name: dict[str, Callable[[dict[str, Any]], ToolResult]] = {
            "like": self._like,
            "bibliography": self._bibliography,
            "quotes": self._quotes,
            "verify": self._verify,
            "news": self._news,
            "stats": self._stats,
            "explain_query": self._explain_query,
        }

    def _like(self, values: dict[str, Any]) -> ToolResult:
        article, anchor = values.pop("article"), values.pop("anchor", None)
        limit, offset = values.pop("limit"), values["offset"]
        found = self._index.like(article, anchor, **values, limit=limit + 1)
        if found is None:
            raise ToolError(f"There is no passage {arguments_json(article, anchor)}.")
        results = replace(found, hits=self._answers.cut(found.hits[:limit], hit_object))
        formatted = format_results(
            results, self._room, offset=offset, more=len(results) < len(found)
        )
        shown = replace(results, hits=results.hits[: formatted.shown])
        return self._answers.make(formatted.text, lambda: results_object(shown), ids_of(shown))

    def _bibliography(self, values: dict[str, Any]) -> ToolResult:
        query, form, offset = values.pop("query"), values.pop("format"), values["offset"]
        found = self._index.bibliography(query, **values, lenient=True)
        found = replace(found, works=self._answers.cut(found.works, plain))
        formatted = works_as(form, found, self._room, offset)
        shown = replace(found, works=found.works[: formatted.shown])
        citing = [each for work in shown for each in work.articles]
        return self._answers.make(formatted.text, lambda: references_object(shown), citing)

    def _quotes(self, values: dict[str, Any]) -> ToolResult:
        query, offset = values.pop("query"), values["offset"]
        results = self._index.search(query, **values, lenient=True)
        pack = self._index.quotes(results)
        pack = replace(pack, quotes=self._answers.cut(pack.quotes, plain))
        formatted = format_quotes(pack, self._room, results.total, offset)
        shown = replace(pack, quotes=pack.quotes[: formatted.shown])
        return self._answers.make(formatted.text, lambda: quotes_object(shown), ids_of(shown))

    def _verify(self, values: dict[str, Any]) -> ToolResult:
        verdicts = self._index.verify([_given_quote(each) for each in values["quotes"]])
        formatted = format_verdicts(verdicts, self._room)
        return self._answers.make(
            formatted.text, lambda: verdicts_object(verdicts[: formatted.shown])
        )

    def _news(self, values: dict[str, Any]) -> ToolResult:
        since, limit, offset = values["since"], values["limit"], values["offset"]
        found = self._index.news(since)
        page = self._answers.cut(found[offset : offset + limit], plain)
        formatted = format_news(page, self._room, since, len(found), offset)
        shown = page[: formatted.shown]
        return self._answers.make(
            formatted.text,
            lambda: {**news_object(shown, since), "total": len(found)},
            ids_of(shown),
        )

    def _stats(self, values: dict[str, Any]) -> ToolResult:
        del values
        stats = self._index.stats()
        counted = [info.id for info in self._index.articles()]
        return self._answers.make(
            render_stats(stats).rstrip(), lambda: report_object(stats), counted
        )

    def _explain_query(self, values: dict[str, Any]) -> ToolResult:
        query = values["query"]
        part = self._index.understand(query, exact=values["exact"], lenient=True)
        lines = render_query_tree(query, part, Terminal(_WIDTH)).splitlines()
        # the indentation of a line is its place in the tree
        text = [line[: len(line) - len(line.lstrip())] + plain_line(line) for line in lines]
        return self._answers.make("\n".join(text), lambda: query_tree_object(query, part))

    @property
    def _room(self) -> int:
        return self._answers.limits.room


def _given_quote(given: dict[str, Any]) -> Quote:
    """Return a quote, whose article is given by its id or as `quotes` returns it."""
    article = given["article"]
    name = article["id"] if isinstance(article, dict) else article
    return Quote.of(given["text"], name, given.get("anchor"))
