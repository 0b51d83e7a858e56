"""The choices that reading made, for people who report a fault."""

from __future__ import annotations

from typing import Literal

from painsci_search.late_classes import late_dataclass

ReadPart = Literal[
    "form",
    "encoding",
    "body",
    "title",
    "authors",
    "published",
    "updated",
    "language",
    "url",
    "notes",
]
_MOST_SHOWN = 200


@late_dataclass(frozen=True, slots=True)
class Decision:
    """A choice that reading made, for people who report a fault.

    Attributes:
        part: the part of the article that it concerns.
        rule: the rule or source that chose, as a phrase.
        value: the choice, shortened.
    """

    part: ReadPart
    rule: str
    value: str

    @classmethod
    def of(cls, part: ReadPart, rule: str, value: str) -> Decision:
        """Make a decision, with the value on one line and shortened."""
        line = " ".join(value.split())
        shown = line if len(line) <= _MOST_SHOWN else f"{line[: _MOST_SHOWN - 1]}…"
        return cls(part, rule, shown)
