"""Query expansion: add synonyms and other spellings to the words and phrases of a query tree.

A tree of the parser in, the same tree with `also` filled in out. Only typed words are looked up,
never the synonyms of a synonym. Patterns, names of authors and journals, and exact values are not
expanded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from painsci_search.late_tuples import NamedTuple
from painsci_search.query.ast import (
    EXACT,
    Node,
    Phrase,
    Ranked,
    Word,
    start_of,
)
from painsci_search.query.notation import joined_words, notations
from painsci_search.query.parser import parse_query
from painsci_search.query.spelling import variants
from painsci_search.query.stop_words import pairs_of
from painsci_search.query.synonyms import Synonyms
from painsci_search.query.words import parts_of, stems_of, tokens_of
from painsci_search.text import GREEK_NAMES, Token, fold, measure_unit

# The most alternatives of a word or phrase. Each costs a lookup of its own; with fewer, the other
# names of a term with many synonyms are not found.
MOST = 8
# Words whose expansion is kept with the synonyms.
_MOST_KEPT = 4096
_AS_TYPED = frozenset((*EXACT, "author", "journal"))
_Position = tuple[int, int]


def expand(tree: Node, synonyms: Synonyms) -> Node:
    """Fill in the alternatives of each word and phrase of a tree.

    >>> from painsci_search.query.stop_words import pairs_of
    >>> from painsci_search.query.synonyms import load_synonyms
    >>> [word.also for word in expand(parse_query("tumour MRI"), load_synonyms()).should]
    [('tumor',), ('magnetic resonance imaging',)]
    """
    return _expand(tree, synonyms, {})


def parse_expanded(query: str, synonyms: Synonyms | None) -> Node:
    """Parse a query and expand its tree; without `synonyms` it stays as typed.

    Raises:
        QueryError: as for `parse_query`.
    """
    tree = parse_query(query)
    return tree if synonyms is None else expand(tree, synonyms)


def read(query: str, synonyms: Synonyms | None, *, lenient: bool) -> tuple[Node, str | None]:
    """Parse a query for a search: its tree is expanded, and has the pairs of adjacent words.

    Args:
        lenient: whether to read a text that is no valid query as words.

    Returns:
        The tree; and the query that was made of a text which is none, else None.

    Raises:
        QueryError: as for `parse_query`, unless `lenient`.
    """
    if lenient:
        from painsci_search.query.lenient import parse_leniently

        tree, read_as = parse_leniently(query)
    else:
        tree, read_as = parse_query(query), None
    tree = tree if synonyms is None else expand(tree, synonyms)
    if isinstance(tree, Ranked) and (pairs := pairs_of(tree)):
        tree = replace(tree, pairs=pairs)
    return tree, read_as


def _expand(node: Node, synonyms: Synonyms, of_terms: dict[_Position, list[str]]) -> Node:
    """Expand a node.

    Args:
        of_terms: for a word that is part of a term of several words, the synonyms of the term.
    """
    if isinstance(node, Word):
        return _expand_word(node, synonyms, of_terms)
    if isinstance(node, Phrase):
        return node if node.field in _AS_TYPED else _expand_phrase(node, synonyms)
    if isinstance(node, Ranked):
        of_terms = _terms_of_adjacent_words(node, synonyms)
    return node.map(lambda part: _expand(part, synonyms, of_terms))


def _expand_word(node: Word, synonyms: Synonyms, of_terms: dict[_Position, list[str]]) -> Word:
    if node.field in _AS_TYPED:
        return node
    alone = _expand_alone(node.text, synonyms)
    also, of_term = alone.also, of_terms.get((node.start, node.end)) if of_terms else None
    if of_term:
        also = _alternatives(node.text, [*alone.others, *of_term])
    if not also and not alone.is_name:
        return node
    return Word(
        node.text, node.field, node.start, node.end, also, alone.is_name, values=node.values
    )


def _expand_phrase(node: Phrase, synonyms: Synonyms) -> Phrase:
    others = [
        *_synonyms_within(node.text, synonyms, whole=False),
        *_respelled(node.text),
        *notations(node.text),
    ]
    also = _alternatives(node.text, others)
    return replace(node, also=also) if also else node


class _Alone(NamedTuple):
    """What a word by itself is expanded to.

    Attributes:
        others: other spellings and synonyms.
        also: those of them that match more than the word.
        is_name: whether it is matched as spelled.
        may_begin: whether it may begin a term or a name of several adjacent words.
    """

    others: tuple[str, ...]
    also: tuple[str, ...]
    is_name: bool
    may_begin: bool


def _expand_alone(text: str, synonyms: Synonyms) -> _Alone:
    known: _Alone | None = synonyms.expanded.get(text)
    if known is not None:
        return known
    others = _others_of_plain(text, synonyms)
    if others is None:
        wholes = {token.word for token in tokens_of(text) if token.parts > 1}
        is_measure = measure_unit(fold(text)) > 0
        others = (
            *_respelled(text),
            *[other for other in notations(text) if other not in wholes],
            *_synonyms_within(text, synonyms, whole=not is_measure),
        )
    is_name = synonyms.has_name_in_s(fold(text))
    alone = _Alone(others, _alternatives(text, others), is_name, _may_begin(text, synonyms))
    if len(synonyms.expanded) < _MOST_KEPT:
        synonyms.expanded[text] = alone
    return alone


def _others_of_plain(text: str, synonyms: Synonyms) -> tuple[str, ...] | None:
    """Return () for a word of letters from A to Z without any other spelling or synonym; else None.

    Most words are of this kind.
    """
    if not (text.isascii() and text.isalpha()):
        return None
    word = text.lower()
    if variants(word) or synonyms.longest(word) or notations(text):
        return None
    return ()


def _may_begin(text: str, synonyms: Synonyms) -> bool:
    """Return whether a word may begin a term of `_terms` or a name of `joined_words`."""
    word = text.lower()
    is_plain = text.isascii() and text.isalpha() and word not in GREEK_NAMES
    return not is_plain or synonyms.longest(word) > 1


def _terms_of_adjacent_words(node: Ranked, synonyms: Synonyms) -> dict[_Position, list[str]]:
    """Return the synonyms of terms of several adjacent words, for each of their words."""
    found: dict[_Position, list[str]] = {}
    for words in _runs_of_words(node):
        if len(words) < 2 or not any(
            _expand_alone(each.text, synonyms).may_begin for each in words
        ):
            continue  # as in most queries
        pieces = [parts_of(word.text) for word in words]
        folded = [piece[0].word if len(piece) == 1 else "" for piece in pieces]
        for first, last, others in (*_terms(pieces, synonyms), *joined_words(folded)):
            if last - first > 1:
                for word in words[first:last]:
                    found.setdefault((word.start, word.end), []).extend(others)
    return found


def _runs_of_words(node: Ranked) -> Iterator[list[Word]]:
    """Yield runs of adjacent words that can form terms together: those with the same field."""
    words = [part for part in node.should if isinstance(part, Word) and part.field is None]
    if len(words) == len(node.should) == len(node.children()):
        yield words  # all are optional words in all text, in the order of the query
        return
    excluded = set(map(id, node.must_not))

    def field_of(part: Node) -> object:
        return part.field if isinstance(part, Word) and id(part) not in excluded else part

    for _, run in groupby(sorted(node.children(), key=start_of), field_of):
        words = [part for part in run if isinstance(part, Word)]
        if len(words) > 1 and words[0].field not in _AS_TYPED:
            yield words


def _terms(
    words: list[tuple[Token, ...]], synonyms: Synonyms
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield runs of words that form a term, longest first: first, end, and the synonyms."""
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


def _synonyms_within(text: str, synonyms: Synonyms, *, whole: bool) -> Iterator[str]:
    """Yield `text` with each term in it replaced by each synonym.

    Args:
        whole: replace only a term that is all of `text`.
    """
    pieces = parts_of(text)
    joined = [token.word for token in tokens_of(text) if token.parts == len(pieces) > 1]
    for word in joined:
        yield from synonyms.others([word])
    for first, last, others in _terms([(piece,) for piece in pieces], synonyms):
        if whole and last - first < len(pieces):
            continue
        start, end = pieces[first].start, pieces[last - 1].end
        for other in others:
            yield " ".join(f"{text[:start]} {other} {text[end:]}".split())


def _respelled(text: str) -> list[str]:
    """List the other spellings of a text: all its words changed at once, then each word alone."""
    changes = [(piece, others) for piece in parts_of(text) if (others := variants(piece.word))]
    together = [_replace(text, [(piece, others[0]) for piece, others in changes])]
    single = [_replace(text, [(piece, other)]) for piece, others in changes for other in others]
    return [*together, *single] if changes else []


def _replace(text: str, changes: list[tuple[Token, str]]) -> str:
    for piece, other in reversed(changes):
        text = text[: piece.start] + other + text[piece.end :]
    return text


def _alternatives(text: str, others: Sequence[str]) -> tuple[str, ...]:
    """Keep the first `MOST` of `others` that match more than `text`, their respellings last."""
    if not others:
        return ()
    mine = stems_of(text)
    found: dict[tuple[str, ...], str] = {}
    known = list(others)
    known += [respelled for other in known for respelled in _respelled(other)[:1]]
    for other in known:
        theirs = stems_of(other)
        if not _contains(theirs, mine) and len(found) < MOST:
            found.setdefault(theirs, other)
    return tuple(found.values())


def _contains(words: tuple[str, ...], run: tuple[str, ...]) -> bool:
    """Return whether `run` occurs in `words` as adjacent words."""
    return any(words[at : at + len(run)] == run for at in range(len(words) - len(run) + 1))
