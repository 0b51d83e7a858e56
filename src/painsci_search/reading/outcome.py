"""The outcome of reading a file: an `Article`, the text around it, and the rules that chose."""

from __future__ import annotations

from typing import NamedTuple

from painsci_search.model import Article


class Decision(NamedTuple):
    """What a rule chose for a part of an article.

    Attributes:
        part: "form", "encoding", "body", "title", "authors", "published", "updated", "language",
            "url" or "notes".
        rule: the rule that chose, as a plain phrase.
        value: what it chose, shortened to 200 characters.
    """

    part: str
    rule: str
    value: str


class Reading(NamedTuple):
    """An article as read from a file.

    Attributes:
        surroundings: the text that the page shows above and beside the article.
        decisions: which rule chose what.
    """

    article: Article
    surroundings: str = ""
    decisions: tuple[Decision, ...] = ()
