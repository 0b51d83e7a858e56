"""Readers of further forms, from other installed packages: a plug-in in, what reads files out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from painsci_search.errors import ReadError
from painsci_search.model import Article
from painsci_search.plugins import Plugin, log_failure
from painsci_search.reading.forms.saved_file import SavedFile
from painsci_search.reading.outcome import Reading


class PluggedReader:
    """The reader of a plug-in.

    Args:
        value: the object of its entry point: any object, or a module, with `suffixes`, `read`, and
            perhaps `recognises`.

    Attributes:
        suffixes: the extensions of its files, in lower case.

    Raises:
        AttributeError, TypeError: the object is no reader.
    """

    def __init__(self, plugin: Plugin, value: Any) -> None:
        self.suffixes = frozenset(suffix.lower() for suffix in _checked_suffixes(value.suffixes))
        self._plugin = plugin
        self._read: Callable[[bytes, str], Any] = value.read
        self._recognises: Callable[[bytes], Any] | None = getattr(value, "recognises", None)
        self._has_failed = False

    def recognises(self, file: SavedFile) -> bool:
        """Return whether the name and the content of a file are those of the reader's form."""
        if file.suffix not in self.suffixes or self._has_failed:
            return False
        try:
            return self._recognises is None or bool(self._recognises(file.data))
        except Exception as error:  # noqa: BLE001 - others' code may fail in any way
            self._has_failed = True
            log_failure(self._plugin, error)
            return False

    def read(self, file: SavedFile) -> Reading:
        """Read a file.

        Raises:
            ReadError: the plug-in fails, or returns neither an article nor a text.
        """
        try:
            found = self._read(file.data, file.source)
        except ReadError:
            raise
        except Exception as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            raise ReadError(f"{file.source}: the {self._plugin} failed ({reason})") from error
        if isinstance(found, Article):
            return Reading(replace(found, source=found.source or file.source))
        if isinstance(found, str):
            from painsci_search.reading.forms.html import read  # noqa: PLC0415 - heavy

            return read(SavedFile(found.encode("utf-8", "replace"), file.source, label="utf-8"))
        kind = type(found).__name__
        raise ReadError(f"{file.source}: the {self._plugin} returned no Article, but: {kind}")


def _checked_suffixes(suffixes: Any) -> list[str]:
    found = list(suffixes)
    if isinstance(suffixes, str) or not all(
        isinstance(each, str) and each.startswith(".") for each in found
    ):
        raise TypeError('suffixes must be a list such as [".rtf"]')
    return found
