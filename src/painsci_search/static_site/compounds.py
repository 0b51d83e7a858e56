"""Compounds of a site: the words of its index in; those that are made of others, by part, out.

As `engine/compounds.py` splits them for one word of a query, they are split here for each word that
a query may have: a part is any word whose neighbours in the compound occur in the index.
"""

from __future__ import annotations

from collections.abc import Mapping

from painsci_search.engine.compounds import Splitter
from painsci_search.static_site.expansions import term_key
from painsci_search.text import stem


def compounds_by_part(code: str, forms: Mapping[str, Mapping[str, int]]) -> dict[str, list[str]]:
    """Return the compounds of a language by the keys of the stems that they contain.

    Args:
        code: of the language.
        forms: the words of the index by the keys of their stems.
    """
    splitter = Splitter(code, lambda word: term_key(stem(word, code), code) in forms)
    found: dict[str, set[str]] = {}
    for key, words in forms.items():
        if key.startswith(f"{code}:"):
            for form in filter(str.isalpha, words):
                for stemmed in splitter.stems_in(form):
                    found.setdefault(term_key(stemmed, code), set()).add(form)
    return {key: sorted(words) for key, words in found.items()}
