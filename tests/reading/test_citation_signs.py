"""A note without the signs of a citation is known by cheap tests, which miss none of the signs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from painsci_search.reading.citations.works import _WORDS, _has_sign, _may_have_words
from profiles import examples

PIECES = ["In preſs", "FORTHCOMING", "n.d.", "N.D.", "unpubliſhed", "ıSBN", "İSBN", "isbn"]
PIECES += ["vol. ", "VOL.", "pp. ", "p.", "no.\u00a0", "7", "٧", " ", "\n", "socks", "é", "."]


@examples(400)
@given(st.lists(st.sampled_from(PIECES), max_size=6))
def test_no_word_of_a_citation_is_missed(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert _may_have_words(text) or _WORDS.search(text) is None
    assert _has_sign(text, 0, len(text)) or _WORDS.search(text) is None


def test_plain_prose_cannot_have_such_a_word() -> None:
    assert not _may_have_words("Warm socks are “warm”. They are no remedy.")
