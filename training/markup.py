"""Text that carries its own spans: private-use characters open and close fields and marks.

`field` and `mark` wrap a text; texts are then joined and changed like any other, and `to_sample`
takes the private-use characters out and returns the spans at which they were. What stays between
the characters keeps its label, whatever is added or removed around it.
"""

from __future__ import annotations

import re

from training.samples import LABELS, MARKS, Sample, Span

_KINDS = (*LABELS, *MARKS)
_OPEN = {kind: chr(0xE000 + number) for number, kind in enumerate(_KINDS)}
_CLOSE = {kind: chr(0xE040 + number) for number, kind in enumerate(_KINDS)}
_OPENS = {character: kind for kind, character in _OPEN.items()}
_CLOSES = {character: kind for kind, character in _CLOSE.items()}

# For patterns over marked text: any number of private-use characters.
CODES = "[\ue000-\ue07f]*"
_CODE = re.compile("[\ue000-\ue07f]")
# Marks that a repeated character may be dropped after: ". ." of two parts is one dot.
_NO_PAIRS = frozenset(".,;:!? ")


def field(label: str, text: str) -> str:
    """Return `text` as a field; an empty text stays empty."""
    return f"{_OPEN[label]}{text}{_CLOSE[label]}" if text else ""


def mark(kind: str, text: str) -> str:
    """Return `text` with a mark such as italics; an empty text stays empty."""
    return f"{_OPEN[kind]}{text}{_CLOSE[kind]}" if text else ""


def opened(kind: str) -> str:
    """Return the character that opens a field or mark."""
    return _OPEN[kind]


def closed(kind: str) -> str:
    """Return the character that closes a field or mark."""
    return _CLOSE[kind]


def plain(text: str) -> str:
    """Return `text` without private-use characters."""
    return _CODE.sub("", text)


def unwrap(text: str, label: str) -> str:
    """Return `text` without the fields or marks of one kind; what they held stays."""
    return text.replace(_OPEN[label], "").replace(_CLOSE[label], "")


def pattern(label: str) -> str:
    """Return a pattern that matches one field, its content as a group."""
    return f"{_OPEN[label]}([^{_CLOSE[label]}]*){_CLOSE[label]}"


def complete(text: str) -> str:
    """Return a marked text whose fields include what belongs to them as printed.

    An identifier includes its label ("doi:", "PMID "), an edition its word ("2nd ed."), and a name
    the bracket that closes its given names.
    """
    text = _LABEL.sub(_with_label, text)
    text = _EDITION.sub(rf"\1\3{_CLOSE['edition']}", text)
    return _OPEN_NAME.sub(r"\1)\2", text)


_LABEL = re.compile(
    rf"((?:PubMed )?(?:PMID|PMCID|DOI|doi|Doi|ISBN|(?:https?://)?(?:dx\.)?doi\.org/)[:\s]*"
    rf"(?:https?://(?:dx\.)?doi\.org/)?)({CODES}?{_OPEN['identifier']})"
)
_EDITION = re.compile(
    rf"({_OPEN['edition']}[^{_CLOSE['edition']}]*)({_CLOSE['edition']})"
    r"(\.?\s?(?:rev\. )?(?:edition|edn|ed|éd|Aufl|Auflage)\b\.?)"
)
_OPEN_NAME = re.compile(
    rf"((?:{_OPEN['author']}|{_OPEN['editor']})[^()\ue040-\ue07f]*\([^()\ue040-\ue07f]*)"
    rf"({_CLOSE['author']}|{_CLOSE['editor']})\)"
)


def _with_label(found: re.Match[str]) -> str:
    return found[2] + found[1]


def to_sample(text: str, style: str) -> Sample:
    """Return the sample of a marked text, with white space around it and in its fields trimmed."""
    characters, spans = _read(text)
    return _trimmed("".join(characters), spans, style)


def _read(text: str) -> tuple[list[str], list[Span]]:
    """Return the characters of a marked text and its spans; a field within a field is dropped."""
    characters: list[str] = []
    spans: list[Span] = []
    starts: dict[str, list[int]] = {}
    seam = False
    for character in text:
        if kind := _OPENS.get(character):
            starts.setdefault(kind, []).append(len(characters))
            seam = True
        elif kind := _CLOSES.get(character):
            if starts.get(kind):
                start = starts[kind].pop()
                if not starts[kind]:
                    spans.append((kind, start, len(characters)))
            seam = True
        else:
            doubled = characters and character == characters[-1] and character in _NO_PAIRS
            if not (seam and doubled):
                characters.append(character)
            seam = False
    return characters, spans


def _trimmed(text: str, spans: list[Span], style: str) -> Sample:
    lead = len(text) - len(text.lstrip())
    whole = text.strip()
    fields: list[Span] = []
    marks: list[Span] = []
    for label, raw_start, raw_end in spans:
        start, end = max(raw_start - lead, 0), min(raw_end - lead, len(whole))
        while start < end and whole[start].isspace():
            start += 1
        while end > start and whole[end - 1].isspace():
            end -= 1
        if start < end:
            (marks if label in MARKS else fields).append((label, start, end))
    fields = _outer(fields)
    return Sample(whole, tuple(sorted(marks, key=_place)), tuple(sorted(fields, key=_place)), style)


def _outer(spans: list[Span]) -> list[Span]:
    """Return the spans of works, and those fields that lie in no other field."""
    kept: list[Span] = []
    for span in sorted(spans, key=_place):
        last = next((other for other in reversed(kept) if other[0] != "work"), None)
        if span[0] == "work" or last is None or span[1] >= last[2]:
            kept.append(span)
    return kept


def _place(span: Span) -> tuple[int, int, str]:
    return span[1], -span[2], span[0]
