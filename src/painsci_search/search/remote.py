"""Answer a query on an index that is elsewhere: the same answers as `answer.py`, page by page.

The engine finds, ranks and counts where the index is. The records of a page, and the notes and
sections that they refer to, come as a small snapshot, from which hits are made as from any other.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from painsci_search.engine.local import embedded, shown_only
from painsci_search.engine.seam import Found, Page, RemoteQuery, RemoteSnapshot
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.errors import SemanticUnavailable
from painsci_search.model import Facet, FacetValue, Hit, Results
from painsci_search.query.ast import Leaf
from painsci_search.records import Record
from painsci_search.search.answer import (
    Answered,
    Request,
    hit_maker,
    lacking_leaves,
    milliseconds_since,
    reporting_errors,
)
from painsci_search.search.similar import distinctive_words, records_of_part, tree_of

# Hits of an iteration that are brought together.
_BATCH = 100


def evaluate(snapshot: RemoteSnapshot, query: RemoteQuery, request: Request) -> Answered:
    """Evaluate a query where the index is, and make the hits of the requested page."""
    _refuse_meaning(request)
    page = query.page(request.narrowing, request.page, facets=request.facets)
    hits, lacking = _hits(snapshot, query, page.found, request)
    return Answered(_results(snapshot, hits, page, request), page.is_complete, lacking)


def iterate(snapshot: RemoteSnapshot, query: RemoteQuery, request: Request) -> Iterator[Hit]:
    """Yield all hits of a query; see `answer.iterate`."""
    _refuse_meaning(request)
    with reporting_errors(snapshot, request):
        found = query.ranked(request.narrowing, request.page)
    return _all_hits(snapshot, query, found, request)


def _refuse_meaning(request: Request) -> None:
    """Refuse a search by meaning: a cluster has no vectors.

    Raises:
        SemanticUnavailable: the request is one.
    """
    if request.encoder is not None:
        reason = (
            "an index on a cluster cannot be searched by meaning: copy it to a folder with "
            "'painsci-search copy'"
        )
        raise SemanticUnavailable(reason, reason)


def _all_hits(
    snapshot: RemoteSnapshot, query: RemoteQuery, found: Iterator[Found], request: Request
) -> Iterator[Hit]:
    """Make the hits of all matches, those of a batch together."""
    offset = request.page.offset
    while True:
        at = request._replace(page=request.page._replace(offset=offset))
        with reporting_errors(snapshot, request):
            batch = list(islice(found, _BATCH))
            hits, _ = _hits(snapshot, query, batch, at)
        if not batch:
            return
        yield from hits
        offset += len(batch)


def find_similar(
    snapshot: RemoteSnapshot, article_id: str, anchor: str, request: Request
) -> Results | None:
    """Find passages similar to an article or a part of it; see `similar.find_similar`."""
    _refuse_meaning(request)
    began = time.perf_counter()
    found = snapshot.find(article_id)
    located = None if found is None else found.snapshot.find(found.id)
    if found is None or located is None:
        return None
    segment, own = located.view.segment, records_of_part(located, anchor)
    if own is None:
        return None
    with reporting_errors(snapshot, request):
        words = distinctive_words([segment.load(doc).text for doc in own], snapshot)
        query = snapshot.query(tree_of(words))
        page = query.page(
            request.narrowing,
            request.page,
            facets=request.facets,
            without=(found.id, anchor or None),
        )
        hits, _ = _hits(snapshot, query, page.found, request)
        results = _results(snapshot, hits, page, request._replace(query=" ".join(words)))
    return replace(results, took_ms=milliseconds_since(began))


def _results(
    snapshot: RemoteSnapshot, hits: tuple[Hit, ...], page: Page, request: Request
) -> Results:
    """Return the results of a page, with facets where requested."""
    facets = _facets(snapshot, page) if request.facets else ()
    return Results(request.query, page.total, 0.0, hits, facets=facets)


def _hits(
    snapshot: RemoteSnapshot, query: RemoteQuery, found: Sequence[Found], request: Request
) -> tuple[tuple[Hit, ...], tuple[Leaf, ...]]:
    """Make hits, with explanations where requested, and find the leaves that none of them has."""
    local = _local(snapshot, found)
    scored = query.evaluate_on(local)
    maker = hit_maker(local, scored, request)
    scores = [dict(zip(*map(list, each), strict=True)) for each in scored.evaluate()]
    hits, places = [], []
    for rank, each in enumerate(found, request.page.offset + 1):
        located = local.find(each.article_id)
        if located is None:
            continue
        number = local.views.index(located.view)
        doc = located.view.segment.find_anchor(located.number, each.anchor)
        if doc is None:
            continue
        score = float(scores[number].get(doc, each.score))
        places.append((number, doc))
        hit = maker.make(rank, score, number, doc)
        if request.explain:
            from painsci_search.search.explain import explain

            hit = replace(hit, explanation=explain(scored, number, doc, score))
        hits.append(hit)
    return tuple(hits), lacking_leaves(scored, places)


def _local(snapshot: RemoteSnapshot, found: Sequence[Found]) -> Snapshot:
    """Bring what the hits of some records are made of."""
    wanted: dict[str, set[str]] = {}
    for each in found:
        wanted.setdefault(each.article_id, set()).update(_referred(each.record))
    parts = snapshot.parts(wanted)
    articles: list[tuple[str, list[Record]]] = []
    for article_id in wanted:
        own = {each.number: each.record for each in found if each.article_id == article_id}
        others = {number: shown_only(record) for number, record in parts.get(article_id, ())}
        together = others | own
        articles.append((article_id, [together[number] for number in sorted(together)]))
    return embedded(articles)


def _referred(record: Record) -> Iterable[str]:
    """Return the anchors of the notes or sections that the hit of a record shows, too."""
    stored = record.stored
    yield from (anchor for *_, anchor in stored.get("note_refs", ()) if anchor)
    yield from stored.get("cited_from", ())


def _facets(snapshot: RemoteSnapshot, page: Page) -> tuple[Facet, ...]:
    titles = {
        article_id: records[0][1].stored["title"]
        for article_id, records in snapshot.parts(
            {article_id: () for article_id, _ in page.facets["article"]}
        ).items()
    }
    facets = []
    for name, counts in page.facets.items():
        label = titles if name == "article" else {}
        values = [FacetValue(value, count, label.get(value, value)) for value, count in counts]
        facets.append(Facet(name, tuple(values)))
    return tuple(facets)
