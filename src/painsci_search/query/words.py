"""The words of a query's texts: a text of a leaf in, its tokens out.

The same few texts are analysed by the parser, by expansion, by the engine and for highlights, so
that the tokens of short texts are cached.
"""

from __future__ import annotations

from functools import lru_cache

from painsci_search.text import Token, stem, tokenize

# Texts whose tokens are cached, and the most characters of such a text. Together they bound the
# memory of the cache; longer texts are phrases, which rarely occur again.
_MOST_TEXTS, _LONGEST = 4096, 100


def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text of a query."""
    return _kept_tokens(text) if len(text) <= _LONGEST else tuple(tokenize(text))


def parts_of(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text without the wholes of compounds.

    >>> [token.word for token in parts_of("L4/L5 discs")]
    ['l4', 'l5', 'discs']
    """
    tokens = tokens_of(text)
    return tuple(token for token in tokens if token.parts == 1) if len(tokens) > 1 else tokens


def stems_of(text: str, language: str = "") -> tuple[str, ...]:
    """Return the stems of a text's words in a language, without the wholes of compounds."""
    return tuple(stem(token.word, language) for token in parts_of(text))


@lru_cache(maxsize=_MOST_TEXTS)
def _kept_tokens(text: str) -> tuple[Token, ...]:
    if text.isascii() and text.isalpha():
        return (Token(text.lower(), 0, len(text), 0),)
    return tuple(tokenize(text))
