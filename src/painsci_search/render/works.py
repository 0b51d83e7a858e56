"""Works, and the sentences that cite them, as text for reading and as JSON."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from painsci_search.bibliography.notice_words import notice_words
from painsci_search.escaping import dump
from painsci_search.identifiers import link
from painsci_search.model import (
    CITATIONS_SCHEMA,
    REFERENCES_SCHEMA,
    Citation,
    Citations,
    Facet,
    References,
    Work,
)
from painsci_search.render.json import plain
from painsci_search.render.references import full_reference, identifier_labels, kind_label
from painsci_search.render.terminal import Terminal, shorten
from painsci_search.render.wording import count, join_parts, title_of

# Longer lists and commentaries would push the next work off the screen.
_ARTICLES_SHOWN = 8
_COMMENTARY_WIDTH = 400
# Columns.
_INDENT, _DEEPER = 2, 4


def render_works(references: References, terminal: Terminal, offset: int = 0) -> str:
    """Render works, each with its identifiers and the articles that cite it."""
    lines: list[str] = []
    if references.cited_with is not None:
        name = full_reference(references.cited_with.reference)
        lines += [*terminal.paragraph(f"Cited together with: {name}", base="faint"), ""]
    for work in references.works:
        lines += terminal.paragraph(full_reference(work.reference), base="title")
        lines += terminal.paragraph(join_parts([_kind(work), _cited_by(work)]), _INDENT)
        lines += [*_identifiers(work, terminal), ""]
    if references.total > 1:
        for facet in references.facets:
            lines += _facet(facet, terminal)
    lines += terminal.paragraph(_count_works(references, offset), base="faint")
    return "\n".join(lines) + "\n"


def render_citations(citations: Citations, terminal: Terminal) -> str:
    """Render the citations of a work: under each article the citing sentences with their links."""
    lines: list[str] = []
    for work in citations.works:
        lines += terminal.paragraph(full_reference(work.reference), base="title")
        lines += terminal.paragraph(_kind(work), _INDENT) if work.kind else []
        lines += [*_identifiers(work, terminal), *_notices(work, terminal), ""]
    for _, group in groupby(citations.citations, key=lambda each: (each.key, each.article.id)):
        cited = list(group)
        lines += terminal.paragraph(title_of(cited[0].article), base="title")
        if len(citations.works) > 1:
            lines += terminal.paragraph(f"cites {cited[0].key}", base="faint")
        for citation in cited:
            lines += _citation(citation, terminal)
        lines.append("")
    lines += terminal.paragraph(_count_citations(citations), base="faint")
    return "\n".join(lines) + "\n"


def _citation(citation: Citation, terminal: Terminal) -> list[str]:
    label = f"[{citation.label}]" if citation.label else ""
    lines = []
    for claim in citation.claims:
        heading = "Opening" if claim.heading == citation.article.title else claim.heading
        lines += ["", *terminal.paragraph(f"{heading} {label}".strip(), _INDENT, base="heading")]
        lines += terminal.paragraph(claim.text, _DEEPER)
        lines += terminal.link_line(claim.link, _DEEPER)
    commentary = citation.reference.commentary
    if not citation.claims or commentary:
        name = f"Note {citation.label}".strip()
        heading = name if citation.claims else f"{name}, which no sentence cites"
        lines += ["", *terminal.paragraph(heading, _INDENT, base="heading")]
        if commentary:
            lines += terminal.paragraph(shorten(commentary, _COMMENTARY_WIDTH), _DEEPER)
        lines += terminal.link_line(citation.link, _DEEPER)
    return lines


def _identifiers(work: Work, terminal: Terminal) -> list[str]:
    """Render every name of a work that `cites` accepts, or its URL if it has no identifier."""
    known = identifier_labels(work.reference)
    lines = terminal.paragraph(join_parts([*known, work.key]), _INDENT, base="faint")
    if work.reference.url and not known:
        lines.append(" " * _INDENT + terminal.link(work.reference.url))
    return lines


def _notices(work: Work, terminal: Terminal) -> list[str]:
    """Render the notices about a work that can be read, each with its link."""
    lines: list[str] = []
    for notice in work.reference.notices:
        address = link("doi", notice.notice) if notice.notice else None
        if address:
            lines += terminal.paragraph(f"Notice: {notice_words([notice])}", _INDENT)
            lines.append(" " * _DEEPER + terminal.link(address))
    return lines


def _kind(work: Work) -> str:
    return f"{kind_label(work)}, by its {work.kind_source}" if work.kind else ""


def _facet(facet: Facet, terminal: Terminal) -> list[str]:
    """Render the counts of works by kind or decade, where a work has one."""
    counts = ", ".join(f"{value.label} {value.count:,}" for value in facet.values)
    works = count(sum(value.count for value in facet.values), "work")
    heading = f"Kinds, named by {works}" if facet.field == "kind" else "Decades"
    return terminal.paragraph(f"{heading}: {counts}", base="faint") if counts else []


def _cited_by(work: Work) -> str:
    shown = ", ".join(work.articles[:_ARTICLES_SHOWN])
    more = len(work.articles) - _ARTICLES_SHOWN
    others = f" and {more} more" if more > 0 else ""
    together = f"; together in {count(work.together, 'article')}" if work.together else ""
    return f"{count(work.citations, 'note')} in {shown}{others}{together}"


def _count_works(references: References, offset: int) -> str:
    shown, total = len(references), references.total
    if shown == total:
        return count(total, "work")
    which = f"{offset + 1} to {offset + shown}" if offset else f"the first {shown}"
    return f"{count(total, 'work')}; {which} shown"


def _count_citations(citations: Citations) -> str:
    notes = len({(each.article.id, each.anchor) for each in citations})
    articles = len({each.article.id for each in citations})
    return f"Cited by {count(notes, 'note')} in {count(articles, 'article')}"


def references_object(references: References) -> dict[str, Any]:
    """Return works as the object that references.schema.json describes."""
    return {
        "schema": REFERENCES_SCHEMA,
        "query": references.query,
        "total": references.total,
        "cited_with": plain(references.cited_with),
        "facets": {facet.field: plain(facet.values) for facet in references.facets},
        "works": [plain(work) for work in references.works],
    }


def citations_object(citations: Citations) -> dict[str, Any]:
    """Return citations as the object that citations.schema.json describes."""
    return {
        "schema": CITATIONS_SCHEMA,
        "asked": citations.asked,
        "works": [plain(work) for work in citations.works],
        "citations": [plain(each) for each in citations.citations],
        "near": [plain(work) for work in citations.near],
    }


def render_works_json(references: References) -> str:
    """Render works as one indented object."""
    return dump(references_object(references)) + "\n"


def render_citations_json(citations: Citations) -> str:
    """Render citations as one indented object."""
    return dump(citations_object(citations)) + "\n"
