"""Results as text for reading, on a terminal or piped into a file."""

from __future__ import annotations

from painsci_search.model import Hit, Note, Results, Share
from painsci_search.render.grouping import byline, count_line, group_by_article, heading_path
from painsci_search.render.references import short_note
from painsci_search.render.terminal import Terminal

_NOTES_SHOWN = 4
_PLACES = {"path": "headings above", "body": "text", "note": "note"}
_HEADING_INDENT, _BODY_INDENT = 2, 4


def render_text(results: Results, terminal: Terminal) -> str:
    """Lay results out under their articles, with the evidence and the link of each passage.

    Lines keep to the terminal's width, except links, which are never broken. The time taken is
    told on a terminal only, so that the same answer piped twice is the same text.
    """
    lines: list[str] = []
    for hits in group_by_article(results):
        lines += _article(hits[0], terminal)
        for hit in hits:
            lines += _hit(hit, terminal)
        lines.append("")
    took = f"; {results.took_ms:.1f} ms" if terminal.styled else ""
    lines += terminal.paragraph(count_line(results) + took, base="faint")
    return "\n".join(lines) + "\n"


def _article(hit: Hit, terminal: Terminal) -> list[str]:
    title = hit.article.title or hit.article.id
    spans = hit.title_highlights if hit.article.title else ()
    lines = terminal.paragraph(title, spans=spans, base="title")
    return lines + terminal.paragraph(byline(hit), base="faint")


def _hit(hit: Hit, terminal: Terminal) -> list[str]:
    heading, spans = heading_path(hit)
    lines = ["", *terminal.paragraph(heading, _HEADING_INDENT, spans, base="heading")]
    lines += terminal.paragraph(hit.snippet.text, _BODY_INDENT, hit.snippet.highlights)
    for evidence in _evidence(hit):
        lines += terminal.paragraph(evidence, _BODY_INDENT, base="faint")
    lines.append(" " * _BODY_INDENT + terminal.link(hit.link))
    if hit.explanation:
        lines += terminal.paragraph(explanation_line(hit), _BODY_INDENT, base="faint")
    return lines


def explanation_line(hit: Hit) -> str:
    """Say in words where the score of a hit comes from."""
    parts = [f"{share.score:.2f} {_share(share)}" for share in hit.explanation]
    return f"score {hit.score:.2f} = " + " + ".join(parts)


def _share(share: Share) -> str:
    if share.field is None:
        return share.term
    times = "" if share.count == 1 else f" ({share.count} times)"
    return f"{share.term} in {_PLACES.get(share.field, share.field)}{times}"


def _evidence(hit: Hit) -> list[str]:
    notes = [note for note in hit.notes if hit.kind != "note" or not _is_shown(note, hit)]
    lines = [short_note(note) for note in notes[:_NOTES_SHOWN]]
    more = len(notes) - _NOTES_SHOWN
    if more > 0:
        lines.append(f"and {more} more note{'' if more == 1 else 's'}")
    if hit.cited_from:
        lines.append("cited in: " + "; ".join(citing.heading for citing in hit.cited_from))
    return lines


def _is_shown(note: Note, hit: Hit) -> bool:
    """Tell whether the snippet of a note says already what the note cites."""
    return all(work.raw in hit.snippet.text for work in note.references)
