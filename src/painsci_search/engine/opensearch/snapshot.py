"""A snapshot of an index on a cluster: its articles and words at one commit."""

from __future__ import annotations

import base64
import hashlib
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from threading import Lock
from typing import Any

from painsci_search.engine.local import embedded, shown_only
from painsci_search.engine.opensearch.clauses import Clause
from painsci_search.engine.opensearch.commit import MOST_ROWS, PASSAGES, Commit
from painsci_search.engine.opensearch.connection import Connection
from painsci_search.engine.opensearch.documents import shortened
from painsci_search.engine.opensearch.manifest import ClusterManifest
from painsci_search.engine.opensearch.query import ClusterQuery
from painsci_search.engine.opensearch.schema import length_name, state_index
from painsci_search.engine.opensearch.statistics import CommitStatistics
from painsci_search.engine.seam import Counts, RemoteArticle, RemoteSnapshot
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.query.ast import Node, Phrase, Word
from painsci_search.records import KINDS, PASSAGE_FIELDS, Record, StoredRecord, fold_id

# Articles whose parts are asked for in one request, with two clauses each: a cluster refuses a
# query of more than 1,024.
_ARTICLES = 400


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
    """The index at one commit; safe to share between threads.

    Attributes:
        commit: the documents of the commit.
        statistics: what is known of all of them.
    """

    def __init__(self, connection: Connection, manifest: ClusterManifest) -> None:
        self.commit = Commit(connection, manifest)
        self.statistics = CommitStatistics(self.commit)
        self._connection = connection
        self._manifest = manifest
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

    # --- queries and words ------------------------------------------------------------------

    def query(self, tree: Node) -> ClusterQuery:
        return ClusterQuery(self, tree)

    def is_known(self, word: str, field: str | None = None) -> bool:
        leaf = Word(word, "author" if field == "author" else None, 0, 0)
        return self.query(leaf).resolve(leaf).is_known

    def uses_of(self, word: str) -> int:
        return self.statistics.words.uses_of(word)

    def uses_together(self, text: str) -> int:
        leaf = Phrase(text, None, 0, 0)
        return self.query(leaf).count_uses()

    def words_with(self, letters: str, code: str) -> list[str]:
        return self.statistics.words.containing(letters, code)

    def stems_in(self, code: str) -> frozenset[str]:
        return self.statistics.words.stems_in(code)

    def forms_near(self, word: str, distance: int) -> list[str]:
        return self.statistics.words.near(word, distance)

    def most_used(self, beginning: str, count: int) -> list[tuple[str, int]]:
        return self.statistics.words.most_used(beginning, count)

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
        rows = self.commit.rows(
            self.commit.living(clause, {"term": {"number": 0}}), ["article", "names"]
        )
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
            query = self.commit.living({"bool": {"should": of_articles[start : start + _ARTICLES]}})
            for row in self.commit.rows(query, ["article", "number", "record"]):
                found.setdefault(row["article"], []).append(
                    (row["number"], self.commit.record(row))
                )
        return found

    def citing_notes(self) -> Iterator[tuple[str, int, Record]]:
        citing: Clause = {"range": {"references": {"gt": 0}}}
        for row in self.commit.rows(self.commit.living(citing), ["article", "number", "record"]):
            yield row["article"], row["number"], self.commit.record(row)

    def passages_of_articles(self) -> dict[str, int]:
        return self.commit.count_by_article(self.commit.searchable())

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
        rows = self.commit.rows(self.commit.living(*clauses), ["article", "number", "record"])
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
                raise self.commit.damaged(f"record {number} of {article_id} is missing")
            records.append(self.commit.record(row))
        return records

    # --- the whole --------------------------------------------------------------------------

    def read_attachment(self) -> bytes:
        try:
            parts = self.commit.state(self._manifest.attachment)
            data = b"".join(base64.b64decode(part, validate=True) for part in parts)
        except ValueError:
            data = b"-"
        if data and hashlib.sha256(data).hexdigest() != self._manifest.digest:
            raise self.commit.damaged("its table of files is not as written")
        return data

    def check(self) -> None:
        living = self.commit.living()
        (answer,) = self.commit.search([{"size": 0, "track_total_hits": True, "query": living}])
        found, expected = int(answer["hits"]["total"]["value"]), self._manifest.records
        if found != expected:
            raise self.commit.damaged(f"it has {found} of {expected} records")
        for row in self.commit.rows(living, ["record"]):
            self.commit.record(row)
        self.read_attachment()
        self.statistics.words.uses_of("")

    def counts(self) -> Counts:
        every: dict[str, Any] = {
            "kinds": {"terms": {"field": "kind", "size": len(KINDS)}},
            "references": {"sum": {"field": "references"}},
            "passages": {
                "filter": PASSAGES,
                "aggs": {name: {"sum": {"field": length_name(name)}} for name in PASSAGE_FIELDS},
            },
        }
        (answer,) = self.commit.search([{"size": 0, "query": self.commit.living(), "aggs": every}])
        found = answer["aggregations"]
        kinds = {int(each["key"]): int(each["doc_count"]) for each in found["kinds"]["buckets"]}
        articles, sections, notes = (kinds.get(number, 0) for number in range(len(KINDS)))
        references = round(found["references"]["value"])
        words = sum(round(found["passages"][name]["value"]) for name in PASSAGE_FIELDS)
        return Counts(articles, sections, notes, references, words)

    def size(self) -> int:
        index = f"{self.commit.records},{state_index(self._connection.address)}"
        answer = self._connection.get(f"/{index}/_stats/store")
        return int(answer["_all"]["primaries"]["store"]["size_in_bytes"])


def _shown_only(article: tuple[str, list[Record]]) -> tuple[str, list[Record]]:
    article_id, records = article
    return article_id, list(map(shown_only, records))


def _named_exactly(ids: Iterable[str]) -> Clause:
    return {"terms": {"article": [shortened(each) for each in ids]}}
