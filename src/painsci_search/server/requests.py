"""Checks of a request before it is answered; each raises the problem that it finds."""

from __future__ import annotations

import binascii
import hmac
import ipaddress
import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from urllib.parse import unquote_to_bytes

from painsci_search.server.problems import Problem
from painsci_search.server.settings import Settings

# The parameters that may be given more than once.
REPEATABLE = frozenset({"article"})
_STRAY = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_NOT_ASCII = re.compile(rb"[^!-~]")
_NAME_SHOWN = 100
_REALM = 'realm="painsci-search"'


def check_target(path: bytes, query: bytes, limit: int) -> None:
    """Make sure that a target is not too long, and says one thing only."""
    if len(path) + len(query) > limit:
        raise Problem(414, "too-large", f"an address may have {limit} bytes at most")
    if not query:
        return
    if _NOT_ASCII.search(query):
        raise Problem(400, "bad-request", "other characters than ASCII are to be written as %XX")
    if _STRAY.search(query):
        raise Problem(400, "bad-request", "a % in a parameter is to be written as %25")
    seen = set()
    for part in query.split(b"&"):
        try:
            name = unquote_to_bytes(part.partition(b"=")[0].replace(b"+", b" ")).decode()
            unquote_to_bytes(part).decode()
        except UnicodeDecodeError:
            raise Problem(400, "bad-request", "a parameter is not in UTF-8") from None
        if name in seen and name not in REPEATABLE:
            name = name[:_NAME_SHOWN]
            errors = [{"parameter": name, "message": "is given more than once"}]
            raise Problem(400, "bad-parameter", f"{name}: is given more than once", errors=errors)
        seen.add(name)


def check_host(given: Sequence[str], settings: Settings) -> None:
    """Make sure that a request is meant for this server.

    A foreign name may be made to lead here, too, and then its pages could read what is here.
    That takes a name: what was asked for by address was meant for that address.
    """
    if settings.hosts is None:
        return
    if len(given) != 1:
        raise Problem(400, "bad-request", "a request names one Host")
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
        raise Problem(421, "misdirected", "this server does not go by the name in Host")


def check_body(headers: Mapping[str, str]) -> None:
    """Make sure that nothing comes after the head: no request here has a use for it."""
    if headers.get("content-length", "0").strip() != "0" or "transfer-encoding" in headers:
        close = {"connection": "close"}
        raise Problem(400, "bad-request", "a request here has no body", close)


def check_token(given: Sequence[str], token: str, *, is_page: bool) -> None:
    """Make sure that a request shows the token, in a time that tells nothing of it.

    Args:
        given: the Authorization headers: "Bearer TOKEN", or "Basic" with the token as the
            password, as browsers ask their users for it.
        is_page: whether a browser is to ask for it.
    """
    scheme, _, shown = (given[0] if len(given) == 1 else "").partition(" ")
    shown = shown.strip()
    if scheme.lower() == "basic":
        shown = _password(shown)
    elif scheme.lower() != "bearer":
        shown = ""
    if not hmac.compare_digest(shown.encode(), token.encode()):
        asks = f'Basic {_REALM}, charset="UTF-8"' if is_page else f"Bearer {_REALM}"
        raise Problem(401, "unauthorized", "a token is needed", {"www-authenticate": asks})


def _password(credentials: str) -> str:
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def check_accept(accept: str | None, media_type: str) -> None:
    """Make sure that a client takes an answer of that type (RFC 9110, section 12.5.1)."""
    if accept is None or not accept.strip():
        return
    family = media_type.partition("/")[0] + "/*"
    best = (-1, 0.0)
    for part in accept.split(","):
        pattern, *options = [each.strip().lower() for each in part.split(";")]
        if pattern in (media_type, family, "*/*"):
            precision = (media_type, family, "*/*")[::-1].index(pattern)
            best = max(best, (precision, _weight(options)))
    if best[1] == 0.0:
        raise Problem(406, "not-acceptable", f"the answer is {media_type}")


def takes_gzip(accept_encoding: str) -> bool:
    """Tell whether a client takes an answer compressed (RFC 9110, section 12.5.3)."""
    weights = {}
    for part in accept_encoding.split(","):
        name, *options = [each.strip().lower() for each in part.split(";")]
        weights[name] = _weight(options)
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _weight(options: Sequence[str]) -> float:
    for option in options:
        if option.startswith("q="):
            try:
                return float(option[2:])
            except ValueError:
                return 0.0
    return 1.0
