"""Make hits of matching records: snippet, highlights, evidence and link.

A record number of the engine in, a `Hit` out; `HitMaker` makes the hits of one query.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

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
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.manifest import BAD_DATA_ERRORS, damaged_by
from painsci_search.engine.storage.segment import Segment, StemPositions, find_number
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.storage.stored_fields import PackedRecord
from painsci_search.model import (
    ArticleInfo,
    CitingSection,
    Claim,
    Hit,
    Kind,
    Note,
    Snippet,
)
from painsci_search.model.late import make_late
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
)
from painsci_search.search.links import LinkedPart, article_url, with_file
from painsci_search.search.snippets import choose_window, cut_snippet, make_snippet

# The fields whose values are visible in the text of a note.
_VISIBLE_IN_NOTES = ("author", "journal", *OF_WORKS)
# The weight of the only match of a snippet.
_ONE = [1.0]
# The most articles of a segment whose metadata is cached between queries.
_MOST_CACHED = 10_000

if TYPE_CHECKING:
    from painsci_search.search.by_meaning import Meaning


class _HitArticle(NamedTuple):
    """The article of one or more hits, and its URL."""

    info: ArticleInfo
    url: str


class _Matching(NamedTuple):
    """The leaves of a query that match in a short field of a record.

    Attributes:
        doc: the number of the record.
        stems: where the positions of each leaf are; None for one that is not a single stem.
    """

    doc: int
    leaves: list[Leaf]
    stems: list[StemPositions | None]


_NOTHING = _Matching(0, [], [])


class _Found(NamedTuple):
    """A matching record of which a hit is made.

    Attributes:
        doc: its number in the segment.
        whole: the record, decompressed.
        record: the same, where parts of it have been decoded.
        window: the part of its text in the snippet, by its offsets.
        linked: the part of its text that its link leads to.
        in_title, in_heading: what of the query matches in the title and the heading.
    """

    segment: Segment
    doc: int
    kind: Kind
    whole: bytes
    record: PackedRecord | None
    article: _HitArticle
    window: tuple[int, int]
    linked: tuple[int, int]
    in_title: _Matching
    in_heading: _Matching


class _Leaves(NamedTuple):
    """The leaves of a query that match in a field anywhere in a segment.

    Attributes:
        leaves: all of them, each with its postings and, if it is a single stem, their place.
        stems: those that are single stems, by number.
        others: those that are not.
        find_end: finds the ends of their matches, see `locate_matches`.
    """

    leaves: list[tuple[Leaf, LeafPostings, StemPositions | None]]
    stems: list[tuple[int, StemPositions]]
    others: list[tuple[int, LeafPostings]]
    find_end: Callable[[str, int, int], int]


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
        self._meaning = meaning
        self.base_url = base_url
        self.leaves = leaves
        self.weights = [max(query.resolve(leaf).idf, 0.1) for leaf in leaves]
        self._folder = snapshot.folder
        self._segments = [view.segment for view in snapshot.views]
        self._query = query
        self._known: dict[tuple[int, str], _Leaves] = {}
        self._in_title: dict[tuple[int, str], _Matching] = {}
        self._visible = [
            (number, leaf) for number, leaf in enumerate(leaves) if leaf.field in _VISIBLE_IN_NOTES
        ]

    def make(self, rank: int, score: float, number: int, doc: int) -> Hit:
        """Make the hit of record `doc` of segment `number`."""
        segment = self._segments[number]
        kind, whole = segment.kind_of(doc), segment.load_packed(doc)
        article = self._article_of(segment, doc)
        known: dict[str, Any] = {
            "rank": rank,
            "score": score,
            "kind": kind,
            "article": article.info,
            "by_meaning": False,
        }
        if self._meaning is not None and self._meaning.is_alone(number, doc):
            find = partial(self._meaning.nearest_sentence, segment, number, doc)
            record = PackedRecord(kind, whole)
            make_rest = partial(_make_nearest, self._folder, segment, doc, record, article, find)
            return make_late(Hit, {**known, "by_meaning": True}, make_rest)
        text, highlights, start, end = self._cut(kind, whole, number, doc)
        columns = ""
        decoded: PackedRecord | None = None
        if kind == "section" and HAS_ROWS in whole:
            decoded = PackedRecord(kind, whole)
            columns = column_headers(decoded, start)
        known["snippet"] = Snippet(text, highlights, columns)
        title = number, article.info.title
        in_title = self._in_title.get(title)
        if in_title is None:
            in_title = self._in_title[title] = self._matching(number, doc, "title")
        in_heading = self._matching(number, doc, "heading") if kind == "section" else _NOTHING
        window = start, end
        found = _Found(
            segment, doc, kind, whole, decoded, article, window, window, in_title, in_heading
        )
        return make_late(Hit, known, partial(_make_rest, self._folder, found))

    def _cut(self, kind: Kind, whole: bytes, number: int, doc: int) -> tuple[str, Spans, int, int]:
        """Cut the snippet out of a record; see `cut_snippet`."""
        field = TEXT_FIELD[kind]
        leaves = self._leaves(number, field)
        spans = [
            (index, positions)
            for index, postings in leaves.others
            if (positions := postings.positions(doc, field))
        ]
        located: list[Match] = []
        if self._visible and kind == "note":
            text, language = PackedRecord(kind, whole).text, self._segments[number].language
            for index, leaf in self._visible:
                visible = find_matches(text, [leaf], language)
                located += [(start, end, index) for start, end, _ in visible]
        return cut_snippet(whole, doc, leaves.stems, spans, located, self.weights, leaves.find_end)

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

    def _leaves(self, number: int, field: str) -> _Leaves:
        """Return the leaves that match in a field anywhere in a segment."""
        known = self._known.get((number, field))
        if known is None:
            find_end = partial(match_end, self.leaves, self._segments[number].language)
            known = self._known[number, field] = _Leaves([], [], [], find_end)
            for index, leaf in enumerate(self.leaves):
                postings = self._query.resolve(leaf).postings[number]
                if not postings.has(field):
                    continue
                stem = postings.stem_in(field)
                known.leaves.append((leaf, postings, stem))
                if stem is None:
                    known.others.append((index, postings))
                else:
                    known.stems.append((index, stem))
        return known

    def _matching(self, number: int, doc: int, field: str) -> _Matching:
        """Return the leaves that match in a field of a record."""
        leaves, stems = [], []
        for leaf, postings, stem in self._leaves(number, field).leaves:
            if postings.is_in(doc, field) if stem is None else find_number(stem.docs, doc) >= 0:
                leaves.append(leaf)
                stems.append(stem)
        return _Matching(doc, leaves, stems) if leaves else _NOTHING


def _make_nearest(  # noqa: PLR0913, PLR0917 - the parts of a `_Found`
    folder: Folder,
    segment: Segment,
    doc: int,
    record: PackedRecord,
    article: _HitArticle,
    find_sentence: Callable[[], tuple[int, int] | None],
) -> dict[str, Any]:
    """Make the snippet and the rest of a hit that was found by its meaning alone.

    Args:
        find_sentence: returns the span of the sentence to show and to link to.
    """
    sentence = find_sentence()
    matches = [] if sentence is None else [(*sentence, 0)]
    window = choose_window(record.text, record.sentences, matches, _ONE)
    span = window.start, window.end
    # of a long sentence the window shows a part
    shown = [(max(start, window.start), min(end, window.end), 0) for start, end, _ in matches]
    columns = column_headers(record, window.start) if record.kind == "section" else ""
    linked, whole = sentence or span, record.whole
    found = _Found(
        segment, doc, record.kind, whole, record, article, span, linked, _NOTHING, _NOTHING
    )
    rest = _make_rest(folder, found)
    return {"snippet": make_snippet(record.text, window, shown, columns), **rest}


def _make_rest(folder: Folder, found: _Found) -> dict[str, Any]:
    """Make the fields of a hit that need more than its snippet.

    Raises:
        IndexDamaged: the index is not as written.
    """
    try:
        if found.kind == "article":
            return _article(found)
        record = found.record or PackedRecord(found.kind, found.whole)
        return _section(found, record) if found.kind == "section" else _note(found, record)
    except BAD_DATA_ERRORS as error:
        raise damaged_by(folder, error) from error


def _article(found: _Found) -> dict[str, Any]:
    info, url = found.article
    highlights = _highlights(info.title, found.in_title, found.segment.language)
    return {
        "heading": info.title,
        "path": (),
        "anchor": None,
        "link": url,
        "notes": (),
        "cited_from": (),
        "title_highlights": highlights,
        "heading_highlights": highlights,
        "claims": (),
        "explanation": (),
    }


def _section(found: _Found, record: PackedRecord) -> dict[str, Any]:
    info, url = found.article
    start, end = found.window
    data, linked = record.data, LinkedPart(record, url)
    refs, heading, title = data["note_refs"], linked.heading, info.title
    cited = [(offset, anchor) for _, offset, anchor in refs if start < offset <= end]
    language = found.segment.language
    in_title = _highlights(title, found.in_title, language)
    is_titled = heading == title
    return {
        "heading": heading,
        "path": tuple(data["path"]),
        "anchor": linked.anchor,
        "link": linked.url_of(*found.linked),
        "notes": _cited_notes(found, cited) if cited else (),
        "cited_from": (),
        "title_highlights": in_title,
        "heading_highlights": (
            in_title if is_titled else _highlights(heading, found.in_heading, language)
        ),
        "claims": make_claims(linked, cited) if cited else (),
        "explanation": (),
    }


def _note(found: _Found, record: PackedRecord) -> dict[str, Any]:
    note = load_note(record)
    info, url = found.article
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
        "heading": f"Note {note.label}".strip(),
        "path": (),
        "anchor": note.anchor,
        "link": LinkedPart(record, url).url_of(*found.linked),
        "notes": (note,),
        "cited_from": tuple(citing),
        "title_highlights": _highlights(info.title, found.in_title, found.segment.language),
        "heading_highlights": (),
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
    segment, article = found.segment, found.segment.article_of(found.doc)
    return dict(zip(segment.anchors_of(article), range(*segment.records_of(article)), strict=True))


def _part_of(found: _Found, number: int | None, kind: Kind) -> StoredRecord | None:
    """Load another record of the same article; None if there is none, or one of another kind."""
    record = None if number is None else found.segment.load(number)
    return record if record is not None and record.kind == kind else None


def _highlights(text: str, matching: _Matching, language: str) -> Spans:
    """Return the spans of the matching words in a title or heading."""
    doc, leaves, stems = matching
    if not leaves:
        return ()
    spans = None if None in stems else plain_spans(text)
    if spans is None:
        return merge_spans(find_matches(text, leaves, language))
    return tuple(sorted({spans[at] for stem in stems if stem is not None for at in stem.of(doc)}))
