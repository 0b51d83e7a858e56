"""The files of the pages: known by name, kept by browsers, part of the package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from page_server import page_server

from painsci_search import Index
from painsci_search.server.pages import _FILES
from painsci_search.static_site.folder import TEXTS, WORDS

FOLDER = files("painsci_search.web") / "static"
NAMES = sorted(_FILES)


@pytest.fixture(scope="module")
def served(demo_index: Index, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    assert demo_index.path is not None
    with page_server(demo_index.path, tmp_path_factory.mktemp("log") / "log") as address:
        yield address


@contextmanager
def refused(status: int) -> Iterator[None]:
    with pytest.raises(HTTPError) as caught:
        yield
    caught.value.close()
    assert caught.value.code == status


def test_each_file_of_the_package_is_served_or_exported() -> None:
    assert {each.name for each in FOLDER.iterdir()} == {*NAMES, *TEXTS} - {WORDS}


def test_served_scripts_import_only_what_is_served() -> None:
    for name in NAMES:
        imported = re.findall(r'from "\./([^"]+)"', (FOLDER / name).read_text(encoding="utf-8"))
        assert set(imported) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_served_and_kept(served: str, name: str) -> None:
    with urlopen(f"{served}/static/{name}") as answer:
        assert answer.read() == (FOLDER / name).read_bytes()
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["x-content-type-options"] == "nosniff"
        tag = answer.headers["etag"]
    for known in (tag, f'"x", W/{tag}', "*"):
        with refused(304):
            urlopen(Request(f"{served}/static/{name}", headers={"If-None-Match": known}))
    with urlopen(
        Request(f"{served}/static/{name}", headers={"If-None-Match": f'"not {tag[1:]}'})
    ) as answer:
        assert answer.status == 200


def test_files_that_a_page_names_are_kept_for_good(served: str) -> None:
    with urlopen(f"{served}/") as answer:
        named = re.findall(r'"(/static/[^"]+)"', answer.read().decode())
    assert {name.partition("?")[0] for name in named} == {
        "/static/icon.svg",
        "/static/results.css",
        "/static/results.js",
        "/static/served.css",
        "/static/style.css",
    }
    for name in named:
        with urlopen(served + name) as answer:
            assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "name", ["none.js", "..%2fpages.py", "%2e%2e/pages.py", "../pages.py", "__init__.py", ""]
)
def test_nothing_else_is_served(served: str, name: str) -> None:
    with refused(404):
        urlopen(f"{served}/static/{name}")


def test_styles_and_scripts_name_no_other_host() -> None:
    for name in NAMES:
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)
        assert "innerHTML" not in text
