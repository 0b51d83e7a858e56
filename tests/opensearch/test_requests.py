"""What is asked of a cluster: each thing once, and no more than an answer needs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from painsci_search import Article, Index, Note, NoteRef, Reference, Section, versions
from painsci_search.engine.filters import Filters
from painsci_search.engine.opensearch import commit, query, snapshot
from painsci_search.engine.opensearch.connection import Connection
from painsci_search.engine.opensearch.store import ClusterStore
from painsci_search.engine.top_k import Ranking
from painsci_search.query.ast import Word
from painsci_search.records import Record
from painsci_search.search import remote
from painsci_search.search.answer import Request

_ARTICLES = 450


@pytest.fixture(scope="module")
def index(hosts: str) -> Iterator[Index]:
    """Articles that all have one word."""
    from clusters import delete

    address = f"opensearch://{hosts}/requests"
    delete(address)
    with Index.create(address) as index:
        index.add(
            Article(f"a{at:03}", "Sounds", (Section("s", "Part", f"Humming number{at} lasts."),))
            for at in range(_ARTICLES)
        )
        yield index
    delete(address)


class _Asked:
    """The searches that were sent, and the number of matches with scores that were brought."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.scored = 0


@pytest.fixture
def asked(index: Index, monkeypatch: pytest.MonkeyPatch) -> _Asked:
    found = _Asked()
    send = Connection.search_many

    def search_many(self: Connection, name: str, bodies: list[dict[str, Any]]) -> list[Any]:
        answers = send(self, name, bodies)
        found.bodies += map(json.dumps, bodies)
        for body, answer in zip(bodies, answers, strict=True):
            found.scored += len(answer["hits"]["hits"]) if "track_scores" in body else 0
        return answers

    index._engine.close()  # nothing is known of earlier queries
    assert index.generation
    monkeypatch.setattr(Connection, "search_many", search_many)
    return found


@pytest.mark.parametrize("per_article", [0, 1])
def test_each_match_is_brought_once_however_many_there_are(
    index: Index, asked: _Asked, monkeypatch: pytest.MonkeyPatch, per_article: int
) -> None:
    monkeypatch.setattr(query, "_MOST_BY_OFFSET", 100)
    hits = list(index.iter_search("humming", kind="section", per_article=per_article))
    assert [hit.rank for hit in hits] == list(range(1, _ARTICLES + 1))
    assert len({hit.article.id for hit in hits}) == _ARTICLES
    assert asked.scored <= _ARTICLES + 1


def test_a_page_far_in_the_ranking_is_that_of_all_matches(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [hit.article.id for hit in index.iter_search("humming", offset=250, kind="section")]
    monkeypatch.setattr(query, "_MOST_BY_OFFSET", 100)
    found = index.search("humming", offset=250, limit=20, kind="section")
    assert [hit.article.id for hit in found.hits] == expected[:20]
    assert len(expected) == _ARTICLES - 250


def test_no_search_is_sent_twice_for_one_answer(index: Index, asked: _Asked) -> None:
    found = index.search("(humming OR zzz) (lasts OR qqq) sounds", explain=True)
    assert found.total == 2 * _ARTICLES
    assert len(asked.bodies) == len(set(asked.bodies))


def test_the_files_of_all_hits_are_found_in_one_request(index: Index, asked: _Asked) -> None:
    for limit in (1, 10, 40):
        results = index.search("humming", kind="section", limit=limit)
        asked.bodies.clear()
        assert index.check(results) == ()
        assert len(asked.bodies) == 1


def test_an_index_is_counted_without_bringing_it(
    index: Index, asked: _Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    def whole(_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(snapshot.ClusterSnapshot, "whole", whole)
    stats = index.stats()
    assert (stats.articles, stats.sections, stats.notes) == (_ARTICLES, _ARTICLES, 0)
    assert stats.words == 3 * _ARTICLES
    assert len(asked.bodies) == 2


@pytest.fixture
def cited(address: str) -> Iterator[Index]:
    """Articles that cite works, on a cluster; to bring the index as a whole is an error."""
    with Index.create(address) as index:
        for at in range(4):
            index.add(_citing(f"a{at}", at % 2, f"Doe {at}"))
        yield index


def _citing(name: str, number: int, raw: str = "") -> Article:
    """Make an article that cites the work with a number."""
    text = "Humming helps. Humming is loud."
    section = Section("s", "Hums", text, note_refs=(NoteRef("1", 14, "n1"),))
    raw = raw or f"Doe {number}"
    work = Reference(raw, ("Doe J",), f"Hums {number}", year=2018 + number)
    note = Note("1", "n1", raw, (work,), cited_from=("s",))
    others = [Section(f"o{n}", "Other", "Nothing is cited here.") for n in range(5)]
    url = f"https://example.org/{name}"
    return Article(name, "Sounds", (section, *others), (note,), url=url)


def test_works_bring_the_notes_that_cite_and_nothing_twice(
    cited: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def whole(_: object) -> None:
        raise AssertionError

    read: list[Record] = []
    record = commit.Commit.record

    def record_and_note(self: commit.Commit, row: dict[str, Any]) -> Record:
        read.append(record(self, row))
        return read[-1]

    monkeypatch.setattr(snapshot.ClusterSnapshot, "whole", whole)
    monkeypatch.setattr(commit.Commit, "record", record_and_note)
    assert [work.citations for work in cited.references().works] == [2, 2]
    assert [each.kind for each in read] == ["note"] * 4
    read.clear()
    assert cited.references("doe 2018").total == 1
    assert read == []
    (first, _) = cited.cites("Doe2018hums").citations
    assert (first.article.id, first.claims[0].text) == ("a0", "Humming helps.")
    # of both articles their own records, their notes, and the sections that cite these
    assert len(read) <= 2 * 5
    assert [each.passages for each in cited.contents()] == [8] * 4
    found = cited.bibliography("humming loud", kind="section")
    assert [work.key for work in found.works] == ["Doe2018hums", "Doe2019hums"]
    evidence = cited.evidence(cited.search("humming"), year=2026)
    assert {each.key for each in evidence.works} == {"Doe2018hums", "Doe2019hums"}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The requests that are sent, by method and path."""
    found: list[str] = []
    once = Connection._once

    def counted(self: Connection, method: str, path: str, *values: Any) -> Any:
        found.append(f"{method} {path}")
        return once(self, method, path, *values)

    monkeypatch.setattr(Connection, "_once", counted)
    return found


def test_a_site_is_exported_in_as_few_requests_however_many_works_it_has(
    cited: Index, sent: list[str], tmp_path: Path
) -> None:
    from painsci_search.static_site import export_site

    report = export_site(cited, tmp_path / "site")
    assert (report.articles, report.unlinked) == (4, ())
    # titles, links, the notes that cite, two for what cites them, one page of articles
    assert len(sent) <= 6
    cited.add(_citing(f"b{at}", at) for at in range(60))
    sent.clear()
    export_site(cited, tmp_path / "site")
    assert len(sent) <= 6
    cited.copy_to(tmp_path / "copy")
    with Index.open(tmp_path / "copy") as here:
        report = export_site(here, tmp_path / "site")
        assert (report.articles, report.unchanged) == (64, report.files)


def test_quotes_of_many_articles_are_verified_in_few_requests(
    index: Index, sent: list[str]
) -> None:
    quotes = index.quotes(index.search("humming", kind="section", limit=100)).quotes
    assert len({quote.article.id for quote in quotes}) == 100
    sent.clear()
    assert {verdict.state for verdict in index.verify(quotes)} == {"unchanged"}
    assert len(sent) <= 3


def test_articles_are_removed_in_few_requests_however_many_they_are(
    address: str, sent: list[str]
) -> None:
    counts = []
    with Index.create(address) as index:
        for some in (5, 100):
            index.add(_citing(f"a{at}", at) for at in range(some))
            sent.clear()
            assert index.remove(f"A{at}" for at in range(some)) == some
            counts.append(len(sent))
            assert index.articles() == ()
    assert counts[1] == counts[0]


def test_some_heads_of_many_are_brought_in_parts(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (snapshot, commit):
        monkeypatch.setattr(module, "MOST_ROWS", 2)
    wanted = ["a007", "a003", "a005", "a001", "a002", "none"]
    heads = index._store.snapshot.heads(wanted)
    found = [heads.find(each) for each in wanted]
    assert [each and each.id for each in found] == [*wanted[:5], None]
    assert all(each is None or len(each.load_all()) == 1 for each in found)


def test_a_record_that_was_not_brought_makes_no_hit(index: Index) -> None:
    opened = index._store.snapshot
    asked = opened.query(Word("humming", None, 0, 7))
    first, second = asked.page(Filters(kind="section"), Ranking(limit=2)).found
    found = [first._replace(anchor="gone"), second]
    hits = remote._hits(opened, asked, found, Request("humming"))
    assert [hit.article.id for hit in hits] == [second.article_id]


def test_an_index_that_an_older_version_made_is_to_be_made_anew(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "analyzer_version", lambda: "newer")
    for problems in (index.check(), index.check(index.search("humming"))):
        (problem,) = problems
        assert f"'painsci-search index --rebuild --index {problem.source}'" in problem.message


def test_an_index_that_is_copied_to_is_read_again_once(
    index: Index, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refreshed: list[ClusterStore] = []
    refresh = ClusterStore.refresh

    def refresh_and_note(self: ClusterStore) -> object:
        refreshed.append(self)
        return refresh(self)

    monkeypatch.setattr(ClusterStore, "refresh", refresh_and_note)
    assert index.copy_to(address) == _ARTICLES
    assert len(refreshed) == 1
