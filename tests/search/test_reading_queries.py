"""Any query finds what a reader of the texts would find by its words, and any text is answered."""

from __future__ import annotations

import random
from itertools import islice

import pytest
from reading_queries import Maker

from painsci_search import Article, Index, QueryError, Section

_TEXTS, _QUERIES, _STRINGS = 24, 600, 300
_PIECES = (
    *("zorb", "quib", '"', '"zorb quib"', "~", "~2", "~9", "^", "^2", "^0", "(", ")", "((", "AND"),
    *("OR", "NOT", "+", "-", "--", "\u2013", "*", "?", "z*", "zor*", "*rb", "a*b*c*d*e", ":", "/"),
    *(
        "title:",
        "body:(",
        "note:",
        "year:",
        "year:[2015 TO",
        "TO 2020]",
        ">=2018",
        "doi:",
        "pmid:7",
    ),
    *("updated:2024-13", "kind:book", "lang:", "meta:", "tag:", "10.1/x", "https://", "&&", "||"),
    *(
        "\u0000",
        "\ud800",
        "\u0e40\u0e08\u0e47\u0e1a",
        "\u75db\u307f",
        "\u0645",
        "e\u0301",
        "\u200d",
    ),
    *("\U0001f600", "1e999", "9" * 40, "TNF-\u03b1", "5 HT3", "{", "}", "[", "]", "\n", "\t", "'"),
)


def index_of_seed(seed: int) -> tuple[Index, list[dict[str, list[str]]]]:
    """Return an index in English and German, and the texts of its articles in order."""
    maker = Maker(seed)
    texts = [maker.text() for _ in range(_TEXTS)]
    index = Index.in_memory()
    index.add(
        Article(
            f"a{number}",
            " ".join(text["title"]),
            (Section("s", " ".join(text["heading"]), " ".join(text["body"])),),
            language=("en", "de")[number % 2],
        )
        for number, text in enumerate(texts)
    )
    return index, texts


def strings(seed: int, count: int) -> list[str]:
    """Return texts of pieces of queries and of any characters, the same ones for a seed."""
    chosen = random.Random(seed)
    made = []
    for _ in range(count):
        pieces = [chosen.choice(_PIECES) for _ in range(chosen.randint(0, 9))]
        if chosen.random() < 0.3:
            pieces.append("".join(chr(chosen.randint(0, 0x3FFF)) for _ in range(6)))
        made.append(chosen.choice(("", " ")).join(pieces))
    return made


@pytest.mark.parametrize("seed", [1])
def test_a_query_finds_what_a_reader_of_the_texts_finds(seed: int) -> None:
    index, texts = index_of_seed(seed)
    with index:
        for query in islice(Maker(-seed).queries(), _QUERIES):
            results = index.search(query.inside(), kind="section", limit=_TEXTS)
            found = {hit.article.id for hit in results}
            expected = {f"a{n}" for n, text in enumerate(texts) if query.matches(text)}
            assert found == expected, query.inside()
            assert results.total == len(expected)


@pytest.mark.parametrize("seed", [1])
def test_any_string_is_answered_or_refused_in_one_line(seed: int) -> None:
    index, _ = index_of_seed(seed)
    with index:
        for text in strings(seed, _STRINGS):
            answer = index.search(text, lenient=True)
            assert answer.query == text
            try:
                index.search(text)
            except QueryError as error:
                assert len(str(error).splitlines()) == 1, text
