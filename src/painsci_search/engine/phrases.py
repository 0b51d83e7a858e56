"""Keys: the words of a phrase, or some forms, in a field in; the places where they occur out.

An occurrence is one integer, a key: record number << 32 | position. So a phrase is found by
intersecting sorted arrays of keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from painsci_search.engine.adding import contains, edges_of, sum_frequencies
from painsci_search.engine.proximity import Keys, merge_keys
from painsci_search.engine.stems import Searched
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.field_postings import FieldPostings, Postings
from painsci_search.engine.storage.segment import Form, Segment
from painsci_search.late_tuples import NamedTuple
from painsci_search.native import Buffer, compiled
from painsci_search.text import Token

# Names are matched as spelled: a stem would conflate different names.
UNSTEMMED = ("author",)
# Bits of a key for the position; 32 more are left for the record number in an int64.
POSITION_BITS = 32
POSITION = (1 << POSITION_BITS) - 1
_NO_KEYS: Keys = np.zeros(0, np.int64)


class WordOfPhrase(NamedTuple):
    """A word of a phrase in a field.

    Attributes:
        offset: its number in the phrase.
        code: of its form, if it is matched as spelled.
    """

    offset: int
    postings: Postings
    code: int | None


def phrase_keys(
    segment: Segment, name: str, tokens: Sequence[Token], terms: dict[str, int]
) -> Keys:
    """Return the keys at which a phrase starts in a field; the rarest words are intersected first.

    Args:
        name: of the field.
        terms: the number of the stem of each word; -1 for none.
    """
    words = words_of_phrase(segment, name, tokens, terms)
    return adjacent(words, words[0].postings.docs) if words else _NO_KEYS


def adjacent(words: list[WordOfPhrase], docs: Array) -> Keys:
    """Return the keys at which a phrase starts, in some of the records of its first word."""
    for _, postings, _ in words[1:]:
        docs = docs[contains(postings.docs, docs)]
        if not len(docs):
            return _NO_KEYS
    keys = _NO_KEYS
    for number, (offset, postings, code) in enumerate(words):
        chosen = None
        if len(docs) < len(postings.docs):
            chosen = np.searchsorted(postings.docs, docs)
        starts = _keys(postings, chosen, code) - offset
        keys = starts if number == 0 else keys[contains(starts, keys)]
    return keys


def words_of_phrase(
    segment: Segment, name: str, tokens: Sequence[Token], terms: dict[str, int]
) -> list[WordOfPhrase]:
    """Return the words of a phrase, the rarest first; none if the field with a name lacks one."""
    field = segment.fields[name]
    if name not in UNSTEMMED:
        return _ranges_of_phrase(field, [(terms[token.word], None) for token in tokens])
    forms = [segment.form(token.word) for token in tokens]
    return _ranges_of_phrase(
        field, [(form.term, form.code) if form else (-1, None) for form in forms]
    )


def _ranges_of_phrase(
    field: FieldPostings, words: Sequence[tuple[int, int | None]]
) -> list[WordOfPhrase]:
    """Return the words of a phrase, see `words_of_phrase`.

    Args:
        words: for each the number of its stem, -1 for none, and the code of its form, if any.
    """
    ranges: list[tuple[int, tuple[int, int], int | None]] = []
    for offset, (term, code) in enumerate(words):
        found = field.range_of(term) if term >= 0 else None
        if found is None:
            return []
        ranges.append((offset, found, code))
    ranges.sort(key=lambda word: word[1][1] - word[1][0])
    return [WordOfPhrase(at, field.postings(*found), code) for at, found, code in ranges]


def forms_keys(field: FieldPostings, forms: Iterable[Form | None]) -> Keys:
    """Return the keys of all occurrences of some forms; None among them are skipped."""
    codes: dict[int, list[int]] = {}
    for form in forms:
        if form is not None:
            codes.setdefault(form.term, []).append(form.code)
    found = []
    for term, chosen in codes.items():
        postings = field.find(term)
        if postings is not None:
            found.append(_keys(postings, None, chosen))
    return merge_keys(found) if found else _NO_KEYS


def _keys(postings: Postings, chosen: Array | None, codes: int | list[int] | None) -> Keys:
    """Return the keys of a stem's occurrences, in chosen records and of certain forms only."""
    owners, positions, forms = postings.occurrences(chosen)
    if codes is not None:
        kept = np.isin(forms, codes)
        owners, positions = owners[kept], positions[kept]
    docs = postings.docs.astype(np.int64)[owners]
    return np.asarray(docs << POSITION_BITS | positions.astype(np.int64))


@compiled
def match_phrase(
    searched: Searched, stems: tuple[bytes, ...], fields: tuple[str, ...]
) -> tuple[dict[str, Buffer], Buffer, Buffer, int]:
    """Look up a phrase of adjacent words.

    Args:
        stems: those of the words, in UTF-8.

    Returns:
        The keys at which the phrase starts, for each field that has it, including those in deleted
        records; then what `adding.sum_frequencies` returns.
    """
    segment = searched.segment
    terms = [segment.terms.find_encoded(stem) for stem in stems]
    keys: dict[str, Buffer] = {}
    matches = []
    for name in fields:
        words = _ranges_of_phrase(segment.fields[name], [(term, None) for term in terms])
        found = adjacent(words, words[0].postings.docs) if words else _NO_KEYS
        if len(found):
            keys[name] = found
            docs = found >> POSITION_BITS
            begins = edges_of(docs)
            records, counts = docs[begins[:-1]], begins[1:] - begins[:-1]
            matches.append((records, counts, searched.weights(name)))
    return keys, *sum_frequencies(matches, searched.is_passage, searched.live, segment)
