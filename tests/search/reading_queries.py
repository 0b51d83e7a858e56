"""Queries made at random, and a reader of texts that answers them by the grammar's words alone.

It shares nothing with the package: a query is made as a tree of its own, written as text for the
engine, and held against each text word by word.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

# Words without synonyms, which are no stop words; each with its plural in English and German.
WORDS = ("zorb", "quib", "flam", "trog", "wexan", "drelk")
FIELDS = ("title", "heading", "body")
_PATTERNS = ("zor*", "*rog", "qu?b", "f?am", "w*n", "dre*s", "*lam*", "zorbs*", "tro?s", "*xan")
_FUZZY = ("zorp~", "qiub~", "flm~1", "torg~2", "wexam~", "drelkss~", "zzorbs~2")

# A text by field, each as its words in order.
Text = Mapping[str, list[str]]


def stem(word: str) -> str:
    """Return the singular of one of the words."""
    return word.removesuffix("s")


@dataclass(frozen=True)
class Leaf:
    """A word, pattern, typo or phrase as written, and the field that it is written with."""

    text: str
    field: str | None = None

    def written(self) -> str:
        return self.text if self.field is None else f"{self.field}:{self.text}"

    def is_phrase(self) -> bool:
        return self.text.startswith('"')

    def is_fielded(self, scope: str | None) -> bool:
        return (self.field or scope) is not None

    def has_word(self) -> bool:
        return True

    def is_not(self) -> bool:
        return False

    def matches(self, text: Text, scope: str | None) -> bool:
        field = self.field or scope
        return any(self._is_in(text[name]) for name in FIELDS if field in (None, name))

    def _is_in(self, words: list[str]) -> bool:
        if self.is_phrase():
            inner, _, slop = self.text[1:].partition('"')
            return _is_near(inner.split(), words, int(slop.removeprefix("~") or 0))
        if "~" in self.text:
            typed, _, most = self.text.partition("~")
            return any(_edits(typed, word) <= int(most or 1) for word in words)
        if "*" in self.text or "?" in self.text:
            pattern = re.compile(self.text.replace("*", ".*").replace("?", "."))
            return any(pattern.fullmatch(word) for word in words)
        return stem(self.text) in map(stem, words)


@dataclass(frozen=True)
class Negated:
    """NOT and a unit."""

    unit: Unit
    word: str = "NOT "

    def written(self) -> str:
        return self.word + self.unit.written()

    def is_phrase(self) -> bool:
        return False

    def is_fielded(self, scope: str | None) -> bool:  # noqa: ARG002
        return True  # none of its words may be in a text, so that all that are have a field

    def has_word(self) -> bool:
        return False

    def is_not(self) -> bool:
        return True

    def matches(self, text: Text, scope: str | None) -> bool:
        return not self.unit.matches(text, scope)


@dataclass(frozen=True)
class Joined:
    """Units joined by AND, or such groups by OR."""

    operator: str
    parts: tuple[Unit, ...]

    def written(self) -> str:
        return f" {self.operator} ".join(part.written() for part in self.parts)

    def is_phrase(self) -> bool:
        return False

    def is_fielded(self, scope: str | None) -> bool:
        return all(part.is_fielded(scope) for part in self.parts)

    def has_word(self) -> bool:
        return any(part.has_word() for part in self.parts)

    def is_not(self) -> bool:
        return False

    def matches(self, text: Text, scope: str | None) -> bool:
        found = [part.matches(text, scope) for part in self.parts]
        return all(found) if self.operator == "AND" else any(found)


@dataclass(frozen=True)
class Item:
    """A unit or units joined, with its sign."""

    sign: str
    part: Unit


@dataclass(frozen=True)
class Query:
    """Items side by side; in parentheses, perhaps after a field, unless it is the whole query."""

    items: tuple[Item, ...]
    field: str | None = None

    def inside(self) -> str:
        return " ".join(item.sign + item.part.written() for item in self.items)

    def written(self) -> str:
        return f"{self.field + ':' if self.field else ''}({self.inside()})"

    def is_phrase(self) -> bool:
        return len(self.items) == 1 and not self.is_not() and self.items[0].part.is_phrase()

    def is_fielded(self, scope: str | None) -> bool:
        scope = self.field or scope
        included = [item.part for item in self.items if not _excludes(item)]
        return all(part.is_fielded(scope) for part in included)

    def has_word(self) -> bool:
        return any(item.part.has_word() for item in self.items if not _excludes(item))

    def is_not(self) -> bool:
        return all(map(_excludes, self.items))

    def matches(self, text: Text, scope: str | None = None) -> bool:
        inner = self.field or scope
        optional: list[bool] = []
        required: list[bool] = []
        narrowing: list[bool] = []
        for item in self.items:
            part, found = item.part, item.part.matches(text, inner)
            if _excludes(item):
                # of "-x" what x is; of a part that only excludes, what it leaves out
                if found == (item.sign == "-"):
                    return False
            elif item.sign == "+":
                required.append(found)
            elif inner is None and part.is_fielded(None):
                narrowing.append(found)
            elif part.is_phrase():
                required.append(found)
            else:
                optional.append(found)
        if not all(required + narrowing):
            return False
        return bool(required) or not optional or any(optional)


Unit = Leaf | Negated | Joined | Query


def _excludes(item: Item) -> bool:
    return item.sign == "-" or item.part.is_not()


def _is_near(phrase: list[str], words: list[str], slop: int) -> bool:
    """Return whether words are at most `slop` places off those of the phrase, in all.

    A word that the phrase repeats counts once, unless it is to be matched exactly.
    """
    if slop:
        phrase = list(dict.fromkeys(map(stem, phrase)))
    places = [[at for at, own in enumerate(words) if stem(own) == stem(word)] for word in phrase]
    for chosen in product(*places):
        if len(set(chosen)) == len(chosen):
            moved = [at - number for number, at in enumerate(chosen)]
            if max(moved) - min(moved) <= slop:
                return True
    return False


def _edits(one: str, other: str) -> int:
    """Return the number of wrong, missing, extra and swapped letters between two words."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, own in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != own))
            if i > 1 and j > 1 and (letter, one[i - 2]) == (other[j - 2], own):
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


class Maker:
    """Makes texts and queries, the same ones for a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def word(self) -> str:
        return self._random.choice(WORDS) + self._random.choice(("", "", "s"))

    def text(self) -> dict[str, list[str]]:
        """Return a text whose heading is not its title: such a section has no heading."""
        return {
            name: [self.word() for _ in range(self._random.randint(low, high))]
            for name, low, high in (("title", 1, 1), ("heading", 2, 2), ("body", 1, 7))
        }

    def queries(self) -> Iterator[Query]:
        """Yield queries that include at least one word, without end."""
        while True:
            query = self._query(2)
            if query.has_word():
                yield query

    def _query(self, depth: int, field: str | None = None) -> Query:
        count = self._random.choice((1, 1, 2, 2, 3))
        return Query(tuple(self._item(depth, field) for _ in range(count)), field)

    def _item(self, depth: int, field: str | None) -> Item:
        if self._random.random() < 0.45:
            return Item(self._random.choice(("+", "-", "")), self._unit(depth, field))
        groups = []
        for _ in range(self._random.choice((1, 1, 2))):
            units = [self._unit(depth, field) for _ in range(self._random.choice((1, 1, 2)))]
            if len(units) > 1 and self._random.random() < 0.2:
                units[1] = Negated(units[1], "-")
            groups.append(Joined("AND", tuple(units)) if len(units) > 1 else units[0])
        return Item("", Joined("OR", tuple(groups)) if len(groups) > 1 else groups[0])

    def _unit(self, depth: int, field: str | None) -> Unit:
        kind = self._random.random()
        if kind < 0.12:
            return Negated(self._unit(depth - 1, field) if depth else self._leaf(field))
        if kind < 0.35 and depth:
            own = self._random.choice((None, None, *FIELDS)) if field is None else None
            return self._query(depth - 1, own)
        return self._leaf(field)

    def _leaf(self, field: str | None) -> Leaf:
        own = self._random.choice((*[None] * 6, *FIELDS)) if field is None else None
        kind = self._random.random()
        if kind < 0.6:
            return Leaf(self.word(), own)
        if kind < 0.85:
            words = " ".join(self.word() for _ in range(self._random.choice((2, 2, 3))))
            return Leaf(f'"{words}"{self._random.choice(("", "", "~1", "~2", "~3", "~8"))}', own)
        return Leaf(self._random.choice(_PATTERNS if kind < 0.95 else _FUZZY), own)
