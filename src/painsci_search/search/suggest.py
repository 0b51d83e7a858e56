"""Suggest a better spelling of a query: words mistyped, run together, or split in two.

A query and its matches in, a corrected query out, or None. The words of the index give candidates,
the likeliest first; the first candidate that matches better than the query is the suggestion.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise, product

import numpy as np

from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.bounded import AnyRecords, BoundedRecords
from painsci_search.engine.evaluation import AnyQuery, query_on
from painsci_search.engine.filters import Filters
from painsci_search.engine.lexicon import (
    ERROR,
    error_cost,
    is_known,
    matches_anywhere,
    nearest_words,
    occur_together,
    uses_of,
    uses_together,
)
from painsci_search.engine.seam import AnySnapshot, Closeness
from painsci_search.errors import QueryError
from painsci_search.late_tuples import NamedTuple
from painsci_search.query.ast import EXACT, WORDS, Node, Phrase, Ranked, Word, leaves
from painsci_search.query.expand import parse_expanded
from painsci_search.query.spelling import variants
from painsci_search.query.stop_words import STOP_WORDS
from painsci_search.query.synonyms import Synonyms
from painsci_search.query.words import parts_of
from painsci_search.search.languages import in_languages_of
from painsci_search.text import fold

# A query with more unknown words is a sentence in another language and gets no suggestion.
_MOST_CORRECTIONS = 5
# The most corrections of one word, and the most candidates that are evaluated as queries.
_CHOICES, _TRIALS = 3, 6
# The cost of an extra or missing space, as a fraction of an error.
_SPACE = 0.7
# The least letters of each half of a word that is split, and of the whole.
_SHORTEST_HALF, _SHORTEST_WHOLE = 2, 5
# The least unknown words of a query in another language, which has a stop word of it, too.
_FEWEST_FOREIGN = 3
# Letters of a word in which a single error is surely one.
_LONG = 9
# More parts than a query can have.
_MOST_PARTS = 1 << 16


class _Typed(NamedTuple):
    """A word of the query.

    Attributes:
        word: folded.
        start, end: character offsets into the query.
        leaf: the leaf that it is a word of.
        may_split: whether two words in its place leave the meaning of the other words unchanged.
    """

    word: str
    start: int
    end: int
    leaf: Word | Phrase
    may_split: bool


class _Change(NamedTuple):
    """A replacement for a part of the query; the higher its score, the likelier it is meant.

    Attributes:
        is_sure: whether it is a long word with a single error.
    """

    score: float
    start: int
    end: int
    text: str
    is_sure: bool = False


def suggest_query(
    text: str,
    query: AnyQuery,
    snapshot: AnySnapshot,
    narrowing: Filters,
    synonyms: Synonyms | None,
) -> str | None:
    """Suggest a spelling of a query whose matches have more of its parts, or more such matches.

    Args:
        text: the query as typed.
        query: the query as evaluated.
        narrowing: filters that the matches must pass.
        synonyms: those that the query was expanded with.

    Returns:
        The likeliest correction that is better than the query, or None.
    """
    candidates = _candidates(text, query, snapshot)
    if not candidates:
        return None
    before = _closeness(query, snapshot, narrowing)
    for candidate, is_sure in candidates:
        try:
            tree = in_languages_of(parse_expanded(candidate, synonyms), snapshot)
        except QueryError:  # a corrected word has become part of an operator or a field
            continue
        corrected = query_on(snapshot, tree, query)
        after = _closeness(corrected, snapshot, narrowing)
        # a match of one word among several is no improvement, unless nothing matched before, or the
        # word was surely mistyped
        is_close = (
            is_sure
            or after.missing == 0
            or corrected.size - after.missing > 1
            or not before.matches
        )
        if is_close and after < before:
            return candidate
    return None


def _closeness(query: AnyQuery, snapshot: AnySnapshot, narrowing: Filters) -> Closeness:
    """Evaluate a query and return how close its best matches come to all of its parts."""
    if not isinstance(query, ScoredQuery):
        return query.closeness(narrowing)
    found = [
        _most_parts(query, number, records)
        for number, records in enumerate(narrowing.matches(query, snapshot.whole().views))
    ]
    most = max((parts for parts, count in found if count), default=0)
    matches = sum(count for parts, count in found if parts == most)
    return Closeness(query.size - most if matches else _MOST_PARTS, -matches)


def _most_parts(query: ScoredQuery, number: int, records: AnyRecords) -> tuple[int, int]:
    """Return the most parts that match in one record of a segment, and in how many records."""
    if isinstance(records, BoundedRecords):
        return records.most_parts()
    docs, missing = query.missing(number)
    lacking = missing[np.isin(docs, records.docs)]
    least = int(lacking.min(initial=query.size))
    return query.size - least, int(np.count_nonzero(lacking == least))


def _candidates(text: str, query: AnyQuery, snapshot: AnySnapshot) -> list[tuple[str, bool]]:
    """List corrected queries to try, the likeliest first, and whether each is surely meant."""
    typed = list(_typed_words(text, query.tree))
    unknown = [
        word
        for word in typed
        if not query.resolve(word.leaf).is_known and not _is_found(word, snapshot)
    ]
    if len(unknown) > _MOST_CORRECTIONS or _are_foreign(typed, unknown):
        return []
    choices = [_corrections(word, snapshot) for word in unknown if not _is_spelled_right(word)]
    choices = [changes for changes in choices if changes]
    trials: list[tuple[_Change, ...]] = list(product(*choices)) if choices else []
    likeliest = max(trials, key=_score, default=())
    for joined in _joined_words(text, typed, unknown, snapshot):
        others = (one for one in likeliest if one.end <= joined.start or joined.end <= one.start)
        trials.append((joined, *others))
    counted = set(map(id, query.scored_leaves))
    nowhere = [word for word in unknown if id(word.leaf) in counted]
    trials = [changes for changes in trials if _replace_all(nowhere, changes)]
    best = sorted(trials, key=_score, reverse=True)[:_TRIALS]
    return [(_apply(text, changes), all(one.is_sure for one in changes)) for changes in best]


def _replace_all(words: list[_Typed], changes: tuple[_Change, ...]) -> bool:
    """Return whether every word is in a part of the query that is replaced."""
    return all(
        any(change.start <= word.start and word.end <= change.end for change in changes)
        for word in words
    )


def _typed_words(query: str, tree: Node) -> Iterator[_Typed]:
    """Yield the words of a query in their order; the parts of a compound one by one."""
    free = set(map(id, tree.should if isinstance(tree, Ranked) else (tree,)))
    for leaf in leaves(tree):
        if not isinstance(leaf, WORDS) or leaf.field in EXACT:
            continue
        base = query.find(leaf.text, leaf.start, leaf.end)
        is_free = leaf.field is None and id(leaf) in free
        may_split = isinstance(leaf, Phrase) or is_free
        for token in parts_of(leaf.text) if base >= 0 else ():
            yield _Typed(token.word, base + token.start, base + token.end, leaf, may_split)


def _is_found(typed: _Typed, snapshot: AnySnapshot) -> bool:
    """Return whether a word, another spelling or a synonym of it occurs in the index."""
    field, leaf = typed.leaf.field, typed.leaf
    if any(is_known(word, snapshot, field) for word in (typed.word, *variants(typed.word))):
        return True
    return bool(leaf.also) and matches_anywhere(leaf, snapshot)


def _is_spelled_right(typed: _Typed) -> bool:
    """Return whether a word is certainly spelled right: it has synonyms or another spelling.

    The other spelling of "-ise" is no proof, since every word that ends so has one.
    """
    others = variants(typed.word)
    if any(_with_s(other) != _with_s(typed.word) for other in others):
        return True
    is_whole = isinstance(typed.leaf, Word) and fold(typed.leaf.text) == typed.word
    return is_whole and any(other not in others for other in typed.leaf.also)


def _with_s(word: str) -> str:
    return word.replace("z", "s")


def _corrections(typed: _Typed, snapshot: AnySnapshot) -> list[_Change]:
    """List corrections of an unknown word, the likeliest first."""
    near = nearest_words(typed.word, snapshot, typed.leaf.field, _CHOICES)
    # a stop word would only leave the word out
    found = [
        _Change(score, typed.start, typed.end, word, _is_sure(typed.word, word))
        for score, word in near
        if word not in STOP_WORDS
    ]
    if typed.leaf.field != "author":
        found += _split(typed, snapshot)
    return sorted(found, key=lambda change: -change.score)[:_CHOICES]


def _are_foreign(typed: list[_Typed], unknown: list[_Typed]) -> bool:
    """Return whether the words of a query are of a language that the index does not have."""
    if len(unknown) < _FEWEST_FOREIGN:
        return False
    from painsci_search.languages import all_stop_words  # noqa: PLC0415 - seldom needed

    words = {each.word for each in typed} - STOP_WORDS
    return not words.isdisjoint(all_stop_words())


def _is_sure(typed: str, meant: str) -> bool:
    """Return whether a word differs from another, long one by a single error."""
    return len(meant) >= _LONG and error_cost(typed, meant) <= 1


def _split(typed: _Typed, snapshot: AnySnapshot) -> Iterator[_Change]:
    """Yield splits of a word into two that are adjacent somewhere in the index."""
    word = typed.word
    if len(word) < _SHORTEST_WHOLE or not word.isalpha():
        return
    for at in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
        first, second = word[:at], word[at:]
        if not uses_of(first, snapshot) or not uses_of(second, snapshot):
            continue
        together = uses_together(f"{first} {second}", snapshot)
        if together:
            text = f"{first} {second}" if typed.may_split else f'"{first} {second}"'
            score = math.log(together) - ERROR * _SPACE
            yield _Change(score, typed.start, typed.end, text)


def _joined_words(
    query: str, typed: list[_Typed], unknown: list[_Typed], snapshot: AnySnapshot
) -> Iterator[_Change]:
    """Yield adjacent words joined to one that the index has; not two that it has as adjacent."""
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
        if both_known and occur_together(f"{one.word} {other.word}", snapshot):
            continue
        yield _Change(math.log(uses) - ERROR * _SPACE, one.start, other.end, word)


def _score(changes: tuple[_Change, ...]) -> float:
    """Return the mean score of some changes, so that one change is worth as much as several."""
    return sum(change.score for change in changes) / len(changes)


def _apply(query: str, changes: tuple[_Change, ...]) -> str:
    for change in sorted(changes, key=lambda change: -change.start):
        query = query[: change.start] + change.text + query[change.end :]
    return query
