"""An index to do harm to, and what it answers; and what keeps the harm small."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_probes import answers, make_articles, write_pages

from painsci_search import Index
from painsci_search.engine.storage import merge
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.engine.storage.manifest import read_manifest
from processor_time import processor_seconds


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of three segments, one of them with deleted records, and a table of files."""
    folder = tmp_path_factory.mktemp("files")
    index = Index.create(folder / "index")
    index.add(make_articles(2))
    index.add(make_articles(1, 3, "other"))
    index.remove("other-0")
    write_pages(folder / "pages", 0, 2)
    index.update([folder / "pages"])
    segments = read_manifest(DiskFolder(index.path)).segments
    assert len(segments) == 3
    assert any(entry.deleted for entry in segments)
    return index.path


@pytest.fixture(scope="session")
def truth(original: Path) -> dict[str, object]:
    """What that index answers."""
    found = answers(original)
    assert not any(isinstance(answer, Exception) for answer in found.values())
    return found


@pytest.fixture
def path(original: Path, tmp_path: Path) -> Path:
    """A copy of that index."""
    return shutil.copytree(original, tmp_path / "index")


@pytest.fixture
def merge_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every commit merge all segments, whatever their sizes."""
    monkeypatch.setattr(merge, "_FACTOR", 2)


@pytest.fixture
def without_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave syncing out, which takes most of the time: nobody pulls the plug here."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def modest() -> Iterator[None]:
    """Fail what hangs, and what asks for memory without measure."""
    resource = pytest.importorskip("resource")

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + (2 << 30), hard))
    with processor_seconds(60):
        yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
