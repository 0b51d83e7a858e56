"""The transformer computes what its formulas say."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from tiny_model import HEADS, LAYERS, PLACES, SIZE, VOCABULARY, make_weights

from painsci_search.semantic.transformer import Shape, Transformer

Doubles = npt.NDArray[np.float64]
WEIGHTS = make_weights()
SHAPE = Shape(HEADS, 1e-12)
TEXTS = [[2, 5, 3], [2, 60, 61, 62, 3], [2, 9, 3], [2, *range(4, 90), 3]]


def _plain(pieces: list[int]) -> Doubles:
    """Compute one text, piece by piece, from the formulas in double precision."""
    get = {name: array.astype(np.float64) for name, array in WEIGHTS.items()}

    def linear(name: str, vector: Doubles) -> Doubles:
        return get[f"{name}.weight"] @ vector + get[f"{name}.bias"]

    def norm(name: str, vector: Doubles) -> Doubles:
        mean = sum(vector) / len(vector)
        variance = sum((x - mean) ** 2 for x in vector) / len(vector)
        scaled = np.array([(x - mean) / math.sqrt(variance + 1e-12) for x in vector])
        return scaled * get[f"{name}.weight"] + get[f"{name}.bias"]

    def gelu(x: float) -> float:
        return x * 0.5 * (1 + math.erf(x / math.sqrt(2)))

    state = [
        norm(
            "embeddings.LayerNorm",
            get["embeddings.word_embeddings.weight"][piece]
            + get["embeddings.position_embeddings.weight"][place]
            + get["embeddings.token_type_embeddings.weight"][0],
        )
        for place, piece in enumerate(pieces)
    ]
    width = SIZE // HEADS
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        queries, keys, values = (
            [linear(f"{layer}.attention.self.{part}", each) for each in state]
            for part in ("query", "key", "value")
        )
        after = []
        for place, each in enumerate(state):
            mixed = []
            for head in range(HEADS):
                part = slice(head * width, (head + 1) * width)
                scores = [queries[place][part] @ key[part] / math.sqrt(width) for key in keys]
                shares = [math.exp(score) for score in scores]
                mixed.append(
                    sum(s * v[part] for s, v in zip(shares, values, strict=True)) / sum(shares)
                )
            attended = linear(f"{layer}.attention.output.dense", np.concatenate(mixed))
            middle = norm(f"{layer}.attention.output.LayerNorm", attended + each)
            wide = np.array([gelu(x) for x in linear(f"{layer}.intermediate.dense", middle)])
            result = linear(f"{layer}.output.dense", wide)
            after.append(norm(f"{layer}.output.LayerNorm", result + middle))
        state = after
    mean = sum(state) / len(state)
    return mean / math.sqrt(mean @ mean)


def test_vectors_are_those_of_the_formulas() -> None:
    transformer = Transformer(WEIGHTS, SHAPE, len(VOCABULARY))
    assert transformer.longest == PLACES
    for text in TEXTS:
        (vector,) = transformer.compute(np.array([text]))
        assert np.allclose(vector, _plain(text), atol=1e-5)


@pytest.mark.parametrize("missing", sorted(WEIGHTS))
def test_weights_that_lack_an_array_are_refused(missing: str) -> None:
    weights = {name: array for name, array in WEIGHTS.items() if name != missing}
    with pytest.raises(KeyError):
        Transformer(weights, SHAPE, len(VOCABULARY))


@pytest.mark.parametrize("name", sorted(WEIGHTS))
@pytest.mark.parametrize("change", [lambda each: each[:0], lambda each: each[None], np.ravel])
def test_an_array_of_another_shape_is_refused(name: str, change: Callable[..., Any]) -> None:
    weights = {**WEIGHTS, name: change(WEIGHTS[name])}
    if weights[name].shape != WEIGHTS[name].shape:
        with pytest.raises(ValueError, match=r"shape|vocabulary"):
            Transformer(weights, SHAPE, len(VOCABULARY))


@pytest.mark.parametrize(
    ("shape", "vocabulary"),
    [(Shape(5, 1e-12), 99), (Shape(0, 1e-12), 99), (SHAPE, 999), (SHAPE, -30)],
)
def test_weights_that_do_not_fit_are_refused(shape: Shape, vocabulary: int) -> None:
    with pytest.raises(ValueError, match="its"):
        Transformer(WEIGHTS, shape, vocabulary)
