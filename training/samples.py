"""A sample: the text of one note, what a page shows of it, and the spans of its works and fields.

In and out: lines of JSON, one sample a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

Span = tuple[str, int, int]

# What a page shows beside the characters; "block" is a block of its own, such as a list of authors.
MARKS = ("italic", "bold", "link", "block")

# The fields of a work, as printed: an author or editor is one name, an identifier has its label.
FIELDS = (
    "author", "title", "container", "year", "volume", "issue", "pages", "publisher", "place",
    "edition", "editor", "type", "identifier", "url", "accessed",
)  # fmt: skip

# "prose" is commentary; "work" covers a whole work and contains spans of its fields.
LABELS = (*FIELDS, "prose", "work")


@dataclass(frozen=True)
class Sample:
    """The text of a note with spans of half-open character offsets.

    Characters that no span covers are punctuation, labels such as "pp." and glue words.

    Attributes:
        text: The text of the note.
        marks: (kind, start, end), with a kind of `MARKS`.
        spans: (label, start, end) in order, with a label of `LABELS`. Spans don't overlap, except
            that a span of a work contains the spans of its fields.
        style: The name of the style, form or kind of note that produced the sample.

    Raises:
        ValueError: A span or mark lies outside the text, is empty or unknown, or overlaps another.
    """

    text: str
    marks: tuple[Span, ...]
    spans: tuple[Span, ...]
    style: str

    def __post_init__(self) -> None:
        _check(self.text, self.marks, MARKS)
        _check(self.text, self.spans, LABELS)
        for group in (True, False):
            end_before = 0
            for label, start, end in sorted(self.spans, key=lambda span: span[1:]):
                if (label == "work") is group:
                    if start < end_before:
                        message = f"spans overlap at {start} ({label}): {self.text!r}"
                        raise ValueError(message)
                    end_before = end

    def works(self) -> list[tuple[int, int]]:
        """Return the spans of the works, in order."""
        return [(start, end) for label, start, end in self.spans if label == "work"]

    def fields(self, label: str) -> list[str]:
        """Return the text of each span with `label`, in order."""
        return [self.text[start:end] for name, start, end in self.spans if name == label]

    def to_json(self) -> str:
        """Return the sample as one line of JSON."""
        content = {
            "text": self.text,
            "marks": self.marks,
            "spans": self.spans,
            "style": self.style,
        }
        return json.dumps(content, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Sample:
        """Return the sample of a line that `to_json` wrote.

        Raises:
            ValueError: The line is no JSON, or its spans are invalid.
        """
        content = json.loads(line)
        marks = tuple((kind, start, end) for kind, start, end in content["marks"])
        spans = tuple((label, start, end) for label, start, end in content["spans"])
        return cls(content["text"], marks, spans, content["style"])


def read_samples(lines: Iterable[str]) -> Iterator[Sample]:
    """Yield the sample of each line of JSON; blank lines are skipped."""
    return (Sample.from_json(line) for line in lines if line.strip())


def write_samples(samples: Iterable[Sample], file: TextIO) -> int:
    """Write samples as lines of JSON and return how many."""
    count = 0
    for sample in samples:
        file.write(sample.to_json() + "\n")
        count += 1
    return count


def _check(text: str, spans: tuple[Span, ...], allowed: tuple[str, ...]) -> None:
    for label, start, end in spans:
        if label not in allowed or not 0 <= start < end <= len(text):
            message = f"invalid span ({label}, {start}, {end}) of a text of {len(text)} characters"
            raise ValueError(message)
