"""The configuration file: where it is found, what it sets, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import PAGE, assert_one_error_line, painsci

from painsci_search import Index


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a configuration file, an article and a folder below."""
    (tmp_path / "pages").mkdir()
    page = PAGE.format(title="Pills", word="a pill")
    (tmp_path / "pages" / "pills.html").write_text(page, encoding="utf-8")
    (tmp_path / "below" / "deeper").mkdir(parents=True)
    (tmp_path / "painsci-search.toml").write_text(
        'index = "made"\nfolders = ["pages"]\nbase-url = "https://example.org/"\n'
        'ignore = ["reading"]\n',
        encoding="utf-8",
    )
    return tmp_path


def test_the_nearest_file_sets_defaults_relative_to_itself(project: Path) -> None:
    deep = project / "below" / "deeper"
    assert painsci("index", cwd=deep).returncode == 0
    assert [info.id for info in Index(project / "made").articles()] == ["pills"]
    done = painsci("open", "pills", "--print", cwd=deep)
    assert done.stdout.startswith(b"https://example.org/")
    assert b"reading:" not in painsci("check", str(project / "pages"), cwd=deep).stdout
    assert painsci("check", cwd=deep).returncode == 0
    shown = painsci("config", cwd=deep).stdout.decode().splitlines()
    assert shown[0] == str(project / "painsci-search.toml")
    assert f"index = {str(project / 'made')!r}" in shown


def test_the_command_line_and_the_environment_win(project: Path) -> None:
    painsci("index", "pages", "--index", "typed", cwd=project)
    assert len(Index(project / "typed").articles()) == 1
    assert not (project / "made").exists()
    done = painsci("list", "--count", cwd=project, PAINSCI_SEARCH_INDEX="typed")
    assert done.stdout == b"1\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('indx = "a"', "unknown key 'indx'; did you mean index?"),
        ('zzzzzz = "a"', "unknown key 'zzzzzz'; the keys are index, folders, "),
        ("index = 5", "index must be a text, not 5"),
        ('folders = "pages"', "folders must be a list of texts, not 'pages'"),
        (
            'ignore = ["dead-lnk"]',
            "painsci-search.toml: ignore: unknown kind of finding: dead-lnk; did you mean dead",
        ),
        ("index =", "painsci-search.toml: Invalid value"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(project: Path, text: str, message: str) -> None:
    (project / "painsci-search.toml").write_text(text, encoding="utf-8")
    assert_one_error_line(painsci("list", cwd=project), message)
    assert_one_error_line(painsci("config", cwd=project), message)
    assert_one_error_line(painsci("check", "pages", cwd=project), message)


def test_without_a_file_a_line_says_where_it_was_looked_for(tmp_path: Path) -> None:
    done = painsci("config", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"No painsci-search.toml in" in done.stderr


def test_index_without_a_path_says_what_to_give(tmp_path: Path) -> None:
    done = painsci("index", cwd=tmp_path)
    assert_one_error_line(done, "name the files or folders to index, such as")
