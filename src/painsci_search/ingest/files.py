"""The table of the files that an index was given, kept beside its records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.manifest import damaged
from painsci_search.engine.storage.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class FileState:
    """A file that the index was given, and what became of it.

    Attributes:
        path: absolute.
        source: the path as given.
        relative: the path below the folder that was given, with "/"; the file's name for a file.
        fingerprint: of the file's bytes and of the version of the reader.
        base_id: the id that its article asks for.
        url: the article's canonical address.
        article_id: the id under which its article is indexed; None where it is left out.
        problem: why it is left out.
    """

    path: str
    source: str
    relative: str
    fingerprint: str
    base_id: str | None = None
    url: str | None = None
    article_id: str | None = None
    problem: str | None = None


@cached_for
def indexed_files(snapshot: Snapshot) -> tuple[FileState, ...]:
    """Read the table of files of a commit, sorted by path.

    Raises:
        IndexDamaged: the table is not what was written.
    """
    data = snapshot.read_attachment()
    if not data:
        return ()
    try:
        return tuple([FileState(**state) for state in json.loads(data)])
    except (TypeError, ValueError, RecursionError) as error:
        raise damaged(snapshot.folder, "its table of files makes no sense") from error


def dump_files(states: Sequence[FileState]) -> bytes:
    """Write a table of files as JSON."""
    return json.dumps([asdict(state) for state in states], separators=(",", ":")).encode()
