"""The commands `list`, `remove` and `open`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import assert_one_error_line, make_place, painsci

from described import validate
from painsci_search import Article, Index, Section


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a small index."""
    section = Section("dose", "Dose", "Sham surgery of a knee.")
    with Index.create(tmp_path / "index") as index:
        index.add(
            [
                Article(
                    "knee", "Knees", (section,), url="https://example.org/knee", updated="2024"
                ),
                Article("back", "A Back", (section, Section("b", "B", "More.")), tags=("x",)),
            ]
        )
    return tmp_path


def ids(place: Path) -> list[str]:
    return [info.id for info in Index(place / "index").articles()]


def test_articles_are_listed_with_date_passages_and_title(place: Path) -> None:
    done = painsci("list", cwd=place)
    assert done.stdout.decode().splitlines() == [
        "back                  3  A Back",
        "knee  2024            2  Knees",
        "2 articles, 5 passages.",
    ]


@pytest.mark.parametrize(("words", "status"), [(["sham", "OR", "zorb"], 0), (["sham", "zorb"], 1)])
def test_words_of_a_list_that_occur_nowhere_are_named(
    place: Path, words: list[str], status: int
) -> None:
    done = painsci("list", *words, cwd=place)
    assert done.returncode == status
    assert "\u201czorb\u201d occurs in no article." in done.stderr.decode().splitlines()


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--sort", "date"], ["knee", "back"]),
        (["--sort", "title"], ["back", "knee"]),
        (["--sort", "passages"], ["back", "knee"]),
        (["more"], ["back"]),
        (["tag:x"], ["back"]),
        (["sham", "back"], ["back"]),
        (["sham", "-tag:x"], ["knee"]),
        (["back", "OR", "sham"], ["back", "knee"]),
        (["title:knees", "sham"], ["knee"]),
        (['"a back"'], ["back"]),
        (["sham", "-more"], ["back", "knee"]),
        (["--since", "2024"], ["knee"]),
    ],
)
def test_the_list_is_narrowed_and_sorted(
    place: Path, arguments: list[str], found: list[str]
) -> None:
    done = painsci("list", *arguments, "--format", "json", cwd=place)
    value = json.loads(done.stdout)
    validate("list.schema.json", value)
    assert [each["article"]["id"] for each in value["articles"]] == found
    assert value["total"] == len(found)


def test_the_list_is_counted(place: Path) -> None:
    assert painsci("list", "--count", cwd=place).stdout == b"2\n"
    none = painsci("list", "tag:none", cwd=place)
    assert (none.returncode, none.stdout) == (1, b"")
    assert none.stderr.decode().splitlines() == [
        "\u201ctag:none\u201d occurs in no article.",
        "No article matches.",
    ]
    assert_one_error_line(painsci("list", "--since", "May", cwd=place), "since must be a date")


def test_articles_are_removed_by_id_in_any_case(place: Path) -> None:
    done = painsci("remove", "KNEE", "knee", "--yes", cwd=place)
    assert (done.returncode, done.stderr) == (0, b"1 article removed.\n")
    assert ids(place) == ["back"]


def test_a_dry_run_removes_nothing(place: Path) -> None:
    done = painsci("remove", "knee", "back", "--dry-run", cwd=place)
    assert done.stdout == b"knee  Knees\nback  A Back\n"
    assert done.stderr == b"2 articles would be removed.\n"
    assert ids(place) == ["back", "knee"]


def test_nothing_is_removed_where_an_id_is_unknown_or_nobody_is_asked(place: Path) -> None:
    unknown = painsci("remove", "back", "kne", "--yes", cwd=place)
    assert unknown.returncode == 1
    assert "no article kne; did you mean knee?" in unknown.stderr.decode()
    assert_one_error_line(painsci("remove", "back", cwd=place), "painsci-search: --yes is needed")
    assert ids(place) == ["back", "knee"]


def test_an_article_is_opened_at_its_url_or_its_file(place: Path, tmp_path: Path) -> None:
    done = painsci("open", "KNEE#dose", "--print", cwd=place)
    assert done.stdout == b"https://example.org/knee#dose\n"
    none = painsci("open", "back", "--print", cwd=place)
    assert_one_error_line(none, "back has no file and no URL")
    unknown = painsci("open", "kne", cwd=place)
    assert unknown.returncode == 1
    assert "did you mean knee?" in unknown.stderr.decode()
    page = tmp_path / "pages" / "foot.html"
    page.parent.mkdir()
    page.write_text(
        "<title>Foot</title><link rel=canonical href=https://example.org/foot>"
        "<article><h1>Foot</h1><p>A foot is at the end of a leg, as a rule.</p></article>",
        encoding="utf-8",
    )
    painsci("index", "pages", cwd=place)
    saved = painsci("open", "foot", "--file", "--print", cwd=place)
    assert saved.stdout.decode() == f"{page.as_uri()}\n"
    site = ("--base-url", "https://example.com/")
    assert painsci("open", "foot", "--file", "--print", *site, cwd=place).stdout == saved.stdout
    seen = tmp_path / "seen"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {seen}\n', encoding="utf-8")
    browser.chmod(0o755)
    assert painsci("open", "foot", cwd=place, BROWSER=f"{browser} %s").returncode == 0
    assert seen.read_text(encoding="utf-8") == "https://example.org/foot\n"


def test_unknown_commands_are_answered_with_near_ones(place: Path) -> None:
    assert_one_error_line(painsci("lst", cwd=place), "Did you mean 'list'?")


def test_an_article_is_shown_with_its_tags_and_metadata(tmp_path: Path) -> None:
    section = Section("a", "A", "A sore knee.")
    with Index.create(tmp_path / "index") as index:
        index.add(Article("one", "Knees", (section,), tags=("x", "y"), metadata={"topic": "Joint"}))
    lines = painsci("show", "one", cwd=tmp_path).stdout.decode().splitlines()
    assert {"tags: x, y", "topic: Joint"} <= set(lines)


@pytest.mark.parametrize(
    "command",
    [
        ["show", "placebo"],
        ["show", "placebo#dose"],
        ["like", "sham"],
        ["refs", "lochte"],
        ["list"],
        ["new", "--since", "1000"],
        ["stats"],
    ],
)
def test_a_file_of_an_article_that_changed_is_reported(command: list[str], tmp_path: Path) -> None:
    place = make_place(tmp_path)
    page = place / "corpus" / "placebo.html"
    dated = page.read_text().replace("</title>", '</title><meta name="date" content="2024-05-06">')
    page.write_text(dated)
    assert painsci("index", cwd=place).returncode == 0
    before = painsci(*command, cwd=place)
    assert b"since it was indexed" not in before.stderr
    page.write_text(dated.replace("unpleasant", "disagreeable"))
    after = painsci(*command, cwd=place)
    assert b"placebo.html: changed since it was indexed" in after.stderr
    assert (after.stdout, after.returncode) == (before.stdout, before.returncode)
