"""Words that carry too little meaning to decide a ranking."""

from __future__ import annotations

from painsci_search.query.ast import Node, Ranked, Word
from painsci_search.text import fold, tokenize

STOP_WORDS = frozenset(
    "a about after al all also am an and any are as at be because been before being between both "
    "but by can could did do does doing during each et for from further had has have having he "
    "her here hers him his how i if in into is it its itself just me might more most my myself no "
    "nor not of off on once only or other our ours out over own same she should so some such than "
    "that the their theirs them then there these they this those through to too under until up "
    "very was we were what when where which while who whom why will with would you your "
    "yours".split()
)
# What stands before and behind the apostrophe of "don't", "I've", "they're".
_NEGATED = frozenset(
    "aren couldn didn doesn don hadn hasn haven isn mustn needn shouldn wasn weren won "
    "wouldn".split()
)
_SHORTENED = frozenset("t m re ve ll d".split())
# Behind "how" these ask for a number or a date, which an answer gives without them.
_ASKED_BY_HOW = frozenset("far frequently long many much new often old recent recently".split())


def drop_stop_words(node: Ranked) -> tuple[Node, ...]:
    """Return the optional parts without the words that say nothing beside the others."""
    before = (None, *node.should)
    kept = tuple(
        part
        for part, last in zip(node.should, before, strict=False)
        if not _is_stop_word(part) and not _is_asked_by_how(part, last)
    )
    return kept if kept or node.must or node.within else node.should


def _is_asked_by_how(node: Node, before: Node | None) -> bool:
    """Tell whether a word makes one question word with a "how" before it: "how recent"."""
    return (
        isinstance(node, Word)
        and isinstance(before, Word)
        and node.field is None
        and fold(before.text) == "how"
        and fold(node.text) in _ASKED_BY_HOW
    )


def _is_stop_word(node: Node) -> bool:
    if not isinstance(node, Word) or node.field is not None:
        return False
    first, mark, rest = fold(node.text).partition("'")
    if mark and rest in _SHORTENED:
        return first in STOP_WORDS or first in _NEGATED
    return all(token.word in STOP_WORDS for token in tokenize(node.text) if token.parts == 1)
