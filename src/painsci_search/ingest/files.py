"""The table of the files that were indexed, committed beside the records.

`update` writes it, to know next time which files changed; `staleness` compares it with the disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.manifest import damaged
from painsci_search.engine.storage.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class FileState:
    """A file that was given to the index, and the outcome.

    Attributes:
        path: absolute.
        source: the path as given.
        relative: the path below the given folder, with "/"; the name of a file that was given.
        fingerprint: of the file's bytes; "" for a file that could not be opened.
        reader: the version of the code that read it; "" if it is not known.
        base_id: the id that the file suggests for its article.
        url: the article's canonical URL.
        article_id: the id of its article in the index; None if the file is left out.
        problem: why it is left out.
    """

    path: str
    source: str
    relative: str
    fingerprint: str
    reader: str = ""
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


def roots_of(path: str | Path) -> tuple[Path, Path]:
    """Return a path with all links resolved, and with those of its folder only.

    The table lists a link to a file by the link's own name.
    """
    return Path(path).resolve(), Path(path).parent.resolve() / Path(path).name


def is_below(path: Path, roots: Iterable[Path]) -> bool:
    """Return whether a path is one of the roots or below one."""
    return any(path.is_relative_to(root) for root in roots)
