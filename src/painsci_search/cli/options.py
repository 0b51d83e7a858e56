"""The options that several commands share, and a command class that accepts words like "-word"."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperOption

from painsci_search.cli import console
from painsci_search.cli.help import Command
from painsci_search.model import Kind, Sort, WorkSort

ReportFormat = Literal["text", "json"]
ResultFormat = Literal["text", "json", "jsonl", "csv", "markdown"]
WorksFormat = Literal["text", "json", "bibtex", "ris", "csl-json", "csv"]
QueryFormat = Literal[ResultFormat, WorksFormat, "quotes"]
QuerySort = Literal[Sort, WorkSort]

# Text, since a path on disk has no two slashes in a row, as an address has.
IndexOption = Annotated[
    str,
    typer.Option(
        "--index",
        "-i",
        envvar="PAINSCI_SEARCH_INDEX",
        metavar="DIR",
        help="The folder of the index, or its address on an OpenSearch cluster.",
    ),
]
FormatOption = Annotated[
    ReportFormat,
    typer.Option("--format", "-f", metavar="FORMAT", case_sensitive=False, help="text or json."),
]
BaseUrlOption = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        envvar="PAINSCI_SEARCH_BASE_URL",
        metavar="URL",
        help="The URL at which the articles are served; for links to articles without a canonical "
        "URL.",
    ),
]

SynonymsOption = Annotated[
    Path | None,
    typer.Option(
        "--synonyms",
        envvar="PAINSCI_SEARCH_SYNONYMS",
        metavar="FILE",
        help="A file of synonyms, added to those of the program.",
    ),
]
NoticesOption = Annotated[
    Path | None,
    typer.Option(
        "--notices",
        envvar="PAINSCI_SEARCH_NOTICES",
        metavar="FILE",
        help="A CSV file of notices about works, such as retractions, to show beside the works.",
    ),
]
SemanticOption = Annotated[
    bool,
    typer.Option(
        "--semantic",
        help="Search by meaning, too: find passages that say the same in other words. The index "
        "needs vectors, see 'painsci-search embed'.",
    ),
]
ModelOption = Annotated[
    Path | None,
    typer.Option(
        "--model",
        envvar="PAINSCI_SEARCH_MODEL",
        metavar="FOLDER",
        help="The folder of the model for searches by meaning.",
        show_default="that of an installed package",
    ),
]

AuthorOption = Annotated[
    str | None, typer.Option("--author", metavar="NAME", help="Only articles by this author.")
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        help="Only articles last updated, or else published, on or after this date: 2024, "
        "2024-06 or 2024-06-30.",
    ),
]
UntilOption = Annotated[
    str | None,
    typer.Option(
        "--until",
        metavar="DATE",
        help="Only articles last updated, or else published, on or before this date.",
    ),
]
WaitOption = Annotated[
    float,
    typer.Option(
        "--wait",
        min=0,
        metavar="SECONDS",
        help="How long to wait for another process that writes to the index.",
    ),
]


def check_model(folder: Path | None) -> None:
    """Refuse the folder of `ModelOption` before a server starts, if it has no model.

    Raises:
        SemanticUnavailable: it has none, or one of another kind.
    """
    if folder is not None:
        from painsci_search.semantic.model import check_folder

        check_folder(folder)


LimitOption = Annotated[
    int, typer.Option("--limit", "-n", min=1, metavar="N", help="The maximum number of passages.")
]
OffsetOption = Annotated[
    int, typer.Option(min=0, metavar="N", help="The number of passages to skip first.")
]
PerArticleOption = Annotated[
    int,
    typer.Option(
        min=0, metavar="N", help="The maximum number of passages of one article; 0 for any number."
    ),
]
KindOption = Annotated[
    Kind | None,
    typer.Option(
        metavar="KIND",
        help="Only passages of this kind: article, section or note (with its citations).",
    ),
]
CardsOption = Annotated[
    bool,
    typer.Option("--cards", help="Show each claim with its notes and the works that they cite."),
]
GroupOption = Annotated[
    bool,
    typer.Option("--group/--no-group", help="Group the passages of each article."),
]


class QueryCommand(Command):
    """A command whose words may begin with a hyphen, as in `query placebo -nocebo`.

    An argument is an option only if it equals one of the command's options (a number or one of its
    choices may follow a short one: -n5, -fjson), or begins with two hyphens. So -nocebo is not
    "-n ocebo".
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reorder the arguments, options first and all words after "--", and parse them."""
        flags = {
            name: option.is_flag
            for option in self.params
            for name in option.opts
            if isinstance(option, TyperOption)
        }
        flags.update(dict.fromkeys(ctx.help_option_names, True))
        glued = {
            f"{name}{choice}"
            for option in self.params
            for name in option.opts
            for choice in getattr(option.type, "choices", ())
        }
        options: list[str] = []
        words: list[str] = []
        waiting = iter(args)
        for arg in waiting:
            if arg == "--":
                words += waiting
            elif arg in flags:
                options.append(arg)
                if not flags[arg]:
                    # Without "--", so that the parser reports the missing value.
                    value = next(waiting, None)
                    if value is None:
                        return self._parse(ctx, options)
                    options.append(value)
            elif (
                arg.startswith("--")
                or arg[:2] + arg[2:].lower() in glued
                or (arg[:2] in flags and re.fullmatch(r"-\w\d+", arg))
            ):
                options.append(arg)
            else:
                words.append(arg)
                if f"-{arg}" in flags:
                    console.log(f"'{arg}' was parsed as a word to exclude; the option is '-{arg}'")
        return self._parse(ctx, [*options, "--", *words])

    def _parse(self, ctx: Any, args: list[str]) -> list[str]:
        rest: list[str] = super().parse_args(ctx, args)
        return rest
