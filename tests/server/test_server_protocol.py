"""Clients that are slow, broken or hostile: each is answered or dropped, and others are served."""

from __future__ import annotations

import json
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from serving import Server, bounded, get, read_all, read_answer, with_few_files

from painsci_search import Index

SECONDS = 0.5


@pytest.fixture(scope="module")
def server(demo_index: Index, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bounded(
        tmp_path_factory.mktemp("server"),
        demo_index.path,
        head=4096,
        target=2048,
        head_seconds=SECONDS,
        read_seconds=SECONDS,
        idle_seconds=1,
        connections=20,
    ) as server:
        yield server


def status(answer: bytes) -> int:
    match = re.match(rb"HTTP/1\.1 (\d{3}) ", answer)
    assert match, answer[:200]
    return int(match[1])


def assert_served(server: Server) -> None:
    answer = server.ask("/v1/search?q=placebo&limit=1")
    assert answer.status == 200
    assert answer.json()["hits"]


MALFORMED = {
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "words": b"hello there\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "another version": b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a NUL in the target": b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a NUL in a header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n",
    "a space before the colon": b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
    "two lengths": get("/", "Content-Length: 0", "Content-Length: 5"),
    "a length that is none": get("/", "Content-Length: many"),
    "length and chunks": get("/", "Content-Length: 5", "Transfer-Encoding: chunked"),
    "an unknown encoding": get("/", "Transfer-Encoding: foo"),
    "an encoding of another end": get("/", "Transfer-Encoding: gzip"),
    "no encoding by name": get("/", "Transfer-Encoding: identity"),
    "other bytes in the target": b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a proxy's request": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "the asterisk": b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
}


@pytest.mark.parametrize("what", MALFORMED)
def test_what_is_not_http_is_refused(what: str, server: Server) -> None:
    answer = server.say(MALFORMED[what])
    assert 400 <= status(answer) < 500 or what == "the asterisk"
    head, _, body = answer.partition(b"\r\n\r\n")
    if what != "the asterisk":
        assert b"content-type: application/problem+json\r\n" in head + b"\r\n"
        assert json.loads(body)["status"] == status(answer)
    assert b"x-content-type-options: nosniff" in head
    assert_served(server)


@pytest.mark.parametrize(
    "request_",
    [
        get("/" + "x" * 5000),
        get("/v1/health", "X: " + "x" * 5000),
        get("/v1/health", *(f"X-{number}: 1" for number in range(600))),
        b"GET /" + b"x" * 300_000,
        b"GET / HTTP/1.1\r\nX: " + b"x" * 300_000,
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 50_000,
    ],
    ids=["target", "header", "headers", "endless target", "endless header", "endless headers"],
)
def test_a_head_may_be_so_large(request_: bytes, server: Server) -> None:
    with server.connect() as client:
        with suppress(BrokenPipeError, ConnectionResetError):  # it does not take it all
            client.sendall(request_)
        answer = read_all(client)
    # A client that still sends when the connection is closed may lose the answer.
    assert not answer or status(answer) == 431
    assert_served(server)


def test_a_target_may_be_so_long_within_a_head(server: Server) -> None:
    assert status(server.say(get("/v1/search?q=" + "x" * 2500))) == 414


@pytest.mark.parametrize(
    "target",
    ["/v1/articles/../../../etc/passwd", "/static/../app.py", "/static/..%2fapp.py",
     "/static/%2e%2e/%2e%2e/app.py", "/articles/..%5c..%5cwindows", "/static//etc/passwd",
     "http://localhost/etc/passwd", "//etc/passwd", "/v1/articles/%252e%252e%252fpasswd",
     "/articles/file:///etc/passwd", "/static/app.py%00.css"],
)  # fmt: skip
def test_no_path_leads_out(target: str, server: Server) -> None:
    answer = server.say(get(target))
    assert status(answer) == 404
    assert b"root:" not in answer
    assert b"import " not in answer


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("http://evil.example/v1/health", 421),
        ("http://evil.example/?q=x", 421),
        ("http://evil.example:80?q=x", 400),
        ("http://localhost@evil.example/v1/health", 421),
        ("http://evil.example@localhost/v1/health", 421),
        ("http://localhost:8765/v1/health", 200),
        ("http://[::1]:8765/v1/health", 200),
        ("/articles/http://evil.example/x", 404),
    ],
)
def test_the_host_of_a_target_goes_before_the_host_beside_it(
    target: str, expected: int, server: Server
) -> None:
    assert status(server.say(get(target))) == expected


def test_a_header_cannot_be_slipped_into_an_answer(server: Server) -> None:
    for target in ("/v1/search?q=x%0d%0aSet-Cookie:%20a=b&limit=1",
                   "/v1/articles/x%0d%0aSet-Cookie:%20a=b",
                   "/v1/search?q=placebo&author=%0d%0aSet-Cookie:x"):  # fmt: skip
        head = server.say(get(target)).partition(b"\r\n\r\n")[0]
        assert b"\r\nset-cookie" not in head.lower()


def test_another_protocol_may_be_asked_for_in_vain(server: Server) -> None:
    websocket = (
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: " + "A" * 22,
    )
    request = get("/v1/health", *websocket).replace(b"close", b"Upgrade")
    with server.connect() as client:
        client.sendall(request)
        assert status(read_answer(client)) == 200


def test_a_body_ends_the_connection(server: Server) -> None:
    for more in (["Content-Length: 9"], ["Transfer-Encoding: chunked"]):
        request = get("/v1/health", *more).replace(b"Connection: close\r\n", b"")
        answer = server.say(request + b"5\r\nhello\r\n")
        assert status(answer) == 400
        assert b"connection: close" in answer
        assert answer.count(b"HTTP/1.1") == 1  # what follows is not taken for a request


def test_requests_may_be_sent_ahead(server: Server) -> None:
    one = get("/v1/health").replace(b"Connection: close\r\n", b"")
    answer = server.say(one * 4 + get("/v1/health"))
    assert answer.count(b"HTTP/1.1 200 OK") == 5


def test_but_not_any_number(server: Server) -> None:
    one = get("/v1/search?q=slowly").replace(b"Connection: close\r\n", b"")
    server.say(one * 40)
    assert_served(server)


@pytest.mark.parametrize(
    "begun",
    [b"", b"G", b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"GET / HTTP/1.1\r\nHost", b"\r\n"],
    ids=["nothing", "a letter", "headers", "half a header", "an empty line"],
)
def test_a_request_that_does_not_arrive_is_not_waited_for(begun: bytes, server: Server) -> None:
    with server.connect() as client:
        client.sendall(begun)
        answer = read_all(client)
    assert not answer or status(answer) == 408


def test_a_request_that_comes_in_drops_is_not_waited_for(server: Server) -> None:
    with server.connect() as client:
        client.settimeout(0.05)
        answer = b""
        for drop in iter(lambda: b"X: y\r\n", b""):
            try:
                client.sendall(drop if answer == b"" else b"")
                answer += client.recv(65536)
                break
            except TimeoutError:
                continue
            except (BrokenPipeError, ConnectionResetError):
                break
    assert_served(server)


def test_a_second_request_that_comes_in_drops_is_not_waited_for(server: Server) -> None:
    with server.connect() as client:
        client.sendall(get("/v1/health").replace(b"Connection: close\r\n", b""))
        assert status(read_answer(client)) == 200
        client.sendall(b"GET /v1")
        rest = read_all(client)
    assert not rest or status(rest) == 408


def test_an_idle_connection_is_closed(server: Server) -> None:
    with server.connect() as client:
        client.sendall(get("/v1/health").replace(b"Connection: close\r\n", b""))
        assert status(read_answer(client)) == 200
        assert read_all(client) == b""


def test_clients_that_say_nothing_shut_nobody_out(server: Server) -> None:
    """More connections than there may be, all of them silent or half asked."""
    with ExitStack() as stack:
        for number in range(60):
            client = stack.enter_context(server.connect())
            client.sendall(b"GET / HT" if number % 2 else b"")
        for _ in range(5):
            assert_served(server)


@pytest.mark.skipif(os.name != "posix", reason="needs ulimit")
def test_more_connections_than_the_system_allows_shut_nobody_out(
    demo_index: Index, tmp_path: Path
) -> None:
    with with_few_files(tmp_path, demo_index.path, 256) as server, ExitStack() as stack:
        for _ in range(400):
            stack.enter_context(server.connect())
        for _ in range(5):
            assert_served(server)
        assert {line["level"] for line in server.lines()} == {"info"}


def test_clients_that_read_nothing_shut_nobody_out(server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(30):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.connect(("127.0.0.1", server.port))
            one = get("/v1/search?q=placebo&limit=100").replace(b"Connection: close\r\n", b"")
            client.sendall(one * 12)
        for _ in range(5):
            answer = server.ask("/v1/search?q=placebo&limit=1")
            if answer.status == 503:  # as long as all of them are being answered
                time.sleep(SECONDS)
                continue
            assert answer.status == 200
    assert_served(server)


def test_a_client_that_goes_away_is_not_answered(server: Server) -> None:
    for _ in range(10):
        with server.connect() as client:
            client.sendall(get("/v1/search?q=slowly+placebo"))
    assert_served(server)


def test_what_is_told_of_requests_is_printable_and_one_line_each(server: Server) -> None:
    for target in ("/v1/search?q=\x1b[31mred", "/\x7f\x80", "/v1/articles/\u202e%0a%1b"):
        server.say(get(target.encode().decode("latin-1"), "User-Agent: \x1b[2J\x9b\u00e9"))
    server.say(get("/v1/health", "User-Agent: \xe9\x85" + "x" * 2000))
    told = server.log()
    assert not re.search(rb"[^\x20-\x7e\n]", told)
    agents = [line.get("agent", "") for line in server.lines()]
    assert max(map(len, agents)) <= 1000
    assert any(agent.startswith("\xe9\x85") for agent in agents)


def test_the_server_finds_no_fault_in_itself(server: Server) -> None:
    """Last: nothing of all this was taken for an error of the program."""
    assert_served(server)
    levels = {line["level"] for line in server.lines()}
    assert levels == {"info"}, [line for line in server.lines() if line["level"] != "info"][:3]


_BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (get("/?q=" + "x" * 5000, _BROWSER), 431),
        (get("/?q=x", _BROWSER, "Cookie: " + "x" * 5000), 431),
        (get("/works", _BROWSER)[:-2], 408),
        (b"GET / HTTP/1.1\r\n" + _BROWSER.encode() + b"\r\n:x\r\n\r\n", 400),
    ],
    ids=["long target", "long header", "too slow", "malformed"],
)
def test_a_browser_gets_a_page_about_a_request_that_is_refused(
    request_: bytes, code: int, server: Server
) -> None:
    with server.connect() as client:
        client.sendall(request_)
        answer = read_all(client)
    assert status(answer) == code
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: text/html; charset=utf-8" in head
    assert b"default-src 'none'" in head
    assert body.startswith(b"<!doctype html>")


@pytest.mark.parametrize("target", ["/v1/search?q=", "/?q="])
def test_a_program_gets_json_about_a_request_that_is_refused(target: str, server: Server) -> None:
    accept = _BROWSER if target.startswith("/v1") else "Accept: */*"
    with server.connect() as client:
        client.sendall(get(target + "x" * 5000, accept))
        answer = read_all(client)
    assert status(answer) == 431
    assert b"content-type: application/problem+json" in answer
