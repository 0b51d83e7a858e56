"""Synonyms: the terms of the package and of its plug-ins, and those of a file of one's own.

Folded words in, the synonyms of the term that they form out. A file of synonyms is plain text in
UTF-8 with one group of terms per line:

    LBP = low back pain = lower back pain    a query for one term matches the others as well
    Advil, Nurofen => ibuprofen              one way: a query for a left term matches the right one
    -PT                                      removes a term from the lines of the package
    # a comment, at the beginning of a line or after a space

A term has one or more words and no quotes. "=" separates terms of the same meaning; next to "=>",
commas separate the terms of a side. A query matches a term in all its forms ("trigger points") and
in British and American spelling. A term with a capital after its first letter (LBP, MTrP,
OxyContin) is matched by its letters, with or without a plural "s", so TENS does not match the
number ten. In articles, synonyms are found by their stems like all words; since the stems of some
abbreviations keep the plural "s", their plural is a term of its own: RCT = RCTs.

A term may occur in several lines. Lines are not chained: the synonyms of a typed term are those in
its own lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from painsci_search.errors import PainSciSearchError
from painsci_search.late_patterns import late_pattern
from painsci_search.late_tuples import NamedTuple
from painsci_search.plugins import SYNONYMS, Plugin, load_plugins
from painsci_search.query.spelling import variants
from painsci_search.query.words import stems_of, tokens_of
from painsci_search.text import fold, stem

Key = tuple[str, ...]

# The most words of a term; expansion looks at runs of that length.
LONGEST_TERM = 8
DEFAULTS = Path(__file__).parent / "synonyms.txt"
_COMMENT = late_pattern(r"(?:^|\s)#.*")
_EXAMPLE = 'such as "LBP = low back pain" or "Advil, Nurofen => ibuprofen"'


class Line(NamedTuple):
    """A line of a file: a query for one of `terms` matches all of `synonyms`.

    Attributes:
        terms, synonyms: terms as written; the same tuple for a line with "=".
    """

    terms: tuple[str, ...]
    synonyms: tuple[str, ...]


class Parsed(NamedTuple):
    """The content of a file of synonyms.

    Attributes:
        removed: the terms that it removes from the lines of the package.
    """

    lines: tuple[Line, ...]
    removed: tuple[str, ...]


class _Group(NamedTuple):
    """The lines of terms with the same first letters, by the keys of the terms.

    Attributes:
        longest: the most words of a key, by its first word.
        names: the terms that are abbreviations which end in S, folded.
    """

    lines: dict[Key, list[Line]]
    longest: dict[str, int]
    names: frozenset[str]


class Synonyms:
    """Synonyms by term.

    Terms are grouped by their first letters, and a group is analysed only when a query has a word
    with these letters: most queries need few groups.

    Attributes:
        lines: the lines of the files, in order.
        expanded: what words by themselves are expanded to; filled by `expand.py`.

    >>> known = Synonyms(parse_lines(["LBP = low back pain"], "mine.txt").lines)
    >>> known.others(["lbps"]), known.others(["low", "back", "pains"]), known.others(["back"])
    (('LBP', 'low back pain'), ('LBP',), ())
    """

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self.lines = tuple(lines)
        self.expanded: dict[str, Any] = {}
        self._terms: dict[str, list[tuple[str, Line]]] = {}
        self._groups: dict[str, _Group] = {}
        for line in self.lines:
            for term in line.terms:
                self._terms.setdefault(_beginning(fold(term)), []).append((term, line))

    def longest(self, word: str) -> int:
        """Return the most words of a term that may begin with a folded word."""
        longest = 0
        for beginning, key in _first_keys(word):
            longest = max(longest, self._group(beginning).longest.get(key, 0))
        return longest

    def others(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the synonyms of a term, given as its folded words."""
        found: dict[str, None] = {}
        mine = tuple(map(stem, words))
        for first, key in _keys_typed(words):
            for line in self._group(_beginning(first)).lines.get(key, ()):
                found |= dict.fromkeys(term for term in line.synonyms if stems_of(term) != mine)
        return tuple(found)

    def by_key(self, occurs: Callable[[str], bool]) -> dict[Key, tuple[str, ...]]:
        """Return the synonyms of terms by the keys that the terms are found by.

        Args:
            occurs: whether a term does; a synonym is left out where neither it nor its term does.
        """
        found: dict[Key, dict[str, None]] = {}
        for line in self.lines:
            occurring = list(filter(occurs, line.synonyms))
            for term in line.terms:
                others = line.synonyms if occurs(term) else occurring
                for key in _keys(term):
                    found.setdefault(key, {}).update(dict.fromkeys(others))
        return {key: tuple(others) for key, others in found.items() if others}

    def has_name_in_s(self, word: str) -> bool:
        """Return whether a folded word is an abbreviation that ends in S, such as TENS."""
        return word in self._group(_beginning(word)).names

    def _group(self, beginning: str) -> _Group:
        """Return the terms with the same first letters, analysed when first needed."""
        group = self._groups.get(beginning)
        if group is None:
            lines: dict[Key, list[Line]] = {}
            longest: dict[str, int] = {}
            terms = self._terms.get(beginning, ())
            for term, line in terms:
                for key in _keys(term):
                    lines.setdefault(key, []).append(line)
                    longest[key[0]] = max(longest.get(key[0], 0), len(key))
            names = frozenset(fold(term) for term, _ in terms if is_name_in_s(term))
            group = self._groups[beginning] = _Group(lines, longest, names)
        return group


def is_name_in_s(term: str) -> bool:
    """Return whether a term is an abbreviation whose final S stemming must not remove."""
    return term.endswith("S") and term.isupper() and term.isalpha()


def load_synonyms(path: Path | None = None) -> Synonyms:
    """Load the synonyms of the package, of its plug-ins, and of the file `path`.

    Raises:
        PainSciSearchError: the file cannot be read, or has a line with a syntax error.
    """
    return _installed() if path is None else Synonyms(_add(_installed().lines, _read(path)))


@cache
def _installed() -> Synonyms:
    """Return the synonyms of the package and of its plug-ins."""
    lines = _read(DEFAULTS).lines
    for added in load_plugins(SYNONYMS, _parse_plugin):
        lines = _add(lines, added)
    return Synonyms(lines)


def _parse_plugin(plugin: Plugin, value: object) -> Parsed:
    """Parse the lines of a plug-in: a text, or a list of lines.

    Raises:
        TypeError, PainSciSearchError: it has no lines, or one with a syntax error.
    """
    lines = value.splitlines() if isinstance(value, str) else value
    if not isinstance(lines, Iterable):
        raise TypeError("expected a text or a list of lines")
    return parse_lines(lines, plugin.name)


def _add(lines: tuple[Line, ...], added: Parsed) -> tuple[Line, ...]:
    """Return lines without the terms that others remove, and these others."""
    removed = frozenset(key for term in added.removed for key in _keys(term))
    if removed:
        lines = tuple(filter(None, (_without(line, removed) for line in lines)))
    return lines + added.lines


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
        name: the name of the file in errors.

    Raises:
        PainSciSearchError: a line has a syntax error; the message has its line number.
    """
    found: list[Line] = []
    removed: list[str] = []
    for number, text in enumerate(lines, 1):
        line = (_COMMENT.sub("", text) if "#" in text else text).strip()
        if not line:
            continue
        try:
            if line.startswith("-"):
                removed.append(_term(line[1:]))
            else:
                found.append(_line(line))
        except _LineError as error:
            raise PainSciSearchError(f"{name}:{number}: {error}") from None
    return Parsed(tuple(found), tuple(removed))


class _LineError(Exception):
    """A syntax error in a line."""


def _line(text: str) -> Line:
    sides = text.split("=>")
    if len(sides) == 1:
        if "=" not in text:
            raise _LineError(f"the line has no = or =>: write one, {_EXAMPLE}")
        if "," in text:
            raise _LineError(
                "the line has a comma without =>: separate terms of the same meaning by ="
            )
        terms = tuple(map(_term, text.split("=")))
        if len(set(map(fold, terms))) < len(terms):
            raise _LineError("the line has the same term twice")
        return Line(terms, terms)
    if len(sides) > 2:
        raise _LineError("the line has more than one =>: write two lines")
    if "=" in sides[0] or "=" in sides[1]:
        raise _LineError("the line has both = and =>: next to =>, separate terms by commas")
    terms, synonyms = (tuple(map(_term, side.split(","))) for side in sides)
    return Line(terms, synonyms)


def _term(text: str) -> str:
    words = text.split()
    term = " ".join(words)
    if not term:
        raise _LineError("a term is missing next to =, =>, a comma or -")
    if not term[0].isalnum():
        raise _LineError(f"the term {term!r} must begin with a letter or digit")
    if len(words) > LONGEST_TERM:
        raise _LineError(
            f"the term {term!r} has {len(words)} words: at most {LONGEST_TERM} are allowed"
        )
    return term


def _beginning(folded: str) -> str:
    """Return the first letters of a term; terms with a common key have them in common."""
    first = folded[:2]
    return first if first.isascii() and first.isalnum() else first[:1]


@lru_cache(maxsize=4096)
def _keys(term: str) -> tuple[Key, ...]:
    """Return the keys that a term is found by: the stems of its words, or the letters of a name."""
    tokens = tokens_of(term)
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


def _keys_typed(words: Sequence[str]) -> Iterator[tuple[str, Key]]:
    """Yield the keys that typed words may have, each with its first word."""
    if len(words) == 1:
        yield words[0], (_name(words[0]),)
    yield words[0], tuple(map(stem, words))
    respelled = [(*variants(word), word)[0] for word in words]
    if respelled != list(words):
        yield respelled[0], tuple(map(stem, respelled))


@lru_cache(maxsize=4096)
def _first_keys(word: str) -> tuple[tuple[str, str], ...]:
    """Return what keys may begin with that begin with a typed word, each with its first letters."""
    beginning = _beginning(word)
    found = [(beginning, _name(word)), (beginning, stem(word))]
    respelled = variants(word)
    if respelled:
        found.append((_beginning(respelled[0]), stem(respelled[0])))
    return tuple(found)


def _name(word: str) -> str:
    """Return a key for the letters of a name, which differs from all stems."""
    return f"={word}"


def _without(line: Line, keys: frozenset[Key]) -> Line | None:
    """Remove terms from a line; return None where nothing useful is left."""
    both_ways = line.terms is line.synonyms
    left, right = (
        tuple(term for term in terms if keys.isdisjoint(_keys(term)))
        for terms in (line.terms, line.synonyms)
    )
    if both_ways:
        return Line(left, left) if len(left) > 1 else None
    return Line(left, right) if left and right else None
