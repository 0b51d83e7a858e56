"""What is found besides the words as typed: synonyms, and other spellings.

Only what was typed is looked up, never what a synonym in turn may stand for. Patterns, names of
authors and journals, and exact values stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from painsci_search.query.ast import (
    EXACT,
    And,
    Boost,
    Node,
    Not,
    Or,
    Phrase,
    Ranked,
    Word,
    leaves,
)
from painsci_search.query.spelling import variants
from painsci_search.query.synonyms import Synonyms
from painsci_search.text import Token, fold, stem, tokenize

# How many other ways of saying it a word or phrase may have.
MOST = 8
_AS_TYPED = frozenset((*EXACT, "author", "journal"))
_Position = tuple[int, int]


class _Piece(NamedTuple):
    """A word of a text: folded, and where it stands there."""

    word: str
    start: int
    end: int


def expand(tree: Node, synonyms: Synonyms) -> Node:
    """Fill in what is found besides each word and phrase of a tree.

    >>> from painsci_search.query.parser import parse_query
    >>> from painsci_search.query.synonyms import load_synonyms
    >>> [word.also for word in expand(parse_query("tumour MRI"), load_synonyms()).should]
    [('tumor',), ('magnetic resonance imaging',)]
    """
    return _expand(tree, synonyms, {})


def _expand(node: Node, synonyms: Synonyms, beside: dict[_Position, list[str]]) -> Node:
    """Expand a node; ``beside`` holds what words are found by for those that stand next to them."""
    match node:
        case Word(text, field) | Phrase(text, field):
            if field in _AS_TYPED:
                return node
            own = _respelled(text) if isinstance(node, Word) else ()
            others = [*own, *_said_otherwise(text, synonyms, whole=isinstance(node, Word))]
            if isinstance(node, Phrase):
                others += _respelled(text)
            else:
                others += beside.get((node.start, node.end), ())
            also = _besides(text, others)
            if isinstance(node, Word) and synonyms.has_name_in_s(fold(text)):
                return replace(node, also=also, as_spelled=True)
            return replace(node, also=also)
        case And(parts):
            return And(tuple(_expand(part, synonyms, {}) for part in parts))
        case Or(parts):
            return Or(tuple(_expand(part, synonyms, {}) for part in parts))
        case Not(part):
            return Not(_expand(part, synonyms, {}))
        case Boost(part, factor):
            return Boost(_expand(part, synonyms, {}), factor)
        case Ranked():
            terms = _terms_side_by_side(node, synonyms)
            should, must, within = (
                tuple(_expand(part, synonyms, terms) for part in parts)
                for parts in (node.should, node.must, node.within)
            )
            must_not = tuple(_expand(part, synonyms, {}) for part in node.must_not)
            return Ranked(should, must, must_not, within)
        case _:
            return node


def _terms_side_by_side(node: Ranked, synonyms: Synonyms) -> dict[_Position, list[str]]:
    """What stands for several words that make up a term, for each of the words."""
    found: dict[_Position, list[str]] = {}
    asked = node.should + node.must + node.within
    numbered = sorted(enumerate((*asked, *node.must_not)), key=lambda each: _start(each[1]))
    for _, group in groupby(numbered, lambda each: _may_belong(each[1], each[0] < len(asked))):
        words = [part for _, part in group if isinstance(part, Word)]
        if len(words) < 2 or words[0].field in _AS_TYPED:
            continue
        pieces = [_pieces(word.text) for word in words]
        for first, last, others in _terms(pieces, synonyms):
            if last - first > 1:
                for word in words[first:last]:
                    found.setdefault((word.start, word.end), []).extend(others)
    return found


def _may_belong(part: Node, is_asked: bool) -> object:
    """What parts have in common that may make up a term together."""
    return (part.field,) if is_asked and isinstance(part, Word) else part


def _start(node: Node) -> int:
    return min((leaf.start for leaf in leaves(node)), default=0)


def _terms(
    words: list[list[_Piece]], synonyms: Synonyms
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the runs of words that are a term, the longest first, with what stands for it."""
    runs = []
    for first, pieces in enumerate(words):
        longest = synonyms.longest(pieces[0].word) if pieces else 0
        run: list[str] = []
        for last in range(first, len(words)):
            run += [piece.word for piece in words[last]]
            if len(run) > longest:
                break
            others = synonyms.others(run)
            if others:
                runs.append((first, last + 1, others))
    return iter(sorted(runs, key=lambda run: run[0] - run[1]))


def _said_otherwise(text: str, synonyms: Synonyms, *, whole: bool) -> Iterator[str]:
    """Yield a text with each term in it said otherwise; ``whole`` where it must be one term."""
    pieces = _pieces(text)
    joined = [token.word for token in tokenize(text) if token.parts == len(pieces) > 1]
    for word in joined:
        yield from synonyms.others([word])
    for first, last, others in _terms([[piece] for piece in pieces], synonyms):
        if whole and last - first < len(pieces):
            continue
        start, end = pieces[first].start, pieces[last - 1].end
        for other in others:
            yield " ".join(f"{text[:start]} {other} {text[end:]}".split())


def _respelled(text: str) -> list[str]:
    """The other spellings of a text: of all its words at once, and of each word alone."""
    changes = [(piece, others) for piece in _pieces(text) if (others := variants(piece.word))]
    together = [_replace(text, [(piece, others[0]) for piece, others in changes])]
    single = [_replace(text, [(piece, other)]) for piece, others in changes for other in others]
    return [*together, *single] if changes else []


def _replace(text: str, changes: list[tuple[_Piece, str]]) -> str:
    for piece, other in reversed(changes):
        text = text[: piece.start] + other + text[piece.end :]
    return text


def _besides(text: str, others: Iterable[str]) -> tuple[str, ...]:
    """What finds anything that a text does not find by itself, other spellings behind the rest."""
    mine = _stems(text)
    found: dict[tuple[str, ...], str] = {}
    known = list(others)
    known += [respelled for other in known for respelled in _respelled(other)[:1]]
    for other in known:
        theirs = _stems(other)
        if not _contains(theirs, mine) and len(found) < MOST:
            found.setdefault(theirs, other)
    return tuple(found.values())


def _contains(words: tuple[str, ...], run: tuple[str, ...]) -> bool:
    """Tell whether words stand side by side among others: those are found without more ado."""
    return any(words[at : at + len(run)] == run for at in range(len(words) - len(run) + 1))


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(piece.word) for piece in _pieces(text))


def _pieces(text: str) -> list[_Piece]:
    if text.isascii() and text.isalpha():
        return [_Piece(fold(text), 0, len(text))]
    return [_piece(token) for token in tokenize(text) if token.parts == 1]


def _piece(token: Token) -> _Piece:
    return _Piece(token.word, token.start, token.end)
