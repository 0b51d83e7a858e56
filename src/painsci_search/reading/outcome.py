"""The outcome of reading a file: its article, the text around it, and the decisions on the way."""

from __future__ import annotations

from dataclasses import replace
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

    def without_void_update(self) -> Reading:
        """Return the reading without an update that was before the publication, or is no news.

        Journals print the day of a revision that came before the publication. Dates are compared
        in the precision of the less exact one: an update in 2014 of an article of May 2014 is none.
        """
        published, updated = self.article.published, self.article.updated
        if not published or not updated or updated > published[: len(updated)]:
            return self
        decisions = tuple(one for one in self.decisions if one.part != "updated")
        return self._replace(article=replace(self.article, updated=None), decisions=decisions)


def metadata_warnings(article: Article) -> tuple[str, ...]:
    """Return the warnings about what the file does not state: "no authors", "no date"."""
    missing = (
        (not article.authors, "no authors"),
        (not article.published and not article.updated, "no date"),
    )
    return tuple(warning for is_missing, warning in missing if is_missing)
