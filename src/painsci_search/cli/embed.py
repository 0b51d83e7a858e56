"""`embed`: computes the vectors of passages, for searches by meaning."""

from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.index import available_cores
from painsci_search.cli.options import FormatOption, IndexOption, ModelOption, WaitOption
from painsci_search.cli.progress import progress_line


def embed(
    folder: IndexOption = "index",
    model: ModelOption = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="The number of threads that compute.",
            show_default="number of available cores",
        ),
    ] = None,
    wait: WaitOption = 0,
    form: FormatOption = "text",
) -> int:
    """Compute vectors of the passages, for `query --semantic`.

    When run again, only passages whose texts have no vector are computed. A run that was
    interrupted goes on where it was. Searches that run meanwhile are not affected. With the extra
    `semantic`, onnxruntime computes, on a GPU if it can.

    Nothing is downloaded: the model is in a folder, or in an installed package that carries it; see
    docs/semantic.md.

    \b
    Examples:
        painsci-search embed
        painsci-search embed --index my-index --model ~/models/all-MiniLM-L6-v2
        painsci-search embed --format json
    """
    from painsci_search import Index
    from painsci_search.render.reports import render_embed_report, render_report_json

    with Index.open(folder, model=model) as index, progress_line() as progress:
        threads = workers or available_cores()
        report = index.embed(progress=progress, workers=threads, timeout=wait)
    if form == "json":
        console.emit(render_report_json(report))
    else:
        console.emit_text(render_embed_report(report))
    if report.trouble:
        console.log(f"onnxruntime is installed, but was not used as it could be: {report.trouble}")
    return console.FOUND
