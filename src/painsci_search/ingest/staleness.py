"""Compare an index with its files and with the code that would make it today.

The table of files, or the origins of some articles, go in; a problem for each file that is gone or
changed comes out, and one for the whole index if an older version of the program made it.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import stat
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from painsci_search import versions
from painsci_search.engine.article_names import find_article
from painsci_search.engine.caching import cached_for
from painsci_search.engine.seam import AnySnapshot
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.loading import Origin, load_origin
from painsci_search.model import ArticleInfo, Problem

if TYPE_CHECKING:
    from painsci_search.ingest.files import FileState
    from painsci_search.model import Outdated, Verdict

_CHANGED = "changed since it was indexed: index it again"
_GONE = "gone since it was indexed: index its folder again"
_NO_FILE = "is not a file any more: index its folder again"
# Digests of files that are kept, so that a server reads a file again only if it was written to.
_MOST_DIGESTS = 4096
# Articles of a snapshot whose origins are kept, some hundred bytes each.
_MOST_ORIGINS = 4096


def fingerprint(data: bytes) -> str:
    """Return a digest of a file's content."""
    return hashlib.sha256(data).hexdigest()


def is_analyzed_by_this_version(snapshot: AnySnapshot) -> bool:
    """Return whether the words of an index are those that queries are analyzed into."""
    manifest = snapshot.manifest
    return not manifest.segments or manifest.analyzer == versions.analyzer_version()


def find_outdated(snapshot: AnySnapshot) -> Outdated | None:
    """Return which part of the program made the index in another version, if one did."""
    from painsci_search.ingest.files import indexed_files

    if not is_analyzed_by_this_version(snapshot):
        return "analyzer"
    reader = versions.reader_version()
    files = (state for state in indexed_files(snapshot) if state.reader != reader)
    return "reader" if any(Path(state.path).is_file() for state in files) else None


def check_files(snapshot: AnySnapshot) -> tuple[Problem, ...]:
    """List the files that are left out of the index, gone or changed."""
    from painsci_search.ingest.files import indexed_files

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


def stale_articles(snapshot: AnySnapshot, ids: Iterable[str]) -> tuple[str, ...]:
    """Return which of some articles have a file that changed, is gone or cannot be opened.

    Of an index that was copied to where the indexed folders are not, nothing is known, and of one
    on a cluster nothing is looked at: no article of these is stale.
    """
    if not isinstance(snapshot, Snapshot):
        return ()
    origins = ((each, _origin_of(snapshot, each)) for each in dict.fromkeys(ids))
    return tuple([each for each, origin in origins if origin and _is_stale(origin)])


def mark_stale(snapshot: AnySnapshot, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Mark the verdicts on quotes of articles whose file changed, or is gone."""
    if not isinstance(snapshot, Snapshot):
        return tuple(verdicts)
    ids = [_article_ids(snapshot, verdict) for verdict in verdicts]
    stale = set(stale_articles(snapshot, chain.from_iterable(ids)))
    return tuple(
        [
            replace(verdict, stale=True) if stale.intersection(own) else verdict
            for verdict, own in zip(verdicts, ids, strict=True)
        ]
    )


def _article_ids(snapshot: AnySnapshot, verdict: Verdict) -> set[str]:
    """Return the ids of the article of a quote, and of the one that has its text now."""
    known = find_article(snapshot, verdict.quote.article.id)
    return {verdict.article.id} if known is None else {verdict.article.id, known.id}


def _origin_of(snapshot: Snapshot, article_id: str) -> Origin | None:
    """Return the origin of an article, which a server asks for in each answer that shows it."""
    known = _known_origins(snapshot)
    # a pair, because another thread may drop it meanwhile
    found = known.get(article_id)
    if found is None:
        if len(known) >= _MOST_ORIGINS:
            known.clear()
        found = known[article_id] = (_find_origin(snapshot, article_id),)
    return found[0]


@cached_for
def _known_origins(_: Snapshot) -> dict[str, tuple[Origin | None]]:
    """Return where the origins of articles are kept, by id."""
    return {}


def _is_stale(origin: Origin) -> bool:
    if _compare(origin) is None:
        return False
    depth = len(PurePosixPath(origin.relative).parts)
    # Where the indexed folder is not, or is closed to this program, nothing is known of its files.
    return os.access(Path(origin.path).parents[max(depth, 1) - 1], os.R_OK | os.X_OK)


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
            problems.append(Problem(_name_from_here(source, file.path), problem))
        if problem is None or known:
            is_outdated = is_outdated or file.reader != versions.reader_version()
    return (_outdated_index(snapshot), *problems) if is_outdated else tuple(problems)


def _name_from_here(source: str, path: str) -> str:
    """Return the source of a file if it leads there from the current folder, or else its path."""
    from_here, name = os.path.split(source)
    folder, own_name = os.path.split(path)
    is_here = name == own_name and os.path.realpath(from_here) == os.path.realpath(folder)
    return source if is_here else path


def _outdated_index(snapshot: AnySnapshot) -> Problem:
    folder = str(snapshot.folder)
    reason = "made by an older version of painsci-search"
    command = f"painsci-search index --rebuild --index {shlex.quote(folder)}"
    return Problem(folder, f"{reason}: run '{command}'")


def _compare(file: FileState | Origin) -> str | None:
    """Return how a file differs from what was indexed, if it does."""
    try:
        found = Path(file.path).stat()
        if not stat.S_ISREG(found.st_mode):
            return _NO_FILE
        digest = _digest_of(
            file.path, (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        )
    except (FileNotFoundError, NotADirectoryError):
        return _GONE
    except OSError as error:
        return f"cannot be opened any more ({error.strerror}); check its rights"
    return None if digest == file.fingerprint else _CHANGED


@lru_cache(_MOST_DIGESTS)
def _digest_of(path: str, _: tuple[int, int, int, int]) -> str:
    """Return the fingerprint of a file; it is read again if its size, times or inode differ."""
    return fingerprint(Path(path).read_bytes())
