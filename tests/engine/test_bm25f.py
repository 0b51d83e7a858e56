"""Whoosh as the oracle: the same arrays, asked by Whoosh's own queries, give the same answers."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from corpora import (
    BODY_WORDS,
    LEAVES,
    TREES,
    TYPED,
    Corpus,
    build,
    snapshot_of,
)
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query as whoosh_query
from whoosh.filedb.filestore import RamStorage
from whoosh.reading import IndexReader
from whoosh.scoring import BM25F
from whoosh.searching import Searcher
from whoosh_queries import anything, translate, without

from painsci_search import Article, Index, Section
from painsci_search.documents import make_records, rebuild_records
from painsci_search.engine.as_whoosh import WhooshIndex, make_schema
from painsci_search.engine.as_whoosh.schema import SPELLED, UNSTEMMED, VALUES
from painsci_search.engine.as_whoosh.terms import make_key
from painsci_search.engine.bm25f import K1
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.collection import WEIGHTS, B
from painsci_search.engine.storage.manifest import Manifest
from painsci_search.engine.storage.merge import merge
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.query.ast import Fuzzy, Node, Or, Ranked, Word
from painsci_search.records import FIELDS as RECORD_FIELDS
from painsci_search.records import Record
from painsci_search.text import stem, tokenize
from profiles import examples

SEEDS = range(8)
MANY = examples(300)
SOME = examples(100)
Scores = dict[str, float]


class Asked:
    """An index, and its face to Whoosh."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.many = snapshot_of(corpus.many)
        self.once = snapshot_of(corpus.once)
        self.index = WhooshIndex(self.many, rebuild_records)
        self.searcher: Searcher = self.index.searcher()
        self.reader: IndexReader = self.searcher.reader()
        self.keys = [fields["key"] for fields in self.reader.all_stored_fields()]

    def matching(self, query: whoosh_query.Query) -> set[str]:
        """The keys of the records that Whoosh finds."""
        return {self.keys[number] for number in self.searcher.docs_for_query(query)}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    folder = tmp_path_factory.mktemp("oracle")
    return [Asked(build(folder / str(seed), seed)) for seed in SEEDS]


def scores_of(tree: Node, snapshot: Snapshot) -> Scores:
    """The keys of the records that match, and their scores."""
    found = {}
    for view, (docs, scores) in zip(
        snapshot.views, ScoredQuery(tree, snapshot).evaluate(), strict=True
    ):
        for doc, score in zip(docs.tolist(), scores.tolist(), strict=True):
            segment = view.segment
            key = make_key(segment.ids[segment.article_of(doc)], segment.anchors[doc])
            assert key not in found
            found[key] = score
    return found


# Matching


@MANY
@given(st.sampled_from(SEEDS), TREES)
def test_a_query_matches_what_whoosh_finds(asked: list[Asked], seed: int, tree: Node) -> None:
    one = asked[seed]
    assert set(scores_of(tree, one.many)) == one.matching(translate(tree))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_word_may_be_asked_for_nearly_and_more_nearly(asked: list[Asked], seed: int) -> None:
    one = asked[seed]
    near, far = (Fuzzy("paims", None, 0, 0, distance) for distance in (1, 2))
    for tree in (Or((near, far)), Ranked((near, far)), Ranked((far,), must_not=(near,))):
        assert set(scores_of(tree, one.many)) == one.matching(translate(tree))


# Scoring


class Passages(BM25F):  # type: ignore[misc]
    """Whoosh's BM25F with the frequency of words among sections and notes as Lucene weighs it."""

    def idf(self, searcher: Searcher, fieldname: str, text: bytes) -> float:
        plain = Searcher(searcher.get_parent().reader())
        article = whoosh_query.Term("kind", "article")
        term = whoosh_query.Term(fieldname, text)
        count, matching = (
            len(list(plain.docs_for_query(without(query, article)))) for query in (anything(), term)
        )
        return math.log1p((count - matching + 0.5) / (matching + 0.5))


class PassageSearcher(Searcher):  # type: ignore[misc]
    """Takes the average length of a field over the records that have it."""

    def avg_field_length(self, fieldname: str, default: float | None = None) -> float | None:
        having = len(list(Searcher(self.reader()).docs_for_query(whoosh_query.Every(fieldname))))
        return self.field_length(fieldname) / having if having else default


SINGLE = [
    *((field, word) for field in ("title", "note") for word in ("pain", "sham", "knee", "naive")),
    *(("author", word) for word in ("moseley", "sham", "schutz", "knee")),
    *((None, word) for word in BODY_WORDS),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("field", "word"), SINGLE)
def test_a_word_in_one_field_scores_as_whooshs_bm25f_has_it(
    asked: list[Asked], seed: int, field: str | None, word: str
) -> None:
    one = asked[seed]
    mine = scores_of(Word(word, field, 0, 0), one.many)
    name = field or "body"
    for kind, weights in WEIGHTS.items():
        if name not in weights:
            continue
        # A weight w in the numerator and beside k1 is a k1 of k1 / w, and another factor.
        k1 = K1 / weights[name]
        term = word if name == "author" else stem(word)
        searcher = PassageSearcher(one.index.reader(), weighting=Passages(B=B, K1=k1))
        query = whoosh_query.Term(name, term)
        only = whoosh_query.Term("kind", kind)
        found = searcher.search(query, limit=None, filter=only)
        factor = (K1 + 1) / (k1 + 1)
        theirs = {hit["key"]: hit.score * factor for hit in found}
        kept = {key: mine[key] for key in mine if kind_of(one, key) == kind}
        assert kept == pytest.approx(theirs, abs=1e-9)


def kind_of(one: Asked, key: str) -> str:
    number = one.searcher.document_number(key=key)
    return str(one.searcher.stored_fields(number)["kind"])


def test_whooshs_bm25f_as_it_comes_differs_by_the_rarity_of_the_word_alone(index: Index) -> None:
    """Each record here has an author: then its average length is ours, and what is left is idf."""
    for number in range(12):
        names = ("Ann Knee",) + ("Ann Knee Other",) * (number % 4)
        index.add(Article(f"a{number % 9}", "T", (Section("s", "H", "text"),), authors=names))
    snapshot = snapshot_of(index)
    searcher = WhooshIndex(snapshot, rebuild_records).searcher(weighting=BM25F(B=B, K1=K1))
    leaf = Word("knee", "author", 0, 0)
    mine = scores_of(leaf, snapshot)
    assert len(mine) == 18
    idf = ScoredQuery(leaf, snapshot).resolve(leaf).idf
    found = searcher.search(whoosh_query.Term("author", "knee"), limit=None)
    theirs = {hit["key"]: hit.score / searcher.idf("author", "knee") * idf for hit in found}
    assert mine == pytest.approx(theirs, abs=1e-9)


# However it is cut into segments


@MANY
@given(st.sampled_from(SEEDS), TREES)
def test_many_segments_rank_as_one_does(asked: list[Asked], seed: int, tree: Node) -> None:
    one = asked[seed]
    assert scores_of(tree, one.many) == pytest.approx(scores_of(tree, one.once), abs=1e-9)


@SOME
@given(st.sampled_from(SEEDS), TYPED)
def test_hits_come_in_the_same_order_from_many_segments_as_from_one(
    asked: list[Asked], seed: int, typed: str
) -> None:
    corpus = asked[seed].corpus
    many, once = (
        [(hit.article.id, hit.anchor, hit.snippet) for hit in index.search(typed, limit=1000)]
        for index in (corpus.many, corpus.once)
    )
    assert many == once


@SOME
@given(st.sampled_from(SEEDS), TYPED)
def test_ties_come_by_article_and_by_the_place_in_it(
    asked: list[Asked], seed: int, typed: str
) -> None:
    corpus = asked[seed].corpus
    places = {
        (article.id, record.anchor or None): number
        for article in corpus.articles
        for number, record in enumerate(make_records(article))
    }
    hits = corpus.many.search(typed, limit=1000).hits
    order = [(-hit.score, hit.article.id, places[hit.article.id, hit.anchor]) for hit in hits]
    assert order == sorted(order)
    for limit in (1, 2, 5):
        few = corpus.many.search(typed, limit=limit)
        assert [(h.article.id, h.anchor) for h in few] == [
            (h.article.id, h.anchor) for h in hits[:limit]
        ]


def test_alike_articles_come_by_their_ids_whatever_the_order_they_were_added_in(
    index: Index,
) -> None:
    for name in ("c", "a", "d", "b"):
        index.add(Article(name, "T", tuple(Section(f"s{n}", "H", "knee") for n in (2, 1))))
    hits = index.search("knee", limit=8)
    assert [f"{hit.article.id}{hit.anchor}" for hit in hits] == [
        "as2", "as1", "bs2", "bs1", "cs2", "cs1", "ds2", "ds1",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def merged(asked: list[Asked]) -> list[Snapshot]:
    found = []
    for one in asked:
        old = one.many
        entries = (merge(old.folder, old.views),) if old.views else ()
        found.append(Snapshot(old.folder, Manifest(old.manifest.generation, entries, None), {}))
    return found


@MANY
@given(st.sampled_from(SEEDS), TREES)
def test_merging_changes_no_result(
    asked: list[Asked], merged: list[Snapshot], seed: int, tree: Node
) -> None:
    one = asked[seed]
    assert scores_of(tree, merged[seed]) == pytest.approx(scores_of(tree, one.many), abs=1e-9)


def test_what_is_merged_is_what_was_there(asked: list[Asked], merged: list[Snapshot]) -> None:
    for one, snapshot in zip(asked, merged, strict=True):
        assert len(snapshot.views) <= 1
        before, after = one.index.reader(), WhooshIndex(snapshot, rebuild_records).reader()
        assert list(after.all_stored_fields()) == list(before.all_stored_fields())
        assert list(after.iter_postings()) == sorted(
            before.iter_postings(), key=lambda posting: posting[:3]
        )


# The oracle stands on this: the face holds what the texts hold


@pytest.mark.parametrize("seed", SEEDS)
def test_whoosh_reads_every_term_of_every_text_and_no_other(asked: list[Asked], seed: int) -> None:
    one = asked[seed]
    texts = {
        make_key(article.id, record.anchor): record
        for article in one.corpus.articles
        for record in make_records(article)
    }
    assert sorted(one.keys) == sorted(texts)
    expected: dict[tuple[str, bytes], dict[str, list[int]]] = defaultdict(dict)
    for key, record in texts.items():
        for field, term, position in terms_of(key, record):
            expected[field, term].setdefault(key, []).append(position)
    reader = one.reader
    assert list(reader.all_terms()) == sorted(expected)
    for (field, term), places in expected.items():
        matcher = reader.postings(field, term)
        found = {}
        while matcher.is_active():
            has_positions = matcher.supports("positions")
            found[one.keys[matcher.id()]] = matcher.value_as("positions") if has_positions else [0]
            assert matcher.weight() == len(found[one.keys[matcher.id()]])
            matcher.next()
        assert found == places
        info = reader.term_info(field, term)
        assert info.doc_frequency() == reader.doc_frequency(field, term) == len(places)
        assert info.weight() == reader.frequency(field, term) == sum(map(len, places.values()))
        assert info.max_weight() == max(map(len, places.values()))
        numbers = sorted(one.keys.index(key) for key in places)
        assert (info.min_id(), info.max_id()) == (numbers[0], numbers[-1])


def terms_of(key: str, record: Record) -> Iterator[tuple[str, bytes, int]]:
    """Every term of a record, by the schema's own analyzers, in the order of positions."""
    schema = make_schema()
    for field, text in record.fields.items():
        for name in (field, SPELLED + field):
            if name in schema:
                for token in schema[name].analyzer(text, positions=True, mode="index"):
                    yield name, token.text.encode(), token.pos
    for name in VALUES:
        for value in record.values.get(name, ()):
            yield name, value.encode(), 0
    yield "kind", record.kind.encode(), 0
    yield "key", key.encode(), 0
    article = key.removesuffix(record.anchor).removesuffix("#") if record.anchor else key
    yield "article", article.encode(), 0


@pytest.mark.parametrize("seed", SEEDS)
def test_an_index_that_whoosh_writes_from_the_same_documents_is_the_same(
    asked: list[Asked], seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # where Whoosh writes the files of an index in memory, under names that other processes use, too
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    reader = asked[seed].reader
    copy = RamStorage().create_index(make_schema())
    writer = copy.writer()
    for fields in reader.all_stored_fields():
        spelled = {SPELLED + name: text for name, text in fields.items()}
        writer.add_document(
            **fields, **{name: text for name, text in spelled.items() if name in UNSTEMMED}
        )
    writer.commit()
    assert list(postings_of(copy.reader())) == list(postings_of(reader))


def postings_of(reader: IndexReader) -> Iterator[tuple[object, ...]]:
    for field, term in reader.all_terms():
        matcher = reader.postings(field, term)
        while matcher.is_active():
            has_positions = matcher.supports("positions")
            places = matcher.value_as("positions") if has_positions else []
            yield field, term, matcher.id(), matcher.weight(), places
            matcher.next()


@pytest.mark.parametrize("seed", SEEDS)
def test_lengths_are_those_of_the_living(asked: list[Asked], seed: int) -> None:
    one = asked[seed]
    for field in (*RECORD_FIELDS, *UNSTEMMED):
        base = field.removeprefix(SPELLED)
        lengths = Counter(
            {
                make_key(article.id, record.anchor): sum(
                    token.parts == 1 for token in tokenize(record.fields.get(base, ""))
                )
                for article in one.corpus.articles
                for record in make_records(article)
            }
        )
        assert one.reader.field_length(field) == lengths.total()
        assert one.reader.max_field_length(field) == max(lengths.values(), default=0)
        for number, key in enumerate(one.keys):
            assert one.reader.doc_field_length(number, field) == lengths[key]


def test_the_corpora_are_what_the_tests_need(asked: list[Asked]) -> None:
    """Several segments, with deleted records, without any, and something for each query."""
    assert max(len(one.many.views) for one in asked) > 1
    assert any(view.deleted for one in asked for view in one.many.views)
    assert all(len(one.once.views) <= 1 for one in asked)


@given(st.data())
@examples(50)
def test_walking_by_leaps_meets_the_same_records(asked: list[Asked], data: st.DataObject) -> None:
    reader = asked[data.draw(st.sampled_from(SEEDS))].index.reader()
    term = data.draw(st.sampled_from(list(reader.all_terms())))
    numbers = list(reader.postings(*term).all_ids())
    assert all(low < high for low, high in pairwise(numbers))
    matcher = reader.postings(*term)
    for target in sorted(data.draw(st.lists(st.integers(0, reader.doc_count_all())))):
        if matcher.is_active():
            matcher.skip_to(target)
            left = [number for number in numbers if number >= target]
            assert list(matcher.copy().all_ids())[-len(left) or 99 :] == left
            assert matcher.is_active() == bool(left)
            assert not left or matcher.id() == left[0]


@given(st.sampled_from(SEEDS), LEAVES, st.integers(1, 10))
@SOME
def test_whoosh_asked_for_a_few_gives_the_first_of_all(
    asked: list[Asked], seed: int, leaf: Node, limit: int
) -> None:
    """With a limit, it passes over what cannot be among the best."""
    searcher = asked[seed].searcher
    every = searcher.search(translate(leaf), limit=None)
    few = searcher.search(translate(leaf), limit=limit)
    scores = [hit.score for hit in every][:limit]
    assert [hit.score for hit in few] == pytest.approx(scores, abs=1e-9)


_SCORES_OF_PHRASES = """
from painsci_search import Article, Index, Section
words = "ache bend clot dent ear foot gait hip itch jaw knee limb".split()
def section(number):
    text = " ".join(words[: number + 1]) + "."
    return Section(f"s{number}", f"Part {number}", text)
index = Index.in_memory()
index.add(Article("a", "A", sections=tuple(section(number) for number in range(12))))
phrases = [f'"{" ".join(words[at : at + 4])}"' for at in range(9)]
print([hit.score for phrase in phrases for hit in index.search(phrase)])
"""


def test_a_score_does_not_depend_on_the_process() -> None:
    """Python orders sets of strings differently in each process."""
    answers = {
        subprocess.run(
            [sys.executable, "-c", _SCORES_OF_PHRASES],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(1, 7)
    }
    assert len(answers) == 1
