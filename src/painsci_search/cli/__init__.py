"""The command line: arguments come in; results go to standard output, all else to standard error.

A command parses its options, calls `Index` or another public function, and passes what it gets to
`painsci_search.render`; it holds no logic that a Python user lacks. Open `app` for the list of the
commands and their modules, `console` and `errors` for output and exit statuses.
"""

from __future__ import annotations

import gc
import os
import sys

__all__ = ["main"]


def main() -> int:
    """Run the process's arguments; the entry point of the installed script."""
    # Most objects of a short command, among them the modules, live until its end, so frequent
    # collections only cost time.
    gc.set_threshold(100_000, 50, 50)
    # NumPy multiplies small matrices fastest in one thread; `embed` has threads of its own.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from painsci_search.cli.app import run

    status = run(sys.argv[1:])
    # Spares the interpreter its last collection over all modules: a tenth of a query's time.
    gc.freeze()
    return status
