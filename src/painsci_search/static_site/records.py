"""The files of a site's articles: SiteArticle in, records for Pagefind and evidence out.

Pagefind searches everything in a record, its metadata too. So a record contains only what is to be
searched; the evidence of its hit is in a file of its article, found by the article's id. Evidence
has the shape of results (results.schema.json), except that the notes of an article are listed once,
and its passages refer to them by their anchors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from painsci_search.escaping import clean
from painsci_search.model import Note, Reference
from painsci_search.render.json import plain
from painsci_search.render.references import best_identifier, full_reference, short_reference
from painsci_search.static_site.articles import SiteArticle, SitePassage

# Date of an article without one, the oldest; Pagefind omits records without a date when it sorts.
_NO_DATE = "0000"


@dataclass(frozen=True, slots=True)
class PagefindRecord:
    """A section or note for Pagefind to index; the names are Pagefind's.

    Attributes:
        url: URL of a hit, for direct users of Pagefind; it keeps one record for each URL.
        content: the text, words separated by single spaces; the heading of a section without text.
        language: language for stemming, the same for all records of a site.
        meta: further texts that are searched.
        filters: kind, article (its id), passage (its number in the article's evidence), author,
            year, language.
        sort: date.
    """

    url: str
    content: str
    language: str
    meta: dict[str, str] = field(default_factory=dict)
    filters: dict[str, list[str]] = field(default_factory=dict)
    sort: dict[str, str] = field(default_factory=dict)


def make_records(article: SiteArticle, language: str, taken: set[str]) -> Iterator[PagefindRecord]:
    """Yield the records of an article, one for each section and note, in reading order.

    Args:
        article: the article.
        language: language of the whole site.
        taken: URLs of the site's records so far; this adds to them.
    """
    title = one_line(article.info.title) or article.info.id
    date = article.info.updated or article.info.published
    common: dict[str, list[str]] = {
        "article": [article.info.id],
        "author": list(dict.fromkeys(map(one_line, article.info.authors))),
        "year": [date[:4]] if date else [],
        "language": [article.article.language] if article.article.language else [],
    }
    for number, passage in enumerate(article.passages):
        url = passage.link
        if not url or url in taken:
            # the page of the search, restricted to the article
            url = (
                f"?article={quote(article.info.id, safe='')}#{quote(passage.part.anchor, safe='')}"
            )
        taken.add(url)
        is_note = isinstance(passage.part, Note)
        meta = {"title": title}
        if not is_note:
            heading = one_line(passage.heading)
            # the heading of the text before the first heading is the title
            meta |= {"heading": heading} if heading and heading != title else {}
            meta |= _path(passage)
        kind = "note" if is_note else "section"
        filters = {"kind": [kind], "passage": [str(number)], **common}
        yield PagefindRecord(
            url=url,
            content=one_line(passage.part.text) or ("" if is_note else one_line(passage.heading)),
            language=language,
            meta=meta,
            filters={name: values for name, values in filters.items() if values},
            sort={"date": date or _NO_DATE},
        )


def _path(passage: SitePassage) -> dict[str, str]:
    above = " \u203a ".join(map(one_line, getattr(passage.part, "path", ())))
    return {"path": above} if above else {}


def make_evidence(article: SiteArticle) -> dict[str, Any]:
    """Return what the hits of an article need besides their text.

    Its "passages" have the order of the records, which refer to them by number.
    """
    return {
        "article": {
            **plain(article.info),
            "title": one_line(article.info.title),
            "language": article.article.language,
            "link": article.link,
        },
        "notes": {note.anchor: _note(note) for note in article.article.notes},
        "passages": [_passage(passage) for passage in article.passages],
    }


def one_line(text: str) -> str:
    """Clean a text and fold its white space, as in the text that Pagefind returns."""
    return " ".join(clean(text).split())


def _passage(passage: SitePassage) -> dict[str, Any]:
    part = passage.part
    path = () if isinstance(part, Note) else part.path
    return {
        "kind": "note" if isinstance(part, Note) else "section",
        "heading": one_line(passage.heading),
        "path": [one_line(above) for above in path],
        "anchor": part.anchor,
        "link": passage.link,
        "claims": [
            plain(claim) | {"text": one_line(claim.text), "heading": one_line(claim.heading)}
            for claim in passage.claims
        ],
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        **plain(note),
        "text": one_line(note.text),
        "references": [_reference(work) for work in note.references],
    }


def _reference(work: Reference) -> dict[str, Any]:
    """Return a work with its short and full forms, and its link."""
    identifier = best_identifier(work)
    return {
        **plain(work),
        "short": short_reference(work),
        "full": full_reference(work),
        "link": (identifier[1] if identifier else None) or None,
    }


def evidence_name(article_id: str) -> str:
    """Return the name of the file with an article's evidence, as search.js computes it.

    Two articles can share a file, which has each of them by its id.

    Source: the 32-bit FNV-1a hash of the id in UTF-8 (Fowler, Noll, Vo).

    >>> evidence_name("a"), evidence_name("foobar")
    ('e40c292c.json', 'bf9cf968.json')
    """
    value = 0x811C9DC5
    for byte in article_id.encode("utf-8", "replace"):
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"{value:08x}.json"
