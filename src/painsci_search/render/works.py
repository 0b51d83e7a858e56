"""Works, and where they are cited, as text for reading and as JSON."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from painsci_search.escaping import dump
from painsci_search.model import (
    CITATIONS_SCHEMA,
    REFERENCES_SCHEMA,
    Citation,
    Citations,
    References,
    Work,
)
from painsci_search.render.grouping import BYLINE_DOT
from painsci_search.render.json import plain
from painsci_search.render.references import full_reference, identifiers
from painsci_search.render.terminal import Terminal, shorten

_ARTICLES_SHOWN = 8
_COMMENTARY_WIDTH = 400
_INDENT, _DEEPER = 2, 4


def render_works(references: References, terminal: Terminal, offset: int = 0) -> str:
    """Lay works out, each with its identifiers and the articles that cite it."""
    lines: list[str] = []
    if references.cited_with is not None:
        name = full_reference(references.cited_with.reference)
        lines += [*terminal.paragraph(f"Cited together with: {name}", base="faint"), ""]
    for work in references.works:
        lines += terminal.paragraph(full_reference(work.reference), base="title")
        lines += terminal.paragraph(_cited_by(work), _INDENT)
        lines += [*_named(work, terminal), ""]
    lines += terminal.paragraph(_count_works(references, offset), base="faint")
    return "\n".join(lines) + "\n"


def render_citations(citations: Citations, terminal: Terminal) -> str:
    """Lay out who cites a work: under each article the sentences that do so, with their links."""
    lines: list[str] = []
    for work in citations.works:
        lines += terminal.paragraph(full_reference(work.reference), base="title")
        lines += [*_named(work, terminal), ""]
    for _, group in groupby(citations.citations, key=lambda each: (each.key, each.article.id)):
        cited = list(group)
        article = cited[0].article
        lines += terminal.paragraph(article.title or article.id, base="title")
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
        lines.append(" " * _DEEPER + terminal.link(claim.link))
    commentary = citation.reference.commentary
    if not citation.claims or commentary:
        name = f"Note {citation.label}".strip()
        where = name if citation.claims else f"{name}, to which no sentence points"
        lines += ["", *terminal.paragraph(where, _INDENT, base="heading")]
        if commentary:
            lines += terminal.paragraph(shorten(commentary, _COMMENTARY_WIDTH), _DEEPER)
        lines.append(" " * _DEEPER + terminal.link(citation.link))
    return lines


def _named(work: Work, terminal: Terminal) -> list[str]:
    """Name a work in all the ways that ``cites`` understands; else by its address."""
    reference = work.reference
    known = identifiers(reference)
    lines = terminal.paragraph(BYLINE_DOT.join([*known, work.key]), _INDENT, base="faint")
    if reference.url and not known:
        lines.append(" " * _INDENT + terminal.link(reference.url))
    return lines


def _cited_by(work: Work) -> str:
    shown = ", ".join(work.articles[:_ARTICLES_SHOWN])
    more = len(work.articles) - _ARTICLES_SHOWN
    others = f" and {more} more" if more > 0 else ""
    together = f"; together in {_count(work.together, 'article')}" if work.together else ""
    return f"{_count(work.citations, 'note')} in {shown}{others}{together}"


def _count_works(references: References, offset: int) -> str:
    shown, total = len(references), references.total
    if shown == total:
        return _count(total, "work")
    which = f"{offset + 1} to {offset + shown}" if offset else f"the first {shown}"
    return f"{_count(total, 'work')}; {which} shown"


def _count_citations(citations: Citations) -> str:
    notes = len({(each.article.id, each.anchor) for each in citations})
    articles = len({each.article.id for each in citations})
    return f"Cited by {_count(notes, 'note')} in {_count(articles, 'article')}"


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def references_object(references: References) -> dict[str, Any]:
    """Give works as the object that references.schema.json describes."""
    return {
        "schema": REFERENCES_SCHEMA,
        "query": references.query,
        "total": references.total,
        "cited_with": plain(references.cited_with),
        "works": [plain(work) for work in references.works],
    }


def citations_object(citations: Citations) -> dict[str, Any]:
    """Give citations as the object that citations.schema.json describes."""
    return {
        "schema": CITATIONS_SCHEMA,
        "asked": citations.asked,
        "works": [plain(work) for work in citations.works],
        "citations": [plain(each) for each in citations.citations],
        "near": [plain(work) for work in citations.near],
    }


def render_works_json(references: References) -> str:
    """Write works as one indented object."""
    return dump(references_object(references)) + "\n"


def render_citations_json(citations: Citations) -> str:
    """Write citations as one indented object."""
    return dump(citations_object(citations)) + "\n"
