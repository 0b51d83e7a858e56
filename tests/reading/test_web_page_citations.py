"""Notes that cite pages, papers and books on the web, with days of several kinds; their works."""

from __future__ import annotations

import pytest

from note_pages import read_references
from painsci_search.model import Reference
from painsci_search.reading.citations import parse_references
from painsci_search.reading.citations.plain_dates import with_plain_dates
from painsci_search.reading.citations.segments import Span
from painsci_search.reading.citations.web_pages import end_title_at_site

URL = "https://sock.example/feet"


def read_work(note: str) -> Reference:
    (work,) = parse_references(note)
    return work


@pytest.mark.parametrize(
    ("dated", "year"),
    [
        ("Published June 1, 2019.", 2019),
        ("Published June 1, 2019. Updated May 4, 2020.", 2019),
        ("Updated May 4, 2020.", 2020),
        ("Last reviewed May 4, 2020.", 2020),
        ("Reviewed May 2020.", 2020),
        ("June 1, 2019.", 2019),
        ("1 June 2019.", 2019),
        ("2019.", 2019),
        ("", None),
    ],
)
@pytest.mark.parametrize("is_address_first", [False, True])
def test_the_days_of_a_page_are_its_year_and_not_its_volume(
    dated: str, year: int | None, *, is_address_first: bool
) -> None:
    tail = f"{URL}. {dated} " if is_address_first else f"{dated} "
    end = "" if is_address_first else f" {URL}"
    work = read_work(f"Fenn Clinic. Cold feet. {tail}Accessed July 5, 2021.{end}")
    assert (work.authors, work.title, work.year) == (("Fenn Clinic",), "Cold feet", year)
    assert (work.journal, work.volume, work.pages) == (None, None, None)
    assert (work.accessed, work.url, work.type) == ("2021-07-05", URL, "webpage")


@pytest.mark.parametrize(
    ("names", "authors", "title", "site"),
    [
        ("Cold feet. Fenn Clinic.", (), "Cold feet", "Fenn Clinic"),
        ("Cold Feet. Fenn Clinic website.", (), "Cold Feet", "Fenn Clinic"),
        ("Cold Feet. FeetMD.", (), "Cold Feet", "FeetMD"),
        ("FeetMD. Cold Feet.", ("FeetMD",), "Cold Feet", None),
        ("What are cold feet? The Sock Times.", (), "What are cold feet?", "The Sock Times"),
        ("Chilblains. Sock.", (), "Chilblains", "Sock"),  # as in the address
        ("Sock. Chilblains.", ("Sock",), "Chilblains", None),
        ("Fenn Clinic: Cold feet.", ("Fenn Clinic",), "Cold feet", None),
        ("Fenn Clinic. (n.d.). Cold feet.", ("Fenn Clinic",), "Cold feet", None),
        ("Fenn Staff. Cold feet. Fenn Clinic.", ("Fenn Staff",), "Cold feet", "Fenn Clinic"),
        ("Sock contributors. Chilblains. Sock.", ("Sock",), "Chilblains", "Sock"),
        ("FENN socks GmbH. Sock Station.", ("FENN socks GmbH",), "Sock Station", None),
        ("Moss T. Cold feet. Fenn Clinic.", ("Moss T",), "Cold feet", "Fenn Clinic"),
        ("Moss T. Why feet get cold. The Sock Times.", ("Moss T",), "Why feet get cold", None),
    ],
)
def test_the_names_of_a_page_are_a_body_a_title_and_a_site(
    names: str, authors: tuple[str, ...], title: str, site: str | None
) -> None:
    work = read_work(f"{names} Accessed May 3, 2020. {URL}")
    assert (work.authors, work.title) == (authors, title)
    assert site is None or work.publisher == site
    assert (work.accessed, work.url, work.type) == ("2020-05-03", URL, "webpage")


PAGE = "https://www.sock.example/feet"


@pytest.mark.parametrize(
    ("note", "authors", "title", "year"),
    [
        (f"Fenn Clinic. <a href='{PAGE}'>Cold feet</a>.", ("Fenn Clinic",), "Cold feet", None),
        (f"FeetMD. <a href='{PAGE}'>Cold feet</a>", ("FeetMD",), "Cold feet", None),
        (f"Sock. <a href='{PAGE}'>Cold feet.</a>", ("Sock",), "Cold feet", None),
        (
            f"Fenn Health Publishing. <a href='{PAGE}'>Cold feet</a>. Published March 1, 2018.",
            ("Fenn Health Publishing",),
            "Cold feet",
            2018,
        ),
        (f"Cold feet. (2019). <a href='{PAGE}'>sock.example/feet</a>", (), "Cold feet", 2019),
        (
            f"Fenn Staff. (2019). Cold feet. <br><a href='{PAGE}'>sock.example/feet</a>",
            ("Fenn Staff",),
            "Cold feet",
            2019,
        ),
        (f"Fenn Clinic. (<a href='{PAGE}'>{PAGE}</a>) 2019.", ("Fenn Clinic",), None, 2019),
        (
            f"Fenn Clinic. Cold feet (<a href='{PAGE}'>{PAGE}</a>). 2019.",
            ("Fenn Clinic",),
            "Cold feet",
            2019,
        ),
    ],
)
def test_the_address_of_a_page_may_be_that_of_its_link(
    note: str, authors: tuple[str, ...], title: str | None, year: int | None
) -> None:
    (work,) = read_references(note)
    assert (work.authors, work.title, work.year) == (authors, title, year)
    assert (work.url, work.type) == (PAGE, "webpage")


@pytest.mark.parametrize(
    "note",
    [
        f"Fenn Clinic says no. <a href='{PAGE}'>Feet are warm</a>.",
        f"As said in <a href='{PAGE}'>the other article</a>, feet are warm.",
        f"Cold. <a href='{PAGE}'>Warm feet</a>, we think.",
    ],
)
def test_a_sentence_with_a_link_cites_no_work(note: str) -> None:
    assert read_references(note) == ()


def test_a_page_in_the_form_of_the_national_library_of_medicine() -> None:
    work = read_work(
        "Feet [Internet]. Atlanta: Centers for Socks; 2019 [updated 2020 Mar 9; cited 2021 Jul 1]. "
        f"Available from: {URL}"
    )
    assert (work.authors, work.title, work.publisher) == ((), "Feet", "Centers for Socks")
    assert (work.year, work.accessed, work.type) == (2019, "2021-07-01", "webpage")


@pytest.mark.parametrize(
    "note",
    [
        (
            "Moss T, Fenn AB. Cold feet. [Updated 2023 Jul 4]. In: SockPearls [Internet]. Fenn "
            f"(FL): SockPearls Publishing; 2024 Jan-. Available from: {URL}"
        ),
        (
            "Moss T, Fenn AB. Cold feet. 2023 Jul 4. In: SockPearls [Internet]. Fenn (FL): "
            "SockPearls Publishing; 2024 Jan–. PMID: 99939685."
        ),
        f"Moss T, Fenn AB. Cold feet. In: SockPearls. SockPearls Publishing; 2024. {URL}",
    ],
)
def test_a_chapter_that_is_kept_up_to_date_has_the_year_of_its_book(note: str) -> None:
    work = read_work(note)
    assert (work.authors, work.title) == (("Moss T", "Fenn AB"), "Cold feet")
    assert (work.journal, work.publisher) == ("SockPearls", "SockPearls Publishing")
    assert (work.year, work.type) == (2024, "chapter")


@pytest.mark.parametrize("made", ["Epub 2011 Jan 9", "Published 2011 Jan 9"])
@pytest.mark.parametrize("doi", ["", "doi: 10.99999/st.1. "])
def test_the_day_of_an_article_is_no_visit(made: str, doi: str) -> None:
    work = read_work(f"Moss T, Fenn C. Warm feet. J Sock. 2011;3(1):4-8. {doi}{made}.")
    assert (work.year, work.volume, work.issue, work.pages) == (2011, "3", "1", "4-8")
    assert (work.accessed, work.type) == (None, "article")


def test_a_guideline_that_was_updated_has_the_year_of_its_publication() -> None:
    work = read_work(
        "Institute for Socks. Cold feet in over 16s. Sock guideline [NG9]. Published: 30 November "
        "2016. Last updated: 11 December 2020."
    )
    assert (work.year, work.accessed, work.type) == (2016, None, "guideline")


@pytest.mark.parametrize(
    "text",
    [
        "It was published in June 2019, and nobody read it.",
        "Moss T. Reviewed 2011 papers on feet. J Sock. 2012;3:4-8.",
        "Moss T. The feet of 3 May 1968. Fenn Press; 1999.",
        "Fenn A. Updated criteria. J Sock. 2016 May 4;3(1):4-8.",
    ],
)
def test_a_year_of_a_title_or_of_prose_stays_as_it_is(text: str) -> None:
    assert with_plain_dates(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "This is prose about feet. We saw the page. It was good. https://sock.example/feet 2020.",
        f"Quill Ada. Cold feet. Accessed May 3, 2020. {URL}",
    ],
)
def test_prose_and_persons_are_no_sites(text: str) -> None:
    assert all(one.publisher is None for one in parse_references(text))


def test_a_title_of_stops_before_a_visit_is_no_error() -> None:
    spans = {"title": [Span(0, 13, 0.9)], "accessed": [Span(24, 35, 0.9)]}
    assert end_title_at_site("... cold feet. Accessed May 3, 2020.", spans) == spans
