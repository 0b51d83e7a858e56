"""Parts of books and sites on the web, as libraries cite them."""

from __future__ import annotations

import pytest

from painsci_search.model import Reference
from painsci_search.reading.citations import parse_references
from painsci_search.reading.citations.online_books import read_online_book

URL = "https://sock.example/a"


def read_work(note: str) -> Reference:
    (work,) = parse_references(note)
    return work


@pytest.mark.parametrize("title", ["Sciatica", "Ice", "Feet, Toes, Muscles", "What is a sock?"])
@pytest.mark.parametrize("authors", ["Moss T", "Moss T, Fenn AB"])
@pytest.mark.parametrize(
    "dates",
    ["[Updated 2023 Jan 4]. ", "", "2006 May 3 [Updated 2023 Jan 4]. ", f"({URL}) 2022 Aug 1. "],
)
def test_any_title_of_a_part_of_an_online_book_is_read(
    authors: str, title: str, dates: str
) -> None:
    end = "" if title.endswith("?") else "."
    work = read_work(
        f"{authors}. {title}{end} {dates}In: SockPearls [Internet]. Yarn Island (FL): SockPearls "
        f"Publishing; 2023 Jan-. Available from: {URL}"
    )
    assert (work.authors, work.title) == (tuple(authors.split(", ")), title)
    assert (work.journal, work.publisher) == ("SockPearls", "SockPearls Publishing")
    assert (work.place, work.year, work.url) == ("Yarn Island (FL)", 2023, URL)
    assert (work.type, work.commentary) == ("chapter", None)


def test_a_part_of_an_online_book_without_its_medium_is_read() -> None:
    work = read_work(
        "Moss T. Sciatica. In: SockPearls. SockPearls Publishing; 2023. Accessed June 5, 2023. "
        f"{URL}"
    )
    assert (work.authors, work.title, work.journal) == (("Moss T",), "Sciatica", "SockPearls")
    assert (work.accessed, work.url, work.type) == ("2023-06-05", URL, "chapter")


def test_the_editors_of_an_online_book_are_read() -> None:
    work = read_work(
        "Moss T, Fenn A. Cold Feet. 2006 May 3 [Updated 2023 Jan 4]. In: Quill B, Holm C, et al., "
        f"editors. SockReviews [Internet]. Yarn (WA): Sock University; 1993-2023. {URL}"
    )
    assert (work.title, work.editors) == ("Cold Feet", ("Quill B", "Holm C"))
    assert (work.journal, work.publisher, work.year) == ("SockReviews", "Sock University", 2023)


SOCKPLUS = "SockPlus [Internet]. Yarn (MD): National Library of Socks (US); "
LIBRARY = "National Library of Socks (US)"
PAGES = {
    SOCKPLUS + "[updated 2020 Jun 24]. Cold feet; [updated 2020 Jun 24; reviewed 2018 May 3; cited "
    "2020 Jul 1]; [about 5 p.]. ": ("Cold feet", LIBRARY, 2020, "2020-07-01"),
    SOCKPLUS + "Sore feet; [updated 2018 Dec 31; cited 2019 Nov 21]; [about 2 screens]. ": (
        *("Sore feet", LIBRARY, 2018, "2019-11-21"),
    ),
    SOCKPLUS + "[updated Jun 24; cited 2020 Jul 1]. ": ("SockPlus", LIBRARY, None, "2020-07-01"),
    "S.O.C.K. Encyclopedia [Internet]. Yarn (GA): Quill, Inc., S.O.C.K.; c1997-2020. Cold feet - "
    "acute; [reviewed 2019 May 13; cited 2020 Jul 1]; [about 4 p.]. ": (
        *("Cold feet - acute", "Quill, Inc., S.O.C.K.", 2019, "2020-07-01"),
    ),
    "InformedFeet.org [Internet]. Yarn, Germany: Institute for Socks (IS); 2006-. Cold feet: "
    "Overview. 2015 Oct 15 [Updated 2019 Feb 14]. ": (
        *("Cold feet: Overview", "Institute for Socks (IS)", 2015, None),
    ),
    "SockTrials.gov [Internet]. Yarn (MD): National Library of Socks (US). 2018 Mar 4. Identifier "
    "SCT03456789, Socks for feet; 2018 Mar 4 [cited 2023 Jun 5]. ": (
        *("Socks for feet", LIBRARY, 2018, "2023-06-05"),
    ),
}


@pytest.mark.parametrize("note", PAGES)
def test_the_page_of_a_site_is_read_after_the_publisher(note: str) -> None:
    title, publisher, year, accessed = PAGES[note]
    work = read_work(f"{note}Available from: {URL}")
    assert (work.authors, work.title, work.publisher) == ((), title, publisher)
    assert (work.year, work.accessed, work.url) == (year, accessed, URL)
    assert (work.type, work.commentary) == ("webpage", None)


@pytest.mark.parametrize(
    "note",
    [
        "Moss T. Cold feet. In: Fenn A, editor. Socks. 2nd ed. Yarn: Quill; 2018. p. 4-8.",
        "Moss T. Cold feet [Internet]. Yarn: Quill; 2018 [cited 2020 May 4].",
        "Quill B. In: or out. J Sock [Internet]. 2018;3:4-8.",
    ],
)
def test_other_books_and_articles_are_no_online_books(note: str) -> None:
    assert read_online_book(note) is None


def test_the_contributors_of_an_online_book_are_a_body() -> None:
    work = read_work(
        "SockPearls Contributors. Cold Feet. Updated May 22, 2023. In: SockPearls [Internet]. Yarn "
        f"(FL): SockPearls Publishing; 2024. Available from: {URL}"
    )
    assert (work.authors, work.title) == (("SockPearls Contributors",), "Cold Feet")
    assert (work.journal, work.year, work.type) == ("SockPearls", 2024, "chapter")


@pytest.mark.parametrize(
    ("first", "titles"),
    [
        (
            (
                "Moss T, Fenn A. Sciatica. In: SockPearls [Internet]. Yarn (FL): Sock Publishing; "
                f"2023 Jan-. Available from: {URL}"
            ),
            ["Sciatica", "Feet without socks"],
        ),
        (
            "Ada Moss: Der kalte Fuß. Quill, Stuttgart 2018, S. 45",
            ["Der kalte Fuß", "Feet without socks"],
        ),
        (
            "« Pieds froids », sur sock.example, 4 mars 2021 (consulté le 5 juin 2023)",
            ["Pieds froids", "Feet without socks"],
        ),
    ],
)
def test_the_work_after_one_in_a_fixed_form_is_read(first: str, titles: list[str]) -> None:
    note = f"{first}; Quill B. Feet without socks. J Sock. 2019;160:1-9. doi:10.99999/b"
    works = parse_references(note)
    assert [work.title for work in works] == titles
    assert [work.doi for work in works] == [None, "10.99999/b"]
    assert (works[1].authors, works[1].journal) == (("Quill B",), "J Sock")
    assert note[note.index("Quill B.") :] == works[1].raw
