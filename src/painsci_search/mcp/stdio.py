"""The protocol on standard input and output, with a good end: of the input, or by interruption.

The SDK's own reader leaves a thread in a read that nothing can interrupt, drops the answers that
are under way when the input ends, and leaves what it cannot read without an answer. Here a thread
that the interpreter need not wait for reads, the end of input is passed on when what was asked has
been answered, and what is no message is refused.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage

from mcp import types

_STDIN = 0
_CHUNK = 1 << 16
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
# The longest line, in bytes; the tools take much less.
_LONGEST = 1 << 22
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
        lines.refuse_through(counted)
        await server.run(requests, counted, server.create_initialization_options())


class _Owed:
    """The ids of the requests that have not been answered."""

    def __init__(self) -> None:
        self._ids: set[object] = set()
        self._settled = anyio.Event()

    def ask(self, message: object) -> None:
        """Take note of a request, or of the end of interest in one."""
        match message:
            case types.JSONRPCRequest(id=key):
                self._ids.add(key)
            case types.JSONRPCNotification(
                method="notifications/cancelled", params={"requestId": str() | int() as key}
            ):
                self.answer(key)

    def answer(self, key: str | int) -> None:
        """Take note of an answer."""
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
    """The lines of standard input that are messages, for one reader; what is none is refused."""

    def __init__(self, owed: _Owed) -> None:
        self._owed = owed
        self._answers: _Answers | None = None
        self._open = anyio.Event()
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._room = threading.Semaphore(_READ_AHEAD)
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, name="stdin", daemon=True).start()

    def refuse_through(self, answers: _Answers) -> None:
        """Say where refusals are to be written; until then, no line is given."""
        self._answers = answers
        self._open.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        await self._open.wait()
        while True:
            line = await self._lines.get()
            if line is None:
                await self._owed.settle()
                raise StopAsyncIteration
            self._room.release()
            mended = _mend(line)
            try:
                message = types.jsonrpc_message_adapter.validate_json(mended, by_name=False)
            except ValueError:
                if self._answers is not None:
                    await self._answers.send(SessionMessage(_refusal(mended)))
                continue
            self._owed.ask(message)
            return mended

    def _read(self) -> None:
        """Read until the end. The descriptor is read as such: a file object has a lock, on which
        the interpreter would stumble if it ended in the middle of a read.
        """
        rest = bytearray()
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            while chunk := _read_some():
                *ended, begun = chunk.split(b"\n")
                for line in ended:
                    self._put(bytes(rest) + line)
                    rest.clear()
                rest += begun
                if len(rest) > _LONGEST:
                    rest[:] = b"too long"  # which is no message
            self._put(bytes(rest))
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


def _mend(line: str) -> str:
    r"""Replace escapes of half a character (a lone surrogate), which are JSON and no text.

    >>> _mend('{"query": "caf\\u00e9 \\ud800"}')
    '{"query": "café ?"}'
    """
    if _SURROGATE.search(line) is None:
        return line
    try:
        mended = json.dumps(json.loads(line), ensure_ascii=False)
    except (ValueError, RecursionError):
        return line
    return mended.encode("utf-8", "replace").decode("utf-8")


def _refusal(line: str) -> types.JSONRPCError:
    """Make the answer to what is no message: JSON-RPC 2.0, section 5.1."""
    key = None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        error = types.ErrorData(code=types.PARSE_ERROR, message="this line is not JSON")
    else:
        error = types.ErrorData(code=types.INVALID_REQUEST, message="this is not a request")
        if isinstance(value, dict) and type(value.get("id")) in (str, int):
            key = value["id"]
    return types.JSONRPCError(jsonrpc="2.0", id=key, error=error)


class _Answers:
    """A stream of messages to write, which takes note of the requests that they answer."""

    def __init__(self, stream: Any, owed: _Owed) -> None:
        self._stream = stream
        self._owed = owed

    async def send(self, item: SessionMessage, /) -> None:
        await self._stream.send(item)
        key = getattr(item.message, "id", None)
        if key is not None:
            self._owed.answer(key)

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
