"""Files that were made up, right checksums and all: an answer or IndexDamaged, and nothing else."""

from __future__ import annotations

import json
import random
import shutil
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import zstandard
from store_probes import (
    FEW,
    QUERIES,
    Arrays,
    answers,
    forge_files,
    forge_manifest,
    forge_record,
    forge_segment,
    make_articles,
    manifest_content,
    read_arrays,
    replace_file,
    strangers,
    write_pages,
)

from packing import compress, compress_frame, decompress
from painsci_search import Index, IndexDamaged, IndexVersionError
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.engine.storage.manifest import read_manifest
from painsci_search.engine.storage.stored_fields import (
    PackedRecord,
)
from painsci_search.records import KINDS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("modest", "without_sync"),
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),
]


def assert_answers_or_damaged(path: Path, queries: Sequence[str] = FEW) -> None:
    """What was made up may give any answer, but no other error; updating likewise."""
    for name, answer in answers(path, queries).items():
        if isinstance(answer, Exception):
            assert isinstance(answer, IndexDamaged), (name, repr(answer))
            assert "\n" not in str(answer)


def forgeries(
    arrays: Arrays, name: str, chance: np.random.Generator
) -> Iterator[tuple[str, Arrays]]:
    """Ways in which an array of a segment can be wrong."""
    kind, values = arrays[name]
    highest = np.iinfo(kind).max
    noise = chance.integers(0, highest, len(values), dtype=kind, endpoint=True)
    small = chance.integers(0, len(values) + 1, len(values)).astype(kind)
    yield "noise", {**arrays, name: (kind, noise)}
    yield "small noise", {**arrays, name: (kind, small)}
    yield "highest", {**arrays, name: (kind, np.full(len(values), highest, kind))}
    yield "zero", {**arrays, name: (kind, np.zeros(len(values), kind))}
    yield "descending", {**arrays, name: (kind, values[::-1].copy())}
    yield "shorter", {**arrays, name: (kind, values[:-1])}
    yield "longer", {**arrays, name: (kind, np.append(values, values[-1:]))}
    yield "empty", {**arrays, name: (kind, values[:0])}
    yield "wider", {**arrays, name: ("<u8", noise.astype("<u8") << 40)}
    yield "missing", {other: array for other, array in arrays.items() if other != name}


# Of the ways in which an array or a value can be wrong, so many are tried with each.
_TRIED = 3


@pytest.mark.slow
def test_wrong_numbers_under_right_checksums_do_no_harm(path: Path) -> None:
    chance = np.random.default_rng(6)
    entry = read_manifest(DiskFolder(path)).segments[0]
    arrays = read_arrays(path / entry.name, entry.footer)
    for name in arrays:
        made_up = list(forgeries(arrays, name, chance))
        for number in chance.permutation(len(made_up))[:_TRIED]:
            forgery, wrong = made_up[number]
            forge_segment(path, 0, wrong)
            try:
                assert_answers_or_damaged(path, QUERIES)
            except BaseException as error:
                error.add_note(f"{name}: {forgery}")
                raise


@pytest.mark.usefixtures("merge_always")
def test_wrong_numbers_do_no_harm_to_a_writer(path: Path, tmp_path: Path) -> None:
    chance = np.random.default_rng(7)
    entry = read_manifest(DiskFolder(path)).segments[0]
    arrays = read_arrays(path / entry.name, entry.footer)
    write_pages(tmp_path / "pages", 1, 2)
    for name in arrays:
        made_up = list(forgeries(arrays, name, chance))
        forgery, wrong = made_up[chance.integers(len(made_up))]
        copy = shutil.copytree(path, tmp_path / name)
        forge_segment(copy, 0, wrong)
        for change in (
            lambda index: index.remove("article-0"),
            lambda index: index.update([tmp_path / "pages"]),
            lambda index: index.add(make_articles(7)),
        ):
            try:
                change(Index.open(copy))
            except IndexDamaged:
                continue
            except BaseException as error:
                error.add_note(f"{name}: {forgery}")
                raise
            assert not strangers(copy)


_WRONG = (None, 5, -1, 1e300, "x", "", [], {}, [[]], [5], ["x"], [[1, 2, 3]], [{"x": 1}], True)
_DEEP = b"[" * 100_000 + b"]" * 100_000


def made_up_records(stored: PackedRecord, chance: random.Random) -> Iterator[bytes]:
    """Records that are none, or not quite."""
    content, text, sentences = stored.data, stored.text, stored.sentences
    steps = bytes(stored.steps)

    def compressed(content: object, text: str = text, steps: bytes = steps, size: int = 1) -> bytes:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        return compress(data, text, sentences, steps, size)

    whole = compressed(content)
    yield from (b"", b"x", whole[:-1], whole[1:], whole + whole, zlib.compress(whole))
    for odd in (0, 2, 3, 4, 255):
        yield compressed(content, text, steps + b"x", odd)
    yield compressed(content, "")
    yield compressed(content, text, b"")
    yield compressed(content, text, b"\xff" * len(steps))
    for wrong in (b"", b"{", b"NaN", b"\xff\xfe", _DEEP, *_WRONG):
        yield compressed(wrong)
    for key in content:
        yield compressed({other: content[other] for other in content if other != key})
        for wrong in chance.sample(_WRONG, _TRIED):
            yield compressed({**content, key: wrong})
    data = json.dumps(content).encode()
    for offsets in ([0, 10**9], [3], [50, 60, 70]):
        yield compress(data, text, offsets, steps, 1)
    yield from odd_headers(decompress(memoryview(whole)))


def odd_headers(whole: bytes) -> Iterator[bytes]:
    """A record whose lengths or sizes are not those of its parts, and frames of no record."""
    for at in range(14):
        for wrong in (0, 3, 255):
            yield compress_frame(whole[:at] + bytes([wrong]) + whole[at + 1 :])
    for length in (0, 5, 13, 14, 20, len(whole) - 1):
        yield compress_frame(whole[:length])
    yield zstandard.ZstdCompressor(write_content_size=False).compress(whole)
    yield zstandard.ZstdCompressor().compress(whole)
    right = compress_frame(whole)
    for at in range(0, len(right), 11):
        yield right[:at] + bytes([right[at] ^ 0x55]) + right[at + 1 :]


@pytest.mark.slow
def test_made_up_records_do_no_harm(path: Path) -> None:
    chance = random.Random(9)
    entry = read_manifest(DiskFolder(path)).segments[0]
    arrays = read_arrays(path / entry.name, entry.footer)
    starts = arrays["stored.start"][1]
    kinds = arrays["records.kind"][1].tolist()
    for kind, number in enumerate(map(kinds.index, (0, 1, 2))):
        compressed = arrays["stored.data"][1].tobytes()[starts[number] : starts[number + 1]]
        record = PackedRecord(KINDS[kind], decompress(memoryview(compressed)))
        for wrong in made_up_records(record, chance):
            forge_segment(path, 0, forge_record(arrays, number, wrong))
            try:
                assert_answers_or_damaged(path)
            except BaseException as error:
                error.add_note(f"record {number}: {wrong[:40]!r}")
                raise


def test_a_record_that_unpacks_without_end_is_damage(path: Path) -> None:
    entry = read_manifest(DiskFolder(path)).segments[0]
    arrays = read_arrays(path / entry.name, entry.footer)
    forge_segment(path, 0, forge_record(arrays, 0, compress_frame(bytes(300 << 20))))
    with pytest.raises(IndexDamaged, match="too long"):
        Index.open(path).get("article-0")


def test_a_made_up_table_of_files_does_no_harm(path: Path, tmp_path: Path) -> None:
    state = {"path": "/x", "source": "x", "relative": "x", "fingerprint": "x"}
    tables: list[object] = [b"", b"[", _DEEP, *_WRONG]
    tables += [[{**state, key: wrong}] for key in state for wrong in _WRONG]
    tables += [[{**state, "path": "\0"}], [{**state, "problem": 5, "article_id": []}]]
    page = tmp_path / "page.txt"
    page.write_text("A page\n\nOf some words, and then some more words, and an end.\n")
    for table in tables:
        forge_files(path, table if isinstance(table, bytes) else json.dumps(table).encode())
        assert_answers_or_damaged(path)


def test_a_made_up_manifest_does_no_harm(path: Path) -> None:
    content = manifest_content(path)
    made_up: list[object] = [b"", b"{", _DEEP, *_WRONG]
    for key in content:
        made_up.append({other: content[other] for other in content if other != key})
        made_up += [{**content, key: wrong} for wrong in _WRONG]
    segments = content["segments"]
    assert isinstance(segments, list)
    name, footer, deleted = segments[0]
    for wrong in (*_WRONG, 2**70, -(2**70)):
        entries = [[wrong, footer, deleted], [name, wrong, deleted], [name, footer, wrong]]
        entries += [[name, [*footer[:at], wrong, *footer[at + 1 :]], deleted] for at in range(3)]
        entries += [[name, footer, [[0, wrong]]], [name, footer, [[wrong, 1]]]]
        made_up += [{**content, "segments": [entry, *segments[1:]]} for entry in entries]
        made_up += [{**content, "files": [*content["files"][:at], wrong]} for at in range(3)]
    made_up += [{**content, "segments": [["../" + name, footer, deleted]]}]
    made_up += [{**content, "segments": segments * 2}]
    for wrong in made_up:
        forge_manifest(path, wrong)
        found = answers(path, FEW)
        for answer in found.values():
            if isinstance(answer, Exception):
                assert isinstance(answer, IndexDamaged | IndexVersionError), wrong


def test_a_made_up_footer_does_no_harm(path: Path) -> None:
    entry = read_manifest(DiskFolder(path)).segments[0]
    file = path / entry.name
    data = file.read_bytes()
    body, footer = data[: entry.footer.offset], json.loads(data[entry.footer.offset :])
    made_up: list[object] = [b"{", _DEEP, *_WRONG]
    for key in footer:
        made_up.append({other: footer[other] for other in footer if other != key})
        made_up += [{**footer, key: wrong} for wrong in _WRONG]
    end, checksum = footer["checksums"]
    made_up += [{**footer, "checksums": [wrong, checksum]} for wrong in (*_WRONG, 0, 2**70)]
    made_up += [{**footer, "checksums": [end, wrong]} for wrong in _WRONG]
    for name, (kind, offset, count) in list(footer["arrays"].items())[::5]:
        for wrong in (*_WRONG, 2**70, end):
            for place in ([wrong, offset, count], [kind, wrong, count], [kind, offset, wrong]):
                made_up.append({**footer, "arrays": {**footer["arrays"], name: place}})
    content = manifest_content(path)
    for wrong in made_up:
        line = wrong if isinstance(wrong, bytes) else json.dumps(wrong).encode()
        replace_file(file, body + line)
        seal = [len(body), len(line), zlib.crc32(line)]
        segments = [[entry.name, seal, []], *content["segments"][1:]]
        forge_manifest(path, {**content, "segments": segments})
        try:
            assert_answers_or_damaged(path)
        except BaseException as error:
            error.add_note(repr(line[-300:]))
            raise
