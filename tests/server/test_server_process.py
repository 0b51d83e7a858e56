"""``painsci-search serve`` as a process: how it starts, whom it lets in, what it tells, its end."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from serving import Server, bounded, get, read_all, serving, wait_for

from painsci_search import Article, Index, Section
from painsci_search.server.process import find_address, listen

TOKEN = "a-secret-of-26-characters!"


def refused(*options: str, cwd: Path, **environment: str) -> str:
    """Start a server that does not start; return its one line."""
    kept = {name: value for name, value in os.environ.items() if "PAINSCI" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "painsci_search", "serve", *options],
        cwd=cwd,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith("painsci-search: ")
    return line


def test_the_address_is_told_and_answers(demo_index: Index, tmp_path: Path) -> None:
    with serving(tmp_path, index=demo_index.path) as server:
        assert server.url == f"http://127.0.0.1:{server.port}/"
        assert server.ask("/v1/search?q=placebo").json()["hits"]
        page = server.ask("/", accept="text/html")
        assert page.status == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "server" not in page.headers
        assert server.ask("/", host="evil.example").status == 421


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_what_has_begun_is_answered_before_the_end(
    how: int, demo_index: Index, tmp_path: Path
) -> None:
    with bounded(tmp_path, demo_index.path) as server:
        answers = []
        asking = threading.Thread(
            target=lambda: answers.append(server.ask("/v1/search?q=held+placebo"))
        )
        with server.connect() as silent:
            silent.sendall(b"GET /")
            asking.start()
            server.wait_for_search()
            server.process.send_signal(how)
            server.wait_for_shutdown()
            assert server.process.poll() is None
            server.release()
            assert server.process.wait(60) == 0
        asking.join()
        assert [answer.status for answer in answers] == [200]
        with pytest.raises(ConnectionRefusedError):
            server.connect()


def test_who_stops_it_twice_does_not_wait(demo_index: Index, tmp_path: Path) -> None:
    with (
        bounded(tmp_path, demo_index.path, stop_seconds=600, answer_seconds=600) as server,
        server.connect() as client,
    ):
        client.sendall(get("/v1/search?q=held"))
        server.wait_for_search()
        server.process.send_signal(signal.SIGINT)
        server.wait_for_shutdown()
        assert server.process.poll() is None
        assert server.stop(signal.SIGINT) == 0
        assert not read_all(client).startswith(b"HTTP/1.1 200 ")


def test_each_request_is_told_in_a_line_of_json(demo_index: Index, tmp_path: Path) -> None:
    with serving(tmp_path, index=demo_index.path) as server:
        server.ask("/v1/search?q=sham%20surgery", user_agent="test/1.0")
        problem = server.ask("/v1/search").json()
        server.say(b"nonsense\r\n\r\n")
        server.stop()
        # the processes of the server write in any order
        lines = [line for line in server.lines() if line["event"] == "request"]
        broken, bad, good = sorted(
            lines, key=lambda line: (line.get("path") or "", line.get("query") or "")
        )
    assert good["status"] == 200
    assert good["method"] == "GET"
    assert good["path"] == "/v1/search"
    assert good["query"] == "q=sham%20surgery"
    assert good["client"] == "127.0.0.1"
    assert good["agent"] == "test/1.0"
    assert good["bytes"] > 0
    assert good["ms"] > 0
    assert problem["instance"] == f"urn:uuid:{bad['id']}"
    assert broken["status"] == 400


def test_the_log_has_no_token(demo_index: Index, tmp_path: Path) -> None:
    with serving(tmp_path, index=demo_index.path, PAINSCI_SEARCH_TOKEN=TOKEN) as server:
        assert server.ask(f"/v1/search?q=placebo&token={TOKEN}").status == 401
        assert server.ask(f"/v1/search?q={TOKEN.replace('!', '%21')}").status == 401
        assert server.ask(f"/v1/articles/{TOKEN}").status == 401
        assert server.ask("/v1/search?q=placebo", user_agent=f"key {TOKEN}").status == 401
        server.stop()
        logged = [line for line in server.lines() if line["event"] == "request"]
    hidden = "(redacted: contains the token)"
    for name, times in (("query", 2), ("path", 1), ("agent", 1)):
        assert [line[name] for line in logged].count(hidden) == times
    assert TOKEN.encode() not in server.log()


def test_requests_need_not_be_told(demo_index: Index, tmp_path: Path) -> None:
    with serving(tmp_path, "--no-access-log", index=demo_index.path) as server:
        server.ask("/v1/search?q=placebo")
        server.say(b"nonsense\r\n\r\n")
        server.stop()
        assert server.log() == b""


def test_a_commit_of_another_process_is_served(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        index.add(Article("one", "One", (Section("s", "S", "Massage."),)))
        with serving(tmp_path, index=tmp_path / "index") as server:
            assert server.ask("/v1/articles").json()["total"] == 1
            before = server.ask("/v1/health").json()["generation"]
            index.add(Article("two", "Two", (Section("s", "S", "Massage."),)))
            wait_for(lambda: server.ask("/v1/articles").json()["total"] == 2)
            assert server.ask("/v1/health").json()["generation"] != before
            assert server.ask("/v1/articles/two").status == 200
            assert "a newer commit is served" in [line["event"] for line in server.lines()]


def test_no_request_fails_while_the_index_changes(tmp_path: Path) -> None:
    """Commits, merges of segments, and another index in its place, while clients send requests."""
    folder = tmp_path / "index"
    with Index.create(folder) as index:
        index.add(Article("a", "A", (Section("s", "S", "Massage."),)))
    with serving(tmp_path, index=folder) as server:
        stopped = threading.Event()
        statuses: list[int] = []

        def ask() -> None:
            while not stopped.is_set():
                statuses.append(server.ask("/v1/search?q=massage&facets=true").status)
                statuses.append(server.ask("/v1/articles/a").status)

        clients = [threading.Thread(target=ask) for _ in range(4)]
        for client in clients:
            client.start()
        with Index.open(folder) as index:
            for number in range(25):
                index.add(Article(f"b{number}", "B", (Section("s", "S", "Massage." * number),)))
                index.add(Article("a", "A", (Section("s", "S", f"Massage {number}."),)))
        with Index.create(tmp_path / "new") as index:
            index.add(Article("a", "A", (Section("s", "S", "Massage."),)))
        folder.rename(tmp_path / "old")
        wait_for(lambda: server.ask("/v1/health").json()["status"] == "stale")
        (tmp_path / "new").rename(folder)
        wait_for(lambda: server.ask("/v1/articles").json()["total"] == 1)
        stopped.set()
        for client in clients:
            client.join()
        assert set(statuses) == {200}
        assert server.ask("/v1/health").json()["status"] == "ok"


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_others_are_let_in_only_if_told_so(host: str, demo_index: Index, tmp_path: Path) -> None:
    at = ["--host", host, "--port", "0", "--index", str(demo_index.path)]
    line = refused(*at, cwd=tmp_path)
    assert "PAINSCI_SEARCH_TOKEN" in line
    assert "--public" in line
    assert "PAINSCI_SEARCH_TOKEN" in refused(*at, cwd=tmp_path, PAINSCI_SEARCH_TOKEN="")
    assert "16" in refused(*at, cwd=tmp_path, PAINSCI_SEARCH_TOKEN="short")
    assert "16" in refused(*at, cwd=tmp_path, PAINSCI_SEARCH_TOKEN="with a space in it, and long")
    assert "--public" in refused(*at, "--public", cwd=tmp_path, PAINSCI_SEARCH_TOKEN=TOKEN)


def test_who_has_the_token_is_let_in_from_elsewhere(demo_index: Index, tmp_path: Path) -> None:
    with serving(
        tmp_path, "--host", "0.0.0.0", index=demo_index.path, PAINSCI_SEARCH_TOKEN=TOKEN
    ) as server:
        assert server.ask("/v1/articles").status == 401
        assert server.ask("/v1/articles", authorization="Bearer wrong").status == 401
        assert server.ask("/v1/articles", authorization=f"Bearer {TOKEN}").status == 200
        assert server.ask("/v1/health").status == 200
        shown = {"authorization": f"Bearer {TOKEN}", "host": "evil.example"}
        assert server.ask("/v1/health", **shown).status == 421
        shown["host"] = "192.0.2.1"
        answer = server.ask("/v1/search?q=placebo", **shown)
        assert answer.json()["hits"][0]["article"]["source"] == ""
        assert TOKEN.encode() not in server.log()


def test_everybody_is_let_in_if_that_is_said(demo_index: Index, tmp_path: Path) -> None:
    options = ["--host", "0.0.0.0", "--public", "--allow-host", "Search.Example", "--cors", "*"]
    with serving(tmp_path, *options, index=demo_index.path) as server:
        assert server.url.startswith("http://0.0.0.0:")
        answer = server.ask(
            "/v1/search?q=placebo", host="search.example", origin="https://x.example"
        )
        assert answer.status == 200
        assert answer.headers["access-control-allow-origin"] == "*"
        assert b"file:" not in answer.body
        assert server.ask("/v1/health", host="evil.example").status == 421


def test_a_token_holds_on_this_machine_too(demo_index: Index, tmp_path: Path) -> None:
    with serving(tmp_path, index=demo_index.path, PAINSCI_SEARCH_TOKEN=TOKEN) as server:
        assert server.ask("/v1/articles").status == 401
        assert server.ask("/v1/health", authorization=f"Bearer {TOKEN}").status == 200


def test_a_port_that_is_taken_is_told(demo_index: Index, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = refused("--port", port, "--index", str(demo_index.path), cwd=tmp_path)
    assert f"cannot serve at 127.0.0.1, port {port}: Address already in use" in line


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--index", "nowhere"], "no index at nowhere"),
        (["--host", "no.such.host.invalid", "--public"], "cannot serve at no.such.host.invalid"),
        (["--host", "192.0.2.1", "--public"], "cannot serve at 192.0.2.1"),
        (["--cors", "example.org"], "must be an origin"),
        (["--cors", "https://example.org/"], "must be an origin"),
        (["--port", "65536"], "65536"),
        (["--synonyms", "missing.txt"], "missing.txt"),
    ],
)
def test_what_cannot_be_is_told_in_a_line(
    options: list[str], words: str, demo_index: Index, tmp_path: Path
) -> None:
    index = [] if "--index" in options else ["--index", str(demo_index.path)]
    assert words in refused(*options, *index, cwd=tmp_path)


@pytest.mark.parametrize("module", ["fastapi", "uvicorn", "httptools"])
def test_it_is_told_what_is_to_be_installed(module: str, tmp_path: Path) -> None:
    program = (
        f"import sys; sys.modules[{module!r}] = None;"
        "from painsci_search.cli.app import run; sys.exit(run(['serve']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == (
        "painsci-search: an extra is missing: pip install 'painsci-search[server]'\n"
    )


def test_an_address_of_ipv6_may_be_in_brackets() -> None:
    assert find_address("[::1]", 80) == find_address("::1", 80)


def test_answers_are_sent_without_waiting_for_the_client() -> None:
    """Asyncio sets TCP_NODELAY on connections of a socket that names its protocol."""
    with listen(find_address("127.0.0.1", 0)) as taken:
        assert taken.proto == socket.IPPROTO_TCP


def test_importing_the_server_sets_up_no_log() -> None:
    program = (
        "import logging, painsci_search.server\n"
        "for name in [None, *logging.root.manager.loggerDict]:\n"
        "    logger = logging.getLogger(name)\n"
        "    assert not logger.handlers, name\n"
        "    assert logger.level in (0, 30), name\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_server_is_up_when_it_tells_its_address(demo_index: Index, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "painsci_search", "serve", "--port", "0"]
    server = Server([*command, "--index", str(demo_index.path)], tmp_path)
    try:
        with server.connect():
            assert server.ask("/v1/health").json()["status"] == "ok"
    finally:
        assert server.stop() == 0
        assert server.process.stdout is not None
        server.process.stdout.close()


def test_health_is_told_while_all_others_wait(demo_index: Index, tmp_path: Path) -> None:
    with (
        bounded(tmp_path, demo_index.path, threads=1, waiting=3, answer_seconds=600) as server,
        ExitStack() as stack,
    ):
        clients = [stack.enter_context(server.connect()) for _ in range(8)]
        for client in clients:
            client.sendall(get("/v1/search?q=held+placebo"))
        refused_clients: set[socket.socket] = set()
        while len(refused_clients) < 4:  # one of the others is in progress, three are queued
            ready, _, _ = select.select(set(clients) - refused_clients, [], [], 60)
            assert ready
            refused_clients.update(ready)
        assert server.ask("/v1/health").status == 200
        server.release()
        for client in clients:
            is_refused = read_all(client).startswith(b"HTTP/1.1 503 ")
            assert is_refused is (client in refused_clients)
