"""`verify`: compares a pack of saved quotes with the index."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.options import BaseUrlOption, FormatOption, IndexOption
from painsci_search.cli.results import log_problems
from painsci_search.render.terminal import Terminal


def verify(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A pack of quotes; - reads standard input.")
    ],
    folder: IndexOption = "index",
    form: FormatOption = "text",
    base_url: BaseUrlOption = None,
) -> int:
    """Check whether saved quotes are still in the articles.

    Save quotes with "query --format quotes". Each quote is searched for in the index, and is
    reported as

    \b
        unchanged  the exact text is where it was
        moved      the exact text is in another section, note or article
        changed    only a similar text was found, which is shown
        gone       its article is gone, or has no similar text
        unchecked  its file changed since it was indexed, or cannot be opened

    White space is ignored. Files that changed since they were indexed are reported: run "index",
    then "verify" again.

    \b
    Examples:
        painsci-search query sham surgery --format quotes > sham.json
        painsci-search verify sham.json
        painsci-search verify - --format json < sham.json
    """
    from painsci_search import Index
    from painsci_search.search.quotes import read_quotes

    pack = read_quotes(console.read_stdin() if file == "-" else Path(file).read_bytes(), file)
    with Index.open(folder, base_url=base_url) as index:
        verdicts = index.verify(pack)
        problems = index.check(verdicts)
        log_problems(problems)
        is_current = all(each.source == str(index.path) for each in problems)
    if form == "json":
        from painsci_search.render.quotes import render_verdicts_json

        console.emit(render_verdicts_json(verdicts))
    else:
        from painsci_search.render.quotes import render_verdicts

        console.emit_text(render_verdicts(verdicts, Terminal.of(sys.stdout)))
    unchanged = all(verdict.state == "unchanged" and not verdict.stale for verdict in verdicts)
    return console.FOUND if unchanged and is_current else console.NOTHING
