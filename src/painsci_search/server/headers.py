"""Headers that every answer has: what browsers are to keep to, and who may read along."""

from __future__ import annotations

from collections.abc import Sequence

Raw = list[tuple[bytes, bytes]]

METHODS = "GET, HEAD, OPTIONS"
_PAGE_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    b"img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    b"require-trusted-types-for 'script'"
)
_DATA_POLICY = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_ALWAYS: Raw = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_FOR_PAGES: Raw = [(b"content-security-policy", _PAGE_POLICY), *_ALWAYS]
_FOR_DATA: Raw = [(b"content-security-policy", _DATA_POLICY), *_ALWAYS]
# What a script of a page elsewhere may send and see besides what any may.
_SENT = b"authorization, if-none-match"
_SEEN = b"etag, link, retry-after"


def security_headers(media_type: bytes) -> Raw:
    """Name the headers that keep browsers from doing more with an answer than it is for."""
    return _FOR_PAGES if media_type.startswith(b"text/html") else _FOR_DATA


def cors_headers(origin: str | None, origins: Sequence[str], *, preflight: bool) -> Raw:
    """Name the headers that let pages of the given origins read the answer.

    Args:
        origin: of the page that asks; None where none says so.
        origins: those that may; "*" for all.
        preflight: whether a browser asks what it may ask.
    """
    if not origins:
        return []
    headers: Raw = [] if "*" in origins else [(b"vary", b"Origin")]
    if "*" in origins:
        headers.append((b"access-control-allow-origin", b"*"))
    elif origin is not None and origin in origins:
        headers.append((b"access-control-allow-origin", origin.encode("latin-1")))
    else:
        return headers
    headers.append((b"access-control-expose-headers", _SEEN))
    if preflight:
        headers += [
            (b"access-control-allow-methods", METHODS.encode()),
            (b"access-control-allow-headers", _SENT),
            (b"access-control-max-age", b"600"),
        ]
    return headers
