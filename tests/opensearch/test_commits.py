"""Commits on a cluster: seen as a whole or not at all, by one writer at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from painsci_search import Article, Index, IndexLocked, IndexMissing, PainSciSearchError, Section
from painsci_search.engine.opensearch import lease, manifest, writer
from painsci_search.engine.opensearch.address import parse_address
from painsci_search.engine.opensearch.connection import Connection
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


def test_a_closed_index_opens_again(index: Index) -> None:
    index.close()
    assert _found(index, "humming") == ["one", "two"]


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


def _records(name: str, word: str) -> list[object]:
    from painsci_search.documents import make_records

    return list(make_records(_article(name, word)))


def test_replaced_records_are_removed_when_no_reader_can_need_them(
    index: Index, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Index.open(address) as reader:
        monkeypatch.setattr(writer, "KEEP", -1.0)
        index.add(_article("one", "whistling"))
        reader._store.snapshot._sure_until = 0.0
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


def test_missing_records_are_found_by_a_check(index: Index, address: str) -> None:
    from painsci_search import IndexDamaged

    name = parse_address(address).name
    connection = Connection(parse_address(address))
    hits = connection.search(name, {"query": {"term": {"article": "two"}}})["hits"]["hits"]
    for hit in hits:
        connection.delete(f"/{name}/_doc/{hit['_id']}", routing="two", refresh="true")
    connection.close()
    with pytest.raises(IndexDamaged, match="2 of 4 records"):
        index.check()


@pytest.mark.usefixtures("index")
def test_an_index_of_another_format_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from painsci_search import IndexVersionError

    monkeypatch.setattr(manifest, "FORMAT", 99)
    with pytest.raises(IndexVersionError, match="format 1, this version reads 99"):
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
