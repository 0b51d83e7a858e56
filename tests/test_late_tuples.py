"""A late named tuple is one of `typing`, whose members are made with the first tuple."""

from __future__ import annotations

import collections
import copy
import inspect
import pickle
import threading
import typing
from typing import Any

import pytest

from painsci_search import late_tuples


class Late(late_tuples.NamedTuple):
    """A place.

    Attributes:
        folder: where it is.
    """

    folder: str
    line: int = 1
    notes: tuple[str, ...] = ()

    def next(self) -> Late:
        """Return the place after it."""
        return self._replace(line=self.line + 1)

    @property
    def shown(self) -> str:
        """How it is shown."""
        return f"{self.folder}:{self.line}"


class Plain(typing.NamedTuple):
    """A place.

    Attributes:
        folder: where it is.
    """

    folder: str
    line: int = 1
    notes: tuple[str, ...] = ()

    def next(self) -> Plain:
        """Return the place after it."""
        return self._replace(line=self.line + 1)

    @property
    def shown(self) -> str:
        """How it is shown."""
        return f"{self.folder}:{self.line}"


def _new_class() -> Any:
    class Pair(late_tuples.NamedTuple):
        left: int
        right: int = 2

    return Pair


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The classes whose members were made."""
    names: list[str] = []

    def count(name: str, *given: Any, **settings: Any) -> Any:
        names.append(name)
        return collections.namedtuple(name, *given, **settings)  # noqa: PYI024

    monkeypatch.setattr(late_tuples, "namedtuple", count)
    return names


def test_its_members_are_made_once_with_the_first_tuple(made: list[str]) -> None:
    pair = _new_class()
    assert pair._fields == ("left", "right")
    assert made == []
    assert [pair(1), pair(right=3, left=2), pair._make([4, 5])] == [(1, 2), (2, 3), (4, 5)]
    assert made == ["Pair"]
    assert _new_class()._make([4, 5]).right == 5


@pytest.mark.parametrize("kind", [Late, Plain])
def test_it_does_what_a_named_tuple_does(kind: Any) -> None:
    value = kind("corpus", notes=("a",))
    assert value == ("corpus", 1, ("a",))
    assert hash(value) == hash(("corpus", 1, ("a",)))
    assert repr(value) == f"{kind.__name__}(folder='corpus', line=1, notes=('a',))"
    assert (value.folder, value[1], value.shown) == ("corpus", 1, "corpus:1")
    assert type(value.next()) is kind
    assert value.next().line == 2
    assert value._asdict() == {"folder": "corpus", "line": 1, "notes": ("a",)}
    assert [copy.copy(value), pickle.loads(pickle.dumps(value))] == [value, value]
    match value:
        case kind(folder, line):
            assert (folder, line) == ("corpus", 1)
    with pytest.raises(AttributeError):
        value.line = 2
    with pytest.raises(AttributeError):
        value.column = 2
    for wrong in ((), ("a", 1, (), 2)):
        with pytest.raises(TypeError, match=r"positional argument"):
            kind(*wrong)
        with pytest.raises(TypeError, match=r"Expected 3 arguments|expected"):
            kind._make(wrong)


def test_its_class_is_like_that_of_a_named_tuple() -> None:
    late, plain = Late("corpus"), Plain("corpus")
    same = ["_fields", "_field_defaults", "__match_args__", "__doc__", "__module__", "__slots__"]
    for name in same:
        assert getattr(Late, name) == getattr(Plain, name)
    # pickling, in another test, adds the second
    besides = {"__orig_bases__", "__slotnames__"}
    assert set(dir(late)) - besides == set(dir(plain)) - besides
    assert Late.__bases__ == Plain.__bases__ == (tuple,)
    assert inspect.signature(Late).parameters.keys() == inspect.signature(Plain).parameters.keys()
    assert typing.get_type_hints(Late) == typing.get_type_hints(Plain)


def test_a_class_that_is_derived_from_it_makes_tuples_of_its_own() -> None:
    pair = _new_class()
    derived = type("Derived", (pair,), {"__slots__": (), "sum": property(sum)})
    assert derived(1).sum == 3
    assert type(derived(1)) is derived
    assert type(pair(1)) is pair
    assert type(derived._make([1, 2])) is derived


def test_threads_that_make_the_first_tuple_at_once_get_whole_ones() -> None:
    failed: list[object] = []

    def make(pair: Any, start: threading.Barrier) -> None:
        start.wait()
        value = pair(1)
        if (value.left, value.right, repr(value)) != (1, 2, "Pair(left=1, right=2)"):
            failed.append(value)

    for _ in range(50):
        pair, start = _new_class(), threading.Barrier(4)
        threads = [threading.Thread(target=make, args=(pair, start)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []


def test_an_interruption_while_members_are_made_leaves_the_class_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pair = _new_class()

    def interrupt(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(late_tuples, "namedtuple", interrupt)
        with pytest.raises(KeyboardInterrupt):
            pair(1)
    assert pair(1).right == 2
