"""The transformer by onnxruntime (extra `semantic`): faster than NumPy, and on a GPU if it can.

A device is used only if it computes nearly the same vectors as NumPy for a text made for that.
"""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np

from painsci_search.semantic.transformer import Floats, Pieces, Transformer

# Devices that onnxruntime may offer, the fastest first, with their options; and the pieces that are
# best computed together there. The products of a GPU would be rounded to 10 bits with TF32.
_DEVICES: dict[str, tuple[dict[str, Any], int]] = {
    "CUDAExecutionProvider": ({"use_tf32": 0}, 16384),
    "CPUExecutionProvider": ({}, 512),
}
# Of a number in a vector of length 1, between two ways to compute it.
_TOLERANCE = 1e-3
_LOG_FATAL = 4


class OnnxBackend:
    """A session of onnxruntime; many threads may compute in it.

    Attributes:
        name: "onnxruntime", and its device if that is not the processor.
        together: the number of pieces that are best computed together.

    Raises:
        Exception: onnxruntime refuses the graph or the device.
    """

    def __init__(self, transformer: Transformer, device: str) -> None:
        import onnxruntime

        from painsci_search.semantic.onnx_graph import graph_of

        given, self.together = _DEVICES[device]
        options = onnxruntime.SessionOptions()
        options.log_severity_level = _LOG_FATAL
        # texts are computed in threads of `Computing`
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        graph = graph_of(transformer)
        arrays = {
            name: onnxruntime.OrtValue.ortvalue_from_numpy(array)
            for name, array in graph.weights.items()
        }
        options.add_external_initializers(list(arrays), list(arrays.values()))
        self._session = onnxruntime.InferenceSession(
            graph.model, options, providers=[(device, given)]
        )
        # where its libraries are missing, onnxruntime uses the processor instead
        self.device: str = self._session.get_providers()[0]
        kind = self.device.removesuffix("ExecutionProvider")
        self.name = "onnxruntime" if kind == "CPU" else f"onnxruntime ({kind})"

    def compute(self, pieces: Pieces) -> Floats:
        """Return a vector of length 1 for each of some texts of one length."""
        (vectors,) = self._session.run(None, {"pieces": pieces})
        return np.asarray(vectors, np.float32)


def start(transformer: Transformer) -> tuple[OnnxBackend | None, str]:
    """Start onnxruntime on the fastest device that computes the vectors of the transformer.

    Returns:
        The backend, or None; and why onnxruntime, or a faster device that it offers, cannot be
        used: "" where it can, or is not installed.
    """
    if importlib.util.find_spec("onnxruntime") is None:
        return None, ""
    trouble = ""
    try:
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        offered = onnxruntime.get_available_providers()
    except Exception as error:  # noqa: BLE001  a broken installation has any error
        return None, reason_of(error)
    for device in (each for each in _DEVICES if each in offered):
        try:
            backend = OnnxBackend(transformer, device)
        except Exception as error:  # noqa: BLE001  the errors of onnxruntime have no class in common
            trouble = trouble or reason_of(error)
            continue
        if backend.device != device:
            trouble = trouble or f"{device} does not start: its libraries are missing"
            continue
        if _agrees(backend, transformer):
            return backend, trouble
        trouble = trouble or f"{device} computes other vectors"
    return None, trouble


def reason_of(error: Exception) -> str:
    """Return the first line of an error, cut to a length that fits into a message."""
    line = (str(error).strip() or type(error).__name__).splitlines()[0]
    return line if len(line) <= 120 else f"{line[:119]}…"


def _agrees(backend: OnnxBackend, transformer: Transformer) -> bool:
    """Return whether a backend computes nearly the vectors of the transformer."""
    length = min(transformer.longest, 16)
    pieces = np.arange(2 * length, dtype=np.int64).reshape(2, length) % len(transformer.words)
    wanted, found = transformer.compute(pieces), backend.compute(pieces)
    return bool(np.abs(wanted - found).max() <= _TOLERANCE)
