"""An index on a cluster beside one in a folder: building, size, and the time of a query.

python benchmarks/distributed.py --records 200000        three nodes on this machine, three shards
python benchmarks/distributed.py --records 20000 --compare 2000
python benchmarks/distributed.py --records 10000 100000 1000000     a row for each size, ascending
python benchmarks/distributed.py --address opensearch://127.0.0.1:9200/bench --shards 3

The same articles are indexed in both, in one commit each, and the same queries are asked of both
in turn, each once, after a warm-up. The articles are made once, and read from a file for each
index. With --compare, generated queries of the whole query language
are asked of both, and each difference is printed; the status is 1 if there is one. It needs
opensearch-py and, without --address, Java 21 and Maven.
"""

from __future__ import annotations

import argparse
import json
import pickle
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from corpus import flatten, make_articles
from painsci_search import Article, Index, QueryError
from queries import Query, make_queries, quote

_ROOT = Path(__file__).parents[1]
_OUT = _ROOT / "build" / "distributed.json"
_WARM_UP = 20
_HEADER = ("records", "", "build s", "records/s", "MB", "first ms", "p50 ms", "p99 ms")
# Articles that are made, written and read together.
_BATCH = 500
# Records from which the words of generated queries are taken.
_SAMPLE = 2_000
# Matches of a query whose order is compared.
_RANKED = 1_000
# The least rank correlation that is not printed.
_EQUAL = 0.98
# Seconds after which a cluster counts its bytes anew.
_COUNTED = 11
sys.path += [str(_ROOT / "tests" / "opensearch"), str(_ROOT / "tests")]


class Figures(NamedTuple):
    """What was measured of one index.

    Attributes:
        build: seconds from articles to a commit, without the time that reading them takes.
        a_second: records indexed in a second of it.
        megabytes: on disk, without replicas.
        first: milliseconds of the first query after opening.
        p50, p99: milliseconds of a query, up to ten hits with snippets and links.
    """

    build: float
    a_second: float
    megabytes: float
    first: float
    p50: float
    p99: float


class _Timed:
    """Articles as they are read from a file, and the seconds that reading them took."""

    def __init__(self, file: Path, name: str) -> None:
        self._file = file
        self._name = name
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Article]:
        began = time.perf_counter()
        records = 0
        with self._file.open("rb") as file:
            while True:
                begin = time.perf_counter()
                articles: list[Article] = pickle.load(file)
                self.seconds += time.perf_counter() - begin
                if not articles:
                    return
                yield from articles
                records += sum(map(_size, articles))
                passed = time.perf_counter() - began
                _report(f"{self._name}: {records} records read in {passed:.0f} s")


def _make(records: int, file: Path) -> None:
    """Write articles with so many records to a file, in batches; an empty one is the last."""
    with file.open("xb") as written:
        for batch in _batched(make_articles(records), _BATCH):
            pickle.dump(batch, written)
        pickle.dump((), written)


def _batched(articles: Iterator[Article], size: int) -> Iterator[list[Article]]:
    """Yield the articles in lists of so many."""
    while batch := list(islice(articles, size)):
        yield batch


def _size(article: Article) -> int:
    return len(article.sections) + len(article.notes)


def _report(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Measure, print and save the figures; compare where wanted."""
    wanted = _parse()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = wanted.address or _start(stack, wanted.nodes, wanted.heap)
        from clusters import delete  # noqa: PLC0415 - a module of the tests

        found: dict[int, dict[str, Any]] = {}
        different = 0
        print(f"{wanted.shards} shards, {wanted.queries} queries")
        print("".join(f"{each:>11}" for each in _HEADER), flush=True)
        for records in sorted(wanted.records):
            own = folder / str(records)
            own.mkdir()
            places = {"folder": str(own / "index"), "cluster": f"{address}?shards={wanted.shards}"}
            with ExitStack() as indexes:
                indexes.callback(delete, address)
                figures, opened = _measure(indexes, places, records, wanted.queries)
                _print(records, figures)
                found[records] = {name: each._asdict() for name, each in figures.items()}
                _save(wanted, found)
                different += _compare(opened["folder"], opened["cluster"], wanted.compare)
            shutil.rmtree(own)
        return int(different > 0)


def _measure(
    stack: ExitStack, places: dict[str, str], records: int, queries: int
) -> tuple[dict[str, Figures], dict[str, Index]]:
    """Build an index in each place and ask queries of it; return the figures and the indexes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles"
        _report(f"{records} records are made")
        _make(records, file)
        built = {name: _build(place, _Timed(file, name)) for name, place in places.items()}
    opened = {name: stack.enter_context(Index.open(place)) for name, place in places.items()}
    _report(f"{queries} queries are asked")
    asked = _ask(opened, make_queries(queries + _WARM_UP))
    time.sleep(_COUNTED)
    figures = {
        name: Figures(seconds, records / seconds, opened[name].stats().bytes / 1e6, *asked[name])
        for name, seconds in built.items()
    }
    return figures, opened


def _save(wanted: argparse.Namespace, found: dict[int, dict[str, Any]]) -> None:
    settings = {key: str(value) for key, value in vars(wanted).items()}
    wanted.json.parent.mkdir(parents=True, exist_ok=True)
    wanted.json.write_text(json.dumps({"settings": settings, "figures": found}, indent=1))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare an index on a cluster with one at hand.")
    parser.add_argument("--records", type=int, nargs="+", default=[20_000], metavar="N")
    parser.add_argument("--queries", type=int, default=500, metavar="N")
    parser.add_argument("--shards", type=int, default=3, metavar="N")
    parser.add_argument("--nodes", type=int, default=3, metavar="N")
    parser.add_argument("--heap", default="1g", help="memory of each started node")
    parser.add_argument("--compare", type=int, default=0, metavar="N", help="generated queries")
    parser.add_argument("--address", help="of a cluster that runs already, with a new name")
    parser.add_argument("--json", type=Path, default=_OUT, metavar="FILE")
    return parser.parse_args()


def _start(stack: ExitStack, nodes: int, heap: str) -> str:
    from cluster import Cluster  # noqa: PLC0415 - a module of the tests

    started = stack.enter_context(Cluster(nodes, options=(f"-Xms{heap}", f"-Xmx{heap}")))
    return f"opensearch://{started.address}/bench"


def _build(place: str, articles: _Timed) -> float:
    """Index the articles in one commit; return its seconds without those of reading."""
    begin = time.perf_counter()
    with Index.create(place) as index:
        index.add(articles)
    return time.perf_counter() - begin - articles.seconds


def _ask(indexes: dict[str, Index], queries: Sequence[Query]) -> dict[str, tuple[float, ...]]:
    """Ask all queries of each index in turn; return the milliseconds: first, p50 and p99."""
    took: dict[str, list[float]] = {name: [] for name in indexes}
    for query in queries:
        for name, index in indexes.items():
            begin = time.perf_counter()
            for hit in index.search(quote(query)).hits:
                _ = hit.snippet, hit.link
            took[name].append(1e3 * (time.perf_counter() - begin))
    return {
        name: (times[0], *np.percentile(times[_WARM_UP:], (50, 99)).tolist())
        for name, times in took.items()
    }


def _print(records: int, figures: dict[str, Figures]) -> None:
    for name, row in figures.items():
        columns = "".join(f"{each:>11.4g}" for each in row)
        print(f"{records:>11}{name:>11}{columns}", flush=True)


# --- the same answers ---------------------------------------------------------------------------


def _compare(here: Index, there: Index, count: int) -> int:
    """Print where the answers to generated queries differ; return the number of such queries."""
    if not count:
        return 0
    from generated import answer, generate  # noqa: PLC0415 - a module of the tests

    words, phrases = _words_of(make_articles(_SAMPLE))
    different, correlations = 0, []
    for number, asked in enumerate(generate(7, count, words, phrases), 1):
        page = asked._replace(options={**asked.options, "limit": 20})
        difference = _difference(answer(here, page), answer(there, page))
        if difference:
            different += 1
            print(f"{page}: {difference}", flush=True)
        if asked.options.get("sort", "relevance") == "relevance":
            ranked = {"limit": _RANKED, "offset": 0, "facets": False, "explain": False}
            best = asked._replace(options={**asked.options, **ranked})
            correlations.append(_correlation(_best(here, best), _best(there, best)))
            if correlations[-1] < _EQUAL:
                print(f"{best}: rank correlation {correlations[-1]:.4f}", flush=True)
        if number % 100 == 0:
            _report(f"{number} queries compared, {different} differ")
    lowest = min(correlations, default=1.0)
    print(f"{count} queries: {different} differ; lowest rank correlation {lowest:.4f}")
    return different


def _words_of(articles: Iterable[Article]) -> tuple[list[str], list[str]]:
    """Return some words of articles, frequent and rare, and pairs of words side by side."""
    texts = [document.body.split() for document in flatten(articles)]
    words = [text[at].strip(".,").lower() for text in texts for at in range(0, len(text), 40)]
    pairs = [
        " ".join(text[at : at + 2]).lower()
        for text in texts
        for at in range(0, len(text) - 1, 60)
        if text[at].isalpha()
    ]
    return words, pairs


def _difference(here: Any, there: Any) -> str:
    """Return how two answers differ, but for the order of equal scores; "" if they do not."""
    if isinstance(here, str) or isinstance(there, str):
        return "" if here == there else f"{here if isinstance(here, str) else here.total} | {there}"
    for name in ("total", "partial", "missing", "unknown", "suggestion", "offers", "facets"):
        one, other = getattr(here, name), getattr(there, name)
        if one != other:
            return f"{name}: {one} | {other}"
    scores = [round(hit.score, 3) for hit in here.hits], [round(hit.score, 3) for hit in there.hits]
    if scores[0] != scores[1]:
        return f"scores: {scores[0][:5]} | {scores[1][:5]}"
    known = {(hit.article.id, hit.kind, hit.anchor): hit for hit in here.hits}
    for hit in there.hits:
        same = known.get((hit.article.id, hit.kind, hit.anchor))
        if same is not None and same != hit:
            return f"hit {hit.article.id}#{hit.anchor}"
    return ""


def _best(index: Index, asked: Any) -> Any:
    """Return the answer of an index in its order, or None."""
    try:
        return index.search(asked.query, **asked.options)
    except QueryError:
        return None


def _correlation(here: Any, there: Any) -> float:
    """Return Spearman's correlation of the order of the best matches in two answers.

    The order of matches whose scores are equal in the precision of a cluster makes no difference.
    """
    if here is None or there is None:
        return 1.0
    scores = {(hit.article.id, hit.kind, hit.anchor): hit.score for hit in here.hits}
    places = {(hit.article.id, hit.kind, hit.anchor): hit.rank for hit in there.hits}
    common = [each for each in scores if each in places]
    _, ties = np.unique([-round(scores[each], 5) for each in common], return_inverse=True)
    if len(common) < 3 or not ties.any():
        return 1.0
    columns = [np.argsort(np.argsort(order)) for order in (ties, [places[e] for e in common])]
    means = [np.bincount(ties, each)[ties] / np.bincount(ties)[ties] for each in columns]
    return float(np.corrcoef(means)[0, 1])


if __name__ == "__main__":
    sys.exit(main())
