"""Merging: several segments in; one segment of their live records out.

Postings are read and written for a range of stems at a time, so that memory grows with the number
of stems and records, not of occurrences. The result has the postings that one builder would have
made of the live records.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import pairwise
from typing import IO, NamedTuple

import numpy as np

from painsci_search.engine.storage.builder import number_within, write_ids, write_values
from painsci_search.engine.storage.columns import Array, ColumnWriter, narrowest, new_file
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.manifest import SegmentEntry, new_name
from painsci_search.engine.storage.segment import (
    MOST_USES,
    SKIP_INTERVAL,
    SUFFIX,
    FieldPostings,
    Segment,
    code_bits,
)
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.records import FIELDS

# Occurrences in memory at a time, some tens of bytes each, unless one stem alone has more.
_CHUNK = 1_000_000
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
        docs: the new number of each record; -1 for a deleted one.
        terms: the new number of each stem.
        codes: the new code of each form, in the order of old stem and old code.
        code_begins: the index of each stem's first form in that order.
    """

    segment: Segment
    docs: Array
    terms: Array
    codes: Array
    code_begins: Array


def merge(folder: Folder, views: Sequence[SegmentView]) -> SegmentEntry:
    """Write a new segment with the live records of `views`, in their order."""
    name = new_name(SUFFIX)
    segments = [view.segment for view in views]
    live = [
        np.ones(view.segment.size, np.bool_) if view.live is None else view.live for view in views
    ]
    with closing(ColumnWriter(folder, new_file(name))) as writer:
        sources = _merge_words(writer, segments, live)
        count = sum(int(kept.sum()) for kept in live)
        for field in FIELDS:
            _merge_field(writer, folder, field, sources, count)
            lengths = [s.fields[field].length.all()[a] for s, a in zip(segments, live, strict=True)]
            writer.add(f"{field}.length", np.concatenate(lengths))
        _merge_records(writer, segments, live)
        _merge_values(writer, sources)
        return SegmentEntry(name, writer.finish())


def _merge_words(writer: ColumnWriter, segments: list[Segment], live: list[Array]) -> list[_Source]:
    """Write the stems and forms of all segments, numbered anew."""
    own_terms = [segment.terms.list() for segment in segments]
    own_forms = [segment.forms.list() for segment in segments]
    terms = sorted(set().union(*own_terms))
    forms = sorted(set().union(*own_forms))
    term_rank = {term: number for number, term in enumerate(terms)}
    form_rank = {form: number for number, form in enumerate(forms)}
    term_of_form = np.zeros(len(forms), np.int64)
    uses = np.zeros(len(forms), np.int64)
    maps = []
    for segment, old_terms, old_forms in zip(segments, own_terms, own_forms, strict=True):
        new_terms = np.array([term_rank[term] for term in old_terms], np.int64)
        new_forms = np.array([form_rank[form] for form in old_forms], np.int64)
        old = segment.columns["forms.term"].all().astype(np.int64)
        term_of_form[new_forms] = new_terms[old]
        uses[new_forms] += segment.columns["forms.uses"].all()
        maps.append((new_terms, new_forms, old))
    codes = number_within(term_of_form)
    writer.add_strings("terms", terms)
    writer.add_strings("forms", forms)
    writer.add("forms.term", term_of_form)
    writer.add("forms.code", codes)
    writer.add("forms.uses", np.minimum(uses, MOST_USES))
    sources, base = [], 0
    for segment, kept, (new_terms, new_forms, old) in zip(segments, live, maps, strict=True):
        docs = np.where(kept, np.cumsum(kept) - 1 + base, -1)
        base += int(kept.sum())
        in_order = np.argsort(old, kind="stable")
        begins = np.searchsorted(old[in_order], np.arange(len(new_terms)))
        sources.append(_Source(segment, docs, new_terms, codes[new_forms][in_order], begins))
    return sources


def _merge_field(
    writer: ColumnWriter, folder: Folder, name: str, sources: list[_Source], count: int
) -> None:
    """Write the postings of a field."""
    fields = [source.segment.fields[name] for source in sources]
    position = max(field.positions.highest() >> field.bits for field in fields)
    code = max(int(source.codes.max(initial=0)) for source in sources)
    bits = code_bits(position, code)
    kinds = {
        "docs": narrowest(count),
        "counts": narrowest(max(field.counts.highest() for field in fields)),
        "positions": narrowest(position << bits | code if bits else position),
        "codes": narrowest(code),
    }
    terms: list[Array] = []
    firsts: list[Array] = [np.zeros(1, np.int64)]
    skips: list[Array] = []
    postings = occurrences = 0
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {
            column: stack.enter_context(folder.spool()) for column in kinds
        }
        for chunk in _chunks(fields, sources):
            heads, sizes = np.unique(chunk.terms, return_counts=True)
            terms.append(heads)
            firsts.append(postings + np.cumsum(sizes))
            begins = occurrences + np.cumsum(chunk.counts) - chunk.counts
            skips.append(begins[-postings % SKIP_INTERVAL :: SKIP_INTERVAL])
            postings += len(chunk.docs)
            occurrences += len(chunk.positions)
            if bits:
                packed = chunk.positions.astype(np.int64) << bits | chunk.codes
                chunk = chunk._replace(positions=packed, codes=chunk.codes[:0])  # noqa: PLW2901
            for column, kind in kinds.items():
                files[column].write(getattr(chunk, column).astype(kind).tobytes())
        writer.add(f"{name}.bits", np.array([bits]))
        writer.add(f"{name}.terms", np.concatenate([np.zeros(0, np.int64), *terms]))
        writer.add(f"{name}.first", np.concatenate(firsts))
        writer.add(f"{name}.skips", np.concatenate([*skips, np.array([occurrences])]))
        for column, kind in kinds.items():
            writer.stream(f"{name}.{column}", kind, _read(files[column], kind))


def _read(file: IO[bytes], kind: str) -> Iterator[Array]:
    file.seek(0)
    while data := file.read(1 << 20):
        yield np.frombuffer(data, kind)


class _Chunk(NamedTuple):
    """Postings of a range of stems, by stem and record.

    Attributes:
        terms, docs, counts: one item per posting.
        positions, codes: one item per occurrence.
    """

    terms: Array
    docs: Array
    counts: Array
    positions: Array
    codes: Array


def _chunks(fields: list[FieldPostings], sources: list[_Source]) -> Iterator[_Chunk]:
    """Yield the merged postings of a field, about `_CHUNK` occurrences at a time."""
    new_terms = [
        source.terms[field.terms.all()] for field, source in zip(fields, sources, strict=True)
    ]
    every = np.concatenate(new_terms)
    sizes = np.concatenate([_occurrences_of(field) for field in fields])
    order = np.argsort(every, kind="stable")
    heads, begins = np.unique(every[order], return_index=True)
    weights = np.add.reduceat(sizes[order], begins) if len(heads) else sizes
    number = np.cumsum(weights) // _CHUNK
    edges = np.flatnonzero(np.diff(number, prepend=-1))
    for low, high in pairwise([*edges, len(heads)]):
        first, last = heads[low], heads[high - 1]
        parts = []
        for field, source, own in zip(fields, sources, new_terms, strict=True):
            begin = int(np.searchsorted(own, first))
            end = int(np.searchsorted(own, last, "right"))
            parts.append(_renumbered(field, source, begin, end))
        yield _joined(parts)


def _occurrences_of(field: FieldPostings) -> Array:
    """Return the number of occurrences of each stem of a field."""
    first = field.first.all().astype(np.int64)
    totals = np.append(0, np.cumsum(field.counts.all(), dtype=np.int64))
    return np.diff(totals[first])


def _renumbered(field: FieldPostings, source: _Source, begin: int, end: int) -> _Chunk:
    """Return the live postings of the stems from `begin` to `end`, with their new numbers."""
    first = field.first.slice(begin, end + 1).astype(np.int64)
    postings = field.postings(int(first[0]), int(first[-1]))
    terms = np.repeat(field.terms.slice(begin, end).astype(np.int64), np.diff(first))
    docs = source.docs[postings.docs]
    kept = np.flatnonzero(docs >= 0)
    owners, positions, codes = postings.occurrences(None if len(kept) == len(docs) else kept)
    forms = source.code_begins[terms[owners]] + codes
    return _Chunk(
        source.terms[terms[kept]],
        docs[kept],
        postings.counts[kept].astype(np.int64),
        positions,
        source.codes[forms],
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


def _merge_records(writer: ColumnWriter, segments: list[Segment], live: list[Array]) -> None:
    """Write kinds, articles, anchors, ids and stored records of the live records, unchanged."""
    kinds, articles, anchors, ids, sizes = [], [], [], [], []
    base = 0
    for segment, kept in zip(segments, live, strict=True):
        kinds.append(segment.kinds()[kept])
        left, numbers = np.unique(segment.articles()[kept], return_inverse=True)
        articles.append(numbers + base)
        base += len(left)
        old_ids = segment.ids.list()
        ids += [old_ids[number] for number in left.tolist()]
        old_anchors = segment.anchors.list()
        anchors += [old_anchors[number] for number in np.flatnonzero(kept).tolist()]
        starts = segment.columns["stored.start"].all().astype(np.int64)
        sizes.append(np.diff(starts)[kept])
    article = np.concatenate(articles)
    writer.add("records.kind", np.concatenate(kinds))
    writer.add("records.article", article)
    writer.add("articles.first", np.searchsorted(article, np.arange(len(ids) + 1)))
    writer.add_strings("anchors", anchors)
    write_ids(writer, ids)
    writer.stream("stored.data", "|u1", _stored(segments, live))
    writer.add("stored.start", np.append(0, np.cumsum(np.concatenate(sizes))))


def _stored(segments: list[Segment], live: list[Array]) -> Iterator[Array]:
    for segment, kept in zip(segments, live, strict=True):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], kept.astype(np.int8), [0]))))
        for first, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            starts = segment.columns["stored.start"].whole()
            yield segment.columns["stored.data"].slice(starts[first], starts[end])


def _merge_values(writer: ColumnWriter, sources: list[_Source]) -> None:
    values: dict[tuple[str, str], list[int]] = defaultdict(list)
    for source in sources:
        for key, docs in source.segment.all_values():
            new = source.docs[docs]
            if len(kept := new[new >= 0]):
                values[key] += kept.tolist()
    write_values(writer, values)
