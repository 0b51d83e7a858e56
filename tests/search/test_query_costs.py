"""The work of a query, counted: each text is read once, each word looked up once in a segment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from painsci_search import Article, Index, Section
from painsci_search.engine import bm25f, postings
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.lexicon import occur_together
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.engine.top_k import Ranking
from painsci_search.query import words
from painsci_search.query.ast import Leaf
from painsci_search.query.parser import parse_query
from painsci_search.text import Token, tokenize


def index_of(*texts: str) -> Index:
    index = Index.in_memory()
    sections = tuple(Section(f"s{n}", "Part", text) for n, text in enumerate(texts))
    index.add(Article("a", "Digging", sections))
    return index


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of queries that are tokenized, in order."""
    texts = []

    def count(text: str) -> Iterator[Token]:
        texts.append(text)
        return tokenize(text)

    monkeypatch.setattr(words, "tokenize", count)
    words._kept_tokens.cache_clear()
    return texts


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The leaves that are looked up in a segment for their score, in order."""
    leaves = []

    class Counted(postings.LeafPostings):
        __slots__ = ()

        def __init__(self, view: SegmentView, leaf: Leaf | None) -> None:
            if leaf is not None:
                leaves.append(leaf.text)
            super().__init__(view, leaf)

    monkeypatch.setattr(bm25f, "LeafPostings", Counted)
    return leaves


def test_each_text_of_a_query_is_tokenized_once_and_plain_words_never(read: list[str]) -> None:
    index = index_of("The bilby digs at L4/L5.", "A bilby.")
    index.search('bilby "bilby digs" L4/L5 quokkas')
    assert sorted(text for text in read if "bilby" in text or "L4" in text) == [
        "L4/L5",
        "bilby digs",
    ]
    assert "quokkas" not in read


def test_a_word_is_looked_up_once_however_often_a_query_has_it(looked_up: list[str]) -> None:
    index = index_of("The bilby digs.", "A bilby and a quokka.")
    index.search("bilby quokka bilby -(bilby AND quokka) Bilby", exact=True)
    assert sorted(looked_up) == ["Bilby", "bilby", "quokka"]


def test_pairs_of_a_long_query_are_looked_up_once_and_those_of_a_short_one_never(
    looked_up: list[str],
) -> None:
    index = index_of("The bilby digs.", "A bilby and a quokka.")
    index.search("bilby quokka numbat wombat", exact=True)
    assert not [text for text in looked_up if " " in text]
    index.search("bilby quokka numbat wombat bilby quokka", exact=True)
    pairs = [text for text in looked_up if " " in text]
    assert pairs == ["bilby quokka", "quokka numbat", "numbat wombat", "wombat bilby"]


def test_a_word_that_comes_again_in_other_queries_is_kept(looked_up: list[str]) -> None:
    index = index_of("The bilby digs.", "A bilby and a quokka.")
    first = index.search("bilby").hits
    for query in ("bilby", "digs bilby", "quokka bilby"):
        index.search(query)
    assert looked_up.count("bilby") == 2
    assert index.search("bilby").hits == first
    index.add(Article("b", "Another", (Section("s", "Part", "One more bilby."),)))
    assert index.search("bilby").total == 3


def test_the_records_of_one_segment_are_put_in_order_without_ids(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index = index_of(*["The bilby digs."] * 40)
    snapshot = index._store.snapshot

    def refuse(*_: object) -> str:
        raise AssertionError

    results = ScoredQuery(parse_query("bilby"), snapshot).evaluate()
    monkeypatch.setattr(Segment, "article_id", refuse)
    assert len(Ranking(limit=10, per_article=3).select(results, snapshot.views)) == 3
    ranked = Ranking(limit=10).select(results, snapshot.views)
    assert [record.doc for record in ranked] == list(range(1, 11))


def test_words_that_are_adjacent_somewhere_are_not_sought_everywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index = index_of(*["The bilby digs."] * 500, "Digs of a bilby.")
    tried = []
    adjacent: Callable[..., Array] = postings.adjacent

    def count(given: object, docs: Array) -> Array:
        tried.append(len(docs))
        return adjacent(given, docs)

    monkeypatch.setattr(postings, "adjacent", count)
    assert occur_together("bilby digs", index._store.snapshot)
    assert sum(tried) <= 32
    assert not occur_together("digs bilby", index._store.snapshot)
