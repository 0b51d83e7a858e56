"""Samples in; tokens with features and labels out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from painsci_search.model import Mark, MarkKind
from painsci_search.reading.citations.features import token_features
from painsci_search.reading.citations.hints import find_hints
from painsci_search.reading.citations.known_forms import find_citations
from painsci_search.reading.citations.mentions import find_identifiers
from painsci_search.reading.citations.tokens import Token, tokenize
from training.samples import Sample, Span

_KINDS: dict[str, MarkKind] = {"italic": "emphasis", "bold": "strong", "link": "link"}
_NAMES = ("author", "editor")
_IDENTIFIERS = {"url": "identifier"}


def marks_of(marks: Sequence[Span]) -> list[Mark]:
    """Return the marks of a sample as those of a note."""
    return [Mark(_KINDS[kind], start, end) for kind, start, end in marks if kind in _KINDS]


def encode(sample: Sample) -> tuple[list[Token], list[list[str]], list[str]]:
    """Return the tokens of a sample, their features and their labels."""
    identifiers = find_identifiers(sample.text)
    tokens = tokenize(sample.text, identifiers)
    hints = find_hints(sample.text, find_citations(sample.text, identifiers))
    features = token_features(tokens, marks_of(sample.marks), hints)
    return tokens, features, labels_of(tokens, sample.spans)


def labels_of(tokens: Sequence[Token], spans: Sequence[Span]) -> list[str]:
    """Return the label of each token; "^" begins a work, and "+" another name of a list."""
    works = sorted((start, end) for label, start, end in spans if label == "work")
    fields = sorted((start, end, label) for label, start, end in spans if label != "work")
    starts = [start for start, _, _ in fields]
    labels: list[str] = []
    last: tuple[int, int, str] | None = None
    work = -1
    for token in tokens:
        number = bisect_right(starts, token.end - 1) - 1
        field = fields[number] if number >= 0 and fields[number][1] > token.start else None
        label = field[2] if field else "other"
        label = _IDENTIFIERS.get(label, label)
        if token.text.startswith("<") and len(token.text) > 1:
            label = "identifier"
        inside = next(
            (n for n, (low, high) in enumerate(works) if low < token.end and token.start < high),
            None,
        )
        if inside is not None and inside != work:
            work = inside
            label = f"^{label}"
        elif field and field != last and field[2] in _NAMES and label in _NAMES:
            label += "+" if last and last[2] == field[2] else ""
        if field:
            last = field
        labels.append(label)
    return labels
