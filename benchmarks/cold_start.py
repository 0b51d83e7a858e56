"""How long one query takes from a cold start, against the imports that it cannot do without.

Both commands are run in turn, so that whatever else the machine does falls on both.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 40
REPOSITORY = Path(__file__).parents[1]


def main() -> None:
    """Index the demo corpus, time both commands, print medians and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        tool = [str(Path(sys.executable).with_name("painsci-search"))]
        where = ["--index", folder]
        subprocess.run([*tool, "index", "corpus", *where], cwd=REPOSITORY, check=True)
        peer = [sys.executable, "-c", "import typer, whoosh.qparser"]
        times: dict[str, list[float]] = {"imports": [], "query": []}
        for _ in range(RUNS):
            times["imports"].append(measure(peer))
            times["query"].append(measure([*tool, "query", "placebo", *where]))
    imports, query = (statistics.median(times[name]) for name in ("imports", "query"))
    print(f"import typer, whoosh.qparser  {imports * 1000:6.1f} ms")
    print(f"painsci-search query placebo  {query * 1000:6.1f} ms   {query / imports:.2f} x")


def measure(command: list[str]) -> float:
    """Return the seconds that a command takes, its output thrown away."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
