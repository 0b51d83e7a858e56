"""A better spelling for a query: words that were mistyped, run together, or torn apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise, product
from typing import NamedTuple

from painsci_search.engine.lexicon import ERROR, is_known, nearest_words, uses_of, uses_together
from painsci_search.engine.postings import LeafPostings
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.query.ast import EXACT, Leaf, Node, Phrase, Ranked, Word, leaves
from painsci_search.query.spelling import variants
from painsci_search.text import fold, tokenize

__all__ = ["is_known", "suggest_query"]

# Whole sentences in another language get no corrections.
_MOST_CORRECTIONS = 5
# How many corrections of a word, and of the query, are looked at.
_CHOICES, _TRIALS = 3, 6
# What a space costs that is too many, or missing, in parts of an error.
_SPACE = 0.7
_SHORTEST_HALF, _SHORTEST_WHOLE = 2, 5


class _Typed(NamedTuple):
    """A word of the query.

    Attributes:
        word: folded.
        start, end: character offsets into the query.
        leaf: what it belongs to.
        stands_free: whether it may become two words without changing what the others mean.
    """

    word: str
    start: int
    end: int
    leaf: Word | Phrase
    stands_free: bool


class _Change(NamedTuple):
    """A part of the query and what to put there; the score tells how likely that is meant."""

    score: float
    start: int
    end: int
    text: str


def suggest_query(
    query: str,
    tree: Node,
    snapshot: Snapshot,
    is_better: Callable[[str], bool],
    is_known_leaf: Callable[[Leaf], bool],
) -> str | None:
    """Correct a query by the words that the index has.

    Args:
        tree: the query as understood, with what is found besides its words.
        is_better: whether another query finds more of what it asks for than this one.
        is_known_leaf: whether a part of the query matches anything, so that no word of it is
            mistyped.

    Returns:
        The likeliest correction that is better, or None.
    """
    typed = list(_words_of(query, tree))
    unknown = [
        each for each in typed if not is_known_leaf(each.leaf) and not _is_found(each, snapshot)
    ]
    if len(unknown) > _MOST_CORRECTIONS:
        return None
    mistyped = [each for each in unknown if not _is_a_word(each)]
    corrections = [found for each in mistyped if (found := _corrections(each, snapshot))]
    trials: list[tuple[_Change, ...]] = list(product(*corrections)) if corrections else []
    likeliest = max(trials, key=_score, default=())
    for joined in _joined(query, typed, unknown, snapshot):
        apart = (each for each in likeliest if each.end <= joined.start or joined.end <= each.start)
        trials.append((joined, *apart))
    for changes in sorted(trials, key=_score, reverse=True)[:_TRIALS]:
        better = _apply(query, changes)
        if is_better(better):
            return better
    return None


def _words_of(query: str, tree: Node) -> Iterator[_Typed]:
    """Yield the words as typed, in their order; of a compound the parts."""
    free = tree.should if isinstance(tree, Ranked) else (tree,)
    for leaf in leaves(tree):
        if not isinstance(leaf, Word | Phrase) or leaf.field in EXACT:
            continue
        base = query.find(leaf.text, leaf.start, leaf.end)
        is_free = leaf.field is None and any(leaf is part for part in free)
        stands_free = isinstance(leaf, Phrase) or is_free
        for token in tokenize(leaf.text) if base >= 0 else ():
            if token.parts == 1:
                yield _Typed(token.word, base + token.start, base + token.end, leaf, stands_free)


def _is_found(typed: _Typed, snapshot: Snapshot) -> bool:
    """Tell whether a word is found, or what is found besides it."""
    field, leaf = typed.leaf.field, typed.leaf
    if any(is_known(word, snapshot, field) for word in (typed.word, *variants(typed.word))):
        return True
    return bool(leaf.also) and any(
        len(LeafPostings(view, leaf).records()) for view in snapshot.views
    )


def _is_a_word(typed: _Typed) -> bool:
    """Tell whether a word is spelled right for sure: one of those that are said otherwise, too.

    The other spelling of "-ise" is no proof: any letters have one that end so.
    """
    others = variants(typed.word)
    if any(_with_s(other) != _with_s(typed.word) for other in others):
        return True
    is_whole = isinstance(typed.leaf, Word) and fold(typed.leaf.text) == typed.word
    return is_whole and any(other not in others for other in typed.leaf.also)


def _with_s(word: str) -> str:
    return word.replace("z", "s")


def _corrections(typed: _Typed, snapshot: Snapshot) -> list[_Change]:
    """What an unknown word may have been meant to be, the likeliest first."""
    near = nearest_words(typed.word, snapshot, typed.leaf.field, _CHOICES)
    found = [_Change(score, typed.start, typed.end, word) for score, word in near]
    if typed.leaf.field != "author":
        found += _split(typed, snapshot)
    return sorted(found, key=lambda change: -change.score)[:_CHOICES]


def _split(typed: _Typed, snapshot: Snapshot) -> Iterator[_Change]:
    """Yield a word as two that stand side by side in the index."""
    word = typed.word
    if len(word) < _SHORTEST_WHOLE or not word.isalpha():
        return
    for at in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
        first, second = word[:at], word[at:]
        if not uses_of(first, snapshot) or not uses_of(second, snapshot):
            continue
        together = uses_together(f"{first} {second}", snapshot)
        if together:
            text = f"{first} {second}" if typed.stands_free else f'"{first} {second}"'
            score = math.log(together) - ERROR * _SPACE
            yield _Change(score, typed.start, typed.end, text)


def _joined(
    query: str, typed: list[_Typed], unknown: list[_Typed], snapshot: Snapshot
) -> Iterator[_Change]:
    """Yield two words as one that the index has, where it has the two nowhere side by side."""
    for one, other in pairwise(typed):
        between = query[one.end : other.start]
        if not between.isspace() or one.leaf.field != other.leaf.field:
            continue
        word = one.word + other.word
        halves = min(len(one.word), len(other.word))
        if halves < _SHORTEST_HALF or len(word) < _SHORTEST_WHOLE:
            continue
        uses = uses_of(word, snapshot)
        if not uses or not is_known(word, snapshot, one.leaf.field):
            continue
        both_known = one not in unknown and other not in unknown
        if both_known and uses_together(f"{one.word} {other.word}", snapshot):
            continue
        yield _Change(math.log(uses) - ERROR * _SPACE, one.start, other.end, word)


def _score(changes: tuple[_Change, ...]) -> float:
    """How likely changes are meant, one of them being worth as much as several."""
    return sum(change.score for change in changes) / len(changes)


def _apply(query: str, changes: tuple[_Change, ...]) -> str:
    for change in sorted(changes, key=lambda change: -change.start):
        query = query[: change.start] + change.text + query[change.end :]
    return query
