"""Regular expressions that are compiled when they are first used.

To compile one takes up to a millisecond, and most commands use few of those of the modules that
they import.
"""

from __future__ import annotations

import re
from typing import Any, cast

# What the package asks of a pattern.
_ATTRIBUTES = ("findall", "finditer", "flags", "fullmatch", "match", "search", "split", "sub")


class _LatePattern:
    """A pattern that takes its methods from the compiled one when the first of them is called."""

    def __init__(self, pattern: str, flags: re.RegexFlag) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _ATTRIBUTES:
            raise AttributeError(f"a late pattern has no attribute {name!r}")
        compiled = re.compile(self.pattern, self._flags)
        # All at once, so that the following calls do not come here.
        self.__dict__.update({each: getattr(compiled, each) for each in _ATTRIBUTES})
        return self.__dict__[name]


def late_pattern(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Return what works like `re.compile(pattern, flags)`, and compiles it when it is first used.

    Functions of `re` do not take it for a pattern: call its methods.
    """
    return cast("re.Pattern[str]", _LatePattern(pattern, flags))
