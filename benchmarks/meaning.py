"""Measure a search by meaning: the time of `embed`, of a query, and the size of the vectors.

    OPENBLAS_NUM_THREADS=1 python benchmarks/meaning.py --model FOLDER

Indexes the articles of corpus/, computes the vectors of all passages in one thread, and asks each
query of the judged ones in tests/quality/ranking.json by words and by meaning. Seconds are those of
the processor, so that other programs on the machine matter less.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

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


def main() -> None:
    """Measure and print a row for benchmarks/README.md."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("--model", type=Path, help="the folder of the model")
    given = ask.parse_args()
    queries = list(json.loads(QUERIES.read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        index = Index.create(Path(folder) / "index", model=given.model)
        index.update(REPOSITORY / "corpus")
        began = time.process_time()
        report = index.embed()
        took = time.process_time() - began
        size = sum(file.stat().st_size for file in Path(folder).rglob("*.vectors"))
        words = seconds_of(index, queries, semantic=False)
        meaning = seconds_of(index, queries, semantic=True)
    print("| passages | passages a second and core | MB | ms by words | ms by words and meaning |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    print(
        f"| {report.computed} | {report.computed / took:.1f} | {size / 1e6:.2f} "
        f"| {words * 1000:.1f} | {meaning * 1000:.1f} |"
    )


if __name__ == "__main__":
    main()
