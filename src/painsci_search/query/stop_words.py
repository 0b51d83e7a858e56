"""Stop words: words too common to decide a ranking, and the parts of a query without them.

The words of a query in, those that count for the score out. A stop word is left out only beside
words that mean more: a query of stop words alone keeps them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TypeGuard

from painsci_search.query.ast import Leaf, Node, Phrase, Ranked, Word
from painsci_search.query.words import parts_of, tokens_of
from painsci_search.text import fold

STOP_WORDS = frozenset(
    "a about after al all also am an and any are as at be because been before being between both "
    "but by can could did do does doing during each et for from further had has have having he "
    "her here hers him his how i if in into is it its itself just me might more most my myself no "
    "nor not of off on once only or other our ours out over own same she should so some such than "
    "that the their theirs them then there these they this those through to too under until up "
    "versus very vs was we were what when where whether which while who whom why will with would "
    "you your yours".split()
)
# The most pairs of a query: each is looked up as a phrase is.
MOST_PAIRS = 20
# The words that a query needs for its pairs to count: with fewer, they lower the ranking.
FEWEST_FOR_PAIRS = 5
# The parts of contractions before and after the apostrophe: "don't", "I've", "they're".
NEGATED = frozenset(
    "aren couldn didn doesn don hadn hasn haven isn mustn needn shouldn wasn weren won "
    "wouldn".split()
)
SHORTENED = frozenset("t m re ve ll d".split())
# After "how" these words ask for a number or a date; passages that answer need not contain them.
AFTER_HOW = frozenset("far frequently long many much new often old recent recently".split())


# Words that begin a question.
ASKING = frozenset(
    "are can could did do does has have how is should was were what when where which who why will "
    "would".split()
)
# Verbs that carry little in a question: "does massage help", "how does it work". A passage that
# answers need not contain them, and they are common enough to lift poor passages that do.
LIGHT = frozenset(
    "exist exists help helped helps need needed needs take taken takes taking use used uses using "
    "work worked working works".split()
)
# After these words they are nouns, or the point of the question: "return to work", "at work".
NOT_LIGHT_AFTER = frozenset(
    "a an at for from her his in my no of on our the their to with your".split()
)


def drop_stop_words(node: Ranked) -> tuple[Node, ...]:
    """Return the optional parts without stop words; all of them where nothing else is left.

    >>> from painsci_search.query.parser import parse_query
    >>> [part.text for part in drop_stop_words(parse_query("does massage help me return to work?"))]
    ['massage', 'return', 'work']
    """
    pairs = zip(node.should, (None, *node.should), strict=False)
    kept = [
        (part, last)
        for part, last in pairs
        if not _is_stop_word(part) and not _completes_how(part, last)
    ]
    if kept and _asks(node.should[0]):
        kept = [each for each in kept if not _carries_little(*each)] or kept
    found = tuple(part for part, _ in kept)
    return found if found or node.must or node.within else node.should


def scored_parts(node: Node) -> tuple[Node, ...]:
    """Return the parts of a node that its score is made of: none excluded, no stop words."""
    if isinstance(node, Ranked):
        return (*drop_stop_words(node), *node.must, *node.within)
    return node.included()


def scored_leaves(node: Node) -> Iterator[Leaf]:
    """Yield the leaves that the score of a match is made of.

    >>> from painsci_search.query.parser import parse_query
    >>> [leaf.text for leaf in scored_leaves(parse_query("is the sham surgery -real"))]
    ['sham', 'surgery']
    """
    if isinstance(node, Leaf):
        yield node
    for part in scored_parts(node):
        yield from scored_leaves(part)


def pairs_of(node: Ranked) -> tuple[Phrase, ...]:
    """Return the first adjacent pairs of bare words of a long query, without stop words.

    In a short one the best passages have all words, and the pairs would only repeat them.

    >>> from painsci_search.query.parser import parse_query
    >>> [pair.text for pair in pairs_of(parse_query("low back pain and the sham surgery"))]
    ['low back', 'back pain', 'sham surgery']
    """
    counted = drop_stop_words(node) if len(node.should) >= FEWEST_FOR_PAIRS else ()
    if len(counted) < FEWEST_FOR_PAIRS:
        return ()
    kept = set(map(id, counted))
    words = [part if id(part) in kept and _is_plain(part) else None for part in node.should]
    found = [
        Phrase(f"{one.text} {other.text}", None, one.start, other.end)
        for one, other in pairwise(words)
        if one is not None and other is not None and fold(one.text) != fold(other.text)
    ]
    return tuple(found[:MOST_PAIRS])


def _is_plain(node: Node) -> TypeGuard[Word]:
    """Return whether a node is a single word, in any of its forms, in all text."""
    return (
        isinstance(node, Word)
        and node.field is None
        and not node.as_spelled
        and len(tokens_of(node.text)) == 1
    )


def _asks(node: Node) -> bool:
    """Return whether a part is a word that begins a question."""
    return isinstance(node, Word) and node.field is None and fold(node.text) in ASKING


def _carries_little(node: Node, before: Node | None) -> bool:
    """Return whether a word of a question carries little, given the part before it."""
    if not isinstance(node, Word) or node.field is not None or fold(node.text) not in LIGHT:
        return False
    return not (isinstance(before, Word) and fold(before.text) in NOT_LIGHT_AFTER)


def _completes_how(node: Node, before: Node | None) -> bool:
    """Return whether a word forms a question word with the "how" before it: "how recent"."""
    return (
        isinstance(before, Word)
        and fold(before.text) == "how"
        and isinstance(node, Word)
        and node.field is None
        and fold(node.text) in AFTER_HOW
    )


def _is_stop_word(node: Node) -> bool:
    return isinstance(node, Word) and node.field is None and _has_only_stop_words(node.text)


@lru_cache(maxsize=1024)
def _has_only_stop_words(text: str) -> bool:
    first, apostrophe, rest = fold(text).partition("'")
    if apostrophe and rest in SHORTENED:
        return first in STOP_WORDS or first in NEGATED
    return all(token.word in STOP_WORDS for token in parts_of(text))
