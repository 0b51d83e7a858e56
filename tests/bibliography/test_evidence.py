"""The newest work and the strongest kind of study that a claim cites.

All works and notices are made up for these tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from painsci_search import (
    Article,
    Evidence,
    Index,
    Note,
    NoteRef,
    Reference,
    References,
    Section,
    WorkYears,
)
from painsci_search.render.json import plain
from painsci_search.render.works import references_object

TRIAL = Reference("t", ("Tuner A",), "Hums: a randomised trial", year=2021, doi="10.99999/t")
OLD_TRIAL = Reference("o", ("Older B",), "Old hums: a randomised trial", year=1990, pmid="99000001")
REVIEW = Reference("r", ("Reader C",), "Hums: a systematic review", year=2010, pmid="99000002")
ANIMAL = Reference("m", ("Mouser D",), "Hums in rats: a trial", year=2022, pmid="99000003")
PLAIN = Reference("p", ("Plainer E",), "Hums", year=2005, pmid="99000004")
UNDATED = Reference("u", ("Undated F",), "Hums: a cohort study", pmid="99000005")


def article(*notes: Sequence[Reference] | None, name: str = "demo") -> Article:
    """Return an article with a sentence for each note; None is a sentence without one."""
    text, refs, made = "", [], []
    for number, works in enumerate(notes, 1):
        text += f" Humming helps in way {number}." if text else f"Humming helps in way {number}."
        if works is not None:
            refs.append(NoteRef(str(number), len(text), f"n{number}"))
            made.append(Note(str(number), f"n{number}", f"Note {number}.", tuple(works)))
    return Article(name, name, (Section("s", "Hums", text, note_refs=tuple(refs)),), tuple(made))


def evidence(*articles: Article, query: str = "humming", kind: str | None = "section") -> Evidence:
    with Index.in_memory() as index:
        for each in articles:
            index.add(each)
        return index.evidence(index.search(query, kind=kind), year=2025)  # type: ignore[arg-type]


def test_the_newest_and_the_strongest_kind_are_named() -> None:
    [claim] = evidence(article([TRIAL, REVIEW, PLAIN])).claims
    assert (claim.state, len(claim.works)) == ("works", 3)
    assert (claim.newest, claim.strongest) == ("Tuner2021hums", "Reader2010hums")


def test_of_works_of_one_kind_the_newest_is_the_strongest() -> None:
    [claim] = evidence(article([OLD_TRIAL, TRIAL])).claims
    assert claim.strongest == "Tuner2021hums"


def test_a_study_of_animals_is_weaker_than_any_of_people() -> None:
    [claim] = evidence(article([ANIMAL, UNDATED])).claims
    assert (claim.newest, claim.strongest) == ("Mouser2022hums", "Undatedndhums")


def test_a_work_without_a_kind_is_never_the_strongest() -> None:
    [claim] = evidence(article([PLAIN])).claims
    assert (claim.newest, claim.strongest) == ("Plainer2005hums", None)


def test_claims_without_works_say_why() -> None:
    first, second = evidence(article([PLAIN], [])).claims
    assert (first.state, second.state) == ("works", "no-work")
    [alone] = evidence(article(None)).claims
    assert (alone.state, alone.claim.text) == ("no-note", "Humming helps in way 1.")


def test_a_marker_without_its_note_is_no_note() -> None:
    text = "Humming helps."
    section = Section("s", "Hums", text, note_refs=(NoteRef("1", len(text), ""),))
    [claim] = evidence(Article("demo", "Demo", (section,))).claims
    assert claim.state == "no-note"


def test_a_sentence_of_several_hits_is_one_claim() -> None:
    found = evidence(article([TRIAL], [REVIEW]), query="humming OR note", kind=None)
    texts = [claim.claim.text for claim in found.claims]
    assert sorted(texts) == ["Humming helps in way 1.", "Humming helps in way 2."]


def test_the_sentences_of_two_articles_stay_apart() -> None:
    found = evidence(article([TRIAL]), article([TRIAL], name="other"))
    assert sorted(claim.article for claim in found.claims) == ["demo", "other"]
    assert [work.key for work in found.works] == ["Tuner2021hums"]


def test_a_note_in_a_later_segment_leads_to_its_works(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index") as index:
        index.add(article([TRIAL]))
        index.add(article([REVIEW], name="later"))
        found = index.evidence(index.search("humming", kind="section"), year=2025)
    by_article = {claim.article: claim.works for claim in found.claims}
    assert by_article == {"demo": ("Tuner2021hums",), "later": ("Reader2010hums",)}


def test_the_years_of_all_works_are_counted_once() -> None:
    found = evidence(article([TRIAL, OLD_TRIAL], [REVIEW, TRIAL, UNDATED]))
    assert found.years == WorkYears(3, 1990, 2010, 2021, 2, 2025)
    assert evidence(article([UNDATED])).years is None


@pytest.mark.parametrize(("year", "older"), [(2020, 0), (2021, 1)])
def test_a_work_is_old_after_ten_full_years(year: int, older: int) -> None:
    with Index.in_memory() as index:
        index.add(article([REVIEW]))
        years = index.evidence(index.search("humming", kind="section"), year=year).years
    assert years is not None
    assert years.older == older


def test_retracted_works_are_apart(tmp_path: Path) -> None:
    (tmp_path / "notices.csv").write_text("pmid,kind\n99000002,retracted\n", encoding="utf-8")
    with Index.create(tmp_path / "index") as index:
        index.add(article([TRIAL, REVIEW], [REVIEW]))
    with Index.open(tmp_path / "index", notices=tmp_path / "notices.csv") as index:
        found = index.evidence(index.search("humming", kind="section"), year=2025)
    first, second = found.claims
    assert (first.works, first.retracted) == (("Tuner2021hums",), ("Reader2010hums",))
    assert first.strongest == "Tuner2021hums"
    assert (second.state, second.newest) == ("retracted", None)
    assert found.years == WorkYears(1, 2021, 2021, 2021, 0, 2025)
    assert found.work("Reader2010hums").reference.notices[0].kind == "retracted"


def test_evidence_is_read_back_from_its_json() -> None:
    found = evidence(article([TRIAL, REVIEW], []))
    assert Evidence.from_json(plain(found)) == found


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        Evidence().work("none")


def test_works_are_chosen_by_kind_and_year_and_counted() -> None:
    with Index.in_memory() as index:
        index.add(article([TRIAL, OLD_TRIAL, REVIEW, UNDATED, PLAIN]))
        trials = index.references(kind="trial", since=2000)
        assert [work.key for work in trials] == ["Tuner2021hums"]
        assert len(index.references(since=2005)) == 3
        facets = {
            facet.field: [(each.value, each.count) for each in facet.values]
            for facet in index.references(limit=1).facets
        }
    assert facets == {
        "kind": [("systematic-review", 1), ("randomised-trial", 2), ("cohort", 1)],
        "decade": [("2020", 1), ("2010", 1), ("2000", 1), ("1990", 1)],
    }


def test_a_wrong_kind_or_year_is_refused() -> None:
    with Index.in_memory() as index:
        with pytest.raises(ValueError, match=r"kind of study 'trail'; did you mean trial\?"):
            index.references(kind="trail")
        with pytest.raises(TypeError, match="kind must be a string"):
            index.references(kind=7)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="since must be 0 or more"):
            index.references(since=-1)
        with pytest.raises(TypeError, match="year must be a whole number"):
            index.evidence(index.search("humming"), year="2020")  # type: ignore[arg-type]


def test_works_with_facets_are_read_back_from_their_json() -> None:
    with Index.in_memory() as index:
        index.add(article([TRIAL, REVIEW]))
        found = index.references()
    assert References.from_json(references_object(found)) == found
