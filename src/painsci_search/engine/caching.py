"""Values that are computed once for a segment or snapshot, and freed together with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar


class Cacheable(Protocol):
    """An object that holds values computed for it.

    Attributes:
        caches: value by function, for each function that `cached_for` decorates.
    """

    caches: dict[Callable[..., Any], Any]


Owner = TypeVar("Owner", bound=Cacheable)
Value = TypeVar("Value")


def cached_for(compute: Callable[[Owner], Value]) -> Callable[[Owner], Value]:
    """Cache a function of one segment or snapshot with that object.

    The value is freed together with its owner, even if it refers to the owner. Two threads may both
    compute the value at the same time, so it must not matter which of them is first.

    >>> class Owner:
    ...     caches = {}
    >>> @cached_for
    ... def compute(owner):
    ...     print("computed")
    ...     return 7
    >>> owner = Owner()
    >>> compute(owner), compute(owner)
    computed
    (7, 7)
    """

    @wraps(compute)
    def cached(owner: Owner) -> Value:
        try:
            value: Value = owner.caches[compute]
        except KeyError:
            value = owner.caches[compute] = compute(owner)
        return value

    return cached
