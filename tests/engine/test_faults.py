"""What an index survives: a killed writer, a full disk, and readers while somebody writes."""

from __future__ import annotations

import io
import multiprocessing
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.context import ForkProcess
from pathlib import Path
from statistics import median
from types import FrameType, ModuleType
from typing import Any

import pytest
from store_probes import contents, make_articles, strangers, write_pages

from painsci_search import Index, IndexLocked, PainSciSearchError
from painsci_search.documents import make_records
from painsci_search.engine.storage import store
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.engine.storage.lock import write_lock
from painsci_search.engine.storage.manifest import Manifest, read_manifest
from painsci_search.ingest.files import indexed_files

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="these tests fork"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

# Tries, 10 ms apart, until the workers of a killed writer have ended, and its lock with them.
_TRIES = 3000
_PAGES = 16
# Operations of files, without writes to a buffer: a writer can be killed before each of them.
_FILE_CALLS = frozenset("open read writelines flush truncate fsync replace unlink".split())


def fork(work: Callable[[], object]) -> ForkProcess:
    """Do something in a process of its own; its exit code is 1 where that fails."""

    def run() -> None:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            raise

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    return process


class Killer:
    """Kills writers at random file operations; counts how many leave files of no commit."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._calls: list[int] = []
        self.in_the_middle = 0

    def kill(self, path: Path, work: Callable[[], object]) -> None:
        """Do some writing in another process that is killed anywhere, and wait for its lock.

        The first writer is not killed, to count its operations.
        """
        limit = sys.maxsize
        if self._calls:
            limit = 1 + int(self._random.uniform(0, 1.2) * median(self._calls))
        total = multiprocessing.get_context("fork").RawValue("q", 0)
        process = fork(lambda: total.__setattr__("value", _kill_before(limit, work)))
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL)
        if process.exitcode == 0:
            self._calls = [*self._calls[-4:], total.value]
        self.in_the_middle += bool(strangers(path))
        for _ in range(_TRIES):
            if not _is_locked(path):
                return
            time.sleep(0.01)
        pytest.fail("the lock of a killed writer is not released")


def _kill_before(limit: int, work: Callable[[], object]) -> int:
    """Do some work, killing this process before a file operation; return how many there were."""
    calls, writer = 0, os.getpid()

    def count(_frame: FrameType, event: str, called: Any) -> None:
        nonlocal calls
        is_file_call = event == "c_call" and getattr(called, "__name__", "") in _FILE_CALLS
        if is_file_call and isinstance(called.__self__, ModuleType | io.IOBase):
            calls += 1
            if calls >= limit and os.getpid() == writer:  # not in a worker, which is forked from it
                os.kill(writer, signal.SIGKILL)

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


def _is_locked(path: Path) -> bool:
    try:
        with write_lock(path):
            return False
    except IndexLocked:
        return True


@pytest.mark.usefixtures("merge_always", "without_sync")
def test_a_writer_that_is_killed_leaves_the_old_contents_or_the_new(tmp_path: Path) -> None:
    path, killer = tmp_path / "index", Killer(1)
    Index.create(path).add(make_articles(0))
    seen = {"old": 0, "new": 0}
    wanted = contents(path)
    for generation in range(1, 61):
        before = wanted
        index = Index.open(path)
        # New articles beside old ones that are replaced, so that there is something to merge.
        articles = [
            *make_articles(generation, 2),
            *make_articles(generation, 2, f"g{generation % 5}"),
        ]
        killer.kill(path, lambda index=index, articles=articles: index.add(articles))
        after = contents(path)
        index.add(articles)
        assert not strangers(path)
        wanted = contents(path)
        assert after in (before, wanted)
        seen["new" if after == wanted else "old"] += 1
    assert min(seen.values()) > 2, seen
    assert killer.in_the_middle > 2


@pytest.mark.usefixtures("without_sync")
def test_an_update_that_is_killed_with_its_workers_leaves_the_old_or_the_new(
    tmp_path: Path,
) -> None:
    path, pages, killer = tmp_path / "index", tmp_path / "pages", Killer(2)
    index = Index.create(path)
    states = []
    for generation in (0, 1):
        write_pages(pages, generation, _PAGES)
        index.update([pages])
        states.append(contents(path))
    seen = {"old": 0, "new": 0}
    for generation in range(40):
        old, new = states[(generation + 1) % 2], states[generation % 2]
        write_pages(pages, generation % 2, _PAGES)
        index = Index.open(path)
        killer.kill(path, lambda index=index: index.update([pages], workers=2))
        after = contents(path)
        assert after in (old, new)
        seen["new" if after == new else "old"] += 1
        index.update([pages])
        assert not strangers(path)
        assert contents(path) == new
    assert min(seen.values()) > 2, seen
    assert killer.in_the_middle > 2


def limited(size: int, work: Callable[[], object]) -> Callable[[], None]:
    """Make work fail, clearly, as soon as it writes beyond that many bytes of a file."""

    def run() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        with pytest.raises(PainSciSearchError, match=r"^cannot write the index at [^\n]+$"):
            work()

    return run


def changes(pages: Path) -> dict[str, Callable[[Index], object]]:
    """Changes of an index, each of which writes something else."""
    return {
        "add": lambda index: index.add(make_articles(9)),
        "remove": lambda index: index.remove("article-1"),
        "update": lambda index: index.update([pages]),
        "workers": lambda index: index.update([pages], workers=2),
    }


@pytest.fixture
def full(tmp_path: Path) -> tuple[Path, Path]:
    """An index of three segments and a table of files, and the folder of those, changed since."""
    path, pages = tmp_path / "index", tmp_path / "pages"
    index = Index.create(path)
    index.add(make_articles(0))
    index.add(make_articles(1, 3, "other"))
    write_pages(pages, 0, _PAGES)
    index.update([pages])
    assert len(read_manifest(DiskFolder(path)).segments) == 3
    write_pages(pages, 1, _PAGES)
    return path, pages


@pytest.mark.parametrize(
    ("change", "size"),
    [
        *[("remove", size) for size in (10, 100)],
        *[("add", size) for size in (10, 5_000, 10_000)],
        *[("update", size) for size in (100, 5_000, 10_000)],
        *[("workers", size) for size in (100, 10_000)],
    ],
)
def test_a_write_that_fails_leaves_the_index_as_it_was(
    full: tuple[Path, Path], change: str, size: int
) -> None:
    path, pages = full
    before, index = contents(path), Index.open(path)
    work = changes(pages)[change]
    writer = fork(limited(size, lambda: work(index)))
    writer.join()
    assert writer.exitcode == 0
    assert contents(path) == before
    assert not strangers(path)
    work(index)
    assert not strangers(path)
    assert contents(path) != before


@pytest.fixture
def before_a_merge(tmp_path: Path) -> Index:
    """An index of three segments: another one, and they are merged."""
    index = Index.create(tmp_path / "index")
    for name in "abc":
        index.add(make_articles(0, 30, name))
    assert len(read_manifest(DiskFolder(index.path)).segments) == 3
    return index


def largest(path: Path) -> int:
    """The size of the largest file of an index."""
    return max(file.stat().st_size for file in path.iterdir())


def test_a_merge_that_fails_leaves_the_index_as_it_was(before_a_merge: Index) -> None:
    path = before_a_merge.path
    before, small = contents(path), largest(path)
    add = partial(before_a_merge.add, make_articles(9, 30, "d"))
    writer = fork(limited(small + 1000, add))
    writer.join()
    assert writer.exitcode == 0
    assert contents(path) == before
    assert not strangers(path)
    add()
    assert len(read_manifest(DiskFolder(path)).segments) == 1
    assert largest(path) > small + 1000


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """Mount a file system of that many bytes on a folder."""
    folder.mkdir()
    options = f"size={size}"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted: {mounted.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="mounting needs root")
def test_a_disk_that_fills_leaves_the_index_as_it_was(
    before_a_merge: Index, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 2 << 20):
        index = Index.open(shutil.copytree(before_a_merge.path, disk / "index"))
        before, room, failed = contents(index.path), os.statvfs(disk), 0
        for blocks_left in range(0, 200, 4):
            filler = disk / "filler"
            filler.write_bytes(bytes((room.f_bavail - blocks_left) * room.f_bsize))
            try:
                index.add(make_articles(9, 30, "d"))
            except PainSciSearchError as error:
                assert re.fullmatch(r"cannot write the index at [^\n]+", str(error))
                failed += 1
            else:
                break
            finally:
                filler.unlink()
            assert contents(index.path) == before
            assert not strangers(index.path)
        assert failed > 5
        assert not strangers(index.path)
        assert contents(index.path) != before


@pytest.mark.usefixtures("without_sync")
def test_readers_see_one_commit_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "index"
    index = Index.create(path)
    index.add(make_articles(0))
    last = 50
    context = multiprocessing.get_context("fork")
    searches = context.Value("i", 0)

    def read() -> None:
        reader = Index.open(path)
        seen = done = 0
        while seen < last:
            reader.refresh()
            results = reader.search("surgery generation", limit=100, kind="section")
            generations = {
                int(number)
                for hit in results
                for number in re.findall(r"g(\d+)x", hit.snippet.text)
            }
            assert len(generations) == 1, generations
            generation = generations.pop()
            assert results.total == len(results.hits) == 3 * (1 + generation % 3)
            assert generation >= seen
            seen = generation
            done += 1
        with searches.get_lock():
            searches.value += done

    readers = [fork(read) for _ in range(8)]
    for generation in range(1, last + 1):
        index.add(make_articles(generation))
    for reader in readers:
        reader.join(20)
        assert reader.exitcode == 0
    assert searches.value > 8 * 5


def test_a_reader_is_not_disturbed_by_later_commits(full: tuple[Path, Path]) -> None:
    path, pages = full
    before, reader = contents(path), Index.open(path)
    Index.open(path).update([pages])
    Index.open(path).add(make_articles(9))
    assert [reader.get(info.id) for info in reader.articles()] == before[0]
    assert indexed_files(reader._store.snapshot) == before[1]
    assert reader.check()


def test_a_commit_while_an_index_is_opened_is_seen(
    full: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, pages = full
    writer, commits = Index.open(path), []

    def read_too_early(folder: Path) -> Manifest:
        manifest = read_manifest(folder)
        if not commits:
            commits.append(manifest.generation + 1)
            writer.update([pages])
        return manifest

    monkeypatch.setattr(store, "read_manifest", read_too_early)
    assert [Index.open(path)._store.snapshot.manifest.generation] == commits


def test_a_second_writer_is_told_who_writes_until_that_one_is_killed(
    full: tuple[Path, Path],
) -> None:
    path, pages = full
    here, there = os.pipe()

    def hold() -> None:
        with write_lock(path):
            os.write(there, b"x")
            time.sleep(60)

    holder = fork(hold)
    assert os.read(here, 1) == b"x"
    host = re.escape(os.uname().nodename)
    index = Index.open(path)
    for write in changes(pages).values():
        with pytest.raises(IndexLocked, match=rf"^process {holder.pid} on {host} is writing"):
            write(index)
    assert index.search("placebo").total
    holder.kill()
    holder.join()
    index.add(make_articles(9))
    assert index.search("g9x").total
    os.close(here)
    os.close(there)


def test_two_threads_of_a_process_exclude_each_other(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    outcomes: list[str] = []
    begun, ended = threading.Event(), threading.Event()

    def hold() -> None:
        with index._store.writing() as writing:
            begun.set()
            ended.wait(20)
            writing.add("article-0", make_records(make_articles(1)[0]))
        outcomes.append("written")

    thread = threading.Thread(target=hold)
    thread.start()
    assert begun.wait(20)
    with pytest.raises(IndexLocked, match=rf"^process {os.getpid()} on"):
        index.add(make_articles(2))
    ended.set()
    thread.join()
    assert outcomes == ["written"]
    index.add(make_articles(3))
    assert len(index.articles()) == 3
