"""Commits on a cluster: seen as a whole or not at all, by one writer at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from painsci_search import (
    Article,
    Index,
    IndexClosed,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexUnavailable,
    PainSciSearchError,
    Section,
)
from painsci_search.engine.opensearch import commit, lease, manifest, writer
from painsci_search.engine.opensearch.address import parse_address
from painsci_search.engine.opensearch.connection import Connection, NotFound
from painsci_search.engine.opensearch.store import ClusterStore


def _article(name: str, word: str) -> Article:
    return Article(name, f"On {word}", (Section("s", "Part", f"Some {word} that lasts."),))


def _found(index: Index, query: str) -> list[str]:
    return [hit.article.id for hit in index.search(query, kind="section").hits]


@pytest.fixture
def index(address: str) -> Iterator[Index]:
    with Index.create(address) as index:
        index.add([_article("one", "humming"), _article("two", "humming")])
        yield index


def test_an_index_that_does_not_exist_is_missing(address: str) -> None:
    with pytest.raises(IndexMissing, match="painsci-search index --index opensearch://"):
        Index.open(address)


def test_a_reader_keeps_its_commit_until_it_refreshes(index: Index, address: str) -> None:
    with Index.open(address) as reader:
        before = reader.generation
        index.add(_article("one", "whistling"))
        index.remove("two")
        assert _found(reader, "humming") == ["one", "two"]
        assert _found(reader, "whistling") == []
        assert reader.refresh()
        assert reader.generation != before
        assert _found(reader, "humming") == []
        assert _found(reader, "whistling") == ["one"]
        assert not reader.refresh()


def test_a_closed_index_answers_no_more(index: Index) -> None:
    index.close()
    with pytest.raises(IndexClosed, match="is closed: open it"):
        _found(index, "humming")


def test_nothing_of_a_failed_commit_is_seen(
    index: Index, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PainSciSearchError("failed at the last moment")

    with monkeypatch.context() as patched:
        patched.setattr(writer.ClusterWriter, "_with_statistics", fail)
        with pytest.raises(PainSciSearchError, match="last moment"):
            index.add([_article("one", "whistling"), _article("three", "whistling")])
    for reader in (index, Index.open(address)):
        assert _found(reader, "humming") == ["one", "two"]
        assert _found(reader, "whistling") == []
    index.add(_article("four", "whistling"))
    assert _found(index, "whistling") == ["four"]
    assert _found(index, "humming") == ["one", "two"]
    assert index.check() == ()


def test_a_second_writer_is_refused_and_names_the_first(index: Index, address: str) -> None:
    store = ClusterStore.open(parse_address(address))
    with store.writing(), Index.open(address) as other:
        with pytest.raises(IndexLocked, match="locked by process"):
            other.add(_article("three", "whistling"))
        assert _found(other, "whistling") == []
    index.add(_article("three", "whistling"))
    assert _found(index, "whistling") == ["three"]


def test_a_second_writer_waits_for_the_first(index: Index, address: str) -> None:
    store = ClusterStore.open(parse_address(address))
    with Index.open(address) as other:
        adding = threading.Thread(
            target=other.add, args=(_article("three", "whistling"),), kwargs={"timeout": 60}
        )
        with store.writing() as first:
            adding.start()
            first.add("four", _records("four", "whistling"))
        adding.join()
    index.refresh()
    assert _found(index, "whistling") == ["four", "three"]


def test_the_lock_of_a_killed_writer_ends_and_what_it_still_writes_is_not_seen(
    index: Index, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "_LEASE", -1.0)  # as if it had not been renewed for a long time
    store = ClusterStore.open(parse_address(address))

    def write_late() -> None:
        with store.writing() as late:
            late.add("late", _records("late", "whistling"))
            late._send_articles(late._lease.number)
            index.add(_article("three", "shouting"))
            # it goes on after another writer has committed

    with pytest.raises(PainSciSearchError, match=r"another writer"):
        write_late()
    index.refresh()
    assert _found(index, "whistling") == []
    assert _found(index, "shouting") == ["three"]
    index.add(_article("four", "singing"))
    assert _found(index, "whistling") == []
    assert len(index.articles()) == 4


@contextmanager
def _late_writer(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[writer.ClusterWriter]:
    """A writer whose lock may be taken by another one, so that its commit is refused."""
    monkeypatch.setattr(lease, "_LEASE", -1.0)
    store = ClusterStore.open(parse_address(address))
    with pytest.raises(PainSciSearchError, match="another writer"), store.writing() as late:
        yield _with_a_change(late)


def _with_a_change(late: writer.ClusterWriter) -> writer.ClusterWriter:
    late.add("late", _records("late", "whistling"))
    return late


def _refresh(address: str) -> None:
    connection = Connection(parse_address(address))
    connection.post(f"/{parse_address(address).name}*/_refresh")
    connection.close()


def test_a_late_writer_removes_and_revives_nothing_of_a_later_one(
    index: Index, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _late_writer(address, monkeypatch) as late:
        index.add(_article("one", "shouting"))
        index.remove("two")
        late._clear()
        _refresh(address)
        assert _found(index, "shouting") == ["one"]
        assert _found(index, "humming") == []
        assert index.check() == ()


@pytest.mark.parametrize("is_removal", [True, False])
def test_a_late_mark_does_not_replace_a_later_one(
    index: Index, address: str, monkeypatch: pytest.MonkeyPatch, *, is_removal: bool
) -> None:
    with _late_writer(address, monkeypatch) as late:
        index.remove("two")
        late._mark({"term": {"article": "two"}}, late._lease.number if is_removal else None)
        _refresh(address)
        assert _found(index, "humming") == ["one"]
        assert index.check() == ()


def test_a_late_mark_is_not_removed_with_the_dead(
    index: Index, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "KEEP", -1.0)
    with _late_writer(address, monkeypatch) as late:
        store = ClusterStore.open(parse_address(address))
        with store.writing() as later:
            later.add("three", _records("three", "whistling"))
            late._mark({"term": {"article": "two"}}, late._lease.number)
        index.refresh()
        assert _found(index, "humming") == ["one", "two"]
        assert index.check() == ()


def test_a_writer_that_was_overtaken_before_it_began_is_refused(
    index: Index, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "_LEASE", -1.0)
    fence = writer.ClusterWriter._fence

    def overtaken(late: writer.ClusterWriter, found: manifest.Versioned) -> manifest.Versioned:
        monkeypatch.setattr(writer.ClusterWriter, "_fence", fence)
        store = ClusterStore.open(parse_address(address))
        with store.writing() as later:
            later.add("three", _records("three", "shouting"))
            # the later one has the same commit, but its own number is on the manifest
            with pytest.raises(PainSciSearchError, match="another writer"):
                fence(late, found)
        return fence(late, manifest.read_manifest(late._connection))

    monkeypatch.setattr(writer.ClusterWriter, "_fence", overtaken)
    with pytest.raises(PainSciSearchError, match="another writer"):
        index.add(_article("four", "whistling"))
    index.refresh()
    assert _found(index, "shouting") == ["three"]


def test_a_late_clean_up_leaves_the_state_that_a_later_writer_has_written(
    index: Index, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _late_writer(address, monkeypatch) as late:
        store = ClusterStore.open(parse_address(address))
        with store.writing() as later:
            later._put_state("files-next", "its data")
            later.add("three", _records("three", "shouting"))
            _refresh(address)
            late._remove_states(late._before.manifest)
            assert later.snapshot.commit.state(["files-next"]) == ["its data"]
        assert index.refresh()


def test_a_clean_up_goes_on_where_a_document_is_gone_already(
    index: Index, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = Connection(parse_address(address))
    state = f"/{parse_address(address).name}-state"
    for number in range(3):
        connection.put(f"{state}/_doc/files-0-{number}", {"data": "", "number": 0})
    connection.post(f"{state}/_refresh")
    delete_once = Connection.delete

    def delete_twice(self: Connection, path: str, **params: object) -> object:
        delete_once(self, path, **params)
        return delete_once(self, path, **params)

    with monkeypatch.context() as patched:
        patched.setattr(Connection, "delete", delete_twice)
        index.add(_article("three", "shouting"))
    for number in range(3):
        with pytest.raises(NotFound):
            connection.get(f"{state}/_doc/files-0-{number}")
    connection.close()


def test_a_committed_update_does_not_fail_if_it_cannot_clean_up(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "KEEP", -1.0)
    put = writer.ClusterWriter._put_manifest

    def put_and_lose(
        self: writer.ClusterWriter, before: manifest.Versioned, new: manifest.ClusterManifest
    ) -> None:
        put(self, before, new)
        self._lease._is_lost = new.generation == self._lease.number

    monkeypatch.setattr(writer.ClusterWriter, "_put_manifest", put_and_lose)
    index.add(_article("one", "shouting"))
    assert _found(index, "shouting") == ["one"]


def test_a_committed_update_does_not_fail_if_it_cannot_be_read(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise IndexUnavailable("the cluster does not answer", "")

    with monkeypatch.context() as patched:
        patched.setattr(ClusterStore, "refresh", fail)
        index.add(_article("one", "shouting"))
    assert _found(index, "shouting") == ["one"]


def _records(name: str, word: str) -> list[object]:
    from painsci_search.documents import make_records

    return list(make_records(_article(name, word)))


def test_replaced_records_are_removed_when_no_reader_can_need_them(
    index: Index, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Index.open(address) as reader:
        monkeypatch.setattr(writer, "KEEP", -1.0)
        index.add(_article("one", "whistling"))
        reader._store.snapshot.commit._sure_until = 0.0
        with pytest.raises(PainSciSearchError, match="open or refresh the index"):
            reader.search("humming")
        reader.refresh()
        assert _found(reader, "whistling") == ["one"]
    connection = Connection(parse_address(address))
    name = parse_address(address).name
    connection.post(f"/{name}/_refresh")
    found = connection.search(name, {"size": 0, "track_total_hits": True})
    assert found["hits"]["total"]["value"] == index._store.snapshot.manifest.records
    connection.close()


def test_a_reader_of_a_replaced_commit_makes_sure_each_time(
    index: Index, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Index.open(address) as reader:
        reader._store.snapshot.commit._sure_until = 0.0  # as if it had been open for long
        index.add(_article("three", "whistling"))
        assert _found(reader, "humming") == ["one", "two"]
        monkeypatch.setattr(writer, "KEEP", -1.0)
        index.remove("one")
        with pytest.raises(PainSciSearchError, match="open or refresh the index"):
            reader.search("humming")


def test_a_reader_of_the_latest_commit_makes_sure_now_and_then(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def read(connection: Connection) -> manifest.Versioned:
        asked.append(connection)
        return manifest.read_manifest(connection)

    monkeypatch.setattr(commit, "read_manifest", read)
    index._store.snapshot.commit._sure_until = 0.0
    for query in ("humming", "lasts", "some"):
        index.search(query)
    assert len(asked) == 1


def test_the_state_of_a_removed_commit_is_not_damaged(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ClusterStore.create(parse_address(address))
    monkeypatch.setattr(writer, "KEEP", -1.0)
    readers = []
    for data in (b"one", b"two", b"three"):
        with store.writing() as each:
            each.attach(data)
        readers.append(store.snapshot)
        _refresh(address)
    with pytest.raises(PainSciSearchError, match="open or refresh the index"):
        readers[0].read_attachment()
    assert readers[2].read_attachment() == b"three"
    connection = Connection(parse_address(address))
    (name,) = readers[2].manifest.attachment
    connection.delete(f"/{parse_address(address).name}-state/_doc/{name}")
    connection.close()
    with pytest.raises(IndexDamaged, match=f"lacks {name}"):
        readers[2].read_attachment()


def test_parts_of_many_articles_are_brought_in_several_requests(index: Index) -> None:
    index.add([_article(f"many-{number}", "singing") for number in range(600)])
    wanted = {f"many-{number}": ["s"] for number in range(600)}
    parts = index._store.snapshot.parts(wanted)
    assert len(parts) == 600
    assert all([number for number, _ in found] == [0, 1] for found in parts.values())


def test_missing_records_are_found_by_a_check(index: Index, address: str) -> None:
    name = parse_address(address).name
    connection = Connection(parse_address(address))
    hits = connection.search(name, {"query": {"term": {"article": "two"}}})["hits"]["hits"]
    for hit in hits:
        connection.delete(f"/{name}/_doc/{hit['_id']}", routing="two", refresh="true")
    connection.close()
    with pytest.raises(IndexDamaged, match=r"2 of 4 records.: make it anew with"):
        index.check()


@pytest.mark.usefixtures("index")
def test_an_index_of_another_format_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from painsci_search import IndexVersionError

    monkeypatch.setattr(manifest, "FORMAT", 99)
    with pytest.raises(IndexVersionError, match="format 2, this version reads 99"):
        Index.open(address)


def test_an_index_is_copied_both_ways(index: Index, address: str, tmp_path: object) -> None:
    from clusters import delete

    from painsci_search import Note, NoteRef, Reference

    work = Reference("Doe 2018", ("Doe J",), "Hums: a trial", year=2018, pmid="7")
    section = Section("s", "Hums", "Humming helps.", note_refs=(NoteRef("1", 14, "n1"),))
    index.add(Article("cited", "Cited", (section,), (Note("1", "n1", "Doe 2018", (work,)),)))
    folder = f"{tmp_path}/index"
    assert index.copy_to(folder) == 3
    there = f"{address}-copy"
    try:
        with Index.open(folder) as copied:
            assert copied.copy_to(there) == 3
            with pytest.raises(PainSciSearchError, match="has articles"):
                copied.copy_to(there)
            with Index.open(there) as again:
                for other in (copied, again):
                    assert other.articles() == index.articles()
                    assert other.references() == index.references()
                    assert other.get("cited") == index.get("cited")
                    assert other.search("humming").hits == index.search("humming").hits
    finally:
        delete(there)
