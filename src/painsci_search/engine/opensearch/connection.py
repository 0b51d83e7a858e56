"""The connection to a cluster: requests in, answers as JSON out, errors as one clear line.

Requests that fail for a moment, such as while a node is replaced by another, are sent again with
growing pauses. All requests are made so that sending one twice does no harm.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NoReturn, TypeVar

from painsci_search.engine.opensearch.address import Address
from painsci_search.errors import (
    ExtraMissing,
    IndexMissing,
    IndexUnavailable,
    PainSciSearchError,
)
from painsci_search.time_limit import check_time, seconds_left

_PREFIX = "PAINSCI_SEARCH_OPENSEARCH_"
# Seconds for one request, and in all for a request that is sent again.
_TIMEOUT, _PATIENCE = 30.0, 60.0
# Seconds for which the first request is sent again: a wrong address is reported soon, and a cluster
# whose node is just replaced by another one is found.
_OPENING = 10.0
# The part of the time left to an answer that one request may take, so that its failure is reported.
_SHARE = 0.75
# Seconds; the client library takes no timeout of 0.
_SHORTEST = 0.001
# Seconds of the first pause, and of the longest.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
# Responses of a cluster that is busy or has no node for a shard at the moment.
_FOR_A_MOMENT = (429, 502, 503, 504)
_FULL = ("flood-stage", "flood_stage", "read-only-allow-delete", "read_only_allow_delete")
# The versions whose behaviour is tested.
_MAJOR = 3
_HEADERS = {"content-type": "application/json"}
_ENCODE = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_Answer = TypeVar("_Answer")


class Conflict(PainSciSearchError):
    """A document was changed by another writer, or exists already."""


class NotFound(PainSciSearchError):
    """A document or index does not exist."""


def _setting(name: str) -> str | None:
    return os.environ.get(_PREFIX + name) or None


def _seconds(name: str, usual: float) -> float:
    value = _setting(name)
    if value is None:
        return usual
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < 86_400:
        raise PainSciSearchError(f"{_PREFIX}{name} must be a number of seconds, not {value!r}")
    return seconds


class Connection:
    """A connection to the cluster of an address; safe to share between threads.

    Raises:
        ExtraMissing: the client library is not installed.
        IndexUnavailable: the cluster cannot be reached, or refuses the password.
        PainSciSearchError: it has a version that this package does not know.
    """

    def __init__(self, address: Address) -> None:
        try:
            import opensearchpy
        except ImportError:
            raise ExtraMissing("opensearch") from None
        self.address = address
        self._errors = opensearchpy.exceptions
        self._patience = _seconds("PATIENCE", _PATIENCE)
        self._timeout = _seconds("TIMEOUT", _TIMEOUT)
        user, password = _setting("USER"), _setting("PASSWORD")
        if user and not address.is_secure and not address.is_loopback:
            raise PainSciSearchError(
                f"{address}: a password is sent over TLS only: write opensearch+https://"
            )
        secure: dict[str, Any] = {}
        if address.is_secure:
            secure = {
                "ca_certs": _setting("CA"),
                "client_cert": _setting("CERTIFICATE"),
                "client_key": _setting("KEY"),
                "verify_certs": True,
            }
            for name, file in secure.items():
                if isinstance(file, str) and not os.access(file, os.R_OK):
                    raise PainSciSearchError(f"{file}: cannot be read ({name} of {address})")
        self._connect = partial(
            opensearchpy.OpenSearch,
            hosts=[_host(each, secure=address.is_secure) for each in address.hosts],
            http_auth=(user, password or "") if user else None,
            use_ssl=address.is_secure,
            # it marks the node that failed; `_retrying` asks another one
            max_retries=0,
            retry_on_timeout=True,
            **{name: value for name, value in secure.items() if value is not None},
        )
        # the client, and the process that opened it
        self._opened: tuple[int, Any] | None = None
        self._check_version()

    def close(self) -> None:
        """Close the connections to all nodes; the next request opens them again."""
        opened, self._opened = self._opened, None
        if opened is not None and opened[0] == os.getpid():
            opened[1].close()

    @property
    def _client(self) -> Any:
        opened = self._opened
        # a process that was forked must not share the sockets of the other
        if opened is None or opened[0] != os.getpid():
            opened = self._opened = os.getpid(), self._connect()
        return opened[1]

    def _check_version(self) -> None:
        patience = self._patience if _setting("PATIENCE") else _OPENING
        answer = self._retrying(partial(self._once, "GET", "/", None, {}), patience)
        version = answer.get("version", {})
        number, kind = str(version.get("number", "")), version.get("distribution", "another server")
        if kind != "opensearch" or number.partition(".")[0] != str(_MAJOR):
            raise PainSciSearchError(
                f"{self.address}: {kind} {number} answers there: expected OpenSearch {_MAJOR}"
            )

    def get(self, path: str, body: Any = None, **params: Any) -> Any:
        """Read: send a GET request and return the JSON of the answer."""
        return self._send("GET", path, body, params)

    def post(self, path: str, body: Any = None, **params: Any) -> Any:
        """Send a POST request and return the JSON of the answer."""
        return self._send("POST", path, body, params)

    def put(self, path: str, body: Any = None, **params: Any) -> Any:
        """Send a PUT request and return the JSON of the answer."""
        return self._send("PUT", path, body, params)

    def delete(self, path: str, **params: Any) -> Any:
        """Send a DELETE request and return the JSON of the answer."""
        return self._send("DELETE", path, None, params)

    def search(self, index: str, body: dict[str, Any]) -> Any:
        """Search an index; an answer that lacks a shard is an error."""
        return self.post(f"/{index}/_search", body, allow_partial_search_results="false")

    def search_many(self, index: str, bodies: list[dict[str, Any]]) -> list[Any]:
        """Search an index several times in one request.

        Raises:
            PainSciSearchError: one of the searches failed.
        """
        lines: list[Any] = []
        for body in bodies:
            lines += [{"allow_partial_search_results": False}, body]

        def send() -> list[Any]:
            answers: list[Any] = self._once("POST", f"/{index}/_msearch", lines, {})["responses"]
            for answer in answers:
                if "error" in answer:
                    raise _Failed(answer["status"], answer["error"])
            return answers

        return self._retrying(send) if bodies else []

    def bulk(self, index: str, lines: list[Any], actions: int, allow: Callable[[], None]) -> None:
        """Write documents, given as actions and sources; each is written, or an error is raised.

        A document to create that exists already was written by an earlier attempt.

        Args:
            allow: called before each attempt; it raises an error if there must be none.
        """

        def send() -> None:
            allow()
            answer = self._once("POST", f"/{index}/_bulk", lines, {})
            if len(answer["items"]) != actions:
                raise PainSciSearchError(f"{self.address}: the cluster wrote only a part")
            for item in answer["items"]:
                ((action, result),) = item.items()
                is_there = action == "create" and result["status"] == 409
                if "error" in result and not is_there:
                    raise _Failed(result["status"], result["error"])

        self._retrying(send)

    def _send(self, method: str, path: str, body: Any, params: dict[str, Any]) -> Any:
        return self._retrying(lambda: self._once(method, path, body, params))

    def _once(self, method: str, path: str, body: Any, params: dict[str, Any]) -> Any:
        lines = body if isinstance(body, list) else [] if body is None else [body]
        data = "".join(_ENCODE(line) + "\n" for line in lines) if lines else None
        return self._client.transport.perform_request(
            method,
            path,
            params=dict(params),
            body=data,
            timeout=max(_SHORTEST, min(self._timeout, _SHARE * seconds_left())),
            headers=_HEADERS,
        )

    def _retrying(self, send: Callable[[], _Answer], patience: float | None = None) -> _Answer:
        """Send a request; again, with growing pauses, while the cluster cannot answer it.

        Args:
            patience: the seconds for which it is sent again; None for those of the connection.

        Raises:
            IndexUnavailable: the cluster does not answer it in time, or refuses.
            TooSlow: the limit of time of this thread is over.
        """
        patience = self._patience if patience is None else patience
        end = time.monotonic() + min(patience, _SHARE * seconds_left())
        pause = _FIRST_PAUSE
        while True:
            check_time()
            try:
                return send()
            except (self._errors.TransportError, _Failed) as error:
                if not _is_for_a_moment(error) or time.monotonic() + pause > end:
                    self._raise(error)
            # not all clients at the same time
            time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _raise(self, error: Exception) -> NoReturn:
        """Raise an error of the client library as one of this package, in one line."""
        where, status, text = self.address, getattr(error, "status_code", 0), _text_of(error)
        if status == 409:
            raise Conflict(f"{where}: changed by another writer: {text}") from error
        if status == 404 and "index_not_found" in text:
            raise IndexMissing(
                f"no index at {where}: make one with 'painsci-search index --index {where} "
                "FOLDER', FOLDER being your articles"
            ) from error
        if status == 404:
            raise NotFound(f"{where}: not found") from error
        if any(sign in text for sign in _FULL):
            trouble = "the disk of the cluster is full", ""
            advice = "make room and try again; the index is unchanged"
        elif status in (401, 403):
            trouble = "the cluster refuses the user", str(status)
            advice = f"check {_PREFIX}USER and {_PREFIX}PASSWORD"
        elif not isinstance(status, int) or status == 0:
            trouble, advice = ("the cluster does not answer", text), "check that it runs"
        elif status in _FOR_A_MOMENT:
            trouble = "the cluster cannot answer", f"{status}: {text}"
            advice = "a node may be missing; check its health"
        else:
            trouble, advice = ("the cluster refuses", f"{status}: {text}"), ""
        raise _unavailable(where, trouble, advice) from error


def _unavailable(where: Address, trouble: tuple[str, str], advice: str) -> IndexUnavailable:
    """Return an error of what is wrong, with the words of the cluster, and of what to do."""
    what, detail = trouble
    end = f": {advice}" if advice else ""
    return IndexUnavailable(
        f"{where}: {what}{f' ({detail})' if detail else ''}{end}", f"{what}{end}"
    )


class _Failed(Exception):
    """A part of a request failed, with the status that it would have alone."""

    def __init__(self, status: int, error: Any) -> None:
        super().__init__(status, error)
        self.status_code = status
        self.info = {"error": error}


def _is_for_a_moment(error: Exception) -> bool:
    status = getattr(error, "status_code", 0)
    if any(sign in _text_of(error) for sign in _FULL):
        return False
    return status in _FOR_A_MOMENT or _is_lost(error)


def _is_lost(error: Exception) -> bool:
    """Return whether a connection was refused or broke; a wrong certificate stays wrong."""
    return getattr(error, "status_code", 0) in ("N/A", "TIMEOUT") and "SSL" not in repr(error)


def _text_of(error: Exception) -> str:
    """Return the reasons of an error in one line."""
    info = getattr(error, "info", None)
    found = info.get("error") if isinstance(info, dict) else None
    if not isinstance(found, dict):
        return " ".join(str(found or info or error).split())[:200]
    causes: Iterable[Any] = [*found.get("root_cause", ()), found.get("caused_by"), found]
    reasons = [f"{c.get('type')}: {c.get('reason')}" for c in causes if isinstance(c, dict)]
    reasons += [str(each.get("reason")) for each in found.get("failed_shards", ())]
    return " ".join("; ".join(dict.fromkeys(reasons)).split())[:400]


def _host(host: str, *, secure: bool) -> dict[str, Any]:
    name, colon, port = host.rpartition(":")
    if not colon or name.endswith(":") or host.endswith("]"):
        name, port = host, "9200"
    return {"host": name.strip("[]"), "port": int(port), "use_ssl": secure}
