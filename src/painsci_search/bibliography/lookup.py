"""A query tree in; the numbers of the works that match it, out.

Unlike the search of passages, all words must match, in any order. Words are looked up by their
stems in titles and journals, and as spelled in authors' names. A word may also be the year, an
identifier or the citation key of a work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from painsci_search.bibliography.comparing import family_key, isbn_key, normal_identifiers_of
from painsci_search.bibliography.short_citations import ShortCitation, has_lettered_year, names_work
from painsci_search.engine.fuzzy import within
from painsci_search.engine.postings import alternatives
from painsci_search.errors import QueryError
from painsci_search.identifiers import KINDS, parse_identifier
from painsci_search.model import Reference, Work
from painsci_search.query.ast import (
    And,
    Boost,
    Fuzzy,
    Leaf,
    Node,
    Not,
    Or,
    Prefix,
    Range,
    Ranked,
    Wildcard,
    Word,
)
from painsci_search.query.fields import lies_within
from painsci_search.query.patterns import compile_pattern, one_word
from painsci_search.search.highlights import find_matches
from painsci_search.text import fold, stem, tokenize

TEXTS = ("title", "author", "journal")
FIELDS = (*TEXTS, "year", *KINDS, "article")

Numbers = set[int]

# Letters. Shorter names have too many neighbours.
_SHORTEST_WITH_TYPOS = 4
# Years, for a work whose year is unknown.
_FAR = 10_000


class _Words(NamedTuple):
    """The words of a field of works.

    Attributes:
        works: the numbers of the works that have each word.
        forms: the words with each stem; names are not stemmed.
    """

    works: dict[str, list[int]]
    forms: dict[str, list[str]]


class Lookup:
    """An inverted index of works: by word, identifier, URL, year, key and citing article."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = works
        self._words: dict[str, _Words] = {}
        self._values: dict[tuple[str, str], list[int]] = {}
        self._articles: dict[str, list[int]] = {}
        for number, work in enumerate(works):
            reference = work.reference
            for kind, value in normal_identifiers_of(reference):
                self._values.setdefault((kind, value.lower()), []).append(number)
            isbn = isbn_key(reference.isbn) if reference.isbn else None
            if isbn:
                self._values.setdefault(("isbn", isbn), []).append(number)
            if reference.url:
                self._values.setdefault(("url", reference.url.lower()), []).append(number)
            if reference.year is not None:
                self._values.setdefault(("year", str(reference.year)), []).append(number)
            self._values.setdefault(("key", work.key.casefold()), []).append(number)
            for article in work.articles:
                self._articles.setdefault(article, []).append(number)

    def named(self, kind: str, value: str) -> list[int]:
        """Return the works with an exact value: a normal identifier, a "key", "url" or "year".

        The value of an "isbn" is as `isbn_key` gives it.
        """
        return self._values.get((kind, value.lower()), [])

    def values(self, kind: str) -> list[str]:
        """Return all values of a kind."""
        return [value for name, value in self._values if name == kind]

    def cited_as(self, citation: ShortCitation) -> Numbers:
        """Return the works that a short citation names: those that agree best with it."""
        with_names = [self._families.get(family_key(name), set()) for name in citation.names]
        ranks = {
            number: names_work(citation, self._works[number].reference)
            for number in set.intersection(*with_names)
        }
        best = max(ranks.values(), default=0)
        found = {number for number, rank in ranks.items() if rank == best > 0}
        if not citation.letter:
            return found
        # each list gives letters in its own way: a letter only chooses among the works
        works = ((number, self._works[number].reference) for number in found)
        return {number for number, work in works if has_lettered_year(citation, work)} or found

    def near(self, citation: ShortCitation) -> list[int]:
        """Return works that a short citation may mean although none is quite as it says.

        They have authors of these names, or of names that are spelled like them: all of them, or
        else the first one. Works of the nearest years come first.
        """
        named = [self._spelled_like(family_key(name)) for name in citation.names]
        found = set.intersection(*named) or named[0]

        def distance(number: int) -> tuple[int, int, int]:
            work = self._works[number]
            year = work.reference.year
            is_unknown = year is None or citation.year is None
            years = _FAR if is_unknown else abs((year or 0) - (citation.year or 0))
            return years, -work.citations, number

        return sorted(found, key=distance)

    def _spelled_like(self, family: str) -> Numbers:
        """Return the works with an author of a name, or else of names with one or two typos."""
        if family in self._families or len(family) < _SHORTEST_WITH_TYPOS:
            return self._families.get(family, set())
        typos = 1 if len(family) == _SHORTEST_WITH_TYPOS else 2
        near = within(family, list(self._families), typos)
        return set[int]().union(*[self._families[name] for name in near])

    @cached_property
    def _families(self) -> dict[str, Numbers]:
        """The works of each author, by the key of the family name."""
        found: dict[str, Numbers] = {}
        for number, work in enumerate(self._works):
            for author in work.reference.authors:
                found.setdefault(family_key(author), set()).add(number)
        return found

    def find(self, node: Node, query: str) -> Numbers:
        """Return the numbers of the works that match a query tree.

        Raises:
            QueryError: the query has a field that works do not have.
        """
        match node:
            case And(parts):
                return set.intersection(*[self.find(part, query) for part in parts])
            case Or(parts):
                return set[int]().union(*[self.find(part, query) for part in parts])
            case Not(part):
                return self._every() - self.find(part, query)
            case Boost(part):
                return self.find(part, query)
            case Ranked(should, must, must_not, within):
                found = self._every()
                for part in (*should, *must, *within):
                    found &= self.find(part, query)
                for part in must_not:
                    found -= self.find(part, query)
                return found
            case _:
                return self._leaf(node, query)

    def _every(self) -> Numbers:
        return set(range(len(self._works)))

    def _leaf(self, leaf: Leaf, query: str) -> Numbers:
        field = leaf.field
        if field is None:
            found = self._anywhere(leaf) if isinstance(leaf, Word) else set()
            return found.union(*[self._text(leaf, name) for name in TEXTS])
        if field in TEXTS:
            return self._text(leaf, field)
        if field == "article":
            matches = compile_pattern(leaf.text).fullmatch
            chosen = [numbers for name, numbers in self._articles.items() if matches(name)]
            return set[int]().union(*chosen)
        if field in KINDS:
            return set(self.named(field, leaf.text))
        if field == "year":
            bounds = leaf.bounds if isinstance(leaf, Range) else (("=", leaf.text),)
            years = [year for year in self.values("year") if lies_within(year, bounds)]
            return set[int]().union(*[self.named("year", year) for year in years])
        names = ", ".join(FIELDS)
        raise QueryError(
            f"field '{field}' cannot be used when searching works; use {names}", query, leaf.start
        )

    def _anywhere(self, leaf: Word) -> Numbers:
        """Return the works whose year, identifier or key a word is."""
        ids = [self.named(kind, value) for kind, value in parse_identifier(leaf.text)]
        ids.append(self.named("isbn", isbn_key(leaf.text) or ""))
        return set[int]().union(self.named("year", leaf.text), self.named("key", leaf.text), *ids)

    def _text(self, leaf: Leaf, field: str) -> Numbers:
        """Return the works in whose title, authors or journal a leaf matches."""
        words = self._words_of(field).works
        match leaf:
            case Prefix():
                beginning = one_word(leaf)
                return self._any_of(field, [word for word in words if word.startswith(beginning)])
            case Wildcard():
                matches = compile_pattern(leaf.text).fullmatch
                return self._any_of(field, filter(matches, words))
            case Fuzzy():
                return self._any_of(field, within(one_word(leaf), words, leaf.distance))
            case Range():
                return set()
            case _:
                variants = (self._words_or_phrase(each, field) for each in alternatives(leaf))
                return set[int]().union(*variants)

    def _any_of(self, field: str, chosen: Iterable[str]) -> Numbers:
        words = self._words_of(field).works
        return set[int]().union(*[words[word] for word in chosen])

    def _words_or_phrase(self, leaf: Leaf, field: str) -> Numbers:
        """Return the works with a word or phrase: candidates have all its words, in any order."""
        tokens = list(tokenize(leaf.text))
        parts = [self._with_stem(token.word, field) for token in tokens if token.parts == 1]
        if not parts:
            return set()
        found = set.intersection(*parts)
        if len(parts) == 1 and len(tokens) == 1:
            return found
        whole = [self._with_stem(token.word, field) for token in tokens if token.parts > 1]
        leaves = [replace(leaf, field=field)]
        candidates = ((number, self._works[number].reference) for number in found.union(*whole))
        return {number for number, work in candidates if find_matches(text_of(work, field), leaves)}

    def _with_stem(self, word: str, field: str) -> Numbers:
        """Return the works with a word in any of its forms."""
        return self._any_of(field, self._words_of(field).forms.get(_normal(word, field), ()))

    def _words_of(self, field: str) -> _Words:
        """Return the words of a field, collected at its first use."""
        words = self._words.get(field)
        if words is None:
            words = self._words[field] = _collect(field, [work.reference for work in self._works])
        return words


def _collect(field: str, works: Sequence[Reference]) -> _Words:
    # the same names and journals recur: each is tokenized once
    texts: dict[str, list[int]] = {}
    for number, work in enumerate(works):
        for text in work.authors if field == "author" else (text_of(work, field),):
            texts.setdefault(text, []).append(number)
    found = _Words({}, {})
    for text, numbers in texts.items():
        for word in {token.word for token in tokenize(text)}:
            found.works.setdefault(word, []).extend(numbers)
    for word in found.works:
        found.forms.setdefault(_normal(word, field), []).append(word)
    return found


def text_of(work: Reference, field: str) -> str:
    """Return the text of a field of a work."""
    if field == "author":
        return "; ".join(work.authors)
    return (work.title if field == "title" else work.journal) or ""


def _normal(word: str, field: str) -> str:
    return fold(word) if field == "author" else stem(word)
