"""A snapshot in; the works that its notes cite, each with its citations and articles, out.

`Graph` merges the citations once; searching, sorting and identifying works then use its lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from painsci_search.bibliography.cited_notes import NotePosition, citing_notes
from painsci_search.bibliography.comparing import isbn_key, split_name
from painsci_search.bibliography.lookup import Lookup
from painsci_search.bibliography.merged_works import Cited, MergedWork, work_of
from painsci_search.bibliography.merging import merge
from painsci_search.bibliography.short_citations import (
    read_short_citations,
    without_joining_words,
)
from painsci_search.bibliography.works import unique_keys
from painsci_search.engine.caching import cached_for
from painsci_search.engine.fuzzy import within
from painsci_search.engine.seam import AnySnapshot
from painsci_search.identifiers import parse_identifier
from painsci_search.model import Citation, Reference, Work, WorkSort
from painsci_search.query.ast import And, Fuzzy, Node, Or
from painsci_search.query.parser import parse_query
from painsci_search.text import fold, tokenize

# Works to suggest for one that is unknown.
_MOST_NEAR = 5
# Letters. Shorter words and identifiers have too many neighbours at distance 1 or 2.
_LONG_WORD = 5
# Words to look up with typos; each is compared with all words of the works.
_MOST_WORDS = 12
# Citations whose notes are brought together: more take more memory, fewer more requests.
_MOST_CITATIONS = 1000
_URL = re.compile(r"https?://\S+\Z", re.IGNORECASE)
# The beginning of a key, by author and year: "lochte2018".
_NAME_AND_YEAR = re.compile(
    r"[^\W\d_][\w.'\u2019-]*(?: [^\W\d_][\w.'\u2019-]*){0,3} (?:1[5-9]|20)\d\d"
)
_AUTHOR_YEAR = re.compile(r"[^\W\d]+\d{4}")


class Graph:
    """The works and citations of a snapshot.

    Use `graph_of`, which caches it with the snapshot.

    Attributes:
        works: in the order of their keys.
    """

    def __init__(self, snapshot: AnySnapshot) -> None:
        self.notes = citing_notes(snapshot)
        # of each reference: its note, and the article of the note
        self._positions: list[NotePosition] = []
        self._articles: list[str] = []
        cited: list[Cited] = []
        for position, article_id, citations in self.notes:
            cited += citations
            self._positions += [position] * len(citations)
            self._articles += [article_id] * len(citations)
        self._references = [each.reference for each in cited]
        groups = merge(self._references)
        merged = [work_of([cited[at] for at in group]) for group in groups]
        keys = unique_keys([work.key for work in merged], [work.reference for work in merged])
        order = sorted(range(len(groups)), key=lambda at: (fold(keys[at]), keys[at]))
        self._groups = [groups[at] for at in order]
        self.works = tuple([self._work(keys[at], merged[at], groups[at]) for at in order])

    def _work(self, key: str, merged: MergedWork, group: Sequence[int]) -> Work:
        notes = {self._positions[at] for at in group}
        articles = {self._articles[at] for at in group}
        kind, source = merged.kind or (None, None)
        return Work(key, merged.reference, len(notes), tuple(sorted(articles)), 0, kind, source)

    @cached_property
    def lookup(self) -> Lookup:
        """The works by their words, identifiers and keys."""
        return Lookup(self.works)

    def find(self, query: str) -> list[int]:
        """Return the numbers of the works that match a query; of all works for an empty one.

        A short citation, such as "Lund et al. (2015)", matches the works of these authors and this
        year, or else those that have its words.

        Raises:
            QueryError: the query is malformed, or has a field that works do not have.
        """
        if not query.strip():
            return list(range(len(self.works)))
        citations = read_short_citations(query)
        found = set[int]().union(*map(self.lookup.cited_as, citations))
        if not found:
            for words in _searched(query):
                found |= self.lookup.find(parse_query(words), query)
        return sorted(found)

    def identify(self, text: str) -> tuple[list[int], list[int]]:
        """Return the works with an identifier, ISBN, URL or key, or the one work with all words.

        Returns:
            The numbers of these works, and of others that may be meant: see `Citations`.

        Raises:
            QueryError: `text` is none of the former, and malformed as a query.
        """
        text = text.strip()
        if not text:
            return [], []
        identified = [self.lookup.named(kind, value) for kind, value in parse_identifier(text)]
        found = [numbers for numbers in identified if numbers]
        if found:
            others = [number for numbers in found[1:] for number in numbers]
            return found[0], [number for number in others if number not in found[0]]
        isbn = isbn_key(text)
        keyed = self.lookup.named("isbn", isbn) if isbn else []
        keyed = keyed or self.lookup.named("key", text.casefold())
        if keyed:
            return keyed, []
        if identified or _URL.match(text):
            return self.lookup.named("url", text), self._near_identifier(text)
        matching = self.find(text)
        if len(matching) == 1:
            return matching, []
        if not matching and (cited := self._near_citations(text)):
            return [], cited[:_MOST_NEAR]
        near = matching or self._near_words(" ".join(_searched(text)))
        if not near and _NAME_AND_YEAR.fullmatch(text):  # as if it had the comma
            return [], self._near_citations(f"({text})")[:_MOST_NEAR]
        return [], self._by_citations(near)[:_MOST_NEAR]

    def citations(self, numbers: Iterable[int], base_url: str | None) -> tuple[Citation, ...]:
        """Return the citations of works, sorted by article and position in it."""
        cited = sorted(
            (self._articles[at], self._positions[at], at, self.works[number].key)
            for number in numbers
            for at in self._groups[number]
        )
        hits = self.notes.hits([position for _, position, _, _ in cited], base_url)
        found = []
        for _, position, at, key in cited:
            hit = hits[position]
            (note,) = hit.notes
            reference = self._references[at]
            found.append(
                Citation(key, hit.article, note.label, note.anchor, hit.link, reference, hit.claims)
            )
        return tuple(found)

    def citations_by_work(self, base_url: str | None) -> dict[str, tuple[Citation, ...]]:
        """Return the citations of every work, by its key, each in the order of `citations`.

        The notes of an index that is elsewhere are brought together, not work by work.
        """
        found: dict[str, tuple[Citation, ...]] = {}
        for numbers in self._batches():
            by_key = sorted(self.citations(numbers, base_url), key=attrgetter("key"))
            found |= {key: tuple(own) for key, own in groupby(by_key, attrgetter("key"))}
        return found

    def _batches(self) -> Iterator[list[int]]:
        """Yield the numbers of all works, in lists that have a bounded number of citations."""
        numbers: list[int] = []
        size = 0
        for number, group in enumerate(self._groups):
            numbers.append(number)
            size += len(group)
            if size >= _MOST_CITATIONS:
                yield numbers
                numbers, size = [], 0
        yield numbers

    def references(self, number: int) -> list[Reference]:
        """Return the citations of a work as in their notes."""
        return [self._references[at] for at in self._groups[number]]

    def of_notes(self, notes: Iterable[NotePosition]) -> list[Work]:
        """Return the works that notes cite, each once, in the order of the notes."""
        numbers = (number for note in notes for number in self._by_note.get(note, ()))
        return [self.works[number] for number in dict.fromkeys(numbers)]

    def of_note(self, article_id: str, anchor: str, number: int) -> Work | None:
        """Return the work of a citation by its number in its note; None if there is none."""
        for note in self.notes.at(article_id, [anchor]):
            cited = self._by_note.get(note, [])
            if number < len(cited):
                return self.works[cited[number]]
        return None

    @cached_property
    def _by_note(self) -> dict[NotePosition, list[int]]:
        """The numbers of the works that each note cites, in the order of its citations."""
        work_of = {at: number for number, group in enumerate(self._groups) for at in group}
        found: dict[NotePosition, list[int]] = {}
        for at, position in enumerate(self._positions):
            found.setdefault(position, []).append(work_of[at])
        return found

    def cited_with(self, numbers: Sequence[int]) -> dict[int, int]:
        """Count for each other work the articles that cite it together with one of these works."""
        own = {article for number in numbers for article in self.works[number].articles}
        counts = {
            number: len(own.intersection(work.articles)) for number, work in enumerate(self.works)
        }
        return {at: count for at, count in counts.items() if count and at not in numbers}

    def sort(self, works: Iterable[Work], order: WorkSort) -> list[Work]:
        """Sort works; ties are in the order of their keys."""
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

    def _near_identifier(self, text: str) -> list[int]:
        """Return the works with an identifier that differs by one letter or digit."""
        found: dict[int, None] = {}
        for kind, value in parse_identifier(text):
            if len(value) >= _LONG_WORD:
                for near in sorted(within(value.lower(), self.lookup.values(kind), 1)):
                    found.update(dict.fromkeys(self.lookup.named(kind, near)))
        return list(found)[:_MOST_NEAR]

    def _near_citations(self, text: str) -> list[int]:
        """Return the works that the short citations in a text may mean, each once."""
        found = [self.lookup.near(citation) for citation in read_short_citations(text)]
        return list(dict.fromkeys(number for numbers in found for number in numbers))

    def _near_words(self, text: str) -> list[int]:
        """Return the works whose key is similar to `text` or begins with it.

        If there is none, return the works that have all its words, of which some may have typos.
        """
        key, keys = text.strip().casefold(), self.lookup.values("key")
        near = sorted(within(key, keys, 2))
        if not near and _AUTHOR_YEAR.match(key):
            near = sorted(each for each in keys if each.startswith(key))
        if near:
            return [number for key in near for number in self.lookup.named("key", key)]
        tokens = [token for token in tokenize(text) if token.parts == 1]
        if not tokens or len(tokens) > _MOST_WORDS:
            return []
        parts: list[Node] = []
        for token in tokens:
            word = parse_query(token.word)
            if len(token.word) >= _LONG_WORD and not token.word.isdigit():
                word = Or((word, Fuzzy(token.word, None, token.start, token.end, 2)))
            parts.append(word)
        return sorted(self.lookup.find(And(tuple(parts)), text))


def _searched(query: str) -> list[str]:
    """Return the queries for the words of a text: one for each short citation in it, or one."""
    citations = read_short_citations(query)
    return [citation.words for citation in citations] or [without_joining_words(query)]


def _by_author(work: Work) -> tuple[bool, list[str], int]:
    authors = work.reference.authors
    families = [fold(split_name(author).family) for author in authors]
    return not authors, families, work.reference.year or 0


def _by_title(work: Work) -> tuple[bool, list[str]]:
    title = work.reference.title or ""
    return not title, [token.word for token in tokenize(title) if token.parts == 1]


@cached_for
def graph_of(snapshot: AnySnapshot) -> Graph:
    """Return the graph of the works cited in a snapshot."""
    return Graph(snapshot)
