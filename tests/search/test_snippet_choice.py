"""Which of several sentences a snippet shows, where their words alone do not decide."""

from __future__ import annotations

from painsci_search import Article, Index, Section

FILLER = "This sentence is only here to take up room and it has nothing at all to say about that."
EARLY = "A placebo may do something for a person in pain, or so it has been said here and there."
LATE = "A placebo may do something for a person in pain, or so it has been said now and then here."


def snippet_of(index: Index, *paragraphs: str) -> str:
    text = "\n\n".join(paragraphs)
    index.add(Article("a", "Untitled", (Section("s", "Part", text),)))
    index.add(Article("b", "Untitled", (Section("s", "Part", FILLER),)))
    [hit] = index.search("placebo")
    return hit.snippet.text


def test_the_earlier_of_two_sentences_is_shown_though_the_later_is_a_little_longer(
    index: Index,
) -> None:
    assert len(LATE) > len(EARLY)
    assert snippet_of(index, EARLY, FILLER, LATE) == EARLY


def test_a_later_sentence_is_shown_where_it_has_more_of_the_query(index: Index) -> None:
    better = "A placebo may be compared with another placebo, and placebo with nothing at all."
    assert snippet_of(index, EARLY, FILLER, better) == better
