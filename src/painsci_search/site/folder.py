"""The folder of an export: whose it is, and how a new one takes the place of the old one."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from painsci_search.errors import PainSciSearchError

MANIFEST = "export.json"
SCHEMA = "painsci-search/site/1"


def check_folder(folder: Path, ours: frozenset[str]) -> None:
    """Refuse a folder that holds anything but an earlier export.

    Args:
        ours: the names of what an export puts into its folder.

    Raises:
        PainSciSearchError: something else is there.
    """
    if not folder.exists() and not folder.is_symlink():
        return
    if not folder.is_dir():
        raise PainSciSearchError(f"{folder}: is no folder; name one for the export alone")
    names = sorted(entry.name for entry in os.scandir(folder))
    if names and not _is_export(folder):
        raise PainSciSearchError(
            f"{folder}: holds something else, such as {names[0]}; name a folder for the export "
            "alone"
        )
    others = [name for name in names if name not in ours]
    if others:
        raise PainSciSearchError(
            f"{folder}: holds {others[0]}, which is not of the export and would be lost; move it"
        )


def _is_export(folder: Path) -> bool:
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("schema") == SCHEMA


@contextlib.contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Give a new folder to fill, which takes the place of another if all goes well.

    They are swapped by two renames. If anything fails, the old one stays, or comes back.
    """
    # the folder may be a link to where the site really lies
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    mark = secrets.token_hex(4)
    new = folder.with_name(f".{folder.name}.new-{mark}")
    old = folder.with_name(f".{folder.name}.old-{mark}")
    new.mkdir()
    try:
        yield new
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except BaseException:
            if old.exists():
                old.rename(folder)
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
