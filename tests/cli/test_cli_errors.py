"""Errors for programs: one object on standard error wherever a JSON format was asked for."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from running import make_place, painsci

from described import validate
from painsci_search import errors
from painsci_search.cli.errors import JSON_FORMATS, wants_json


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_place(tmp_path_factory.mktemp("place"))


def told(done: subprocess.CompletedProcess[bytes]) -> dict[str, object]:
    """Read the one line on standard error."""
    assert done.stdout == b""
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1
    value = json.loads(lines[0])
    validate("error.schema.json", value)
    error: dict[str, object] = value["error"]
    return error


@pytest.mark.parametrize(
    ("arguments", "kind", "position"),
    [
        (["query", "sham", "(placebo", "-f", "json"], "QueryError", 5),
        (["query", 'h\u00e9las "placebo', "--format", "jsonl"], "QueryError", 6),
        (["query", "placebo AND", "--format=quotes"], "QueryError", 8),
        (["refs", "(", "-f", "csl-json"], "QueryError", 0),
        (["query", "placebo", "-fjson", "-i", "nowhere"], "IndexMissing", None),
        (["stats", "-i", "nowhere", "-f", "json"], "IndexMissing", None),
        (["query", "placebo", "-f", "json", "--limi", "3"], "UsageError", None),
        (["query", "-f", "json"], "UsageError", None),
        (["query", "placebo", "-f", "json", "--since", "soon"], "UsageError", None),
        (["query", "-", "-f", "json", "--refs"], "UsageError", None),
        (["query", "placebo", "-f", "json", "--all", "-n", "3"], "UsageError", None),
        (["qury", "-f", "json"], "UsageError", None),
        (["like", "placebo", "-n", "0", "-f", "json"], "UsageError", None),
        (["new", "--since", "never", "-f", "json"], "UsageError", None),
        (["check", "--ignore", "dead-link", "-f", "json"], "UsageError", None),
        (["index", "nowhere", "-i", "ix", "-f", "json"], "ReadError", None),
        (["parse", "nowhere.html", "-f", "json"], "ReadError", None),
        (["verify", "nowhere.json", "-f", "json"], "OSError", None),
        (["query", "placebo", "-i", "empty", "-f", "json"], "IndexEmpty", None),
        (["cites", "30397584", "-i", "empty", "-f", "csl-json"], "UsageError", None),
    ],
)
def test_an_error_is_one_object_where_json_is_asked_for(
    arguments: list[str], kind: str, position: int | None, place: Path
) -> None:
    if "empty" in arguments and not (place / "empty").exists():
        (place / "none").mkdir(exist_ok=True)
        painsci("index", "none", "-i", "empty", cwd=place)
    done = painsci(*arguments, cwd=place)
    error = told(done)
    assert done.returncode == 2
    assert (error["kind"], error["position"]) == (kind, position)
    assert "painsci-search:" not in str(error["message"])


@pytest.mark.parametrize(
    "arguments", [["show", "placbo"], ["show", "placebo#dos"], ["like", "placbo"]]
)
def test_what_is_not_found_keeps_its_status(arguments: list[str], place: Path) -> None:
    done = painsci(*arguments, "-f", "json", cwd=place)
    assert done.returncode == 1
    assert told(done)["kind"] == "NotFound"


def test_a_message_steers_no_terminal(place: Path) -> None:
    done = painsci("index", "no\x1bwhere", "-i", "ix", "-f", "json", cwd=place)
    assert "no\ufffdwhere" in str(told(done)["message"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_object_too(place: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = painsci("query", "placebo", "-f", "json", cwd=place, stdout=full)
    assert done.returncode == 2
    error = json.loads(done.stderr)["error"]
    assert error == {
        "kind": "OSError",
        "message": "standard output: No space left on device",
        "position": None,
    }


def test_a_fault_of_the_program_is_an_object_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: Path
) -> None:
    from painsci_search import Index
    from painsci_search.cli.app import run

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr(Index, "stats", fail)
    assert run(["stats", "-i", str(place / "index"), "-f", "json"]) == 2
    error = json.loads(capsys.readouterr().err)["error"]
    assert error["kind"] == "InternalError"
    assert "ZeroDivisionError: by nought" in error["message"]


def test_the_schema_names_every_error_of_the_library() -> None:
    from importlib.resources import files

    text = (files("painsci_search") / "schemas" / "error.schema.json").read_text(encoding="utf-8")
    known = [
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.PainSciSearchError)
    ]
    assert len(known) > 5
    assert [name for name in known if name not in text] == []


@pytest.mark.parametrize("form", JSON_FORMATS)
def test_a_json_format_is_recognised_however_it_is_written(form: str) -> None:
    for written in (["--format", form], [f"--format={form}"], ["-f", form], [f"-f{form}"]):
        assert wants_json(["query", "x", *written])
        assert not wants_json(["query", *written, "-f", "text"])
        assert not wants_json(["query", "--", *written])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--limit", "abc"], "'abc' is not a whole number of at least 1"),
        (["--limit", "'1' is not 2"], "\"'1' is not 2\" is not a whole number of at least 1"),
        (["--limit", "0"], "0 is not a whole number of at least 1"),
        (["--limt", "3"], "No such option: --limt; did you mean --limit?"),
        (["--lang", "de"], "No such option: --lang (see"),
        (["--sort", "size"], "'size' is not one of"),
        (["-n"], "Option '-n' requires an argument"),
    ],
)
def test_a_message_names_what_was_given_and_what_is_allowed(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from painsci_search.cli.app import run

    assert run(["query", "placebo", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_range_with_two_ends_is_named_with_both(capsys: pytest.CaptureFixture[str]) -> None:
    from painsci_search.cli.app import run

    assert run(["serve", "--port", "70000"]) == 2
    assert "70000 is not a whole number from 0 to 65535" in capsys.readouterr().err
