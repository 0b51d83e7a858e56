"""Citations in the styles of journals: one line each, without what is no part of a citation."""

from __future__ import annotations

from dataclasses import replace

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


@pytest.mark.parametrize("style", COMMON_STYLES)
def test_authors_that_a_citation_leaves_out_are_named_as_others(style: str) -> None:
    raw = "Fern A, Moss B, et al. Hums of one. J Hums. 2016;4:1-9."
    text = render_citation(Work("x", replace(WORK.reference, raw=raw)), style)
    assert text.count("et al.") == 1
    assert "et al.." not in text
    assert "and et al" not in text
    assert "& et al" not in text
    assert "et al" not in render_citation(WORK, style)


def test_others_follow_the_last_author_that_is_named() -> None:
    raw = "Fern A, Moss B, et al. Hums of one. J Hums. 2016;4:1-9."
    work = Work("x", replace(WORK.reference, raw=raw))
    assert render_citation(work, "apa").startswith("Fern, A., Moss, B., et al. (2016). Hums")
    assert render_citation(work, "nature").startswith("Fern, A., Moss, B. et al. Hums of one.")
    assert render_citation(work, "pain").startswith("Fern A, Moss B, et al. Hums of one.")


@pytest.mark.parametrize("style", COMMON_STYLES)
def test_the_title_of_a_work_without_authors_is_printed_once(style: str) -> None:
    page = Reference("", title="Hums (of one)", year=2016, type="webpage")
    text = render_citation(Work("x", page), style)
    assert text.casefold().count("hums (of one)") == 1
    assert ".." not in text


@pytest.mark.parametrize("style", ["none", "", "../styles/apa", "apa.csl", "APA\0"])
def test_an_unknown_style_is_refused(style: str) -> None:
    with pytest.raises(ValueError, match="unknown citation style"):
        render_citation(WORK, style)
