"""Results of a search: written in a format to standard output, with remarks on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from painsci_search.cli import console
from painsci_search.cli.options import QueryFormat
from painsci_search.late_tuples import NamedTuple
from painsci_search.model import Problem, Results
from painsci_search.render import wording
from painsci_search.render.terminal import Terminal, shorten

if TYPE_CHECKING:
    from painsci_search.arguments import HasArticle
    from painsci_search.index import Index
    from painsci_search.model import Evidence, References

# Articles whose files are compared with the index, which reads those of another time or size.
MOST_COMPARED = 1000
# Columns of a query in a message.
_QUERY_WIDTH = 200


class Layout(NamedTuple):
    """The format of results, and the options of the text format."""

    form: QueryFormat = "text"
    cards: bool = False
    grouped: bool = True


def write_results(
    results: Results,
    layout: Layout,
    offset: int,
    problems: Sequence[Problem] = (),
    evidence: Evidence | None = None,
) -> int:
    """Write results and the remarks on them; return the exit status.

    Args:
        offset: the number of passages that were skipped.
        problems: files of the hits that changed since they were indexed, for JSON.
        evidence: the works that the claims cite, for text and JSON; None where not requested.
    """
    if results.read_as is not None:
        console.log(wording.read_as(results))
    if results.hits and results.partial and layout.form != "text":
        console.log(wording.missing_words(results))
    if results.hits or layout.form != "text":
        _write(results, layout, problems, evidence)
    return log_remarks(results, offset)


def log_remarks(results: Results, offset: int) -> int:
    """Log what the results themselves do not show, such as a suggestion; return the exit status."""
    if not results.hits and results.total:
        console.log(wording.past_the_last(results.total, "passage", f"--offset {offset}"))
    elif not results.hits and results.read_as != "":  # which has no word to search
        console.log(wording.no_match(shorten(results.query, _QUERY_WIDTH)))
        if results.unknown:
            console.log(wording.missing_words(results))
        _log_offers(results)
    else:
        _log_offers(results)
    if results.without_vectors:
        console.log(wording.without_vectors(results.without_vectors))
    if results.suggestion:
        console.log(wording.suggestion(results))
    return console.FOUND if results.hits else console.NOTHING


def _log_offers(results: Results) -> None:
    for line in wording.offers(results):
        console.log(shorten(line, _QUERY_WIDTH))


def log_problems(problems: Sequence[Problem]) -> None:
    """Log each problem of a file on a line of its own."""
    for problem in problems:
        console.log(f"{problem.source}: {problem.message}")


def log_stale(index: Index, shown: Iterable[HasArticle]) -> None:
    """Log the files of the articles shown that changed, or are gone, since they were indexed."""
    if items := tuple(shown):
        log_problems(index.check(items))


def log_stale_works(index: Index, works: References) -> None:
    """Log the files of articles that cite some works, if they changed since they were indexed."""
    citing = dict.fromkeys(each for work in works.works for each in work.articles)
    excerpts = (index.read(each) for each in index.stale(citing))
    log_stale(index, filter(None, excerpts))


def _write(
    results: Results, layout: Layout, problems: Sequence[Problem], evidence: Evidence | None
) -> None:
    # Only the chosen format is imported, which shortens the start.
    match layout.form:
        case "text":
            from painsci_search.render.text import render_text

            terminal = Terminal.of(sys.stdout)
            text = render_text(results, terminal, cards=layout.cards, grouped=layout.grouped)
            if evidence is not None:
                from painsci_search.render.evidence import render_evidence

                text += "\n" + render_evidence(evidence, terminal)
            console.emit_text(text)
        case "json":
            from painsci_search.render.json import render_json

            console.emit(render_json(results, problems, evidence))
        case "jsonl":
            from painsci_search.render.json import render_jsonl

            console.emit(render_jsonl(results))
        case "csv":
            from painsci_search.render.csv import render_csv

            console.emit(render_csv(results))
        case "markdown":
            from painsci_search.render.markdown import render_markdown

            console.emit(render_markdown(results))
