"""Results as text for reading: hits under their articles, with their notes, references and links.

Results come in; lines for a terminal or a file go out. Claim cards show the same evidence in full:
each sentence that cites notes, each note, and the works that the note cites.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from painsci_search.model import Claim, Facet, Hit, Note, Reference, Results, Share
from painsci_search.render.grouping import group_by_article, group_neighbours
from painsci_search.render.references import best_identifier, full_reference, kind_words, short_note
from painsci_search.render.terminal import Terminal, shorten
from painsci_search.render.wording import (
    BY_MEANING,
    byline,
    byline_spans,
    count,
    count_line,
    heading_path,
    label_of,
    missing_words,
    title_of,
    title_spans,
)

_FIELDS = {"path": "headings above", "body": "text", "note": "note"}
# Columns.
_HEADING_INDENT, _BODY_INDENT, _WORK_INDENT = 2, 4, 6
# Without cards, the evidence of a hit stays shorter than a screen; the rest is counted.
_NOTES_SHOWN = 4
_CLAIMS_SHOWN = 3


def render_text(
    results: Results, terminal: Terminal, *, cards: bool = False, grouped: bool = True
) -> str:
    """Render results under their articles, with the evidence and the link of each passage.

    Lines keep to the terminal's width, except links, which are never broken. Only a terminal gets
    the time that the search took: the same answer in two pipes is the same text.

    Args:
        cards: show the evidence in full.
        grouped: group the passages of an article; otherwise they keep the order of the results.
    """
    missing = missing_words(results) if results.partial else ""
    lines = [*terminal.paragraph(missing), ""] if missing else []
    for hits in group_by_article(results) if grouped else group_neighbours(results):
        lines += _article(hits, terminal)
        for hit in hits:
            lines += _hit(hit, terminal, cards=cards)
        lines.append("")
    for facet in results.facets:
        lines += _facet(facet, terminal)
    lines += [""] if results.facets else []
    took = f"; {results.took_ms:.1f} ms" if terminal.styled else ""
    lines += terminal.paragraph(count_line(results) + took, base="faint")
    return "\n".join(lines) + "\n"


def _article(hits: Sequence[Hit], terminal: Terminal) -> list[str]:
    article = hits[0].article
    spans = title_spans(hits) if article.title else ()
    lines = terminal.paragraph(title_of(article), spans=spans, base="title")
    return lines + terminal.paragraph(byline(article), spans=byline_spans(hits), base="faint")


def _hit(hit: Hit, terminal: Terminal, *, cards: bool) -> list[str]:
    heading, spans = heading_path(hit)
    lines = ["", *terminal.paragraph(heading, _HEADING_INDENT, spans, base="heading")]
    if hit.by_meaning:
        remark = f"{BY_MEANING}; the nearest sentence is marked"
        lines += terminal.paragraph(remark, _BODY_INDENT, base="faint")
    lines += terminal.paragraph(_columns(hit, terminal), _BODY_INDENT, base="faint")
    lines += terminal.paragraph(hit.snippet.text, _BODY_INDENT, hit.snippet.highlights)
    if not cards:
        lines += _evidence(hit, terminal)
    lines += terminal.link_line(hit.link, _BODY_INDENT)
    if cards:
        lines += _note_card(hit, terminal) if hit.kind == "note" else _claim_cards(hit, terminal)
    if hit.explanation:
        lines += terminal.paragraph(_explanation(hit), _BODY_INDENT, base="faint")
    return lines


def _columns(hit: Hit, terminal: Terminal) -> str:
    """Return the column headers above a row as one line."""
    return shorten(hit.snippet.columns, terminal.width - _BODY_INDENT)


def _evidence(hit: Hit, terminal: Terminal) -> list[str]:
    """Render the evidence of a hit: a line for each note, or each sentence that cites the note."""
    notes = [note for note in hit.notes if hit.kind != "note" or not _is_in_snippet(note, hit)]
    rows = [short_note(note) for note in notes[:_NOTES_SHOWN]]
    if len(notes) > _NOTES_SHOWN:
        rows.append(f"and {count(len(notes) - _NOTES_SHOWN, 'more note')}")
    if hit.kind == "note":
        rows += [
            shorten(f"cited in {claim.heading}: {claim.text}", terminal.width - _BODY_INDENT)
            for claim in hit.claims[:_CLAIMS_SHOWN]
        ]
        if hit.cited_from and not hit.claims:
            rows.append("cited in: " + "; ".join(citing.heading for citing in hit.cited_from))
        if len(hit.claims) > _CLAIMS_SHOWN:
            rows.append(f"and {count(len(hit.claims) - _CLAIMS_SHOWN, 'more sentence')}")
    return [line for row in rows for line in terminal.paragraph(row, _BODY_INDENT, base="faint")]


def _is_in_snippet(note: Note, hit: Hit) -> bool:
    """Return whether the snippet of a note hit already shows everything that the note cites."""
    return all(work.raw in hit.snippet.text and not work.notices for work in note.references)


def _claim_cards(hit: Hit, terminal: Terminal) -> list[str]:
    """Render each claim of a section hit with its notes and the works that they cite."""
    notes = {note.anchor: note for note in hit.notes}
    lines: list[str] = []
    shown: set[str] = set()
    for claim in hit.claims:
        cited = [notes[anchor] for anchor in claim.notes if anchor in notes]
        missing = len(claim.notes) - len(cited)
        if not cited and not missing:
            continue
        lines += terminal.paragraph(f"Claim: {claim.text}", _BODY_INDENT, base="heading")
        for note in cited:
            lines += _note(note, terminal, again=note.anchor in shown)
            shown.add(note.anchor)
        if missing:
            without = f"{count(missing, 'marker')} without a note"
            lines += terminal.paragraph(without, _WORK_INDENT, base="faint")
    if hit.kind == "section" and not lines:
        return terminal.paragraph("These sentences cite no note.", _BODY_INDENT, base="faint")
    return lines


def _note_card(hit: Hit, terminal: Terminal) -> list[str]:
    """Render the claims that cite a note hit, then the works that the note cites."""
    lines: list[str] = []
    for claim in hit.claims:
        lines += _claim(claim, terminal)
    if not hit.claims:
        lines += terminal.paragraph("No sentence cites this note.", _BODY_INDENT, base="faint")
    for note in hit.notes:
        lines += _works(note.references, terminal)
    return lines


def _claim(claim: Claim, terminal: Terminal) -> list[str]:
    lines = terminal.paragraph(f"Claim: {claim.text}", _BODY_INDENT, base="heading")
    lines += terminal.paragraph(f"in {claim.heading}", _WORK_INDENT, base="faint")
    return lines + terminal.link_line(claim.link, _WORK_INDENT)


def _note(note: Note, terminal: Terminal, *, again: bool) -> list[str]:
    label = label_of(note)
    if again:
        return terminal.paragraph(f"{label}as above", _WORK_INDENT, base="faint")
    if not note.references:
        return terminal.paragraph(label + note.text, _WORK_INDENT)
    return _works(note.references, terminal, label)


def _works(works: Iterable[Reference], terminal: Terminal, label: str = "") -> list[str]:
    """Render works with their links and commentary; the first one after the note's label."""
    lines: list[str] = []
    for work in works:
        lines += terminal.paragraph(label + full_reference(work), _WORK_INDENT)
        label = ""
        if kind := kind_words(work):
            lines += terminal.paragraph(kind, _WORK_INDENT + 2, base="faint")
        identifier = best_identifier(work)
        if identifier and identifier[1]:
            lines.append(" " * (_WORK_INDENT + 2) + terminal.link(identifier[1]))
        elif identifier:
            lines += terminal.paragraph(identifier[0], _WORK_INDENT + 2)
        if work.commentary:
            lines += terminal.paragraph(f"\u2013 {work.commentary}", _WORK_INDENT + 2)
    return lines


def _facet(facet: Facet, terminal: Terminal) -> list[str]:
    values = [
        f"{value.label} ({value.value}) {value.count}"
        if value.label != value.value
        else f"{value.value} {value.count}"
        for value in facet.values
    ]
    return terminal.paragraph(f"{facet.field}: {'; '.join(values)}") if values else []


def _explanation(hit: Hit) -> str:
    """Write the score of a hit as the sum of its shares."""
    parts = [f"{share.score:.2f} {_share(share)}" for share in hit.explanation]
    return f"score {hit.score:.2f} = " + " + ".join(parts)


def _share(share: Share) -> str:
    if share.field is None:
        return share.term
    times = "" if share.count == 1 else f" ({share.count} times)"
    return f"{share.term} in {_FIELDS.get(share.field, share.field)}{times}"
