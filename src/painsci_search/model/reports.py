"""What is told of an index, of a change of it, and of articles for whoever looks after them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from painsci_search.model.json_values import FromJSON

Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be indexed and why, in one line."""

    source: str
    message: str


@dataclass(frozen=True, slots=True)
class UpdateReport(FromJSON):
    """What ``Index.update`` did: sources as given, each list in path order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteReport(FromJSON):
    """What an export wrote.

    Attributes:
        folder: where.
        articles, passages: how many; a passage is a section or a note.
        files: how many files.
        bytes: their size together.
        unlinked: the ids of articles that nothing can be linked to, since they came from no file
            and name no address.
    """

    folder: str
    articles: int
    passages: int
    files: int
    bytes: int
    unlinked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stats(FromJSON):
    """Counts over an index.

    Attributes:
        references: the citations in its notes, those of the same work each by itself.
        words: those of sections and notes.
        bytes: the size of the index's files.
        updated: when the index was last changed, as an ISO 8601 date and time in UTC.
    """

    articles: int
    sections: int
    notes: int
    references: int
    words: int
    bytes: int
    updated: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with an article, for whoever looks after it.

    Attributes:
        kind: in short: "marker-without-note", "dead-link", "disagreement" and so on.
        severity: an error is wrong for sure; a warning may be meant so; a hint is worth a look.
        source: the file, as given or under the folder given.
        line: in the file, from 1; 1 for what concerns it as a whole.
        anchor: the fragment that it is about, of a section, a note or a link; "" for none.
        message: what is wrong, in one line.
    """

    kind: str
    severity: Severity
    source: str
    line: int
    anchor: str
    message: str
