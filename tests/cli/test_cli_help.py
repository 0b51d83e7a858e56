"""The help of the commands: whole lines, and one wording for one option."""

from __future__ import annotations

import pytest
import typer.main

from painsci_search.cli.app import app, run
from painsci_search.cli.commands import COMMANDS
from painsci_search.options import OPTIONS

# The commands' own wording adds what only they have: works, or repetition.
OWN_WORDING = {"limit", "articles", "sort"}
# With --refs, `query` chooses works, too.
WITH_WORKS = {"query": {"kind"}, "like": set()}


def test_the_list_of_commands_has_no_line_cut_short(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["--help"]) == 0
    commands = capsys.readouterr().out.partition("Commands:\n")[2].partition("\n\n")[0]
    assert len(commands.splitlines()) == len(COMMANDS)
    assert "..." not in commands


@pytest.mark.parametrize("command", ["query", "like"])
def test_an_option_of_a_search_is_explained_as_in_the_library(command: str) -> None:
    group = typer.main.get_command(app)
    params = {param.name: param for param in group.commands[command].params}  # type: ignore[attr-defined]
    shared = (params.keys() & OPTIONS.keys()) - OWN_WORDING
    assert shared >= {"kind", "offset", "per_article"}
    for name in shared:
        help_text = params[name].help
        if name in WITH_WORKS[command]:
            help_text, _, _ = help_text.partition("; with --refs also ")
            help_text += "."
        assert help_text == OPTIONS[name].help


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_fits_into_80_columns(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run([command, "--help"]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if len(line) > 80] == []
