"""The protocol on standard input and output, with a good end: of the input, or by interruption.

The SDK's own reader leaves a thread in a read that nothing can interrupt, and drops the answers
that are under way when the input ends. Here a thread that the interpreter need not wait for reads,
and the end of input is passed on when what was asked has been answered.
"""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Hashable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage

_STDIN = 0
_CHUNK = 1 << 16
# How many lines are read before the first is taken.
_READ_AHEAD = 64
# How long, in seconds, answers under way may take after the end of input.
_LAST_ANSWERS = 5.0


async def serve_stdio(server: Server[Any]) -> None:
    """Serve the process's standard input and output until the input ends."""
    owed = _Owed()
    lines: Any = _Lines(owed)
    async with stdio_server(stdin=lines) as (requests, answers):
        counted = _Answers(answers, owed)
        await server.run(requests, counted, server.create_initialization_options())


class _Owed:
    """The ids of the requests that have not been answered."""

    def __init__(self) -> None:
        self._ids: set[Hashable] = set()
        self._settled = anyio.Event()

    def ask(self, line: str) -> None:
        """Take note of a line of input: a request, or the end of interest in one."""
        with suppress(ValueError, RecursionError):
            match json.loads(line):
                case {"method": "notifications/cancelled", "params": {"requestId": key}}:
                    self.answer(key)
                case {"method": str(), "id": str() | int() as key}:
                    self._ids.add(key)

    def answer(self, key: object) -> None:
        """Take note of an answer."""
        if isinstance(key, str | int):
            self._ids.discard(key)
        if not self._ids:
            self._settled.set()

    async def settle(self) -> None:
        """Wait until all is answered, or for some seconds if something never is."""
        if self._ids:
            self._settled = anyio.Event()
            with anyio.move_on_after(_LAST_ANSWERS):
                await self._settled.wait()


class _Lines:
    """The lines of standard input, for one reader."""

    def __init__(self, owed: _Owed) -> None:
        self._owed = owed
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._room = threading.Semaphore(_READ_AHEAD)
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, name="stdin", daemon=True).start()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        line = await self._lines.get()
        if line is None:
            await self._owed.settle()
            raise StopAsyncIteration
        self._room.release()
        self._owed.ask(line)
        return line

    def _read(self) -> None:
        """Read until the end. The descriptor is read as such: a file object has a lock, on which
        the interpreter would stumble if it ended in the middle of a read.
        """
        rest = b""
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            while chunk := _read_some():
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    self._put(line)
            if rest.strip():
                self._put(rest)
            self._loop.call_soon_threadsafe(self._lines.put_nowait, None)

    def _put(self, line: bytes) -> None:
        if line.strip():
            self._room.acquire()
            self._loop.call_soon_threadsafe(self._lines.put_nowait, line.decode("utf-8", "replace"))


def _read_some() -> bytes:
    try:
        return os.read(_STDIN, _CHUNK)
    except OSError:
        return b""


class _Answers:
    """A stream of messages to write, which takes note of the requests that they answer."""

    def __init__(self, stream: Any, owed: _Owed) -> None:
        self._stream = stream
        self._owed = owed

    async def send(self, item: SessionMessage, /) -> None:
        await self._stream.send(item)
        self._owed.answer(getattr(item.message, "id", None))

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def __aenter__(self) -> Self:
        await self._stream.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        result: bool | None = await self._stream.__aexit__(kind, error, trace)
        return result
