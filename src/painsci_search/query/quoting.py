"""Texts for queries: any text in; a query that reads it as words, or as a phrase, out.

For programs that build queries from texts which they do not know.
"""

from __future__ import annotations

import re

from painsci_search.errors import QueryError
from painsci_search.query.ast import Ranked, Word
from painsci_search.query.lexer import QUOTES
from painsci_search.query.parser import parse_query
from painsci_search.query.words import tokens_of

# Signs that have a meaning together with other words, even with spaces between.
_ACROSS_WORDS = re.compile(rf"[{QUOTES}()\[\]{{}}]")
# Signs that have a meaning at the beginning of a word, or in it.
_BEFORE_WORD = re.compile(r"^[+\-\u2212&|<>=]+")
_IN_WORD = re.compile(r"[*?~^:,;|]")


def quote(text: str) -> str:
    """Return a query for a text as a phrase: its words, adjacent and in this order.

    >>> quote('the "placebo effect"')
    '"the placebo effect"'
    """
    return f'"{" ".join(re.sub(rf"[{QUOTES}*]", " ", text).split())}"'


def escape(text: str) -> str:
    """Return a query for the words of a text, none of which is an operator, a field or a pattern.

    >>> escape('NOT kind: "sham" (or -placebo*)')
    'not kind sham or placebo'
    """
    pieces = _ACROSS_WORDS.sub(" ", text).split()
    return " ".join(filter(None, map(_escape_piece, pieces)))


def _escape_piece(piece: str) -> str:
    """Return a part of a query without spaces so that it is read as words; "" without a word."""
    if not tokens_of(piece):
        return ""
    bare = _BEFORE_WORD.sub("", piece)
    apart = _IN_WORD.sub(" ", bare)
    for candidate in (bare, apart, apart.lower()):
        words = [_BEFORE_WORD.sub("", word) for word in candidate.split() if tokens_of(word)]
        if all(map(_is_words, words)):
            return " ".join(words)
    return " ".join(filter(_is_words, re.findall(r"\w+", piece.lower())))


def _is_words(piece: str) -> bool:
    """Return whether a part of a query without spaces is read as words without a field."""
    try:
        tree = parse_query(piece)
    except QueryError:
        return False
    if isinstance(tree, Ranked) and (tree.must or tree.must_not or tree.within):
        return False
    parts = tree.should if isinstance(tree, Ranked) else (tree,)
    return all(isinstance(part, Word) and part.field is None for part in parts)
