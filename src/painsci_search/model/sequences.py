"""A base for values that are a sequence of others, such as the results of a search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar, overload

Item = TypeVar("Item")


class SequenceOf(Generic[Item]):
    """A value with a length, items and slices, which are those of one of its tuples."""

    __slots__ = ()

    def _items(self) -> tuple[Item, ...]:
        raise NotImplementedError

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items())

    def __len__(self) -> int:
        return len(self._items())

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Item, ...]: ...

    def __getitem__(self, at: int | slice) -> Item | tuple[Item, ...]:
        return self._items()[at]
