"""What a query that is being typed may become: its last word completed, or an article by title."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.caching import cached_for
from painsci_search.engine.lexicon import uses_of, uses_together
from painsci_search.engine.patterns import TooManyWords
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.errors import QueryError
from painsci_search.model import Suggestion
from painsci_search.query.parser import parse_query
from painsci_search.query.stop_words import STOP_WORDS
from painsci_search.records import KINDS
from painsci_search.text import fold, stem, tokenize

# With one letter, and nothing before it, too many words begin to tell anything.
_SHORTEST = 2
# Of the words that begin so, how many of the most used are tried beside the others.
_TRIALS = 24
_MOST_TITLES = 3
_LONGEST = 200
_LAST_WORD = re.compile(r"\w[\w'\u2019-]*$")


class _Title(NamedTuple):
    """An article's title, and its words, folded."""

    article: str
    title: str
    words: tuple[str, ...]


def complete(text: str, snapshot: Snapshot, limit: int) -> tuple[Suggestion, ...]:
    """Complete what is typed of a query.

    Args:
        text: the query as far as it is typed; of more than 200 characters nothing is completed.
        limit: the most suggestions.

    Returns:
        The words first, those that most passages have, with all that stands before them, before
        the others; then articles.
    """
    if len(text) > _LONGEST:
        return ()
    titles = _titles_with(text, snapshot)[: min(_MOST_TITLES, limit)]
    words = _words(text, snapshot, limit - len(titles))
    return (*words, *titles)


def _words(text: str, snapshot: Snapshot, limit: int) -> list[Suggestion]:
    match = _LAST_WORD.search(text)
    beginning = fold(match.group()) if match else ""
    before = text[: match.start()] if match else ""
    if not beginning or len(beginning + before) < _SHORTEST:
        return []
    found: list[Suggestion] = []
    # Another form of the same word finds the same.
    taken = {stem(token.word) for token in tokenize(before)}
    if uses_of(beginning, snapshot):
        taken.add(stem(beginning))
    for word in _most_used(beginning, snapshot):
        if word in STOP_WORDS or stem(word) in taken:
            continue
        taken.add(stem(word))
        whole = before + _as_written(word, snapshot)
        count = _count_all(whole, snapshot)
        found += [Suggestion(whole, "word", count)] if count else []
    return sorted(found, key=lambda each: -each.count)[:limit]


def _most_used(beginning: str, snapshot: Snapshot) -> list[str]:
    """The words that begin so and are used most, the most used first."""
    uses: Counter[str] = Counter()
    for view in snapshot.views:
        uses.update(dict(view.segment.most_used(beginning, _TRIALS)))
    return sorted(uses, key=lambda word: (-uses[word], word))[:_TRIALS]


def _as_written(word: str, snapshot: Snapshot) -> str:
    """Give a word its hyphen, if it is known only as two words that were joined by one."""
    for at in range(_SHORTEST, len(word) - _SHORTEST + 1):
        first, second = word[:at], word[at:]
        if uses_of(first, snapshot) and uses_of(second, snapshot):
            together = uses_together(f"{first} {second}", snapshot)
            if together >= uses_of(word, snapshot):
                return f"{first}-{second}"
    return word


def _count_all(text: str, snapshot: Snapshot) -> int:
    """Count the passages that have all that a query asks for; 0 where it cannot be parsed."""
    try:
        query = ScoredQuery(parse_query(text), snapshot)
        query.evaluate()
    except (QueryError, TooManyWords):
        return 0
    return sum(len(query.complete(number)) for number in range(len(snapshot.views)))


def _titles_with(text: str, snapshot: Snapshot) -> list[Suggestion]:
    """The articles whose titles have all the words typed, the last one as a beginning."""
    typed = [token.word for token in tokenize(text) if token.parts == 1]
    if sum(map(len, typed)) < _SHORTEST:
        return []
    *whole, last = typed
    return [
        Suggestion(title.title, "article", 1, title.article)
        for title in _titles(snapshot)
        if all(word in title.words for word in whole)
        and any(word.startswith(last) for word in title.words)
    ]


@cached_for
def _titles(snapshot: Snapshot) -> list[_Title]:
    """Return the title of every article, by id."""
    articles = snapshot.numbers(KINDS.index("article"))
    named = ((snapshot.article_id(n), snapshot.load(n).data["title"]) for n in articles)
    return [
        _Title(article, title, tuple([token.word for token in tokenize(title)]))
        for article, title in sorted(named)
    ]
