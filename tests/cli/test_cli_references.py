from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from running import assert_one_error_line, make_place, painsci

from described import validate

KEY = "Lochte2018big"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles that cite the same work, indexed."""
    return make_place(tmp_path_factory.mktemp("place"))


def test_refs_shows_a_work_its_names_and_who_cites_it(place: Path) -> None:
    done = painsci("refs", "lochte", "2018", cwd=place)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines() == [
        "Lochte BC, Guillory SA. Big pills. Pain. 2018;8(4):295-304.",
        "  2 notes in placebo, sham",
        f"  PubMed 30397584 · {KEY}",
        "",
        "1 work",
    ]


def test_cites_shows_the_sentences_their_articles_and_links(place: Path) -> None:
    done = painsci("cites", "lochte", "2018", cwd=place)
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode()
    assert text.count("A bigger placebo is said to work better than a small one.") == 2
    assert "The dose of placebo [1]" in text
    assert "placebo.html#dose" in text
    assert text.splitlines()[-1] == "Cited by 2 notes in 2 articles"
    assert max(map(len, (line for line in text.splitlines() if "://" not in line))) <= 80
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("asked", ["30397584", "PMID:30397584", "#30397584", KEY.lower()])
def test_cites_takes_any_name_of_a_work(place: Path, asked: str) -> None:
    done = painsci("cites", asked, "--format", "json", cwd=place)
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    validate("citations.schema.json", answer)
    assert [work["key"] for work in answer["works"]] == [KEY]
    assert [each["article"]["id"] for each in answer["citations"]] == ["placebo", "sham"]
    assert [claim["anchor"] for claim in answer["citations"][0]["claims"]] == ["dose"]


def test_cites_makes_links_to_where_the_articles_are_served(place: Path) -> None:
    done = painsci("cites", "30397584", "--base-url", "https://example.org/a", cwd=place)
    assert "https://example.org/a/placebo.html#dose" in done.stdout.decode()


def test_an_unknown_work_is_status_1_with_what_may_be_meant(place: Path) -> None:
    done = painsci("cites", "30397548", cwd=place)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == (
        f"painsci-search: no note cites '30397548'; did you mean {KEY} (Lochte 2018, "
        "PubMed 30397584)?\n"
    )
    done = painsci("cites", "zebra", "-f", "json", cwd=place)
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    validate("citations.schema.json", answer)
    assert (answer["works"], answer["near"]) == ([], [])


def test_an_article_instead_of_a_work_is_told_how_to_list_its_works(place: Path) -> None:
    done = painsci("cites", "sham", cwd=place)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == (
        "painsci-search: no note cites 'sham'; it is an article: for the works that it cites, "
        "painsci-search refs 'article:\"sham\"'\n"
    )
    works = painsci("refs", 'article:"sham"', "-f", "json", cwd=place)
    assert [work["key"] for work in json.loads(works.stdout)["works"]] == [KEY]


def test_refs_as_json_is_as_the_schema_says(place: Path) -> None:
    for arguments in (["--format", "json"], ["zebra", "-f", "json"]):
        done = painsci("refs", *arguments, cwd=place)
        answer = json.loads(done.stdout)
        validate("references.schema.json", answer)
        assert answer["total"] == len(answer["works"])
        assert done.returncode == (0 if answer["works"] else 1)


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl-json", "csv"])
def test_refs_as_a_bibliography(place: Path, form: str) -> None:
    for library in {"bibtex": ["bibtexparser"], "ris": ["rispy"]}.get(form, []):
        pytest.importorskip(library, reason="needs the extra bibliography")
    done = painsci("refs", "journal:pain", "--format", form, cwd=place)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    keys = {
        "bibtex": lambda: re.findall(r"^@\w+\{(.+),$", text, re.MULTILINE),
        "ris": lambda: re.findall(r"^ID  - (.+)$", text, re.MULTILINE),
        "csl-json": lambda: [item["id"] for item in json.loads(text)],
        "csv": lambda: [row["key"] for row in csv.DictReader(io.StringIO(text))],
    }
    assert keys[form]() == [KEY]


def test_refs_in_a_citation_style(place: Path) -> None:
    pytest.importorskip("citeproc", reason="needs the extra styles")
    done = painsci("refs", "journal:pain", "--style", "apa", cwd=place)
    assert (done.returncode, done.stderr) == (0, b"")
    [line] = done.stdout.decode().splitlines()
    assert re.match(r"\S+, .*\(\d{4}\)\. ", line)
    for wrong, message in ((["apq"], b"unknown citation style 'apq'"),
                           (["apa", "-f", "ris"], b"--style prints text")):  # fmt: skip
        done = painsci("refs", "journal:pain", "--style", *wrong, cwd=place)
        assert (done.returncode, done.stdout) == (2, b"")
        assert message in done.stderr


def test_refs_shows_twenty_as_text_and_all_in_other_formats(tmp_path: Path) -> None:
    items = "".join(
        f'<li id="n{n}">Doe{chr(97 + n)} J. A study of {chr(97 + n) * 4}. Pain. {n + 1990}. '
        f'PubMed 3039{n + 1000}. <a href="#r{n}">back</a></li>'
        for n in range(25)
    )
    marks = "".join(f'<a href="#n{n}" id="r{n}">{n + 1}</a>' for n in range(25))
    (tmp_path / "a.html").write_text(
        f"<html><body><article><h1>Studies</h1><h2>All</h2><p>There are many studies."
        f"{marks}</p><h2>Notes</h2><ol>{items}</ol></article></body></html>",
        encoding="utf-8",
    )
    assert painsci("index", "a.html", cwd=tmp_path).returncode == 0
    shown = painsci("refs", "--sort", "year", cwd=tmp_path).stdout.decode()
    assert shown.splitlines()[-1] == "25 works; the first 20 shown"
    assert "2014" in shown.splitlines()[0]
    page = painsci("refs", "--offset", "20", "-n", "3", cwd=tmp_path).stdout.decode()
    assert page.splitlines()[-1] == "25 works; 21 to 23 shown"
    whole = painsci("refs", "-f", "json", cwd=tmp_path)
    assert len(json.loads(whole.stdout)["works"]) == 25
    past = painsci("refs", "--offset", "99", cwd=tmp_path)
    assert past.returncode == 1
    assert past.stderr.decode() == "25 works match, and --offset 99 is past the last.\n"
    beside = painsci("refs", "--cited-with", "30391000", "-n1", cwd=tmp_path).stdout.decode()
    assert beside.splitlines()[0].startswith("Cited together with: Doea J. A study of aaaa.")
    assert "1 note in a; together in 1 article" in beside
    vague = painsci("cites", "study", cwd=tmp_path)
    assert vague.returncode == 1
    assert vague.stderr.decode().startswith("painsci-search: 25 works match 'study'; name one by")


def test_nothing_found_and_what_cannot_be_understood(place: Path) -> None:
    none = painsci("refs", "zebra", cwd=place)
    assert (none.returncode, none.stdout) == (1, b"")
    assert none.stderr.decode() == "No work matches: zebra\n"
    unknown = painsci("refs", "--cited-with", "5", cwd=place)
    assert (unknown.returncode, unknown.stdout) == (1, b"")
    assert unknown.stderr.decode() == "painsci-search: no note cites '5'\n"
    assert_one_error_line(painsci("refs", '"big pills', cwd=place), "not closed")
    assert_one_error_line(
        painsci("refs", "heading:dose", cwd=place), "cannot be used when searching works"
    )
    assert_one_error_line(painsci("cites", "(", cwd=place), "not closed")
    assert_one_error_line(painsci("refs", "--sort", "size", cwd=place), "--sort")
    assert_one_error_line(painsci("refs", cwd=place / "corpus"), "no index")


def test_a_misspelled_query_is_told_what_may_be_meant(place: Path) -> None:
    none = painsci("refs", "lotche", cwd=place)
    assert (none.returncode, none.stdout) == (1, b"")
    assert none.stderr.decode().splitlines() == [
        "No work matches: lotche",
        "Works with similar words:",
        f"{KEY} (Lochte 2018, PubMed 30397584)",
    ]
    respelled = painsci("refs", "pilsl", cwd=place)
    assert respelled.stderr.decode().splitlines() == [
        "No work matches: pilsl",
        "Did you mean: pills",
    ]


@pytest.mark.parametrize("arguments", [["cites", " "], ["refs", "--cited-with", ""]])
def test_no_name_of_a_work_is_an_error(place: Path, arguments: list[str]) -> None:
    assert_one_error_line(painsci(*arguments, cwd=place), "must name a work")


def test_an_address_that_no_note_cites_is_taken_for_no_query(place: Path) -> None:
    none = painsci("cites", "https://example.org/page?id=1", cwd=place)
    assert (none.returncode, none.stdout) == (1, b"")
    assert none.stderr.decode() == "painsci-search: no note cites 'https://example.org/page?id=1'\n"


def test_an_empty_index_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    painsci("index", "none", cwd=tmp_path)
    assert_one_error_line(painsci("refs", cwd=tmp_path), "is empty")
    assert_one_error_line(painsci("cites", "7", cwd=tmp_path), "is empty")


def test_cites_says_when_an_article_has_changed_since(tmp_path: Path) -> None:
    place = make_place(tmp_path)
    page = place / "corpus" / "placebo.html"
    page.write_text(page.read_text(encoding="utf-8") + "<p>More.</p>", encoding="utf-8")
    done = painsci("cites", "30397584", cwd=place)
    assert done.returncode == 0
    assert b"placebo.html: changed since" in done.stderr
    assert b"sham.html" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["refs", "--format", "csv"],
        ["query", "placebo", "--refs"],
        ["query", "placebo", "--refs", "--format", "csl-json"],
        ["query", "placebo", "--format", "csl-json"],
        ["new", "--since", "2000", "--format", "atom"],
    ],
)
def test_a_list_of_works_says_when_an_article_has_changed_since(
    tmp_path: Path, arguments: list[str]
) -> None:
    place = make_place(tmp_path)
    page = place / "corpus" / "placebo.html"
    text = page.read_text(encoding="utf-8").replace("</h1>", "</h1><time>2020-01-02</time>")
    page.write_text(text, encoding="utf-8")
    painsci("index", "corpus", cwd=place)
    page.write_text(text + "<p>More.</p>", encoding="utf-8")
    done = painsci(*arguments, cwd=place)
    assert done.returncode == 0
    assert b"placebo.html: changed since" in done.stderr


def test_an_export_says_when_an_article_has_changed_since(tmp_path: Path) -> None:
    place = make_place(tmp_path)
    export = ["export-site", "site", "--base-url", "../corpus"]
    assert painsci(*export, cwd=place).stderr == b""
    page = place / "corpus" / "placebo.html"
    page.write_text(page.read_text(encoding="utf-8") + "<p>More.</p>", encoding="utf-8")
    done = painsci(*export, cwd=place)
    assert done.returncode == 0
    assert done.stderr.startswith(b"1 article of this export has changed since it was indexed")
