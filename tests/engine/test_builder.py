"""The builder holds of an article what it has not analysed yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from store_probes import read_arrays

from painsci_search import Article, Index, Section
from painsci_search.engine.analysis import Tokens, Vocabulary, analyse
from painsci_search.engine.storage import batches
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.engine.storage.manifest import read_manifest


def test_a_long_article_is_analysed_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its texts are analysed as they come, not when the article ends; every word is found."""
    sizes: list[int] = []

    def watch(texts: Sequence[str], vocabulary: Vocabulary) -> Tokens:
        sizes.append(sum(map(len, texts)))
        return analyse(texts, vocabulary)

    monkeypatch.setattr(batches, "_CHARACTERS", 2_000)
    monkeypatch.setattr(batches, "analyse", watch)
    words = [f"w{'abcdefghij'[number // 10]}{'abcdefghij'[number % 10]}" for number in range(100)]
    sections = tuple(
        Section(f"s{number}", f"Part {word}", f"The {word} numbat digs. " * 5)
        for number, word in enumerate(words)
    )
    with Index.create(tmp_path / "index") as index:
        index.add([Article("numbats", "Numbats", sections)])
        assert sum(sizes) > 10_000
        assert max(sizes) < 3_000
        for number, word in enumerate(words):
            (hit,) = index.search(word).hits
            assert hit.anchor == f"s{number}"
            assert word in hit.snippet.text


def test_a_text_of_the_same_field_keeps_its_record(tmp_path: Path) -> None:
    """Texts are analysed by field: a section without a heading has none of another section's."""
    sections = (
        Section("one", "", "The numbat digs."),
        Section("two", "Bilbies", "The bilby rests."),
        Section("three", "", ""),
        Section("four", "Quolls", "The quoll hunts."),
    )
    with Index.create(tmp_path / "index") as index:
        index.add([Article("some", "Marsupials", sections)])
        for query, anchor in {"heading:bilby": "two", "heading:quoll": "four"}.items():
            assert [hit.anchor for hit in index.search(query).hits] == [anchor]


def test_an_index_is_the_same_whatever_is_analysed_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small batches, which are analysed while the next are made, become what a large one does."""
    articles = [
        Article(
            f"a{number}",
            f"Wombat {number}",
            (Section("s", f"Part {number}", f"Wombats dug {number} caf\u00e9s, L4/L{number}."),),
        )
        for number in range(30)
    ]
    arrays = []
    for characters in (100, 10**6):
        monkeypatch.setattr(batches, "_CHARACTERS", characters)
        path = tmp_path / str(characters)
        with Index.create(path) as index:
            index.add(articles)
        entry = read_manifest(DiskFolder(path)).segments[0]
        arrays.append(read_arrays(path / entry.name, entry.footer))
    assert arrays[0].keys() == arrays[1].keys()
    for name, (kind, array) in arrays[0].items():
        assert kind == arrays[1][name][0]
        assert array.tolist() == arrays[1][name][1].tolist(), name


def test_an_error_of_the_analysis_is_raised_and_nothing_is_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Tokens:
        raise ZeroDivisionError

    monkeypatch.setattr(batches, "_CHARACTERS", 10)
    with Index.create(tmp_path / "index") as index:
        index.add(Article("first", "First", (Section("s", "", "The numbat digs."),)))
        monkeypatch.setattr(batches, "analyse", fail)
        with pytest.raises(ZeroDivisionError):
            index.add(Article("second", "Second", (Section("s", "", "The bilby rests."),)))
        assert [article.id for article in index.articles()] == ["first"]
