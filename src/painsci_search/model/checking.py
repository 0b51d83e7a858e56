"""A dataclass that a program made in; an error out, if a value is not as its field declares."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from painsci_search.model.dates import is_date
from painsci_search.model.quick_checks import quick_test
from painsci_search.model.types import Bounds

_NAMES: Mapping[Any, str] = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "True or False",
}


@cache
def _hints(model: Hashable) -> dict[str, Any]:
    return get_type_hints(model, include_extras=True)


def check_fields(value: Any, where: str = "") -> None:
    """Check the fields of a dataclass by their annotations, at any depth.

    Args:
        where: the path of the value and ": ", for messages: "section 2: ".

    Raises:
        TypeError: a value is of another type.
        ValueError: a value is out of range, or no date; or a tuple has too many items.
    """
    model = cast("Hashable", type(value))
    if quick_test(model)(value):
        return
    hints = _hints(model)
    for field in fields(value):
        _check(hints[field.name], getattr(value, field.name), f"{where}{field.name}")


def _check(hint: Any, value: Any, where: str) -> None:
    """Check a value by an annotation.

    Args:
        where: the path of the value, for messages: "note 1: reference 2: year".
    """
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        _check(arguments[0], value, where)
        _check_bounds(hint.__metadata__[0], value, where)
    elif origin in (Union, UnionType):
        if value is not None:
            _check(next(each for each in arguments if each is not NoneType), value, where)
    elif origin in (tuple, Mapping):
        items = _items if origin is tuple else _named
        for each, item, at in items(arguments, value, where):
            _check(each, item, at)
    elif is_dataclass(hint):
        if not isinstance(value, hint):  # type: ignore[arg-type]  # a class, not an instance
            raise TypeError(f"{where} must be a {hint.__name__}, not {value!r}")  # type: ignore[union-attr]
        check_fields(value, f"{where}: ")
    else:
        _check_scalar(hint, value, where)


def _check_scalar(hint: Any, value: Any, where: str) -> None:
    if get_origin(hint) is Literal:
        choices = get_args(hint)
        if value not in choices:
            raise ValueError(f"{where} must be one of {', '.join(choices)}, not {value!r}")
        return
    accepted = (int, float) if hint is float else hint
    if not isinstance(value, accepted) or (isinstance(value, bool) and hint is not bool):
        raise TypeError(f"{where} must be {_NAMES[hint]}, not {value!r}")


def _items(hints: tuple[Any, ...], value: Any, where: str) -> Iterator[tuple[Any, Any, str]]:
    """Yield the annotation of each item of a list or tuple, the item, and its path."""
    if not isinstance(value, list | tuple):
        raise TypeError(f"{where} must be a list or tuple, not {value!r}")
    if hints[1:] != (...,) and len(value) != len(hints):
        raise ValueError(f"{where} must have {len(hints)} items, not {len(value)}")
    each = (hints[0],) * len(value) if hints[1:] == (...,) else hints
    for number, (hint, item) in enumerate(zip(each, value, strict=True), 1):
        yield hint, item, f"{where.removesuffix('s')} {number}"


def _named(hints: tuple[Any, ...], value: Any, where: str) -> Iterator[tuple[Any, Any, str]]:
    """Yield the annotation of each value of a mapping, the value, and its path."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{where} must be a mapping, such as a dict, not {value!r}")
    for name, item in value.items():
        _check_scalar(str, name, f"a name of {where}")
        yield hints[1], item, f"{where}: {name}"


def _check_bounds(bounds: Bounds, value: Any, where: str) -> None:
    """Check a value of the right type by its bounds.

    Raises:
        ValueError: it is out of range, or no date.
    """
    if bounds.minimum is not None and value < bounds.minimum:
        raise ValueError(f"{where} must be {bounds.minimum} or more, not {value!r}")
    if bounds.maximum is not None and value > bounds.maximum:
        raise ValueError(f"{where} must be {bounds.maximum} or less, not {value!r}")
    if bounds.pattern is not None and not _is_date(value, bounds.pattern):
        raise ValueError(
            f"{where} must be a date such as 2024, 2024-06 or 2024-06-30, not {value!r}"
        )


def _is_date(value: str, pattern: str) -> bool:
    """Return whether a text is a date, or empty where the pattern allows it.

    Dates are the only texts of a model of articles that have a pattern.
    """
    return is_date(value) if value else re.search(pattern, value) is not None
