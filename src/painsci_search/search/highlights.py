"""Find the words of a text that a query matches: the spans to highlight.

In the text of a record they come from the positions of the engine and the stored offsets of those
positions. Titles and headings, which are short, are analysed again as they were for the index.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from painsci_search.engine.fuzzy import within
from painsci_search.engine.postings import alternatives
from painsci_search.engine.proximity import near
from painsci_search.query.ast import Fuzzy, Leaf, Phrase, Prefix, Range, Wildcard, Word
from painsci_search.query.fields import lies_within
from painsci_search.query.patterns import compile_pattern, one_word
from painsci_search.text import JOINERS, Token, compound_end, fold, stem, tokenize, word_end

Spans = tuple[tuple[int, int], ...]


class Match(NamedTuple):
    """A match of a leaf of the query in a text: the leaf's number and character offsets."""

    leaf: int
    start: int
    end: int


def locate_matches(
    text: str,
    starts: Sequence[int],
    number: int,
    leaf: Leaf,
    positions: Iterable[tuple[int, int]],
) -> list[Match]:
    """Convert the positions of a leaf's matches in a text to character offsets.

    Args:
        starts: the offset of the word at each position.
        number: the number of the leaf.
        positions: the first and last position of each match.
    """
    limit = len(text)
    found = []
    for first, last in positions:
        start = starts[first]
        if start < limit:
            found.append(Match(number, start, _word_end(text, starts[last], leaf)))
    return found


def _word_end(text: str, start: int, leaf: Leaf) -> int:
    """Return the end of a matching word, or of the compound that begins with it and matches."""
    end = word_end(text, start)
    following = text[end : end + 1]
    is_part = following in JOINERS or following.isalnum()
    if is_part and not _accepts(leaf, fold(text[start:end])):
        return compound_end(text, start)
    return end


def _accepts(leaf: Leaf, word: str) -> bool:
    """Return whether a folded word matches a leaf, or one of the leaf's words."""
    match leaf:
        case Prefix():
            return word.startswith(one_word(leaf))
        case Wildcard():
            return compile_pattern(leaf.text).fullmatch(word) is not None
        case Fuzzy():
            return bool(within(one_word(leaf), [word], leaf.distance))
        case _:
            return stem(word) in _stems(leaf)


@lru_cache(maxsize=1024)
def _stems(leaf: Leaf) -> frozenset[str]:
    texts = (each.text for each in alternatives(leaf))
    return frozenset(stem(t.word) for text in texts for t in tokenize(text) if t.parts == 1)


def find_matches(text: str, leaves: Iterable[Leaf]) -> list[Match]:
    """Find every match of every leaf in a text, by offset; a leaf's number is its index."""
    tokens = _tokens(text)
    found: list[Match] = []
    for number, leaf in enumerate(leaves):
        for each in alternatives(leaf):
            for start, end in _spans(tokens, each):
                if "\n\n" not in text[start:end]:
                    found.append(Match(number, start, end))
    return sorted(found, key=lambda match: (match.start, match.end))


def _spans(tokens: Sequence[Token], leaf: Leaf) -> Iterable[tuple[int, int]]:
    match leaf:
        case Prefix():
            beginning = one_word(leaf)
            chosen = [token for token in tokens if token.word.startswith(beginning)]
        case Wildcard():
            pattern = compile_pattern(leaf.text)
            chosen = [token for token in tokens if pattern.fullmatch(token.word)]
        case Fuzzy():
            close = within(one_word(leaf), {token.word for token in tokens}, leaf.distance)
            chosen = [token for token in tokens if token.word in close]
        case Range():
            years = (token for token in tokens if re.fullmatch(r"[12]\d{3}", token.word))
            chosen = [token for token in years if lies_within(token.word, leaf.bounds)]
        case Phrase(slop=slop) if slop:
            return _find_near(tokens, leaf)
        case _:
            return _find_words(tokens, leaf)
    return [(token.start, token.end) for token in chosen]


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[Token, ...]:
    """Tokenize a short text, cached: titles and words of queries occur many times."""
    return tuple(tokenize(text))


def merge_spans(matches: Iterable[Match]) -> Spans:
    """Join overlapping matches into disjoint spans."""
    spans: list[tuple[int, int]] = []
    for match in matches:
        if spans and match.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], match.end))
        else:
            spans.append((match.start, match.end))
    return tuple(spans)


def _find_words(tokens: Sequence[Token], leaf: Leaf) -> list[tuple[int, int]]:
    tokens_of_leaf = _tokens(leaf.text)
    parts = [token for token in tokens if token.parts == 1]
    sought = [_normal(token, leaf) for token in tokens_of_leaf if token.parts == 1]
    spans = []
    if not isinstance(leaf, Phrase):
        wholes = {_normal(token, leaf) for token in tokens_of_leaf if token.parts > 1}
        spans = [(t.start, t.end) for t in tokens if wholes and _normal(t, leaf) in wholes]
    words = [_normal(token, leaf) for token in parts]
    for start, word in enumerate(words):
        if word == sought[0] and words[start : start + len(sought)] == sought:
            spans.append((parts[start].start, parts[start + len(sought) - 1].end))
    if not tokens_of_leaf[0].parts > 1 and len(sought) == 1:
        spans += [(t.start, t.end) for t in tokens if t.parts > 1 and _normal(t, leaf) == sought[0]]
    return spans


def _find_near(tokens: Sequence[Token], leaf: Phrase) -> list[tuple[int, int]]:
    """Find the words of a phrase where they are close enough to each other."""
    sought = dict.fromkeys(_normal(token, leaf) for token in _tokens(leaf.text) if token.parts == 1)
    parts = [token for token in tokens if token.parts == 1]
    positions = [
        np.array([at for at, token in enumerate(parts) if _normal(token, leaf) == word], np.int64)
        for word in sought
    ]
    _, inside = near(positions, leaf.slop)
    return [(parts[at].start, parts[at].end) for at in inside.tolist()]


def _normal(token: Token, leaf: Leaf) -> str:
    as_spelled = leaf.field == "author" or (isinstance(leaf, Word) and leaf.as_spelled)
    return fold(token.word) if as_spelled else stem(token.word)
