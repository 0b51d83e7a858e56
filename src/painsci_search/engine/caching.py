"""Values computed once for a segment or snapshot and kept for as long as that lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

Owner = TypeVar("Owner")
Value = TypeVar("Value")


def cached_for(compute: Callable[[Owner], Value]) -> Callable[[Owner], Value]:
    """Cache a function of one object by that object's identity, without keeping it alive.

    Two threads that ask at once may both compute; the value must not depend on which one wins.

    >>> class Segment:
    ...     pass
    >>> @cached_for
    ... def compute(segment):
    ...     print("computed")
    ...     return 7
    >>> segment = Segment()
    >>> compute(segment), compute(segment)
    computed
    (7, 7)
    """
    values: WeakKeyDictionary[Owner, Value] = WeakKeyDictionary()

    @wraps(compute)
    def cached(owner: Owner) -> Value:
        try:
            return values[owner]
        except KeyError:
            value = values[owner] = compute(owner)
            return value

    return cached
