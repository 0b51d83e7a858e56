"""Complete a query that is being typed: its last word, or an article by its title.

The beginning of a query in, suggestions out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from heapq import nsmallest
from operator import itemgetter

from painsci_search.engine.caching import cached_for
from painsci_search.engine.counting import counter_for
from painsci_search.engine.lexicon import uses_of, uses_together
from painsci_search.engine.local import embedded
from painsci_search.engine.patterns import TooManyWords
from painsci_search.engine.seam import AnySnapshot, RemoteSnapshot
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.engine.title_words import articles_titled
from painsci_search.errors import QueryError
from painsci_search.model import Suggestion
from painsci_search.query.ast import EXACT, Leaf, Node, Word, walk
from painsci_search.query.fields import word_values
from painsci_search.query.lenient import parse_leniently
from painsci_search.query.stop_words import STOP_WORDS
from painsci_search.records import Record
from painsci_search.search.hit_sources import article_metadata
from painsci_search.text import fold, stem, tokenize

# A single letter matches too many words to be a useful completion.
_SHORTEST = 2
# The most frequent words with the typed beginning that are counted together with the other words.
_TRIALS = 16
_MOST_TITLES = 3
_LONGEST = 200
_CLOSING = '")'
_LAST_WORD = re.compile(r"\w[\w'\u2019-]*$")


def complete(text: str, snapshot: AnySnapshot, limit: int) -> tuple[Suggestion, ...]:
    """Complete the beginning of a query.

    Args:
        text: the query so far; one of more than 200 characters is not completed.
        limit: the maximum number of suggestions.

    Returns:
        Completed queries, those that match most passages first; then articles.
    """
    if len(text) > _LONGEST:
        return ()
    titles = _titles_with(text, snapshot, min(_MOST_TITLES, limit))
    words = _words(text, snapshot, limit - len(titles))
    return (*words, *titles)


def _words(text: str, snapshot: AnySnapshot, limit: int) -> list[Suggestion]:
    match = _LAST_WORD.search(text)
    beginning = fold(match.group()) if match else ""
    before = text[: match.start()] if match else ""
    if not beginning or len(beginning + before) < _SHORTEST:
        return []
    found: dict[str, int] = {}
    count = _Counts(before, snapshot)
    # stems: another form of the same word has the same matches
    taken = {stem(token.word) for token in tokenize(before)}
    if uses_of(beginning, snapshot):
        taken.add(stem(beginning))
    for word in _most_used(beginning, snapshot):
        if word in STOP_WORDS or stem(word) in taken:
            continue
        taken.add(stem(word))
        found[word] = count.of(word)
    best = sorted((word for word in found if found[word]), key=lambda word: -found[word])[:limit]
    return [_suggestion(word, found[word], count, snapshot) for word in best]


def _suggestion(word: str, uses: int, count: _Counts, snapshot: AnySnapshot) -> Suggestion:
    written = _as_written(word, snapshot)
    uses = uses if written == word else count.of(written)
    return Suggestion(count.before + written, "word", uses)


def _most_used(beginning: str, snapshot: AnySnapshot) -> list[str]:
    """List the most frequent words with a beginning, the most frequent first."""
    if isinstance(snapshot, RemoteSnapshot):
        return [word for word, _ in snapshot.most_used(beginning, _TRIALS)]
    uses: Counter[str] = Counter()
    for view in snapshot.views:
        uses.update(dict(view.segment.most_used(beginning, _TRIALS)))
    return sorted(uses, key=lambda word: (-uses[word], word))[:_TRIALS]


def _as_written(word: str, snapshot: AnySnapshot) -> str:
    """Insert a hyphen into a word that the index has mostly as two words."""
    for at in range(_SHORTEST, len(word) - _SHORTEST + 1):
        first, second = word[:at], word[at:]
        if uses_of(first, snapshot) and uses_of(second, snapshot):
            together = uses_together(f"{first} {second}", snapshot)
            if together >= uses_of(word, snapshot):
                return f"{first}-{second}"
    return word


class _Counts:
    """Counts the passages that match all of a query with each of some words at its end.

    Whatever the query costs, it is evaluated for the first word only.

    Attributes:
        before: the query without the word.
    """

    def __init__(self, before: str, snapshot: AnySnapshot) -> None:
        self.before = before
        self._snapshot = snapshot
        self._first: Leaf | None = None
        self._count: Callable[[Leaf], int] | None = None

    def of(self, word: str) -> int:
        """Count the passages with a word; 0 where the query with it has no answer."""
        try:
            leaf = self._leaf(word)
        except (QueryError, TooManyWords):
            return 0
        return 0 if leaf is None or self._count is None else self._count(leaf)

    def _leaf(self, word: str) -> Leaf | None:
        first = self._first
        if isinstance(first, Word) and first.field not in EXACT:
            values = word_values(word) if first.field is None else ()
            return replace(first, text=word, values=values)
        text = self.before + word
        tree, repaired = parse_leniently(text)
        # a quote or parenthesis that is still open is closed in the repaired query
        end = len((repaired or text).rstrip(_CLOSING))
        at_end = [leaf for leaf in walk(tree) if isinstance(leaf, Leaf) and leaf.end >= end]
        if self._count is None and at_end:
            self._first = at_end[0]
            self._count = _counter(tree, at_end[0], self._snapshot)
        return at_end[0] if at_end else None


def _counter(tree: Node, leaf: Leaf, snapshot: AnySnapshot) -> Callable[[Leaf], int]:
    """Return a function that counts the records that match a query with a word for `leaf`."""
    if not isinstance(snapshot, RemoteSnapshot):
        return counter_for(tree, leaf, snapshot)

    def replaced(node: Node, word: Leaf) -> Node:
        return word if node is leaf else node.map(lambda part: replaced(part, word))

    return lambda word: snapshot.query(replaced(tree, word)).count_complete()


def _titles_with(text: str, snapshot: AnySnapshot, limit: int) -> list[Suggestion]:
    """List the first articles whose titles have all typed words, the last one as a beginning."""
    typed = [token.word for token in tokenize(text) if token.parts == 1]
    if sum(map(len, typed)) < _SHORTEST:
        return []
    *whole, last = typed
    views = (_titled(snapshot) if isinstance(snapshot, RemoteSnapshot) else snapshot).views
    found = [
        (view.segment.ids[number], view.segment, number)
        for view in views
        for number in articles_titled(view, whole, last, limit)
    ]
    return [
        Suggestion(article_metadata(segment, number)[0].title, "article", 1, article_id)
        for article_id, segment, number in nsmallest(limit, found, key=itemgetter(0))
    ]


@cached_for
def _titled(snapshot: RemoteSnapshot) -> Snapshot:
    """Bring the articles of an index that is elsewhere, with the words of their titles."""
    return embedded(
        (article_id, [Record("article", "", "", [], {"title": head.data["title"]}, {}, head.data)])
        for article_id, head in snapshot.heads().own_records()
    )
