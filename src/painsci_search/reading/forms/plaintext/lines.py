"""A line of a text in; whether it ends like prose, or is the heading of notes or changes, out."""

from __future__ import annotations

import re

_ENDS_PROSE = re.compile(
    r"[.,;:…!][”\"’')\]]{0,2}\Z"
    r"|[^\W\d][.!][”\"’')\]]{0,2}\s?(?:\d{1,3}|[¹²³⁰⁴-⁹]{1,3}|\[\^?[^\]]{1,20}\])\Z"
)
_NOTES = re.compile(
    r"(?:foot|end)?notes(?:\s(?:and|&)\s(?:references|sources))?:?|references:?|sources:?|"
    r"bibliography:?|works\scited:?|citations:?",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"what[’']?s\snew(?:\sin\sthis\sarticle)?\??|updates?:?|change\s?log:?|revision\shistory:?|"
    r"update\s(?:log|history):?",
    re.IGNORECASE,
)


def ends_prose(text: str) -> bool:
    """Return whether a text ends like a sentence or a part of one, maybe with a marker after it."""
    return _ENDS_PROSE.search(text) is not None


def is_notes_heading(text: str) -> bool:
    """Return whether a text is a usual heading of notes or references."""
    return _NOTES.fullmatch(text) is not None


def is_changes_heading(text: str) -> bool:
    """Return whether a text is a usual heading of a change log."""
    return _CHANGES.fullmatch(text) is not None
