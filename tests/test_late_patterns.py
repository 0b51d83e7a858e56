"""A late pattern works like a compiled one, which it becomes when it is first used."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from painsci_search.late_patterns import late_pattern

TEXT = "Sham and SHAM\nsham"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The patterns that were compiled."""
    patterns: list[object] = []
    compile_pattern = re.compile

    def count(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
        patterns.append(pattern)
        return compile_pattern(pattern, flags)

    monkeypatch.setattr(re, "compile", count)
    return patterns


def test_it_is_compiled_once_and_only_when_it_is_used(compiled: list[object]) -> None:
    late = late_pattern(r"sha(m)")
    assert late.pattern == r"sha(m)"
    assert compiled == []
    assert [late.search(TEXT) is not None, late.match(TEXT) is None] == [True, True]
    assert compiled == [r"sha(m)"]


def test_it_does_what_the_compiled_pattern_does() -> None:
    late, pattern = (
        make(r"^sha(m)$", re.IGNORECASE | re.MULTILINE) for make in (late_pattern, re.compile)
    )
    assert late.flags == pattern.flags
    assert late.findall(TEXT) == pattern.findall(TEXT) == ["m"]
    assert late.sub("x", TEXT) == pattern.sub("x", TEXT)
    assert late.split(TEXT) == pattern.split(TEXT)
    assert [found.span() for found in late.finditer(TEXT)] == [(14, 18)]
    assert late.fullmatch("SHAM")


def test_it_has_no_other_attributes(compiled: list[object]) -> None:
    assert not hasattr(late_pattern("a"), "nothing")
    assert compiled == []


def test_few_patterns_are_compiled_for_what_a_query_imports() -> None:
    program = """
import re, sys
compile_pattern, patterns = re.compile, []
def count(pattern, flags=0):
    if sys._getframe(1).f_globals["__name__"].startswith("painsci_search"):
        patterns.append(pattern)
    return compile_pattern(pattern, flags)
re.compile = count
import painsci_search.cli.query, painsci_search.index, painsci_search.options
import painsci_search.render.text, painsci_search.search.answer, painsci_search.engine.storage.store
print(len(patterns))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert int(done.stdout) <= 10
