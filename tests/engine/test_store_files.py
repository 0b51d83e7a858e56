"""Files of an index that are cut, changed, gone or swapped: a clear error, or the truth."""

from __future__ import annotations

import os
import pickle
import random
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from store_probes import (
    answers,
    forge_files,
    forge_manifest,
    forge_record,
    forge_segment,
    make_articles,
    read_arrays,
    replace_file,
    write_pages,
)

from packing import compress
from painsci_search import (
    Article,
    Index,
    IndexDamaged,
    IndexMissing,
    IndexVersionError,
    PainSciSearchError,
    Section,
)
from painsci_search.engine.storage.columns import Columns
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.engine.storage.manifest import MANIFEST, read_manifest

pytestmark = [pytest.mark.usefixtures("without_sync"), pytest.mark.slow]

_BITS = [1 << bit for bit in range(8)]


def files_of(path: Path) -> list[Path]:
    """The manifest, the segments and the table of files."""
    return sorted(file for file in path.iterdir() if file.suffix != ".lock")


def assert_true_or_damaged(path: Path, truth: dict[str, object], *others: type[Exception]) -> bool:
    """Every answer is the right one or an error; tell whether there was an error."""
    found = answers(path)
    for name, answer in found.items():
        if isinstance(answer, Exception):
            assert type(answer) in (IndexDamaged, *others), (name, repr(answer))
            assert "\n" not in str(answer)
            assert "index --rebuild" in str(answer) or type(answer) in others
        else:
            assert answer == truth[name], name
    return any(isinstance(answer, Exception) for answer in found.values())


def test_a_file_that_is_cut_short_or_grew_is_damage(path: Path, truth: dict[str, object]) -> None:
    for file in files_of(path):
        data = file.read_bytes()
        lengths = {0, 1, 8, 100, len(data) // 2, len(data) * 3 // 4, len(data) - 1}
        lengths |= set(range(0, len(data), 16_384))
        for length in sorted(lengths - {len(data)}):
            replace_file(file, data[:length])
            assert assert_true_or_damaged(path, truth), (file.name, length)
        for more in (b"\0", b"\n", data):
            replace_file(file, data + more)
            assert assert_true_or_damaged(path, truth), (file.name, "grown")
        replace_file(file, data)
    assert not assert_true_or_damaged(path, truth)


def test_every_changed_byte_of_the_manifest_is_damage(path: Path, truth: dict[str, object]) -> None:
    chance = random.Random(3)
    file = path / MANIFEST
    data = file.read_bytes()
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= chance.choice(_BITS)
        replace_file(file, bytes(changed))
        assert assert_true_or_damaged(path, truth, IndexVersionError), at


def places(path: Path, chance: random.Random) -> Iterator[tuple[Path, int]]:
    """Bytes of every array of every segment, of what is between, and of the table of files."""
    manifest = read_manifest(DiskFolder(path))
    for entry in manifest.segments:
        columns = Columns(DiskFolder(path), entry.name, entry.footer)
        for kind, offset, count in columns._arrays.values():
            size = count * int(kind[2])
            if size:
                yield path / entry.name, offset
                yield path / entry.name, offset + chance.randrange(size)
        end = (path / entry.name).stat().st_size
        for at in (entry.footer.offset - 1, entry.footer.offset, end - 1):
            yield path / entry.name, at
        for _ in range(10):
            yield path / entry.name, chance.randrange(end)
    assert manifest.files is not None
    for at in {0, manifest.files.length - 1} | {chance.randrange(100) for _ in range(20)}:
        yield path / manifest.files.name, at


def test_a_changed_bit_gives_no_wrong_answer_and_is_found_by_a_check(
    path: Path, truth: dict[str, object]
) -> None:
    chance = random.Random(4)
    for file, at in list(places(path, chance)):
        data = file.read_bytes()
        changed = bytearray(data)
        changed[at] ^= chance.choice(_BITS)
        replace_file(file, bytes(changed))
        with pytest.raises(IndexDamaged, match="index --rebuild"):
            Index.open(path).check()
        assert_true_or_damaged(path, truth)
        replace_file(file, data)
    assert not assert_true_or_damaged(path, truth)


def test_a_file_that_is_gone_is_damage(path: Path, truth: dict[str, object]) -> None:
    for file in files_of(path):
        data = file.read_bytes()
        file.unlink()
        others = (IndexMissing,) if file.name == MANIFEST else ()
        assert assert_true_or_damaged(path, truth, *others), file.name
        file.mkdir()
        assert assert_true_or_damaged(path, truth, PainSciSearchError), file.name
        file.rmdir()
        file.write_bytes(data)


def test_another_file_in_the_place_of_one_is_damage(
    path: Path, truth: dict[str, object], tmp_path: Path
) -> None:
    stranger = Index.create(tmp_path / "stranger")
    stranger.add(make_articles(1))
    write_pages(tmp_path / "stranger-pages", 1, 2)
    stranger.update([tmp_path / "stranger-pages"])
    available = [*files_of(path), *files_of(stranger.path)]
    contents = [file.read_bytes() for file in available]
    for file in files_of(path):
        data = file.read_bytes()
        for other in contents:
            replace_file(file, other)
            assert assert_true_or_damaged(path, truth) or other == data
        replace_file(file, data)


class _Bomb:
    """Makes a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.marker,)


def test_nothing_is_unpickled(path: Path, truth: dict[str, object], tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    bomb = pickle.dumps(_Bomb(marker))
    pickle.loads(bomb)
    assert marker.exists()
    marker.unlink()
    for file in [*files_of(path), path / "write.lock"]:
        data = file.read_bytes()
        replace_file(file, bomb)
        assert assert_true_or_damaged(path, truth) or file.suffix == ".lock"
        replace_file(file, data)
    entry = read_manifest(DiskFolder(path)).segments[0]
    arrays = read_arrays(path / entry.name, entry.footer)
    for compressed in (bomb, zlib.compress(bomb), compress(bomb, "", (), b"", 1)):
        forge_segment(path, 0, forge_record(arrays, 0, compressed))
        assert_true_or_damaged(path, truth)
    forge_segment(path, 0, arrays)
    forge_files(path, bomb)
    assert assert_true_or_damaged(path, truth)
    forge_manifest(path, bomb.replace(b"\n", b""))
    assert assert_true_or_damaged(path, truth)
    assert not marker.exists()


@pytest.mark.skipif(os.name != "posix", reason="names of files are Unicode there")
def test_a_name_that_is_no_unicode_is_kept(tmp_path: Path) -> None:
    page = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    try:
        page.write_text("A page\n\nOf some words, and then more words, enough for a page.\n")
    except OSError:
        pytest.skip("this file system refuses such names")
    index = Index.create(tmp_path / "index")
    index.update([page])
    index.add(Article("lone", "Lone \ud800", (Section("s", "\ud800", "Lone \ud800"),)))
    assert {info.source for info in Index.open(index.path).articles()} == {"", str(page)}
    assert index.search("words").hits[0].article.source == str(page)
    article = index.get("lone")
    assert article is not None
    assert article.sections[0].text == "Lone \ud800"
    assert index.check() == ()
