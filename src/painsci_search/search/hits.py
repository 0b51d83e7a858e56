"""Make hits of matching records: snippet, highlights, evidence and link.

A record number of the engine in, a `Hit` out; `HitMaker` makes the hits of one query.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.storage.manifest import BAD_DATA_ERRORS, damaged_by
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.storage.stored_fields import PackedRecord
from painsci_search.engine.top_k import RankedRecord
from painsci_search.late_tuples import NamedTuple
from painsci_search.loading import HAS_ROWS, column_headers, load_note
from painsci_search.model import CitingSection, Claim, Hit, Kind, Note, Snippet
from painsci_search.model.late import make_late, make_objects
from painsci_search.query.ast import OF_WORKS, Leaf
from painsci_search.records import StoredRecord
from painsci_search.search.claims import make_claims
from painsci_search.search.highlights import Match, find_matches
from painsci_search.search.hit_sources import HitArticle, HitSource
from painsci_search.search.links import LinkedPart
from painsci_search.search.snippets import choose_window, cut_snippets, make_snippet

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

if TYPE_CHECKING:
    from painsci_search.search.by_meaning import Meaning


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

    source: HitSource
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
        self._sources: dict[int, HitSource] = {}
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

    def _source(self, number: int) -> HitSource:
        source = self._sources.get(number)
        if source is None:
            leaves = [
                (leaf, each.postings[number])
                for leaf, each in zip(self._leaves, self._resolved, strict=True)
            ]
            snapshot, base_url = self._snapshot, self._base_url
            segment = snapshot.views[number].segment
            source = self._sources[number] = HitSource(snapshot.folder, segment, base_url, leaves)
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
    source: HitSource,
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


def _article(found: _Found, article: HitArticle) -> dict[str, Any]:
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


def _section(found: _Found, record: PackedRecord, article: HitArticle) -> dict[str, Any]:
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


def _note(found: _Found, record: PackedRecord, article: HitArticle) -> dict[str, Any]:
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
