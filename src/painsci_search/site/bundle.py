"""Pagefind's index of a site, written through its Python package.

The package is asked here in a way of its own: the one it comes with rests for a tenth of a second
before each answer, which would make 20,000 records take more than half an hour, and waits for ever
when its program has ended.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from painsci_search.errors import PainSciSearchError
from painsci_search.site.records import Record

if TYPE_CHECKING:
    from pagefind.service import PagefindService

_BATCH = 256
# Pagefind's own pages and widgets, none of which the page of a site uses.
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js")


def check_pagefind() -> None:
    """Raise PainSciSearchError where Pagefind, or the program that belongs to it, is absent."""
    try:
        from pagefind.service import get_executable

        found = get_executable() is not None
    except ImportError:
        found = False
    if not found:
        raise PainSciSearchError("export-site needs Pagefind: pip install 'painsci-search[site]'")


def write_bundle(records: Iterable[Record], folder: Path) -> int:
    """Index records and write Pagefind's files.

    Args:
        folder: is made.

    Returns:
        How many of the records can be found: one without a word cannot.

    Raises:
        PainSciSearchError: Pagefind fails.
    """
    work = _write(iter(records), str(folder.resolve()))
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        count = asyncio.run(work)
    else:
        # whoever calls has a loop of his own, as a notebook does
        with ThreadPoolExecutor(1) as thread:
            count = thread.submit(asyncio.run, work).result()
    _check_complete(folder, count)
    for pattern in _UNUSED:
        for file in folder.glob(pattern):
            file.unlink()
    return count


async def _write(records: Iterator[Record], folder: str) -> int:
    service = await _service().launch()
    try:
        index = await service.create_index({"keep_index_url": True})
        count = 0
        while batch := list(islice(records, _BATCH)):
            adding = [index.add_custom_record(**asdict(each)) for each in batch]
            count += sum(told["page_word_count"] > 0 for told in await asyncio.gather(*adding))
        await index.write_files(folder)
    finally:
        await service.close()
    return count


def _check_complete(folder: Path, count: int) -> None:
    """Hold Pagefind to what it was given: of records with one address it keeps only one."""
    told = json.loads((folder / "pagefind-entry.json").read_bytes())
    kept = sum(each["page_count"] for each in told["languages"].values())
    if kept != count:
        raise PainSciSearchError(f"Pagefind failed: it kept {kept} of {count} passages")


def _service() -> PagefindService:
    from pagefind.service import PagefindService

    class Service(PagefindService):
        """Takes each answer as soon as it is there, and fails with its program."""

        async def _wait_for_responses(self) -> None:
            answers = self._backend.stdout
            while answers is not None:
                try:
                    answer = _decode(await answers.readuntil(b","))
                except (asyncio.IncompleteReadError, OSError, ValueError):
                    self._settle_all("ended before its work was done")
                    return
                future = self._responses.pop(answer.get("message_id", 0), None)
                told: dict[str, Any] = answer["payload"]
                if future is None or told["type"] == "Error":
                    self._settle_all(str(told.get("message", "gave an answer to no question")))
                    return
                future.set_result(told)  # type: ignore[arg-type]

        def _settle_all(self, reason: str) -> None:
            for future in self._responses.values():
                if not future.done():
                    future.set_exception(PainSciSearchError(f"Pagefind failed: {reason}"))

        async def close(self) -> None:
            self._poll_task.cancel()
            if self._backend.returncode is None:
                self._backend.kill()
            await self._backend.wait()

    return Service()


def _decode(answer: bytes) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(base64.b64decode(answer.removesuffix(b",")))
    return decoded
