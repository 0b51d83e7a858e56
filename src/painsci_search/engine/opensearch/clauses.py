"""Clauses of the query language of a cluster: terms, phrases and other clauses in, a clause out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from painsci_search.engine.opensearch.schema import STACKED

Clause = dict[str, Any]

NOTHING: Clause = {"match_none": {}}
# Words that are `d` positions apart count 1 / (1 + d), so that this is how often they occur at
# least, and exactly where they occur once. The rest keeps sums of thirds from being rounded up.
_APART_SCRIPT = "Math.ceil(_score - 0.001)"
# Queries that a cluster counts as one clause each.
_LEAVES = frozenset(("term", "match", "match_phrase", "terms", "span_term", "wildcard", "range"))


def count_clauses(query: Any) -> int:
    """Count the clauses of a query that a cluster limits."""
    if isinstance(query, list):
        return sum(map(count_clauses, query))
    if not isinstance(query, dict):
        return 0
    own = sum(name in _LEAVES for name in query)
    return own + sum(count_clauses(each) for name, each in query.items() if name != "params")


def phrase(name: str, terms: Sequence[str], slop: int) -> Clause:
    """Return a query for a term, or for several in their order, at most `slop` positions apart."""
    if len(terms) == 1:
        return {"term": {name: terms[0]}}
    # the cluster adds the frequency of a phrase once for each of its terms
    return {
        "match_phrase": {name: {"query": " ".join(terms), "slop": slop, "boost": 1 / len(terms)}}
    }


def counted_together(name: str, terms: Sequence[str]) -> Clause:
    """Return a query whose score is how often any of some terms occurs in a field."""
    return {"match": {name: {"query": STACKED.join(terms), "analyzer": "stacked"}}}


def counted_near(name: str, terms: Sequence[str], slop: int) -> Clause:
    """Return a query whose score is how often words are near one another, see `proximity.near`."""
    if len(terms) == 1:
        return phrase(name, terms, 0)
    if len(terms) > 2:
        return scripted(phrase(name, terms, slop), _APART_SCRIPT, {})
    first, second = ({"span_term": {name: term}} for term in terms)
    found = [_counted_in(first, _in_order(first, second, slop))]
    if slop > 1:  # words that changed places are two positions nearer
        counted = {"span_not": {"include": second, "exclude": _in_order(first, second, 0)}}
        found.append(_counted_in(counted, _in_order(second, first, slop - 2)))
    return any_of(found)


def _in_order(first: Clause, second: Clause, apart: int) -> Clause:
    """Return a query for a word and another after it, with at most `apart` positions between."""
    return {"span_near": {"clauses": [first, second], "slop": apart, "in_order": True}}


def _counted_in(word: Clause, near: Clause) -> Clause:
    """Return a query whose score is how many occurrences of a word are in spans of two words."""
    # a span counts the less, the longer it is; a word in it counts once for each of the two
    return {"span_within": {"little": word, "big": near, "boost": 0.5}}


def terms_in(name: str, values: Sequence[str]) -> Clause:
    """Return a query for any of some terms."""
    return {"terms": {name: list(values)}} if values else NOTHING


def constant(clause: Clause) -> Clause:
    """Return a query whose score is 1."""
    return {"constant_score": {"filter": clause, "boost": 1.0}}


def any_of(clauses: Any) -> Clause:
    """Return a query for what any of some clauses matches; its score is the sum of theirs."""
    found = [clause for clause in clauses if clause is not NOTHING]
    if len(found) < 2:
        return found[0] if found else NOTHING
    return {"bool": {"should": found, "minimum_should_match": 1}}


def all_of(clauses: Any) -> Clause:
    """Return a query for what all of some clauses match, without a score."""
    return {"bool": {"filter": list(clauses)}}


def scripted(query: Clause, source: str, parameters: dict[str, Any]) -> Clause:
    """Return a query whose score a script computes from that of another one."""
    if query is NOTHING:
        return NOTHING
    return {"script_score": {"query": query, "script": {"source": source, "params": parameters}}}
