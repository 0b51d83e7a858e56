"""The versions of the reader and the analyzer change with the code that they are made of."""

from __future__ import annotations

import ast
import importlib
import shutil
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import painsci_search
from painsci_search import versions
from painsci_search.versions import ANALYZER, READER, source_version

PACKAGE = Path(painsci_search.__file__).parent


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package's source."""
    ignored = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(PACKAGE, tmp_path / "package", ignore=ignored))


@pytest.mark.parametrize(
    ("names", "changed"),
    [
        (READER, "reading/__init__.py"),
        (READER, "reading/notes/labels.py"),
        (READER, "text.py"),
        (READER, "identifiers.py"),
        (ANALYZER, "text.py"),
        (ANALYZER, "engine/analysis.py"),
        (ANALYZER, "records.py"),
    ],
)
def test_a_changed_module_is_another_version(
    package: Path, names: tuple[str, ...], changed: str
) -> None:
    before = source_version(names, package=package)
    assert before == source_version(names)
    with (package / changed).open("a") as file:
        file.write("\n")
    assert source_version(names, package=package) != before


def test_a_new_module_of_the_reader_is_another_version(package: Path) -> None:
    before = source_version(READER, package=package)
    (package / "reading" / "forms" / "empty.py").touch()
    assert source_version(READER, package=package) != before


def test_other_modules_do_not_count(package: Path) -> None:
    before = [source_version(names, package=package) for names in (READER, ANALYZER)]
    (package / "render" / "text.py").write_text("")
    (package / "query" / "parser.py").unlink()
    assert before == [source_version(names, package=package) for names in (READER, ANALYZER)]


def test_another_stemmer_is_another_version() -> None:
    assert source_version(ANALYZER, "2.2.0") != source_version(ANALYZER, "3.0.1")


def test_a_package_without_source_has_the_version_of_its_release(package: Path) -> None:
    for path in package.rglob("*.py"):
        path.rename(path.with_suffix(".pyc"))
    release = version("painsci-search")
    assert source_version(READER, package=package) == release
    assert source_version(ANALYZER, package=package) == release


def test_the_source_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def count(path: str, *arguments: Any, **options: Any) -> Any:
        read.append(path)
        return open(path, *arguments, **options)  # noqa: PTH123 - what it replaces

    monkeypatch.setattr(versions, "open", count, raising=False)
    for get_version, names in (
        (versions.reader_version, READER),
        (versions.analyzer_version, ANALYZER),
    ):
        get_version.cache_clear()
        read.clear()
        assert get_version() == get_version()
        files = (each for name in names for each in modules_of(PACKAGE / name))
        assert sorted(read) == sorted(map(str, files))


def modules_of(path: Path) -> list[Path]:
    """A module itself, or those of a room."""
    return [path] if path.is_file() else [*path.rglob("*.py")]


# Modules of the model that do not change what is read, or which words are indexed.
UNREAD = ("__init__", "json_values", "reports", "types")
STORED = ("articles", "passages", "types")


def imported(module: Path) -> Iterator[str]:
    """Yield the files of the package in which a module's imported names are defined."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("painsci_search"):
            source = importlib.import_module(node.module or "")
            for alias in node.names:
                value = getattr(source, alias.name)
                name = getattr(value, "__module__", source.__name__)
                is_own = "painsci" in name and not name.endswith("_kernel")  # which has twins
                found = importlib.import_module(name if is_own else source.__name__)
                yield Path(found.__file__ or "").relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize(
    ("names", "irrelevant"),
    [
        (
            READER,
            {
                "errors.py",
                "late_classes.py",
                "late_patterns.py",
                "late_tuples.py",
                "model/__init__.py",
                "model/dates.py",
                "model/json_values.py",
                "model/late.py",
                "model/notices.py",
                "model/reports.py",
                "model/types.py",
                "native.py",
            },
        ),
        # How articles and arrays are stored is the format, which has a number of its own.
        (
            ANALYZER,
            {
                "engine/storage/columns.py",
                "late_classes.py",
                "late_patterns.py",
                "late_tuples.py",
                "model/articles.py",
                "model/labels.py",
                "model/passages.py",
                "model/types.py",
                "native.py",  # both builds read and analyse alike
            },
        ),
    ],
)
def test_all_that_such_a_module_imports_is_part_of_the_version(
    names: tuple[str, ...], irrelevant: set[str]
) -> None:
    modules = versions._modules(names, PACKAGE)
    used = {name for module in modules for name in imported(PACKAGE / module)} - irrelevant
    assert used
    assert used <= set(modules)
