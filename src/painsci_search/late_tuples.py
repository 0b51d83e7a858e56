"""Named tuples whose members are made with the first tuple.

`typing.NamedTuple` takes a tenth of a millisecond for each class: it compiles every annotation,
and functions that it writes as source text. A query imports eighty such classes and makes tuples of
fewer than half of them. A class whose tuples the kernel makes, such as `text.Token`, cannot be one
of these: the kernel asks for no member of it.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

__all__ = ["NamedTuple"]

if TYPE_CHECKING:  # type checkers know what a class makes of it
    from typing import NamedTuple
else:

    class _Maker(type):
        """Makes of a class with `NamedTuple` as its base one with `tuple` as its base."""

        def __new__(cls, name: str, _: tuple[type, ...], namespace: dict[str, Any]) -> type:
            fields = tuple(namespace["__annotations__"])
            defaults = [namespace.pop(field) for field in fields if field in namespace]

            def make_members() -> None:
                plain = namedtuple(name, fields, defaults=defaults)  # noqa: PYI024 - see above
                members = {
                    member: value
                    for member, value in vars(plain).items()
                    if member not in namespace
                }
                # These last: they make no tuple before its class has all members, in other threads
                # and after a signal that ends this in the middle.
                for member in sorted(members, key=stand_ins.__contains__):
                    setattr(made, member, members[member])

            def make_first(kind: type, /, *values: Any, **by_name: Any) -> Any:
                make_members()
                return made.__new__(kind, *values, **by_name)

            def make_first_of(kind: Any, values: Any) -> Any:
                make_members()
                return kind._make(values)

            stand_ins = {"__new__": make_first, "_make": classmethod(make_first_of)}
            known = {"__slots__": (), "_fields": fields}
            made = type(name, (tuple,), {**namespace, **known, **stand_ins})
            return made

    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})
