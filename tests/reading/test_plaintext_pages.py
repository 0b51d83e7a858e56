"""Plain texts that programs made of the pages of a PDF, and headings by their numbers."""

from __future__ import annotations

import pytest

from painsci_search import Article
from painsci_search.reading.forms.plaintext import read_plain_text

PROSE = (
    "The kettle was filled in the evening, and by midnight the whole ward had had its\n"
    "tea. Nobody had asked for it, but nobody said that it was not welcome either, and\n"
    "those who had slept before slept again within the hour."
)
FIRST = f"""\
Journal of Night Wards 12 (2019) 41-44
Open Access

RESEARCH ARTICLE

Tea at night on a ward for people
with back pain: a diary study
Ida Holm 1, Tom Reed 1,2*, Ann Li 2 and
Quentin Marsh 3
1 Department of Tea, University of Kettles, Aberdeen
2 School of Cups, Leith
* Correspondence: reed@example.org

Received: 3 March 2019 / Published: 9 May 2019

Abstract: {PROSE}

1. Introduction
{PROSE} Others saw the same [1,2]. What the nurses wrote about it, night after night, goes on

41
"""
SECOND = f"""\
Journal of Night Wards 12 (2019) 41-44

in their diaries on the next page [3].

2. Methods
2.1. Wards
{PROSE}

Cups

12

7

2.2 Diaries
{PROSE}

42
"""
THIRD = f"""\
Journal of Night Wards 12 (2019) 41-44

# 3 of 4 wards
3. Results
{PROSE} We asked two questions. In
2. the second of them, nobody
answered, and that was that.

Acknowledgements
We thank the night nurses.
References
1.

2.

Doe J, Roe A. Sleep and tea in hospitals. Night Nurs.
2011;4:8-9.
Poe E. Cups. Tea Q. 2012;5:10.

43
"""
FOURTH = """\
Journal of Night Wards 12 (2019) 41-44

3. Fox B. Diaries of the night: a review of what
nurses write. Night Nurs. 2015;8:1-7.

44
"""


@pytest.fixture(scope="module")
def paper() -> Article:
    return read_plain_text(f"{FIRST}\f{SECOND}\f{THIRD}\f{FOURTH}\f", "paper.txt")


def test_the_title_and_the_authors_are_on_the_first_page(paper: Article) -> None:
    assert paper.title == "Tea at night on a ward for people with back pain: a diary study"
    assert paper.authors == ("Ida Holm", "Tom Reed", "Ann Li", "Quentin Marsh")
    assert paper.published == "2019-05-09"


def test_headings_are_known_by_their_numbers_and_names(paper: Article) -> None:
    assert [(one.heading, one.level) for one in paper.sections] == [
        ("Abstract", 2),
        ("1. Introduction", 2),
        ("2. Methods", 2),
        ("2.1. Wards", 3),
        ("2.2 Diaries", 3),
        ("3. Results", 2),
        ("Acknowledgements", 2),
    ]
    assert paper.sections[3].path == ("2. Methods",)


def test_heads_and_feet_of_pages_are_no_text(paper: Article) -> None:
    text = "\n".join(section.text for section in paper.sections)
    assert "Journal of Night Wards" not in text
    assert not {"41", "42", "43", "44"} & set(text.split())
    assert {"12", "7"} <= set(text.split())  # those of a figure, within a page


def test_a_paragraph_goes_on_on_the_next_page(paper: Article) -> None:
    assert "night after night, goes on in their diaries on the next page" in paper.sections[1].text
    assert "asked two questions. In 2. the second of them" in paper.sections[5].text


def test_numbers_that_are_apart_from_the_references_belong_to_them(paper: Article) -> None:
    assert [(note.label, note.references[0].year) for note in paper.notes] == [
        ("1", 2011),
        ("2", 2012),
        ("3", 2015),
    ]
    assert [ref.label for ref in paper.sections[1].note_refs] == ["1", "2", "3"]
    assert paper.notes[2].text.startswith("Fox B. Diaries of the night: a review of what nurses")


def test_numbers_of_references_that_cannot_be_assigned_stay_in_the_text() -> None:
    text = f"Introduction\n{PROSE}\n\nMethods\n{PROSE} [1]\n\nReferences\n1. Doe J. Tea. 2011."
    article = read_plain_text(
        f"{text}\n\n30.\n\n31.\n\nPoe E. Cups. 2012.\nFox B. 2013.\n\f", "a.txt"
    )
    assert [note.text for note in article.notes] == ["Doe J. Tea. 2011."]
    assert "Poe E. Cups. 2012." in article.sections[-1].text


def test_references_without_numbers_are_notes_of_their_own() -> None:
    works = """\
Doe, J., Roe, A., 2011. Sleep and tea in hospitals. Night Nurs. 4, 8-9.
Poe, E., 2012. Cups. Tea Q. 5, 10-12. https://doi.org/10.1000/
demo.5.
Fox, B., 2015. Diaries of the night: a review of what nurses
write. Night Nurs. 8, 1-7."""
    article = read_plain_text(f"{PROSE}\n\nReferences\n{works}\n\f", "a.txt")
    assert [note.references[0].year for note in article.notes] == [2011, 2012, 2015]
    assert article.notes[1].references[0].doi == "10.1000/demo.5"
    assert " ".join(note.text for note in article.notes) == works.replace("/\n", "/").replace(
        "\n", " "
    )


def test_pages_without_an_outline_are_read_as_other_texts() -> None:
    pages = [
        f"{name} at night\n\n{PROSE}\n\nThe {name}\n\n{PROSE} So much for {name}.\n\n"
        for name in ("Cups", "Pots")
    ]
    article = read_plain_text("1\n\f".join([*pages, ""]), "tea.txt")
    assert [section.heading for section in article.sections] == [
        "Cups at night",
        "The Cups",
        "Pots at night",
        "The Pots",
    ]


@pytest.mark.parametrize("heading", ["Introduction", "Methods"])
def test_an_abstract_without_a_heading_is_text(heading: str) -> None:
    front = "Tea at night\nand in the morning\nIda Holm1, Tom Reed2\n1 School of Cups, Leith"
    text = f"{front}\n\n{PROSE}\n\n{heading}\n{PROSE}\n\nSummary\n{PROSE}\n\f"
    article = read_plain_text(text, "tea.txt")
    assert (article.title, article.authors) == (
        "Tea at night and in the morning",
        ("Ida Holm", "Tom Reed"),
    )
    assert [section.text for section in article.sections] == [PROSE.replace("\n", " ")] * 3
    assert [section.heading for section in article.sections[1:]] == [heading, "Summary"]


def headings(text: str) -> list[str]:
    return [section.heading for section in read_plain_text(text, "tea.txt").sections]


def test_numbered_lines_above_prose_are_headings() -> None:
    one_line = PROSE.replace("\n", " ")
    for prose in (PROSE, one_line):
        text = f"Tea at night\n\n{prose}\n\n1. The kettle\n\n{prose}\n\n2. The cups\n\n{prose}\n"
        assert headings(text) == ["Tea at night", "1. The kettle", "2. The cups"]


INDENTED = """\
1. Fill the kettle in the evening, and leave it on the
   stove until the night nurse comes in
2. Wash the cups that the others have left, and put
   them where everybody can see them"""
WRAPPED = """\
1. Fill the kettle in the evening, and leave it on the
stove. It will be hot until the nurse comes,
and after that
2. Wash the cups that the others have left, and put
Them where everybody sees them."""


@pytest.mark.parametrize(
    "items",
    [
        "1. The kettle\n2. The cups\n3. The pots",
        "1. The kettle\n\n2. The cups\n\n3. The pots",
        INDENTED,
        WRAPPED,
        "1999 Was a good year\n\n" + PROSE + "\n\n2000 Was not\n\n" + PROSE,
        "1. The kettle\n\n" + PROSE,
        "2. The kettle\n\n" + PROSE + "\n\n3. The cups\n\n" + PROSE,
    ],
    ids=["list", "loose", "indented", "wrapped", "years", "one", "no-first"],
)
def test_other_numbered_lines_are_no_headings(items: str) -> None:
    text = f"Tea at night\n\n{PROSE}\n\nWhat to do\n\n{items}\n\nThe end\n\n{PROSE}\n"
    assert not [heading for heading in headings(text) if heading[:1].isdecimal() and "." in heading]
