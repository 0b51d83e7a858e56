"""Large segments answer as others: the same records, scores, order and counts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from corpora import TREES, TYPED, Corpus, build, snapshot_of
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Index, Section, native
from painsci_search.engine import bounded, maps
from painsci_search.engine.bm25f import ScoredRecords
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.bounded import BoundedRecords
from painsci_search.engine.filters import Filters
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.top_k import Ranking
from painsci_search.query.ast import And, Boost, Node, Not, Or, Prefix, Ranked, Word
from painsci_search.query.parser import parse_query
from painsci_search.search.suggest import _closeness
from profiles import examples

pytestmark = pytest.mark.skipif(native.KERNEL is None, reason="maps are for the native kernel")
SOME = examples(150)
FILTERS = (
    Filters(),
    Filters(kind="section"),
    Filters(articles=("a*", "b")),
    Filters(since="2019"),
    Filters(cited_since=2018, kind="note"),
)
RANKINGS = (
    Ranking(),
    Ranking(limit=1),
    Ranking(limit=3, offset=2),
    Ranking(limit=5, per_article=1),
    Ranking(sort="date"),
    Ranking(sort="position"),
)


@pytest.fixture(scope="module")
def corpora() -> Iterator[list[Corpus]]:
    with tempfile.TemporaryDirectory() as folder:
        yield [build(Path(folder, str(seed)), seed) for seed in range(3)]


def answers(tree: Node, index: Index, filters: Filters, large: int) -> dict[str, Any]:
    """All that is asked of a query, with segments of so many records as large ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(maps, "LARGE", large)
        snapshot = snapshot_of(index)
        query = ScoredQuery(tree, snapshot)
        found = filters.matches(query, snapshot.views)
        return {
            "counts": [each.size for each in found],
            "complete": [_complete(query, number, each) for number, each in enumerate(found)],
            "docs": [each.docs.tolist() for each in found],
            "pages": [ranking.select(found, snapshot.views) for ranking in RANKINGS],
            "scored": [[each.tolist() for each in _scored(each)] for each in found],
            "lacking": _lacking(query, snapshot),
            "closest": _closeness(query, snapshot, filters),
        }


def _complete(query: ScoredQuery, number: int, found: ScoredRecords | BoundedRecords) -> int:
    if isinstance(found, BoundedRecords):
        return found.complete
    return query.count_complete(number, found.docs)


def _scored(found: ScoredRecords | BoundedRecords) -> ScoredRecords:
    return found.scored if isinstance(found, BoundedRecords) else found


def _lacking(query: ScoredQuery, snapshot: Snapshot) -> list[bool]:
    return [
        query.matches(leaf, number, doc)
        for leaf in query.scored_leaves
        for number, view in enumerate(snapshot.views)
        for doc in range(view.segment.size)
    ]


def is_bounded(tree: Node, index: Index) -> bool:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(maps, "LARGE", 0)
        snapshot = snapshot_of(index)
        return ScoredQuery(tree, snapshot).bounded(0) is not None


@SOME
@given(tree=TREES, seed=st.integers(0, 2), filters=st.sampled_from(FILTERS))
def test_trees_are_answered_as_by_scoring_all(
    corpora: list[Corpus], tree: Node, seed: int, filters: Filters
) -> None:
    index = corpora[seed].many
    assert answers(tree, index, filters, 0) == answers(tree, index, filters, 10**9)


@SOME
@given(text=TYPED, seed=st.integers(0, 2), filters=st.sampled_from(FILTERS))
def test_typed_queries_are_answered_as_by_scoring_all(
    corpora: list[Corpus], text: str, seed: int, filters: Filters
) -> None:
    tree, index = parse_query(text), corpora[seed].many
    assert answers(tree, index, filters, 0) == answers(tree, index, filters, 10**9)


@pytest.mark.parametrize(
    "text",
    [
        "pain",
        "pain knee pain sham",
        "pain knee surgery sham quality placebo nocebo",
        "+pain knee -sham",
        "title:pain knee",
        "title:pain -knee -sham",
        '"knee surgery" sham',
        "kn* pain",
        "unheard",
        "unheard pain",
    ],
)
def test_ranked_words_and_phrases_are_bounded(corpora: list[Corpus], text: str) -> None:
    index, tree = corpora[0].many, parse_query(text)
    assert is_bounded(tree, index)
    assert answers(tree, index, Filters(), 0) == answers(tree, index, Filters(), 10**9)


def test_other_trees_are_not_bounded(corpora: list[Corpus]) -> None:
    pain, knee = Word("pain", None, 0, 0), Word("knee", None, 0, 0)
    for tree in (Boost(pain, 2.0), Ranked((Or((knee,)),)), And((pain, Or((knee,)))), Not(pain)):
        assert not is_bounded(tree, corpora[0].many)
    for tree in (Prefix("kn", None, 0, 0), And((pain, knee)), Or((pain, knee, pain)), Or(())):
        assert is_bounded(tree, corpora[0].many)
        index = corpora[0].many
        assert answers(tree, index, Filters(), 0) == answers(tree, index, Filters(), 10**9)


def test_a_search_in_a_large_segment_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each query, all that an answer has: hits, counts, facets, the suggestion."""
    index = Index.in_memory()
    rare = {300: "knee", 301: "sham", 4000: "knee sham knee"}
    for name in "ba":
        sections = (
            Section(f"s{n}", "Backs", f"{'back ache ' * (1 + n % 7)}{rare.get(n, '')}.")
            for n in range(5000)
        )
        index.add(Article(name, "Aches", tuple(sections)))
    queries = (
        "back",
        "back knee",
        "knee sham",
        '"knee sham" back',
        "kneee",
        "ache -knee",
        "nothin",
    )

    def found() -> list[object]:
        asked = Index.in_memory()
        asked._engine = index._engine
        index._store.snapshot.caches.clear()
        results = [asked.search(query, facets=True, limit=5) for query in queries]
        return [(r.hits, r.total, r.complete, r.partial, r.facets, r.suggestion) for r in results]

    expected = found()
    first, asked_of = bounded.BoundedRecords.first, []
    monkeypatch.setattr(
        bounded.BoundedRecords,
        "first",
        lambda self, *given: asked_of.append(self) or first(self, *given),
    )
    monkeypatch.setattr(maps, "LARGE", 1000)
    assert found() == expected
    assert len(asked_of) >= len(queries)
