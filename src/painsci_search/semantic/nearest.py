"""Compare a query with the passages of an index: a vector in, a cosine for each record out."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.snapshot import SegmentView, Snapshot
from painsci_search.errors import IndexDamaged, SemanticUnavailable
from painsci_search.semantic.model import Encoder
from painsci_search.semantic.transformer import Floats
from painsci_search.semantic.vectors import Vectors, join_vectors, read_vectors
from painsci_search.semantic.windows import VERSION
from painsci_search.time_limit import check_time

# Vectors that are made floats and compared at a time: 6 MB.
_BLOCK = 4096


class StoredVectors(NamedTuple):
    """The files of vectors of a snapshot.

    Attributes:
        files: those that can be read, by name.
        damaged: the names of the others.
    """

    files: dict[str, Vectors]
    damaged: tuple[str, ...]

    def of(self, encoder: Encoder) -> dict[str, Vectors]:
        """Return the files that a model made."""
        maker = model_of(encoder), encoder.computing.dimension
        return {name: each for name, each in self.files.items() if each.maker == maker}


@cached_for
def stored_vectors(snapshot: Snapshot) -> StoredVectors:
    """Read the files of vectors of a snapshot."""
    files, broken = {}, []
    for name, data in snapshot.vectors():
        if data is None:
            broken.append(name)
            continue
        try:
            files[name] = read_vectors(data)
        except ValueError:
            broken.append(name)
    return StoredVectors(files, tuple(broken))


def model_of(encoder: Encoder) -> str:
    """Return what identifies the vectors of an encoder: its digest, and how passages are cut."""
    return f"{encoder.digest}-{VERSION}"


class Nearness:
    """The vectors of one model in a snapshot.

    Attributes:
        without: the number of passages that have a text, and no vector of it.

    Raises:
        IndexDamaged: a file of vectors is not as written.
        SemanticUnavailable: the index has no vectors, or none of this model.
    """

    def __init__(self, snapshot: Snapshot, encoder: Encoder) -> None:
        stored = stored_vectors(snapshot)
        if stored.damaged:
            raise IndexDamaged(
                f"the vectors of the index at {snapshot.folder} are damaged "
                f"({stored.damaged[0]} is not as written): {_advice(snapshot.folder)}; searches by "
                "words are not affected"
            )
        self._files = list(stored.of(encoder).values())
        if not self._files:
            reason = "are of another model" if stored.files else "do not exist yet"
            raise SemanticUnavailable(
                f"the vectors of the index at {snapshot.folder} {reason}: "
                f"{_advice(snapshot.folder)}",
                f"the vectors of the index {reason}: run 'painsci-search embed'",
            )
        self._bases = np.append(0, np.cumsum([len(each.keys) for each in self._files]))
        self._at = [self._locate(view) for view in snapshot.views]
        self.without = sum(
            int(np.count_nonzero((at < 0) & is_meant(view)))
            for at, view in zip(self._at, snapshot.views, strict=True)
        )

    def cosines(self, vector: Floats) -> list[Floats]:
        """Return the cosine of each record of each segment with a vector of length 1.

        Returns:
            The highest of the record's windows; NaN for a record without a vector.
        """
        found = [np.full(1, np.nan, np.float32)]
        found += [_highest(each, vector) for each in self._files]
        every = np.concatenate(found)
        return [every[at + 1] for at in self._at]

    def vectors_of(self, number: int, docs: range) -> Floats:
        """Return the vectors of all windows of some records: float32, shape (windows, dimension).

        Args:
            number: of their segment.
        """
        found = [np.zeros((0, self._files[0].values.shape[1]), np.float32)]
        for at in self._at[number][docs.start : docs.stop].tolist():
            if at >= 0:
                file, rows = self._rows(at)
                found.append(file.values[rows] * file.scales[rows, None])
        return np.concatenate(found)

    def best_window(self, number: int, doc: int, vector: Floats) -> int:
        """Return the number of the window of a record that is nearest to a vector."""
        file, rows = self._rows(int(self._at[number][doc]))
        return int(np.argmax((file.values[rows] @ vector) * file.scales[rows]))

    def _rows(self, at: int) -> tuple[Vectors, slice]:
        """Return the file of a passage's vectors, and their place in it.

        Args:
            at: the number of the passage, through all files.
        """
        index = int(np.searchsorted(self._bases, at, side="right")) - 1
        file, passage = self._files[index], at - int(self._bases[index])
        return file, slice(int(file.firsts[passage]), int(file.firsts[passage + 1]))

    def _locate(self, view: SegmentView) -> Array:
        """Return where each record's vectors are, through all files; -1 for nowhere."""
        digests = view.segment.digests().astype(np.uint64, copy=False)
        found = np.full(len(digests), -1, np.intp)
        for file, base in zip(self._files, self._bases, strict=False):
            if len(file.keys):
                index = np.minimum(np.searchsorted(file.keys, digests), len(file.keys) - 1)
                is_there = file.keys[index] == digests
                found[is_there] = index[is_there] + base
        return found


def copied_vectors(snapshot: Snapshot) -> Vectors | None:
    """Return all vectors of the model that made most of them; None if there are none."""
    files: defaultdict[tuple[str, int], list[Vectors]] = defaultdict(list)
    for each in stored_vectors(snapshot).files.values():
        files[each.maker].append(each)
    if not files:
        return None
    return join_vectors(max(files.values(), key=lambda own: sum(len(each.keys) for each in own)))


def count_embedded(snapshot: Snapshot) -> int:
    """Count the passages that have a vector of any model."""
    files = stored_vectors(snapshot).files.values()
    keys = np.concatenate([np.zeros(0, np.uint64), *(each.keys for each in files)])
    return sum(
        int(np.count_nonzero(np.isin(view.segment.digests(), keys) & is_meant(view)))
        for view in snapshot.views
    )


def is_comparable(snapshot: Snapshot, load: Callable[[], Encoder]) -> bool:
    """Return whether queries can be compared with the passages of a snapshot.

    Args:
        load: loads the model; called only if the snapshot has vectors.
    """
    stored = stored_vectors(snapshot)
    if stored.damaged or not stored.files:
        return False
    try:
        return bool(stored.of(load()))
    except SemanticUnavailable:
        return False


def vector_problems(snapshot: Snapshot) -> Iterator[str]:
    """Yield what keeps a search by meaning from finding all passages; nothing without vectors."""
    stored = stored_vectors(snapshot)
    advice = _advice(snapshot.folder)
    if stored.damaged:
        yield f"its vectors are damaged ({stored.damaged[0]} is not as written): {advice}"
    if stored.files:
        every = sum(int(np.count_nonzero(is_meant(view))) for view in snapshot.views)
        known = count_embedded(snapshot)
        if known < every:
            yield f"{known:,} of {every:,} passages have a vector: {advice}"


def is_meant(view: SegmentView) -> npt.NDArray[np.bool_]:
    """Return which records of a segment are live and have a text."""
    has_text: npt.NDArray[np.bool_] = view.segment.digests() != 0
    return has_text if view.live is None else has_text & view.live


def _highest(file: Vectors, vector: Floats) -> Floats:
    """Return for each passage of a file the highest cosine of its vectors with another."""
    cosines = np.empty(len(file.scales), np.float32)
    for first in range(0, len(cosines), _BLOCK):
        check_time()
        rows = slice(first, first + _BLOCK)
        cosines[rows] = file.values[rows].astype(np.float32) @ vector
    cosines *= file.scales
    if not len(cosines):
        return cosines
    highest: Floats = np.maximum.reduceat(cosines, file.firsts[:-1])
    return highest


def _advice(folder: Folder) -> str:
    if folder.path is None:
        return "compute them with Index.embed"
    return f"run 'painsci-search embed --index {shlex.quote(str(folder))}'"
