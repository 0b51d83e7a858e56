"""Compile words with "*", "?" or "~" for matching.

A leaf or its text in, a regular expression or a folded word out, for the engine, for highlights and
for works alike.
"""

from __future__ import annotations

import re

from painsci_search.late_patterns import late_pattern
from painsci_search.query.ast import Leaf
from painsci_search.query.words import tokens_of

_LITERAL = late_pattern(r"[^*?]*+")


def one_word(leaf: Leaf) -> str:
    """Return the folded word of a prefix or fuzzy leaf; of a compound the whole."""
    return max(tokens_of(leaf.text), key=lambda token: token.parts).word


def literal_beginning(pattern: str) -> str:
    """Return the beginning of a pattern that its words must have as it is.

    >>> literal_beginning("sensiti?ation")
    'sensiti'
    """
    found = _LITERAL.match(pattern)
    return found.group() if found else ""


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern to a regular expression.

    The text between two "*" matches at its first occurrence, without backtracking (an atomic
    group), so the time is linear in the length of the words.

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
