"""The command line: arguments in, results on standard output, everything else on standard error."""

from __future__ import annotations

from painsci_search.cli.app import main

__all__ = ["main"]
