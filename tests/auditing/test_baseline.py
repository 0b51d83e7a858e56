"""Known findings are left out, wherever their lines are now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from painsci_search import Finding, ReadError
from painsci_search.auditing.baseline import without_known, write_baseline

DEAD = Finding("dead-link", "error", "a.html", 12, "x", "the link leads to #x, see line 40")


def test_a_known_finding_is_left_out_where_its_line_changed(tmp_path: Path) -> None:
    write_baseline(tmp_path / "known.json", [DEAD])
    moved = replace(DEAD, line=13, message="the link leads to #x, see line 41")
    assert without_known([moved], tmp_path / "known.json") == ()
    for changes in ({"source": "b.html"}, {"kind": "bad-doi"}, {"message": "another"}):
        other = replace(DEAD, **changes)
        assert without_known([other], tmp_path / "known.json") == (other,)


def test_of_equal_findings_those_beyond_the_known_number_are_new(tmp_path: Path) -> None:
    write_baseline(tmp_path / "known.json", [DEAD, DEAD])
    assert without_known([DEAD] * 3, tmp_path / "known.json") == (DEAD,)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "x", "findings": []}', "\xff"])
def test_another_file_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "known.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match="not a baseline of findings"):
        without_known([DEAD], path)
    with pytest.raises(ReadError, match="write it with --write-baseline"):
        without_known([DEAD], tmp_path / "none.json")
