"""The doorway that every request passes: who may come in, and what every answer is given along."""

from __future__ import annotations

import hmac
import logging
import time
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from painsci_search.server.problems import Problem
from painsci_search.server.settings import Settings

access_log = logging.getLogger("painsci_search.access")
fault_log = logging.getLogger("painsci_search.server")

METHODS = "GET, HEAD, OPTIONS"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


class Doorway:
    """Checks requests, and adds to every answer what browsers are to keep to."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = _Visit(scope, send, self._settings)
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        try:
            await (self._refuse(scope, visit.headers) or self._app)(inner, receive, visit.send)
        except Exception:
            fault_log.exception("fault")
            if visit.status:
                raise
            problem = Problem(500, "fault", "a fault in the program")
            await problem.response()(inner, receive, visit.send)
        finally:
            if self._settings.access_log:
                visit.log()

    def _refuse(self, scope: Scope, headers: Headers) -> Response | None:
        try:
            self._check(scope, headers)
        except Problem as problem:
            return problem.response()
        if scope["method"] == "OPTIONS":
            return Response(status_code=204, headers={"allow": METHODS})
        return None

    def _check(self, scope: Scope, headers: Headers) -> None:
        settings = self._settings
        if len(scope["raw_path"]) + len(scope["query_string"]) > settings.limits.url:
            raise Problem(414, "uri-too-long", f"more than {settings.limits.url} bytes")
        if settings.hosts is not None:
            check_host(headers.getlist("host"), settings.hosts)
        if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            raise Problem(405, "method-not-allowed", f"only {METHODS}", {"allow": METHODS})
        if scope["method"] != "OPTIONS" and settings.token is not None:
            check_token(headers.getlist("authorization"), settings.token)


def check_host(given: list[str], allowed: frozenset[str]) -> None:
    """Make sure that a request is meant for this server: names of foreigners may lead here, too.

    Raises:
        Problem: it is not.
    """
    if len(given) != 1:
        raise Problem(400, "bad-request", "one Host header is needed")
    host = given[0].strip().lower()
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if name.removesuffix(".") not in allowed:
        raise Problem(421, "misdirected", "this server does not answer to that name")


def check_token(given: list[str], token: str) -> None:
    """Make sure that a request shows the token, in a time that tells nothing of it.

    Raises:
        Problem: it does not.
    """
    scheme, _, shown = (given[0] if len(given) == 1 else "").partition(" ")
    shown = shown.strip()
    if scheme.lower() == "basic":
        shown = _password(shown)
    elif scheme.lower() != "bearer":
        shown = ""
    if not hmac.compare_digest(shown.encode(), token.encode()):
        asks = 'Bearer realm="painsci-search"'
        raise Problem(401, "unauthorized", "a token is needed", {"www-authenticate": asks})


def _password(credentials: str) -> str:
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


class _Visit:
    """One request on its way through the doorway."""

    def __init__(self, scope: Scope, send: Send, settings: Settings) -> None:
        self.headers = Headers(scope=scope)
        self.status = 0
        self._scope = scope
        self._send = send
        self._size = 0
        self._began = time.perf_counter()
        self._cors = _cors(self.headers, settings.origins)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(raw=list(message.get("headers", ())))
            is_page = headers.get("content-type", "").startswith("text/html")
            headers["content-security-policy"] = PAGE_POLICY if is_page else DATA_POLICY
            headers.update(ALWAYS)
            headers.update(self._cors)
            message = {**message, "headers": headers.raw}
        elif self._scope["method"] == "HEAD":
            message = {**message, "body": b""}
        else:
            self._size += len(message.get("body", b""))
        await self._send(message)

    def log(self) -> None:
        client = self._scope.get("client") or ("",)
        details: dict[str, Any] = {
            "client": client[0],
            "method": self._scope["method"],
            "path": self._scope["raw_path"].decode("latin-1"),
            "query": self._scope["query_string"].decode("latin-1"),
            "status": self.status,
            "bytes": self._size,
            "ms": round((time.perf_counter() - self._began) * 1000, 1),
        }
        access_log.info("request", extra={"details": details})


def _cors(headers: Headers, origins: tuple[str, ...]) -> Mapping[str, str]:
    del headers, origins
    return {}
