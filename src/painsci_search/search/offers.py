"""Offer other queries where one matches nothing: its tree in; looser queries with counts out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from painsci_search.errors import QueryError
from painsci_search.model import Offer
from painsci_search.query.ast import Node
from painsci_search.query.expand import parse_expanded
from painsci_search.query.formatting import format_query
from painsci_search.query.looser import loosen
from painsci_search.query.synonyms import Synonyms

# Offers of an answer, and looser queries that are counted for them.
_MOST, _TRIALS = 4, 8


def find_offers(
    tree: Node,
    synonyms: Synonyms | None,
    is_known: Callable[[Node], bool],
    count: Callable[[Node], int],
) -> tuple[Offer, ...]:
    """Return looser queries that have matches, the nearest first.

    Args:
        is_known: whether a node of the tree matches any record of the index.
        count: returns the number of matches of a tree.
    """
    offers: dict[str, Offer] = {}
    trials: set[str] = set()
    for reason, looser in loosen(tree, is_known):
        query = format_query(looser)
        if query in trials or len(trials) == _TRIALS or len(offers) == _MOST:
            continue
        trials.add(query)
        try:
            total = count(parse_expanded(query, synonyms))
        except QueryError:  # what is left has another meaning, such as a lone exclusion
            continue
        if total:
            offers[query] = Offer(query, reason, total)
    return tuple(offers.values())


def offer_unfiltered(query: str, total: int) -> tuple[Offer, ...]:
    """Return the query itself without its filters, where it has matches then."""
    return (Offer(query, "without the filters", total, unfiltered=True),) if total else ()


def without_filters(offer: Offer) -> Offer:
    """Return an offer whose matches do not pass the filters, which says so."""
    return replace(offer, reason=f"{offer.reason} and without the filters", unfiltered=True)
