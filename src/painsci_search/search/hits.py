"""Make hits of matching records: snippet, highlights, evidence and link.

A record number of the engine in, a `Hit` out; `HitMaker` makes the hits of one query.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from painsci_search.documents import (
    Origin,
    column_headers,
    load_headed_text,
    load_info,
    load_note,
    load_origin,
)
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.caching import cached_for
from painsci_search.engine.postings import LeafPostings
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import SegmentView, Snapshot
from painsci_search.model import ArticleInfo, CitingSection, Claim, Hit, Kind, Snippet
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
from painsci_search.search.links import article_url, note_url, section_url, with_file
from painsci_search.search.snippets import SentencedText, Window, choose_window, make_snippet

# The fields whose values are visible in the text of a note.
_VISIBLE_IN_NOTES = ("author", "journal", *OF_WORKS)
# The most articles of a segment whose metadata is cached between queries.
_MOST_CACHED = 10_000
_by_offset = attrgetter("start", "end")


class _HitArticle(NamedTuple):
    """The article of one or more hits.

    Attributes:
        anchors: the number of the record with each anchor; filled when first needed.
    """

    info: ArticleInfo
    url: str
    anchors: dict[str, int]


class _Matched(NamedTuple):
    """A matching record of which a hit is made.

    Attributes:
        segment: the number of its segment.
        doc: its number in the segment.
    """

    rank: int
    score: float
    segment: int
    view: SegmentView
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


class HitMaker:
    """Makes the hits of one query; what the hits of an article share is loaded once.

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
        self._views = snapshot.views
        self._query = query
        self._postings: dict[tuple[int, str], list[tuple[int, Leaf, LeafPostings]]] = {}
        self._articles: dict[tuple[int, int], _HitArticle] = {}
        self._titles: dict[str, Spans] = {}

    def make(self, rank: int, score: float, number: int, doc: int) -> Hit:
        """Make the hit of record `doc` of segment `number`."""
        view = self._views[number]
        record = view.segment.load(doc)
        article = self._article_of(view, doc)
        matched = _Matched(rank, score, number, view, doc, record, article)
        match record.kind:
            case "section":
                return self._section(matched)
            case "note":
                return self._note(matched)
            case _:
                return self._article(matched)

    def _article_of(self, view: SegmentView, doc: int) -> _HitArticle:
        number = view.segment.article_of(doc)
        article = self._articles.get((view.base, number))
        if article is None:
            info, origin = article_metadata(view.segment, number)
            url = article_url(info, origin, self.base_url)
            article = _HitArticle(with_file(info, origin, self.base_url), url, {})
            self._articles[view.base, number] = article
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
        section = load_headed_text(matched.record)
        snippet, window = self._snippet(matched)
        columns = column_headers(matched.record, window.start)
        cited = [ref for ref in section.note_refs if window.start < ref.offset <= window.end]
        anchors = dict.fromkeys(ref.anchor for ref in cited if ref.anchor)
        notes = [self._load(matched, anchor, "note") for anchor in anchors]
        url_of = partial(section_url, section, matched.record, matched.article.url)
        return Hit(
            rank=matched.rank,
            score=matched.score,
            kind="section",
            article=matched.article.info,
            heading=section.heading,
            path=section.path,
            anchor=section.anchor,
            link=url_of((window.start, window.end)),
            snippet=replace(snippet, columns=columns) if columns else snippet,
            notes=tuple(load_note(note) for note in notes if note is not None),
            title_highlights=self._title_highlights(matched),
            heading_highlights=self._heading_highlights(matched, section.heading),
            claims=make_claims(section, matched.record.sentences, cited, url_of) if cited else (),
        )

    def _note(self, matched: _Matched) -> Hit:
        note = load_note(matched.record)
        snippet, window = self._snippet(matched)
        url = matched.article.url
        citing: list[CitingSection] = []
        claims: list[Claim] = []
        for anchor in note.cited_from:
            record = self._load(matched, anchor, "section")
            if record is None:
                continue
            section = load_headed_text(record)
            url_of = partial(section_url, section, record, url)
            citing.append(CitingSection(section.anchor, section.heading, url_of(None)))
            refs = [ref for ref in section.note_refs if ref.anchor == note.anchor]
            claims += make_claims(section, record.sentences, refs, url_of)
        return Hit(
            rank=matched.rank,
            score=matched.score,
            kind="note",
            article=matched.article.info,
            heading=f"Note {note.label}".strip(),
            path=(),
            anchor=note.anchor,
            link=note_url(note, matched.record, url, (window.start, window.end)),
            snippet=snippet,
            notes=(note,),
            cited_from=tuple(citing),
            title_highlights=self._title_highlights(matched),
            claims=tuple(claims),
        )

    def _snippet(self, matched: _Matched) -> tuple[Snippet, Window]:
        record = matched.record
        matches = self._matches(matched)
        window = choose_window(SentencedText(record.text, record.sentences), matches, self.weights)
        return make_snippet(record.text, window, matches), window

    def _matches(self, matched: _Matched) -> list[Match]:
        """List the matches of the leaves in the record's text, by offset."""
        record = matched.record
        field = TEXT_FIELD[record.kind]
        matches: list[Match] = []
        starts: list[int] = []
        for number, leaf, postings in self._postings_in(matched.segment, field):
            positions = postings.positions(matched.doc, field)
            if positions:
                starts = starts or list(accumulate(record.steps))
                matches += locate_matches(record.text, starts, number, leaf, positions)
        if record.kind == "note":
            for number, leaf in enumerate(self.leaves):
                if leaf.field in _VISIBLE_IN_NOTES:
                    matches += [m._replace(leaf=number) for m in find_matches(record.text, [leaf])]
        matches.sort(key=_by_offset)
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

    def _heading_highlights(self, matched: _Matched, heading: str) -> Spans:
        field = "title" if heading == matched.article.info.title else "heading"
        return self._highlights(matched, heading, field)

    def _highlights(self, matched: _Matched, text: str, field: str) -> Spans:
        """Return the spans of the matching words in a title or heading."""
        inside = [
            leaf
            for _, leaf, postings in self._postings_in(matched.segment, field)
            if postings.is_in(matched.doc, field)
        ]
        return merge_spans(find_matches(text, inside)) if inside else ()

    def _load(self, matched: _Matched, anchor: str, kind: Kind) -> StoredRecord | None:
        """Load another record of the same article by its anchor; None if it is of another kind."""
        segment, anchors = matched.view.segment, matched.article.anchors
        if not anchors:
            article = segment.article_of(matched.doc)
            numbers = range(*segment.records_of(article))
            anchors.update(zip(segment.anchors_of(article), numbers, strict=True))
        number = anchors.get(anchor)
        record = None if number is None else segment.load(number)
        return record if record is not None and record.kind == kind else None
