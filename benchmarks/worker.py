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
from pathlib import Path
from typing import Any

from corpus import make_articles
from engines import load
from measure import peak_mb
from pages import write_pages
from queries import make_queries

# The first queries are asked to warm up, and not counted.
WARM_UP = 20


def build(name: str, records: int, folder: Path) -> dict[str, Any]:
    """Index records that are in memory; tell the time and the memory that it took beyond them."""
    engine = load(name)
    # The articles stay, so that no engine gets the memory of those that it has no use for.
    articles = list(make_articles(records))
    given = engine.prepare(articles)
    before = peak_mb()
    began = time.perf_counter()
    engine.build(given, folder)
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "mb": peak_mb() - before}


def query(name: str, folder: Path) -> dict[str, Any]:
    """Answer queries one after the other; tell how long each took and what came back."""
    ask = load(name).open_index(folder)
    asked = [tuple(parts) for parts in json.load(sys.stdin)]
    times, hits, marked = [], 0, 0
    for number, parts in enumerate(asked):
        began = time.perf_counter()
        found = ask(parts)
        took = time.perf_counter() - began
        if number >= WARM_UP:
            times.append(took * 1000)
            hits += len(found)
            marked += sum(hit.marked > 0 for hit in found)
    return {"ms": times, "hits": hits, "marked": marked, "mb": peak_mb()}


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
