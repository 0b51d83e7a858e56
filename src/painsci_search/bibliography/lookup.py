"""Which works a query finds: a lookup, so all of its words must match, in any order.

Words are looked for in titles, authors' names and journals, by their stems as in passages; a year
among them is the year of the work, too, and an identifier or citation key is that of a work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from painsci_search.engine.fuzzy import within
from painsci_search.engine.postings import alternatives
from painsci_search.errors import QueryError
from painsci_search.identifiers import identities, read_identity
from painsci_search.model import Reference
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
_IDS = ("pmid", "pmcid", "doi", "painsci")
FIELDS = (*TEXTS, "year", *_IDS, "article")

Numbers = set[int]


class Entry(NamedTuple):
    """A work to be found.

    Attributes:
        articles: the ids of the articles that cite it.
    """

    reference: Reference
    key: str
    articles: Iterable[str]


class _Words(NamedTuple):
    """The words of a field of works.

    Attributes:
        works: for each word the numbers of the works that have it.
        forms: for each stem its words; names have no stems.
    """

    works: dict[str, list[int]]
    forms: dict[str, list[str]]


class Lookup:
    """Works by the words and values that queries name them with."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._words: dict[str, _Words] = {}
        self._values: dict[tuple[str, str], list[int]] = {}
        self._articles: dict[str, list[int]] = {}
        for number, (work, key, articles) in enumerate(entries):
            for kind, value in identities(work):
                self._values.setdefault((kind, value.lower()), []).append(number)
            if work.url:
                self._values.setdefault(("url", work.url.lower()), []).append(number)
            if work.year is not None:
                self._values.setdefault(("year", str(work.year)), []).append(number)
            self._values.setdefault(("key", key.casefold()), []).append(number)
            for article in articles:
                self._articles.setdefault(article, []).append(number)

    def named(self, kind: str, value: str) -> list[int]:
        """The works with an exact value: an identifier in its normal form, "key" or "url"."""
        return self._values.get((kind, value.lower()), [])

    def values(self, kind: str) -> list[str]:
        """All values of a kind."""
        return [value for name, value in self._values if name == kind]

    def find(self, node: Node, query: str) -> Numbers:
        """Evaluate a query.

        Raises:
            QueryError: it names a field that works do not have.
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
        return set(range(len(self._entries)))

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
        if field in _IDS:
            return set(self.named(field, leaf.text))
        if field == "year":
            bounds = leaf.bounds if isinstance(leaf, Range) else (("=", leaf.text),)
            years = [year for year in self.values("year") if lies_within(year, bounds)]
            return set[int]().union(*[self.named("year", year) for year in years])
        names = ", ".join(f"{name}:" for name in FIELDS)
        raise QueryError(f"{field}: is of passages, not of works ({names})", query, leaf.start)

    def _anywhere(self, leaf: Word) -> Numbers:
        """The works that a word names by a year, an identifier or a key."""
        ids = [self.named(kind, value) for kind, value in read_identity(leaf.text)]
        return set[int]().union(self.named("year", leaf.text), self.named("key", leaf.text), *ids)

    def _text(self, leaf: Leaf, field: str) -> Numbers:
        """The works in whose title, authors or journal a leaf matches."""
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
                alike = (self._spoken(each, field) for each in alternatives(leaf))
                return set[int]().union(*alike)

    def _any_of(self, field: str, chosen: Iterable[str]) -> Numbers:
        words = self._words_of(field).works
        return set[int]().union(*[words[word] for word in chosen])

    def _spoken(self, leaf: Leaf, field: str) -> Numbers:
        """The works with a word or phrase: those with all its words, then looked at closely."""
        tokens = list(tokenize(leaf.text))
        parts = [self._formed(token.word, field) for token in tokens if token.parts == 1]
        if not parts:
            return set()
        found = set.intersection(*parts)
        if len(parts) == 1 and len(tokens) == 1:
            return found
        whole = [self._formed(token.word, field) for token in tokens if token.parts > 1]
        asked = [replace(leaf, field=field)]
        texts = ((number, self._entries[number].reference) for number in found.union(*whole))
        return {number for number, work in texts if find_matches(text_of(work, field), asked)}

    def _formed(self, word: str, field: str) -> Numbers:
        """The works with a word in any of its forms."""
        return self._any_of(field, self._words_of(field).forms.get(_normal(word, field), ()))

    def _words_of(self, field: str) -> _Words:
        """The words of a field, which are collected when they are first asked for."""
        words = self._words.get(field)
        if words is None:
            words = self._words[field] = _collect(
                field, [entry.reference for entry in self._entries]
            )
        return words


def _collect(field: str, works: Sequence[Reference]) -> _Words:
    # Names and journals come again and again: each is taken apart once.
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
    """The text of a work in which a field's words are looked for."""
    if field == "author":
        return "; ".join(work.authors)
    return (work.title if field == "title" else work.journal) or ""


def _normal(word: str, field: str) -> str:
    return fold(word) if field == "author" else stem(word)
