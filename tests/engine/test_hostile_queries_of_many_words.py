"""Queries built to hurt, on an index of many words that share their beginnings and ends."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from operations import count_calls
from painsci_search import Article, Index, QueryError, Section
from profiles import trials

pytestmark = [pytest.mark.slow, pytest.mark.trial]

_SYLLABLES = "ka ko ku ba bo bu ma mo mu ta to tu ra ro ru la lo lu sa so su na no nu".split()
_ARTICLES, _SECTIONS, _WORDS = 60, 12, 60
# Calls of functions for a query: some 10 for each of the 2,000 words that a pattern may match, in
# each of several patterns and fields.
_MOST = 1_500_000
_OPERATORS = ("AND ", "OR ", "NOT ", "+", "-", "(", ")", '"', '"~9 ', "title:", "heading:", "^3 ")
_ENDINGS = ("", "*", "~", "~2", "?", "*a", "-", "/", ".", ":", "’s", "\u0301", "\u202e", "\u00ad")
_BUILT = (
    "k* b* m* t* r* l* s* n*",
    "*a *o *u *ka *bo",
    "?a?o?a?o " * 12,
    "ka*bo* " * 20,
    "kabo~2 kamo~2 kura~2 tulo~2 " * 4,
    '"' + "kako " * 400 + '"',
    '"kako kaba"~50 ' * 40,
    "((" * 24 + "ka*" + "))" * 24,
    "(kako OR (kaba AND (kamo OR " * 16 + "kuta" + ")))" * 16,
    "NOT ka* NOT bo* kako",
    "+ka* -kako*",
    "title:ka* heading:ka* body:ka*",
    "kako AND " * 200 + "kaba",
    "article:*1*2* kako",
)


@pytest.fixture(scope="module")
def many_words() -> Index:
    """An index of some thousands of words of two to four syllables."""
    chance = random.Random(5)

    def text(count: int) -> str:
        words = (
            "".join(chance.choices(_SYLLABLES, k=chance.randrange(2, 5))) for _ in range(count)
        )
        return " ".join(words).capitalize() + "."

    index = Index.in_memory()
    index.add(
        Article(
            f"article-{number}",
            text(4),
            tuple(Section(f"s{part}", text(3), text(_WORDS)) for part in range(_SECTIONS)),
        )
        for number in range(_ARTICLES)
    )
    index.search("kako")  # what a first query loads is not counted
    return index


def random_queries(count: int) -> Iterator[str]:
    chance = random.Random(6)
    for _ in range(count):
        pieces = []
        for _word in range(int(chance.choice([3, 12, 60]) * chance.random()) + 1):
            syllables = "".join(chance.choices(_SYLLABLES, k=chance.randrange(1, 4)))
            pieces += [chance.choice(_OPERATORS) * chance.randrange(2), syllables]
            pieces += [chance.choice(_ENDINGS), chance.choice(["", " ", " "])]
        yield "".join(pieces)


def ask(index: Index, query: str) -> bool:
    """Search and complete; return whether the query was answered."""
    answered = False
    try:
        results = index.search(query, limit=10)
        assert results.total >= len(results.hits)
        answered = True
    except QueryError as error:
        assert "\n" not in str(error)
        assert 0 <= error.position <= len(query)
    index.suggest(query)
    return answered


@pytest.mark.parametrize("query", _BUILT, ids=lambda query: f"{query[:12]}-{len(query)}")
def test_a_query_that_was_built_to_hurt_costs_a_bounded_number_of_calls(
    many_words: Index, query: str
) -> None:
    assert count_calls(lambda: ask(many_words, query)) < _MOST


def test_random_queries_are_answered_or_refused_at_bounded_cost(many_words: Index) -> None:
    answers: list[bool] = []
    for query in random_queries(trials(200, 2_000)):
        calls = count_calls(lambda query=query: answers.append(ask(many_words, query)))
        assert calls < _MOST, query
    assert 0.1 < sum(answers) / len(answers) < 0.9
