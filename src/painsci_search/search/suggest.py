"""A better spelling for words that occur nowhere in the index."""

from __future__ import annotations

from painsci_search.index.snapshot import Snapshot
from painsci_search.search.fuzzy import forms_within
from painsci_search.search.matching import Found
from painsci_search.search.tree import EXACT, Leaf, Phrase, Word
from painsci_search.text import tokenize

_LONG_WORD = 5
# Longer "words" are no words, and whole sentences in another language get no corrections.
_LONGEST_WORD = 30
_MOST_CORRECTIONS = 5


def suggest_query(query: str, leaves: list[Leaf], snapshot: Snapshot) -> str | None:
    """Replace each word that the index does not have by the nearest one that it has.

    Returns:
        The corrected query, or None where every word is known or nothing is near.
    """
    corrected, unknown = query, 0
    for leaf in sorted(leaves, key=lambda leaf: leaf.start, reverse=True):
        if not isinstance(leaf, Word | Phrase) or leaf.field in EXACT:
            continue
        if all(is_known(token.word, snapshot, leaf.field) for token in tokenize(leaf.text)):
            continue
        unknown += 1
        better = _correct(leaf, snapshot) if unknown <= _MOST_CORRECTIONS else None
        if better is not None:
            typed = query[leaf.start : leaf.end]
            replaced = typed.replace(leaf.text, better, 1)
            corrected = corrected[: leaf.start] + replaced + corrected[leaf.end :]
    return corrected if corrected != query else None


def _correct(leaf: Word | Phrase, snapshot: Snapshot) -> str | None:
    text = leaf.text
    for token in sorted(tokenize(leaf.text), key=lambda token: token.start, reverse=True):
        if token.parts > 1 or is_known(token.word, snapshot, leaf.field):
            continue
        word = nearest_word(token.word, snapshot, leaf.field)
        if word is None:
            return None
        text = text[: token.start] + word + text[token.end :]
    return text if text != leaf.text else None


def is_known(word: str, snapshot: Snapshot, field: str | None = None) -> bool:
    """Tell whether a folded word occurs in the index in any form; of an author, in just that."""
    leaf = Word(word, "author" if field == "author" else None, 0, 0)
    return any(len(Found(view, leaf).records()) for view in snapshot.views)


def nearest_word(word: str, snapshot: Snapshot, field: str | None = None) -> str | None:
    """The most frequent of the index's words at the smallest edit distance, 2 at most.

    Short words may differ by one letter only, a second difference leaves the first letter alone,
    and words with digits have no neighbours.
    """
    if not word.isalpha() or not 3 <= len(word) <= _LONGEST_WORD:
        return None
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    for distance in (1, 2) if len(word) >= _LONG_WORD else (1,):
        near = {
            other
            for view in snapshot.views
            for other in forms_within(view.segment, word, distance)
            if other.isalpha() and len(other) > 2 and (distance == 1 or other[0] == word[0])
        }
        uses = {
            other: sum(view.segment.uses(other) for view in snapshot.views)
            for other in near
            if is_known(other, snapshot, field)
        }
        if uses:
            return max(
                uses,
                key=lambda other: (other in swapped, other[0] == word[0], uses[other], other),
            )
    return None
