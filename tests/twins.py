"""Compiled functions beside their twins, and what they make of forged arguments."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import strategies as st

from painsci_search import native
from painsci_search.engine import stems
from painsci_search.engine.collection import Collection

# A twin is known once its module is imported, whatever ran before.
for module in (
    "engine.storage.batches",
    "render.json",
    "search.snippets",
    "ingest.sketches",
    "reading.dom.white_space",
):
    importlib.import_module(f"painsci_search.{module}")

needs_kernel = pytest.mark.skipif(native.KERNEL is None, reason="the native kernel is not compiled")


def both(name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """A compiled function and its twin."""
    return getattr(native.KERNEL, name), native.TWINS[name]


def outcome(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a function returns, or the class of its error."""
    try:
        return function(*arguments)
    except (ValueError, TypeError, BufferError) as error:
        return type(error)


# Arrays of all types, and what is no array.
FORGED = st.one_of(
    *(
        st.lists(
            st.sampled_from([0, 1, 2, 7, 8, 9, 255, np.iinfo(kind).max, np.iinfo(kind).max // 2])
            | st.integers(0, np.iinfo(kind).max),
            max_size=20,
        ).map(lambda items, kind=kind: np.array(items, kind))
        for kind in (np.uint8, np.uint16, np.uint32, np.uint64)
    ),
    st.lists(st.integers(-(2**63), 2**63 - 1), max_size=9).map(lambda items: np.array(items, "q")),
    st.lists(st.floats(), max_size=20).map(lambda items: np.array(items, np.float64)),
    st.lists(st.booleans(), max_size=20).map(lambda items: np.array(items, np.bool_)),
    st.sampled_from([None, 3, "text", b"bytes", (), []]),
)


class Forging(NamedTuple):
    """The arrays of a segment, one of which is another."""

    arrays: tuple[Any, ...]
    place: tuple[int, ...]

    def with_array(self, array: Any) -> tuple[Any, ...]:
        """The arrays with another in the place."""
        first, *rest = self.place
        own = list(self.arrays)
        if rest:
            fields = [list(field) for field in own[first]]
            fields[rest[0]][rest[1]] = array
            own[first] = tuple(map(tuple, fields))
        else:
            own[first] = array
        return tuple(own)


def open_forged_words(data: st.DataObject, statistics: Collection) -> Any:
    """Open the words of a segment with another array, or number, in any one place.

    Returns:
        What the kernel makes of them, or the class of its error.
    """
    arrays = stems._arrays(statistics, 0)
    places: list[tuple[int, ...]] = [(at,) for at in range(len(arrays)) if at != 5]
    places += [(5, field, at) for field in range(5) for at in range(len(arrays[5][0]))]
    forged = Forging(arrays, data.draw(st.sampled_from(places))).with_array(data.draw(FORGED))
    return outcome(native.KERNEL.open_words, lambda: forged)
