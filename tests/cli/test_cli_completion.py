"""Shell completion, in the shells: keys are typed, and what would be run is looked at."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import SCRIPT, environment, make_place, painsci

from painsci_search import Article, Index, Section

# Ids come from the addresses that pages name for themselves: whatever a shell might act upon.
HOSTILE = "evil-$(touch PWNED)`touch PWNED`\\$(touch PWNED)'\"; touch PWNED #&*?~ (x) [y]"
# Runs completions for real, and instead of any other command notes how it was called.
STUB = """#!/bin/sh
if [ "$1" = completion ]; then exec '{tool}' "$@"; fi
for word in "$@"; do printf '%s\\0' "$word"; done > '{record}.part'
mv '{record}.part' '{record}'
"""
PROMPT = "READY>"
OWN_TERMINAL = "import os, sys; os.login_tty(0); os.execvp(sys.argv[1], sys.argv[1:])"
EVALUATED = 'eval "$(painsci-search completion {})"'
COMPINIT = "autoload -Uz compinit; compinit -u -D"
# By name: the command, the file of its settings, and what stands there.
SETTINGS = {
    "bash": (
        ["bash", "--noprofile", "--rcfile", "rc", "-i"],
        "rc",
        [f"PS1='{PROMPT} '", "bind 'set bell-style none'", EVALUATED.format("bash")],
    ),
    "zsh": (
        ["zsh", "-i"],
        ".zshrc",
        [f"PS1='{PROMPT} '", COMPINIT, EVALUATED.format("zsh")],
    ),
    "zsh of a file": (
        ["zsh", "-i"],
        ".zshrc",
        [
            f"PS1='{PROMPT} '; fpath=($PWD/functions $fpath); mkdir -p functions",
            "painsci-search completion zsh > functions/_painsci-search",
            COMPINIT,
        ],
    ),
    "fish": (
        ["fish", "--init-command", "source rc.fish"],
        "rc.fish",
        [
            f"set fish_greeting; function fish_prompt; echo '{PROMPT} '; end",
            "painsci-search completion fish | source",
        ],
    ),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_place(tmp_path_factory.mktemp("shells"))
    with Index.open(folder / "index") as index:
        index.add(Article(HOSTILE, "Evil", (Section("one", "One", "Text."),)))
        index.add(Article("low back pain", "Spaces", (Section("one", "One", "Text."),)))
    (folder / "bin").mkdir()
    stub = folder / "bin" / "painsci-search"
    stub.write_text(STUB.format(tool=SCRIPT, record=folder / "record"), encoding="utf-8")
    stub.chmod(stub.stat().st_mode | stat.S_IXUSR)
    return folder


def offered(place: Path, *words: str, shell: str = "zsh") -> list[str]:
    done = painsci("completion", shell, "--", *words, cwd=place)
    assert (done.returncode, done.stderr) == (0, b"")
    return [line.partition("\t")[0] or line for line in done.stdout.decode().splitlines()]


@pytest.mark.parametrize(
    ("words", "some"),
    [
        ([""], ["index", "query", "show", "completion"]),
        (["qu"], ["query"]),
        (["--ver"], ["--version"]),
        (["query", "--form"], ["--format"]),
        (["query", "placebo", "-nocebo", "--no-g"], ["--no-group"]),
        (["query", "--format", "js"], ["json", "jsonl"]),
        (["query", "-f", "ma"], ["markdown"]),
        (["query", "--format=js"], ["--format=json", "--format=jsonl"]),
        (["query", "x", "--kind", ""], ["article", "section", "note"]),
        (["query", "x", "--sort", "d"], ["date"]),
        (["refs", "--sort", ""], ["cited", "year", "author", "title"]),
        (["query", "x", "--article", "pla"], ["placebo"]),
        (["query", "x", "--article=pla"], ["--article=placebo"]),
        (["show", "s"], ["sham"]),
        (["like", "--kind", "note", "pla"], ["placebo"]),
        (["show", "placebo#d"], ["placebo#dose"]),
        (["like", "placebo#fn"], ["placebo#fn1"]),
        (["show", '"low ba'], ["low back pain"]),
        (["cites", "Loc"], ["Lochte2018big"]),
        (["cites", "loc"], ["lochte2018big"]),
        (["refs", "--cited-with", "Lochte2018"], ["Lochte2018big"]),
        (["parse", ""], ["\tfiles"]),
        (["index", "a", "b"], ["\tfiles"]),
        (["stats", "--index", ""], ["\tfolders"]),
    ],
)
def test_what_may_come_next_is_offered(words: list[str], some: list[str], place: Path) -> None:
    found = offered(place, *words)
    assert [word for word in some if word not in found] == []
    assert len(found) == len(some) or words[-1] == ""


@pytest.mark.parametrize(
    "words",
    [
        ["nothing", ""],
        ["show", "placebo", ""],
        ["query", "--", "--form"],
        ["show", "-i", "nowhere", "pl"],
        ["show", "-i", "corpus/sham.html", "pl"],
        ["query", "-n", ""],
        ["query", "pl"],
    ],
)
def test_nothing_is_offered_and_nothing_said_where_nothing_is_known(
    words: list[str], place: Path
) -> None:
    assert offered(place, *words) == []


def test_an_option_that_was_given_is_offered_again_only_if_it_may_come_again(place: Path) -> None:
    again = offered(place, "query", "--cards", "--article", "sham", "--limit=3", "--")
    assert "--article" in again
    assert "--cards" not in again


def test_bash_parts_an_option_from_its_value(place: Path) -> None:
    assert offered(place, "query", "--format", "=", shell="bash")[:2] == ["text", "json"]
    assert offered(place, "query", "--format", "=", "cs", shell="bash") == ["csv", "csl-json"]


def test_an_id_that_a_line_cannot_hold_is_not_offered(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        index.add(Article(name, "T", (Section("one", "One", "x"),)) for name in ("a\nb", "a\x1bc"))
    assert offered(tmp_path, "show", "a") == []


LINES = (
    ("que\tplacebo --for\tmarkd\t", ["query", "placebo", "--format", "markdown"]),
    ("refs --format=bib\t", ["refs", "--format=bibtex"]),
    ("show plac\t", ["show", "placebo"]),
    ("show low\t", ["show", "low back pain"]),
    ("show evil\t", ["show", HOSTILE]),
    ("index corp\t", ["index", "corpus"]),
    ("stats --index corp\t", ["stats", "--index", "corpus"]),
)


@pytest.mark.parametrize("shell", list(SETTINGS))
def test_keys_become_the_commands_that_were_meant(shell: str, place: Path) -> None:
    program, name, settings = SETTINGS[shell]
    if shutil.which(program[0]) is None:
        pytest.skip(f"needs {program[0]}")
    (place / name).write_text("\n".join([*settings, ""]), encoding="utf-8")
    record = place / "record"
    called = []
    with terminal(program, place) as typed:
        for number, (keys, _) in enumerate(LINES, 1):
            typed.wait_for(PROMPT, number)
            record.unlink(missing_ok=True)
            typed.write(f"painsci-search {keys}\r")
            typed.wait_until(record)
            # zsh takes the slash of a folder away again when the line is done.
            words = record.read_text(encoding="utf-8").split("\0")[:-1]
            called.append([word.rstrip("/") for word in words])
    assert called == [words for _, words in LINES]
    assert list(place.rglob("PWNED*")) == []


class Terminal:
    """The far end of a terminal in which a shell runs."""

    def __init__(self, handle: int) -> None:
        self.handle = handle
        self.shown = ""

    def write(self, keys: str) -> None:
        os.write(self.handle, keys.encode())

    def read(self, deadline: float) -> None:
        ready, _, _ = select.select([self.handle], [], [], 0.05)
        with contextlib.suppress(OSError):  # Linux's way to say that the shell has ended
            self.shown += os.read(self.handle, 65536).decode(errors="replace") if ready else ""
        if time.monotonic() > deadline:
            pytest.fail(f"the shell shows: {self.shown!r}")

    def wait_for(self, words: str, times: int, patience: float = 30) -> None:
        deadline = time.monotonic() + patience
        while self.shown.count(words) < times:
            self.read(deadline)

    def wait_until(self, file: Path, patience: float = 30) -> None:
        deadline = time.monotonic() + patience
        while not file.exists():
            self.read(deadline)


@contextlib.contextmanager
def terminal(program: list[str], place: Path) -> Iterator[Terminal]:
    """Run a shell in a terminal of its own, with nothing of the user's settings."""
    master, slave = pty.openpty()
    shown_as = environment({"TERM": "xterm", "HOME": str(place), "ZDOTDIR": str(place)})
    shown_as |= {"PATH": f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}", "INPUTRC": os.devnull}
    shown_as |= {"XDG_CONFIG_HOME": str(place / "config"), "XDG_DATA_HOME": str(place / "data")}
    process = subprocess.Popen(
        [sys.executable, "-c", OWN_TERMINAL, *program],
        cwd=place,
        stdin=slave,
        env=shown_as,
    )
    os.close(slave)
    try:
        yield Terminal(master)
    finally:
        process.send_signal(signal.SIGHUP)
        process.kill()
        process.wait()
        os.close(master)
