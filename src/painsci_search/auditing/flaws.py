"""What a second look at an article finds: the flaws of its page, and the lines where its sections
and notes stand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from painsci_search.model import Article

_LONGEST_QUOTE = 60


class Flaw(NamedTuple):
    """Something wrong in a page.

    Attributes:
        kind: in short, such as "dead-link".
        line: of the file, from 1.
        anchor: the fragment that it is about, "" for none.
        message: what is wrong, in one line.
    """

    kind: str
    line: int
    anchor: str
    message: str


@dataclass(slots=True)
class AuditedArticle:
    """An article and what is wrong with its page.

    Attributes:
        section_lines, note_lines: the line of each by its anchor.
        noted: anchors of sections with notes of a kind that has no markers, such as margin notes.
    """

    article: Article
    flaws: list[Flaw] = field(default_factory=list)
    section_lines: dict[str, int] = field(default_factory=dict)
    note_lines: dict[str, int] = field(default_factory=dict)
    noted: set[str] = field(default_factory=set)


def quote(text: str) -> str:
    """Quote the start of a text.

    >>> quote("Sleep")
    '“Sleep”'
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST_QUOTE:
        text = text[:_LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"
    return f"“{text}”"
