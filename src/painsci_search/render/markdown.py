"""Results as Markdown (CommonMark), to paste into notes or a wiki."""

from __future__ import annotations

import re
from collections.abc import Sequence

from painsci_search.escaping import clean, is_web_address, percent_encode
from painsci_search.model import Hit, Note, Results
from painsci_search.render.grouping import byline, count_line, group_by_article, heading_path
from painsci_search.render.references import best_identifier, short_note, short_reference
from painsci_search.render.terminal import Span

_SPECIAL = re.compile(r"([\\`*_\[\]<>&~|#$])")
# What starts a list, a heading or a rule at the start of a block.
_BLOCK_START = re.compile(r"^(\s*)(\d*)([-+=.)])")


def render_markdown(results: Results) -> str:
    """Write results under their articles: a quotation, its notes and its link for each passage."""
    blocks = []
    for hits in group_by_article(results):
        article = hits[0].article
        title = _mark(article.title or article.id, ())
        blocks.append(f"## {link(title, article.url)}")
        blocks.append(escape(byline(hits[0])))
        for hit in hits:
            blocks += _hit(hit)
    blocks.append(f"*{escape(count_line(results))}*")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _hit(hit: Hit) -> list[str]:
    heading, spans = heading_path(hit)
    blocks = [f"### {link(_mark(heading, spans), hit.link)}"]
    if hit.snippet.text:
        blocks.append(f"> {_mark(hit.snippet.text, hit.snippet.highlights)}")
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
    mark = escape(f"[{note.label}] ") if note.label else ""
    return mark + "; ".join(works)


def escape(text: str) -> str:
    """Clean a text and take the meaning from every character that Markdown would act upon.

    >>> escape("1. *p* < .05")
    '1\\\\. \\\\*p\\\\* \\\\< .05'
    """
    return _escape_block(_escape_inline(text))


def link(words: str, address: str | None) -> str:
    """Link escaped words to an address, if it is one that may be linked to."""
    if not words or not address or not is_web_address(address):
        return words
    return f"[{words}](<{percent_encode(address)}>)"


def _mark(text: str, spans: Sequence[Span]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        matched = _escape_inline(text[start:end])
        pieces.append(_escape_inline(text[at:start]))
        pieces.append(f"**{matched}**" if matched.strip() else matched)
        at = end
    pieces.append(_escape_inline(text[at:]))
    return _escape_block("".join(pieces))


def _escape_inline(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", clean(text))


def _escape_block(text: str) -> str:
    return _BLOCK_START.sub(r"\1\2\\\3", text)
