"""Results as HTML for a notebook: ``Results._repr_html_`` of IPython's display protocol.

Plain markup without style or script: notebooks show it in their own style, and drop the rest where
they do not trust it. Every text is cleaned and escaped, and only web addresses become links.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from painsci_search.escaping import clean, is_web_address, percent_encode
from painsci_search.model import Hit, Note, Results
from painsci_search.render.grouping import byline, count_line, group_by_article, heading_path
from painsci_search.render.references import best_identifier, short_note, short_reference
from painsci_search.render.terminal import Span


def render_html(results: Results) -> str:
    """Write results under their articles: a link, the passage and its notes for each hit."""
    blocks = ['<div class="painsci-search">']
    for hits in group_by_article(results):
        first = hits[0]
        title = first.article.title or first.article.id
        spans = first.title_highlights if first.article.title else ()
        blocks.append(f"<h4>{_link(_mark(title, spans), first.article.url)}</h4>")
        blocks.append(f"<p><small>{_text(byline(first))}</small></p>")
        blocks += map(_hit, hits)
    blocks += [f"<p><small>{_text(line)}</small></p>" for line in _told(results)]
    return "\n".join([*blocks, "</div>"])


def _told(results: Results) -> list[str]:
    """Say what is to be said beside the results."""
    if not results.hits:
        lines = [f"No passage matches: {results.query}"]
    elif results.partial:
        lines = [count_line(results), "No passage has all of that; these have some of it."]
    else:
        lines = [count_line(results)]
    return [*lines, f"Did you mean: {results.suggestion}"] if results.suggestion else lines


def _hit(hit: Hit) -> str:
    heading, spans = heading_path(hit)
    place = f"<strong>{_link(_mark(heading, spans), hit.link)}</strong>"
    lines = [f"<p>{place}<br>{_mark(hit.snippet.text, hit.snippet.highlights)}</p>"]
    lines += _list(map(_note, hit.notes))
    if hit.kind == "note":
        lines += _list(
            f"cited in {_link(_text(claim.heading), claim.link)}: {_text(claim.text)}"
            for claim in hit.claims
        )
    return "\n".join(lines)


def _list(items: Iterable[str]) -> list[str]:
    rows = [f"<li>{item}</li>" for item in items]
    return [f"<ul>{''.join(rows)}</ul>"] if rows else []


def _note(note: Note) -> str:
    if not note.references:
        return _text(short_note(note))
    works = []
    for work in note.references:
        identifier = best_identifier(work)
        works.append(_link(_text(short_reference(work)), identifier and identifier[1]))
    mark = _text(f"[{note.label}] ") if note.label else ""
    return mark + "; ".join(works)


def _text(text: str) -> str:
    return escape(clean(text))


def _link(words: str, address: str | None) -> str:
    """Link words that are markup already to an address, if it is one that may be linked to."""
    if not words or not address or not is_web_address(address):
        return words
    return f'<a href="{escape(percent_encode(address))}">{words}</a>'


def _mark(text: str, spans: Sequence[Span]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [_text(text[at:start]), "<mark>", _text(text[start:end]), "</mark>"]
        at = end
    return "".join([*pieces, _text(text[at:])])
