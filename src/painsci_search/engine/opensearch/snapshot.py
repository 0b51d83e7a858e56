"""A snapshot of an index on a cluster: what one commit holds, found, counted and read there.

A record belongs to a commit if it was born in it or before and has not died. Later commits only add
documents and mark others as dead, so a snapshot finds the same records whatever writers do, until
the dead ones are removed some time after they were replaced.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import tempfile
import time
import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby
from math import log1p
from operator import itemgetter
from pathlib import Path
from threading import Lock
from typing import Any

from painsci_search.engine.collection import mean_idf
from painsci_search.engine.local import embedded, shown_only
from painsci_search.engine.opensearch.clauses import Clause
from painsci_search.engine.opensearch.compiling import Compiler
from painsci_search.engine.opensearch.connection import Connection, NotFound
from painsci_search.engine.opensearch.documents import shortened, unpack
from painsci_search.engine.opensearch.manifest import ClusterManifest, read_manifest
from painsci_search.engine.opensearch.query import ClusterQuery
from painsci_search.engine.opensearch.schema import (
    length_name,
    record_index,
    state_index,
)
from painsci_search.engine.opensearch.vocabulary import IndexWords, unpack_uses
from painsci_search.engine.seam import Counts, Known, RemoteArticle, RemoteSnapshot
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.errors import IndexDamaged, IndexMissing, PainSciSearchError
from painsci_search.query.ast import Fuzzy, Leaf, Node, Phrase, Prefix, Wildcard, Word
from painsci_search.records import KINDS, PASSAGE_FIELDS, Record, StoredRecord, fold_id
from painsci_search.time_limit import check_time

# Seconds for which a commit can be read after another one has replaced it.
KEEP = 3600.0
# Seconds after which a snapshot makes sure that its commit can still be read: less than `KEEP`, by
# more than a request may take.
_SURE = KEEP / 2
# Documents in one request.
MOST_ROWS = 1000
_MOST_VALUES = 1000
# Articles whose parts are asked for in one request, with two clauses each: a cluster refuses a
# query of more than 1,024.
_ARTICLES = 400
# Leaves that are kept as they were looked up, some hundred bytes each.
_MOST_KNOWN = 20_000
_ARTICLE = KINDS.index("article")


class ClusterFolder:
    """The location of an index on a cluster, where the rooms above expect a folder."""

    path: Path | None = None

    def __init__(self, address: str, committed: float) -> None:
        self._address = address
        self._committed = committed

    def __str__(self) -> str:
        return self._address

    def modified_at(self, _: str) -> float:
        """Return the time of the commit, in seconds since 1970."""
        return self._committed


class ClusterSnapshot(RemoteSnapshot):
    """The index at one commit; safe to share between threads."""

    def __init__(self, connection: Connection, manifest: ClusterManifest) -> None:
        self._connection = connection
        self._manifest = manifest
        self._records = record_index(connection.address, manifest.rebuilt)
        self._sure_until = time.monotonic() + _SURE
        self._known: dict[Leaf, Known] = {}
        self._distinct: dict[str, list[str]] = {}
        self._building = Lock()
        self._whole: Snapshot | None = None
        self.caches: dict[Callable[..., Any], Any] = {}
        self.folder = ClusterFolder(str(connection.address), manifest.committed)
        self.changed = datetime.fromtimestamp(manifest.committed, UTC)

    @property
    def manifest(self) -> ClusterManifest:
        return self._manifest

    @property
    def languages(self) -> Mapping[str, int]:
        return self._manifest.languages

    @cached_property
    def generation(self) -> str:
        name = f"{self._connection.address}\0{self._manifest!r}"
        return hashlib.sha256(name.encode()).hexdigest()[:16]

    # --- requests ---------------------------------------------------------------------------

    def living(self, *filters: Clause, without: Sequence[Clause] = ()) -> Clause:
        """Return a query for the records of this commit that match some queries."""
        number, aborted = self._manifest.generation, list(self._manifest.aborted)
        dead: Clause = {"range": {"died": {"lte": number}}}
        excluded = [dead, *without]
        if aborted:
            excluded = [
                {"bool": {"filter": [dead], "must_not": [{"terms": {"died": aborted}}]}},
                {"terms": {"born": aborted}},
                *without,
            ]
        born: Clause = {"range": {"born": {"lte": number}}}
        return {"bool": {"filter": [born, *filters], "must_not": excluded}}

    def search(self, bodies: list[dict[str, Any]]) -> list[Any]:
        """Search the records of the index, several times in one request.

        Raises:
            PainSciSearchError: the cluster cannot answer, or this commit cannot be read any more.
            TooSlow: see `painsci_search.time_limit`.
        """
        check_time()
        try:
            answers = self._connection.search_many(self._records, bodies)
        except IndexMissing:  # an index that was made anew is removed with its last commit
            self._check_kept()
            raise
        self._make_sure()
        return answers

    def _make_sure(self) -> None:
        """Raise an error if records of this commit may have been removed."""
        if time.monotonic() >= self._sure_until:
            self._check_kept()

    def _check_kept(self) -> None:
        asked = time.monotonic()
        latest = read_manifest(self._connection).manifest
        if latest.oldest > self._manifest.generation:
            raise PainSciSearchError(
                f"{self.folder}: this state of the index was replaced more than an hour ago: "
                "open or refresh the index"
            )
        # a commit that was replaced before may be removed before `_SURE` is over
        if latest.generation == self._manifest.generation:
            self._sure_until = asked + _SURE

    def _rows(self, query: Clause, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield the documents that match, by article and number, in several requests."""
        after: list[Any] | None = None
        while True:
            body: dict[str, Any] = {
                "size": MOST_ROWS,
                "query": query,
                "sort": [{"article": "asc"}, {"number": "asc"}],
                "_source": list(fields),
                "track_total_hits": False,
            }
            if after is not None:
                body["search_after"] = after
            (answer,) = self.search([body])
            hits = answer["hits"]["hits"]
            for hit in hits:
                yield hit["_source"]
            if len(hits) < MOST_ROWS:
                return
            after = hits[-1]["sort"]

    def record(self, row: Mapping[str, Any]) -> Record:
        """Return the record of a document.

        Raises:
            IndexDamaged: it is not as written.
        """
        try:
            return unpack(row["record"])
        except (KeyError, TypeError, ValueError, zlib.error) as error:
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            raise self._damaged(reason) from error

    def _damaged(self, reason: str) -> IndexDamaged:
        return IndexDamaged(
            f"the index at {self.folder} is damaged ({reason}): make it anew with 'painsci-search "
            f"index --rebuild --index {self.folder}'"
        )

    # --- statistics -------------------------------------------------------------------------

    def average(self, field: str) -> float:
        """Return the average length of a field in words, over the records that have the field."""
        holders = self._manifest.holders.get(field, 0)
        return self._manifest.words.get(field, 0) / holders if holders else 1.0

    def matching_words(self, leaf: Prefix | Wildcard | Fuzzy) -> list[str]:
        """Return the words that a pattern matches."""
        return self.words.matching(leaf)

    def distinct(self, name: str) -> Sequence[str]:
        """Return the distinct values of a field, or those of "values" with a name, sorted.

        Removed records may have some of them.
        """
        found = self._distinct.get(name)
        if found is None:
            field, _, prefix = name.partition(":")
            source = {"value": {"terms": {"field": field}}}
            query: Clause = {"match_all": {}}
            aggregation: dict[str, Any] = {"composite": {"size": _MOST_VALUES, "sources": [source]}}
            found = []
            if prefix:
                include = {"field": field, "include": f"{prefix}=.*", "size": 100_000}
                aggregation = {"terms": include}
            while True:
                (answer,) = self.search([{"size": 0, "query": query, "aggs": {"v": aggregation}}])
                buckets = answer["aggregations"]["v"]["buckets"]
                found += [each["key"] if prefix else each["key"]["value"] for each in buckets]
                after = answer["aggregations"]["v"].get("after_key")
                if prefix or after is None:
                    break
                aggregation["composite"]["after"] = after
            self._distinct[name] = found
        return found

    def matches_any(self, clause: Clause) -> bool:
        """Return whether a query matches any record."""
        return self.count(clause) > 0

    def count(self, clause: Clause) -> int:
        """Count the records with text that a query matches."""
        body = {"size": 0, "track_total_hits": True, "query": self.searchable(clause)}
        (answer,) = self.search([body])
        return int(answer["hits"]["total"]["value"])

    def searchable(self, *clauses: Clause, without: Sequence[Clause] = ()) -> Clause:
        """Return a query for the records of this commit that have text and match some queries."""
        return self.living({"term": {"filled": True}}, *clauses, without=without)

    def look_up(self, leaves: Iterable[Leaf], compiler: Compiler) -> dict[Leaf, Known]:
        """Look up leaves, those that were not looked up before in one request."""
        known = self._known
        if len(known) > _MOST_KNOWN:  # other threads go on with those that they have
            known = self._known = {}
        wanted = list(dict.fromkeys(leaves))
        found = {leaf: known[leaf] for leaf in wanted if leaf in known}
        unknown = [leaf for leaf in wanted if leaf not in found]
        passages: dict[str, Any] = {
            "filter": {"bool": {"must_not": [{"term": {"kind": _ARTICLE}}]}}
        }
        if len(self.languages) > 1:
            passages["aggs"] = {"languages": {"terms": {"field": "language", "size": _MOST_VALUES}}}
        answers = self.search(
            [
                {
                    "size": 0,
                    "track_total_hits": True,
                    "query": self.searchable(compiler.matching(leaf)),
                    "aggs": {"passages": passages},
                }
                for leaf in unknown
            ]
        )
        for leaf, answer in zip(unknown, answers, strict=True):
            total = int(answer["hits"]["total"]["value"])
            found[leaf] = known[leaf] = Known(
                total > 0, self._weight(answer["aggregations"]["passages"]), total
            )
        return found

    def _weight(self, passages: Any) -> float:
        """Return the weight of a leaf, see `Collection.weight`.

        Args:
            passages: the answer about the passages that match.
        """
        if len(self.languages) < 2:
            return self.idf(int(passages["doc_count"]))
        buckets = passages["languages"]["buckets"]
        found = {str(each["key"]): int(each["doc_count"]) for each in buckets}
        return mean_idf(self.languages, found)

    def idf(self, passages: int) -> float:
        """Return the inverse document frequency, see `Collection.idf`."""
        count = self._manifest.passages
        return log1p((count - passages + 0.5) / (passages + 0.5))

    @cached_property
    def words(self) -> IndexWords:
        """The words of the index as spelled."""
        try:
            return IndexWords(unpack_uses(self.state(self._manifest.vocabulary)))
        except (TypeError, ValueError, zlib.error) as error:
            raise self._damaged("its words are not as written") from error

    def state(self, ids: Sequence[str]) -> list[str]:
        """Return the data of some documents of the state.

        Raises:
            PainSciSearchError: this commit cannot be read any more.
            IndexDamaged: the cluster has lost one of them.
        """
        found = []
        index = state_index(self._connection.address)
        for each in ids:
            try:
                found.append(self._connection.get(f"/{index}/_doc/{each}")["_source"]["data"])
            except NotFound:
                self._check_kept()
                raise self._damaged(f"it lacks {each}") from None
        return found

    # --- queries and words ------------------------------------------------------------------

    def query(self, tree: Node) -> ClusterQuery:
        return ClusterQuery(self, tree)

    def is_known(self, word: str, field: str | None = None) -> bool:
        leaf = Word(word, "author" if field == "author" else None, 0, 0)
        return self.query(leaf).resolve(leaf).is_known

    def uses_of(self, word: str) -> int:
        return self.words.uses_of(word)

    def uses_together(self, text: str) -> int:
        leaf = Phrase(text, None, 0, 0)
        return self.query(leaf).count_uses()

    def words_with(self, letters: str, code: str) -> list[str]:
        return self.words.containing(letters, code)

    def stems_in(self, code: str) -> frozenset[str]:
        return self.words.stems_in(code)

    def forms_near(self, word: str, distance: int) -> list[str]:
        return self.words.near(word, distance)

    def most_used(self, beginning: str, count: int) -> list[tuple[str, int]]:
        return self.words.most_used(beginning, count)

    # --- articles ---------------------------------------------------------------------------

    def find(self, name: str) -> RemoteArticle | None:
        article_id = self.ids_of([name]).get(name)
        if article_id is None:
            return None
        return RemoteArticle(article_id, embedded(self._articles(_named_exactly([article_id]))))

    def ids_of(self, names: Iterable[str]) -> dict[str, str]:
        wanted = list(dict.fromkeys(names))
        found: dict[str, str] = {}
        for start in range(0, len(wanted), MOST_ROWS):
            found |= self._some_ids_of(wanted[start : start + MOST_ROWS])
        return found

    def _some_ids_of(self, names: Sequence[str]) -> dict[str, str]:
        """Find articles: by their exact ids, by the folded ones, or by former ones."""
        exact = {"terms": {"article": [shortened(name) for name in names]}}
        folded = {"terms": {"names": [shortened(fold_id(name)) for name in names]}}
        clause: Clause = {"bool": {"should": [exact, folded]}}
        rows = self._rows(self.living(clause, {"term": {"number": 0}}), ["article", "names"])
        ids: set[str] = set()
        by_id: dict[str, str] = {}
        by_former: dict[str, str] = {}
        for row in rows:
            own, *former = row["names"]
            ids.add(row["article"])
            by_id.setdefault(own, row["article"])
            for each in former:
                by_former.setdefault(each, row["article"])
        found = {}
        for name in names:
            key = shortened(fold_id(name))
            article_id = name if name in ids else by_id.get(key) or by_former.get(key)
            if article_id is not None:
                found[name] = article_id
        return found

    def load_all(self, article_id: str) -> list[StoredRecord] | None:
        return self.of([article_id]).load_all(article_id)

    def of(self, names: Iterable[str]) -> Snapshot:
        ids = list(dict.fromkeys(self.ids_of(names).values()))
        return embedded(
            article
            for start in range(0, len(ids), MOST_ROWS)
            for article in self._articles(_named_exactly(ids[start : start + MOST_ROWS]))
        )

    def parts(self, wanted: Mapping[str, Iterable[str]]) -> dict[str, list[tuple[int, Record]]]:
        return self._some_of(
            [
                (article_id, {"terms": {"anchor": ["", *map(shortened, anchors)]}})
                for article_id, anchors in wanted.items()
            ]
        )

    def numbered(self, wanted: Mapping[str, Iterable[int]]) -> dict[str, list[tuple[int, Record]]]:
        return self._some_of(
            [
                (article_id, {"terms": {"number": [0, *numbers]}})
                for article_id, numbers in wanted.items()
            ]
        )

    def _some_of(self, wanted: Sequence[tuple[str, Clause]]) -> dict[str, list[tuple[int, Record]]]:
        """Bring the records of some articles that match a query each."""
        of_articles: list[Clause] = [
            {"bool": {"filter": [{"term": {"article": shortened(article_id)}}, chosen]}}
            for article_id, chosen in wanted
        ]
        found: dict[str, list[tuple[int, Record]]] = {}
        for start in range(0, len(of_articles), _ARTICLES):
            query = self.living({"bool": {"should": of_articles[start : start + _ARTICLES]}})
            for row in self._rows(query, ["article", "number", "record"]):
                found.setdefault(row["article"], []).append((row["number"], self.record(row)))
        return found

    def citing_notes(self) -> Iterator[tuple[str, int, Record]]:
        citing: Clause = {"range": {"references": {"gt": 0}}}
        for row in self._rows(self.living(citing), ["article", "number", "record"]):
            yield row["article"], row["number"], self.record(row)

    def passages_of_articles(self) -> dict[str, int]:
        return self.count_by_article(self.searchable())

    def count_by_article(self, query: Clause) -> dict[str, int]:
        """Count the records that a query matches by their articles."""
        source = {"article": {"terms": {"field": "article"}}}
        composite: dict[str, Any] = {"size": _MOST_VALUES, "sources": [source]}
        body = {
            "size": 0,
            "query": query,
            "aggs": {"articles": {"composite": composite}},
        }
        found: dict[str, int] = {}
        while True:
            (answer,) = self.search([body])
            counted = answer["aggregations"]["articles"]
            found |= {each["key"]["article"]: int(each["doc_count"]) for each in counted["buckets"]}
            if "after_key" not in counted:
                return found
            composite["after"] = counted["after_key"]

    def heads(self, ids: Iterable[str] | None = None) -> Snapshot:
        own: Clause = {"term": {"number": 0}}
        if ids is None:
            return embedded(map(_shown_only, self._articles(own)))
        wanted = list(ids)
        return embedded(
            _shown_only(article)
            for start in range(0, len(wanted), MOST_ROWS)
            for article in self._articles(own, _named_exactly(wanted[start : start + MOST_ROWS]))
        )

    def whole(self) -> Snapshot:
        with self._building:
            if self._whole is None:
                folder = tempfile.mkdtemp(prefix="painsci-search-")
                weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
                self._whole = embedded(self.articles(), DiskFolder(Path(folder)))
        return self._whole

    def articles(
        self, skipping: Callable[[], AbstractContextManager[None]] = nullcontext
    ) -> Iterator[tuple[str, list[Record]]]:
        return self._articles(skipping=skipping)

    def _articles(
        self,
        *clauses: Clause,
        skipping: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> Iterator[tuple[str, list[Record]]]:
        rows = self._rows(self.living(*clauses), ["article", "number", "record"])
        for article_id, own in groupby(rows, key=itemgetter("article")):
            records: list[Record] | None = None
            with skipping():
                records = self._records_of(article_id, own)
            if records is not None:
                yield article_id, records

    def _records_of(self, article_id: str, rows: Iterable[Mapping[str, Any]]) -> list[Record]:
        """Return the records of an article, all of which must be there from the first on.

        Raises:
            IndexDamaged: one is not, or is not as written.
        """
        records = []
        for number, row in enumerate(rows):
            if row["number"] != number:
                raise self._damaged(f"record {number} of {article_id} is missing")
            records.append(self.record(row))
        return records

    # --- the whole --------------------------------------------------------------------------

    def read_attachment(self) -> bytes:
        try:
            parts = self.state(self._manifest.attachment)
            data = b"".join(base64.b64decode(part, validate=True) for part in parts)
        except ValueError:
            data = b"-"
        if data and hashlib.sha256(data).hexdigest() != self._manifest.digest:
            raise self._damaged("its table of files is not as written")
        return data

    def check(self) -> None:
        (answer,) = self.search([{"size": 0, "track_total_hits": True, "query": self.living()}])
        found, expected = int(answer["hits"]["total"]["value"]), self._manifest.records
        if found != expected:
            raise self._damaged(f"it has {found} of {expected} records")
        for row in self._rows(self.living(), ["record"]):
            self.record(row)
        self.read_attachment()
        self.words.uses_of("")

    def counts(self) -> Counts:
        every: dict[str, Any] = {
            "kinds": {"terms": {"field": "kind", "size": len(KINDS)}},
            "references": {"sum": {"field": "references"}},
            "passages": {
                "filter": {"bool": {"must_not": [{"term": {"kind": _ARTICLE}}]}},
                "aggs": {name: {"sum": {"field": length_name(name)}} for name in PASSAGE_FIELDS},
            },
        }
        (answer,) = self.search([{"size": 0, "query": self.living(), "aggs": every}])
        found = answer["aggregations"]
        kinds = {int(each["key"]): int(each["doc_count"]) for each in found["kinds"]["buckets"]}
        articles, sections, notes = (kinds.get(number, 0) for number in range(len(KINDS)))
        references = round(found["references"]["value"])
        words = sum(round(found["passages"][name]["value"]) for name in PASSAGE_FIELDS)
        return Counts(articles, sections, notes, references, words)

    def size(self) -> int:
        index = f"{self._records},{state_index(self._connection.address)}"
        answer = self._connection.get(f"/{index}/_stats/store")
        return int(answer["_all"]["primaries"]["store"]["size_in_bytes"])


def _shown_only(article: tuple[str, list[Record]]) -> tuple[str, list[Record]]:
    article_id, records = article
    return article_id, list(map(shown_only, records))


def _named_exactly(ids: Iterable[str]) -> Clause:
    return {"terms": {"article": [shortened(each) for each in ids]}}
