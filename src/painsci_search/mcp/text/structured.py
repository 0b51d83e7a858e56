"""The objects of the published schemas, kept within a number of characters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from painsci_search.escaping import dump

_LONGEST = 1000


def count_that_fit(objects: Iterable[Any], room: int) -> int:
    """Count the objects, from the first on, that have room as JSON; the first in any case."""
    count, left = 0, room
    for value in objects:
        left -= len(dump(bounded(value), pretty=False))
        if left < 0 and count:
            break
        count += 1
    return count


def bounded(value: Any) -> Any:
    """Cut the texts in a value, however it is nested, where they are very long.

    >>> bounded({"text": 2000 * "a"})["text"][-3:]
    'aa\u2026'
    """
    if isinstance(value, str):
        text = value.encode("utf-8", "replace").decode("utf-8")
        return text if len(text) <= _LONGEST else text[:_LONGEST] + "\u2026"
    if isinstance(value, dict):
        return {key: bounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [bounded(item) for item in value]
    return value
