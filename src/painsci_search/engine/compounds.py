"""Compounds: a word in; the words of the index that are made of it and others, out.

A German article writes "Schmerztherapie" as one word. It is split, without a dictionary, into words
that occur in the index by themselves, so that a query for one of them finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from painsci_search.engine.caching import BoundedCache, cached_for
from painsci_search.engine.seam import AnySnapshot, RemoteSnapshot
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.languages import links, lost_letters, stop_words
from painsci_search.text import stem
from painsci_search.time_limit import check_time

# Letters of a word inside a compound, and of a compound. Shorter words are in too many others; a
# longer compound is no word, and splitting it costs the square of its length.
SHORTEST, _LONGEST = 3, 60
# Letters that a word inside a compound may have beyond its stem.
LONGEST_ENDING = 4
# Words with the letters of a stem that are tried: more have the letters of a syllable.
_MOST_TRIED = 2000
# Words of all compounds that are kept with a snapshot.
_MOST_KEPT = 1 << 16


def compounds_of(word: str, code: str, snapshot: AnySnapshot) -> tuple[str, ...]:
    """Return the words of an index that are compounds with a word, as spelled, sorted.

    Args:
        word: folded.
        code: of the language; it has one whose compounds are one word.
    """
    kept = _kept(snapshot)
    known = kept.get((word, code))
    if known is None:
        check_time()
        known = tuple(sorted(_Splitter(word, code, snapshot).compounds()))
        kept.put((word, code), known, len(known) + 1)
    return known


@cached_for
def _kept(_: AnySnapshot) -> BoundedCache[tuple[str, str], tuple[str, ...]]:
    return BoundedCache(_MOST_KEPT)


class _Splitter:
    """Splits words of an index into others, one of which is a given word in any form."""

    def __init__(self, word: str, code: str, snapshot: AnySnapshot) -> None:
        self._word = word
        self._code = code
        self._stem = stem(word, code)
        self._snapshot = snapshot
        self._links = links(code)
        self._stops = stop_words(code)
        self._is_known = cache(self._look_up)
        self._is_made_of_words = cache(self._split)

    def compounds(self) -> Iterator[str]:
        """Yield the words of the index that are split into the given word and others."""
        if len(self._stem) < SHORTEST or self._word in self._stops:
            return
        found = _forms_with(self._stem, self._code, self._snapshot)
        for form in found if len(found) <= _MOST_TRIED else ():
            is_other = form.isalpha() and stem(form, self._code) != self._stem
            if is_other and len(form) <= _LONGEST and self._has_word(form):
                yield form

    def _has_word(self, form: str) -> bool:
        at = form.find(self._stem)
        while at >= 0:
            if self._is_before(form[:at]):
                first = at + len(self._stem)
                for end in range(first, min(first + LONGEST_ENDING, len(form)) + 1):
                    is_word = stem(form[at:end], self._code) == self._stem
                    if is_word and self._is_after(form[end:]):
                        return True
            at = form.find(self._stem, at + 1)
        return False

    def _is_before(self, text: str) -> bool:
        """Return whether a beginning of a compound is nothing, or words and a link."""
        return not text or any(
            text.endswith(link) and self._is_made_of_words(text.removesuffix(link))
            for link in self._links
        )

    def _is_after(self, text: str) -> bool:
        """Return whether an end of a compound is nothing, or a link and words."""
        return not text or any(
            text.startswith(link) and self._is_made_of_words(text.removeprefix(link))
            for link in self._links
        )

    def _split(self, text: str) -> bool:
        """Return whether a text is a word of the index, or two of them with a link between."""
        if self._is_word(text):
            return True
        return any(
            self._is_word(text[:cut]) and self._is_word(text[cut + len(link) :])
            for cut in range(SHORTEST, len(text) - SHORTEST + 1)
            for link in self._links
            if text.startswith(link, cut)
        )

    def _is_word(self, text: str) -> bool:
        if len(text) < SHORTEST or text in self._stops:
            return False
        return self._is_known(text) or any(
            self._is_known(text + letters) for letters in lost_letters(self._code)
        )

    def _look_up(self, text: str) -> bool:
        """Return whether a word occurs in the index, in any form."""
        stemmed = stem(text, self._code)
        if stemmed == self._stem:
            return True
        if isinstance(self._snapshot, RemoteSnapshot):
            return stemmed in self._snapshot.stems_in(self._code)
        return any(
            segment.terms.find(stemmed) >= 0 for segment in _segments_in(self._snapshot, self._code)
        )


def _segments_in(snapshot: AnySnapshot, code: str) -> list[Segment]:
    views = () if isinstance(snapshot, RemoteSnapshot) else snapshot.views
    return [view.segment for view in views if view.segment.language == code]


def _forms_with(letters: str, code: str, snapshot: AnySnapshot) -> set[str]:
    """Return the words of an index that contain some letters."""
    if isinstance(snapshot, RemoteSnapshot):
        return set(snapshot.words_with(letters))
    found: set[str] = set()
    for segment in _segments_in(snapshot, code):
        text, starts = _text_of(segment)
        sought = letters.encode()
        places: list[int] = []
        at = text.find(sought)
        while at >= 0 and len(places) <= _MOST_TRIED:
            places.append(at)
            at = text.find(sought, at + 1)
        numbers = np.searchsorted(starts, places, "right") - 1
        words = (segment.forms[number] for number in np.unique(numbers).tolist())
        # the letters may be the end of one word and the beginning of the next
        found.update(word for word in words if letters in word)
    return found


class _Text(NamedTuple):
    """The words of a segment, joined, in UTF-8, and the offset of each."""

    text: bytes
    starts: Array


@cached_for
def _text_of(segment: Segment) -> _Text:
    columns = segment.columns
    return _Text(columns["forms.text"].all().tobytes(), columns["forms.start"].all())
