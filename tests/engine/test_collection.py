"""Statistics of a collection: the weights of occurrences by the lengths of fields."""

from __future__ import annotations

import numpy as np
import pytest

from painsci_search import Article, Index, Section
from painsci_search.engine import collection
from painsci_search.engine.collection import WEIGHTS, B, Collection
from painsci_search.records import KINDS


@pytest.mark.parametrize("words", [3, 500])
@pytest.mark.parametrize("at_once", [1, 7, 1 << 14])
def test_the_weight_of_an_occurrence_depends_on_kind_and_length(
    words: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short texts are many for their lengths, and long ones few."""
    monkeypatch.setattr(collection, "_AT_ONCE", at_once)
    index = Index.in_memory()
    for number in range(20):
        section = Section("s", "Heading", "pain " * (number % 4 + 1) * words)
        index.add(Article(f"a{number}", "Title", (section,)))
    statistics = Collection(index._store.snapshot)
    for number, view in enumerate(statistics.views):
        for field in ("title", "body"):
            lengths = view.segment.fields[field].length.all()
            by_kind = np.array([WEIGHTS[kind].get(field, 0.0) for kind in KINDS])
            expected = by_kind[view.segment.kinds()] / (
                1 - B + B * lengths / statistics.average(field)
            )
            assert statistics.coefficients(number, field).tolist() == expected.tolist()
