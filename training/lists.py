"""The lists of data/ as tuples, read once: names, journals, publishers, phrases and sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# The articles of the demo corpus, whose text belongs to the project.
_ARTICLES = Path(__file__).parents[1] / "corpus"
_FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Journal:
    """The name of a journal and its dotted abbreviation (ISO 4), which may be the name itself."""

    name: str
    short: str


@cache
def lines(name: str) -> tuple[str, ...]:
    """Return the lines of data/NAME.txt without comments and blank lines."""
    text = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def words(name: str) -> tuple[str, ...]:
    """Return the words of data/NAME.txt; a tilde is a space within one."""
    return tuple(word.replace("~", " ") for line in lines(name) for word in line.split())


@cache
def groups(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of data/NAME.txt, one tuple for each line."""
    return tuple(
        tuple(word.replace("~", " ") for word in line.split()) for line in lines(name)
    )  # fmt: skip


@cache
def pairs(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the lines "NAME | A; B" of data/NAME.txt as (NAME, (A, B))."""
    found = []
    for line in lines(name):
        left, _, right = line.partition(" | ")
        found.append((left.strip(), tuple(part.strip() for part in right.split("; ") if part)))
    return tuple(found)


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """Return the lines of data/NAME.txt by the [section] above them."""
    found: dict[str, list[str]] = {}
    for line in lines(name):
        if line.startswith("["):
            current = found.setdefault(line.strip("[]"), [])
        else:
            current.append(line)
    return {key: tuple(value) for key, value in found.items()}


@cache
def section_words(name: str, section: str) -> tuple[str, ...]:
    """Return the words of a section of data/NAME.txt; a tilde is a space within one."""
    found = sections(name)[section]
    return tuple(word.replace("~", " ") for line in found for word in line.split())


@cache
def phrases(name: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the phrases of the lines "KIND: A; B" of data/NAME.txt, by section and kind."""
    found = {}
    for section, rows in sections(name).items():
        kinds = {}
        for row in rows:
            kind, _, rest = row.partition(":")
            kinds[kind] = tuple(part.strip() for part in rest.split(";"))
        found[section] = kinds
    return found


@cache
def journals(field: str) -> tuple[Journal, ...]:
    """Return the journals of a field of data/journals.txt."""
    found = []
    for line in sections("journals")[field]:
        name, _, short = line.partition(" | ")
        found.append(Journal(name, short or abbreviate(name)))
    return tuple(found)


@cache
def sentences() -> tuple[str, ...]:
    """Return the sentences of the demo corpus, from paragraphs that have no markup in them."""
    found = []
    for path in sorted(_ARTICLES.glob("*.html")):
        for paragraph in re.findall(r"<p>([^<&]{40,})</p>", path.read_text(encoding="utf-8")):
            found += re.split(r"(?<=[.!?]) (?=[A-Z])", " ".join(paragraph.split()))
    return tuple(sentence for sentence in found if len(sentence) > 20)


def abbreviate(name: str) -> str:
    """Return the ISO 4 abbreviation of a name by the words of data/abbreviations.txt."""
    table = _abbreviations()
    short = [table.get(word, word) for word in name.split() if word not in _LEFT_OUT]
    return name if len(short) < 2 else " ".join(short)


_LEFT_OUT = frozenset("a an and the The of for in on & de der des du et y e".split())


@cache
def _abbreviations() -> dict[str, str]:
    return dict(line.split(" ") for line in lines("abbreviations"))
