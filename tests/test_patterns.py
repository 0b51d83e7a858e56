"""Patterns take steps in proportion to the length of a text, whatever it repeats."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import painsci_search
from painsci_search.late_patterns import _LatePattern
from regex_steps import (
    StepCounter,
    TooManySteps,
    parse,
    possessive_groups,
    repeated,
    samples,
)

pytestmark = pytest.mark.slow

# Characters of the shorter of the two texts that are compared; the other is four times as long.
LENGTH = 48
# Choices among the alternatives of a repetition that are tried.
CHOICES = 8
UNITS = (
    " ",
    "\n",
    ".",
    ",",
    "1",
    "a",
    "A",
    "a ",
    "1 ",
    "[",
    "]",
    "(",
    ")",
    "[1]",
    "a.",
    "A. ",
    "-",
    "*",
    "“",
    "/",
    "&",
    "=",
)
# Rooms whose texts have their white space folded: there, white space does not repeat.
_FOLDED = (
    "reading.byline",
    "reading.changes",
    "reading.forms.document",
    "reading.forms.papers",
    "reading.forms.pdf.front",
    "reading.headings",
    "reading.metadata",
    "reading.notes",
    "reading.titles",
)
# Patterns of texts that are cut to a fixed length before, and of what a user types.
_SHORT = (
    "SCHEMES",  # addresses, up to identifiers._LONGEST
    "reading.forms.office.styles._KINDS",  # names of styles
    "reading.forms.plaintext.markers._WORD_BEFORE",
    "reading.metadata.shown_authors._AUTHOR_CLASS",  # classes of an element
    "search.autocomplete._LAST_WORD",
)
_SEARCHES = {"search", "finditer", "findall", "sub", "subn", "split"}


@cache
def sources() -> dict[str, ast.Module]:
    root = Path(painsci_search.__file__).parent
    return {
        str(path.relative_to(root.parent)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(root.rglob("*.py"))
    }


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def searched_names() -> frozenset[tuple[str, str]]:
    """Return the names whose patterns are searched for or passed on, each with its module.

    A public name may be used in any module: its module is "".
    """
    names = set()
    for path, tree in sources().items():
        called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        matched = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and id(node) in called
            and node.attr in ("match", "fullmatch")
        }
        for node in ast.walk(tree):
            is_used = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
            if is_used and id(node) not in matched:
                names.add((module_of(path) if node.id.startswith("_") else "", node.id))
    return frozenset(names)


def patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, _LatePattern):
        yield re.compile(value.pattern, value.flags)
    elif isinstance(value, dict):
        for each in value.values():
            yield from patterns_in(each)
    elif isinstance(value, tuple | list | frozenset | set):
        for each in value:
            yield from patterns_in(each)


def inline_patterns(
    name: str, tree: ast.Module, names: dict[str, Any]
) -> Iterator[tuple[str, Any, bool]]:
    """Yield the patterns that functions of a module pass to the re module."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        owner, function = node.func.value, node.func.attr
        if not (isinstance(owner, ast.Name) and owner.id == "re") or function == "compile":
            continue
        try:
            text = eval(compile(ast.Expression(node.args[0]), f"<{name}>", "eval"), names)
            pattern = re.compile(text)
        except (NameError, TypeError, re.error):
            continue
        yield f"{name}:{node.lineno}", pattern, function in _SEARCHES


def all_patterns() -> dict[str, tuple[re.Pattern[Any], bool]]:
    found: dict[str, tuple[re.Pattern[Any], bool]] = {}
    for info in pkgutil.walk_packages(painsci_search.__path__, "painsci_search."):
        if info.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(info.name)
        except ImportError:
            continue
        for name, value in vars(module).items():
            for number, pattern in enumerate(patterns_in(value)):
                key = f"{info.name.removeprefix('painsci_search.')}.{name}" + (
                    f"[{number}]" if number else ""
                )
                if not any(pattern is other for other, _ in found.values()):
                    used = info.name if name.startswith("_") else "", name
                    is_alone = isinstance(value, re.Pattern | _LatePattern)
                    found[key] = pattern, used in searched_names() or not is_alone
        source = Path(module.__file__ or "")
        tree = sources().get(str(source.relative_to(Path(painsci_search.__file__).parents[1])))
        known = {id(pattern) for pattern, _ in found.values()}
        for key, pattern, is_searched in (
            inline_patterns(info.name, tree, vars(module)) if tree else ()
        ):
            if id(pattern) not in known:
                found.setdefault(key.removeprefix("painsci_search."), (pattern, is_searched))
    return found


def is_short(name: str) -> bool:
    return any(short in name for short in _SHORT)


def texts_for(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    """Yield beginnings and the units that are repeated after them."""
    seen = set()
    bodies = list(repeated(parse(pattern)))
    for before, body in bodies:
        for choice in range(CHOICES):
            seen.add((before, samples(body, choice)))
            seen.add(("", samples(body, choice)))
            seen.add(("", before + samples(body, choice)))
    units = [unit for _, unit in sorted(seen) if len(unit) == 1][:12]
    seen |= {("", one + two) for one in units for two in units}
    seen |= {("", unit) for unit in UNITS}
    yield from sorted((before, unit) for before, unit in seen if unit)


PATTERNS = {name: found for name, found in all_patterns().items() if not is_short(name)}


def test_the_counter_finds_a_square() -> None:
    counter = StepCounter(re.compile(r"[.!?]+[)]*(?=\s)"))
    short, long = (counter.count("." * times, 10**6, is_searched=True) for times in (40, 160))
    assert long > 12 * short


def test_no_group_is_repeated_possessively() -> None:
    """Python before 3.11.5 goes on amid a repetition that failed (gh-106052): write "(?>(…)*)"."""
    assert possessive_groups(parse(re.compile(r"a(?:bc)*+"))) == 1
    assert possessive_groups(parse(re.compile(r"a(?>(?:bc)*)[bc]*+"))) == 0
    found = all_patterns().items()
    assert [name for name, (pattern, _) in found if possessive_groups(parse(pattern))] == []


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_steps_in_proportion_to_the_text(name: str) -> None:
    pattern, is_searched = PATTERNS[name]
    counter = StepCounter(pattern)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        for before, unit in texts_for(pattern):
            if name.startswith(_FOLDED) and unit.isspace():
                continue
            for ending in ("", "\x01"):
                times = max(4, LENGTH // len(unit))
                try:
                    short = counter.count(
                        before + unit * times + ending, 10**6, is_searched=is_searched
                    )
                    long = 6 * short + 400
                    counter.count(before + unit * 4 * times + ending, long, is_searched=is_searched)
                except TooManySteps:
                    pytest.fail(f"{before!r} + {unit!r} * n + {ending!r}: {pattern.pattern!r}")
    finally:
        sys.setrecursionlimit(limit)
