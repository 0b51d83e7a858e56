"""A file of notices in; the notices about the works that are cited here, out.

The file is a CSV with a header row. Two sets of column names are read, whatever their order, case
and other columns: those of the Retraction Watch data that Crossref publishes, and a short form to
write by hand:

    doi,pmid,kind,date,notice_doi
    10.1000/tingles,,retracted,2020-03-01,10.1000/tingles-r

Rows are read one by one, and only those about cited works are kept, so a file of any length takes
little memory.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TextIO

from painsci_search.errors import PainSciSearchError
from painsci_search.identifiers import Identifier, IdentifierKind, normalise
from painsci_search.model import Notice, NoticeKind

# The words of a row for each kind, in lower case, with single spaces for signs between letters.
KINDS: Mapping[str, NoticeKind] = MappingProxyType(
    {
        **dict.fromkeys(("retracted", "retraction", "withdrawn", "withdrawal"), "retracted"),
        **dict.fromkeys(("removed", "removal"), "retracted"),
        **dict.fromkeys(("concern", "expression of concern"), "concern"),
        **dict.fromkeys(("superseded", "new version", "new edition", "replaced"), "superseded"),
        **dict.fromkeys(("corrected", "correction", "corrigendum", "erratum"), "corrected"),
        **dict.fromkeys(("addendum", "clarification", "partial retraction"), "corrected"),
        **dict.fromkeys(("reinstated", "reinstatement"), "reinstated"),
    }
)
ALLOWED = "retracted, concern, superseded, corrected or reinstated"
# Values of a row that has no identifier.
_NONE = frozenset(("", "0", "none", "n/a", "na", "null", "unavailable", "-"))
_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_MONTH = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2]))?")
_AMERICAN = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})")
# A time after the date, as spreadsheets write it.
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\s?(?:[AP]M|Z)?\Z", re.IGNORECASE)
_DATES = "2020-03-01, 2020-03, 2020 or 3/1/2020 (month first)"
# Characters of a value in a message, of a reason, and of the header.
_SHOWN, _LONGEST_REASON, _LONGEST_HEADER = 60, 300, 10_000


class _Form(NamedTuple):
    """The names of the columns, in lower case without signs; "" for a column that does not exist.

    Attributes:
        is_written: whether people write the form by hand: an identifier that is none is an error.
    """

    doi: str
    pmid: str
    kind: str
    date: str
    notice: str
    reason: str
    is_written: bool


_FORMS = (
    _Form(
        *("originalpaperdoi", "originalpaperpubmedid", "retractionnature", "retractiondate"),
        *("retractiondoi", "reason", False),
    ),
    _Form("doi", "pmid", "kind", "date", "noticedoi", "reason", True),
)
_HEADER = (
    "write doi, pmid, kind, date and notice_doi, or the names of the Retraction Watch data "
    "(OriginalPaperDOI, OriginalPaperPubMedID, RetractionNature, RetractionDate)"
)


def read_notices(path: Path, cited: Collection[Identifier]) -> Iterator[tuple[Identifier, Notice]]:
    """Yield the notices about cited works, with the identifiers by which they were found.

    Args:
        cited: DOIs and PubMed ids in their normal form.

    Raises:
        PainSciSearchError: the file cannot be read, or a row is malformed; the message has the
            number of its line.
    """
    try:
        # The published data has stray bytes; they are in names and titles, which are not read.
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            yield from _read(file, path, cited)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise PainSciSearchError(f"{path}: the notices cannot be read: {reason}") from None


def _read(
    file: TextIO, path: Path, cited: Collection[Identifier]
) -> Iterator[tuple[Identifier, Notice]]:
    form, columns = _FORMS[-1], dict[str, int]()
    for line, row in _numbered(file, path):
        try:
            if line == 1:
                form, columns = _header(row)
            elif any(map(str.strip, row)):
                yield from _notices(_Row(row, columns), form, cited)
        except _RowError as error:
            raise PainSciSearchError(f"{path}:{line}: {error}") from None
    if not columns:
        raise PainSciSearchError(f"{path}:1: the file is empty: {_HEADER}")


def _numbered(file: TextIO, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of its first line; one row may have several lines."""
    rows = csv.reader(file, delimiter=_delimiter(file))
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise PainSciSearchError(
                f"{path}:{line}: the row is no CSV: {error}: save the file as CSV in UTF-8"
            ) from None
        if row is None:
            return
        yield line, row


def _delimiter(file: TextIO) -> str:
    """Return the sign between the columns of the header: some spreadsheets write ";"."""
    header = file.readline(_LONGEST_HEADER)
    file.seek(0)
    return max(",;\t", key=header.count)


class _RowError(Exception):
    """A malformed row."""


class _Row(NamedTuple):
    """A row, and the number of each of its columns by name."""

    cells: list[str]
    columns: Mapping[str, int]

    def get(self, column: str) -> str:
        """Return the value of a column; "" where the row ends before it."""
        at = self.columns.get(column)
        return self.cells[at].strip() if at is not None and at < len(self.cells) else ""


def _header(row: list[str]) -> tuple[_Form, dict[str, int]]:
    """Return the form of a file and the number of each column, by the header row."""
    names = [re.sub(r"[\W_]+", "", name).lower() for name in row]
    columns = {name: at for at, name in reversed(list(enumerate(names)))}
    for form in _FORMS:
        if form.kind in columns and (form.doi in columns or form.pmid in columns):
            return form, columns
    raise _RowError(f"the header {_shown(','.join(row))} lacks the columns: {_HEADER}")


def _notices(
    row: _Row, form: _Form, cited: Collection[Identifier]
) -> Iterator[tuple[Identifier, Notice]]:
    """Yield the notice of a row for each of its identifiers that is cited."""
    named = list(_identifiers(row, form))
    if form.is_written and not named:
        raise _RowError("the row has no identifier: write a DOI or a PubMed id")
    found = [identifier for identifier in named if identifier in cited]
    if not form.is_written and not found:
        return
    kind = KINDS.get(re.sub(r"[\W_]+", " ", row.get(form.kind)).strip().lower())
    if kind is None:
        raise _RowError(f"unknown kind {_shown(row.get(form.kind))}; allowed are {ALLOWED}")
    dated = _date(row.get(form.date))
    notice = normalise("doi", row.get(form.notice)) or ""
    reason = " ".join(row.get(form.reason).split())[:_LONGEST_REASON]
    for identifier in found:
        of = f"{identifier.kind}:{identifier.value}"
        yield identifier, Notice(kind, dated, of, notice, reason)


def _identifiers(row: _Row, form: _Form) -> Iterator[Identifier]:
    names: tuple[tuple[IdentifierKind, str], ...] = (("doi", form.doi), ("pmid", form.pmid))
    for kind, column in names:
        text = row.get(column)
        if text.lower() in _NONE:
            continue
        value = normalise(kind, text)
        if value is not None:
            yield Identifier(kind, value)
        elif form.is_written:
            example = "10.1000/xyz" if kind == "doi" else "30397584"
            raise _RowError(f"{_shown(text)} is no {kind.upper()}, such as {example}")


def _date(text: str) -> str:
    """Return a date in ISO 8601; "" for none.

    >>> _date("3/1/2020 0:00"), _date("2020-3-1"), _date("2020-03"), _date("")
    ('2020-03-01', '2020-03-01', '2020-03', '')
    """
    written = _TIME.sub("", text)
    if written.lower() in _NONE:
        return ""
    if _MONTH.fullmatch(written):
        return written
    found = _DAY.fullmatch(written) or _AMERICAN.fullmatch(written)
    try:
        if found is not None:
            return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        pass  # a day that no month has
    raise _RowError(f"unknown date {_shown(text)}; allowed are {_DATES}")


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}\u2026")
