"""Articles by the words of their titles."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Index, Section
from painsci_search.engine import title_words
from painsci_search.engine.storage import segment
from painsci_search.text import tokenize
from profiles import examples

_WORDS = ("Sham", "shams", "knee’s", "L4/L5", "600mg", "TNF-α", "Schmerzen", "Café", "1-s", "\n\n")
TITLES = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=5).map(" ".join)


def suggested(index: Index, typed: str) -> list[str | None]:
    """Return the ids of the articles that complete what is typed."""
    return [each.article for each in index.suggest(typed) if each.kind == "article"]


def titled(titles: Sequence[str], typed: str) -> list[str]:
    """Find the same by reading all titles; an article's id is its number."""
    *whole, last = [token.word for token in tokenize(typed) if token.parts == 1]
    found = []
    for number, title in enumerate(titles):
        words = {token.word for token in tokenize(title)}
        if words.issuperset(whole) and any(word.startswith(last) for word in words):
            found.append(str(number))
    return sorted(found)[:3]


@examples(60)
@given(st.lists(TITLES, min_size=1, max_size=12), st.integers(1, 6), st.sampled_from([1, 7, 1000]))
def test_articles_are_those_whose_titles_have_the_words(
    titles: list[str], at_once: int, postings: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, Index.in_memory() as index:
        patch.setattr(title_words, "_AT_ONCE", postings)
        articles = [
            Article(
                str(number),
                title,
                (Section("s", "Sham", "Shamrocks and a knee."),),
                language="de" if number % 3 == 2 else "en",
            )
            for number, title in enumerate([*titles, "Sham knee, removed"])
        ]
        for start in range(0, len(articles), at_once):
            index.add(articles[start : start + at_once])
        index.remove(str(len(titles)))
        for typed in ("sham", "sh", "shams", "kne", "l4", "l4l", "sham l5", "600mg s", "schmerz"):
            assert suggested(index, typed) == titled(titles, typed), typed
        for typed in ("tnf al", "cafe sch", "1s", "nobody sh", "shamr"):
            assert suggested(index, typed) == titled(titles, typed), typed


def test_no_record_is_read_but_those_of_the_offered_articles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = 0
    load = segment.decompress_all

    def counted(frames: Sequence[memoryview]) -> list[bytes]:
        nonlocal read
        read += len(frames)
        return load(frames)

    monkeypatch.setattr(segment, "decompress_all", counted)
    with Index.in_memory() as index:
        text = "A text on the placement of needles."
        index.add(
            Article(f"a{number:02}", f"Shams {number}", (Section("s", "S", text),))
            for number in range(40)
        )
        assert suggested(index, "sha") == ["a00", "a01", "a02"]
        assert read == 3
