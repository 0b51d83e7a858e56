"""Adapt a query to the languages of an index: a tree in; one with their rules applied out.

The leaves are looked up by the stems of each language anyway. Here are the rules that change the
tree: compounds ("Therapie" is in "Schmerztherapie"), elisions ("l'arthrose" is "arthrose", too),
and stop words of a query that is asked in another language than English, with verbs that carry
little ("Was hilft bei Gicht?").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from painsci_search.languages import elided_words, links, stop_words
from painsci_search.query.ast import EXACT, Node, Ranked, Word, walk
from painsci_search.query.light_words import light_words, words_before_nouns
from painsci_search.query.stop_words import STOP_WORDS
from painsci_search.query.words import parts_of
from painsci_search.text import fold

_AS_TYPED = frozenset((*EXACT, "author", "journal"))
_ELISION = re.compile("([^\\W\\d_]{1,8})['\u2018\u2019\u02bc](?=\\w)")
# The stop words of a language that a query needs to be in it; a single one may be another word.
_FEWEST_STOPS = 2

# Words of a query whose compounds are looked for; a longer one is a text, and finds enough without.
_MOST_WORDS = 50

Compounds = Callable[[str, str], tuple[str, ...]]


def localise(tree: Node, codes: Sequence[str], compounds: Compounds) -> Node:
    """Apply the rules of some languages to a tree.

    Args:
        codes: of the languages of the index other than English.
        compounds: returns the compounds with a folded word in a language.

    >>> from painsci_search.query.parser import parse_query
    >>> [word.also for word in localise(parse_query("l’arthrose knee"), ["fr"], None).should]
    [('arthrose',), ()]
    >>> tree = localise(parse_query("was hilft bei Gicht"), ["de"], lambda *_: ())
    >>> [word.text for word in tree.should]
    ['Gicht']
    """
    compounding = [code for code in codes if links(code)]
    is_short = sum(isinstance(node, Word) for node in walk(tree)) <= _MOST_WORDS

    def with_compounds(word: str) -> set[str]:
        return {each for code in compounding if is_short for each in compounds(word, code)}

    return _localise(tree, codes, with_compounds)


def _localise(node: Node, codes: Sequence[str], compounds: Callable[[str], set[str]]) -> Node:
    match node:
        case Word():
            return _word(node, codes, compounds)
        case Ranked():
            node = _without_stop_words(node, codes)
    return node.map(lambda part: _localise(part, codes, compounds))


def _word(leaf: Word, codes: Sequence[str], compounds: Callable[[str], set[str]]) -> Word:
    if leaf.field in _AS_TYPED or leaf.as_spelled:
        return leaf
    elision = _ELISION.match(leaf.text)
    if elision and any(fold(elision[1]) in elided_words(code) for code in codes):
        also = dict.fromkeys((*leaf.also, leaf.text[elision.end() :]))
        leaf = replace(leaf, also=tuple(also))
    (first, *others) = parts_of(leaf.text) or (None,)
    if first is None or others or not first.word.isalpha():
        return leaf
    found = compounds(first.word)
    return replace(leaf, compounds=tuple(sorted(found))) if found else leaf


def _without_stop_words(node: Ranked, codes: Sequence[str]) -> Ranked:
    """Return a node without the optional words that carry little in the query's language.

    That is the language, if any, with most such words among the words, and more than English.
    """
    words = [
        {token.word for token in parts_of(part.text)}
        if isinstance(part, Word) and part.field is None
        else {""}
        for part in node.should
    ]

    def count(stops: frozenset[str]) -> int:
        return sum(parts <= stops for parts in words)

    most, code = max((count(stop_words(code) | light_words(code)), code) for code in codes)
    stops, light, nouns = stop_words(code), light_words(code), words_before_nouns(code)
    if most < _FEWEST_STOPS or most <= count(STOP_WORDS) or not count(stops):
        return node
    kept = [
        (part, parts <= light and not before & nouns)
        for part, parts, before in zip(node.should, words, [set(), *words], strict=False)
        if not parts <= stops
    ]
    should = tuple(part for part, is_light in kept if not is_light)
    should = should or tuple(part for part, _ in kept)
    return replace(node, should=should) if should or node.must or node.within else node
