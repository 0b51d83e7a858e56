"""Remarks on parameters of a page that are ignored: what was given and allowed, and what is done.

A wrong order or offset can be ignored. A wrong filter is an error: without it, the answer would
have what the reader excludes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, get_args

from painsci_search.model import Sort, WorkSort
from painsci_search.server.parameters import is_number

# Characters of a name or a value in a remark, and remarks about one URL.
_SHOWN = 40
_MOST = 3


class _Rule(NamedTuple):
    """What is allowed for a parameter, and what is done where another value is ignored."""

    allows: Callable[[str], bool]
    allowed: str
    instead: str


def _one_of(values: Iterable[str], instead: str) -> _Rule:
    *most, last = values
    return _Rule({*most, last}.__contains__, f"{', '.join(most)} or {last}", instead)


_FLAG = ("true", "false")
_OFFSET = _Rule(is_number, "a whole number", "the list is shown from its beginning")
_YEAR = _Rule(lambda value: is_number(value, 4), "a year", "works of all years are shown")
_SEARCH: Mapping[str, _Rule | None] = {
    "q": None,
    **dict.fromkeys(("kind", "article", "author", "since", "until", "cited_since")),
    "sort": _one_of(get_args(Sort), "the best match comes first"),
    "exact": _one_of(_FLAG, "other forms of the words match, too"),
    "semantic": _one_of(_FLAG, "the search is by words alone"),
    "offset": _OFFSET,
}
_WORKS: Mapping[str, _Rule | None] = {
    **dict.fromkeys(("q", "kind", "cited_with")),
    "since": _YEAR,
    "sort": _one_of(get_args(WorkSort), "the works cited most often come first"),
    "noticed": _one_of(_FLAG, "works without a notice are shown, too"),
    "offset": _OFFSET,
}


def ignored_in_search(given: Any) -> tuple[str, ...]:
    """Return remarks on the parameters of the search page that are ignored.

    >>> ignored_in_search({"q": "knee", "exact": "1"})
    ('“exact=1” is ignored: exact must be true or false; other forms of the words match, too',)
    """
    return tuple(_remarks(given, _SEARCH))[:_MOST]


def ignored_in_works(given: Any) -> tuple[str, ...]:
    """Return remarks on the parameters of the page of works that are ignored."""
    return tuple(_remarks(given, _WORKS))[:_MOST]


def _remarks(given: Any, rules: Mapping[str, _Rule | None]) -> Iterator[str]:
    for name, value in given.items():
        rule = rules.get(name)
        pair = f"“{name[:_SHOWN]}={value[:_SHOWN]}” is ignored"
        if name not in rules:
            if not _is_tracker(name):
                yield f"{pair}: unknown parameter; known: {', '.join(rules)}"
        elif rule is not None and value and not rule.allows(value):
            yield f"{pair}: {name} must be {rule.allowed}; {rule.instead}"


def _is_tracker(name: str) -> bool:
    """Return whether a parameter is one that other sites add to links, which no reader typed."""
    return name.startswith("utm_") or name.endswith("clid")
