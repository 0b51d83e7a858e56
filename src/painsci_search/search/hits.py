"""Make hits of matching records: snippet, highlights, evidence and link.

A record number of the engine in, a `Hit` out; `HitMaker` makes the hits of one query.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from painsci_search.documents import (
    HAS_ROWS,
    Origin,
    column_headers,
    load_info,
    load_note,
    load_origin,
)
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.caching import cached_for
from painsci_search.engine.postings import LeafPostings
from painsci_search.engine.storage.field_postings import StemPositions
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.manifest import BAD_DATA_ERRORS, damaged_by
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.storage.stored_fields import PackedRecord
from painsci_search.engine.top_k import RankedRecord
from painsci_search.late_tuples import NamedTuple
from painsci_search.model import (
    ArticleInfo,
    CitingSection,
    Claim,
    Hit,
    Kind,
    Note,
    Snippet,
)
from painsci_search.model.late import make_late, make_objects
from painsci_search.query.ast import OF_WORKS, Leaf
from painsci_search.records import TEXT_FIELD, StoredRecord
from painsci_search.search.claims import make_claims
from painsci_search.search.highlights import (
    Match,
    Spans,
    find_matches,
    match_end,
    merge_spans,
    plain_spans,
    split_spans,
)
from painsci_search.search.links import LinkedPart, article_url, with_file
from painsci_search.search.snippets import (
    FieldLeaves,
    choose_window,
    cut_snippets,
    make_snippet,
)

# The fields whose values are visible in the text of a note.
_VISIBLE_IN_NOTES = ("author", "journal", *OF_WORKS)
# The weight of the only match of a snippet.
_ONE = [1.0]
# The fields of a hit and of its snippet that are made at once; those of a hit found by its meaning.
_KNOWN = ("rank", "score", "kind", "snippet", "by_meaning")
_OF_SNIPPET = ("text", "highlights", "columns")
_OF_NEAREST = ("rank", "score", "kind", "by_meaning")
# Hits that are made at a time. More, and a search that takes too long ends later.
_AT_ONCE = 64
# The most articles of a segment whose metadata is cached between queries.
_MOST_CACHED = 10_000

if TYPE_CHECKING:
    from painsci_search.search.by_meaning import Meaning


class _HitArticle(NamedTuple):
    """The article of one or more hits, and its URL."""

    info: ArticleInfo
    url: str


class _InField(NamedTuple):
    """The leaves of a query that match in a short field of a segment's records.

    Attributes:
        stems: where the positions of the leaves are that are single stems, each with its leaf.
        others: the other leaves, with their postings.
    """

    stems: list[tuple[Leaf, StemPositions]]
    others: list[tuple[Leaf, LeafPostings]]


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


class _Source:
    """A segment and the leaves of a query in it, from which hits are made.

    A hit holds it until all its fields are made. It holds neither the query nor the snapshot.

    Args:
        leaves: the leaves of the query to highlight, each with its postings in the segment.

    Attributes:
        base_url: the URL at which the indexed folders are served.
        matched_names: those of the fields `path` and `author` that a leaf matches in any record.
    """

    def __init__(
        self,
        folder: Folder,
        segment: Segment,
        base_url: str | None,
        leaves: list[tuple[Leaf, LeafPostings]],
    ) -> None:
        self.folder = folder
        self.segment = segment
        self.base_url = base_url
        self._leaves = leaves
        self._articles = _linked_cache(segment)
        self._find_end = partial(match_end, [leaf for leaf, _ in leaves], segment.language)
        self._in_fields: dict[str, _InField] = {}
        self._in_title: dict[str, Spans] = {}
        self._in_texts: dict[Kind, FieldLeaves] = {}
        self.matched_names = {
            field for field in ("path", "author") for _, each in leaves if each.has(field)
        }

    def article_of(self, doc: int) -> _HitArticle:
        """Return the article of a record."""
        segment, base_url = self.segment, self.base_url
        number = segment.article_of(doc)
        cache = self._articles
        article = cache.get((number, base_url))
        if article is None:
            info, origin = article_metadata(segment, number)
            url = article_url(info.url, origin, base_url)
            article = _HitArticle(with_file(info, origin, base_url), url)
            if len(cache) < _MOST_CACHED:
                cache[number, base_url] = article
        return article

    def leaves_in(self, kind: Kind) -> FieldLeaves:
        """Return the leaves that match in the texts of records of a kind."""
        known = self._in_texts.get(kind)
        if known is not None:
            return known
        found = self._in_texts[kind] = FieldLeaves([], [], self._find_end)
        field = TEXT_FIELD[kind]
        for number, (_, postings) in enumerate(self._leaves):
            stem = postings.stem_in(field)
            if stem is not None:
                found.stems.append((number, stem))
            elif postings.has(field):
                found.others.append((number, postings.spans_in(field)))
        return found

    def in_title(self, doc: int, title: str) -> Spans:
        """Return the matching words in the title of a record's article."""
        spans = self._in_title.get(title)
        if spans is None:
            spans = self._in_title[title] = self._highlights(doc, "title", title)
        return spans

    def in_heading(self, doc: int, heading: str) -> Spans:
        """Return the matching words in the heading of a record."""
        return self._highlights(doc, "heading", heading)

    def in_path(self, doc: int, path: Sequence[str]) -> tuple[Spans, ...]:
        """Return the matching words in each heading above a record; () where there are none."""
        return split_spans(self._highlights(doc, "path", " / ".join(path)), path, " / ")

    def in_authors(
        self, doc: int, authors: Sequence[str], fields: Sequence[str] = ("author",)
    ) -> tuple[Spans, ...]:
        """Return the matching words in each author's name; () where there are none.

        Args:
            fields: those of the record that have the names.
        """
        leaves = [leaf for field in fields for leaf in self._matching(doc, field)]
        if not leaves:
            return ()
        matches = find_matches(", ".join(authors), leaves, self.segment.language)
        return split_spans(merge_spans(matches), authors, ", ")

    def _matching(self, doc: int, field: str) -> list[Leaf]:
        """Return the leaves that match in a short field of a record."""
        in_field = self._in_field(field)
        found = [leaf for leaf, stem in in_field.stems if stem.of(doc)]
        return found + [leaf for leaf, each in in_field.others if each.is_in(doc, field)]

    def _highlights(self, doc: int, field: str, text: str) -> Spans:
        """Return the spans of the matching words in a short field of a record.

        Args:
            text: of the field.
        """
        in_field = self._in_field(field)
        leaves, positions = [], []
        for leaf, stem in in_field.stems:
            if found := stem.of(doc):
                leaves.append(leaf)
                positions += found
        others = [leaf for leaf, postings in in_field.others if postings.is_in(doc, field)]
        if not leaves and not others:
            return ()
        spans = None if others else plain_spans(text)
        if spans is None:
            return merge_spans(find_matches(text, leaves + others, self.segment.language))
        return tuple(sorted({spans[at] for at in positions}))

    def _in_field(self, field: str) -> _InField:
        """Return the leaves that match in a short field of any record."""
        found = self._in_fields.get(field)
        if found is not None:
            return found
        found = self._in_fields[field] = _InField([], [])
        for leaf, postings in self._leaves:
            stem = postings.stem_in(field)
            if stem is not None:
                found.stems.append((leaf, stem))
            elif postings.has(field):
                found.others.append((leaf, postings))
        return found


class _Found(NamedTuple):
    """A matching record of which a hit is made.

    Attributes:
        source: its segment, and the leaves in it.
        doc: its number in the segment.
        whole: the record, decompressed.
        record: the same, where parts of it have been decoded.
        window: the part of its text in the snippet, by its offsets.
        linked: the part of its text that its link leads to.
    """

    source: _Source
    doc: int
    kind: Kind
    whole: bytes
    record: PackedRecord | None
    window: tuple[int, int]
    linked: tuple[int, int]

    def make(self, name: str) -> tuple[dict[str, Any], bool]:
        """Make the fields that need more than the snippet; see `model.late.MakeRest`.

        Raises:
            IndexDamaged: the index is not as written.
        """
        try:
            article = self.source.article_of(self.doc)
            if name == "article":
                return {"article": article.info}, False
            if self.kind == "article":
                return _article(self, article), True
            record = self.record or PackedRecord(self.kind, self.whole)
            make = _section if self.kind == "section" else _note
            return make(self, record, article), True
        except BAD_DATA_ERRORS as error:
            raise damaged_by(self.source.folder, error) from error


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
        meaning: what found passages without words of the query, if anything did.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        query: ScoredQuery,
        leaves: list[Leaf],
        base_url: str | None,
        meaning: Meaning | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._base_url = base_url
        self._meaning = meaning
        self._leaves = leaves
        self._resolved = [query.resolve(leaf) for leaf in leaves]
        self._weights = [max(each.idf, 0.1) for each in self._resolved]
        self._sources: dict[int, _Source] = {}
        self._visible = [
            (number, leaf) for number, leaf in enumerate(leaves) if leaf.field in _VISIBLE_IN_NOTES
        ]

    def make(self, rank: int, score: float, number: int, doc: int) -> Hit:
        """Make the hit of record `doc` of segment `number`."""
        (hit,) = self.make_all([RankedRecord(score, doc, number, score)], rank)
        return hit

    def make_all(self, records: Sequence[RankedRecord], first: int) -> list[Hit]:
        """Make the hits of some records.

        Args:
            first: the rank of the first; that of each following one is higher by 1.
        """
        made: dict[int, Hit] = {}
        by_segment: dict[int, list[int]] = {}
        for rank, record in enumerate(records, first):
            if self._meaning is not None and self._meaning.is_alone(record.segment, record.doc):
                made[rank] = self._make_nearest(rank, record)
            else:
                by_segment.setdefault(record.segment, []).append(rank)
        for number, ranks in by_segment.items():
            for low in range(0, len(ranks), _AT_ONCE):
                some = ranks[low : low + _AT_ONCE]
                hits = self._make_some(number, some, [records[rank - first] for rank in some])
                made.update(zip(some, hits, strict=True))
        return [made[rank] for rank in range(first, first + len(records))]

    def _make_some(self, number: int, ranks: list[int], records: list[RankedRecord]) -> list[Hit]:
        """Make the hits of a few records of one segment."""
        source = self._source(number)
        segment, docs = source.segment, [record.doc for record in records]
        kinds, wholes = segment.kinds_of(docs), segment.load_packed(docs)
        by_kind = {kind: source.leaves_in(kind) for kind in dict.fromkeys(kinds)}
        leaves = [by_kind[kind] for kind in kinds]
        located = self._locate(segment, kinds, wholes) if self._visible else {}
        texts, rests = [], []
        cuts = cut_snippets(wholes, docs, leaves, located, self._weights)
        for doc, kind, whole, (text, highlights, start, end) in zip(
            docs, kinds, wholes, cuts, strict=True
        ):
            columns, record, window = "", None, (start, end)
            if kind == "section" and HAS_ROWS in whole:
                record = PackedRecord(kind, whole)
                columns = column_headers(record, start)
            texts.append((text, highlights, columns))
            rests.append(_Found(source, doc, kind, whole, record, window, window).make)
        snippets = make_objects(Snippet, _OF_SNIPPET, texts)
        rows = [
            (rank, record.score, kind, snippet, False, rest)
            for rank, record, kind, snippet, rest in zip(
                ranks, records, kinds, snippets, rests, strict=True
            )
        ]
        return make_late(Hit, _KNOWN, rows)

    def _source(self, number: int) -> _Source:
        source = self._sources.get(number)
        if source is None:
            leaves = [
                (leaf, each.postings[number])
                for leaf, each in zip(self._leaves, self._resolved, strict=True)
            ]
            snapshot, base_url = self._snapshot, self._base_url
            segment = snapshot.views[number].segment
            source = self._sources[number] = _Source(snapshot.folder, segment, base_url, leaves)
        return source

    def _locate(
        self, segment: Segment, kinds: list[Kind], wholes: list[bytes]
    ) -> dict[int, list[Match]]:
        """Find the values of exact fields in the texts of notes, by the index of the record."""
        located: dict[int, list[Match]] = {}
        for index, (kind, whole) in enumerate(zip(kinds, wholes, strict=True)):
            if kind == "note":
                text = PackedRecord(kind, whole).text
                located[index] = [
                    (start, end, number)
                    for number, leaf in self._visible
                    for start, end, _ in find_matches(text, [leaf], segment.language)
                ]
        return located

    def _make_nearest(self, rank: int, found: RankedRecord) -> Hit:
        """Make a hit that was found by its meaning alone, with its snippet when that is read."""
        number, doc = found.segment, found.doc
        source = self._source(number)
        segment = source.segment
        record = PackedRecord(segment.kind_of(doc), *segment.load_packed([doc]))
        find = partial(cast("Meaning", self._meaning).nearest_sentence, segment, number, doc)
        rest = partial(_nearest, source, doc, record, find)
        (hit,) = make_late(Hit, _OF_NEAREST, [(rank, found.score, record.kind, True, rest)])
        return hit


def _nearest(
    source: _Source,
    doc: int,
    record: PackedRecord,
    find_sentence: Callable[[], tuple[int, int] | None],
    name: str,
) -> tuple[dict[str, Any], bool]:
    """Make the snippet and the rest of a hit that was found by its meaning alone.

    Args:
        find_sentence: returns the span of the sentence to show and to link to.
        name: of the field that is read, see `model.late.MakeRest`.
    """
    if name == "article":
        whole = 0, 0
        return _Found(source, doc, record.kind, record.whole, record, whole, whole).make(name)
    sentence = find_sentence()
    matches = [] if sentence is None else [(*sentence, 0)]
    window = choose_window(record.text, record.sentences, matches, _ONE)
    span = window.start, window.end
    found = _Found(source, doc, record.kind, record.whole, record, span, sentence or span)
    rest, _ = found.make(name)
    # of a long sentence the window shows a part
    shown = [(max(start, window.start), min(end, window.end), 0) for start, end, _ in matches]
    columns = column_headers(record, window.start) if record.kind == "section" else ""
    return {"snippet": make_snippet(record.text, window, shown, columns), **rest}, True


def _article(found: _Found, article: _HitArticle) -> dict[str, Any]:
    info, url = article
    highlights = found.source.in_title(found.doc, info.title)
    return {
        "article": info,
        "heading": info.title,
        "path": (),
        "anchor": None,
        "link": url,
        "notes": (),
        "cited_from": (),
        "title_highlights": highlights,
        "heading_highlights": highlights,
        "path_highlights": (),
        "author_highlights": found.source.in_authors(found.doc, info.authors, ("author", "body")),
        "claims": (),
        "explanation": (),
    }


def _section(found: _Found, record: PackedRecord, article: _HitArticle) -> dict[str, Any]:
    info, url = article
    start, end = found.window
    data, linked = record.data, LinkedPart(record, url)
    refs, heading, title = data["note_refs"], linked.heading, info.title
    cited = [(offset, anchor) for _, offset, anchor in refs if start < offset <= end]
    source, doc, path = found.source, found.doc, tuple(data["path"])
    in_title, named = source.in_title(doc, title), source.matched_names
    return {
        "article": info,
        "heading": heading,
        "path": path,
        "anchor": linked.anchor,
        "link": linked.url_of(*found.linked),
        "notes": _cited_notes(found, cited) if cited else (),
        "cited_from": (),
        "title_highlights": in_title,
        "heading_highlights": in_title if heading == title else source.in_heading(doc, heading),
        "path_highlights": source.in_path(doc, path) if path and "path" in named else (),
        "author_highlights": source.in_authors(doc, info.authors) if "author" in named else (),
        "claims": make_claims(linked, cited) if cited else (),
        "explanation": (),
    }


def _note(found: _Found, record: PackedRecord, article: _HitArticle) -> dict[str, Any]:
    note = load_note(record)
    info, url = article
    citing: list[CitingSection] = []
    claims: list[Claim] = []
    numbers = _numbers_by_anchor(found) if note.cited_from else {}
    for anchor in note.cited_from:
        part = _part_of(found, numbers.get(anchor), "section")
        if part is None:
            continue
        section = LinkedPart(part, url)
        citing.append(CitingSection(section.anchor, section.heading, section.own_url()))
        refs = [(offset, to) for _, offset, to in part.data["note_refs"] if to == note.anchor]
        claims += make_claims(section, refs)
    return {
        "article": info,
        "heading": f"Note {note.label}".strip(),
        "path": (),
        "anchor": note.anchor,
        "link": LinkedPart(record, url).url_of(*found.linked),
        "notes": (note,),
        "cited_from": tuple(citing),
        "title_highlights": found.source.in_title(found.doc, info.title),
        "heading_highlights": (),
        "path_highlights": (),
        "author_highlights": (),
        "claims": tuple(claims),
        "explanation": (),
    }


def _cited_notes(found: _Found, cited: list[tuple[int, str]]) -> tuple[Note, ...]:
    anchors = dict.fromkeys(anchor for _, anchor in cited if anchor)
    numbers = _numbers_by_anchor(found)
    notes = [_part_of(found, numbers.get(anchor), "note") for anchor in anchors]
    return tuple([load_note(note) for note in notes if note is not None])


def _numbers_by_anchor(found: _Found) -> dict[str, int]:
    """Return the number of each record of the article of a hit, by its anchor."""
    segment = found.source.segment
    article = segment.article_of(found.doc)
    return dict(zip(segment.anchors_of(article), range(*segment.records_of(article)), strict=True))


def _part_of(found: _Found, number: int | None, kind: Kind) -> StoredRecord | None:
    """Load another record of the same article; None if there is none, or one of another kind."""
    record = None if number is None else found.source.segment.load(number)
    return record if record is not None and record.kind == kind else None
