"""The compiled sketch of a text and its Python twin are the same, also of texts that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import native
from painsci_search.ingest import sketches
from profiles import examples
from twins import needs_kernel

# Letters of scripts with and without spaces, numbers and marks that may be a part of a word, and
# what is none.
CHARACTERS = "abß1 _-'’\n\u0301½²中ひー한ａⅧ𝒜🙂"


def both(text: bytes, most: int) -> list[object]:
    """The results of both functions, or the class of error that they have in common."""
    found: list[object] = []
    assert native.KERNEL is not None
    for function in (native.KERNEL.lowest_runs, native.TWINS["lowest_runs"]):
        try:
            words, runs, hashes = function(text, most)
            found.append((words, runs, bytes(hashes)))
        except ValueError:
            found.append(ValueError)
    return found


@needs_kernel
@examples(300)
@given(st.text(st.sampled_from(CHARACTERS), max_size=60), st.sampled_from([0, 1, 3, 64]))
def test_sketches_are_the_same(text: str, most: int) -> None:
    kernel, twin = both(text.encode(), most)
    assert kernel == twin


@needs_kernel
@examples(200)
@given(st.lists(st.sampled_from([0x20, 0x61, 0x80, 0xBF, 0xC2, 0xE0, 0xED, 0xA0, 0xF0, 0xFF])))
def test_bytes_that_are_no_utf_8_are_an_error(data: list[int]) -> None:
    kernel, twin = both(bytes(data), 3)
    assert kernel == twin


@needs_kernel
def test_the_table_of_a_long_text_grows() -> None:
    text = " ".join(map(str, range(30_000))).encode()
    kernel, twin = both(text, 64)
    assert kernel == twin


@needs_kernel
@pytest.mark.parametrize("most", [-1, 4097])
def test_a_number_of_hashes_out_of_range_is_an_error(most: int) -> None:
    assert both(b"one two three", most) == [ValueError, ValueError]


def test_fewer_than_three_words_are_one_run() -> None:
    for text in (b"one", b"one two", b"one two three"):
        assert sketches.lowest_runs(text, 64)[1] == 1
