"""Narrowing, sorting, cards and facets on the command line; ``like`` and ``new``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from running import assert_one_error_line, painsci

from described import validate

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of the demo corpus."""
    folder = tmp_path_factory.mktemp("browse")
    done = painsci("index", str(REPOSITORY / "corpus"), cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def ask(place: Path, *arguments: str) -> dict[str, object]:
    done = painsci(*arguments, "--format", "json", cwd=place)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def articles(answer: dict[str, object]) -> list[str]:
    return [hit["article"]["id"] for hit in answer["hits"]]  # type: ignore[index,attr-defined]


def test_filters_narrow_the_answer(place: Path) -> None:
    answer = ask(place, "query", "placebo", "--article", "sham*", "--article", "nocebo")
    validate("results.schema.json", answer)
    assert set(articles(answer)) == {"sham-surgery", "nocebo"}
    since = ask(place, "query", "placebo", "--since", "2026-11", "--kind", "article")
    assert articles(since) == ["placebo"]
    assert ask(place, "query", "pain", "--author", "nobody")["total"] == 0
    late = ask(place, "query", "pain", "--cited-since", "2022", "--per-article", "1", "-n", "50")
    early = ask(place, "query", "pain", "--per-article", "1", "-n", "50")
    assert 0 < len(late["hits"]) < len(early["hits"])  # type: ignore[arg-type]


def test_an_article_that_is_not_there_is_told(place: Path) -> None:
    done = painsci("query", "placebo", "--article", "placibo", cwd=place)
    assert done.returncode == 1
    assert "no article placibo; did you mean placebo" in done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--since", "yesterday"), "since must be a date"),
        (("--until", "2024-13"), "until must be a date"),
        (("--since", "2026-02-31"), "since must be a date"),
        (("updated:>=2026-02-31",), "updated: needs a date"),
        (("--sort", "size"), "--sort"),
        (("--cited-since", "long ago"), "--cited-since"),
        (("--author", "?"), "author must be a name"),
    ],
)
def test_an_option_that_cannot_be_right_is_one_line(
    place: Path, arguments: tuple[str, ...], words: str
) -> None:
    assert_one_error_line(painsci("query", "placebo", *arguments, cwd=place), words)


def test_sorted_by_date_the_latest_articles_come_first(place: Path) -> None:
    answer = ask(place, "query", "pain", "--sort", "date", "-n", "40")
    dates = [
        hit["article"]["updated"] or hit["article"]["published"]  # type: ignore[index]
        for hit in answer["hits"]  # type: ignore[attr-defined]
    ]
    assert dates == sorted(dates, reverse=True)


def test_facets_are_in_json_and_shown_when_asked_for(place: Path) -> None:
    answer = ask(place, "query", "massage")
    facets: dict[str, list[dict[str, object]]] = answer["facets"]  # type: ignore[assignment]
    assert list(facets) == ["kind", "article", "author", "updated"]
    assert sum(each["count"] for each in facets["kind"]) == answer["total"]  # type: ignore[misc]
    plain = painsci("query", "massage", cwd=place).stdout.decode()
    shown = painsci("query", "massage", "--facets", cwd=place).stdout.decode()
    assert "kind: section" not in plain
    assert f"kind: section {facets['kind'][0]['count']}" in shown


def test_cards_show_the_claim_the_note_and_the_work(place: Path) -> None:
    done = painsci("query", "lochte 2018", "--cards", "-n", "1", cwd=place)
    shown = " ".join(done.stdout.decode().split())
    assert "Claim: A study with fMRI has investigated the neural correlates" in shown
    assert "Lochte BC, Guillory SA, Richard CA, Kelley WM. An fMRI investigation" in shown
    assert "https://pubmed.ncbi.nlm.nih.gov/30397584/" in shown
    assert all(len(line) <= 80 for line in done.stdout.decode().splitlines() if "://" not in line)


def test_without_groups_hits_come_strictly_in_their_order(place: Path) -> None:
    grouped = painsci("query", "pain", "-n", "10", cwd=place).stdout.decode()
    flat = painsci("query", "pain", "-n", "10", "--no-group", cwd=place).stdout.decode()
    titles = [line for line in flat.splitlines() if line.startswith("painsci-search demo corpus")]
    assert len(titles) > grouped.count("\npainsci-search demo corpus")
    assert sorted(grouped.splitlines()[-1:]) == flat.splitlines()[-1:]


def test_like_names_the_words_it_went_by(place: Path) -> None:
    done = painsci("like", "sham-surgery#Meniscus", "-n", "3", cwd=place)
    assert done.returncode == 0
    assert "meniscal" in done.stderr.decode()
    assert "3 shown" in done.stdout.decode()
    answer = ask(place, "like", "nocebo", "--kind", "section")
    validate("results.schema.json", answer)
    assert "nocebo" not in articles(answer)


def test_like_reports_that_the_file_of_its_article_is_gone(tmp_path: Path) -> None:
    for name in ("asmr", "massage"):
        shutil.copy(REPOSITORY / "corpus" / f"{name}.html", tmp_path)
    assert painsci("index", ".", cwd=tmp_path).returncode == 0
    (tmp_path / "asmr.html").unlink()
    done = painsci("like", "asmr", cwd=tmp_path)
    assert done.returncode == 0
    assert "asmr.html: gone since it was indexed" in done.stderr.decode()
    assert "asmr.html: gone" not in painsci("like", "massage#gone", cwd=tmp_path).stderr.decode()


@pytest.mark.parametrize("name", ["gone", "nocebo#gone"])
def test_like_says_what_is_not_there(place: Path, name: str) -> None:
    done = painsci("like", name, cwd=place)
    assert (done.returncode, done.stdout) == (1, b"")
    assert name.rpartition("#")[2] in done.stderr.decode()


def test_new_lists_changes_latest_first(place: Path) -> None:
    done = painsci("new", "--since", "2026-10", cwd=place)
    assert done.returncode == 0
    days = [line[2:12] for line in done.stdout.decode().splitlines() if line.startswith("  2026-")]
    assert len(days) > 3
    assert days == sorted(days, reverse=True)
    answer = ask(place, "new", "--since", "2026-10")
    validate("news.schema.json", answer)
    assert answer["since"] == "2026-10"


def test_new_says_when_there_is_nothing(place: Path) -> None:
    done = painsci("new", "--since", "2030", cwd=place)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == "No article was published or updated since 2030.\n"
    assert_one_error_line(painsci("new", "--since", "soon", cwd=place), "must be a date")


def test_partial_matches_are_told_in_the_first_line(place: Path) -> None:
    done = painsci("query", "sham zebra", "-n", "1", cwd=place)
    assert (done.returncode, done.stderr) == (0, b"")
    first = done.stdout.decode().splitlines()[0]
    assert (
        first
        == "\u201czebra\u201d occurs in no article. The best passage has the rest of the query."
    )
    answer = ask(place, "query", "sham zebra")
    assert (answer["partial"], answer["unknown"], answer["missing"]) == (True, ["zebra"], ["zebra"])


def test_a_query_that_binds_and_matches_nothing_names_others(place: Path) -> None:
    done = painsci("query", "sham AND zebra", cwd=place)
    assert (done.returncode, done.stdout) == (1, b"")
    none, missing, offer = done.stderr.decode().splitlines()
    assert none == "No passage matches: sham AND zebra"
    assert missing == "\u201czebra\u201d occurs in no article."
    assert offer.startswith("Instead: sham (without \u201czebra\u201d: ")
