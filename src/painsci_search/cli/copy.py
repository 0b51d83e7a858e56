"""`copy`: copies an index, between a folder and a cluster."""

from typing import Annotated

import typer

from painsci_search.cli import console
from painsci_search.cli.options import WaitOption


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The index to copy.")],
    target: Annotated[
        str, typer.Argument(metavar="TO", help="The new index; it must have no articles.")
    ],
    wait: WaitOption = 0,
) -> int:
    """Copy an index to a folder or a cluster.

    FROM and TO are folders, or addresses of indexes on an OpenSearch cluster. The copy has the same
    articles and the same table of files, so that the next `index` reads only what changed.

    \b
    Examples:
        painsci-search copy index opensearch://127.0.0.1:9200/pain
        painsci-search copy opensearch://127.0.0.1:9200/pain index
    """
    from painsci_search import Index

    with Index.open(source) as index:
        count = index.copy_to(target, timeout=wait)
    console.emit_text(f"copied {count} article{'' if count == 1 else 's'}\n")
    return console.FOUND
