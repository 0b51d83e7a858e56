"""The command line: arguments come in; results go to standard output, all else to standard error.

A command parses its options, calls `Index` or another public function, and passes what it gets to
`painsci_search.render`; it holds no logic that a Python user lacks. Open `app` for the list of the
commands and their modules, `console` and `errors` for output and exit statuses.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from typing import NoReturn

from painsci_search.late_modules import execute_late

__all__ = ["main", "run_program"]


def main() -> int:
    """Run the process's arguments, and return the exit status."""
    # Most objects of a short command, among them the modules, live until its end, so frequent
    # collections only cost time.
    gc.set_threshold(100_000, 50, 50)
    # NumPy multiplies small matrices fastest in one thread; `embed` has threads of its own.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    execute_late("soupsieve", "charset_normalizer")
    from painsci_search.cli.app import run

    status = run(sys.argv[1:])
    # Spares the interpreter its last collection over all modules: a tenth of a query's time.
    gc.freeze()
    return status


def run_program() -> NoReturn:
    """Run the process's arguments and end the process; the entry point of the installed script.

    The interpreter takes 6 ms to take itself down, 4 % of a query. So the process ends without
    that, after any command, when nothing is left to do but what follows here.

    Raises:
        SystemExit: something is left: another thread, output that cannot be written, or the caller
            of the script, such as a profiler or a debugger.
    """
    status = main()
    is_all = sys._getframe(1).f_back is None  # noqa: SLF001 - who called the script
    if is_all and threading.active_count() == 1:
        atexit._run_exitfuncs()  # noqa: SLF001 - what `os._exit` leaves out
        if _flush_streams():
            os._exit(status)
    sys.exit(status)


def _flush_streams() -> bool:
    """Return whether standard output and standard error took what is left; both may be closed."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return False
    return True
