"""Values computed once for a segment or snapshot and kept for as long as that lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar


class Cacheable(Protocol):
    """An object that keeps what was computed for it.

    Attributes:
        caches: the value of each function that is decorated with `cached_for`.
    """

    caches: dict[Callable[..., Any], Any]


Owner = TypeVar("Owner", bound=Cacheable)
Value = TypeVar("Value")


def cached_for(compute: Callable[[Owner], Value]) -> Callable[[Owner], Value]:
    """Cache a function of one segment or snapshot with that object.

    The value is freed together with its owner, even where it refers to it. Two threads that ask at
    once may both compute; the value must not depend on which of them is first.

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
