"""Values some of whose fields are made when one of these is first read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from painsci_search.native import compiled

# Given the name of a field that is read, it returns the values of that and some other fields, and
# whether these are all that were left.
MakeRest = Callable[[str], tuple[dict[str, Any], bool]]


class Late:
    """The base of a frozen dataclass with slots whose instances may be made in two steps.

    What needs no such field, a list of results that shows snippets only, does not pay for it. In
    every other respect, such as equality, `repr`, `replace`, copies and pickling, the instance is
    like one that was made at once, since all of these read the fields.
    """

    __slots__ = ("_make_rest",)
    _make_rest: MakeRest | None

    if not TYPE_CHECKING:  # a type checker would take any name for an attribute

        def __getattr__(self, name: str) -> Any:
            """Make the fields that are left, and return one: called for a slot without a value."""
            if name == "_make_rest" or name not in self.__dataclass_fields__:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            make_rest = self._make_rest
            if make_rest is None:  # another thread was first
                return object.__getattribute__(self, name)
            made, is_all = make_rest(name)
            set_fields(self, made)
            if is_all:  # lets go of all that it refers to
                _set(self, "_make_rest", None)
            return made[name]


Value = TypeVar("Value")
_set = object.__setattr__


@compiled
def set_fields(value: object, fields: dict[str, Any]) -> None:
    """Set the fields of an instance of a frozen dataclass."""
    for name, each in fields.items():
        _set(value, name, each)


@compiled
def make_objects(
    kind: type[Value], names: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> list[Value]:
    """Return instances of a frozen dataclass with some of its fields: one for each row.

    Args:
        names: of the fields.
        rows: the values of these fields.
    """
    made = []
    for row in rows:
        value = object.__new__(kind)
        for name, each in zip(names, row, strict=True):
            _set(value, name, each)
        made.append(value)
    return made


def make_late(
    kind: type[Value], names: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> list[Value]:
    """Return instances of a dataclass with some of its fields: one for each row.

    Args:
        names: of these fields.
        rows: the values of these fields, and then a `MakeRest`: it is called when another field is
            first read. Two threads that read at the same moment may both call it. It is kept until
            all fields are made, with all that it refers to.
    """
    return make_objects(kind, (*names, "_make_rest"), rows)
