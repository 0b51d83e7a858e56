"""Values some of whose fields are made when one of these is first read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from painsci_search.native import compiled


class Late:
    """The base of a frozen dataclass with slots whose instances may be made in two steps.

    What needs no such field, a list of results that shows snippets only, does not pay for it. In
    every other respect, such as equality, `repr`, `replace`, copies and pickling, the instance is
    like one that was made at once, since all of these read the fields.
    """

    __slots__ = ("_make_rest",)
    _make_rest: Callable[[], dict[str, Any]] | None

    if not TYPE_CHECKING:  # a type checker would take any name for an attribute

        def __getattr__(self, name: str) -> Any:
            """Make the fields that are left, and return one: called for a slot without a value."""
            if name == "_make_rest" or name not in self.__dataclass_fields__:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            make_rest = self._make_rest
            if make_rest is None:  # another thread was first
                return object.__getattribute__(self, name)
            rest = make_rest()
            set_fields(self, rest)
            # lets go of all that it refers to
            _set(self, "_make_rest", None)
            return rest[name]


Value = TypeVar("Value", bound=Late)
_set = object.__setattr__


@compiled
def set_fields(value: object, fields: dict[str, Any]) -> None:
    """Set the fields of an instance of a frozen dataclass."""
    for name, each in fields.items():
        _set(value, name, each)


def make_late(
    kind: type[Value], known: dict[str, Any], make_rest: Callable[[], dict[str, Any]]
) -> Value:
    """Return an instance of a dataclass with some of its fields.

    Args:
        known: the values of these fields.
        make_rest: returns the values of all others; called when one of them is first read. Two
            threads that read at the same moment may both call it. It is kept until then, with all
            that it refers to.
    """
    value = kind.__new__(kind)
    set_fields(value, known)
    _set(value, "_make_rest", make_rest)
    return value
