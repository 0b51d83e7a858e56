"""Complete a query that is being typed: its last word, or an article by its title.

The beginning of a query in, suggestions out.
"""

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

# A single letter matches too many words to be a useful completion.
_SHORTEST = 2
# The most frequent words with the typed beginning that are counted together with the other words.
_TRIALS = 24
_MOST_TITLES = 3
_LONGEST = 200
_LAST_WORD = re.compile(r"\w[\w'\u2019-]*$")


class _Title(NamedTuple):
    """An article's title with its folded words."""

    article: str
    title: str
    words: tuple[str, ...]


def complete(text: str, snapshot: Snapshot, limit: int) -> tuple[Suggestion, ...]:
    """Complete the beginning of a query.

    Args:
        text: the query so far; one of more than 200 characters is not completed.
        limit: the maximum number of suggestions.

    Returns:
        Completed queries, those that match most passages first; then articles.
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
    # stems: another form of the same word has the same matches
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
    """List the most frequent words with a beginning, the most frequent first."""
    uses: Counter[str] = Counter()
    for view in snapshot.views:
        uses.update(dict(view.segment.most_used(beginning, _TRIALS)))
    return sorted(uses, key=lambda word: (-uses[word], word))[:_TRIALS]


def _as_written(word: str, snapshot: Snapshot) -> str:
    """Insert a hyphen into a word that the index has mostly as two words."""
    for at in range(_SHORTEST, len(word) - _SHORTEST + 1):
        first, second = word[:at], word[at:]
        if uses_of(first, snapshot) and uses_of(second, snapshot):
            together = uses_together(f"{first} {second}", snapshot)
            if together >= uses_of(word, snapshot):
                return f"{first}-{second}"
    return word


def _count_all(text: str, snapshot: Snapshot) -> int:
    """Count the passages that match all of a query; 0 where it cannot be parsed."""
    try:
        query = ScoredQuery(parse_query(text), snapshot)
        query.evaluate()
    except (QueryError, TooManyWords):
        return 0
    return sum(len(query.complete(number)) for number in range(len(snapshot.views)))


def _titles_with(text: str, snapshot: Snapshot) -> list[Suggestion]:
    """List articles whose titles have all typed words, the last one as a beginning."""
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
