"""Examples of questions and queries: articles in; headings of theirs, and queries for them, out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from painsci_search.model import Article
from painsci_search.query.stop_words import ASKING, LIGHT, STOP_WORDS

if TYPE_CHECKING:
    from painsci_search import Index

_EVERYDAY = STOP_WORDS | ASKING | LIGHT | frozenset("about does into that this what with".split())
# Letters of a word that are kept for the words that begin with it.
_BEGINNING = 5
_NUMBER = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3})*(?:[.):]|(?=\s[^\W\d_a-z]))|[IVX]{1,5}[.):]|[A-Za-z][.)])\s"
)
# Words of four letters and more in the headings that articles of journals have alike.
_APPARATUS = frozenset(
    "access acknowledgements acknowledgments additional analyses analysis approval author authors "
    "availability background competing conclusion conclusions conflict conflicts consent "
    "contributions criteria data declaration declarations design details discussion ethics "
    "exclusion funding inclusion information interest interests introduction limitations material "
    "materials measures method methods note open outcome outcomes participants permissions policy "
    "procedure procedures publication references results rights search statement statistical "
    "strategy strengths study supplementary supporting variables".split()
)
# Words of a heading that is asked as it is: a shorter one is too general, a longer one too special.
_WORDS = range(3, 9)


def questions_of(articles: Iterable[Article], most: int = 4) -> tuple[str, ...]:
    """Choose headings of articles to ask as examples, one of each article.

    A heading that has a word of its article's title is clear by itself. Of these, and then of the
    others, questions come first. The headings that articles of journals have alike, such as "Data
    availability statement", say nothing, and those of numbered sections are asked without numbers.

    >>> from painsci_search import Section
    >>> texts = ("Other things to know", "Why is that so?", "Does humming help with pain?")
    >>> sections = tuple(Section(str(n), text, "", 2) for n, text in enumerate(texts))
    >>> questions_of([Article("x", "Humming, Slowly", sections)])
    ('Does humming help with pain?',)
    """
    chosen: list[tuple[bool, bool, str]] = []
    for article in articles:
        titled = _words_of(article.title)
        headings = [each.heading for each in article.sections if each.path or each.level > 1]
        fitting = [each for each in map(_without_number, headings) if _is_fitting(each)]
        if fitting:
            chosen.append(min(_unfit(each, titled) for each in fitting))
    return tuple(dict.fromkeys(heading for *_, heading in sorted(chosen)))[:most]


class Example(NamedTuple):
    """A query as an example.

    Attributes:
        what: how it is read.
        key: the key of `what` in the words of an exported page.
    """

    query: str
    what: str
    key: str


def find_examples(index: Index, articles: Iterable[Article]) -> tuple[Example, ...]:
    """Return queries for the first fitting heading of some articles that have an answer."""
    for question in questions_of(articles):
        examples = examples_of(question)
        if examples:
            return tuple(each for each in examples if index.search(each.query, limit=1).total)
    return ()


def examples_of(question: str) -> tuple[Example, ...]:
    """Return queries with the words of a question; none where it has fewer than two to search for.

    >>> for example in examples_of("Does humming help with pain?"):
    ...     print(example.query)
    Does humming help with pain
    humming pain
    "humming help with pain"
    humming NOT pain
    +humming +pain
    hummi*
    note:humming
    year:>=2010
    title:humming pain
    """
    found = list(re.finditer(r"[^\W\d_]{4,}", question))
    words = [each for each in found if each[0].lower() not in _EVERYDAY]
    if len(words) < 2:
        return ()
    start, end = words[0], words[-1]
    first, second = start[0].lower(), end[0].lower()
    phrase = " ".join(re.findall(r"[\w'\u2019-]+", question[start.start() : end.end()]))
    whole = " ".join(re.findall(r"[\w'\u2019-]+", question))
    without = f"the first word without the second; also {first} -{second}"
    return (
        Example(whole, "a question in plain words", "askQuestion"),
        Example(f"{first} {second}", "either word; passages with both come first", "askWords"),
        Example(f'"{phrase}"', "a phrase", "askPhrase"),
        Example(f"{first} NOT {second}", without, "askNot"),
        Example(f"+{first} +{second}", "both words", "askBoth"),
        Example(f"{first[:_BEGINNING]}*", "words with this beginning", "askBeginning"),
        Example(f"note:{first}", "in notes only", "askNotes"),
        Example("year:>=2010", "notes that cite such work", "askWorks"),
        Example(f"title:{first} {second}", "in articles with this title only", "askTitle"),
    )


def _without_number(heading: str) -> str:
    """Return a heading without its number: "2.1 Warm feet", "IV. Warm feet", "a) Warm feet"."""
    number = _NUMBER.match(heading)
    return heading[number.end() :] if number else heading


def _is_fitting(heading: str) -> bool:
    return len(heading.split()) in _WORDS and not _words_of(heading) <= _APPARATUS


def _unfit(heading: str, titled: frozenset[str]) -> tuple[bool, bool, str]:
    """Return what a heading lacks as an example: a word of the title, being a question."""
    return not _words_of(heading) & titled, not heading.endswith("?"), heading


def _words_of(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in re.findall(r"\w{4,}", text))
