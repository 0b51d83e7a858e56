"""Snippets of records: the compiled function against its twin, on right and forged records."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from packing import compress, decompress
from painsci_search import native
from painsci_search.engine.postings import Spans
from painsci_search.engine.storage.columns import Unread
from painsci_search.engine.storage.field_postings import StemPositions
from painsci_search.engine.storage.manifest import BAD_DATA_ERRORS
from painsci_search.query.ast import Prefix, Word
from painsci_search.search import snippets
from painsci_search.search.highlights import match_end
from painsci_search.search.snippets import FieldLeaves
from painsci_search.sentences import sentences
from painsci_search.text import tokenize
from profiles import examples

pytestmark = pytest.mark.skipif(native.KERNEL is None, reason="the native kernel is not compiled")

# In both ways of a text: in ASCII only, or with letters of each width and marks that combine.
PLAIN = (
    "pain back low. of-the L4/L5 600mg 3.5 can't (ached) Pain. The low? row | \n \n\n a,b back; "
)
WIDE = (
    "naïve u\u0308ber Schmerz. “Pain” 痛み。 𝔓ain "
    "α-helix TNFα e\u0301 caf\xe9 \xa0 \u2028 10² \udc80 "
)
PIECES = [piece for piece in PLAIN.split(" ") if piece]
WIDE_PIECES = PIECES + [piece for piece in WIDE.split(" ") if piece]
LEAVES = [Word(text, None, 0, 1) for text in ("pain", "back", "of-the")]
LEAVES = [*LEAVES, Prefix("low", None, 0, 1)]
WEIGHTS = [2.0, 1.5, 0.1, 3.25]


def find_end(text: str, start: int, number: int) -> int:
    return match_end(LEAVES, "", text, start, number)


def pack(text: str, steps: list[int], units: list[int], size: int = 4) -> bytes:
    """A stored record, decompressed."""
    packed = np.array(steps, f"<u{size}").tobytes()
    return decompress(memoryview(compress(b'{"anchor":"a"}', text, units, packed, size)))


def steps_of(text: str) -> list[int]:
    starts = [token.start for token in tokenize(text) if token.parts == 1]
    return [b - a for a, b in pairwise([0, *starts])]


def stem_at(positions: list[int], bits: int = 3) -> StemPositions:
    """The postings of a stem in record 7, after seventy of another stem, amid a file."""
    kept = [0] * 70 + [position << bits for position in positions]
    items = memoryview(np.array(kept, np.uint32))
    checked = bytearray(3)

    def verify(begin: int, end: int) -> None:
        if not 0 <= begin <= end <= len(items):
            raise ValueError("a slice extends beyond its array")
        checked[:] = b"\1" * len(checked)

    unread = Unread(items, 4096, checked, verify)
    counts = memoryview(np.array([1] * 6 + [len(positions)], np.uint8))
    skips = memoryview(np.array([0, 64], np.uint16))
    return StemPositions(memoryview(np.array([7], np.uint8)), counts, skips, 70, bits, unread)


def outcome(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a function returns, or "damaged" for an error that is reported as damage."""
    try:
        return function(*arguments)
    except BAD_DATA_ERRORS:
        return "damaged"


def arguments_of(
    whole: Any, doc: Any, stems: Any, others: Any = (), located: Any = ()
) -> tuple[Any, ...]:
    """The arguments of `cut_snippets` for one record."""
    leaves = FieldLeaves(stems, list(others) if isinstance(others, tuple) else others, find_end)
    return [whole], [doc], [leaves], {0: list(located)} if located else {}, WEIGHTS


def check(*arguments: Any) -> Any:
    """Run both functions for one record, and return what both return."""
    given = arguments_of(*arguments)
    found = outcome(native.KERNEL.cut_snippets, *given)
    assert found == outcome(native.TWINS["cut_snippets"], *given)
    return found if found == "damaged" else found[0]


def spans_at(positions: list[int], width: int = 2, doc: int = 7) -> list[Spans]:
    """The matches of a leaf that is no single stem, in some records."""
    docs = range(max(doc - 1, 0), doc + 2)
    keys = [(each << 32) + at for each in docs for at in sorted(positions)]
    return [(np.array(keys, np.int64), width)]


texts = st.builds(
    "".join,
    st.one_of(
        st.lists(st.sampled_from([each + end for each in pieces for end in ("", " ", " ", " ")]))
        for pieces in (PIECES, WIDE_PIECES)
    )
    | st.lists(st.sampled_from([each + " " for each in WIDE_PIECES]), min_size=60, max_size=400),
)


@examples(500)
@given(texts, st.randoms(use_true_random=False), st.booleans())
def test_a_snippet_is_cut_as_by_the_twin(
    text: str, chance: random.Random, is_one_sentence: bool
) -> None:
    steps = steps_of(text)
    units = [0, len(text)] if is_one_sentence else [at for unit in sentences(text) for at in unit]
    places = range(len(steps))
    stems = [
        (number, stem_at(sorted(chance.sample(places, min(len(places), chance.randrange(9))))))
        for number in chance.sample(range(4), 2)
    ]
    spans = [
        (3, spans_at(sorted(chance.choices(places[: 1 - width or None], k=2)), width))
        for width in range(1, 1 + chance.randrange(3))
        if len(steps) >= width
    ]
    located = [(at, at + 3, 2) for at in sorted(chance.choices(range(len(text) + 1), k=2))]
    located = located if chance.randrange(2) else []
    whole = pack(text, steps, units, chance.choice((2, 4)))
    found = check(whole, 7, stems, spans, located)
    assert found != "damaged"
    assert check(whole, 9, stems, spans)[1] == ()


def test_a_long_sentence_is_cut_at_its_matches() -> None:
    text = "ache " * 200 + "pain and back, " + "ache " * 200 + "pain"
    steps = steps_of(text)
    stems = [(0, stem_at([200, len(steps) - 1])), (1, stem_at([202]))]
    found = check(pack(text, steps, [0, len(text)]), 7, stems)
    assert found[0].startswith("…ache ")
    assert found[0].endswith(" ache…")
    assert [found[0][slice(*span)] for span in found[1]] == ["pain", "back"]


def test_positions_are_verified_before_they_are_read_and_once() -> None:
    calls: list[tuple[int, int]] = []
    stem = stem_at([0, 2])
    unread = stem.positions

    def verify(begin: int, end: int) -> None:
        calls.append((begin, end))
        unread.verify(begin, end)

    stems = [(0, stem._replace(positions=unread._replace(verify=verify)))]
    text = "pain in pain"
    arguments = arguments_of(pack(text, steps_of(text), [0, len(text)]), 7, stems)
    for _ in range(2):
        found = native.KERNEL.cut_snippets(*arguments)
        assert found == [(text, ((0, 4), (8, 12)), 0, 12)]
    assert calls == [(70, 72)]


@examples(500)
@given(
    st.binary(max_size=60)
    | st.just(pack("Pain here. And back there.", [0, 5, 6, 4, 5], [0, 10, 11, 26])),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 255)), max_size=4),
    st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 9, 2**29 - 1]), max_size=5),
    st.sampled_from([0, 6, 7, 8, 2**64 - 1]),
)
def test_a_forged_record_ends_as_by_the_twin(
    whole: bytes, changes: list[tuple[int, int]], positions: list[int], doc: int
) -> None:
    forged = bytearray(whole)
    for at, value in changes:
        if at < len(forged):
            forged[at] = value
    stems = [(0, stem_at(positions))]
    check(bytes(forged), doc, stems)
    check(bytes(forged), doc % 2**30, stems, [(1, spans_at(positions, doc=doc % 2**30))])


ARRAYS = st.sampled_from(
    [
        np.array(items, kind)
        for items in ([], [0], [7], [1, 7, 255])
        for kind in ("B", "H", "I", "Q")
    ]
    + [np.array([-1]), np.array([2**64 - 1, 7], np.uint64), np.array([0.5]), None, 3, b"bytes", ()]
)
KEYS = np.array([7 << 32], np.int64)
NUMBERS = st.sampled_from([0, 1, 7, 31, 32, 64, 4096, 2**63 - 1, 2**63, -1, None])


@examples(1000)
@given(st.tuples(ARRAYS, ARRAYS, ARRAYS, NUMBERS, NUMBERS), ARRAYS, NUMBERS, ARRAYS, NUMBERS)
def test_forged_postings_end_in_a_snippet_or_an_error(
    postings: tuple[Any, ...], items: Any, offset: Any, checked: Any, leaf: Any
) -> None:
    whole, digit = pack("Pain here.", [0, 5], [0, 10], 2), pack("Pa1n here.", [0, 5], [0, 10])
    for unread in ((items, offset, checked, lambda *_: None), items):
        stems = [(leaf, (*postings, unread))]
        outcome(native.KERNEL.cut_snippets, *arguments_of(whole, 7, stems))
    for arguments in (
        arguments_of(items, 7, []),
        arguments_of(whole, leaf, []),
        arguments_of(whole, 7, items),
        arguments_of(whole, 7, [items]),
        arguments_of(whole, 7, [], [(leaf, [(items, offset)])]),
        arguments_of(whole, 7, [], [(0, [(KEYS, offset)])]),
        arguments_of(whole, 7, [], [(leaf, items)]),
        arguments_of(whole, 7, [], items),
        arguments_of(whole, 7, [], [items]),
        arguments_of(whole, 7, [], [], [(leaf, offset, leaf)]),
        arguments_of(whole, 7, [], [(5, [(KEYS, 1)])]),
        ([whole], [7], [([], [], find_end)], {}, [items]),
        ([whole], [7], [([], [], find_end)], {}, items),
        ([whole], [7], [items], {}, WEIGHTS),
        ([whole], [7], [], {}, WEIGHTS),
        ([whole], [7], [([], [], lambda *_: leaf)], {0: items}, WEIGHTS),
        ([digit], [7], [([], [(0, [(KEYS, 1)])], lambda *_: leaf)], {}, WEIGHTS),
        ([whole] * 4, [7] * 4, [([], [], None) for _ in range(4)], {}, WEIGHTS),
    ):
        outcome(native.KERNEL.cut_snippets, *arguments)
        outcome(native.KERNEL.cut_snippets, *arguments[:-1])
        outcome(native.KERNEL.cut_snippets, *arguments[:2], items, *arguments[3:])


def test_the_snippets_of_many_records_are_cut_at_once() -> None:
    texts = ["pain in pain", "naïve pain", "no ache", "pain"]
    wholes = [pack(text, steps_of(text), [0, len(text)]) for text in texts]
    leaves = [FieldLeaves([(0, stem_at([0]))], [], find_end) for _ in range(2)]
    leaves += [FieldLeaves([], [(1, spans_at([0, 1], 1))], find_end)]
    given = wholes, [7, 8, 7, 7], [leaves[0], leaves[1], leaves[2], leaves[0]], {1: [(6, 10, 2)]}
    found = native.KERNEL.cut_snippets(*given, WEIGHTS)
    assert found == native.TWINS["cut_snippets"](*given, WEIGHTS)
    assert [spans for _, spans, _, _ in found] == [
        ((0, 4),),
        ((6, 10),),
        ((0, 2), (3, 7)),
        ((0, 4),),
    ]


def test_the_constants_are_those_of_the_twins() -> None:
    text = "a " * 400
    lengths = accumulate([snippets._MOST, 1, 1])
    for length in lengths:
        check(pack(text, [0, 2], [0, length]), 7, [], [(0, spans_at([1], 1))])
