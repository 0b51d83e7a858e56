"""Results as Markdown (CommonMark) to paste into notes or a wiki, with every text escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from painsci_search.escaping import clean, is_web_address, percent_encode
from painsci_search.model import Hit, Note, Results
from painsci_search.render.grouping import group_by_article
from painsci_search.render.references import best_identifier, short_note, short_reference
from painsci_search.render.terminal import Span
from painsci_search.render.wording import (
    BY_MEANING,
    byline,
    byline_spans,
    count_line,
    heading_path,
    label_of,
    title_of,
    title_spans,
)

_SPECIAL = re.compile(r"([\\`*_\[\]<>&~|#$])")
# What starts a list, a heading or a rule at the start of a block.
_BLOCK_START = re.compile(r"^(\s*)(\d*)([-+=.)])")


def render_markdown(results: Results) -> str:
    """Render results under their articles: a quotation, its notes and its link for each passage."""
    blocks = []
    for hits in group_by_article(results):
        article = hits[0].article
        title = _highlight(title_of(article), title_spans(hits) if article.title else ())
        blocks.append(f"## {link(title, article.url)}")
        blocks.append(_highlight(byline(article), byline_spans(hits)))
        for hit in hits:
            blocks += _hit(hit)
    blocks.append(f"*{escape(count_line(results))}*")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _hit(hit: Hit) -> list[str]:
    heading, spans = heading_path(hit)
    blocks = [f"### {link(_highlight(heading, spans), hit.link)}"]
    if hit.by_meaning:
        blocks.append(f"*{BY_MEANING}*")
    if hit.snippet.text:
        columns = f"> {escape(hit.snippet.columns)}\\\n" if hit.snippet.columns else ""
        blocks.append(f"{columns}> {_highlight(hit.snippet.text, hit.snippet.highlights)}")
    lines = [f"- {_note(note)}" for note in hit.notes]
    if hit.kind == "note":
        lines += [
            f"- cited in {link(escape(claim.heading), claim.link)}: {escape(claim.text)}"
            for claim in hit.claims
        ]
    return [*blocks, "\n".join(lines)]


def _note(note: Note) -> str:
    if not note.references:
        return escape(short_note(note))
    works = []
    for reference in note.references:
        identifier = best_identifier(reference)
        works.append(link(escape(short_reference(reference)), identifier and identifier[1]))
    return escape(label_of(note)) + "; ".join(works)


def escape(text: str) -> str:
    """Clean a text and escape every character that has a meaning in Markdown.

    >>> escape("1. *p* < .05")
    '1\\\\. \\\\*p\\\\* \\\\< .05'
    """
    return _escape_block(_escape_inline(text))


def link(words: str, url: str | None) -> str:
    """Link escaped words to a URL; without a safe URL, return the words."""
    if not words or not url or not is_web_address(url):
        return words
    return f"[{words}](<{percent_encode(url)}>)"


def _highlight(text: str, spans: Sequence[Span]) -> str:
    pieces, done = [], 0
    for start, end in spans:
        matched = _escape_inline(text[start:end])
        pieces.append(_escape_inline(text[done:start]))
        pieces.append(f"**{matched}**" if matched.strip() else matched)
        done = end
    pieces.append(_escape_inline(text[done:]))
    return _escape_block("".join(pieces))


def _escape_inline(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", clean(text))


def _escape_block(text: str) -> str:
    return _BLOCK_START.sub(r"\1\2\\\3", text)
