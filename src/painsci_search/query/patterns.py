"""Words with "*", "?" or "~": the regular expression and the folded word that they stand for."""

from __future__ import annotations

import re

from painsci_search.query.ast import Leaf
from painsci_search.text import tokenize


def one_word(leaf: Leaf) -> str:
    """The word of a prefix or fuzzy leaf, folded; of a compound the whole."""
    return max(tokenize(leaf.text), key=lambda token: token.parts).word


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Make the regular expression of a pattern.

    What lies between two "*" is taken where it first occurs and never tried elsewhere, so that no
    pattern takes longer than the words are long.

    >>> bool(compile_pattern("sensiti?ation").fullmatch("sensitisation"))
    True
    >>> bool(compile_pattern("*ana*").fullmatch("banana"))
    True
    """
    first, *rest = [
        "".join("." if sign == "?" else re.escape(sign) for sign in part)
        for part in pattern.split("*")
    ]
    if not rest:
        return re.compile(first, re.DOTALL)
    *inner, last = rest
    between = "".join(f"(?>.*?{part})" for part in inner if part)
    return re.compile(f"{first}{between}.*{last}", re.DOTALL)
