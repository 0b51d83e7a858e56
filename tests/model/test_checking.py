"""Values of dataclasses, checked by the annotations of the fields."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass, replace
from typing import Any

import pytest

from painsci_search.model import (
    Article,
    ArticleInfo,
    Block,
    Change,
    Mark,
    Note,
    NoteRef,
    Notice,
    Reference,
    Section,
    checking,
)
from painsci_search.model.checking import check_fields
from painsci_search.model.quick_checks import quick_test

SECTION = Section(
    "s",
    "Heading",
    "A | text",
    2,
    ("Up",),
    (NoteRef("1", 4, "n"),),
    blocks=(Block("row", 0, 8, cells=((0, 1), (4, 8)), group=1),),
    marks=(Mark("link", 0, 1, "https://a.example"),),
    breaks=(2,),
)
NOTE = Note("1", "n", "T", (Reference("x", ("A B",), year=2018, type="book", accessed="2024-06"),))
ARTICLE = Article(
    "a",
    "A",
    (SECTION,),
    (NOTE,),
    changes=(Change("", "Begun."),),
    published="2024",
    metadata={"topic": "knees"},
)

WRONG: list[tuple[Any, dict[str, Any]]] = [
    (ARTICLE, {"title": None}),
    (ARTICLE, {"authors": ("A", 5)}),
    (ARTICLE, {"updated": ""}),
    (ARTICLE, {"changes": (Change("June", "x"),)}),
    (ARTICLE, {"metadata": {"topic": 5}}),
    (ARTICLE, {"metadata": {5: "topic"}}),
    (ARTICLE, {"sections": ("T",)}),
    (SECTION, {"level": 0}),
    (SECTION, {"level": True}),
    (SECTION, {"path": ""}),
    (SECTION, {"anchor_in_page": 0}),
    (SECTION, {"breaks": (-1,)}),
    (SECTION, {"joined": ((1, 2),)}),
    (SECTION, {"note_refs": (NoteRef("1", -1),)}),
    (SECTION, {"blocks": (Block("heap", 0, 8),)}),  # type: ignore[arg-type]
    (SECTION, {"blocks": (Block("row", 0, 8, cells=((0, 1, 2),)),)}),  # type: ignore[arg-type]
    (SECTION, {"blocks": (Block("row", 0, 8, cells=((),)),)}),  # type: ignore[arg-type]
    (NOTE, {"references": (Reference("x", type=""),)}),  # type: ignore[arg-type]
    (NOTE, {"references": (Reference("x", accessed="soon"),)}),
    (NOTE, {"references": (Reference("x", year="2018"),)}),  # type: ignore[arg-type]
]


def test_right_values_are_known_without_a_look_at_each_annotation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(checking, "_check")
    check_fields(ARTICLE)
    check_fields(replace(ARTICLE, authors=["Doe J"], metadata={}))  # type: ignore[arg-type]


@pytest.mark.parametrize(("value", "change"), WRONG)
def test_a_wrong_value_fails_both_tests(value: Any, change: dict[str, Any]) -> None:
    wrong = replace(value, **change)
    assert not quick_test(type(wrong))(wrong)
    with pytest.raises((TypeError, ValueError)):
        check_fields(wrong)


@pytest.mark.parametrize("change", [{"sections": (SECTION,)}, {"sections": [SECTION]}, {}])
def test_right_values_pass_both_tests(change: dict[str, Any]) -> None:
    right = replace(ARTICLE, **change)
    assert quick_test(Article)(right)
    check_fields(right)


def test_an_object_of_a_subclass_is_right() -> None:
    @dataclass(frozen=True, slots=True)
    class OwnNote(Note):
        own: str = ""

    check_fields(replace(ARTICLE, notes=(OwnNote("1", "n", "T"),)))


@pytest.mark.parametrize(
    "model", [NoteRef, Section, Reference, Note, Change, Article, ArticleInfo, Notice]
)
def test_the_declared_arguments_are_the_fields(model: Any) -> None:
    """Compare the `__init__` that type checkers see with the fields that it is made of."""
    [made] = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(made, ast.ClassDef)
    functions = [each for each in ast.walk(made) if isinstance(each, ast.FunctionDef)]
    [declared] = [each for each in functions if each.name == "__init__"]
    own = [each for each in made.body if isinstance(each, ast.AnnAssign)]
    assert [each.arg for each in declared.args.args[1:]] == [
        getattr(each.target, "id", "") for each in own
    ]
    assert [ast.unparse(each) for each in declared.args.defaults] == [
        ast.unparse(each.value) for each in own if each.value is not None
    ]
