"""One query on a snapshot of a cluster: pages of ranked matches, counts and facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from painsci_search.engine.boolean import ScoredQuery, count_repeated
from painsci_search.engine.collection import collection_of
from painsci_search.engine.filters import Filters
from painsci_search.engine.local import embedded, shown_only
from painsci_search.engine.opensearch.clauses import Clause, count_clauses
from painsci_search.engine.opensearch.compiling import MOST_CLAUSES, Compiler, named
from painsci_search.engine.opensearch.documents import shortened
from painsci_search.engine.opensearch.spread import Spread
from painsci_search.engine.seam import Closeness, Found, Known, Page, RemoteQuery
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.top_k import Ranking
from painsci_search.errors import QueryError
from painsci_search.query.ast import Branch, Leaf, Node, Phrase, Ranked, Word, walk
from painsci_search.query.stop_words import scored_parts
from painsci_search.query.words import parts_of
from painsci_search.records import FIELDS, KINDS, Record

if TYPE_CHECKING:
    from painsci_search.engine.opensearch.snapshot import ClusterSnapshot

# Matches that a cluster returns by offset; further ones are read in batches, each after the last.
_MOST_BY_OFFSET = 10_000
_BATCH = 1000
# The first matches, whose order is made exact where the cluster's scores are rough.
_SCORED_AGAIN = 100
# Values of a facet, and those that each shard reports: with more in one shard, counts may be low.
MOST_VALUES, _OF_A_SHARD = 20, 10_000
_FACETS = {
    "kind": "kind",
    "article": "article",
    "author": "facet_author",
    "updated": "facet_year",
}
# Fields whose values an article has as a whole, with its own record.
_OF_ARTICLES = ("article", "lang", "updated")
# Facets of the exact values that each record has of its article.
_LABELS = ("tag", "meta")
_ORDER = [{"_count": "desc"}, {"_key": "asc"}]


class ClusterQuery(RemoteQuery):
    """A query tree on a snapshot of a cluster."""

    def __init__(self, snapshot: ClusterSnapshot, tree: Node) -> None:
        self._snapshot = snapshot
        self._commit = snapshot.commit
        self._statistics = snapshot.statistics
        self.tree = tree
        self._compiler = Compiler(snapshot.statistics, self.resolve)
        self._known: dict[Leaf, Known] | None = None

    # --- leaves -----------------------------------------------------------------------------

    def resolve(self, leaf: Leaf) -> Known:
        if self._known is None:
            self._compiler.check(self.tree)
            leaves = list(self._leaves())
            leaves += self.tree.pairs if isinstance(self.tree, Ranked) else ()
            self._known = self._look_up(leaves)
        known = self._known.get(_key(leaf))
        if known is None:
            self._known |= self._look_up([leaf])
            known = self._known[_key(leaf)]
        return known

    def _leaves(self) -> Iterator[Leaf]:
        return (each for each in walk(self.tree) if not isinstance(each, Branch))

    def _look_up(self, leaves: list[Leaf]) -> dict[Leaf, Known]:
        """Look up leaves, and the words of phrases, whose weights add up to that of the phrase."""
        keys = list(map(_key, leaves))
        words = {key: _words_of_phrase(key) for key in keys}
        every = [*keys, *(word for each in words.values() for word in each)]
        found = self._statistics.look_up(every, self._compiler)
        for key, parts in words.items():
            if parts:
                idf = sum(found[part].idf for part in parts)
                found[key] = found[key]._replace(idf=idf)
        return found

    def is_known(self, node: Node) -> bool:
        return self._compiler.is_known(node)

    @property
    def size(self) -> int:
        tree = self.tree
        return len(count_repeated(scored_parts(tree))) if isinstance(tree, Ranked) else 1

    # --- matches ----------------------------------------------------------------------------

    def page(
        self,
        filters: Filters,
        ranking: Ranking,
        *,
        facets: bool = False,
        without: tuple[str, str | None] | None = None,
    ) -> Page:
        excluded = [] if without is None else [_own(*without)]
        scored = self._scored(filters, excluded)
        end = ranking.offset + ranking.limit
        by_offset = not ranking.per_article and end <= _MOST_BY_OFFSET
        is_near = ranking.sort == "relevance" and ranking.offset < _SCORED_AGAIN
        again = by_offset and is_near and self._is_rough()
        first: dict[str, Any] = {
            "query": scored,
            "sort": _sort(ranking),
            "track_scores": True,
            "track_total_hits": True,
            "_source": ["article", "number", "record"],
            "size": (max(end, _SCORED_AGAIN) if again else ranking.limit) if by_offset else 0,
            "from": ranking.offset if by_offset and not again else 0,
        }
        fields = _facet_fields(len(self._statistics.languages) > 1)
        if facets:
            first["aggs"] = _facet_query(fields)
        complete = self._compiler.complete(self.tree)
        second = {
            "query": self._narrowed(filters, [complete], excluded),
            "size": 0,
            "track_total_hits": True,
        }
        answer, full = self._commit.search([first, second])
        found = list(map(self._found, answer["hits"]["hits"]))
        if not by_offset:
            found = list(islice(self._from(scored, ranking), ranking.limit))
        if again:
            found = self._scored_again(found)[ranking.offset : end]
        return Page(
            int(answer["hits"]["total"]["value"]),
            int(full["hits"]["total"]["value"]),
            tuple(found),
            _facets_of(answer["aggregations"], fields) if facets else {},
        )

    def _is_rough(self) -> bool:
        """Return whether the cluster's scores are too rough for the order of a page."""
        return any(map(self._compiler.is_rough, self._leaves()))

    def _scored_again(self, found: list[Found]) -> list[Found]:
        """Order the first matches by exact scores; further ones keep their order."""
        first = found[:_SCORED_AGAIN]
        articles: dict[str, dict[int, Record]] = {}
        for each in first:
            articles.setdefault(each.article_id, {})[each.number] = each.record
        if any(leaf.field in _OF_ARTICLES for leaf in self._leaves()):
            for article_id, heads in self._snapshot.parts(dict.fromkeys(articles, ())).items():
                for number, head in heads:
                    articles[article_id].setdefault(number, shown_only(head))
        local = embedded(
            (article_id, [records[number] for number in sorted(records)])
            for article_id, records in articles.items()
        )
        scores: dict[tuple[str, str], float] = {}
        results = self.evaluate_on(local).evaluate()
        for view, (docs, values) in zip(local.views, results, strict=True):
            for doc, value in zip(docs.tolist(), values.tolist(), strict=True):
                scores[view.segment.article_id(doc), view.segment.anchors[doc]] = value
        exact = [
            each._replace(score=scores.get((each.article_id, each.anchor), each.score))
            for each in first
        ]
        exact.sort(key=lambda each: (-each.score, each.article_id, each.number))
        return exact + found[_SCORED_AGAIN:]

    def _found(self, hit: dict[str, Any]) -> Found:
        row = hit["_source"]
        record = self._commit.record(row)
        score, spread = float(hit["_score"]), self._spread
        score = score if spread is None else spread.restored(score)
        return Found(row["article"], row["number"], record.anchor, record, score)

    @cached_property
    def _spread(self) -> Spread | None:
        """The scale of the scores of the cluster."""
        return self._compiler.spread(self.tree)

    def ranked(
        self, filters: Filters, ranking: Ranking, *, complete: bool = False
    ) -> Iterator[Found]:
        kept = [self._compiler.complete(self.tree)] if complete else []
        return self._from(self._scored(filters, [], kept), ranking)

    def _from(self, query: Clause, ranking: Ranking) -> Iterator[Found]:
        """Yield the matches from an offset on, with at most `per_article` of each article."""
        found = self._in_batches(query, ranking)
        if ranking.per_article:
            found = _of_few_articles(found, ranking.per_article)
        return islice(found, ranking.offset, None)

    def _in_batches(self, query: Clause, ranking: Ranking) -> Iterator[Found]:
        """Yield all matches in order, brought in batches that grow."""
        after: list[Any] | None = None
        size, again = _SCORED_AGAIN, ranking.sort == "relevance" and self._is_rough()
        while True:
            body: dict[str, Any] = {
                "query": query,
                "sort": _sort(ranking),
                "track_scores": True,
                "track_total_hits": False,
                "_source": ["article", "number", "record"],
                "size": size,
            }
            if after is not None:
                body["search_after"] = after
            (answer,) = self._commit.search([body])
            hits = answer["hits"]["hits"]
            found = list(map(self._found, hits))
            yield from self._scored_again(found) if again else found
            if len(hits) < size:
                return
            after, again = hits[-1]["sort"], False
            size = min(2 * size, _BATCH)

    def _scored(
        self, filters: Filters, excluded: list[Clause], kept: Sequence[Clause] = ()
    ) -> Clause:
        self.resolve_all()
        query = {
            "bool": {
                "must": [self._compiler.ordering(self.tree)],
                "filter": [self._narrowed(filters, list(kept), excluded)],
            }
        }
        if count_clauses(query) > MOST_CLAUSES:
            raise QueryError(
                "the query has too many words and alternatives for a cluster; leave some out",
                "",
                0,
            )
        return query

    def resolve_all(self) -> None:
        """Look up all leaves in one request."""
        leaf = next(self._leaves(), None)
        if leaf is not None:
            self.resolve(leaf)

    def _narrowed(self, filters: Filters, clauses: list[Clause], excluded: list[Clause]) -> Clause:
        """Return a query for the searchable records that pass filters and match some queries."""
        compiler, kept = self._compiler, list(clauses)
        if filters.kind is not None:
            kept.append({"term": {"kind": KINDS.index(filters.kind)}})
        if filters.articles:
            kept.append({"bool": {"should": [named(name) for name in filters.articles]}})
        if filters.author is not None:
            kept.append(compiler.by_author(filters.author))
        bounds = [(">=", filters.since), ("<=", filters.until)]
        dated = tuple((operator, date) for operator, date in bounds if date is not None)
        if dated:
            kept.append(compiler.dated(dated))
        if filters.cited_since is not None:
            kept.append(compiler.citing_since(filters.cited_since))
        return self._commit.searchable(*kept, without=excluded)

    def articles(self, filters: Filters) -> Container[str]:
        self.resolve_all()
        self._compiler.check(self.tree)
        complete = self._compiler.complete(self.tree)
        return self._commit.count_by_article(self._narrowed(filters, [complete], []))

    # --- counts -----------------------------------------------------------------------------

    def closeness(self, filters: Filters) -> Closeness:
        self.resolve_all()
        parts, counting = self._compiler.counting(self.tree)
        query = {
            "bool": {
                "must": [counting],
                "filter": [self._narrowed(filters, [self._compiler.matching(self.tree)], [])],
            }
        }
        counts = {
            "terms": {"script": {"source": "(int)(_score.doubleValue() + 0.5)"}, "size": parts + 1}
        }
        (answer,) = self._commit.search([{"size": 0, "query": query, "aggs": {"n": counts}}])
        found = {
            int(each["key"]): int(each["doc_count"])
            for each in answer["aggregations"]["n"]["buckets"]
        }
        if not found:
            return Closeness(1 << 16, 0)
        most = max(found)
        missing = parts - most if isinstance(self.tree, Ranked) else 0
        return Closeness(missing, -found[most])

    def count_complete(self) -> int:
        self._compiler.check(self.tree)
        return self._commit.count(self._compiler.complete(self.tree))

    def count_uses(self) -> int:
        """Return how often the leaf that is the tree occurs in all fields."""
        clause = self._compiler.frequency(self.tree)
        total = {"sum": {"script": {"source": "_score"}}}
        query = {"bool": {"must": [clause], "filter": [self._commit.searchable()]}}
        (answer,) = self._commit.search([{"size": 0, "query": query, "aggs": {"n": total}}])
        return round(float(answer["aggregations"]["n"]["value"]))

    # --- the records of a page --------------------------------------------------------------

    def evaluate_on(self, local: Snapshot) -> ScoredQuery:
        averages = {field: self._statistics.average(field) for field in FIELDS}
        collection_of(local).assume_averages(averages)
        return ScoredQuery(self.tree, local, whole=self)


def _of_few_articles(found: Iterator[Found], most: int) -> Iterator[Found]:
    """Yield the first `most` matches of each article."""
    taken: Counter[str] = Counter()
    for each in found:
        if taken[each.article_id] < most:
            taken[each.article_id] += 1
            yield each


def _key(leaf: Leaf) -> Leaf:
    return replace(leaf, start=0, end=0)


def _words_of_phrase(leaf: Leaf) -> list[Leaf]:
    """Return the words whose weights add up to that of a phrase; none for another leaf."""
    words = parts_of(leaf.text)
    if not isinstance(leaf, Phrase) or leaf.also or len(words) < 2:
        return []
    return list(dict.fromkeys(Word(token.word, leaf.field, 0, 0) for token in words))


def _own(article_id: str, anchor: str | None) -> Clause:
    own: list[Clause] = [{"term": {"article": shortened(article_id)}}]
    if anchor:
        own.append({"term": {"anchor": shortened(anchor)}})
    return {"bool": {"filter": own}}


def _sort(ranking: Ranking) -> list[Any]:
    ties = [{"article": "asc"}, {"number": "asc"}]
    match ranking.sort:
        case "date":
            return [{"day": "desc"}, *ties]
        case "position":
            return list(ties)
        case _:
            return [{"_score": "desc"}, *ties]


def _facet_fields(has_languages: bool) -> dict[str, str]:
    """Return the field of a document that each facet counts."""
    return {**_FACETS, "lang": "lang"} if has_languages else _FACETS


def _facet_query(fields: dict[str, str]) -> dict[str, Any]:
    facets = {name: _most_frequent(field) for name, field in fields.items()}
    labels = {name: _most_frequent("values", f"{name}=.*") for name in _LABELS}
    return {**facets, **labels}


def _most_frequent(field: str, include: str = ".*") -> dict[str, Any]:
    counted = {"field": field, "size": MOST_VALUES, "shard_size": _OF_A_SHARD, "order": _ORDER}
    return {"terms": counted if include == ".*" else {**counted, "include": include}}


def _facets_of(answer: dict[str, Any], fields: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    found = {
        name: [(str(each["key"]), int(each["doc_count"])) for each in answer[name]["buckets"]]
        for name in fields
    }
    found["kind"] = sorted(
        ((KINDS[int(kind)], count) for kind, count in found["kind"]),
        key=lambda pair: (-pair[1], pair[0]),
    )
    if "lang" in found:
        languages = Counter[str]()
        for tag, number in found["lang"]:
            languages[tag.partition("-")[0]] += number
        found["lang"] = sorted(languages.items(), key=lambda pair: (-pair[1], pair[0]))
    for name in _LABELS:
        buckets = answer[name]["buckets"]
        if buckets:
            found[name] = [
                (str(each["key"]).removeprefix(f"{name}="), int(each["doc_count"]))
                for each in buckets
            ]
    return found
