"""Whether files are still what they were when they were indexed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from painsci_search.index.store import FileState
from painsci_search.model import Problem

# Part of every fingerprint: raise it when articles would be read differently than before.
READER_VERSION = 1


def fingerprint(data: bytes) -> str:
    """Identify a file's content and the version of the reader."""
    return hashlib.sha256(b"%d:" % READER_VERSION + data).hexdigest()


def compare(states: Iterable[FileState]) -> Iterator[Problem]:
    """Name the files that the index left out, and those gone or changed since it was written."""
    for state in states:
        problem = state.problem or _staleness(state)
        if problem is not None:
            yield Problem(state.source, problem)


def _staleness(state: FileState) -> str | None:
    try:
        data = Path(state.path).read_bytes()
    except FileNotFoundError:
        return "gone since it was indexed: index its folder again"
    except OSError as error:
        return f"cannot be opened any more ({error.strerror}); check its rights"
    if fingerprint(data) != state.fingerprint:
        return "changed since it was indexed: index it again"
    return None
