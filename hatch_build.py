"""Build hook of hatchling: compile `native/` into the package, where a C compiler is found.

`PAINSCI_SEARCH_BUILD` chooses: "compiled" makes a failed compilation an error, "pure" compiles
nothing, "full" compiles the modules of `MODULES` as well, by mypyc; without it, what cannot be
compiled is left out with a warning, and Python does the work.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODULE = "painsci_search._kernel"
SOURCES = "native"
# The stable ABI of the oldest supported Python: one wheel for each platform, for all versions.
LIMITED_API = "0x030B0000"
TAG = "cp311-abi3"

# What a full build needs besides: the compiler, and NumPy for its types. Another version of mypy
# compiles other code, which is to be tried first (make trials).
FULL_REQUIRES = ["mypy>=2.4,<2.5", "numpy>=1.26"]
# The modules that a query and the reading of its hits run through, which a full build compiles.
# All others stay interpreted: they have little to gain.
MODULES = (
    "engine/adding.py",
    "engine/bm25f.py",
    "engine/boolean.py",
    "engine/bounded.py",
    "engine/collection.py",
    "engine/counting.py",
    "engine/maps.py",
    "engine/phrases.py",
    "engine/postings.py",
    "engine/stems.py",
    "engine/storage/columns.py",
    "engine/storage/field_postings.py",
    "engine/storage/segment.py",
    "engine/storage/stored_fields.py",
    "engine/top_k.py",
    "query/ast.py",
    "query/expand.py",
    "query/lexer.py",
    "query/parser.py",
    "query/spelling.py",
    "query/stop_words.py",
    "query/synonyms.py",
    "query/words.py",
    "search/answer.py",
    "search/claims.py",
    "search/highlights.py",
    "search/hit_sources.py",
    "search/hits.py",
    "search/links.py",
    "search/snippets.py",
    "search/suggest.py",
    "sentences.py",
    "text.py",
)
# Modules that a query runs through as well, and why they stay interpreted.
INTERPRETED = {
    "documents.py": "reads articles that callers make, who may give lists for tuples",
    "loading.py": "makes tuples of the lists of stored JSON",
    "model/late.py": "makes a field when it is first read, by __getattr__ for an empty slot",
    "model/passages.py": "its classes inherit from an interpreted one, that of model/late.py",
    "native.py": "chooses at run time between a function and its compiled twin",
    "text_fragments.py": "reads the same articles as documents.py",
    "versions.py": "finds the sources beside itself, and runs once",
}
# Run in src/, so that the paths of modules are their names.
_COMPILE = """
import sys
from mypyc.build import mypycify
from setuptools import setup

temporary, *modules = sys.argv[1:]
# The libraries that the package uses are not installed where wheels are built, so that the types of
# other modules are not complete there: errors in them do not count.
options = ["--config-file=", "--explicit-package-bases", "--ignore-missing-imports"]
options += ["--follow-imports=silent", *modules]
extensions = mypycify(options, group_name="painsci_search", target_dir=temporary)
command = ["build_ext", "--build-lib", temporary + "/lib", "--build-temp", temporary + "/objects"]
setup(name="painsci-search", packages=[], ext_modules=extensions, script_args=command)
"""


class KernelBuildHook(BuildHookInterface):
    """Adds the compiled kernel to a wheel, or beside the sources for an editable installation.

    For a full build, it also adds the compiled modules to a wheel, beside their sources.
    """

    def dependencies(self) -> list[str]:
        """Return what this build needs besides the requirements in `pyproject.toml`."""
        return FULL_REQUIRES if os.environ.get("PAINSCI_SEARCH_BUILD") == "full" else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile what is wanted, and include it; where that cannot be, end with one line.

        Args:
            version: "editable", or "standard" for a wheel.
            build_data: what hatchling puts into the wheel; changed in place.
        """
        try:
            self._compile(wanted_build(version), version, build_data)
        except (RuntimeError, ValueError) as error:
            sys.exit(f"painsci-search: {error}")

    def _compile(self, wanted: str, version: str, build_data: dict[str, Any]) -> None:
        """Compile the kernel, and the modules for a full build, and include them.

        Raises:
            RuntimeError: what must be compiled cannot be.
        """
        package = Path(self.root, "src", "painsci_search")
        if version == "editable":
            for old in package.glob("_kernel.*"):
                old.unlink()
        if wanted == "pure":
            return
        self._folder = tempfile.TemporaryDirectory()
        try:
            library = compile_kernel(Path(self.root), Path(self._folder.name))
        except Exception as error:
            reason = f"the native kernel cannot be compiled ({error})".replace("\n", " ")
            if wanted in ("compiled", "full"):
                raise RuntimeError(reason) from error
            self.app.display_warning(f"{reason}: painsci-search runs as pure Python")
            return
        if version == "editable":
            shutil.copy(library, package)
            return
        build_data["force_include"][str(library)] = f"painsci_search/{library.name}"
        build_data["pure_python"] = False
        tag = self.build_config.builder.get_best_matching_tag()
        build_data["tag"] = f"{TAG}-{tag.split('-')[2]}"
        if wanted == "full":
            libraries = compile_modules(Path(self.root), Path(self._folder.name, "full"))
            for path, name in libraries.items():
                build_data["force_include"][str(path)] = name
            # compiled modules use the interface of one version of Python
            build_data["tag"] = tag

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the folder in which the kernel was compiled."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()


def wanted_build(version: str) -> str:
    """Return the value of the environment variable that chooses the build, or an empty string.

    Raises:
        ValueError: the value is unknown, or not possible for an editable installation.
    """
    wanted = os.environ.get("PAINSCI_SEARCH_BUILD", "")
    if wanted not in ("", "pure", "compiled", "full"):
        raise ValueError(f"PAINSCI_SEARCH_BUILD must be pure, compiled or full, not '{wanted}'")
    if wanted == "full" and version == "editable":
        raise ValueError(
            "PAINSCI_SEARCH_BUILD=full is for wheels: in an editable installation, a source that "
            "is edited would no longer be the one that runs; use compiled"
        )
    return wanted


def compile_kernel(root: Path, folder: Path) -> Path:
    """Compile the kernel below `folder` and return the path of the library.

    Raises:
        Exception: whatever setuptools raises: it is not installed, no compiler is found, or the
            compiler reports an error.
    """
    if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED"):
        raise NotImplementedError("this interpreter has no stable ABI")
    from setuptools import Distribution, Extension  # noqa: PLC0415 - seldom missing, but not needed
    from setuptools.command.build_ext import build_ext  # noqa: PLC0415

    extension = Extension(
        MODULE,
        [str(path) for path in sorted((root / SOURCES).glob("*.c"))],
        define_macros=[("Py_LIMITED_API", LIMITED_API)],
        # Python and NumPy round after each step, so a multiplication and an addition are not fused.
        # Only the function that Python calls first is visible outside of the library.
        extra_compile_args=[] if os.name == "nt" else ["-ffp-contract=off", "-fvisibility=hidden"],
        depends=[str(path) for path in sorted((root / SOURCES).glob("*.h"))],
        libraries=[] if os.name == "nt" else ["m"],
        py_limited_api=True,
    )
    command = build_ext(Distribution({"ext_modules": [extension]}))
    command.build_lib = str(folder / "lib")
    command.build_temp = str(folder / "temp")
    command.ensure_finalized()
    command.run()
    return Path(command.get_ext_fullpath(MODULE))


def compile_modules(root: Path, folder: Path) -> dict[Path, str]:
    """Compile the modules of `MODULES` below `folder`.

    Returns:
        The path of each library, with its place in a wheel. One has the code of all modules; a
        small one for each module takes the place of its source.

    Raises:
        RuntimeError: mypy is not installed, or it or the C compiler reports an error.
    """
    if importlib.util.find_spec("mypyc") is None:
        raise RuntimeError(
            f"PAINSCI_SEARCH_BUILD=full needs mypy: pip install '{FULL_REQUIRES[0]}'"
        )
    modules = [f"painsci_search/{name}" for name in MODULES]
    done = subprocess.run(  # noqa: S603 - runs this interpreter
        [sys.executable, "-c", _COMPILE, str(folder), *modules],
        cwd=root / "src",
        env={**os.environ, "MYPYPATH": "."},
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode != 0:
        lines = [*done.stdout.splitlines(), *done.stderr.splitlines()]
        errors = [line for line in lines if "error" in line.lower()]
        reason = (errors or lines or ["no reason given"])[0]
        raise RuntimeError(f"the modules cannot be compiled by mypyc ({reason})")
    built = folder / "lib"
    return {
        path: path.relative_to(built).as_posix()
        for path in sorted(built.rglob("*"))
        if path.is_file()
    }
