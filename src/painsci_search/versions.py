"""Versions of the reader and the analyzer, derived from their source code.

An index stores with which code its articles were read and analyzed. The source files of that code
go in, a digest comes out: a changed module is a new version, without anybody raising a number.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

import Stemmer

from painsci_search.plugins import READERS, describe_plugins

_PACKAGE = Path(__file__).parent
# The modules and rooms that decide what is read from a file: reading/ and what it imports.
READER = (
    "identifiers.py",
    "languages.py",
    "model/articles.py",
    "model/blocks.py",
    "model/decisions.py",
    "model/labels.py",
    "plugins.py",
    "reading",
    "text.py",
)
# The description of the data by which citations are read.
CITATION_MODEL = "reading/citations/model/description.json"
# The modules that decide which words and values of an article are indexed, and as what.
ANALYZER = (
    "documents.py",
    "engine/analysis.py",
    "engine/word_table.py",
    "identifiers.py",
    "languages.py",
    "loading.py",
    "model/blocks.py",
    "model/dates.py",
    "records.py",
    "sentences.py",
    "text.py",
    "text_fragments.py",
)
# Bytes of a version: 16 digits in an index, and no two versions of a project ever share them.
_DIGEST_SIZE = 8


@cache
def reader_version() -> str:
    """Return the version of the code that reads articles from files, and of its model.

    It includes the names and versions of plug-ins that read files.
    """
    return source_version(READER, _citation_model(), *describe_plugins(READERS))


def _citation_model() -> str:
    """Return the description of the model of citations, which has the digest of the model."""
    try:
        return (_PACKAGE / CITATION_MODEL).read_text(encoding="utf-8")
    except OSError:  # a zip file
        return ""


@cache
def analyzer_version() -> str:
    """Return the version of the code that turns articles into records and words.

    It includes the version of the stemmer's library: other stems do not match those of an index.
    """
    return source_version(ANALYZER, Stemmer.version())


def source_version(names: tuple[str, ...], *others: str, package: Path = _PACKAGE) -> str:
    """Return a digest of source files, as hexadecimal digits.

    Args:
        names: modules and folders of modules, relative to `package`.
        others: what the version depends on besides.

    Returns:
        The digest; where the package is installed without its source, its version.
    """
    digest = blake2b("\0".join(others).encode(), digest_size=_DIGEST_SIZE)
    try:
        for name in _modules(names, package):
            # every query reads some 200 small files: the cheapest way counts
            with open(f"{package}/{name}", "rb", buffering=0) as file:  # noqa: PTH123
                data = file.read()
            digest.update(f"\0{name}\0{len(data)}\0".encode())
            digest.update(data)
    except OSError:  # only compiled modules, or a zip file
        from importlib.metadata import version  # noqa: PLC0415 - slow to import, seldom needed

        return version("painsci-search")
    return digest.hexdigest()


def _modules(names: tuple[str, ...], package: Path) -> list[str]:
    """Return the paths of modules, sorted; they are relative to `package`, with slashes."""
    found: list[str] = []
    for name in names:
        found += [name] if name.endswith(".py") else _modules_below(name, package)
    return sorted(found)


def _modules_below(folder: str, package: Path) -> Iterator[str]:
    with os.scandir(f"{package}/{folder}") as entries:
        for entry in entries:
            name = f"{folder}/{entry.name}"
            if name.endswith(".py"):
                yield name
            elif entry.name != "__pycache__" and entry.is_dir():
                yield from _modules_below(name, package)
