"""From a matching record to a hit: its snippet, the words that matched, its evidence, its link."""

from __future__ import annotations

from typing import NamedTuple

from painsci_search.index.records import Place, load_info, load_note, load_section
from painsci_search.index.store import Store, StoredRecord
from painsci_search.model import ArticleInfo, CitingSection, Hit, Note, Section, Snippet
from painsci_search.search.compile import rarity
from painsci_search.search.evidence import Match, Spans, find_matches, merge_spans
from painsci_search.search.links import article_address, make_fragment
from painsci_search.search.snippets import Window, choose_window, make_snippet, split_passage
from painsci_search.search.tree import Leaf

# The fields whose values can be seen in the text of a note.
_NOTE_FIELDS = ("note", "author", "year", "pmid", "doi")


class _Head(NamedTuple):
    """An article's own record, as far as the hits of the article need it."""

    info: ArticleInfo
    subtitle: str
    address: str


class HitMaker:
    """Makes the hits of one query; what hits of one article share is read once.

    Args:
        store: the index.
        leaves: the parts of the query that speak for a match.
        base_url: where the indexed folders are served.
    """

    def __init__(self, store: Store, leaves: list[Leaf], base_url: str | None) -> None:
        self.store = store
        self.base_url = base_url
        self.leaves = leaves
        # A compound has more terms than a word, but is no more telling for that.
        self.weights = [max(rarity(leaf, store.searcher, max), 0.1) for leaf in leaves]
        self._heads: dict[str, _Head] = {}

    def make(self, rank: int, score: float, number: int) -> Hit:
        """Make the hit of the record with that number."""
        record = self.store.load(number)
        head = self._head(record.article_id)
        match record.kind:
            case "section":
                return self._section(rank, score, record, head)
            case "note":
                return self._note(rank, score, record, head)
            case _:
                return self._article(rank, score, head)

    def _head(self, article_id: str) -> _Head:
        head = self._heads.get(article_id)
        if head is None:
            data = self.store.stored(article_id) or {}
            info = load_info(data)
            address = article_address(info, Place(**data["place"]), self.base_url)
            head = self._heads[article_id] = _Head(info, data["subtitle"] or "", address)
        return head

    def _article(self, rank: int, score: float, head: _Head) -> Hit:
        snippet, _ = self._cut(head.subtitle)
        return Hit(
            rank=rank,
            score=score,
            kind="article",
            article=head.info,
            heading=head.info.title,
            path=(),
            anchor=None,
            link=head.address,
            snippet=snippet,
            title_highlights=self._marked(head.info.title, "title"),
            heading_highlights=self._marked(head.info.title, "title"),
        )

    def _section(self, rank: int, score: float, record: StoredRecord, head: _Head) -> Hit:
        section = load_section(record.data)
        snippet, window = self._cut(section.text)
        cited = [ref.anchor for ref in section.note_refs if window.start < ref.offset <= window.end]
        notes = [self._load_note(record.article_id, anchor) for anchor in dict.fromkeys(cited)]
        return Hit(
            rank=rank,
            score=score,
            kind="section",
            article=head.info,
            heading=section.heading,
            path=section.path,
            anchor=section.anchor,
            link=self._link(section, head, window),
            snippet=snippet,
            notes=tuple(note for note in notes if note is not None),
            title_highlights=self._marked(head.info.title, "title"),
            heading_highlights=self._marked(section.heading, "heading"),
        )

    def _note(self, rank: int, score: float, record: StoredRecord, head: _Head) -> Hit:
        note = load_note(record.data)
        citations = tuple(work.raw for work in note.references)
        snippet, window = self._cut(note.text, _NOTE_FIELDS, citations)
        anchor = note.anchor if note.anchor_in_page else None
        fragment = make_fragment(anchor, note.text, (window.start, window.end))
        sections = [self._load_section(record.article_id, name) for name in note.cited_from]
        citing = tuple(
            CitingSection(section.anchor, section.heading, self._link(section, head, None))
            for section in sections
            if section is not None
        )
        return Hit(
            rank=rank,
            score=score,
            kind="note",
            article=head.info,
            heading=f"Note {note.label}".strip(),
            path=(),
            anchor=note.anchor,
            link=head.address + fragment,
            snippet=snippet,
            notes=(note,),
            cited_from=citing,
            title_highlights=self._marked(head.info.title, "title"),
        )

    def _cut(
        self, text: str, fields: tuple[str, ...] = (), citations: tuple[str, ...] = ()
    ) -> tuple[Snippet, Window]:
        matches = self._find(text, *fields)
        window = choose_window(split_passage(text, citations), matches, self.weights)
        return make_snippet(text, window, matches), window

    def _find(self, text: str, *fields: str) -> list[Match]:
        return [
            match
            for match in find_matches(text, self.leaves)
            if self.leaves[match.leaf].field in (None, *fields)
        ]

    def _marked(self, text: str, field: str) -> Spans:
        return merge_spans(self._find(text, field))

    def _link(self, section: Section, head: _Head, window: Window | None) -> str:
        anchor = section.anchor if section.anchor_in_page else None
        if window is None:
            text = "" if anchor else section.heading
            return head.address + make_fragment(anchor, text, (0, len(text)))
        span = (window.start, window.end)
        breaks = (ref.offset for ref in section.note_refs)
        return head.address + make_fragment(anchor, section.text, span, breaks)

    def _load_note(self, article_id: str, anchor: str) -> Note | None:
        data = self.store.stored(f"{article_id}#{anchor}") if anchor else None
        return load_note(data) if data is not None and "label" in data else None

    def _load_section(self, article_id: str, anchor: str) -> Section | None:
        data = self.store.stored(f"{article_id}#{anchor}")
        return load_section(data) if data is not None and "level" in data else None
