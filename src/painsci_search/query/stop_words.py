"""Stop words: words too common to decide a ranking, and the parts of a query without them.

The words of a query in, those that count for the score out. A stop word is left out only beside
words that mean more: a query of stop words alone keeps them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from painsci_search.query.ast import Leaf, Node, Ranked, Word
from painsci_search.query.words import parts_of
from painsci_search.text import fold

STOP_WORDS = frozenset(
    "a about after al all also am an and any are as at be because been before being between both "
    "but by can could did do does doing during each et for from further had has have having he "
    "her here hers him his how i if in into is it its itself just me might more most my myself no "
    "nor not of off on once only or other our ours out over own same she should so some such than "
    "that the their theirs them then there these they this those through to too under until up "
    "very was we were what when where which while who whom why will with would you your "
    "yours".split()
)
# The parts of contractions before and after the apostrophe: "don't", "I've", "they're".
NEGATED = frozenset(
    "aren couldn didn doesn don hadn hasn haven isn mustn needn shouldn wasn weren won "
    "wouldn".split()
)
SHORTENED = frozenset("t m re ve ll d".split())
# After "how" these words ask for a number or a date; passages that answer need not contain them.
AFTER_HOW = frozenset("far frequently long many much new often old recent recently".split())


def drop_stop_words(node: Ranked) -> tuple[Node, ...]:
    """Return the optional parts without stop words; all of them where nothing else is left."""
    before = (None, *node.should)
    kept = tuple(
        part
        for part, last in zip(node.should, before, strict=False)
        if not _is_stop_word(part) and not _completes_how(part, last)
    )
    return kept if kept or node.must or node.within else node.should


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


def _completes_how(node: Node, before: Node | None) -> bool:
    """Return whether a word forms a question word with the "how" before it: "how recent"."""
    return (
        isinstance(node, Word)
        and isinstance(before, Word)
        and node.field is None
        and fold(before.text) == "how"
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
