"""Compare this engine with its peers, in one run on one machine.

python benchmarks/run.py                              everything; about half an hour
python benchmarks/run.py --quick                      a look at the smallest size
python benchmarks/run.py --sizes 20000 --engines tantivy fts5
python benchmarks/run.py --read build/benchmark.json --markdown
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from importlib import util
from pathlib import Path

from bench import QUICK, Bench, Plan
from engines import MODULES
from indexers import INDEXERS
from report import as_markdown, as_text
from results import Results

_OUT = Path(__file__).parents[1] / "build" / "benchmark.json"


def main() -> None:
    """Measure, or read what was measured; write JSON, a plot and tables."""
    arguments = _parse()
    if arguments.read:
        results = Results.load(arguments.read)
    else:
        plan = QUICK if arguments.quick else Plan()
        if arguments.sizes:
            plan = plan._replace(sizes=tuple(sorted(arguments.sizes)))
        with tempfile.TemporaryDirectory() as folder:
            results = Bench(plan, arguments.engines, Path(folder)).run()
        results.save(arguments.json)
    picture = (arguments.read or arguments.json).with_suffix(".svg")
    if util.find_spec("matplotlib") is None:
        print("no plot: matplotlib is not installed", file=sys.stderr)
    elif results.records_rows:
        from plot import draw  # noqa: PLC0415 - the process has to be small while it measures

        draw(results, picture)
    print(as_markdown(results) if arguments.markdown else as_text(results), end="")


def _parse() -> argparse.Namespace:
    names = list(dict.fromkeys([*MODULES, *INDEXERS]))
    parser = argparse.ArgumentParser(description="Compare painsci-search with its peers.")
    parser.add_argument("--quick", action="store_true", help="2,000 records, few pages, one round")
    parser.add_argument(
        "--sizes", type=int, nargs="+", metavar="N", help="numbers of records, 2,000 or more"
    )
    parser.add_argument(
        "--engines",
        nargs="+",
        choices=names,
        metavar="NAME",
        help=f"only these beside painsci-search: {', '.join(names[1:])}",
    )
    parser.add_argument(
        "--json",
        type=Path,
        default=_OUT,
        metavar="FILE",
        help="results; the plot is written beside it",
    )
    parser.add_argument(
        "--read", type=Path, metavar="FILE", help="show results of an earlier run; measure nothing"
    )
    parser.add_argument("--markdown", action="store_true", help="print the tables as Markdown")
    return parser.parse_args()


if __name__ == "__main__":
    main()
