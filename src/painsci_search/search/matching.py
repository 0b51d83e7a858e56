"""Where the leaves of a query match: from a word, phrase or prefix to records and positions.

Everything is reckoned on the arrays of one segment at a time. An occurrence is one number, the
record's above the position's, so that phrases are found by intersecting sorted arrays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from painsci_search.index.columns import Array
from painsci_search.index.segment import FieldPostings, Form, Postings, Segment
from painsci_search.index.snapshot import View
from painsci_search.search.fuzzy import forms_within
from painsci_search.search.tree import EXACT, Fuzzy, Leaf, Phrase, Prefix, Word
from painsci_search.text import Token, fold, stem, tokenize

Keys = npt.NDArray[np.int64]

# What a leaf without a field is looked for in, and what the names of fields in queries mean.
ALL_TEXT = ("title", "heading", "path", "body", "note")
FIELDS = {
    "title": ("title",),
    "heading": ("heading", "path"),
    "note": ("note",),
    "author": ("author",),
}
_POSITION_BITS = 32
_POSITION = (1 << _POSITION_BITS) - 1
# Fewer matches than a segment's records by this factor are sorted; more are marked in an array.
_SPARSE = 64
_NO_KEYS: Keys = np.zeros(0, np.int64)
_PUBMED_ADDRESS = re.compile(r"pubmed\S*/(\d{4,9})$")


class Matches(NamedTuple):
    """The records of a segment in which a leaf matches, in one field, and how often in each.

    Attributes:
        field: None for an exact value.
        docs: ascending, none deleted.
    """

    field: str | None
    docs: Array
    counts: Array


class Found:
    """What a leaf matches in one segment."""

    def __init__(self, view: View, leaf: Leaf) -> None:
        self._view = view
        self._postings: dict[str, Postings] = {}
        self._keys: dict[str, list[tuple[Keys, int]]] = {}
        self.matches: list[Matches] = []
        if leaf.field in EXACT:
            self._add_values([(str(leaf.field), leaf.text)])
            return
        fields = ALL_TEXT if leaf.field is None else FIELDS[leaf.field]
        words = _single_stem(leaf)
        if words is not None:
            self._look_up(words, fields)
        else:
            self._find(leaf, fields)
        if isinstance(leaf, Word) and leaf.field is None:
            self._add_values(_identifiers(leaf.text))

    def records(self) -> Array:
        """The records that match in any field, ascending."""
        parts = [matches.docs for matches in self.matches]
        if len(parts) == 1:
            return parts[0]
        if sum(map(len, parts)) * _SPARSE < self._view.segment.size:
            docs = np.sort(np.concatenate([_NO_KEYS, *parts]))
            return docs[np.diff(docs, prepend=-1) > 0]
        mask = np.zeros(self._view.segment.size, np.bool_)
        for docs in parts:
            mask[docs] = True
        return np.flatnonzero(mask)

    def places(self, doc: int, field: str) -> list[tuple[int, int]]:
        """Where the leaf matches in a field of a record: first and last position of each match."""
        postings = self._postings.get(field)
        if postings is not None:
            index = postings.index(doc)
            return [(p, p) for p in postings.positions(index)] if index >= 0 else []
        found = []
        for keys, width in self._keys.get(field, ()):
            low, high = np.searchsorted(keys, (doc << _POSITION_BITS, (doc + 1) << _POSITION_BITS))
            positions = (keys[low:high] & _POSITION).tolist()
            found += [(position, position + width - 1) for position in positions]
        return found

    def has(self, field: str) -> bool:
        """Whether the leaf matches in a field of any record, deleted ones too."""
        return field in self._postings or field in self._keys

    def is_in(self, doc: int, field: str) -> bool:
        """Whether the leaf matches in a field of a record."""
        postings = self._postings.get(field)
        if postings is not None:
            return postings.index(doc) >= 0
        return field in self._keys and bool(self.places(doc, field))

    def _look_up(self, word: str, fields: Iterable[str]) -> None:
        """Find a stem: the arrays are used as they are."""
        segment = self._view.segment
        term = segment.terms.find(word)
        if term < 0:
            return
        for field in fields:
            postings = segment.fields[field].find(term)
            if postings is not None:
                self._postings[field] = postings
                self._add(field, postings.docs.astype(np.intp), postings.counts)

    def _find(self, leaf: Leaf, fields: Iterable[str]) -> None:
        """Find what needs positions."""
        segment = self._view.segment
        for field in fields:
            ways = [way for way in _ways(segment, segment.fields[field], leaf) if len(way[0])]
            if not ways:
                continue
            self._keys[field] = ways
            keys = ways[0][0] if len(ways) == 1 else np.unique(np.concatenate([w[0] for w in ways]))
            docs, counts = np.unique(keys >> _POSITION_BITS, return_counts=True)
            self._add(field, docs, counts)

    def _add_values(self, wanted: Iterable[tuple[str, str]]) -> None:
        for name, value in wanted:
            docs = self._view.segment.value(name, value)
            if len(docs):
                self._add(None, docs.astype(np.intp), np.ones(len(docs)))

    def _add(self, field: str | None, docs: Array, counts: Array) -> None:
        alive = self._view.alive
        if alive is not None:
            kept = alive[docs]
            docs, counts = docs[kept], counts[kept]
        if len(docs):
            self.matches.append(Matches(field, docs, counts))


def one_word(leaf: Leaf) -> str:
    """The word of a prefix or fuzzy leaf, folded; of a compound the whole."""
    return max(tokenize(leaf.text), key=lambda token: token.parts).word


def _single_stem(leaf: Leaf) -> str | None:
    """The stem of a leaf that is one plain word; None for anything else."""
    if not isinstance(leaf, Word | Phrase) or leaf.field == "author":
        return None
    tokens = list(tokenize(leaf.text))
    return stem(tokens[0].word) if len(tokens) == 1 else None


def _ways(segment: Segment, field: FieldPostings, leaf: Leaf) -> list[tuple[Keys, int]]:
    """The ways in which a leaf matches in a field: occurrences, and how many words each spans."""
    if isinstance(leaf, Prefix):
        forms = [form for _, form in segment.forms_from(one_word(leaf))]
        return [(_forms_keys(field, forms), 1)]
    if isinstance(leaf, Fuzzy):
        near = forms_within(segment, one_word(leaf), leaf.distance)
        return [(_forms_keys(field, [segment.form(word) for word in near]), 1)]
    tokens = list(tokenize(leaf.text))
    exact = field.name == "author"
    parts = [token for token in tokens if token.parts == 1]
    ways = [(_phrase_keys(segment, field, parts, exact=exact), len(parts))]
    if isinstance(leaf, Word):
        wholes = [token for token in tokens if token.parts > 1]
        ways += [(_phrase_keys(segment, field, [whole], exact=exact), 1) for whole in wholes]
    return ways


def _phrase_keys(
    segment: Segment, field: FieldPostings, tokens: Sequence[Token], *, exact: bool
) -> Keys:
    """Where the words stand side by side; the rarest are looked at first."""
    words: list[tuple[int, Postings, int | None]] = []
    for offset, token in enumerate(tokens):
        if exact:
            form = segment.form(token.word)
            term, code = (form.term, form.code) if form else (-1, None)
        else:
            term, code = segment.terms.find(stem(token.word)), None
        postings = field.find(term) if term >= 0 else None
        if postings is None:
            return _NO_KEYS
        words.append((offset, postings, code))
    words.sort(key=lambda word: len(word[1].docs))
    docs = words[0][1].docs
    for _, postings, _ in words[1:]:
        docs = docs[_contains(postings.docs, docs)]
        if not len(docs):
            return _NO_KEYS
    keys = _NO_KEYS
    for number, (offset, postings, code) in enumerate(words):
        chosen = None
        if len(docs) < len(postings.docs):
            chosen = np.searchsorted(postings.docs, docs)
        found = _keys(postings, chosen, code) - offset
        keys = found if number == 0 else keys[_contains(found, keys)]
    return keys


def _forms_keys(field: FieldPostings, forms: Iterable[Form | None]) -> Keys:
    """Where any of the spellings stands."""
    codes: dict[int, list[int]] = {}
    for form in forms:
        if form is not None:
            codes.setdefault(form.term, []).append(form.code)
    found = []
    for term, wanted in codes.items():
        postings = field.find(term)
        if postings is not None:
            found.append(_keys(postings, None, wanted))
    return np.unique(np.concatenate(found)) if found else _NO_KEYS


def _keys(postings: Postings, chosen: Array | None, codes: int | list[int] | None) -> Keys:
    owners, positions, forms = postings.occurrences(chosen)
    if codes is not None:
        kept = np.isin(forms, codes)
        owners, positions = owners[kept], positions[kept]
    docs = postings.docs.astype(np.int64)[owners]
    return np.asarray(docs << _POSITION_BITS | positions.astype(np.int64))


def _contains(inside: Array, values: Array) -> npt.NDArray[np.bool_]:
    """For each value whether it is in the sorted array."""
    at = np.searchsorted(inside, values)
    at[at == len(inside)] = 0
    return np.asarray(inside[at] == values) if len(inside) else np.zeros(len(values), np.bool_)


def _identifiers(text: str) -> list[tuple[str, str]]:
    """A word that looks like an identifier is looked for among the references, too."""
    plain = fold(text).strip(".,;#/")
    address = _PUBMED_ADDRESS.search(plain)
    if address:
        return [("pmid", address[1])]
    if plain.isdigit() and 4 < len(plain) < 10:
        return [("pmid", plain), ("painsci", plain)]
    if plain.startswith("pmc") and plain[3:].isdigit():
        return [("pmcid", plain)]
    if "10." in plain and "/" in plain:
        return [("doi", plain[plain.index("10.") :])]
    return []
