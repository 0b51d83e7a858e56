"""Updating an index from files: only what changed is read, and only the files decide."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from painsci_search import Article, Index, IndexLocked, PainSciSearchError, ReadError
from painsci_search.engine.storage import writer as writing
from painsci_search.ingest import workers
from painsci_search.ingest.files import indexed_files
from painsci_search.ingest.ids import Naming, assign_ids
from painsci_search.model import FurtherSave, Problem
from painsci_search.reading import Reading

WritePage = Callable[..., Path]


def contents(index: Index) -> list[str]:
    """Everything that an index holds, in an order of its own."""
    snapshot = index._store.snapshot
    stored, postings = [], Counter()
    for view in snapshot.views:
        segment = view.segment
        live = filter(view.is_live, range(segment.size))
        for number in live:
            record = segment.load(number)
            parts = (record.kind, record.data, record.text, record.sentences, list(record.steps))
            stored.append(f"{segment.article_id(number)} {parts}")
        for name, field in segment.fields.items():
            for term in field.terms.all().tolist():
                found = field.find(term)
                docs = view.only_live(found.docs)
                postings[name, segment.terms[term]] += len(docs)
    files = [repr(state) for state in indexed_files(snapshot)]
    return sorted(stored) + sorted(f"{key} {count}" for key, count in postings.items()) + files


def canonical(url: str) -> str:
    return f'<link rel="canonical" href="{url}">'


def test_an_update_says_what_it_did(index: Index, write_page: WritePage, tmp_path: Path) -> None:
    kept, gone = write_page("pages/kept.html"), write_page("pages/gone.html")
    index.update([tmp_path / "pages"])
    kept.write_text(kept.read_text().replace("somebody", "nobody"))
    gone.unlink()
    new = write_page("pages/new.html")
    (tmp_path / "pages" / "empty.html").write_text("")
    report = index.update([tmp_path / "pages"])
    assert (report.added, report.changed, report.removed, report.unchanged) == (
        (str(new),),
        (str(kept),),
        (str(gone),),
        (),
    )
    assert [problem.source for problem in report.problems] == [str(tmp_path / "pages/empty.html")]
    assert {info.id for info in index.articles()} == {"kept", "new"}
    assert index.search("nobody").total == 1
    assert index.search("somebody", kind="section").total == 1


def test_an_unchanged_file_is_not_read_again(
    index: Index, write_page: WritePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = write_page("pages/one.html")
    write_page("pages/bad.html").write_text("")
    index.update([tmp_path / "pages"])

    def refuse(*_: object) -> None:
        raise AssertionError("a file was read that had not changed")

    monkeypatch.setattr(workers, "reading_of", refuse)
    report = index.update([tmp_path / "pages"])
    assert report.unchanged == (str(one),)
    assert len(report.problems) == 1


def test_a_file_of_another_folder_stays(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    first, second = write_page("a/first.html"), write_page("b/second.html")
    index.update([tmp_path / "a", tmp_path / "b"])
    first.unlink()
    report = index.update([second])
    assert (report.unchanged, report.removed) == ((str(second),), ())
    assert len(index.articles()) == 2
    assert index.update([tmp_path / "a"]).removed == (str(first),)


def test_the_contents_do_not_depend_on_the_way(write_page: WritePage, tmp_path: Path) -> None:
    names = ["x/knee.html", "y/pain.html", "z/other.html"]
    for name in names:
        write_page(name, opening=f"The opening of {name}, long enough to be a paragraph of it.")
    at_once = Index.create(tmp_path / "index-1")
    at_once.update([tmp_path / "x", tmp_path / "y", tmp_path / "z"])
    by_and_by = Index.create(tmp_path / "index-2")
    for name in reversed(names):
        by_and_by.update([tmp_path / Path(name).parent])
    assert contents(at_once) == contents(by_and_by)
    assert {info.id for info in at_once.articles()} == {"knee", "pain", "other"}


def test_of_two_saves_of_an_article_one_is_indexed_and_the_other_reported(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    head = canonical("https://example.org/articles/sleep.php")
    first = write_page("pages/a.html", head=head)
    second = write_page("pages/b.html", head=head)
    report = index.update([tmp_path / "pages"])
    assert report.added == (str(first),)
    assert (report.saves, report.problems) == ((FurtherSave(str(second), "sleep"),), ())
    assert [info.id for info in index.articles()] == ["sleep"]
    first.unlink()
    report = index.update([tmp_path / "pages"])
    assert (report.moved, report.added, report.removed) == ((str(second),), (), ())
    assert report.saves == ()
    assert [info.id for info in index.articles()] == ["sleep"]


def test_a_file_with_the_same_content_is_a_copy_too(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    first = write_page("pages/one.html", title="One")
    second = tmp_path / "pages" / "two.html"
    shutil.copy(first, second)
    report = index.update([tmp_path / "pages"])
    assert report.added == (str(first),)
    assert report.saves == (FurtherSave(str(second), "one"),)
    assert index.get("one").sources == (str(second),)


def test_a_second_article_of_the_same_name_leaves_the_id_of_the_first(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    first = write_page("x/pain.html")
    index.update([tmp_path / "x"])
    first.unlink()
    second = write_page("y/pain.html", body="Another finding, looked for with as much care.")
    report = index.update([tmp_path / "y"])
    assert report.added == (str(second),)
    assert [info.id for info in index.articles()] == ["pain", "y/pain"]
    assert [problem.source for problem in index.check()] == [str(first)]


def test_a_copy_that_cannot_be_read_any_more_is_named(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    head = canonical("https://example.org/articles/sleep.php")
    first, second = write_page("a/a.html", head=head), write_page("b/b.html", head=head)
    index.update([tmp_path / "a", tmp_path / "b"])
    first.unlink()
    second.unlink()
    report = index.update([tmp_path / "a"])
    assert report.removed == (str(first),)
    assert index.articles() == ()
    assert "no such file" in index.check()[0].message


def test_a_path_that_does_not_exist_changes_nothing(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    page = write_page("pages/one.html")
    index.update([page])
    with pytest.raises(ReadError, match="nowhere"):
        index.update([tmp_path / "pages", tmp_path / "nowhere"])
    assert len(index.articles()) == 1


def test_a_file_that_turns_unreadable_is_dropped_and_named(
    index: Index, write_page: WritePage
) -> None:
    page = write_page("one.html")
    index.update([page])
    page.write_bytes(b"%PDF-1.7 \x00\x01\x02")
    report = index.update([page])
    assert report.removed == (str(page),)
    assert len(report.problems) == 1
    assert index.articles() == ()


def test_the_same_file_by_another_path_is_the_same_file(
    index: Index, write_page: WritePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = write_page("pages/one.html")
    index.update([tmp_path / "pages"])
    monkeypatch.chdir(tmp_path)
    report = index.update(["pages"])
    assert not report.added
    assert len(index.articles()) == 1
    assert index.articles()[0].source == "pages/one.html"
    assert page.exists()


def test_links_do_not_depend_on_the_path_by_which_a_file_was_indexed_first(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the page shows beside the article is not stored, but links avoid its sentences."""
    text = "A finding that somebody reported after looking for it with some care."
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.html").write_text(
        f"<title>One</title><aside><p>{text}</p></aside><main><article><h1>One</h1>"
        "<p>An opening with nothing much in it, but long enough to be a paragraph.</p>"
        f'<h2 id="f">Findings</h2><p>{text} More text follows here.</p></article></main>'
    )
    index.update([tmp_path / "pages"])
    link = index.search("reported").hits[0].link
    assert "Findings-,A%20finding" in link
    monkeypatch.chdir(tmp_path)
    index.update(["pages"])
    assert index.articles()[0].source == "pages/one.html"
    assert index.search("reported").hits[0].link == link


def test_an_index_opened_before_an_update_does_not_repeat_it(
    index: Index, write_page: WritePage
) -> None:
    page = write_page("one.html")
    other = Index.open(index.path)
    assert other.search("finding").total == 0
    index.update([page])
    assert other.search("finding").total == 0
    assert other.update([page]).unchanged == (str(page),)
    assert other.stats().articles == 1


def test_refresh_shows_what_was_committed(index: Index, write_page: WritePage) -> None:
    other = Index.open(index.path)
    assert other.articles() == ()
    index.update([write_page("one.html")])
    other.refresh()
    assert len(other.articles()) == 1


def test_of_a_file_and_a_callers_article_of_one_id_the_later_stays(
    index: Index, write_page: WritePage
) -> None:
    page = write_page("one.html")
    index.add(Article("one", "By a caller"))
    index.update([page])
    assert [info.source for info in index.articles()] == [str(page)]
    index.add(Article("one", "By a caller"))
    assert [info.source for info in index.articles()] == [""]
    assert index.update([page]).added == (str(page),)
    assert [info.source for info in index.articles()] == [str(page)]


def test_a_folder_and_a_folder_in_it_may_come_in_any_order(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    write_page("pages/sub/one.html")
    index.update([tmp_path / "pages" / "sub", tmp_path / "pages"])
    base = Index.open(index.path, base_url="https://example.org")
    assert base.search("finding").hits[0].link.startswith("https://example.org/sub/one.html")


def test_check_names_what_went_stale(index: Index, write_page: WritePage, tmp_path: Path) -> None:
    same, other, gone = (write_page(f"pages/{name}.html") for name in ("same", "other", "gone"))
    index.update([tmp_path / "pages"])
    assert index.check() == ()
    other.write_text("<p>Something else altogether.</p>")
    gone.unlink()
    named = {problem.source: problem.message for problem in index.check()}
    assert set(named) == {str(other), str(gone)}
    assert "changed" in named[str(other)]
    assert "gone" in named[str(gone)]
    assert same.exists()
    stale = index.check(index.search("finding"))
    assert {problem.source for problem in stale} == {str(other), str(gone)}


def test_a_second_writer_is_refused_and_nothing_is_lost(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    page = write_page("one.html")
    with index._store.writing(), pytest.raises(IndexLocked, match=f"process {os.getpid()} on"):
        Index.open(index.path).update([page])
    assert index.update([page]).added == (str(page),)
    assert tmp_path.exists()


def test_a_writer_that_fails_leaves_the_index_as_it_was(
    index: Index, write_page: WritePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.update([write_page("one.html")])
    before = contents(index)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(writing, "write_ids", fail)
        with pytest.raises(
            PainSciSearchError, match="No space left on device; the index is unchanged"
        ):
            index.update([write_page("two.html")])
    assert contents(Index.open(index.path)) == before
    assert len(index.update([write_page("two.html")]).added) == 1


@pytest.mark.parametrize(
    ("suggested", "expected"),
    [
        ({"/a/x.html": "x", "/b/y.html": "y"}, ["x", "y"]),
        ({"/a/x.html": "x", "/b/x.html": "x"}, ["a/x", "b/x"]),
        ({"/p/a/x.html": "x", "/q/a/x.html": "x"}, ["p/a/x", "q/a/x"]),
        ({"/a/x.html": "x", "/a/x.htm": "x"}, ["x.html", "x.htm"]),
        ({"/a/p.html": "x", "/a/f.html": "x", "/a/b.html": "p.html"}, None),
        ({"/a/x.html": "x", "/b/x.html": "x", "/c/y.html": "a/x"}, ["a/x", "b/x", "c/a/x"]),
    ],
)
def test_ids_are_made_unique_by_the_folders_above(
    suggested: dict[str, str], expected: list[str] | None
) -> None:
    ids = assign_ids(Naming(path, name) for path, name in suggested.items())
    assert len(set(ids.values())) == len(ids)
    if expected is not None and expected[-1] != "c/a/x":
        assert [ids[path] for path in suggested] == expected


def test_a_copied_index_can_be_opened_elsewhere(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    index.update([write_page("one.html")])
    shutil.copytree(index.path, tmp_path / "elsewhere")
    assert Index.open(tmp_path / "elsewhere").search("finding").total > 0


def test_a_report_accounts_for_every_file(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    one = write_page("pages/one.html")
    feed = write_page("pages/feed.html")
    feed.write_text("<rss version='2.0'><channel/></rss>")
    (tmp_path / "pages/a.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "pages/a.css").write_text("p {}")
    (tmp_path / "pages/empty.html").write_text("")
    for report in (index.update([tmp_path / "pages"]), index.update([tmp_path / "pages"])):
        assert {(skipped.kind, skipped.files) for skipped in report.skipped} == {
            ("JPEG", 1),
            ("RSS feed", 1),
        }
        assert (report.added or report.unchanged, report.resources) == ((str(one),), 1)
        assert [problem.source for problem in report.problems] == [
            str(tmp_path / "pages/empty.html")
        ]
    assert [problem.source for problem in index.check()] == [str(tmp_path / "pages/empty.html")]


def test_a_given_file_of_another_kind_is_refused_with_the_reason(
    index: Index, tmp_path: Path
) -> None:
    picture = tmp_path / "a.jpg"
    picture.write_bytes(b"\xff\xd8\xff")
    report = index.update(picture)
    assert report.skipped == ()
    assert report.problems == (Problem(str(picture), "a JPEG image, not an article"),)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ValueError, "an error of painsci-search (ValueError): please report it"),
        (RecursionError, "an error of painsci-search (RecursionError): please report it"),
        (MemoryError, "reading it takes more memory than there is"),
    ],
)
def test_an_error_in_reading_one_file_leaves_out_that_file(
    write_page: WritePage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
    message: str,
) -> None:
    index = Index.in_memory()
    good, bad = write_page("pages/good.html"), write_page("pages/bad.html")
    read = workers.reading_of

    def fail(data: bytes, source: str) -> Reading:
        if source == str(bad):
            raise error
        return read(data, source)

    monkeypatch.setattr(workers, "reading_of", fail)
    report = index.update([tmp_path / "pages"])
    assert report.added == (str(good),)
    assert [problem.source for problem in report.problems] == [str(bad)]
    assert message in report.problems[0].message


def test_links_out_of_a_folder_are_followed_on_demand(
    index: Index, write_page: WritePage, tmp_path: Path
) -> None:
    write_page("far/two.html")
    one = write_page("pages/one.html")
    (tmp_path / "pages/two.html").symlink_to(tmp_path / "far/two.html")
    report = index.update([tmp_path / "pages"])
    assert (report.added, report.skipped[0].sources) == (
        (str(one),),
        (str(tmp_path / "pages/two.html"),),
    )
    report = index.update([tmp_path / "pages"], follow_links=True)
    assert report.added == (str(tmp_path / "pages/two.html"),)
