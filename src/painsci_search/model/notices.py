"""The words for kinds of study, and for the notices that are published about a work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from painsci_search.late_classes import late_dataclass
from painsci_search.model.dates import keep_dates
from painsci_search.model.types import DateOrEmpty, GivenDate

# In an order of kinds, from the one that is asked for first to the one that is asked for last; see
# `painsci_search.bibliography.kind_names`.
StudyKind = Literal[
    "meta-analysis",
    "systematic-review",
    "guideline",
    "randomised-trial",
    "other-trial",
    "cohort",
    "case-control",
    "cross-sectional",
    "case-report",
    "scoping-review",
    "narrative-review",
    "other-review",
    "animal",
    "laboratory",
    "protocol",
]
# What names the kind: words of the title, or the type of the work that its citation shows.
KindSource = Literal["title", "type"]
# The gravest first.
NoticeKind = Literal["retracted", "concern", "superseded", "corrected", "reinstated"]


@late_dataclass(frozen=True, slots=True)
class Notice:
    """A notice about a work, from the user's file of notices.

    Attributes:
        kind: "concern" is an expression of concern; "superseded" is a newer version.
        date: of the notice; "" where the file gives none.
        of: the identifier by which the work was found: "doi:10.1000/x", "pmid:7".
        notice: the DOI of the notice; "" where the file gives none.
        reason: as in the file; "" where it gives none.
    """

    kind: NoticeKind
    date: DateOrEmpty = ""
    of: str = ""
    notice: str = ""
    reason: str = ""

    if TYPE_CHECKING:  # what may be given; `__post_init__` makes the fields of it

        def __init__(
            self,
            kind: NoticeKind,
            date: GivenDate = "",
            of: str = "",
            notice: str = "",
            reason: str = "",
        ) -> None: ...

    def __post_init__(self) -> None:
        keep_dates(self, "date")
