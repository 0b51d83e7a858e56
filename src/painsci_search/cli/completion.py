"""`completion`: prints the completion script of a shell, and the candidates that it asks for.

The script passes the words of the command line, unchanged, to `painsci-search completion SHELL --
WORDS...`, and reads lines of a value, a tab and a description. Typer's own scripts evaluate the
program's output as shell code (zsh) or split the words again (bash); article ids come from pages
that anybody may have written. So these scripts evaluate nothing, and the tests use such ids.
"""

from __future__ import annotations

import contextlib
from typing import Annotated, Literal

import typer

from painsci_search.cli import console

Shell = Literal["bash", "zsh", "fish"]


def completion(
    context: typer.Context,
    shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORDS]...",
            help="Used by the script, after --: the words of a command line, the last one "
            "unfinished. Prints its completions.",
        ),
    ] = None,
) -> int:
    """Print the completion script of a shell.

    It completes commands, options and their values, files, the ids and anchors of articles, and
    the keys of works. Install it once:

    \b
    bash: echo 'eval "$(painsci-search completion bash)"' >> ~/.bashrc
    zsh:  echo 'eval "$(painsci-search completion zsh)"' >> ~/.zshrc
          (after the line with compinit)
    fish: painsci-search completion fish \\
              > ~/.config/fish/completions/painsci-search.fish

    \b
    Examples:
        painsci-search completion bash
        painsci-search completion zsh > ~/.zfunc/_painsci-search
    """
    if words is None:
        from importlib.resources import files

        script = files("painsci_search.cli") / "shells" / f"painsci-search.{shell}"
        console.emit(script.read_text(encoding="utf-8"))
        return console.FOUND
    # A message would appear in the middle of the line that the user is typing.
    with contextlib.suppress(Exception):
        from painsci_search.cli.candidates import complete

        root = context.find_root().command
        candidates = complete(root, words, joins_values=shell != "bash")
        console.emit("".join(f"{each.value}\t{each.description}\n" for each in candidates))
    return console.FOUND
