"""A word may have eight other ways of saying it, and all of them are looked for."""

from __future__ import annotations

from pathlib import Path

from painsci_search import Article, Index, Section

TERMS = ("gonalgia", *(f"knee{letter}ache" for letter in "abcdefghi"))


def test_eight_synonyms_of_a_word_are_looked_for_and_no_more(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text(" = ".join(TERMS), encoding="utf-8")
    sections = tuple(Section(term, "Part", f"Here it is called {term}.") for term in TERMS)
    Index.create(tmp_path / "index").add(Article("knees", "Knees", sections))
    with Index.open(tmp_path / "index", synonyms=file) as index:
        found = {hit.anchor for hit in index.search(TERMS[0], limit=20)}
        exact = {hit.anchor for hit in index.search(TERMS[0], limit=20, exact=True)}
    assert found == set(TERMS[:9])
    assert exact == {TERMS[0]}
