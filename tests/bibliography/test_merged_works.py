"""Works as they are made of their citations, and which of them a commit makes again."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from painsci_search import Article, Index, Note, Reference, Section
from painsci_search.bibliography import merged_works
from painsci_search.bibliography.merged_works import Cited, MergedWork, work_of

TITLE = "Hums: a cohort study"
HUMS = Reference("Doe J. Hums: a cohort study. 2018.", ("Doe J",), TITLE, year=2018, pmid="7")
SHORT = Reference("Doe J. Hums. Pain.", ("Doe J",), "Hums", "Pain", 2018, pmid="7")


def article(number: int, *references: Reference) -> Article:
    note = Note("n1", "1", "A note.", references=references)
    return Article(f"a{number}", "A", (Section("s", "S", "A text. " * 40),), (note,))


def test_a_work_has_what_its_citations_say_together() -> None:
    merged = work_of([Cited(HUMS), Cited(SHORT)])
    assert (merged.reference.journal, merged.key) == ("Pain", "Doe2018hums")
    assert merged.kind is not None
    assert merged.kind.kind == "cohort"


def test_the_work_of_one_citation_is_made_once() -> None:
    cited = Cited(HUMS)
    assert work_of([cited]) is work_of([cited])


def test_a_commit_makes_only_the_works_of_its_own_citations_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[int] = []

    def merge(citations: Sequence[Reference]) -> MergedWork:
        made.append(len(citations))
        return real(citations)

    real = merged_works._merge
    monkeypatch.setattr(merged_works, "_merge", merge)
    with Index.in_memory() as index:
        others = [
            Reference(f"Work {n}", ("Roe R",), f"Title {n}", year=n) for n in range(1900, 1950)
        ]
        index.add([article(number, other) for number, other in enumerate(others)])
        assert index.references().total == 50
        assert made == [1] * 50
        made.clear()
        index.add(article(90, HUMS))
        assert index.references().total == 51
        assert made == [1]
        made.clear()
        index.add(article(91, SHORT, others[0]))
        works = {work.key: work for work in index.references(limit=100).works}
        assert (len(works), works["Doe2018hums"].reference.journal) == (51, "Pain")
        assert sorted(made) == [2, 2]
