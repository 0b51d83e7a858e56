"""``completion``: the script that makes a shell complete this command, and what it asks for.

The script hands the words of the command line to ``painsci-search completion SHELL -- WORDS...``,
as they are, and takes lines back: a value, a tab, what it is. Typer's own scripts evaluate what
the program prints as shell code (zsh) or split the words again (bash), and article ids are named
by pages that anybody wrote. So nothing here is ever evaluated, and the tests try it with such ids.
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
            help="Behind --, a command line whose last word is unfinished: print what it may "
            "become. The script asks so.",
        ),
    ] = None,
) -> int:
    """Print the script that lets a shell complete commands.

    It completes commands, options and their values, files, and what the index has: the ids and
    anchors of articles, the keys of works. Once:

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
    # Whoever presses a key in the middle of a line wants no message in it, whatever is wrong.
    with contextlib.suppress(Exception):
        from painsci_search.cli.candidates import complete

        root = context.find_root().command
        found = complete(root, words, joins_values=shell != "bash")
        console.emit("".join(f"{each.value}\t{each.told}\n" for each in found))
    return console.FOUND
