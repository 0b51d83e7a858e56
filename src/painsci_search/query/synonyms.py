"""Words that mean the same: those of this field that come with the package, and a reader's own.

A file of synonyms is plain text in UTF-8, one group of terms a line:

    LBP = low back pain = lower back pain    each is found with the others
    Advil, Nurofen => ibuprofen              one way: who asks for the left finds the right, too
    -PT                                      takes a term out of the lines of the package
    # a comment, at the beginning of a line or behind a space

A term is one word or several, without quotes. "=" stands between terms that mean the same, and
beside "=>" the terms of a side are separated by commas. Terms are known in all their forms
("trigger points") and in British and American spelling; a term with a capital behind its first
letter (LBP, MTrP, OxyContin) is known by its own letters, with or without a plural "s", so that
TENS has nothing to do with the number ten. What articles write is found by its stem, as every
word is; a stem keeps the "s" of some abbreviations, whose plural is a term, too: RCT = RCTs.

A term may stand in several lines. Nothing is carried on from line to line: what is found is what
stands in a line with the term as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from painsci_search.errors import PainSciSearchError
from painsci_search.query.spelling import variants
from painsci_search.text import fold, stem, tokenize

Key = tuple[str, ...]

# How many words a term may have.
LONGEST_TERM = 8
DEFAULTS = Path(__file__).parent / "synonyms.txt"
_COMMENT = re.compile(r"(?:^|\s)#.*")
_EXAMPLE = 'such as "LBP = low back pain" or "Advil, Nurofen => ibuprofen"'


class Line(NamedTuple):
    """A line of a file: whoever asks for one of the first finds the second.

    Attributes:
        asked, found: terms as written; the same where the line goes both ways.
    """

    asked: tuple[str, ...]
    found: tuple[str, ...]


class Parsed(NamedTuple):
    """What a file of synonyms says.

    Attributes:
        without: the terms that it takes out of the defaults.
    """

    lines: tuple[Line, ...]
    without: tuple[str, ...]


class _Shelf(NamedTuple):
    """The lines of the terms that begin alike, by the keys of the terms, and the longest key."""

    lines: dict[Key, list[Line]]
    longest: int


class Synonyms:
    """Terms, each with those that are found with it.

    Of a term no more than its first letters is looked at before a word that begins so is asked
    for: most queries need few of them.

    Attributes:
        lines: what they were made of.

    >>> known = Synonyms(parse_lines(["LBP = low back pain"], "mine.txt").lines)
    >>> known.others(["lbps"]), known.others(["low", "back", "pains"]), known.others(["back"])
    (('LBP', 'low back pain'), ('LBP',), ())
    """

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self.lines = tuple(lines)
        self._terms: dict[str, list[tuple[str, Line]]] = {}
        self._shelves: dict[str, _Shelf] = {}
        for line in self.lines:
            for term in line.asked:
                self._terms.setdefault(_beginning(fold(term)), []).append((term, line))

    def longest(self, word: str) -> int:
        """The most words that a term has that may begin with a folded word."""
        return max(self._shelf(_beginning(each)).longest for each in (word, *variants(word)))

    def others(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the terms that are found with a term, given as its folded words."""
        found: dict[str, None] = {}
        mine = tuple(map(stem, words))
        for first, key in _keys_asked(words):
            for line in self._shelf(_beginning(first)).lines.get(key, ()):
                found |= dict.fromkeys(term for term in line.found if _stems(term) != mine)
        return tuple(found)

    def has_name_in_s(self, word: str) -> bool:
        """Tell whether a folded word is an abbreviation that ends in an S of its own, as TENS."""
        terms = self._terms.get(_beginning(word), ())
        return any(is_name_in_s(term) and fold(term) == word for term, _ in terms)

    def _shelf(self, beginning: str) -> _Shelf:
        """The terms that begin so."""
        shelf = self._shelves.get(beginning)
        if shelf is None:
            lines: dict[Key, list[Line]] = {}
            for term, line in self._terms.get(beginning, ()):
                for key in _keys(term):
                    lines.setdefault(key, []).append(line)
            shelf = self._shelves[beginning] = _Shelf(lines, max(map(len, lines), default=0))
        return shelf


def is_name_in_s(term: str) -> bool:
    """Tell whether a term is an abbreviation whose last letter no stem may lose."""
    return term.endswith("S") and term.isupper() and term.isalpha()


def load_synonyms(path: Path | None = None) -> Synonyms:
    """Load the synonyms that come with the package, and those of a reader's own file.

    Raises:
        PainSciSearchError: the file cannot be read, or a line of it cannot be understood.
    """
    if path is None:
        return _load_defaults()
    own = _read(path)
    without = frozenset(key for term in own.without for key in _keys(term))
    lines = _read_defaults().lines
    if without:
        lines = tuple(filter(None, (_without(line, without) for line in lines)))
    return Synonyms(lines + own.lines)


@cache
def _load_defaults() -> Synonyms:
    return Synonyms(_read_defaults().lines)


@cache
def _read_defaults() -> Parsed:
    return _read(DEFAULTS)


def _read(path: Path) -> Parsed:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise PainSciSearchError(
            f"{path}: the synonyms are not UTF-8 text (byte {error.start}): save the file as UTF-8"
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise PainSciSearchError(f"{path}: the synonyms cannot be read: {reason}") from None
    return parse_lines(text.splitlines(), str(path))


def parse_lines(lines: Iterable[str], name: str) -> Parsed:
    """Parse the lines of a file of synonyms.

    Args:
        name: of the file, for errors.

    Raises:
        PainSciSearchError: a line cannot be understood; it says where and what is wrong.
    """
    found: list[Line] = []
    without: list[str] = []
    for number, text in enumerate(lines, 1):
        line = (_COMMENT.sub("", text) if "#" in text else text).strip()
        if not line:
            continue
        try:
            if line.startswith("-"):
                without.append(_term(line[1:]))
            else:
                found.append(_line(line))
        except _LineError as error:
            raise PainSciSearchError(f"{name}:{number}: {error}") from None
    return Parsed(tuple(found), tuple(without))


class _LineError(Exception):
    """What is wrong with a line."""


def _line(text: str) -> Line:
    sides = text.split("=>")
    if len(sides) == 1:
        if "=" not in text:
            raise _LineError(f"no = or => in it; a line needs one, {_EXAMPLE}")
        if "," in text:
            raise _LineError("a comma between terms that mean the same; put = there")
        terms = tuple(map(_term, text.split("=")))
        if len(set(map(fold, terms))) < len(terms):
            raise _LineError("a term stands in it twice")
        return Line(terms, terms)
    if len(sides) > 2:
        raise _LineError("more than one => in it; write two lines")
    if "=" in sides[0] or "=" in sides[1]:
        raise _LineError("both = and => in it; beside => put commas between terms")
    asked, found = (tuple(map(_term, side.split(","))) for side in sides)
    return Line(asked, found)


def _term(text: str) -> str:
    words = text.split()
    term = " ".join(words)
    if not term:
        raise _LineError("a term is missing beside =, =>, a comma or -")
    if not term[0].isalnum():
        raise _LineError(f"the term {term} does not begin with a letter or digit")
    if len(words) > LONGEST_TERM:
        raise _LineError(f"more than {LONGEST_TERM} words in the term {term}")
    return term


def _beginning(folded: str) -> str:
    """What two terms have in common that have a key in common."""
    first = folded[:2]
    return first if first.isascii() and first.isalnum() else first[:1]


@lru_cache(maxsize=4096)
def _keys(term: str) -> tuple[Key, ...]:
    """The keys by which a term is known: the stems of its words, or the letters of a name."""
    tokens = list(tokenize(term))
    parts = [token.word for token in tokens if token.parts == 1]
    wholes = [token.word for token in tokens if token.parts == len(parts) > 1]
    found: list[Key] = []
    if len(parts) > 1:
        found.append(tuple(map(stem, parts)))
    if " " not in term and term[1:] != term[1:].lower():
        name = (wholes or parts)[0]
        name = name.removesuffix("s") if term[-2:-1].isupper() and term[-1] == "s" else name
        found += [(_name(name),), (_name(name + "s"),)]
    else:
        found += [(stem(word),) for word in wholes or parts[:1] if len(parts) == 1 or wholes]
    return tuple(found)


@lru_cache(maxsize=4096)
def _stems(term: str) -> Key:
    return tuple(stem(token.word) for token in tokenize(term) if token.parts == 1)


def _keys_asked(words: Sequence[str]) -> Iterator[tuple[str, Key]]:
    """The keys that words as typed may stand for, each with its first word."""
    if len(words) == 1:
        yield words[0], (_name(words[0]),)
    yield words[0], tuple(map(stem, words))
    respelled = [(*variants(word), word)[0] for word in words]
    if respelled != list(words):
        yield respelled[0], tuple(map(stem, respelled))


def _name(word: str) -> str:
    """A key that no stem is."""
    return f"={word}"


def _without(line: Line, keys: frozenset[Key]) -> Line | None:
    """Take terms out of a line; None where nothing is left of it."""
    both_ways = line.asked is line.found
    asked, found = (
        tuple(term for term in terms if keys.isdisjoint(_keys(term)))
        for terms in (line.asked, line.found)
    )
    if both_ways:
        return Line(asked, asked) if len(asked) > 1 else None
    return Line(asked, found) if asked and found else None
