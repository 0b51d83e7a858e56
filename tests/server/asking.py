"""A client that asks an application without a network, and writes targets as they are given."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote, urlencode

from starlette.datastructures import Headers

HOST = "127.0.0.1:8765"
# Among the headers, so that there is no Host.
NO_HOST = ("host", "\0")


class Response(NamedTuple):
    status_code: int
    headers: Headers
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


class Client:
    """Asks one request after the other, or several at once."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._runner = asyncio.Runner()

    def get(
        self,
        target: str | bytes,
        params: Mapping[str, Any] | None = None,
        *,
        method: str = "GET",
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
    ) -> Response:
        raw = target.encode() if isinstance(target, str) else target
        if params:
            raw += b"?" + urlencode(params, doseq=True).encode()
        return self._runner.run(self.ask(raw, method, headers, body))

    def post(self, target: str, value: Any, headers: Sequence[tuple[str, str]] = ()) -> Response:
        """Send JSON, or bytes as they are."""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        given = [("content-type", "application/json"), ("content-length", str(len(body)))]
        named = {name for name, _ in headers}
        kept = [each for each in given if each[0] not in named]
        return self.get(target, method="POST", headers=[*headers, *kept], body=body)

    def get_all(self, *targets: str) -> list[Response]:
        """Ask for all at once."""

        async def gather() -> list[Response]:
            return await asyncio.gather(*(self.ask(target.encode()) for target in targets))

        return self._runner.run(gather())

    async def ask(
        self,
        target: bytes,
        method: str = "GET",
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
    ) -> Response:
        path, _, query = target.partition(b"?")
        named = {name.lower() for name, _ in headers}
        given = [*headers] if "host" in named else [("host", HOST), *headers]
        given = [header for header in given if header != NO_HOST]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path.decode("latin-1")),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in given],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 8765),
            "state": {},
        }
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        start, *rest = sent
        answer = b"".join(message.get("body", b"") for message in rest)
        return Response(start["status"], Headers(raw=start["headers"]), answer)

    def close(self) -> None:
        self.app.state.executor.close()
        self.end()

    def end(self) -> None:
        """Close the client; the application goes on."""
        self._runner.close()
