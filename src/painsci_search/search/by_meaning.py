"""Search by meaning: the matches of words in, those and the nearest passages out.

Words alone miss passages that say the same in other words; vectors alone miss names and numbers. So
each passage has a share of both: its score by words, relative to the best one, and the cosine of
its nearest window with the query. Filters and operators hold for passages of either kind. What a
passage or an article means is the mean of its windows.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from painsci_search.engine.adding import contains
from painsci_search.engine.bm25f import ScoredRecords
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.caching import BoundedCache, cached_for
from painsci_search.engine.filters import Filters
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.model import Share
from painsci_search.query.ast import WORDS, And, Boost, Node, Not, Phrase, Ranked, Word, leaves
from painsci_search.semantic.embedding import passage_of
from painsci_search.semantic.model import Encoder
from painsci_search.semantic.nearest import Nearness, is_meant
from painsci_search.semantic.transformer import Floats
from painsci_search.semantic.windows import spans_of, windows_of

# The share of meaning in a score; that of the words is the rest. At 0.5 the ranking was best on
# seven of eight collections (docs/semantic.md); at 0 it is that of the words.
WEIGHT = 0.5
# Passages found by meaning, at most.
_MOST = 100
# A passage without any of the words needs at least this cosine; those of texts about different
# things are mostly below 0.2.
_LEAST = 0.25
MEANING = "meaning"
# The fields whose words have a meaning; names and identifiers have none.
_OF_MEANING = (None, "title", "heading", "body", "note")
# Numbers that are kept of sentences that were compared lately: 8 MB for each snapshot.
_MOST_KEPT = 1 << 21
# Windows that are computed of a passage that has no vector yet: a fifth of a second.
_MOST_WINDOWS = 8


class Meaning:
    """What a query or a passage means, compared with the passages of a snapshot.

    Args:
        vector: of its meaning; None for one without any.

    Attributes:
        without: the number of passages that have a text, and no vector of it.
    """

    def __init__(
        self, snapshot: Snapshot, encoder: Encoder, nearness: Nearness, vector: Floats | None
    ) -> None:
        self.without = nearness.without
        self._nearness = nearness
        self._encoder = encoder
        self._snapshot = snapshot
        self._vector = vector
        self._cosines: list[Floats] = []
        self._alone: list[Array] = []
        self._scale = 1.0

    @classmethod
    def of_query(cls, snapshot: Snapshot, tree: Node, encoder: Encoder) -> Meaning:
        """Return the meaning of the words of a query.

        Raises:
            IndexDamaged, SemanticUnavailable: the index has no vectors that can be used.
        """
        nearness, text = Nearness(snapshot, encoder), text_of(tree)
        vector = encoder.embed([text])[0] if text else None
        return cls(snapshot, encoder, nearness, vector)

    @classmethod
    def of_records(
        cls, snapshot: Snapshot, segment: Segment, own: range, encoder: Encoder
    ) -> Meaning:
        """Return the meaning of a passage, or of an article as a whole.

        Args:
            segment, own: its records.

        Raises:
            IndexDamaged, SemanticUnavailable: the index has no vectors that can be used.
        """
        nearness = Nearness(snapshot, encoder)
        number = [view.segment for view in snapshot.views].index(segment)
        vectors = nearness.vectors_of(number, own)
        if not len(vectors):  # not yet embedded
            vectors = encoder.embed_tokens(_first_windows(segment, own, encoder))
        mean = vectors.sum(axis=0)
        length = float(np.linalg.norm(mean))
        return cls(snapshot, encoder, nearness, mean / np.float32(length) if length > 0 else None)

    def fuse(self, matches: list[ScoredRecords], allowed: list[Array]) -> list[ScoredRecords]:
        """Add the nearest passages to the matches of the words, and score all of them anew.

        Args:
            matches: of the words, by segment.
            allowed: the records of each segment that may be found by their meaning.
        """
        if self._vector is None:
            return matches
        cosines = self._nearness.cosines(self._vector)
        self._alone = _nearest(cosines, matches, allowed)
        average = _average(cosines, matches)
        # a passage without a vector is neither lifted nor lowered
        self._cosines = [np.where(np.isnan(each), average, np.maximum(each, 0)) for each in cosines]
        best = max((float(each.scores.max(initial=0)) for each in matches), default=0.0)
        self._scale = (1 - WEIGHT) / best if best > 0 else 0.0
        return [
            self._fused(each, alone, near)
            for each, alone, near in zip(matches, self._alone, self._cosines, strict=True)
        ]

    def is_alone(self, number: int, doc: int) -> bool:
        """Return whether a record was found by its meaning, and has none of the words."""
        return bool(self._alone) and bool(np.isin(doc, self._alone[number]))

    def explain(self, number: int, doc: int, shares: tuple[Share, ...]) -> tuple[Share, ...]:
        """Return the shares of a fused score, given those of the words."""
        if self._vector is None:
            return shares
        scaled = [
            Share(share.term, share.field, share.count, share.score * self._scale)
            for share in shares
        ]
        meaning = Share(MEANING, None, 1, WEIGHT * float(self._cosines[number][doc]))
        return tuple(sorted([*scaled, meaning], key=lambda share: -share.score))

    def by_words(self, number: int, doc: int, score: float) -> float:
        """Return the share of the words in a fused score, as it was before."""
        if self._vector is None or not self._scale:
            return score
        return (score - WEIGHT * float(self._cosines[number][doc])) / self._scale

    def nearest_sentence(self, segment: Segment, number: int, doc: int) -> tuple[int, int] | None:
        """Return the span of the sentence of a record that is nearest to the query."""
        if self._vector is None:
            return None
        spans, vectors = self._sentences(segment, number, doc)
        return spans[int(np.argmax(vectors @ self._vector))] if spans else None

    def _fused(self, matches: ScoredRecords, alone: Array, cosines: Floats) -> ScoredRecords:
        """Return the matches of one segment and its nearest passages, with fused scores."""
        docs = np.concatenate([matches.docs, alone])
        scores = np.concatenate([matches.scores, np.zeros(len(alone))])
        order = np.argsort(docs, kind="stable")
        docs, scores = docs[order], scores[order]
        return ScoredRecords(docs, self._scale * scores + WEIGHT * cosines[docs])

    def _sentences(
        self, segment: Segment, number: int, doc: int
    ) -> tuple[list[tuple[int, int]], Floats]:
        """Return the sentences of a record's nearest window, with their vectors."""
        if self._vector is None:
            raise ValueError("the query has no words")
        passage = passage_of(segment, doc)
        windows = windows_of(passage, self._encoder.tokens)
        best = self._nearness.best_window(number, doc, self._vector)
        cache, key = _sentences_lately(self._snapshot), (self._encoder.digest, number, doc, best)
        known = cache.get(key)
        if known is None:
            low, high = windows[min(best, len(windows) - 1)][:2]
            spans = [span for span in spans_of(passage) if low <= span[0] and span[1] <= high]
            texts = [passage.text[slice(*span)] for span in spans]
            known = spans, self._encoder.embed(texts)
            cache.put(key, known)
        return known


_Key = tuple[str, int, int, int]
_Sentences = tuple[list[tuple[int, int]], Floats]


@cached_for
def _sentences_lately(_: Snapshot) -> BoundedCache[_Key, _Sentences]:
    return BoundedCache(_MOST_KEPT, lambda sentences: sentences[1].size)


def text_of(tree: Node) -> str:
    """Return the words of a query that have a meaning: those that are searched in texts, as typed.

    >>> from painsci_search.query.parser import parse_query
    >>> text_of(parse_query('does "sham surgery" help -knee author:Marsh year:>2010'))
    'does sham surgery help'
    """
    texts = [
        leaf.text
        for leaf in leaves(tree)
        if isinstance(leaf, WORDS) and leaf.field in _OF_MEANING and not _has_values(leaf)
    ]
    return " ".join(texts)


def binding_of(tree: Node) -> Node | None:
    """Return what a passage must match even if it is found by its meaning; None for nothing.

    Bare words bind nothing. Operators, phrases and fields do, and so does a query without a bare
    word.

    >>> from painsci_search.query.parser import parse_query
    >>> binding_of(parse_query("sore knee"))
    >>> [type(part).__name__ for part in binding_of(parse_query('sore +knee -hip "a b"')).parts]
    ['Word', 'Phrase', 'Not']
    """
    if _is_bare(tree):
        return None
    if not isinstance(tree, Ranked) or not any(map(_is_bare, tree.should)):
        return tree
    others = [part for part in tree.should if not _is_bare(part)]
    parts = (*tree.must, *tree.within, *others, *map(Not, tree.must_not))
    return And(parts) if parts else None


def allowed_by(snapshot: Snapshot, query: ScoredQuery | None, filters: Filters) -> list[Array]:
    """Return the records of each segment that filters and operators of a query allow."""
    binding = None if query is None else binding_of(query.tree)
    if query is None or binding is None:
        found = [np.flatnonzero(is_meant(view)) for view in snapshot.views]
    else:
        found = [docs for docs, _ in ScoredQuery(binding, snapshot, query).evaluate()]
    scored = [ScoredRecords(docs, np.zeros(len(docs))) for docs in found]
    return [docs for docs, _ in filters.narrow(scored, snapshot.views)]


def _first_windows(segment: Segment, docs: Iterable[int], encoder: Encoder) -> list[list[int]]:
    """Return the tokens of the first windows of some records."""
    windows: list[list[int]] = []
    digests = segment.digests()
    for doc in docs:
        if digests[doc] and len(windows) < _MOST_WINDOWS:
            passage = passage_of(segment, doc)
            windows += [window.tokens for window in windows_of(passage, encoder.tokens)]
    return windows[:_MOST_WINDOWS]


def _is_bare(node: Node) -> bool:
    """Return whether a part of a query is a word without operator or field."""
    part = node.part if isinstance(node, Boost) else node
    return isinstance(part, Word) and part.field is None and not part.values


def _has_values(leaf: Word | Phrase) -> bool:
    return isinstance(leaf, Word) and bool(leaf.values)


def _nearest(
    cosines: list[Floats], matches: list[ScoredRecords], allowed: list[Array]
) -> list[Array]:
    """Return the nearest of the allowed records of each segment that the words do not match."""
    values = [near[docs] for near, docs in zip(cosines, allowed, strict=True)]
    every = np.concatenate([np.zeros(0, np.float32), *values])
    every = every[every >= _LEAST]
    least = np.partition(every, -_MOST)[-_MOST] if len(every) > _MOST else _LEAST
    return [
        near[(value >= least) & ~contains(each.docs, near)]
        for near, value, each in zip(allowed, values, matches, strict=True)
    ]


def _average(cosines: list[Floats], matches: list[ScoredRecords]) -> float:
    """Return the average cosine of the matches of the words; 0 where none has a vector."""
    values = [near[each.docs] for near, each in zip(cosines, matches, strict=True)]
    known = np.concatenate([np.zeros(0, np.float32), *values])
    known = np.maximum(known[~np.isnan(known)], 0)
    return float(known.mean()) if len(known) else 0.0
