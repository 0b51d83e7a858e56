"""Examples of questions for a page without a query: articles in, headings of theirs out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from painsci_search.model import Article

# Words of a heading that is asked as it is: a shorter one is too general, a longer one too special.
_WORDS = range(3, 9)


def questions_of(articles: Iterable[Article], most: int = 4) -> tuple[str, ...]:
    """Choose headings of articles to ask as examples, one of each article.

    A heading that has a word of its article's title is clear by itself. Of these, and then of the
    others, questions come first.

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
        fitting = [each for each in headings if len(each.split()) in _WORDS]
        if fitting:
            chosen.append(min(_unfit(each, titled) for each in fitting))
    return tuple(dict.fromkeys(heading for *_, heading in sorted(chosen)))[:most]


def _unfit(heading: str, titled: frozenset[str]) -> tuple[bool, bool, str]:
    """Return what a heading lacks as an example: a word of the title, being a question."""
    return not _words_of(heading) & titled, not heading.endswith("?"), heading


def _words_of(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in re.findall(r"\w{4,}", text))
