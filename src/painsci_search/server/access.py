"""Access control of every request, the security headers of every response, and the access log.

Starlette has middlewares for Host headers and CORS. They are not used, because their guarantees are
weaker: TrustedHostMiddleware reads one of several Host headers and no IPv6 address; CORSMiddleware
sends `Vary: Origin` only to requests with an Origin, so that a cache could serve its response to
another origin. Both respond in plain text instead of `application/problem+json`.
"""

from __future__ import annotations

import binascii
import hmac
import ipaddress
import re
import time
from base64 import b64decode
from collections.abc import Mapping, Sequence
from urllib.parse import unquote_plus, unquote_to_bytes

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from painsci_search.server.media_types import accept_weight, expected_type, quality
from painsci_search.server.metrics import Metrics
from painsci_search.server.problems import (
    HTTPProblem,
    is_api,
    new_request_id,
    respond,
    route_path,
)
from painsci_search.server.proxy import Proxies
from painsci_search.server.settings import Settings, log_request, server_log

RawHeaders = list[tuple[bytes, bytes]]

METHODS = "GET, HEAD, OPTIONS"
# Requests with a body; they change nothing, either.
_POSTED = {"/v1/verify": "POST, OPTIONS"}
# The parameters that may be given more than once.
REPEATABLE = frozenset({"article"})
# Needs no token: what looks whether the server runs has none, and learns nothing of the index.
_OPEN = frozenset({"/v1/health"})

_PAGE_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    b"img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    b"require-trusted-types-for 'script'"
)
_DATA_POLICY = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_ALWAYS: RawHeaders = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_FOR_PAGES: RawHeaders = [(b"content-security-policy", _PAGE_POLICY), *_ALWAYS]
_FOR_DATA: RawHeaders = [(b"content-security-policy", _DATA_POLICY), *_ALWAYS]
# Headers that a script of another origin may send, and read, besides those always allowed.
_CORS_SENT = b"authorization, content-type, if-none-match"
_CORS_READ = b"etag, link, retry-after, stale-articles"

_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_NOT_ASCII = re.compile(rb"[^!-~]")
# Characters of a parameter's name in a message.
_NAME_SHOWN = 100
_REALM = 'realm="painsci-search"'
_REDACTED = "(redacted: contains the token)"


class AccessMiddleware:
    """ASGI middleware that checks requests, adds headers to responses, and logs both."""

    def __init__(
        self, app: ASGIApp, settings: Settings, proxies: Proxies, metrics: Metrics
    ) -> None:
        self._app = app
        self._settings = settings
        self._proxies = proxies
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a request that is refused, or let the application respond."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = self._proxies.apply(scope)
        exchange = _Exchange(scope, send, self._settings)
        is_head = scope["method"] == "HEAD"
        inner = {**scope, "method": "GET" if is_head else scope["method"]}
        inner["request_id"] = exchange.id
        self._metrics.enter()
        try:
            handler = self._refusal(inner, exchange.headers) or self._app
            await handler(inner, receive, exchange.send)
        except Exception:
            details = {"id": exchange.id}
            server_log.exception("internal error", extra={"details": details})
            if exchange.status:
                raise
            problem = HTTPProblem(500, "fault", "internal error; please report it")
            await respond(problem, inner)(inner, receive, exchange.send)
        finally:
            route = getattr(inner.get("route"), "path", "")
            self._metrics.leave(route, exchange.status, exchange.seconds)
            if self._settings.access_log:
                exchange.log()

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        """Return the response to a request that does not reach the application, or None."""
        try:
            self._check(scope, headers)
        except HTTPProblem as problem:
            if scope["method"] == "POST":  # its body is not read
                problem.headers["connection"] = "close"
            return respond(problem, scope)
        if scope["method"] == "OPTIONS":
            return Response(status_code=204, headers={"allow": methods_of(scope)})
        root = scope.get("root_path", "")
        if root and scope["path"] == root:
            query = scope["query_string"].decode("latin-1")
            return Response(status_code=308, headers={"location": f"{root}/{query and '?'}{query}"})
        return None

    def _check(self, scope: Scope, headers: Headers) -> None:
        settings = self._settings
        check_host(headers.getlist("host"), settings)
        methods = methods_of(scope)
        if scope["method"] not in methods.split(", "):
            close = {"allow": methods, "connection": "close"}
            raise HTTPProblem(405, "method-not-allowed", f"method must be one of {methods}", close)
        if scope["method"] != "POST":
            check_body(headers)
        check_target(scope["raw_path"], scope["query_string"], settings.limits.target)
        if scope["method"] == "OPTIONS":
            return
        is_page = not is_api(scope)
        if settings.token is not None and route_path(scope) not in _OPEN:
            check_token(headers.getlist("authorization"), settings.token, is_page=is_page)
        if scope["method"] == "POST":
            check_posted(headers, settings.limits.body)
        if not is_page:
            check_accept(headers.get("accept"), expected_type(route_path(scope), scope))


class _Exchange:
    """One request and its response, on their way through the middleware."""

    def __init__(self, scope: Scope, send: Send, settings: Settings) -> None:
        self.headers = Headers(scope=scope)
        self.id = new_request_id()
        self.status = 0
        self._token = settings.token
        self._scope = scope
        self._send = send
        self._size = 0
        self._started = time.perf_counter()
        self._cors = cors_headers(
            self.headers.get("origin"),
            settings.origins,
            methods=methods_of(scope) if scope["method"] == "OPTIONS" else None,
        )

    async def send(self, message: Message) -> None:
        """Send a part of the response, with the headers added."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message["headers"])
            media_type = next((value for name, value in headers if name == b"content-type"), b"")
            if self.status == 304:
                # the policy of the response that the browser has stays in force
                headers += self._cors
            else:
                given = {name for name, _ in headers}
                added = security_headers(media_type)
                # a saved file comes with a stricter policy
                headers += [each for each in added if each[0] not in given]
                headers += self._cors
            message = {**message, "headers": headers}
        elif self._scope["method"] == "HEAD":
            message = {**message, "body": b""}
        else:
            self._size += len(message.get("body", b""))
        await self._send(message)

    @property
    def seconds(self) -> float:
        """Return the time since the request began."""
        return time.perf_counter() - self._started

    def log(self) -> None:
        """Write the request to the access log."""
        scope = self._scope
        log_request(
            id=self.id,
            client=(scope.get("client") or ("",))[0],
            method=scope["method"],
            path=self._without_token(scope["raw_path"].decode("latin-1")),
            query=self._without_token(scope["query_string"].decode("latin-1")),
            status=self.status,
            bytes=self._size,
            ms=round(self.seconds * 1000, 1),
            agent=self._without_token(self.headers.get("user-agent", "")),
        )

    def _without_token(self, text: str) -> str:
        is_secret = self._token and self._token in unquote_plus(unquote_plus(text))
        return _REDACTED if is_secret else text


def check_target(path: bytes, query: bytes, limit: int) -> None:
    """Raise HTTPProblem for a URL that is too long, malformed, or gives a parameter twice."""
    if len(path) + len(query) > limit:
        raise HTTPProblem(414, "too-large", f"the URL must have at most {limit} bytes")
    if not query:
        return
    if _NOT_ASCII.search(query):
        raise HTTPProblem(400, "bad-request", "characters other than ASCII must be percent-encoded")
    if _BAD_ESCAPE.search(query):
        raise HTTPProblem(400, "bad-request", "'%' in a parameter must be written as %25")
    seen = set()
    for part in query.split(b"&"):
        try:
            name = unquote_to_bytes(part.partition(b"=")[0].replace(b"+", b" ")).decode()
            unquote_to_bytes(part).decode()
        except UnicodeDecodeError:
            raise HTTPProblem(400, "bad-request", "parameters must be UTF-8") from None
        if name in seen and name not in REPEATABLE:
            name = name[:_NAME_SHOWN]
            message = "must not be given more than once"
            errors = [{"parameter": name, "message": message}]
            raise HTTPProblem(400, "bad-parameter", f"{name}: {message}", errors=errors)
        seen.add(name)


def check_host(given: Sequence[str], settings: Settings) -> None:
    """Raise HTTPProblem for a request whose Host header does not name this server.

    A foreign DNS name can resolve to this machine, and its pages could then read the responses
    (DNS rebinding). An IP address in the Host header cannot be abused so.
    """
    if settings.hosts is None:
        return
    if len(given) != 1:
        raise HTTPProblem(400, "bad-request", "the request must have exactly one Host header")
    host = given[0].strip(" \t").lower()
    bracketed = re.fullmatch(r"\[([^]]*)\](?::\d*)?", host)
    name = bracketed[1] if bracketed else re.sub(r":\d*$", "", host).removesuffix(".")
    if name in settings.hosts:
        return
    try:
        address = str(ipaddress.ip_address(name))
    except ValueError:
        address = ""
    if not address or not (settings.addresses or address in settings.hosts):
        raise HTTPProblem(421, "misdirected", "the Host header does not name this server")


def check_body(headers: Mapping[str, str]) -> None:
    """Raise HTTPProblem for a request with a body."""
    if headers.get("content-length", "0").strip() != "0" or "transfer-encoding" in headers:
        close = {"connection": "close"}
        raise HTTPProblem(400, "bad-request", "the request must not have a body", close)


def check_posted(headers: Mapping[str, str], limit: int) -> None:
    """Raise HTTPProblem for a request with a body that is too large or not JSON.

    A page of another site cannot make a browser send JSON without asking first.
    """
    length = headers.get("content-length", "0").strip()
    if length.isdecimal() and int(length[:20]) > limit:
        raise HTTPProblem(413, "too-large", f"the body must have at most {limit} bytes")
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPProblem(415, "unsupported-media-type", "Content-Type must be application/json")


def methods_of(scope: Scope) -> str:
    """Return the methods of a request's path, as in the header Allow."""
    return _POSTED.get(route_path(scope), METHODS)


def check_token(given: Sequence[str], token: str, *, is_page: bool) -> None:
    """Raise HTTPProblem for a request without the token; compare it in constant time.

    Args:
        given: the Authorization headers: "Bearer TOKEN", or "Basic" with the token as the
            password, as a browser sends it.
        token: the secret.
        is_page: whether a browser is to ask its user for the token.
    """
    scheme, _, credentials = (given[0] if len(given) == 1 else "").partition(" ")
    credentials = credentials.strip()
    if scheme.lower() == "basic":
        credentials = _password(credentials)
    elif scheme.lower() != "bearer":
        credentials = ""
    if not hmac.compare_digest(credentials.encode(), token.encode()):
        challenge = f'Basic {_REALM}, charset="UTF-8"' if is_page else f"Bearer {_REALM}"
        headers = {"www-authenticate": challenge}
        raise HTTPProblem(401, "unauthorized", "the request must have the token", headers)


def _password(credentials: str) -> str:
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def check_accept(accept: str | None, media_type: str) -> None:
    """Raise HTTPProblem if Accept excludes a media type (RFC 9110, section 12.5.1)."""
    if accept is None or not accept.strip():
        return
    family = media_type.partition("/")[0] + "/*"
    if not accept_weight(accept, media_type, family, "*/*"):
        raise HTTPProblem(406, "not-acceptable", f"Accept must allow {media_type}")


def accepts_gzip(accept_encoding: str) -> bool:
    """Return whether Accept-Encoding allows gzip (RFC 9110, section 12.5.3)."""
    weights = {}
    for part in accept_encoding.split(","):
        name, *options = [each.strip().lower() for each in part.split(";")]
        weights[name] = quality(options)
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def security_headers(media_type: bytes) -> RawHeaders:
    """Return the headers that restrict what a browser does with a response."""
    return _FOR_PAGES if media_type.startswith(b"text/html") else _FOR_DATA


def cors_headers(origin: str | None, origins: Sequence[str], *, methods: str | None) -> RawHeaders:
    """Return the headers that let scripts of the given origins read a response.

    Args:
        origin: the Origin header of the request, or None.
        origins: those allowed; "*" for all.
        methods: those of the path, if a browser asks which requests are allowed; else None.
    """
    if not origins:
        return []
    headers: RawHeaders = [] if "*" in origins else [(b"vary", b"Origin")]
    if "*" in origins:
        headers.append((b"access-control-allow-origin", b"*"))
    elif origin is not None and origin in origins:
        headers.append((b"access-control-allow-origin", origin.encode("latin-1")))
    else:
        return headers
    headers.append((b"access-control-expose-headers", _CORS_READ))
    if methods is not None:
        headers += [
            (b"access-control-allow-methods", methods.encode()),
            (b"access-control-allow-headers", _CORS_SENT),
            (b"access-control-max-age", b"600"),
        ]
    return headers
