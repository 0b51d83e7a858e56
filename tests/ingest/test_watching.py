"""Watching files: an index follows them, and no file is read while it is written."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from painsci_search import ExtraMissing, Index, ReadError
from painsci_search.ingest.update import UpdateOptions, update
from painsci_search.ingest.watching import is_relevant, moments_of, watch
from painsci_search.model import UpdateReport

# What happens in a moment; it returns the files that the system names as changed.
Event = Callable[[], list[Path]]


class Watched:
    """An index over a folder that is watched while a list of events happens, one each moment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.index = Index.in_memory()
        self.updates = 0

    def run(self, *events: Event) -> list[UpdateReport]:
        return list(watch([self.folder], self._update, self._moments(events)))

    def _moments(self, events: tuple[Event, ...]) -> Iterator[frozenset[str]]:
        for event in events:
            yield frozenset(map(str, event()))

    def _update(self, incomplete: frozenset[str]) -> UpdateReport:
        self.updates += 1
        options = UpdateOptions(incomplete=incomplete)
        return update(self.index._store, [self.folder], options)

    def write(self, name: str, text: str) -> Event:
        def event() -> list[Path]:
            path = self.folder / name
            path.write_text(text)
            return [path]

        return event


def nothing() -> list[Path]:
    return []


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path.resolve() / "pages")


def names(sources: tuple[str, ...]) -> list[str]:
    return [Path(source).name for source in sources]


def test_a_file_is_read_after_a_moment_without_a_change(watched: Watched) -> None:
    reports = watched.run(
        nothing,
        watched.write("knee.txt", "Knees\n\nHalf a"),
        watched.write("knee.txt", "Knees\n\nHalf a text about"),
        watched.write("knee.txt", "Knees\n\nHalf a text about knees is a whole one."),
        nothing,
        nothing,
    )
    assert [names(report.added) for report in reports] == [["knee.txt"]]
    assert reports[0].changed == ()
    assert watched.updates == 2


def test_a_file_that_grows_unnoticed_is_not_complete(watched: Watched) -> None:
    def grow() -> list[Path]:
        with (watched.folder / "knee.txt").open("a") as file:
            file.write(" And more about knees.")
        return []

    growing = [nothing, watched.write("knee.txt", "Knees\n\nA text."), grow, grow]
    assert watched.run(*growing) == []
    assert watched.updates == 1
    assert watched.run(*growing, nothing)[-1].added


def test_files_that_are_complete_do_not_wait_for_others(watched: Watched) -> None:
    slow = [
        watched.write("slow.txt", f"Slow\n\nA text about knees, {count} times.")
        for count in range(9)
    ]

    def both() -> list[Path]:
        return watched.write("quick.txt", "Quick\n\nA text about backs.")() + slow[1]()

    reports = watched.run(nothing, slow[0], both, slow[2], slow[3], nothing)
    assert [names(report.added) for report in reports] == [["quick.txt"], ["slow.txt"]]


def test_a_file_that_is_written_anew_keeps_its_article_meanwhile(watched: Watched) -> None:
    old, new = "Knees\n\nThe old text.", "Knees\n\nThe new and longer text."
    watched.write("knee.txt", old)()
    before = watched.run(nothing)
    assert names(before[0].added) == ["knee.txt"]

    def rewrite() -> list[Path]:
        (watched.folder / "back.txt").write_text("Backs\n\nA text about backs.")
        return [*watched.write("knee.txt", "")(), watched.folder / "back.txt"]

    reports = watched.run(nothing, rewrite, watched.write("knee.txt", new), nothing)
    assert [names(report.added) for report in reports] == [["back.txt"], []]
    assert [names(report.changed) for report in reports] == [[], ["knee.txt"]]
    assert [report.removed for report in reports] == [(), ()]


def test_a_file_that_is_renamed_has_moved(watched: Watched) -> None:
    watched.write("knee.txt", "Knees\n\nA text about knees.")()

    def rename() -> list[Path]:
        old, new = watched.folder / "knee.txt", watched.folder / "knees.txt"
        return [old, old.rename(new)]

    reports = watched.run(nothing, rename, nothing)
    assert [names(report.moved) for report in reports] == [[], ["knees.txt"]]


def test_a_removed_file_is_removed(watched: Watched) -> None:
    watched.write("knee.txt", "Knees\n\nA text about knees.")()

    def remove() -> list[Path]:
        (watched.folder / "knee.txt").unlink()
        return [watched.folder / "knee.txt"]

    reports = watched.run(nothing, remove, nothing)
    assert [names(report.removed) for report in reports] == [[], ["knee.txt"]]


def test_what_changes_nothing_is_not_reported(watched: Watched) -> None:
    watched.write("knee.txt", "Knees\n\nA text about knees.")()

    def touch() -> list[Path]:
        os.utime(watched.folder / "knee.txt", (1, 1))
        return [watched.folder / "knee.txt"]

    assert len(watched.run(nothing, touch, nothing, nothing)) == 1
    assert watched.updates == 2


def test_problems_are_reported_when_they_come_change_or_go(watched: Watched) -> None:
    empty = watched.write("knee.txt", "")
    other = watched.write("back.txt", "Backs\n\nA text about backs.")
    again = watched.write("back.txt", "Backs\n\nA text about backs.")
    whole = watched.write("knee.txt", "Knees\n\nA text about knees.")
    reports = watched.run(nothing, empty, nothing, again, nothing, other, nothing, whole, nothing)
    assert [len(report.problems) for report in reports] == [1, 1, 0]
    assert watched.updates == 5


def test_another_writer_is_waited_for(watched: Watched) -> None:
    watched.write("knee.txt", "Knees\n\nA text about knees.")()
    held = watched.index._store.writing()

    def lock() -> list[Path]:
        held.__enter__()
        return []

    def unlock() -> list[Path]:
        held.__exit__(None, None, None)
        return []

    reports = watched.run(lock, nothing, unlock, nothing)
    assert [names(report.added) for report in reports] == [["knee.txt"]]
    assert watched.updates == 3


def test_a_folder_that_is_gone_ends_it_and_keeps_the_articles(watched: Watched) -> None:
    watched.write("knee.txt", "Knees\n\nA text about knees.")()

    def unmount() -> list[Path]:
        watched.folder.rename(watched.folder.with_name("elsewhere"))
        return [watched.folder]

    with pytest.raises(ReadError, match="pages: the folder is gone"):
        watched.run(nothing, unmount, nothing)
    assert len(watched.index.articles()) == 1


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/pages/knee.html", True),
        ("/home/pages/more", True),
        ("/home/pages", True),
        ("/home/pages/.knee.html.swp", False),
        ("/home/pages/.git/index", False),
        ("/home/pages/index/write.lock", False),
        ("/home/.hidden/one.html", True),
        ("/home/.hidden/two.html", False),
        ("/home/other.html", False),
    ],
)
def test_only_files_that_may_change_articles_are_relevant(path: str, expected: bool) -> None:
    roots = [Path("/home/pages"), Path("/home/.hidden/one.html")]
    assert is_relevant(Path(path), roots, Path("/home/pages/index")) == expected


def test_the_missing_library_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(ExtraMissing, match=r"pip install 'painsci-search\[watch\]'"):
        Index.in_memory().watch(tmp_path)


def test_a_path_that_does_not_exist_is_refused_at_once(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    with pytest.raises(ReadError, match="nowhere: no such file or folder"):
        Index.in_memory().watch(tmp_path / "nowhere")


def test_the_system_names_the_files_that_change(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    moments = moments_of([tmp_path], tmp_path / "index")
    next(moments)
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "write.lock").touch()
    page = tmp_path.resolve() / "knee.txt"
    page.write_text("Knees")
    changed = next(moment for moment in moments if moment)
    assert changed == {str(page)}
