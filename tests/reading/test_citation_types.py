"""The type of a work, its site, and names whose order or kind only their words show."""

from __future__ import annotations

from typing import Any

import pytest

from painsci_search.model import Reference
from painsci_search.reading.citations import parse_references
from painsci_search.reading.citations.identifying import add_links
from painsci_search.reading.citations.work_types import type_of, with_site
from painsci_search.reading.citations.written import are_family_first, read_name, read_pages

PAGE = "https://socks.example/warm"


@pytest.mark.parametrize(
    ("fields", "words", "before", "expected"),
    [
        ({"journal": "Proc. Int. Conf. Socks", "pages": "1-9"}, "", "in ", "paper"),
        ({"journal": "SOCKS 2011", "volume": "1234", "pages": "1-9"}, "", "In: ", "paper"),
        ({"journal": "Proc. Natl. Acad. Sock. Sci.", "volume": "3"}, "", "", "article"),
        ({"journal": "The Sock Blog", "url": PAGE}, "", "", "webpage"),
        ({"journal": "Sock Times", "accessed": "2020-03-12"}, "", "", "webpage"),
        ({"journal": "Journal of Socks", "url": PAGE}, "", "", "article"),
        ({"journal": "Socks", "url": PAGE, "doi": "10.1000/s"}, "", "", "article"),
        ({"publisher": "Sock Clinic", "url": PAGE}, "", "", "webpage"),
        ({"publisher": "Yarn Press", "place": "Woolshire", "url": PAGE}, "", "", "book"),
        ({"publisher": "Yarn Institute"}, "Sock guideline SG59", "", "guideline"),
        ({"journal": "Sock guideline SG59"}, "", "", "guideline"),
        ({"title": "Cold feet", "url": "https://socks.example/guidance/9"}, "", "", "guideline"),
        ({"journal": "Water Reports", "volume": "22", "publisher": "Wool"}, "", "", "report"),
        ({"journal": "Sock Reports", "volume": "2", "pages": "22"}, "", "", "article"),
        ({"journal": "Tesis Doctoral", "publisher": "Universidad"}, "", "In ", "thesis"),
        ({"publisher": "Yarn University"}, "Unpublished master's thesis", "", "thesis"),
    ],
)
def test_a_type_is_what_the_citation_shows(
    fields: dict[str, Any], words: str, before: str, expected: str
) -> None:
    assert type_of(Reference("", **fields), words, before) == expected


def test_the_site_of_a_web_page_is_its_publisher() -> None:
    page = with_site(Reference("", journal="The Sock Blog", type="webpage"))
    assert (page.journal, page.publisher) == (None, "The Sock Blog")
    article = Reference("", journal="Sock J", type="article")
    assert with_site(article) == article


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Tan Wei Ling", "and Lim Mei Hua"], True),
        (["Nguyen Van Minh", ", Tran Thi Lan"], True),
        (["Tan Wei Ling", "Ada B. Quill"], False),
        (["John Paul Smith", "Mary Ann Quill"], False),
        (["Tan Wei"], False),
        ([], False),
    ],
)
def test_the_syllables_of_all_names_show_that_families_are_first(
    names: list[str], expected: bool
) -> None:
    assert are_family_first(names) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Hamster Study Group", "Hamster Study Group"),
        ("Sock Clinic Staff", "Sock Clinic Staff"),
        ("WOOL meteo GmbH", "WOOL meteo GmbH"),
        ("World Sock Organization (WSO)", "World Sock Organization (WSO)"),
        ("SOCKS 2019 Investigators", "SOCKS 2019 Investigators"),
        ("Bank, R. A.", "Bank RA"),
        ("R. A. Bank", "Bank RA"),
    ],
)
def test_bodies_keep_their_names(text: str, expected: str) -> None:
    assert read_name(text) == expected


@pytest.mark.parametrize("text", ["14 J. Sock", "12 Journal of Socks", "L", "Q.", "Moss 2nd Rev 3"])
def test_a_number_or_a_letter_is_no_name(text: str) -> None:
    assert read_name(text) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://wool.example/sfx_links?ui=1&bibl=B10",
        "https://index.example/inward/record.url?eid=2",
        "https://library.example/openurl?genre=article",
    ],
)
def test_the_address_of_a_resolver_is_no_url(url: str) -> None:
    (reference,) = add_links([Reference("A citation.")], (url,))
    assert reference.url is None


def test_a_single_name_in_a_list_is_an_author_of_its_own() -> None:
    note = "Moss S, Holm C, Fenn H, Quilldottir, Yarn W, et al. (2010) Warm socks. Sock J 31: 1-9."
    (work,) = parse_references(note)
    assert work.authors == ("Moss S", "Holm C", "Fenn H", "Quilldottir", "Yarn W")


def test_an_isbn_is_no_page() -> None:
    assert read_pages("9780000000002") is None
    assert read_pages("0000123") == "0000123"


def test_a_work_whose_address_only_a_link_has_is_a_page() -> None:
    (work,) = parse_references("Moss T. Why feet get cold. 2018.", ("https://sock.example/x",))
    assert (work.url, work.type) == ("https://sock.example/x", "webpage")


def test_a_personal_communication_is_no_work() -> None:
    note = (
        "Moss T (personal communication, 2018); see also Fenn A. Warm feet. J Sock. 2019;160:1-9."
    )
    assert [work.title for work in parse_references(note)] == ["Warm feet"]
