"""Offer other queries where one matches nothing, or excludes more than it says.

Its tree in; looser queries with counts out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from painsci_search.engine.fuzzy import within
from painsci_search.engine.patterns import TooManyWords
from painsci_search.engine.seam import AnySnapshot, RemoteSnapshot
from painsci_search.errors import QueryError
from painsci_search.model import Offer
from painsci_search.query.ast import Node
from painsci_search.query.expand import parse_expanded
from painsci_search.query.formatting import format_query
from painsci_search.query.looser import Lookups, Looser, loosen, without_in_text
from painsci_search.query.synonyms import Synonyms

# Offers of an answer, and looser queries that are counted for them.
_MOST, _TRIALS = 4, 8


def find_offers(
    tree: Node, synonyms: Synonyms | None, lookups: Lookups, count: Callable[[Node], int]
) -> tuple[Offer, ...]:
    """Return looser queries that have matches, the nearest first.

    Args:
        lookups: of the index.
        count: returns the number of matches of a tree.
    """
    return _counted(loosen(tree, lookups), synonyms, count, 0)


def offer_in_text(
    tree: Node, synonyms: Synonyms | None, count: Callable[[Node], int], total: int
) -> tuple[Offer, ...]:
    """Return the query with its excluded words only in the text, where it has more matches then.

    Args:
        count: returns the number of matches of a tree.
        total: the matches of the query itself.
    """
    return _counted(without_in_text(tree), synonyms, count, total)


def dois_like(doi: str, snapshot: AnySnapshot) -> tuple[str, ...]:
    """Return the first DOIs of an index that begin with another, or differ in one character.

    An index elsewhere does not list its DOIs.
    """
    if isinstance(snapshot, RemoteSnapshot):
        return ()
    known = sorted({each for view in snapshot.views for each in view.segment.values("doi")})
    begin = [each for each in known if each.startswith(doi)]
    return tuple(dict.fromkeys((*begin, *within(doi, known, 1))))[:_MOST]


def _counted(
    trees: Iterable[Looser],
    synonyms: Synonyms | None,
    count: Callable[[Node], int],
    least: int,
) -> tuple[Offer, ...]:
    """Return the first trees with more matches than `least`."""
    offers: dict[str, Offer] = {}
    trials: set[str] = set()
    for reason, looser in trees:
        query = format_query(looser)
        if query in trials or len(trials) == _TRIALS or len(offers) == _MOST:
            continue
        trials.add(query)
        try:
            total = count(parse_expanded(query, synonyms))
        # what is left has another meaning, such as a lone exclusion, or a pattern fits too much
        except (QueryError, TooManyWords):
            continue
        if total > least:
            offers[query] = Offer(query, reason, total)
    return tuple(offers.values())


def offer_unfiltered(query: str, total: int) -> tuple[Offer, ...]:
    """Return the query itself without its filters, where it has matches then."""
    return (Offer(query, "without the filters", total, unfiltered=True),) if total else ()


def without_filters(offer: Offer) -> Offer:
    """Return an offer whose matches do not pass the filters, which says so."""
    return replace(offer, reason=f"{offer.reason} and without the filters", unfiltered=True)
