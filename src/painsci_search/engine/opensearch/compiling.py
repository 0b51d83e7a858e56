"""A query tree in; queries of the cluster out: one to match the same records, one to rank them.

A record scores what `bm25f.py` and `boolean.py` compute: the cluster supplies the frequency of each
term in each field of a record and its length, and scripts weigh and combine them. Only where a
leaf has alternatives or words that may overlap, or the words of a phrase may be apart, frequencies
are approximated; the records found are always the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol

from painsci_search.engine.bm25f import K1, repetition_factor
from painsci_search.engine.boolean import PAIR, TIE, count_repeated
from painsci_search.engine.collection import WEIGHTS, B
from painsci_search.engine.opensearch.clauses import (
    NOTHING,
    Clause,
    all_of,
    any_of,
    constant,
    counted_near,
    counted_together,
    phrase,
    scripted,
    terms_in,
)
from painsci_search.engine.opensearch.documents import form_term, shortened, stem_term, value_term
from painsci_search.engine.opensearch.schema import length_name, text_name
from painsci_search.engine.opensearch.spread import LIFTED_SCRIPT, SUM_SCRIPT, Spread
from painsci_search.engine.patterns import MOST_ALTOGETHER, TooManyWords
from painsci_search.engine.postings import FIELDS, alternatives
from painsci_search.engine.seam import Known
from painsci_search.engine.stems import ALL_TEXT
from painsci_search.query.ast import (
    EXACT,
    And,
    Boost,
    Branch,
    Fuzzy,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Ranked,
    Wildcard,
    Word,
    walk,
)
from painsci_search.query.fields import lies_within
from painsci_search.query.patterns import compile_pattern
from painsci_search.query.stop_words import drop_stop_words
from painsci_search.query.words import parts_of, tokens_of
from painsci_search.records import KINDS, fold_id
from painsci_search.text import stem

# Clauses of one query, and words that are counted together in one clause: a cluster refuses more
# than 1,024 of either.
MOST_CLAUSES = _MOST_TOGETHER = 1000
_FIELD_SCRIPT = (
    "_score * params.w[(int)doc['kind'].value] / (params.a + params.c * doc[params.length].value)"
)
_LEAF_SCRIPT = "params.m * _score / (_score + params.k)"
_LIFT_SCRIPT = "params.floor + params.tie * _score"


class Statistics(Protocol):
    """What compiling a query needs to know of the whole index."""

    def matching_words(self, leaf: Prefix | Wildcard | Fuzzy) -> list[str]:
        """Return the words that a pattern matches."""

    @property
    def languages(self) -> Mapping[str, int]:
        """The number of passages by the code of their language."""

    def distinct(self, name: str) -> Sequence[str]:
        """Return the distinct values of a field."""

    def average(self, field: str) -> float:
        """Return the average length of a field in words."""

    def matches_any(self, clause: Clause) -> bool:
        """Return whether a query matches any record."""


class Compiler:
    """Compiles the nodes of one query.

    Args:
        known: looks up a leaf.
    """

    def __init__(self, statistics: Statistics, known: Callable[[Leaf], Known]) -> None:
        self._statistics = statistics
        self._known = known
        self._words: dict[Leaf, list[str]] = {}
        self._branches: dict[Branch, bool] = {}

    def check(self, tree: Node) -> None:
        """Raise TooManyWords if all patterns of a tree together match too many words."""
        count = 0
        for node in walk(tree):
            if isinstance(node, Prefix | Wildcard | Fuzzy):
                count += len(self._words_of(node))
                if count > MOST_ALTOGETHER:
                    raise TooManyWords(node, with_others=True)

    def matching(self, node: Node) -> Clause:
        """Return a query that matches the same records as a node, whatever their scores."""
        match node:
            case And(parts):
                return all_of(map(self.matching, parts))
            case Or(parts):
                return any_of(map(self.matching, parts))
            case Not(part):
                return {"bool": {"must_not": [self.matching(part)]}}
            case Boost(part, _):
                return self.matching(part)
            case Ranked():
                should = drop_stop_words(node)
                parts = should + node.must + node.within
                filters = [self.matching(part) for part in node.must + node.within]
                if not filters or (should and node.within and not node.must):
                    some = should if filters else parts
                    filters.append(any_of(map(self.matching, some)))
                excluded = [self.matching(part) for part in node.must_not]
                return {"bool": {"filter": filters, "must_not": excluded}}
            case _:
                return self._leaf(node)

    def complete(self, tree: Node) -> Clause:
        """Return a query for the records that all parts of a tree match."""
        if not isinstance(tree, Ranked):
            return self.matching(tree)
        parts = drop_stop_words(tree) + tree.must + tree.within
        return all_of([self.matching(tree), *map(self.matching, parts)])

    def counting(self, tree: Node) -> tuple[int, Clause]:
        """Return the number of parts of a tree, and a query whose score is how many match."""
        if not isinstance(tree, Ranked):
            return 1, constant(self.matching(tree))
        parts = count_repeated(drop_stop_words(tree) + tree.must + tree.within)
        return len(parts), any_of(constant(self.matching(part)) for part, _ in parts)

    def is_rough(self, leaf: Leaf) -> bool:
        """Return whether the frequency that the cluster gives a leaf may be another than it is.

        What begins at one word counts once, even if several words or alternatives match there, and
        words that are apart count as much as a phrase: a cluster counts otherwise.
        """
        if isinstance(leaf, Range) or leaf.field in EXACT:
            return False
        if isinstance(leaf, Prefix | Wildcard | Fuzzy):
            return len(self._words_of(leaf)) > 1
        several = len(tokens_of(leaf.text)) > 1
        is_phrase = isinstance(leaf, Phrase) and not leaf.slop
        others = any(len(tokens_of(text)) > 1 for text in leaf.also)
        others = others or (isinstance(leaf, Word) and bool(leaf.compounds))
        return others or (several and (not is_phrase or bool(leaf.also)))

    def frequency(self, leaf: Node) -> Clause:
        """Return a query whose score is how often a leaf occurs in all fields of a record."""
        if isinstance(leaf, Branch):
            raise TypeError("a leaf is expected")
        return any_of(
            clause for field in _fields_of(leaf) for clause in self._in_field(leaf, field, True)
        )

    def ordering(self, tree: Node) -> Clause:
        """Return a query that matches the records of a whole tree and puts them in order.

        Scores are on the scale that `spread` returns, if it returns one.
        """
        spread = self.spread(tree)
        if spread is None or not isinstance(tree, Ranked):
            return self.scoring(tree)
        return self._ranked(tree, spread)

    def spread(self, tree: Node) -> Spread | None:
        """Return the scale of the scores of a whole tree; None if no record is lifted."""
        known = self._known_parts(tree) if isinstance(tree, Ranked) else []
        if not isinstance(tree, Ranked) or len(known) < 2:
            return None
        limits = [self._max_score(part) * repetition_factor(times) for part, times in known]
        pairs = sum(self._max_score(pair) for pair in tree.pairs if self.is_known(pair))
        return Spread(max(limits), sum(limits) + PAIR * pairs)

    def scoring(self, node: Node) -> Clause:
        """Return a query that matches the records of a node and gives them their scores."""
        match node:
            case And(parts):
                return {"bool": {"must": [self.scoring(part) for part in parts]}}
            case Or(parts):
                return any_of(map(self.scoring, parts))
            case Not(part):
                return {"constant_score": {"filter": self.matching(node), "boost": 0.0}}
            case Boost(part, factor):
                return {"bool": {"must": [self.scoring(part)], "boost": factor}}
            case Ranked():
                return self._ranked(node)
            case _:
                return self._scored_leaf(node)

    def _known_parts(self, node: Ranked) -> list[tuple[Node, int]]:
        """Return the distinct parts that match anywhere, each with how often it is repeated."""
        parts = count_repeated(drop_stop_words(node) + node.must + node.within)
        return [(part, times) for part, times in parts if self.is_known(part)]

    def _ranked(self, node: Ranked, spread: Spread | None = None) -> Clause:
        """Add up the parts, and lift records in which all parts match, as `boolean.py` does."""
        known = self._known_parts(node)
        scored = [self._repeated(part, times) for part, times in known]
        pairs = [
            {"bool": {"must": [self.scoring(pair)], "boost": PAIR}}
            for pair in node.pairs
            if self.is_known(pair)
        ]
        total = {"bool": {"must": [any_of(scored)], "should": pairs}} if pairs else any_of(scored)
        if len(known) > 1:
            floor = max(self._max_score(part) * repetition_factor(times) for part, times in known)
            whole = {"bool": {"must": scored, "should": pairs}}
            if spread is None:
                lifted = scripted(whole, _LIFT_SCRIPT, {"floor": floor, "tie": TIE})
            else:
                total = scripted(total, SUM_SCRIPT, spread.parameters)
                lifted = scripted(whole, LIFTED_SCRIPT, spread.parameters)
            total = {"dis_max": {"queries": [total, lifted]}}
        return {"bool": {"must": [total], "filter": [self.matching(node)]}}

    def _repeated(self, part: Node, times: int) -> Clause:
        scored = self.scoring(part)
        if times == 1:
            return scored
        return {"bool": {"must": [scored], "boost": repetition_factor(times)}}

    def is_known(self, node: Node) -> bool:
        """Return whether a node matches any record of the index."""
        if not isinstance(node, Branch):
            return self._known(node).is_known
        is_known = self._branches.get(node)
        if is_known is None:
            is_known = self._statistics.matches_any(self.matching(node))
            self._branches[node] = is_known
        return is_known

    def _max_score(self, node: Node) -> float:
        if isinstance(node, Leaf):
            return (K1 + 1) * self._known(node).idf
        bound = sum(map(self._max_score, node.included()))
        return node.factor * bound if isinstance(node, Boost) else bound

    def _leaf(self, leaf: Leaf) -> Clause:
        if isinstance(leaf, Range) or leaf.field in EXACT:
            return self._exact(leaf)
        clauses = [
            clause for field in _fields_of(leaf) for clause in self._in_field(leaf, field, False)
        ]
        return any_of([*clauses, *_values_of(leaf)])

    def _scored_leaf(self, leaf: Leaf) -> Clause:
        """Return the query of a leaf with its score, see `LeafScorer.score`."""
        if isinstance(leaf, Range) or leaf.field in EXACT:
            frequency = [constant(self._exact(leaf))]
        else:
            frequency = [self._weighted(leaf, field) for field in _fields_of(leaf)]
            frequency = [each for each in frequency if each is not NOTHING]
            frequency += map(constant, _values_of(leaf))
        factor = {"m": (K1 + 1) * self._known(leaf).idf, "k": K1}
        return scripted(any_of(frequency), _LEAF_SCRIPT, factor)

    def _weighted(self, leaf: Leaf, field: str) -> Clause:
        """Return a query for a leaf's frequency in a field, weighted and normalised."""
        clauses = self._in_field(leaf, field, True)
        if not clauses:
            return NOTHING
        parameters = {
            "w": [WEIGHTS[kind].get(field, 0.0) for kind in KINDS],
            "a": 1 - B,
            "c": B / self._statistics.average(field),
            "length": length_name(field),
        }
        return scripted(any_of(clauses), _FIELD_SCRIPT, parameters)

    def _in_field(self, leaf: Leaf, field: str, is_scored: bool) -> list[Clause]:
        return [
            clause
            for each in alternatives(leaf)
            for clause in self._variant(each, field, is_scored=is_scored)
        ]

    def _variant(self, leaf: Leaf, field: str, *, is_scored: bool) -> list[Clause]:
        """Return the queries of one alternative of a leaf in one field."""
        name = text_name(field)
        if isinstance(leaf, Prefix | Wildcard | Fuzzy):
            return self._of_forms(name, self._words_of(leaf), is_scored=is_scored)
        tokens = tokens_of(leaf.text)
        parts = [token.word for token in parts_of(leaf.text)]
        if isinstance(leaf, Word) and leaf.as_spelled:
            return self._of_forms(name, list(dict.fromkeys(parts)), is_scored=is_scored)
        found: list[Clause] = []
        for term in self._terms_in(field):
            if isinstance(leaf, Phrase) and leaf.slop and len(parts) > 1:
                terms = list(dict.fromkeys(map(term, dict.fromkeys(parts))))
                near = counted_near if is_scored else phrase
                found.append(near(name, terms, leaf.slop))
                continue
            found += [phrase(name, list(map(term, parts)), 0)] if parts else []
            if isinstance(leaf, Word):
                wholes = dict.fromkeys(term(token.word) for token in tokens if token.parts > 1)
                found += [phrase(name, [whole], 0) for whole in wholes]
        if isinstance(leaf, Word):
            found += self._of_forms(name, leaf.compounds, is_scored=is_scored)
        return found

    def _terms_in(self, field: str) -> list[Callable[[str], str]]:
        """Return the functions from a word to its term in a field, one for each language."""
        if field == "author":
            return [form_term]
        return [partial(_stemmed, code) for code in self._statistics.languages or ("",)]

    def _of_forms(self, name: str, words: Sequence[str], *, is_scored: bool) -> list[Clause]:
        if not is_scored:
            return [terms_in(name, list(map(form_term, words)))] if words else []
        # a range of numbers begins at its first number, and both count once
        known = frozenset(words)
        terms = [form_term(word) for word in words if _first_number(word) not in known]
        return [
            counted_together(name, terms[start : start + _MOST_TOGETHER])
            for start in range(0, len(terms), _MOST_TOGETHER)
        ]

    def _words_of(self, leaf: Prefix | Wildcard | Fuzzy) -> list[str]:
        words = self._words.get(leaf)
        if words is None:
            words = self._words[leaf] = self._statistics.matching_words(leaf)
        return words

    def _exact(self, leaf: Leaf) -> Clause:
        """Return the query of an exact value or range, see `engine/exact.py`."""
        match leaf.field:
            case "kind":
                return {"term": {"kind": [str(kind) for kind in KINDS].index(leaf.text)}}
            case "article":
                return named(leaf.text)
            case "lang":
                found = [
                    value
                    for value in self._statistics.distinct("lang")
                    if value == leaf.text or value.startswith(leaf.text + "-")
                ]
                return terms_in("lang", found)
            case "updated" if isinstance(leaf, Range):
                return self.dated(leaf.bounds)
            case "year" if isinstance(leaf, Range):
                found = [y for y in self._years() if lies_within(y, leaf.bounds)]
                return terms_in("values", [value_term("year", year) for year in found])
            case "tag" | "meta" if "*" in leaf.text:
                matches = compile_pattern(value_term(leaf.field, leaf.text)).fullmatch
                labels = self._statistics.distinct(f"values:{leaf.field}")
                return terms_in("values", list(filter(matches, labels)))
            case _:
                return {"term": {"values": value_term(str(leaf.field), leaf.text)}}

    def _years(self) -> Iterator[str]:
        prefix = value_term("year", "")
        for value in self._statistics.distinct("values:year"):
            yield value.removeprefix(prefix)

    def dated(self, bounds: tuple[tuple[str, str], ...]) -> Clause:
        """Return a query for the records of the articles whose date may lie within bounds."""
        dates = self._statistics.distinct("date")
        return terms_in("date", [date for date in dates if lies_within(date, bounds)])

    def citing_since(self, year: int) -> Clause:
        """Return a query for the records of the articles that cite a work of `year` or later."""
        bounds = ((">=", f"{year:04}"),)
        years = self._statistics.distinct("cited")
        return terms_in("cited", [each for each in years if lies_within(each, bounds)])

    def by_author(self, author: str) -> Clause:
        """Return a query for the records of the articles by an author."""
        parts = [token.word for token in parts_of(author)]
        return phrase("by", list(map(form_term, parts)), 0) if parts else NOTHING


def named(pattern: str) -> Clause:
    """Return a query for the records of the articles whose id or former id matches a pattern."""
    folded = fold_id(pattern)
    if "*" not in folded and "?" not in folded:
        return {"term": {"names": shortened(folded)}}
    return {"wildcard": {"names": {"value": folded.replace("\\", "\\\\")}}}


def _fields_of(leaf: Leaf) -> tuple[str, ...]:
    return ALL_TEXT if leaf.field is None else FIELDS[leaf.field]


def _first_number(word: str) -> str:
    """Return the first number of a range such as "210-219", or ""."""
    return word.partition("-")[0] if "-" in word else ""


def _values_of(leaf: Leaf) -> list[Clause]:
    values = leaf.values if isinstance(leaf, Word) else ()
    return [{"term": {"values": value_term(name, value)}} for name, value in values]


def _stemmed(code: str, word: str) -> str:
    return stem_term(stem(word, code), code)
