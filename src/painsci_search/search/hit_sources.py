"""Where hits are made from: a segment and the leaves of a query in, what its records share out.

The article of a record, and where the leaves match in its text, title, headings and authors.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from painsci_search.engine.caching import cached_for
from painsci_search.engine.postings import LeafPostings
from painsci_search.engine.storage.field_postings import StemPositions
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.segment import Segment
from painsci_search.late_tuples import NamedTuple
from painsci_search.loading import Origin, load_info, load_origin
from painsci_search.model import ArticleInfo, Kind
from painsci_search.query.ast import Leaf
from painsci_search.records import TEXT_FIELD
from painsci_search.search.highlights import (
    Spans,
    find_matches,
    match_end,
    merge_spans,
    plain_spans,
    split_spans,
)
from painsci_search.search.links import article_url, with_file
from painsci_search.search.snippets import FieldLeaves

# The most articles of a segment whose metadata is cached between queries.
_MOST_CACHED = 10_000


class HitArticle(NamedTuple):
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


class HitSource:
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

    def article_of(self, doc: int) -> HitArticle:
        """Return the article of a record."""
        segment, base_url = self.segment, self.base_url
        number = segment.article_of(doc)
        cache = self._articles
        article = cache.get((number, base_url))
        if article is None:
            info, origin = article_metadata(segment, number)
            url = article_url(info.url, origin, base_url)
            article = HitArticle(with_file(info, origin, base_url), url)
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


@cached_for
def _article_cache(_: Segment) -> dict[int, tuple[ArticleInfo, Origin]]:
    return {}


@cached_for
def _linked_cache(_: Segment) -> dict[tuple[int, str | None], HitArticle]:
    return {}
