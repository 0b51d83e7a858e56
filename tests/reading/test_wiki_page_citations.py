"""Pages on the web as the templates of Wikipedias in several languages cite them."""

from __future__ import annotations

import pytest

from painsci_search.reading.citations import parse_references

VISITED = "2023-06-05"


@pytest.mark.parametrize(
    ("note", "title", "publisher", "year"),
    [
        ("« Pieds froids », sur sock.example (consulté le 5 juin 2023).", "Pieds froids", "", None),
        (
            "« Pieds froids », sur sock.example, 4 mars 2021 (consulté le 5 juin 2023)",
            *("Pieds froids", "sock.example", 2021),
        ),
        (
            (
                "Piedi freddi, su sock.example, Ministero Calzini, 4 marzo 2021. URL consultato "
                "il 5 giugno 2023."
            ),
            *("Piedi freddi", "sock.example", 2021),
        ),
        (
            (
                "Kalte Füße. In: sock.example. 4. März 2019, archiviert vom Original am 6. März "
                "2019; abgerufen am 5. Juni 2023."
            ),
            *("Kalte Füße", "sock.example", 2019),
        ),
        ("Kalte Füße. Bei: sock.example. Abgerufen am 5. Juni 2023.", "Kalte Füße", "", None),
        ("«Dor nos pés». SOCK. Consultado em 5 de junho de 2023", "Dor nos pés", "SOCK", None),
        ('"Cold feet". sock.example. Retrieved 5 June 2023.', "Cold feet", "sock.example", None),
    ],
)
def test_the_page_of_a_template_is_read(
    note: str, title: str, publisher: str, year: int | None
) -> None:
    (work,) = parse_references(note)
    assert (work.title, work.publisher) == (title, publisher or "sock.example")
    assert (work.year, work.accessed, work.type) == (year, VISITED, "webpage")
    assert work.authors == ()


@pytest.mark.parametrize(
    "note",
    [
        (
            "Ada Moss et Tom Fenn, « Pieds froids », sur sock.example, 4 mars 2019 (consulté le 5 "
            "juin 2023)."
        ),
        (
            "(en) Ada Moss et Tom Fenn, « Pieds froids » [archive], sur sock.example, 2019 "
            "(consulté le 5 juin 2023)."
        ),
        "Ada Moss, Tom Fenn: Pieds froids. In: sock.example. 2019, abgerufen am 5. Juni 2023.",
    ],
)
def test_the_authors_before_the_page_of_a_template_are_read(note: str) -> None:
    (work,) = parse_references(note)
    assert (work.authors, work.title) == (("Moss A", "Fenn T"), "Pieds froids")
    assert (work.publisher, work.year, work.accessed) == ("sock.example", 2019, VISITED)


def test_a_quoted_title_with_its_journal_is_no_page() -> None:
    (work,) = parse_references('"Cold feet". Sock Journal. 8 (4): 295–304. Retrieved 5 June 2023.')
    assert (work.journal, work.volume, work.pages) == ("Sock Journal", "8", "295-304")
