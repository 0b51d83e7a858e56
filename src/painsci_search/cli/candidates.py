"""Completions of an unfinished word: a command line comes in, candidates for its last word go out.

The candidates are commands, options and their values, files, ids and anchors of articles, and keys
of works.
"""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from painsci_search.escaping import clean
from painsci_search.records import KINDS
from painsci_search.render.terminal import shorten

# Columns of a description.
_WIDTH = 60


class Candidate(NamedTuple):
    """A completion; without a value, the shell completes the names of files or folders.

    Attributes:
        description: shown beside the value; "files" or "folders" where there is no value.
    """

    value: str
    description: str = ""


class _Unfinished(NamedTuple):
    """An unfinished value, and the index that the command line names."""

    text: str
    folder: Path


def complete(root: Any, words: Sequence[str], *, joins_values: bool) -> list[Candidate]:
    """Return the completions of the last of some words.

    Args:
        root: the program as Typer's command.
        words: a command line without the program's name, each as typed.
        joins_values: whether the shell passes --option=value as one word; otherwise as three.
    """
    *before, last = map(_unquoted, words or [""])
    name = next((word for word in before if not word.startswith("-")), None)
    if name is None:
        return _matching(_options(root, before) if last.startswith("-") else _commands(root), last)
    command = root.commands.get(name)
    if command is None:
        return []
    typed = before[before.index(name) + 1 :]
    prefix = ""
    if "=" in (last, *typed[-1:]) and not joins_values:
        if last == "=":
            last = ""
        else:
            typed = typed[:-1]
    elif last.startswith("--") and "=" in last and "--" not in typed:
        option, _, last = last.partition("=")
        prefix, typed = f"{option}=", [*typed, option]
    line = _Line.parse(command, typed)
    if line.option is None and last.startswith("-") and not line.only_words:
        return _matching(_options(command, typed), last)
    parameter = line.option or line.argument
    if parameter is None:
        return []
    candidates = _matching(_values(parameter, _Unfinished(last, line.folder)), last)
    return [each._replace(value=prefix + each.value) for each in candidates]


class _Line(NamedTuple):
    """A parsed command line.

    Attributes:
        option: Typer's parameter of the last option, if its value comes next.
        argument: Typer's parameter of the next argument.
        only_words: whether "--" was typed.
        folder: of the index.
    """

    option: Any
    argument: Any
    only_words: bool
    folder: Path

    @classmethod
    def parse(cls, command: Any, typed: Sequence[str]) -> _Line:
        """Assign the words after a command's name to its options and arguments."""
        options = {name: each for each in command.params for name in _names(each)}
        arguments = [each for each in command.params if not _names(each)]
        values: dict[str, str] = {}
        option, count, only_words = None, 0, False
        for word in typed:
            name, is_joined, value = word.partition("=")
            if option is not None:
                values[option.name] = word
                option = None
            elif only_words or name not in options:
                only_words = only_words or word == "--"
                count += word != "--" and (only_words or not word.startswith("--"))
            elif is_joined:
                values[options[name].name] = value
            elif not options[name].is_flag:
                option = options[name]
        argument = arguments[min(count, len(arguments) - 1)] if arguments else None
        if argument is not None and count >= len(arguments) and argument.nargs != -1:
            argument = None
        return cls(option, argument, only_words, _folder(command, values))


def _folder(command: Any, values: dict[str, str]) -> Path:
    """Return the folder of the index from the options typed, the environment or the default."""
    for each in command.params:
        if "--index" in _names(each):
            typed = values.get(each.name) or os.environ.get(each.envvar)
            return Path(typed or _configured() or each.default).expanduser()
    return Path("index")


def _configured() -> str | None:
    """Return the index of the configuration file."""
    from painsci_search.cli.config import load_config

    found = load_config(Path.cwd())
    return found.values.get("index") if found else None


def _names(param: Any) -> list[str]:
    return [*param.opts, *param.secondary_opts] if param.param_type_name == "option" else []


def _commands(root: Any) -> Iterator[Candidate]:
    for name, command in root.commands.items():
        if not command.hidden:
            yield Candidate(name, command.get_short_help_str(_WIDTH))


def _options(command: Any, typed: Sequence[str]) -> Iterator[Candidate]:
    """Yield the options of a command, except those typed already that cannot be repeated."""
    for param in command.params:
        names = _names(param)
        if not getattr(param, "hidden", False) and (param.multiple or not set(names) & set(typed)):
            yield from (Candidate(name, param.help or "") for name in names)
    yield Candidate("--help", "Show this message and exit.")


def _values(param: Any, unfinished: _Unfinished) -> Iterable[Candidate]:
    """Return the choices of a parameter, or the values that its metavar names."""
    choices = getattr(param.type, "choices", None)
    if choices:
        return [Candidate(str(choice)) for choice in choices]
    complete_value = _BY_METAVAR.get(param.metavar or "")
    return complete_value(unfinished) if complete_value else []


def _articles(unfinished: _Unfinished) -> Iterator[Candidate]:
    from painsci_search import Index

    with Index.open(unfinished.folder) as index:
        for info in index.articles():
            yield Candidate(info.id, info.title)


def _articles_and_parts(unfinished: _Unfinished) -> Iterator[Candidate]:
    from painsci_search import Index

    yield from _articles(unfinished)
    name, separator, _ = unfinished.text.partition("#")
    if not separator:
        return
    with Index.open(unfinished.folder) as index:
        article = index.get(name)
        if article is None:
            return
        for section in article.sections:
            yield Candidate(f"{name}#{section.anchor}", section.heading)
        for note in article.notes:
            yield Candidate(f"{name}#{note.anchor}", f"Note {note.label}: {note.text}")


def _works(unfinished: _Unfinished) -> Iterator[Candidate]:
    """Yield the keys of works; small letters also match capitals."""
    from painsci_search import Index

    typed = unfinished.text
    with Index.open(unfinished.folder) as index:
        for work in index.references().works:
            if work.key.casefold().startswith(typed.casefold()):
                title = work.reference.title or work.reference.raw
                yield Candidate(typed + work.key[len(typed) :], title)


def _passage_kinds(_: _Unfinished) -> list[Candidate]:
    return [Candidate(kind) for kind in KINDS]


def _study_kinds(_: _Unfinished) -> list[Candidate]:
    from painsci_search.bibliography.kind_names import GROUPS, ORDER

    return [Candidate(kind) for kind in (*GROUPS, *ORDER)]


def _files(_: _Unfinished) -> Iterator[Candidate]:
    yield Candidate("", "files")


def _folders(_: _Unfinished) -> Iterator[Candidate]:
    yield Candidate("", "folders")


_BY_METAVAR: dict[str, Callable[[_Unfinished], Iterable[Candidate]]] = {
    "ID": _articles,
    "ID...": _articles,
    "ID[#ANCHOR]": _articles_and_parts,
    "KIND": _passage_kinds,
    "STUDY": _study_kinds,
    "WORK": _works,
    "WORK...": _works,
    "FILE": _files,
    "[PATHS]...": _files,
    "DIR": _folders,
}


def _matching(candidates: Iterable[Candidate], text: str) -> list[Candidate]:
    """Keep candidates that start with a text and have no control characters or line ends."""
    return [
        each._replace(description=shorten(each.description, _WIDTH))
        for each in candidates
        if not each.value or (each.value.startswith(text) and clean(each.value) == each.value)
    ]


def _unquoted(word: str) -> str:
    """Remove the quotes and backslashes of a shell word; its closing quote may be missing.

    >>> [_unquoted(word) for word in ("pla", '"low ba', "low\\\\ ba", "it\\\\'s", "=")]
    ['pla', 'low ba', 'low ba', "it's", '=']
    """
    for end in ("", '"', "'"):
        with contextlib.suppress(ValueError):
            return "".join(shlex.split(word + end))
    return word
