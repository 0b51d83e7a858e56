"""The processes of ``painsci-search serve``: one that dies is replaced, and none outlives it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from serving import Server, serving, wait_for

from painsci_search import Article, Index, Section

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")

SEARCH = "/v1/search?q=placebo"


def workers_of(server: Server) -> set[int]:
    return children_of(server.process.pid)


def children_of(process: int) -> set[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return set(map(int, children.split()))


def is_gone(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    try:
        return ") Z" in status.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return True


def answers(server: Server) -> Callable[[], bool]:
    def is_answered() -> bool:
        try:
            return server.ask(SEARCH).status == 200
        except OSError:
            return False

    return is_answered


@pytest.mark.parametrize("how", [signal.SIGBUS, signal.SIGKILL])
def test_a_worker_that_dies_is_replaced(how: int, demo_index: Index, tmp_path: Path) -> None:
    with serving(tmp_path, "--processes", "2", index=demo_index.path) as server:
        before = workers_of(server)
        assert len(before) == 2
        for worker in before:
            os.kill(worker, how)
        wait_for(lambda: len(workers_of(server) - before) == 2)
        wait_for(answers(server))
        assert server.stop() == 0
        ends = [line["reason"] for line in server.lines() if "another takes" in line["event"]]
    assert ends == [signal.Signals(how).name] * 2


def test_an_index_that_is_copied_over_is_served_again(demo_index: Index, tmp_path: Path) -> None:
    served, backup = tmp_path / "served", tmp_path / "backup"
    shutil.copytree(demo_index.path, served)
    shutil.copytree(demo_index.path, backup)
    with serving(tmp_path, "--processes", "1", index=served) as server:
        assert answers(server)()
        for file in served.glob("*.segment"):
            os.truncate(file, 0)  # as a copy in place does before it writes
        with pytest.raises(OSError, match=r"."):
            server.ask("/v1/search?q=knee")
        shutil.copytree(backup, served, dirs_exist_ok=True)
        wait_for(answers(server))
        assert server.stop() == 0
        events = [line["event"] for line in server.lines() if line["level"] == "error"]
    assert "a worker ended; another takes its place" in events


def test_workers_stop_when_their_parent_is_killed(demo_index: Index, tmp_path: Path) -> None:
    with serving(tmp_path, "--processes", "2", index=demo_index.path) as server:
        workers = workers_of(server)
        server.process.kill()
        server.process.wait()
        wait_for(lambda: all(map(is_gone, workers)))


def test_all_workers_serve_a_commit_from_then_on(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with (
        Index.create(folder) as index,
        serving(tmp_path, "--processes", "3", index=folder) as server,
    ):
        for number in range(5):
            index.add(Article(f"a{number}", "A", (Section("s", "S", "Placebo."),)))
            totals = {server.ask("/v1/articles").json()["total"] for _ in range(6)}
            assert totals == {number + 1}


def test_new_connections_wait_for_no_worker_that_is_stopped(
    demo_index: Index, tmp_path: Path
) -> None:
    with serving(tmp_path, "--processes", "2", index=demo_index.path) as server:
        stopped = max(workers_of(server))
        os.kill(stopped, signal.SIGSTOP)
        with contextlib.ExitStack() as opened:
            for _ in range(4):  # each stays open, so that the other worker has more than this one
                client = opened.enter_context(server.connect())
                client.sendall(b"GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                assert client.recv(12) == b"HTTP/1.1 200"
        os.kill(stopped, signal.SIGCONT)
        assert server.stop() == 0


# Two workers whose requests go on for an hour after a signal; each writes a line when it can
# have one, and when it has.
SLOW_TO_STOP = """
import os, signal, socket, time
from painsci_search.server.settings import ServerLimits
from painsci_search.server.workers import serve

def work(ready, number):
    signal.signal(signal.SIGTERM, lambda *_: os.write(1, b"stopping\\n"))
    os.write(1, b"waiting\\n")
    ready()
    while True:
        time.sleep(3600)

with socket.socket() as listening:
    serve(work, listening, 2, ServerLimits(stop_seconds=3600), lambda: None)
"""


def test_a_second_signal_ends_the_workers_at_once() -> None:
    command = [sys.executable, "-c", SLOW_TO_STOP]
    with contextlib.ExitStack() as opened:
        server = opened.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0))
        opened.callback(server.kill)
        assert server.stdout is not None
        assert [server.stdout.readline(), server.stdout.readline()] == [b"waiting\n"] * 2
        workers = children_of(server.pid)
        server.send_signal(signal.SIGTERM)
        assert [server.stdout.readline(), server.stdout.readline()] == [b"stopping\n"] * 2
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
        assert all(map(is_gone, workers))


def test_an_index_that_no_worker_can_read_is_an_error_at_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with Index.create(folder) as index:
        index.add(Article("a", "A", (Section("s", "S", "Placebo."),)))
    for file in folder.glob("*.segment"):
        file.write_bytes(b"")
    command = [sys.executable, "-m", "painsci_search", "serve", "--port", "0", "--index"]
    done = subprocess.run(
        [*command, str(folder)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("painsci-search: ")
    assert "damaged" in line
