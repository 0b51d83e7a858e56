"""The native kernel: a Python function in, its compiled equal out, where the kernel was compiled.

`native/` has a function of the same name for each function that `compiled` decorates. The
Python function, its twin, states what both do; tests run one against the other. Without a compiler,
and with `PAINSCI_SEARCH_PURE=1` in the environment, the twins do the work.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    import numpy.typing as npt

# Raised, here and in native/kernel.c, when a function is added, or its arguments or results change:
# a library of another version, left by an earlier installation, is not used.
VERSION = 14

# What compiled functions return where their twins return arrays: `np.frombuffer` makes one of each.
Buffer: TypeAlias = "bytearray | npt.NDArray[Any]"
Function = TypeVar("Function", bound=Callable[..., Any])

# The Python functions that `compiled` decorates, by name.
TWINS: dict[str, Callable[..., Any]] = {}


def _load() -> ModuleType | None:
    if os.environ.get("PAINSCI_SEARCH_PURE") == "1":
        return None
    try:
        kernel = import_module("painsci_search._kernel")
    except ImportError:
        return None
    return kernel if getattr(kernel, "VERSION", 0) == VERSION else None


KERNEL = _load()


def compiled(twin: Function) -> Function:
    """Return the compiled function with the name of `twin`, or `twin` itself without a kernel."""
    TWINS[twin.__name__] = twin
    return twin if KERNEL is None else getattr(KERNEL, twin.__name__)


def build() -> str:
    """Return which build runs: "compiled in full", "compiled", "pure Python", or a mixture."""
    if not _modules_are_compiled():
        return "pure Python" if KERNEL is None else "compiled"
    return "modules compiled, without the kernel" if KERNEL is None else "compiled in full"


def _modules_are_compiled() -> bool:
    """Return True where the modules that `hatch_build.py` lists are libraries: in a full build."""
    module = find_spec("painsci_search.text")
    return module is not None and not str(module.origin).endswith(".py")
