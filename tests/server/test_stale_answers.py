"""Answers that show articles whose files changed, or are gone, since they were indexed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from described import validate
from painsci_search import Index
from stale_pages import change, index_pages

if TYPE_CHECKING:
    from asking import Client

_OF_THE_API = [
    ("results", "/v1/search?q=knees"),
    ("articles", "/v1/articles"),
    ("article", "/v1/articles/knees"),
    ("excerpt", "/v1/articles/knees?anchor=bend"),
    ("references", "/v1/references"),
    ("references", "/v1/bibliography?q=knees"),
    ("citations", "/v1/cites?work=30397584"),
    ("quotes", "/v1/quotes?q=knees"),
    ("results", "/v1/like?id=knees"),
    ("results", "/v1/like?id=KNEES"),
    ("news", "/v1/news?since=1000"),
    ("stats", "/v1/stats"),
]
_PAGES = ["/?q=knees", "/articles/knees", "/works/30397584", "/works"]
_FILES = [
    "/v1/news.atom",
    "/v1/references?format=csl-json",
    "/v1/bibliography?q=knees&format=csv",
    "/export?q=knees&format=csv",
    "/export?q=knees&format=markdown",
    "/export?q=knees&format=csl-json",
]


@pytest.fixture
def indexed(tmp_path: Path) -> tuple[Index, Path]:
    return index_pages(tmp_path)


@pytest.fixture
def page(indexed: tuple[Index, Path]) -> Path:
    return indexed[1]


@pytest.fixture
def served(indexed: tuple[Index, Path], make_client: Callable[..., Client]) -> Client:
    return make_client(indexed[0])


@pytest.mark.parametrize("is_gone", [False, True])
@pytest.mark.parametrize(("schema", "target"), _OF_THE_API)
def test_an_answer_names_the_articles_whose_files_changed(
    schema: str, target: str, is_gone: bool, served: Client, page: Path
) -> None:
    first = served.get(target)
    assert first.status_code == 200
    assert "stale" not in first.json()
    known = [("if-none-match", first.headers["etag"])]
    assert served.get(target, headers=known).status_code == 304
    if is_gone:
        page.unlink()
    else:
        change(page)
    again = served.get(target, headers=known)
    assert again.status_code == 200
    assert again.json()["stale"] == ["knees"]
    assert str(page.parent) not in again.content.decode()
    validate(f"{schema}.schema.json", again.json())
    known = [("if-none-match", again.headers["etag"])]
    assert served.get(target, headers=known).status_code == 304


@pytest.mark.parametrize("target", _PAGES)
def test_a_page_says_that_its_article_changed(target: str, served: Client, page: Path) -> None:
    if "works/" in target:
        target = served.get(target).headers["location"]
    first = served.get(target)
    assert first.status_code == 200
    assert "since it was indexed" not in first.content.decode()
    change(page)
    again = served.get(target, headers=[("if-none-match", first.headers["etag"])])
    assert again.status_code == 200
    assert (
        again.content.decode().count(
            "has changed since it was indexed, or its file cannot be opened."
        )
        == 1
    )


@pytest.mark.parametrize("target", [*_FILES, *_PAGES[:2], "/works", "/v1/search?q=knees"])
def test_a_header_has_the_number_of_articles_that_changed(
    target: str, served: Client, page: Path
) -> None:
    first = served.get(target)
    assert first.status_code == 200
    assert "stale-articles" not in first.headers
    change(page)
    again = served.get(target, headers=[("if-none-match", first.headers["etag"])])
    assert (again.status_code, again.headers["stale-articles"]) == (200, "1")


def test_a_quote_of_a_changed_file_is_unchecked(served: Client, page: Path) -> None:
    quote = {"text": "This is a second sentence of it.", "article": {"id": "knees"}}
    change(page)
    answer = served.post("/v1/verify", {"quotes": [quote]}).json()
    validate("verdicts.schema.json", answer)
    assert answer["verdicts"][0]["stale"] is True
    assert (answer["counts"]["unchanged"], answer["unchecked"]) == (0, 1)


@pytest.mark.parametrize("target", ["/v1/search?q=knees", "/?q=knees", "/articles/knees"])
def test_an_answer_looks_at_the_files_of_its_articles_once(
    target: str, served: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []
    stale = Index.stale

    def count(index: Index, ids: Iterable[str]) -> tuple[str, ...]:
        looked.append(ids)
        return stale(index, ids)

    monkeypatch.setattr(Index, "stale", count)
    assert served.get(target).status_code == 200
    assert len(looked) == 1
