"""Passages are cut into windows that a model can take."""

from hypothesis import given
from hypothesis import strategies as st

from painsci_search.semantic.windows import Passage, windows_of


def _tokenize(text: str) -> list[int]:
    """A token for each word: its length."""
    return [len(word) for word in text.split()]


def _passage(sizes: list[int], heading: str = "Title") -> Passage:
    """A passage of sentences of so many words."""
    text, sentences = "", []
    for number, size in enumerate(sizes):
        start = len(text)
        text += " ".join([f"{'w' * (number % 7 + 1)}"] * size)
        sentences += [start, len(text)]
        text += " "
    return Passage(heading, text, sentences)


def test_a_short_passage_is_one_window_with_its_heading() -> None:
    (window,) = windows_of(_passage([3, 2]), _tokenize)
    assert window.tokens == [5, 1, 1, 1, 2, 2]
    assert window.start == 0


def test_a_passage_without_text_is_its_heading() -> None:
    (window,) = windows_of(Passage("Sore knees", "", []), _tokenize)
    assert window.tokens == [4, 5]


def test_a_text_without_sentences_is_one_sentence() -> None:
    (window,) = windows_of(Passage("", "aa bb", []), _tokenize)
    assert (window.start, window.end, window.tokens) == (0, 5, [2, 2])


def test_windows_of_a_passage_overlap_by_short_sentences() -> None:
    passage = _passage([60, 50, 20, 60])
    first, second = windows_of(passage, _tokenize)
    assert first.end == passage.sentences[3]
    assert second.start == passage.sentences[4]
    first, second = windows_of(_passage([60, 30, 30, 60]), _tokenize)
    assert second.start < first.end


def test_a_long_heading_leaves_room_for_the_text() -> None:
    (window, *_) = windows_of(_passage([90, 90], "word " * 300), _tokenize)
    assert len(window.tokens) == 32 + 90


@given(st.lists(st.integers(0, 300), max_size=12), st.integers(0, 60))
def test_every_sentence_is_in_a_window_and_no_window_is_too_long(
    sizes: list[int], heading: int
) -> None:
    passage = _passage(sizes, "t " * heading)
    windows = windows_of(passage, _tokenize)
    begins = min(heading, 32)
    assert all(len(window.tokens) <= 126 for window in windows)
    kept = [token for window in windows for token in window.tokens[begins:]]
    assert len(kept) >= sum(sizes)
    for number, size in enumerate(sizes):
        start, end = passage.sentences[2 * number : 2 * number + 2]
        if size:
            assert any(window.start <= start and end <= window.end for window in windows)
