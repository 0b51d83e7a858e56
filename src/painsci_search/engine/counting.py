"""A query and words in place of one of its words in; how many records each finds, out.

A record either has a word or not, and all else that a query asks of the record stays the same. So
the query is evaluated twice, with a word that every record has and with one that none has, and the
records of any word are counted by comparing them with the two results.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from painsci_search.engine.bm25f import LeafScorer
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.collection import Mask
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.query.ast import Leaf, Node


def counter_for(tree: Node, leaf: Leaf, snapshot: Snapshot) -> Callable[[Leaf], int]:
    """Return a function that counts the records that match all parts of a query.

    Args:
        tree: the query.
        leaf: the word of it that the function's argument takes the place of.

    Raises:
        TooManyWords: the other words of the query expand to too many words.
    """
    lookup = LeafScorer(snapshot, {})
    if tree is leaf:
        return lambda word: lookup.resolve(word).matches
    query = ScoredQuery(tree, snapshot)
    with_word = _complete(query, leaf, snapshot, is_in_all=True)
    query = ScoredQuery(tree, snapshot, query)
    without = _complete(query, leaf, snapshot, is_in_all=False)
    always = sum(int(np.count_nonzero(mask)) for mask in without)

    def count(word: Leaf) -> int:
        found = always
        resolved = lookup.resolve(word)
        for number, (one, other) in enumerate(zip(with_word, without, strict=True)):
            docs = resolved.scored(number).docs
            found += int(np.count_nonzero(one[docs])) - int(np.count_nonzero(other[docs]))
        return found

    return count


def _complete(query: ScoredQuery, leaf: Leaf, snapshot: Snapshot, *, is_in_all: bool) -> list[Mask]:
    """Return which records match all parts, if every record has the word of a leaf, or none has."""
    sizes = [view.segment.size if is_in_all else 0 for view in snapshot.views]
    docs = [
        view.only_live(np.arange(size)) for view, size in zip(snapshot.views, sizes, strict=True)
    ]
    query.leaves.assume(leaf, docs)
    query.evaluate()
    masks = []
    for number, view in enumerate(snapshot.views):
        mask = np.zeros(view.segment.size, np.bool_)
        mask[query.complete(number)] = True
        masks.append(mask)
    return masks
