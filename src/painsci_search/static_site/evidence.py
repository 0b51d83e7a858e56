"""What a static site holds beside its search index: the page, and the evidence of each article.

Evidence is written in the shape of results (results.schema.json), but for two things: notes stand
once in an article, and its passages name them by their anchors.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

from painsci_search.escaping import clean
from painsci_search.model import Article, ArticleInfo, Claim, Note, Reference, Section
from painsci_search.render.json import plain
from painsci_search.render.references import best_identifier, full_reference, short_reference


def fill_page(template: str, title: str) -> str:
    """Put a title into the page of a site.

    >>> fill_page("<title>{TITLE}</title>", "Pain & <b>")
    '<title>Pain &amp; &lt;b&gt;</title>'
    """
    return template.replace("{TITLE}", html.escape(clean(title)))


def one_line(text: str) -> str:
    """Clean a text and fold its white space, as the search index of a site does with it, too."""
    return " ".join(clean(text).split())


def article_evidence(
    article: Article, about: ArticleInfo, link: str, passages: list[dict[str, Any]]
) -> dict[str, Any]:
    """Give an article as its passages in a site need it.

    Args:
        about: what may be told of it.
        link: leads to the article; "" for none.
        passages: as ``passage_evidence`` gives them; records tell their places in this list.
    """
    return {
        "article": {
            **plain(about),
            "title": one_line(about.title),
            "language": article.language,
            "link": link,
        },
        "notes": {note.anchor: _note(note) for note in article.notes},
        "passages": passages,
    }


def passage_evidence(
    part: Section | Note, *, heading: str, link: str, claims: Iterable[Claim]
) -> dict[str, Any]:
    """Give a section or note as its hit in a site needs it."""
    path = () if isinstance(part, Note) else part.path
    return {
        "kind": "note" if isinstance(part, Note) else "section",
        "heading": one_line(heading),
        "path": [one_line(above) for above in path],
        "anchor": part.anchor,
        "link": link,
        "claims": [
            plain(claim) | {"text": one_line(claim.text), "heading": one_line(claim.heading)}
            for claim in claims
        ],
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        **plain(note),
        "text": one_line(note.text),
        "references": [_reference(work) for work in note.references],
    }


def _reference(work: Reference) -> dict[str, Any]:
    """Give a work, and how it is shown: in short, in full, and where it leads."""
    identifier = best_identifier(work)
    return {
        **plain(work),
        "short": short_reference(work),
        "full": full_reference(work),
        "link": (identifier[1] if identifier else None) or None,
    }
