"""The result of auditing one article: its flaws, and the line numbers of its sections and notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from painsci_search.auditing.facts import PageFacts
from painsci_search.model import Article

# Characters of a quoted text: a message fits a line of a terminal or two.
_LONGEST_QUOTE = 60


class Flaw(NamedTuple):
    """Something wrong in a page.

    Attributes:
        kind: the kind of finding, such as "dead-link".
        line: the line number in the file, from 1.
        anchor: the fragment that is concerned, or "".
        message: a description in one line.
    """

    kind: str
    line: int
    anchor: str
    message: str


def _unchanged(flaw: Flaw) -> Flaw:
    return flaw


@dataclass(slots=True)
class AuditedArticle:
    """An article and the flaws of its page.

    Attributes:
        section_lines, note_lines: the line numbers of sections and notes, by anchor.
        noted: anchors of sections whose notes have no markers, such as margin notes.
        facts: what other files are compared with; None where the form has none.
        text: the text of the file; "" where its form is no text.
        place: returns a flaw at a line of the text with the place that a person can look up.
        placed_flaws: further flaws, with their places.
    """

    article: Article
    flaws: list[Flaw] = field(default_factory=list)
    section_lines: dict[str, int] = field(default_factory=dict)
    note_lines: dict[str, int] = field(default_factory=dict)
    noted: set[str] = field(default_factory=set)
    facts: PageFacts | None = None
    text: str = ""
    place: Callable[[Flaw], Flaw] = _unchanged
    placed_flaws: list[Flaw] = field(default_factory=list)


def quote(text: str) -> str:
    """Return the start of a text in quotation marks.

    >>> quote("Sleep")
    '“Sleep”'
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST_QUOTE:
        text = text[:_LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"
    return f"“{text}”"
