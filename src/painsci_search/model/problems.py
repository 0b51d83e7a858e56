"""A problem that an answer or a report is to mention: its source and a sentence."""

from __future__ import annotations

from painsci_search.late_classes import late_dataclass


@late_dataclass(frozen=True, slots=True)
class Problem:
    """A file, or the index itself, and in one line what is wrong with it."""

    source: str
    message: str
