"""The address of an index on a cluster: a string in; hosts, name, and shards of a new index out."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from painsci_search.errors import PainSciSearchError

_ADDRESS = re.compile(r"opensearch(\+https)?://([^/?#@]+)/([^/?#]*)(?:\?([^#]*))?\Z")
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::\d{1,5})?\Z")
# Names that OpenSearch accepts, shorter by what is added to them.
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,199}\Z")
# Endings of the further indexes of an index.
_TAKEN = re.compile(r"-(?:state|records-\d+)\Z")
_LOOPBACK = re.compile(r"(?:127(?:\.\d+){3}|localhost|\[::1\])(?::\d+)?\Z")
_MOST_SHARDS = 1024
_FORM = "opensearch://HOST:PORT/NAME"
_FORMS = f"{_FORM}, opensearch+https://HOST:PORT/NAME or a folder"


class Address(NamedTuple):
    """The address of an index.

    Attributes:
        hosts: "host:port" of each known node.
        name: of the index, as in the address.
        is_secure: whether the connection is encrypted (TLS).
        shards: primary shards of the index if it is created.
        replicas: copies of each shard besides the primary one; None for one as soon as there is a
            second node.
    """

    hosts: tuple[str, ...]
    name: str
    is_secure: bool = False
    shards: int = 1
    replicas: int | None = None

    def __str__(self) -> str:
        scheme = "opensearch+https" if self.is_secure else "opensearch"
        return f"{scheme}://{','.join(self.hosts)}/{self.name}"

    @property
    def is_loopback(self) -> bool:
        """Return whether all hosts are this machine."""
        return all(_LOOPBACK.match(host) for host in self.hosts)


def parse_address(path: str | os.PathLike[str]) -> Address:
    """Parse the address of an index.

    Raises:
        PainSciSearchError: it is malformed.

    >>> parse_address("opensearch://one:9200,two:9200/pain?shards=3").hosts
    ('one:9200', 'two:9200')
    """
    # a path on disk has lost one of the two slashes
    text = re.sub(r"\A([A-Za-z][A-Za-z0-9+.-]+):/+", r"\1://", os.fspath(path))
    match = _ADDRESS.match(text)
    if match is None or "@" in text:
        advice = "; user and password belong into the environment" if "@" in text else ""
        scheme, _, rest = text.partition("://")
        shown = f"{scheme}://…@{rest.rpartition('@')[2]}" if "@" in rest else text
        raise PainSciSearchError(f"{shown!r} is no address of an index: expected {_FORMS}{advice}")
    secure, authority, name, query = match.groups()
    hosts = tuple(authority.split(","))
    wrong = next((host for host in hosts if not _HOST.match(host)), None)
    if wrong is not None:
        raise PainSciSearchError(f"{text!r}: {wrong!r} is no host, expected {_FORM}")
    if not _NAME.match(name):
        raise PainSciSearchError(
            f"{text!r}: the name of the index must have lower-case letters, digits, '-', '_' or "
            f"'.', as in {_FORM}"
        )
    if _TAKEN.search(name):
        raise PainSciSearchError(
            f"{text!r}: the name of the index must not end in '-state' or '-records-' and digits: "
            "such indexes belong to another one"
        )
    parts = (part.partition("=") for part in (query or "").split("&") if part)
    options = {key: value for key, _, value in parts}
    shards, replicas = options.pop("shards", "1"), options.pop("replicas", None)
    if options:
        raise PainSciSearchError(f"{text!r}: unknown option {min(options)!r}: shards, replicas")
    for key, value, least in (
        ("shards", shards, 1),
        ("replicas", "0" if replicas is None else replicas, 0),
    ):
        if not (value.isascii() and value.isdigit() and least <= int(value) <= _MOST_SHARDS):
            raise PainSciSearchError(
                f"{text!r}: {key} must be a number from {least} to {_MOST_SHARDS}"
            )
    number = None if replicas is None else int(replicas)
    return Address(hosts, name, bool(secure), int(shards), number)
