"""Write what the painsci-search on the path answers, so that two builds of it can be compared.

Run as a script with the folder of an index of pages, and one where an index of generated articles
is to be made. Each line is an answer, as Python writes it.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from painsci_search import Article, Index, Note, QueryError, Section, versions

_BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
_FORMS = (
    "placebo", "placebo effct", "massge sorness", '"back pain"', '"pain back"~3', "sensiti*",
    "n?cebo", "exercise~", "placebo^3 nocebo", "(massage OR stretching) -sleep", "+pain +sham",
    "title:placebo", "note:trial", "author:smith", "year:>=2010", "has:note", "pain AND NOT back",
    "MRI x-ray", "fibromyalgia", "Schmerz", "douleur après", "a the of", "zzzz", "-pain",
    '"unclosed', "(open", "title:", "AND", "*", "",
)  # fmt: skip


def answers(index: Index, queries: list[str]) -> Iterator[str]:
    """Answer each query with every field of its hits, or with the message of its error."""
    for query in queries:
        try:
            results = replace(index.search(query, limit=10), took_ms=0)
        except QueryError as error:
            yield f"{query}: {error}"
            continue
        yield f"{query}: {results!r}"
        if pickle.loads(pickle.dumps(results)) != results:
            yield f"{query}: not equal after pickling"


def in_threads(index: Index, queries: list[str]) -> Iterator[str]:
    """Answer all queries in each of four threads at the same time."""
    with ThreadPoolExecutor(4) as pool:
        for lines in pool.map(lambda _: list(answers(index, queries)), range(4)):
            yield from lines


def generated(folder: Path) -> Iterator[str]:
    """Answer generated queries on generated articles."""
    sys.path.insert(0, str(_BENCHMARKS))
    from corpus import make_articles
    from queries import make_queries, quote

    with Index.create(folder) as index:
        index.add(make_articles(2_000))
    yield from answers(Index.open(folder), [quote(query) for query in make_queries(500)])


def loose() -> Iterator[str]:
    """Answer callers who do not keep to the types that are asked for."""
    index: Any = Index.in_memory()
    section: Any = Section("digging", "Digging", "The bilby digs at night.", path=["Life"])
    note: Any = Note("1", "note", "A bilby. 2001.", cited_from=["digging"])
    article: Any = Article("bilby", "Bilby", [section], [note], authors=["Ann Quokka"])
    with index:
        index.add([article])
        for options in (
            {"limit": 10**30, "offset": 1},
            {"offset": 10**30},
            {"per_article": 10**30},
            {"exact": True, "explain": True, "facets": True},
            {"cited_since": 9999},
            {"articles": ["bilby"]},
        ):
            yield repr(replace(index.search("bilby digs", **options), took_ms=0))


def main(pages_index: str, generated_index: str) -> None:
    """Write all answers to standard output."""
    index = Index.open(Path(pages_index))
    lines = (
        f"{versions.reader_version()} {versions.analyzer_version()}",
        *loose(),
        *in_threads(index, list(_FORMS)),
        *generated(Path(generated_index)),
    )
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main(*sys.argv[1:])
