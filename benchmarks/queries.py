"""The questions: words and phrases that occur in the corpus, frequent and rare, in any form.

They are taken from the beginning of the corpus, which is the same at every size.
"""

from __future__ import annotations

import random
import re
from collections import Counter

from corpus import flatten, make_articles
from vocabulary import FUNCTION_WORDS, SEED

Query = tuple[str, ...]
"""The parts of a query: words, and phrases of several words."""

_SAMPLE = 2_000
# Of the words by frequency, where those that count as frequent and as middling end.
_FREQUENT, _MIDDLING = 150, 2_500
_KINDS = ("w", "ww", "www", "wwww", "p", "pw")
_SHARES = (20, 30, 20, 12, 9, 9)


def make_queries(count: int) -> list[Query]:
    """Make so many different queries; fewer are the beginning of more."""
    texts = [document.body for document in flatten(make_articles(_SAMPLE))]
    runs = [run for text in texts for run in _content_runs(text)]
    phrases = [run for run in runs if len(run) > 1]
    counts = Counter(word for run in runs for word in run)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    bands = ranked[:_FREQUENT], ranked[_FREQUENT:_MIDDLING], ranked[_MIDDLING:]
    rng = random.Random(SEED)
    made: dict[Query, None] = {}
    while len(made) < count:
        parts = []
        for kind in rng.choices(_KINDS, _SHARES)[0]:
            if kind == "p":
                run = rng.choice(phrases)
                begin = rng.randrange(len(run) - 1)
                parts.append(" ".join(run[begin : begin + rng.choice((2, 2, 3))]))
            else:
                parts.append(rng.choice(rng.choices(bands, (3, 4, 3))[0]))
        made[tuple(dict.fromkeys(parts))] = None
    return list(made)


def quote(query: Query, joiner: str = " ") -> str:
    """Write a query with its phrases between double quotes."""
    return joiner.join(f'"{part}"' if " " in part else part for part in query)


def _content_runs(text: str) -> list[list[str]]:
    """Find the words that are side by side with neither a mark nor a function word between."""
    runs: list[list[str]] = [[]]
    for word, other in re.findall(r"([a-z]{3,}(?= |$|[.,]))|([^ ])", text.lower()):
        if other or word in FUNCTION_WORDS:
            runs.append([])
        else:
            runs[-1].append(word)
    return [run for run in runs if run]
