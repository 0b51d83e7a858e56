"""Measure a search by meaning: the time of `embed`, of a query, and the size of the vectors.

    OPENBLAS_NUM_THREADS=1 python benchmarks/meaning.py --model FOLDER

Indexes the articles of corpus/, computes the vectors of all passages in one thread, and asks each
query of the judged ones in tests/quality/ranking.json by words and by meaning: with NumPy, and with
onnxruntime where it is installed, in turn; the best of two rounds counts. Seconds are those of the
processor, so that other programs on the machine matter less.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from painsci_search import Index

REPOSITORY = Path(__file__).parents[1]
QUERIES = REPOSITORY / "tests" / "quality" / "ranking.json"


def seconds_of(index: Index, queries: list[str], *, semantic: bool) -> float:
    """Return the processor time of a query, after one that loads what all need."""
    index.search(queries[0], semantic=semantic)
    began = time.process_time()
    for query in queries:
        for hit in index.search(query, semantic=semantic):
            assert hit.link is not None
    return (time.process_time() - began) / len(queries)


class Figures(NamedTuple):
    """What one way to compute takes: seconds of the processor, except for the size.

    Attributes:
        embed: of a passage.
        words, meaning: of a query.
        size: bytes of the vectors.
    """

    embed: float
    words: float
    meaning: float
    size: float


def measure(model: Path | None, queries: list[str]) -> tuple[str, Figures]:
    """Measure with what `embed` chooses, and return its name."""
    with tempfile.TemporaryDirectory() as folder:
        index = Index.create(Path(folder) / "index", model=model)
        index.update(REPOSITORY / "corpus")
        began = time.process_time()
        report = index.embed()
        took = time.process_time() - began
        size = sum(file.stat().st_size for file in Path(folder).rglob("*.vectors"))
        words = seconds_of(index, queries, semantic=False)
        meaning = seconds_of(index, queries, semantic=True)
    return report.backend, Figures(took / report.computed, words, meaning, size)


def main() -> None:
    """Measure and print rows for benchmarks/README.md."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("--model", type=Path, help="the folder of the model")
    given = ask.parse_args()
    queries = list(json.loads(QUERIES.read_text(encoding="utf-8")))
    best: dict[str, Figures] = {}
    for hidden in (True, False) * 2:
        if hidden:
            sys.modules["onnxruntime"] = None  # type: ignore[assignment]  # as if not installed
        elif "onnxruntime" in sys.modules:
            del sys.modules["onnxruntime"]
        name, found = measure(given.model, queries)
        best[name] = Figures(*map(min, found, best.get(name, found)))
    print("| by | passages a second and core | MB | ms by words | ms by words and meaning |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, each in best.items():
        print(
            f"| {name} | {1 / each.embed:.1f} | {each.size / 1e6:.2f} "
            f"| {each.words * 1000:.1f} | {each.meaning * 1000:.1f} |"
        )


if __name__ == "__main__":
    main()
