"""``query -`` as another program's partner, and hits that are written as they are made."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from running import PAGE, command, environment, make_place, painsci

from described import validate
from painsci_search import Article, Index, Section
from painsci_search.cli import pipes


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_place(tmp_path_factory.mktemp("place"))


class Partner:
    """A running ``query -`` that is asked line by line."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def ask(self, line: bytes) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line)
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def partner(place: Path, *arguments: str) -> Iterator[Partner]:
    with subprocess.Popen(
        [*command(), "query", "-", *arguments],
        cwd=place,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment({}),
    ) as process:
        yield Partner(process)


@pytest.mark.parametrize("flag", ["--refs", "--explain-query"])
def test_what_takes_one_query_only_is_named_when_many_are_piped(place: Path, flag: str) -> None:
    done = painsci("query", "-", flag, cwd=place, stdin=b"placebo\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"{flag} takes one query" in done.stderr.decode()


def test_each_line_is_answered_before_the_next_is_asked(place: Path) -> None:
    with partner(place, "-n", "1") as asked:
        first = asked.ask(b"placebo\n")
        wrong = asked.ask(b"sham AND\n")
        last = asked.ask("\ufeffbigger \u00e9\r\n".encode())
        assert asked.process.stdin is not None
        asked.process.stdin.close()
        assert asked.process.wait() == 2
    validate("results.schema.json", first)
    validate("error.schema.json", wrong)
    assert first["hits"][0]["rank"] == 1
    assert wrong["error"]["kind"] == "QueryError"
    assert wrong["error"]["position"] == 5
    assert wrong["error"]["query"] == "sham AND"
    assert last["query"] == "bigger \u00e9"


def test_a_commit_meanwhile_is_answered_from(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        index.add(Article("a", "Knees", (Section("one", "One", "A sham operation."),)))
        with partner(tmp_path) as asked:
            assert asked.ask(b"sham\n")["total"] == 1
            index.add(Article("b", "Backs", (Section("two", "Two", "Another sham."),)))
            assert asked.ask(b"sham\n")["total"] == 2
            index.remove(["a", "b"])
            assert asked.ask(b"sham\n")["total"] == 0


def test_an_index_that_breaks_meanwhile_is_told_and_may_be_mended(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with Index.create(folder) as index:
        index.add(Article("a", "Knees", (Section("one", "One", "A sham operation."),)))
    with partner(tmp_path) as asked:
        assert asked.ask(b"sham\n")["total"] == 1
        folder.rename(tmp_path / "away")
        assert asked.ask(b"sham\n")["error"]["kind"] == "IndexMissing"
        (tmp_path / "away").rename(folder)
        assert asked.ask(b"sham\n")["total"] == 1


def test_a_changed_file_is_named_in_the_answer_itself(tmp_path: Path) -> None:
    page = tmp_path / "corpus" / "sleep.html"
    page.parent.mkdir()
    page.write_text(PAGE.format(title="Sleep", word="sleep"), encoding="utf-8")
    painsci("index", cwd=tmp_path)
    fresh = json.loads(painsci("query", "-", cwd=tmp_path, stdin=b"sleep\n").stdout)
    page.write_text(PAGE.format(title="Sleep", word="rest"), encoding="utf-8")
    piped = painsci("query", "-", cwd=tmp_path, stdin=b"sleep\n")
    alone = painsci("query", "sleep", "-f", "json", cwd=tmp_path)
    assert "problems" not in fresh
    assert piped.stderr == b""
    for done in (piped, alone):
        answer = json.loads(done.stdout)
        validate("results.schema.json", answer)
        assert len(answer["problems"]) == 1
        assert answer["problems"][0]["source"] == "corpus/sleep.html"
        assert answer["problems"][0]["message"].startswith("changed since")


def test_a_file_is_looked_at_once_for_many_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_place(tmp_path)
    looked = []
    with Index.open(place / "index") as index:
        check = index.check
        monkeypatch.setattr(index, "check", lambda results: looked.append(1) or check(results))
        answers = pipes.RefreshingSearch(index, index.search)
        for _ in range(5):
            assert answers.search("placebo")[0].hits
        before = len(looked)
        index.add(Article("new", "New", (Section("a", "A", "placebo"),)))
        answers.search("placebo")
    assert 0 < before <= 2
    assert len(looked) > before


@pytest.mark.parametrize("filling", [b"a", b" ", b"\xff", b"\xf0\x9f\x92\x8a"])
def test_a_line_that_is_too_long_is_an_error_and_the_next_is_answered(
    filling: bytes, place: Path
) -> None:
    line = filling * (1_000_000 // len(filling)) + b" placebo\nplacebo\n"
    done = painsci("query", "-", cwd=place, stdin=line)
    long, short = map(json.loads, done.stdout.splitlines())
    assert long["error"]["kind"] == "QueryError"
    assert long["error"]["position"] == 20_000
    assert len(long["error"]["query"]) == 200
    assert short["hits"]
    assert done.returncode == 2


def test_every_line_that_is_not_blank_gets_one_answer(place: Path) -> None:
    lines = [b"placebo", b"", b"  \t ", b"\r", b"\x00", b"\xff\xfe", b"sham\x0bnot", b"(" * 99]
    done = painsci("query", "-", cwd=place, stdin=b"\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == 5
    for answer in answers:
        name = "error" if "error" in answer else "results"
        validate(f"{name}.schema.json", answer)


def test_a_partner_that_goes_away_is_no_error(place: Path) -> None:
    with partner(place) as asked:
        assert asked.process.stdin is not None
        assert asked.process.stdout is not None
        assert asked.process.stderr is not None
        asked.ask(b"placebo\n")
        asked.process.stdout.close()
        asked.process.stdin.write(b"placebo\n")
        asked.process.stdin.close()
        assert asked.process.wait() == 141
        assert asked.process.stderr.read() == b""


def test_all_hits_come_a_line_each(place: Path) -> None:
    some = json.loads(painsci("query", "placebo", "-f", "json", cwd=place).stdout)
    lines = painsci("query", "placebo", "--all", "-f", "jsonl", cwd=place).stdout.splitlines()
    hits = [json.loads(line) for line in lines]
    schema_holder = {**some, "hits": hits}
    validate("results.schema.json", schema_holder)
    assert len(hits) == some["total"] > len(some["hits"])
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))
    for form, extra in (("csv", 1), ("json", 0)):
        written = painsci("query", "placebo", "--all", "-f", form, cwd=place).stdout
        count = written.count(b"\n") - extra if form == "csv" else len(json.loads(written)["hits"])
        assert count == len(hits)


def test_all_hits_may_be_narrowed_and_none_is_said(place: Path) -> None:
    one = painsci("query", "placebo", "--all", "--per-article", "1", "-fjsonl", cwd=place)
    assert len(one.stdout.splitlines()) == 2
    none = painsci("query", "placbo", "--all", "-fjsonl", cwd=place)
    assert (none.returncode, none.stdout) == (1, b"")
    assert b"Did you mean: placebo" in none.stderr
    wrong = painsci("query", "placebo", "--all", "-fjsonl", "--since", "soon", cwd=place)
    assert wrong.returncode == 2


def test_a_hit_is_written_before_the_next_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Index.create(tmp_path) as index:
        index.add(Article(name, name, (Section("s", "S", "A sham operation."),)) for name in "abc")
        written: list[str] = []
        monkeypatch.setattr(pipes.console, "emit", written.append)
        seen: list[int] = []

        def hits() -> Iterator[Any]:
            for hit in index.iter_search("sham"):
                seen.append(len(written))
                yield hit

        first = pipes.stream_hits(hits())
    assert seen == [0, 1, 2]
    assert sorted(hit.article.id for hit in first) == ["a", "b", "c"]


def test_a_reader_that_has_enough_ends_the_stream_quietly(place: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = painsci("query", "placebo", "--all", "-f", "jsonl", cwd=place, stdout=closed)
    assert (done.returncode, done.stderr) == (141, b"")
