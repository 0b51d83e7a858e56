"""Searches by meaning on the page: offered only where they are possible, and marked."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from asking import Client
from page_server import page_server

from browser import Browser, opened_browser
from page_samples import Parsed
from painsci_search import Article, Index, Section

sys.path.insert(0, str(Path(__file__).parents[1] / "semantic"))
from tiny_model import write_model

BOX = '<input type="checkbox" id="semantic"'
LABEL = '<p class="meaning">by meaning</p>'


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("model"))


def filled(index: Index) -> Index:
    index.add(
        [
            Article("one", "", (Section("legs", "", "The rain. Aching muscles."),)),
            Article("two", "", (Section("two", "", "Sore thighs."),)),
        ]
    )
    return index


@pytest.fixture
def index(model: Path) -> Index:
    made = filled(Index.in_memory(model=model))
    made.embed()
    return made


def page(client: Client, target: str) -> str:
    answer = client.get(target, headers=[("Accept", "text/html")])
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_search_by_meaning_is_offered_and_its_own_finds_are_marked(
    make_client: Callable[..., Client], index: Index
) -> None:
    client = make_client(index)
    by_words = page(client, "/?q=sore+thighs")
    assert BOX in by_words
    assert by_words.count('class="hit"') == 1
    assert LABEL not in by_words
    found = page(client, "/?q=sore+thighs&semantic=true")
    assert found.count('class="hit"') == 2
    assert found.count(LABEL) == 1
    assert re.search(f"{BOX}[^>]* checked", found)
    assert "/v1/search?q=sore+thighs&amp;semantic=true" in found
    assert "semantic=true" in re.findall(r'href="(/articles/[^"]*)"', found)[0]
    (link,) = re.findall(r'href="(/articles/one[^"]*at=legs[^"]*)"', found)
    assert "Aching muscles" in Parsed(page(client, link.replace("&amp;", "&")).encode()).words


def test_what_is_alike_is_found_by_meaning_too(
    make_client: Callable[..., Client], index: Index
) -> None:
    client = make_client(index)
    by_words = page(client, "/like/two?at=two")
    assert 'class="hit"' not in by_words
    assert "By words only" not in by_words
    (link,) = re.findall(r'<a href="([^"]*)">Also by meaning</a>', by_words)
    found = page(client, link.replace("&amp;", "&"))
    assert found.count(LABEL) == 1
    assert "Passages whose words and meaning are most like" in found
    (back,) = re.findall(r'<a href="([^"]*)">By words only</a>', found)
    assert page(client, back.replace("&amp;", "&")) == by_words
    assert "/like/two?q=sore&amp;at=two&amp;semantic=true" in page(client, "/?q=sore&semantic=true")
    answer = client.get("/v1/like?id=two&anchor=two&semantic=true")
    assert [hit["by_meaning"] for hit in answer.json()["hits"]] == [True]


def test_what_is_alike_is_found_by_words_where_nothing_else_is_possible(
    make_client: Callable[..., Client],
) -> None:
    client = make_client(filled(Index.in_memory()))
    assert "meaning" not in page(client, "/like/two?at=two&semantic=true")
    assert client.get("/v1/like?id=two&anchor=two&semantic=true").status_code == 400


def test_it_is_neither_offered_nor_done_without_a_model_or_vectors(
    make_client: Callable[..., Client], model: Path
) -> None:
    for client in (
        make_client(filled(Index.in_memory(model=model))),
        make_client(filled(Index.in_memory())),
    ):
        found = page(client, "/?q=sore+thighs&semantic=true")
        assert BOX not in found
        assert found.count('class="hit"') == 1
        assert "semantic" not in found
        assert "This index cannot be searched by meaning; the search is by words alone." in found
        assert "cannot be searched by meaning" not in page(client, "/?q=sore+thighs")


def test_it_is_offered_as_soon_as_there_are_vectors(
    make_client: Callable[..., Client], model: Path
) -> None:
    index = filled(Index.in_memory(model=model))
    client = make_client(index)
    assert BOX not in page(client, "/?q=thighs")
    index.embed()
    assert BOX in page(client, "/?q=thighs")


def test_passages_without_a_vector_are_counted(
    make_client: Callable[..., Client], index: Index
) -> None:
    index.add(Article("three", "", (Section("three", "", "Sore muscles, too."),)))
    found = Parsed(page(make_client(index), "/?q=sore&semantic=true").encode()).words
    assert "1 passage has no vector yet and was searched by its words only." in found


@pytest.fixture(scope="module")
def browser(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, str]]:
    folder = tmp_path_factory.mktemp("served")
    with Index.create(folder / "index", model=model) as index:
        filled(index).embed()
    with (
        opened_browser(tmp_path_factory.mktemp("profile"), "the box is not ticked") as opened,
        page_server(folder / "index", folder / "log", "--model", str(model)) as address,
    ):
        yield opened, address


def test_the_box_searches_and_going_back_unticks_it(browser: tuple[Browser, str]) -> None:
    opened, address = browser
    opened.resize(1100, 900)
    opened.open(f"{address}/?q=thighs")
    opened.click("#semantic")
    opened.wait_for("document.querySelectorAll('.meaning').length === 1")
    assert opened.evaluate("location.search") == "?q=thighs&semantic=true"
    opened.evaluate("history.back()")
    opened.wait_for("document.querySelectorAll('.meaning').length === 0")
    assert opened.evaluate("document.getElementById('semantic').checked") is False
