"""The command line: arguments come in; results go to standard output, all else to standard error.

A command parses its options, calls `Index` or another public function, and passes what it gets to
`painsci_search.render`; it holds no logic that a Python user lacks. Open `app` for the list of the
commands and their modules, `console` and `errors` for output and exit statuses.
"""

from __future__ import annotations

from painsci_search.cli.app import main

__all__ = ["main"]
