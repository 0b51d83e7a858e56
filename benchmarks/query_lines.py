"""How many queries ``painsci-search query -`` answers in a minute, and how soon each.

python benchmarks/query_lines.py                 20,000 records, and the demo corpus
python benchmarks/query_lines.py --records 2000

Two ways to talk to it: all queries at once from a file, and one at a time from a program that
waits for each answer. The time to start is counted in the first.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from corpus import make_articles
from measure import percentile, run
from painsci_search import Index
from queries import make_queries, quote

_TOOL = str(Path(sys.executable).with_name("painsci-search"))
_DEMO = Path(__file__).parents[1] / "corpus"
_DEMO_QUERIES = (
    *("sham surgery", "massage soreness", "placebo NOT drug", '"low back pain" imaging', "nocebo"),
    *("lochte 2018", "author:moseley", "sensiti*", "title:sleep insomnia", "year:>=2018 knee"),
)
_COUNT = 5_000


def main() -> None:
    """Make the indexes, ask them, and print a row for each."""
    parser = argparse.ArgumentParser(description="Measure query - as a pipe and as a partner.")
    parser.add_argument("--records", type=int, default=20_000, metavar="N")
    parser.add_argument("--count", type=int, default=_COUNT, metavar="N", help="queries to ask")
    arguments = parser.parse_args()
    print("| index | queries | a minute, piped | a minute, in turn | p50 ms | p99 ms |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as place:
        made, demo = Path(place) / "made", Path(place) / "demo"
        with Index.create(made) as index:
            index.add(make_articles(arguments.records))
        with Index.create(demo) as index:
            index.update([_DEMO])
        asked = [quote(query) for query in make_queries(arguments.count)]
        _measure(f"{arguments.records:,} records", made, asked)
        repeats = -(-arguments.count // len(_DEMO_QUERIES))
        _measure("demo corpus", demo, (list(_DEMO_QUERIES) * repeats)[: arguments.count])


def _measure(name: str, folder: Path, queries: Sequence[str]) -> None:
    command = [_TOOL, "query", "-", "--index", str(folder)]
    piped = run(command, "".join(f"{query}\n" for query in queries))
    answers = [json.loads(line) for line in piped.output.splitlines()]
    assert [answer["query"] for answer in answers] == list(queries)
    times = _in_turn(command, queries)
    a_minute = (60 * len(queries) / piped.seconds, 60_000 * len(times) / sum(times))
    p50, p99 = percentile(times, 50), percentile(times, 99)
    print(
        f"| {name} | {len(queries):,} | {a_minute[0]:,.0f} | {a_minute[1]:,.0f}"
        f" | {p50:.2f} | {p99:.2f} |"
    )


def _in_turn(command: Sequence[str], queries: Sequence[str]) -> list[float]:
    """Ask one query after the other; return the milliseconds until each answer was there."""
    times = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for query in queries:
            began = time.perf_counter()
            process.stdin.write(f"{query}\n".encode())
            process.stdin.flush()
            process.stdout.readline()
            times.append((time.perf_counter() - began) * 1000)
        process.stdin.close()
    return times


if __name__ == "__main__":
    main()
