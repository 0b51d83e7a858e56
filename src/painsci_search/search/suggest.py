"""A better spelling for words that occur nowhere in the index."""

from __future__ import annotations

from whoosh.searching import Searcher

from painsci_search.search.tree import Leaf, Phrase, Prefix, Word
from painsci_search.text import stem, tokenize

_LONG_WORD = 5


def suggest_query(query: str, leaves: list[Leaf], searcher: Searcher) -> str | None:
    """Replace each word that the index does not have by the nearest one that it has.

    Returns:
        The corrected query, or None where every word is known or nothing is near.
    """
    corrected = query
    for leaf in sorted(leaves, key=lambda leaf: leaf.start, reverse=True):
        if isinstance(leaf, Prefix) or leaf.field in ("year", "pmid", "doi"):
            continue
        better = _correct(leaf, searcher)
        if better is not None:
            typed = query[leaf.start : leaf.end]
            corrected = (
                corrected[: leaf.start]
                + typed.replace(leaf.text, better, 1)
                + corrected[leaf.end :]
            )
    return corrected if corrected != query else None


def _correct(leaf: Word | Phrase, searcher: Searcher) -> str | None:
    text = leaf.text
    for token in sorted(tokenize(leaf.text), key=lambda token: token.start, reverse=True):
        if token.parts > 1 or is_known(token.word, searcher):
            continue
        word = nearest_word(token.word, searcher)
        if word is None:
            return None
        text = text[: token.start] + word + text[token.end :]
    return text if text != leaf.text else None


def is_known(word: str, searcher: Searcher) -> bool:
    """Tell whether a folded word occurs in the index in any form."""
    reader = searcher.reader()
    return ("all", stem(word)) in reader or ("words", word) in reader


def nearest_word(word: str, searcher: Searcher) -> str | None:
    """The most frequent of the index's words at the smallest edit distance, 2 at most.

    Short words may differ by one letter only, a second difference leaves the first letter alone,
    and words with digits have no neighbours.
    """
    if not word.isalpha() or len(word) < 3:
        return None
    reader = searcher.reader()
    for distance in (1, 2) if len(word) >= _LONG_WORD else (1,):
        near: set[str] = {
            other
            for other in reader.terms_within("words", word, distance)
            if other.isalpha() and len(other) > 2 and (distance == 1 or other[0] == word[0])
        }
        if near:
            return max(
                near,
                key=lambda other: (
                    other[0] == word[0],
                    reader.doc_frequency("words", other),
                    other,
                ),
            )
    return None
