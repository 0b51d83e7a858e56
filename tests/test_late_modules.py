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


def run(folder: Path, *lines: str) -> list[str]:
    """Run lines of Python with the modules of a folder; return the lines that it prints."""
    program = "\n".join(
        (
            "import sys",
            f"sys.path.insert(0, {str(folder)!r})",
            "from painsci_search.late_modules import execute_late",
            "execute_late('slow', 'missing')",
            *lines,
        )
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_it_is_executed_once_and_only_when_it_is_used(folder: Path) -> None:
    lines = ("import slow", "import slow", "print('imported')", "print(slow.answer, slow.answer)")
    assert run(folder, *lines) == ["imported", "executed", "42 42"]


def test_its_own_modules_can_be_imported_before_it_is_used(folder: Path) -> None:
    lines = ("import slow.part", "print(slow.part.other, slow.answer)")
    assert run(folder, *lines) == ["part", "executed", "7 42"]


def test_it_is_as_if_it_had_been_executed_at_once(folder: Path) -> None:
    lines = (
        "import importlib, importlib.util, types",
        "import slow",
        "slow.answer",
        "print(type(slow) is types.ModuleType, hasattr(slow, 'other'))",
        "print(importlib.util.find_spec('slow').loader is slow.__loader__)",
        "importlib.reload(slow)",
    )
    assert run(folder, *lines) == ["executed", "True False", "True", "executed"]


def test_a_module_that_is_not_installed_is_missing_at_once(folder: Path) -> None:
    lines = (
        "try:",
        "    import missing",
        "except ImportError as error:",
        "    print(error)",
    )
    assert run(folder, *lines) == ["No module named 'missing'"]


def test_the_command_line_reads_without_the_selectors_of_beautiful_soup(tmp_path: Path) -> None:
    page = tmp_path / "sham.html"
    page.write_text(PAGE, encoding="utf-8")
    program = (
        "import sys\n"
        "from painsci_search.cli import main\n"
        f"sys.argv = ['painsci-search', 'parse', {str(page)!r}]\n"
        "main()\n"
        "print('soupsieve.css_parser' in sys.modules)\n"
        "from bs4 import BeautifulSoup\n"
        "print(BeautifulSoup('<p><b>bold', 'lxml').select('p > b'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-2:] == ["False", "[<b>bold</b>]"]


def test_the_library_leaves_the_imports_of_a_program_alone() -> None:
    program = (
        "import sys\n"
        "before = list(sys.meta_path)\n"
        "from painsci_search.reading.forms import html\n"
        "print(sys.meta_path == before, 'soupsieve.css_parser' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "True True\n"
