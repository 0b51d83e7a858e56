from __future__ import annotations

from typing import Any

import pytest

from painsci_search.model import (
    ArticleInfo,
    Citation,
    Citations,
    Notice,
    Reference,
    References,
    Work,
)
from painsci_search.render.references import full_reference
from painsci_search.render.terminal import Terminal
from painsci_search.render.works import (
    citations_object,
    references_object,
    render_citations,
    render_works,
)

NASTY = "Evil\x1b[31m \u202etitle\n" + "x" * 90
PAGE = Reference("", ("Doe J",), NASTY, url="https://example.org/a b\x07")
WORK = Work("Doe2020evil", PAGE, 3, tuple("abcdefghij"), together=2)


def test_what_pages_say_cannot_steer_a_terminal_and_lines_keep_its_width() -> None:
    info = ArticleInfo("a", NASTY)
    citation = Citation("Doe2020evil", info, "\x1b1", "n1", "https://e.org/\x07#n1", PAGE)
    citations = Citations("x", (WORK,), (citation,))
    works = References("", 1, (WORK,), cited_with=WORK)
    terminal = Terminal(width=60)
    for text in (render_works(works, terminal), render_citations(citations, terminal)):
        assert not {"\x1b", "\x07", "\u202e"} & set(text)
        assert all(len(line) <= 60 for line in text.splitlines() if "://" not in line)


def test_a_work_without_an_identifier_shows_its_address() -> None:
    text = render_works(References("", 1, (WORK,)), Terminal())
    assert "  https://example.org/a%20b" in text
    assert "3 notes in a, b, c, d, e, f, g, h and 2 more; together in 2 articles" in text


def test_a_work_of_which_nothing_was_understood_is_told_as_cited() -> None:
    assert full_reference(Reference("Personal  communication", doi="10.1000/x")) == (
        "Personal communication"
    )
    many = Reference("", tuple(f"Doe{n} J" for n in range(9)), "What is it?", year=2018)
    assert (
        full_reference(many)
        == "Doe0 J, Doe1 J, Doe2 J, Doe3 J, Doe4 J, Doe5 J, et al. What is it? 2018."
    )


def test_a_book_shows_its_isbn_among_its_names() -> None:
    book = Work("Doe2020pills", Reference("", ("Doe J",), "Pills", isbn="0306406152", pmid="7"))
    text = render_works(References("", 1, (book,)), Terminal())
    assert "PubMed 7 · ISBN 0306406152 · Doe2020pills" in text


def test_two_works_under_one_name_are_told_apart() -> None:
    info = ArticleInfo("a", "About knees")
    works = (Work("One1", Reference("One")), Work("Two2", Reference("Two")))
    cited = tuple(Citation(work.key, info, "1", "n1", "", work.reference) for work in works)
    text = render_citations(Citations("7", works, cited), Terminal())
    assert "cites One1" in text
    assert "cites Two2" in text
    assert "Note 1, which no sentence cites" in text
    assert text.endswith("Cited by 1 note in 1 article\n")


def test_the_json_of_a_work_has_its_title_beside_its_reference() -> None:
    known = Work("Doe2020knees", Reference("", ("Doe J",), "Knees", year=2020))
    nameless = Work("pmid7", Reference("PMID 7", pmid="7"))
    written = references_object(References("", 2, (known, nameless)))
    assert [work["title"] for work in written["works"]] == ["Knees", None]
    assert References.from_json(written).works == (known, nameless)
    near = citations_object(Citations("x", (known,), (), (nameless,)))
    assert [near[part][0]["title"] for part in ("works", "near")] == ["Knees", None]


BOOK = {"publisher": "Moss Press", "place": "Basel", "year": 2018}
EDITED = {**BOOK, "journal": "All of medicine", "editors": ("Roe R", "Poe P")}


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({**BOOK, "type": "book", "edition": "2nd"}, "2nd ed. Basel: Moss Press; 2018."),
        ({**BOOK, "type": "book", "edition": "2nd ed."}, "2nd ed. Basel: Moss Press; 2018."),
        ({**BOOK, "type": "book", "edition": "revised"}, "revised ed. Basel: Moss Press; 2018."),
        (
            {**EDITED, "type": "chapter", "pages": "2-4"},
            "In: Roe R, Poe P, editors. All of medicine. Basel: Moss Press; 2018. p. 2-4.",
        ),
        ({"type": "chapter", "journal": "All of medicine"}, "In: All of medicine."),
        (
            {"type": "paper", "journal": "Proceedings", "year": 2018, "pages": "2-4"},
            "In: Proceedings. 2018. p. 2-4.",
        ),
        ({"type": "report", "publisher": "Society"}, "Society."),
        (
            {"type": "webpage", "journal": "Pills today", "accessed": "2020-03-01"},
            "Pills today. Accessed 2020-03-01.",
        ),
        (
            {**BOOK, "editors": ("Roe R",), "volume": "2"},
            "Roe R, editor. Vol. 2. Basel: Moss Press; 2018.",
        ),
    ],
)
def test_a_work_is_shown_as_its_type_asks(fields: dict[str, Any], line: str) -> None:
    assert full_reference(Reference("", ("Doe J",), "Pills", **fields)) == f"Doe J. Pills. {line}"


def test_a_thesis_and_a_preprint_are_shown_as_such() -> None:
    thesis = Reference("", ("Doe J",), "Pills", year=2018, type="thesis", publisher="University")
    assert full_reference(thesis) == "Doe J. Pills [thesis]. University; 2018."
    preprint = Reference("", ("Doe J",), "Pills", "pillRxiv", 2018, type="preprint")
    assert full_reference(preprint) == "Doe J. Pills [preprint]. pillRxiv. 2018."


def test_a_book_without_authors_begins_with_its_editors() -> None:
    many = tuple(f"Roe{n} R" for n in range(7))
    book = Reference("", (), "Pills", type="book", editors=many, **BOOK)
    assert full_reference(book) == (
        "Roe0 R, Roe1 R, Roe2 R, Roe3 R, Roe4 R, Roe5 R, et al, editors. Pills. "
        "Basel: Moss Press; 2018."
    )


def test_the_notices_about_a_work_are_linked_where_they_can_be_read() -> None:
    notices = (Notice("corrected", "2019"), Notice("retracted", "2020-03-01", notice="10.1000/r"))
    work = Work("Doe2020", Reference("", ("Doe J",), "Hums", notices=notices))
    lines = render_citations(Citations("x", (work,)), Terminal()).splitlines()
    at = lines.index("  Notice: RETRACTED 2020-03-01")
    assert lines[at + 1] == "    https://doi.org/10.1000/r"
    assert sum(line.startswith("  Notice: ") for line in lines) == 1
