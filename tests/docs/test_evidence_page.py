"""The tables and examples of docs/evidence.md about kinds of study, evidence and notices."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest
from blocks import DOCS, blocks_of

from painsci_search import Index
from painsci_search.bibliography.kind_names import GROUPS, ORDER
from painsci_search.bibliography.notices_file import read_notices
from painsci_search.bibliography.title_kinds import kind_of_title
from painsci_search.identifiers import Identifier

PAGE = (DOCS / "evidence.md").read_text(encoding="utf-8")
KINDS, _, ABOUT = PAGE.partition("## Kinds of study")[2].partition("| No kind |")
ROW = re.compile(r"^\| `([\w-]+)` \| (.+?) \| (.+) \|$", re.MULTILINE)


def test_every_kind_has_a_row_in_the_order_of_kinds() -> None:
    assert tuple(row[0] for row in ROW.findall(KINDS)) == ORDER


def test_the_titles_of_a_row_have_its_kind() -> None:
    for kind, titles, _ in ROW.findall(KINDS):
        shown = re.findall(r"`([^`]+)`", titles)
        assert shown
        assert [kind_of_title(title) for title in shown] == [kind] * len(shown)


def test_the_groups_of_kinds_are_named() -> None:
    named = KINDS.partition("also takes groups")[2]
    assert [name for name in GROUPS if f"`{name}`" not in named] == []


def test_the_titles_that_name_no_kind_name_none() -> None:
    titles = re.findall(r"^\| `([^`]+)` \|", ABOUT.partition("##")[0], re.MULTILINE)
    assert len(titles) > 5
    assert [title for title in titles if kind_of_title(title)] == []


def test_the_file_of_notices_is_read(tmp_path: Path) -> None:
    [shown] = blocks_of("evidence.md", "Retractions", "text")
    file = tmp_path / "notices.csv"
    file.write_text(shown.text, encoding="utf-8")
    cited = [
        Identifier("doi", "10.99999/hum"),
        Identifier("doi", "10.99999/tune"),
        Identifier("pmid", "99000001"),
    ]
    found = [(notice.kind, notice.date) for _, notice in read_notices(file, cited)]
    assert found == [
        ("retracted", "2020-03-01"),
        ("corrected", "2019-03-15"),
        ("superseded", "2021"),
    ]


@pytest.mark.usefixtures("reader")
def test_the_evidence_of_the_guide_is_printed(
    reader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(reader)
    [example] = blocks_of("evidence.md", "The works of each claim", "python")
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(example.text, {"Index": Index})
    lines = shown.getvalue().splitlines()
    assert "systematic-review 1996 " in lines[0]
