"""Numbers of quantities, which are no markers of notes: exponents, isotopes and intervals."""

from __future__ import annotations

import pytest

from painsci_search.model import Article
from painsci_search.reading import read_article_bytes
from painsci_search.reading.text.quantities import is_raised_quantity, is_spread

WORKS = [
    "Aldo A, Berg B. Warm beds and cold feet. J Beds. 2018;12(3):45-51.",
    "Berg B. Walking in wet socks. J Feet. 2019;9(1):1-8.",
    "Dahl D. Mattresses and backs. J Beds. 2020;14(2):1-4.",
]
FIRST = (
    "Feet are cold in most of the beds{}. Socks help in some{}, and so do mattresses{} at night."
)
BOXED = (" [1]", " [2]", " [3]")


def texts(page: Article) -> str:
    return "\n\n".join(section.text for section in page.sections)


def labels(page: Article) -> list[str]:
    return [ref.label for section in page.sections for ref in section.note_refs]


def read_html(paragraph: str, markers: tuple[str, ...]) -> Article:
    items = "".join(f"<li>{work}</li>" for work in WORKS)
    body = f"<h1>Cold feet</h1><p>{FIRST.format(*markers)}</p>{paragraph}<h2>References</h2>"
    page = f"<html><body><article>{body}<ol>{items}</ol></article></body></html>"
    return read_article_bytes(page.encode(), "feet.html")


def read_plain(paragraph: str, name: str, markers: tuple[str, ...]) -> Article:
    heading = "# Cold feet" if name.endswith(".md") else "Cold feet"
    works = "\n".join(f"{number}. {work}" for number, work in enumerate(WORKS, 1))
    title = "## References" if name.endswith(".md") else "References"
    text = "\n\n".join([heading, FIRST.format(*markers), paragraph, title, works])
    return read_article_bytes(text.encode(), name)


@pytest.mark.parametrize(
    ("before", "number", "after"),
    [
        ("5 cm", "2", ""),
        ("about 10", "3", " cells"),
        ("10⁻", "3", " M"),
        ("30 kg/m", "2", "."),
        ("of ", "18", "F was used"),
        ("[", "14", "C]glucose"),
        ("(I", "2", " was low)"),
        ("I", "2", " = 12 %"),
        ("adjusted R", "2", ""),
        ("a χ", "2", " test"),
        ("η", "2", "p < .1"),
        ("F", "3", " = 4"),
        ("SpO", "2", " fell"),
        ("the SD", "2", ""),
    ],
)
def test_a_raised_number_of_a_quantity(before: str, number: str, after: str) -> None:
    assert is_raised_quantity(before, number, after)


@pytest.mark.parametrize(
    ("before", "number", "after"),
    [
        ("the sitcom", "2", ""),
        ("water.", "2", "Then"),
        ("water. ", "2", " Then"),
        ("of TNF-α", "2", " and"),
        ("vitamin D", "2", " was"),
        ("of NSAIDs", "2", " was"),
        ("hepatitis B", "3", ""),
        ("than I", "3", " thought"),
        ("than I", "2", " thought"),
        ("CRPS type I", "2", " is"),
        ("a study of CRPS I", "2", ""),
        ("pain", "12", " (see below)"),
    ],
)
def test_a_raised_number_after_a_word(before: str, number: str, after: str) -> None:
    assert not is_raised_quantity(before, number, after)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("2 points (95% CI ", True),
        ("95 % CI: ", True),
        ("(95% confidence interval [CI] ", True),
        ("the median (IQR ", True),
        ("ranging from ", True),
        ("(M = 2 ", True),
        ("a mean of 2.5 (SD = 1.2) ", False),
        ("as was seen in 2019 ", False),
        ("of the CINAHL ", False),
        ("in two trials ", False),
    ],
)
def test_brackets_after_a_word_of_spread(before: str, expected: bool) -> None:
    assert is_spread(before) is expected


@pytest.mark.parametrize("markers", [BOXED, ("<sup>1</sup>", "<sup>2</sup>", "<sup>3</sup>")])
def test_exponents_and_intervals_of_a_page_stay_in_its_text(markers: tuple[str, ...]) -> None:
    paragraph = (
        "<p>Heterogeneity was low (<i>I</i><sup>2</sup> = 12%), and <em>R</em><sup>2</sup> was .3; "
        "the difference was 2 points (95% CI [1, 3]; range [1–3]).</p>"
    )
    page = read_html(paragraph, markers)
    assert labels(page) == ["1", "2", "3"]
    assert "(I² = 12%), and R² was .3" in texts(page)
    assert "2 points (95% CI [1, 3]; range [1–3])." in texts(page)


@pytest.mark.parametrize("name", ["feet.md", "feet.txt"])
@pytest.mark.parametrize("markers", [BOXED, ("¹", "²", "³")])
def test_exponents_and_intervals_of_a_text_stay_in_it(markers: tuple[str, ...], name: str) -> None:
    paragraph = "A weight of 30 kg/m², 10³ cells, ³He and I² = 12% (95% CI [1, 3]; range [1-3])."
    page = read_plain(paragraph, name, markers)
    assert labels(page) == ["1", "2", "3"]
    assert paragraph in texts(page)


def test_a_column_of_intervals_has_no_markers() -> None:
    head = "<tr><th>Bed</th><th>Mean [95% CI]</th><th>Source</th></tr>"
    row = "<tr><td>Warm</td><td>2 [1, 3]</td><td>Aldo [1, 3]</td></tr>"
    page = read_html(f"<table>{head}{row}</table>", BOXED)
    assert labels(page) == ["1", "2", "3", "1", "3"]
    assert "Warm | 2 [1, 3] | Aldo" in texts(page)
