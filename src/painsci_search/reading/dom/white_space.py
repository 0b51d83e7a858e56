"""A text in; the same with each run of white space as one space, and none at its ends, out."""

from __future__ import annotations

from painsci_search.native import compiled


def fold(text: str) -> str:
    """Return a text with its white space folded.

    Where all of it is single spaces, that is seen far sooner than the words are split.

    >>> fold(" Rain  fell. ")
    'Rain fell.'
    """
    return text.strip() if text.isprintable() and "  " not in text else " ".join(text.split())


@compiled
def fold_ascii(text: str) -> str:
    """Return an ASCII text with its white space folded; most texts of most pages are ASCII."""
    return fold(text)
