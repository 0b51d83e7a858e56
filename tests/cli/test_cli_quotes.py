"""Quotes on the command line: kept by ``query --format quotes``, checked by ``verify``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from running import assert_one_error_line, make_place, painsci

from described import validate


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = make_place(tmp_path_factory.mktemp("made"))
    done = painsci("query", "unpleasant", "--article", "placebo", "--format", "quotes", cwd=place)
    assert done.returncode == 0
    (place / "pack.json").write_bytes(done.stdout)
    return place


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "place", ignore=shutil.ignore_patterns("index"))
    (tmp_path / "place" / "corpus" / "sham.html").unlink()  # says the same
    done = painsci("index", cwd=tmp_path / "place")
    assert done.returncode == 0
    return tmp_path / "place"


@pytest.fixture
def rewrite(place: Path) -> Callable[[str, str, str], None]:
    """Change the words of a page and index it again."""

    def change(name: str, before: str, after: str) -> None:
        page = place / "corpus" / f"{name}.html"
        text = page.read_text(encoding="utf-8")
        assert before in text
        page.write_text(text.replace(before, after), encoding="utf-8")
        assert painsci("index", cwd=place).returncode == 0

    return change


def test_quotes_are_what_their_schema_says(made: Path) -> None:
    pack = json.loads((made / "pack.json").read_text(encoding="utf-8"))
    validate("quotes.schema.json", pack)
    assert pack["query"] == "unpleasant"
    quote = pack["quotes"][0]
    assert "Nocebo is the unpleasant twin of it." in quote["text"]
    assert (quote["heading"], quote["anchor"]) == ("The dose of placebo", "dose")
    assert ":~:text=" in quote["link"]
    assert quote["notes"][0]["references"][0]["pmid"] == "30397584"


def test_no_hits_make_an_empty_pack_and_say_so(made: Path) -> None:
    done = painsci("query", "xylophone", "-f", "quotes", cwd=made)
    assert done.returncode == 1
    validate("quotes.schema.json", json.loads(done.stdout))
    assert b"No passage matches" in done.stderr


def test_unchanged_quotes_are_a_success(made: Path) -> None:
    done = painsci("verify", "pack.json", cwd=made)
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0
    assert all(line.startswith("unchanged  ") for line in lines[:-1])
    assert lines[-1] == "1 quote: 1 unchanged, 0 moved, 0 changed, 0 gone."
    assert done.stderr == b""


def test_a_pack_may_come_from_standard_input(made: Path) -> None:
    done = painsci("verify", "-", cwd=made, stdin=(made / "pack.json").read_bytes())
    assert done.returncode == 0


def test_what_is_there_now_is_shown_of_a_changed_quote(
    place: Path, rewrite: Callable[[str, str, str], None]
) -> None:
    rewrite("placebo", "the unpleasant twin", "the disagreeable brother")
    done = painsci("verify", "pack.json", cwd=place)
    assert done.returncode == 1
    text = done.stdout.decode()
    assert text.startswith("changed    placebo#dose: ")
    assert "now: A bigger placebo" in text
    assert "disagreeable" in text
    assert "the same; in Placebo Effects › The dose of placebo" in text
    assert text.endswith("1 quote: 0 unchanged, 0 moved, 1 changed, 0 gone.\n")
    assert max(map(len, text.splitlines())) <= 80 or "file://" in max(text.splitlines(), key=len)


def test_where_a_moved_quote_is_now_is_told(
    place: Path, rewrite: Callable[[str, str, str], None]
) -> None:
    rewrite("placebo", "</h3><p>", "</h3><h4 id='new'>New</h4><p>")
    rewrite("placebo", '<h2 id="dose">', '<h2 id="amount">')
    done = painsci("verify", "pack.json", cwd=place)
    assert done.returncode == 1
    assert "now in Placebo Effects › The dose of placebo" in done.stdout.decode()
    assert "placebo.html#amount" in done.stdout.decode()


def test_a_quote_whose_article_is_gone_is_gone(place: Path) -> None:
    (place / "corpus" / "placebo.html").unlink()
    (place / "corpus" / "other.html").write_text(
        "<h1>Other</h1><p>Something else altogether is said in this article.</p>", encoding="utf-8"
    )
    painsci("index", cwd=place)
    done = painsci("verify", "pack.json", "-f", "json", cwd=place)
    verdicts = json.loads(done.stdout)
    validate("verdicts.schema.json", verdicts)
    assert done.returncode == 1
    assert verdicts["counts"] == {"unchanged": 0, "moved": 0, "changed": 0, "gone": 1}
    assert verdicts["verdicts"][0]["found"] is None


def test_a_file_that_changed_since_it_was_indexed_is_named(place: Path) -> None:
    page = place / "corpus" / "placebo.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- -->", encoding="utf-8")
    done = painsci("verify", "pack.json", cwd=place)
    assert done.returncode == 1
    assert done.stderr.decode() == (
        "corpus/placebo.html: changed since it was indexed: index it again\n"
    )
    *shown, counts, unchecked, rest = done.stdout.decode().splitlines()
    assert shown[0].startswith("unchecked  placebo#dose: ")
    assert counts == "1 quote: 0 unchanged, 0 moved, 0 changed, 0 gone."
    assert (
        unchecked
        == "1 not checked: the file changed since it was indexed, or cannot be opened; run"
    )
    assert rest.strip() == "'painsci-search index'."
    page.unlink()
    done = painsci("verify", "pack.json", "-f", "json", cwd=place)
    verdicts = json.loads(done.stdout)
    validate("verdicts.schema.json", verdicts)
    assert done.returncode == 1
    assert sum(verdicts["counts"].values()) == 0
    assert verdicts["unchecked"] == 1
    assert verdicts["verdicts"][0]["stale"] is True


def test_no_control_characters_of_a_pack_reach_the_terminal(made: Path) -> None:
    pack = json.loads((made / "pack.json").read_text(encoding="utf-8"))
    for quote in pack["quotes"]:
        quote["article"].update(id="\x1b[31m", title="\x1b[31m", source="\x1b[31m")
        quote.update(anchor="\x9b31m\u202e", heading="\x1b", link="\x1b]8;;x\x07")
    done = painsci("verify", "-", cwd=made, stdin=json.dumps(pack).encode())
    assert done.returncode == 1
    for sign in "\x1b\x9b\x07\u202e":
        assert sign not in done.stdout.decode()
        assert sign not in done.stderr.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "-: no pack of quotes: not JSON at line 1"),
        (b"[" * 200_000, "-: no pack of quotes: nested too deeply"),
        (b'{"schema": "\x1b"}', "not JSON"),
        (b'{"schema": "painsci-search/results/1"}', "its schema is 'painsci-search/results/1'"),
        (b'{"schema": "painsci-search/quotes/1"}', "query is missing"),
    ],
)
def test_what_is_no_pack_is_told_in_one_line(made: Path, data: bytes, words: str) -> None:
    assert_one_error_line(painsci("verify", "-", cwd=made, stdin=data), words)


def test_a_file_that_is_not_there_is_told_in_one_line(made: Path) -> None:
    assert_one_error_line(painsci("verify", "nowhere.json", cwd=made), "nowhere.json")
