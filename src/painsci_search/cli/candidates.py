"""What a word of a command line may become: commands, options, their values, article ids, works."""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from painsci_search.escaping import clean
from painsci_search.render.terminal import shorten

_HELP_WIDTH = 60


class Candidate(NamedTuple):
    """What a word may become, and what that is; without a value, the names of files or folders."""

    value: str
    told: str = ""


class _Request(NamedTuple):
    """A value that is being typed, of an option or argument of a command."""

    incomplete: str
    folder: Path


def complete(root: Any, words: Sequence[str], *, joins_values: bool) -> list[Candidate]:
    """Say what the last of some words may become.

    Args:
        root: the program as Typer's command.
        words: a command line without the program's name, each as typed.
        joins_values: whether the shell takes --option=value for one word; else for three.
    """
    *before, incomplete = map(_unquoted, words or [""])
    name = next((word for word in before if not word.startswith("-")), None)
    if name is None:
        is_option = incomplete.startswith("-")
        return _beginning(_options(root, before) if is_option else _commands(root), incomplete)
    command = root.commands.get(name)
    if command is None:
        return []
    typed = before[before.index(name) + 1 :]
    glue = ""
    if "=" in (incomplete, *typed[-1:]) and not joins_values:
        if incomplete == "=":
            incomplete = ""
        else:
            typed = typed[:-1]
    elif incomplete.startswith("--") and "=" in incomplete and "--" not in typed:
        option, _, incomplete = incomplete.partition("=")
        glue, typed = f"{option}=", [*typed, option]
    line = _Line.of(command, typed)
    if line.waiting is None and incomplete.startswith("-") and not line.only_words:
        return _beginning(_options(command, typed), incomplete)
    wanted = line.waiting or line.argument
    if wanted is None:
        return []
    found = _values(wanted, _Request(incomplete, line.folder))
    return [each._replace(value=glue + each.value) for each in _beginning(found, incomplete)]


class _Line(NamedTuple):
    """How far a command line is: the option that waits for its value, or the next argument."""

    waiting: Any
    argument: Any
    only_words: bool
    folder: Path

    @classmethod
    def of(cls, command: Any, typed: Sequence[str]) -> _Line:
        options = {name: each for each in command.params for name in _names(each)}
        arguments = [each for each in command.params if not _names(each)]
        given: dict[str, str] = {}
        waiting, count, only_words = None, 0, False
        for word in typed:
            option, is_joined, value = word.partition("=")
            if waiting is not None:
                given[waiting.name] = word
                waiting = None
            elif only_words or option not in options:
                only_words = only_words or word == "--"
                count += word != "--" and (only_words or not word.startswith("--"))
            elif is_joined:
                given[options[option].name] = value
            elif not options[option].is_flag:
                waiting = options[option]
        argument = arguments[min(count, len(arguments) - 1)] if arguments else None
        if argument is not None and count >= len(arguments) and argument.nargs != -1:
            argument = None
        return cls(waiting, argument, only_words, _folder(command, given))


def _folder(command: Any, given: dict[str, str]) -> Path:
    """Find the index that a command line is about."""
    for each in command.params:
        if "--index" in _names(each):
            chosen = given.get(each.name) or os.environ.get(each.envvar) or each.default
            return Path(chosen).expanduser()
    return Path("index")


def _names(param: Any) -> list[str]:
    return [*param.opts, *param.secondary_opts] if param.param_type_name == "option" else []


def _commands(root: Any) -> Iterator[Candidate]:
    for name, command in root.commands.items():
        if not command.hidden:
            yield Candidate(name, command.get_short_help_str(_HELP_WIDTH))


def _options(command: Any, typed: Sequence[str]) -> Iterator[Candidate]:
    """Name the options of a command that may come (again)."""
    for param in command.params:
        names = _names(param)
        if not getattr(param, "hidden", False) and (param.multiple or not set(names) & set(typed)):
            yield from (Candidate(name, param.help or "") for name in names)
    yield Candidate("--help", "Show this message and exit.")


def _values(param: Any, request: _Request) -> Iterable[Candidate]:
    """Say what a value may be: one of its choices, or what its name in the help stands for."""
    choices = getattr(param.type, "choices", None)
    if choices:
        return [Candidate(str(choice)) for choice in choices]
    make = _BY_METAVAR.get(param.metavar or "")
    return make(request) if make else []


def _articles(request: _Request) -> Iterator[Candidate]:
    from painsci_search import Index

    with Index.open(request.folder) as index:
        for info in index.articles():
            yield Candidate(info.id, info.title)


def _places(request: _Request) -> Iterator[Candidate]:
    from painsci_search import Index

    yield from _articles(request)
    name, mark, _ = request.incomplete.partition("#")
    if not mark:
        return
    with Index.open(request.folder) as index:
        article = index.get(name)
        if article is None:
            return
        for section in article.sections:
            yield Candidate(f"{name}#{section.anchor}", section.heading)
        for note in article.notes:
            yield Candidate(f"{name}#{note.anchor}", f"Note {note.label}: {note.text}")


def _works(request: _Request) -> Iterator[Candidate]:
    """Name works by their keys, in which small letters stand for capitals, too."""
    from painsci_search import Index

    typed = request.incomplete
    with Index.open(request.folder) as index:
        for work in index.references().works:
            if work.key.casefold().startswith(typed.casefold()):
                told = work.reference.title or work.reference.raw
                yield Candidate(typed + work.key[len(typed) :], told)


def _files(_: _Request) -> Iterator[Candidate]:
    yield Candidate("", "files")


def _folders(_: _Request) -> Iterator[Candidate]:
    yield Candidate("", "folders")


_BY_METAVAR: dict[str, Callable[[_Request], Iterable[Candidate]]] = {
    "ID": _articles,
    "ID[#ANCHOR]": _places,
    "WORK": _works,
    "WORK...": _works,
    "FILE": _files,
    "[PATHS]...": _files,
    "DIR": _folders,
}


def _beginning(found: Iterable[Candidate], incomplete: str) -> list[Candidate]:
    """Keep those that begin as typed and that a line can hold."""
    return [
        each._replace(told=shorten(each.told, _HELP_WIDTH))
        for each in found
        if not each.value or (each.value.startswith(incomplete) and clean(each.value) == each.value)
    ]


def _unquoted(word: str) -> str:
    """Take a word of a shell's line for what it stands for; its last quote may be missing.

    >>> [_unquoted(word) for word in ("pla", '"low ba', "low\\\\ ba", "it\\\\'s", "=")]
    ['pla', 'low ba', 'low ba', "it's", '=']
    """
    for end in ("", '"', "'"):
        with contextlib.suppress(ValueError):
            return "".join(shlex.split(word + end))
    return word
