"""The compiled features of tokens are those of the Python twin, also in notes without sense."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import native
from painsci_search.reading.citations import labelling
from painsci_search.reading.citations.feature_codes import Coder
from painsci_search.reading.citations.features import hinted_features, shown_features
from painsci_search.reading.citations.hints import Hint
from painsci_search.reading.citations.tokens import Token
from profiles import examples
from twins import needs_kernel

# Words of all shapes and classes, the signs that end a part, and those that open or close one.
WORDS = (
    "the Fenn AB J A x 2018 1999 2018a 12 3rd X9a iii IV é e9 McB A-B ⅷ ² 中文 PRESS journal 9a "
    ". ? ! , ; : ( ) [ ] “ ” « » `` '' ‘ ’ „ \" <doi> < ♥ –"
).split()
TOKENS = st.builds(
    lambda text, gap: Token(text, 0, 0, gap),
    st.sampled_from(WORDS),
    st.sampled_from(["", " ", " ", "\n"]),
)


def coder() -> Coder:
    """One by the numbers of the model."""
    return labelling._packed()[1]


def rows_of_both(tokens: list[Token], hints: list[Hint]) -> list[list[bytes]]:
    shown, hinted = shown_features(tokens, ()), hinted_features(tokens, hints)
    assert native.KERNEL is not None
    functions = (native.KERNEL.feature_rows, native.TWINS["feature_rows"])
    return [function(tokens, shown, hinted, coder()) for function in functions]


@needs_kernel
@examples(400)
@given(st.lists(TOKENS, max_size=60))
def test_rows_are_the_same(tokens: list[Token]) -> None:
    kernel, twin = rows_of_both(tokens, [Hint("title", 0, 1)])
    assert kernel == twin


@needs_kernel
@pytest.mark.parametrize("filler", ["Fenn", "(", '"', "."])
def test_rows_far_from_years_and_brackets_are_the_same(filler: str) -> None:
    year, word = Token("1999", 0, 0, " "), Token(filler, 0, 0, " ")
    kernel, twin = rows_of_both([year, *[word] * 1100, year], [])
    assert kernel == twin


@needs_kernel
@pytest.mark.parametrize(
    "arguments",
    [
        ((), [], [], coder),
        ([("Fenn",)], [()], [()], coder),
        ([5], [()], [()], coder),
        ([Token("Fenn", 0, 0, " ")], [()], [()], tuple),
        ([Token("Fenn", 0, 0, " ")], [()], [()], lambda: coder()._replace(fixed=[b""])),
        ([Token("Fenn", 0, 0, " ")], [()], [()], lambda: coder()._replace(words={"Fenn": 3})),
        ([Token("Fenn", 0, 0, " ")], [()], [()], lambda: coder()._replace(groups={(): "no bytes"})),
    ],
)
def test_arguments_of_other_types_are_an_error(arguments: tuple[Any, ...]) -> None:
    assert native.KERNEL is not None
    *first, make = arguments
    with pytest.raises((TypeError, KeyError)):
        native.KERNEL.feature_rows(*first, make())


@needs_kernel
def test_too_few_groups_are_an_error() -> None:
    assert native.KERNEL is not None
    with pytest.raises(IndexError):
        native.KERNEL.feature_rows([Token("Fenn", 0, 0, " ")], [], [], coder())
