"""Find the words of a text that a query matches: the spans to highlight.

In the text of a record they come from the positions of the engine and the stored distances of the
words. Titles and headings, which are short, are analysed again as they were for the index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache

import numpy as np

from painsci_search.engine.fuzzy import within
from painsci_search.engine.postings import alternatives
from painsci_search.engine.proximity import near
from painsci_search.late_patterns import late_pattern
from painsci_search.late_tuples import NamedTuple
from painsci_search.query.ast import Fuzzy, Leaf, Phrase, Prefix, Range, Wildcard, Word
from painsci_search.query.fields import lies_within
from painsci_search.query.patterns import compile_pattern, one_word
from painsci_search.text import JOINERS, Token, compound_end, fold, stem, tokenize, word_end

Spans = tuple[tuple[int, int], ...]
# A match of a leaf of the query in a text: its character offsets, and the number of the leaf.
Match = tuple[int, int, int]
# The first and the last position of a match.
Positions = tuple[int, int]

# A word of Latin letters that is no part of a compound: after it comes a character that is neither
# part of a word nor joins the parts of one, or a joiner and then such a character. Only a longer
# word than this could end elsewhere (see `text.word_end`).
_PLAIN_WORD = late_pattern(r"[A-Za-z]{1,300}+(?=[-'./&:,]?(?:[ \n()\[\]\";!?|]|\Z))")

# A text whose words are separated by spaces, and each of which is one token.
_PLAIN_TEXT = late_pattern(r"[A-Za-z ]*")
_LETTERS = late_pattern(r"[A-Za-z]+")
_YEAR = late_pattern(r"[12]\d{3}")
# Characters of a text whose words are kept: longer than titles, shorter than most notes.
_LONGEST_KEPT = 300


def locate_matches(
    text: str,
    steps: Sequence[int],
    found: Sequence[tuple[int, list[Positions]]],
    find_end: Callable[[str, int, int], int],
) -> list[Match]:
    """Convert the positions of leaves in a text to character offsets, ascending.

    Args:
        steps: for each position how many characters its word starts after the preceding one.
        found: of each leaf its number and the positions of its matches.
        find_end: returns the end of a match, given the text, the offset of its last word, and the
            number of its leaf; called for words that are not plain ones.

    Raises:
        IndexError: a position is beyond the text.
    """
    positions = {each for _, spans in found for span in spans for each in span}
    starts = word_starts(steps, sorted(positions))
    limit = len(text)
    matches = []
    for number, spans in found:
        for first, last in spans:
            start = starts[first]
            if start < limit:
                plain = _PLAIN_WORD.match(text, starts[last])
                end = plain.end() if plain else find_end(text, starts[last], number)
                matches.append((start, end, number))
    matches.sort()
    return matches


def word_starts(steps: Sequence[int], positions: Iterable[int]) -> dict[int, int]:
    """Return the character offset of the word at each position.

    Args:
        positions: ascending.

    Raises:
        IndexError: a position is beyond the steps.
    """
    starts: dict[int, int] = {}
    offset = following = 0
    for position in positions:
        offset += sum(steps[following : position + 1])
        following = position + 1
        starts[position] = offset
    if following > len(steps):
        raise IndexError("a position of a word is beyond its text")
    return starts


def match_end(leaves: Sequence[Leaf], language: str, text: str, start: int, number: int) -> int:
    """Return the end of a matching word, or of the compound that begins with it and matches.

    Args:
        number: that of the leaf that matches.
    """
    end = word_end(text, start)
    following = text[end : end + 1]
    is_part = following in JOINERS or following.isalnum()
    if is_part and not _accepts(leaves[number], fold(text[start:end]), language):
        return compound_end(text, start)
    return end


def _accepts(leaf: Leaf, word: str, language: str = "") -> bool:
    """Return whether a folded word matches a leaf, or one of the leaf's words."""
    match leaf:
        case Prefix():
            return word.startswith(one_word(leaf))
        case Wildcard():
            return compile_pattern(leaf.text).fullmatch(word) is not None
        case Fuzzy():
            return bool(within(one_word(leaf), [word], leaf.distance))
        case _:
            return stem(word, language) in _stems(leaf, language)


@lru_cache(maxsize=1024)
def _stems(leaf: Leaf, language: str) -> frozenset[str]:
    texts = (each.text for each in alternatives(leaf))
    words = (token.word for text in texts for token in tokenize(text) if token.parts == 1)
    return frozenset(stem(word, language) for word in words)


@lru_cache(maxsize=4096)
def plain_spans(text: str) -> list[tuple[int, int]] | None:
    """Return the span of the word at each position, for a text of letters and single spaces.

    None for any other text, in which words may be compounds, and positions have gaps.
    """
    if _PLAIN_TEXT.fullmatch(text) is None:
        return None
    return [word.span() for word in _LETTERS.finditer(text)]


class _Analysed:
    """A short text, analysed: its words, and what they are compared by.

    Args:
        language: the code of its language.

    Attributes:
        words: folded, without compounds as a whole.
        spans: the offsets of each.
        compounds: those as a whole.
    """

    def __init__(self, text: str, language: str = "") -> None:
        self.language = language
        if _PLAIN_TEXT.fullmatch(text):
            self.words = text.lower().split()
            self.spans = [word.span() for word in _LETTERS.finditer(text)]
            self.compounds: list[Token] = []
            return
        tokens = list(tokenize(text))
        parts = [token for token in tokens if token.parts == 1]
        self.words = [token.word for token in parts]
        self.spans = [(token.start, token.end) for token in parts]
        self.compounds = [token for token in tokens if token.parts > 1]

    @cached_property
    def stems(self) -> list[str]:
        """The stems of the words."""
        return [stem(word, self.language) for word in self.words]

    @cached_property
    def folded(self) -> list[str]:
        """The words as spelled."""
        return [fold(word) for word in self.words]

    def choose(self, accepts: Callable[[str], object]) -> list[tuple[int, int]]:
        """Return the spans of the words, and of the compounds, that a function accepts."""
        chosen = [span for word, span in zip(self.words, self.spans, strict=True) if accepts(word)]
        return chosen + [(each.start, each.end) for each in self.compounds if accepts(each.word)]


def _analysed(text: str, language: str) -> _Analysed:
    """Analyse a text; a short one is kept: titles and words of queries occur many times."""
    analyse = _analysed_lately if len(text) <= _LONGEST_KEPT else _Analysed
    return analyse(text, language)


_analysed_lately = lru_cache(maxsize=4096)(_Analysed)


class _Sought(NamedTuple):
    """The words of a leaf, analysed.

    Attributes:
        words: its parts, as they are compared.
        wholes: its compounds, if they are found as a whole, too.
        as_spelled: whether words are compared as spelled, and not by their stems.
        others: words that are compared as spelled in any case.
    """

    words: list[str]
    wholes: frozenset[str]
    as_spelled: bool
    others: frozenset[str]


@lru_cache(maxsize=1024)
def _sought(leaf: Word | Phrase, language: str) -> _Sought:
    is_phrase = isinstance(leaf, Phrase)
    as_spelled = leaf.field == "author" or (isinstance(leaf, Word) and leaf.as_spelled)
    analysed = _analysed(leaf.text, language)
    words = analysed.folded if as_spelled else analysed.stems
    wholes = [] if is_phrase else analysed.compounds
    return _Sought(
        words,
        frozenset(_normal(token.word, as_spelled, language) for token in wholes),
        as_spelled,
        frozenset(leaf.compounds if isinstance(leaf, Word) else ()),
    )


@lru_cache(maxsize=1024)
def _alternatives(leaf: Leaf) -> tuple[Leaf, ...]:
    return tuple(alternatives(leaf))


def find_matches(text: str, leaves: Iterable[Leaf], language: str = "") -> list[Match]:
    """Find every match of every leaf in a text, by offset; a leaf's number is its index.

    Args:
        language: the code of the text's language.
    """
    analysed = _analysed(text, language)
    found = [
        (start, end, number)
        for number, leaf in enumerate(leaves)
        for each in _alternatives(leaf)
        for start, end in _spans(analysed, each)
        if "\n\n" not in text[start:end]
    ]
    found.sort()
    return found


def _spans(analysed: _Analysed, leaf: Leaf) -> Iterable[tuple[int, int]]:
    match leaf:
        case Prefix():
            beginning = one_word(leaf)
            return analysed.choose(lambda word: word.startswith(beginning))
        case Wildcard():
            return analysed.choose(compile_pattern(leaf.text).fullmatch)
        case Fuzzy():
            words = {*analysed.words, *(each.word for each in analysed.compounds)}
            return analysed.choose(within(one_word(leaf), words, leaf.distance).__contains__)
        case Range(bounds=bounds):
            return analysed.choose(lambda word: _YEAR.fullmatch(word) and lies_within(word, bounds))
        case Phrase(slop=slop) if slop:
            return _find_near(analysed, leaf)
        case _:
            return _find_words(analysed, leaf)


def merge_spans(matches: Iterable[Match]) -> Spans:
    """Join overlapping matches into disjoint spans."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in matches:
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return tuple(spans)


def split_spans(spans: Spans, parts: Sequence[str], separator: str) -> tuple[Spans, ...]:
    """Return the spans of a joined text in each of its parts; () without spans.

    >>> split_spans(((0, 3), (5, 10)), ("Ann", "Bo", "Cy"), ", ")
    (((0, 3),), ((0, 2),), ((0, 1),))
    """
    if not spans:
        return ()
    found, start = [], 0
    for part in parts:
        end = start + len(part)
        inside = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
        found.append(tuple([(a - start, b - start) for a, b in inside]))
        start = end + len(separator)
    return tuple(found)


def _find_words(analysed: _Analysed, leaf: Word | Phrase) -> list[tuple[int, int]]:
    language = analysed.language
    sought, wholes, as_spelled, others = _sought(leaf, language)
    words = analysed.folded if as_spelled else analysed.stems
    spans = analysed.choose(others.__contains__) if others else []
    if wholes:
        spans += analysed.choose(lambda word: _normal(word, as_spelled, language) in wholes)
    for first, word in enumerate(words):
        if word == sought[0] and words[first : first + len(sought)] == sought:
            spans.append((analysed.spans[first][0], analysed.spans[first + len(sought) - 1][1]))
    if len(sought) == 1 and analysed.compounds:
        spans += [
            (each.start, each.end)
            for each in analysed.compounds
            if _normal(each.word, as_spelled, language) == sought[0]
        ]
    return spans


def _find_near(analysed: _Analysed, leaf: Phrase) -> list[tuple[int, int]]:
    """Find the words of a phrase where they are close enough to each other."""
    sought = _sought(leaf, analysed.language)
    words = analysed.folded if sought.as_spelled else analysed.stems
    positions = [
        np.array([at for at, other in enumerate(words) if other == word], np.int64)
        for word in dict.fromkeys(sought.words)
    ]
    _, inside = near(positions, leaf.slop)
    return [analysed.spans[at] for at in inside.tolist()]


def _normal(word: str, as_spelled: bool, language: str) -> str:
    return fold(word) if as_spelled else stem(word, language)
