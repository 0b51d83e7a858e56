"""Answer a query on an index that is elsewhere: the same answers as `answer.py`, page by page.

The engine finds, ranks and counts where the index is. The records of a page, and the notes and
sections that they refer to, come as a small snapshot, from which hits are made as from any other.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.local import embedded, shown_only
from painsci_search.engine.seam import Found, Page, RemoteQuery, RemoteSnapshot
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.top_k import Ranking
from painsci_search.errors import SemanticUnavailable
from painsci_search.model import Facet, FacetValue, Hit, Results
from painsci_search.query.ast import Leaf, Or
from painsci_search.records import Record
from painsci_search.search.answer import (
    Answered,
    Request,
    hit_maker,
    lacking_leaves,
    milliseconds_since,
    reporting_errors,
)
from painsci_search.search.hits import HitMaker
from painsci_search.search.similar import OwnRecords, distinctive_words, records_of_part, tree_of

# Hits of an iteration that are brought together.
_BATCH = 100


def evaluate(snapshot: RemoteSnapshot, query: RemoteQuery, request: Request) -> Answered:
    """Evaluate a query where the index is, and make the hits of the requested page."""
    _refuse_meaning(request)
    page = query.page(request.narrowing, request.page, facets=request.facets)
    hits = _hits(snapshot, query, page.found, request)
    results = _results(snapshot, hits, page, request)
    lacking = () if page.complete else _lacking(snapshot, query, page, request)
    return Answered(replace(results, complete=page.complete), lacking)


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
            hits = _hits(snapshot, query, batch, at)
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
        words = distinctive_words(OwnRecords(found.snapshot, segment, own), snapshot)
        query = snapshot.query(tree_of(words))
        page = query.page(
            request.narrowing,
            request.page,
            facets=request.facets,
            without=(found.id, anchor or None),
        )
        hits = _hits(snapshot, query, page.found, request)
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
) -> tuple[Hit, ...]:
    """Make hits, with explanations where requested."""
    local = _local(snapshot, found)
    scored = query.evaluate_on(local)
    maker = hit_maker(local, scored, request)
    scores = [dict(zip(*map(list, each), strict=True)) for each in scored.evaluate()]
    hits = []
    for rank, each in enumerate(found, request.page.offset + 1):
        place = _place(local, each)
        if place is None:
            continue
        number, doc = place
        score = float(scores[number].get(doc, each.score))
        hit = maker.make(rank, score, number, doc)
        if request.explain:
            from painsci_search.search.explain import explain

            hit = replace(hit, explanation=explain(scored, number, doc, score))
        hits.append(hit)
    return tuple(hits)


def _lacking(
    snapshot: RemoteSnapshot, query: RemoteQuery, page: Page, request: Request
) -> tuple[Leaf, ...]:
    """Return the leaves that the best of all matches lacks; all where nothing matches."""
    is_first = request.page.sort == "relevance" and not request.page.offset
    found = page.found if is_first else query.page(request.narrowing, Ranking(limit=1)).found
    if not found:
        return query.scored_leaves
    local = _local(snapshot, found[:1])
    best = _place(local, found[0])
    return lacking_leaves(query.evaluate_on(local), [] if best is None else [best])


def _place(local: Snapshot, found: Found) -> tuple[int, int] | None:
    """Return the numbers of the segment and of the record that was found; None if it is away."""
    located = local.find(found.article_id)
    if located is None:
        return None
    doc = located.view.segment.find_anchor(located.number, found.anchor)
    return None if doc is None else (local.views.index(located.view), doc)


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


def note_hits(
    snapshot: RemoteSnapshot, notes: Iterable[tuple[str, int]], base_url: str | None
) -> dict[tuple[str, int], Hit]:
    """Bring some notes, each given by its article and number, and make a hit of each."""
    wanted: dict[str, list[int]] = {}
    for article_id, number in dict.fromkeys(notes):
        wanted.setdefault(article_id, []).append(number)
    own = snapshot.numbered(wanted)
    citing = snapshot.parts(
        {
            article_id: dict.fromkeys(each for _, record in records for each in _referred(record))
            for article_id, records in own.items()
        }
    )
    numbers: dict[str, list[int]] = {}
    articles: list[tuple[str, list[Record]]] = []
    for article_id, records in own.items():
        together = dict(citing[article_id]) | dict(records)
        numbers[article_id] = sorted(together)
        articles.append((article_id, [shown_only(together[n]) for n in numbers[article_id]]))
    local = embedded(articles)
    maker = HitMaker(local, ScoredQuery(Or(()), local), [], base_url)
    hits = {}
    for article_id, chosen in wanted.items():
        located = local.find(article_id)
        if located is None:
            continue
        segment = local.views.index(located.view)
        first, _ = located.view.segment.records_of(located.number)
        for number in chosen:
            doc = first + numbers[article_id].index(number)
            hits[article_id, number] = maker.make(0, 0.0, segment, doc)
    return hits


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
