"""The works that an index's notes cite, and the citations of each: found, sorted, identified."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from painsci_search.bibliography.combining import combine
from painsci_search.bibliography.keys import citation_keys
from painsci_search.bibliography.lookup import Entry, Lookup
from painsci_search.bibliography.merging import merge
from painsci_search.bibliography.names import family_key
from painsci_search.documents import load_note
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.caching import cached_for
from painsci_search.engine.fuzzy import within
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.errors import QueryError
from painsci_search.identifiers import read_identity
from painsci_search.model import (
    Citation,
    Citations,
    Reference,
    References,
    Work,
    WorkSort,
)
from painsci_search.query.ast import And, Fuzzy, Node, Or
from painsci_search.query.parser import parse_query
from painsci_search.records import KINDS
from painsci_search.search.hits import HitMaker
from painsci_search.text import fold, tokenize

_MOST_NEAR = 5
# Shorter words have too many neighbours.
_LONG_WORD = 5
_MOST_WORDS = 12
_ADDRESS = re.compile(r"https?://\S+\Z", re.IGNORECASE)
# A key as others give it, by author and year: "lochte2018".
_BEGUN_KEY = re.compile(r"[^\W\d]+\d{4}")
# Words between names, and what stands for those that are left out.
_AND_OTHERS = re.compile(r"\b(?:and|et\s+al)\b\.?")


class Place(NamedTuple):
    """Where a citation stands: the number of its segment, of its note there, of it in the note."""

    view: int
    note: int
    position: int


class Graph:
    """The works and citations of a snapshot.

    Use ``graph_of``, which keeps it with the snapshot. What is read of a segment stays with the
    segment, so after a change only new segments are read.

    Attributes:
        works: in the order of their keys.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._places: list[Place] = []
        self._references: list[Reference] = []
        for number, view in enumerate(snapshot.views):
            for note, references in references_of(view.segment):
                if view.is_live(note):
                    self._references += references
                    self._places += [Place(number, note, at) for at in range(len(references))]
        groups = merge(self._references)
        combined = [combine([self._references[at] for at in group]) for group in groups]
        keys = citation_keys(combined)
        order = sorted(range(len(groups)), key=lambda at: (fold(keys[at]), keys[at]))
        self._groups = [groups[at] for at in order]
        self.works = tuple([self._work(keys[at], combined[at], groups[at]) for at in order])

    def _work(self, key: str, reference: Reference, group: Sequence[int]) -> Work:
        views = self._snapshot.views
        notes = {self._places[at][:2] for at in group}
        articles = {views[number].segment.article_id(note) for number, note in notes}
        return Work(key, reference, len(notes), tuple(sorted(articles)))

    @cached_property
    def lookup(self) -> Lookup:
        """The works by what queries name them with."""
        return Lookup([Entry(work.reference, work.key, work.articles) for work in self.works])

    def find(self, query: str) -> list[int]:
        """Find the works that match a query; all for an empty one.

        Raises:
            QueryError: it cannot be understood, or names a field that works do not have.
        """
        if not query.strip():
            return list(range(len(self.works)))
        return sorted(self.lookup.find(parse_query(query), query))

    def identify(self, asked: str) -> tuple[list[int], list[int]]:
        """Find the works that an identifier, a key, or words name.

        Returns:
            The works that are meant, and others that may be: see ``Citations``.

        Raises:
            QueryError: it is taken for words, and they cannot be understood.
        """
        asked = asked.strip()
        if not asked:
            return [], []
        named = [self.lookup.named(kind, value) for kind, value in read_identity(asked)]
        found = [numbers for numbers in named if numbers]
        if found:
            others = [number for numbers in found[1:] for number in numbers]
            return found[0], [number for number in others if number not in found[0]]
        keyed = self.lookup.named("key", asked.casefold())
        if keyed:
            return keyed, []
        if named or _ADDRESS.match(asked):
            return self.lookup.named("url", asked), self._near_identity(asked)
        asked = _AND_OTHERS.sub(" ", asked)
        matching = self.find(asked)
        if len(matching) == 1:
            return matching, []
        return [], self._by_citations(matching or self._near_words(asked))[:_MOST_NEAR]

    def citations(self, numbers: Iterable[int], base_url: str | None) -> tuple[Citation, ...]:
        """Make the citations of some works, by article and place in it."""
        snapshot = self._snapshot
        maker = HitMaker(snapshot, ScoredQuery(Or(()), snapshot), [], base_url)
        found = []
        for number in numbers:
            for at in self._groups[number]:
                place = self._places[at]
                hit = maker.make(0, 0.0, place.view, place.note)
                (note,) = hit.notes
                made = Citation(
                    self.works[number].key,
                    hit.article,
                    note.label,
                    note.anchor,
                    hit.link,
                    self._references[at],
                    hit.claims,
                )
                found.append((hit.article.id, place, made))
        return tuple([made for _, _, made in sorted(found, key=lambda item: item[:2])])

    def of_notes(self, notes: Iterable[tuple[int, int]]) -> list[Work]:
        """List the works that some notes cite, in the order of the notes, each once.

        Args:
            notes: the number of each note's segment in the snapshot, and of its record there.
        """
        numbers = (number for note in notes for number in self._by_note.get(note, ()))
        return [self.works[number] for number in dict.fromkeys(numbers)]

    @cached_property
    def _by_note(self) -> dict[tuple[int, int], list[int]]:
        """For each note the works that it cites, in its order."""
        work_of = {at: number for number, group in enumerate(self._groups) for at in group}
        found: dict[tuple[int, int], list[int]] = {}
        for at, place in enumerate(self._places):
            found.setdefault((place.view, place.note), []).append(work_of[at])
        return found

    def cited_with(self, numbers: Sequence[int]) -> dict[int, int]:
        """Count for each other work the articles that cite it as well as these works."""
        own = {article for number in numbers for article in self.works[number].articles}
        counts = {
            number: len(own.intersection(work.articles)) for number, work in enumerate(self.works)
        }
        return {at: count for at, count in counts.items() if count and at not in numbers}

    def sort(self, works: Iterable[Work], order: WorkSort) -> list[Work]:
        """Put works in order; those that are alike by it, by their keys."""
        keyed = sorted(works, key=lambda work: (fold(work.key), work.key))
        match order:
            case "cited":
                return sorted(keyed, key=lambda work: (-work.together, -work.citations))
            case "year":
                return sorted(keyed, key=lambda work: -(work.reference.year or 0))
            case "author":
                return sorted(keyed, key=_by_author)
            case "title":
                return sorted(keyed, key=_by_title)

    def _by_citations(self, numbers: Iterable[int]) -> list[int]:
        return sorted(numbers, key=lambda number: (-self.works[number].citations, number))

    def _near_identity(self, asked: str) -> list[int]:
        """The works with an identifier that differs by one letter or digit."""
        found: dict[int, None] = {}
        for kind, value in read_identity(asked):
            if len(value) >= _LONG_WORD:
                for near in sorted(within(value.lower(), self.lookup.values(kind), 1)):
                    found.update(dict.fromkeys(self.lookup.named(kind, near)))
        return list(found)[:_MOST_NEAR]

    def _near_words(self, asked: str) -> list[int]:
        """The works whose key is so spelled or begins so; else those that have all the words, some
        of them spelled a little differently.
        """
        key, keys = asked.strip().casefold(), self.lookup.values("key")
        near = sorted(within(key, keys, 2))
        if not near and _BEGUN_KEY.match(key):
            near = sorted(each for each in keys if each.startswith(key))
        if near:
            return [number for key in near for number in self.lookup.named("key", key)]
        tokens = [token for token in tokenize(asked) if token.parts == 1]
        if not tokens or len(tokens) > _MOST_WORDS:
            return []
        parts: list[Node] = []
        for token in tokens:
            word = parse_query(token.word)
            if len(token.word) >= _LONG_WORD and not token.word.isdigit():
                word = Or((word, Fuzzy(token.word, None, token.start, token.end, 2)))
            parts.append(word)
        return sorted(self.lookup.find(And(tuple(parts)), asked))


def _by_author(work: Work) -> tuple[bool, list[str], int]:
    authors = work.reference.authors
    return not authors, [family_key(author) for author in authors], work.reference.year or 0


def _by_title(work: Work) -> tuple[bool, list[str]]:
    title = work.reference.title or ""
    return not title, [token.word for token in tokenize(title) if token.parts == 1]


@cached_for
def graph_of(snapshot: Snapshot) -> Graph:
    """Return the graph of the works cited in a snapshot."""
    return Graph(snapshot)


@cached_for
def references_of(segment: Segment) -> list[tuple[int, tuple[Reference, ...]]]:
    """List the notes of a segment that have references, deleted ones too, with these."""
    notes = (segment.kinds() == KINDS.index("note")).nonzero()[0].tolist()
    read = ((number, load_note(segment.load(number)).references) for number in notes)
    return [each for each in read if each[1]]


class Wanted(NamedTuple):
    """Which works are wanted, and how many of them.

    Attributes:
        cited_with: names a work; only works that an article cites together with it.
        limit: None for all.
    """

    query: str
    sort: WorkSort
    limit: int | None
    offset: int
    cited_with: str | None


def find_references(snapshot: Snapshot, wanted: Wanted) -> References:
    """Find works.

    Raises:
        QueryError: the query cannot be understood, or ``cited_with`` names no work, or several.
    """
    graph = graph_of(snapshot)
    found = [graph.works[number] for number in graph.find(wanted.query)]
    beside = None
    if wanted.cited_with is not None:
        numbers, _ = graph.identify(wanted.cited_with)
        if not numbers:
            raise QueryError(
                f"cited with: no single work is named by {wanted.cited_with!r}",
                wanted.cited_with,
                0,
            )
        beside = graph.works[numbers[0]]
        counts = graph.cited_with(numbers)
        keys = {graph.works[number].key: count for number, count in counts.items()}
        found = [replace(work, together=keys[work.key]) for work in found if work.key in keys]
    ordered = graph.sort(found, wanted.sort)
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    return References(wanted.query, len(ordered), tuple(ordered[wanted.offset : end]), beside)


def find_citations(snapshot: Snapshot, asked: str, base_url: str | None) -> Citations:
    """Find where a work is cited.

    Raises:
        QueryError: what is asked is taken for words, and they cannot be understood.
    """
    graph = graph_of(snapshot)
    numbers, near = graph.identify(asked)
    works = tuple([graph.works[number] for number in numbers])
    others = tuple([graph.works[number] for number in near])
    return Citations(asked, works, graph.citations(numbers, base_url), others)
