"""The documents of one commit of an index on a cluster: found, counted and unpacked.

A record belongs to a commit if it was born in it or before and has not died. Later commits only add
documents and mark others as dead, so that the same records are found whatever writers do, until
the dead ones are removed some time after they were replaced.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from painsci_search.engine.opensearch.clauses import Clause
from painsci_search.engine.opensearch.connection import Connection, NotFound
from painsci_search.engine.opensearch.documents import unpack
from painsci_search.engine.opensearch.manifest import ClusterManifest, read_manifest
from painsci_search.engine.opensearch.schema import record_index, state_index
from painsci_search.errors import IndexDamaged, IndexMissing, PainSciSearchError
from painsci_search.records import KINDS, Record
from painsci_search.time_limit import check_time

# Seconds for which a commit can be read after another one has replaced it.
KEEP = 3600.0
# Seconds after which a reader makes sure that its commit can still be read: less than `KEEP`, by
# more than a request may take.
_SURE = KEEP / 2
# Documents in one request, and groups of documents.
MOST_ROWS = 1000
MOST_GROUPS = 1000
# All documents but those of articles as such.
PASSAGES: Clause = {"bool": {"must_not": [{"term": {"kind": KINDS.index("article")}}]}}


class Commit:
    """The documents of one commit; safe to share between threads.

    Attributes:
        address: of the index, as a user writes it.
        records: the name of the cluster's index with the records.
    """

    def __init__(self, connection: Connection, manifest: ClusterManifest) -> None:
        self.manifest = manifest
        self.address = str(connection.address)
        self.records = record_index(connection.address, manifest.rebuilt)
        self._connection = connection
        self._sure_until = time.monotonic() + _SURE

    # --- queries for documents --------------------------------------------------------------

    def living(self, *filters: Clause, without: Sequence[Clause] = ()) -> Clause:
        """Return a query for the records of this commit that match some queries."""
        number, aborted = self.manifest.generation, list(self.manifest.aborted)
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

    def searchable(self, *clauses: Clause, without: Sequence[Clause] = ()) -> Clause:
        """Return a query for the records of this commit that have text and match some queries."""
        return self.living({"term": {"filled": True}}, *clauses, without=without)

    # --- requests ---------------------------------------------------------------------------

    def search(self, bodies: list[dict[str, Any]]) -> list[Any]:
        """Search the records of the index, several times in one request.

        Raises:
            PainSciSearchError: the cluster cannot answer, or this commit cannot be read any more.
            TooSlow: see `painsci_search.time_limit`.
        """
        check_time()
        try:
            answers = self._connection.search_many(self.records, bodies)
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
        if latest.oldest > self.manifest.generation:
            raise PainSciSearchError(
                f"{self.address}: this state of the index was replaced more than an hour ago: "
                "open or refresh the index"
            )
        # a commit that was replaced before may be removed before `_SURE` is over
        if latest.generation == self.manifest.generation:
            self._sure_until = asked + _SURE

    def rows(self, query: Clause, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
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

    def count(self, clause: Clause) -> int:
        """Count the records with text that a query matches."""
        body = {"size": 0, "track_total_hits": True, "query": self.searchable(clause)}
        (answer,) = self.search([body])
        return int(answer["hits"]["total"]["value"])

    def count_by_article(self, query: Clause) -> dict[str, int]:
        """Count the records that a query matches by their articles."""
        source = {"article": {"terms": {"field": "article"}}}
        composite: dict[str, Any] = {"size": MOST_GROUPS, "sources": [source]}
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
                raise self.damaged(f"it lacks {each}") from None
        return found

    def record(self, row: Mapping[str, Any]) -> Record:
        """Return the record of a document.

        Raises:
            IndexDamaged: it is not as written.
        """
        try:
            return unpack(row["record"])
        except (KeyError, TypeError, ValueError, zlib.error) as error:
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            raise self.damaged(reason) from error

    def damaged(self, reason: str) -> IndexDamaged:
        """Return the error of a damaged index."""
        return IndexDamaged(
            f"the index at {self.address} is damaged ({reason}): make it anew with 'painsci-search "
            f"index --rebuild --index {self.address}'"
        )
