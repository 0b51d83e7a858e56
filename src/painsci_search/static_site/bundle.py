"""Pagefind's index of a site: records in, the files that Pagefind loads in a browser out.

Uses Pagefind's Python package, with two changes. The files are taken from Pagefind and written
here, because it reports them as written too early (1.5.2). `PagefindProcess` reads the responses of
Pagefind's program: the package sleeps 0.1 s before each, so 20,000 records would take more than
half an hour; it accepts no response over 2 MB, such as the files of a large index; and it waits
forever if the program has ended.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pagefind.service import PagefindService, get_executable

from painsci_search.errors import ExtraMissing, PainSciSearchError
from painsci_search.static_site.folder import write_file
from painsci_search.static_site.records import PagefindRecord

if TYPE_CHECKING:
    from pagefind.service.types import InternalDecodedFile

# Records sent to Pagefind before its responses are awaited.
_BATCH = 256
# Bytes of a read from Pagefind's program.
_CHUNK = 1 << 20
# Pagefind's own widgets, which the page of a site does not use.
_UNUSED = re.compile(r"pagefind-(?:.*ui|highlight)\.(?:js|css)")


def check_executable() -> None:
    """Raise ExtraMissing if the program of the Pagefind package is missing."""
    if get_executable() is None:
        raise ExtraMissing("site")


def write_bundle(records: Iterable[PagefindRecord], folder: Path) -> int:
    """Index records and write Pagefind's files.

    Args:
        records: sections and notes.
        folder: a new folder.

    Returns:
        The number of records that can be found: those with at least one word.

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
        # the caller runs an event loop, as a notebook does
        with ThreadPoolExecutor(1) as thread:
            count, files = thread.submit(asyncio.run, work).result()
    for file in files:
        if not _UNUSED.fullmatch(file["path"]):
            path = folder / file["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, file["content"])
    return _check_complete(folder, count)


async def _index(records: Iterator[PagefindRecord]) -> tuple[int, list[InternalDecodedFile]]:
    service = await PagefindProcess().launch()
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
    """Fail if Pagefind dropped records; it silently merges records that share a URL."""
    entry = json.loads((folder / "pagefind-entry.json").read_bytes())
    kept = sum(each["page_count"] for each in entry["languages"].values())
    if kept < count:
        raise PainSciSearchError(f"Pagefind failed: it kept {kept} of {count} passages")
    return int(kept)


class PagefindProcess(PagefindService):
    """Reads responses of any length at once, and fails if the program ends."""

    async def _wait_for_responses(self) -> None:
        pieces: list[bytes] = []
        try:
            while data := await self._read():
                first, *others = data.split(b",")
                pieces.append(first)
                for start in others:
                    self._settle(json.loads(base64.b64decode(b"".join(pieces))))
                    pieces = [start]
            self._fail("its program ended too early")
        except (OSError, ValueError) as error:
            self._fail(str(error))

    async def _read(self) -> bytes:
        return await self._backend.stdout.read(_CHUNK) if self._backend.stdout else b""

    def _settle(self, response: dict[str, Any]) -> None:
        payload = response["payload"]
        future = self._responses.pop(response.get("message_id") or 0, None)
        if future is None or payload["type"] == "Error":
            raise ValueError(payload.get("message") or "an unexpected response")
        future.set_result(payload)

    def _fail(self, reason: str) -> None:
        error = PainSciSearchError(f"Pagefind failed: {' '.join(reason.split())}")
        for future in self._responses.values():
            if not future.done():
                future.set_exception(error)

    async def close(self) -> None:
        """End the program; responses that are still awaited never come."""
        self._poll_task.cancel()
        if self._backend.returncode is None:
            self._backend.kill()
        await self._backend.wait()
