"""The words that tell most about a passage, to find others like it."""

from __future__ import annotations

import math
from collections import Counter

from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.query.ast import Ranked, Word
from painsci_search.query.stop_words import STOP_WORDS
from painsci_search.text import stem, tokenize

# Words that are asked for, and those of a long text that are weighed at all.
_MOST_WORDS = 16
_MOST_WEIGHED = 400
_SHORTEST = 3


def telling_words(texts: list[str], snapshot: Snapshot) -> list[str]:
    """Choose the words of some texts that are frequent in them and rare elsewhere.

    Source: the term selection of Lucene's MoreLikeThis: frequency times inverse document
    frequency; the frequency is dampened here, since a passage is short.

    Returns:
        One spelling of each, the most telling first.
    """
    counts: Counter[str] = Counter()
    spellings: dict[str, str] = {}
    for text in texts:
        for token in tokenize(text):
            word = token.word
            is_name = len(word) >= _SHORTEST and not word.isdigit() and token.parts == 1
            if is_name and word not in STOP_WORDS:
                counts[stem(word)] += 1
                spellings.setdefault(stem(word), word)
    query = ScoredQuery(Ranked(()), snapshot)
    weights = {}
    for term, count in counts.most_common(_MOST_WEIGHED):
        resolved = query.resolve(Word(spellings[term], None, 0, 0))
        found = sum(map(len, resolved.docs))
        # A word that only this text has finds nothing else.
        if found > 1:
            weights[term] = (1 + math.log(count)) * resolved.idf
    chosen = sorted(weights, key=lambda term: (-weights[term], term))[:_MOST_WORDS]
    return [spellings[term] for term in chosen]


def tree_of(words: list[str]) -> Ranked:
    """Ask for passages with any of the words, those with most of them first."""
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)
    parts = zip(words, starts, strict=False)
    return Ranked(tuple(Word(word, None, start, start + len(word)) for word, start in parts))
