"""Leaf matching: a word, phrase or pattern in; its records, frequencies and positions out.

Everything is computed on the arrays of one segment, where occurrences are the keys of `phrases.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from painsci_search.engine.adding import edges_of
from painsci_search.engine.exact import records_with
from painsci_search.engine.fuzzy import forms_within
from painsci_search.engine.patterns import forms_like
from painsci_search.engine.phrases import (
    POSITION,
    POSITION_BITS,
    UNSTEMMED,
    adjacent,
    forms_keys,
    phrase_keys,
    words_of_phrase,
)
from painsci_search.engine.proximity import Keys, merge_keys, near
from painsci_search.engine.stems import ALL_TEXT, Ranges
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.field_postings import FieldPostings, StemPositions, find_number
from painsci_search.engine.storage.segment import Form, Segment
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.late_tuples import NamedTuple
from painsci_search.native import Buffer
from painsci_search.query.ast import (
    EXACT,
    WORDS,
    Fuzzy,
    Leaf,
    Phrase,
    Prefix,
    Range,
    Wildcard,
    Word,
)
from painsci_search.query.patterns import one_word
from painsci_search.query.synonyms import is_name_in_s
from painsci_search.query.words import parts_of, stems_of, tokens_of
from painsci_search.text import stem

# The fields of records that a leaf with a query field is searched in.
FIELDS = {
    "title": ("title",),
    "heading": ("heading", "path"),
    "body": ("body",),
    "note": ("note",),
    "author": ("author",),
    "journal": ("journal",),
}
# Fields whose words are not looked up by `stems.match_stem`.
_APART = frozenset((*EXACT, *UNSTEMMED, "journal"))
# The most words of a phrase that the kernel looks up.
_LONGEST_PHRASE = 32
# Records in which adjacent words are sought first, and how many times more are tried next.
_FIRST_TRIED, _WIDER = 32, 8
_NO_DOCS: Array = np.zeros(0, np.intp)
_NO_COUNTS: Array = np.zeros(0, np.uint8)


class FieldMatches(NamedTuple):
    """The records of a segment in which a leaf matches in one field.

    Attributes:
        field: None for an exact value.
        docs: record numbers: integers, ascending, shape (n,).
        counts: the frequency of the leaf in the field of each, shape (n,).
    """

    field: str | None
    docs: Array
    counts: Array


class Matches(NamedTuple):
    """The live records in which a leaf matches, once for each field in which it does.

    Attributes:
        docs: record numbers: intp, ascending in each field, shape (n,).
        counts: the frequency of the leaf in the field of each, shape (n,).
    """

    docs: Array
    counts: Array


class Occurrences(NamedTuple):
    """Occurrences of one variant of a leaf in a field.

    Attributes:
        keys: int64, ascending; one for each occurrence.
        width: the number of positions that each spans.
        words: the keys of the single words, if they need not be adjacent.
    """

    keys: Keys
    width: int
    words: Keys | None = None


# Matches in a field: the keys of their first words, int64, ascending; and the positions of each.
Spans = tuple[Keys, int]


class _Sought(NamedTuple):
    """A variant of a leaf, as a segment knows it.

    Attributes:
        leaf: the variant.
        terms: the number of the stem of each word; -1 if the segment lacks it.
        forms: the forms that a pattern or fuzzy word expands to; None for any other leaf.
    """

    leaf: Leaf
    terms: dict[str, int]
    forms: list[Form] | None


class LeafPostings:
    """The postings of a leaf in one segment, over all fields that the leaf is searched in.

    Args:
        leaf: None for one that matches nothing.

    Attributes:
        forms: the number of forms that a pattern or fuzzy word expands to; 0 for other leaves.
    """

    __slots__ = ("_known", "_leaf", "_occurrences", "_ranges", "_stems", "_view", "forms")

    def __init__(self, view: SegmentView, leaf: Leaf | None) -> None:
        self._view = view
        self._leaf = leaf
        # The leaf without the variants that the segment lacks.
        self._known: Leaf | None = None
        self._ranges: Ranges = {}
        self._stems: dict[str, StemPositions] = {}
        self._occurrences: dict[str, list[Occurrences]] = {}
        self.forms = 0

    def plain_stem(self) -> tuple[str, tuple[str, ...]] | None:
        """Return the stem of a leaf that is a single plain word, and the fields to look it up in.

        None for any other leaf, and for fields outside of `ALL_TEXT`. Unless it is None, `found` is
        what comes first.
        """
        leaf = self._leaf
        if not isinstance(leaf, WORDS) or leaf.field in _APART:
            return None
        if leaf.also or (isinstance(leaf, Word) and (leaf.compounds or leaf.values)):
            if isinstance(leaf, Word) and leaf.values:
                return None
            leaf = self._known = _without_absent_variants(self._view.segment, leaf)
        word = _single_stem(leaf, self._view.segment.language)
        if word is None:
            return None
        return word, ALL_TEXT if leaf.field is None else FIELDS[leaf.field]

    def plain_phrase(self) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Return the stems of a leaf that is a phrase of adjacent words, and the fields.

        None for any other leaf, as of `plain_stem`, which comes before. Unless it is None,
        `found_phrase` is what comes first.
        """
        leaf = self._known or self._leaf
        if not isinstance(leaf, Phrase) or leaf.also or leaf.slop or leaf.field in _APART:
            return None
        stems = stems_of(leaf.text, self._view.segment.language)
        if not 1 < len(stems) <= _LONGEST_PHRASE:
            return None
        return stems, ALL_TEXT if leaf.field is None else FIELDS[leaf.field]

    def found_phrase(self, keys: dict[str, Buffer], width: int) -> None:
        """Keep the occurrences of the phrase that `plain_phrase` returned, by field."""
        self._occurrences = {
            name: [Occurrences(np.frombuffer(found, np.int64), width)]
            for name, found in keys.items()
        }

    def found(self, ranges: Ranges) -> None:
        """Keep where the stem that `plain_stem` returned was found: a range of each field."""
        self._ranges = ranges

    def match(self) -> Matches:
        """Look the leaf up in each field; an identifier may add matches of exact values.

        This comes first. The arrays, which are large, are not kept.

        Raises:
            TooManyWords: a pattern expands to too many words.
        """
        return join_matches(self.match_fields(), self._view.live)

    def match_fields(self) -> list[FieldMatches]:
        """Return what `match` joins, with the matches in deleted records."""
        return [] if self._leaf is None else self._match(self._leaf)

    def _match(self, leaf: Leaf) -> list[FieldMatches]:
        """List the matches in each field, including those in deleted records."""
        segment = self._view.segment
        if isinstance(leaf, Range) or leaf.field in EXACT:
            return [_once(records_with(segment, leaf))]
        fields = ALL_TEXT if leaf.field is None else FIELDS[leaf.field]
        leaf = self._known or _without_absent_variants(segment, leaf)
        word = _single_stem(leaf, segment.language)
        found = self._look_up(word, fields) if word is not None else self._find(leaf, fields)
        if isinstance(leaf, Word):
            found += [_once(segment.value(name, value)) for name, value in leaf.values]
        return found

    @property
    def size(self) -> int:
        """The number of integers that are kept for the leaf, nearly."""
        return sum(
            len(one.keys) + (0 if one.words is None else len(one.words))
            for found in self._occurrences.values()
            for one in found
        )

    def positions(self, doc: int, field: str) -> list[tuple[int, int]]:
        """Return the first and the last position of each match in a field of a record."""
        stem = self.stem_in(field)
        if stem is not None:
            return [(position, position) for position in stem.of(doc)]
        return spans_at(self.spans_in(field), doc)

    def spans_in(self, field: str) -> list[Spans]:
        """Return where the leaf matches in a field, if it is no single stem there."""
        return [
            (each.keys, each.width) if each.words is None else (each.words, 1)
            for each in self._occurrences.get(field, ())
        ]

    def stem_in(self, field: str) -> StemPositions | None:
        """Return where the positions in a field are, if the leaf is a single stem there."""
        stem = self._stems.get(field)
        if stem is None and field in self._ranges:
            stem = self._view.segment.fields[field].where(*self._ranges[field])
            self._stems[field] = stem
        return stem

    def has(self, field: str) -> bool:
        """Return whether the leaf matches in a field of any record, including deleted ones."""
        return field in self._ranges or field in self._occurrences

    def is_in(self, doc: int, field: str) -> bool:
        """Return whether the leaf matches in a field of a record."""
        stem = self.stem_in(field)
        if stem is not None:
            return find_number(stem.docs, doc) >= 0
        return field in self._occurrences and bool(self.positions(doc, field))

    def _look_up(self, word: str, names: Iterable[str]) -> list[FieldMatches]:
        """Look up a single stem: its postings are used as they are, without keys."""
        fields = self._view.segment.fields
        term = self._view.segment.terms.find(word)
        found: list[FieldMatches] = []
        for name in names if term >= 0 else ():
            field = fields[name]
            part = field.range_of(term)
            if part is not None:
                self._ranges[name] = part
                docs, counts = field.docs.slice(*part), field.counts.slice(*part)
                found.append(FieldMatches(name, docs, counts))
        return found

    def _find(self, leaf: Leaf, fields: Iterable[str]) -> list[FieldMatches]:
        """Look up a leaf whose matching needs positions or several terms, by keys."""
        segment = self._view.segment
        variants = [_sought(segment, each) for each in alternatives(leaf)]
        self.forms = sum(len(each.forms) for each in variants if each.forms is not None)
        matches = []
        for field in fields:
            postings = segment.fields[field]
            found = [
                occurrences
                for each in variants
                for occurrences in _find_occurrences(segment, postings, each)
                if len(occurrences.keys)
            ]
            if not found:
                continue
            self._occurrences[field] = found
            keys = found[0].keys
            if len(found) > 1:
                keys = merge_keys([occurrences.keys for occurrences in found])
            docs = keys >> POSITION_BITS
            begins = edges_of(docs)
            matches.append(FieldMatches(field, docs[begins[:-1]], begins[1:] - begins[:-1]))
        return matches


def spans_at(spans: Iterable[Spans], doc: int) -> list[tuple[int, int]]:
    """Return the first and the last position of each match in a record."""
    found = []
    for keys, width in spans:
        low, high = np.searchsorted(keys, (doc << POSITION_BITS, (doc + 1) << POSITION_BITS))
        positions = (keys[low:high] & POSITION).tolist()
        found += [(position, position + width - 1) for position in positions]
    return found


def _once(docs: Array) -> FieldMatches:
    """Return the matches of an exact value, once in each of some records."""
    return FieldMatches(None, docs, np.ones(len(docs), np.uint8))


def join_matches(found: list[FieldMatches], live: Array | None) -> Matches:
    """Join the matches in several fields, without those in deleted records.

    Args:
        live: whether each record is not deleted; None if no record is deleted.
    """
    docs = np.concatenate([_NO_DOCS, *[each.docs for each in found]], dtype=np.intp)
    counts = np.concatenate([_NO_COUNTS, *[each.counts for each in found]])
    if live is not None:
        kept = live[docs]
        docs, counts = docs[kept], counts[kept]
    return Matches(docs, counts)


def alternatives(leaf: Leaf) -> list[Leaf]:
    """Return a leaf itself, and one leaf for each of its synonyms and other spellings."""
    if not isinstance(leaf, WORDS) or not leaf.also:
        return [leaf]
    others: list[Leaf] = []
    for text in leaf.also:
        count = len(parts_of(text))
        other = (Phrase if count > 1 else Word)(text, leaf.field, leaf.start, leaf.end)
        if isinstance(other, Word) and is_name_in_s(text):
            other = replace(other, as_spelled=True)
        others.append(other)
    return [replace(leaf, also=()), *others]


def _without_absent_variants(segment: Segment, leaf: Leaf) -> Leaf:
    """Return a leaf without the synonyms that have a word which the segment lacks."""
    if not isinstance(leaf, WORDS):
        return leaf
    if isinstance(leaf, Word) and leaf.compounds:
        found = tuple(word for word in leaf.compounds if segment.forms.find(word) >= 0)
        leaf = replace(leaf, compounds=found)
    if not leaf.also:
        return leaf
    known = tuple(
        text
        for text in leaf.also
        if all(segment.terms.find(term) >= 0 for term in stems_of(text, segment.language))
    )
    return leaf if known == leaf.also else replace(leaf, also=known)


def _single_stem(leaf: Leaf, language: str) -> str | None:
    """Return the stem of a leaf that is one plain word; None for any other leaf."""
    if not isinstance(leaf, WORDS) or leaf.field in UNSTEMMED or leaf.also:
        return None
    if isinstance(leaf, Word) and (leaf.as_spelled or leaf.compounds):
        return None
    tokens = tokens_of(leaf.text)
    return stem(tokens[0].word, language) if len(tokens) == 1 else None


def _sought(segment: Segment, leaf: Leaf) -> _Sought:
    """Look up the words of a leaf, once for all fields."""
    match leaf:
        case Prefix() | Wildcard():
            return _Sought(leaf, {}, forms_like(segment, leaf))
        case Fuzzy():
            close = forms_within(segment, one_word(leaf), leaf.distance)
            found = [form for form in map(segment.form, close) if form is not None]
            return _Sought(leaf, {}, found)
        case _:
            words = dict.fromkeys(token.word for token in tokens_of(leaf.text))
            language, terms = segment.language, segment.terms
            found_terms = {word: terms.find(stem(word, language)) for word in words}
            return _Sought(leaf, found_terms, None)


def _find_occurrences(segment: Segment, field: FieldPostings, sought: _Sought) -> list[Occurrences]:
    """Find the occurrences of a variant of a leaf in a field."""
    leaf, terms, forms = sought
    if forms is not None:
        return [Occurrences(forms_keys(field, forms), 1)]
    tokens, parts = tokens_of(leaf.text), parts_of(leaf.text)
    if isinstance(leaf, Phrase) and leaf.slop and len(parts) > 1:
        # a word that is repeated, in any of its forms, counts once
        words = {terms[token.word]: token for token in parts}.values()
        keys = [phrase_keys(segment, field.name, [token], terms) for token in words]
        ends, near_words = near(keys, leaf.slop)
        return [Occurrences(ends, 1, near_words)]
    if isinstance(leaf, Word) and leaf.as_spelled:
        return [Occurrences(forms_keys(field, [segment.form(part.word) for part in parts]), 1)]
    found = [Occurrences(phrase_keys(segment, field.name, parts, terms), len(parts))]
    if isinstance(leaf, Word):
        wholes = [token for token in tokens if token.parts > 1]
        found += [
            Occurrences(phrase_keys(segment, field.name, [whole], terms), 1) for whole in wholes
        ]
        if leaf.compounds:
            compounds = map(segment.form, leaf.compounds)
            found.append(Occurrences(forms_keys(field, compounds), 1))
    return found


def records_of(view: SegmentView, leaf: Leaf) -> Array:
    """Return the live records of a segment that match a leaf: intp, ascending.

    Raises:
        TooManyWords: a pattern expands to too many words.
    """
    docs = np.sort(LeafPostings(view, leaf).match().docs)
    return np.asarray(docs[edges_of(docs)[:-1]])


def occurs(view: SegmentView, phrase: Phrase) -> bool:
    """Return whether adjacent words occur in any live record, without finding all of them.

    The records of the rarest word are tried in blocks, each larger than the one before.
    """
    segment = view.segment
    sought = _sought(segment, phrase)
    for name in ALL_TEXT:
        words = words_of_phrase(segment, name, parts_of(phrase.text), sought.terms)
        docs = words[0].postings.docs if words else _NO_DOCS
        start, size = 0, _FIRST_TRIED
        while start < len(docs):
            if len(adjacent(words, view.only_live(docs[start : start + size]))):
                return True
            start, size = start + size, size * _WIDER
    return False
