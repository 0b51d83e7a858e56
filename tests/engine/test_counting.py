"""Counting the records of many words in a query is as good as to evaluate a query for each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from corpora import BODY_WORDS, TREES, WORDS, build, snapshot_of
from hypothesis import given
from hypothesis import strategies as st

from operations import count_calls
from painsci_search import Article, Index, Section
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.counting import counter_for
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.query.ast import And, Node, Not, Or, Ranked, Word
from painsci_search.query.stop_words import STOP_WORDS
from profiles import examples

SEEDS = range(4)
# A stop word is never offered: beside other words a query is evaluated without it.
COMPLETIONS = sorted({*WORDS, *BODY_WORDS, "unheard"} - STOP_WORDS)
# A query around a node and a word.
AROUND: tuple[Callable[[Node, Node], Node], ...] = (
    lambda node, word: Ranked((node, word)),
    lambda node, word: Ranked((node,), must=(word,)),
    lambda node, word: Ranked((node,), must_not=(word,)),
    lambda node, word: Ranked((node,), within=(Ranked((word, node)),)),
    lambda node, word: And((node, Not(word))),
    lambda node, word: Or((word, And((node, word)))),
    lambda _, word: word,
)


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> list[Snapshot]:
    folder: Path = tmp_path_factory.mktemp("counting")
    return [snapshot_of(build(folder / str(seed), seed).many) for seed in SEEDS]


def count_complete(tree: Node, snapshot: Snapshot) -> int:
    query = ScoredQuery(tree, snapshot)
    query.evaluate()
    return sum(len(query.complete(number)) for number in range(len(snapshot.views)))


@examples(200)
@given(
    st.sampled_from(SEEDS),
    TREES,
    st.sampled_from(AROUND),
    st.lists(st.sampled_from(COMPLETIONS), min_size=1, max_size=3),
)
def test_each_word_is_counted_as_in_a_query_of_its_own(
    snapshots: list[Snapshot],
    seed: int,
    tree: Node,
    around: Callable[[Node, Node], Node],
    words: list[str],
) -> None:
    snapshot = snapshots[seed]
    # the offsets mark it as another word than an equal one of the tree
    leaf = Word("placeholder", None, 90, 101)
    count = counter_for(around(tree, leaf), leaf, snapshot)
    for word in words:
        other = Word(word, None, 90, 90 + len(word))
        assert count(other) == count_complete(around(tree, other), snapshot)


def test_the_rest_of_a_query_is_looked_up_once_for_all_completions() -> None:
    letters = "abcdefghijklmnop"
    words = [f"mus{letter}{other}" for letter in letters for other in letters]
    texts = [f"knee{number} {word}." for number, word in enumerate(words)]
    index = Index.in_memory()
    index.add(Article("a", "A", sections=(Section("s", "S", "\n\n".join(texts)),)))
    costly = "knee* kne* "
    search = count_calls(lambda: index.search(costly + "mus"))
    assert count_calls(lambda: index.suggest(costly + "mus")) < search
