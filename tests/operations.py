"""Count operations, for tests of growth: the same on every machine, however busy it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import NamedTuple

# Methods that go through all of a string or list, whatever their arguments are.
_WHOLE = frozenset(
    "casefold copy count encode insert lower lstrip remove replace reverse rsplit rstrip sort "
    "split splitlines strip translate upper".split()
)


class Work(NamedTuple):
    """What a function did.

    Attributes:
        calls: the calls of functions, Python's and C's.
        members: the characters and members of the strings and lists whose methods went through
            all of them.
    """

    calls: int
    members: int


def count_calls(function: Callable[[], object]) -> int:
    """Call a function, and count the calls of functions, Python's and C's, that it makes."""
    return count_work(function).calls


def count_work(function: Callable[[], object]) -> Work:
    """Call a function, and count the work that it does."""
    calls = members = 0

    def profile(_: FrameType, event: str, called: object) -> None:
        nonlocal calls, members
        if event == "call":
            calls += 1
        elif event == "c_call":
            calls += 1
            owner = getattr(called, "__self__", None)
            if type(owner) in (str, bytes, list) and called.__name__ in _WHOLE:
                members += len(owner)

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        function()
    finally:
        sys.setprofile(before)
    return Work(calls, members)
