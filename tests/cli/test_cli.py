"""The command line as a user meets it: output, exit status, and one line for every error."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from running import PAGE, assert_one_error_line, command, environment, make_place, painsci

from described import validate
from painsci_search.cli.errors import explain_query_error
from painsci_search.errors import QueryError

COMMANDS = ("index", "query", "parse", "show", "stats", "check")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_place(tmp_path_factory.mktemp("place with a space"))


def test_without_arguments_the_help_is_printed(tmp_path: Path) -> None:
    done = painsci(cwd=tmp_path)
    assert done.returncode == 0
    assert all(command in done.stdout.decode() for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, tmp_path: Path) -> None:
    done = painsci(command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert re.search(rf"Examples?:\n +.*painsci-search {command}", done.stdout.decode())


def test_the_module_runs_as_the_command_does(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "painsci_search", "--version"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert re.fullmatch(rb"painsci-search \d+\.\d+.*\n", done.stdout)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["qury", "placebo"], "Did you mean 'query'?"),
        (["query"], "Missing argument"),
        (["query", "placebo", "--limi", "3"], "--limit"),
        (["query", "placebo", "-n", "0"], "--limit"),
        (["query", "placebo", "-n"], "-n"),
        (["query", "placebo", "-f", "yaml"], "'jsonl'"),
        (["query", "-", "-f", "csv"], "--format must be json or jsonl"),
        (["query", "placebo", "--sort", "year"], "--sort year needs --refs"),
        (["query", "-", "--sort", "year"], "--sort year needs --refs"),
        (["query", "(placebo"], "at character 1 of the query: (placebo"),
        (["query", "placebo", "-i", "nowhere"], "painsci-search index"),
        (["index", "no\x1bwhere"], "no\ufffdwhere"),
        (["parse", "nowhere.html"], "nowhere.html"),
        (["parse", "corpus"], "corpus: a folder; parse takes one file"),
        (["stats", "-i", "corpus/placebo.html"], "corpus"),
    ],
)
def test_an_error_is_one_line_and_status_2(arguments: list[str], words: str, place: Path) -> None:
    assert_one_error_line(painsci(*arguments, cwd=place), words)


def test_a_query_error_says_where() -> None:
    error = QueryError("AND needs a word after it", "sham AND", 5)
    assert explain_query_error(error).endswith("at character 6 of the query: AND")
    error = QueryError("nothing here", "sham ", 5)
    assert explain_query_error(error) == "nothing here, at the end of the query"


def test_a_second_run_says_that_nothing_changed(place: Path) -> None:
    done = painsci("index", "--format", "json", cwd=place)
    report = json.loads(done.stdout)
    validate("update.schema.json", report)
    assert done.returncode == 0
    assert len(report["unchanged"]) == 2
    assert not report["added"] + report["changed"] + report["removed"] + report["problems"]


def test_problems_are_listed_and_the_rest_is_indexed(tmp_path: Path) -> None:
    (tmp_path / "good.html").write_text(PAGE.format(title="Good", word="pill"), encoding="utf-8")
    (tmp_path / "bad.html").write_bytes(bytes(range(256)) * 40)
    done = painsci("index", ".", "-i", "ix", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith(b"1 article added")
    assert [line.split(": ")[0] for line in done.stderr.decode().splitlines()] == ["bad.html"]
    assert painsci("query", "pill", "-i", "ix", cwd=tmp_path).returncode == 0


def test_results_are_text_with_evidence_and_links(place: Path) -> None:
    done = painsci("query", "bigger", "work", cwd=place)
    assert done.returncode == 0
    assert done.stderr == b""
    lines = done.stdout.decode().splitlines()
    assert "Placebo Effects" in lines
    assert "  The dose of placebo" in lines
    assert "    [1] Lochte 2018, PubMed 30397584" in lines
    assert any(re.fullmatch(r" {4}file://\S+/placebo\.html#dose", line) for line in lines)
    assert all(len(line) <= 80 for line in lines if "file://" not in line)


@pytest.mark.parametrize("form", ["text", "csv", "markdown", "jsonl", "json"])
def test_no_format_prints_control_characters(form: str, place: Path) -> None:
    shown = painsci("query", "sham", "-f", form, cwd=place).stdout.decode()
    assert "Surgery" in shown
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)


def test_json_follows_the_schema(place: Path) -> None:
    answer = json.loads(painsci("query", "placebo", "-f", "json", cwd=place).stdout)
    validate("results.schema.json", answer)
    article = json.loads(painsci("parse", "corpus/placebo.html", "-f", "json", cwd=place).stdout)
    validate("article.schema.json", article)
    assert list(article)[:2] == ["schema", "id"]


def test_the_base_url_leads_the_links(place: Path) -> None:
    base = "https://example.org/articles/"
    done = painsci("query", "bigger", "-f", "json", cwd=place, PAINSCI_SEARCH_BASE_URL=base)
    hits = json.loads(done.stdout)["hits"]
    assert hits
    assert all(hit["link"].startswith(base) for hit in hits)


def test_words_with_a_hyphen_reach_the_query(place: Path) -> None:
    for arguments in (
        ["query", "placebo", "-nocebo", "-n3", "-f", "json"],
        ["query", "-n", "3", "--format=json", "--", "placebo", "-nocebo"],
        ["query", "placebo", "-fjson", "-nocebo"],
        ["query", "placebo", "-fJSON", "-nocebo"],
        ["query", "placebo", "--format", "Json", "-nocebo"],
    ):
        answer = json.loads(painsci(*arguments, cwd=place).stdout)
        assert answer["query"] == "placebo -nocebo"
        assert answer["hits"]
        assert all("Nocebo" not in hit["snippet"]["text"] for hit in answer["hits"])


def test_a_word_that_looks_like_an_option_is_told(place: Path) -> None:
    done = painsci("query", "placebo", "-format", "-nocebo", cwd=place)
    assert done.returncode == 0
    told = done.stderr.decode().splitlines()
    assert "'-format' was parsed as a word to exclude; the option is '--format'" in told
    assert not any("nocebo" in line for line in told)


def test_no_hit_is_said_and_a_spelling_offered(place: Path) -> None:
    done = painsci("query", "placbo", cwd=place)
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.decode().splitlines() == [
        "No passage matches: placbo",
        "“placbo” occurs in no article.",
        "Did you mean: placebo",
    ]


def test_an_offset_past_the_last_passage_is_said(place: Path) -> None:
    done = painsci("query", "placebo", "--offset", "500", cwd=place)
    assert done.returncode == 1
    assert b"--offset 500" in done.stderr


def test_bytes_that_are_no_text_make_no_trouble(place: Path) -> None:
    done = subprocess.run(
        [*command(), "query", b"placebo\xff\x1b"],
        cwd=place,
        capture_output=True,
        env=environment({}),
        check=False,
    )
    assert done.returncode in (0, 1)
    assert b"\x1b" not in done.stdout + done.stderr


def test_queries_on_stdin_are_answered_line_by_line(place: Path) -> None:
    done = painsci("query", "-", "-n", "1", cwd=place, stdin=b"placebo\n\n(\n\xffzzz\nsham\r\n")
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [answer.get("query") for answer in answers] == ["placebo", None, "\ufffdzzz", "sham"]
    assert answers[1]["error"]["position"] == 0
    for answer in (answers[0], *answers[2:]):
        validate("results.schema.json", answer)
    assert done.returncode == 2
    assert done.stderr == b"painsci-search: 1 of 4 queries had an error\n"


def test_stdin_with_no_result_has_status_1(place: Path) -> None:
    assert painsci("query", "-", cwd=place, stdin=b"zzzqqq\n").returncode == 1
    assert painsci("query", "-", cwd=place, stdin=b"").returncode == 0


def test_parse_reads_stdin_and_outlines_the_page(place: Path) -> None:
    page = (place / "corpus" / "placebo.html").read_bytes()
    shown = painsci("parse", "-", cwd=place, stdin=page).stdout.decode()
    assert shown.startswith("Placebo Effects\n")
    assert re.search(r"The dose of placebo\n +#dose \u2013 \d+ words, notes 1\n", shown)
    assert "Lochte 2018, PubMed 30397584" in shown


def test_show_prints_an_article_a_section_or_a_note(place: Path) -> None:
    article = painsci("show", "placebo", cwd=place).stdout.decode()
    section = painsci("show", "placebo#dose", cwd=place).stdout.decode()
    note = painsci("show", "placebo#fn1", cwd=place).stdout.decode()
    assert "Red and blue" in article
    assert "small one.[1]" in section
    assert "Its colour" in section
    assert "nobody is sure" not in section
    assert "https://pubmed.ncbi.nlm.nih.gov/30397584/" in note
    assert "cited in: The dose of placebo" in note
    value = json.loads(painsci("show", "placebo#fn1", "-f", "json", cwd=place).stdout)
    validate("excerpt.schema.json", value)
    assert [note["anchor"] for note in value["notes"]] == ["fn1"]
    assert [claim["anchor"] for claim in value["claims"]] == ["dose"]


def test_a_lenient_query_without_a_word_has_one_remark(place: Path) -> None:
    done = painsci("query", "--lenient", "", cwd=place)
    assert done.stderr == b"The text has no word to search.\n"


def test_a_lenient_query_that_only_excludes_words_has_no_passages(place: Path) -> None:
    done = painsci("query", "--lenient", "NOT placebo", cwd=place)
    words = b"The query only excludes words: add a word to search for.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", words)


@pytest.mark.parametrize(
    ("name", "close"), [("placbo", "placebo"), ("placebo#dos", "dose"), ("qqqq", "")]
)
def test_an_unknown_name_offers_a_close_one(name: str, close: str, place: Path) -> None:
    done = painsci("show", name, cwd=place)
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.decode().endswith(f"; did you mean {close}?\n" if close else f"{name}\n")


def test_stats_count_the_index(place: Path) -> None:
    counts = json.loads(painsci("stats", "-f", "json", cwd=place).stdout)
    validate("stats.schema.json", counts)
    assert counts["articles"] == 2
    assert re.search(r"articles +2\n", painsci("stats", cwd=place).stdout.decode())


def test_check_names_files_that_changed(tmp_path: Path) -> None:
    page = tmp_path / "corpus" / "pill.html"
    page.parent.mkdir()
    page.write_text(PAGE.format(title="Pill", word="pill"), encoding="utf-8")
    place = str(tmp_path / "ix")
    assert painsci("index", "corpus", cwd=tmp_path, PAINSCI_SEARCH_INDEX=place).returncode == 0
    assert painsci("check", cwd=tmp_path, PAINSCI_SEARCH_INDEX=place).returncode == 0
    page.unlink()
    done = painsci("check", cwd=tmp_path, PAINSCI_SEARCH_INDEX=place)
    assert done.returncode == 1
    assert b"pill.html: " in done.stdout
    problems = json.loads(
        painsci("check", "-f", "json", cwd=tmp_path, PAINSCI_SEARCH_INDEX=place).stdout
    )
    validate("check.schema.json", problems)
    assert len(problems["problems"]) == 1


def test_the_lines_of_problems_are_as_many_as_the_report_counts(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "empty.html").touch()
    (folder / "broken.html").symlink_to(tmp_path / "nowhere.html")
    (tmp_path / "far.html").write_text(PAGE.format(title="Sleep", word="sleep"), encoding="utf-8")
    (folder / "far.html").symlink_to(tmp_path / "far.html")
    done = painsci("index", cwd=tmp_path)
    assert b", 2 problems.\n" in done.stdout
    assert len(done.stderr.splitlines()) == 2


def test_a_query_that_finds_nothing_names_any_file_that_changed_since(tmp_path: Path) -> None:
    place = make_place(tmp_path)
    assert b"changed since" not in painsci("query", "curd", cwd=place).stderr
    page = place / "corpus" / "placebo.html"
    page.write_text(page.read_text(encoding="utf-8").replace("unpleasant", "curd"), "utf-8")
    done = painsci("query", "curd", cwd=place)
    assert done.returncode == 1
    assert done.stderr.startswith(b"corpus/placebo.html: changed since it was indexed")
    shown = painsci("query", "curd placebo", "--format", "json", cwd=place)
    assert [one["source"] for one in json.loads(shown.stdout)["problems"]] == [
        "corpus/placebo.html"
    ]


def test_a_query_names_the_files_that_changed_since(tmp_path: Path) -> None:
    page = tmp_path / "corpus" / "sleep.html"
    page.parent.mkdir()
    page.write_text(PAGE.format(title="Sleep", word="sleep"), encoding="utf-8")
    painsci("index", cwd=tmp_path)
    assert painsci("query", "sleep", cwd=tmp_path).stderr == b""
    page.write_text(PAGE.format(title="Sleep", word="rest"), encoding="utf-8")
    done = painsci("query", "sleep", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.decode().startswith("corpus/sleep.html: changed since it was indexed")
    validate("results.schema.json", json.loads(done.stdout))


def test_the_default_articles_are_for_the_default_index_alone(place: Path) -> None:
    advice = "name the files or folders to index, such as: painsci-search index my-articles --index"
    for args, variables in ((["--index", "mine"], {}), ([], {"PAINSCI_SEARCH_INDEX": "mine"})):
        done = painsci("index", *args, cwd=place, **variables)
        assert_one_error_line(done, f"{advice} mine")
        assert done.returncode == 2
    assert not (place / "mine").exists()
    assert painsci("index", "--index", str(place / "index"), cwd=place).returncode == 0


def test_nothing_to_index_and_an_empty_index_are_said(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    done = painsci("index", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(b"No articles in corpus: expected ")
    assert_one_error_line(painsci("query", "sleep", cwd=tmp_path), "the index at index is empty")


def test_a_missing_folder_keeps_its_articles_and_is_a_problem(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place / "corpus", tmp_path / "disk")
    assert painsci("index", "disk", cwd=tmp_path).returncode == 0
    (tmp_path / "disk").rename(tmp_path / "away")
    done = painsci("index", "disk", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == b"0 articles added, 0 changed, 0 removed, 0 unchanged, 1 problem.\n"
    message = "no such folder; its 2 articles are kept: bring the folder back, or remove them with "
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"disk: {message}'painsci-search remove ID...'")
    as_json = painsci("index", "disk", "--format", "json", cwd=tmp_path)
    assert as_json.returncode == 1
    assert json.loads(as_json.stdout)["problems"][0]["message"].startswith(message)
    both = painsci("index", "disk", "away", "--format", "json", cwd=tmp_path)
    assert json.loads(both.stdout)["removed"] == []
    assert json.loads(both.stdout)["problems"] == []  # its files are in the other folder now
    assert_one_error_line(painsci("index", "disk", cwd=tmp_path), "disk: no such file or folder")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9299/pain", "s3://bucket/pain", "file:///pain"])
def test_a_url_that_is_no_cluster_is_no_place_of_an_index(place: Path, url: str) -> None:
    allowed = "expected opensearch://HOST:PORT/NAME, opensearch+https://HOST:PORT/NAME or a folder"
    for arguments in (["index", "corpus"], ["query", "sham"], ["index", "corpus", "--rebuild"]):
        assert_one_error_line(painsci(*arguments, "--index", url, cwd=place), allowed)
    assert_one_error_line(painsci("stats", cwd=place, PAINSCI_SEARCH_INDEX=url), allowed)
    assert not (place / f"{url.partition(':')[0]}:").exists()
