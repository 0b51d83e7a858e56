"""The tools over an Index: arguments in, text out, and optionally the same as JSON."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from painsci_search.errors import PainSciSearchError, QueryError, SemanticUnavailable
from painsci_search.index import Index
from painsci_search.mcp.arguments import BadArguments, check_arguments
from painsci_search.mcp.further_tools import FurtherTools
from painsci_search.mcp.text import (
    arguments_json,
    article_lines,
    count_that_fit,
    excerpt_lines,
    format_citations,
    format_evidence,
    format_page,
    format_problems,
    format_results,
    json_line,
    keep_within,
    plain_line,
    works_as,
)
from painsci_search.mcp.tool_results import AnswerLimits, Answers, ToolError, ToolResult
from painsci_search.model import Excerpt, Hit, Note, Results, Section
from painsci_search.render.json import hit_object, ids_of, plain, results_object
from painsci_search.render.wording import stale
from painsci_search.render.works import citations_object, references_object

_LOG = logging.getLogger(__name__)
_WIDTH = 200
# Percent of the characters of an answer that passages may take where evidence follows them.
_PASSAGES_SHARE = 60
# Arguments of a search that exclude passages.
_FILTERS = ("kind", "articles", "author", "since", "until", "cited_since")


class Tools:
    """The tools over an index. Each call reads the latest commit; threads may share them."""

    def __init__(self, index: Index, limits: AnswerLimits | None = None) -> None:
        self._index = index
        self.limits = limits or AnswerLimits()
        self._answers = Answers(self.limits)
        self._tools: dict[str, Callable[[dict[str, Any]], ToolResult]] = {
            **FurtherTools(index, self._answers).by_name,
            "search": self._search,
            "read": self._read,
            "references": self._references,
            "cites": self._cites,
        }

    def call(self, name: str, given: Mapping[str, Any] | None) -> ToolResult:
        """Call a tool; an error is a result, too.

        Raises:
            KeyError: the tool does not exist.
        """
        answer = self._with_stale(self._call(self._tools[name], name, given))
        return answer._replace(text=keep_within(answer.text, self.limits.characters))

    def _with_stale(self, answer: ToolResult) -> ToolResult:
        """Add to an answer which of its articles are older than their files."""
        ids = self._index.stale(answer.articles) if answer.articles else ()
        if not ids:
            return answer
        fitting = list(ids[: count_that_fit(ids, self.limits.characters)])
        content = answer.content and {**answer.content, "stale": fitting}
        text = answer.text if answer.is_noted else f"Note: {stale(len(ids))}\n{answer.text}"
        return answer._replace(text=text, content=content)

    def _call(
        self,
        tool: Callable[[dict[str, Any]], ToolResult],
        name: str,
        given: Mapping[str, Any] | None,
    ) -> ToolResult:
        try:
            values = check_arguments(name, given)
            self._index.refresh()
            return tool(values)
        except BadArguments as error:
            return ToolResult(f"Invalid arguments of {name}: {error}", None, True)
        except QueryError as error:
            return ToolResult(_explain_query_error(error), None, True)
        except SemanticUnavailable as error:
            # what is missing is for who runs the server: an assistant cannot supply it
            _LOG.warning("no search by meaning: %s", plain_line(str(error)))
            text = f"This index offers no search by meaning: call {name} without semantic."
            return ToolResult(text, None, True)
        except (PainSciSearchError, ToolError, ValueError) as error:
            return ToolResult(plain_line(str(error)), None, True)
        except Exception as error:  # noqa: BLE001 - reported to the assistant, and logged
            _LOG.exception("internal error in the tool %s", name)
            cause = f"{type(error).__name__}: {error}"
            return ToolResult(f"Internal error; please report it: {plain_line(cause)}", None, True)

    def _search(self, values: dict[str, Any]) -> ToolResult:
        limit, offset = values.pop("limit"), values["offset"]
        with_evidence = values.pop("evidence")
        found = self._index.search(**values, limit=limit + 1, lenient=True)
        as_object = self._hit_and_evidence if with_evidence else hit_object
        results = replace(found, hits=self._answers.cut(found.hits[:limit], as_object))
        more = len(results) < len(found)
        most = self.limits.characters
        formatted = format_results(
            results,
            most * _PASSAGES_SHARE // 100 if with_evidence else most,
            offset=offset,
            more=more,
            remarks=[
                *self._remarks(values, found, more=more),
                *format_problems(self._index.check(results)),
            ],
        )
        shown = replace(results, hits=results.hits[: formatted.shown])
        evidence = self._index.evidence(shown) if with_evidence else None
        text = formatted.text
        if evidence is not None and evidence.claims:
            room = most - len(text) - len("\n\n")
            text = f"{text}\n\n{format_evidence(evidence, room).text}"
        return self._answers.make(
            text, lambda: results_object(shown, evidence=evidence), ids_of(shown)
        )._replace(is_noted=True)

    def _hit_and_evidence(self, hit: Hit) -> list[Any]:
        """Return a hit and its evidence as JSON, to measure them."""
        return [hit_object(hit), plain(self._index.evidence(Results("", 1, 0, (hit,))))]

    def _remarks(self, values: Mapping[str, Any], found: Results, *, more: bool) -> Iterable[str]:
        """Yield why no passage may match, or why some are not shown."""
        most = values["per_article"]
        if found.total:
            if most and values["offset"] + len(found) < found.total and not more:
                yield f"At most {most} passages of one article are shown; per_article 0 shows all."
            return
        if not self._index.articles():
            yield "The index holds no articles."
            return
        filters = [name for name in _FILTERS if name in values]
        if filters:
            yield f"The search was restricted by {', '.join(filters)}: try it without."
        names = [name for name in values.get("articles", ()) if "*" not in name]
        known = set(self.ids()) if names else set()
        for name in names:
            if name not in known:
                yield _unknown("article", name, known)

    def _read(self, values: dict[str, Any]) -> ToolResult:
        found = self._find(values["article"], values.get("anchor"))
        return ToolResult(self.page(found, values["offset"]), articles=(found.article.id,))

    def page(self, excerpt: Excerpt, offset: int) -> str:
        """Return a page of an excerpt as text.

        Raises:
            ToolError: the offset is after its end.
        """
        article = self._index.get(excerpt.article.id) if excerpt.kind == "article" else None
        lines = excerpt_lines(excerpt) if article is None else article_lines(article)
        total = sum(len(line) + 1 for line in lines)
        if offset and offset >= total:
            raise ToolError(f"offset {offset} is past the end: the text has {total} characters")
        arguments = arguments_json(excerpt.article.id, excerpt.anchor)
        most = self.limits.room
        return keep_within(format_page(arguments, excerpt.link, lines, offset, most), most)

    def _find(self, article: str, anchor: str | None) -> Excerpt:
        """Find an article or a part of it; `article` may also be "id#anchor".

        Raises:
            ToolError: it does not exist; the message suggests similar names.
        """
        names = [(article, anchor)]
        if anchor is None:
            cuts = [at for at, sign in enumerate(article) if sign == "#"]
            names += [(article[:at], article[at + 1 :]) for at in reversed(cuts)]
        for name, part in names:
            found = self._index.read(name, part)
            if found is not None:
                return found
        for name, part in names:
            whole = self._index.read(name)
            if whole is not None and part:
                parts: tuple[Section | Note, ...] = (*whole.sections, *whole.notes)
                anchors = [each.anchor for each in parts]
                missing = _unknown("section or note", part, anchors)
                raise ToolError(f"{missing} It was searched in {arguments_json(name)}.")
        raise ToolError(_unknown("article", article, self.ids()))

    def find(self, article: str, anchor: str | None) -> Excerpt | None:
        """Return an article or a part of it from the latest commit, or None."""
        self._index.refresh()
        return self._index.read(article, anchor)

    def ids(self) -> list[str]:
        """Return the ids of the articles."""
        return [info.id for info in self._index.articles()]

    def _references(self, values: dict[str, Any]) -> ToolResult:
        offset = values["offset"]
        if "cited_with" in values:
            known = self._index.cites(values["cited_with"])
            if not known.works:
                return self._ambiguous(values["cited_with"])
        form = values.pop("format")
        found = self._index.references(**values)
        found = replace(found, works=self._answers.cut(found.works, plain))
        formatted = works_as(form, found, self.limits.room, offset)
        return self._answers.make(
            formatted.text,
            lambda: references_object(replace(found, works=found.works[: formatted.shown])),
            [each for work in found.works[: formatted.shown] for each in work.articles],
        )

    def _ambiguous(self, name: str) -> ToolResult:
        answer = self._cites({"work": name, "offset": 0})
        return ToolResult(f"cited_with: {answer.text}", None, True)

    def _cites(self, values: dict[str, Any]) -> ToolResult:
        name, offset = values["work"], values["offset"]
        found = self._index.cites(name)
        total = 0 if found.works else self._index.references(name, limit=1).total
        most = len(self._answers.cut(found.citations[offset:], plain))
        formatted = format_citations(found, self.limits.room, offset=offset, most=most, total=total)
        part = found.citations[offset : offset + formatted.shown]
        return self._answers.make(
            formatted.text, lambda: citations_object(replace(found, citations=part)), ids_of(part)
        )


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(map(json_line, close))}?" if close else ""
    return f"There is no {kind} {json_line(plain_line(name, _WIDTH))}.{hint}"


def _explain_query_error(error: QueryError) -> str:
    rest = plain_line(error.query[error.position :], _WIDTH)
    where = f"at character {error.position + 1} of the query: {rest}" if rest else "at its end"
    return f"Invalid query: {error}, {where}"
