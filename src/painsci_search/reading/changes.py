"""The section of a change log in, its entries with their dates out.

A date may start an entry, or be a heading or a line above its entries.
"""

from __future__ import annotations

import re

from painsci_search.model import Change
from painsci_search.reading.dates import split_date
from painsci_search.reading.dom.elements import attribute
from painsci_search.reading.sections import DraftSection

_HEADING = re.compile(
    r"what[’']s new(?: in this (?:article|page))?\??|updates?|change ?log|changes|"
    r"(?:revision|version|edit|update|document|article|page) history|update log|revisions|"
    r"(?:article|page) (?:updates|changes|revisions)|history of (?:changes|updates|revisions)",
    re.IGNORECASE,
)
_UNDATED = re.compile(r"(?:publication|first published|\d+ (?:archived )?updates)", re.IGNORECASE)


def is_change_log(draft: DraftSection) -> bool:
    """Return whether a section's heading or anchor is that of a change log."""
    anchor = attribute(draft.tag, "id").lower() if draft.tag is not None else ""
    return anchor == "updates" or _HEADING.fullmatch(draft.heading) is not None


def read_changes(draft: DraftSection, below: list[DraftSection]) -> list[Change]:
    """Return the entries of a change log; empty if none has a date, as it is no change log then.

    Args:
        below: its subsections, whose headings may be the dates.
    """
    paragraphs = draft.text.split("\n\n")
    for part in below:
        paragraphs += [part.heading, *part.text.split("\n\n")]
    entries: list[Change] = []
    above = ""
    for paragraph in filter(None, paragraphs):
        date, text = split_date(paragraph)
        if date:
            # a date alone in its line belongs to the lines below it
            above = "" if text else date
        if text and (date or above or entries or _UNDATED.match(paragraph)):
            entries.append(Change(date or above, text))
    return entries if any(entry.date for entry in entries) else []
