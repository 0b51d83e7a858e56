"""The lock of an index on a cluster: a document that its writer renews; who holds it may write.

A writer that is killed stops renewing, so that another one may take the lock after a while. Each
holder gets a number, higher than all before, which marks what it writes. What a writer that lost
the lock still adds belongs to no commit, it removes only what belongs to none, and its marks change
none of a later holder.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from typing import Any

from painsci_search.engine.opensearch.connection import Conflict, Connection, NotFound
from painsci_search.engine.opensearch.schema import state_index
from painsci_search.errors import IndexLocked, PainSciSearchError

_LOCK_ID = "lock"
# Seconds for which a lock is held without being renewed, and between two renewals. The clocks of
# writers may differ by less than that.
_LEASE, _RENEW = 60.0, 10.0
# Seconds between two attempts to get a lock that another writer holds.
_AGAIN = 0.2


class Lease:
    """The held lock of an index.

    Args:
        after: the number of the latest commit; the number of the writer is higher.
        timeout: for how many seconds to wait for another writer.

    Attributes:
        number: of this writer.

    Raises:
        IndexLocked: another writer holds the lock.
    """

    def __init__(self, connection: Connection, after: int, timeout: float) -> None:
        self._connection = connection
        self._path = f"/{state_index(connection.address)}/_doc/{_LOCK_ID}"
        self._is_lost = False
        self._ended = threading.Event()
        end = time.monotonic() + timeout
        while not self._take(after):
            if time.monotonic() >= end:
                raise IndexLocked(self._held_by())
            time.sleep(_AGAIN)
        self._renewing = threading.Thread(target=self._renew, daemon=True)
        self._renewing.start()

    def check(self) -> None:
        """Raise an error if the lock was lost."""
        if self._is_lost:
            raise PainSciSearchError(
                f"{self._connection.address}: the lock was lost to another writer, since the "
                "cluster did not answer for a while; the index is unchanged: try again"
            )

    def release(self) -> None:
        """Give the lock back."""
        self._ended.set()
        self._renewing.join()
        if not self._is_lost:
            try:
                self._write(0.0)
            except PainSciSearchError:  # it ends by itself
                return

    def _take(self, after: int) -> bool:
        """Take the lock unless another writer holds it; return whether it is held now."""
        try:
            answer = self._connection.get(self._path)
        except NotFound:
            self.number = after + 1
            guard: dict[str, Any] = {"op_type": "create"}
        else:
            held = answer["_source"]
            if held["expires"] > time.time():
                return False
            self.number = max(after, int(held["number"])) + 1
            guard = _guard(answer)
        self._guard = guard
        try:
            self._write(_LEASE)
        except Conflict:
            return False
        return True

    def _write(self, lease: float) -> None:
        expires = time.time() + lease if lease else 0.0
        content = {
            "number": self.number,
            "expires": expires,
            "host": socket.gethostname(),
            "process": os.getpid(),
            "token": self._token,
        }
        try:
            answer = self._connection.put(self._path, content, **self._guard)
        except Conflict:
            # an attempt whose answer was lost may have written it
            answer = self._connection.get(self._path)
            held = answer["_source"]
            if (held["token"], held["number"]) != (self._token, self.number):
                raise
        self._guard = _guard(answer)

    @property
    def _token(self) -> str:
        return f"{id(self):x}-{os.getpid()}-{socket.gethostname()}"

    def _renew(self) -> None:
        while not self._ended.wait(_RENEW):
            try:
                self._write(_LEASE)
            except Conflict:
                self._is_lost = True
                return
            except PainSciSearchError:  # the next attempt may succeed
                continue

    def _held_by(self) -> str:
        try:
            held = self._connection.get(self._path)["_source"]
        except NotFound:
            held = {}
        return (
            f"the index at {self._connection.address} is locked by process {held.get('process')} "
            f"on {held.get('host')}: try again later, or wait with --wait 90; the lock of a writer "
            f"that was killed ends after {_LEASE:.0f} seconds"
        )


def _guard(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters by which a document is replaced only if no one else replaced it."""
    return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}
