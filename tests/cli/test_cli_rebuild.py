"""`index` rebuilds what an older version made, and with --rebuild what is damaged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from store_probes import forge_manifest, manifest_content

from described import validate
from painsci_search import Article, Index, versions
from painsci_search.cli.app import run
from painsci_search.engine.storage import lock
from painsci_search.engine.storage.lock import write_lock
from painsci_search.engine.storage.manifest import FORMAT

ADVICE = "made by an older version of painsci-search: run 'painsci-search index --rebuild"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def home(write_page: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with two pages in corpus/."""
    write_page("corpus/knee.html", opening="An opening about knees, which is long enough.")
    write_page("corpus/back.html")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(params=["reader", "analyzer"])
def outdated(request: pytest.FixtureRequest, capsys: Capture) -> str:
    """An index that an older version made; the part that is older."""
    request.getfixturevalue("home")
    part = str(request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, f"{part}_version", lambda: "older")
        assert run(["index"]) == 0
    capsys.readouterr()
    return part


def write_older_format() -> None:
    forge_manifest(Path("index"), {**manifest_content(Path("index")), "format": 2})


def test_check_and_stats_name_the_older_version(outdated: str, capsys: Capture) -> None:
    assert run(["check"]) == 1
    assert capsys.readouterr().out == f"index: {ADVICE} --index index'\n"
    assert run(["stats"]) == 0
    assert "\noutdated    made by an older version" in capsys.readouterr().out
    assert run(["stats", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    validate("stats.schema.json", answer)
    assert answer["outdated"] == outdated
    run(["index"])
    capsys.readouterr()
    assert run(["check"]) == 0
    assert run(["stats", "--format", "json"]) == 0
    assert '"outdated": null' in capsys.readouterr().out


@pytest.mark.usefixtures("outdated")
@pytest.mark.parametrize("words", ["finding", "zebra"])
def test_a_query_names_the_older_version_once(
    words: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(["query", words])
    assert capsys.readouterr().err.count(ADVICE) == 1
    run(["query", words, "--format", "json"])
    out, err = capsys.readouterr()
    answer = json.loads(out)
    validate("results.schema.json", answer)
    assert [problem["source"] for problem in answer["problems"]] == ["index"]
    assert err.count(ADVICE) == 1
    run(["query", words, "--all", "--format", "jsonl"])
    assert capsys.readouterr().err.count(ADVICE) == 1
    monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": Lines(words)})())
    run(["query", "-"])
    answer = json.loads(capsys.readouterr().out)
    assert [problem["source"] for problem in answer["problems"]] == ["index"]


class Lines:
    """Standard input with one line."""

    def __init__(self, line: str) -> None:
        self._lines = [f"{line}\n".encode()]

    def readline(self, _limit: int) -> bytes:
        return self._lines.pop() if self._lines else b""


def test_index_reads_again_what_an_older_version_read(outdated: str, capsys: Capture) -> None:
    assert run(["index", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    validate("update.schema.json", answer)
    assert answer["rebuilt"] is (outdated == "analyzer")
    line = "An older version of painsci-search had made index: it was rebuilt.\n"
    assert err == (line if answer["rebuilt"] else "")
    run(["check"])
    assert capsys.readouterr().out == "The index is up to date.\n"


@pytest.mark.usefixtures("outdated")
def test_the_command_that_is_advised_helps(capsys: Capture) -> None:
    with Index.open("index") as index:
        index.add(Article("added", "Added"))
    run(["check"])
    advised = capsys.readouterr().out.split("'")[1].split()
    assert advised.pop(0) == "painsci-search"
    assert run(advised) == 0
    assert len(Index.open("index").articles()) == 3
    assert Index.open("index").check() == ()


@pytest.mark.usefixtures("home")
def test_an_index_of_an_older_format_is_rebuilt_if_its_files_are_there(capsys: Capture) -> None:
    run(["index"])
    write_older_format()
    capsys.readouterr()
    assert run(["query", "finding"]) == 2
    assert "painsci-search index --rebuild --index index FOLDER" in capsys.readouterr().err
    Path("other").mkdir()
    Path("corpus/knee.html").rename("other/knee.html")
    assert run(["index", "other"]) == 2
    assert f"has format 2, this version reads {FORMAT}: rebuild it with" in capsys.readouterr().err
    assert run(["index", "other", "corpus"]) == 0
    out, err = capsys.readouterr()
    assert out == "0 articles added, 0 changed, 0 removed, 1 unchanged, 1 moved.\n"
    assert err == (
        "An older version of painsci-search had made index: it was rebuilt from its files, "
        "without articles that a program may have added.\n"
    )


@pytest.mark.usefixtures("home")
def test_a_damaged_index_is_rebuilt_on_demand(capsys: Capture) -> None:
    run(["index"])
    Path("index/painsci-search.json").write_text("{}")
    assert run(["index"]) == 2
    assert run(["index", "--rebuild"]) == 2
    capsys.readouterr()
    assert run(["index", "--rebuild", "corpus"]) == 1
    out, err = capsys.readouterr()
    assert out == "2 articles added, 0 changed, 0 removed, 0 unchanged, 1 problem.\n"
    assert err == "index: was damaged: articles that a program added may be lost\n"
    assert run(["query", "finding"]) == 0


@pytest.mark.usefixtures("home")
def test_index_waits_for_another_writer(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    run(["index"])
    held = write_lock(Path("index"))
    held.__enter__()
    assert run(["index"]) == 2
    assert "is writing to the index" in capsys.readouterr().err
    monkeypatch.setattr(lock.time, "sleep", lambda _: held.__exit__(None, None, None))
    assert run(["index", "--wait", "60"]) == 0
    assert run(["index", "--wait", "-1"]) == 2


def test_no_message_advises_to_delete_a_folder() -> None:
    repository = Path(__file__).parents[2]
    pages = [*repository.glob("*.md"), *repository.glob("docs/*.md")]
    for path in [*repository.glob("src/**/*.py"), *pages]:
        text = " ".join(path.read_text(encoding="utf-8").split())
        assert "delete the folder" not in text.lower(), path
        assert "delete the contents" not in text.lower(), path
