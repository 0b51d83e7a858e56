"""Citations of works that a file of notices lists; works and notices are made up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from painsci_search import PainSciSearchError, Reference
from painsci_search.auditing.kinds import KINDS
from painsci_search.auditing.noticed import noticed_citations

HUM = Reference("Hummer 2018", ("Hummer A",), "Hums of the sore knee", year=2018, pmid="99000001")
BARE = Reference("Hummer A. 2018", ("Hummer A",), "Hums of the sore knee", year=2018)
OTHER = Reference("Other 2019", ("Other B",), "Whistles of the elbow", year=2019, pmid="99000002")


def found(folder: Path, rows: str) -> list[tuple[int, str, str]]:
    file = folder / "notices.csv"
    file.write_text(f"pmid,kind,date\n{rows}", encoding="utf-8")
    return [tuple(each) for each in noticed_citations([OTHER, BARE, HUM], file)]


def test_every_citation_of_a_retracted_work_is_found_with_or_without_its_identifier(
    tmp_path: Path,
) -> None:
    message = "cites Hummer2018hums: retracted 2020-03-01"
    assert found(tmp_path, "99000001,retracted,2020-03-01\n") == [
        (1, "retracted-work", message),
        (2, "retracted-work", message),
    ]


def test_a_work_may_have_several_findings_the_gravest_first(tmp_path: Path) -> None:
    rows = "99000002,corrected,2019\n99000002,concern,2021\n99000002,superseded,2020\n"
    assert [(kind, message.partition(": ")[2]) for _, kind, message in found(tmp_path, rows)] == [
        ("work-of-concern", "expression of concern 2021"),
        ("superseded-work", "superseded 2020"),
        ("corrected-work", "corrected 2019"),
    ]


def test_a_reinstated_work_is_no_finding(tmp_path: Path) -> None:
    assert found(tmp_path, "99000002,retracted,2019\n99000002,reinstated,2021\n") == []


def test_each_kind_of_finding_has_a_severity(tmp_path: Path) -> None:
    rows = "".join(f"99000002,{kind},\n" for kind in ("retracted", "concern", "corrected"))
    assert {kind for _, kind, _ in found(tmp_path, rows)} <= KINDS.keys()
    assert KINDS["retracted-work"] == "error"
    assert KINDS["corrected-work"] == "hint"


def test_a_malformed_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PainSciSearchError, match=r"notices\.csv:2: unknown kind"):
        found(tmp_path, "99000002,gone,\n")


def test_works_of_one_author_and_year_are_told_apart_by_the_keys_of_refs(tmp_path: Path) -> None:
    file = tmp_path / "notices.csv"
    file.write_text("pmid,kind,date\n99000001,retracted,2020\n99000003,corrected,2019\n")
    other = Reference("", ("Hummer A",), "Hums of the elbow, and of two hips", year=2018)
    other = replace(other, pmid="99000003")
    messages = [each.message for each in noticed_citations([HUM, other], file)]
    assert messages == [
        "cites Hummer2018hums: retracted 2020",
        "cites Hummer2018hums-2: corrected 2019",
    ]
