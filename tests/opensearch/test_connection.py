"""Each trouble with a cluster is one clear line; what passes by itself is tried again."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from painsci_search import Index, IndexLocked, IndexUnavailable, PainSciSearchError
from painsci_search.cli.app import run
from painsci_search.engine.opensearch import connection
from painsci_search.engine.opensearch.address import parse_address
from painsci_search.engine.opensearch.manifest import ClusterManifest, dump_manifest

pytest.importorskip("opensearchpy", reason="opensearch-py is not installed")

_INFO = {"version": {"number": "3.9.0", "distribution": "opensearch"}}
Answer = tuple[int, object]


def _document(content: object) -> dict[str, object]:
    return {"_source": content, "_seq_no": 1, "_primary_term": 1}


_EMPTY = _document(dump_manifest(ClusterManifest()))


class _Server(HTTPServer):
    """Answers like a cluster in trouble.

    Attributes:
        answers: for each request; the last one is repeated.
        asked: the number of requests.
        waits_for: what each answer waits for; None for nothing.
    """

    answers: list[Answer]
    asked = 0
    waits_for: threading.Event | None = None


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        at = min(self.server.asked, len(self.server.answers) - 1)
        self.server.asked += 1
        if self.server.waits_for is not None:
            self.server.waits_for.wait(60)
        status, content = self.server.answers[at]
        data = (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        with contextlib.suppress(OSError):  # the client may have left
            self.end_headers()
            self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_HEAD = _answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., _Server]]:
    """A function that starts a server with some answers."""
    monkeypatch.setattr(connection, "_FIRST_PAUSE", 0.001)
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_PATIENCE", "0.05")
    started: list[_Server] = []

    def start(*answers: Answer) -> _Server:
        server = _Server(("127.0.0.1", 0), _Handler)
        server.answers = list(answers)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


def _address(server: _Server) -> str:
    return f"opensearch://127.0.0.1:{server.server_port}/pain"


def _error(kind: str, reason: str) -> dict[str, object]:
    return {"error": {"type": kind, "reason": reason, "root_cause": []}}


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((200, {"version": {"number": "2.19.6", "distribution": "opensearch"}}), "2.19.6 answers"),
        ((200, {"version": {"number": "8.1.0"}}), "another server 8.1.0 answers there"),
        ((401, "Unauthorized"), "refuses the user .401.: check PAINSCI_SEARCH_OPENSEARCH_USER"),
        ((403, _error("security_exception", "no permissions")), "refuses the user .403."),
        ((503, _error("cluster_block_exception", "no manager")), "a node may be missing"),
        (
            (429, _error("cluster_block_exception", "disk usage exceeded flood-stage watermark")),
            "the disk of the cluster is full",
        ),
        ((400, _error("illegal", "what\nwas it")), "refuses .400: illegal: what was it"),
    ],
)
def test_trouble_is_one_line(serve: Callable[..., _Server], answer: Answer, message: str) -> None:
    server = serve(answer)
    with pytest.raises(PainSciSearchError, match=message) as raised:
        Index.open(_address(server))
    assert str(raised.value).startswith(_address(server))
    assert "\n" not in str(raised.value)


def test_a_full_disk_is_reported_at_once_and_a_busy_node_is_asked_again(
    serve: Callable[..., _Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_PATIENCE", "60")

    def refused(kind: str, reason: str) -> Answer:
        return 200, {"items": [{"create": {"status": 429, **_error(kind, reason)}}]}

    def write(server: _Server) -> None:
        opened = connection.Connection(parse_address(_address(server)))
        opened.bulk("pain", [{"create": {}}, {}], 1, lambda: None)

    reason = "index [pain] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage]"
    full = serve((200, _INFO), refused("cluster_block_exception", reason))
    with pytest.raises(IndexUnavailable, match="the disk of the cluster is full: make room"):
        write(full)
    assert full.asked == 2
    busy = refused("rejected_execution_exception", "the queue is full of requests")
    node = serve((200, _INFO), busy, busy, (200, {"items": [{"create": {"status": 201}}]}))
    write(node)
    assert node.asked == 4


def test_a_node_that_answers_slowly_is_left_for_another_one(
    serve: Callable[..., _Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_PATIENCE", "60")
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_TIMEOUT", "0.2")
    slow, quick = serve((200, _INFO)), serve((200, _INFO))
    slow.waits_for = threading.Event()
    hosts = f"127.0.0.1:{slow.server_port},127.0.0.1:{quick.server_port}"
    opened = connection.Connection(parse_address(f"opensearch://{hosts}/pain"))
    assert [opened.get("/") for _ in range(4)] == [_INFO] * 4
    assert quick.asked >= 4
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_PATIENCE", "0.1")
    with pytest.raises(IndexUnavailable, match="the cluster does not answer") as raised:
        connection.Connection(parse_address(_address(slow)))
    assert "\n" not in str(raised.value)
    slow.waits_for.set()


def test_a_cluster_that_is_away_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_PATIENCE", "0.01")
    with pytest.raises(PainSciSearchError, match=r"does not answer .* check that it runs"):
        Index.open("opensearch://127.0.0.1:1/pain")


class _Clock:
    """A clock whose time passes only in sleep."""

    def __init__(self) -> None:
        self._now = 0.0

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds


@pytest.mark.parametrize(("patience", "most"), [("", 10.0), ("40", 40.0)])
def test_a_wrong_address_is_reported_soon_unless_more_patience_is_wanted(
    monkeypatch: pytest.MonkeyPatch, patience: str, most: float
) -> None:
    clock = _Clock()
    monkeypatch.setattr(connection, "time", clock)
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_PATIENCE", patience)
    with pytest.raises(PainSciSearchError, match="check that it runs"):
        Index.open("opensearch://127.0.0.1:1/pain")
    assert most / 2 < clock.monotonic() <= most


@pytest.mark.parametrize("status", [401, 429, 503, 400])
def test_trouble_of_a_cluster_has_a_kind_and_a_reason_without_its_place(
    serve: Callable[..., _Server], status: int
) -> None:
    with pytest.raises(IndexUnavailable) as raised:
        Index.open(_address(serve((status, _error("illegal", "at 192.0.2.7")))))
    assert raised.value.reason.startswith("the cluster ")
    assert "127.0.0.1" not in raised.value.reason
    assert "192.0.2.7" not in raised.value.reason
    assert raised.value.reason.partition(":")[0] in str(raised.value)


def test_nothing_is_sent_again_if_no_time_is_left_for_the_answer(
    serve: Callable[..., _Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_PATIENCE", "60")
    monkeypatch.setattr(connection, "_FIRST_PAUSE", 1)
    monkeypatch.setattr(connection, "seconds_left", lambda: 1)
    server = serve((503, {}))
    with pytest.raises(IndexUnavailable, match="a node may be missing"):
        Index.open(_address(server))
    assert server.asked == 1


def test_a_server_reports_a_cluster_that_is_away_until_it_is_back(
    serve: Callable[..., _Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fastapi", reason="the extra server is not installed")
    from painsci_search.server import shared_index

    monkeypatch.setattr(shared_index, "_LOOK_SECONDS", 0.2)
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_PATIENCE", "60")
    server = serve((200, _INFO), (200, _EMPTY), (503, {}))
    with Index.open(_address(server)) as index:
        shared = shared_index.SharedIndex(index)
        for _ in range(2):
            generation, trouble = shared.state()
            assert generation == index.generation
            assert trouble is not None
            assert trouble.kind == "IndexUnavailable"
        server.answers[-1] = (200, _EMPTY)
        monkeypatch.setattr(shared_index, "_LOOK_SECONDS", 60)
        assert shared.state() == (generation, None)


def test_a_locked_index_says_when_the_lock_of_a_killed_writer_ends(
    serve: Callable[..., _Server],
) -> None:
    lock = _document({"expires": 1e12, "number": 1, "process": 7, "host": "there"})
    server = serve((200, _INFO), (200, _EMPTY), (200, _EMPTY), (200, lock))
    with Index.open(_address(server)) as index, pytest.raises(IndexLocked) as raised:
        index.remove("one")
    assert "by process 7 on there" in str(raised.value)
    assert "--wait 90; the lock of a writer that was killed ends after 60 sec" in str(raised.value)


def test_what_fails_for_a_moment_is_sent_again(
    serve: Callable[..., _Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_PATIENCE", "60")
    server = serve((503, {}), (429, {}), (502, {}), (200, _INFO))
    connection.Connection(parse_address(_address(server))).close()
    assert server.asked == 4


def test_a_forked_process_opens_a_connection_of_its_own(
    serve: Callable[..., _Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = connection.Connection(parse_address(_address(serve((200, _INFO)))))
    before = opened._client
    assert opened._client is before
    monkeypatch.setattr(connection.os, "getpid", lambda: -1)
    assert opened._client is not before
    opened.close()
    before.close()


def test_a_part_that_failed_fails_the_whole(serve: Callable[..., _Server]) -> None:
    failed = {"status": 400, "error": {"type": "mapper", "reason": "no such field"}}
    server = serve((200, _INFO), (200, {"items": [{"index": {}}, {"index": failed}]}))
    opened = connection.Connection(parse_address(_address(server)))
    with pytest.raises(PainSciSearchError, match="no such field"):
        opened.bulk("pain", [{"index": {}}, {}] * 2, 2, lambda: None)
    opened.close()


def test_a_document_that_an_earlier_attempt_created_is_written(
    serve: Callable[..., _Server],
) -> None:
    taken = {"status": 409, "error": {"type": "version_conflict", "reason": "it exists"}}
    items = [{"create": {"status": 201}}, {"create": taken}]
    opened = connection.Connection(
        parse_address(_address(serve((200, _INFO), (200, {"items": items}))))
    )
    opened.bulk("pain", [{"create": {}}, {}] * 2, 2, lambda: None)
    opened.close()


def test_a_writer_that_lost_the_lock_sends_nothing_again(
    serve: Callable[..., _Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_PATIENCE", "60")
    server = serve((200, _INFO), (503, {}))

    def allow() -> None:
        if server.asked == 3:
            raise PainSciSearchError("the lock was lost")

    opened = connection.Connection(parse_address(_address(server)))
    with pytest.raises(PainSciSearchError, match="lost"):
        opened.bulk("pain", [{"create": {}}, {}], 1, allow)
    assert server.asked == 3
    opened.close()


def test_a_password_is_not_sent_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_USER", "reader")
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_PASSWORD", "secret")
    with pytest.raises(PainSciSearchError, match=r"opensearch\+https://") as raised:
        Index.open("opensearch://search.example/pain")
    assert "secret" not in str(raised.value)


def test_a_certificate_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAINSCI_SEARCH_OPENSEARCH_CA", "/nowhere/ca.pem")
    with pytest.raises(PainSciSearchError, match=r"/nowhere/ca.pem: cannot be read"):
        Index.open("opensearch+https://search.example/pain")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("opensearch://host", "expected opensearch://HOST:PORT/NAME"),
        ("opensearch://user:secret@host/pain", "belong into the environment"),
        ("opensearch://host/Pain", "lower-case"),
        ("opensearch://host:x/pain", "no host"),
        ("opensearch://host/pain?shards=0", "shards must be a number from 1"),
        ("opensearch://host/pain?replicas=-1", "replicas must be a number from 0"),
        ("opensearch://host/pain?replicas=", "replicas must be a number from 0"),
        ("opensearch://host/pain?shards=", "shards must be a number from 1"),
        ("opensearch://host/pain?speed=9", "unknown option 'speed'"),
    ],
)
def test_a_wrong_address_is_refused(text: str, message: str) -> None:
    with pytest.raises(PainSciSearchError, match=message):
        Index.open(text)


@pytest.mark.parametrize(
    "text",
    [
        "opensearch://user:secret@host:9200/pain",
        "opensearch+https://user:secret@host/pain?shards=2",
        "opensearch:/user:secret@host/pain",
        "opensearch://user:p@ss/w@secret@host",
        "opensearch://user:new\nsecret@host/pain",
        "opensearch://host,user:secret@other/pain",
        "opensearch://host/pain?shards=user:secret@2",
        "opensearch://host/user:secret@pain",
    ],
)
def test_a_password_in_an_address_is_not_shown(text: str) -> None:
    with pytest.raises(PainSciSearchError) as raised:
        Index.open(text)
    assert "secret" not in str(raised.value)
    assert "user" not in str(raised.value).replace("user and password", "")


def test_an_address_may_have_been_a_path() -> None:
    address = parse_address("opensearch:/one:9200,[::1]:9200/pain?shards=3&replicas=0")
    assert str(address) == "opensearch://one:9200,[::1]:9200/pain"
    assert (address.shards, address.replicas) == (3, 0)


@pytest.mark.parametrize("name", ["pain-state", "pain-records-7"])
def test_a_name_that_belongs_to_another_index_is_refused(name: str) -> None:
    with pytest.raises(PainSciSearchError, match="belong to another one"):
        parse_address(f"opensearch://one/{name}")


@pytest.mark.parametrize(
    "arguments",
    [
        ["stats", "--index", "opensearch://host"],
        ["copy", "opensearch://host", "elsewhere"],
    ],
)
def test_a_command_names_the_address_as_given(
    arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert "'opensearch://host' is no address" in capfd.readouterr().err
