"""Notes whose works are known in; samples with the spans of the known values out.

A row is a JSON object: `text` or `html`, `works` with `names`, `title`, `journal`, `year`,
`volume`, `issue` and `pages`, a `style` and a `licence`. A value that the text lacks makes the row
useless, and it is left out.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from painsci_search.reading.dom.parse import parse_html
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes import find_notes
from painsci_search.reading.notes.texts import read_note
from training.samples import Sample, Span

_DASH = "[-‐‑‒–—−]"
# The licences under which a note may be used to train a model that is distributed.
_FREE = re.compile(r"CC BY(?!-N)|CC0|Apache-2\.0|BSD-2-Clause|own composition")


# A page with one note.
_PAGE = (
    "<!DOCTYPE html><html><head><title>A page</title></head><body><article><h1>A page</h1>"
    '<p>A sentence with a note.<sup id="ref-1"><a href="#note-1">1</a></sup></p><h2>Notes</h2>'
    '<ol class="footnotes"><li id="note-1">{}</li></ol></article></body></html>'
)
_MARKS = {"emphasis": "italic", "strong": "bold", "link": "link"}


def read_given(path: Path) -> list[Sample]:
    """Return the samples of a file of notes, of those that are free and whose values are found.

    Args:
        path: lines of JSON; see the module for the keys.
    """
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    found = (sample_of(row, *_read(row)) for row in rows if is_free(row))
    return [sample for sample in found if sample is not None]


def _read(row: dict[str, Any]) -> tuple[str, list[Span]]:
    """Return the text of a row's note and its marks, as they are read from a page."""
    tree = PageTree(parse_html(_PAGE.format(row.get("html") or html.escape(row["text"])), "given"))
    found = find_notes(tree)
    if len(found.notes) != 1:
        return row["text"], []
    text, _, marks = read_note(tree, found.notes[0], found)
    shown = [(_MARKS[mark.kind], mark.start, mark.end) for mark in marks if mark.kind in _MARKS]
    return text, [mark for mark in shown if mark[1] < mark[2] <= len(text)]


def is_free(row: dict[str, Any]) -> bool:
    """Return whether each licence of a row allows its use."""
    return all(_FREE.match(each.strip()) for each in row["licence"].split(";"))


class _Folded:
    """A text as its letters and digits without case and accents, with the offset of each."""

    def __init__(self, text: str) -> None:
        chars: list[str] = []
        offsets: list[int] = []
        for offset, char in enumerate(text):
            for folded in unicodedata.normalize("NFKD", char).casefold():
                if folded.isalnum():
                    chars.append(folded)
                    offsets.append(offset)
        self.text = text
        self.folded = "".join(chars)
        self.offsets = offsets
        self._places = {offset: place for place, offset in reversed(list(enumerate(offsets)))}

    def place(self, offset: int) -> int:
        """Return the number of the first letter at or after an offset."""
        while offset < len(self.text) and offset not in self._places:
            offset += 1
        return self._places.get(offset, len(self.folded))

    def find_all(self, value: str, start: int = 0) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each occurrence of a value as whole words."""
        key = fold(value)
        place = self.folded.find(key, self.place(start)) if key else -1
        while place >= 0:
            low, high = self.offsets[place], self.offsets[place + len(key) - 1] + 1
            before, after = self.text[low - 1 : low], self.text[high : high + 1]
            if (
                not (before.isalnum() and self.text[low].isalnum() and low and before.isalpha())
                and not after.isalpha()
            ):
                yield low, high
            place = self.folded.find(key, place + 1)


def fold(value: object) -> str:
    """Return the letters and digits of a value, without case and accents."""
    text = unicodedata.normalize("NFKD", str(value or "")).casefold()
    return "".join(char for char in text if char.isalnum())


def sample_of(row: dict[str, Any], text: str, marks: Sequence[Span]) -> Sample | None:
    """Return the sample of a row; None if a known value isn't found in its text.

    Args:
        text: of the note, as it is read from the page.
    """
    if not row["works"]:
        return Sample(text, tuple(marks), (("prose", 0, len(text)),), row["style"])
    folded = _Folded(text)
    spans: list[Span] = []
    works: list[list[Span]] = []
    start = 0
    for work in row["works"]:
        found = _work_spans(folded, work, start)
        if found is None:
            return None
        works.append(found)
        start = max(end for _, _, end in found)
    for found in works:
        low = min(start for _, start, _ in found)
        high = max(end for _, _, end in found)
        spans += [*found, ("work", low, high)]
    return Sample(
        text, tuple(marks), tuple(sorted(spans, key=lambda s: (s[1], -s[2]))), row["style"]
    )


def _work_spans(  # noqa: C901, PLR0912 - a case for each field
    folded: _Folded, work: dict[str, Any], start: int
) -> list[Span] | None:
    spans: list[Span] = []

    def free(low: int, high: int) -> bool:
        return all(high <= a or b <= low for _, a, b in spans)

    title = work.get("title")
    authors_end = start
    if work["names"]:
        names = _names(folded, work["names"], start)
        if names is None:
            return None
        spans += names
        authors_end = max(end for _, _, end in names)
    title_end = start
    if title:
        found = next((s for s in folded.find_all(title, start) if free(*s)), None)
        if found is None:
            return None
        spans.append(("title", *found))
        title_end = found[1]
    place = max(title_end, authors_end) if not title or authors_end < title_end else title_end
    journal = work.get("journal")
    if journal:
        options = [s for s in folded.find_all(journal, start) if free(*s)]
        found = next((s for s in options if s[0] >= place), options[0] if options else None)
        if found is None:
            return None
        spans.append(("container", *found))
        place = found[1]
    if work.get("year"):
        options = [
            (m.start(), m.end())
            for m in re.finditer(rf"(?<!\d){work['year']}(?!\d)", folded.text[start:])
        ]
        options = [(a + start, b + start) for a, b in options]
        options = [s for s in options if free(*s)]
        if not options:
            return None
        spans.append(("year", *options[0]))
    pages = work.get("pages")
    if pages:
        found = _number(folded.text, str(pages), max(place, start), start, spans)
        if found is None and "skip" not in work:
            return None
        if found:
            spans.append(("pages", *found))
    for field in ("volume", "issue"):
        value = work.get(field)
        if not value:
            continue
        found = _number(folded.text, str(value), max(place, start), start, spans)
        if found is None:
            return None
        spans.append((field, *found))
        place = max(place, found[1]) if field == "volume" else place
    return spans or None


def _number(
    text: str, value: str, place: int, start: int, spans: list[Span]
) -> tuple[int, int] | None:
    parts = [re.escape(part.strip()) for part in re.split(_DASH, value)]
    pattern = re.compile(
        r"(?<![\w])(?:(?<=\d)|(?<!\d))"
        + rf"\s*{_DASH}+\s*".join(parts).replace(r"\ ", r"\s*")
        + r"(?!\d)(?!\w{3})"
    )
    for begin in (place, start):
        for match in pattern.finditer(text, begin):
            if all(match.end() <= a or b <= match.start() for _, a, b in spans):
                return match.start(), match.end()
    loose = re.compile(pattern.pattern.replace(r"(?<![\w])(?:(?<=\d)|(?<!\d))", r"(?<!\d)", 1))
    for match in loose.finditer(text, start):
        if all(match.end() <= a or b <= match.start() for _, a, b in spans):
            return match.start(), match.end()
    return None


def _names(folded: _Folded, names: list[list[str | None]], start: int) -> list[Span] | None:
    spans: list[Span] = []
    place = start
    for family, given in names:
        options = [f"{family} {given}", f"{given} {family}"] if given else [f"{family}"]
        found = sorted(
            hit for each in options for hit in [next(folded.find_all(each, place), None)] if hit
        )
        if not found:
            hit = next(folded.find_all(str(family), place), None)
            if hit is None:
                return None
            found = [_with_given(folded.text, hit, str(given or ""))]
        low, high = found[0]
        if high < len(folded.text) and folded.text[high] == ".":
            high += 1
        if spans and low - spans[-1][2] > 60:
            return None
        spans.append(("author", low, high))
        place = high
    return spans


def _with_given(text: str, hit: tuple[int, int], given: str) -> tuple[int, int]:
    low, high = hit
    initial = re.escape(given[:1])
    if initial:
        if after := re.compile(rf"(?:,?\s*{initial}\.?(?:[\s-]?[A-Z]\b\.?)*)").match(text, high):
            return low, after.end()
        before = re.search(rf"(?:\b{initial}[\w’'-]*\.?[\s-]*(?:[A-Z]\.?[\s-]*)*)\Z", text[:low])
        if before and before.start() >= low - 30:
            return before.start(), high
    return hit
