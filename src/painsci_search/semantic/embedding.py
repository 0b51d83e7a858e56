"""Give the passages of an index vectors: an index and a model in, vectors in its commits out.

What was computed is committed every thousand passages, so that a run that was killed goes on where
it was. Vectors belong to texts: passages that only moved or came back keep theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from painsci_search.engine.seam import Engine
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.storage.store import Store
from painsci_search.errors import IndexLocked, SemanticUnavailable
from painsci_search.model import EmbedReport
from painsci_search.semantic.model import Encoder
from painsci_search.semantic.nearest import is_meant, model_of, stored_vectors
from painsci_search.semantic.transformer import Floats
from painsci_search.semantic.vectors import (
    Keys,
    Vectors,
    join_vectors,
    make_vectors,
    write_vectors,
)
from painsci_search.semantic.windows import Passage, windows_of

# Passages whose vectors are committed together: half a minute of work of one core.
_COMMIT = 1000
# Passages whose windows are computed together, so that many of them have the same length.
_TOGETHER = 250
# Files of vectors at which they are joined to one.
_MOST_FILES = 16

Progress = Callable[[int, int, str], None]


class _Wanted(NamedTuple):
    """A record whose text has no vector.

    Attributes:
        key: of its text.
    """

    key: int
    segment: Segment
    doc: int


def local_store(engine: Engine) -> Store:
    """Return an engine that can have vectors.

    Raises:
        SemanticUnavailable: it is on a cluster.
    """
    if isinstance(engine, Store):
        return engine
    raise SemanticUnavailable(
        "an index on a cluster cannot have vectors: copy it to a folder with "
        "'painsci-search copy' to search it by meaning"
    )


def embed(
    engine: Engine,
    encoder: Encoder,
    progress: Progress | None = None,
    workers: int = 1,
    timeout: float = 0,
) -> EmbedReport:
    """Compute the vectors of the passages that have none, and commit them.

    Args:
        progress: called with (texts done, all texts, the id of the article) after some of them.
        workers: the number of threads that compute.
        timeout: for how many seconds to wait for another writer.

    Raises:
        SemanticUnavailable: the index is on a cluster.
        IndexLocked: another process is writing.
    """
    store = local_store(engine)
    snapshot = store.refresh()
    wanted = list(_wanted(snapshot, encoder))
    work = _Work(store, encoder, timeout)
    for first in range(0, len(wanted), _TOGETHER):
        chosen = wanted[first : first + _TOGETHER]
        with store.reporting_damage():
            passages = [passage_of(each.segment, each.doc) for each in chosen]
        work.add([each.key for each in chosen], _vectors_of(passages, encoder, workers))
        if progress is not None:
            last = chosen[-1]
            progress(first + len(chosen), len(wanted), last.segment.article_id(last.doc))
    work.finish()
    computing = encoder.computing
    backend = computing.backend if wanted else ""
    return EmbedReport(
        len(keys_of(snapshot)), len(wanted), encoder.name, backend, computing.trouble
    )


def passage_of(segment: Segment, doc: int) -> Passage:
    """Return the texts of a record that have a meaning."""
    record = segment.load(doc)
    first, _ = segment.records_of(segment.article_of(doc))
    title = (record if doc == first else segment.load(first)).data["title"]
    heading = record.data.get("heading", title)
    headings = title if heading == title else f"{title}. {heading}"
    return Passage(headings, record.text, record.sentences)


def _wanted(snapshot: Snapshot, encoder: Encoder) -> Iterator[_Wanted]:
    """Yield a record for each text that has no vector by this model."""
    files = stored_vectors(snapshot).of(encoder).values()
    known = {key for file in files for key in file.keys.tolist()}
    for view in snapshot.views:
        digests = view.segment.digests()
        for doc in np.flatnonzero(is_meant(view)).tolist():
            key = int(digests[doc])
            if key not in known:
                known.add(key)
                yield _Wanted(key, view.segment, doc)


def _vectors_of(passages: list[Passage], encoder: Encoder, workers: int) -> list[Floats]:
    """Return the vectors of the windows of each passage."""
    windows = [windows_of(passage, encoder.tokens) for passage in passages]
    tokens = [window.tokens for each in windows for window in each]
    vectors = encoder.embed_tokens(tokens, workers)
    return np.split(vectors, np.cumsum([len(each) for each in windows])[:-1])


class _Work:
    """Collects vectors and commits them."""

    def __init__(self, store: Store, encoder: Encoder, timeout: float) -> None:
        self._store = store
        self._encoder = encoder
        self._timeout = timeout
        self._keys: list[int] = []
        self._vectors: list[Floats] = []

    def add(self, keys: list[int], vectors: list[Floats]) -> None:
        """Add the vectors of some passages, and commit when there are many."""
        self._keys += keys
        self._vectors += vectors
        if len(self._keys) >= _COMMIT:
            try:
                self._commit()
            except IndexLocked:  # tried again with more of them
                return

    def finish(self) -> None:
        """Commit what is left, and join all files of vectors to one without those of gone texts."""
        if self._keys:
            self._commit()
        snapshot = self._store.refresh()
        if not _is_tidy(snapshot, self._encoder):
            with self._store.writing(self._timeout) as writer:
                snapshot = writer.snapshot
                files = stored_vectors(snapshot).of(self._encoder)
                if files:
                    joined = join_vectors(files.values(), keys_of(snapshot))
                    writer.attach_vectors(write_vectors(joined))

    def _commit(self) -> None:
        new = make_vectors(model_of(self._encoder), self._keys, self._vectors)
        with self._store.writing(self._timeout) as writer:
            stored = stored_vectors(writer.snapshot)
            own = stored.of(self._encoder)
            joins = len(own) >= _MOST_FILES
            # those of another model stay until all of this one are there
            kept = [name for name in stored.files if not (joins and name in own)]
            joined = join_vectors([*own.values(), new]) if joins else new
            writer.attach_vectors(write_vectors(joined), kept)
        self._keys, self._vectors = [], []


def keys_of(snapshot: Snapshot) -> Keys:
    """Return the keys of the texts of a snapshot."""
    digests = [view.segment.digests()[is_meant(view)] for view in snapshot.views]
    return np.concatenate([np.zeros(0, np.uint64), *digests]).astype(np.uint64)


def _is_tidy(snapshot: Snapshot, encoder: Encoder) -> bool:
    """Return whether all vectors are in one file of this model, and belong to texts."""
    stored = stored_vectors(snapshot)
    files: list[Vectors] = list(stored.files.values())
    if stored.damaged or len(files) > 1 or len(stored.of(encoder)) < len(files):
        return False
    return all(bool(np.isin(file.keys, keys_of(snapshot)).all()) for file in files)
