"""Kinds of study and notices on the command line.

All works and notices are made up for these tests.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import assert_one_error_line, painsci

from described import validate

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Humming</title></head><body><article><h1>Humming</h1>
<h2 id="knees">Knees</h2>
<p>Humming helps sore knees a little.<a href="#n1" id="m1"><sup>1</sup></a>
Humming helps elbows, too.<a href="#n2" id="m2"><sup>2</sup></a>
Whistling has not been studied, says a singer.<a href="#n3" id="m3"><sup>3</sup></a></p>
<h2 id="notes">Notes</h2>
<ol>
<li id="n1"><a href="#m1">^</a> Hummer A, Singer B. Humming for sore knees: a systematic review.
J Humming. 2019;4(2):11-20. doi: 10.99999/hum.1. Tuner C. Humming for sore knees: a randomised
trial. J Humming. 2021;6(1):1-9. doi: 10.99999/hum.2.</li>
<li id="n2"><a href="#m2">^</a> Elbow D. Humming and elbows. J Humming. 1999;1(1):5-9.
doi: 10.99999/hum.3.</li>
<li id="n3"><a href="#m3">^</a> A singer wrote this to me.</li>
</ol></article></body></html>
"""
NOTICES = (
    "doi,kind,date\n10.99999/hum.2,retracted,2022-03-01\n10.99999/hum.3,corrected,2000-01-02\n"
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article whose works name their kinds, and a file of notices."""
    folder = tmp_path_factory.mktemp("evidence")
    (folder / "pages").mkdir()
    (folder / "pages" / "humming.html").write_text(PAGE, encoding="utf-8")
    (folder / "notices.csv").write_text(NOTICES, encoding="utf-8")
    done = painsci("index", "pages", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def lines(place: Path, *arguments: str) -> list[str]:
    done = painsci(*arguments, cwd=place)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().splitlines()


def words(place: Path, *arguments: str) -> str:
    return " ".join(" ".join(lines(place, *arguments)).split())


def test_refs_shows_the_kind_of_each_work_and_counts_them(place: Path) -> None:
    shown = lines(place, "refs", "--sort", "year")
    assert "  randomised trial, by its title · 1 note in humming" in shown
    assert "  1 note in humming" in shown
    assert shown[-3:] == [
        "Kinds, named by 2 works: systematic review 1, randomised trial 1",
        "Decades: 2020s 1, 2010s 1, 1990s 1",
        "3 works",
    ]


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        (["--kind", "review"], ["Hummer2019humming"]),
        (["--kind", "RCT"], ["Tuner2021humming"]),
        (["--kind", "cohort"], []),
        (["--since", "2019"], ["Hummer2019humming", "Tuner2021humming"]),
        (["--since", "2020", "--kind", "trial"], ["Tuner2021humming"]),
    ],
)
def test_refs_finds_works_of_a_kind_or_since_a_year(
    place: Path, options: list[str], keys: list[str]
) -> None:
    done = painsci("refs", *options, "--format", "json", cwd=place)
    assert done.returncode == (0 if keys else 1)
    answer = json.loads(done.stdout)
    validate("references.schema.json", answer)
    assert [work["key"] for work in answer["works"]] == keys
    assert sum(value["count"] for value in answer["facets"]["decade"]) == len(keys)
    assert {work["kind_source"] for work in answer["works"]} <= {"title"}


def test_an_unknown_kind_is_refused_with_the_nearest_one(place: Path) -> None:
    done = painsci("refs", "--kind", "revew", cwd=place)
    assert_one_error_line(done, "did you mean review?")


def test_a_miss_says_what_was_looked_for_and_which_options_restrict_it(place: Path) -> None:
    for command in ("refs", "cites"):
        done = painsci(command, "Tuner et al. 2020", cwd=place)
        assert done.returncode == 1
        said = done.stderr.decode()
        assert "(looked for works of 2020 by Tuner and others)" in said
        assert "Tuner2021humming" in said
    done = painsci("refs", "humming", "--kind", "cohort", "--since", "2010", cwd=place)
    expected = "No work matches: humming (with --kind cohort --since 2010; 3 works match without)"
    assert done.stderr.decode().strip() == expected
    done = painsci("refs", "--kind", "cohort", cwd=place)
    assert done.stderr.decode().strip() == "No work matches --kind cohort; 3 works match without."


def test_notices_are_shown_beside_the_works(place: Path) -> None:
    shown = words(place, "query", "humming", "knees", "--notices", "notices.csv")
    assert "Tuner 2021, doi:10.99999/hum.2 [RETRACTED 2022-03-01]" in shown
    cards = words(place, "query", "knees", "--cards", "--notices", "notices.csv")
    assert "2021;6(1):1-9. [RETRACTED 2022-03-01] randomised trial, by its title" in cards
    refs = lines(place, "refs", "--notices", "notices.csv")
    assert any("[RETRACTED 2022-03-01]" in line for line in refs)
    assert any("[corrected 2000-01-02]" in line for line in refs)
    cited = lines(place, "cites", "10.99999/hum.2", "--notices", "notices.csv")
    assert any("[RETRACTED 2022-03-01]" in line for line in cited)
    assert not any("[RETRACTED" in line for line in lines(place, "refs"))


def test_articles_and_similar_passages_have_notices(place: Path) -> None:
    given = ("--notices", "notices.csv")
    for target in ("humming", "humming#n1", "humming#knees"):
        shown = words(place, "show", target, *given)
        assert "Tuner 2021, doi:10.99999/hum.2 [RETRACTED 2022-03-01]" in shown
        assert "RETRACTED" not in words(place, "show", target)
    (note,) = json.loads("\n".join(lines(place, "show", "humming#n1", "-f", "json", *given)))[
        "notes"
    ]
    assert [work["notices"] != [] for work in note["references"]] == [False, True]
    assert "[RETRACTED 2022-03-01]" in words(place, "like", "humming#n2", "--kind", "note", *given)


def test_an_exported_site_has_notices(place: Path) -> None:
    given = ("--base-url", "/a", "--notices", "notices.csv")
    lines(place, "export-site", "site", *given)
    (evidence,) = (place / "site" / "articles").glob("*.json")
    assert "Tuner 2021, doi:10.99999/hum.2 [RETRACTED 2022-03-01]" in evidence.read_text("utf-8")


def test_notices_are_in_json(place: Path) -> None:
    done = painsci("refs", "tuner", "-f", "json", "--notices", "notices.csv", cwd=place)
    answer = json.loads(done.stdout)
    validate("references.schema.json", answer)
    assert answer["works"][0]["reference"]["notices"] == [
        {
            "kind": "retracted",
            "date": "2022-03-01",
            "of": "doi:10.99999/hum.2",
            "notice": "",
            "reason": "",
        }
    ]


def test_the_file_of_notices_may_be_named_by_the_environment(place: Path) -> None:
    done = painsci("refs", "tuner", cwd=place, PAINSCI_SEARCH_NOTICES="notices.csv")
    assert b"RETRACTED" in done.stdout


def test_a_malformed_file_of_notices_is_one_line(place: Path) -> None:
    (place / "wrong.csv").write_text("doi,kind\n10.99999/hum.2,deleted\n", encoding="utf-8")
    for command in (["refs"], ["query", "knees"], ["cites", "10.99999/hum.2"]):
        done = painsci(*command, "--notices", "wrong.csv", cwd=place)
        assert_one_error_line(done, "wrong.csv:2: unknown kind 'deleted'; allowed are retracted")


def test_evidence_follows_the_passages_and_keeps_the_width(place: Path) -> None:
    shown = lines(place, "query", "humming", "elbows", "singer", "--kind", "section", "--evidence")
    assert shown[shown.index("Claims and the works that they cite") :] == [
        "Claims and the works that they cite",
        "",
        "  Humming helps sore knees a little.",
        "    humming \u203a Knees",
        "    newest: Tuner 2021, doi:10.99999/hum.2 \u2013 randomised trial, by its title",
        "    strongest kind: Hummer 2019, doi:10.99999/hum.1 \u2013 systematic review, by its",
        "    title",
        "    of 2 works",
        "",
        "  Humming helps elbows, too.",
        "    humming \u203a Knees",
        "    its only work: Elbow 1999, doi:10.99999/hum.3 \u2013 no kind in its title",
        "",
        "  Whistling has not been studied, says a singer.",
        "    humming \u203a Knees",
        "    its notes name no work",
        "",
        *shown[-3:],
    ]
    assert shown[-3].startswith("3 claims, 1 of them without a work. 3 works of 1999 to 2021 (")
    assert max(len(line) for line in shown if "://" not in line) <= 80


def test_evidence_is_in_json(place: Path) -> None:
    options = ("--evidence", "--notices", "notices.csv", "-f", "json")
    done = painsci("query", "humming", "--kind", "section", *options, cwd=place)
    answer = json.loads(done.stdout)
    validate("results.schema.json", answer)
    first = answer["evidence"]["claims"][0]
    assert first["works"] == [first["newest"]] == [first["strongest"]] == ["Hummer2019humming"]
    assert first["retracted"] == ["Tuner2021humming"]
    assert answer["evidence"]["years"]["newest"] == 2019
    assert "evidence" not in json.loads(painsci("query", "humming", "-f", "json", cwd=place).stdout)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["knees", "-f", "csv"], "--format must be text or json with --evidence"),
        (["knees", "--all", "-f", "jsonl"], "--format must be text or json with --evidence"),
        (["knees", "--refs"], "--evidence is for passages; it cannot be combined with --refs"),
        (["knees", "--explain-query"], "--evidence cannot be combined with --explain-query"),
        (["-"], "--evidence takes one query"),
    ],
)
def test_evidence_is_refused_where_it_has_no_place(
    place: Path, options: list[str], message: str
) -> None:
    done = painsci("query", *options, "--evidence", cwd=place)
    assert done.returncode == 2
    assert message in done.stderr.decode()


def test_check_reports_the_notes_that_cite_works_with_notices(place: Path) -> None:
    done = painsci("check", "pages", "--notices", "notices.csv", "-f", "json", cwd=place)
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    validate("findings.schema.json", answer)
    found = [
        (each["kind"], each["severity"], each["line"], each["anchor"], each["message"])
        for each in answer["findings"]
        if each["kind"].endswith("-work")
    ]
    assert found == [
        (
            *("retracted-work", "error", 9, "n1"),
            "cites Tuner2021humming: retracted 2022-03-01; the text cites the note once",
        ),
        (
            *("corrected-work", "hint", 12, "n2"),
            "cites Elbow1999humming: corrected 2000-01-02; the text cites the note once",
        ),
    ]
    ignored = ("--ignore", "retracted-work", "--ignore", "corrected-work")
    done = painsci("check", "pages", "--notices", "notices.csv", *ignored, cwd=place)
    assert b"Tuner" not in done.stdout
    assert b"Tuner" not in painsci("check", "pages", cwd=place).stdout


def test_check_of_an_index_reports_retracted_works_and_no_corrections(place: Path) -> None:
    done = painsci("check", "--notices", "notices.csv", cwd=place)
    assert done.returncode == 1
    [line] = done.stdout.decode().splitlines()
    assert line.endswith("note 1 cites Tuner2021humming: retracted 2022-03-01")
    assert painsci("check", cwd=place).returncode == 0


def test_the_works_of_a_query_can_be_of_a_kind_of_study(place: Path) -> None:
    done = painsci("query", "humming", "--refs", "--kind", "review", "--format", "json", cwd=place)
    assert [work["key"] for work in json.loads(done.stdout)["works"]] == ["Hummer2019humming"]
    # that of passages still has its meaning
    notes = painsci("query", "humming", "--refs", "--kind", "note", "--format", "json", cwd=place)
    assert len(json.loads(notes.stdout)["works"]) > 1
    wrong = painsci("query", "humming", "--refs", "--kind", "revew", cwd=place)
    assert "did you mean review?" in wrong.stderr.decode()
    passages = painsci("query", "humming", "--kind", "review", cwd=place)
    assert passages.returncode == 2
    assert "or with --refs a kind of study, not 'review'" in passages.stderr.decode()
