"""A listening socket that several processes share: who of them accepts the next connection."""

from __future__ import annotations

import mmap
import socket
import time
from typing import Any

# Bytes of a number of connections.
_NUMBER = 8
# Seconds for which a process lets a new connection wait for one with fewer; a process that has
# nothing to do is there in a tenth of it, unless the machine has much more to do.
_PATIENCE = 0.02
# Seconds for which it then lets none wait: the other process may be stopped, or ended.
_IMPATIENCE = 1.0
# Seconds between two looks at who has fewest, in which the processor is left to the others.
_PAUSE = 0.0002


class Shares:
    """The numbers of connections of some processes, in memory that they share.

    Args:
        processes: how many; made before they are forked.
    """

    def __init__(self, processes: int) -> None:
        self._numbers = memoryview(mmap.mmap(-1, _NUMBER * processes)).cast("Q")

    def of(self, process: int) -> Share:
        """Return the share of a process that begins, by its number from 0."""
        return Share(self._numbers, process)


class Share:
    """The connections of one of some processes."""

    def __init__(self, numbers: memoryview, process: int) -> None:
        self._numbers = numbers
        self._process = process
        self.count(0)  # one that died here before left its number

    def count(self, connections: int) -> None:
        """Publish how many connections this process has."""
        self._numbers[self._process] = connections

    @property
    def is_fewest(self) -> bool:
        """Return whether no other process has fewer."""
        return self._numbers[self._process] <= min(self._numbers)


class SharedSocket(socket.socket):
    """A listening socket, whose new connections go to the process that has the fewest.

    Else one process could take all of some clients, and the others would be idle as long as these
    are connected.

    Args:
        listening: the socket that the processes share; it is taken over.
        share: that of this process.
    """

    def __init__(self, listening: socket.socket, share: Share) -> None:
        family, kind, protocol = listening.family, listening.type, listening.proto
        super().__init__(family, kind, protocol, fileno=listening.detach())
        self._share = share
        # when a connection was first left to another process, and last
        self._first_left = self._last_left = -_PATIENCE
        self._patient_from = 0.0

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept a connection, unless it is left to a process that has fewer.

        Raises:
            BlockingIOError: it is left, or there is no connection.
        """
        if not self._share.is_fewest and self._leaves():
            time.sleep(_PAUSE)
            raise BlockingIOError
        return super().accept()

    def _leaves(self) -> bool:
        """Return whether a connection is left to another process once more."""
        now = time.monotonic()
        if now < self._patient_from:
            return False
        if now - self._last_left >= _PATIENCE:  # another process took the one before
            self._first_left = now
        self._last_left = now
        if now - self._first_left < _PATIENCE:
            return True
        self._patient_from = now + _IMPATIENCE
        return False
