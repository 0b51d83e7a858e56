"""Citations in the styles of journals: one line each, without what is no part of a citation."""

from __future__ import annotations

import pytest

from painsci_search.bibliography.formats.citation_styles import (
    COMMON_STYLES,
    has_styles,
    render_citation,
)
from painsci_search.model import Reference, Work

pytestmark = pytest.mark.skipif(not has_styles(), reason="the extra styles is not installed")

WORK = Work(
    "Fern2016hums",
    Reference(
        "Fern A, Moss B. Hums of 1. J Hums. 2016;4:1-9.",
        ("Fern A", "Moss B"),
        "Hums of one",
        "Journal of Hums",
        2016,
        volume="4",
        pages="1-9",
        doi="10.1000/hums",
        painsci_id="12",
        type="article",
    ),
)


@pytest.mark.parametrize("style", COMMON_STYLES)
def test_every_style_that_is_offered_prints_a_work_on_one_line(style: str) -> None:
    text = render_citation(WORK, style)
    assert "Fern" in text
    assert "2016" in text
    assert "\n" not in text
    assert "PainSci" not in text
    assert not text.startswith(("1", "[", "("))


def test_styles_differ_as_they_should() -> None:
    assert render_citation(WORK, "apa").startswith("Fern, A., & Moss, B. (2016). Hums of one.")
    assert render_citation(WORK, "pain").startswith("Fern A, Moss B. Hums of one.")


def test_a_style_prints_the_same_after_others() -> None:
    first = render_citation(WORK, "ieee")
    render_citation(Work("x", Reference("", title="Hums", type="webpage")), "ieee")
    assert render_citation(WORK, "ieee") == first


@pytest.mark.parametrize("style", ["none", "", "../styles/apa", "apa.csl", "APA\0"])
def test_an_unknown_style_is_refused(style: str) -> None:
    with pytest.raises(ValueError, match="unknown citation style"):
        render_citation(WORK, style)
