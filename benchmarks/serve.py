"""How many queries a second ``painsci-search serve`` answers, against the library by itself.

python benchmarks/serve.py                   20,000 records, 8 clients, a minute, commits going on
python benchmarks/serve.py --seconds 10      a look

Both answer the same queries over the same index in turn, several rounds of them, as the machine may
have more to do at one time than at another: the library in a process of its own (search and JSON),
and the server, which runs all the time, with clients beside it. Meanwhile a third process changes
an article and commits, again and again. Figures are medians of the rounds. It ends with status 1 if
a request failed, or if the server answered less than 0.8 times as much for each processor as the
library did in one thread: 1.6 times on two.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count, cycle
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from corpus import ARTICLE, make_article, make_articles
from load import ask
from painsci_search import Index
from painsci_search.cli.index import available_cores
from painsci_search.escaping import dump
from painsci_search.render.json import results_object
from queries import make_queries, quote

_QUERIES = 1_000
_LEAST_SHARE_PER_CORE = 0.8
_ROUNDS = 6
_REFRESH_SECONDS = 0.25


def main() -> int:
    """Measure, and print what was measured."""
    wanted = _parse()
    if wanted.commit is not None:
        _commit(wanted.commit, wanted.commit_every)
    if wanted.library is not None:
        print(_measure_library(wanted.library, wanted.seconds))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Index.create(folder / "index") as index:
            index.add(make_articles(wanted.records))
        print(f"{wanted.records} records, a commit every {wanted.commit_every:g} s", flush=True)
        seconds = wanted.seconds / _ROUNDS
        rates, loads = [], []
        with (
            _committing(folder / "index", wanted.commit_every) as commits,
            _serving(folder / "index") as url,
        ):
            for _ in range(_ROUNDS):
                command = ("--library", folder / "index", "--seconds", seconds)
                rates.append(float(_run_self(*command)))
                loads.append(ask(url, _paths(), wanted.clients, seconds, folder))
    library = median(rates)
    rate = median(load.requests / load.seconds for load in loads)
    p50, p99 = median(load.p50 for load in loads), max(load.p99 for load in loads)
    requests, failed = sum(load.requests for load in loads), sum(load.failed for load in loads)
    print(f"library  {library:7.1f} answers a second, one process, one thread")
    print(f"serve    {rate:7.1f} answers a second, {wanted.clients} clients ({loads[0].client})")
    print(f"         {rate / library:7.2f} of the library's; {p50:.1f} ms p50, {p99:.1f} ms p99")
    print(f"         {requests:7d} requests, {failed} failed, {commits()} commits")
    return int(failed > 0 or rate < _LEAST_SHARE_PER_CORE * available_cores() * library)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure painsci-search serve.")
    parser.add_argument("--records", type=int, default=20_000, metavar="N")
    parser.add_argument("--clients", type=int, default=8, metavar="N")
    parser.add_argument("--seconds", type=float, default=60, metavar="N")
    parser.add_argument("--commit-every", type=float, default=1, metavar="SECONDS")
    parser.add_argument("--library", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--commit", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _run_self(*arguments: object) -> str:
    command = [sys.executable, __file__, *map(str, arguments)]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def _asked() -> list[str]:
    return [quote(query) for query in make_queries(_QUERIES)]


def _paths() -> list[str]:
    return [f"/v1/search?{urlencode({'q': query})}" for query in _asked()]


def _measure_library(folder: Path, seconds: float) -> float:
    """Answer queries as a Python user would; return how many a second."""
    asked = _asked()
    with Index.open(folder) as index:
        index.search(asked[0])
        answered = 0
        began = looked = time.perf_counter()
        for query in cycle(asked):
            now = time.perf_counter()
            if now - began >= seconds:
                break
            if now - looked >= _REFRESH_SECONDS:
                index.refresh()
                looked = now
            dump(results_object(index.search(query)), pretty=False).encode()
            answered += 1
        return answered / (now - began)


def _commit(folder: Path, every: float) -> None:
    """Change one article after the other, until the process is ended."""
    with Index.open(folder) as index:
        for number in count():
            article = make_article(number % 100, ARTICLE)
            index.add(replace(article, subtitle=f"Version {number}"))
            print(number, flush=True)
            time.sleep(every)


@contextmanager
def _committing(folder: Path, every: float) -> Iterator[object]:
    """Let a process commit meanwhile; yield a function that returns how many commits there were."""
    command = [sys.executable, __file__, "--commit", folder, "--commit-every", str(every)]
    made: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        try:
            writer.stdout.readline()
            yield lambda: len(made) + 1
        finally:
            writer.terminate()
            made += writer.stdout.read().splitlines()


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """Serve an index; yield the address."""
    command = [sys.executable, "-m", "painsci_search", "serve", "--index", folder, "--port", "0"]
    with subprocess.Popen(
        [*command, "--no-access-log"], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            yield server.stdout.readline().strip().rstrip("/")
        finally:
            server.terminate()


if __name__ == "__main__":
    sys.exit(main())
