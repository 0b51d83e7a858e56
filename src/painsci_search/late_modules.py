"""Modules that are executed when something of them is first used.

Beautiful Soup imports its libraries for CSS selectors and for unknown encodings at once. To read a
page takes neither, and the patterns of the former alone take a tenth of the time in which the
command line starts to read.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from importlib.abc import Loader


class _LateModule(ModuleType):
    """A module that is executed when it is asked for something that it does not have yet.

    `importlib.util.LazyLoader` executes a module when it is imported a second time, too.
    """

    def __getattr__(self, name: str) -> Any:
        spec = self.__spec__
        self.__class__ = ModuleType  # type: ignore[assignment]
        if spec is not None and isinstance(spec.loader, _LateLoader):
            spec.loader = self.__loader__ = spec.loader.loader
            spec.loader.exec_module(self)
        return getattr(self, name)


class _LateLoader:
    """A loader that leaves the execution of a module to the module."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Return None: the import system makes the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Make a module one that is executed later."""
        module.__class__ = _LateModule


class _LateFinder:
    """Finds modules as ever; some of them are executed later.

    Attributes:
        names: of these modules.
    """

    def __init__(self, names: Collection[str]) -> None:
        self.names = names

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module is; None if it is none of these, not installed, or loaded again."""
        if name not in self.names or name in sys.modules:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _LateLoader(spec.loader)  # type: ignore[assignment]
        return spec


def execute_late(*names: str) -> None:
    """Let modules that are imported from now on be executed when they are first used.

    It holds for the whole process, so only a program may call it, and no library.
    """
    sys.meta_path.insert(0, _LateFinder(frozenset(names)))
