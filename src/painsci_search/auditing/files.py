"""Files of articles in, findings out.

The flaws of each article come from `page.py` and `plaintext.py`. Added here are the flaws that
depend on a threshold, a date or other articles, the severities, and the order of findings.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from painsci_search.auditing.between_files import find_between_files
from painsci_search.auditing.disagreements import Disagreement, disagreements
from painsci_search.auditing.facts import markdown_facts, served_at
from painsci_search.auditing.flaws import AuditedArticle, Flaw, quote
from painsci_search.auditing.jats import find_jats_flaws
from painsci_search.auditing.kinds import KINDS, check_kinds
from painsci_search.auditing.languages import find_bad_language
from painsci_search.auditing.located import audit_article
from painsci_search.auditing.markdown import find_lost_citations, find_lost_markers
from painsci_search.auditing.noticed import NoticedCitation, noticed_citations
from painsci_search.auditing.packages import audit_epub, audit_mhtml, audit_pdf
from painsci_search.auditing.page import audit_page
from painsci_search.auditing.places import CheckedFile
from painsci_search.auditing.plaintext import audit_text, find_unmarked_notes
from painsci_search.auditing.references import find_unread_references
from painsci_search.auditing.source_lines import Markup
from painsci_search.auditing.stated import NO_DATE, find_date_flaws, find_missing_title, find_shared
from painsci_search.errors import ReadError
from painsci_search.model import Article, Finding, Reference
from painsci_search.reading.files.finding import find_files
from painsci_search.reading.files.source import FoundFile, read_bytes
from painsci_search.reading.forms import SavedFile, form_of
from painsci_search.reading.outcome import NAME_OF_FILE, Reading

Progress = Callable[[int, int, str], None]
_AuditText = Callable[[str, str, int], AuditedArticle]

# The audit of each form that has one, by the name of the form.
_AUDITS: Mapping[str, _AuditText] = MappingProxyType({"HTML": audit_page, "plain text": audit_text})
# The audit of each form whose files have pages or parts.
_AUDITS_OF_PARTS: Mapping[str, Callable[[SavedFile, Article, int], AuditedArticle]] = (
    MappingProxyType({"MHTML": audit_mhtml, "EPUB": audit_epub, "PDF": audit_pdf})
)
# The markup of the other forms whose files are text, by the name of the form.
_MARKUPS: Mapping[str, Markup] = MappingProxyType({"Markdown": "Markdown", "JATS XML": "XML"})
# Words: a longer section without a note makes claims without evidence.
_MOST_WORDS = 300
# A word has a letter or digit: dashes, bars and braces of tables and listings don't count.
_WORD = re.compile(r"(?<!\S)\S*?\w\S*+")
# Minor disagreements in other fields are mostly two ways of citing, or an error of reading.
_REPORTED_IF_MINOR = frozenset({"year"})


class Audit(NamedTuple):
    """The findings of an audit, ordered by file and line, and the number of files."""

    findings: tuple[Finding, ...]
    files: int


class _Location(NamedTuple):
    """Where a note cites a work, and the number of markers of the note."""

    source: str
    line: int
    anchor: str
    markers: int


@dataclass(slots=True)
class _CitedWorks:
    """The references of all articles, and the location of each."""

    references: list[Reference] = field(default_factory=list)
    locations: list[_Location] = field(default_factory=list)

    def add_article(self, audited: AuditedArticle) -> None:
        """Add the references of an article."""
        article = audited.article
        refs = (ref for section in article.sections for ref in section.note_refs)
        markers = Counter(ref.anchor for ref in refs)
        for note in article.notes:
            anchor = note.anchor if note.anchor_in_page else ""
            line = audited.note_lines.get(note.anchor, 1)
            location = _Location(article.source, line, anchor, markers[note.anchor])
            for reference in note.references:
                self.references.append(reference)
                self.locations.append(location)


def audit(  # noqa: PLR0913 - each is an option of its own
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    not_updated_since: int | None = None,
    ignore: Collection[str] = (),
    only: Collection[str] = (),
    notices: str | os.PathLike[str] | None = None,
    base_url: str | None = None,
) -> tuple[Finding, ...]:
    """List the flaws of articles, ordered by file and line.

    Args:
        paths: files, or folders that are searched for web pages and text files.
        not_updated_since: a year; articles last updated before it are reported, too.
        ignore: kinds of findings to leave out, such as "duplicate-id".
        only: the kinds of findings to report; () for all.
        notices: a file of notices about works; citations of works that it lists as retracted, of
            concern, superseded or corrected are reported, too.
        base_url: the URL at which the folders are served: that of pages that name none.

    Raises:
        ReadError: a path does not exist.
        PainSciSearchError: the file of notices cannot be read.
        ValueError: a kind in `ignore` or `only` is unknown.
    """
    return audit_files(
        paths,
        not_updated_since=not_updated_since,
        ignore=ignore,
        only=only,
        notices=notices,
        base_url=base_url,
    ).findings


def audit_files(  # noqa: PLR0913 - what `audit` takes, and a callback
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    not_updated_since: int | None = None,
    ignore: Collection[str] = (),
    only: Collection[str] = (),
    notices: str | os.PathLike[str] | None = None,
    base_url: str | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Audit like `audit`, and count the files.

    Args:
        progress: called with (files done, files in all, source) after each file.

    Raises:
        ReadError, PainSciSearchError, ValueError: see `audit`.
    """
    ignored = {ignore} if isinstance(ignore, str) else set(ignore)
    chosen = {only} if isinstance(only, str) else set(only)
    check_kinds(ignored | chosen)
    if chosen:
        ignored |= KINDS.keys() - chosen
    if isinstance(paths, str | os.PathLike):
        paths = [paths]
    given = find_files([os.fspath(path) for path in paths]).files
    copies = _copies(given)
    files = [file for file in given if file.source not in copies]
    today = datetime.now(UTC).date()
    latest_year = today.year + 1  # journals are dated ahead
    checked: list[CheckedFile] = []
    cited = _CitedWorks()
    flaws_by_file: dict[str, list[Flaw]] = {}
    for number, file in enumerate(files, 1):
        try:
            audited = audit_bytes(read_bytes(file.path), file.source, latest_year)
        except ReadError as error:
            flaws = _explain_unread(file, error)
        else:
            flaws = list(_flaws_of(audited, today, not_updated_since))
            cited.add_article(audited)
            if audited.facts is not None:
                checked.append(CheckedFile(file, served_at(audited.facts, base_url, file.relative)))
        flaws_by_file[file.source] = flaws
        if progress is not None:
            progress(number, len(files), file.source)
    for location, flaw in _flaws_across(cited, ignored, notices):
        flaws_by_file[location.source].append(flaw)
    for page, flaw in (*find_between_files(checked), *find_shared(checked)):
        flaws_by_file[page.file.source].append(flaw)
    findings = [
        finding
        for source, flaws in flaws_by_file.items()
        for finding in sorted(
            (_make(source, flaw) for flaw in flaws),
            key=lambda one: (one.line, one.kind, one.message),
        )
        if finding.kind not in ignored
    ]
    return Audit(tuple(findings), len(given))


def _copies(files: Sequence[FoundFile]) -> set[str]:
    """Return the sources of further saves that are copies in one folder, such as "x (1).html".

    Their flaws are those of the file with the shortest name, and are reported once.
    """
    alike: dict[tuple[Path, int], list[FoundFile]] = {}
    for file in files:
        try:
            key = Path(file.path).parent, Path(file.path).stat().st_size
        except OSError:  # reading it reports why
            continue
        alike.setdefault(key, []).append(file)
    copies: set[str] = set()
    for group in alike.values():
        seen: set[bytes] = set()
        for file in sorted(group, key=lambda each: len(each.source)) if len(group) > 1 else ():
            try:
                data = read_bytes(file.path)
            except ReadError:
                continue
            if data in seen:
                copies.add(file.source)
            seen.add(data)
    return copies


def _flaws_of(
    audited: AuditedArticle, today: date, not_updated_since: int | None
) -> Iterator[Flaw]:
    """Yield the flaws of an article, those that depend on a threshold or a date among them."""
    article = audited.article
    of_parts = (audited.flaws, _find_long_sections(audited), find_unread_references(audited))
    yield from map(audited.place, chain.from_iterable(of_parts))
    yield from audited.placed_flaws
    yield from find_bad_language(article, audited.text)
    yield from find_date_flaws(article, audited.text, today)
    for warning in article.warnings:
        if warning != NO_DATE:
            yield Flaw("reading", 1, "", warning)
    if not_updated_since is not None:
        yield from _find_not_updated(article, not_updated_since)


def _flaws_across(
    cited: _CitedWorks, ignored: Collection[str], notices: str | os.PathLike[str] | None
) -> Iterator[tuple[_Location, Flaw]]:
    """Yield the flaws that depend on all articles, or on the file of notices."""
    if "disagreement" not in ignored:
        for found in disagreements(cited.references):
            yield from _disagreement_flaws(found, cited)
    if notices is not None:
        for each in noticed_citations(cited.references, Path(notices)):
            location = cited.locations[each.number]
            yield location, _notice_flaw(each, location)


def _explain_unread(file: FoundFile, error: ReadError) -> list[Flaw]:
    """Return why a file cannot be read; nothing if it was found in a folder and is no article."""
    if error.kind and not file.is_given:
        return []
    reason = str(error).removeprefix(f"{file.path}: ").removeprefix(f"{file.source}: ")
    return [Flaw("unreadable", 1, "", reason)]


def audit_bytes(data: bytes, source: str, latest_year: int) -> AuditedArticle:
    """Read an article from the content of a file, and find its flaws.

    Args:
        source: the path of the file, for messages and as a hint at the file type.
        latest_year: a later year of publication is in the future.

    Raises:
        ReadError: the content cannot be read as an article.
    """
    file = SavedFile(data, source)
    form = form_of(file)
    if form.name in _AUDITS:
        audited = _AUDITS[form.name](file.text, source, latest_year)
    elif form.name in _MARKUPS:
        article = form.read(file).article
        audited = audit_article(article, file.text, _MARKUPS[form.name], latest_year)
        if form.name != "Markdown":
            audited.flaws += find_unmarked_notes(article, audited.note_lines)
    else:
        return _audit_parts(file, form.name, form.read(file), latest_year)
    if form.name == "Markdown":
        audited.facts = markdown_facts(file.text, audited.article)
        audited.flaws += find_missing_title(audited.facts)
        audited.flaws += find_lost_markers(file.text)
        audited.flaws += find_lost_citations(file.text)
    elif form.name == "JATS XML":
        audited.flaws += find_jats_flaws(file.data, source)
    audited.text = file.text
    return audited


def _audit_parts(file: SavedFile, form: str, reading: Reading, latest_year: int) -> AuditedArticle:
    """Find the flaws of a file that is no text."""
    article = reading.article
    if form not in _AUDITS_OF_PARTS:
        audited = AuditedArticle(article)
        audited.flaws += find_unmarked_notes(article, {})
    else:
        audited = _AUDITS_OF_PARTS[form](file, article, latest_year)
    is_known = any(flaw.kind == "missing-title" for flaw in audited.placed_flaws)
    is_named = any(each == ("title", NAME_OF_FILE) for each in _choices(reading))
    if is_named and not is_known:
        message = f"no title was found; the name of the file is one: {quote(article.title)}"
        audited.placed_flaws.append(Flaw("missing-title", 1, "", message))
    return audited


def _choices(reading: Reading) -> Iterator[tuple[str, str]]:
    return ((each.part, each.rule) for each in reading.decisions)


def count_kinds(findings: Sequence[Finding]) -> dict[str, int]:
    """Count findings by kind, in the order of `KINDS`; kinds without findings are left out."""
    counts = Counter(finding.kind for finding in findings)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def _make(source: str, flaw: Flaw) -> Finding:
    message = " ".join(flaw.message.split())
    return Finding(flaw.kind, KINDS[flaw.kind], source, flaw.line, flaw.anchor, message)


def _find_long_sections(audited: AuditedArticle) -> Iterator[Flaw]:
    """Yield the long sections without a note."""
    for section in audited.article.sections:
        words = len(_WORD.findall(section.text))
        if words <= _MOST_WORDS or section.note_refs or section.anchor in audited.noted:
            continue
        message = f"the section {quote(section.heading)} has {words} words and no note"
        anchor = section.anchor if section.anchor_in_page else ""
        line = audited.section_lines.get(section.anchor, 1)
        yield Flaw("long-section-without-note", line, anchor, message)


def _find_not_updated(article: Article, year: int) -> Iterator[Flaw]:
    """Yield a flaw if the article was last updated before a year, or gives no date."""
    # an update may be dated in the log of changes alone
    dates = [article.updated, *(change.date for change in article.changes), article.published]
    latest = max((date for date in dates if date), default="")
    if not latest:
        yield Flaw("not-updated", 1, "", "no date of publication or update was found")
    elif int(latest[:4]) < year:
        is_first = latest == article.published
        message = f"published {latest}, not updated since" if is_first else f"last updated {latest}"
        yield Flaw("not-updated", 1, "", message)


def _disagreement_flaws(
    found: Disagreement, cited: _CitedWorks
) -> Iterator[tuple[_Location, Flaw]]:
    """Yield a flaw for each value that differs from the most frequent one, with its location."""
    if found.minor and found.field not in _REPORTED_IF_MINOR:
        return
    usual, usual_indices = found.values[0]
    for value, indices in found.values[1:]:
        location = cited.locations[indices[0]]
        here = f"{found.field} {_format_value(found.field, value)} here"
        others = _format_locations(usual_indices, location.source, cited)
        there = f"{_format_value(found.field, usual)} in {others}"
        message = f"{here}, {there} (same {found.shared})"
        yield location, Flaw("disagreement", location.line, location.anchor, message)


def _notice_flaw(cited: NoticedCitation, location: _Location) -> Flaw:
    times = "once" if location.markers == 1 else f"{location.markers} times"
    message = f"{cited.message}; the text cites the note {times}"
    return Flaw(cited.kind, location.line, location.anchor, message)


def _format_value(name: str, value: str) -> str:
    return quote(value) if name in ("title", "author") else value


def _format_locations(indices: tuple[int, ...], source: str, cited: _CitedWorks) -> str:
    """Name the first of some citations by line, and by file if it isn't in `source`."""
    locations = list(dict.fromkeys(cited.locations[index] for index in indices))
    first, *others = locations
    named = f"line {first.line}" if first.source == source else f"{first.source}:{first.line}"
    if not others:
        return named
    return f"{named} and {len(others)} more place{'' if len(others) == 1 else 's'}"
