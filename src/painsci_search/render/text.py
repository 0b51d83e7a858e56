"""Results as text for reading, on a terminal or piped into a file."""

from __future__ import annotations

from painsci_search.model import Facet, Hit, Results, Share
from painsci_search.render.cards import card_lines, evidence_lines
from painsci_search.render.grouping import (
    byline,
    count_line,
    group_by_article,
    heading_path,
    one_by_one,
)
from painsci_search.render.terminal import Terminal

_PLACES = {"path": "headings above", "body": "text", "note": "note"}
_HEADING_INDENT, _BODY_INDENT = 2, 4


def render_text(
    results: Results, terminal: Terminal, *, cards: bool = False, grouped: bool = True
) -> str:
    """Lay results out under their articles, with the evidence and the link of each passage.

    Lines keep to the terminal's width, except links, which are never broken. The time taken is
    told on a terminal only, so that the same answer piped twice is the same text.

    Args:
        cards: tell the evidence in full.
        grouped: gather the passages of an article; else they come strictly in their order.
    """
    lines: list[str] = []
    for hits in group_by_article(results) if grouped else one_by_one(results):
        lines += _article(hits[0], terminal)
        for hit in hits:
            lines += _hit(hit, terminal, cards=cards)
        lines.append("")
    for facet in results.facets:
        lines += _facet(facet, terminal)
    lines += [""] if results.facets else []
    took = f"; {results.took_ms:.1f} ms" if terminal.styled else ""
    lines += terminal.paragraph(count_line(results) + took, base="faint")
    return "\n".join(lines) + "\n"


def _article(hit: Hit, terminal: Terminal) -> list[str]:
    title = hit.article.title or hit.article.id
    spans = hit.title_highlights if hit.article.title else ()
    lines = terminal.paragraph(title, spans=spans, base="title")
    return lines + terminal.paragraph(byline(hit), base="faint")


def _hit(hit: Hit, terminal: Terminal, *, cards: bool) -> list[str]:
    heading, spans = heading_path(hit)
    lines = ["", *terminal.paragraph(heading, _HEADING_INDENT, spans, base="heading")]
    lines += terminal.paragraph(hit.snippet.text, _BODY_INDENT, hit.snippet.highlights)
    if not cards:
        lines += evidence_lines(hit, terminal)
    lines.append(" " * _BODY_INDENT + terminal.link(hit.link))
    if cards:
        lines += card_lines(hit, terminal)
    if hit.explanation:
        lines += terminal.paragraph(explanation_line(hit), _BODY_INDENT, base="faint")
    return lines


def _facet(facet: Facet, terminal: Terminal) -> list[str]:
    told = [
        f"{value.label} ({value.value}) {value.count}"
        if value.label != value.value
        else f"{value.value} {value.count}"
        for value in facet.values
    ]
    return terminal.paragraph(f"{facet.field}: {'; '.join(told)}") if told else []


def explanation_line(hit: Hit) -> str:
    """Say in words where the score of a hit comes from."""
    parts = [f"{share.score:.2f} {_share(share)}" for share in hit.explanation]
    return f"score {hit.score:.2f} = " + " + ".join(parts)


def _share(share: Share) -> str:
    if share.field is None:
        return share.term
    times = "" if share.count == 1 else f" ({share.count} times)"
    return f"{share.term} in {_PLACES.get(share.field, share.field)}{times}"
