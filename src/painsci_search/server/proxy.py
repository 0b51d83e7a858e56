"""Requests that a reverse proxy passes on: their scopes in, those that the clients meant out.

A proxy may publish the application under a path of its own, with or without that path in the
requests that it passes on, and it knows the client, host name and scheme that the application
cannot see. Its headers are used only if its address is one of those that are trusted: any client
can send them.

Source: RFC 7239 describes the trust in proxies (section 8); the headers here are those that
proxies send by convention: X-Forwarded-For, X-Forwarded-Host and X-Forwarded-Proto.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import Scope

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# The name of the clients of a Unix socket, which have no address.
UNIX = "unix"
# Letters that a URL never has percent-encoded, so that a path has one form.
_ROOT = re.compile(r"(/[A-Za-z0-9._~-]+)+")
# The first parts of the application's own paths: below these, a request without the root path
# could not be distinguished from one with it.
_OWN = frozenset(
    {"v1", "articles", "static", "metrics", "export", "cite", "saved", "like", "works"}
)
_PORT = re.compile(r"(?:\[([^]]*)\]|([^:]*))(?::\d+)?")


def clean_root(path: str) -> str:
    """Return the path under which the application is published, without "/" at its end.

    Args:
        path: such as "/find/"; "" or "/" for the top of a host.

    Raises:
        ValueError: the path has other characters than letters, digits and ``-._~``, or could be
            one of the application's own.

    >>> clean_root("find/"), clean_root("/")
    ('/find', '')
    """
    root = f"/{path.strip('/')}".rstrip("/")
    parts = root.split("/")[1:]
    if root and (not _ROOT.fullmatch(root) or {".", ".."} & set(parts)):
        raise ValueError(
            f"the root path must be a path such as /find, of letters, digits and -._~, not {path!r}"
        )
    if parts and parts[0] in _OWN:
        raise ValueError(
            f"the root path cannot begin with /{parts[0]}, which the server has itself: "
            "choose another, such as /find"
        )
    return root


class Proxies:
    """The root path of an application, and the proxies whose headers it believes.

    Args:
        root: see `clean_root`.
        trusted: IP addresses, networks such as "10.0.0.0/8", and "unix" for all clients of a Unix
            socket.

    Raises:
        ValueError: `root` or one of `trusted` is invalid.
    """

    def __init__(self, root: str, trusted: Sequence[str]) -> None:
        self._root = clean_root(root)
        self._networks = [_network(each) for each in trusted if each != UNIX]
        self._trusts_socket = UNIX in trusted

    def apply(self, scope: Scope) -> Scope:
        """Return the scope of an HTTP request as its client made it."""
        if self._networks or self._trusts_socket:
            scope = self._forwarded(scope)
        return self._rooted(scope) if self._root else scope

    def _rooted(self, scope: Scope) -> Scope:
        """Put the root path before the path, unless the proxy has left it there."""
        path: str = scope["path"]
        if path != self._root and not path.startswith(f"{self._root}/"):
            path = self._root + path
        return {**scope, "path": path, "root_path": self._root}

    def _forwarded(self, scope: Scope) -> Scope:
        peer = (scope.get("client") or (None, 0))[0]
        if not self._trusts(peer):
            return scope
        headers = Headers(scope=scope)
        changed = {**scope}
        client = self._client(peer, _values(headers, "x-forwarded-for"))
        if client != peer:
            changed["client"] = (client, 0)
        # the last value is that of the proxy which is trusted; others may come from its client
        if (scheme := _values(headers, "x-forwarded-proto")[-1:]) in (["http"], ["https"]):
            changed["scheme"] = scheme[0]
        if host := _values(headers, "x-forwarded-host")[-1:]:
            rest = [each for each in scope["headers"] if each[0] != b"host"]
            changed["headers"] = [(b"host", host[0].encode("latin-1")), *rest]
        return changed

    def _client(self, peer: str | None, forwarded: Sequence[str]) -> str | None:
        """Return the last address before a client that is not a trusted proxy."""
        for each in reversed(forwarded):
            address = _address(each)
            if address is None or not self._trusts(peer):
                break
            peer = address
        return peer

    def _trusts(self, peer: str | None) -> bool:
        if peer is None:
            return self._trusts_socket
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self._networks)


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        raise ValueError(
            f"a trusted proxy must be an IP address, a network such as 10.0.0.0/8, or unix, "
            f"not {text!r}"
        ) from None


def _values(headers: Headers, name: str) -> list[str]:
    """Return the values of a header that is a list, in one or more lines."""
    return [part.strip() for line in headers.getlist(name) for part in line.split(",")]


def _address(text: str) -> str | None:
    """Return the IP address of an entry, which may have a port; None if it has no address."""
    bare = _PORT.fullmatch(text)
    try:
        return str(ipaddress.ip_address((bare[1] or bare[2]) if bare else text))
    except ValueError:
        return None
