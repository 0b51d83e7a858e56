"""One task in a process of its own, so that its memory is its own; the answer is JSON on stdout.

worker.py version ENGINE                 name the engine's version
worker.py pages FOLDER COUNT             write the corpus as pages
worker.py queries COUNT                  print queries
worker.py build ENGINE RECORDS FOLDER    index records
worker.py query ENGINE FOLDER            answer the queries on stdin
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from corpus import make_articles
from engines import load
from measure import peak_mb
from pages import write_pages
from queries import make_queries
from vocabulary import vocabulary

Item = TypeVar("Item")
# The first queries are asked to warm up, and not counted.
WARM_UP = 20
# Beyond so many records they are made while they are indexed: they would not fit into memory.
IN_MEMORY = 200_000


class Stopwatch:
    """Measures wall time, except that of making what is indexed."""

    def __init__(self) -> None:
        self._paused = 0.0
        self._began = time.perf_counter()

    def without(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield items; the time that it takes to make them is not counted."""
        made = iter(items)
        while True:
            began = time.perf_counter()
            item = next(made, None)
            self._paused += time.perf_counter() - began
            if item is None:
                return
            yield item

    def seconds(self) -> float:
        """Return the time so far."""
        return time.perf_counter() - self._began - self._paused


def build(name: str, records: int, folder: Path) -> dict[str, Any]:
    """Index records; return the time that it took, and the memory beyond that of the records."""
    engine = load(name)
    if records > IN_MEMORY:
        vocabulary()
        before, watch = peak_mb(), Stopwatch()
        made = (engine.prepare([article]) for article in make_articles(records))
        engine.build(watch.without(chain.from_iterable(made)), folder)
    else:
        # The articles stay, so that no engine gets the memory of those that it has no use for.
        articles = list(make_articles(records))
        given = engine.prepare(articles)
        before, watch = peak_mb(), Stopwatch()
        engine.build(given, folder)
    return {"seconds": watch.seconds(), "mb": peak_mb() - before}


def query(name: str, folder: Path) -> dict[str, Any]:
    """Answer queries one after the other; return the time of each and what came back."""
    engine = load(name)
    began = time.perf_counter()
    ask = engine.open_index(folder)
    opened = time.perf_counter() - began
    asked = [tuple(parts) for parts in json.load(sys.stdin)]
    times, hits, marked, first = [], 0, 0, 0.0
    for number, parts in enumerate(asked):
        began = time.perf_counter()
        found = ask(parts)
        took = time.perf_counter() - began
        first = took if number == 0 else first
        if number >= WARM_UP:
            times.append(took * 1000)
            hits += len(found)
            marked += sum(hit.marked > 0 for hit in found)
    return {
        "ms": times,
        "open": opened * 1000,
        "first": first * 1000,
        "hits": hits,
        "marked": marked,
        "mb": peak_mb(),
    }


def main(task: str, *arguments: str) -> None:
    """Do a task and print its result."""
    if task == "version":
        result: Any = load(arguments[0]).version()
    elif task == "build":
        name, records, folder = arguments
        result = build(name, int(records), Path(folder))
    elif task == "query":
        name, folder = arguments
        result = query(name, Path(folder))
    elif task == "queries":
        result = make_queries(int(arguments[0]))
    else:
        folder, count = arguments
        write_pages(Path(folder), int(count))
        result = None
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
