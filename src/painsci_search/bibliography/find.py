"""A query or the name of a work in; works, or the citations of one, out.

These are the searches for works that an `Index` offers: `find_references` searches the works
themselves, `find_works_of_query` those that matching passages cite, and `find_citations` finds the
notes that cite a work.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from painsci_search.bibliography.cited_notes import NotePosition
from painsci_search.bibliography.facets import facets_of
from painsci_search.bibliography.graph import Graph, graph_of
from painsci_search.engine.bm25f import ScoredRecords
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.patterns import TooManyWords
from painsci_search.engine.seam import AnySnapshot, RemoteQuery, RemoteSnapshot
from painsci_search.engine.storage.manifest import reporting_damage
from painsci_search.engine.storage.snapshot import SegmentView, Snapshot
from painsci_search.engine.top_k import Ranking
from painsci_search.errors import QueryError
from painsci_search.model import Citations, References, StudyKind, WorkSort
from painsci_search.search.answer import Request


class WorksRequest(NamedTuple):
    """The parameters of a search for works.

    Attributes:
        query: "" for all works.
        limit: number of works to return; None for all.
        offset: number of works to skip.
        cited_with: the identifier, key or words of a work; only works that an article cites
            together with it are returned.
        kinds: the kinds of study of the works; None for all works.
        since: the earliest year; None for all works.
    """

    query: str
    sort: WorkSort
    limit: int | None
    offset: int
    cited_with: str | None
    kinds: tuple[StudyKind, ...] | None = None
    since: int | None = None


def find_references(snapshot: AnySnapshot, request: WorksRequest) -> References:
    """Find works.

    Raises:
        QueryError: the query is malformed, or `cited_with` is not the name of a single work.
    """
    graph = graph_of(snapshot)
    found = [graph.works[number] for number in graph.find(request.query)]
    if request.kinds is not None:
        found = [work for work in found if work.kind in request.kinds]
    if request.since is not None:
        found = [work for work in found if (work.reference.year or -1) >= request.since]
    cited_with = None
    if request.cited_with is not None:
        numbers, _ = graph.identify(request.cited_with)
        if not numbers:
            raise QueryError(
                f"no single work matches {request.cited_with!r} (cited with)",
                request.cited_with,
                0,
            )
        cited_with = graph.works[numbers[0]]
        counts = graph.cited_with(numbers)
        keys = {graph.works[number].key: count for number, count in counts.items()}
        found = [replace(work, together=keys[work.key]) for work in found if work.key in keys]
    ordered = graph.sort(found, request.sort)
    end = None if request.limit is None else request.offset + request.limit
    page = tuple(ordered[request.offset : end])
    return References(request.query, len(ordered), page, cited_with, facets_of(ordered))


def find_citations(snapshot: AnySnapshot, work: str, base_url: str | None) -> Citations:
    """Find the citations of a work.

    Args:
        work: its identifier, URL or key, or words that only this work has.
        base_url: URL that the links of the citations begin with.

    Raises:
        QueryError: `work` is taken for a query, and malformed.
    """
    graph = graph_of(snapshot)
    numbers, near = graph.identify(work)
    works = tuple([graph.works[number] for number in numbers])
    others = tuple([graph.works[number] for number in near])
    return Citations(work, works, graph.citations(numbers, base_url), others)


def find_works_of_query(
    snapshot: AnySnapshot,
    request: Request,
    limit: int | None,
    sort: WorkSort | None,
    kinds: Collection[str] | None = None,
) -> References:
    """Find the works that are cited by the passages that match all parts of a query.

    Args:
        request: its page has the order of the passages, and the offset among the works.
        limit: number of works to return; None for all.
        sort: order of the works; None for the order in which the passages cite them.
        kinds: only works whose title names one of these kinds of study; None for all works.

    Returns:
        The works, each once: those of a note, and those of the notes that a section cites.

    Raises:
        QueryError: the query is malformed, or matches too many words.
    """
    tree, _ = request.read()
    try:
        with reporting_damage(snapshot.folder):
            graph = graph_of(snapshot)
            if isinstance(snapshot, RemoteSnapshot):
                notes = _remote_notes(graph, snapshot.query(tree), request)
            else:
                notes = _notes(snapshot, ScoredQuery(tree, snapshot), request)
            works = graph.of_notes(dict.fromkeys(notes))
            if kinds is not None:
                works = [work for work in works if work.kind in kinds]
            if sort is not None:
                works = graph.sort(works, sort)
    except TooManyWords as error:
        raise error.as_query_error(request.query) from None
    offset = request.page.offset
    end = None if limit is None else offset + limit
    page = tuple(works[offset:end])
    return References(request.query, len(works), page, facets=facets_of(works))


def _notes(snapshot: Snapshot, query: ScoredQuery, request: Request) -> Iterator[tuple[int, int]]:
    """Yield the notes that the passages cite or are: the numbers of segment and record."""
    views = snapshot.views
    found = request.narrowing.narrow(_complete(query), views)
    count = sum(len(result.docs) for result in found)
    page = Ranking(limit=max(count, 1), sort=request.page.sort)
    for match in page.select(found, views):
        for doc in _notes_of(views[match.segment], match.doc):
            yield match.segment, doc


def _remote_notes(graph: Graph, query: RemoteQuery, request: Request) -> Iterator[NotePosition]:
    """Yield the notes that the passages cite or are; see `_notes`."""
    page = Ranking(limit=1, sort=request.page.sort)
    for found in query.ranked(request.narrowing, page, complete=True):
        if found.record.kind == "note":
            yield found.article_id, found.number
        elif found.record.kind == "section":
            cited = [anchor for *_, anchor in found.record.stored["note_refs"] if anchor]
            yield from graph.notes.at(found.article_id, dict.fromkeys(cited))


def _complete(query: ScoredQuery) -> list[ScoredRecords]:
    """Return the records that match all parts of a query."""
    complete = []
    for number, (docs, scores) in enumerate(query.evaluate()):
        kept = np.isin(docs, query.complete(number))
        complete.append(ScoredRecords(docs[kept], scores[kept]))
    return complete


def _notes_of(view: SegmentView, doc: int) -> Sequence[int]:
    """Return the notes that a record cites, or the note that it is."""
    segment = view.segment
    record = segment.load(doc)
    if record.kind == "note":
        return [doc]
    if record.kind == "article":
        return []
    article = segment.article_of(doc)
    first, _ = segment.records_of(article)
    anchors = segment.anchors_of(article)
    cited = [anchor for _, _, anchor in record.data["note_refs"] if anchor]
    return [first + anchors.index(anchor) for anchor in dict.fromkeys(cited) if anchor in anchors]
