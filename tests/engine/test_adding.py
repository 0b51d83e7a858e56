"""Sums by record are the same to the last digit, however many values there are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Index, Section
from painsci_search.engine import adding
from painsci_search.engine.adding import add_parts
from painsci_search.engine.storage.segment import Segment
from profiles import examples

RECORDS = 40
PARTS = st.lists(
    st.dictionaries(st.integers(0, RECORDS - 1), st.floats(0, 9, allow_subnormal=False)),
    min_size=1,
    max_size=5,
)


@pytest.fixture(scope="module")
def segment() -> Segment:
    index = Index.in_memory()
    sections = tuple(Section(f"s{n}", "Part", "A knee.") for n in range(RECORDS - 1))
    index.add(Article("knees", "Knees", sections))
    (view,) = index._store.snapshot.views
    assert view.segment.size == RECORDS
    return view.segment


@examples(200)
@given(parts=PARTS, sparse=st.sampled_from((0, 10**9)))
def test_values_are_added_in_the_order_of_the_parts(
    segment: Segment, parts: list[dict[int, float]], sparse: int
) -> None:
    expected: dict[int, float] = {}
    counts: dict[int, int] = {}
    for part in parts:
        for record in sorted(part):
            expected[record] = expected.get(record, 0.0) + part[record]
            counts[record] = counts.get(record, 0) + 1
    given_parts = [
        (
            np.array(sorted(part), np.intp),
            np.array([part[record] for record in sorted(part)], np.float64),
            1.0,
        )
        for part in parts
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adding, "SPARSE", sparse)
        sums = add_parts(given_parts, segment)
    assert sums.docs.tolist() == sorted(expected)
    assert sums.values.tolist() == [expected[record] for record in sorted(expected)]
    assert sums.parts.tolist() == [counts[record] for record in sorted(counts)]
    assert sums.most == max(counts.values(), default=0)
