"""Read files into segments, in this process or in worker processes.

Files go in; the outcome of each comes out, and the segments that worker processes wrote. A segment
has no ids yet and belongs to no commit until the manifest names it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from painsci_search import versions
from painsci_search.documents import make_records
from painsci_search.engine.seam import AnyBuilder
from painsci_search.errors import PainSciSearchError, ReadError
from painsci_search.ingest import deadline
from painsci_search.ingest.files import FileState, FileToRead, ReadOutcome, describe_article
from painsci_search.ingest.staleness import fingerprint
from painsci_search.loading import Origin
from painsci_search.reading import reading_of
from painsci_search.reading.files.source import read_bytes
from painsci_search.reading.forms import FORMS

if TYPE_CHECKING:  # systems that cannot fork have no `ForkContext`
    from multiprocessing.context import ForkContext, SpawnContext

# Files; fewer are read in this process, since starting others takes longer than reading them.
_WORTH_WORKERS = 16
# Files that a worker gets at a time, at most: few enough for a smooth progress bar, and enough that
# a worker seldom waits for this process. Near the end it gets fewer, so that all end together.
_CHUNK = 4


_LEFT_OUT = "left out because of an error of painsci-search"
_TOO_LITTLE_MEMORY = "left out: reading it takes more memory than there is"


def read_file(builder: AnyBuilder, file: FileToRead) -> ReadOutcome:
    """Read a file and add its article to a segment."""
    state = FileState(file.path, file.source, file.relative, "", versions.reader_version())
    try:
        data = read_bytes(Path(file.path))
        state = replace(state, fingerprint=fingerprint(data))
        with deadline.within(deadline.seconds_for(len(data)), file.source):
            article, around, _ = reading_of(data, file.source)
            origin = Origin(file.path, file.relative, state.fingerprint, state.reader, around)
            stored = replace(article, aliases=file.aliases, sources=file.saves)
            records = list(make_records(stored, origin))
            described = describe_article(state, article)
    except ReadError as error:
        state = replace(state, problem=_reason(error, file), kind=error.kind)
        return ReadOutcome(file, state, is_closed=error.is_closed)
    except MemoryError:
        return ReadOutcome(file, replace(state, problem=_TOO_LITTLE_MEMORY))
    except Exception as error:  # noqa: BLE001 - one file must not keep the others from the index
        problem = f"{_LEFT_OUT} ({type(error).__name__}): please report it"
        return ReadOutcome(file, replace(state, problem=problem))
    return ReadOutcome(file, described, builder.add(records))


def _reason(error: ReadError, file: FileToRead) -> str:
    """Return an error's message without the path, which a report writes before it."""
    return str(error).removeprefix(f"{file.path}: ").removeprefix(f"{file.source}: ")


def read_files(
    builder: AnyBuilder, files: Sequence[FileToRead], workers: int
) -> Iterator[ReadOutcome | Any]:
    """Read files into segments; yield the outcome of each, and the segments of other processes.

    Args:
        builder: takes the articles that are read in this process.
        workers: how many processes may read; 1 for this one alone.

    Raises:
        PainSciSearchError: a worker was killed.
    """
    if workers < 2 or len(files) < _WORTH_WORKERS or builder.folder.path is None:
        for file in files:
            yield read_file(builder, file)
        return
    yield from _read_in_processes(builder, files, workers)


class _LastSegments(NamedTuple):
    """The last message of a worker: the segments that it wrote."""

    shards: Sequence[Any]


# `concurrent.futures.ProcessPoolExecutor` does not fit: each worker must write its last segment
# when no files are left, and an executor gives a task to any worker, not one to each. Before Python
# 3.14 it cannot end its workers at once either, when the user interrupts the program.
def _read_in_processes(
    builder: AnyBuilder, files: Sequence[FileToRead], workers: int
) -> Iterator[ReadOutcome | Any]:
    context = _choose_context()
    if context.get_start_method() == "fork":
        _load_readers(files)
    waiting = deque(files)
    processes: dict[Connection, BaseProcess] = {}
    try:
        for _ in range(min(workers, len(files) // _CHUNK)):
            connection, process = _start_worker(context, builder)
            processes[connection] = process
            _send(connection, _take_chunk(waiting, workers))
        while processes:
            for connection in cast("list[Connection]", wait(list(processes))):
                message = _receive(connection)
                if isinstance(message, _LastSegments):
                    yield from message.shards
                    processes.pop(connection).join()
                    connection.close()
                else:
                    yield from message
                    _send(connection, _take_chunk(waiting, workers) or None)
    finally:
        for connection, process in processes.items():
            process.kill()
            process.join()
            connection.close()


def _take_chunk(waiting: deque[FileToRead], workers: int) -> list[FileToRead]:
    """Remove the files that a worker reads next; none where none are left."""
    size = min(_CHUNK, len(waiting) // (2 * workers))
    return [waiting.popleft() for _ in range(min(len(waiting), max(size, 1)))]


def _choose_context() -> ForkContext | SpawnContext:
    """Return the context that forks if that is safe, so that nothing is imported twice."""
    has_threads = threading.active_count() > 1
    if sys.platform == "linux" and not has_threads:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _load_readers(files: Sequence[FileToRead]) -> None:
    """Import what reads most files, so that workers that are forked need not import it each.

    What cannot be imported is left to the workers, which report it for each file.
    """
    suffixes = Counter(Path(file.path).suffix.lower() for file in files)
    for form in FORMS:
        is_frequent = sum(suffixes[suffix] for suffix in form.suffixes) >= _WORTH_WORKERS
        if is_frequent and form.is_available:
            with suppress(ImportError):
                form.load()


def _start_worker(
    context: ForkContext | SpawnContext, builder: AnyBuilder
) -> tuple[Connection, BaseProcess]:
    parent_end, worker_end = context.Pipe()
    process = context.Process(
        target=_work, args=(worker_end, type(builder), builder.folder), daemon=True
    )
    process.start()
    worker_end.close()  # so that the other end notices when the worker is gone
    return parent_end, process


def _send(connection: Connection, files: Sequence[FileToRead] | None) -> None:
    try:
        connection.send(files)
    except (BrokenPipeError, ConnectionResetError):
        raise _killed_error() from None


def _receive(connection: Connection) -> list[ReadOutcome] | _LastSegments:
    """Wait for the message of a worker.

    Raises:
        PainSciSearchError: the worker was killed.
        Exception: it failed; this is its error.
    """
    try:
        message = connection.recv()
    except (EOFError, OSError):  # OSError: it was killed within the message
        raise _killed_error() from None
    if isinstance(message, BaseException):
        raise message
    return cast("list[ReadOutcome] | _LastSegments", message)


def _killed_error() -> PainSciSearchError:
    return PainSciSearchError(
        "a process that read articles was killed, perhaps because memory ran out: "
        "index again with --workers 1"
    )


def _work(connection: Connection, kind: type[AnyBuilder], folder: Any) -> None:
    """Read the files that arrive until None arrives, then send the segments."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        builder = kind(folder)
        while (files := connection.recv()) is not None:
            connection.send([read_file(builder, file) for file in files])
            if not gc.get_freeze_count():
                gc.freeze()  # the modules of a reader last, and are not traversed again
        connection.send(_LastSegments(builder.finish()))
    except PainSciSearchError as error:
        connection.send(error)
    except Exception as error:  # noqa: BLE001  some cannot be pickled; their names and messages can
        connection.send(RuntimeError(f"{type(error).__name__}: {error}"))


def _end_with_parent() -> None:
    """End this process when its parent is gone: a worker shares the lock of its parent."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
