"""From the articles of a site to the records that Pagefind indexes, and to their evidence.

Pagefind searches whatever is in a record, its metadata too. So a record holds only what may be
searched, and the evidence of its hit lies in a file of the article, found by the article's id.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from painsci_search.model import Note
from painsci_search.static_site.evidence import article_evidence, one_line, passage_evidence
from painsci_search.static_site.passages import Entry, Passage

# An article that gives no date is the oldest; Pagefind would leave it out of a sorted answer.
_NO_DATE = "0000"


@dataclass(frozen=True, slots=True)
class Record:
    """What Pagefind indexes of a section or note; the names are Pagefind's.

    Attributes:
        url: where a hit leads, for those who ask Pagefind itself, which keeps one record for each.
        content: the text, words parted by single spaces; of a section that is a mere heading, that.
        language: decides how words are stemmed; the same for all records of a site.
        meta: texts that are searched, too.
        filters: kind, article (its id), passage (its place in the article's evidence), author,
            year, language.
        sort: date.
    """

    url: str
    content: str
    language: str
    meta: dict[str, str] = field(default_factory=dict)
    filters: dict[str, list[str]] = field(default_factory=dict)
    sort: dict[str, str] = field(default_factory=dict)


def make_records(entry: Entry, language: str, taken: set[str]) -> Iterator[Record]:
    """Make the records of an article, one per section and note, in reading order.

    Args:
        language: of the whole site.
        taken: the urls that records of the site have already; it grows.
    """
    title = one_line(entry.about.title) or entry.about.id
    date = entry.about.updated or entry.about.published
    common: dict[str, list[str]] = {
        "article": [entry.about.id],
        "author": list(dict.fromkeys(map(one_line, entry.about.authors))),
        "year": [date[:4]] if date else [],
        "language": [entry.article.language] if entry.article.language else [],
    }
    for place, passage in enumerate(entry.passages):
        url = passage.link
        if not url or url in taken:
            # the search itself, for the article alone
            url = f"?article={quote(entry.about.id, safe='')}#{quote(passage.part.anchor, safe='')}"
        taken.add(url)
        is_note = isinstance(passage.part, Note)
        meta = {"title": title}
        if not is_note:
            heading = one_line(passage.heading)
            # the text before the first heading is headed by the title
            meta |= {"heading": heading} if heading and heading != title else {}
            meta |= _path(passage)
        kind = "note" if is_note else "section"
        filters = {"kind": [kind], "passage": [str(place)], **common}
        yield Record(
            url=url,
            content=one_line(passage.part.text) or ("" if is_note else one_line(passage.heading)),
            language=language,
            meta=meta,
            filters={name: values for name, values in filters.items() if values},
            sort={"date": date or _NO_DATE},
        )


def _path(passage: Passage) -> dict[str, str]:
    above = " \u203a ".join(map(one_line, getattr(passage.part, "path", ())))
    return {"path": above} if above else {}


def make_evidence(entry: Entry) -> dict[str, Any]:
    """Give what the hits of an article need beside their text."""
    passages = [
        passage_evidence(
            passage.part, heading=passage.heading, link=passage.link, claims=passage.claims
        )
        for passage in entry.passages
    ]
    return article_evidence(entry.article, entry.about, entry.link, passages)


def evidence_name(article_id: str) -> str:
    """Name the file that holds an article's evidence, as page/search.js does.

    Two articles may share a file, which holds each by its id.

    Source: the 32-bit FNV-1a hash of the id in UTF-8 (Fowler, Noll, Vo).

    >>> evidence_name("a"), evidence_name("foobar")
    ('e40c292c.json', 'bf9cf968.json')
    """
    value = 0x811C9DC5
    for byte in article_id.encode("utf-8", "replace"):
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"{value:08x}.json"
