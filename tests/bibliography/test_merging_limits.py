"""How far citations of one work may differ, seen in the works of an index."""

from __future__ import annotations

import pytest

from painsci_search import Article, Index, Note, Reference

TITLE = "Calf stretching and plantar fascia-specific stretching"


def titles(index: Index, *works: Reference) -> list[str | None]:
    """Return the titles of the works that an article's notes cite, merged."""
    notes = [Note(str(n), f"n{n}", work.raw, (work,)) for n, work in enumerate(works, 1)]
    index.add(Article("heels", "Heels", notes=tuple(notes)))
    return [work.reference.title for work in index.references(sort="title")]


@pytest.mark.parametrize(
    ("years", "works"), [((2017, 2017), 1), ((2017, 2018), 1), ((2017, 2019), 2)]
)
def test_a_work_may_appear_online_in_one_year_and_in_an_issue_in_the_next(
    years: tuple[int, int], works: int, index: Index
) -> None:
    # they share one identifier and differ in another, so that the years decide
    cited = [
        Reference(
            f"{year}", ("Siriphorn A",), TITLE, year=year, pmid="33218515", doi=f"10.1000/{n}"
        )
        for n, year in enumerate(years)
    ]
    assert len(titles(index, *cited)) == works


def test_a_title_is_joined_though_several_works_were_given_its_identifier_by_mistake(
    index: Index,
) -> None:
    longer = f"{TITLE}: a systematic review and meta-analysis"
    others = ("Acupuncture for tension-type headache", "Achilles tendinopathy", "Wet days")
    cited = [Reference(title, title=title, pmid="33218515") for title in (*others, TITLE, longer)]
    assert titles(index, *cited) == sorted((*others, longer))
