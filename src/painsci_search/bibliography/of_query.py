"""The works behind what a query finds: a bibliography of its passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from painsci_search.bibliography.graph import graph_of
from painsci_search.engine.bm25f import ScoredRecords
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.patterns import TooManyWords
from painsci_search.engine.storage.manifest import reporting_damage
from painsci_search.engine.storage.snapshot import SegmentView, Snapshot
from painsci_search.engine.top_k import Ranking
from painsci_search.model import References, WorkSort
from painsci_search.query.expand import parse_expanded
from painsci_search.search.answer import Request


def find_works_behind(
    snapshot: Snapshot, request: Request, limit: int | None, sort: WorkSort | None
) -> References:
    """Find the works that are cited by the passages that have all of what is asked for.

    Args:
        request: its page tells the order of the passages, and how many works to pass over.
        limit: how many works to return; None for all.
        sort: how to order the works; None for the order in which the passages cite them.

    Returns:
        The works, each once. A section brings the notes that its text cites, a note its own works.

    Raises:
        QueryError: the query cannot be understood, or asks for too much.
    """
    tree = parse_expanded(request.query, request.synonyms)
    try:
        with reporting_damage(snapshot.folder):
            notes = list(dict.fromkeys(_notes(snapshot, ScoredQuery(tree, snapshot), request)))
            graph = graph_of(snapshot)
            works = graph.of_notes(notes)
            if sort is not None:
                works = graph.sort(works, sort)
    except TooManyWords as error:
        raise error.as_query_error(request.query) from None
    offset = request.page.offset
    end = None if limit is None else offset + limit
    return References(request.query, len(works), tuple(works[offset:end]))


def _notes(snapshot: Snapshot, query: ScoredQuery, request: Request) -> Iterator[tuple[int, int]]:
    """Yield the notes behind the passages: the numbers of segment and record."""
    views = snapshot.views
    found = request.narrowing.narrow(_complete(query), views)
    count = sum(len(result.docs) for result in found)
    page = Ranking(limit=max(count, 1), sort=request.page.sort)
    for place in page.select(found, views):
        for doc in _cited(views[place.segment], place.doc):
            yield place.segment, doc


def _complete(query: ScoredQuery) -> list[ScoredRecords]:
    """What has all parts of the query."""
    complete = []
    for number, (docs, scores) in enumerate(query.evaluate()):
        kept = np.isin(docs, query.complete(number))
        complete.append(ScoredRecords(docs[kept], scores[kept]))
    return complete


def _cited(view: SegmentView, doc: int) -> Sequence[int]:
    """The notes that a record cites, or is."""
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
