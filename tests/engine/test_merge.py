"""Merging reads and holds a part of the postings at a time, whatever their number."""

from __future__ import annotations

import mmap
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_probes import read_arrays

from painsci_search import Article, Index, Section
from painsci_search.engine.storage import columns, merge
from painsci_search.engine.storage.columns import Columns
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.engine.storage.manifest import read_manifest
from painsci_search.engine.storage.snapshot import Snapshot

pytestmark = pytest.mark.usefixtures("without_sync")

ARTICLES = 300
# Words of each text that are the same one.
COMMON = 20


def article(number: int) -> Article:
    text = f"{'Numbat ' * COMMON}rests {number % 17} times. A bilby digs."
    sections = (Section("one", f"Part {number}", text), Section("two", "Rest", "It rests."))
    return Article(f"a{number}", "Numbats and bilbies", sections)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Three segments, one of them with deleted records."""
    path = tmp_path_factory.mktemp("merging") / "index"
    index = Index.create(path)
    for low in range(0, ARTICLES, ARTICLES // 3):
        index.add(article(number) for number in range(low, low + ARTICLES // 3))
    index.remove([f"a{number}" for number in range(5, 90, 9)])
    folder = DiskFolder(path)
    snapshot = Snapshot(folder, read_manifest(folder), {})
    assert len(snapshot.views) == 3
    return snapshot


def arrays_of(snapshot: Snapshot) -> dict[str, object]:
    entry = merge.merge(snapshot.folder, snapshot.views)
    arrays = read_arrays(Path(str(snapshot.folder)) / entry.name, entry.footer)
    return {name: (kind, values.tolist()) for name, (kind, values) in arrays.items()}


def test_a_merge_keeps_no_array_of_all_postings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without one, 14 bytes for each posting are taken here, with one of 8 bytes for each 22."""
    index = Index.create(tmp_path / "index")
    for low in (0, 40):
        index.add(large_article(number) for number in range(low, low + 40))
    folder = DiskFolder(tmp_path / "index")
    snapshot = Snapshot(folder, read_manifest(folder), {})
    postings = sum(len(view.segment.fields["body"].docs) for view in snapshot.views)
    assert len(snapshot.views) == 2
    monkeypatch.setattr(merge, "_CHUNK", 2000)
    merge.merge(folder, snapshot.views)
    tracemalloc.start()
    try:
        merge.merge(folder, snapshot.views)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 17 * postings


def large_article(number: int) -> Article:
    """An article with many words, each of which many others have, too."""
    text = " ".join(f"w{(number + word * word) % 500}" for word in range(400))
    return Article(f"a{number}", "", tuple(Section(f"s{n}", "", text) for n in range(20)))


@pytest.mark.parametrize("chunk", [1, 50, 700])
def test_the_result_does_not_depend_on_the_size_of_a_chunk(
    many: Snapshot, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    expected = arrays_of(many)
    monkeypatch.setattr(merge, "_CHUNK", chunk)
    monkeypatch.setattr(merge, "_BYTES", 10 * chunk)
    assert arrays_of(many) == expected


def test_a_chunk_has_few_occurrences_even_of_one_word(
    many: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = 64 * COMMON
    monkeypatch.setattr(merge, "_CHUNK", chunk)
    sizes: list[int] = []
    chunks = merge._chunks

    def watch(inputs: list[merge._Input], count: int) -> Iterator[merge._Chunk]:
        for each in chunks(inputs, count):
            sizes.append(len(each.positions))
            yield each

    monkeypatch.setattr(merge, "_chunks", watch)
    arrays_of(many)
    assert sum(sizes) > 4 * chunk
    assert max(sizes) <= 2 * chunk


@pytest.mark.skipif(not hasattr(mmap, "MADV_DONTNEED"), reason="the system keeps what was mapped")
def test_a_check_gives_back_the_memory_of_each_part(
    many: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = 4 * 4096
    monkeypatch.setattr(columns, "_PART", part)
    read = [0]
    check, release = Columns.check, Columns.release

    def count(self: Columns, start: int, end: int) -> None:
        read[-1] += end - start
        check(self, start, end)

    def start_anew(self: Columns) -> None:
        read.append(0)
        release(self)

    monkeypatch.setattr(Columns, "check", count)
    monkeypatch.setattr(Columns, "release", start_anew)
    many.check()
    assert sum(read) > 3 * part
    assert max(read) <= part
