"""A late dataclass works like a dataclass, whose methods it gets when one of them is first used."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
from threading import Barrier, Thread
from typing import Any

import pytest

from painsci_search import late_classes
from painsci_search.late_classes import late_dataclass
from painsci_search.query.ast import Word


@late_dataclass(frozen=True, slots=True)
class Late:
    """Has a default, a field that is not compared, and a value that is made from another."""

    name: str
    parts: tuple[str, ...] = ()
    took: float = dataclasses.field(default=0.0, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", tuple(self.parts))

    @property
    def size(self) -> int:
        return len(self.parts)


@dataclasses.dataclass(frozen=True, slots=True)
class Plain:
    """The same, at once."""

    name: str
    parts: tuple[str, ...] = ()
    took: float = dataclasses.field(default=0.0, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", tuple(self.parts))


@late_dataclass(frozen=True, slots=True)
class Further(Late):
    """Inherits fields."""

    more: int = 7


def new() -> Any:
    """Return a late class that has no methods yet."""

    @late_dataclass(frozen=True, slots=True, kw_only=True)
    class New:
        """Has methods of its own."""

        number: int
        text: str = "none"

        def __repr__(self) -> str:
            return f"new {self.number}"

    return New


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[type]:
    """The classes whose methods were made."""
    classes: list[type] = []

    def count(**settings: Any) -> Any:
        decorate = dataclasses.dataclass(**settings)

        def decorator(kind: type) -> Any:
            classes.append(kind)
            return decorate(kind)

        return decorator

    monkeypatch.setattr(late_classes, "dataclass", count)
    return classes


@pytest.mark.parametrize(
    "use",
    [
        lambda kind: kind(number=1),
        dataclasses.fields,
        lambda kind: kind.__match_args__,
        inspect.signature,
        lambda kind: hash(object.__new__(kind)),
        lambda kind: object.__new__(kind) == object.__new__(kind),
        lambda kind: setattr(object.__new__(kind), "number", 2),
        lambda kind: delattr(object.__new__(kind), "number"),
    ],
)
def test_the_methods_are_made_once_when_one_is_used(use: Any, made: list[type]) -> None:
    kind = new()
    assert repr(kind.text)
    assert made == []
    for _ in range(2):
        with contextlib.suppress(AttributeError):  # a field without a value, or that is frozen
            use(kind)
    assert [each.__name__ for each in made] == ["New"]
    value = kind(number=3)
    assert (repr(value), value.text, len(made)) == ("new 3", "none", 1)
    with pytest.raises(TypeError):
        kind(3)


def test_it_is_what_a_dataclass_is() -> None:
    for given in [("a",), ("a", ["b"]), ("a", ("b",), 2.0)]:
        late, plain = Late(*given), Plain(*given)
        assert repr(late) == repr(plain).replace("Plain", "Late")
        assert hash(late) == hash(plain)
        assert dataclasses.asdict(late) == dataclasses.asdict(plain)
        assert late == Late(*given, **{} if len(given) > 2 else {"took": 5.0})
        assert late != plain
        assert late != Late("other")
    assert str(inspect.signature(Late)) == str(inspect.signature(Plain))
    assert Late.__match_args__ == Plain.__match_args__
    assert Late.__slots__ == Plain.__slots__
    assert Late.__qualname__ == "Late"
    assert Late.__module__ == __name__
    assert not hasattr(Late("a"), "__dict__")
    assert Late("a", ("b", "c")).size == 2


def test_it_is_frozen() -> None:
    value = Late("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.name = "b"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del value.name
    assert value.name == "a"


@pytest.mark.parametrize(
    "value", [Late("a", ("b",), 3.0), Further("a", more=9), Word("a", None, 0, 1)]
)
def test_copies_and_pickles_are_equal(value: Any) -> None:
    for each in (
        copy.copy(value),
        copy.deepcopy(value),
        dataclasses.replace(value),
        *(pickle.loads(pickle.dumps(value, protocol)) for protocol in range(2, 6)),
    ):
        assert each == value
        assert repr(each) == repr(value)
        assert type(each) is type(value)


def test_a_subclass_has_the_fields_of_its_base() -> None:
    value = Further("a", ("b",), more=2)
    assert repr(value) == "Further(name='a', parts=('b',), took=0.0, more=2)"
    assert (value.size, value.more, Further.__slots__) == (1, 2, ("more",))
    assert isinstance(value, Late)
    match value:
        case Further(name, parts):
            assert (name, parts) == ("a", ("b",))


def test_a_class_that_inherits_from_it_may_call_its_methods() -> None:
    late = new()

    class Other(late):  # type: ignore[misc]
        def __init__(self, number: int) -> None:
            super().__init__(number=number + 1)

    assert Other(1).number == 2


def test_threads_make_the_methods_of_a_class_once(made: list[type]) -> None:
    kind, start = new(), Barrier(8)
    values: list[Any] = []

    def run() -> None:
        start.wait()
        values.append(kind(number=1))

    threads = [Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert set(values) == {kind(number=1)}


def test_an_interruption_while_they_are_made_leaves_a_class_that_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = late_classes.dataclass

    def interrupted(**settings: bool) -> Any:
        def decorate(kind: type) -> type:
            whole(**settings)(kind)
            raise KeyboardInterrupt

        return decorate

    kind = new()
    monkeypatch.setattr(late_classes, "dataclass", interrupted)
    with pytest.raises(KeyboardInterrupt):
        kind(number=1)
    monkeypatch.setattr(late_classes, "dataclass", whole)
    assert kind(number=1) == kind(number=1)


def test_the_model_makes_no_method_before_one_is_used() -> None:
    script = (
        "import dataclasses; made = []; plain = dataclasses.dataclass\n"
        "def count(cls=None, /, **settings):\n"
        "    made.append(settings); return plain(cls, **settings)\n"
        "dataclasses.dataclass = count\n"
        "from painsci_search import model\n"
        "for name in model.__all__: getattr(model, name)\n"
        "print(len(made)); model.Problem('a', 'b'); print(len(made))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert run.stdout.split() == ["0", "1"]
