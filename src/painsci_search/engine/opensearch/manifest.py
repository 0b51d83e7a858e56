"""The manifest of an index on a cluster: the document that names the commit, and its statistics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from painsci_search.engine.opensearch.connection import Connection, NotFound
from painsci_search.engine.opensearch.schema import FORMAT, length_name, state_index
from painsci_search.errors import IndexDamaged, IndexVersionError, PainSciSearchError
from painsci_search.records import FIELDS, KINDS

MANIFEST_ID = "manifest"
# More than there are languages with rules.
_MOST_LANGUAGES = 1000


class ClusterManifest(NamedTuple):
    """The content of one commit, kept as one document.

    Attributes:
        generation: the number of the commit.
        aborted: numbers of writers before it that never committed.
        committed: time of the commit, in seconds since 1970.
        replaced: for earlier commits that can still be read, when each was replaced.
        oldest: the number of the oldest commit that can be read.
        records: the number of records.
        passages, words, holders: the statistics of the collection: searchable sections and notes,
            and for each field the words of all records, and the number of records that have any.
        languages: the passages by the code of their language; "" for English.
        vocabulary, attachment: ids of documents with the words of the index, and with the bytes
            that were committed.
        dropped: such ids of earlier commits, each with the number of the commit that dropped it.
        digest: the SHA-256 of the committed bytes.
        rebuilt: the number of the commit that made the index of records anew; 0 for the first one.
        retired: such numbers of earlier indexes of records, each with that of the commit that
            replaced it.
        analyzer: the version of the code that analyzed the texts.
    """

    generation: int = 0
    aborted: tuple[int, ...] = ()
    committed: float = 0.0
    replaced: tuple[tuple[int, float], ...] = ()
    oldest: int = 0
    records: int = 0
    passages: int = 0
    words: Mapping[str, int] = {}
    holders: Mapping[str, int] = {}
    languages: Mapping[str, int] = {}
    vocabulary: tuple[str, ...] = ()
    attachment: tuple[str, ...] = ()
    dropped: tuple[tuple[str, int], ...] = ()
    digest: str = ""
    rebuilt: int = 0
    retired: tuple[tuple[int, int], ...] = ()
    analyzer: str = ""

    @property
    def segments(self) -> tuple[int, ...]:
        """Empty if the index has no records."""
        return (self.generation,) if self.records else ()


class Versioned(NamedTuple):
    """A manifest as it was read.

    Attributes:
        seq_no, primary_term: the numbers by which the cluster knows whether it was replaced since;
            None for a manifest that is missing.
        writer: the number of the writer that wrote it last, whether it committed or not.
    """

    manifest: ClusterManifest
    seq_no: int | None
    primary_term: int | None
    writer: int


def read_any_manifest(connection: Connection) -> tuple[Versioned, PainSciSearchError | None]:
    """Read the manifest of an index in any state; return why it cannot be used, if it cannot.

    One that cannot be used is empty but for the numbers, so that a writer can replace it.

    Raises:
        IndexMissing: there is no index.
    """
    try:
        return read_manifest(connection), None
    except (IndexDamaged, IndexVersionError) as error:
        path = f"/{state_index(connection.address)}/_doc/{MANIFEST_ID}"
        try:
            answer = connection.get(path)
        except NotFound:
            return Versioned(ClusterManifest(), None, None, 0), error
        content = answer["_source"]
        generation, rebuilt = (_number(content.get(each)) for each in ("generation", "rebuilt"))
        empty = ClusterManifest(generation=generation, rebuilt=rebuilt)
        return Versioned(empty, answer["_seq_no"], answer["_primary_term"], 0), error


def read_manifest(connection: Connection) -> Versioned:
    """Read the manifest of an index.

    Raises:
        IndexMissing: there is none.
        IndexVersionError: the index has another format.
        IndexDamaged: the manifest has unexpected values.
    """
    where = connection.address
    try:
        answer = connection.get(f"/{state_index(where)}/_doc/{MANIFEST_ID}")
        content = answer["_source"]
    except NotFound:
        raise IndexDamaged(
            f"the index at {where} is damaged (it has no manifest): make it anew with "
            f"'painsci-search index --rebuild --index {where} FOLDER', FOLDER being your articles"
        ) from None
    version = content.get("format")
    if version != FORMAT:
        raise IndexVersionError(
            f"the index at {where} has format {version}, this version reads {FORMAT}: make it anew "
            f"with 'painsci-search index --rebuild --index {where}', or index into a new name",
            is_older=isinstance(version, int) and version < FORMAT,
        )
    values = {name: _frozen(content[name]) for name in ClusterManifest._fields if name in content}
    manifest, writer = ClusterManifest(**values), content.get("writer", 0)
    return Versioned(manifest, answer["_seq_no"], answer["_primary_term"], writer)


def dump_manifest(manifest: ClusterManifest, writer: int = 0) -> dict[str, Any]:
    """Return a manifest as a document of the writer with a number."""
    return {"format": FORMAT, "writer": writer, **manifest._asdict()}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def statistics_query() -> dict[str, Any]:
    """Return aggregations that compute the statistics of a collection."""
    aggregations: dict[str, Any] = {
        "passages": {
            "filter": {"bool": {"must_not": [{"term": {"kind": KINDS.index("article")}}]}},
            "aggs": {"languages": {"terms": {"field": "language", "size": _MOST_LANGUAGES}}},
        }
    }
    for field in FIELDS:
        name = length_name(field)
        aggregations[f"words_{field}"] = {"sum": {"field": name}}
        filled = {"range": {name: {"gt": 0}}}
        aggregations[f"holders_{field}"] = {"filter": filled}
    return aggregations
