"""The command as a process: pipes, terminals, signals, full disks, and what it loads."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from running import command, environment, make_place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_place(tmp_path_factory.mktemp("place with a space"))


def test_a_closed_pipe_ends_the_command_quietly(place: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*command(), "query", "placebo"],
        cwd=place,
        stdout=writer,
        stderr=subprocess.PIPE,
        env=environment({}),
        check=False,
    )
    os.close(writer)
    assert done.returncode == 141
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (["query", "placebo"], "standard output: "),
        (["serve", "--port", "0"], "standard output: "),
        (["--help"], ""),
    ],
)
def test_a_full_disk_is_one_line(arguments: list[str], where: str, place: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*command(), *arguments],
            cwd=place,
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment({}),
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode() == f"painsci-search: {where}No space left on device\n"


def on_a_terminal(place: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    """Run a command on a terminal of 80 columns; return its status and what is shown."""
    master, slave = pty.openpty()
    done = subprocess.run(
        [*command(), *arguments],
        cwd=place,
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=slave,
        env=environment({"TERM": "xterm", "COLUMNS": "80", **variables}),
        check=False,
    )
    os.close(slave)
    shown = os.read(master, 65536).decode().replace("\r\n", "\n")
    os.close(master)
    return done.returncode, shown


LONG = "my articles about what pain is and is not/a save of a page with a long name"


def test_lines_are_wrapped_on_a_terminal_and_nowhere_else(tmp_path: Path) -> None:
    page = tmp_path / f"{LONG}.html"
    page.parent.mkdir()
    page.write_text(f"<title>Quokkas</title><p>{'Quokkas wander by the sea. ' * 20}")
    page.with_suffix(".pdf").write_bytes(b"%PDF-1.4")
    problem = f"{LONG}.pdf:\n  damaged PDF; check that it was saved completely\n"
    status, shown = on_a_terminal(tmp_path, "index", page.parent.name, TERM="dumb")
    assert status == 1
    assert shown.endswith(problem)
    status, shown = on_a_terminal(tmp_path, "check")
    assert (status, shown) == (1, problem)
    _, shown = on_a_terminal(tmp_path, "check", page.parent.name)
    assert f"{LONG}.pdf:1:\n  unreadable: damaged PDF; check" in shown
    _, shown = on_a_terminal(tmp_path, "query", "quokkas", "--sort", "odd")
    assert max(map(len, shown.splitlines())) <= 80
    assert "\n  " in shown
    piped = [
        subprocess.run(
            [*command(), *arguments],
            cwd=tmp_path,
            env=environment({"COLUMNS": "80"}),
            capture_output=True,
            text=True,
            check=False,
        )
        for arguments in (["check"], ["query", "quokkas", "--sort", "odd"])
    ]
    assert [(each.stdout + each.stderr).count("\n") for each in piped] == [1, 1]


def test_a_long_id_is_on_a_line_of_its_own_on_a_terminal(tmp_path: Path) -> None:
    name = Path(LONG).name
    page = tmp_path / "pages" / f"{name}.html"
    page.parent.mkdir()
    page.write_text(f"<title>{'Quokkas by the sea ' * 4}</title><p>{'They wander about. ' * 20}")
    subprocess.run([*command(), "index", "pages"], cwd=tmp_path, check=True, capture_output=True)
    status, shown = on_a_terminal(tmp_path, "list")
    first, second, _ = shown.splitlines()
    assert status == 0
    assert first == name
    assert second.endswith("Quokkas by the sea Quokkas…")
    assert len(second) <= 80


def test_a_terminal_gets_highlights_and_links(place: Path) -> None:
    status, shown = on_a_terminal(place, "query", "bigger", "-n", "1", NO_COLOR="")
    assert status == 0
    assert "\x1b[1;31mbigger\x1b[0m" in shown
    assert re.search(r"\x1b\]8;;file://[!-~]+\x1b\\", shown)


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--help"], "bs4 lxml numpy rich whoosh fastapi uvicorn pydantic painsci_search.server"),
        (
            ["query", "placebo"],
            (
                "base64 bs4 lxml random rich tempfile whoosh csv painsci_search.cli.candidates "
                "painsci_search.cli.pipes painsci_search.cli.serve painsci_search.ingest.files"
            ),
        ),
        (["list"], "painsci_search.model.evidence painsci_search.model.works"),
    ],
)
def test_a_command_loads_only_what_it_needs(arguments: list[str], heavy: str, place: Path) -> None:
    program = (
        "import sys; before = set(sys.modules); "  # a measurement of coverage loads some, too
        "from painsci_search.cli.app import run; status = run(sys.argv[1:]); "
        "print(*(set(sys.modules) - before), file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=place, capture_output=True, check=True
    )
    assert not set(heavy.split()) & set(done.stderr.decode().split())


def test_a_query_makes_the_methods_of_few_classes(place: Path) -> None:
    program = (
        "import collections, dataclasses, sys\n"
        "made = {'dataclass': 0, 'namedtuple': 0}\n"
        "def count(module, name):\n"
        "    plain = getattr(module, name)\n"
        "    def counted(*given, **settings):\n"
        "        owner = settings.get('module') or sys._getframe(1).f_globals['__name__']\n"
        "        made[name] += owner.startswith('painsci_search')\n"
        "        return plain(*given, **settings)\n"
        "    setattr(module, name, counted)\n"
        "count(dataclasses, 'dataclass'); count(collections, 'namedtuple')\n"
        "from painsci_search.cli.app import run; status = run(sys.argv[1:]); "
        "print(*made.values(), file=sys.stderr); sys.exit(status)"
    )
    command = [sys.executable, "-c", program, "query", "placebo"]
    done = subprocess.run(command, cwd=place, capture_output=True, check=True)
    dataclasses, named_tuples = map(int, done.stderr.split())
    assert dataclasses <= 12
    assert named_tuples <= 41


def test_an_unchanged_folder_loads_nothing_that_reads_files(place: Path) -> None:
    (place / "unchanged").mkdir()
    (place / "unchanged" / "knees.txt").write_text("Knees\n\nA text about knees.\n")
    arguments = ["index", "unchanged", "--index", "unchanged-index"]
    subprocess.run([*command(), *arguments], cwd=place, capture_output=True, check=True)
    heavy = (
        "bs4 lxml multiprocessing painsci_search.ingest.workers painsci_search.model.evidence "
        "painsci_search.reading.forms.plaintext whoosh"
    )
    test_a_command_loads_only_what_it_needs(arguments, heavy, place)


def test_an_interrupt_ends_the_command_quietly(place: Path) -> None:
    with subprocess.Popen(
        [*command(), "query", "-"],
        cwd=place,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment({}),
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdin.write(b"placebo\n")
        running.stdin.flush()
        # An answer shows that the command is up and waits for the next query.
        assert running.stdout.readline()
        running.send_signal(signal.SIGINT)
        assert running.wait() == 130
        assert running.stderr.read() == b""
