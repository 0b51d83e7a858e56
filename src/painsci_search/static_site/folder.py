"""The folder of an export: whose it is, and how a new one takes the place of the old one."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from painsci_search.errors import PainSciSearchError

MANIFEST = "export.json"
SCHEMA = "painsci-search/site/1"
PAGE = "index.html"
COPIED = ("page.css", "page.js", "parts.js", "search.js", "texts.js", "README.txt")
TEXTS = (PAGE, *COPIED)
EVIDENCE, PAGEFIND = "articles", "pagefind"

_PARTS = ("fragment", "index", "filter")
_FOLDERS = (EVIDENCE, PAGEFIND, *(f"{PAGEFIND}/{name}" for name in _PARTS))
_OURS = re.compile(
    rf"{EVIDENCE}/[0-9a-f]{{8}}\.json"
    rf"|{PAGEFIND}/(?:{'|'.join(_PARTS)})/[^/]+\.pf_(?:{'|'.join(_PARTS)})"
    rf"|{PAGEFIND}/(?:pagefind[^/]*\.(?:js|json|pf_meta)|wasm\.[^/]+\.pagefind)"
)


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds anything but an earlier export, or cannot be replaced.

    Raises:
        PainSciSearchError: something else is there, at whatever depth, or a file was changed since
            it was exported.
    """
    if not folder.exists() and not folder.is_symlink():
        return
    if not folder.is_dir():
        raise PainSciSearchError(f"{folder}: is no folder; name one for the export alone")
    names = sorted(entry.name for entry in os.scandir(folder))
    told = _read_manifest(folder)
    if names and told is None:
        raise PainSciSearchError(
            f"{folder}: holds something else, such as {names[0]}; name a folder for the export "
            "alone"
        )
    other = _other_than_ours(folder)
    if other is not None:
        raise PainSciSearchError(
            f"{folder}: holds {other}, which is not of the export and would be lost; move it"
        )
    changed = [name for name, digest in _digests(told) if _is_changed(folder / name, digest)]
    if changed:
        raise PainSciSearchError(
            f"{folder}: {changed[0]} was changed since it was exported and would be lost; move it"
        )
    place = folder.resolve()
    if place in (here := Path.cwd(), *here.parents):
        raise PainSciSearchError(
            f"{folder}: is where you are, and is replaced as a whole; name it from outside"
        )
    if os.path.ismount(place):
        raise PainSciSearchError(
            f"{folder}: is mounted there and cannot be replaced; name a folder below it"
        )


def digest_of(file: Path) -> str:
    """Name what a text file holds, whatever ends its lines."""
    content = file.read_bytes().replace(b"\r\n", b"\n")
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _is_changed(file: Path, digest: str) -> bool:
    return file.is_file() and digest_of(file) != digest


def _digests(told: dict[str, Any] | None) -> list[tuple[str, str]]:
    """What the files were that people may change; an export did not always tell it."""
    written = (told or {}).get("written")
    known = written.items() if isinstance(written, dict) else ()
    return sorted((name, digest) for name, digest in known if name in TEXTS)


def _other_than_ours(folder: Path) -> str | None:
    """Find what no export writes."""
    for place, folders, names in os.walk(folder):
        below = Path(place).relative_to(folder)
        for name in sorted(names + [each for each in folders if Path(place, each).is_symlink()]):
            path = (below / name).as_posix()
            if path not in TEXTS and path != MANIFEST and not _OURS.fullmatch(path):
                return path
        for name in sorted(folders):
            if (below / name).as_posix() not in _FOLDERS:
                return f"{(below / name).as_posix()}{os.sep}"
    return None


def _read_manifest(folder: Path) -> dict[str, Any] | None:
    """Read what an export tells of itself; None where it is none."""
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and told.get("schema") == SCHEMA else None


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
        check_folder(folder)  # something may have been put there meanwhile
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
