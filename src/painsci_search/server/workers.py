"""Worker processes that share a listening socket; one that dies is replaced by another.

What each of them does in, a call once the first is ready out. The process that starts them holds no
part of the index: an index that is overwritten in place ends those that read it by SIGBUS, and
nothing else.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import cast

from painsci_search.errors import PainSciSearchError
from painsci_search.server.settings import ServerLimits, server_log

# Serves until SIGTERM, and calls its first argument once it accepts requests; the second is the
# number of the worker, from 0, which one that takes its place has, too.
Work = Callable[[Callable[[], None], int], None]

# Seconds before a worker that died soon is replaced: at first, and at most; doubled each time.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
# Seconds; a worker that lived longer did not die of what it found at its start.
_SOON = 2.0
# Seconds beyond those that a worker may take to finish its requests.
_GRACE = 2.0
_STOPPING = (signal.SIGINT, signal.SIGTERM)


def serve(
    work: Work,
    listening: socket.socket,
    count: int,
    limits: ServerLimits,
    started: Callable[[], None],
) -> None:
    """Serve in worker processes, or in this one where the system cannot fork (Windows).

    Args:
        work: run in each process, with its own copy of all that it refers to.
        listening: the socket that the processes share; closed when they are stopped.
        count: the number of processes.
        limits: those of each process.
        started: called once, when the first process accepts requests.

    Raises:
        PainSciSearchError: no process could start; the reason is that of the first.
    """
    if "fork" not in get_all_start_methods():
        work(started, 0)
        return
    _Workers(work, listening, count, limits.stop_seconds).run(started)


@dataclass(slots=True)
class _Worker:
    """A worker process.

    Attributes:
        reports: gives b"" once requests are accepted, else the reason why it could not start; None
            once it did.
        began: monotonic seconds.
    """

    process: ForkProcess
    reports: Connection | None
    began: float = field(default_factory=time.monotonic)


class _Workers:
    """Runs the same work in a number of processes until SIGINT or SIGTERM.

    Args:
        work: run in each process, with its own copy of all that it refers to.
        listening: the socket that they share.
        count: the number of processes.
        stop_seconds: time for the requests in progress when a process is stopped.
    """

    def __init__(
        self, work: Work, listening: socket.socket, count: int, stop_seconds: float
    ) -> None:
        self._work = work
        self._listening = listening
        self._count = count
        self._stop_seconds = stop_seconds
        self._context = get_context("fork")
        self._workers: list[_Worker] = []
        self._pause = _FIRST_PAUSE
        self._has_started = False

    def run(self, started: Callable[[], None]) -> None:
        """Start the workers, replace those that die, and stop them all after a signal.

        Args:
            started: called once, when the first worker accepts requests.

        Raises:
            PainSciSearchError: no worker could start; the reason is that of the first.
        """
        own, others = os.pipe()
        try:
            with _signals() as stopping:
                self._workers = [self._start(number, own, others) for number in range(self._count)]
                try:
                    self._watch(stopping, started, (own, others))
                finally:
                    self._stop(stopping)
        finally:
            os.close(own)
            os.close(others)

    def _watch(
        self, stopping: socket.socket, started: Callable[[], None], alive: tuple[int, int]
    ) -> None:
        while True:
            reports = [worker.reports for worker in self._workers if worker.reports]
            ends = [worker.process.sentinel for worker in self._workers]
            ready = wait([stopping, *reports, *ends])
            if stopping in ready:
                return
            for number, worker in enumerate(self._workers):
                if worker.reports in ready and worker.reports is not None:
                    self._hear(worker.process, worker.reports, started)
                    worker.reports = None
                elif worker.process.sentinel in ready:
                    self._log_end(worker)
                    if self._pauses(worker, stopping):
                        return
                    self._workers[number] = self._start(number, *alive)

    def _start(self, number: int, own: int, others: int) -> _Worker:
        receiver, sender = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_run, args=(self._work, number, sender, own, others))
        process.start()
        sender.close()
        return _Worker(process, receiver)

    def _hear(self, process: ForkProcess, reports: Connection, started: Callable[[], None]) -> None:
        """Receive what a worker reports."""
        try:
            reason = reports.recv_bytes().decode()
        except EOFError:
            reason = _how_it_ended(process)
        reports.close()
        if reason and not self._has_started:
            raise PainSciSearchError(reason)
        if reason:
            server_log.error("a worker cannot start", extra={"details": {"reason": reason}})
        elif not self._has_started:
            self._has_started = True
            started()

    def _log_end(self, worker: _Worker) -> None:
        details = {"reason": _how_it_ended(worker.process)}
        server_log.error("a worker ended; another takes its place", extra={"details": details})

    def _pauses(self, worker: _Worker, stopping: socket.socket) -> bool:
        """Wait before a worker that died soon is replaced; return whether to stop meanwhile."""
        if time.monotonic() - worker.began > _SOON:
            self._pause = _FIRST_PAUSE
            return False
        pause, self._pause = self._pause, min(2 * self._pause, _LONGEST_PAUSE)
        return bool(wait([stopping], pause))

    def _stop(self, stopping: socket.socket) -> None:
        """Let the workers finish their requests; end them at once after a second signal."""
        self._listening.close()  # else clients would go on waiting for it
        for worker in self._workers:
            worker.process.terminate()
        _take_signal(stopping)
        left = {worker.process.sentinel: worker.process for worker in self._workers}
        until = time.monotonic() + self._stop_seconds + _GRACE
        while left and (seconds := until - time.monotonic()) > 0:
            ready = wait([stopping, *left], seconds)
            if stopping in ready:
                break
            for sentinel in ready:
                left.pop(cast("int", sentinel), None)
        for process in left.values():
            process.kill()
        for worker in self._workers:
            worker.process.join()
            if worker.reports is not None:
                worker.reports.close()


def _run(work: Work, number: int, sender: Connection, own: int, others: int) -> None:
    """Do the work of a worker process, and report when it accepts requests or why it cannot."""
    # A terminal sends Ctrl-C to its group of processes; workers are stopped by their parent alone.
    os.setpgid(0, 0)
    for stopping in _STOPPING:
        signal.signal(stopping, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    os.close(others)
    threading.Thread(target=_end_with_parent, args=(own,), daemon=True).start()
    is_ready = False

    def ready() -> None:
        nonlocal is_ready
        is_ready = True
        sender.send_bytes(b"")

    try:
        work(ready, number)
    except (PainSciSearchError, OSError) as error:
        if is_ready:
            server_log.error("a worker fails", extra={"details": {"reason": str(error)}})
        else:
            sender.send_bytes(str(error).encode("utf-8", "replace"))
        raise SystemExit(1) from None


def _end_with_parent(own: int) -> None:
    """Wait until the parent is gone, which closes the other end of a pipe, and stop."""
    os.read(own, 1)
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _signals() -> Iterator[socket.socket]:
    """Give a socket that becomes readable with each signal to stop."""
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    before = {number: signal.signal(number, _ignore) for number in _STOPPING}
    wakeup = signal.set_wakeup_fd(writer.fileno())
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        reader.close()
        writer.close()


def _ignore(_number: int, _frame: object) -> None:
    """Handle a signal: the byte that Python writes to the socket is all that is needed."""


def _take_signal(stopping: socket.socket) -> None:
    """Take the signal that was heard, if any, from a socket; a second one stays in it."""
    stopping.setblocking(False)
    with suppress(BlockingIOError):
        stopping.recv(1)


def _how_it_ended(process: ForkProcess) -> str:
    """Wait for the end of a process; return "SIGBUS", or "exit status 1"."""
    process.join()
    code = process.exitcode or 0
    return signal.Signals(-code).name if code < 0 else f"exit status {code}"
