"""The outcome of reading a file: its article, the text around it, and the decisions on the way."""

from __future__ import annotations

from typing import NamedTuple

from painsci_search.model import Article, Decision


class Reading(NamedTuple):
    """A file as read.

    Attributes:
        surroundings: the text that the file shows above and beside the article.
        decisions: the choices of reading, in the order in which they were made.
    """

    article: Article
    surroundings: str = ""
    decisions: tuple[Decision, ...] = ()
