"""Which works are named where it is not known which of them is meant."""

from __future__ import annotations

import pytest

from painsci_search import Article, Index, Note, Reference


@pytest.mark.parametrize(("works", "named"), [(2, 2), (5, 5), (7, 5)])
def test_up_to_five_works_that_may_be_meant_are_named(works: int, named: int, index: Index) -> None:
    notes = []
    for number in range(works):
        title = f"Sham surgery of the {'knee hip wrist elbow ankle shoulder thumb'.split()[number]}"
        work = Reference(title, ("Doe J",), title, year=2001 + number, pmid=str(70001 + number))
        notes.append(Note(str(number), f"n{number}", title, (work,)))
    index.add(Article("shams", "Shams", notes=tuple(notes)))
    found = index.cites("sham surgery")
    assert found.works == ()
    assert len(found.near) == named
