"""Whether files are still what they were when they were indexed."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from painsci_search.documents import load_origin
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.ingest.files import FileState
from painsci_search.model import ArticleInfo, Problem

# Part of every fingerprint: raise it when articles would be read differently than before.
READER_VERSION = 3


def fingerprint(data: bytes) -> str:
    """Identify a file's content and the version of the reader."""
    return hashlib.sha256(b"%d:" % READER_VERSION + data).hexdigest()


def compare(states: Iterable[FileState]) -> Iterator[Problem]:
    """Name the files that the index left out, and those gone or changed since it was written."""
    for state in states:
        problem = state.problem or _staleness(state.path, state.fingerprint)
        if problem is not None:
            yield Problem(state.source, problem)


def compare_places(snapshot: Snapshot, articles: Iterable[ArticleInfo]) -> Iterator[Problem]:
    """Name the files of some articles that are gone or changed since they were indexed."""
    for info in {info.id: info for info in articles}.values():
        found = snapshot.find(info.id)
        if found is None:
            continue
        segment = found.view.segment
        place = load_origin(segment.load(segment.records_of(found.number)[0]))
        problem = _staleness(place.path, place.fingerprint) if place.path else None
        if problem is not None:
            yield Problem(info.source, problem)


def _staleness(path: str, mark: str) -> str | None:
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            return "is no file any more: index its folder again"
        data = Path(path).read_bytes()
    except FileNotFoundError:
        return "gone since it was indexed: index its folder again"
    except OSError as error:
        return f"cannot be opened any more ({error.strerror}); check its rights"
    if fingerprint(data) != mark:
        return "changed since it was indexed: index it again"
    return None
