"""Texts are computed in batches and threads, by NumPy and from some work on by onnxruntime."""

import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from tiny_model import HEADS, SIZE, VOCABULARY, make_weights

from painsci_search.errors import SemanticUnavailable
from painsci_search.semantic import computing as computings
from painsci_search.semantic import onnx_backend
from painsci_search.semantic.computing import Computing
from painsci_search.semantic.transformer import Floats, Pieces, Shape, Transformer

TEXTS = [[2, 5, 3], [2, 60, 61, 62, 3], [2, 9, 3], [2, *range(4, 90), 3]]


def _transformer(**changes: np.ndarray) -> Transformer:
    return Transformer({**make_weights(), **changes}, Shape(HEADS, 1e-12), len(VOCABULARY))


class _Other:
    """Another way to compute; it counts its batches, and may fail."""

    name = "other"
    together = 64

    def __init__(self, transformer: Transformer, failing: int = -1) -> None:
        self._transformer = transformer
        self._failing = failing
        self.batches = 0

    def compute(self, pieces: Pieces) -> Floats:
        self.batches += 1
        if self.batches == self._failing:
            raise RuntimeError("the device is full\nof numbers")
        return self._transformer.compute(pieces)


def test_a_text_has_the_same_vector_alone_and_among_others() -> None:
    computing = Computing(_transformer())
    many = computing.embed(TEXTS * 30)
    for index, text in enumerate(TEXTS):
        assert np.allclose(many[index + len(TEXTS)], computing.embed([text])[0], atol=1e-6)


def test_several_threads_compute_the_same_vectors() -> None:
    computing = Computing(_transformer())
    assert np.allclose(computing.embed(TEXTS * 9, 3), computing.embed(TEXTS * 9), atol=1e-6)


def test_no_text_has_no_vector() -> None:
    assert Computing(_transformer()).embed([]).shape == (0, SIZE)


def test_little_work_does_not_start_onnxruntime(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    def start(transformer: Transformer) -> tuple[_Other, str]:
        started.append(_Other(transformer))
        return started[-1], ""

    monkeypatch.setattr(computings, "start", start)
    monkeypatch.setattr(computings, "_WORTH", 20)
    computing = Computing(_transformer())
    computing.embed([[2, *range(4, 20), 3]])
    assert (computing.backend, started) == ("NumPy", [])
    for _ in range(3):
        computing.embed([[2, 5, 3]])
    assert computing.backend == "other"
    assert [each.batches for each in started] == [3]


def test_a_forked_process_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computings, "start", lambda transformer: (_Other(transformer), ""))
    monkeypatch.setattr(computings, "_WORTH", 0)
    computing = Computing(_transformer())
    computing.embed(TEXTS)
    first = computing._backend
    computing.embed(TEXTS)
    assert computing._backend is first
    monkeypatch.setattr(computings.os, "getpid", lambda: -1)
    computing.embed(TEXTS)
    assert computing._backend is not first


@pytest.mark.parametrize("workers", [1, 3])
def test_numpy_goes_on_where_a_device_fails(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    transformer = _transformer()
    other = _Other(transformer, failing=2)
    monkeypatch.setattr(computings, "start", lambda _: (other, ""))
    monkeypatch.setattr(computings, "_WORTH", 0)
    computing = Computing(transformer)
    found = computing.embed(TEXTS * 3, workers)
    assert computing.backend == "NumPy"
    assert computing.trouble == "the device is full"
    assert np.allclose(found, Computing(transformer).embed(TEXTS * 3), atol=1e-6)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_give_no_numbers_are_one_line(value: float) -> None:
    words = make_weights()["embeddings.word_embeddings.weight"]
    words[60] = value
    computing = Computing(_transformer(**{"embeddings.word_embeddings.weight": words}))
    with (
        pytest.raises(SemanticUnavailable, match="copy its files again"),
        np.errstate(all="ignore"),
    ):
        computing.embed([[2, 60, 3]])


def test_an_installation_that_cannot_be_imported_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = ModuleType("onnxruntime")
    broken.__spec__ = sys.__spec__
    monkeypatch.setitem(sys.modules, "onnxruntime", broken)
    backend, trouble = onnx_backend.start(_transformer())
    assert backend is None
    assert "disable_telemetry_events" in trouble


def test_without_the_extra_there_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_backend.importlib.util, "find_spec", lambda _: None)
    assert onnx_backend.start(_transformer()) == (None, "")


class _Offering:
    """An onnxruntime that offers a device."""

    def __init__(self, *offered: str) -> None:
        self._offered = list(offered)

    def get_available_providers(self) -> list[str]:
        return self._offered

    def disable_telemetry_events(self) -> None:
        pass


@pytest.mark.parametrize(
    ("cuda", "trouble"),
    [
        ("refused", "no such device"),
        ("missing", "its libraries are missing"),
        ("wrong", "computes other vectors"),
    ],
)
def test_a_device_that_cannot_be_used_leaves_the_processor(
    monkeypatch: pytest.MonkeyPatch, cuda: str, trouble: str
) -> None:
    class Backend(_Other):
        def __init__(self, transformer: Transformer, device: str) -> None:
            super().__init__(transformer)
            if device.startswith("CUDA") and cuda == "refused":
                raise RuntimeError("no such device")
            self.is_wrong = device.startswith("CUDA") and cuda == "wrong"
            self.device = "CPUExecutionProvider" if cuda == "missing" else device

        def compute(self, pieces: Pieces) -> Floats:
            return super().compute(pieces) + np.float32(0.01 * self.is_wrong)

    offering: Any = _Offering(
        "CUDAExecutionProvider", "AzureExecutionProvider", "CPUExecutionProvider"
    )
    monkeypatch.setitem(sys.modules, "onnxruntime", offering)
    monkeypatch.setattr(onnx_backend.importlib.util, "find_spec", lambda _: object())
    monkeypatch.setattr(onnx_backend, "OnnxBackend", Backend)
    backend, found = onnx_backend.start(_transformer())
    assert backend is not None
    assert backend.device == "CPUExecutionProvider"
    assert trouble in found


def test_onnxruntime_computes_the_vectors_of_numpy() -> None:
    pytest.importorskip("onnxruntime")
    pytest.importorskip("onnx")
    transformer = _transformer()
    backend, trouble = onnx_backend.start(transformer)
    assert backend is not None
    assert trouble == ""
    assert backend.name.startswith("onnxruntime")
    for text in [*TEXTS, [2, 3], [2, *[7] * (transformer.longest - 2), 3]]:
        pieces = np.array([text, text[::-1]])
        wanted = transformer.compute(pieces)
        assert np.abs(backend.compute(pieces) - wanted).max() < 1e-3


def test_much_work_is_done_by_onnxruntime(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("onnxruntime")
    pytest.importorskip("onnx")
    monkeypatch.setattr(computings, "_WORTH", 0)
    transformer = _transformer()
    computing = Computing(transformer)
    found = computing.embed(TEXTS * 40, 2)
    assert computing.backend.startswith("onnxruntime")
    monkeypatch.setattr(computings, "start", lambda _: (None, ""))
    by_numpy = Computing(transformer)
    assert np.abs(found - by_numpy.embed(TEXTS * 40)).max() < 1e-3
    assert by_numpy.backend == "NumPy"
