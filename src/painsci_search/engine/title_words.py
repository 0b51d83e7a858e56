"""The words of the titles of a segment: words, the last as a beginning, in; articles out.

They are taken from the postings, without reading a record, and kept as arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.columns import Array, encode, narrow
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.late_tuples import NamedTuple
from painsci_search.records import KINDS

# Postings that are looked through at a time: each takes about 50 bytes of memory.
_AT_ONCE = 1 << 18


class _TitleWords(NamedTuple):
    """Which articles have which words in their titles.

    Attributes:
        first: for each form of the segment the index of its first article, and the number of all:
            shape (forms + 1,).
        ranks: the articles by form, each as its rank by id in the segment.
    """

    first: Array
    ranks: Array


def articles_titled(
    view: SegmentView, words: Sequence[str], beginning: str, most: int
) -> list[int]:
    """Return the first articles by id whose titles have some words, and one with a beginning.

    Args:
        words, beginning: folded.
        most: the maximum number of articles.

    Returns:
        The numbers of live articles in the segment, the first by id first.
    """
    segment = view.segment
    titles, prefix = _title_words(segment), encode(beginning)
    found = _having(
        titles, segment, segment.forms.first(prefix), segment.forms.first(prefix + b"\xff")
    )
    for word in words:
        number = segment.forms.find(word)
        if number < 0:
            return []
        found &= _having(titles, segment, number, number + 1)
    numbers = segment.columns["ids.order"].all()[found]
    if view.live is not None:
        numbers = numbers[view.live[segment.columns["articles.first"].all()[numbers]]]
    chosen: list[int] = numbers[:most].tolist()
    return chosen


def _having(titles: _TitleWords, segment: Segment, form: int, end: int) -> Array:
    """Return for each article by rank whether its title has a form from `form` up to `end`."""
    found = np.zeros(len(segment.ids), np.bool_)
    found[titles.ranks[titles.first[form] : titles.first[end]]] = True
    return found


@cached_for
def _title_words(segment: Segment) -> _TitleWords:
    rank, forms = segment.article_order(), len(segment.forms)
    # each word of each title as one integer, which sorts by form, then by article
    found = np.sort(np.concatenate([np.zeros(0, np.int64), *_words_of_titles(segment, rank)]))
    form, ranks = np.divmod(found, max(len(rank), 1))
    first = np.append(0, np.cumsum(np.bincount(form, minlength=forms)))
    return _TitleWords(narrow(first), narrow(ranks))


def _words_of_titles(segment: Segment, rank: Array) -> Iterator[Array]:
    """Yield the words of titles, part by part: the number of the form * articles + the rank."""
    field, columns = segment.fields["title"], segment.columns
    is_own, articles = segment.kinds() == KINDS.index("article"), segment.articles()
    firsts, terms = field.first.all(), field.terms.all()
    # a form has the code of its place among those with the same stem
    term_of, code_of = columns["forms.term"].all(), columns["forms.code"].all()
    by_term = np.argsort(term_of, kind="stable")
    ordered = term_of[by_term]
    for low in range(0, len(field.docs), _AT_ONCE):
        postings = field.postings(low, min(low + _AT_ONCE, len(field.docs)))
        # sections and notes have the title of their article, too
        owners, _, code = postings.occurrences(np.flatnonzero(is_own[postings.docs]))
        term = terms[np.searchsorted(firsts, owners + low, "right") - 1]
        form = by_term[np.searchsorted(ordered, term) + code]
        if (term_of[form] != term).any() or (code_of[form] != code).any():
            raise columns.damaged("a word of a title has an unknown form")
        yield form * len(rank) + rank[articles[postings.docs[owners]]]
