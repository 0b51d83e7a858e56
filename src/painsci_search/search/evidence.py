"""Which words of a text answer a query: the spans that a snippet highlights.

In a passage they come from the positions at which the query matched and the stored offsets of
those positions. Titles and headings, which are short, are analysed as they were for the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from painsci_search.search.fuzzy import within
from painsci_search.search.matching import one_word
from painsci_search.search.tree import Fuzzy, Leaf, Phrase, Prefix
from painsci_search.text import JOINERS, Token, compound_end, fold, stem, tokenize, word_end

Spans = tuple[tuple[int, int], ...]
Places = Iterable[tuple[int, int]]


class Match(NamedTuple):
    """A place in a text where a leaf of the query matches: its number and character offsets."""

    leaf: int
    start: int
    end: int


def locate_matches(
    text: str, starts: Sequence[int], number: int, leaf: Leaf, places: Places
) -> list[Match]:
    """Turn the positions of a leaf's matches in a text into character offsets.

    Args:
        starts: the offset of the word at each position.
        number: of the leaf.
        places: the first and last position of each match.
    """
    limit = len(text)
    found = []
    for first, last in places:
        start = starts[first]
        if start < limit:
            found.append(Match(number, start, _word_end(text, starts[last], leaf)))
    return found


def _word_end(text: str, start: int, leaf: Leaf) -> int:
    """Where the word ends that matched: it may be the whole of a compound that begins there."""
    end = word_end(text, start)
    if text[end : end + 1] in JOINERS and not _accepts(leaf, fold(text[start:end])):
        return compound_end(text, start)
    return end


def _accepts(leaf: Leaf, word: str) -> bool:
    """Tell whether a folded word is what a leaf asks for, or one of the words that it asks for."""
    match leaf:
        case Prefix():
            return word.startswith(one_word(leaf))
        case Fuzzy():
            return bool(within(one_word(leaf), [word], leaf.distance))
        case _:
            return stem(word) in _stems(leaf.text)


@lru_cache(maxsize=1024)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(token.word) for token in tokenize(text) if token.parts == 1)


def find_matches(text: str, leaves: Iterable[Leaf]) -> list[Match]:
    """Find every match of every leaf, by place; each leaf is numbered as it comes."""
    tokens = _tokens(text)
    found: list[Match] = []
    for number, leaf in enumerate(leaves):
        if isinstance(leaf, Prefix):
            beginning = one_word(leaf)
            spans = [(t.start, t.end) for t in tokens if t.word.startswith(beginning)]
        elif isinstance(leaf, Fuzzy):
            near = within(one_word(leaf), {token.word for token in tokens}, leaf.distance)
            spans = [(t.start, t.end) for t in tokens if t.word in near]
        else:
            spans = [
                (start, end)
                for start, end in _find_words(tokens, leaf)
                if "\n\n" not in text[start:end]
            ]
        found += [Match(number, start, end) for start, end in spans]
    return sorted(found, key=lambda match: (match.start, match.end))


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a short text: titles and words of queries come again and again."""
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
    asked = _tokens(leaf.text)
    parts = [token for token in tokens if token.parts == 1]
    sought = [_normal(token, leaf) for token in asked if token.parts == 1]
    spans = []
    if not isinstance(leaf, Phrase):
        wholes = {_normal(token, leaf) for token in asked if token.parts > 1}
        spans = [(t.start, t.end) for t in tokens if wholes and _normal(t, leaf) in wholes]
    words = [_normal(token, leaf) for token in parts]
    for start, word in enumerate(words):
        if word == sought[0] and words[start : start + len(sought)] == sought:
            spans.append((parts[start].start, parts[start + len(sought) - 1].end))
    if not asked[0].parts > 1 and len(sought) == 1:
        spans += [(t.start, t.end) for t in tokens if t.parts > 1 and _normal(t, leaf) == sought[0]]
    return spans


def _normal(token: Token, leaf: Leaf) -> str:
    return fold(token.word) if leaf.field == "author" else stem(token.word)
