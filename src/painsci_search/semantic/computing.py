"""Compute the vectors of many texts: numbers of pieces in, vectors out, in batches and threads.

NumPy computes first. From some work on onnxruntime computes, where it is installed: it takes half
the time, but a fifth of a second to start. Both compute the same vectors to 1e-3.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Protocol

import numpy as np

from painsci_search.errors import SemanticUnavailable
from painsci_search.semantic.onnx_backend import reason_of, start
from painsci_search.semantic.transformer import Floats, Pieces, Transformer

# Pieces after which onnxruntime is worth its start: NumPy takes half a second for them.
_WORTH = 2048


class Backend(Protocol):
    """A way to compute vectors; `Transformer` is the one by NumPy."""

    @property
    def name(self) -> str:
        """The library, and the device if it is not the processor."""

    @property
    def together(self) -> int:
        """The number of pieces that are best computed together."""

    def compute(self, pieces: Pieces) -> Floats:
        """Return a vector of length 1 for each of some texts of one length."""


class Computing:
    """Computes vectors by the fastest way that there is.

    Attributes:
        longest: the most pieces of a text, the marks around it included.
        dimension: the length of a vector.
        trouble: why onnxruntime is not used although it is installed; "" where it is, or is not
            installed or not needed yet.
    """

    def __init__(self, transformer: Transformer) -> None:
        self._transformer = transformer
        self._backend: Backend = transformer
        self._done = 0
        # the process that chose: threads of onnxruntime do not live on in a forked one
        self._chosen_in: int | None = None
        self._lock = Lock()
        self.longest = transformer.longest
        self.dimension = transformer.dimension
        self.trouble = ""

    @property
    def backend(self) -> str:
        """The name of what computes."""
        return self._backend.name

    def embed(self, texts: Sequence[Sequence[int]], workers: int = 1) -> Floats:
        """Return a vector of length 1 for each text: float32, shape (texts, dimension).

        Texts of one length are computed together, so that none is padded.

        Args:
            texts: numbers of pieces, with the marks around each; at most `longest` of them.
            workers: the number of threads that compute.

        Raises:
            SemanticUnavailable: the model computes what is not a number.
        """
        backend = self._choose(sum(map(len, texts)))
        vectors = np.empty((len(texts), self.dimension), np.float32)

        def compute(chosen: list[int]) -> None:
            pieces = np.array([texts[index] for index in chosen], np.int64)
            vectors[chosen] = self._computed(backend, pieces)

        if workers == 1:
            for chosen in _batches(texts, backend.together):
                compute(chosen)
        else:
            with ThreadPoolExecutor(workers) as pool:
                list(pool.map(compute, _batches(texts, backend.together)))
        if not np.isfinite(vectors).all():
            raise SemanticUnavailable(
                "the weights of the model are damaged (they give no numbers): copy its files again"
            )
        return vectors

    def _choose(self, pieces: int) -> Backend:
        """Return what computes, after starting onnxruntime if that is worth it."""
        with self._lock:
            self._done += pieces
            if self._done >= _WORTH and self._chosen_in != os.getpid():
                started, self.trouble = start(self._transformer)
                self._backend = started or self._transformer
                self._chosen_in = os.getpid()
            return self._backend

    def _computed(self, backend: Backend, pieces: Pieces) -> Floats:
        """Compute by NumPy, from now on, where another way fails, such as on a device too full."""
        if backend is self._transformer:
            return self._transformer.compute(pieces)
        try:
            return backend.compute(pieces)
        except Exception as error:  # noqa: BLE001  the errors of onnxruntime have no class in common
            self._backend, self.trouble = self._transformer, reason_of(error)
            return self._transformer.compute(pieces)


def _batches(texts: Sequence[Sequence[int]], together: int) -> Iterator[list[int]]:
    """Yield the indices of texts of one length, as many as are computed together."""
    by_length = defaultdict(list)
    for index, text in enumerate(texts):
        by_length[len(text)].append(index)
    for length, indices in by_length.items():
        count = max(1, together // length)
        for first in range(0, len(indices), count):
            yield indices[first : first + count]
