"""Names come out of bylines and metadata without what is written around them, each once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.reading.bylines.people import is_all_names, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ann Aldo", ["Ann Aldo"]),
        ("Written by Ann Aldo and Ben C. Berg", ["Ann Aldo", "Ben C. Berg"]),
        ("von Ann Aldo und Ben Berg", ["Ann Aldo", "Ben Berg"]),
        ("Par Ann Aldo, Ben Berg et Cy Dahl", ["Ann Aldo", "Ben Berg", "Cy Dahl"]),
        ("Text: Ann Aldo", ["Ann Aldo"]),
        ("作者：李明、王芳", ["李明", "王芳"]),
        ("Ann Aldo, MD, PhD, and Ben Berg, DPT", ["Ann Aldo", "Ben Berg"]),
        ("Ann Aldo, MD, Ben Berg, PhD, Cy Dahl", ["Ann Aldo", "Ben Berg", "Cy Dahl"]),
        ("Ann Aldo, M.D., Ph.D., Ben Berg, DPT, OCS", ["Ann Aldo", "Ben Berg"]),
        ("Ann Aldo, MD Ben Berg, PhD", ["Ann Aldo", "Ben Berg"]),
        ("Ann Aldo (MD), Ben Berg (PhD) and Cy Dahl (DPT)", ["Ann Aldo", "Ben Berg", "Cy Dahl"]),
        ("Ann Aldo, PhD, Senior Editor", ["Ann Aldo"]),
        ("Ann Aldo | Ben Berg • Cy Dahl", ["Ann Aldo", "Ben Berg", "Cy Dahl"]),
        ("Ann Aldo, Ben Press", ["Ann Aldo", "Ben Press"]),
        ("WHO; UNICEF", ["WHO", "UNICEF"]),
        ("ANN ALDO, LEE", ["ANN ALDO", "LEE"]),
        ("Ann Aldo <ann@example.org>", ["Ann Aldo"]),
        ("Ann Aldo (ann[at]example.org)", ["Ann Aldo"]),
        ("Martin L. Karg, Jr.", ["Martin L. Karg, Jr."]),
        ("Ann van der Berg", ["Ann van der Berg"]),
        ("Von Trapp", ["Von Trapp"]),
        ("Ann Aldo, Senior Editor", ["Ann Aldo"]),
        ("Ann Aldo, Ben Berg, Redakteurin", ["Ann Aldo", "Ben Berg"]),
        ("Ann Aldo; ANN ALDO; Ben Berg", ["Ann Aldo", "Ben Berg"]),
        ("By Ann Aldo*, Ben Berg† and Cy Dahl☆", ["Ann Aldo", "Ben Berg", "Cy Dahl"]),
        ("www.example.org", []),
        ("No Author", []),
        ("", []),
        ("2021", []),
    ],
)
def test_a_byline_has_the_names_of_people(text: str, names: list[str]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Aldo, Ann", ["Ann Aldo"]),
        ("Aldo, Ann; Berg, Ben C.", ["Ann Aldo", "Ben C. Berg"]),
        ("van der Berg, Ann", ["Ann van der Berg"]),
        ("Aldo Bruna, Ann Eva", ["Ann Eva Aldo Bruna"]),
        ("Karg, Martin, Jr.", ["Martin Karg, Jr."]),
        ("Ann Aldo", ["Ann Aldo"]),
    ],
)
def test_a_name_of_a_catalogue_is_turned(text: str, names: list[str]) -> None:
    assert names_in(text, inverted=True) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("von Dr. med. Ann Aldo, 2. September 2023", ["Dr. Ann Aldo"]),
        ("von Prof. Dr. med. univ. Ann Aldo und Dr. rer. nat. Ben Berg",
         ["Prof. Dr. Ann Aldo", "Dr. Ben Berg"]),
        ("Dr.med. Ann Aldo", ["Dr. Ann Aldo"]),
        ("Par le Dr Ann Aldo", ["Dr Ann Aldo"]),
        ("Por la Dra. Ann Aldo", ["Dra. Ann Aldo"]),
        ("By Dr. Philip Aldo", ["Dr. Philip Aldo"]),
    ],
)  # fmt: skip
def test_the_faculty_of_a_doctor_is_no_part_of_the_name_and_does_not_end_it(
    text: str, names: list[str]
) -> None:
    assert names_in(text, shown=True) == names


@pytest.mark.parametrize(
    "text",
    [
        "Del dott. Ann Aldo",
        "Dal dottor Ann Aldo",
        "A cura della dott.ssa Ann Aldo",
        "Scritto dalla dott.ssa Ann Aldo",
        "Door dr. Ann Aldo",
        "Door drs. Ann Aldo",
        "Geschreven door prof. dr. Ann Aldo",
        "Auteur: ir. Ann Aldo",
        "Par le docteur Ann Aldo",
        "Par la docteure Ann Aldo",
        "Rédigé par Mme Ann Aldo",
        "Por la doctora Ann Aldo",
        "Pelo doutor Ann Aldo",
        "Von Frau Ann Aldo",
        "Av dr Ann Aldo",
        "Skriven av leg. läkare Ann Aldo",
        "Af overlæge Ann Aldo",
        "Skrevet av lege Ann Aldo",
        "Autor: dr n. med. Ann Aldo",
    ],
)
def test_a_title_in_lower_case_is_no_part_of_the_name(text: str) -> None:
    assert names_in(text, shown=True) == ["Ann Aldo"]


def test_a_particle_with_a_capital_before_a_name_without_title_is_of_the_name() -> None:
    assert names_in("Del Drago", shown=True) == ["Del Drago"]


def test_a_comma_between_two_full_names_does_not_turn_them() -> None:
    assert names_in("Ann Aldo, Ben Berg") == ["Ann Aldo", "Ben Berg"]


@pytest.mark.parametrize(
    "tail",
    [" am Samstag", " před 2 hodinami", " on Monday", " under Pillows, Necks", " 3 days ago"],
)
def test_what_follows_a_name_in_the_page_is_no_part_of_it(tail: str) -> None:
    assert names_in(f"Ann Aldo{tail}", shown=True) == ["Ann Aldo"]
    assert not is_all_names(f"Ann Aldo{tail}")


def test_a_body_keeps_the_small_words_of_its_name() -> None:
    assert names_in("Institute for Sore Necks", shown=True) == ["Institute for Sore Necks"]


@given(st.text(alphabet=st.sampled_from("AaBb ,;.&@-—\nвéyJr MD by von 2")))
def test_any_text_gives_names_of_letters_each_once(text: str) -> None:
    names = names_in(text, shown=True)
    assert len(names) == len(set(names))
    assert all(any(char.isalpha() for char in name) for name in names)
