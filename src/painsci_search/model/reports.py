"""Reports on an index, on its changes and exports, and on flaws of articles."""

from __future__ import annotations

from typing import Literal

from painsci_search.late_classes import late_dataclass
from painsci_search.model.json_values import FromJSON
from painsci_search.model.problems import Problem
from painsci_search.model.types import Count, Positive, Timestamp

Severity = Literal["error", "warning", "hint"]
# The parts of the program that may have made an index in another version than the installed one.
Outdated = Literal["analyzer", "reader"]


@late_dataclass(frozen=True, slots=True)
class FurtherSave:
    """A file with an article that the index has from a better or newer save.

    Attributes:
        article: the id of the article.
    """

    source: str
    article: str


@late_dataclass(frozen=True, slots=True)
class Skipped:
    """Files of a kind that is no article.

    Attributes:
        kind: such as "PDF", "JPEG" or "link file".
        files: their number.
        advice: what to do to have them read; "" for nothing.
        sources: the files by name, of kinds that are named: links that were not followed.
    """

    kind: str
    files: Positive
    advice: str = ""
    sources: tuple[str, ...] = ()


@late_dataclass(frozen=True, slots=True)
class UpdateReport(FromJSON):
    """The result of `Index.update`: files as given or below the folder given, sorted by path.

    Attributes:
        problems: files that could not be indexed.
        rebuilt: whether all articles were made again, also those whose files did not change.
        moved: files that were renamed or moved; their articles keep their ids.
        saves: files that are further saves of indexed articles.
        skipped: the files in the given folders that are no articles, the most frequent kind first.
        resources: the number of files there that only serve saved pages, such as style sheets.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    rebuilt: bool = False
    moved: tuple[str, ...] = ()
    saves: tuple[FurtherSave, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    resources: Count = 0


@late_dataclass(frozen=True, slots=True)
class EmbedReport(FromJSON):
    """The result of `Index.embed`.

    Attributes:
        passages: the number of passages that have vectors now.
        computed: the number of passages whose vectors were computed.
        model: the name of the model, or the beginning of its digest where it is not the published
            one.
        backend: the library that computed, such as "NumPy" or "onnxruntime (CUDA)"; "" where
            nothing was computed.
        trouble: why onnxruntime, or a device that it offers, was not used although it is installed;
            "" where there is nothing to report.
    """

    passages: Count
    computed: Count
    model: str
    backend: str = ""
    trouble: str = ""


@late_dataclass(frozen=True, slots=True)
class SiteReport(FromJSON):
    """The result of an export.

    Attributes:
        folder: the folder written.
        articles, passages: their numbers; a passage is a section or a note.
        files: the number of files.
        bytes: the size of all files.
        unlinked: the ids of articles without a link, since they came from no file and have no URL.
        unchanged: how many of the files are those of the export before, and were not written again.
    """

    folder: str
    articles: Count
    passages: Count
    files: Count
    bytes: Count
    unlinked: tuple[str, ...] = ()
    unchanged: Count = 0


@late_dataclass(frozen=True, slots=True)
class WarningCount:
    """How many articles have a kind of warning, such as "markers without a note"."""

    kind: str
    articles: Positive


@late_dataclass(frozen=True, slots=True)
class LanguageCount:
    """How many articles are in a language; "de" for de, de-AT and de-DE."""

    language: str
    articles: Positive


@late_dataclass(frozen=True, slots=True)
class Stats(FromJSON):
    """Counts over an index.

    Attributes:
        references: the number of citations in notes, several of one work counted each.
        words: of sections and notes.
        bytes: the size of the index's files.
        updated: the date and time (ISO 8601, UTC) of the last change.
        outdated: the part of the program, "analyzer" or "reader", that made the index in another
            version than the installed one.
        saves: the number of files that are further saves of articles.
        warnings: how many articles have each kind of warning, such as "no date", the most first.
        languages: how many articles are in each language, the most first; an article of an unknown
            language is in none.
        vectors: the number of passages with a vector of any model, for searches by meaning.
    """

    articles: Count
    sections: Count
    notes: Count
    references: Count
    words: Count
    bytes: Count
    updated: Timestamp | None = None
    outdated: Outdated | None = None
    saves: Count = 0
    warnings: tuple[WarningCount, ...] = ()
    languages: tuple[LanguageCount, ...] = ()
    vectors: Count = 0


@late_dataclass(frozen=True, slots=True)
class Finding:
    """A flaw of an article.

    Attributes:
        kind: such as "marker-without-note", "dead-link" or "disagreement".
        severity: an error is wrong for certain; a warning may be intended; a hint is worth a look.
        source: the file, as given or below the folder given.
        line: the line number, from 1; 1 for the file as a whole.
        anchor: the fragment of the section, note or link; "" for none.
        message: one line.
    """

    kind: str
    severity: Severity
    source: str
    line: Positive
    anchor: str
    message: str
