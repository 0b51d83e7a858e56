"""Compounds of a site: the words of its index in; those that are made of others, by part, out.

As `engine/compounds.py` splits them for one word of a query, they are split here for each word that
a query may have: a part is any word whose neighbours in the compound occur in the index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from painsci_search.engine.compounds import LONGEST_ENDING, SHORTEST
from painsci_search.languages import links, lost_letters, stop_words
from painsci_search.static_site.expansions import term_key
from painsci_search.text import stem


def compounds_by_part(code: str, forms: Mapping[str, Mapping[str, int]]) -> dict[str, list[str]]:
    """Return the compounds of a language by the keys of the stems that they contain.

    Args:
        code: of the language.
        forms: the words of the index by the keys of their stems.
    """
    splitter = _Splitter(code, forms)
    found: dict[str, set[str]] = {}
    for key, words in forms.items():
        if key.startswith(f"{code}:"):
            for form in filter(str.isalpha, words):
                for stemmed in splitter.stems_in(form):
                    found.setdefault(term_key(stemmed, code), set()).add(form)
    return {key: sorted(words) for key, words in found.items()}


class _Splitter:
    """Splits words into others that occur in the index."""

    def __init__(self, code: str, forms: Mapping[str, Mapping[str, int]]) -> None:
        self._code = code
        self._forms = forms
        self._links = links(code)
        self._stops = stop_words(code)
        self._is_made_of_words = cache(self._split)
        self._stem = cache(lambda word: stem(word, code))

    def stems_in(self, form: str) -> Iterator[str]:
        """Yield the stems of the words that a word contains beside others."""
        own = self._stem(form)
        for start in range(len(form) - SHORTEST + 1):
            if not self._is_before(form[:start]):
                continue
            for end in range(start + SHORTEST, len(form) + 1):
                part = form[start:end]
                stemmed = self._stem(part)
                is_word = part.startswith(stemmed) and len(part) - len(stemmed) <= LONGEST_ENDING
                is_other = len(stemmed) >= SHORTEST and stemmed != own
                if is_word and is_other and self._is_after(form[end:]):
                    yield stemmed

    def _is_before(self, text: str) -> bool:
        return not text or any(
            text.endswith(link) and self._is_made_of_words(text.removesuffix(link))
            for link in self._links
        )

    def _is_after(self, text: str) -> bool:
        return not text or any(
            text.startswith(link) and self._is_made_of_words(text.removeprefix(link))
            for link in self._links
        )

    def _split(self, text: str) -> bool:
        """Return whether a text is a word of the index, or two of them with a link between."""
        return self._is_word(text) or any(
            self._is_word(text[:cut]) and self._is_word(text[cut + len(link) :])
            for cut in range(SHORTEST, len(text) - SHORTEST + 1)
            for link in self._links
            if text.startswith(link, cut)
        )

    def _is_word(self, text: str) -> bool:
        if len(text) < SHORTEST or text in self._stops:
            return False
        endings = ("", *lost_letters(self._code))
        return any(
            term_key(self._stem(text + ending), self._code) in self._forms for ending in endings
        )
