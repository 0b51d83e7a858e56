"""Values parsed from JSON in, dataclasses of the model out, with every type checked."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Self, TypeVar, Union, cast, get_args, get_origin, get_type_hints

_Model = TypeVar("_Model")


class FromJSON:
    """A dataclass that can be read back from the JSON that this package writes of it."""

    __slots__ = ()

    @classmethod
    def from_json(cls, source: str | bytes | Mapping[str, Any]) -> Self:
        """Read an object back from JSON.

        Args:
            source: a JSON object as text, UTF-8 bytes, or already parsed. Unknown keys are
                ignored, since later versions may add some.

        Raises:
            ValueError: it is no JSON object, a key is missing, or a value has the wrong type.
        """
        return read_model(cls, cls._prepared(parse_object(source)))

    @classmethod
    def _prepared(cls, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the object in the shape of the dataclass, where its JSON has another."""
        return value


def parse_object(source: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    """Parse a JSON object; a mapping is returned unchanged.

    Raises:
        ValueError: it is no JSON object.
    """
    value = json.loads(source) if isinstance(source, str | bytes) else source
    if not isinstance(value, Mapping):
        raise ValueError(f"expected a JSON object, not {_shown(value)}")  # noqa: TRY004 - data, not code
    return value


def read_model(model: type[_Model], value: Any, where: str = "") -> _Model:
    """Make a dataclass from a parsed JSON object.

    Args:
        where: the path of the value, for messages: "hits[0].article".

    Raises:
        ValueError: a key is missing, or a value has the wrong type; the message has its path.
    """
    if not isinstance(value, Mapping):
        raise _mismatch("an object", value, where)
    hints = _hints(cast("Hashable", model))
    arguments = {}
    for field in fields(model):  # type: ignore[arg-type]  # callers pass dataclasses alone
        path = f"{where}.{field.name}" if where else field.name
        if field.name in value:
            arguments[field.name] = _read(hints[field.name], value[field.name], path)
        elif field.default is MISSING:
            raise ValueError(f"{path} is missing")
    return model(**arguments)


@cache
def _hints(model: Hashable) -> dict[str, Any]:
    return get_type_hints(model)


def _read(hint: Any, value: Any, where: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return read_model(hint, value, where)  # type: ignore[arg-type]  # a class, not an instance
    if origin in (Union, UnionType):
        if value is None and NoneType in arguments:
            return None
        (hint,) = (each for each in arguments if each is not NoneType)
        return _read(hint, value, where)
    if origin is tuple:
        return _read_tuple(arguments, value, where)
    if origin is Mapping:
        return _read_mapping(arguments[1], value, where)
    if origin is Literal:
        if value not in arguments:
            raise _mismatch(f"one of {', '.join(map(str, arguments))}", value, where)
        return value
    accepted = (int, float) if hint is float else hint
    if not isinstance(value, accepted) or (isinstance(value, bool) and hint is not bool):
        raise _mismatch(hint.__name__, value, where)
    return hint(value)


def _read_tuple(hints: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    is_open = len(hints) == 2 and hints[1] is ...
    if not isinstance(value, list | tuple) or not (is_open or len(value) == len(hints)):
        raise _mismatch("an array" if is_open else f"an array of {len(hints)}", value, where)
    each = (hints[0],) * len(value) if is_open else hints
    return tuple(
        _read(hint, item, f"{where}[{number}]")
        for number, (hint, item) in enumerate(zip(each, value, strict=True))
    )


def _read_mapping(hint: Any, value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _mismatch("an object", value, where)
    return {str(name): _read(hint, item, f"{where}.{name}") for name, item in value.items()}


def _mismatch(expected: str, value: Any, where: str) -> ValueError:
    return ValueError(f"{where or 'the value'}: expected {expected}, not {_shown(value)}")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
