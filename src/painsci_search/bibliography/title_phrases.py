"""A title in; the noun phrases with which its parts begin, out: "a systematic review".

The parts of a title are what its colons, dashes, brackets and full stops separate. A study calls
itself by the phrase that a part begins with: in "Massage: a randomised trial" that is the trial, in
"Bias in randomised trials" it is the bias. `study_kinds` knows the phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from painsci_search.text import fold

# Characters. What follows is rarely part of a title, but text that was read with it.
_LONGEST_TITLE = 600
_ARTICLE = r"(?:an?|ein|eine|une?|una)"
_BREAK = re.compile(
    rf"[:;?!()\[\]\u2014]|\.(?=\s|$)|\s[\u2013-]+\s|,\s(?={_ARTICLE}\s)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset("a an ein eine einer eines un une una el la le les los das der die".split())
_NUMBERS = frozenset("two three four five six seven eight nine ten twelve".split())
# The words that end a noun phrase; those of the first line may follow the name of a study.
FOLLOWING = frozenset(
    "after against among and around at before between by during for from in into including of on "
    "or over plus to under using versus via vs with without across comparing evaluating assessing "
    "examining investigating exploring testing involving targeting incorporating "
    "an auf bei bezuglich fur im in mit nach oder uber und von vom zu zum zur "
    "chez concernant dans de des du d en entre et par pour sur avec "
    "con del en entre para por sobre y sin".split()
)
_ENDING = FOLLOWING | frozenset(
    "a an the this that these those is are was were be been being can could should must may might "
    "will would does do did has have had not no than who what which why how when where whether if "
    "because but as its their our your it they we you i "
    "ist sind war als warum wie wann est sont pourquoi comment es son que".split()
)
_RESULTS = frozenset(
    "results findings update ergebnisse resultats resultados hallazgos aktualisierung".split()
)
_OF_RESULTS = frozenset("of from einer eines der d de des dune dun".split())
# Words before "results of": "Two-year results of a …".
_MOST_BEFORE_RESULTS = 4


class Phrase(NamedTuple):
    """The noun phrase at the beginning of a part of a title; words are folded.

    Attributes:
        words: without an article.
        article: the article before it; "" for none.
        counted: whether a number is among its first words: "two randomised trials".
        rest: the words of the part that follow.
        part: the number of the part in the title.
        is_last: whether no other part follows.
    """

    words: tuple[str, ...]
    article: str
    counted: bool
    rest: tuple[str, ...]
    part: int
    is_last: bool


def parts_of(title: str) -> list[str]:
    """Return the parts of a title, folded, without punctuation.

    >>> parts_of("Massage and sleep: a randomised, double-blind trial (SLEEP)")
    ['massage and sleep', 'a randomised double blind trial', 'sleep']
    """
    parts = (_plain(part) for part in _BREAK.split(title[:_LONGEST_TITLE]))
    return [part for part in parts if part]


def _plain(part: str) -> str:
    return " ".join(_WORD.findall(fold(part).replace("'s ", "s ")))


def phrases_of(parts: Sequence[str]) -> Iterator[Phrase]:
    """Yield the noun phrase of each part, where it begins with one.

    >>> [" ".join(found.words) for found in phrases_of(["bias in trials", "results of a trial"])]
    ['bias', 'trial']
    """
    for number, part in enumerate(parts):
        words = _without_lead(part.split())
        found = phrase_at(words, number, number == len(parts) - 1)
        if found.words:
            yield found


def phrase_at(words: Sequence[str], part: int, is_last: bool) -> Phrase:
    """Return the noun phrase that some words begin with; it has no words where there is none."""
    at = 0
    article = ""
    if words and (words[0] in _ARTICLES or words[0] == "the"):
        article = words[0]
        at = 1
    end = at
    while end < len(words) and words[end] not in _ENDING:
        end += 1
    phrase = tuple(words[at:end])
    counted = any(word.isdigit() or word in _NUMBERS for word in phrase[:2])
    return Phrase(phrase, article, counted, tuple(words[end:]), part, is_last)


def _without_lead(words: list[str]) -> list[str]:
    """Remove "results of the" from the beginning: what follows names the study."""
    for at, word in enumerate(words[:_MOST_BEFORE_RESULTS]):
        if word in _RESULTS and words[at + 1 : at + 2] and words[at + 1] in _OF_RESULTS:
            return words[at + (3 if words[at + 2 : at + 3] == ["the"] else 2) :]
        if word in _ENDING and word not in _ARTICLES:
            break
    return words
