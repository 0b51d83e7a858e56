"""The transformer: the numbers of word pieces in, one vector of length 1 for each text out.

Everything is NumPy in 32 bits.

Sources: Vaswani and others 2017, "Attention Is All You Need"; Devlin and others 2019, "BERT";
Reimers and Gurevych 2019, "Sentence-BERT", for the mean over all pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Pieces = npt.NDArray[np.int64]
_LAYER = re.compile(r"encoder\.layer\.(\d{1,4})\.")
# Pieces of a text: the two marks, and one between them.
_SHORTEST = 3
# Rows that weights may have beyond the vocabulary: some models fill them up to a multiple of 128.
_PADDING = 128
# Coefficients of the error function, good to 1.5e-7: Abramowitz and Stegun 1964, 7.1.26.
_ERF_P = 0.3275911
_ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


class Shape(NamedTuple):
    """What the weights do not show of a transformer.

    Attributes:
        heads: of each layer's attention.
        epsilon: added to the variance where vectors are normalised.
    """

    heads: int
    epsilon: float


class Linear(NamedTuple):
    """A layer that multiplies vectors by `weight`, shape (in, out), and adds `bias`."""

    weight: Floats
    bias: Floats

    def __call__(self, vectors: Floats) -> Floats:
        """Return the vectors multiplied and shifted."""
        result: Floats = vectors @ self.weight
        result += self.bias
        return result


class Norm(NamedTuple):
    """A normalisation of vectors to mean 0 and variance 1, then scaled and shifted."""

    weight: Floats
    bias: Floats
    epsilon: float

    def __call__(self, vectors: Floats) -> Floats:
        """Return the vectors normalised."""
        centred: Floats = vectors - vectors.mean(axis=-1, keepdims=True)
        variance = np.einsum("...i,...i->...", centred, centred) / centred.shape[-1]
        centred *= (1 / np.sqrt(variance + self.epsilon))[..., None]
        centred *= self.weight
        centred += self.bias
        return centred


class Layer(NamedTuple):
    """One layer: attention, then two linear layers.

    Attributes:
        mix: the queries, keys and values of attention in one.
    """

    mix: Linear
    attended: Linear
    attended_norm: Norm
    wide: Linear
    narrow: Linear
    norm: Norm


class Transformer:
    """The part of a model that computes.

    Args:
        weights: arrays by name, as models of the family BERT are published.
        vocabulary: the number of pieces in its vocabulary.

    Attributes:
        name: of this way to compute.
        together: the number of pieces that are best computed together: enough for the matrix
            products to be fast, few enough that what is between them stays in the processor's
            cache.
        dimension: the length of a vector.
        longest: the most pieces of a text, the marks around it included.
        heads: of each layer's attention.
        words, places, kind: the vectors of pieces, of places in a text, and of a text's kind.
        norm: of their sum.

    Raises:
        KeyError: an array is missing.
        ValueError: the arrays do not fit together.
    """

    name = "NumPy"
    together = 1024

    def __init__(self, weights: Mapping[str, Floats], shape: Shape, vocabulary: int) -> None:
        self.heads = shape.heads
        self.words = _table_of(weights, "embeddings.word_embeddings.weight")
        known, self.dimension = self.words.shape
        self.places = _table_of(
            weights, "embeddings.position_embeddings.weight", self.dimension, _SHORTEST
        )
        self.kind = _table_of(weights, "embeddings.token_type_embeddings.weight", self.dimension)[0]
        self.longest = len(self.places)
        if known < vocabulary:
            raise ValueError("its vocabulary has more pieces than its weights")
        if known >= vocabulary + _PADDING:
            raise ValueError("its vocabulary has fewer pieces than its weights")
        if self.heads < 1 or self.dimension % self.heads:
            raise ValueError("its number of heads does not divide its dimension")
        self.norm = _norm_of(weights, "embeddings.LayerNorm", shape.epsilon, self.dimension)
        self.layers = list(_layers_of(weights, shape, self.dimension))
        if not self.layers:
            raise ValueError("it has no layers")

    def compute(self, pieces: Pieces) -> Floats:
        """Return a vector of length 1 for each of some texts of one length.

        Args:
            pieces: their numbers, with the marks around each text: shape (texts, length).
        """
        return normalised(self._forward(pieces).mean(axis=1))

    def _forward(self, pieces: Pieces) -> Floats:
        """Return a vector for each piece of some texts of one length.

        Args:
            pieces: shape (texts, length).

        Returns:
            Shape (texts, length, dimension).
        """
        count, length = pieces.shape
        state = self.words[pieces]
        state += self.places[:length]
        state += self.kind
        state = self.norm(state).reshape(count * length, self.dimension)
        for layer in self.layers:
            mixed = layer.mix(state).reshape(count, length, 3, self.heads, -1)
            attended = layer.attended(_attend(mixed).reshape(state.shape))
            attended += state
            state = layer.attended_norm(attended)
            result = layer.narrow(_gelu(layer.wide(state)))
            result += state
            state = layer.norm(result)
        return state.reshape(count, length, self.dimension)


def _table_of(
    weights: Mapping[str, Floats], name: str, size: int | None = None, least: int = 1
) -> Floats:
    """Return an array of vectors.

    Args:
        size: the length of each; None for any.
        least: the number of vectors that it must have.

    Raises:
        KeyError, ValueError: the array is missing, or has another shape.
    """
    table = weights[name]
    if table.ndim != 2 or len(table) < least or not (table.shape[1] == size or size is None):
        raise ValueError(f"{name} has another shape")
    return table


def normalised(vectors: Floats) -> Floats:
    """Return vectors with the length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


def _layers_of(weights: Mapping[str, Floats], shape: Shape, size: int) -> Iterator[Layer]:
    """Yield the layers: as many as the weights name, so that none is missing unseen."""
    numbers = (_LAYER.match(name) for name in weights)
    for number in range(max((int(found[1]) + 1 for found in numbers if found), default=0)):
        name = f"encoder.layer.{number}"
        parts = [
            _linear_of(weights, f"{name}.attention.self.{part}", size, size)
            for part in ("query", "key", "value")
        ]
        wide = len(weights[f"{name}.intermediate.dense.bias"])
        yield Layer(
            Linear(
                np.concatenate([part.weight for part in parts], axis=1),
                np.concatenate([part.bias for part in parts]),
            ),
            _linear_of(weights, f"{name}.attention.output.dense", size, size),
            _norm_of(weights, f"{name}.attention.output.LayerNorm", shape.epsilon, size),
            _linear_of(weights, f"{name}.intermediate.dense", size, wide),
            _linear_of(weights, f"{name}.output.dense", wide, size),
            _norm_of(weights, f"{name}.output.LayerNorm", shape.epsilon, size),
        )


def _linear_of(weights: Mapping[str, Floats], name: str, before: int, after: int) -> Linear:
    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    if weight.shape != (after, before) or bias.shape != (after,):
        raise ValueError(f"{name} has another shape")
    return Linear(weight.T, bias)


def _norm_of(weights: Mapping[str, Floats], name: str, epsilon: float, size: int) -> Norm:
    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    if weight.shape != (size,) or bias.shape != (size,):
        raise ValueError(f"{name} has another shape")
    return Norm(weight, bias, epsilon)


def _attend(mixed: Floats) -> Floats:
    """Return for each piece the mean of the values of its text, weighted by attention.

    Args:
        mixed: queries, keys and values: shape (texts, length, 3, heads, size).

    Returns:
        Shape (texts, length, heads, size).
    """
    queries, keys, values = mixed.transpose(2, 0, 3, 1, 4)
    weights = queries @ keys.swapaxes(-1, -2)
    weights *= np.float32(1 / np.sqrt(mixed.shape[-1]))
    weights -= weights.max(axis=-1, keepdims=True)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=-1, keepdims=True)
    return np.ascontiguousarray((weights @ values).transpose(0, 2, 1, 3))


def _gelu(values: Floats) -> Floats:
    """Return x times the normal distribution function of x, in place of the values.

    Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units".
    """
    for row in np.split(values, range(64, len(values), 64)):
        size = np.abs(row)
        share = 1 / (1 + np.float32(_ERF_P / np.sqrt(2)) * size)
        rest = np.full_like(row, _ERF[-1])
        for coefficient in reversed(_ERF[:-1]):
            rest *= share
            rest += np.float32(coefficient)
        rest *= share
        rest *= np.exp(size * size * np.float32(-0.5))
        # 1 - rest is the error function of |x| / sqrt(2)
        rest *= size * np.float32(0.5)
        np.maximum(row, 0, out=row)
        np.subtract(row, rest, out=row)
    return values
