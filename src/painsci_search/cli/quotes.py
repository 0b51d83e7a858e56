"""``verify``: quotes that were kept, held against the index."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.options import BaseUrlOption, FormatOption, IndexOption
from painsci_search.render.terminal import Terminal


def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A pack of quotes; - reads stdin.")],
    folder: IndexOption = Path("index"),
    form: FormatOption = "text",
    base_url: BaseUrlOption = None,
) -> int:
    """Tell whether quotes still stand as they were taken.

    Quotes are kept by "query --format quotes". Each is looked for in the index, and is

    \b
        unchanged  the exact text is where it was
        moved      it is in another section, note or article now
        changed    only something like it is left, which is shown
        gone       its article is gone, or has nothing near it

    White space does not count. A file that changed since it was indexed is named.

    \b
    Examples:
        painsci-search query sham surgery --format quotes > sham.json
        painsci-search verify sham.json
        painsci-search verify - --format json < sham.json
    """
    from painsci_search import Index
    from painsci_search.search.quotes import read_quotes

    if file == "-":
        if sys.stdin is None:
            raise OSError("standard input is closed")
        pack = read_quotes(sys.stdin.buffer.read(), "-")
    else:
        pack = read_quotes(Path(file).read_bytes(), file)
    with Index.open(folder, base_url=base_url) as index:
        verdicts = index.verify(pack)
        for problem in index.check(verdicts):
            console.tell(f"{problem.source}: {problem.message}")
    if form == "json":
        from painsci_search.render.quotes import render_verdicts_json

        console.emit(render_verdicts_json(verdicts))
    else:
        from painsci_search.render.quotes import render_verdicts

        console.emit_text(render_verdicts(verdicts, Terminal.of(sys.stdout)))
    unchanged = all(verdict.state == "unchanged" for verdict in verdicts)
    return console.FOUND if unchanged else console.NOTHING
