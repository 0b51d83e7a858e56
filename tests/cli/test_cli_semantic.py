"""`embed` and `query --semantic`: what they print, and one line for what is missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from described import validate
from painsci_search import Article, EmbedReport, Index, Section
from painsci_search.cli.app import run
from painsci_search.semantic import computing, embedding
from painsci_search.semantic import model as models
from painsci_search.semantic.computing import Computing

sys.path.insert(0, str(Path(__file__).parents[1] / "semantic"))
from tiny_model import write_model

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with an index of two articles, and a model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PAINSCI_SEARCH_MODEL", raising=False)
    monkeypatch.setattr(models, "find_package", lambda: None)
    write_model(tmp_path / "model")
    with Index.create("index") as index:
        index.add(
            [
                Article("one", "", (Section("a", "Legs", "Rain. Aching muscles. Rain."),)),
                Article("two", "", (Section("b", "Legs", "Sore thighs."),)),
            ]
        )
    return tmp_path


def test_passages_are_embedded_and_found_by_their_meaning(capsys: Capture) -> None:
    assert run(["embed", "--model", "model"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "Vectors of 2 passages computed by NumPy; 2 passages have one of the model "
    )
    assert run(["query", "sore thighs", "--semantic", "--model", "model"]) == 0
    out, err = capsys.readouterr()
    assert "found by its meaning; the nearest sentence is marked" in out
    assert "Aching muscles." in out
    assert "vector" not in err


def test_the_report_may_be_json(capsys: Capture) -> None:
    assert run(["embed", "--model", "model", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    report = json.loads(out)
    validate("embed.schema.json", report)
    assert EmbedReport.from_json(report).computed == 2
    assert report["backend"] == "NumPy"  # so little is not worth the start of another
    assert err == ""
    run(["embed", "--model", "model", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["backend"] == ""


def test_what_keeps_onnxruntime_from_computing_is_reported(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computing, "_WORTH", 0)
    monkeypatch.setattr(computing, "start", lambda _: (None, "no such device"))
    assert run(["embed", "--model", "model"]) == 0
    out, err = capsys.readouterr()
    assert "computed by NumPy;" in out
    assert err.endswith("was not used as it could be: no such device\n")


def test_the_model_may_be_named_by_the_environment(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAINSCI_SEARCH_MODEL", "model")
    assert run(["embed"]) == 0
    assert run(["query", "sore", "--semantic"]) == 0
    capsys.readouterr()


def test_json_has_what_was_found_by_its_meaning(capsys: Capture) -> None:
    run(["embed", "--model", "model"])
    with Index.open("index") as index:
        index.add(Article("new", "", (Section("c", "Legs", "Sore thighs, too."),)))
    capsys.readouterr()
    arguments = ["query", "sore thighs", "--semantic", "--model", "model", "--format", "json"]
    assert run(arguments) == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert answer["without_vectors"] == 1
    assert {hit["anchor"]: hit["by_meaning"] for hit in answer["hits"]} == {
        "a": True,
        "b": False,
        "c": False,
    }
    assert "1 passage has no vector yet and was searched by its words only" in err


@pytest.mark.parametrize("command", [["embed"], ["query", "sore", "--semantic"]])
def test_without_a_model_one_line_says_how_to_give_one(capsys: Capture, command: list[str]) -> None:
    assert run(command) == 2
    out, err = capsys.readouterr()
    assert not out
    (line,) = err.splitlines()
    assert "needs the model all-MiniLM-L6-v2: give its folder with --model" in line
    assert run(["query", "sore"]) == 0


def test_without_vectors_one_line_says_how_to_get_them(capsys: Capture) -> None:
    assert run(["query", "sore", "--semantic", "--model", "model"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("do not exist yet: run 'painsci-search embed --index index'")


def test_similar_passages_are_found_by_their_meaning(capsys: Capture) -> None:
    run(["embed", "--model", "model"])
    capsys.readouterr()
    assert run(["like", "two#b", "--semantic", "--model", "model", "--format", "json"]) == 0
    hits = json.loads(capsys.readouterr().out)["hits"]
    assert [(hit["anchor"], hit["by_meaning"]) for hit in hits] == [("a", True)]


def test_a_run_that_is_interrupted_goes_on_where_it_was(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "_TOGETHER", 1)
    monkeypatch.setattr(embedding, "_COMMIT", 1)
    whole, calls = Computing.embed, []

    def interrupted(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*given)

    monkeypatch.setattr(Computing, "embed", interrupted)
    assert run(["embed", "--model", "model"]) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert run(["embed", "--model", "model"]) == 0
    assert capsys.readouterr().out.startswith("Vectors of 1 passage computed by NumPy; 2 passages")


def test_changes_between_runs_and_removals_are_answered(capsys: Capture) -> None:
    run(["embed", "--model", "model"])
    query = ["query", "sore thighs", "--semantic", "--model", "model", "--format", "json"]
    assert run(["remove", "one", "--yes"]) == 0
    capsys.readouterr()
    assert run(query) == 0
    out, err = capsys.readouterr()
    assert [hit["anchor"] for hit in json.loads(out)["hits"]] == ["b"]
    assert err == ""
    with Index.open("index") as index:
        index.add(Article("two", "", (Section("c", "Legs", "Aching muscles."),)))
    assert run(query) == 1
    assert "1 passage has no vector yet" in capsys.readouterr().err
    assert run(["remove", "two", "--yes"]) == 0
    assert run(query) == 2  # the index is empty
    capsys.readouterr()
    assert run(["embed", "--model", "model"]) == 0
    assert capsys.readouterr().out.startswith("Vectors of 0 passages computed; 0 passages")


@pytest.mark.parametrize("damage", ["cut", "forged", "other model"])
def test_what_is_wrong_with_vectors_is_one_line(capsys: Capture, home: Path, damage: str) -> None:
    run(["embed", "--model", "model"])
    (file,) = (home / "index").glob("*.vectors")
    match damage:
        case "cut":
            file.write_bytes(file.read_bytes()[:-9])
        case "forged":
            file.write_bytes(bytes(file.stat().st_size))
        case _:
            write_model(home / "model", seed=3)
    capsys.readouterr()
    for command in (["query", "sore"], ["like", "two#b"]):
        assert run([*command, "--semantic", "--model", "model"]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        (line,) = err.splitlines()
        assert "run 'painsci-search embed --index index'" in line
    assert run(["query", "sore"]) == 0
    assert run(["embed", "--model", "model"]) == 0
    assert run(["query", "sore", "--semantic", "--model", "model"]) == 0
    capsys.readouterr()


@pytest.mark.parametrize("command", [["embed"], ["query", "sore", "--semantic"], ["like", "two#b"]])
@pytest.mark.parametrize("name", ["model.safetensors", "vocab.txt", "config.json"])
def test_a_damaged_model_is_one_line(
    capsys: Capture, home: Path, command: list[str], name: str
) -> None:
    run(["embed", "--model", "model"])
    file = home / "model" / name
    file.write_bytes(file.read_bytes()[:5])
    capsys.readouterr()
    more = ["--semantic"] if command[0] == "like" else []
    assert run([*command, *more, "--model", "model"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("painsci-search: model")


def test_works_are_not_found_by_meaning(capsys: Capture) -> None:
    assert run(["query", "sore", "--semantic", "--refs"]) == 2
    assert "--semantic is for passages" in capsys.readouterr().err


def test_stats_and_check_count_the_vectors(capsys: Capture) -> None:
    run(["embed", "--model", "model"])
    with Index.open("index") as index:
        index.add(Article("new", "", (Section("c", "Legs", "Sore thighs, too."),)))
    capsys.readouterr()
    run(["stats"])
    assert "vectors     of 2 passages\n" in capsys.readouterr().out
    assert run(["check"]) == 1
    out, err = capsys.readouterr()
    assert "2 of 3 passages have a vector: run 'painsci-search embed --index index'" in out + err


@pytest.mark.parametrize("command", ["serve", "mcp"])
def test_a_server_refuses_a_folder_without_a_model(command: str, capsys: Capture) -> None:
    assert run([command, "--model", "index"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("painsci-search: index is not the folder of a model: it has no ")
    assert err.count("\n") == 1
