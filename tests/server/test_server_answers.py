"""One answer: named, compressed, made in a bounded time; the index behind it may change."""

from __future__ import annotations

import gzip
import re
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asking import Client

from painsci_search import Article, Index, IndexDamaged, IndexUnavailable, Results, Section
from painsci_search.engine.storage.manifest import MANIFEST
from painsci_search.server import ServerLimits, shared_index
from painsci_search.time_limit import seconds_left


def make(name: str, text: str) -> Article:
    return Article(name, name.title(), (Section("s", "Part", text),))


@pytest.mark.parametrize(
    "target",
    ["/v1/search?q=placebo", "/v1/references?q=placebo", "/v1/cites?work=30397584",
     "/v1/articles", "/v1/articles/placebo", "/v1/suggest?q=pla", "/v1/openapi.json",
     "/articles/placebo"],
)  # fmt: skip
def test_a_client_that_has_the_answer_is_told_so(target: str, client: Client) -> None:
    first = client.get(target)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    assert first.headers["cache-control"] == "no-cache"
    assert "Accept-Encoding" in first.headers["vary"]
    for condition in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = client.get(target, headers=[("if-none-match", condition)])
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
        assert "content-length" not in again.headers
        assert "content-type" not in again.headers
    for condition in ('"other"', tag[:-2] + '"', "", tag.strip('W/"')):
        again = client.get(target, headers=[("if-none-match", condition)])
        assert again.status_code == 200
    two = client.get(target, headers=[("if-none-match", '"x"'), ("if-none-match", tag)])
    assert two.status_code == 304
    head = client.get(target, method="HEAD", headers=[("if-none-match", tag)])
    assert head.status_code == 304


def test_every_question_has_a_name_of_its_own(client: Client) -> None:
    targets = [
        "/v1/search?q=placebo", "/v1/search?q=placebo&limit=9", "/v1/search?q=nocebo",
        "/v1/references?q=placebo", "/v1/suggest?q=placebo", "/v1/articles/placebo",
        "/articles/placebo", "/v1/articles/placebo?anchor=s",
    ]  # fmt: skip
    tags = {client.get(target).headers.get("etag") for target in targets[:7]}
    assert len(tags) == 7


def test_an_answer_is_another_where_the_server_is_set_up_otherwise(
    tmp_path: Path, make_client: Callable[..., Client]
) -> None:
    with Index.create(tmp_path / "index") as writer:
        writer.add(make("one", "Massage is nice."))
    words = tmp_path / "words.txt"
    words.write_text("massage = rubbing\n")

    def tag(*, shows_sources: bool = True, **opening: Any) -> str:
        index = Index.open(tmp_path / "index", **opening)
        client = make_client(index, shows_sources=shows_sources)
        return client.get("/v1/search?q=massage").headers["etag"]

    assert tag() == tag()
    others = [
        tag(),
        tag(base_url="https://example.org"),
        tag(synonyms=words),
        tag(shows_sources=False),
    ]
    assert len(set(others)) == 4
    words.write_text("massage = kneading\n")
    assert tag(synonyms=words) not in others


def test_an_error_is_not_kept(client: Client) -> None:
    response = client.get("/v1/search?q=%22", headers=[("if-none-match", '"x"')])
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("*", True), ("GZIP", True), ("", False),
     ("identity", False), ("gzip;q=0", False), ("*;q=0.0", False), ("gzip;q=0, *", False),
     ("br", False), ("gzip;q=high", False)],
)  # fmt: skip
def test_an_answer_is_compressed_for_those_who_take_it(
    accepted: str, packed: bool, client: Client
) -> None:
    plain = client.get("/v1/articles/placebo")
    response = client.get("/v1/articles/placebo", headers=[("accept-encoding", accepted)])
    assert (response.headers.get("content-encoding") == "gzip") is packed
    body = gzip.decompress(response.content) if packed else response.content
    assert body == plain.content
    assert int(response.headers["content-length"]) == len(response.content)
    assert response.headers["etag"] == plain.headers["etag"]


def test_a_small_answer_is_not_compressed(client: Client) -> None:
    response = client.get("/v1/suggest?q=", headers=[("accept-encoding", "gzip")])
    assert "content-encoding" not in response.headers


def test_a_commit_is_served_at_once(tmp_path: Path, make_client: Callable[..., Client]) -> None:
    with Index.create(tmp_path) as writer:
        writer.add(make("one", "Massage is nice."))
        client = make_client(Index.open(tmp_path))
        first = client.get("/v1/search?q=massage")
        known = [("if-none-match", first.headers["etag"])]
        assert client.get("/v1/search?q=massage", headers=known).status_code == 304
        writer.add(make("two", "Massage is nicer."))
        second = client.get("/v1/search?q=massage", headers=known)
        assert second.status_code == 200
        assert second.json()["total"] == 2
        assert client.get("/v1/articles").json()["total"] == 2
        assert client.get("/v1/articles/two").status_code == 200
        writer.remove("one")
        assert client.get("/v1/articles").json()["total"] == 1
        assert client.get("/v1/articles/one").status_code == 404


@pytest.mark.parametrize("damage", ["gone", "cut short", "another format", "no index at all"])
def test_an_index_that_breaks_is_served_as_it_was(
    damage: str, tmp_path: Path, make_client: Callable[..., Client]
) -> None:
    folder = tmp_path / "index"
    with Index.create(folder) as writer:
        writer.add(make("one", "Massage is nice."))
    client = make_client(Index.open(folder))
    before = client.get("/v1/health").json()
    manifest = folder / MANIFEST
    kept = manifest.read_bytes()
    match damage:
        case "gone":
            manifest.unlink()
        case "cut short":
            manifest.write_bytes(kept[: len(kept) // 2])
        case "another format":
            manifest.write_bytes(kept.replace(b'"format":', b'"format":9'))
        case _:
            shutil.rmtree(folder)
            folder.write_text("not a folder")
    assert client.get("/v1/search?q=massage").json()["total"] == 1
    assert client.get("/v1/articles/one").status_code == 200
    health = client.get("/v1/health").json()
    assert health["status"] == "stale"
    assert health["generation"] == before["generation"]
    assert health["trouble"]["kind"].startswith("Index")
    if folder.is_file():
        folder.unlink()
        with Index.create(folder) as writer:
            writer.add(make("one", "Massage is nice."))
    else:
        manifest.write_bytes(kept)
    health = client.get("/v1/health").json()
    assert health["status"] == "ok"
    assert health["trouble"] is None


class HeldIndex(Index):
    """An index whose searches for "hold" wait until they may go on."""

    held: threading.Event
    asked: int

    def search(self, query: str, **wanted: Any) -> Results:
        if query == "hold":
            self.asked += 1
            assert self.held.wait(30)
        if query == "broken":
            raise IndexDamaged("the index at /home/me/index is damaged (x)")
        if query == "away":
            raise IndexUnavailable("http://node.example: no answer (x)", "no answer: check it")
        if query == "fault":
            raise RuntimeError("secret")
        return super().search(query, **wanted)


@pytest.fixture
def held() -> Any:
    index = HeldIndex.in_memory()
    index.held, index.asked = threading.Event(), 0
    index.add(make("one", "Massage is nice."))
    yield index
    index.held.set()


def test_whom_the_server_has_no_time_for_is_told_to_come_back(
    held: HeldIndex, make_client: Callable[..., Client]
) -> None:
    limits = ServerLimits(threads=1, waiting=2, answer_seconds=0.2)
    client = make_client(held, limits=limits)
    answers = client.get_all(*["/v1/search?q=hold"] * 8)
    kinds = sorted(answer.json()["type"].rpartition(":")[2] for answer in answers)
    assert kinds == ["busy"] * 5 + ["too-slow"] * 3
    for answer in answers:
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
    held.held.set()
    assert client.get("/v1/search?q=massage").status_code == 200
    assert held.asked == 1  # those that waited too long were not begun


def test_a_damaged_index_is_told_without_its_place_and_in_the_log_with_it(
    held: HeldIndex, make_client: Callable[..., Client], caplog: pytest.LogCaptureFixture
) -> None:
    response = make_client(held).get("/v1/search?q=broken")
    assert response.status_code == 503
    assert response.json()["type"] == "urn:painsci-search:problem:index-unavailable"
    assert b"/home" not in response.content
    [record] = caplog.records
    details = record.details  # type: ignore[attr-defined]
    assert details["id"] in response.json()["instance"]
    assert details["reason"] == "the index at /home/me/index is damaged (x)"


def test_a_cluster_that_is_away_is_reported_as_such(
    held: HeldIndex, make_client: Callable[..., Client], caplog: pytest.LogCaptureFixture
) -> None:
    response = make_client(held).get("/v1/search?q=away")
    assert response.status_code == 503
    assert response.json()["type"] == "urn:painsci-search:problem:index-unavailable"
    assert response.json()["detail"] == "no answer: check it; see the log of the server"
    assert "node.example" in caplog.records[0].details["reason"]  # type: ignore[attr-defined]


def test_health_does_not_wait_for_those_who_look_for_a_commit(
    held: HeldIndex, make_client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_index, "_LOOK_SECONDS", 0.01)
    client = make_client(held, limits=ServerLimits(answer_seconds=30))
    with client.app.state.executor.index._refreshing:
        health = client.get("/v1/health").json()
    assert health["status"] == "ok"


def test_a_look_for_a_commit_has_a_limit_of_time(
    held: HeldIndex, make_client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = []
    monkeypatch.setattr(held, "refresh", lambda: limits.append(seconds_left()))
    client = make_client(held, limits=ServerLimits(answer_seconds=600))
    client.get("/v1/health")
    client.get("/v1/search?q=massage")
    assert len(limits) == 2
    assert max(limits) <= 1


def test_a_fault_tells_nothing_of_itself(
    held: HeldIndex, make_client: Callable[..., Client], caplog: pytest.LogCaptureFixture
) -> None:
    response = make_client(held).get("/v1/search?q=fault")
    assert response.status_code == 500
    assert response.json()["type"] == "urn:painsci-search:problem:fault"
    assert b"secret" not in response.content
    assert response.headers["x-content-type-options"] == "nosniff"
    [record] = caplog.records
    assert record.details["id"] in response.json()["instance"]  # type: ignore[attr-defined]
    assert "secret" in caplog.text


def test_a_request_whose_client_has_gone_is_not_begun(
    held: HeldIndex, make_client: Callable[..., Client]
) -> None:
    client = make_client(held)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        scope["state"]["is_disconnected"] = lambda: True
        await client.app(scope, receive, send)

    app.state = client.app.state  # type: ignore[attr-defined]
    gone = Client(app)
    assert gone.get("/v1/search?q=hold").status_code == 499
    gone.close()
    assert held.asked == 0


def test_many_threads_ask_while_commits_are_made(tmp_path: Path) -> None:
    """Every answer is that of one commit: as many hits as articles were there."""
    from painsci_search.server import create_app

    folder = tmp_path / "index"
    with Index.create(folder) as writer:
        writer.add(make("a0", "Massage."))
        client = Client(create_app(Index.open(folder)))
        stopped = threading.Event()

        def commit() -> None:
            for number in range(1, 30):
                writer.add(make(f"a{number}", "Massage."))
            stopped.set()

        thread = threading.Thread(target=commit)
        thread.start()
        totals = []
        while not stopped.is_set():
            answers = client.get_all(*["/v1/search?q=massage&kind=section&limit=100"] * 8)
            assert {answer.status_code for answer in answers} == {200}
            for value in (answer.json() for answer in answers):
                assert value["total"] == len(value["hits"])
                totals.append(value["total"])
        thread.join()
        assert client.get("/v1/search?q=massage&kind=section").json()["total"] == 30
        assert max(totals) > min(totals)
        client.close()


def test_the_server_can_be_a_part_of_another_application(
    demo_index: Index, make_client: Callable[..., Client]
) -> None:
    from fastapi import FastAPI

    whole = FastAPI()
    whole.mount("/find", make_client(demo_index, hosts=None).app)
    client = Client(whole)
    elsewhere = [("host", "any.example")]
    response = client.get("/find/v1/search?q=placebo&limit=1", headers=elsewhere)
    link = response.json()["hits"][0]["link"]
    assert link.startswith("/find/articles/")
    page = client.get(link.partition("#")[0], headers=elsewhere)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "</find/v1/search?q=placebo&limit=1&offset=1>" in response.headers["link"]
    assert client.get("/find/v1/articles/placebo", headers=elsewhere).status_code == 200
    document = client.get("/find/v1/openapi.json", headers=elsewhere).json()
    assert document["servers"] == [{"url": "/find"}]
    missing = client.get("/find/v1/nothing", headers=[*elsewhere, ("accept", "text/html")])
    assert missing.headers["content-type"] == "application/problem+json"
    lost = client.get("/find/articles/nothing", headers=[*elsewhere, ("accept", "text/html")])
    assert lost.status_code == 404
    assert set(re.findall(rb'(?:href|action)="(/[^"/]*)/', lost.content)) == {b"/find"}
    client.end()
