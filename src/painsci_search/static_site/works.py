"""The works that the articles of a site cite: an index in, the list of works and their pages out.

A work has a number: its place in the list, which is sorted by how often works are cited. What the
page of a work shows, and its entry in the formats of reference managers, are in files of several
works each.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from painsci_search.bibliography.formats import FORMATS, BibliographyFormat, render_bibliography
from painsci_search.bibliography.notice_words import notice_words
from painsci_search.errors import ExtraMissing
from painsci_search.escaping import dump
from painsci_search.identifiers import SCHEMES, link
from painsci_search.index import Index
from painsci_search.model import Citation, Note, Reference, Section, Work, WorkSort
from painsci_search.render.json import plain
from painsci_search.render.references import full_reference, kind_label
from painsci_search.render.wording import title_of
from painsci_search.static_site.articles import SiteArticle, safe_link
from painsci_search.static_site.records import work_links
from painsci_search.static_site.search_index import SiteFile, digest, named_file
from painsci_search.static_site.varints import write_numbers

# Characters of a file of works: the page of a work loads one of these.
_SHARD = 24_000
# Works on the page of a work that are cited with it.
_MOST_WITH = 10
_ORDERS: tuple[WorkSort, ...] = ("year", "author", "title")

# The key of a cited work, by the id of the article, the anchor of the note and the citation.
Keys = Mapping[tuple[str, str, str], str]


class SiteWorks:
    """The works of a site.

    Attributes:
        keys: see `Keys`.
        formats: the formats of reference managers that can be written here.
    """

    def __init__(self, index: Index) -> None:
        self._works = index.references().works
        self._orders = {
            order: [work.key for work in index.references(sort=order).works] for order in _ORDERS
        }
        self._number = {work.key: number for number, work in enumerate(self._works)}
        citations = index.citations_by_work()
        self._citations = [citations[work.key] for work in self._works]
        self.keys: Keys = {
            (each.article.id, each.anchor, each.reference.raw): each.key
            for citations in self._citations
            for each in citations
        }
        self._cited: list[int] = []
        self.formats = [form for form in FORMATS if _can_write(form)]

    def add(self, article: SiteArticle) -> None:
        """Add which works the passages of an article cite, in the order of its records."""
        of_note = {note.anchor: self._numbers(article, note) for note in article.article.notes}
        for passage in article.passages:
            part = passage.part
            numbers: Iterable[int] = ()
            if isinstance(part, Note):
                numbers = of_note[part.anchor]
            elif isinstance(part, Section):
                anchors = [anchor for ref in part.note_refs for anchor in ref.anchors]
                numbers = [number for each in anchors for number in of_note.get(each, ())]
            distinct = list(dict.fromkeys(numbers))
            self._cited += [len(distinct), *distinct]

    def _numbers(self, article: SiteArticle, note: Note) -> list[int]:
        keys = [self.keys.get((article.info.id, note.anchor, work.raw)) for work in note.references]
        return [self._number[key] for key in keys if key is not None]

    def files(self) -> Iterator[tuple[str | None, SiteFile]]:
        """Yield the files of the works, those of the index each with its name there."""
        years = [work.reference.year or 0 for work in self._works]
        cited = write_numbers([len(years), *years, *self._cited])
        yield "citing", named_file("citing", "bin", cited)
        names: list[list[str]] = [[], []]
        for kind, items in enumerate((self._pages(), self._entries())):
            for count, file in _shards(items):
                names[kind] += [file.name] * count
                yield None, file
        rows = [
            self._row(work, page, entry)
            for work, page, entry in zip(self._works, *names, strict=True)
        ]
        orders = {
            order: [self._number[key] for key in keys] for order, keys in self._orders.items()
        }
        listed = dump({"works": rows, "orders": orders}, pretty=False).encode("utf-8", "replace")
        yield "works", named_file("works", "json", listed)

    def _row(self, work: Work, page: str, entry: str) -> dict[str, Any]:
        """Return what the list of works shows of a work."""
        row = {
            "key": work.key,
            "name": _name(work.reference),
            "author": "; ".join(work.reference.authors),
            "title": work.reference.title,
            "journal": work.reference.journal,
            "ids": {kind: value for kind in SCHEMES if (value := _value(work.reference, kind))},
            "year": work.reference.year,
            "kind": work.kind,
            "label": kind_label(work),
            "notices": notice_words(work.reference.notices),
            "notes": work.citations,
            "articles": len(work.articles),
            "page": page,
            "entry": entry,
        }
        return {name: value for name, value in row.items() if value}

    def _pages(self) -> Iterator[dict[str, Any]]:
        """Yield what the page of each work shows."""
        by_article: dict[str, list[int]] = {}
        for number, work in enumerate(self._works):
            for article in work.articles:
                by_article.setdefault(article, []).append(number)
        for number, work in enumerate(self._works):
            counts = Counter(other for each in work.articles for other in by_article[each])
            del counts[number]
            order = sorted(counts, key=lambda other: (-counts[other], other))
            yield {
                "key": work.key,
                "title": work.title,
                "by": work.kind_source,
                "links": work_links(work.reference),
                "notices": [
                    {
                        "words": notice_words([notice]),
                        "reason": notice.reason,
                        "link": link("doi", notice.notice) if notice.notice else None,
                    }
                    for notice in work.reference.notices
                ],
                "citations": [_citation(each) for each in self._citations[number]],
                "with": [[other, counts[other]] for other in order[:_MOST_WITH]],
                "others": len(order),
            }

    def _entries(self) -> Iterator[dict[str, Any]]:
        """Yield each work in the formats of reference managers."""
        for work in self._works:
            yield {form: _entry(work, form) for form in self.formats}


def _can_write(form: BibliographyFormat) -> bool:
    """Return whether the extra that a format needs is installed."""
    try:
        render_bibliography([], form)
    except ExtraMissing:
        return False
    return True


def _entry(work: Work, form: BibliographyFormat) -> Any:
    written = render_bibliography([work], form)
    return json.loads(written)[0] if form == "csl-json" else written


def _citation(citation: Citation) -> dict[str, Any]:
    """Return who cites a work in a note, and for what."""
    return {
        "article": {"title": title_of(citation.article), "link": _article_link(citation)},
        "label": citation.label,
        "link": safe_link(citation.link),
        "commentary": citation.reference.commentary,
        "claims": [
            {
                "text": claim.text,
                "heading": "" if claim.heading == citation.article.title else claim.heading,
                "link": safe_link(claim.link),
            }
            for claim in citation.claims
        ],
    }


def _article_link(citation: Citation) -> str:
    return safe_link(citation.link.partition("#")[0])


def _value(work: Reference, kind: Any) -> str | None:
    value: str | None = getattr(work, SCHEMES[kind].attribute)
    return value


def _name(work: Reference) -> str:
    return full_reference(replace(work, notices=()))


def _shards(items: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, SiteFile]]:
    """Join values to files, and yield each with the number of values in it."""
    parts: list[str] = []
    size = 0
    for item in items:
        content = dump(plain(item), pretty=False)
        if parts and size + len(content) > _SHARD:
            yield len(parts), _shard(parts)
            parts, size = [], 0
        parts.append(content)
        size += len(content)
    if parts:
        yield len(parts), _shard(parts)


def _shard(parts: Sequence[str]) -> SiteFile:
    content = f"[{','.join(parts)}]".encode("utf-8", "replace")
    return SiteFile(f"works/{digest(content)}.json", content)
