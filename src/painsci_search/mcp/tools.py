"""The tools: what each is for, and what it answers, over an Index."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from painsci_search.errors import PainSciSearchError, QueryError
from painsci_search.index import Index
from painsci_search.mcp.arguments import BadArguments, check_arguments
from painsci_search.mcp.text import (
    article_lines,
    excerpt_lines,
    json_line,
    keep_within,
    place,
    plain_line,
    tell_citations,
    tell_page,
    tell_problems,
    tell_results,
    tell_works,
)
from painsci_search.mcp.text.structured import bounded, count_that_fit
from painsci_search.model import Excerpt, Note, Results, Section
from painsci_search.render.json import hit_object, plain, results_object
from painsci_search.render.works import citations_object, references_object

_LOG = logging.getLogger(__name__)
_WIDTH = 200
_NARROWING = ("kind", "articles", "author", "since", "until", "cited_since")


class Limits(NamedTuple):
    """What an answer may be.

    Attributes:
        characters: the most of its text, 2000 or more.
        structured: whether search, references and cites give the objects of the published schemas
            beside the text, in as many characters again.
    """

    characters: int = 10_000
    structured: bool = False


class Answer(NamedTuple):
    """What a tool answers: text, the same as an object, and whether it could not be done."""

    text: str
    content: dict[str, Any] | None = None
    is_error: bool = False


class About(NamedTuple):
    """What an assistant is told of a tool, and the published schema of its object."""

    title: str
    description: str
    schema: str | None


ABOUT: dict[str, About] = {
    "search": About(
        "Search articles",
        "Search articles on pain science for passages. Each passage comes with a link that leads "
        "to it, the notes that back it, and the article and anchor to read it in full with.",
        "results.schema.json",
    ),
    "read": About(
        "Read a section or note",
        "Read a section of an article with the notes and references behind it; a note with the "
        "sentences that cite it; or an article, beginning with a list of its sections.",
        None,
    ),
    "references": About(
        "Find cited works",
        "Find the works (studies, reviews, books) that the articles cite, each once, with its "
        "identifiers, a link, and the articles that cite it.",
        "references.schema.json",
    ),
    "cites": About(
        "Who cites a work",
        "Find every note that cites a work, and the sentences that rest on it, each with a link: "
        "what the work is cited for.",
        "citations.schema.json",
    ),
}


class Refused(Exception):
    """A tool cannot do what it was asked for; the message says why."""


class Tools:
    """The tools over an index. Each call answers from the latest commit; threads may share it."""

    def __init__(self, index: Index, limits: Limits | None = None) -> None:
        self._index = index
        self.limits = limits or Limits()
        self._tools: dict[str, Callable[[dict[str, Any]], Answer]] = {
            "search": self._search,
            "read": self._read,
            "references": self._references,
            "cites": self._cites,
        }

    def call(self, name: str, given: Mapping[str, Any] | None) -> Answer:
        """Call a tool; what goes wrong is an answer, too.

        Raises:
            KeyError: there is no such tool.
        """
        answer = self._call(self._tools[name], name, given)
        return answer._replace(text=keep_within(answer.text, self.limits.characters))

    def _call(
        self,
        tool: Callable[[dict[str, Any]], Answer],
        name: str,
        given: Mapping[str, Any] | None,
    ) -> Answer:
        try:
            values = check_arguments(name, given)
            self._index.refresh()
            return tool(values)
        except BadArguments as error:
            return Answer(f"These arguments are not what {name} takes: {error}", None, True)
        except QueryError as error:
            return Answer(_explain_query_error(error), None, True)
        except (PainSciSearchError, Refused, ValueError) as error:
            return Answer(plain_line(str(error)), None, True)
        except Exception as error:  # noqa: BLE001 - told to the assistant, and logged
            _LOG.exception("a fault in the tool %s", name)
            fault = f"{type(error).__name__}: {error}"
            return Answer(
                f"A fault in the program, please report it: {plain_line(fault)}", None, True
            )

    def _search(self, values: dict[str, Any]) -> Answer:
        limit, offset = values.pop("limit"), values["offset"]
        found = self._index.search(**values, limit=limit + 1)
        results = replace(found, hits=self._cut(found.hits[:limit], hit_object))
        more = len(results) < len(found)
        told = tell_results(
            results,
            self.limits.characters,
            offset=offset,
            more=more,
            remarks=[
                *self._remarks(values, found, more=more),
                *tell_problems(self._index.check(results)),
            ],
        )
        return self._answer(
            told.text, lambda: results_object(replace(results, hits=results.hits[: told.shown]))
        )

    def _remarks(self, values: Mapping[str, Any], found: Results, *, more: bool) -> Iterable[str]:
        """Say why it may be that nothing was found, or not all of it is given."""
        most = values["per_article"]
        if found.total:
            if most and values["offset"] + len(found) < found.total and not more:
                yield f"At most {most} of one article are given; per_article 0 gives all."
            return
        if not self._index.articles():
            yield "The index holds no articles."
            return
        narrowed = [name for name in _NARROWING if name in values]
        if narrowed:
            yield f"The search was narrowed by {', '.join(narrowed)}: try it without."
        names = [name for name in values.get("articles", ()) if "*" not in name]
        known = set(self.ids()) if names else set()
        for name in names:
            if name not in known:
                yield _unknown("article", name, known)

    def _read(self, values: dict[str, Any]) -> Answer:
        found = self._find(values["article"], values.get("anchor"))
        return Answer(self.page(found, values["offset"]))

    def page(self, excerpt: Excerpt, offset: int) -> str:
        """Give a part of an excerpt as text.

        Raises:
            Refused: the offset is past its end.
        """
        article = self._index.get(excerpt.article.id) if excerpt.kind == "article" else None
        lines = excerpt_lines(excerpt) if article is None else article_lines(article)
        total = sum(len(line) + 1 for line in lines)
        if offset and offset >= total:
            raise Refused(f"offset: {offset} is past the end; it has {total} characters")
        where = place(excerpt.article.id, excerpt.anchor)
        most = self.limits.characters
        return keep_within(tell_page(where, excerpt.link, lines, offset, most), most)

    def _find(self, article: str, anchor: str | None) -> Excerpt:
        """Find what is to be read, also where an id and an anchor were given as one.

        Raises:
            Refused: there is nothing of that name; the message names what is spelled like it.
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
                raise Refused(f"{missing} It was looked for in {place(name)}.")
        raise Refused(_unknown("article", article, self.ids()))

    def find(self, article: str, anchor: str | None) -> Excerpt | None:
        """Find a part of an article in the latest commit."""
        self._index.refresh()
        return self._index.read(article, anchor)

    def ids(self) -> list[str]:
        """The ids of the articles."""
        return [info.id for info in self._index.articles()]

    def _references(self, values: dict[str, Any]) -> Answer:
        offset = values["offset"]
        if "cited_with" in values:
            known = self._index.cites(values["cited_with"])
            if not known.works:
                return self._which(values["cited_with"])
        found = self._index.references(**values)
        found = replace(found, works=self._cut(found.works, plain))
        told = tell_works(found, self.limits.characters, offset=offset)
        return self._answer(
            told.text, lambda: references_object(replace(found, works=found.works[: told.shown]))
        )

    def _which(self, asked: str) -> Answer:
        answer = self._cites({"work": asked, "offset": 0})
        return Answer(f"cited_with: {answer.text}", None, True)

    def _cites(self, values: dict[str, Any]) -> Answer:
        asked, offset = values["work"], values["offset"]
        found = self._index.cites(asked)
        total = 0 if found.works else self._index.references(asked, limit=1).total
        most = len(self._cut(found.citations[offset:], plain))
        told = tell_citations(found, self.limits.characters, offset=offset, most=most, total=total)
        part = found.citations[offset : offset + told.shown]
        return self._answer(told.text, lambda: citations_object(replace(found, citations=part)))

    def _cut(self, items: tuple[Any, ...], as_object: Callable[[Any], Any]) -> tuple[Any, ...]:
        """Leave out what has no room in the object of an answer, if there is to be one."""
        if not self.limits.structured:
            return items
        return items[: count_that_fit(map(as_object, items), self.limits.characters)]

    def _answer(self, text: str, make: Callable[[], dict[str, Any]]) -> Answer:
        return Answer(text, bounded(make()) if self.limits.structured else None)


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(map(json_line, close))}?" if close else ""
    return f"There is no {kind} {json_line(plain_line(name, _WIDTH))}.{hint}"


def _explain_query_error(error: QueryError) -> str:
    rest = plain_line(error.query[error.position :], _WIDTH)
    where = f"at character {error.position + 1} of the query: {rest}" if rest else "at its end"
    return f"The query cannot be understood: {error}, {where}"
