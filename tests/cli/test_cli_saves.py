"""Commands name former ids, further saves, moved files and what reading was unsure of."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from painsci_search import Article, Index, Section
from painsci_search.cli.app import run

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def home(write_page: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with two saves of one article and a page of its own."""
    monkeypatch.chdir(tmp_path)
    head = '<link rel="canonical" href="https://example.org/cold-hands">'
    write_page("corpus/one.html", head=head, title="Cold Hands")
    write_page("corpus/two.html", head=head, title="Cold Hands", opening="Another opening of it.")
    write_page("corpus/knee.html", body="A finding about knees, which nobody had looked for.")


@pytest.mark.usefixtures("home")
def test_index_counts_further_saves_and_moved_files(capsys: Capture) -> None:
    assert run(["index"]) == 0
    out = capsys.readouterr().out
    assert out == "2 articles added, 0 changed, 0 removed, 0 unchanged, 1 further save.\n"
    assert run(["stats"]) == 0
    assert "saves       1 further save\n" in capsys.readouterr().out
    Path("corpus").rename("articles")
    assert run(["index", "articles", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["moved"] == ["articles/knee.html", "articles/one.html"]
    assert report["saves"] == [{"source": "articles/two.html", "article": "cold-hands"}]


@pytest.mark.usefixtures("home")
def test_list_marks_articles_with_further_saves(capsys: Capture) -> None:
    run(["index"])
    capsys.readouterr()
    assert run(["list"]) == 0
    one, knee, _ = capsys.readouterr().out.splitlines()
    assert one.startswith("cold-hands ")
    assert one.endswith("  Cold Hands (+ 1 save)")
    assert "save" not in knee
    assert run(["list", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)["articles"]
    assert [each["saves"] for each in listed] == [1, 0]


@pytest.mark.usefixtures("home")
def test_show_names_the_file_beside_the_address(capsys: Capture) -> None:
    run(["index"])
    capsys.readouterr()
    assert run(["show", "COLD-hands"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "https://example.org/cold-hands" in lines
    assert "file: corpus/one.html" in lines
    assert "further saves: corpus/two.html" in lines


def test_a_former_id_may_be_shown_and_a_near_one_is_suggested(
    tmp_path: Path, capsys: Capture
) -> None:
    index = Index.create(tmp_path / "index")
    knees = Section("bend", "Bending", "Knees bend.")
    index.add(Article("knees", "Knees", (knees,), aliases=("70", "a#b"), warnings=("no date",)))
    folder = ["--index", str(tmp_path / "index")]
    for target in ("70", "KNEES#bend", "a#b#bend", "70#bend"):
        assert run(["show", target, *folder]) == 0
        assert "Knees bend." in capsys.readouterr().out
    assert run(["like", "70", *folder]) in (0, 1)
    capsys.readouterr()
    assert run(["show", "Kness", *folder]) == 1
    assert "did you mean knees?" in capsys.readouterr().err
    assert run(["stats", *folder]) == 0
    assert "unsure of   no date (1 article)\n" in capsys.readouterr().out


@pytest.mark.usefixtures("home")
def test_parse_explains_as_a_table_and_as_json(capsys: Capture) -> None:
    assert run(["parse", "corpus/knee.html", "--explain"]) == 0
    out = capsys.readouterr().out
    assert "\nPart" in out
    assert any(line.startswith("form ") and "HTML" in line for line in out.splitlines())
    assert run(["parse", "corpus/knee.html", "--explain", "-f", "json"]) == 0
    decisions = json.loads(capsys.readouterr().out)["decisions"]
    assert all(set(each) == {"part", "rule", "value"} for each in decisions)
    assert "form" in [each["part"] for each in decisions]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("name", ["one", "ONE.html", "two", "two.html"])
def test_show_takes_the_name_of_a_saved_file(name: str, capsys: Capture) -> None:
    run(["index"])
    capsys.readouterr()
    assert run(["show", name]) == 0
    assert capsys.readouterr().out.startswith("Cold Hands\n")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("name", ["one", "two.html"])
def test_remove_and_cites_take_the_name_of_a_saved_file(name: str, capsys: Capture) -> None:
    run(["index"])
    capsys.readouterr()
    assert run(["cites", name]) == 1
    assert "it is an article: " in (message := capsys.readouterr().err)
    assert 'article:"cold-hands"' in message
    assert run(["remove", name, "--yes"]) == 0
    assert capsys.readouterr().err == "1 article removed.\n"
    assert run(["show", "cold-hands"]) == 1


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("name", ["hands", "tow.html"])
def test_show_suggests_ids_by_their_parts_and_their_files(name: str, capsys: Capture) -> None:
    run(["index"])
    capsys.readouterr()
    assert run(["show", name]) == 1
    assert f"no article {name}; did you mean cold-hands?" in capsys.readouterr().err


@pytest.mark.usefixtures("home")
def test_the_name_of_files_of_several_articles_suggests_them(
    write_page: Callable[..., Path], capsys: Capture
) -> None:
    link = '<link rel="canonical" href="https://example.org/{}">'
    write_page("corpus/a/page.html", head=link.format("warm-feet"), title="Warm Feet")
    write_page("corpus/b/page.html", head=link.format("numb-toes"), title="Numb Toes")
    run(["index"])
    capsys.readouterr()
    assert run(["show", "page"]) == 1
    message = capsys.readouterr().err
    assert "did you mean numb-toes or warm-feet?" in message
