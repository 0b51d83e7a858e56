"""Hits: what is made of a record, when, and at which cost."""

from __future__ import annotations

import gc
import pickle
import weakref
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Block, Index, IndexDamaged, Note, NoteRef, Section
from painsci_search.engine.storage import field_postings, segment, stored_fields
from painsci_search.query.ast import Leaf, Prefix, Word
from painsci_search.render.json import hit_object
from painsci_search.search import highlights, hit_sources, hits
from painsci_search.search.highlights import find_matches, match_end, word_starts
from painsci_search.search.snippets import _by_sentence
from painsci_search.text import tokenize

SECTIONS = 8


@pytest.fixture
def burrows(index: Index) -> Index:
    """An article whose sections each cite a note, in the sentence with the word "bilby"."""
    text = "Nobody was there. A bilby digs here at night. It was gone by dawn, as ever."
    marker = text.index(" It was")
    sections = [
        Section(f"s{n}", f"Burrow of a bilby, part {n}", text, 2, (), (NoteRef("1", marker, "n1"),))
        for n in range(SECTIONS)
    ]
    note = Note("1", "n1", "Doe J. Digging. 2020.", (), ("s0",))
    article = Article("a", "On the bilby", tuple(sections), (note,), url="https://example.org/a")
    index.add(article)
    return index


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, counts: Counter[str]) -> None:
    """Count the calls of a function."""
    function: Callable[..., object] = getattr(module, name)

    def count(*values: object) -> object:
        counts[name] += 1
        return function(*values)

    monkeypatch.setattr(module, name, count)


def test_a_hit_of_which_only_the_snippet_is_read_has_no_other_work(
    burrows: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert burrows.search("bilby").hits[0].article.title  # fills the caches
    counts: Counter[str] = Counter()
    for module, name in (
        (segment.Segment, "stored"),
        (field_postings, "Postings"),
        (stored_fields, "_DECODE"),
        (hits, "make_claims"),
        (hits, "load_note"),
        (hit_sources, "find_matches"),
    ):
        counted(monkeypatch, module, name, counts)
    found = burrows.search("bilby", kind="section").hits
    assert [hit.snippet.text[:17] for hit in found] == ["Nobody was there."] * SECTIONS
    assert counts == {"stored": 1}  # all records at once
    assert all(hit.notes and hit.claims for hit in found)
    assert counts == {
        "stored": 1 + SECTIONS,  # the note of each
        "_DECODE": 2 * SECTIONS,
        "load_note": SECTIONS,
        "make_claims": SECTIONS,
        "find_matches": SECTIONS,  # the heading; the title has plain words
    }


def test_a_title_is_analysed_once_for_all_hits_and_the_text_of_a_section_never(
    burrows: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []

    def count(text: str) -> object:
        texts.append(text)
        return tokenize(text)

    highlights._analysed_lately.cache_clear()
    monkeypatch.setattr(highlights, "tokenize", count)
    found = burrows.search("bilby dig*", kind="section").hits
    assert {hit.title_highlights for hit in found} == {((7, 12),)}
    assert {hit.heading_highlights for hit in found} == {((12, 17),)}
    # of its own words, only those with a comma or a digit need the whole analysis
    assert sorted(texts) == sorted(hit.heading for hit in found)


def test_a_hit_holds_its_segment_and_not_the_query_or_the_snapshot(burrows: Index) -> None:
    snapshot = weakref.ref(burrows._store.snapshot)
    hit = burrows.search("bilby", kind="section").hits[0]
    burrows.close()
    gc.collect()
    assert snapshot() is None
    assert hit.link.endswith(
        "#s0:~:text=Nobody%20was%20there.%20A%20bilby,gone%20by%20dawn%2C%20as%20ever."
    )


def test_a_hit_is_read_after_its_article_is_gone(burrows: Index) -> None:
    hit, other = burrows.search("bilby", kind="section").hits[:2]
    burrows.remove("a")
    burrows.add(Article("b", "Another", (Section("s", "Part", "Nothing of it."),)))
    assert [note.anchor for note in hit.notes] == ["n1"]
    assert pickle.loads(pickle.dumps(other)).claims[0].notes == ("n1",)


def test_damage_is_reported_when_it_is_read(
    burrows: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    hit = burrows.search("bilby", kind="section").hits[0]

    def fail(_: object) -> bytes:
        raise ValueError("no frame")

    monkeypatch.setattr(segment, "decompress_all", fail)
    assert hit.snippet.highlights
    for _ in range(2):
        with pytest.raises(IndexDamaged, match=r"no frame.*index --rebuild"):
            hit.notes  # noqa: B018 - reading it is the test
    with pytest.raises(IndexDamaged):
        burrows.search("bilby")


@given(st.lists(st.integers(0, 300), max_size=50), st.data())
def test_the_start_of_a_word_is_the_sum_of_the_steps(steps: list[int], draw: st.DataObject) -> None:
    positions = draw.draw(st.sets(st.integers(0, max(len(steps) - 1, 0)))) if steps else set()
    expected = {position: sum(steps[: position + 1]) for position in positions}
    assert word_starts(steps, sorted(positions)) == expected
    with pytest.raises(IndexError):
        word_starts(steps, [len(steps)])


LETTERS = st.text(st.sampled_from("abs Z1.,-'’&/:;!?()\n|_–ß\u0301疼\xad"), max_size=30)
LEAVES: list[Leaf] = [Word("as", None, 0, 2), Prefix("a", None, 0, 1)]


@pytest.mark.parametrize("leaf", LEAVES)
@given(text=LETTERS)
def test_a_plain_word_ends_where_the_analysis_ends_it(leaf: Leaf, text: str) -> None:
    for token in tokenize(text):
        plain = highlights._PLAIN_WORD.match(text, token.start)
        if plain:
            assert plain.end() == match_end([leaf], "", text, token.start, 0)


@given(st.text(st.sampled_from("abAB "), max_size=30))
def test_a_plain_text_is_analysed_like_any_other(text: str) -> None:
    analysed, tokens = highlights._Analysed(text), list(tokenize(text))
    assert analysed.words == [token.word for token in tokens]
    assert analysed.spans == [(token.start, token.end) for token in tokens]
    assert not analysed.compounds


@given(
    st.lists(st.integers(0, 60), max_size=10).map(sorted),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 9)), max_size=8).map(sorted),
)
def test_a_match_belongs_to_the_sentence_around_it(
    offsets: list[int], matches: list[tuple[int, int]]
) -> None:
    offsets = offsets[: len(offsets) // 2 * 2]
    spans = [(start, start + length, 0) for start, length in matches]
    expected: dict[int, list[tuple[int, int, int]]] = {}
    for span in spans:
        begun = [n for n in range(len(offsets) // 2) if offsets[2 * n] <= span[0]]
        if begun and span[1] <= offsets[2 * begun[-1] + 1]:
            expected.setdefault(begun[-1], []).append(span)
    assert dict(_by_sentence(offsets, spans)) == expected


def test_a_compound_is_found_whole_and_in_parts() -> None:
    text = "CRPS-1 or crps, and L4/L5."
    words = ("crps", "CRPS-1", "crps1", "l5", "L4/L5")
    found = find_matches(text, [Word(word, None, 0, len(word)) for word in words])
    assert sorted((number, text[start:end]) for start, end, number in found) == [
        (0, "CRPS"),
        (0, "crps"),
        (1, "CRPS-1"),
        (1, "CRPS-1"),
        (2, "CRPS-1"),
        (3, "L5"),
        (4, "L4/L5"),
        (4, "L4/L5"),
    ]


@given(st.text(st.sampled_from("abAB "), max_size=30))
def test_the_words_of_a_plain_text_are_at_their_positions(text: str) -> None:
    tokens = list(tokenize(text))
    assert highlights.plain_spans(text) == [(token.start, token.end) for token in tokens]
    assert [token.position for token in tokens] == list(range(len(tokens)))
    assert highlights.plain_spans(f"{text}-a") is None


def test_the_columns_of_a_row_and_the_rest_of_its_hit_are_decoded_once(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = (
        Block("header", 0, 12, cells=((0, 5), (8, 12))),
        Block("row", 14, 25, cells=((14, 19), (22, 25))),
    )
    section = Section("t", "Burrows", "Group | Mean\n\nBilby | 4.1", blocks=blocks)
    listed = Section("l", "Food", "Bilby food", blocks=(Block("item", 0, 10, 1, "1."),))
    index.add(Article("a", "On holes", (section, listed)))
    assert index.search("holes").hits[0].article.title  # is kept
    counts: Counter[str] = Counter()
    counted(monkeypatch, stored_fields, "_DECODE", counts)
    hits = {hit.anchor: hit for hit in index.search("bilby")}
    assert {anchor: hit.snippet.columns for anchor, hit in hits.items()} == {
        "t": "Group | Mean",
        "l": "",
    }
    assert counts == {"_DECODE": 2}


def test_a_hit_shows_in_which_name_or_heading_its_words_are() -> None:
    section = Section("s", "Dose", "Some text.", level=3, path=("Kites", "Big kites and bats"))
    names = ("Kite-Owner, Ann", "Bo Batman Kite")
    with Index.in_memory() as index:
        index.add(Article("a", "Title", (section,), subtitle="On a kite", authors=names))
        [whole, part] = index.search("kites", sort="position").hits
        [named, below] = index.search("author:kite", sort="position").hits
        [only] = index.search("batman").hits
        [phrase] = index.search('"bo batman"').hits
    assert whole.author_highlights == (((0, 4),), ((10, 14),))
    assert part.path_highlights == (((0, 5),), ((4, 9),))
    assert (part.author_highlights, whole.path_highlights) == ((), ())
    assert named.author_highlights == below.author_highlights == (((0, 4),), ((10, 14),))
    assert (only.kind, only.author_highlights) == ("article", ((), ((3, 9),)))
    assert phrase.author_highlights == ((), ((0, 9),))


def test_what_matches_nowhere_in_a_name_or_heading_has_no_key_in_json() -> None:
    section = Section("s", "Dose", "Some text.", path=("Kites",))
    with Index.in_memory() as index:
        index.add(Article("a", "Title", (section,), authors=("Ann",)))
        [text], [path] = index.search("text").hits, index.search("kites").hits
    assert not {"path_highlights", "author_highlights"} & hit_object(text).keys()
    assert hit_object(path)["path_highlights"] == [[[0, 5]]]
