"""Every format, on answers kept as data (the .json beside the expected output) and on any text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from render_samples import ANSWERS, articles, load_results, results, text

from described import validate
from painsci_search import Index
from painsci_search.escaping import cell, dump
from painsci_search.model import Article, ArticleInfo, Excerpt, Results, Skipped, UpdateReport
from painsci_search.render.article import (
    render_article,
    render_excerpt,
    render_outline,
)
from painsci_search.render.csv import COLUMNS, render_csv
from painsci_search.render.json import article_object, render_json, render_jsonl, results_object
from painsci_search.render.markdown import escape, render_markdown
from painsci_search.render.reports import render_report
from painsci_search.render.terminal import Terminal
from painsci_search.render.text import render_text
from profiles import examples

FORMATS: dict[str, Callable[[Results], str]] = {
    ".txt": lambda answer: render_text(answer, Terminal(80)),
    ".cards.txt": lambda answer: render_text(answer, Terminal(80), cards=True, grouped=False),
    ".narrow.txt": lambda answer: render_text(answer, Terminal(40)),
    ".colour.txt": lambda answer: render_text(answer, Terminal(80, styled=True, coloured=True)),
    ".nocolour.txt": lambda answer: render_text(answer, Terminal(80, styled=True)),
    ".md": render_markdown,
    ".csv": render_csv,
    ".json": render_json,
}
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ud800-\udfff]")
OWN_STYLE = re.compile(r"\x1b\[[0-9;]+m|\x1b\]8;;[!-~]*\x1b\\")
# Building such deep values takes Hypothesis longer than rendering them.
QUICK = examples(60, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def validate_results() -> Callable[[object], None]:
    return _validator("results.schema.json")


@pytest.fixture(scope="module")
def validate_article() -> Callable[[object], None]:
    return _validator("article.schema.json")


def test_what_an_update_skipped_is_named_by_kind_and_number() -> None:
    skipped = (
        Skipped("PDF", 12, "install painsci-search[pdf]"),
        Skipped("JPEG", 5),
        Skipped("link file", 2),
        Skipped("link out of the folder", 1, "--follow-links reads them", ("a/b",)),
    )
    report = UpdateReport(added=("a.html",), skipped=skipped, resources=1200)
    counted, link = render_report(report).splitlines()[1:]
    assert link == "  a/b: link out of the folder"
    assert counted == (
        "20 files of other kinds skipped: 12 PDF (install painsci-search[pdf]), 5 JPEG, 2 link "
        "files, 1 link out of the folder (--follow-links reads them); 1,200 resources of saved "
        "pages skipped."
    )
    assert "skipped" not in render_report(UpdateReport(added=("a.html",)))


def _validator(name: str) -> Callable[[object], None]:
    return partial(validate, name)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("answer", sorted(ANSWERS.glob("*.json")), ids=lambda path: path.stem)
def test_an_answer_is_written_as_expected(answer: Path, ending: str) -> None:
    with answer.with_suffix(ending).open(encoding="utf-8", newline="") as expected:
        assert FORMATS[ending](load_results(answer)) == expected.read()


@pytest.mark.parametrize("answer", sorted(ANSWERS.glob("*.json")), ids=lambda path: path.stem)
def test_the_samples_follow_the_schema(
    answer: Path, validate_results: Callable[[object], None]
) -> None:
    validate_results(json.loads(answer.read_text(encoding="utf-8")))


def test_the_schemas_describe_what_they_share_alike() -> None:
    described: dict[str, list[object]] = {}
    for file in (files("painsci_search") / "schemas").iterdir():
        parts = json.loads(file.read_text(encoding="utf-8")).get("$defs", {})
        for part, schema in parts.items():
            described.setdefault(part, []).append(schema)
    assert {"ArticleInfo", "Claim", "Note", "Reference", "Section", "Work"} <= described.keys()
    for schemas in described.values():
        assert all(schema == schemas[0] for schema in schemas)


@given(results)
@QUICK
def test_json_says_what_the_answer_says(
    validate_results: Callable[[object], None], answer: Results
) -> None:
    written = render_json(answer)
    written.encode("utf-8")
    assert not CONTROL.search(written)
    assert json.loads(written) == results_object(answer)
    validate_results(json.loads(written))
    lines = render_jsonl(answer).splitlines()
    assert [json.loads(line) for line in lines] == results_object(answer)["hits"]


@given(results)
@QUICK
def test_a_table_has_a_row_for_each_hit_and_no_formula(answer: Results) -> None:
    written = render_csv(answer)
    assert not CONTROL.search(written)
    rows = list(csv.reader(io.StringIO(written)))
    assert rows[0] == list(COLUMNS)
    assert len(rows) == len(answer.hits) + 1
    for row in rows[1:]:
        assert len(row) == len(COLUMNS)
        assert not any(value.startswith(("=", "+", "-", "@")) for value in row[3:])


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\uff1d1"])
def test_a_cell_is_never_a_formula(formula: str) -> None:
    assert cell(formula).startswith("'")


def test_markdown_quotes_nothing_where_there_is_no_text() -> None:
    with Index.in_memory() as index:
        index.add(Article("a", "Zebras", ()))
        found = index.search("zebras")
    assert found.total
    assert ">" not in render_markdown(found)


@given(results)
@QUICK
def test_markdown_holds_no_control_character_and_no_script(answer: Results) -> None:
    written = render_markdown(answer)
    assert not CONTROL.search(written)
    # Angle brackets that no backslash precedes only enclose addresses of the web.
    for target in re.findall(r"(?<!\\)(?:\\\\)*<([^>]*)>", written):
        assert target.lower().startswith(("http://", "https://", "file://"))


@given(text)
def test_escaped_markdown_keeps_every_character(words: str) -> None:
    assert len(escape(words).replace("\\", "")) == len(words.replace("\\", ""))


@given(results)
@QUICK
def test_text_writes_no_escape_sequence_but_its_own(answer: Results) -> None:
    assert not CONTROL.search(render_text(answer, Terminal(60)))
    styled = render_text(answer, Terminal(60, styled=True, coloured=True))
    bare = OWN_STYLE.sub("", styled)
    assert not CONTROL.search(bare)
    assert bare.splitlines()[:-1] == render_text(answer, Terminal(60)).splitlines()[:-1]


@given(articles)
@QUICK
def test_an_article_of_any_text_can_be_shown(
    validate_article: Callable[[object], None], article: Article
) -> None:
    written = dump(article_object(article))
    assert not CONTROL.search(written)
    validate_article(json.loads(written))
    terminal = Terminal(50)
    about = ArticleInfo(article.id, article.title)
    whole = Excerpt(about, "section", "", "", "", article.sections, article.notes)
    parts = [whole, *(Excerpt(about, "note", "", "", "", (), (note,)) for note in article.notes)]
    views = [
        render_outline(article, terminal),
        render_article(article, terminal),
        *(render_excerpt(article, part, terminal) for part in parts),
    ]
    for view in views:
        assert not CONTROL.search(view)
