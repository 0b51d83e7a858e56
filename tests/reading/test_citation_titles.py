"""Titles that look like names, journals or nothing at all, and what is around them."""

from __future__ import annotations

import pytest

from painsci_search.model import Reference
from painsci_search.reading.citations import parse_references
from painsci_search.reading.citations.german_books import settle_german_book
from painsci_search.reading.citations.journals import (
    end_journal_at_year,
    end_title_at_single_quote,
    keep_year_of_spine,
    split_journal_from_title,
    split_short_title,
    take_journal_from_pages,
)
from painsci_search.reading.citations.numbers import drop_isbn
from painsci_search.reading.citations.untitled import (
    begin_before_colon,
    find_names_after_title,
    split_container,
    split_name_and_title,
    take_journal_from_title,
)
from painsci_search.reading.citations.volumes import settle_labelled_volume


def read_work(note: str) -> Reference:
    (work,) = parse_references(note)
    return work


@pytest.mark.parametrize(
    ("note", "author", "title", "journal"),
    [
        ("Moss T. Ice. J Sock. 2018;12(3):45-51.", "Moss T", "Ice", "J Sock"),
        ("Moss T. Hip. Sock Med. 2018;12:45-51.", "Moss T", "Hip", "Sock Med"),
        ("Moss, T. Migraine. Socks 12, 45–51 (2018).", "Moss T", "Migraine", "Socks"),
        (
            "Moss T. Schlaf und Socken. Dtsch Sockenbl 2018; 115(3): A-123 / B-110 / C-110",
            "Moss T",
            "Schlaf und Socken",
            "Dtsch Sockenbl",
        ),
        (
            "Moss, T., et al., Osteoarthritis. Lancet, 2018. 391(3): p. 45-51.",
            "Moss T",
            "Osteoarthritis",
            "Lancet",
        ),
    ],
)
def test_a_short_title_is_no_name(note: str, author: str, title: str, journal: str) -> None:
    work = read_work(note)
    assert (work.authors, work.title, work.journal) == ((author,), title, journal)
    assert (work.year, work.type) == (2018, "article")


def test_a_short_title_of_a_chapter_is_no_name() -> None:
    work = read_work(
        "Moss T. Lombalgie. In: Fenn A, editor. Traité de chaussettes. 2e éd. Paris: Quill Masson; "
        "2018. p. 45-51."
    )
    assert (work.authors, work.title, work.editors) == (("Moss T",), "Lombalgie", ("Fenn A",))
    assert (work.journal, work.type) == ("Traité de chaussettes", "chapter")


@pytest.mark.parametrize("names", ["Moss T, Fenn AB", "Moss T, Fenn A, et al"])
def test_authors_between_title_and_journal_are_read(names: str) -> None:
    work = read_work(f"Cold feet in adults. {names}. Socks. 2018;159(3):45-51. PMID: 29222222")
    assert (work.authors[0], len(work.authors)) == ("Moss T", 2)
    assert (work.title, work.journal) == ("Cold feet in adults", "Socks")


def test_an_author_with_others_between_title_and_journal_is_read() -> None:
    work = read_work("Cold feet in adults. Moss T, et al. J Sock, 2018. PMID 29222222")
    assert (work.authors, work.title) == (("Moss T",), "Cold feet in adults")
    assert (work.journal, work.pmid) == ("J Sock", "29222222")


@pytest.mark.parametrize(
    ("note", "title", "edition"),
    [
        (
            "T. Moss: Der Sockenfuß. 3. Auflage. Quill, Stuttgart 2018, ISBN 978-3-13-123456-1.",
            "Der Sockenfuß",
            "3",
        ),
        ("Moss, T., et al.: Kaltfuß. Quill, 2. Auflage, 2018", "Kaltfuß", "2"),
    ],
)
def test_a_book_with_an_edition_is_no_journal_with_a_volume(
    note: str, title: str, edition: str
) -> None:
    work = read_work(note)
    assert (work.authors, work.title, work.publisher) == (("Moss T",), title, "Quill")
    assert (work.edition, work.year, work.type) == (edition, 2018, "book")
    assert (work.journal, work.volume, work.issue) == (None, None, None)


@pytest.mark.parametrize(
    ("place", "journal", "volume", "issue"),
    [
        ("Der Fuß. Band 32, Nr. 3, 2018", "Der Fuß", "32", "3"),
        ("Der Fuß, Bd. 32, Heft 3, 2018", "Der Fuß", "32", "3"),
        (
            "Neues Sockenblatt. Band 115, Nummer 3, Januar 2018",
            "Neues Sockenblatt",
            "115",
            "3",
        ),
        ("BMJ. Volume 115, Januar 2018", "BMJ", "115", None),
        ("Sockenblatt. Nr. 3, 2018", "Sockenblatt", None, "3"),
    ],
)
def test_the_words_before_volume_and_issue_end_the_journal(
    place: str, journal: str, volume: str | None, issue: str | None
) -> None:
    work = read_work(f"Ada Moss, Tom Fenn: Socken und Füße. In: {place}, S. 45–51, doi:10.99999/a.")
    assert (work.title, work.journal) == ("Socken und Füße", journal)
    assert (work.volume, work.issue) == (volume, issue)
    assert (work.year, work.pages, work.type) == (2018, "45-51", "article")


def test_a_title_begins_with_the_word_before_its_colon() -> None:
    work = read_work(
        "S Core Team (2018). S: A language and environment for socks. S Foundation for Socks, "
        "Vienna, Austria. URL https://sock.example/."
    )
    assert work.title == "S: A language and environment for socks"
    assert work.authors == ("S Core Team",)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (
            "(Publication No. 10123456) [Doctoral dissertation, University of Yarn]. Sock Theses.",
            "thesis",
        ),
        (
            "(No. 45) [Audio podcast episode]. In Sock Talk. Quill Media. https://sock.example/45",
            "chapter",
        ),
    ],
)
def test_the_number_and_medium_of_a_work_are_no_part_of_its_title(words: str, kind: str) -> None:
    work = read_work(f"Moss, T. (2018). Why feet get cold {words}")
    assert (work.authors, work.title, work.type) == (("Moss T",), "Why feet get cold", kind)


def test_companies_and_channels_are_no_persons() -> None:
    work = read_work(
        "ABC Corp. Released 2017. ABC Sock Statistics, Version 25.0. Yarn, NY: ABC Corp."
    )
    assert work.authors == ("ABC Corp",)
    work = read_work(
        "SOCKx Talks. (2018, March 4). Cold feet [Video]. YouTube. https://sock.example"
    )
    assert work.authors == ("SOCKx Talks",)


def test_all_editors_of_a_list_are_kept() -> None:
    work = read_work(
        "Moss, T., Cold feet, in Handbook of socks, A. Fenn and B. Quill, Editors. 2018, Springer: "
        "New York. p. 45-51."
    )
    assert (work.authors, work.editors) == (("Moss T",), ("Fenn A", "Quill B"))


@pytest.mark.parametrize(
    ("note", "authors"),
    [
        ("Moss, T. R. Phys. Rev. 12, 45–51 (2018).", ("Moss TR",)),
        ("T. Moss, A. Fenn, Phys. Rev. Lett. 12, 45 (2018).", ("Moss T", "Fenn A")),
    ],
)
def test_works_without_a_title_stay_without_one(note: str, authors: tuple[str, ...]) -> None:
    work = read_work(note)
    assert (work.authors, work.title) == (authors, None)


def test_a_surname_in_capitals_before_a_given_name_is_one_person() -> None:
    work = read_work("QUILLSEN, Jakob. Pés frios. Berkeley: New Sock Pub, 2012.")
    assert (work.authors, work.title) == (("QUILLSEN J",), "Pés frios")


@pytest.mark.parametrize("journal", ["J Sock Joint Surg Br", "Clin J Sock"])
def test_a_short_journal_after_the_authors_is_no_title(journal: str) -> None:
    work = read_work(f"Moss JC, Fenn PB. {journal}. 2000 (ODI)")
    assert (work.authors, work.title) == (("Moss JC", "Fenn PB"), None)
    assert (work.journal, work.year, work.type) == (journal, 2000, "article")


def test_a_page_without_a_place_has_its_title_before_the_medium() -> None:
    work = read_work(
        "Cold feet [Internet]. Foundation for Socks (FS); [cited 2021 Mar 4]. Available from: "
        "https://sock.example/a"
    )
    assert (work.title, work.publisher) == ("Cold feet", "Foundation for Socks (FS)")
    assert (work.accessed, work.type) == ("2021-03-04", "webpage")


def test_the_day_before_an_address_is_that_of_the_page() -> None:
    work = read_work(
        "“Cold Feet.” Sock Clinic, Foundation for Socks, 4 Mar. 2021, www.sock.example/a."
    )
    assert (work.title, work.year, work.type) == ("Cold Feet", 2021, "webpage")
    assert work.url == "https://www.sock.example/a"


def test_the_bracket_before_an_edition_is_no_part_of_the_title() -> None:
    work = read_work(
        "Moss, J. (2020). Socken: Grundlagen und Praxis (3., überarbeitete und erweiterte Aufl.). "
        "Quill Verlag."
    )
    assert (work.title, work.publisher) == ("Socken: Grundlagen und Praxis", "Quill Verlag")


@pytest.mark.parametrize(
    ("note", "title", "journal"),
    [
        (
            "Moss T, Fenn A. Does darning work? npj Fenn's Feet. 1994 Mar;315(10):486-495.",
            *("Does darning work?", "npj Fenn's Feet"),
        ),
        (
            "Moss T, Fenn A. Rethinking feet! Sock, Behavior, and Immunity. 1992;116(11).",
            *("Rethinking feet!", "Sock, Behavior, and Immunity"),
        ),
        (
            (
                "Moss T. Does darning work? Sock, Behavior, and Immunity. Published online March "
                "1, 2010. doi:10.99999/abc"
            ),
            *("Does darning work?", "Sock, Behavior, and Immunity"),
        ),
        ("Moss T, Fenn A. Pain. Eur J Sock 2002;244:67-76.", "Pain", "Eur J Sock"),
        ("Moss T, Fenn A. Pain. BMJ. 2013 Mar;207(9):285-294.", "Pain", "BMJ"),
        (
            "Moss, T. (1995) ‘L4–L5 in socks’, F1000Research, 389(6), pp. 156-165.",
            *("L4–L5 in socks", "F1000Research"),
        ),
        (
            "Moss, T. (1995) ‘Mechanisms of feet. Part II: toes’, Headache, 343(4), pp. 166-175.",
            *("Mechanisms of feet. Part II: toes", "Headache"),
        ),
    ],
)
def test_the_journal_after_a_title_is_no_part_of_it(note: str, title: str, journal: str) -> None:
    work = read_work(note)
    assert (work.title, work.journal, work.type) == (title, journal, "article")


@pytest.mark.parametrize(
    "place", ["Published online March 1, 1990. doi:10.99999/abc", "1990;92(3)."]
)
def test_the_year_in_the_name_of_a_journal_is_not_that_of_the_work(place: str) -> None:
    work = read_work(
        f"Moss T, Fenn A. Exercise in cold feet: a trial. Spine (Phila Pa 1976). {place}"
    )
    assert (work.title, work.year) == ("Exercise in cold feet: a trial", 1990)
    assert work.journal == "Spine (Phila Pa 1976)"


def test_pages_after_the_last_field_are_found() -> None:
    work = read_work("Moss, T. (2007) ‘Socks: open, and useful’, Trials, 306(8), pp. 594-603.")
    assert (work.journal, work.volume, work.issue, work.pages) == ("Trials", "306", "8", "594-603")
    assert work.commentary is None


def test_the_first_word_of_a_journal_after_a_comma_is_no_title() -> None:
    work = read_work("S. Moss, R. Fenn, and G. Quill, Phys. Status Solidi a, 164, 85 (1997);")
    assert (work.title, work.journal) == (None, "Phys. Status Solidi a")


def test_a_work_of_nothing_is_no_error() -> None:
    for rule in (
        begin_before_colon,
        drop_isbn,
        end_journal_at_year,
        end_title_at_single_quote,
        find_names_after_title,
        keep_year_of_spine,
        settle_german_book,
        settle_labelled_volume,
        split_container,
        split_journal_from_title,
        split_name_and_title,
        split_short_title,
        take_journal_from_pages,
        take_journal_from_title,
    ):
        assert rule("Cold feet.", {}) == {}


@pytest.mark.parametrize(
    "words",
    [
        "120 f. Tese (Doutorado em Meias) – Faculdade de Meias, Universidade de Yarn, Yarn, 2018.",
        "Dissertação (Mestrado em Meias) - Universidade de Yarn, Yarn, 2018.",
    ],
)
def test_the_title_of_a_thesis_is_before_its_year(words: str) -> None:
    work = read_work(f"MOSS, Ada. Meias e pés frios: um estudo. 2018. {words}")
    assert (work.authors, work.title) == (("MOSS A",), "Meias e pés frios: um estudo")
    assert (work.year, work.type) == (2018, "thesis")
