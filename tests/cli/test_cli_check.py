"""``check PATHS``: the audit on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dated_pages import dated
from described import validate
from painsci_search.auditing.kinds import KINDS
from painsci_search.cli.app import run

Write = Callable[..., Path]
DEAD = 'See <a href="#now\x1b[31mhere">that</a> claim of somebody.'


@pytest.fixture
def write_page(write_page: Callable[..., Path]) -> Callable[..., Path]:
    """Write a page that names an author and a date."""
    return dated(write_page)


def test_findings_are_told_by_file_and_line_without_an_index(
    write_page: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(write_page("corpus/a.html", body=DEAD).parents[1])
    write_page("corpus/b.html")
    assert run(["check", "corpus"]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    row, summary = out.splitlines()
    assert row.startswith("corpus/a.html:6: dead-link: the link “that” leads to #now")
    assert "\x1b" not in out
    assert summary == "1 finding in 1 of 2 files: 1 dead-link."


def test_no_findings_are_told_as_well(
    write_page: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(write_page("a.html"))]) == 0
    assert capsys.readouterr().out == "No findings in 1 file.\n"


def test_json_follows_its_schema(write_page: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_page("a.html", body=DEAD, opening="word " * 301)
    assert run(["check", str(path), "--format", "json", "--not-updated-since", "2021"]) == 1
    answer = json.loads(capsys.readouterr().out)
    validate("findings.schema.json", answer)
    counts = {"dead-link": 1, "not-updated": 1, "long-section-without-note": 1}
    assert (answer["counts"], answer["files"]) == (counts, 1)
    assert [one["severity"] for one in answer["findings"]] == ["warning", "hint", "error"]


def test_links_are_followed_below_the_base_url(
    write_page: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    link = '<a href="https://moss.example/b.html#moss">that</a>'
    folder = write_page("pages/a.html", body=f"See {link}.").parent
    write_page("pages/b.html")
    assert run(["check", str(folder)]) == 0
    assert run(["check", str(folder), "--base-url", "https://moss.example"]) == 1
    assert "link-to-missing-anchor: the link “that” leads to #moss" in capsys.readouterr().out


def test_of_many_alike_in_a_file_the_first_ten_are_written_out(
    write_page: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    links = "\n".join(f'See <a href="#gone{n}">that</a>.' for n in range(12))
    path = write_page("a.html", body=links + ' <b id="x"></b><b id="x"></b>')
    assert run(["check", str(path)]) == 1
    *rows, summary = capsys.readouterr().out.splitlines()
    assert [row.split(": ")[1] for row in rows] == ["dead-link"] * 11 + ["duplicate-id"]
    assert rows[9].startswith(f"{path}:15: dead-link: the link “that” leads to #gone9,")
    more = "2 more findings of this kind, up to line 17 (--all lists them)"
    assert rows[10] == f"{path}:16: dead-link: {more}"
    assert summary == "13 findings in 1 of 1 file: 1 duplicate-id, 12 dead-link."

    assert run(["check", str(path), "--all"]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 14
    assert run(["check", str(path), "--format", "json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 13


def test_what_is_only_one_more_is_written_out(
    write_page: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    links = " ".join(f'See <a href="#gone{n}">that</a>.' for n in range(11))
    assert run(["check", str(write_page("a.html", body=links))]) == 1
    assert capsys.readouterr().out.count("dead-link: the link") == 11


def test_what_is_ignored_does_not_count(
    write_page: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(write_page("a.html", body=DEAD))
    assert run(["check", path, "--ignore", "dead-link", "--ignore", "duplicate-id"]) == 0
    assert "No findings" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["corpus", "--ignore", "xyz"], "unknown kind of finding: xyz; the kinds are unreadable,"),
        (["corpus", "--ignore", "dead"], "unknown kind of finding: dead; did you mean dead-link?"),
        (["corpus", "--ignore", "marker-without-notes"], "did you mean marker-without-note?"),
        (["corpus", "--ignore", "duplicate_ids"], "did you mean duplicate-id?"),
        (["--ignore", "dead-link"], "--ignore needs PATHS"),
        (["--not-updated-since", "2020"], "--not-updated-since needs PATHS"),
        (["--all"], "--all needs PATHS"),
        (["--base-url", "https://moss.example"], "--base-url needs PATHS"),
        (["corpus", "--not-updated-since", "old"], "'old'"),
        (["nowhere"], "nowhere: no such file or folder"),
    ],
)
def test_mistakes_are_told_in_one_line(
    write_page: Write,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(write_page("corpus/a.html").parents[1])
    assert run(["check", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert words in err


def test_a_folder_without_articles_is_nothing_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert out == "No findings in 0 files.\n"
    assert "expected EPUB" in err


def test_the_help_lists_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--help"]) == 0
    told = capsys.readouterr().out
    assert [kind for kind in KINDS if kind not in told] == []
