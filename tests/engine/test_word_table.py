import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.engine import word_table
from painsci_search.engine.analysis import Vocabulary
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.word_table import WordTable, keys_of

WORDS = st.lists(st.text("abz", min_size=1, max_size=20).map(str.encode), max_size=30)


def edges_of(words: list[bytes]) -> tuple[Array, Array]:
    ends = np.cumsum([len(word) + 1 for word in words], dtype=np.int64) - 1
    return ends - np.array([len(word) for word in words], np.int64), ends


@given(st.lists(WORDS, max_size=4))
def test_equal_words_have_equal_numbers_and_others_have_not(batches: list[list[bytes]]) -> None:
    vocabulary = Vocabulary()
    for words in batches:
        numbers = vocabulary.number_all(b" ".join(words), *edges_of(words))
        assert [vocabulary.forms[number].encode() for number in numbers] == words
    assert len(set(vocabulary.forms)) == len(vocabulary.forms)


def test_words_that_share_a_place_keep_their_own_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_table, "_FACTOR", np.uint64(0))  # the hash of all short words is 0
    vocabulary = Vocabulary()
    words = [b"knee", b"hip", b"knee", b"elbow"]
    numbers = vocabulary.number_all(b" ".join(words), *edges_of(words))
    assert [vocabulary.forms[number].encode() for number in numbers] == words


def test_a_repeated_word_is_looked_up_by_itself_once(monkeypatch: pytest.MonkeyPatch) -> None:
    singly = 0
    number_each = Vocabulary._number_each

    def count(vocabulary: Vocabulary, data: bytes, starts: Array, ends: Array) -> Array:
        nonlocal singly
        singly += len(starts)
        return number_each(vocabulary, data, starts, ends)

    monkeypatch.setattr(Vocabulary, "_number_each", count)
    vocabulary = Vocabulary()
    words = [str(number).encode() for number in range(500)] * 20
    vocabulary.number_all(b" ".join(words), *edges_of(words))
    assert singly < 1_000


def test_a_table_that_grows_keeps_its_words() -> None:
    table = WordTable()
    words = [f"word{number}".encode() for number in range(20_000)]
    data, (starts, ends) = b" ".join(words), edges_of(words)
    for low in range(0, len(words), 5_000):
        keys = keys_of(data, starts[low : low + 5_000], ends[low : low + 5_000])
        chosen = table.distinct(keys)
        table.add(keys.take(chosen), (low + chosen).astype(np.int32))
    found = table.find(keys_of(data, starts, ends))
    assert np.all((found == np.arange(len(words))) | (found < 0))
    assert np.count_nonzero(found >= 0) > 0.8 * len(words)
