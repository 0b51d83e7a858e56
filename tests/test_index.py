"""The class Index: opening, pickling, batches, several queries at once, and wrong arguments."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from painsci_search import (
    Article,
    Change,
    Index,
    IndexClosed,
    IndexLocked,
    IndexMissing,
    Note,
    NoteRef,
    PainSciSearchError,
    QueryError,
    Reference,
    Section,
)
from painsci_search.engine.storage.writer import Writer


def article(article_id: str, text: str = "Sham surgery of a knee.", **more: Any) -> Article:
    return Article(article_id, article_id.title(), (Section("s", "S", text),), **more)


def ids(index: Index) -> list[str]:
    return [info.id for info in index.articles()]


def test_an_index_that_does_not_exist_fails_when_it_is_opened(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="nothing-here"):
        Index(tmp_path / "nothing-here")


@pytest.mark.parametrize("way", [Index, Index.open, Index.create])
def test_every_way_to_an_index_takes_the_same_options(
    tmp_path: Path, way: Callable[..., Index]
) -> None:
    Index.create(tmp_path / "index").add(article("a", source="pages/a.html"))
    (tmp_path / "words.txt").write_text("tendonosis = tendon trouble\n", encoding="utf-8")
    options = {"base_url": "https://example.org/", "synonyms": tmp_path / "words.txt"}
    with way(tmp_path / "index", **options) as index, Index.in_memory(**options) as other:
        assert ids(index) == ["a"]
        assert index.variant == other.variant != Index.in_memory().variant
    with pytest.raises(TypeError, match="base_url must be a string, not 5"):
        way(tmp_path / "index", base_url=5)
    with pytest.raises(TypeError, match="synonyms must be the path of a file, not 5"):
        way(tmp_path / "index", synonyms=5)


def test_a_pickled_index_is_opened_anew_with_its_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    index = Index.create("index", base_url="https://example.org/")
    index.add(article("a"))
    pickled = pickle.dumps(index)
    index.add(article("b"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    loaded = pickle.loads(pickled)
    assert ids(loaded) == ["a", "b"]
    assert loaded.variant == index.variant


def test_an_index_is_empty_until_it_has_an_article() -> None:
    with Index.in_memory() as index:
        assert index.is_empty
        index.add(Article("a", "Knees"))
        assert not index.is_empty
        index.remove("a")
        assert index.is_empty


def test_an_index_in_memory_refuses_to_be_pickled() -> None:
    with pytest.raises(TypeError, match="an index in memory cannot be pickled: create it in a"):
        pickle.dumps(Index.in_memory())


def test_a_batch_is_one_commit_that_readers_see_after_it(index: Index) -> None:
    index.add([article("a"), article("b")])
    reader = Index(str(index.path))
    before = index.generation
    with index.batch():
        index.add(article("c"))
        assert index.remove("A") == 1
        index.add(article("d"))
        assert index.remove(["d", "nothing"]) == 1
        assert index.remove("a") == 0
        assert ids(index) == ["a", "b"]
        assert not reader.refresh()
    assert ids(index) == ["b", "c"]
    assert reader.refresh()
    assert ids(reader) == ["b", "c"]
    assert index.generation != before


def test_an_article_of_a_batch_is_replaced_and_removed_by_any_of_its_names(index: Index) -> None:
    with index.batch():
        index.add(article("old"))
        index.add(article("old", text="Another text."))
        index.add(article("New", aliases=("former",)))
        assert index.remove("FORMER") == 1
        index.add(article("New"))
        assert index.remove("new") == 1
    assert ids(index) == ["old"]
    assert index.search("another").total == 1
    assert index.search("surgery").total == 0


def test_an_exception_in_a_batch_leaves_the_index_as_it_was(index: Index) -> None:
    index.add(article("a"))
    before = index.generation
    with pytest.raises(ValueError, match="id must not be empty"), index.batch():  # noqa: PT012
        index.add(article("b"))
        index.remove("a")
        index.add(article(""))
    assert (index.generation, ids(index)) == (before, ["a"])
    index.add(article("c"))
    assert ids(index) == ["a", "c"]


def test_articles_of_an_iterator_are_taken_one_by_one(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    ahead: list[int] = []

    def articles(names: str) -> Iterator[Article]:
        for name in names:
            made.append(name)
            yield article(name, authors=5 if name == "x" else ())

    add = Writer.add

    def count(self: Writer, article_id: str, records: Any) -> None:
        ahead.append(len(made) - len(ahead))
        add(self, article_id, records)

    monkeypatch.setattr(Writer, "add", count)
    index.add(articles("abc"))
    assert ahead == [1, 1, 1]
    with pytest.raises(TypeError, match="authors must be a list"):
        index.add(articles("dex"))
    assert ids(index) == ["a", "b", "c"]


def test_an_invalid_article_adds_none_of_its_call_to_a_batch(index: Index) -> None:
    with index.batch():
        index.add(article("a"))
        with pytest.raises(ValueError, match="id must not be empty"):
            index.add([article("b"), article("")])
    assert ids(index) == ["a"]


def test_batches_and_updates_within_a_batch_are_refused(index: Index, tmp_path: Path) -> None:
    with index.batch():
        with (
            pytest.raises(PainSciSearchError, match="batch cannot be called within a batch"),
            index.batch(),
        ):
            pass
        with pytest.raises(PainSciSearchError, match="update cannot be called within a batch"):
            index.update([tmp_path])
        index.add(article("a"))
    assert ids(index) == ["a"]


def test_a_batch_locks_other_writers_out(index: Index) -> None:
    other = Index(str(index.path))
    with index.batch():
        for change in (lambda: other.add(article("b")), lambda: other.remove("a", timeout=0.001)):
            with pytest.raises(IndexLocked, match="is writing to the index"):
                change()
        with pytest.raises(IndexLocked), other.batch():
            pass
    other.add(article("b"))


@pytest.mark.parametrize(
    ("timeout", "error"), [(-1, ValueError), (float("nan"), ValueError), ("1", TypeError)]
)
def test_a_timeout_must_be_seconds(index: Index, timeout: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^timeout must be"):
        index.add(article("a"), timeout=timeout)
    with pytest.raises(error, match=r"^timeout must be"), index.batch(timeout=timeout):
        pass


def test_several_queries_are_answered_in_their_order(index: Index) -> None:
    index.add([article("a"), article("b", "A sham.")])
    queries = ["sham", "knee", "sham"]
    found = index.search_many(iter(queries), kind="section", limit=1)
    assert [results.query for results in found] == queries
    assert [(results.total, len(results)) for results in found] == [(2, 1), (1, 1), (2, 1)]
    assert index.search_many([]) == ()
    with pytest.raises(QueryError) as caught:
        index.search_many(["sham", 'a "quote'])
    assert caught.value.query == 'a "quote'
    with pytest.raises(TypeError, match="queries must be a list of strings, not 'sham'"):
        index.search_many("sham")


def test_results_are_sequences(index: Index) -> None:
    work = Reference("Doe J. Knees. 2018.", ("Doe J",), "Knees", year=2018, pmid="7")
    notes = (Note("1", "n1", work.raw, (work,)),)
    index.add([article("a", notes=notes), article("b")])
    results = index.search("sham")
    assert (results[0], results[-1]) == (results.hits[0], results.hits[-1])
    assert results[:1] == results.hits[:1]
    assert index.references()[0].reference.pmid == "7"
    assert index.cites("pmid 7")[0].article.id == "a"
    assert index.quotes(results)[0].text == index.quotes(results).quotes[0].text
    with pytest.raises(IndexError):
        results[99]


def test_dates_may_be_dates(index: Index) -> None:
    index.add([article("a", updated="2024-06-30"), article("b", updated="2023")])
    day = date(2024, 6, 30)
    assert {hit.article.id for hit in index.search("sham", since=day)} == {"a"}
    assert index.search("sham", until=day)[0].article.id in {"a", "b"}
    assert [news.article.id for news in index.news(day)] == ["a"]
    with pytest.raises(TypeError, match="since must be a date, not None"):
        index.news(None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"authors": "Doe J"}, "authors must be a list or tuple, not 'Doe J'"),
        ({"authors": ("Doe J", 5)}, "author 2 must be a string, not 5"),
        ({"updated": "yesterday"}, "updated must be a date such as 2024, .*, not 'yesterday'"),
        ({"updated": 2024}, "updated must be a string, not 2024"),
        ({"updated": "2024-13"}, "updated must be a date such as 2024, .*, not '2024-13'"),
        ({"published": "2024-02-31"}, "published must be a date such as 2024"),
        ({"url": "javascript:alert(1)"}, "url must be an http, https, file or ftp URL, .*, not"),
        ({"url": " Data:text/html,x"}, "url must be an http, https, file or ftp URL"),
        ({"changes": (Change("June", "x"),)}, "change 1: date must be a date such as"),
        ({"url": 5}, "url must be a string, not 5"),
        ({"sections": Section("s", "S", "T")}, "sections must be a list or tuple"),
        ({"sections": ["T"]}, "section 1 must be a Section, not 'T'"),
        ({"sections": (Section("s", "S", "T", path="Up"),)}, "section 1: path must be a list"),
        ({"sections": (Section("s", "S", "T", level=7),)}, "section 1: level must be 6 or less"),
        ({"sections": (Section("s", "S", "T", level=True),)}, "level must be a whole number"),
        (
            {"notes": (Note("1", "n", "T", (Reference("x"), Reference("y", year="2018"))),)},
            "note 1: reference 2: year must be a whole number, not '2018'",
        ),
        (
            {"notes": (Note("1", "n", "T", (Reference("x", year=-5),)),)},
            "note 1: reference 1: year must be 0 or more, not -5",
        ),
        (
            {"notes": (Note("1", "n", "T", (Reference("x", url="java\tscript:1"),)),)},
            "note 1: reference 1: url must be an http, https, file or ftp URL",
        ),
        (
            {"sections": (Section("s", "S", "T", note_refs=(NoteRef("1", 1, "gone"),)),)},
            "section 1: note_ref '1' names the note 'gone', which the article does not have",
        ),
        (
            {"notes": (Note("1", "n", "T", cited_from=("gone",)),)},
            "note 1: cited_from names the section 'gone', which the article does not have",
        ),
        (
            {"notes": (Note("1", "n", "T", (Reference("x", type="novel"),)),)},
            "note 1: reference 1: type must be one of article, book, .*, not 'novel'",
        ),
    ],
)
def test_a_wrong_value_of_an_article_is_refused_by_its_place(
    index: Index, wrong: dict[str, Any], message: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        index.add(Article("a", "A", **wrong))
    assert ids(index) == []


def test_lists_serve_where_tuples_are_meant(index: Index) -> None:
    made = Article("a", "A", [Section("s", "S", "T", path=["Up"])], authors=["Doe J"])
    index.add(made)
    assert index.get("a") == made
    assert (made.authors, made.sections[0].path) == (("Doe J",), ("Up",))
    assert hash(made.sections) == hash((Section("s", "S", "T", path=("Up",)),))


def test_an_index_is_not_made_in_a_folder_of_articles(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<title>A</title><p>Some text.")
    with pytest.raises(PainSciSearchError, match=r"has articles, such as a\.html: an index needs"):
        Index.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_an_index_is_made_beside_files_that_describe_its_folder(tmp_path: Path) -> None:
    for name in ("README.md", "LICENSE.md", ".gitignore"):
        (tmp_path / name).write_text("The index is made here.")
    Index.create(tmp_path).close()
    Index(tmp_path).close()


def test_the_folder_of_an_index_is_not_indexed(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        for refuse in (index.update, index.watch):
            with pytest.raises(PainSciSearchError, match="is the folder of the index: keep"):
                refuse(tmp_path / "pages" / ".." / "index")


@pytest.mark.parametrize("write", ["add", "remove", "update", "batch"])
def test_another_thread_is_locked_out_of_a_batch(index: Index, tmp_path: Path, write: str) -> None:
    errors: list[Exception] = []

    def write_too() -> None:
        try:
            if write == "batch":
                with index.batch():
                    pass
            else:
                given = {"add": article("b"), "remove": "a", "update": [tmp_path]}
                getattr(index, write)(given[write])
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    index.add(article("a"))
    with index.batch():
        index.add(article("c"))
        thread = threading.Thread(target=write_too)
        thread.start()
        thread.join()
    assert [type(error) for error in errors] == [IndexLocked]
    assert ids(index) == ["a", "c"]


def test_what_another_thread_writes_after_it_waited_is_kept(index: Index) -> None:
    thread = threading.Thread(target=lambda: index.add(article("b"), timeout=60))
    with pytest.raises(KeyError), index.batch():  # noqa: PT012
        index.add(article("c"))
        thread.start()
        raise KeyError
    thread.join()
    assert ids(index) == ["b"]


WRONG_CALLS: list[tuple[Callable[[Index], object], str]] = [
    (lambda index: index.evidence("placebo"), "results must be Results, .*, not 'placebo'"),
    (lambda index: index.quotes("placebo"), "results must be Results, .*, not 'placebo'"),
    (
        lambda index: index.check("placebo"),
        "results must be hits, citations or others that h",
    ),
    (lambda index: index.verify("placebo"), "quotes must be a list of Quote, not 'placebo'"),
    (lambda index: index.verify(3), "quotes must be a list of Quote, not 3"),
    (lambda index: index.verify([3]), "each of quotes must be Quote, not 3"),
    (lambda index: index.get(3), "an id must be a string, not 3"),
    (lambda index: index.read("a", 3), "anchor must be a string, not 3"),
    (lambda index: index.like("a", 3), "anchor must be a string, not 3"),
    (lambda index: index.contents(3), "a query must be a string, not 3"),
    (lambda index: index.news([2024]), "since must be a date such as 2024"),
    (lambda index: index.understand("a", exact="no"), "exact must be True or False, not 'no'"),
    (lambda index: index.remove(3), "ids must be a list of strings, not 3"),
    (lambda index: index.update(3), "paths must be a list of str or PathLike, not 3"),
    (lambda index: index.add({"id": "a"}), "articles must be an Article or several, not .*from_j"),
    (lambda index: index.add("a"), "articles must be an Article or several, not 'a'"),
    (lambda index: index.add(3), "articles must be an Article or several, not 3"),
    (lambda index: index.copy_to(None), "path must be a path, not None"),
    (lambda index: list(index.iter_search("a", foo=1)), "unknown option 'foo': those of a search"),
    (lambda _: Index.open(None), "path must be a path, not None"),
    (lambda _: Index(3), "path must be a path, not 3"),
    (lambda _: Index.create(None), "path must be a path, not None"),
    (lambda _: Index.rebuild(None), "path must be a path, not None"),
    (lambda _: Index.in_memory(foo=1), "unknown option 'foo': those of an index are base_url, "),
    (lambda _: Index.open("index", foo=1), "unknown option 'foo': those of an index"),
    (lambda _: Index.in_memory(base_url="javascript:1"), "base_url must be an http, https, file"),
]


@pytest.mark.parametrize(("call", "message"), WRONG_CALLS)
def test_a_wrong_argument_is_no_damage_to_the_index(
    index: Index, call: Callable[[Index], object], message: str
) -> None:
    index.add(article("a"))
    with pytest.raises((TypeError, ValueError), match=f"^{message}"):
        call(index)


def test_an_error_in_one_of_several_queries_names_it(index: Index) -> None:
    with pytest.raises(QueryError, match=r"^query 2 \('\(a'\): ") as caught:
        index.search_many(["fine", "(a"])
    assert caught.value.query == "(a"


def test_a_year_may_be_a_number_in_every_filter(index: Index) -> None:
    index.add([article("a", updated="2024-06-30"), article("b", updated="2021")])
    assert {hit.article.id for hit in index.search("sham", since=2024)} == {"a"}
    assert {hit.article.id for hit in index.search("sham", until=2023)} == {"b"}
    assert [news.article.id for news in index.news(2024)] == ["a"]


def test_a_note_is_cited_from_the_sections_with_its_markers(index: Index) -> None:
    refs = (NoteRef("1", 5, "n1"), NoteRef("1", 9, "n1"), NoteRef("2", 9, "n3", ("n2",)))
    sections = [Section(name, name, "Sham knees.", note_refs=refs) for name in ("s", "t")]
    notes = [Note(label, f"n{label}", "A work.") for label in "123"]
    index.add(Article("a", "A", sections, [*notes, Note("4", "n4", "T", cited_from=["t"])]))
    found = index.get("a")
    assert found is not None
    assert [note.cited_from for note in found.notes] == [("s", "t")] * 3 + [("t",)]
    [hit] = index.search("work", kind="note", limit=1)
    assert [each.anchor for each in hit.cited_from] == ["s", "t"]


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1/pain", "OpenSearch://host/pain", Path("https://example.org/pain")]
)
def test_a_url_that_is_no_cluster_is_refused_and_makes_no_folder(
    place: str | Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for attempt in (Index, Index.open, Index.create):
        with pytest.raises(PainSciSearchError, match=r"expected opensearch://.* or a folder"):
            attempt(place)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_may_have_a_colon_in_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for place in ("notes:/index", tmp_path / "notes:" / "other"):
        assert Index.create(place).is_empty


@pytest.mark.parametrize(
    "use",
    [
        lambda index: index.search("pain"),
        lambda index: next(index.iter_search("pain")),
        lambda index: index.get("a"),
        lambda index: next(index.iter_articles()),
        lambda index: index.stats(),
        lambda index: index.check(),
        lambda index: index.generation,
        lambda index: index.is_empty,
        lambda index: index.refresh(),
        lambda index: index.add(Article("b", "B")),
        lambda index: index.remove("a"),
        lambda index: index.update([]),
        lambda index: index.whoosh(),
        lambda index: index.__enter__(),
    ],
)
def test_a_closed_index_neither_answers_nor_changes(
    tmp_path: Path, use: Callable[[Index], object]
) -> None:
    for index in (Index.create(tmp_path), Index.in_memory()):
        index.add(Article("a", "Pain"))
        with index:
            [hit] = index.search("pain")
        index.close()
        with pytest.raises(IndexClosed, match="is closed: "):
            use(index)
        assert repr(index).endswith(" (closed)>")
        assert (hit.article.title, hit.title_highlights) == ("Pain", ((0, 4),))
    assert Index.open(tmp_path).search("pain").total == 1


def test_a_closed_index_is_pickled_as_one_that_is_opened(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    index.close()
    assert index.path == tmp_path
    assert pickle.loads(pickle.dumps(index)).is_empty
