"""Paths in, the files that may be articles out, and the number of those that are skipped, by kind.

Every file below a folder is found or counted, but those of an index; a hidden folder counts once.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from painsci_search.errors import ReadError
from painsci_search.model import Skipped
from painsci_search.reading.files.source import CLOSED_FOLDER, FoundFile
from painsci_search.reading.forms import (
    FORMS,
    RESOURCES,
    SUFFIXES,
    FileForm,
    SavedFile,
    advice_for,
    recognise,
)

# Bytes: enough to recognise the form of a file.
_PEEKED = 4096
# The endings of the folders in which browsers save what a page needs, in the languages of Windows.
_RESOURCE_FOLDER = re.compile(
    r"(?P<page>.+)(?:[_.]files|[-_](?:archivos|arquivos|bestanden|bylos|dateien|datoteke|dosyalar|"
    r"elemei|failid|fails|fajlovi|ficheiros|fichiers|filer|file|fitxategiak|fitxers|pliki|soubory|"
    r"tiedostot))",
    re.IGNORECASE,
)
_PAGES = frozenset({".html", ".htm", ".xhtml", ".xht"})
# The file that makes a folder an index, which is no folder of articles.
_INDEX = "painsci-search.json"
OUTWARD = "link out of the folder"
UPWARD = "link to a folder that is read already"
NOWHERE = "broken link"
TWICE = "link to a file that is read already"
_NAMED = (OUTWARD, UPWARD, NOWHERE)

# Files that describe the folder that they are in.
_OF_PROJECTS = re.compile(
    r"(?:readme|licen[cs]e|changelog|contributing|code_of_conduct|security|copying)"
    r"\.(?:md|markdown|txt|html?)",
    re.IGNORECASE,
)


def is_of_project(name: str) -> bool:
    """Return whether a file with a name describes the folder that it is in, and is no article."""
    return _OF_PROJECTS.fullmatch(name) is not None


@dataclass(slots=True)
class FoundFiles:
    """The files below some paths.

    Attributes:
        files: the files to read, each once, ordered by source.
        closed: the sources of those that are folders, which cannot be opened.
    """

    files: list[FoundFile] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    # By kind, the sources of files by their real paths: folders that are given may be nested.
    _skipped: dict[str, dict[str, str]] = field(default_factory=dict)
    # By the real path of a file or folder, the number of files.
    _resources: dict[str, int] = field(default_factory=dict)

    def skip(self, kind: str, source: str, path: str) -> None:
        """Count a file of another kind."""
        self._skipped.setdefault(kind, {})[path] = source

    def add_resources(self, path: str, number: int) -> None:
        """Count files that only serve pages: one, or those of a folder."""
        self._resources[path] = number

    @property
    def resources(self) -> int:
        """The number of files that only serve saved pages.

        They are scripts, styles and fonts, and all in the folders that browsers save beside pages.
        """
        return sum(self._resources.values())

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The files of other kinds, the most frequent kind first; links are named."""
        return tuple(
            Skipped(
                kind,
                len(sources),
                "--follow-links reads them" if kind == OUTWARD else advice_for(kind),
                tuple(sorted(sources.values())) if kind in _NAMED else (),
            )
            for kind, sources in sorted(
                self._skipped.items(), key=lambda each: (-len(each[1]), each[0])
            )
        )


def find_files(paths: Sequence[str | Path], *, follow_links: bool = False) -> FoundFiles:
    """Find the articles below folders, and the given files, each once and ordered by source.

    Args:
        follow_links: whether symbolic links that lead out of the given folders are followed.

    Raises:
        ReadError: a path does not exist.
    """
    found = FoundFiles()
    files: dict[str, FoundFile] = {}
    roots = [os.path.realpath(path) for path in paths]
    # If a folder and a folder in it are given, files are named from the outer one.
    for given in sorted(paths, key=lambda path: len(PurePath(os.path.realpath(path)).parts)):
        root = Path(given)
        if not os.path.lexists(root):
            raise ReadError(f"{given}: no such file or folder; check the path")
        try:
            is_folder = root.is_dir()
        except OSError:
            raise ReadError(f"{root}: {CLOSED_FOLDER}") from None
        top = root if is_folder else root.parent
        real_top = Path(os.path.realpath(top))
        walk = _Walk(found, roots, follow_links=follow_links)
        for file in walk.files_below(root) if is_folder else iter((root,)):
            relative = file.relative_to(top)
            each = FoundFile(real_top / relative, str(file), relative.as_posix(), not is_folder)
            known = files.get(real := os.path.realpath(file))
            if known is None:
                files[real] = each
            elif each.is_given and not known.is_given:
                files[real] = FoundFile(known.path, known.source, known.relative, is_given=True)
            elif each.path != known.path:
                files[real], link = (each, known) if str(each.path) == real else (known, each)
                found.skip(TWICE, link.source, str(link.path))
    found.files = sorted(files.values(), key=lambda file: file.source)
    return found


class _Walk:
    """A walk through one folder, that enters a folder once which links reach twice."""

    def __init__(self, found: FoundFiles, roots: Sequence[str], *, follow_links: bool) -> None:
        self._found = found
        self._roots = [PurePath(root) for root in roots]
        self._follow_links = follow_links

    def files_below(self, root: Path) -> Iterator[Path]:
        """Yield the files that may be articles, and the folders that cannot be opened.

        Reading one of those fails, so that it is reported as unreadable.
        """
        seen: set[tuple[int, int]] = set()
        stack = [root]
        while stack:
            folder = stack.pop()
            try:
                status = folder.stat()
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError:
                if folder is root:
                    raise ReadError(f"{folder}: {CLOSED_FOLDER}") from None
                self._found.closed.add(str(folder))
                yield folder
                continue
            if (status.st_dev, status.st_ino) in seen:
                self._found.skip(UPWARD, str(folder), str(folder))
                continue
            seen.add((status.st_dev, status.st_ino))
            if any(entry.name == _INDEX for entry in entries):
                continue
            folders: list[Path] = []
            yield from self._files_in(folder, entries, folders)
            stack.extend(reversed(folders))

    def _files_in(
        self, folder: Path, entries: Sequence[os.DirEntry[str]], folders: list[Path]
    ) -> Iterator[Path]:
        """Yield the files in a folder that may be articles, and add the folders to enter."""
        real = os.path.realpath(folder)
        pages = {PurePath(one.name).stem for one in entries if _has_suffix(one.name, _PAGES)}
        for entry in entries:
            path, real_path = folder / entry.name, f"{real}/{entry.name}"
            if entry.name.startswith("."):
                kind = "hidden folder" if _is_folder(entry) else "hidden file"
                self._found.skip(kind, str(path), real_path)
            elif entry.is_symlink() and not self._is_followed(path):
                self._found.skip(OUTWARD, str(path), real_path)
            elif not _is_folder(entry):
                if self._may_be_article(path, real_path):
                    yield path
            elif _holds_resources(path, pages):
                self._found.add_resources(real_path, _count_files(path))
            else:
                folders.append(path)

    def _is_followed(self, link: Path) -> bool:
        """Return whether a link may be followed; one that leads nowhere may, and fails to be read.

        Links within the given folders always may. Whether a link is broken does not depend on where
        it leads.
        """
        if self._follow_links:
            return True
        try:
            link.stat()
        except FileNotFoundError:
            return True
        except OSError:  # what it leads to is there, but is closed
            pass
        target = PurePath(os.path.realpath(link))
        return any(target.is_relative_to(root) for root in self._roots)

    def _may_be_article(self, path: Path, real: str) -> bool:
        """Return whether a file is to be read, by its name or else by its first bytes."""
        if is_of_project(path.name):
            self._found.skip("project file", str(path), real)
            return False
        suffix = path.suffix.lower()
        if suffix in SUFFIXES and all(
            form.is_available for form in FORMS if suffix in form.suffixes
        ):
            return True
        if suffix in RESOURCES:
            self._found.add_resources(real, 1)
            return False
        kind = _find_kind(path)
        if kind is not None:
            self._found.skip(kind, str(path), real)
        return kind is None


def _find_kind(path: Path) -> str | None:
    """Return the name of the kind of a file that is not to be read, or None for an article."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return "special file"
        with path.open("rb") as file:
            start = file.read(_PEEKED)
    except OSError:
        if path.is_symlink():
            return NOWHERE
        start = b""
    known = recognise(SavedFile(start, path.name), is_named=False)
    if isinstance(known, FileForm):
        return None if known.is_available else known.name
    if known is not None:
        return known.name
    suffix = path.suffix.lower()
    return f"{suffix} file" if suffix else "file without extension"


def _has_suffix(name: str, suffixes: frozenset[str]) -> bool:
    return PurePath(name).suffix.lower() in suffixes


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _holds_resources(folder: Path, pages: set[str]) -> bool:
    """Return whether a browser saved what a page needs in a folder.

    The folder is called after the page beside it. If the page was renamed, the folder has scripts
    or styles among its files.
    """
    named = _RESOURCE_FOLDER.fullmatch(folder.name)
    if named is None:
        return False
    if named["page"] in pages:
        return True
    try:
        return any(file.suffix.lower() in RESOURCES for file in folder.iterdir())
    except OSError:
        return False


def _count_files(folder: Path) -> int:
    """Count the files below a folder; links are not followed."""
    return sum(len(files) for _, _, files in os.walk(folder))
