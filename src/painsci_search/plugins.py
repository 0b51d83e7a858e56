"""Plug-ins: entry points of other installed packages, by the name of their group.

A group goes in; what its entry points load comes out. A plug-in that fails is logged on one line
and left out, so that it breaks nothing else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from painsci_search.late_tuples import NamedTuple

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

READERS = "painsci_search.readers"
SYNONYMS = "painsci_search.synonyms"
# How a group of this package begins in an entry_points.txt.
_OURS = b"[painsci_search."
_Made = TypeVar("_Made")


class Plugin(NamedTuple):
    """An entry point of an installed package.

    Attributes:
        name: the name of the entry point.
        package: the name and version of its package.
        entry: loads the object.
    """

    name: str
    package: str
    entry: EntryPoint

    def __str__(self) -> str:
        return f"plug-in {self.name!r} of {self.package}"


@cache
def find_plugins(group: str) -> tuple[Plugin, ...]:
    """Return the plug-ins of a group, sorted by name; nothing of them is imported."""
    if not _is_any_installed():
        return ()
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow to import, seldom needed

    return tuple(
        sorted(Plugin(entry.name, _package_of(entry), entry) for entry in entry_points(group=group))
    )


def describe_plugins(group: str) -> tuple[str, ...]:
    """Return the names and versions of the plug-ins of a group, for a version that has them."""
    return tuple(f"{plugin} {plugin.entry.value}" for plugin in find_plugins(group))


def load_plugins(group: str, make: Callable[[Plugin, Any], _Made]) -> tuple[_Made, ...]:
    """Load the plug-ins of a group.

    Args:
        make: makes what is needed of a plug-in from it and its object; an exception means that the
            object cannot be used, and is logged.
    """
    made: list[_Made] = []
    for plugin in find_plugins(group):
        try:
            made.append(make(plugin, plugin.entry.load()))
        except Exception as error:  # noqa: BLE001 - others' code may fail in any way
            log_failure(plugin, error)
    return tuple(made)


def log_failure(plugin: Plugin, error: Exception) -> None:
    """Log on one line that a plug-in is ignored; without handlers, it goes to standard error."""
    import logging  # noqa: PLC0415 - only where something fails

    reason = " ".join(f"{type(error).__name__}: {error}".split())
    logging.getLogger(__name__).warning(
        "painsci-search: the %s is ignored (%s): update or uninstall it", plugin, reason
    )


def _package_of(entry: EntryPoint) -> str:
    return "an unknown package" if entry.dist is None else f"{entry.dist.name} {entry.dist.version}"


@cache
def _is_any_installed() -> bool:
    """Return whether the entry points of any installed package have a group of this one.

    With 200 packages, it takes 2 ms of processor time to look into their files, and 35 ms to import
    `importlib.metadata` and ask it, which would be a good part of a query's.
    """
    return any(_OURS in data for data in _entry_files())


def _entry_files() -> Iterator[bytes]:
    """Yield the content of the entry_points.txt of each installed package that has one."""
    for folder in sys.path:
        try:
            entries = list(os.scandir(folder or "."))
        except OSError:  # gone, or a zip file
            continue
        for entry in entries:
            if not entry.name.endswith((".dist-info", ".egg-info")):
                continue
            try:
                with open(f"{entry.path}/entry_points.txt", "rb") as file:  # noqa: PTH123 - fast
                    yield file.read()
            except OSError:
                continue
