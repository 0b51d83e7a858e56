"""Reading files into segments, here or in worker processes.

Each worker reads files and builds segments of its own; only what is needed to settle which
articles are kept, and under which ids, comes back. The workers' files count for nothing until the
manifest names them.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, SpawnContext
from pathlib import Path
from typing import Any, NamedTuple, cast

from painsci_search.documents import Origin, make_records
from painsci_search.engine.storage.builder import SegmentBuilder, Shard
from painsci_search.engine.storage.folder import Folder
from painsci_search.errors import PainSciSearchError, ReadError
from painsci_search.ingest.staleness import fingerprint
from painsci_search.reading import read_with_surroundings
from painsci_search.reading.source import read_bytes

# Fewer files are read here: starting processes takes longer.
_WORTH_WORKERS = 16
# Files that a worker is given at a time.
_CHUNK = 4


class FileToRead(NamedTuple):
    """A file to be read; attributes as of FoundFile, with the path as a string."""

    path: str
    source: str
    relative: str


class ReadFile(NamedTuple):
    """What came of a file.

    Attributes:
        file: as it was to be read.
        fingerprint: "" for a file that could not be opened.
        base_id: the id that its article asks for; None where there is no article.
        url: the article's canonical address.
        at: the name of the segment that it is in, and its number there.
        problem: why there is no article.
    """

    file: FileToRead
    fingerprint: str
    base_id: str | None = None
    url: str | None = None
    at: tuple[str, int] | None = None
    problem: str | None = None


def take_file(builder: SegmentBuilder, file: FileToRead) -> ReadFile:
    """Read a file and add its article to a segment."""
    mark = ""
    try:
        data = read_bytes(Path(file.path))
        mark = fingerprint(data)
        article, around = read_with_surroundings(data, file.source)
    except ReadError as error:
        return ReadFile(file, mark, problem=_reason(error, file))
    at = builder.add(make_records(article, Origin(file.path, file.relative, mark, around)))
    return ReadFile(file, mark, article.id, article.url, at)


def _reason(error: ReadError, file: FileToRead) -> str:
    """The error's message without the path, which stands beside it in a report."""
    return str(error).removeprefix(f"{file.path}: ").removeprefix(f"{file.source}: ")


def take_files(
    builder: SegmentBuilder, files: Sequence[FileToRead], workers: int
) -> Iterator[ReadFile | Shard]:
    """Read files into segments: yield what came of each, and the segments of other processes.

    Args:
        builder: takes the articles that are read in this process.
        workers: how many processes may read; 1 for this one alone.

    Raises:
        PainSciSearchError: a worker was killed.
    """
    if workers < 2 or len(files) < _WORTH_WORKERS or builder.folder.path is None:
        for file in files:
            yield take_file(builder, file)
        return
    yield from _in_processes(builder.folder, files, workers)


def _in_processes(
    folder: Folder, files: Sequence[FileToRead], workers: int
) -> Iterator[ReadFile | Shard]:
    context = _context()
    waiting = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
    waiting.reverse()
    processes: dict[Connection, Any] = {}
    try:
        for _ in range(min(workers, len(waiting))):
            mine, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, folder), daemon=True)
            process.start()
            theirs.close()
            processes[mine] = process
            mine.send(waiting.pop())
        while processes:
            for connection in cast("list[Connection]", wait(list(processes))):
                try:
                    results = connection.recv()
                except (EOFError, ConnectionResetError):
                    raise PainSciSearchError(
                        "a process that read articles was killed, perhaps for want of memory: "
                        "index again with --workers 1"
                    ) from None
                if isinstance(results, BaseException):
                    raise results
                yield from results
                if results and isinstance(results[0], ReadFile):
                    connection.send(waiting.pop() if waiting else None)
                else:
                    processes.pop(connection).join()
                    connection.close()
    finally:
        for connection, process in processes.items():
            process.kill()
            process.join()
            connection.close()


def _context() -> ForkContext | SpawnContext:
    """Fork where that is safe, so that nothing is imported twice; else start anew."""
    alone = threading.active_count() == 1
    if sys.platform == "linux" and alone:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _work(connection: Connection, folder: Folder) -> None:
    """Read what the connection brings until it brings None, then send the segments."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        builder = SegmentBuilder(folder)
        while (files := connection.recv()) is not None:
            connection.send([take_file(builder, file) for file in files])
        connection.send(builder.finish())
    except PainSciSearchError as error:
        connection.send(error)
    except Exception as error:  # noqa: BLE001  not every one can be sent: its name and words can
        connection.send(RuntimeError(f"{type(error).__name__}: {error}"))


def _end_with_parent() -> None:
    """End when the parent is gone, however it ended: a worker shares its lock."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
