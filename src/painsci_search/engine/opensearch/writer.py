"""The writer of an index on a cluster: articles to add and remove in; one commit out.

New documents are born in the commit that is being made, and replaced ones die in it, so no reader
sees any change. Then one document, the manifest, is replaced, and all of it is seen at once.
"""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from painsci_search import versions
from painsci_search.engine.opensearch.clauses import Clause
from painsci_search.engine.opensearch.commit import KEEP, Commit
from painsci_search.engine.opensearch.connection import Conflict, Connection, NotFound
from painsci_search.engine.opensearch.documents import (
    analyzed,
    documents_of,
    shortened,
    texts_of,
    unpack,
)
from painsci_search.engine.opensearch.lease import Lease
from painsci_search.engine.opensearch.manifest import (
    MANIFEST_ID,
    ClusterManifest,
    Versioned,
    dump_manifest,
    read_manifest,
    statistics_query,
)
from painsci_search.engine.opensearch.schema import record_index, state_index
from painsci_search.engine.opensearch.sending import Sender
from painsci_search.engine.opensearch.snapshot import ClusterSnapshot
from painsci_search.engine.opensearch.spool import RecordSpool, SpoolFile, read_spool
from painsci_search.engine.opensearch.vocabulary import WordUses, pack_uses, unpack_uses
from painsci_search.engine.pending import PendingChanges
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.errors import PainSciSearchError
from painsci_search.records import FIELDS, Record

# Characters of records in one request, and documents that are marked or removed in one.
_REQUEST, _MARKED = 4_000_000, 2000
# Characters of an attachment in one document.
_PART = 20_000_000
# Parts of the vocabulary before they are joined to one.
_MOST_PARTS = 8
_MOST_ID = 1000
# Writers that never committed whose numbers are kept: one of them may still write for a moment.
_MOST_ABORTED = 100
# A late attempt of a writer that lost the lock must not change what a later writer marked.
_MARK_SCRIPT = (
    "if (ctx._source.died == null || ctx._source.died < params.own) "
    "{ ctx._source.died = params.died } else { ctx.op = 'noop' }"
)


class ClusterWriter(PendingChanges):
    """Collects changes of an index on a cluster; `commit` applies all of them at once.

    Args:
        folder: a temporary folder for records on their way.
        before: the manifest to replace, as it was read under the lock.
        rebuilds: whether the commit gets an index of records of its own, which is there already.

    Attributes:
        snapshot: the commit that is changed.
    """

    def __init__(
        self,
        connection: Connection,
        lease: Lease,
        folder: DiskFolder,
        before: Versioned,
        *,
        rebuilds: bool = False,
    ) -> None:
        super().__init__()
        self.folder = folder
        self._connection = connection
        self._lease = lease
        self._rebuilds = rebuilds
        # a manifest that cannot be used stays as it is until the commit replaces it
        self._before = before if rebuilds else self._fence(before)
        self.snapshot = ClusterSnapshot(connection, self._before.manifest)
        self.builder = RecordSpool(folder)
        rebuilt = lease.number if rebuilds else before.manifest.rebuilt
        self._index = record_index(connection.address, rebuilt)
        if rebuilds:
            self.start_over()
        else:
            self._clear()

    def _fence(self, found: Versioned) -> Versioned:
        """Put this writer's number on the manifest, so that an earlier writer cannot replace it.

        Raises:
            PainSciSearchError: a later writer put its own on it.
        """
        if found.writer <= self._lease.number:
            self._put_manifest(found, found.manifest)
            found = read_manifest(self._connection)
        if found.writer != self._lease.number:
            raise self._overtaken()
        return found

    def _clear(self) -> None:
        """Remove what earlier writers that never committed left."""
        manifest, own = self._before.manifest, self._lease.number
        self._refresh()
        for field, change in (("born", self._remove), ("died", self._revive)):
            change({"range": {field: {"gt": manifest.generation, "lt": own}}})
            if manifest.aborted:
                change({"terms": {field: list(manifest.aborted)}})
        remove_indexes(self._connection, manifest)

    def add(self, article_id: str, records: Iterable[Record]) -> None:
        """Add an article, given by its records; it replaces an article with the same id."""
        self.accept(self.builder.add(records), article_id)

    def take(self, shards: Iterable[SpoolFile]) -> None:
        """Take files of records that other processes made; they are read by their names."""

    def accept(self, at: tuple[str, int], article_id: str) -> None:
        """Give an article its id; it replaces an article with the same id."""
        if len(article_id) > _MOST_ID:
            raise ValueError(f"an id has more than {_MOST_ID} characters: {article_id[:40]!r}…")
        super().accept(at, article_id)

    def commit(self) -> None:
        """Write all changes and make them the latest commit.

        Raises:
            PainSciSearchError: the cluster cannot take them; the index is unchanged.
        """
        new = self._write_commit()
        # The changes are committed, so that an error here must not report that they failed. What
        # is left is in no commit; the next one removes it.
        with suppress(PainSciSearchError):
            self._remove_dead(new)
            self._remove_states(new)
            if self._rebuilds or self._before.manifest.retired:
                remove_indexes(self._connection, new)

    def _write_commit(self) -> ClusterManifest:
        """Write all changes, then the manifest that names them; return the manifest."""
        self.builder.finish()
        old, number = self._before.manifest, self._lease.number
        uses, added = self._send_articles(number)
        self._mark_removed(number)
        self._refresh()
        now = time.time()
        replaced = (*old.replaced, (old.generation, now))
        kept = tuple(each for each in replaced if each[1] > now - KEEP)
        new = old._replace(
            generation=number,
            aborted=(*old.aborted, *range(old.generation + 1, number))[-_MOST_ABORTED:],
            committed=now,
            replaced=kept,
            oldest=min((each[0] for each in kept), default=number),
            analyzer=self._analyzer(),
            **self._rebuilt(number),
            **self._write_vocabulary(uses, number),
            **self._write_attachment(number),
        )
        dropped = {*old.vocabulary, *old.attachment} - {*new.vocabulary, *new.attachment}
        new = new._replace(
            dropped=(
                *(each for each in old.dropped if each[1] > new.oldest),
                *((name, number) for name in sorted(dropped)),
            ),
            retired=tuple(each for each in new.retired if each[1] > new.oldest),
        )
        new = self._with_statistics(new, added)
        self._lease.check()
        self._put_manifest(self._before, new)
        return new

    def _rebuilt(self, number: int) -> dict[str, Any]:
        """Return the values of the manifest that name the index of records."""
        old = self._before.manifest
        if not self._rebuilds:
            return {}
        return {"rebuilt": number, "retired": (*old.retired, (old.rebuilt, number))}

    def _analyzer(self) -> str:
        # an index with texts of two analyzers is one of the older
        old = self._before.manifest
        is_new = self._starts_over or not old.records
        return versions.analyzer_version() if is_new else old.analyzer

    # --- documents --------------------------------------------------------------------------

    def _send_articles(self, number: int) -> tuple[WordUses, int]:
        """Write the documents of all accepted articles.

        Returns:
            The uses of the words in them, and the number of documents.
        """
        with Sender(self._connection, self._index, self._lease.check) as sender:
            return self._send_to(sender, number)

    def _send_to(self, sender: Sender, number: int) -> tuple[WordUses, int]:
        uses = WordUses()
        lines: list[Any] = []
        count = characters = 0
        for batch in _batches(self._articles()):
            records = [[unpack(blob) for blob in packed] for _, packed in batch]
            texts = [(text, each[0].language) for each in records for text in texts_of(each)]
            analysis = analyzed([text for text, _ in texts], [code for _, code in texts])
            uses.add(analysis.uses, analysis.of_languages)
            found = iter(zip(analysis.texts, analysis.lengths, strict=True))
            for (article_id, packed), each in zip(batch, records, strict=True):
                for document in documents_of(article_id, each, packed, found):
                    action = {"_id": f"{number}-{count}", "routing": document["article"]}
                    lines += [{"create": action}, {**document, "born": number}]
                    count += 1
                    characters += sum(len(x) for x in document.values() if isinstance(x, str))
                    if characters >= _REQUEST or len(lines) >= 2 * _MARKED:
                        sender.send(lines)
                        lines, characters = [], 0
        if lines:
            sender.send(lines)
        return uses, count

    def _articles(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the accepted articles with their packed records."""
        folder = self.folder.path
        for name in dict.fromkeys(name for name, _ in self._ids):
            for at, packed in enumerate(read_spool(folder, name)):
                article_id = self._ids.get((name, at))
                if article_id is not None:
                    yield article_id, packed

    def _mark_removed(self, number: int) -> None:
        """Mark the documents of removed articles as dead from this commit on."""
        if self._rebuilds:  # the index of records is new
            return
        if self._starts_over:
            self._mark(self.snapshot.commit.living(), number)
            return
        for ids in _chunks(self.removed, _MARKED // 10):
            gone = {"terms": {"article": [shortened(each) for each in ids]}}
            self._mark(self.snapshot.commit.living(gone), number)

    def _mark(self, query: Clause, died: int | None) -> None:
        parameters = {"own": self._lease.number, "died": died}
        change = {"script": {"source": _MARK_SCRIPT, "params": parameters}}
        for ids in _chunks(self._ids_of(query), _MARKED):
            lines: list[Any] = []
            for each, routing in ids:
                action = {"_id": each, "routing": routing, "retry_on_conflict": 3}
                lines += [{"update": action}, change]
            self._connection.bulk(self._index, lines, len(ids), self._lease.check)

    def _revive(self, query: Clause) -> None:
        self._mark(query, None)

    def _remove(self, query: Clause) -> None:
        for ids in _chunks(self._ids_of(query), _MARKED):
            lines = [{"delete": {"_id": each, "routing": routing}} for each, routing in ids]
            self._connection.bulk(self._index, lines, len(ids), self._lease.check)

    def _remove_dead(self, new: ClusterManifest) -> None:
        """Remove the documents that no commit which can be read has."""
        dead: Clause = {"range": {"died": {"lte": new.oldest}}}
        # a late mark of a writer that never committed is none
        marked_late = {"terms": {"died": list(new.aborted)}}
        self._remove({"bool": {"filter": [dead], "must_not": [marked_late]}})

    def _ids_of(self, query: Clause) -> list[tuple[str, str]]:
        """List the documents that a query matches, with what they are routed by."""
        found: list[tuple[str, str]] = []
        after: list[Any] | None = None
        while True:
            body: dict[str, Any] = {
                "query": query,
                "size": _MARKED,
                "_source": False,
                "docvalue_fields": ["article"],
                "sort": [{"article": "asc"}, {"number": "asc"}, {"born": "asc"}],
                "track_total_hits": False,
            }
            if after is not None:
                body["search_after"] = after
            hits = self._connection.search(self._index, body)["hits"]["hits"]
            found += [(hit["_id"], hit["fields"]["article"][0]) for hit in hits]
            if len(hits) < _MARKED:
                return found
            after = hits[-1]["sort"]

    def _refresh(self) -> None:
        answer = self._connection.post(f"/{self._index}/_refresh")
        if answer["_shards"]["failed"]:
            raise PainSciSearchError(
                f"{self._connection.address}: the cluster could not refresh all shards; the index "
                "is unchanged: try again"
            )

    # --- state ------------------------------------------------------------------------------

    def _with_statistics(self, new: ClusterManifest, added: int) -> ClusterManifest:
        """Return a manifest with the statistics of its records, all of which must be there.

        Raises:
            PainSciSearchError: the cluster has another number of records than was written.
        """
        after = Commit(self._connection, new)
        every = {"size": 0, "track_total_hits": True, "query": after.living()}
        own = {"size": 0, "track_total_hits": True, "query": {"term": {"born": new.generation}}}
        filled = {"size": 0, "query": after.searchable(), "aggs": statistics_query()}
        gone = {"size": 0, "track_total_hits": True, "query": {"term": {"died": new.generation}}}
        all_of, born, statistics, died = after.search([every, own, filled, gone])
        records = _total(all_of)
        kept = 0 if self._rebuilds else self._before.manifest.records
        expected = kept - _total(died) + added
        if _total(born) != added or records != expected:
            raise PainSciSearchError(
                f"{self._connection.address}: the cluster has {records} records of {expected}; the "
                "index is unchanged: try again"
            )
        found = statistics["aggregations"]
        return new._replace(
            records=records,
            passages=int(found["passages"]["doc_count"]),
            languages={
                str(each["key"]): int(each["doc_count"])
                for each in found["passages"]["languages"]["buckets"]
            },
            words={field: round(found[f"words_{field}"]["value"]) for field in FIELDS},
            holders={field: int(found[f"holders_{field}"]["doc_count"]) for field in FIELDS},
        )

    def _write_vocabulary(self, uses: WordUses, number: int) -> dict[str, Any]:
        old = () if self._starts_over else self._before.manifest.vocabulary
        if not uses.counts:
            return {"vocabulary": old}
        if len(old) >= _MOST_PARTS:
            before = unpack_uses(self.snapshot.commit.state(old))
            uses.add(before.counts, before.languages)
            old = ()
        name = f"vocabulary-{number}"
        self._put_state(name, pack_uses(uses))
        return {"vocabulary": (*old, name)}

    def _write_attachment(self, number: int) -> dict[str, Any]:
        if self._attachment is None:
            return {}
        data = base64.b64encode(self._attachment).decode()
        names = []
        for part, start in enumerate(range(0, len(data), _PART)):
            names.append(f"files-{number}-{part}")
            self._put_state(names[-1], data[start : start + _PART])
        digest = hashlib.sha256(self._attachment).hexdigest()
        return {"attachment": tuple(names), "digest": digest}

    def _put_state(self, name: str, data: str) -> None:
        index = state_index(self._connection.address)
        self._connection.put(f"/{index}/_doc/{name}", {"data": data, "number": self._lease.number})

    def _put_manifest(self, before: Versioned, new: ClusterManifest) -> None:
        """Replace the manifest unless another writer did.

        Raises:
            PainSciSearchError: another writer replaced it; the index is as that one made it.
        """
        index = state_index(self._connection.address)
        guard: dict[str, Any] = {
            "if_seq_no": before.seq_no,
            "if_primary_term": before.primary_term,
        }
        if before.seq_no is None:
            guard = {"op_type": "create"}
        try:
            document = dump_manifest(new, self._lease.number)
            self._connection.put(f"/{index}/_doc/{MANIFEST_ID}", document, **guard)
        except Conflict as error:
            # an attempt whose answer was lost may have replaced it
            found = read_manifest(self._connection)
            if found.manifest != new:
                raise self._overtaken() from error

    def _overtaken(self) -> PainSciSearchError:
        return PainSciSearchError(
            f"{self._connection.address}: another writer changed the index meanwhile; nothing of "
            "this update was committed: try again"
        )

    def _remove_states(self, new: ClusterManifest) -> None:
        """Remove vocabularies and attachments that no commit which can be read has.

        Those of later writers stay: one of them may be about to commit them.
        """
        kept = {*new.vocabulary, *new.attachment, *(name for name, _ in new.dropped)}
        index = state_index(self._connection.address)
        body = {"query": {"match_all": {}}, "size": _MARKED, "_source": ["number"]}
        for hit in self._connection.search(index, body)["hits"]["hits"]:
            name = hit["_id"]
            if not name.startswith(("vocabulary-", "files-")) or name in kept:
                continue
            if hit["_source"]["number"] <= new.generation:
                with suppress(NotFound):  # an attempt whose answer was lost may have removed it
                    self._connection.delete(f"/{index}/_doc/{name}")


def remove_indexes(connection: Connection, manifest: ClusterManifest) -> None:
    """Remove the indexes of records that no commit which can be read has."""
    kept = {manifest.rebuilt, *(each for each, _ in manifest.retired)}
    address = connection.address
    if 0 not in kept:
        connection.delete(f"/{record_index(address)}", ignore_unavailable="true")
    pattern = re.compile(re.escape(address.name) + r"-records-(\d+)\Z")
    for name in connection.get(f"/{address.name}-records-*/_settings"):
        match = pattern.match(name)
        if match is not None and int(match[1]) not in kept:
            connection.delete(f"/{name}", ignore_unavailable="true")


def _total(answer: Any) -> int:
    return int(answer["hits"]["total"]["value"])


def _batches(
    articles: Iterable[tuple[str, list[str]]],
) -> Iterator[list[tuple[str, list[str]]]]:
    """Group articles into requests of a bounded length."""
    batch: list[tuple[str, list[str]]] = []
    characters = 0
    for article in articles:
        batch.append(article)
        characters += sum(map(len, article[1]))
        if characters >= _REQUEST:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
