"""The command lines that index a folder of pages: this project's and three others.

recollindex and omindex keep a document for each page, pagefind for each page with the places of its
headings, painsci-search for each section and each note.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata, util
from pathlib import Path
from typing import NamedTuple


class Indexer(NamedTuple):
    """A command that indexes pages.

    Attributes:
        command: given the folder of pages and the folder of the index (which is there and empty),
            the command; run again, it brings the index up to date.
        version: its version; "" where it is not installed.
        updates: whether it reads only what changed.
    """

    command: Callable[[Path, Path], list[str]]
    version: Callable[[], str]
    updates: bool = True


def tool() -> str:
    """Return the path of this project's command."""
    return str(Path(sys.executable).with_name("painsci-search"))


def _painsci(pages: Path, folder: Path) -> list[str]:
    return [tool(), "index", str(pages), "--index", str(folder)]


def _recoll(pages: Path, folder: Path) -> list[str]:
    """As installed, but at the priority of the others and without a dictionary for spelling."""
    lines = (f"topdirs = {pages}", "idxniceprio = 0", "monioniceclass =", "noaspell = 1")
    (folder / "recoll.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ["recollindex", "-c", str(folder)]


def _omega(pages: Path, folder: Path) -> list[str]:
    return ["omindex", "--db", str(folder / "xapian"), "--url", "/", str(pages)]


def _pagefind(pages: Path, folder: Path) -> list[str]:
    arguments = ["--site", str(pages), "--output-path", str(folder), "--quiet"]
    return [sys.executable, "-m", "pagefind", *arguments]


def _version_of(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"\d+\.\d+(\.\d+)*", shown.stdout + shown.stderr)
    return found[0] if found else "?"


INDEXERS = {
    "painsci-search": Indexer(_painsci, lambda: metadata.version("painsci-search")),
    "recollindex": Indexer(_recoll, lambda: _version_of("recollindex", "-h")),
    "omindex": Indexer(_omega, lambda: _version_of("omindex", "--version")),
    "pagefind": Indexer(
        _pagefind,
        lambda: metadata.version("pagefind") if util.find_spec("pagefind") else "",
        updates=False,
    ),
}
"""By the name under which they are reported."""
