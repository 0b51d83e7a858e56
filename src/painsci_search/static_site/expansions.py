"""Spellings and synonyms of a site: the words of its index in, tables for the browser out.

`query/spelling.py` and `query/synonyms.py` expand a query on the command line. Here they are asked
beforehand, for each word that can matter in the index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import takewhile
from typing import Any

from painsci_search.languages import elided_words, links, stop_words
from painsci_search.query.expand import MOST
from painsci_search.query.light_words import light_words, words_before_nouns
from painsci_search.query.spelling import rules
from painsci_search.query.stop_words import (
    AFTER_HOW,
    ASKING,
    LIGHT,
    NEGATED,
    NOT_LIGHT_AFTER,
    SHORTENED,
    STOP_WORDS,
)
from painsci_search.query.synonyms import Synonyms, is_name_in_s
from painsci_search.query.words import parts_of
from painsci_search.text import fold, stem

# The least letters of a word that may be typed as two, and of each half, as in search/suggest.py.
_SHORTEST_JOINED, _SHORTEST_HALF = 5, 2
# Words of the index with an ending that is taken for one of its language.
_FEWEST_WORDS = 2


def term_key(stemmed: str, language: str) -> str:
    """Return the key of a stem: itself, or with the code of a language other than English.

    >>> term_key("pain", ""), term_key("schmerz", "de")
    ('pain', 'de:schmerz')
    """
    return f"{language}:{stemmed}" if language else stemmed


def make_expansions(
    forms: Mapping[str, Mapping[str, int]], synonyms: Synonyms, languages: Iterable[str]
) -> dict[str, Any]:
    """Return the tables with which `expansion.js` and `ranking.js` expand and weigh a query.

    Args:
        forms: the words of the index by the keys of their stems.
        languages: codes of the languages of the index; "" for English.
    """
    codes = sorted({"", *languages})

    @cache
    def occurs(word: str) -> bool:
        return any(term_key(stem(word, code), code) in forms for code in codes)

    terms = _terms(occurs, synonyms)
    lines = [term for line in synonyms.lines for term in (*line.terms, *line.synonyms)]
    return {
        "spelling": rules(),
        "synonyms": terms,
        "names": sorted({fold(term) for term in lines if is_name_in_s(term)}),
        # words that are spelled right whether the index has their synonyms or not
        "terms": sorted({fold(term) for term in lines if len(parts_of(term)) == 1}),
        "longest": max((key.count(" ") + 1 for key in terms), default=0),
        "most": MOST,
        "stop": sorted(STOP_WORDS),
        "asking": sorted(ASKING),
        "light": sorted(LIGHT),
        "notLightAfter": sorted(NOT_LIGHT_AFTER),
        "negated": sorted(NEGATED),
        "shortened": sorted(SHORTENED),
        "afterHow": sorted(AFTER_HOW),
        "joined": _joined(forms, occurs),
        "languages": {code: _rules(code, forms) for code in codes if code},
    }


def _joined(forms: Mapping[str, Mapping[str, int]], occurs: Callable[[str], bool]) -> list[str]:
    """Return the words that are made of two others: the words of "back ache", typed apart."""
    words = {word for found in forms.values() for word in found}
    return sorted(
        word
        for word in words
        if len(word) >= _SHORTEST_JOINED
        and any(
            occurs(word[:cut]) and occurs(word[cut:])
            for cut in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)
        )
    )


def _rules(code: str, forms: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """Return the words of a language that carry little, those it elides, and how its words end.

    A browser has no stemmer of the language. A word that the index does not have is stemmed as the
    words that it has: each ending is given with what is in its place in a stem, the longest first.
    """
    endings: Counter[tuple[str, str]] = Counter()
    for key, words in forms.items():
        language, _, stemmed = key.rpartition(":")
        if language == code:
            for word in words:
                same = sum(1 for _ in takewhile(_are_equal, zip(word, stemmed, strict=False)))
                endings[word[same:], stemmed[same:]] += 1
    kept = [ending for ending, count in endings.items() if count >= _FEWEST_WORDS]
    return {
        "stop": sorted(stop_words(code)),
        "light": sorted(light_words(code)),
        "beforeNoun": sorted(words_before_nouns(code)),
        "elided": sorted(elided_words(code)),
        "hasCompounds": bool(links(code)),
        "endings": sorted(kept, key=lambda ending: (-len(ending[0]), ending)),
    }


def _are_equal(letters: tuple[str, str]) -> bool:
    return letters[0] == letters[1]


def _terms(occurs: Callable[[str], bool], synonyms: Synonyms) -> dict[str, list[str]]:
    """Return the synonyms that matter by their terms' keys: that occur, or whose term does.

    One that occurs nowhere matters to a phrase, which has another weight if it has any.
    """

    def has_words(term: str) -> bool:
        return all(occurs(token.word) for token in parts_of(term))

    found = sorted(synonyms.by_key(has_words).items())
    return {" ".join(key): list(others) for key, others in found}
