"""The evidence of a site's articles: SiteArticle in, the parts of it that hits are made of out.

An article is divided into parts of a few passages, so that a browser loads little more than the
passages that it shows. A part has the shape of results (results.schema.json), except that the notes
are listed once, and passages refer to them by their anchors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from painsci_search.bibliography.notice_words import notice_words
from painsci_search.escaping import clean, dump
from painsci_search.identifiers import SCHEMES, label, link
from painsci_search.loading import column_headers
from painsci_search.model import Note, Reference, Section
from painsci_search.records import Record
from painsci_search.render.json import plain
from painsci_search.render.references import (
    EASIEST_FIRST,
    article_as_work,
    best_identifier,
    full_reference,
    kind_name,
    kind_words,
    short_name,
    short_reference,
)
from painsci_search.static_site.articles import SiteArticle, SitePassage, safe_link, stored_form

_NO_KEYS: Mapping[tuple[str, str, str], str] = {}
# Characters of a part: a hit loads one of these. Smaller parts are more files.
_PART = 10_000
# The last character of the Basic Multilingual Plane; those above are two units of UTF-16.
_LAST_OF_ONE = "\uffff"


def make_parts(
    article: SiteArticle, keys: Mapping[tuple[str, str, str], str] = _NO_KEYS
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the parts of an article, each with the number of its first passage.

    Args:
        keys: of the cited works, see `works.Keys`.
    """
    info = {
        **plain(article.info),
        "title": one_line(article.info.title),
        "language": article.article.language,
        "link": article.link,
        "citation": one_line(full_reference(article_as_work(article.info))),
    }
    of_article = article.info.id
    notes = {note.anchor: note for note in article.article.notes}
    first, size = 0, 0
    passages: list[dict[str, Any]] = []
    cited: dict[str, Any] = {}
    for number, passage in enumerate(article.passages):
        made = _passage(passage, article.link)
        refs = passage.part.note_refs if isinstance(passage.part, Section) else ()
        anchors = [anchor for ref in refs for anchor in ref.anchors]
        new = {
            anchor: _note(notes[anchor], of_article, keys) for anchor in anchors if anchor in notes
        }
        length = len(dump([made, new], pretty=False))
        if passages and size + length > _PART:
            yield first, {"article": info, "passages": passages, "notes": cited}
            first, size, passages, cited = number, 0, [], {}
        size += length
        passages.append(made)
        cited |= new
        if isinstance(passage.part, Note):
            cited[passage.part.anchor] = _note(passage.part, of_article, keys)
    yield first, {"article": info, "passages": passages, "notes": cited}


def one_line(text: str) -> str:
    """Clean a text and fold its white space."""
    return " ".join(clean(text).split())


def _passage(passage: SitePassage, url: str) -> dict[str, Any]:
    part, record = passage.part, passage.record
    base = url.partition("#")[0]
    text = "\n".join(map(clean, record.text.split("\n")))
    path = part.path if isinstance(part, Section) else ()
    return {
        "kind": record.kind,
        "heading": one_line(passage.heading),
        "path": [one_line(above) for above in path],
        "anchor": part.anchor if part else None,
        "link": _after(base, passage.link),
        "text": text,
        "sentences": _utf16_offsets(text, record.sentences),
        **_linking(passage, text),
        **_tables(record, text),
        "claims": [
            plain(claim) | {"text": one_line(claim.text), "heading": one_line(claim.heading)}
            for claim in passage.claims
        ],
        "cited_from": [plain(section) for section in passage.cited_from],
    }


def _linking(passage: SitePassage, text: str) -> dict[str, Any]:
    """Return what `links.js` makes links of, and the offsets of note markers; what is there.

    "unquoted" are the spans that no page shows as they are, flat, "markers" the offsets at which
    the page has more text, "refs" those of note markers, each
    with the anchor of its note, "shown" with what `PagePart` has of it, and "disambiguations" as in
    `LinkedPart`.
    """
    linked = passage.linked
    if linked is None:
        return {}
    # -1 is for the heading, as in `Disambiguation`
    recurring = [
        [number if number < 0 else _utf16_offsets(text, [number])[0] for number in values]
        for values in linked.disambiguations
    ]
    refs = [
        [_utf16_offsets(text, [offset])[0], anchor]
        for _, offset, anchor in passage.record.stored.get("note_refs", ())
        if anchor
    ]
    shown = linked.shown
    found = {
        "unanchored": not linked.anchor_in_page,
        "unquoted": _utf16_offsets(text, [at for span in linked.unquoted for at in span]),
        "markers": _utf16_offsets(text, linked.markers),
        "shown": list(zip(_utf16_offsets(text, list(shown)), shown.values(), strict=True)),
        "disambiguations": recurring,
        "refs": refs,
    }
    return {name: value for name, value in found.items() if value}


def _tables(record: Record, text: str) -> dict[str, Any]:
    """Return the spans of rows with column headers, each with these; nothing for none."""
    rows = [
        [*_utf16_offsets(text, block[1:3]), one_line(headers)]
        for block in record.stored.get("blocks") or ()
        if (headers := column_headers(stored_form(record), block[1]))
    ]
    return {"rows": rows} if rows else {}


def _after(base: str, link: str) -> str:
    """Return the fragment of a link into an article, which begins with the URL of the article."""
    return link.removeprefix(base) if base else link


def _utf16_offsets(text: str, offsets: list[int]) -> list[int]:
    """Return offsets in the units of texts in a browser."""
    if text.isascii() or max(text, default="") <= _LAST_OF_ONE:
        return list(offsets)
    return [len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2 for offset in offsets]


def _note(note: Note, article: str, keys: Mapping[tuple[str, str, str], str]) -> dict[str, Any]:
    works = [
        {**_reference(work), "key": keys.get((article, note.anchor, work.raw))}
        for work in note.references
    ]
    return {**plain(note), "text": one_line(note.text), "references": works}


def _reference(work: Reference) -> dict[str, Any]:
    """Return a work with its short and full forms, its link, and the kind that its title names."""
    identifier = best_identifier(work)
    return {
        **plain(work),
        "short": short_reference(work),
        "name": short_name(work),
        "full": full_reference(replace(work, notices=())),
        "links": work_links(work),
        "link": (identifier[1] if identifier else None) or None,
        "study": kind_name(work),
        "kind": kind_words(work),
        "notice": notice_words(work.notices),
    }


def work_links(work: Reference) -> list[list[str]]:
    """Return the links to a work at other sites, each as its words and its URL."""
    found = [
        [label(kind, value), link(kind, value) or ""]
        for kind in EASIEST_FIRST
        if (value := getattr(work, SCHEMES[kind].attribute))
    ]
    url = safe_link(work.url or "")
    return [*found, *([[url.split("/")[2], url]] if url.startswith("http") else [])]
