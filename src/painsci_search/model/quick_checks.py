"""A dataclass in; whether its fields are plainly as they declare out, quickly.

Nearly all values that programs make are right. So the test of a class is put together once, from
its annotations. A value that fails the test may be right nevertheless, such as one of a subclass:
`checking.py` decides that, and finds the words for what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from painsci_search.model.dates import PartialDate
from painsci_search.model.labels import Labels
from painsci_search.model.types import Bounds

_Test = Callable[[Any], bool]
_TEXTS: frozenset[type] = frozenset({str, PartialDate})


class _Kind(NamedTuple):
    """The values that an annotation plainly allows.

    Attributes:
        types: their types, exactly.
        test: of a value of such a type; None where the type suffices.
        if_empty: whether a value that counts as false, such as 0 or None, is tested, too.
    """

    types: frozenset[type]
    test: _Test | None = None
    if_empty: bool = False

    def allows(self, value: Any) -> bool:
        """Return whether a value is plainly right."""
        if type(value) not in self.types:
            return False
        return self.test is None or not (value or self.if_empty) or self.test(value)


@cache
def quick_test(model: Any) -> _Test:
    """Return a test: True for an object of the dataclass whose fields are plainly right."""
    hints = get_type_hints(model, include_extras=True)
    names = [field.name for field in fields(model)]
    kinds = [_kind_of(hints[name]) for name in names]
    values_of = attrgetter(*names)
    tested = [(number, kind.test) for number, kind in enumerate(kinds) if kind.test is not None]
    always = [(number, test) for number, test in tested if kinds[number].if_empty]
    filled = [(number, test) for number, test in tested if not kinds[number].if_empty]
    # The types of the fields of objects that were right: few combinations occur.
    known: set[tuple[type, ...]] = set()

    def test(value: Any) -> bool:
        if type(value) is not model:
            return False
        values = values_of(value)
        types = tuple(map(type, values))
        if types not in known:
            if not all(own in kind.types for own, kind in zip(types, kinds, strict=True)):
                return False
            known.add(types)
        for number, is_right in filled:
            if values[number] and not is_right(values[number]):
                return False
        return all(is_right(values[number]) for number, is_right in always)

    return test


def _kind_of(hint: Any) -> _Kind:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _Kind(_kind_of(arguments[0]).types, _test_of_bounds(hint.__metadata__[0]), True)
    if origin in (Union, UnionType):
        return _or_none(_kind_of(next(each for each in arguments if each is not NoneType)))
    if origin is tuple and arguments[1:] == (...,):
        return _Kind(frozenset({tuple, list}), _test_of_items(_kind_of(arguments[0])))
    if origin is tuple:
        return _Kind(frozenset({tuple, list}), _test_of_row(tuple(map(_kind_of, arguments))), True)
    if origin is Mapping:
        return _Kind(frozenset({Labels}), _test_of_labels(_kind_of(arguments[1])))
    if origin is Literal:
        return _Kind(frozenset({str}), frozenset(arguments).__contains__, True)
    if is_dataclass(hint):
        return _Kind(frozenset({hint}), quick_test(hint), True)  # type: ignore[arg-type]  # a class
    return _Kind(_TEXTS if hint is str else frozenset({hint}))


def _or_none(kind: _Kind) -> _Kind:
    test = kind.test
    types = kind.types | {NoneType}
    if test is None or not kind.if_empty:
        return _Kind(types, test)
    return _Kind(types, lambda value: value is None or test(value), True)


def _test_of_bounds(bounds: Bounds) -> _Test:
    low, high, pattern = bounds.minimum, bounds.maximum, bounds.pattern
    if pattern is not None:  # of a date, which is a `PartialDate` unless it is empty or wrong
        may_be_empty = re.search(pattern, "") is not None
        return lambda value: type(value) is PartialDate or (may_be_empty and value == "")
    return lambda value: (low is None or value >= low) and (high is None or value <= high)


def _test_of_items(kind: _Kind) -> _Test:
    if kind.test is None:
        return lambda values: kind.types.issuperset(map(type, values))
    return lambda values: all(map(kind.allows, values))


def _test_of_row(kinds: tuple[_Kind, ...]) -> _Test:
    def test(values: Any) -> bool:
        pairs = zip(kinds, values, strict=False)
        return len(values) == len(kinds) and all(kind.allows(value) for kind, value in pairs)

    return test


def _test_of_labels(kind: _Kind) -> _Test:
    names = _Kind(frozenset({str}))
    return lambda labels: all(names.allows(n) and kind.allows(v) for n, v in labels.items())
