"""Make hits of matching records: snippet, highlights, evidence and link.

A record number of the engine in, a `Hit` out; `HitMaker` makes the hits of one query.
"""

from __future__ import annotations

from typing import NamedTuple

from painsci_search.documents import Origin, column_headers, load_info, load_note, load_origin
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.caching import cached_for
from painsci_search.engine.postings import LeafPostings
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.model import ArticleInfo, CitingSection, Claim, Hit, Kind, Note, Snippet
from painsci_search.query.ast import OF_WORKS, Leaf
from painsci_search.records import TEXT_FIELD, StoredRecord
from painsci_search.search.claims import make_claims
from painsci_search.search.highlights import (
    Match,
    Spans,
    find_matches,
    locate_matches,
    merge_spans,
)
from painsci_search.search.links import LinkedPart, article_url, with_file
from painsci_search.search.snippets import Window, choose_window, make_snippet

# The fields whose values are visible in the text of a note.
_VISIBLE_IN_NOTES = ("author", "journal", *OF_WORKS)
# The most articles of a segment whose metadata is cached between queries.
_MOST_CACHED = 10_000


class _HitArticle(NamedTuple):
    """The article of one or more hits, and its URL."""

    info: ArticleInfo
    url: str


class _Matched(NamedTuple):
    """A matching record of which a hit is made.

    Attributes:
        number: the number of its segment.
        doc: its number in the segment.
    """

    rank: int
    score: float
    number: int
    segment: Segment
    doc: int
    record: StoredRecord
    article: _HitArticle


def article_metadata(segment: Segment, article: int) -> tuple[ArticleInfo, Origin]:
    """Load the metadata of an article and its file, and cache it with the segment."""
    cache = _article_cache(segment)
    known = cache.get(article)
    if known is None:
        first, _ = segment.records_of(article)
        record = segment.load(first)
        known = load_info(segment.article_id(first), record), load_origin(record)
        if len(cache) < _MOST_CACHED:
            cache[article] = known
    return known


@cached_for
def _article_cache(_: Segment) -> dict[int, tuple[ArticleInfo, Origin]]:
    return {}


@cached_for
def _linked_cache(_: Segment) -> dict[tuple[int, str | None], _HitArticle]:
    return {}


class HitMaker:
    """Makes the hits of one query; what the hits of an article share is made once.

    Args:
        snapshot: the index.
        query: the query that was evaluated.
        leaves: its leaves to highlight.
        base_url: the URL at which the indexed folders are served.
    """

    def __init__(
        self, snapshot: Snapshot, query: ScoredQuery, leaves: list[Leaf], base_url: str | None
    ) -> None:
        self.base_url = base_url
        self.leaves = leaves
        self.weights = [max(query.resolve(leaf).idf, 0.1) for leaf in leaves]
        self._segments = [view.segment for view in snapshot.views]
        self._query = query
        self._postings: dict[tuple[int, str], list[tuple[int, Leaf, LeafPostings]]] = {}
        self._titles: dict[str, Spans] = {}
        self._visible = [
            (number, leaf) for number, leaf in enumerate(leaves) if leaf.field in _VISIBLE_IN_NOTES
        ]

    def make(self, rank: int, score: float, number: int, doc: int) -> Hit:
        """Make the hit of record `doc` of segment `number`."""
        segment = self._segments[number]
        record = segment.load(doc)
        article = self._article_of(segment, doc)
        matched = _Matched(rank, score, number, segment, doc, record, article)
        match record.kind:
            case "section":
                return self._section(matched)
            case "note":
                return self._note(matched)
            case _:
                return self._article(matched)

    def _article_of(self, segment: Segment, doc: int) -> _HitArticle:
        number = segment.article_of(doc)
        cache = _linked_cache(segment)
        article = cache.get((number, self.base_url))
        if article is None:
            info, origin = article_metadata(segment, number)
            url = article_url(info, origin, self.base_url)
            article = _HitArticle(with_file(info, origin, self.base_url), url)
            if len(cache) < _MOST_CACHED:
                cache[number, self.base_url] = article
        return article

    def _article(self, matched: _Matched) -> Hit:
        snippet, _ = self._snippet(matched)
        highlights = self._title_highlights(matched)
        return Hit(
            rank=matched.rank,
            score=matched.score,
            kind="article",
            article=matched.article.info,
            heading=matched.article.info.title,
            path=(),
            anchor=None,
            link=matched.article.url,
            snippet=snippet,
            title_highlights=highlights,
            heading_highlights=highlights,
        )

    def _section(self, matched: _Matched) -> Hit:
        record, article = matched.record, matched.article
        snippet, window = self._snippet(matched)
        linked = LinkedPart.of(record, article.url)
        heading, data = linked.part.heading, record.data
        cited = [
            (offset, anchor)
            for _, offset, anchor in data["note_refs"]
            if window.start < offset <= window.end
        ]
        title = self._title_highlights(matched)
        is_titled = heading == article.info.title
        return Hit(
            rank=matched.rank,
            score=matched.score,
            kind="section",
            article=article.info,
            heading=heading,
            path=tuple(data["path"]),
            anchor=linked.anchor,
            link=linked.url_of(window.start, window.end),
            snippet=snippet,
            notes=self._cited_notes(matched, cited) if cited else (),
            title_highlights=title,
            heading_highlights=title
            if is_titled
            else self._highlights(matched, heading, "heading"),
            claims=make_claims(linked, cited) if cited else (),
        )

    def _cited_notes(self, matched: _Matched, cited: list[tuple[int, str]]) -> tuple[Note, ...]:
        anchors = dict.fromkeys(anchor for _, anchor in cited if anchor)
        notes = [_part_of(matched, anchor, "note") for anchor in anchors]
        return tuple([load_note(note) for note in notes if note is not None])

    def _note(self, matched: _Matched) -> Hit:
        note = load_note(matched.record)
        snippet, window = self._snippet(matched)
        url = matched.article.url
        citing: list[CitingSection] = []
        claims: list[Claim] = []
        for anchor in note.cited_from:
            record = _part_of(matched, anchor, "section")
            if record is None:
                continue
            section = LinkedPart.of(record, url)
            heading = section.part.heading
            citing.append(CitingSection(section.anchor, heading, section.own_url()))
            refs = record.data["note_refs"]
            claims += make_claims(
                section, [(at, note.anchor) for _, at, to in refs if to == note.anchor]
            )
        return Hit(
            rank=matched.rank,
            score=matched.score,
            kind="note",
            article=matched.article.info,
            heading=f"Note {note.label}".strip(),
            path=(),
            anchor=note.anchor,
            link=LinkedPart.of(matched.record, url).url_of(window.start, window.end),
            snippet=snippet,
            notes=(note,),
            cited_from=tuple(citing),
            title_highlights=self._title_highlights(matched),
            claims=tuple(claims),
        )

    def _snippet(self, matched: _Matched) -> tuple[Snippet, Window]:
        record = matched.record
        text, matches = record.text, self._matches(matched)
        window = choose_window(text, record.sentences, matches, self.weights)
        columns = column_headers(record, window.start) if record.kind == "section" else ""
        return make_snippet(text, window, matches, columns), window

    def _matches(self, matched: _Matched) -> list[Match]:
        """List the matches of the leaves in the record's text, by offset."""
        record = matched.record
        field = TEXT_FIELD[record.kind]
        found = [
            (number, leaf, positions)
            for number, leaf, postings in self._postings_in(matched.number, field)
            if (positions := postings.positions(matched.doc, field))
        ]
        matches = locate_matches(record.text, record.steps, found) if found else []
        if self._visible and record.kind == "note":
            for number, leaf in self._visible:
                visible = find_matches(record.text, [leaf])
                matches += [(start, end, number) for start, end, _ in visible]
            matches.sort()
        return matches

    def _postings_in(self, number: int, field: str) -> list[tuple[int, Leaf, LeafPostings]]:
        """List the leaves that match in a field anywhere in a segment, with their postings."""
        known = self._postings.get((number, field))
        if known is None:
            known = self._postings[number, field] = []
            for index, leaf in enumerate(self.leaves):
                postings = self._query.resolve(leaf).postings[number]
                if postings.has(field):
                    known.append((index, leaf, postings))
        return known

    def _title_highlights(self, matched: _Matched) -> Spans:
        title = matched.article.info.title
        spans = self._titles.get(title)
        if spans is None:
            spans = self._titles[title] = self._highlights(matched, title, "title")
        return spans

    def _highlights(self, matched: _Matched, text: str, field: str) -> Spans:
        """Return the spans of the matching words in a title or heading."""
        inside = [
            leaf
            for _, leaf, postings in self._postings_in(matched.number, field)
            if postings.is_in(matched.doc, field)
        ]
        return merge_spans(find_matches(text, inside)) if inside else ()


def _part_of(matched: _Matched, anchor: str, kind: Kind) -> StoredRecord | None:
    """Load another record of the same article by its anchor; None if it is of another kind."""
    segment = matched.segment
    number = segment.find_anchor(segment.article_of(matched.doc), anchor)
    record = None if number is None else segment.load(number)
    return record if record is not None and record.kind == kind else None
