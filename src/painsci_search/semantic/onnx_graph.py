"""The transformer as a graph of ONNX: its weights in, a model that onnxruntime opens out.

Source: the operators of ONNX, version 20 (LayerNormalization is of 17, Gelu of 20).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper, numpy_helper

from painsci_search.semantic.transformer import Layer, Linear, Norm, Transformer

Numbers = npt.NDArray[Any]
_OPERATORS = 20
# Of the file format: onnxruntime 1.20 reads 10 and older ones.
_FORMAT = 9


class Graph(NamedTuple):
    """A model of ONNX whose weights are beside it: its own format holds 2 GB at most.

    Attributes:
        model: it takes `pieces`, int64 of shape (texts, length), and returns a vector of length 1
            for each text.
        weights: its arrays by name.
    """

    model: bytes
    weights: dict[str, Numbers]


def graph_of(transformer: Transformer) -> Graph:
    """Return the graph of a transformer."""
    nodes = _Nodes()
    size, heads = transformer.dimension, transformer.heads
    state = nodes.norm(_embedded(nodes, transformer), "start", transformer.norm)
    for number, layer in enumerate(transformer.layers):
        state = _add_layer(nodes, state, f"layer{number}", layer, (size, heads))
    mean = nodes.add("ReduceMean", state, nodes.whole("lengths", 1), keepdims=0)
    length = nodes.add("ReduceL2", mean, nodes.whole("lengths", 1), keepdims=1)
    length = nodes.add("Max", length, nodes.number("least", 1e-12))
    nodes.add("Div", mean, length, result="vectors")
    return nodes.graph(size)


def _embedded(nodes: _Nodes, transformer: Transformer) -> str:
    """Add the vectors of pieces, and those of their places."""
    words = nodes.add("Gather", nodes.weight("words", transformer.words), "pieces")
    shape = nodes.add("Shape", "pieces", start=1)
    every = nodes.weight("places", transformer.places + transformer.kind)
    places = nodes.add("Slice", every, nodes.whole("zero", 0), shape)
    return nodes.add("Add", words, places)


def _add_layer(
    nodes: _Nodes, state: str, name: str, layer: Layer, size_and_heads: tuple[int, int]
) -> str:
    size, heads = size_and_heads
    by_head = nodes.whole("by_head", 0, 0, heads, size // heads)
    mixed = nodes.linear(state, f"{name}.mix", layer.mix)
    queries, keys, values = (
        nodes.add("Reshape", part, by_head) for part in nodes.split(mixed, f"{name}.part", 3)
    )
    queries = nodes.add("Transpose", queries, perm=[0, 2, 1, 3])
    keys = nodes.add("Transpose", keys, perm=[0, 2, 3, 1])
    values = nodes.add("Transpose", values, perm=[0, 2, 1, 3])
    scale = nodes.number("scale", (size // heads) ** -0.5)
    scores = nodes.add("Mul", nodes.add("MatMul", queries, keys), scale)
    shares = nodes.add("Softmax", scores, axis=-1)
    found = nodes.add("Transpose", nodes.add("MatMul", shares, values), perm=[0, 2, 1, 3])
    attended = nodes.add("Reshape", found, nodes.whole("joined", 0, 0, size))
    attended = nodes.linear(attended, f"{name}.attended", layer.attended)
    middle = nodes.add("Add", attended, state)
    middle = nodes.norm(middle, f"{name}.attended_norm", layer.attended_norm)
    wide = nodes.add("Gelu", nodes.linear(middle, f"{name}.wide", layer.wide))
    result = nodes.add("Add", nodes.linear(wide, f"{name}.narrow", layer.narrow), middle)
    return nodes.norm(result, f"{name}.norm", layer.norm)


class _Nodes:
    """The operations of a graph, in order, and its constant arrays."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}
        self._weights: dict[str, Numbers] = {}

    def add(self, kind: str, *inputs: str, result: str = "", **attributes: Any) -> str:
        """Add an operation, and return the name of its result."""
        result = result or f"{kind}{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [result], **attributes))
        return result

    def split(self, value: str, name: str, count: int) -> Sequence[str]:
        """Split the last dimension into equal parts, and return their names."""
        parts = [f"{name}{number}" for number in range(count)]
        self._nodes.append(helper.make_node("Split", [value], parts, axis=-1, num_outputs=count))
        return parts

    def linear(self, value: str, name: str, layer: Linear) -> str:
        """Multiply by a matrix and add a bias."""
        product = self.add("MatMul", value, self.weight(f"{name}.weight", layer.weight))
        return self.add("Add", product, self.weight(f"{name}.bias", layer.bias))

    def norm(self, value: str, name: str, norm: Norm) -> str:
        """Normalise to mean 0 and variance 1, then scale and shift."""
        weight = self.weight(f"{name}.weight", norm.weight)
        bias = self.weight(f"{name}.bias", norm.bias)
        return self.add(
            "LayerNormalization", value, weight, bias, axis=-1, epsilon=float(norm.epsilon)
        )

    def whole(self, name: str, *values: int) -> str:
        """Return the name of a constant of whole numbers, such as a shape."""
        self._constants[name] = numpy_helper.from_array(np.array(values, np.int64), name)
        return name

    def number(self, name: str, value: float) -> str:
        """Return the name of a constant number."""
        self._constants[name] = numpy_helper.from_array(np.array(value, np.float32), name)
        return name

    def weight(self, name: str, array: Numbers) -> str:
        """Return the name of an array of the model, which is kept beside the graph."""
        beside = TensorProto(name=name, dims=array.shape, data_type=TensorProto.FLOAT)
        beside.data_location = TensorProto.EXTERNAL
        beside.external_data.add(key="location", value=name)
        self._constants[name] = beside
        self._weights[name] = np.ascontiguousarray(array)
        return name

    def graph(self, size: int) -> Graph:
        """Return all as a graph from `pieces` to `vectors`."""
        pieces = helper.make_tensor_value_info("pieces", TensorProto.INT64, ["texts", "length"])
        vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", size])
        made = helper.make_graph(
            self._nodes, "transformer", [pieces], [vectors], list(self._constants.values())
        )
        model = helper.make_model(
            made, opset_imports=[helper.make_opsetid("", _OPERATORS)], ir_version=_FORMAT
        )
        return Graph(model.SerializeToString(), self._weights)
