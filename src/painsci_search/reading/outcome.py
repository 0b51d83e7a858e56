"""The outcome of reading a file: its article, the text around it, and the decisions on the way."""

from __future__ import annotations

from typing import NamedTuple

from painsci_search.model import Article, Decision

# The rule of a title that the content of a file does not have.
NAME_OF_FILE = "the name of the file"


class Reading(NamedTuple):
    """A file as read.

    Attributes:
        surroundings: the text that the file shows above and beside the article.
        decisions: the choices of reading, in the order in which they were made.
    """

    article: Article
    surroundings: str = ""
    decisions: tuple[Decision, ...] = ()


def metadata_warnings(article: Article) -> tuple[str, ...]:
    """Return the warnings about what the file does not state: "no authors", "no date"."""
    missing = (
        (not article.authors, "no authors"),
        (not article.published and not article.updated, "no date"),
    )
    return tuple(warning for is_missing, warning in missing if is_missing)
