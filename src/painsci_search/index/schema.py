"""The Whoosh schema and its one field type of our own: texts with weights, analysed by text.py.

all       every text of a record, stemmed, with positions; the field that ranks
words     every word of a record as spelled: prefixes and suggestions
title, heading, note
          stemmed words for queries that name a field; as spelled behind "=" for prefixes
author    names as spelled
the rest  exact values
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from whoosh import fields, formats

from painsci_search.text import Token, stem, tokenize

SPELLED = "="
# Words of different paragraphs or places are never side by side.
_GAP = 100

Texts = tuple[tuple[str, float], ...]


def _stems(token: Token) -> tuple[str, ...]:
    return (stem(token.word),)


def _spelled(token: Token) -> tuple[str, ...]:
    return (token.word,)


def _both(token: Token) -> tuple[str, ...]:
    return (stem(token.word), SPELLED + token.word)


class WeightedText(fields.FieldType):  # type: ignore[misc]
    """A field whose value is a tuple of (text, weight) pairs.

    A posting's weight is the sum of the weights of the places where the word stands: BM25 over
    it is BM25F with one length normalisation.

    Source: Robertson, Zaragoza and Taylor 2004, "Simple BM25 extension to multiple weighted
    fields".
    """

    def __init__(self, terms: Callable[[Token], tuple[str, ...]], positions: bool) -> None:
        form = formats.Positions() if positions else formats.Frequency()
        super().__init__(form, None, scorable=positions)
        self.terms = terms

    def index(self, value: Texts, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (term, frequency, weight, encoded posting) for each term of the texts."""
        positions: dict[str, list[int]] = defaultdict(list)
        weights: dict[str, float] = defaultdict(float)
        base = 0
        for text, weight in value:
            for paragraph in text.split("\n\n"):
                last = -1
                for token in tokenize(paragraph):
                    last = token.position
                    for term in self.terms(token):
                        positions[term].append(base + last)
                        weights[term] += weight
                base += last + _GAP
        for term, places in positions.items():
            if isinstance(self.format, formats.Positions):
                encoded = self.format.encode(places)
            else:
                encoded = formats.pack_uint(len(places))
            yield term.encode(), len(places), weights[term], encoded


def make_schema() -> fields.Schema:
    """The schema of every index of this format."""
    return fields.Schema(
        key=fields.ID(unique=True),
        kind=fields.ID(stored=True),
        article=fields.ID(stored=True),
        all=WeightedText(_stems, positions=True),
        words=WeightedText(_spelled, positions=False),
        title=WeightedText(_both, positions=True),
        heading=WeightedText(_both, positions=True),
        note=WeightedText(_both, positions=True),
        author=WeightedText(_spelled, positions=True),
        year=fields.KEYWORD(),
        pmid=fields.KEYWORD(),
        doi=fields.KEYWORD(),
        pmcid=fields.KEYWORD(),
        painsci=fields.KEYWORD(),
        order=fields.STORED(),
        data=fields.STORED(),
    )
