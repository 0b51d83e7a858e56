"""Merging: several segments in; one segment of their live records out.

Postings are read and written for a range of stems at a time, those of a common stem for a range of
records. So memory grows with the number of stems and records, by some bytes each, not with the
number of occurrences. The result has the postings that one builder would have made of the live
records.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import pairwise
from typing import IO, NamedTuple

import numpy as np

from painsci_search.engine.storage.builder import write_ids, write_language, write_values
from painsci_search.engine.storage.column_writer import ColumnWriter, new_file
from painsci_search.engine.storage.columns import Array, Strings, narrowest, starts_of
from painsci_search.engine.storage.field_postings import SKIP_INTERVAL, FieldPostings, code_bits
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.inversion import number_within
from painsci_search.engine.storage.manifest import SegmentEntry, new_name
from painsci_search.engine.storage.segment import MOST_USES, SUFFIX, Segment
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.records import FIELDS

# Occurrences in memory at a time, some tens of bytes each.
_CHUNK = 400_000
# Bytes of stored records in memory at a time.
_BYTES = 1 << 22
# Segments of a tier are merged when there are this many of them; those of a tier are up to this
# many times as large as those of the tier below. A higher number leaves more segments for a query
# to visit, a lower one rewrites every record more often.
_FACTOR = 4
# Words; smaller segments are all of the lowest tier, since each costs a query about the same.
_SMALL = 50_000
# Of a segment's records; with fewer live ones it is rewritten, so that deleted records take at most
# as much room as the others.
_LEAST_LIVE = 0.5


def choose(sizes: Sequence[int], live: Sequence[float]) -> list[int]:
    """Choose segments to merge, so that their number grows with the logarithm of the words.

    Args:
        sizes: the number of words in each segment.
        live: the share of its records that is not deleted, from 0 to 1.

    Returns:
        Indices of segments; empty if no merge is due.
    """
    tiers: dict[int, list[int]] = defaultdict(list)
    for index, size in enumerate(sizes):
        tiers[max(0, math.ceil(math.log(max(size, 1) / _SMALL, _FACTOR)))].append(index)
    for tier in sorted(tiers):
        if len(tiers[tier]) >= _FACTOR:
            return tiers[tier]
    return [index for index, share in enumerate(live) if share < _LEAST_LIVE][:1]


class _Source(NamedTuple):
    """A segment that is merged, and the new numbers of all that it numbers.

    Attributes:
        live: for each record whether it is not deleted: bool, shape (records,).
        docs: the new number of each record; -1 for a deleted one.
        terms: the new number of each stem.
        codes: the new code of each form, in the order of old stem and old code.
        code_begins: the index of each stem's first form in that order.
    """

    segment: Segment
    live: Array
    docs: Array
    terms: Array
    codes: Array
    code_begins: Array


def merge(folder: Folder, views: Sequence[SegmentView]) -> SegmentEntry:
    """Write a new segment with the live records of `views`, in their order.

    Args:
        views: segments of one language.
    """
    name = new_name(SUFFIX)
    with closing(ColumnWriter(folder, new_file(name))) as writer:
        write_language(writer, views[0].segment.language)
        sources, terms = _merge_words(writer, views)
        for field in FIELDS:
            _merge_field(writer, folder, [_Input.of(source, field) for source in sources], terms)
            lengths = [source.segment.fields[field].length.all()[source.live] for source in sources]
            writer.add(f"{field}.length", np.concatenate(lengths))
        _merge_records(writer, sources)
        _merge_values(writer, sources)
        return SegmentEntry(name, writer.finish())


def _merge_words(writer: ColumnWriter, views: Sequence[SegmentView]) -> tuple[list[_Source], int]:
    """Write the stems and forms of all segments, numbered anew; return also the number of stems."""
    segments = [view.segment for view in views]
    terms, new_terms = _number_anew(segment.terms for segment in segments)
    writer.add_strings("terms", terms)
    count = len(terms)
    del terms
    forms, new_forms = _number_anew(segment.forms for segment in segments)
    writer.add_strings("forms", forms)
    term_of_form = np.zeros(len(forms), np.int32)
    uses = np.zeros(len(forms), np.int64)
    del forms
    for segment, own_terms, own_forms in zip(segments, new_terms, new_forms, strict=True):
        term_of_form[own_forms] = own_terms[segment.columns["forms.term"].all()]
        uses[own_forms] += segment.columns["forms.uses"].all()
    codes = number_within(term_of_form)
    writer.add("forms.term", term_of_form)
    writer.add("forms.code", codes)
    writer.add("forms.uses", np.minimum(uses, MOST_USES))
    sources, base = [], 0
    for view, own_terms, own_forms in zip(views, new_terms, new_forms, strict=True):
        size = view.segment.size
        live = np.ones(size, np.bool_) if view.live is None else view.live
        docs = np.where(live, np.cumsum(live) - 1 + base, -1).astype(np.int32)
        base += int(np.count_nonzero(live))
        old = view.segment.columns["forms.term"].all()
        in_order = np.argsort(old, kind="stable")
        begins = np.searchsorted(old[in_order], np.arange(len(own_terms))).astype(np.int32)
        own_codes = codes[own_forms][in_order].astype(np.int32)
        sources.append(_Source(view.segment, live, docs, own_terms, own_codes, begins))
        view.segment.columns.release()
    return sources, count


def _number_anew(lists: Iterable[Strings]) -> tuple[list[str], list[Array]]:
    """Return the strings of sorted lists as one, and the numbers in it of those of each list."""
    number: dict[str, int] = {}
    found = []
    for strings in lists:
        own = strings.list()
        new = [string for string in own if string not in number]
        number.update(zip(new, range(len(number), len(number) + len(new)), strict=True))
        found.append(np.fromiter(map(number.__getitem__, own), np.int32, len(own)))
    in_order = sorted(number)
    rank = np.empty(len(number), np.int32)
    rank[np.fromiter(map(number.__getitem__, in_order), np.int64, len(rank))] = np.arange(len(rank))
    return in_order, [rank[numbers] for numbers in found]


class _Input(NamedTuple):
    """A field of a segment that is merged.

    Attributes:
        terms: the new number of each stem of the field, ascending.
    """

    field: FieldPostings
    source: _Source
    terms: Array

    @staticmethod
    def of(source: _Source, name: str) -> _Input:
        """Return the field with a name."""
        field = source.segment.fields[name]
        return _Input(field, source, source.terms[field.terms.all()])


def _merge_field(writer: ColumnWriter, folder: Folder, inputs: list[_Input], count: int) -> None:
    """Write the postings of a field.

    Args:
        count: the number of stems.
    """
    name = inputs[0].field.name
    records = max(int(each.source.docs.max(initial=0)) for each in inputs) + 1
    position = max(each.field.positions.highest() >> each.field.bits for each in inputs)
    code = max(int(each.source.codes.max(initial=0)) for each in inputs)
    bits = code_bits(position, code)
    kinds = {
        "docs": narrowest(records),
        "counts": narrowest(max(each.field.counts.highest() for each in inputs)),
        "positions": narrowest(position << bits | code if bits else position),
        "codes": narrowest(code),
    }
    sizes = np.zeros(count, np.int64)
    skips: list[Array] = []
    postings = occurrences = 0
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {
            column: stack.enter_context(folder.spool()) for column in kinds
        }
        for chunk in _chunks(inputs, count):
            heads, numbers = np.unique(chunk.terms, return_counts=True)
            sizes[heads] += numbers
            begins = occurrences + np.cumsum(chunk.counts) - chunk.counts
            # a copy: a slice would keep all that it is of
            skips.append(begins[-postings % SKIP_INTERVAL :: SKIP_INTERVAL].copy())
            postings += len(chunk.docs)
            occurrences += len(chunk.positions)
            if bits:
                packed = chunk.positions.astype(np.int64) << bits | chunk.codes
                chunk = chunk._replace(positions=packed, codes=chunk.codes[:0])  # noqa: PLW2901
            for column, kind in kinds.items():
                files[column].write(getattr(chunk, column).astype(kind).tobytes())
        terms = np.flatnonzero(sizes)
        writer.add(f"{name}.bits", np.array([bits]))
        writer.add(f"{name}.terms", terms)
        writer.add(f"{name}.first", starts_of(sizes[terms].tolist()))
        writer.add(f"{name}.skips", np.concatenate([*skips, np.array([occurrences])]))
        for column, kind in kinds.items():
            writer.stream(f"{name}.{column}", kind, _read(files[column], kind))


def _read(file: IO[bytes], kind: str) -> Iterator[Array]:
    file.seek(0)
    while data := file.read(1 << 20):
        yield np.frombuffer(data, kind)


class _Chunk(NamedTuple):
    """Postings of a range of stems, or some of those of one stem, by stem and record.

    Attributes:
        terms, docs, counts: one item per posting.
        positions, codes: one item per occurrence.
    """

    terms: Array
    docs: Array
    counts: Array
    positions: Array
    codes: Array


def _chunks(inputs: list[_Input], count: int) -> Iterator[_Chunk]:
    """Yield the merged postings of a field, about `_CHUNK` occurrences at a time.

    The memory of what was read is given back after each.
    """
    for first, end in pairwise(_edges(inputs, count)):
        parts = _renumbered_parts(inputs, first, end)
        if end - first == 1:
            yield from parts
        elif chunks := list(parts):
            yield _joined(chunks)
        for each in inputs:
            each.field.columns.release()


def _renumbered_parts(inputs: list[_Input], first: int, end: int) -> Iterator[_Chunk]:
    """Yield the postings of the stems from `first` to `end`, about `_CHUNK` occurrences at most."""
    for each in inputs:
        low, high = np.searchsorted(each.terms, (first, end)).tolist()
        if low < high:
            begins = each.field.first.whole()
            for piece in _pieces(each.field, begins[low], begins[high]):
                yield _renumbered(each, (low, high), piece)


def _edges(inputs: list[_Input], count: int) -> list[int]:
    """Return the numbers of stems that divide them so that few have about `_CHUNK` occurrences.

    A stem with more is alone.
    """
    weights = np.zeros(count, np.int64)
    for each in inputs:
        before = _skips_of(each.field)[each.field.first.all() // SKIP_INTERVAL]
        weights[each.terms] += np.diff(before)
    number = np.cumsum(weights) // _CHUNK
    changes = np.flatnonzero(number[1:] != number[:-1]) + 1
    alone = np.flatnonzero(weights > _CHUNK)
    edges: list[int] = np.unique(np.concatenate(([0], changes, alone, alone + 1, [count]))).tolist()
    return edges


def _skips_of(field: FieldPostings) -> Array:
    """Return the skip list of a field, about how many occurrences precede a posting: int64."""
    return np.minimum(field.skips.all(), len(field.positions)).astype(np.int64)


def _pieces(field: FieldPostings, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Divide a range of postings into ranges of about `_CHUNK` occurrences."""
    entry = low // SKIP_INTERVAL
    number = _skips_of(field)[entry : high // SKIP_INTERVAL] // _CHUNK
    cuts = (np.flatnonzero(number[1:] != number[:-1]) + 1 + entry) * SKIP_INTERVAL
    return pairwise([low, *cuts.tolist(), high])


def _renumbered(each: _Input, stems: tuple[int, int], piece: tuple[int, int]) -> _Chunk:
    """Return live postings with their new numbers.

    Args:
        stems: the range of the field's stems that the postings are of.
        piece: the range of the postings.
    """
    field, source = each.field, each.source
    first = np.clip(field.first.slice(stems[0], stems[1] + 1).astype(np.int64), *piece)
    own = np.repeat(np.arange(stems[1] - stems[0]), np.diff(first))
    postings = field.postings(*piece)
    docs = source.docs[postings.docs]
    kept = np.flatnonzero(docs >= 0)
    owners, positions, codes = postings.occurrences(None if len(kept) == len(docs) else kept)
    old_terms = field.terms.slice(*stems)[own[owners]]
    return _Chunk(
        each.terms[stems[0] : stems[1]][own[kept]],
        docs[kept],
        postings.counts[kept].astype(np.int64),
        positions,
        source.codes[source.code_begins[old_terms] + codes],
    )


def _joined(parts: list[_Chunk]) -> _Chunk:
    joined = _Chunk(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    order = np.argsort(joined.terms, kind="stable")
    begins = np.cumsum(joined.counts) - joined.counts
    sizes = joined.counts[order]
    inside = np.arange(len(joined.positions)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    at = np.repeat(begins[order], sizes) + inside
    return _Chunk(
        joined.terms[order], joined.docs[order], sizes, joined.positions[at], joined.codes[at]
    )


def _merge_records(writer: ColumnWriter, sources: list[_Source]) -> None:
    """Write kinds, articles, anchors, ids and stored records of the live records, unchanged."""
    kinds, digests, articles, ids = [], [], [], []
    base = 0
    for segment, live in ((source.segment, source.live) for source in sources):
        kinds.append(segment.kinds()[live])
        digests.append(segment.digests()[live])
        left, numbers = np.unique(segment.articles()[live], return_inverse=True)
        articles.append(numbers + base)
        base += len(left)
        old_ids = segment.ids.list()
        ids += [old_ids[number] for number in left.tolist()]
    article = np.concatenate(articles)
    writer.add("records.kind", np.concatenate(kinds))
    writer.add("records.digest", np.concatenate(digests))
    writer.add("records.article", article)
    writer.add("articles.first", np.searchsorted(article, np.arange(len(ids) + 1)))
    _copy_live(writer, sources, "anchors.text", "anchors.start")
    write_ids(writer, ids)
    _copy_live(writer, sources, "stored.data", "stored.start")


def _copy_live(writer: ColumnWriter, sources: list[_Source], data: str, start: str) -> None:
    """Write the bytes that each live record has in a column, and where they start."""
    writer.stream(data, "|u1", _live_bytes(sources, data, start))
    sizes = [
        np.diff(source.segment.columns[start].all().astype(np.int64))[source.live]
        for source in sources
    ]
    writer.add(start, np.append(0, np.cumsum(np.concatenate(sizes))))


def _live_bytes(sources: list[_Source], data: str, start: str) -> Iterator[Array]:
    for segment, live in ((source.segment, source.live) for source in sources):
        starts = segment.columns[start].whole()
        edges = np.flatnonzero(np.diff(np.concatenate(([0], live.astype(np.int8), [0]))))
        for first, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            for low in range(starts[first], starts[end], _BYTES):
                yield segment.columns[data].slice(low, min(low + _BYTES, starts[end]))
                segment.columns.release()


def _merge_values(writer: ColumnWriter, sources: list[_Source]) -> None:
    """Write the exact values of the live records."""
    names, numbers = _number_anew(source.segment.columns.strings("values") for source in sources)
    values, docs = [], []
    for source, own in zip(sources, numbers, strict=True):
        columns = source.segment.columns
        first = columns["values.first"].all().astype(np.int64)
        new = source.docs[columns["values.docs"].all()]
        values.append(np.repeat(own, np.diff(first))[new >= 0])
        docs.append(new[new >= 0])
    value = np.concatenate(values)
    order = np.argsort(value, kind="stable")
    sizes = np.bincount(value, minlength=len(names))
    left = np.flatnonzero(sizes).tolist()
    in_order = np.concatenate(docs)[order]
    write_values(writer, [names[number] for number in left], sizes[left].tolist(), in_order)
