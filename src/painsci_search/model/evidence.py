"""The works that the claims of an answer cite: the newest, the strongest kind, their years."""

from __future__ import annotations

from typing import Literal

from painsci_search.late_classes import late_dataclass
from painsci_search.model.json_values import FromJSON
from painsci_search.model.passages import Claim
from painsci_search.model.types import Count, Positive
from painsci_search.model.works import Work

# A claim that cites a work that is not retracted, only retracted ones, a note that names no work,
# or no note at all.
ClaimState = Literal["works", "retracted", "no-work", "no-note"]


@late_dataclass(frozen=True, slots=True)
class ClaimEvidence:
    """A claim of an answer, and the works that it cites, by their keys.

    Attributes:
        article: the id of the article.
        claim: the sentence; the snippet of a passage that cites no note.
        state: "works"; "retracted" where all of its works are retracted; "no-work" where its notes
            name no work; "no-note" where it cites no note.
        works: in the order of the notes, without those that are retracted.
        retracted: the works that are retracted, by the file of notices.
        newest: of `works`, the one of the latest year; None where no year is known.
        strongest: of `works`, the newest one of the kind that is first in the order of kinds of
            study; None where none names its kind.
    """

    article: str
    claim: Claim
    state: ClaimState
    works: tuple[str, ...] = ()
    retracted: tuple[str, ...] = ()
    newest: str | None = None
    strongest: str | None = None


@late_dataclass(frozen=True, slots=True)
class WorkYears:
    """The years of the works of an answer.

    Attributes:
        works: the number of works whose year is known.
        oldest, newest: the earliest and the latest year.
        median: of an even number of works the earlier of the two in the middle.
        older: the number of works that are more than ten years older than `compared_with`.
        compared_with: the year with which they are compared.
    """

    works: Positive
    oldest: int
    median: int
    newest: int
    older: Count
    compared_with: int


@late_dataclass(frozen=True, slots=True)
class Evidence(FromJSON):
    """The works that the claims of an answer cite.

    Attributes:
        claims: in the order of the hits, each sentence once.
        works: the works of all claims, each once, retracted ones included.
        years: of the works that are not retracted; None where no year is known.
    """

    claims: tuple[ClaimEvidence, ...] = ()
    works: tuple[Work, ...] = ()
    years: WorkYears | None = None

    def work(self, key: str) -> Work:
        """Return the work with a key.

        Raises:
            KeyError: there is none.
        """
        for work in self.works:
            if work.key == key:
                return work
        raise KeyError(key)
