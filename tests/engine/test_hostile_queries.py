"""Whatever is asked, the answer is results or a QueryError."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from painsci_search import Index, QueryError
from processor_time import processor_seconds

pytestmark = pytest.mark.slow

_PIECES = (
    *"placebo pain surgery knee the of and a massage sham nocebo expectations sleep".split(),
    *"AND OR NOT + - ( ) ) ( \" \" ~ ~1 ~2 * : , . / ' ’ “ ” « » ? ! & | \\ # % @ [ ]".split(),
    *"title: heading: note: author: year: pmid: doi: Title: nothing: :".split(),
    *"body: journal: year:2018 year:[2010 year:>=2015 TO 2020] kind:note has:note lang:en".split(),
    *"article:sham* updated:2024-06 updated:>2025 painsci:52158 ^2 ^ ^0 {2010 2020} && ||".split(),
    *"*algia sur*y s?m pl*ce*o ~5 LBP low back pain tumour DOMS physiotherapy randomised".split(),
    *"surg* pain~1 placibo~2 CRPS-1 L4/L5 5-HT 2018 30397584 10.1136/bmj.h2747 1,000".split(),
    *"naïve café ÅNGSTRÖM ß ı İ ﬁ 痛み 疼痛 боль ألم ปวด दर्द 🧠 e\u0301".split(),
    *"\u00ad \u200b \u202e \ufeff \udce9".split(),
    "\x00", "\n", "\t", "\u2028", "\ud800", "x" * 300, "ab-" * 50, "9" * 40, "(" * 10, "+-" * 5,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _with_an_end() -> Iterator[None]:
    """Fail what would go on and on."""
    with processor_seconds(30):
        yield


def made_up(count: int) -> Iterator[str]:
    chance = random.Random(8)
    for _ in range(count):
        pieces = chance.choices(_PIECES, k=chance.randrange(1, 13))
        yield chance.choice(["", " ", " ", " "]).join(pieces)


def test_a_random_query_has_results_or_a_query_error(demo_index: Index) -> None:
    answered = refused = 0
    for query in made_up(5_000):
        try:
            results = demo_index.search(query, limit=2)
        except QueryError as error:
            assert error.query == query
            assert 0 <= error.position <= len(query)
            refused += 1
        else:
            assert results.total >= len(results.hits)
            answered += 1
    assert min(answered, refused) > 500


@pytest.mark.parametrize(
    "query",
    [
        "a " * 499,
        "placebo " * 499,
        "the " * 250 + "placebo " * 249,
        " ".join(f"word{number}" for number in range(499)),
        '"of the in a" ' * 50,
        " ".join(f'"the {word}"' for word in "of a and in is to it that".split() * 6),
        '"' + "of the " * 200 + '"',
        " ".join(f"{letters}*" for letters in "in de re co pr st pa ca di un".split() * 2),
        " ".join(f"{word}~2" for word in "pain knee sham drug back nerve spine".split() * 2),
        "(" * 49 + "placebo" + ")" * 49,
        "NOT " * 49 + "placebo",
        "(" * 5_000,
        "(a OR b) AND " * 200 + "pain",
        "placebo NOT (" * 40 + "pain" + ")" * 40,
        "(pain (knee " * 20 + "placebo" + "))" * 20,
        "x" * 100_000,
        "x-" * 2_000,
        "x* " * 20,
        "é" * 50_000,
        "\u00ad" * 10_000,
        "~" * 10_000,
        "+" * 10_000 + "pain",
        '"' * 10_001,
        "title:" * 1_000 + "pain",
        " ".join(
            f"*{letters}" for letters in "ing ion ent ery ain est out ure her all".split() * 2
        ),
        "a*b*c* " * 20,
        "*" * 10_000 + "ing",
        "?a" * 10_000,
        " ".join(f'"the {word}"~50' for word in "of and in is to it that was are".split() * 5),
        '"' + "the of and a in is " * 60 + '"~50',
        "low back pain " * 160,
        " ".join(["randomised controlled trial"] * 160),
        "((pain^9)^9)^9 " * 20,
        "year:[1000 TO 2999] " * 100,
        "updated:>=1000 " * 100,
        "article:*a*b*c*d*e*f*g*h*i*j*k*l*m* pain",
        "article:" + "*a" * 5_000,
        "[" * 10_000 + "a TO b]",
    ],
    ids=lambda query: f"{query[:12]}-{len(query)}",
)
def test_a_query_that_was_built_to_hurt_has_results_or_a_query_error(
    demo_index: Index, query: str
) -> None:
    try:
        results = demo_index.search(query)
    except QueryError as error:
        assert "\n" not in str(error)
    else:
        assert results.total >= len(results.hits)
