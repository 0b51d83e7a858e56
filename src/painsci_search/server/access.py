"""The doorway that every request passes: who may come in, what goes out along, and the log."""

from __future__ import annotations

import time
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from painsci_search.server.headers import METHODS, cors_headers, security_headers
from painsci_search.server.logs import server_log, tell_request
from painsci_search.server.problems import Problem, is_for_programs, new_request_id, respond
from painsci_search.server.requests import (
    check_accept,
    check_body,
    check_host,
    check_target,
    check_token,
)
from painsci_search.server.settings import Settings

_HIDDEN = "(it held the token)"


class Doorway:
    """Middleware that checks requests, and adds to answers what browsers are to keep to."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = _Visit(scope, send, self._settings)
        is_head = scope["method"] == "HEAD"
        inner = {**scope, "method": "GET" if is_head else scope["method"], "request_id": visit.id}
        try:
            await (self._answer(inner, visit.headers) or self._app)(inner, receive, visit.send)
        except Exception:
            details = {"id": visit.id}
            server_log.exception("fault in the program", extra={"details": details})
            if visit.status:
                raise
            problem = Problem(500, "fault", "a fault in the program, please report it")
            await respond(problem, inner)(inner, receive, visit.send)
        finally:
            if self._settings.access_log:
                visit.tell()

    def _answer(self, scope: Scope, headers: Headers) -> Response | None:
        """Answer what needs no application."""
        try:
            self._check(scope, headers)
        except Problem as problem:
            return respond(problem, scope)
        if scope["method"] == "OPTIONS":
            return Response(status_code=204, headers={"allow": METHODS})
        return None

    def _check(self, scope: Scope, headers: Headers) -> None:
        settings = self._settings
        check_host(headers.getlist("host"), settings)
        if scope["method"] not in ("GET", "OPTIONS"):
            refused = {"allow": METHODS, "connection": "close"}
            raise Problem(405, "method-not-allowed", f"allowed are {METHODS}", refused)
        check_body(headers)
        check_target(scope["raw_path"], scope["query_string"], settings.limits.target)
        if scope["method"] == "OPTIONS":
            return
        is_page = not is_for_programs(scope)
        if settings.token is not None:
            check_token(headers.getlist("authorization"), settings.token, is_page=is_page)
        if not is_page:
            check_accept(headers.get("accept"), "application/json")


class _Visit:
    """One request on its way through the doorway."""

    def __init__(self, scope: Scope, send: Send, settings: Settings) -> None:
        self.headers = Headers(scope=scope)
        self.id = new_request_id()
        self._token = settings.token
        self.status = 0
        self._scope = scope
        self._send = send
        self._size = 0
        self._began = time.perf_counter()
        self._cors = cors_headers(
            self.headers.get("origin"),
            settings.origins,
            preflight=scope["method"] == "OPTIONS",
        )

    async def send(self, message: Message) -> None:
        """Send a part of the answer, with what goes along."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message["headers"])
            media_type = next((value for name, value in headers if name == b"content-type"), b"")
            if self.status == 304:
                # a browser keeps the policy that it was given with what it has
                headers += self._cors
            else:
                headers += [*security_headers(media_type), *self._cors]
            message = {**message, "headers": headers}
        elif self._scope["method"] == "HEAD":
            message = {**message, "body": b""}
        else:
            self._size += len(message.get("body", b""))
        await self._send(message)

    def tell(self) -> None:
        """Tell of the request in the log."""
        scope = self._scope
        query = scope["query_string"].decode("latin-1")
        if self._token and self._token in unquote(query):
            query = _HIDDEN  # it was put where it does not belong
        tell_request(
            id=self.id,
            client=(scope.get("client") or ("",))[0],
            method=scope["method"],
            path=scope["raw_path"].decode("latin-1"),
            query=query,
            status=self.status,
            bytes=self._size,
            ms=round((time.perf_counter() - self._began) * 1000, 1),
            agent=self.headers.get("user-agent", ""),
        )
