"""Count the steps of a backtracking match: a small model of the engine of the re module.

A pattern and a text go in, the number of characters, positions and repetitions that were tried come
out. It is the same on every machine. Source: R. Cox, "Regular Expression Matching Can Be Simple And
Fast"; the tree is that of the re module's own parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

# Repetitions that are bounded by more than this are counted as if bounded by it: they cost a
# constant factor, which a short text would not show.
_MOST = 4
_ONE = (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN)
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    c.CATEGORY_DIGIT: str.isdecimal,
    c.CATEGORY_SPACE: str.isspace,
    c.CATEGORY_WORD: lambda char: char.isalnum() or char == "_",
}
_NEGATED = {
    c.CATEGORY_NOT_DIGIT: c.CATEGORY_DIGIT,
    c.CATEGORY_NOT_SPACE: c.CATEGORY_SPACE,
    c.CATEGORY_NOT_WORD: c.CATEGORY_WORD,
}

_Matcher = Callable[[int], int | None]


class TooManySteps(Exception):
    """A match took more steps than were allowed."""


def parse(pattern: re.Pattern[Any]) -> Any:
    """Return the tree of a pattern."""
    text = pattern.pattern
    text = text.decode("latin-1") if isinstance(text, bytes) else text
    return _parser.parse(text, pattern.flags & ~re.DEBUG & ~re.UNICODE)


class StepCounter:
    """Matches a pattern in texts, and counts the steps."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        self._tree = parse(pattern)
        self._text = ""
        self._steps = self._limit = 0
        self._groups: dict[int, tuple[int, int]] = {}
        self._match = self._sequence(list(self._tree), pattern.flags, lambda at: at)

    def count(self, text: str, limit: int, *, is_searched: bool) -> int:
        """Return the steps to find all matches in a text, or the match at its start.

        Raises:
            TooManySteps: it takes more than `limit`.
        """
        self._text, self._steps, self._limit = text, 0, limit
        at = 0
        while at <= len(text):
            self._groups = {}
            end = self._match(at)
            if not is_searched:
                break
            at = end if end is not None and end > at else at + 1
            self._step()
        return self._steps

    def _step(self) -> None:
        self._steps += 1
        if self._steps > self._limit:
            raise TooManySteps

    def _sequence(self, items: list[Any], flags: int, then: _Matcher) -> _Matcher:
        for op, av in reversed(items):
            then = self._node(op, av, flags, then)
        return then

    def _node(self, op: Any, av: Any, flags: int, then: _Matcher) -> _Matcher:
        if op in _ONE:
            accepts = _accepting(op, av, flags)

            def one(at: int) -> int | None:
                self._step()
                return then(at + 1) if at < len(self._text) and accepts(self._text[at]) else None

            return one
        match op:
            case c.MAX_REPEAT | c.MIN_REPEAT | c.POSSESSIVE_REPEAT:
                return self._repeat(op, av, flags, then)
            case c.SUBPATTERN:
                return self._group(av, flags, then)
            case c.ATOMIC_GROUP:
                inner = self._sequence(list(av), flags, lambda at: at)
                return lambda at: None if (end := inner(at)) is None else then(end)
            case c.BRANCH:
                branches = [self._sequence(list(part), flags, then) for part in av[1]]
                return lambda at: next(
                    (end for branch in branches if (end := branch(at)) is not None), None
                )
            case c.ASSERT | c.ASSERT_NOT:
                return self._assertion(op, av, flags, then)
            case c.AT:
                return lambda at: then(at) if self._holds(av, at, flags) else None
            case c.GROUPREF:
                return lambda at: self._reference(av, at, then)
            case c.GROUPREF_EXISTS:
                group, yes, no = av
                first = self._sequence(list(yes), flags, then)
                second = self._sequence(list(no or []), flags, then)
                return lambda at: first(at) if group in self._groups else second(at)
            case _:
                raise NotImplementedError(str(op))

    def _group(self, av: Any, flags: int, then: _Matcher) -> _Matcher:
        number, added, removed, items = av

        def end_group(at: int) -> int | None:
            if number is not None:
                self._groups[number] = (begins[-1] if begins else at, at)
            return then(at)

        begins: list[int] = []
        inner = self._sequence(list(items), (flags | added) & ~removed, end_group)

        def group(at: int) -> int | None:
            begins.append(at)
            try:
                return inner(at)
            finally:
                begins.pop()

        return group

    def _assertion(self, op: Any, av: Any, flags: int, then: _Matcher) -> _Matcher:
        direction, items = av
        inner = self._sequence(list(items), flags, lambda at: at)
        width = items.getwidth()[0] if direction < 0 else 0

        def assertion(at: int) -> int | None:
            self._step()
            found = at >= width and inner(at - width) is not None
            return then(at) if found is (op is c.ASSERT) else None

        return assertion

    def _repeat(self, op: Any, av: Any, flags: int, then: _Matcher) -> _Matcher:
        least, most, items = av
        if most is not c.MAXREPEAT and most > _MOST:
            most = max(least, _MOST)
        unbounded = most is c.MAXREPEAT
        if len(items) == 1 and items[0][0] in _ONE:
            accepts = _accepting(*items[0], flags)

            def run(at: int) -> int | None:
                ends = at
                top = len(self._text) if unbounded else min(len(self._text), at + most)
                if op is c.MIN_REPEAT:
                    while True:
                        if ends - at >= least and (end := then(ends)) is not None:
                            return end
                        self._step()
                        if ends >= top or not accepts(self._text[ends]):
                            return None
                        ends += 1
                while ends < top and accepts(self._text[ends]):
                    self._step()
                    ends += 1
                if op is c.POSSESSIVE_REPEAT:
                    return then(ends) if ends - at >= least else None
                while ends - at >= least:
                    self._step()
                    if (end := then(ends)) is not None:
                        return end
                    ends -= 1
                return None

            return run
        if op is c.POSSESSIVE_REPEAT:
            single = self._sequence(list(items), flags, lambda at: at)

            def possess(at: int) -> int | None:
                count = 0
                while unbounded or count < most:
                    self._step()
                    end = single(at)
                    if end is None or (end == at and count >= least):
                        break
                    at, count = end, count + 1
                return then(at) if count >= least else None

            return possess
        counts: list[tuple[int, int]] = []

        def again(at: int) -> int | None:
            count, began = counts[-1]
            if at == began and count >= least:
                return None
            counts.append((count + 1, at))
            try:
                return attempt(at)
            finally:
                counts.pop()

        body = self._sequence(list(items), flags, again)

        def leave(at: int) -> int | None:
            kept = counts.pop()
            try:
                return then(at)
            finally:
                counts.append(kept)

        def attempt(at: int) -> int | None:
            self._step()
            count = counts[-1][0]
            may = unbounded or count < most
            if count < least:
                return body(at)
            if op is c.MIN_REPEAT:
                end = leave(at)
                return end if end is not None or not may else body(at)
            end = body(at) if may else None
            return end if end is not None else leave(at)

        def begin(at: int) -> int | None:
            counts.append((0, -1))
            try:
                return attempt(at)
            finally:
                counts.pop()

        return begin

    def _reference(self, group: int, at: int, then: _Matcher) -> int | None:
        if group not in self._groups:
            return None
        text = self._text[slice(*self._groups[group])]
        self._step()
        return then(at + len(text)) if self._text.startswith(text, at) else None

    def _holds(self, where: Any, at: int, flags: int) -> bool:
        self._step()
        text, is_line = self._text, bool(flags & re.MULTILINE)
        match where:
            case c.AT_BEGINNING_STRING:
                return at == 0
            case c.AT_BEGINNING:
                return at == 0 or (is_line and text[at - 1] == "\n")
            case c.AT_END_STRING:
                return at == len(text)
            case c.AT_END:
                is_last = at == len(text) or (at == len(text) - 1 and text[at] == "\n")
                return is_last or (is_line and text[at] == "\n")
            case _:
                is_word = _CATEGORIES[c.CATEGORY_WORD]
                before = at > 0 and is_word(text[at - 1])
                after = at < len(text) and is_word(text[at])
                return (before != after) is (where is c.AT_BOUNDARY)


def _accepting(op: Any, av: Any, flags: int) -> Callable[[str], bool]:
    """Return a predicate of one character."""
    if op is c.ANY:
        return lambda char: bool(flags & re.DOTALL) or char != "\n"
    items = av if op is c.IN else [(op, av)]
    tests = [_test(kind, value) for kind, value in items if kind is not c.NEGATE]
    negated = bool(items) and items[0][0] is c.NEGATE
    cache: dict[str, bool] = {}

    def accepts(char: str) -> bool:
        if char not in cache:
            forms = {char, char.lower(), char.upper()} if flags & re.IGNORECASE else {char}
            forms = {form for form in forms if len(form) == 1}
            cache[char] = any(test(form) for test in tests for form in forms) is not negated
        return cache[char]

    return accepts


def _test(kind: Any, value: Any) -> Callable[[str], bool]:
    match kind:
        case c.LITERAL:
            return lambda char: ord(char) == value
        case c.NOT_LITERAL:
            return lambda char: ord(char) != value
        case c.RANGE:
            return lambda char: value[0] <= ord(char) <= value[1]
        case c.CATEGORY if value in _NEGATED:
            return lambda char: not _CATEGORIES[_NEGATED[value]](char)
        case _:
            return _CATEGORIES[value]


def samples(items: Any, choice: int) -> str:
    """Return a text that a tree roughly matches; `choice` picks among alternatives."""
    return "".join(_sample(op, av, choice) for op, av in items)


def repeated(items: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the bodies of unbounded repetitions, each with a text that precedes it."""
    for op, av in items:
        for part in _parts(op, av):
            yield from repeated(part, before)
        if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT) and av[1] > _MOST:
            yield before, av[2]
        before += _sample(op, av, 0)


def possessive_groups(items: Any) -> int:
    """Return how many groups of a pattern's tree are repeated possessively: "(?:ab)*+"."""
    found = sum(possessive_groups(part) for op, av in items for part in _parts(op, av))
    bodies = [list(av[2]) for op, av in items if op is c.POSSESSIVE_REPEAT]
    return found + sum(len(body) > 1 or body[0][0] not in _ONE for body in bodies)


def _parts(op: Any, av: Any) -> list[Any]:
    match op:
        case c.SUBPATTERN:
            return [av[3]]
        case c.ATOMIC_GROUP:
            return [av]
        case c.BRANCH:
            return list(av[1])
        case c.MAX_REPEAT | c.MIN_REPEAT | c.POSSESSIVE_REPEAT:
            return [av[2]]
        case c.ASSERT | c.ASSERT_NOT:
            return [av[1]]
        case c.GROUPREF_EXISTS:
            return [part for part in av[1:] if part]
        case _:
            return []


_LIKELY = "a1 .A\n-,([\"'é—:;/_&<>#*^%@ 一"


def _sample(op: Any, av: Any, choice: int) -> str:
    if op in _ONE:
        if op is c.LITERAL:
            return chr(av)
        accepts = _accepting(op, av, 0)
        own = [
            chr(v if k is c.LITERAL else v[0])
            for k, v in (av if op is c.IN else [])
            if k in (c.LITERAL, c.RANGE)
        ]
        likely = [char for char in (*_LIKELY, *own) if accepts(char)]
        return likely[choice % len(likely)] if likely else "\x01"
    match op:
        case c.MAX_REPEAT | c.MIN_REPEAT | c.POSSESSIVE_REPEAT:
            return samples(av[2], choice) * min(max(av[0], 1), 4)
        case c.BRANCH:
            return samples(
                av[1][choice % len(av[1])],
                choice // max(1, len(av[1])) if len(av[1]) > 1 else choice,
            )
        case c.SUBPATTERN:
            return samples(av[3], choice)
        case c.ATOMIC_GROUP:
            return samples(av, choice)
        case _:
            return ""
