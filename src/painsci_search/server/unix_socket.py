"""A listening Unix socket: its path in, the socket out; the file is removed when it is closed."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from painsci_search.errors import PainSciSearchError


@contextmanager
def listening_at(path: Path, mode: int) -> Iterator[socket.socket]:
    """Listen at a path of the file system, and remove the socket there at the end.

    A socket that a killed server left there is replaced.

    Args:
        path: of a socket that does not exist, or that nothing listens at.
        mode: the permissions of the socket: who may write to it may send requests.

    Raises:
        PainSciSearchError: the path cannot be used, or a server listens there.
    """
    if not hasattr(socket, "AF_UNIX"):
        raise PainSciSearchError("cannot serve at a Unix socket: this system has none")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        try:
            _remove_stale(path)
            made = _bind(listening, path, mode)
        except OSError as error:
            reason = error.strerror or str(error)
            raise PainSciSearchError(f"cannot serve at the socket {path}: {reason}") from error
        try:
            yield listening
        finally:
            # another server may have replaced the socket meanwhile
            with suppress(OSError):
                if os.path.samestat(path.stat(), made):
                    path.unlink()


def _bind(listening: socket.socket, path: Path, mode: int) -> os.stat_result:
    """Listen at a path; the socket has its permissions from the beginning."""
    before = os.umask(0o777 & ~mode)
    try:
        listening.bind(str(path))
    finally:
        os.umask(before)
    made = path.stat()
    listening.listen()
    return made


def _remove_stale(path: Path) -> None:
    """Remove a socket that nothing listens at.

    Raises:
        PainSciSearchError: something listens there, or it is no socket.
    """
    try:
        is_socket = stat.S_ISSOCK(path.lstat().st_mode)
    except FileNotFoundError:
        return
    if not is_socket:
        raise PainSciSearchError(
            f"cannot serve at the socket {path}: a file of this name is there, and no socket; "
            "choose another path"
        )
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        try:
            client.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
    raise PainSciSearchError(
        f"cannot serve at the socket {path}: another server listens there; stop it, or choose "
        "another path"
    )
