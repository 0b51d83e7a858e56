"""Values that are computed once for a segment or snapshot, and freed together with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar


class Cacheable(Protocol):
    """An object that holds values computed for it.

    Attributes:
        caches: value by function, for each function that `cached_for` decorates.
    """

    caches: dict[Callable[..., Any], Any]


Owner = TypeVar("Owner", bound=Cacheable)
# Keys that a cache remembers without a value: some hundred bytes each.
_MOST_ONCE = 4096
Key = TypeVar("Key")
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


class BoundedCache(Generic[Key, Value]):
    """A cache of values of different sizes; the oldest are dropped when they are too many.

    A value is kept when its key comes for the second time, so that keys that come once take no
    memory, and memory is not filled with them.

    Args:
        most: the sum of the sizes of the values that are kept.
        measure: returns the size of a value.

    >>> cache = BoundedCache(10, len)
    >>> for word in ("sham", "sham", "knee", "knee", "pain", "pain", "back"):
    ...     cache.put(word, word.upper())
    >>> [cache.get(word) for word in ("sham", "knee", "pain", "back")]
    [None, 'KNEE', 'PAIN', None]
    """

    def __init__(self, most: int, measure: Callable[[Value], int]) -> None:
        self._most = most
        self._measure = measure
        self._size = 0
        self._once: dict[Key, None] = {}
        self._values: dict[Key, tuple[Value, int]] = {}
        self._lock = Lock()

    def get(self, key: Key) -> Value | None:
        """Return a value, or None if it is not in the cache."""
        known = self._values.get(key)
        return None if known is None else known[0]

    def put(self, key: Key, value: Value) -> None:
        """Add a value if its key came before, and if it is not too large beside others."""
        with self._lock:
            if key not in self._once:
                self._once[key] = None
                if len(self._once) > _MOST_ONCE:
                    self._once.pop(next(iter(self._once)))
                return
            size = self._measure(value)
            if 2 * size > self._most:
                return
            self._size += size - self._values.pop(key, (value, 0))[1]
            self._values[key] = value, size
            while self._size > self._most:
                self._size -= self._values.pop(next(iter(self._values)))[1]
