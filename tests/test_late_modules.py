"""A late module is executed when something of it is first used, and is then like any other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PAGE = "<title>Sham</title><h1>Sham</h1><p>Sham acupuncture is no placebo, or is it one?</p>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of modules: a package that says when it is executed, and one of its own modules."""
    package = tmp_path / "slow"
    package.mkdir()
    (package / "__init__.py").write_text("print('executed')\nanswer = 42\n", encoding="utf-8")
    (package / "part.py").write_text("print('part')\nother = 7\n", encoding="utf-8")
    return tmp_path


def run(*lines: str) -> list[str]:
    """Run lines of Python in a process; return the lines that it prints."""
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(("import sys", *lines))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def run_late(folder: Path, *lines: str) -> list[str]:
    """Run lines of Python for which the modules of a folder are late."""
    return run(
        f"sys.path.insert(0, {str(folder)!r})",
        "from painsci_search.late_modules import execute_late",
        "execute_late('slow', 'missing')",
        *lines,
    )


def test_it_is_executed_once_and_only_when_it_is_used(folder: Path) -> None:
    lines = ("import slow", "import slow", "print('imported')", "print(slow.answer, slow.answer)")
    assert run_late(folder, *lines) == ["imported", "executed", "42 42"]


def test_its_own_modules_can_be_imported_before_it_is_used(folder: Path) -> None:
    lines = ("import slow.part", "print(slow.part.other, slow.answer)")
    assert run_late(folder, *lines) == ["part", "executed", "7 42"]


def test_it_is_as_if_it_had_been_executed_at_once(folder: Path) -> None:
    lines = (
        "import importlib, importlib.util, types",
        "import slow",
        "slow.answer",
        "print(type(slow) is types.ModuleType, hasattr(slow, 'other'))",
        "print(importlib.util.find_spec('slow').loader is slow.__loader__)",
        "importlib.reload(slow)",
    )
    assert run_late(folder, *lines) == ["executed", "True False", "True", "executed"]


def test_a_module_that_is_not_installed_is_missing_at_once(folder: Path) -> None:
    lines = (
        "try:",
        "    import missing",
        "except ImportError as error:",
        "    print(error)",
    )
    assert run_late(folder, *lines) == ["No module named 'missing'"]


def test_the_command_line_reads_without_the_selectors_of_beautiful_soup(tmp_path: Path) -> None:
    page = tmp_path / "sham.html"
    page.write_text(PAGE, encoding="utf-8")
    lines = (
        "from painsci_search.cli import main",
        f"sys.argv = ['painsci-search', 'parse', {str(page)!r}]",
        "main()",
        "print('soupsieve.css_parser' in sys.modules)",
        "from bs4 import BeautifulSoup",
        "print(BeautifulSoup('<p><b>bold', 'lxml').select('p > b'))",
    )
    assert run(*lines)[-2:] == ["False", "[<b>bold</b>]"]


def test_the_library_leaves_the_imports_of_a_program_alone() -> None:
    lines = (
        "before = list(sys.meta_path)",
        "from painsci_search.reading.forms import html",
        "print(sys.meta_path == before, 'soupsieve.css_parser' in sys.modules)",
    )
    assert run(*lines) == ["True True"]
