"""Pagefind's index of a site, written through its Python package.

The files are taken from Pagefind and written here, since it says that it has written them before it
has (1.5.2).
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from painsci_search.errors import ExtraMissing, PainSciSearchError
from painsci_search.static_site.records import Record

if TYPE_CHECKING:
    from pagefind.service.types import InternalDecodedFile

_BATCH = 256
# Pagefind's own widgets, which the page of a site does not use.
_UNUSED = re.compile(r"pagefind-(?:.*ui|highlight)\.(?:js|css)")


def check_pagefind() -> None:
    """Raise ExtraMissing where Pagefind, or the program that belongs to it, is absent."""
    try:
        from pagefind.service import get_executable

        found = get_executable() is not None
    except ImportError:
        found = False
    if not found:
        raise ExtraMissing("site")


def write_bundle(records: Iterable[Record], folder: Path) -> int:
    """Index records and write Pagefind's files.

    Args:
        folder: is made.

    Returns:
        How many of the records can be found: one without a word cannot.

    Raises:
        PainSciSearchError: Pagefind fails.
        OSError: a file cannot be written.
    """
    work = _index(iter(records))
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        count, files = asyncio.run(work)
    else:
        # whoever calls has a loop of his own, as a notebook does
        with ThreadPoolExecutor(1) as thread:
            count, files = thread.submit(asyncio.run, work).result()
    for file in files:
        if not _UNUSED.fullmatch(file["path"]):
            path = folder / file["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file["content"])
    return _check_complete(folder, count)


async def _index(records: Iterator[Record]) -> tuple[int, list[InternalDecodedFile]]:
    from painsci_search.static_site.service import Service

    service = await Service().launch()
    try:
        index = await service.create_index({"keep_index_url": True})
        count = 0
        while batch := list(islice(records, _BATCH)):
            adding = [index.add_custom_record(**asdict(each)) for each in batch]
            await asyncio.gather(*adding)
            count += sum(any(map(str.isalnum, each.content)) for each in batch)
        return count, await index.get_files()
    except OSError as error:
        raise PainSciSearchError(f"Pagefind failed: {error}") from None
    finally:
        await service.close()


def _check_complete(folder: Path, count: int) -> int:
    """Hold Pagefind to what it was given: of records with one address it keeps only one."""
    told = json.loads((folder / "pagefind-entry.json").read_bytes())
    kept = sum(each["page_count"] for each in told["languages"].values())
    if kept < count:
        raise PainSciSearchError(f"Pagefind failed: it kept {kept} of {count} passages")
    return int(kept)
