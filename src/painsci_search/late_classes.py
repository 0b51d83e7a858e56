"""Frozen dataclasses whose methods are made when the first of them is used.

`dataclasses` writes the methods of a class as source text and compiles them: up to a millisecond
for each class. Most commands use few of the classes that they import.
"""

from __future__ import annotations

import sys
from _thread import RLock
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

__all__ = ["late_dataclass"]

# What `dataclasses` adds to a class, besides slots and what copies and pickles them.
_MEMBERS = (
    "__dataclass_fields__",
    "__dataclass_params__",
    "__match_args__",
    "__init__",
    "__repr__",
    "__eq__",
    "__hash__",
    "__setattr__",
    "__delattr__",
    *(("__replace__",) if sys.version_info >= (3, 13) else ()),
)
# One for all classes: to make one may make its bases, too.
_LOCK = RLock()


class _LateMember:
    """A member of a class, until one of them is asked for: then all are made, and replace these.

    Python asks for operators, such as `==`, in the same way: by `__get__`.
    """

    def __init__(self, name: str, make_members: Callable[[], Any]) -> None:
        self._name = name
        self._make_members = make_members

    def __get__(self, instance: object, owner: type) -> Any:
        member = self._make_members()[self._name]
        return member.__get__(instance, owner) if callable(member) else member


def _fields_of(value: Any) -> list[Any]:
    """Return the values of the fields, for copies and pickles."""
    return [getattr(value, name) for name in value.__dataclass_fields__]


def _set_fields(value: Any, fields: list[Any]) -> None:
    for name, field in zip(value.__dataclass_fields__, fields, strict=True):
        object.__setattr__(value, name, field)


def _anew(plain: type, members: dict[str, Any], *, without: Container[str] = ()) -> type:
    """Return a class made once more, with further members and without some of its own."""
    namespace = {
        name: value
        for name, value in vars(plain).items()
        if name not in without and name not in {"__dict__", "__weakref__"}
    }
    made = type(plain)(plain.__name__, plain.__bases__, {**members, **namespace})
    made.__qualname__ = plain.__qualname__
    return made


def _with_slots(plain: type, members: dict[str, Any]) -> type:
    """Return the class anew with a slot for each of its fields, and with further members."""
    inherited = {name for base in plain.__mro__[1:] for name in vars(base).get("__slots__", ())}
    fields = plain.__annotations__
    slots = tuple(name for name in fields if name not in inherited)
    return _anew(plain, {**members, "__slots__": slots}, without=fields)


if TYPE_CHECKING:  # type checkers know what it makes of a class
    from dataclasses import dataclass as late_dataclass
else:

    def late_dataclass(*, kw_only: bool = False, **_: bool) -> Callable[..., Any]:
        """Return a decorator that works like `dataclass`, and makes the methods when one is used.

        Args:
            kw_only: as of `dataclass`.
            _: `frozen` and `slots`, which are always True: type checkers and readers expect them.
        """

        def decorate(plain: type) -> type:
            if "__mypyc_attrs__" in vars(plain):  # compiled: it has slots, and is changed in place
                return dataclass(frozen=True, kw_only=kw_only)(plain)

            def make_members() -> Any:
                with _LOCK:
                    if any(isinstance(vars(made)[name], _LateMember) for name in late):
                        # Of a copy: a signal may end this in the middle, and it is tried again.
                        whole = dataclass(frozen=True, kw_only=kw_only)(_anew(plain, {}))
                        for name in late:
                            setattr(made, name, vars(whole)[name])
                return vars(made)

            late = [name for name in _MEMBERS if name not in vars(plain)]
            stand_ins = {name: _LateMember(name, make_members) for name in late}
            pickled = {"__getstate__": _fields_of, "__setstate__": _set_fields}
            made = _with_slots(plain, {**pickled, **stand_ins})
            return made

        return decorate
