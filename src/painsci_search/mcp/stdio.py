"""The protocol on standard input and output, which ends in good order: by end of input or Ctrl-C.

The SDK's own reader blocks a thread in a read that cannot be interrupted, drops the responses in
progress when the input ends, and does not respond to lines that are not messages. Here a daemon
thread reads, the end of input is reported after the responses, and invalid lines get an error.
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
# Bytes of a line, so that a client cannot fill the memory; the tools take much less.
_LONGEST = 1 << 22
# Lines that are read before the first is handled.
_READ_AHEAD = 64
# Seconds that responses in progress may take after the end of input.
_LAST_RESPONSES = 5.0


async def serve_stdio(server: Server[Any]) -> None:
    """Serve the process's standard input and output until the input ends.

    Raises:
        OSError: a response cannot be written.
    """
    unanswered = _Unanswered()
    lines: Any = _Lines(unanswered)
    try:
        async with stdio_server(stdin=lines) as (requests, responses):
            counted = _Responses(responses, unanswered)
            lines.send_errors_to(counted)
            await server.run(requests, counted, server.create_initialization_options())
    except ExceptionGroup as group:
        raise _cause(group) from group


def _cause(error: Exception) -> Exception:
    """Return the first error in nested groups of tasks; one of the output with its name."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, OSError) and error.filename is None:
        return OSError(error.errno, error.strerror, "standard output")
    return error


class _Unanswered:
    """Ids of the requests without a response."""

    def __init__(self) -> None:
        self._ids: set[object] = set()
        self._settled = anyio.Event()

    def add(self, message: object) -> None:
        """Add a request; remove one that the client cancels."""
        match message:
            case types.JSONRPCRequest(id=key):
                self._ids.add(key)
            case types.JSONRPCNotification(
                method="notifications/cancelled", params={"requestId": str() | int() as key}
            ):
                self.remove(key)

    def remove(self, key: str | int) -> None:
        """Remove a request that has its response."""
        self._ids.discard(key)
        if not self._ids:
            self._settled.set()

    async def settle(self) -> None:
        """Wait until all requests have a response, up to the limit."""
        if self._ids:
            self._settled = anyio.Event()
            with anyio.move_on_after(_LAST_RESPONSES):
                await self._settled.wait()


class _Lines:
    """Lines of standard input that are messages, for one reader; other lines get an error."""

    def __init__(self, unanswered: _Unanswered) -> None:
        self._unanswered = unanswered
        self._responses: _Responses | None = None
        self._open = anyio.Event()
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._room = threading.Semaphore(_READ_AHEAD)
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, name="stdin", daemon=True).start()

    def send_errors_to(self, responses: _Responses) -> None:
        """Set the stream for errors; until then, the lines wait."""
        self._responses = responses
        self._open.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        await self._open.wait()
        while True:
            line = await self._lines.get()
            if line is None:
                await self._unanswered.settle()
                raise StopAsyncIteration
            self._room.release()
            line = _replace_surrogates(line)
            try:
                message = types.jsonrpc_message_adapter.validate_json(line, by_name=False)
            except ValueError:
                if self._responses is not None:
                    await self._responses.send(SessionMessage(_error_response(line)))
                continue
            self._unanswered.add(message)
            return line

    def _read(self) -> None:
        """Read until the end, from the descriptor: a file object has a lock, on which the
        interpreter would fail if it exited during a read.
        """
        rest = bytearray()
        with suppress(RuntimeError):  # the loop is closed
            while chunk := _read_some():
                *ended, rest_of_chunk = chunk.split(b"\n")
                for line in ended:
                    self._put(bytes(rest) + line)
                    rest.clear()
                rest += rest_of_chunk
                if len(rest) > _LONGEST:
                    rest[:] = b"too long"  # not a message
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


def _replace_surrogates(line: str) -> str:
    r"""Replace escapes of lone surrogates, which are valid JSON but no text.

    >>> _replace_surrogates('{"query": "caf\\u00e9 \\ud800"}')
    '{"query": "café ?"}'
    """
    if _SURROGATE.search(line) is None:
        return line
    try:
        mended = json.dumps(json.loads(line), ensure_ascii=False)
    except (ValueError, RecursionError):
        return line
    return mended.encode("utf-8", "replace").decode("utf-8")


def _error_response(line: str) -> types.JSONRPCError:
    """Return the response to a line that is not a message (JSON-RPC 2.0, section 5.1)."""
    key = None
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        error = types.ErrorData(code=types.PARSE_ERROR, message="the line is not JSON")
    else:
        error = types.ErrorData(code=types.INVALID_REQUEST, message="the line is not a request")
        if isinstance(value, dict) and type(value.get("id")) in (str, int):
            key = value["id"]
    return types.JSONRPCError(jsonrpc="2.0", id=key, error=error)


class _Responses:
    """Stream of messages to write, which removes the requests that they respond to."""

    def __init__(self, stream: Any, unanswered: _Unanswered) -> None:
        self._stream = stream
        self._unanswered = unanswered

    async def send(self, item: SessionMessage, /) -> None:
        await self._stream.send(item)
        key = getattr(item.message, "id", None)
        if key is not None:
            self._unanswered.remove(key)

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
