"""Titles from the data of pages keep what their markup means, as text."""

from __future__ import annotations

import pytest

from painsci_search.bibliography.markup import markup_text
from painsci_search.bibliography.works import combine
from painsci_search.model import Reference


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Growth of 10<sup>6</sup> cells", "Growth of 10⁶ cells"),
        ("10<SUP>−3</SUP> M of CO<sub>2</sub>", "10⁻³ M of CO₂"),
        ("The 5<sup>th</sup> and T<sub>max</sub>", "The 5th and Tmax"),
        ('<i>In vitro</i> and <em class="x">in vivo</em>', "In vitro and in vivo"),
        ("&lt;i&gt;Bacillus&lt;/i&gt; &amp;amp; moss", "Bacillus & moss"),
        ("Knees &#38; hips: p &lt; 0.05", "Knees & hips: p < 0.05"),
        ("If a<b and c>d", "If a<b and c>d"),
        ("A & B; C&D;", "A & B; C&D;"),
        ("Knees", "Knees"),
    ],
)
def test_the_text_of_a_title(title: str, text: str) -> None:
    assert markup_text(title) == text
    work = Reference("", ("Doe J",), title, year=2018)
    assert combine([work]).title == text
    assert combine([work, work]).title == text
