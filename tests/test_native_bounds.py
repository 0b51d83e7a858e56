"""The compiled maps and first records of large segments are those of their Python twins."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Index, Section, native
from painsci_search.engine import maps, stems
from painsci_search.engine.adding import Lift
from painsci_search.engine.bounded import MappedPart
from painsci_search.engine.collection import collection_of
from painsci_search.engine.stems import Searched
from profiles import examples
from twins import FORGED, Forging, both, needs_kernel, open_forged_words, outcome

WORDS = ("knee", "sham", "back", "ache")
STEMS = ("knee", "sham", "back", "ach")


class Asked(NamedTuple):
    """A segment, and the order of its records."""

    searched: Searched
    order: tuple[Any, Any]


def asked(count: int, seed: int, *, is_deleted: bool = False) -> Asked:
    """A segment of articles with so many sections, whose words are drawn at random."""
    chance = np.random.default_rng(seed)
    index = Index.in_memory()
    with index.batch():
        for name in "cab":
            sections = [
                Section(f"s{n}", _words(chance, 1, 2), _words(chance, 1, 40)) for n in range(count)
            ]
            index.add(Article(name, "Knees", tuple(sections)))
    if is_deleted:
        index.remove("a")
    found = collection_of(index._store.snapshot)
    segment = found.views[0].segment
    return Asked(stems.searched(found, 0), (segment.articles(), segment.article_order()))


def _words(chance: np.random.Generator, least: int, most: int) -> str:
    return " ".join(chance.choice(WORDS, int(chance.integers(least, most)), p=(0.1, 0.6, 0.2, 0.1)))


@pytest.fixture(scope="module", params=[False, True])
def segment(request: pytest.FixtureRequest) -> Asked:
    return asked(700, 7, is_deleted=request.param)


def mapped(searched: Searched, number: int, idf: float, *, is_listed: bool) -> MappedPart:
    """A stem as a part of a query."""
    stem = STEMS[number].encode()
    if is_listed:
        _, docs, frequencies, _ = native.TWINS["match_stem"](searched, stem, stems.ALL_TEXT)
        bits, highest = native.TWINS["map_records"](docs, frequencies, searched.segment.size)
        return bits, highest, idf, 1.0 + number / 3, None, docs, frequencies
    ranges, bits, highest, *_ = native.TWINS["map_stem"](searched, stem, stems.ALL_TEXT)
    return bits, highest, idf, 1.0 + number / 3, ranges, None, None


@needs_kernel
@pytest.mark.parametrize("fields", [stems.ALL_TEXT, ("heading", "path"), ("body",), ()])
@pytest.mark.parametrize("stem", [*STEMS, "none", "", "é"])
def test_stems_are_mapped_as_by_the_twin(
    segment: Asked, stem: str, fields: tuple[str, ...]
) -> None:
    kernel, twin = (
        function(segment.searched, stem.encode(), fields) for function in both("map_stem")
    )
    assert kernel[0] == twin[0]
    assert bytes(kernel[1]) == bytes(twin[1])
    assert bytes(kernel[2]) == bytes(twin[2])
    assert kernel[3:] == twin[3:]


@needs_kernel
@examples(60)
@given(st.sets(st.integers(0, 699)), st.integers(0, 2**32))
def test_records_are_mapped_as_by_the_twin(docs: set[int], seed: int) -> None:
    records = np.array(sorted(docs), np.intp)
    frequencies = np.random.default_rng(seed).random(len(records))
    kernel, twin = (function(records, frequencies, 700) for function in both("map_records"))
    assert [bytes(each) for each in kernel] == [bytes(each) for each in twin]


def test_bits_are_those_of_the_records() -> None:
    for size in (0, 1, 63, 64, 65, 700):
        mask = np.random.default_rng(size).random(size) < 0.3
        assert maps.records_in(maps.bits_of(mask), size).tolist() == np.flatnonzero(mask).tolist()


@needs_kernel
@examples(60)
@given(st.lists(st.integers(0, 3), max_size=4), st.booleans())
def test_matches_are_counted_as_by_the_twin(
    segment: Asked, numbers: list[int], is_masked: bool
) -> None:
    given_maps = tuple(mapped(segment.searched, n, 1.0, is_listed=True)[0] for n in numbers)
    mask = maps.as_bits(mapped(segment.searched, 1, 1.0, is_listed=False)[0])
    arguments = given_maps, ~mask if is_masked else None
    kernel, twin = (function(*arguments) for function in both("count_matches"))
    assert kernel == twin


@needs_kernel
@examples(200)
@given(st.data())
def test_first_records_are_those_of_scoring_all(segment: Asked, data: st.DataObject) -> None:
    drawn = data.draw(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=4))
    parts = [
        mapped(segment.searched, number, 0.3 + 2 * number, is_listed=is_listed)
        for number, is_listed in drawn
    ]
    extras = data.draw(st.integers(0, min(len(parts), 2)))
    found = tuple(parts[extras:])
    mask = None
    if data.draw(st.booleans()):
        allowed = np.random.default_rng(data.draw(st.integers(0, 99)))
        mask = maps.bits_of(allowed.random(segment.searched.segment.size) < 0.3)
    needed = len(found) if len(found) > 1 and data.draw(st.booleans()) else 0
    lift = Lift(needed, data.draw(st.floats(0, 30)), 1e-4)
    count = data.draw(st.sampled_from([-1, 0, 1, 2, 10, 50, 3000]))
    arguments = found, tuple(parts[:extras]), 2.0, lift, mask, segment.order, count
    kernel, twin = (function(segment.searched, *arguments) for function in both("first_of_parts"))
    assert kernel == twin


@needs_kernel
def test_blocks_that_cannot_have_one_of_the_first_are_not_scored(segment: Asked) -> None:
    """Their frequencies are higher here than their bound says, so that scoring them would show."""
    size = segment.searched.segment.size
    docs, frequencies = np.arange(size), np.ones(size)
    frequencies[128:192] = 2.0
    bits, highest = native.TWINS["map_records"](docs, frequencies, size)
    frequencies[1400] = 9.0
    part = bits, highest, 1.0, 1.0, None, docs, frequencies
    kernel, twin = both("first_of_parts")
    arguments = (part,), (), 2.0, Lift(), None, segment.order
    found = kernel(segment.searched, *arguments, 20)
    assert [doc for _, doc, _ in found] == list(range(128, 148))
    assert twin(segment.searched, *arguments, 1)[0][1] == 1400
    # with more records than one block has, all blocks are scored
    assert kernel(segment.searched, *arguments, 65)[0][1] == 1400


@needs_kernel
@examples(600)
@given(st.data())
def test_forged_arrays_of_a_segment_end_in_an_answer_or_an_error(data: st.DataObject) -> None:
    """Each array of a segment, and each number beside them, is replaced by another."""
    right = asked(30, 3)
    statistics = right.searched.weights.func.__self__  # type: ignore[attr-defined]
    opened = open_forged_words(data, statistics)
    if isinstance(opened, type):
        return
    for stem in (b"knee", b"sham", b"none"):
        outcome(native.KERNEL.map_stem, (opened,), stem, stems.ALL_TEXT)
    part = mapped(right.searched, 1, 1.0, is_listed=False)
    arguments = (part, part), (), 2.0, Lift(), None, right.order, 10
    outcome(native.KERNEL.first_of_parts, (opened,), *arguments)


@needs_kernel
@examples(600)
@given(st.data())
def test_forged_parts_end_in_an_answer_or_an_error(data: st.DataObject) -> None:
    """Each array of a part, and each number beside them, is replaced by another."""
    right = asked(30, 3)
    part: list[Any] = list(mapped(right.searched, 1, 1.0, is_listed=data.draw(st.booleans())))
    part[data.draw(st.integers(0, 6))] = data.draw(FORGED | RANGES)
    order: list[Any] = list(right.order)
    if data.draw(st.booleans()):
        order[data.draw(st.integers(0, 1))] = data.draw(FORGED)
    mask = data.draw(st.none() | FORGED)
    arguments = (tuple(part),), (tuple(part),), 2.0, Lift(1, 1.0), mask, tuple(order), 10
    outcome(native.KERNEL.first_of_parts, right.searched, *arguments)
    outcome(native.KERNEL.count_matches, (part[0], part[1]), mask)
    outcome(native.KERNEL.map_records, part[5], part[6], data.draw(st.integers(-5, 200)))


RANGES = st.dictionaries(
    st.sampled_from([*stems.ALL_TEXT, "author", 3]),
    st.tuples(st.integers(0, 99), st.integers(0, 99)) | st.sampled_from([None, (1,), (-1, 2)]),
    max_size=4,
)


@needs_kernel
def test_wrong_arguments_are_refused(segment: Asked) -> None:
    kernel = native.KERNEL
    part = mapped(segment.searched, 1, 1.0, is_listed=False)
    right = [segment.searched, (part,), (), 2.0, Lift(), None, segment.order, 10]
    assert len(kernel.first_of_parts(*right)) == 10
    for at, wrong in [(0, (5,)), (0, 5), (1, [part]), (2, 5), (3, "k"), (4, ()), (6, 5), (7, "9")]:
        arguments = [*right[:at], wrong, *right[at + 1 :]]
        assert outcome(kernel.first_of_parts, *arguments) in (TypeError, ValueError)
    assert outcome(kernel.first_of_parts, *right[:7]) is TypeError
    assert outcome(kernel.map_stem, segment.searched, "knee", ()) is TypeError
    assert outcome(kernel.map_stem, segment.searched, b"knee", ("author",)) is ValueError
    assert outcome(kernel.map_stem, (None,), b"knee", ()) in (TypeError, ValueError)
    assert outcome(kernel.count_matches, [part[0]], None) is TypeError
    assert outcome(kernel.count_matches, (part[0], part[1][:-1]), None) in (TypeError, ValueError)
    assert outcome(kernel.map_records, np.array([9]), np.ones(1), 9) is ValueError
    assert outcome(kernel.map_records, np.array([9]), np.ones(2), 10) is ValueError
    assert outcome(kernel.map_records, np.array([9]), np.ones(1), -1) is ValueError


@needs_kernel
def test_records_out_of_order_or_beyond_the_last_are_errors() -> None:
    right = asked(30, 3)
    statistics = right.searched.weights.func.__self__  # type: ignore[attr-defined]
    arrays = stems._arrays(statistics, 0)
    for change in (lambda docs: docs[::-1].copy(), lambda docs: docs + 200):
        docs = change(np.array(arrays[5][3][3]).astype(np.uint8))
        forged = Forging(arrays, (5, 3, 3)).with_array(docs)
        opened = native.KERNEL.open_words(lambda forged=forged: forged)
        assert outcome(native.KERNEL.map_stem, (opened,), b"sham", ("body",)) is ValueError
