"""A title, deck, byline and date on consecutive lines at the start of a plain text are read."""

from __future__ import annotations

import re

import pytest

from painsci_search.model import Decision
from painsci_search.reading.forms.plaintext import read_plain_text
from painsci_search.reading.forms.plaintext.article import read_text

PROSE = (
    "An elbow that itches has been seen in every country where anyone\n"
    "cared to look, and in some where nobody did, as the survey of the\n"
    "imaginary society of elbows has shown in its second part.\n"
)
LONG = " ".join(PROSE.split())
BODY = f"\n\nTHE FIRST PART\n\n{PROSE}\nTHE SECOND PART\n\n{LONG}\n\n{LONG}\n"
TITLE = "Itching Elbows, Explained"


def _front(text: str) -> tuple[str, str | None, tuple[str, ...], str | None]:
    article = read_plain_text(text, "folder/stem.txt")
    return article.title, article.subtitle, article.authors, article.published


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "ITCHING ELBOWS\nA plain account for owners\nBy Quentin Placeholder\n4 July 2022",
            (
                "ITCHING ELBOWS",
                "A plain account for owners",
                ("Quentin Placeholder",),
                "2022-07-04",
            ),
        ),
        (
            f"{TITLE}\nBy Quentin Placeholder\n4 July 2022",
            (TITLE, None, ("Quentin Placeholder",), "2022-07-04"),
        ),
        (f"{TITLE}\nBy Quentin Placeholder", (TITLE, None, ("Quentin Placeholder",), None)),
        (
            f"{TITLE}\n4 July 2022\nBy Quentin Placeholder",
            (TITLE, None, ("Quentin Placeholder",), "2022-07-04"),
        ),
        (f"{TITLE}\n4 July 2022", (TITLE, None, (), "2022-07-04")),
        (f"{TITLE}\nFor owners\nPublished: 4 July 2022", (TITLE, "For owners", (), "2022-07-04")),
        (
            f"{TITLE}\nAuthor: Quentin Placeholder\nDate: 2022-07-04",
            (TITLE, None, ("Quentin Placeholder",), "2022-07-04"),
        ),
        (
            f"Title: {TITLE}\nAuthor: Quentin Placeholder\nDate: 2022-07-04",
            (TITLE, None, ("Quentin Placeholder",), "2022-07-04"),
        ),
        (
            f"{TITLE}\nQuentin Placeholder\n4 July 2022",
            (TITLE, None, ("Quentin Placeholder",), "2022-07-04"),
        ),
        (
            f"{TITLE}\nQuentin Placeholder, MD\nErika Mustermann, PhD\n4 July 2022",
            (TITLE, None, ("Quentin Placeholder", "Erika Mustermann"), "2022-07-04"),
        ),
        (
            f"{TITLE}\nNobody knows why they do.\nBy Quentin Placeholder",
            (TITLE, "Nobody knows why they do.", ("Quentin Placeholder",), None),
        ),
        (
            f"{TITLE}\n=====\nFor owners\nBy Quentin Placeholder\n4 July 2022",
            (TITLE, "For owners", ("Quentin Placeholder",), "2022-07-04"),
        ),
        (
            f"# {TITLE}\nFor owners\nBy Quentin Placeholder\n4 July 2022",
            (TITLE, "For owners", ("Quentin Placeholder",), "2022-07-04"),
        ),
        (
            f"{TITLE}\n\nFor owners\nBy Quentin Placeholder\n4 July 2022",
            (TITLE, "For owners", ("Quentin Placeholder",), "2022-07-04"),
        ),
        (
            f"{TITLE}\n\nQuentin Placeholder\n4 July 2022",
            (TITLE, None, ("Quentin Placeholder",), "2022-07-04"),
        ),
        (
            "ITCHING ELBOWS\nA plain account for owners",
            ("ITCHING ELBOWS", "A plain account for owners", (), None),
        ),
        (
            "    ITCHING ELBOWS\n  For owners\nBy Quentin Placeholder and Erika Mustermann",
            ("ITCHING ELBOWS", "For owners", ("Quentin Placeholder", "Erika Mustermann"), None),
        ),
        (
            "The Long Account\nof itching elbows\nBy Quentin Placeholder",
            ("The Long Account of itching elbows", None, ("Quentin Placeholder",), None),
        ),
        (
            f"{TITLE}\nBy Quentin Placeholder\nPublished 4 July 2022\nUpdated 5 July 2022",
            (TITLE, None, ("Quentin Placeholder",), "2022-07-04"),
        ),
    ],
)
def test_a_title_and_byline_on_consecutive_lines_are_read(
    head: str, expected: tuple[str, str | None, tuple[str, ...], str | None]
) -> None:
    assert _front(f"{head}{BODY}") == expected
    headings = [one.heading for one in read_plain_text(f"{head}{BODY}", "stem.txt").sections]
    assert "stem" not in headings


GERMAN = (
    "Der Ellenbogen juckt in allen Ländern, in denen jemand danach gefragt\n"
    "hat, und auch in einigen, in denen das niemand für nötig hielt, wie die\n"
    "Umfrage der erfundenen Gesellschaft für Ellenbogen gezeigt hat.\n"
)
FRENCH = (
    "Le coude qui gratte est connu dans tous les pays où quelqu’un a posé la\n"
    "question, et dans quelques autres où personne ne l’a fait, comme le dit\n"
    "une enquête de la société imaginaire des coudes.\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"Der juckende Ellenbogen\nVon Erika Mustermann\n1. Februar 2024\n\n{GERMAN}",
            ("Der juckende Ellenbogen", None, ("Erika Mustermann",), "2024-02-01"),
        ),
        (
            f"DER JUCKENDE ELLENBOGEN\nFür Laien\nAutorin: Erika Mustermann\n\n{GERMAN}",
            ("DER JUCKENDE ELLENBOGEN", "Für Laien", ("Erika Mustermann",), None),
        ),
        (
            f"Le coude qui gratte\nPar Jeanne Exemple\n3 février 2024\n\n{FRENCH}",
            ("Le coude qui gratte", None, ("Jeanne Exemple",), "2024-02-03"),
        ),
    ],
)
def test_a_title_and_byline_are_read_in_other_languages(
    text: str, expected: tuple[str, str | None, tuple[str, ...], str | None]
) -> None:
    assert _front(text) == expected


@pytest.mark.parametrize(
    "start",
    [
        "The elbow itches in the night\nThe moon is round and full\nAnd nobody will scratch",
        "Elbows are red\nElbows are blue",
        "Erika Mustermann\n12 Nowhere Street\nSomewhere\n4 July 2022\n\nDear Quentin,",
        "Erika Mustermann\n4 July 2022\n\nDear Quentin,",
        "- soft music\n- warm hands\n- By Quentin Placeholder",
        "Soft music\nWarm hands\nSlow speech",
        PROSE.strip(),
        f"{PROSE}By Quentin Placeholder",
        "From: Erika Mustermann <erika@example.org>\nSubject: Elbows\nDate: 4 July 2022",
        "Subject: Elbows\nFrom: Erika Mustermann\nDate: 4 July 2022",
        "Betreff: Ellenbogen\nVon: Erika Mustermann\nDatum: 4. Juli 2022",
        "Subject: Elbows\nDate: 4 July 2022",
        "This was put down in a small house by the sea where I lived\nJuly 2022\n\n" + PROSE,
    ],
)
def test_other_lines_at_the_start_stay_text(start: str) -> None:
    article = read_plain_text(f"{start}\n\n{LONG}\n\n{LONG}\n", "folder/stem.txt")
    assert (article.title, article.authors, article.published) == ("stem", (), None)
    assert article.warnings == ("no title", "no authors", "no date")
    kept = " ".join(section.text for section in article.sections).split()
    assert [word for word in start.split() if word not in {*kept, "-"}] == []


@pytest.mark.parametrize(
    ("text", "rule", "title"),
    [
        (f"{TITLE}\nBy Quentin Placeholder\n\n{PROSE}", "the lines above the byline", TITLE),
        (f"{TITLE}\n=====\n\n{PROSE}", "the first heading", TITLE),
        (PROSE, "the name of the file", "stem"),
    ],
)
def test_the_rule_of_the_title_is_a_decision(text: str, rule: str, title: str) -> None:
    reading = read_text(text, "folder/stem.txt")
    assert reading.decisions == (Decision("title", rule, title),)
    assert ("no title" in reading.article.warnings) == (title == "stem")


@pytest.mark.parametrize(
    ("start", "text"),
    [
        ("A word of the club\n\n# Cold Elbows\n\nBy Quentin Placeholder", "A word of the club"),
        (
            "# Cold Elbows\n\nOne remark.\n\nAnother remark.\n\nBy Quentin Placeholder",
            "One remark.\n\nAnother remark.",
        ),
    ],
)
def test_text_around_a_marked_title_is_kept(start: str, text: str) -> None:
    article = read_text(f"{start}\n\n{LONG}\n", "stem.txt").article

    assert article.title == "Cold Elbows"
    assert article.sections[0].text == f"{text}\n\n{LONG}"


@pytest.mark.parametrize(
    ("head", "authors", "published"),
    [
        (
            f"{TITLE}\n\nQuentin Placeholder\nDepartment of Joints, Elbowton\n4 July 2022",
            ("Quentin Placeholder",),
            "2022-07-04",
        ),
        (
            f"{TITLE}\nBy Quentin Placeholder\nUniversity of Elbowton\n4 July 2022",
            ("Quentin Placeholder",),
            "2022-07-04",
        ),
        (
            f"{TITLE}\n\nErika Mustermann\nKlinik für Gelenke, Beispielstadt",
            ("Erika Mustermann",),
            None,
        ),
        (
            f"{TITLE}\n\nQuentin Placeholder and Erika Mustermann\nClinic of Joints\n4 July 2022",
            ("Quentin Placeholder", "Erika Mustermann"),
            "2022-07-04",
        ),
    ],
)
def test_a_line_of_a_body_below_the_names_is_text_below_the_byline(
    head: str, authors: tuple[str, ...], published: str | None
) -> None:
    article = read_plain_text(f"{head}{BODY}", "folder/stem.txt")

    assert (article.title, article.authors, article.published) == (TITLE, authors, published)
    assert [one.heading for one in article.sections][1:] == ["THE FIRST PART", "THE SECOND PART"]
    bodies = [line for line in head.splitlines()[1:] if re.search("Dep|Uni|Kli|Cli", line)]
    assert article.sections[0].text == "\n\n".join(bodies)


@pytest.mark.parametrize(
    "head",
    [
        f"{TITLE}\n\nElbow Survey\nDepartment of Joints, Elbowton",
        f"{TITLE}\n\nElbowton General Hospital\nDepartment of Joints",
        f"{TITLE}\n\nDepartment of Joints\nUniversity of Elbowton",
    ],
)
def test_words_above_a_line_of_a_body_that_are_no_names_are_no_authors(head: str) -> None:
    assert read_plain_text(f"{head}{BODY}", "folder/stem.txt").authors == ()


def test_a_first_line_is_the_title_where_the_other_headings_are_in_capitals() -> None:
    article = read_plain_text(f"{TITLE}\n{BODY}", "folder/stem.txt")

    assert article.title == TITLE
    assert [one.heading for one in article.sections] == ["THE FIRST PART", "THE SECOND PART"]
