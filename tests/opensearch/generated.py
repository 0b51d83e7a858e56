"""Queries made from a seed, in the whole query language, and where two answers to one differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any, NamedTuple

from painsci_search import Index, QueryError, Results

# Queries of one way of asking: strict, or lenient, with facets and explanations, or by filters.
_OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"facets": True, "explain": True},
    {"lenient": True},
    {"exact": True},
    {"kind": "note"},
    {"since": "2018", "facets": True},
    {"sort": "date"},
    {"sort": "position", "offset": 2},
    {"per_article": 1},
    {"cited_since": 2018},
)
_FILTERS = (
    "kind:note",
    "kind:section",
    "has:note",
    "has:reference",
    "lang:en",
    "-lang:de",
    "year:>=2018",
    "year:[2005 TO 2020]",
    "updated:>=2015",
    "tag:low*",
    "tag:knee",
    "-tag:knee",
    "meta:topic",
    "meta:topic=joint",
)
# Hits of an answer: all, so that ties at the end of a page make no difference.
_ALL = 500
# A part that is no plain word.
_FORMS: tuple[Any, ...] = (
    '"{phrase}"',
    '"{phrase}"~{number}',
    "{beginning}*",
    "*{end}",
    "{before}?{after}",
    "{misspelled}~{typos}",
    "{misspelled}",
    "{word}-{other}",
    "{field}:{word}",
    "{word}^{weight}",
    _FILTERS,
)


class Asked(NamedTuple):
    """A query and the options of its search."""

    query: str
    options: dict[str, Any]


def generate(
    seed: int, count: int, words: Sequence[str], phrases: Sequence[str]
) -> Iterator[Asked]:
    """Yield queries of words and phrases, some of which are misspelled or occur nowhere."""
    random = Random(seed)
    for _ in range(count):
        parts = [_part(random, words, phrases) for _ in range(random.choice((1, 1, 2, 2, 3, 4, 6)))]
        yield Asked(_joined(random, parts), random.choice(_OPTIONS))


def _part(random: Random, words: Sequence[str], phrases: Sequence[str]) -> str:
    word = random.choice(words)
    if random.random() < 0.4:
        return word
    form = random.choice(_FORMS)
    if form is _FILTERS:
        return random.choice(_FILTERS)
    middle = len(word) // 2
    return form.format(
        word=word,
        other=random.choice(words),
        phrase=random.choice(phrases),
        beginning=word[: max(2, middle + 1)],
        end=word[middle:] if len(word) > 5 else word,
        before=word[:middle],
        after=word[middle + 1 :] or word,
        misspelled=_misspelled(random, word),
        number=random.randint(1, 9),
        typos=random.randint(1, 2),
        field=random.choice(("title", "heading", "body", "note", "author")),
        weight=random.choice(("0.5", "2", "3")),
    )


def _misspelled(random: Random, word: str) -> str:
    if len(word) < 4:
        return word
    at = random.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _joined(random: Random, parts: list[str]) -> str:
    match random.randrange(8):
        case 0:
            return " AND ".join(parts)
        case 1:
            return " OR ".join(parts)
        case 2:
            return " ".join(f"+{part}" for part in parts)
        case 3 if len(parts) > 1:
            return f"{' '.join(parts[:-1])} -{parts[-1]}"
        case 4 if len(parts) > 2:
            return f"({parts[0]} OR {parts[1]}) {' '.join(parts[2:])}"
        case 5 if len(parts) > 1:
            return f"{parts[0]} NOT ({' OR '.join(parts[1:])})"
        case _:
            return " ".join(parts)


def comparable(results: Results) -> Results:
    """Return results without what may differ: the time, scores in their last digits, and ties."""
    hits = [
        replace(
            hit,
            rank=0,
            score=round(hit.score, 4),
            explanation=tuple(replace(s, score=round(s.score, 4)) for s in hit.explanation),
        )
        for hit in results.hits
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.article.id, hit.kind, hit.anchor or ""))
    return replace(results, took_ms=0.0, hits=tuple(hits))


def answer(index: Index, asked: Asked) -> Results | str:
    """Return the answer of an index, or the message of its error."""
    try:
        return comparable(index.search(asked.query, **{"limit": _ALL, **asked.options}))
    except QueryError as error:
        return str(error)
