"""What the tests of faults share: small indexes, everything that can be asked of one, forgeries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from painsci_search import Article, Index, Note, NoteRef, PainSciSearchError, Reference, Section
from painsci_search.engine.storage.column_writer import ColumnWriter, new_file
from painsci_search.engine.storage.columns import Array, Columns, Footer
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.engine.storage.manifest import (
    MANIFEST,
    Attachment,
    read_manifest,
    write_manifest,
)
from painsci_search.ingest.files import indexed_files

QUERIES = (
    "placebo",
    "pain surgery knee",
    '"sham surgery"',
    "surg*",
    "placib~1",
    "+sham -nobody",
    "placebo AND (surgery OR knee)",
    "year:2018",
    "author:lochte",
    "pmid:30397584",
    "title:tingles",
    "CRPS-1",
    "plazebo",
)
# Some of them, for where the query makes little difference.
FEW = QUERIES[:3]
LOCK = "write.lock"


def make_articles(generation: int, count: int = 3, name: str = "article") -> list[Article]:
    """Articles that tell of which generation they are; each has a note and a reference."""
    return [_article(f"{name}-{number}", generation, number) for number in range(count)]


def _article(article_id: str, generation: int, number: int) -> Article:
    text = (
        f"Placebo and sham surgery of the knee, generation g{generation}x. "
        f"Pain is number n{number}x, and CRPS-1 is another.\n\nNaïve people touch it again."
    )
    work = Reference(
        raw="Lochte BC. An fMRI investigation. 2018. PubMed #30397584",
        authors=("Lochte BC",),
        year=2018,
        pmid="30397584",
        doi=f"10.1000/demo.{generation}",
    )
    return Article(
        id=article_id,
        title="Tingles",
        subtitle=f"Of generation g{generation}x",
        authors=("Ann Author",),
        published="2021-06",
        sections=(
            Section("part", "In the scanner", text, 2, (), (NoteRef("1", 20, "n1"),)),
            *(
                Section(f"s{more}", "More", f"Surgery, generation g{generation}x.", 3, ("Part",))
                for more in range(generation % 3)
            ),
        ),
        notes=(Note("1", "n1", work.raw + ". A small study of placebo.", (work,), ("part",)),),
    )


def write_pages(folder: Path, generation: int, count: int) -> None:
    """Write short pages that tell of which generation they are."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"page{number}.txt").write_text(
            f"Page {number}\n\nPlacebo and sham surgery, generation g{generation}x, "
            f"of page n{number}x, which is not long but long enough for a page.\n"
        )


def ask(queries: Sequence[str] = QUERIES) -> Iterator[tuple[str, Callable[[Index], object]]]:
    """Yield everything that can be asked of an index, each with a name."""
    for query in queries:
        yield query, lambda index, query=query: _search(index, query)
    yield "articles", Index.articles
    yield "get", lambda index: [index.get(info.id) for info in index.articles()]
    yield "get one", lambda index: index.get("article-1")
    yield "suggest", lambda index: index.suggest("ting")
    yield "news", lambda index: index.news("2021")
    yield "stats", lambda index: replace(index.stats(), bytes=0, updated=None)
    yield "check", Index.check


def _search(index: Index, query: str) -> object:
    results = replace(index.search(query, limit=6), took_ms=0)
    repr(results)  # reads what is made late, too
    return results


def answers(path: Path, queries: Sequence[str] = QUERIES) -> dict[str, object]:
    """Ask everything; where an error of the package comes, it is the answer."""
    try:
        index = Index.open(path)
    except PainSciSearchError as error:
        return {"open": error}
    found: dict[str, object] = {}
    for name, question in ask(queries):
        try:
            found[name] = question(index)
        except PainSciSearchError as error:
            error.__cause__ = None
            found[name] = error.with_traceback(None)  # which would hold on to whatever was read
    return found


def contents(path: Path) -> list[object]:
    """All that an index holds: its articles, the table of its files, and some answers."""
    index = Index.open(path)
    articles = [index.get(info.id) for info in index.articles()]
    files = indexed_files(index._store.snapshot)
    return [articles, files, *(_search(index, query) for query in QUERIES[1:5])]


def strangers(path: Path) -> set[str]:
    """The files of an index's folder that belong to no one."""
    manifest = read_manifest(DiskFolder(path))
    known = {MANIFEST, LOCK, *(entry.name for entry in manifest.segments)}
    if manifest.files is not None:
        known.add(manifest.files.name)
    return {file.name for file in path.iterdir()} - known


def replace_file(path: Path, data: bytes) -> None:
    """Put a new file in the place of one that may be mapped."""
    path.unlink()
    path.write_bytes(data)


Arrays = dict[str, tuple[str, Array]]


def read_arrays(path: Path, footer: Footer) -> Arrays:
    """Read every array of a segment, with its kind."""
    columns = Columns(DiskFolder(path.parent), path.name, footer)
    return {
        name: (columns._arrays[name][0], columns[name].all().copy()) for name in columns._arrays
    }


def forge_segment(path: Path, number: int, arrays: Arrays) -> None:
    """Write a segment of an index anew, with whatever arrays, and seal it as if it were right."""
    manifest = read_manifest(DiskFolder(path))
    entry = manifest.segments[number]
    (path / entry.name).unlink()
    with closing(ColumnWriter(DiskFolder(path), new_file(entry.name))) as writer:
        for name, (kind, values) in arrays.items():
            writer.stream(name, kind, [values])
        footer = writer.finish()
    segments = list(manifest.segments)
    segments[number] = entry._replace(footer=footer)
    write_manifest(DiskFolder(path), manifest._replace(segments=tuple(segments)))


def forge_files(path: Path, data: bytes) -> None:
    """Write the table of files anew, with whatever bytes, and seal it as if it were right."""
    manifest = read_manifest(DiskFolder(path))
    assert manifest.files is not None
    name = manifest.files.name
    replace_file(path / name, data)
    entry = Attachment(name, len(data), hashlib.sha256(data).hexdigest())
    write_manifest(DiskFolder(path), manifest._replace(files=entry))


def forge_manifest(path: Path, content: object) -> None:
    """Write the manifest anew, with whatever JSON, and its right digest."""
    line = content if isinstance(content, bytes) else json.dumps(content).encode()
    digest = b"sha256 " + hashlib.sha256(line).hexdigest().encode() + b"\n"
    replace_file(path / MANIFEST, line + b"\n" + digest)


def forge_record(arrays: Arrays, number: int, compressed: bytes) -> Arrays:
    """Give a record other stored bytes."""
    data, starts = arrays["stored.data"][1].tobytes(), arrays["stored.start"][1].astype(np.int64)
    low, high = starts[number], starts[number + 1]
    data = data[:low] + compressed + data[high:]
    starts[number + 1 :] += len(compressed) - (high - low)
    return {
        **arrays,
        "stored.data": ("|u1", np.frombuffer(data, np.uint8)),
        "stored.start": ("<u4", starts),
    }


def manifest_content(path: Path) -> dict[str, object]:
    """The JSON of a manifest."""
    return dict(json.loads((path / MANIFEST).read_bytes().partition(b"\n")[0]))
