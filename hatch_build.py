"""Build hook of hatchling: compile `native/kernel.c` into the package, where a C compiler is found.

`PAINSCI_SEARCH_BUILD` chooses: "compiled" makes a failed compilation an error, "pure" compiles
nothing; without it, what cannot be compiled is left out with a warning, and Python does the work.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODULE = "painsci_search._kernel"
SOURCE = "native/kernel.c"
# The stable ABI of the oldest supported Python: one wheel for each platform, for all versions.
LIMITED_API = "0x030B0000"
TAG = "cp311-abi3"


class KernelBuildHook(BuildHookInterface):
    """Adds the compiled kernel to a wheel, or beside the sources for an editable installation."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the kernel, and include it.

        Args:
            version: "editable", or "standard" for a wheel.
            build_data: what hatchling puts into the wheel; changed in place.

        Raises:
            ValueError: the environment variable has an unknown value.
            RuntimeError: the kernel must be compiled, and cannot be.
        """
        wanted = os.environ.get("PAINSCI_SEARCH_BUILD", "")
        if wanted not in ("", "pure", "compiled"):
            raise ValueError(f"PAINSCI_SEARCH_BUILD must be pure or compiled, not '{wanted}'")
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
            if wanted == "compiled":
                raise RuntimeError(reason) from error
            self.app.display_warning(f"{reason}: painsci-search runs as pure Python")
            return
        if version == "editable":
            shutil.copy(library, package)
            return
        build_data["force_include"][str(library)] = f"painsci_search/{library.name}"
        build_data["pure_python"] = False
        platform = self.build_config.builder.get_best_matching_tag().split("-")[2]
        build_data["tag"] = f"{TAG}-{platform}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the folder in which the kernel was compiled."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()


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
        [str(root / SOURCE)],
        define_macros=[("Py_LIMITED_API", LIMITED_API)],
        # Python and NumPy round after each step, so a multiplication and an addition are not fused.
        extra_compile_args=[] if os.name == "nt" else ["-ffp-contract=off"],
        py_limited_api=True,
    )
    command = build_ext(Distribution({"ext_modules": [extension]}))
    command.build_lib = str(folder / "lib")
    command.build_temp = str(folder / "temp")
    command.ensure_finalized()
    command.run()
    return Path(command.get_ext_fullpath(MODULE))
