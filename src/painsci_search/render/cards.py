"""Claim cards: the sentences of a hit that notes back, each with its notes and their references."""

from __future__ import annotations

from collections.abc import Iterable

from painsci_search.model import Claim, Hit, Note, Reference
from painsci_search.render.references import best_identifier, full_reference, short_note
from painsci_search.render.terminal import Terminal, shorten

_NOTES_SHOWN = 4
_CLAIMS_SHOWN = 3
_INDENT = 4


def evidence_lines(hit: Hit, terminal: Terminal) -> list[str]:
    """Tell the evidence of a hit in a line each: its notes, or the sentences that a note backs."""
    notes = [note for note in hit.notes if hit.kind != "note" or not _is_shown(note, hit)]
    told = [short_note(note) for note in notes[:_NOTES_SHOWN]]
    if len(notes) > _NOTES_SHOWN:
        told.append(_more(len(notes) - _NOTES_SHOWN, "note"))
    lines = [line for text in told for line in terminal.paragraph(text, _INDENT, base="faint")]
    if hit.kind != "note":
        return lines
    for claim in hit.claims[:_CLAIMS_SHOWN]:
        told_at = f"cited in {claim.heading}: {claim.text}"
        lines += terminal.paragraph(
            shorten(told_at, terminal.width - _INDENT), _INDENT, base="faint"
        )
    if hit.cited_from and not hit.claims:
        headings = "; ".join(citing.heading for citing in hit.cited_from)
        lines += terminal.paragraph(f"cited in: {headings}", _INDENT, base="faint")
    if len(hit.claims) > _CLAIMS_SHOWN:
        more = _more(len(hit.claims) - _CLAIMS_SHOWN, "place")
        lines += terminal.paragraph(more, _INDENT, base="faint")
    return lines


def card_lines(hit: Hit, terminal: Terminal) -> list[str]:
    """Tell the evidence of a hit in full: each claim, the notes behind it, the works they cite."""
    if hit.kind == "note":
        return _note_card(hit, terminal)
    notes = {note.anchor: note for note in hit.notes}
    lines: list[str] = []
    told: set[str] = set()
    for claim in hit.claims:
        backed = [notes[anchor] for anchor in claim.notes if anchor in notes]
        missing = len(claim.notes) - len(backed)
        if not backed and not missing:
            continue
        lines += terminal.paragraph(f"Claim: {claim.text}", _INDENT, base="heading")
        for note in backed:
            lines += _note(note, terminal, again=note.anchor in told)
            told.add(note.anchor)
        if missing:
            gone = f"{missing} marker{'' if missing == 1 else 's'} without a note"
            lines += terminal.paragraph(gone, _INDENT + 2, base="faint")
    if hit.kind == "section" and not lines:
        return terminal.paragraph("No note backs these sentences.", _INDENT, base="faint")
    return lines


def _note_card(hit: Hit, terminal: Terminal) -> list[str]:
    lines: list[str] = []
    for claim in hit.claims:
        lines += _claim(claim, terminal)
    if not hit.claims:
        lines += terminal.paragraph("No sentence cites this note.", _INDENT, base="faint")
    for note in hit.notes:
        lines += _works(note.references, terminal, _INDENT + 2)
    return lines


def _claim(claim: Claim, terminal: Terminal) -> list[str]:
    lines = terminal.paragraph(f"Claim: {claim.text}", _INDENT, base="heading")
    lines += terminal.paragraph(f"in {claim.heading}", _INDENT + 2, base="faint")
    return [*lines, " " * (_INDENT + 2) + terminal.link(claim.link)]


def _note(note: Note, terminal: Terminal, *, again: bool) -> list[str]:
    mark = f"[{note.label}] " if note.label else ""
    if again:
        return terminal.paragraph(f"{mark}as above", _INDENT + 2, base="faint")
    if not note.references:
        return terminal.paragraph(mark + note.text, _INDENT + 2)
    first, *others = note.references
    lines = _works((first,), terminal, _INDENT + 2, mark)
    return lines + _works(others, terminal, _INDENT + 2)


def _works(
    works: Iterable[Reference], terminal: Terminal, indent: int, mark: str = ""
) -> list[str]:
    lines: list[str] = []
    for work in works:
        lines += terminal.paragraph(mark + full_reference(work), indent)
        identifier = best_identifier(work)
        if identifier and identifier[1]:
            lines.append(" " * (indent + 2) + terminal.link(identifier[1]))
        elif identifier:
            lines += terminal.paragraph(identifier[0], indent + 2)
        if work.commentary:
            lines += terminal.paragraph(f"\u2013 {work.commentary}", indent + 2)
    return lines


def _more(count: int, what: str) -> str:
    return f"and {count} more {what}{'' if count == 1 else 's'}"


def _is_shown(note: Note, hit: Hit) -> bool:
    """Tell whether the snippet of a note says already what the note cites."""
    return all(work.raw in hit.snippet.text for work in note.references)
