"""Pagefind's program, listened to in a way of its own.

As it comes, the package rests for a tenth of a second before each answer, which would make 20,000
records take more than half an hour; it takes no answer over 2 MB, such as the files of a large
index; and it waits for ever when its program has ended.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from pagefind.service import PagefindService

from painsci_search.errors import PainSciSearchError

_CHUNK = 1 << 20


class Service(PagefindService):
    """Takes each answer as soon as it is there, of any length, and fails with its program."""

    async def _wait_for_responses(self) -> None:
        pieces: list[bytes] = []
        try:
            while data := await self._read():
                first, *others = data.split(b",")
                pieces.append(first)
                for begun in others:
                    self._settle(json.loads(base64.b64decode(b"".join(pieces))))
                    pieces = [begun]
            self._fail("it ended before its work was done")
        except (OSError, ValueError) as error:
            self._fail(str(error))

    async def _read(self) -> bytes:
        return await self._backend.stdout.read(_CHUNK) if self._backend.stdout else b""

    def _settle(self, answer: dict[str, Any]) -> None:
        told = answer["payload"]
        future = self._responses.pop(answer.get("message_id") or 0, None)
        if future is None or told["type"] == "Error":
            raise ValueError(told.get("message") or "an answer to no question")
        future.set_result(told)

    def _fail(self, reason: str) -> None:
        error = PainSciSearchError(f"Pagefind failed: {' '.join(reason.split())}")
        for future in self._responses.values():
            if not future.done():
                future.set_exception(error)

    async def close(self) -> None:
        """End the program; what it was asked for last may never come."""
        self._poll_task.cancel()
        if self._backend.returncode is None:
            self._backend.kill()
        await self._backend.wait()
