"""Compounds: a word in; the words of the index that are made of it and others, out.

A German article writes "Schmerztherapie" as one word. It is split, without a dictionary, into words
that occur in the index by themselves, so that a query for one of them finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import NamedTuple

import numpy as np

from painsci_search.engine.caching import BoundedCache, cached_for
from painsci_search.engine.collection import collection_of
from painsci_search.engine.seam import AnySnapshot, RemoteSnapshot
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.languages import links, lost_letters, stop_words
from painsci_search.text import stem
from painsci_search.time_limit import check_time

# Letters of a word inside a compound, and of a compound. Shorter words are in too many others; a
# longer compound is no word, and splitting it costs the square of its length.
_SHORTEST, _LONGEST = 3, 60
# Letters of the stem of a word that is likely no part of others by chance.
_SHORTEST_WITHIN = 5
# Letters that a word inside a compound may have beyond its stem.
_LONGEST_ENDING = 4
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
        known = tuple(sorted(_find_compounds(word, code, snapshot)))
        kept.put((word, code), known)
    return known


def letters_within_words(word: str, snapshot: AnySnapshot) -> str:
    """Return the letters of a folded word that words of a language with compounds have in them.

    The rest of these words need not occur by itself, so that they are no compounds to a search.

    Returns:
        The word, or its stem where no such word has all of it; "" for none.
    """
    for code in _with_compounds(snapshot) if word.isalpha() else ():
        stemmed = stem(word, code)
        forms = _forms_with(stemmed, code, snapshot) if len(stemmed) >= _SHORTEST_WITHIN else ()
        if forms:
            return word if any(word in form for form in forms) else stemmed
    return ""


def _with_compounds(snapshot: AnySnapshot) -> list[str]:
    """Return the codes of the languages of an index that write compounds as one word, sorted."""
    counts = (
        snapshot.languages
        if isinstance(snapshot, RemoteSnapshot)
        else collection_of(snapshot).counts
    )
    return sorted(code for code in counts if code and links(code))


@cached_for
def _kept(_: AnySnapshot) -> BoundedCache[tuple[str, str], tuple[str, ...]]:
    return BoundedCache(_MOST_KEPT, lambda words: len(words) + 1)


def words_of_compound(word: str, snapshot: AnySnapshot) -> tuple[str, ...]:
    """Return the words of an index that a compound of one of its languages is made of.

    Args:
        word: folded; it occurs nowhere in the index.

    Returns:
        Two words or more; () for a word that is not made of such words.
    """
    if not word.isalpha() or len(word) > _LONGEST:
        return ()
    for code in _with_compounds(snapshot):
        check_time()
        splitter = Splitter(code, partial(_is_known, code=code, snapshot=snapshot))
        words = splitter.words_of(word)
        if len(words) > 1:
            return words
    return ()


def _is_known(text: str, code: str, snapshot: AnySnapshot) -> bool:
    return _occurs(stem(text, code), "", code, snapshot)


class Splitter:
    """Splits compounds of a language into words that occur in an index.

    Args:
        code: of the language.
        is_known: whether a word, as spelled, occurs in the index in any form.
    """

    def __init__(self, code: str, is_known: Callable[[str], bool]) -> None:
        self._code = code
        self._links = links(code)
        self._stops = stop_words(code)
        self._is_known = cache(is_known)
        self._is_made_of_words = cache(self._split)
        self.words_of = cache(self._words_of)
        self._stem = cache(lambda word: stem(word, code))

    def may_be_part(self, word: str) -> bool:
        """Return whether a word can be a part of compounds: no short one, and no stop word."""
        return len(self._stem(word)) >= _SHORTEST and word not in self._stops

    def has_part(self, form: str, stemmed: str) -> bool:
        """Return whether a word contains one with this stem, and else words and links."""
        at = form.find(stemmed)
        while at >= 0:
            if self._is_before(form[:at]):
                first = at + len(stemmed)
                for end in range(first, min(first + _LONGEST_ENDING, len(form)) + 1):
                    is_word = self._stem(form[at:end]) == stemmed
                    if is_word and self._is_after(form[end:]):
                        return True
            at = form.find(stemmed, at + 1)
        return False

    def stems_in(self, form: str) -> Iterator[str]:
        """Yield the stems of the words that a word contains beside others."""
        own = self._stem(form)
        for start in range(len(form) - _SHORTEST + 1):
            if not self._is_before(form[:start]):
                continue
            for end in range(start + _SHORTEST, len(form) + 1):
                part = form[start:end]
                stemmed = self._stem(part)
                is_word = part.startswith(stemmed) and len(part) - len(stemmed) <= _LONGEST_ENDING
                is_other = len(stemmed) >= _SHORTEST and stemmed != own
                if is_word and is_other and self._is_after(form[end:]):
                    yield stemmed

    def _words_of(self, text: str) -> tuple[str, ...]:
        """Return the fewest words that a text is made of, with links between; () for none."""
        if self._is_word(text):
            return (text,)
        found: list[tuple[str, ...]] = []
        for cut in range(_SHORTEST, len(text) - _SHORTEST + 1):
            for link in self._links if self._is_word(text[:cut]) else ():
                rest = text[cut + len(link) :] if text.startswith(link, cut) else ""
                others = self.words_of(rest) if rest else ()
                if others:
                    found.append((text[:cut], *others))
        # of equally many words those whose shortest one is longest
        return min(found, key=lambda words: (len(words), -min(map(len, words))), default=())

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
            for cut in range(_SHORTEST, len(text) - _SHORTEST + 1)
            for link in self._links
            if text.startswith(link, cut)
        )

    def _is_word(self, text: str) -> bool:
        if len(text) < _SHORTEST or text in self._stops:
            return False
        return self._is_known(text) or any(
            self._is_known(text + letters) for letters in lost_letters(self._code)
        )


def _find_compounds(word: str, code: str, snapshot: AnySnapshot) -> Iterator[str]:
    """Yield the words of the index that are split into the given word and others."""
    own = stem(word, code)
    splitter = Splitter(code, lambda text: _occurs(stem(text, code), own, code, snapshot))
    if not splitter.may_be_part(word):
        return
    found = _forms_with(own, code, snapshot)
    for form in found if len(found) <= _MOST_TRIED else ():
        is_other = form.isalpha() and stem(form, code) != own
        if is_other and len(form) <= _LONGEST and splitter.has_part(form, own):
            yield form


def _occurs(stemmed: str, own: str, code: str, snapshot: AnySnapshot) -> bool:
    """Return whether words with a stem occur in the index; the query's own stem counts as such."""
    if stemmed == own:
        return True
    if isinstance(snapshot, RemoteSnapshot):
        return stemmed in snapshot.stems_in(code)
    return any(segment.terms.find(stemmed) >= 0 for segment in _segments_in(snapshot, code))


def _segments_in(snapshot: AnySnapshot, code: str) -> list[Segment]:
    views = () if isinstance(snapshot, RemoteSnapshot) else snapshot.views
    return [view.segment for view in views if view.segment.language == code]


def _forms_with(letters: str, code: str, snapshot: AnySnapshot) -> set[str]:
    """Return the words of an index that contain some letters."""
    if isinstance(snapshot, RemoteSnapshot):
        return set(snapshot.words_with(letters, code))
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
