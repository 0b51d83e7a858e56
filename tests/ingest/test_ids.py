"""Ids of articles: what is added later never renames what is there, and old ids go on working."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Index
from painsci_search.ingest import files
from painsci_search.ingest.ids import Naming, assign_ids
from painsci_search.reading import reading_of
from painsci_search.records import fold_id
from profiles import examples

WritePage = Callable[..., Path]

_NAMES = st.sampled_from(["pain", "Pain", "knee", "a/pain", "fr\u00fch", "fru\u0308h", "x.html"])
_FOLDERS = st.lists(st.sampled_from(["a", "b", "example.org"]), min_size=1, max_size=3)
_URLS = st.sampled_from([None, "https://example.org/a/pain", "https://www.example.net/b/pain"])


@st.composite
def namings(draw: st.DrawFn) -> list[Naming]:
    """Return articles of different files that suggest few different ids."""
    paths = st.builds("/{}/{}.html".format, _FOLDERS.map("/".join), st.sampled_from("xyz"))
    found = draw(st.lists(paths, unique=True, max_size=6))
    return [Naming(path, draw(_NAMES), draw(_URLS)) for path in found]


@given(namings(), st.randoms(use_true_random=False))
def test_an_article_that_is_added_never_renames_another(
    articles: list[Naming], order: random.Random
) -> None:
    order.shuffle(articles)
    ids: dict[str, str] = {}
    for number in range(1, len(articles) + 1):
        known = [article._replace(kept=ids.get(article.path)) for article in articles[:number]]
        later = assign_ids(known)
        assert later.keys() == {article.path for article in known}
        assert ids.items() <= later.items()
        assert len(set(map(fold_id, later.values()))) == len(later)
        ids = later


@given(namings(), st.randoms(use_true_random=False))
def test_ids_do_not_depend_on_the_order_of_the_files(
    articles: list[Naming], order: random.Random
) -> None:
    expected = assign_ids(articles)
    order.shuffle(articles)
    assert assign_ids(articles) == expected


def test_no_new_article_gets_the_former_id_of_another() -> None:
    known = Naming("/a/x.html", "new", kept="new", aliases=("old",))
    assert assign_ids([known, Naming("/b/y.html", "OLD")])["/b/y.html"] == "b/OLD"


def test_ids_of_equal_names_are_told_apart_by_the_hosts_of_their_addresses() -> None:
    one = Naming("/a/1.html", "pain", "https://www.example.org/pain")
    two = Naming("/a/2.html", "pain", "https://example.net/blog/pain")
    assert list(assign_ids([one, two]).values()) == ["example.org/pain", "example.net/pain"]


def test_pages_of_one_title_in_one_folder_are_told_apart_by_their_files() -> None:
    one, two = Naming("/a/001.html", "introduction"), Naming("/a/002.html", "introduction")
    assert list(assign_ids([one, two]).values()) == ["introduction-001", "introduction-002"]


@examples(10)
@given(st.permutations(["a/pain.html", "b/Pain.html", "c/pain.html", "d/full.html"]))
def test_adding_files_one_by_one_renames_no_article(names: list[str]) -> None:
    with TemporaryDirectory() as name:
        index = Index.create(Path(name) / "index")
        ids: dict[str, str] = {}
        for number, page in enumerate(names):
            path = Path(name) / page
            path.parent.mkdir()
            path.write_text(
                f"<title>A title of page {page}</title><h1>A title of page {page}</h1>"
                f"<p>Every page has its own sentence, this one has number {number * 7} in it.</p>"
            )
            index.update(path)
            later = {info.source: info.id for info in index.articles()}
            assert ids.items() <= later.items()
            ids = later
        assert "full" not in ids.values()


def canonical(url: str) -> str:
    return f'<link rel="canonical" href="{url}">'


def test_after_a_change_of_the_address_the_old_id_goes_on_working(
    index: Index, write_page: WritePage
) -> None:
    page = write_page("page.html", head=canonical("https://example.org/old-name"))
    index.update([page])
    pack = index.quotes(index.search("reported"))
    write_page("page.html", head=canonical("https://example.org/new-name"))
    report = index.update([page])
    assert report.changed == (str(page),)
    article = index.get("OLD-name")
    assert article is not None
    assert (article.id, article.aliases) == ("new-name", ("old-name",))
    assert [info.id for info in index.articles()] == ["new-name"]
    assert index.read("old-name").article.id == "new-name"
    assert index.like("old-name") is not None
    assert index.search("reported", articles="old-name").total > 0
    assert index.search("article:old-name reported").total > 0
    assert {verdict.state for verdict in index.verify(pack)} == {"unchanged"}
    index.update([page])
    assert index.get("old-name").id == "new-name"
    write_page("page.html", head=canonical("https://example.org/newest-name"))
    index.update([page])
    assert index.get("old-name").aliases == ("new-name", "old-name")


def test_after_a_change_of_the_title_the_old_id_goes_on_working(
    index: Index, write_page: WritePage
) -> None:
    page = write_page("70.html", title="Cold Hands")
    index.update([page])
    assert [info.id for info in index.articles()] == ["cold-hands"]
    write_page("70.html", title="Warm Hands")
    index.update([page])
    assert index.get("cold-hands").id == "warm-hands"


def test_a_file_with_another_article_does_not_inherit_the_id(
    index: Index, write_page: WritePage
) -> None:
    page = write_page("70.html", title="Cold Hands")
    index.update([page])
    page.write_text(
        "<title>Sore Feet</title><h1>Sore Feet</h1><p>This is a different page about the arches "
        "of feet, which somebody put into the same file long after the first one was gone.</p>"
    )
    index.update([page])
    assert index.get("cold-hands") is None
    assert index.get("sore-feet").aliases == ()


def test_an_id_of_an_older_version_that_names_nothing_becomes_a_former_id(
    index: Index, write_page: WritePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = write_page("page.html", title="Cold Hands", head=canonical("https://example.org/a/70"))
    with monkeypatch.context() as patch:

        def with_old_id(data: bytes, source: str) -> object:
            reading = reading_of(data, source)
            return reading._replace(article=replace(reading.article, id="70"))

        patch.setattr("painsci_search.ingest.workers.reading_of", with_old_id)
        patch.setattr("painsci_search.versions.reader_version", lambda: "older")
        index.update([page])
    assert [info.id for info in index.articles()] == ["70"]
    index.update([page])
    assert [info.id for info in index.articles()] == ["cold-hands"]
    assert index.get("70").id == "cold-hands"


def test_a_table_of_files_of_an_older_version_is_read(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    write_page("pages/one.html")
    index.update([tmp_path / "pages"])
    (state,) = files.indexed_files(index._store.snapshot)
    old = (
        f'[{{"path":"{state.path}","source":"{state.source}","relative":"one.html",'
        '"fingerprint":"","reader":"older","base_id":"one","url":null,"article_id":"one",'
        '"problem":null}]'
    )
    with index._store.writing() as writer:
        writer.attach(old.encode())
    assert index.update([tmp_path / "pages"]).changed == (state.source,)
    assert [info.id for info in index.articles()] == ["one"]


def test_the_id_is_found_in_any_case_and_normal_form(index: Index, write_page: WritePage) -> None:
    index.update([write_page("fru\u0308h-Knie.html")])
    assert [info.id for info in index.articles()] == ["fr\u00fch-Knie"]
    for name in ("fr\u00fch-knie", "FRU\u0308H-KNIE"):
        assert index.get(name).id == "fr\u00fch-Knie"
        assert index.search("reported", articles=name).total > 0
        assert index.remove(name) == 1
        index.update([index.path.parent])


def test_the_exact_id_is_preferred_and_an_id_to_a_former_id() -> None:
    with Index.in_memory() as index:
        index.add(
            [
                Article("Knee", "1"),
                Article("knee", "2"),
                Article("back", "3", aliases=("KNEE", "b")),
            ]
        )
        assert [index.get(name).title for name in ("Knee", "knee", "b", "B")] == list("1233")
        assert index.get("KNEE").title in ("1", "2")


def test_an_id_has_no_bytes_of_undecodable_folders() -> None:
    paths = ["/a/x\udcff/pain.html", "/a/x\udcfe/pain.html", "/a/y\udcff/pain.html"]
    ids = assign_ids(Naming(path, "pain") for path in paths)
    assert len(set(ids.values())) == 3
    assert ids[paths[2]] == "y-/pain"
    assert all(name.encode() for name in ids.values())
