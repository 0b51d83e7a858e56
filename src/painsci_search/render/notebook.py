"""Results as HTML for a notebook (IPython's display protocol).

The markup has no style and no script: notebooks apply their own style, and remove both from what
they do not trust. Every text is cleaned and escaped, and only web URLs become links.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from painsci_search.escaping import clean, is_web_address, percent_encode
from painsci_search.model import Hit, Note, Results
from painsci_search.render.grouping import group_by_article
from painsci_search.render.references import best_identifier, short_note, short_reference
from painsci_search.render.terminal import Span
from painsci_search.render.wording import (
    byline,
    byline_spans,
    count_line,
    heading_path,
    label_of,
    missing_words,
    no_match,
    offers,
    suggestion,
    title_of,
    title_spans,
)


def render_html(results: Results) -> str:
    """Render results under their articles: a link, the passage and its notes for each hit."""
    blocks = ['<div class="painsci-search">']
    if results.partial:
        blocks.append(f"<p>{_text(missing_words(results))}</p>")
    for hits in group_by_article(results):
        article = hits[0].article
        title = _highlight(title_of(article), title_spans(hits) if article.title else ())
        blocks.append(f"<h4>{_link(title, article.url)}</h4>")
        blocks.append(f"<p><small>{_highlight(byline(article), byline_spans(hits))}</small></p>")
        blocks += map(_hit, hits)
    blocks += [f"<p><small>{_text(line)}</small></p>" for line in _remarks(results)]
    return "\n".join([*blocks, "</div>"])


def _remarks(results: Results) -> list[str]:
    """List the lines below the hits: their count, and what the reader has to know about them."""
    lines = [count_line(results) if results.hits else no_match(results.query)]
    if not results.hits:
        lines += [line for line in (missing_words(results), *offers(results)) if line]
    if results.suggestion:
        lines.append(suggestion(results))
    return lines


def _hit(hit: Hit) -> str:
    heading, spans = heading_path(hit)
    link = f"<strong>{_link(_highlight(heading, spans), hit.link)}</strong>"
    columns = f"<small>{_text(hit.snippet.columns)}</small><br>" if hit.snippet.columns else ""
    snippet = _highlight(hit.snippet.text, hit.snippet.highlights)
    lines = [f"<p>{link}<br>{columns}{snippet}</p>"]
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
    return _text(label_of(note)) + "; ".join(works)


def _text(text: str) -> str:
    return escape(clean(text))


def _link(markup: str, url: str | None) -> str:
    """Link markup to a URL; without a safe URL, return the markup."""
    if not markup or not url or not is_web_address(url):
        return markup
    return f'<a href="{escape(percent_encode(url))}">{markup}</a>'


def _highlight(text: str, spans: Sequence[Span]) -> str:
    pieces, done = [], 0
    for start, end in spans:
        pieces += [_text(text[done:start]), "<mark>", _text(text[start:end]), "</mark>"]
        done = end
    return "".join([*pieces, _text(text[done:])])
