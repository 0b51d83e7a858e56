"""Find passages similar to a section, a note or an article.

A passage in, results out: the passage's most distinctive words become a query, which is answered
without the passage itself; by meaning, the passage's vectors are compared with all others, too.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import numpy as np

from painsci_search.engine.article_names import find_article
from painsci_search.engine.bm25f import ScoredRecords
from painsci_search.engine.boolean import ScoredQuery
from painsci_search.engine.evaluation import query_on
from painsci_search.engine.seam import AnySnapshot, RemoteSnapshot
from painsci_search.engine.storage.manifest import reporting_damage
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import ArticleLocation, Snapshot
from painsci_search.late_tuples import NamedTuple
from painsci_search.model import Results
from painsci_search.query.ast import Leaf, Ranked, Word
from painsci_search.query.stop_words import STOP_WORDS
from painsci_search.search.answer import Matches, Request, make_results, milliseconds_since
from painsci_search.text import stem, tokenize

# The most words in the query, and the most frequent words of a long text that are weighed for it;
# each weighed word costs a lookup.
_MOST_WORDS = 16
_MOST_WEIGHED = 400
_SHORTEST = 3


def find_similar(
    snapshot: AnySnapshot, article_id: str, anchor: str, request: Request
) -> Results | None:
    """Find the passages most similar to a section or note, or to an article as a whole.

    Args:
        anchor: the anchor of the section or note; "" for the article.
        request: the options; its query is ignored.

    Returns:
        Results whose query is the distinctive words; the passage itself, or the article's own
        passages, are not among the hits. None where the index has no such article, section or
        note.
    """
    if isinstance(snapshot, RemoteSnapshot):
        from painsci_search.search import remote

        return remote.find_similar(snapshot, article_id, anchor, request)
    began = time.perf_counter()
    with reporting_damage(snapshot.folder):
        article = find_article(snapshot, article_id)
        if article is None:
            return None
        segment, own = article.view.segment, records_of_part(article, anchor)
        if own is None:
            return None
        words = distinctive_words(OwnRecords(snapshot, segment, own), snapshot)
        query = ScoredQuery(tree_of(words), snapshot)
        others = _without(query.evaluate(), snapshot, segment, own)
        matches = Matches(query, request.narrowing.narrow(others, snapshot.views))
        if request.encoder is not None:
            from painsci_search.search.by_meaning import Meaning, allowed_by

            meaning = Meaning.of_records(snapshot, segment, own, request.encoder)
            docs = allowed_by(snapshot, None, request.narrowing)
            every = [ScoredRecords(each, np.zeros(len(each))) for each in docs]
            allowed = [each.docs for each in _without(every, snapshot, segment, own)]
            fused = meaning.fuse(matches.scored(), allowed)
            matches = Matches(query, fused, meaning)
        results = make_results(snapshot, matches, request._replace(query=" ".join(words)))
    return replace(results, took_ms=milliseconds_since(began))


def _without(
    records: list[ScoredRecords], snapshot: Snapshot, segment: Segment, own: range
) -> list[ScoredRecords]:
    """Return the records of each segment without some of one segment."""
    others = []
    for view, (docs, scores) in zip(snapshot.views, records, strict=True):
        is_own = (docs >= own.start) & (docs < own.stop) & (view.segment is segment)
        others.append(ScoredRecords(docs[~is_own], scores[~is_own]))
    return others


def records_of_part(article: ArticleLocation, anchor: str) -> range | None:
    """Return the numbers of an article's records, or that of its part with an anchor; or None."""
    segment = article.view.segment
    if not anchor:
        return range(*segment.records_of(article.number))
    doc = segment.find_anchor(article.number, anchor)
    return None if doc is None else range(doc, doc + 1)


class OwnRecords(NamedTuple):
    """The records of an article or a part of it, which are to be like others.

    Attributes:
        snapshot: has their segment; of an index that is elsewhere, the article alone.
        docs: their numbers in the segment.
    """

    snapshot: Snapshot
    segment: Segment
    docs: range

    def texts(self) -> Iterator[tuple[str, bool]]:
        """Yield the text of each record, and whether it is the article's own.

        Beside sections, the notes that cite works are not: the names of authors and journals are
        rare words, and not what an article is about.
        """
        records = [self.segment.load(doc) for doc in self.docs]
        has_sections = any(one.kind == "section" for one in records)
        for one in records:
            yield one.text, not (has_sections and one.kind == "note" and one.data["references"])

    def matches(self, leaf: Leaf) -> int:
        """Count those that a leaf matches."""
        number = [view.segment is self.segment for view in self.snapshot.views].index(True)
        found = ScoredQuery(leaf, self.snapshot).resolve(leaf).scored(number).docs
        return int(np.count_nonzero((found >= self.docs.start) & (found < self.docs.stop)))


def distinctive_words(own: OwnRecords, snapshot: AnySnapshot) -> list[str]:
    """Choose the words that are frequent in some records, rare in the index, and in others, too.

    They are words of the article's own text; the works that it cites only count how often.

    Source: the term selection of Lucene's MoreLikeThis: frequency times inverse document
    frequency; the frequency is dampened here, since a passage is short.

    Returns:
        One spelling of each word, the most distinctive first.
    """
    counts: Counter[str] = Counter()
    spellings: dict[str, str] = {}
    for text, is_own in own.texts():
        for token in tokenize(text):
            word = token.word
            is_long = len(word) >= _SHORTEST and not word.isdigit() and token.parts == 1
            if is_long and word not in STOP_WORDS:
                counts[stem(word)] += 1
                if is_own:
                    spellings.setdefault(stem(word), word)
    counts = Counter({term: counts[term] for term in spellings})
    weighed = counts.most_common(_MOST_WEIGHED)
    words = {term: Word(spellings[term], None, 0, 0) for term, _ in weighed}
    query = query_on(snapshot, Ranked(tuple(words.values())))
    weights, matches = {}, {}
    for term, count in weighed:
        resolved = query.resolve(words[term])
        matches[term] = resolved.matches
        weights[term] = (1 + math.log(count)) * resolved.idf
    # A word that no other record has finds nothing. The own records are counted only where they
    # may be all that have the word.
    chosen = (
        spellings[term]
        for term in sorted(weights, key=lambda term: (-weights[term], term))
        if matches[term] > len(own.docs) or matches[term] > own.matches(words[term])
    )
    return list(islice(chosen, _MOST_WORDS))


def tree_of(words: list[str]) -> Ranked:
    """Make the tree of a query for any of the words, with their offsets in the joined query."""
    leaves = []
    start = 0
    for word in words:
        leaves.append(Word(word, None, start, start + len(word)))
        start += len(word) + 1
    return Ranked(tuple(leaves))
