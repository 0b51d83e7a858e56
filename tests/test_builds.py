"""Wheels and editable installations: compiled where there is a compiler, else pure Python."""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from profiles import trials

pytest.importorskip("hatchling", reason="hatchling is not installed")
pytest.importorskip("setuptools", reason="setuptools is not installed")

REPOSITORY = Path(__file__).parents[1]
PARTS = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore")
_HEADER = Path(sysconfig.get_path("include"), "Python.h")
needs_compiler = pytest.mark.skipif(
    shutil.which(os.environ.get("CC", "cc")) is None or not _HEADER.exists(),
    reason="no C compiler, or no headers of Python",
)
NO_COMPILER = {"CC": "no-such-compiler", "LDSHARED": "no-such-compiler"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what wheels are built of."""
    copy = tmp_path / "project"
    copy.mkdir()
    for name in PARTS:
        shutil.copy(REPOSITORY / name, copy)
    for name in ("src", "native"):
        ignored = shutil.ignore_patterns("__pycache__", "_kernel.*")
        shutil.copytree(REPOSITORY / name, copy / name, ignore=ignored)
    return copy


def build(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(project / "dist"), *arguments],
        cwd=project,
        env={**os.environ, "PAINSCI_SEARCH_BUILD": "", **environment},
        capture_output=True,
        check=False,
        text=True,
    )


def wheel_of(project: Path) -> zipfile.ZipFile:
    (path,) = (project / "dist").glob("*.whl")
    return zipfile.ZipFile(path)


def version_of(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "painsci_search", "--version"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PAINSCI_SEARCH_PURE": ""},
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout


@needs_compiler
@pytest.mark.parametrize("wanted", ["", "compiled"])
def test_with_a_compiler_the_wheel_has_the_kernel(
    wanted: str, project: Path, tmp_path: Path
) -> None:
    built = build(project, "-t", "wheel", PAINSCI_SEARCH_BUILD=wanted)
    assert built.returncode == 0, built.stderr
    wheel = wheel_of(project)
    assert "-cp311-abi3-" in str(wheel.filename)
    assert not any(name.endswith(".c") for name in wheel.namelist())
    wheel.extractall(tmp_path / "installed")
    assert version_of(tmp_path / "installed").endswith(" (compiled)\n")


def test_without_a_compiler_the_wheel_is_pure_with_one_line_of_warning(
    project: Path, tmp_path: Path
) -> None:
    built = build(project, "-t", "wheel", **NO_COMPILER)
    assert built.returncode == 0, built.stderr
    warnings = [line for line in built.stderr.splitlines() if "the native kernel" in line]
    assert len(warnings) == 1
    assert warnings[0].endswith(": painsci-search runs as pure Python")
    assert str(wheel_of(project).filename).endswith("-py3-none-any.whl")
    wheel_of(project).extractall(tmp_path / "installed")
    assert version_of(tmp_path / "installed").endswith(" (pure Python)\n")


def test_a_pure_wheel_is_built_where_it_is_wanted(project: Path) -> None:
    assert build(project, "-t", "wheel", PAINSCI_SEARCH_BUILD="pure").returncode == 0
    assert not any("_kernel" in name for name in wheel_of(project).namelist())


def test_a_kernel_that_must_be_compiled_and_cannot_be_is_an_error(project: Path) -> None:
    built = build(project, "-t", "wheel", PAINSCI_SEARCH_BUILD="compiled", **NO_COMPILER)
    assert built.returncode != 0
    assert "the native kernel cannot be compiled" in built.stderr
    built = build(project, "-t", "wheel", PAINSCI_SEARCH_BUILD="fast")
    assert "must be pure, compiled or full, not 'fast'" in built.stderr


@needs_compiler
def test_the_source_distribution_has_what_a_wheel_is_built_of(project: Path) -> None:
    assert build(project, "-t", "sdist").returncode == 0
    (archive,) = (project / "dist").glob("*.tar.gz")
    # Python before 3.11.4 has no filters, Python 3.13 warns if none is chosen
    chosen = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    shutil.unpack_archive(archive, project / "unpacked", **chosen)
    (unpacked,) = (project / "unpacked").iterdir()
    built = build(unpacked, "-t", "wheel", PAINSCI_SEARCH_BUILD="compiled")
    assert built.returncode == 0, built.stderr
    assert any("_kernel" in name for name in wheel_of(unpacked).namelist())


@needs_compiler
def test_an_editable_installation_has_the_kernel_beside_the_sources(project: Path) -> None:
    editable = ("-t", "wheel:editable")
    package = project / "src" / "painsci_search"
    assert build(project, *editable).returncode == 0
    assert version_of(project / "src").endswith(" (compiled)\n")
    assert build(project, *editable, PAINSCI_SEARCH_BUILD="pure").returncode == 0
    assert not list(package.glob("_kernel.*"))
    assert version_of(project / "src").endswith(" (pure Python)\n")


@pytest.fixture
def hook() -> ModuleType:
    """The build hook as a module."""
    found = importlib.util.spec_from_file_location("hatch_build", REPOSITORY / "hatch_build.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_modules_of_a_full_build_exist_and_have_nothing_that_crashes(hook: ModuleType) -> None:
    package = REPOSITORY / "src" / "painsci_search"
    assert list(hook.MODULES) == sorted(set(hook.MODULES))
    assert not set(hook.MODULES) & set(hook.INTERPRETED)
    assert all((package / name).is_file() for name in (*hook.MODULES, *hook.INTERPRETED))
    sources = {name: (package / name).read_text() for name in hook.MODULES}
    # it compiles, and crashes when it is used
    assert not [name for name, source in sources.items() if "threading.local" in source]
    # it compiles, and a field of a class of such a type fails when the module is imported
    fields = [
        (name, each.annotation)
        for name, source in sources.items()
        for made in ast.walk(ast.parse(source))
        for each in (made.body if isinstance(made, ast.ClassDef) else ())
        if isinstance(each, ast.AnnAssign)
    ]
    unknown = {"memoryview", "bytearray"}
    assert fields
    assert not [name for name, of in fields if isinstance(of, ast.Name) and of.id in unknown]


def test_no_interpreted_class_inherits_from_a_class_of_a_full_build(hook: ModuleType) -> None:
    package = REPOSITORY / "src" / "painsci_search"
    compiled = {_dotted(name) for name in hook.MODULES}
    sources = {path.relative_to(package).as_posix(): path for path in package.rglob("*.py")}
    trees = {
        name: ast.parse(path.read_text())
        for name, path in sources.items()
        if name not in hook.MODULES
    }
    parents = {name: set(_parents(tree)) for name, tree in trees.items()}
    # the check sees the parents of other modules
    assert "painsci_search.engine.seam" in parents["engine/opensearch/query.py"]
    # it compiles, and fails when the interpreted module is imported
    assert not {name: found & compiled for name, found in parents.items() if found & compiled}


def _dotted(name: str) -> str:
    return f"painsci_search.{name.removesuffix('.py').replace('/', '.')}"


def _parents(tree: ast.Module) -> Iterator[str]:
    """Yield the modules from which the classes of a module inherit, as far as it imports them."""
    imported = {
        alias.asname or alias.name: (each.module, f"{each.module}.{alias.name}")
        for each in ast.walk(tree)
        if isinstance(each, ast.ImportFrom) and each.module is not None
        for alias in each.names
    }
    bases = [
        base for each in ast.walk(tree) if isinstance(each, ast.ClassDef) for base in each.bases
    ]
    for base in bases:
        used = [each.id for each in ast.walk(base) if isinstance(each, ast.Name)]
        yield from (module for name in used for module in imported.get(name, ()))


def test_only_a_full_build_requires_mypy(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    build_hook = hook.KernelBuildHook(str(tmp_path), {}, None, None, str(tmp_path), "wheel")
    monkeypatch.setenv("PAINSCI_SEARCH_BUILD", "compiled")
    assert build_hook.dependencies() == []
    monkeypatch.setenv("PAINSCI_SEARCH_BUILD", "full")
    assert build_hook.dependencies() == hook.FULL_REQUIRES
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(RuntimeError, match="=full needs mypy: pip install '"):
        hook.compile_modules(tmp_path, tmp_path)


def test_an_editable_installation_is_not_compiled_in_full(project: Path) -> None:
    built = build(project, "-t", "wheel:editable", PAINSCI_SEARCH_BUILD="full")
    assert built.returncode == 1
    (line,) = built.stderr.splitlines()
    assert line.startswith("painsci-search: PAINSCI_SEARCH_BUILD=full is for wheels")
    assert not list((project / "dist").iterdir())


def run(folder: Path, *arguments: str | Path) -> str:
    """Run Python on an unpacked wheel, and return what it writes."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PAINSCI_SEARCH_PURE": ""},
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout


@needs_compiler
@pytest.mark.trial
@pytest.mark.slow
@pytest.mark.skipif(not trials(0, 1), reason="compiles for more than a minute: make trials")
def test_a_full_build_answers_as_a_pure_one(project: Path, tmp_path: Path) -> None:
    pytest.importorskip("mypyc", reason="mypy is not installed")
    answers = []
    pages = str(REPOSITORY / "corpus")
    command = ("-m", "painsci_search")
    for wanted in ("pure", "full"):
        shutil.rmtree(project / "dist", ignore_errors=True)
        built = build(project, "-t", "wheel", PAINSCI_SEARCH_BUILD=wanted)
        assert built.returncode == 0, built.stderr
        installed = tmp_path / wanted
        wheel_of(project).extractall(installed)
        run(installed, *command, "index", pages, "--index", str(tmp_path / f"{wanted}-index"))
        script = REPOSITORY / "tests" / "build_answers.py"
        folders = (tmp_path / f"{wanted}-index", tmp_path / f"{wanted}-generated")
        answers.append(run(installed, script, *folders).splitlines())
    assert answers[0] == answers[1]
    assert "-abi3-" not in str(wheel_of(project).filename)
    assert version_of(tmp_path / "full").endswith(" (compiled in full)\n")
    # an index of one build is up to date for the other
    again = run(
        tmp_path / "full", *command, "index", pages, "--index", str(tmp_path / "pure-index")
    )
    assert again.startswith("0 articles added, 0 changed, 0 removed, ")
