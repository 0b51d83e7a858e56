"""The file `painsci-search.toml`: defaults of options, for a folder and all below it.

The file is searched from the working directory upward. Paths in it are relative to its own folder.
The command line and the environment take precedence.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import typer

from painsci_search.cli import console
from painsci_search.cli.errors import did_you_mean, fail
from painsci_search.late_tuples import NamedTuple

NAME = "painsci-search.toml"


class _Key(NamedTuple):
    """A key of the file.

    Attributes:
        option: the option, or the metavar of the argument, whose default it is.
        command: the only command that has it as a default; "" for every one with the option.
        is_list: whether its value is a list of texts.
        is_path: whether its value is one path or several.
    """

    option: str
    command: str = ""
    is_list: bool = False
    is_path: bool = False


_KEYS = {
    "index": _Key("--index", is_path=True),
    "folders": _Key("[PATHS]...", "index", is_list=True, is_path=True),
    "base-url": _Key("--base-url"),
    "synonyms": _Key("--synonyms", is_path=True),
    "notices": _Key("--notices", is_path=True),
    "ignore": _Key("--ignore", "check", is_list=True),
}


class Config(NamedTuple):
    """A configuration file and its checked values, by key; paths are absolute."""

    file: Path
    values: dict[str, Any]


def load_config(start: Path) -> Config | None:
    """Load the file of a folder or the nearest one above it; None if there is none.

    Raises:
        Failure: the file has a syntax error, an unknown key or a wrong value.
    """
    file = next((at / NAME for at in (start, *start.parents) if (at / NAME).is_file()), None)
    if file is None:
        return None
    import tomllib

    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fail(f"{file}: {error}")
    return Config(file, {name: _checked(file, name, value) for name, value in given.items()})


def _checked(file: Path, name: str, value: object) -> Any:
    """Return the value of a key, with absolute paths.

    Raises:
        Failure: the key or a kind of finding is unknown, or the value of another type.
    """
    key = _KEYS.get(name)
    if key is None:
        near = did_you_mean(name, _KEYS) or f"; the keys are {', '.join(_KEYS)}"
        fail(f"{file}: unknown key {name!r}{near}")
    texts = value if key.is_list else [value]
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        expected = "a list of texts" if key.is_list else "a text"
        fail(f"{file}: {name} must be {expected}, not {value!r}")
    if name == "ignore":
        _check_kinds(file, texts)
    if key.is_path:
        texts = [_absolute(file, text) for text in texts]
    return texts if key.is_list else texts[0]


def _check_kinds(file: Path, kinds: list[str]) -> None:
    from painsci_search.auditing.kinds import check_kinds

    try:
        check_kinds(kinds)
    except ValueError as error:
        fail(f"{file}: ignore: {error}")


def _absolute(file: Path, text: str) -> str:
    from painsci_search.opening import is_address

    return text if is_address(text) else os.path.normpath(file.parent / Path(text).expanduser())


def apply_config(context: typer.Context) -> None:
    """Make the values of the file the defaults of the command that runs.

    Raises:
        Failure: see `load_config`.
    """
    config = load_config(Path.cwd())
    name = context.invoked_subcommand
    if config is None or name is None:
        return
    command: Any = context.command.commands.get(name)  # type: ignore[attr-defined]  # a group
    if command is None:
        return
    context.default_map = {
        name: {
            param.name: value
            for param in command.params
            for key, value in config.values.items()
            if _KEYS[key].option in (*param.opts, param.metavar)
            and _KEYS[key].command in ("", name)
        }
    }


def config() -> int:
    """Show the configuration file that commands use here.

    It is the file painsci-search.toml in the working directory or the nearest folder above. The
    command line and the environment take precedence. Its keys, all optional; paths are relative to
    the file:

    \b
        index = "index"             the folder of the index
        folders = ["articles"]      what "index" reads without PATHS
        base-url = "https://..."    as --base-url
        synonyms = "synonyms.txt"   as --synonyms
        notices = "notices.csv"     as --notices
        ignore = ["reading"]        as --ignore of "check"

    \b
    Examples:
        painsci-search config
    """
    found = load_config(Path.cwd())
    if found is None:
        console.log(f"No {NAME} in {Path.cwd()} or above.")
        return console.NOTHING
    rows = [f"{name} = {value!r}\n" for name, value in found.values.items()]
    console.emit_text("".join([f"{found.file}\n", *rows]))
    return console.FOUND
