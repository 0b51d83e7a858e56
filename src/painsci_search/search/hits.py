"""From a matching record to a hit: its snippet, the words that matched, its evidence, its link."""

from __future__ import annotations

from functools import partial
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from painsci_search.documents import Origin, load_info, load_note, load_origin, load_section
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
from painsci_search.search.links import article_address, link_note, link_section
from painsci_search.search.snippets import Passage, Window, choose_window, make_snippet

# The fields whose values can be seen in the text of a note.
_SEEN_IN_NOTES = ("author", "journal", *OF_WORKS)
# Of how many articles of a segment it is kept what hits tell of them.
_MOST_KEPT = 10_000
_by_place = attrgetter("start", "end")


class _Head(NamedTuple):
    """What hits of one article share.

    Attributes:
        anchors: the numbers of its records in the segment, filled when first asked for.
    """

    info: ArticleInfo
    address: str
    anchors: dict[str, int]


class _At(NamedTuple):
    """A match on its way to a hit.

    Attributes:
        number: of its segment.
        doc: its number there.
    """

    rank: int
    score: float
    number: int
    view: SegmentView
    doc: int
    record: StoredRecord
    head: _Head


def about(segment: Segment, article: int) -> tuple[ArticleInfo, Origin]:
    """What hits tell of an article; kept for the next query, which may find it again."""
    cache = _articles_read(segment)
    known = cache.get(article)
    if known is None:
        first, _ = segment.records_of(article)
        record = segment.load(first)
        known = load_info(segment.article_id(first), record), load_origin(record)
        if len(cache) < _MOST_KEPT:
            cache[article] = known
    return known


@cached_for
def _articles_read(_: Segment) -> dict[int, tuple[ArticleInfo, Origin]]:
    return {}


class HitMaker:
    """Makes the hits of one query; what hits of one article share is read once.

    Args:
        snapshot: the index.
        query: the query that was evaluated.
        leaves: the parts of it that speak for a match.
        base_url: where the indexed folders are served.
    """

    def __init__(
        self, snapshot: Snapshot, query: ScoredQuery, leaves: list[Leaf], base_url: str | None
    ) -> None:
        self.base_url = base_url
        self.leaves = leaves
        self.weights = [max(query.resolve(leaf).idf, 0.1) for leaf in leaves]
        self._views = snapshot.views
        self._query = query
        self._fields: dict[tuple[int, str], list[tuple[int, Leaf, LeafPostings]]] = {}
        self._heads: dict[tuple[int, int], _Head] = {}
        self._titles: dict[str, Spans] = {}

    def make(self, rank: int, score: float, number: int, doc: int) -> Hit:
        """Make the hit of a record of a segment."""
        view = self._views[number]
        record = view.segment.load(doc)
        head = self._head(view, view.segment.article_of(doc))
        at = _At(rank, score, number, view, doc, record, head)
        match record.kind:
            case "section":
                return self._section(at)
            case "note":
                return self._note(at)
            case _:
                return self._article(at)

    def _head(self, view: SegmentView, article: int) -> _Head:
        head = self._heads.get((view.base, article))
        if head is None:
            info, place = about(view.segment, article)
            address = article_address(info, place, self.base_url)
            head = self._heads[view.base, article] = _Head(info, address, {})
        return head

    def _article(self, at: _At) -> Hit:
        snippet, _ = self._cut(at)
        title = at.head.info.title
        spans = self._title(at)
        return Hit(
            rank=at.rank,
            score=at.score,
            kind="article",
            article=at.head.info,
            heading=title,
            path=(),
            anchor=None,
            link=at.head.address,
            snippet=snippet,
            title_highlights=spans,
            heading_highlights=spans,
        )

    def _section(self, at: _At) -> Hit:
        section = load_section(at.record)
        snippet, window = self._cut(at)
        cited = [ref for ref in section.note_refs if window.start < ref.offset <= window.end]
        anchors = dict.fromkeys(ref.anchor for ref in cited if ref.anchor)
        notes = [self._load(at, anchor, "note") for anchor in anchors]
        link = partial(link_section, section, at.record, at.head.address)
        return Hit(
            rank=at.rank,
            score=at.score,
            kind="section",
            article=at.head.info,
            heading=section.heading,
            path=section.path,
            anchor=section.anchor,
            link=link((window.start, window.end)),
            snippet=snippet,
            notes=tuple(load_note(note) for note in notes if note is not None),
            title_highlights=self._title(at),
            heading_highlights=self._heading(at, section.heading),
            claims=make_claims(section, at.record.sentences, cited, link) if cited else (),
        )

    def _note(self, at: _At) -> Hit:
        note = load_note(at.record)
        snippet, window = self._cut(at)
        citing: list[CitingSection] = []
        claims: list[Claim] = []
        for record in filter(None, [self._load(at, name, "section") for name in note.cited_from]):
            section = load_section(record)
            link = partial(link_section, section, record, at.head.address)
            citing.append(CitingSection(section.anchor, section.heading, link(None)))
            refs = [ref for ref in section.note_refs if ref.anchor == note.anchor]
            claims += make_claims(section, record.sentences, refs, link)
        return Hit(
            rank=at.rank,
            score=at.score,
            kind="note",
            article=at.head.info,
            heading=f"Note {note.label}".strip(),
            path=(),
            anchor=note.anchor,
            link=link_note(note, at.record, at.head.address, (window.start, window.end)),
            snippet=snippet,
            notes=(note,),
            cited_from=tuple(citing),
            title_highlights=self._title(at),
            claims=tuple(claims),
        )

    def _cut(self, at: _At) -> tuple[Snippet, Window]:
        record = at.record
        matches = self._matches(at)
        window = choose_window(Passage(record.text, record.sentences), matches, self.weights)
        return make_snippet(record.text, window, matches), window

    def _matches(self, at: _At) -> list[Match]:
        """Where the leaves match in the text that a snippet is cut from."""
        record = at.record
        field = TEXT_FIELD[record.kind]
        matches: list[Match] = []
        starts: list[int] = []
        for number, leaf, found in self._asked(at.number, field):
            places = found.positions(at.doc, field)
            if places:
                starts = starts or list(accumulate(record.steps))
                matches += locate_matches(record.text, starts, number, leaf, places)
        if record.kind == "note":
            for number, leaf in enumerate(self.leaves):
                if leaf.field in _SEEN_IN_NOTES:
                    matches += [m._replace(leaf=number) for m in find_matches(record.text, [leaf])]
        matches.sort(key=_by_place)
        return matches

    def _asked(self, number: int, field: str) -> list[tuple[int, Leaf, LeafPostings]]:
        """The leaves that match in a field anywhere in a segment."""
        asked = self._fields.get((number, field))
        if asked is None:
            found = [self._query.resolve(leaf).postings[number] for leaf in self.leaves]
            asked = self._fields[number, field] = [
                (index, leaf, part)
                for index, (leaf, part) in enumerate(zip(self.leaves, found, strict=True))
                if part.has(field)
            ]
        return asked

    def _title(self, at: _At) -> Spans:
        title = at.head.info.title
        spans = self._titles.get(title)
        if spans is None:
            spans = self._titles[title] = self._marked(at, title, "title")
        return spans

    def _heading(self, at: _At, heading: str) -> Spans:
        field = "title" if heading == at.head.info.title else "heading"
        return self._marked(at, heading, field)

    def _marked(self, at: _At, text: str, field: str) -> Spans:
        """The words that matched in a title or heading."""
        asked = self._asked(at.number, field)
        here = [leaf for _, leaf, found in asked if found.is_in(at.doc, field)]
        return merge_spans(find_matches(text, here)) if here else ()

    def _load(self, at: _At, anchor: str, kind: Kind) -> StoredRecord | None:
        segment, anchors = at.view.segment, at.head.anchors
        if not anchors:
            article = segment.article_of(at.doc)
            numbers = range(*segment.records_of(article))
            anchors.update(zip(segment.anchors_of(article), numbers, strict=True))
        number = anchors.get(anchor)
        record = None if number is None else at.view.segment.load(number)
        return record if record is not None and record.kind == kind else None
