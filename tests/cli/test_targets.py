"""Articles that are named by their files, and those that are suggested for a name."""

from __future__ import annotations

import pytest

from painsci_search import Article, Index
from painsci_search.cli.targets import find_id, similar_articles


def test_many_names_of_files_take_one_look_through_the_index(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = range(4)
    index.add(
        [Article(f"a{number}", "A", source=f"saved/page {number}.html") for number in numbers]
    )
    looks: list[Index] = []
    contents = Index.contents
    monkeypatch.setattr(Index, "contents", lambda self: looks.append(self) or contents(self))
    found = [find_id(index, f"page {number}") for number in numbers]
    assert found == ["a0", "a1", "a2", "a3"]
    assert looks == [index]
    index.add(Article("b", "B", source="saved/page 4.html"))
    assert find_id(index, "page 4") == "b"


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("Ferns and Moss", "; did you mean f1?"),
        ("ferns and mos", "; did you mean f1?"),
        ("fern", "; did you mean f1 or f2?"),
        ("noon page", "; did you mean f2?"),
        ("Reeds", ""),
        ("", ""),
    ],
)
def test_an_article_is_suggested_by_its_title_or_file(
    index: Index, name: str, suggested: str
) -> None:
    index.add(
        [
            Article("f1", "Ferns and moss", source="saved/dusk.html"),
            Article("f2", "Ferns: a review", source="saved/noon-page.html"),
        ]
    )
    assert similar_articles(index, name) == suggested
