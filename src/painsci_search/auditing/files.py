"""Files of articles in, findings out: thresholds and dates, the order, the severities."""

from __future__ import annotations

import difflib
import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

from painsci_search.auditing.disagreements import Disagreement, disagreements
from painsci_search.auditing.flaws import AuditedArticle, Flaw, quote
from painsci_search.auditing.page import audit_page
from painsci_search.auditing.plaintext import audit_text
from painsci_search.errors import ReadError
from painsci_search.model import Finding, Reference, Severity
from painsci_search.reading import is_html
from painsci_search.reading import source as _source

Progress = Callable[[int, int, str], None]

KINDS: Mapping[str, Severity] = MappingProxyType(
    {
        "unreadable": "error",
        "marker-without-note": "error",
        "note-without-marker": "warning",
        "duplicate-id": "error",
        "dead-link": "error",
        "heading-without-anchor": "warning",
        "bad-year": "error",
        "bad-pmid": "error",
        "bad-doi": "error",
        "disagreement": "warning",
        "not-updated": "warning",
        "long-section-without-note": "hint",
    }
)
_MOST_WORDS = 300
# not the dashes, bars and braces of tables and listings
_WORD = re.compile(r"\S*\w\S*")
# What differs in these may as well be two ways to cite, or a part that reading has cut off.
_TOLD_IF_MINOR = frozenset({"year"})
_MOST_OTHERS = 2


class Audit(NamedTuple):
    """What an audit found, in the order of files and lines, and how many files it looked at."""

    findings: tuple[Finding, ...]
    files: int


class _Place(NamedTuple):
    """Where a note cites a work."""

    source: str
    line: int
    anchor: str


@dataclass(slots=True)
class _Cited:
    """The references of all articles and where each stands."""

    references: list[Reference] = field(default_factory=list)
    places: list[_Place] = field(default_factory=list)


def audit(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    not_updated_since: int | None = None,
    ignore: Collection[str] = (),
) -> tuple[Finding, ...]:
    """List what is wrong with articles, in the order of files and lines.

    Args:
        paths: files, or folders that are searched for .html, .htm, .xhtml and .txt.
        not_updated_since: a year; articles last updated before it are found, too.
        ignore: kinds of findings to leave out, such as "duplicate-id".

    Raises:
        ReadError: a path does not exist.
        ValueError: a kind to ignore is none.
    """
    return audit_files(paths, not_updated_since=not_updated_since, ignore=ignore).findings


def audit_files(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    not_updated_since: int | None = None,
    ignore: Collection[str] = (),
    progress: Progress | None = None,
) -> Audit:
    """Audit as ``audit`` does, and count the files.

    Args:
        progress: called with (files done, files in all, source) after each file.

    Raises:
        ReadError, ValueError: as of ``audit``.
    """
    ignored = {ignore} if isinstance(ignore, str) else set(ignore)
    for kind in sorted(ignored - KINDS.keys()):
        close = _kinds_like(kind)
        hint = (
            f"did you mean {' or '.join(close)}?" if close else f"the kinds are {', '.join(KINDS)}"
        )
        raise ValueError(f"no kind of finding: {kind}; {hint}")
    if isinstance(paths, str | os.PathLike):
        paths = [paths]
    files = _source.find_files([os.fspath(path) for path in paths])
    latest_year = datetime.now(UTC).year + 1  # journals are dated ahead
    cited = _Cited()
    findings: dict[str, list[Finding]] = {}
    for number, file in enumerate(files, 1):
        try:
            audited = audit_bytes(_source.read_bytes(file.path), file.source, latest_year)
        except ReadError as error:
            reason = str(error).removeprefix(f"{file.path}: ").removeprefix(f"{file.source}: ")
            findings[file.source] = [_make(file.source, Flaw("unreadable", 1, "", reason))]
        else:
            flaws = (*audited.flaws, *_judge(audited, not_updated_since))
            findings[file.source] = [_make(file.source, flaw) for flaw in flaws]
            _collect(cited, audited)
        if progress is not None:
            progress(number, len(files), file.source)
    if "disagreement" not in ignored:
        for found in disagreements(cited.references):
            for place, flaw in _tell(found, cited):
                findings[place.source].append(_make(place.source, flaw))
    kept = [
        finding
        for found_there in findings.values()
        for finding in sorted(found_there, key=lambda one: (one.line, one.kind, one.message))
        if finding.kind not in ignored
    ]
    return Audit(tuple(kept), len(files))


def audit_bytes(data: bytes, source: str, latest_year: int) -> AuditedArticle:
    """Read the content of a file and look for its flaws.

    Args:
        source: names the file and hints at its format.
        latest_year: what is published later is in the future.

    Raises:
        ReadError: the content cannot be read as an article.
    """
    _source.check_readable(data, source)
    text = _source.decode(data)
    read = audit_page if is_html(text, source) else audit_text
    return read(text, source, latest_year)


def _kinds_like(wanted: str) -> list[str]:
    """Return the kinds that are spelled like something that is none, or hold it.

    >>> _kinds_like("dead_links"), _kinds_like("headings"), _kinds_like("bad")
    (['dead-link'], ['heading-without-anchor'], ['bad-year', 'bad-pmid', 'bad-doi'])
    """
    part = wanted.lower().removesuffix("s")
    within = [kind for kind in KINDS if len(part) > 2 and part in kind]
    return within or difflib.get_close_matches(wanted.lower(), KINDS, n=1, cutoff=0.6)


def count_kinds(findings: Sequence[Finding]) -> dict[str, int]:
    """Count findings by kind, in the order of ``KINDS``; kinds without any are left out."""
    counts = Counter(finding.kind for finding in findings)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def _make(source: str, flaw: Flaw) -> Finding:
    message = " ".join(flaw.message.split())
    return Finding(flaw.kind, KINDS[flaw.kind], source, flaw.line, flaw.anchor, message)


def _judge(audited: AuditedArticle, not_updated_since: int | None) -> Iterator[Flaw]:
    """Judge what takes a threshold or a date."""
    article = audited.article
    for section in article.sections:
        words = len(_WORD.findall(section.text))
        if words <= _MOST_WORDS or section.note_refs or section.anchor in audited.noted:
            continue
        message = f"the section {quote(section.heading)} has {words} words and no note"
        anchor = section.anchor if section.anchor_in_page else ""
        line = audited.section_lines.get(section.anchor, 1)
        yield Flaw("long-section-without-note", line, anchor, message)
    if not_updated_since is None:
        return
    # the log of changes may be the only place that tells of an update
    later = [article.updated, *(change.date for change in article.changes)]
    date = max([given for given in (*later, article.published) if given], default="")
    if not date:
        yield Flaw("not-updated", 1, "", "no date of publication or update was found")
    elif int(date[:4]) < not_updated_since:
        is_first = date == article.published
        told = f"published {date}, not updated since" if is_first else f"last updated {date}"
        yield Flaw("not-updated", 1, "", told)


def _collect(cited: _Cited, audited: AuditedArticle) -> None:
    article = audited.article
    for note in article.notes:
        anchor = note.anchor if note.anchor_in_page else ""
        place = _Place(article.source, audited.note_lines.get(note.anchor, 1), anchor)
        for reference in note.references:
            cited.references.append(reference)
            cited.places.append(place)


def _tell(found: Disagreement, cited: _Cited) -> Iterator[tuple[_Place, Flaw]]:
    """Tell of a disagreement once for each value that differs from the most frequent one."""
    if found.minor and found.field not in _TOLD_IF_MINOR:
        return
    usual, where = found.values[0]
    for value, indices in found.values[1:]:
        place = cited.places[indices[0]]
        here = f"{found.field} {_show(found.field, value)} here"
        there = f"{_show(found.field, usual)} in {_name(where, place, cited)}"
        reason = f"same {found.shared}"
        yield place, Flaw("disagreement", place.line, place.anchor, f"{here}, {there} ({reason})")


def _show(name: str, value: str) -> str:
    return quote(value) if name in ("title", "author") else value


def _name(indices: tuple[int, ...], here: _Place, cited: _Cited) -> str:
    """Name the places of citations: the first of them by file and line."""
    places = list(dict.fromkeys(cited.places[index] for index in indices))
    first = places[0]
    named = f"line {first.line}" if first.source == here.source else f"{first.source}:{first.line}"
    if len(places) < _MOST_OTHERS:
        return named
    return f"{named} and {len(places) - 1} more place{'' if len(places) == 2 else 's'}"
