"""The builder holds of an article what it has not analysed yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from painsci_search import Article, Index, Section
from painsci_search.engine.analysis import Tokens, Vocabulary, analyse
from painsci_search.engine.storage import builder


def test_a_long_article_is_analysed_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its texts are analysed as they come, not when the article ends; every word is found."""
    sizes: list[int] = []

    def watch(texts: Sequence[str], vocabulary: Vocabulary) -> Tokens:
        sizes.append(sum(map(len, texts)))
        return analyse(texts, vocabulary)

    monkeypatch.setattr(builder, "_CHARACTERS", 2_000)
    monkeypatch.setattr(builder, "analyse", watch)
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
