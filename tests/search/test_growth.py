"""Growth of the work of a hit: in proportion to its text, counted, not timed."""

from __future__ import annotations

from functools import partial

import pytest

from operations import count_work
from painsci_search import Article, Index, Note, NoteRef, Section

# Repetitions in the shortest of the three texts; the others are twice and four times as long.
TIMES = 400

TEXTS = {
    "words": "bilby ",
    "words, of two in turn": "bilby digs ",
    "sentences": "The bilby digs here again. ",
    "sentences of one word": "Bilby. ",
    "paragraphs": "The bilby digs.\n\n",
    "cells": "bilby | ",
    "lines": "bilby\n",
    "joined words": "bilby-",
    "stops": "bilby...",
    "ideographs": "痛bilby",
}
QUERIES = [
    "bilby",
    "bilby digs",
    '"bilby digs"',
    '"bilby bilby"',
    "bilb*",
    "bilbi~",
    "bilby NEAR digs",
]


def index_of(unit: str, times: int) -> Index:
    text = unit * times
    marks = tuple(NoteRef("1", offset, "n1") for offset in range(0, len(text), len(unit)))
    section = Section("s", "Section", text.strip(), note_refs=marks)
    index = Index.in_memory()
    index.add(Article("a", "Growth", (section,), (Note("1", "n1", unit * times),)))
    return index


@pytest.mark.slow
@pytest.mark.parametrize("unit", TEXTS.values(), ids=TEXTS.keys())
def test_the_work_of_a_hit_grows_in_proportion_to_its_text(unit: str) -> None:
    indexes = [index_of(unit, TIMES * factor) for factor in (1, 2, 4)]
    for query in QUERIES:
        for index in reversed(indexes):
            index.search(query)  # fills the caches
        small, middle, large = (count_work(partial(each.search, query)) for each in indexes)
        for first, second, third in zip(small, middle, large, strict=True):
            # the same slope twice: 2 for a straight line, 4 for a square
            assert third - second <= 2.5 * max(second - first, TIMES), query
