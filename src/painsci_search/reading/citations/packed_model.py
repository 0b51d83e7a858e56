"""The file of the model in; its weights as arrays, and the labels of rows of features out.

The compiled kernel labels with these arrays. A pure build does not use them: the library by which
the model was fitted, which reads the same file, is faster than NumPy.

Source of the format: the writer and reader of CRFsuite 0.12, `crf1d_model.c` and `cqdb.c`.
"""

from __future__ import annotations

import struct
from itertools import starmap
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from painsci_search.native import Buffer, compiled

Array = npt.NDArray[Any]

# Offsets in the file of: the features, the labels, the attributes, and the features of each label
# and of each attribute.
_HEADER = struct.Struct("<4sI4s9I")
_FEATURE = np.dtype([("type", "<u4"), ("source", "<u4"), ("label", "<u4"), ("weight", "<f8")])
# A dictionary of strings: bytes from its start to the offsets of the strings, after their number.
_DICTIONARY = struct.Struct("<4s5I")
_RECORD = struct.Struct("<iI")


class PackedModel(NamedTuple):
    """A model as arrays.

    Attributes:
        numbers: the number of each feature, by its text.
        names: those of the labels.
        starts: of each feature, where its weights begin (uint32), with one more at the end.
        labels: the label of each weight (uint8).
        weights: the weights (float64).
        transitions: the weights of transitions (float64): of the first label to each, and so on.
    """

    numbers: dict[str, int]
    names: tuple[str, ...]
    starts: Array
    labels: Array
    weights: Array
    transitions: Array

    def label(self, rows: list[bytes]) -> tuple[list[int], list[float]]:
        """Return the labels of rows and their probabilities, see `label_rows`."""
        arrays = self.starts, self.labels, self.weights, self.transitions
        labels, sure = label_rows(rows, *arrays)
        return list(bytes(labels)), np.frombuffer(sure, np.float64).tolist()


def unpack_model(data: bytes) -> PackedModel:
    """Return the model that is in a file of CRFsuite.

    Raises:
        ValueError: it is no such file, or damaged.
    """
    try:
        return _unpack(data)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"the model of citations cannot be read ({error})") from error


def _unpack(data: bytes) -> PackedModel:
    magic, _, kind, _, _, label_count, count, *offsets = _HEADER.unpack_from(data)
    if (magic, kind) != (b"lCRF", b"FOMC"):
        raise ValueError("the model of citations is of another kind")
    features_at, labels_at, attributes_at, label_features_at, attribute_features_at = offsets
    names = _read_dictionary(data, labels_at)
    numbers = _read_dictionary(data, attributes_at)
    if len(names) != label_count or sorted(numbers.values()) != list(range(count)):
        raise ValueError("the model of citations lacks labels or features")
    features = np.frombuffer(
        data, _FEATURE, struct.unpack_from("<I", data, features_at + 8)[0], features_at + 12
    )
    starts, order = _read_lists(data, attribute_features_at, count)
    moves, transition_order = _read_lists(data, label_features_at, label_count)
    transitions = np.zeros((label_count, label_count))
    of_label = features[transition_order]
    sources = np.repeat(np.arange(label_count), np.diff(moves))
    transitions[sources, of_label["label"]] = of_label["weight"]
    return PackedModel(
        numbers,
        tuple(sorted(names, key=names.__getitem__)),
        starts,
        features["label"][order].astype(np.uint8),
        features["weight"][order].astype(np.float64),
        transitions.ravel(),
    )


def _read_dictionary(data: bytes, at: int) -> dict[str, int]:
    """Return the number of each string of a dictionary."""
    *_, count, places_at = _DICTIONARY.unpack_from(data, at)
    found = {}
    for place in struct.unpack_from(f"<{count}I", data, at + places_at):
        if place:
            number, size = _RECORD.unpack_from(data, at + place)
            start = at + place + _RECORD.size
            found[data[start : start + size - 1].decode()] = number
    return found


def _read_lists(data: bytes, at: int, count: int) -> tuple[Array, Array]:
    """Return where the list of features of each item begins, and the lists in a row.

    Args:
        count: the number of items; more lists follow for what begins and ends a sequence.
    """
    places = np.frombuffer(data, "<u4", count, at + 12).astype(np.int64)
    sizes = [struct.unpack_from("<I", data, place)[0] for place in places.tolist()]
    starts = np.zeros(count + 1, np.uint32)
    np.cumsum(sizes, out=starts[1:])
    read = starmap(
        np.frombuffer,
        (
            (data, "<u4", size, place + 4)
            for size, place in zip(sizes, places.tolist(), strict=True)
        ),
    )
    return starts, np.concatenate([*read]) if count else starts[:0]


@compiled
def label_rows(
    rows: list[bytes], starts: Array, labels: Array, weights: Array, transitions: Array
) -> tuple[Buffer, Buffer]:
    """Return the labels of a sequence that are the most probable ones together.

    Args:
        rows: for each item the numbers of its features, 4 bytes each.
        starts, labels, weights, transitions: see `PackedModel`.

    Returns:
        The label of each item (uint8), and its probability (float64).

    Raises:
        ValueError: there are no rows, or a number is not in the arrays.

    Source: Rabiner 1989, "A tutorial on hidden Markov models", sections III.A and III.B, with
    weights of features in place of probabilities.
    """
    size = int(len(transitions) ** 0.5)
    if not rows or not len(starts) or not size or size * size != len(transitions):
        raise ValueError("no rows, or no model")
    if len(labels) != len(weights):
        raise ValueError("arrays of different lengths")
    scores = np.zeros((len(rows), size))
    for row, own in zip(rows, scores, strict=True):
        for feature in np.frombuffer(row, np.uint32).tolist():
            if feature + 1 >= len(starts) or not starts[feature] <= starts[feature + 1] <= len(
                labels
            ):
                raise ValueError("a feature that the model does not have")
            for place in range(starts[feature], starts[feature + 1]):
                if labels[place] >= size:
                    raise ValueError("a label that the model does not have")
                own[labels[place]] += weights[place]
    moves = transitions.reshape(size, size)
    path = _most_probable(scores, moves)
    found = _probabilities(np.exp(scores), np.exp(moves))
    return path, found[np.arange(len(rows)), path]


def _most_probable(scores: Array, moves: Array) -> Array:
    """Return the most probable labels together (Viterbi)."""
    best, before = scores[0], []
    for own in scores[1:]:
        each = best[:, None] + moves
        before.append(each.argmax(0))
        best = each.max(0) + own
    path = [int(best.argmax())]
    for source in reversed(before):
        path.append(int(source[path[-1]]))
    return np.array(path[::-1], np.uint8)


def _probabilities(scores: Array, moves: Array) -> Array:
    """Return the probability of each label of each item (forward and backward sums)."""
    forward = [scores[0] / scores[0].sum()]
    for own in scores[1:]:
        here = (forward[-1] @ moves) * own
        forward.append(here / here.sum())
    backward = [np.ones(len(moves))]
    for own in scores[:0:-1]:
        here = moves @ (backward[-1] * own)
        backward.append(here / here.sum())
    both: Array = np.array(forward) * np.array(backward[::-1])
    each: Array = both / both.sum(1, keepdims=True)
    return each
