"""The process ``painsci-search mcp``: what it writes where, how it ends, how it sees commits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from talking import SCRIPT, Assistant, server_environment

from painsci_search import Article, Index, Section
from painsci_search.mcp import Tools

INITIALIZE = {
    "jsonrpc": "2.0",
    "id": "hello",
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
INITIALIZED = {"jsonrpc": "2.0", "method": "notifications/initialized"}


def asking(number: int, tool: str, **arguments: object) -> dict[str, Any]:
    params = {"name": tool, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


def run(
    folder: Path, lines: Sequence[object], **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command over lines of input: objects as JSON, bytes as they are."""
    sent = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return subprocess.run(
        [SCRIPT, "mcp", "--index", folder],
        input=b"\n".join(sent),
        capture_output=True,
        env={**server_environment(), **environment},
        check=False,
        timeout=60,
    )


def answers(done: subprocess.CompletedProcess[bytes]) -> dict[object, dict[str, Any]]:
    """What is on standard output, all of which is the protocol's, by the id of the request."""
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(message["jsonrpc"] == "2.0" for message in messages)
    return {message["id"]: message for message in messages}


def test_the_end_of_input_ends_it_when_all_has_been_answered(demo_index: Index) -> None:
    asked = [asking(number, "search", query="placebo") for number in range(30)]
    done = run(demo_index.path, [INITIALIZE, INITIALIZED, *asked])
    assert done.returncode == 0
    assert done.stderr == b""
    given = answers(done)
    assert set(given) == {"hello", *range(30)}
    texts = {given[number]["result"]["content"][0]["text"] for number in range(30)}
    assert len(texts) == 1


def test_no_input_ends_it_at_once(demo_index: Index) -> None:
    done = run(demo_index.path, [])
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


GARBAGE = {
    b"hello": -32700,
    b"{": -32700,
    b"\xff\xfe\x00": -32700,
    b"[" * 10_000: -32700,
    b'{"jsonrpc": "2.0", "id": 9, "method": "ping", "params": "' + b"x" * 9_000_000: -32700,
    b"[]": -32600,
    b"null": -32600,
}


def test_what_is_no_message_is_refused_and_the_next_is_answered(demo_index: Index) -> None:
    for garbage, code in GARBAGE.items():
        done = run(
            demo_index.path,
            [INITIALIZE, b"", b" \r", garbage, INITIALIZED, asking(5, "references")],
        )
        given = answers(done)
        assert (done.returncode, done.stderr) == (0, b"")
        assert given[None]["error"]["code"] == code
        assert "Works 1 to 10" in given[5]["result"]["content"][0]["text"]


def test_a_request_before_initialize_names_what_comes_first(demo_index: Index) -> None:
    early = [{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, asking(2, "search", query="sham")]
    wrong = {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": 7}}
    given = answers(run(demo_index.path, [*early, INITIALIZE, INITIALIZED, wrong]))
    for number, method in ((1, "tools/list"), (2, "tools/call")):
        message = f"send initialize, then notifications/initialized, before {method}"
        assert given[number]["error"] == {"code": -32600, "message": message}
    assert given["hello"]["result"]
    assert given[3]["error"]["code"] == -32602


def test_a_request_that_cannot_be_right_is_refused_by_its_id(demo_index: Index) -> None:
    wrong = [
        {"jsonrpc": "2.0", "id": 1, "method": "nothing/known"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": 7}},
        {"jsonrpc": "2.0", "id": 3, "method": "resources/read", "params": {}},
        {"jsonrpc": "2.0", "id": 4, "method": "tools/call", "params": {"name": "delete"}},
        {"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": 7},
        {"id": 6, "method": "tools/list"},
        {"jsonrpc": "2.0", "id": 7, "method": 7},
    ]
    passed_over = [
        {"jsonrpc": "2.0", "method": "nothing/known"},
        {"jsonrpc": "2.0", "id": 99, "result": {}},
    ]
    done = run(demo_index.path, [INITIALIZE, INITIALIZED, *passed_over, *wrong])
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    given = answers(done)
    assert {key: each["error"]["code"] for key, each in given.items() if key != "hello"} == {
        1: -32601,
        2: -32602,
        3: -32602,
        4: -32602,
        5: -32600,
        6: -32600,
        7: -32600,
    }


def test_what_is_said_of_an_unknown_tool_is_one_short_line(demo_index: Index) -> None:
    name = "del\nete\u202e" + "x" * 100_000
    done = run(demo_index.path, [INITIALIZE, INITIALIZED, asking(1, name)])
    message = answers(done)[1]["error"]["message"]
    assert message.startswith("unknown tool: del ete")
    assert len(message) < 250
    assert "\u202e" not in message


def test_when_nobody_reads_the_answers_it_ends_without_a_word(demo_index: Index) -> None:
    command = [SCRIPT, "mcp", "--index", demo_index.path]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=server_environment(),
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(json.dumps(INITIALIZE).encode() + b"\n")
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        for message in (INITIALIZED, asking(1, "search", query="placebo")):
            process.stdin.write(json.dumps(message).encode() + b"\n")
        process.stdin.flush()
        assert process.wait(20) == 0
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_answer_that_cannot_be_written_is_one_line(demo_index: Index) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [SCRIPT, "mcp", "--index", demo_index.path],
            input=json.dumps(INITIALIZE).encode() + b"\n",
            stdout=full,
            stderr=subprocess.PIPE,
            env=server_environment(),
            check=False,
            timeout=60,
        )
    assert done.returncode == 2
    assert done.stderr == b"painsci-search: standard output: No space left on device\n"


def test_half_a_character_is_a_character_that_is_found_nowhere(demo_index: Index) -> None:
    done = run(
        demo_index.path,
        [
            INITIALIZE,
            INITIALIZED,
            asking(1, "search", query="placebo \ud800"),
            asking(2, "read", article="\udfff"),
            asking(3, "search", query="\U0001f600 placebo"),
        ],
    )
    texts = {key: each["result"].get("content") for key, each in answers(done).items()}
    assert "> " in texts[1][0]["text"]
    assert "There is no article" in texts[2][0]["text"]
    assert "for: \U0001f600 placebo" in texts[3][0]["text"]


def test_a_request_that_nobody_waits_for_does_not_hold_up_the_end(demo_index: Index) -> None:
    cancelled = {
        "jsonrpc": "2.0",
        "method": "notifications/cancelled",
        "params": {"requestId": 1},
    }
    done = run(
        demo_index.path,
        [INITIALIZE, INITIALIZED, asking(1, "search", query="placebo"), cancelled],
    )
    assert done.returncode == 0
    assert "hello" in answers(done)


def test_an_interruption_ends_it_at_once_without_a_traceback(demo_index: Index) -> None:
    with subprocess.Popen(
        [SCRIPT, "mcp", "--index", demo_index.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=server_environment(),
    ) as server:
        server.stdin.write(json.dumps(INITIALIZE).encode() + b"\n")
        server.stdin.flush()
        assert json.loads(server.stdout.readline())["id"] == "hello"
        server.send_signal(signal.SIGINT)
        # its standard input is still open: nothing but the signal ends it
        assert server.wait(timeout=30) == 130
        assert server.stdout.read() == b""
        assert server.stderr.read() == b""


def test_an_index_that_is_missing_is_one_line_and_status_2(tmp_path: Path) -> None:
    done = run(tmp_path / "nothing", [INITIALIZE])
    assert (done.returncode, done.stdout) == (2, b"")
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("painsci-search: ")
    assert "nothing" in line


def test_without_the_extra_one_line_says_which(tmp_path: Path, demo_index: Index) -> None:
    (tmp_path / "mcp").mkdir()
    (tmp_path / "mcp" / "__init__.py").write_text(
        "raise ModuleNotFoundError(\"No module named 'mcp'\", name='mcp')"
    )
    done = run(demo_index.path, [INITIALIZE], PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, b"")
    (line,) = done.stderr.decode().splitlines()
    assert line.endswith("pip install 'painsci-search[mcp]'")


def test_an_answer_comes_from_the_latest_commit(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with Index.create(folder) as index, Assistant(folder) as talking:
        assert "No passage matches" in talking.ask("search", query="tingles")
        index.add(Article("asmr", "Tingles", (Section("a", "Part", "Tingles soothe."),)))
        assert "> Tingles soothe." in talking.ask("search", query="tingles")
        assert "> Tingles soothe." in talking.ask("read", article="asmr")
        assert [each.name for each in talking.resources().resources] == ["asmr"]
        index.remove("asmr")
        assert 'no article "asmr"' in talking.refused("read", article="asmr")
        assert talking.resources().resources == []


def test_an_index_that_is_damaged_meanwhile_is_an_error_that_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with Index.create(folder) as index:
        index.add(Article("asmr", "Tingles", (Section("a", "Part", "Tingles soothe."),)))
    with Assistant(folder) as talking:
        assert "> Tingles soothe." in talking.ask("search", query="tingles")
        for file in folder.iterdir():
            if file.is_file():
                file.write_bytes(b"{")
        assert str(folder) in talking.refused("search", query="tingles")


def test_a_file_that_changed_since_is_named_with_the_passages(tmp_path: Path) -> None:
    page = tmp_path / "knees.txt"
    page.write_text("Knees\n\nKnees hurt when they are bent too often.\n", encoding="utf-8")
    with Index.create(tmp_path / "index") as index:
        index.update([page])
        with Assistant(index.path) as talking:
            assert "changed since" not in talking.ask("search", query="knees")
            page.write_text("Knees\n\nNothing.\n", encoding="utf-8")
            assert "knees.txt: changed since it was indexed" in talking.ask("search", query="knees")


def test_of_many_files_that_changed_not_each_is_named(tmp_path: Path) -> None:
    pages = [tmp_path / f"knees{number}.txt" for number in range(4)]
    for page in pages:
        page.write_text(f"Knees {page.stem}\n\nKnees hurt, says {page.stem}.\n", encoding="utf-8")
    with Index.create(tmp_path / "index") as index:
        index.update(pages)
        for page in pages:
            page.unlink()
        text = Tools(index).call("search", {"query": "knees"}).text
    assert text.count("gone since it was indexed") == 2
    assert text.endswith("Note: changed or gone since they were indexed: 2 more files.")


def test_on_a_terminal_it_says_what_it_waits_for(demo_index: Index) -> None:
    pty = pytest.importorskip("pty")
    terminal, end = pty.openpty()
    with subprocess.Popen(
        [SCRIPT, "mcp", "--index", demo_index.path],
        stdin=end,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=server_environment(),
    ) as server:
        assert b"Waiting for an assistant's requests" in server.stderr.readline()
        os.write(terminal, b"\x04")  # Ctrl-D
        assert server.wait(timeout=30) == 0
        assert server.stdout.read() == b""
    os.close(terminal)
    os.close(end)


def test_nothing_heavy_is_loaded_to_show_the_help() -> None:
    code = (
        "import sys; from painsci_search.cli.app import run; run(['--help'])\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    python = [SCRIPT.with_name("python"), "-c", code]
    done = subprocess.run(python, capture_output=True, check=True, text=True, env=dict(os.environ))
    assert not set(done.stderr.split()) & {"mcp", "anyio", "pydantic", "jsonschema"}
    assert "mcp " in done.stdout


def test_it_works_without_any_network(demo_index: Index, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(*arguments, **more): raise SystemExit('network')\n"
        "socket.getaddrinfo = socket.create_connection = refuse\n"
        "socket.socket.connect = refuse\n"
    )
    lines = [INITIALIZE, INITIALIZED, asking(1, "search", query="placebo")]
    done = run(demo_index.path, lines, PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, b"")
    assert set(answers(done)) == {"hello", 1}


@pytest.mark.parametrize("characters", ["1999", "100001", "many"])
def test_a_limit_that_is_out_of_bounds_is_wrong_usage(characters: str, demo_index: Index) -> None:
    done = subprocess.run(
        [SCRIPT, "mcp", "--index", demo_index.path, "--max-chars", characters],
        input=b"",
        capture_output=True,
        env=server_environment(),
        check=False,
    )
    assert done.returncode == 2
    assert b"--max-chars" in done.stderr
