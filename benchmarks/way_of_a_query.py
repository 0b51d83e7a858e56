"""Count the functions and files of the package that one query runs through.

    python benchmarks/way_of_a_query.py [--list]

Indexes the articles of corpus/ in a process of its own, then runs `painsci-search query placebo`
in this process under `sys.setprofile`. The shorter the way, the sooner a reader of the code has
followed a query from the command line to the printed answer. `--list` prints every function,
file by file.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import subprocess
import sys
import tempfile
from itertools import groupby
from pathlib import Path
from types import CodeType, FrameType

from painsci_search import cli

REPOSITORY = Path(__file__).parents[1]
PACKAGE = Path(cli.__file__).parents[1]
QUERY = "placebo"


def functions_of(arguments: list[str]) -> list[CodeType]:
    """Run a command and list the functions of the package that it called, by file and line."""
    called: set[CodeType] = set()

    def profile(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.add(frame.f_code)

    sys.argv = ["painsci-search", *arguments]
    written = io.BytesIO()
    output = io.TextIOWrapper(written, encoding="utf-8")
    sys.setprofile(profile)
    try:
        with contextlib.redirect_stdout(output), contextlib.suppress(SystemExit):
            cli.main()
    finally:
        sys.setprofile(None)
    output.flush()
    if QUERY not in written.getvalue().decode().lower():
        sys.exit("the query printed no answer")
    functions = filter(_is_function, called)
    return sorted(functions, key=lambda code: (code.co_filename, code.co_firstlineno))


def _is_function(code: CodeType) -> bool:
    """Return whether code is that of a named function of the package, not of a class or module."""
    is_ours = Path(code.co_filename).is_relative_to(PACKAGE)
    return is_ours and bool(code.co_flags & inspect.CO_OPTIMIZED) and code.co_name[0] != "<"


def main() -> None:
    """Print the number of functions and files; with `--list` the functions, too."""
    is_listed = "--list" in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "painsci_search", "index", REPOSITORY / "corpus"]
        subprocess.run([*command, "--index", folder], check=True, stdout=subprocess.DEVNULL)
        functions = functions_of(["query", QUERY, "--index", folder])
    files = [
        (path, list(group)) for path, group in groupby(functions, lambda code: code.co_filename)
    ]
    print(f"{len(functions)} functions in {len(files)} files")
    for path, group in files if is_listed else ():
        print(Path(path).relative_to(PACKAGE), *[code.co_qualname for code in group], sep="\n    ")


if __name__ == "__main__":
    main()
