"""The folder of an export: a check that nothing else is lost when it is replaced."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

from painsci_search.errors import PainSciSearchError

MANIFEST = "export.json"
SCHEMA = "painsci-search/site/1"
PAGES = ("index.html", "works.html")
COPIED = (
    "page.css", "worksite.css", "style.css", "served.css", "results.css", "works.css",
    "page.js", "workspage.js", "workmatch.js", "parts.js", "frame.js", "sidebar.js", "state.js",
    "passages.js",
    "evidence.js", "remarks.js", "taking.js", "citing.js", "plot.js", "years.js", "fetched.js",
    "copying.js", "stored.js", "searches.js", "printing.js", "help.js", "served.js", "keys.js",
    "typing.js", "search.js",
    "ast.js", "lexer.js", "query.js", "values.js", "dates.js", "identifiers.js", "fieldnames.js",
    "lenient.js",
    "tokens.js", "stems.js", "stopwords.js", "expansion.js", "notation.js", "halves.js",
    "offers.js", "postings.js", "matching.js", "ranking.js", "filters.js", "hits.js", "links.js",
    "unknown.js", "spelling.js", "suggestion.js", "nearwords.js", "snippets.js", "README.txt",
)  # fmt: skip
WORDS = "words.js"
TEXTS = (*PAGES, WORDS, *COPIED)

_FOLDERS = ("articles", "index", "works")
_OURS = re.compile(
    r"search\.json|(?:articles|works)/[0-9a-f]{12}\.json"
    r"|index/(?:records|values|words|terms|forms|compounds|works|citing|home|titles)-[0-9a-f]{12}\.(?:bin|json|txt)"
)
# The files of exports of before this version, which are replaced, too.
_FORMER = re.compile(r"texts\.js|articles/[0-9a-f]{8}\.json|pagefind/.+")
_FORMER_FOLDERS = ("pagefind", "pagefind/fragment", "pagefind/index", "pagefind/filter")


def check_folder(folder: Path) -> None:
    """Refuse a folder that has other files than an earlier export, or cannot be replaced.

    Raises:
        PainSciSearchError: the folder has other files, at any depth, or a file was changed since
            the export.
    """
    if not folder.exists() and not folder.is_symlink():
        return
    if not folder.is_dir():
        raise PainSciSearchError(f"{folder}: must be a folder, for the export alone")
    names = sorted(entry.name for entry in os.scandir(folder))
    manifest = _read_manifest(folder)
    if names and manifest is None:
        raise PainSciSearchError(
            f"{folder}: contains other files, such as {names[0]}; choose a folder for the export "
            "alone"
        )
    other = _foreign(folder)
    if other is not None:
        raise PainSciSearchError(
            f"{folder}: contains {other}, which is not part of the export and would be "
            "lost; move it"
        )
    changed = [name for name, digest in _digests(manifest) if _is_changed(folder / name, digest)]
    if changed:
        raise PainSciSearchError(
            f"{folder}: {changed[0]} was changed since the export and would be lost; move it"
        )
    resolved = folder.resolve()
    if resolved in (here := Path.cwd(), *here.parents):
        raise PainSciSearchError(
            f"{folder}: is the current directory, and is replaced as a whole; run this elsewhere"
        )
    if os.path.ismount(resolved):
        raise PainSciSearchError(
            f"{folder}: is a mount point, which cannot be replaced; choose a folder below it"
        )


def write_file(file: Path, content: bytes) -> None:
    """Write a file of the export.

    Raises:
        OSError: it cannot be written; the error has its name also where the disk is full.
    """
    try:
        file.write_bytes(content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error


def digest_of(file: Path) -> str:
    """Return a digest of a text file, the same for all line endings."""
    content = file.read_bytes().replace(b"\r\n", b"\n")
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _is_changed(file: Path, digest: str) -> bool:
    return file.is_file() and digest_of(file) != digest


def _digests(manifest: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Return the digests of the files that people may edit; early exports have none."""
    written = (manifest or {}).get("written")
    known = written.items() if isinstance(written, dict) else ()
    return sorted((name, digest) for name, digest in known if name in TEXTS)


def _foreign(folder: Path) -> str | None:
    """Return the path of a file or folder that no export writes, or None."""
    for path, folders, names in os.walk(folder):
        below = Path(path).relative_to(folder)
        for name in sorted(names + [each for each in folders if Path(path, each).is_symlink()]):
            file = (below / name).as_posix()
            is_ours = file in (*TEXTS, MANIFEST) or _OURS.fullmatch(file)
            if not is_ours and not _FORMER.fullmatch(file):
                return file
        for name in sorted(folders):
            if (below / name).as_posix() not in (*_FOLDERS, *_FORMER_FOLDERS):
                return f"{(below / name).as_posix()}{os.sep}"
    return None


def _read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of an export, or None."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    is_ours = isinstance(manifest, dict) and manifest.get("schema") == SCHEMA
    return manifest if is_ours else None
