"""Compare an index with its files and with the code that would make it today.

The table of files, or the origins of some articles, go in; a problem for each file that is gone or
changed comes out, and one for the whole index if an older version of the program made it.
"""

from __future__ import annotations

import hashlib
import shlex
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from painsci_search import versions
from painsci_search.documents import Origin, load_origin
from painsci_search.engine.seam import AnySnapshot
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.ingest.files import FileState, indexed_files
from painsci_search.model import ArticleInfo, Problem

if TYPE_CHECKING:
    from painsci_search.model import Outdated


def fingerprint(data: bytes) -> str:
    """Return a digest of a file's content."""
    return hashlib.sha256(data).hexdigest()


def is_analyzed_by_this_version(snapshot: AnySnapshot) -> bool:
    """Return whether the words of an index are those that queries are analyzed into."""
    manifest = snapshot.manifest
    return not manifest.segments or manifest.analyzer == versions.analyzer_version()


def find_outdated(snapshot: AnySnapshot) -> Outdated | None:
    """Return which part of the program made the index in another version, if one did."""
    if not is_analyzed_by_this_version(snapshot):
        return "analyzer"
    reader = versions.reader_version()
    files = (state for state in indexed_files(snapshot) if state.reader != reader)
    return "reader" if any(Path(state.path).is_file() for state in files) else None


def check_files(snapshot: AnySnapshot) -> tuple[Problem, ...]:
    """List the files that are left out of the index, gone or changed."""
    return _list_problems(
        snapshot,
        (
            (state.source, state, state.problem)
            for state in indexed_files(snapshot)
            if not state.kind
        ),
    )


def check_articles(snapshot: AnySnapshot, articles: Iterable[ArticleInfo]) -> tuple[Problem, ...]:
    """List the files of some articles that are gone or changed; without articles, no files."""
    unique = {info.id: info for info in articles}
    if not unique and find_outdated(snapshot):
        return (_outdated_index(snapshot),)
    heads = snapshot.heads(unique)
    origins = ((info.source, _find_origin(heads, info.id), None) for info in unique.values())
    return _list_problems(snapshot, origins)


def _find_origin(heads: Snapshot, article_id: str) -> Origin | None:
    found = heads.find(article_id)
    if found is None:
        return None
    segment = found.view.segment
    origin = load_origin(segment.load(segment.records_of(found.number)[0]))
    return origin if origin.path else None


def _list_problems(
    snapshot: AnySnapshot, files: Iterable[tuple[str, FileState | Origin | None, str | None]]
) -> tuple[Problem, ...]:
    """List problems of files, given as (source, file, known problem); first that of the index."""
    problems = []
    is_outdated = not is_analyzed_by_this_version(snapshot)
    for source, file, known in files:
        if file is None:
            continue
        problem = known or _compare(file)
        if problem is not None:
            problems.append(Problem(source, problem))
        if problem is None or known:
            is_outdated = is_outdated or file.reader != versions.reader_version()
    return (_outdated_index(snapshot), *problems) if is_outdated else tuple(problems)


def _outdated_index(snapshot: AnySnapshot) -> Problem:
    folder = str(snapshot.folder)
    reason = "made by an older version of painsci-search"
    command = f"painsci-search index --rebuild --index {shlex.quote(folder)}"
    return Problem(folder, f"{reason}: run '{command}'")


def _compare(file: FileState | Origin) -> str | None:
    """Return how a file differs from what was indexed, if it does."""
    try:
        if not stat.S_ISREG(Path(file.path).stat().st_mode):
            return "is not a file any more: index its folder again"
        data = Path(file.path).read_bytes()
    except FileNotFoundError:
        return "gone since it was indexed: index its folder again"
    except OSError as error:
        return f"cannot be opened any more ({error.strerror}); check its permissions"
    if fingerprint(data) != file.fingerprint:
        return "changed since it was indexed: index it again"
    return None
