"""Tokens with labels in; the works of a note out, each as the spans of its fields.

A work begins at a token with that label and ends before prose or the next work. An identifier has a
digit: words alone that the model takes for one, and words after one, are no part of a work unless
more of it follows. Nor is a second title after it: that is a remark which quotes the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from painsci_search.reading.citations.labelling import Label
from painsci_search.reading.citations.tokens import Token

_BETWEEN = ("other", "prose")
_OPENING_QUOTES = ("“", "„", "«", "‘", "``")


class Span(NamedTuple):
    """A part of a note with one label.

    Attributes:
        sure: the least probability of the labels in it.
    """

    start: int
    end: int
    sure: float


# For each label the spans with it, in order.
Spans: TypeAlias = dict[str, list[Span]]


@dataclass(slots=True)
class Segment:
    """A work in a note.

    Attributes:
        start, end: character offsets in the note.
        fields: for each label the spans with it, in order.
        by_bodies: whether the authors are bodies, whose names are kept as they are.
    """

    start: int
    end: int
    fields: Spans = field(default_factory=dict)
    by_bodies: bool = False


def split_span(text: str, part: Span, signs: re.Pattern[str]) -> list[Span]:
    """Return the parts of a span that signs separate, such as the names of a list."""
    parts: list[Span] = []
    start = part.start
    for sign in [*signs.finditer(text, part.start, part.end), None]:
        end = sign.start() if sign else part.end
        if end > start:
            parts.append(Span(start, end, part.sure))
        start = sign.end() if sign else end
    return parts


def split_works(tokens: Sequence[Token], labels: Sequence[Label]) -> list[Segment]:
    """Return the works of a note, in order."""
    segments: list[Segment] = []
    current: Segment | None = None
    last: Label | None = None
    last_field = ""
    is_past = False
    for token, label in zip(tokens, labels, strict=True):
        field = label.field
        if label.begins_work:
            current = Segment(token.start, token.end)
            segments.append(current)
            last, last_field, is_past = None, "", False
        elif field == "prose" or (
            field == "title"
            and last_field == "identifier"
            and current
            and "title" in current.fields
        ):
            current = None
        if current is None:
            continue
        if field == "identifier" and not token.may_identify:
            is_past = True
        elif field in _BETWEEN:
            is_past = is_past or (last_field == "identifier" and token.text[0].isalpha())
        else:
            is_past = False
        if not is_past and token.text not in _OPENING_QUOTES:
            current.end = token.end
        if field not in _BETWEEN:
            _add(current.fields.setdefault(field, []), token, label, last)
            last_field = field
        last = label
    return segments


def _add(spans: list[Span], token: Token, label: Label, last: Label | None) -> None:
    """Extend the last span of a field by a token, or begin another one with it."""
    if spans and last is not None and last.field == label.field and not label.begins_name:
        spans[-1] = Span(spans[-1].start, token.end, min(spans[-1].sure, label.sure))
    else:
        spans.append(Span(token.start, token.end, label.sure))
