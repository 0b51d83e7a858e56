"""Several segments made into one, without their deleted records.

Postings are read and written a run of words at a time, so that memory grows with the number of
words and records, not with that of their occurrences; the postings are those that one builder
would have made of the living records.
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
from painsci_search.engine.storage.columns import Array, ColumnWriter, empty_draft, narrowest
from painsci_search.engine.storage.folder import Folder
from painsci_search.engine.storage.manifest import SegmentEntry, new_name
from painsci_search.engine.storage.segment import (
    MOST_USES,
    SPOT,
    SUFFIX,
    FieldPostings,
    Segment,
    code_bits,
)
from painsci_search.engine.storage.snapshot import SegmentView
from painsci_search.records import FIELDS

# Occurrences that are held in memory at a time, unless one word alone has more.
_CHUNK = 1_000_000
# Segments of about the same size are merged when there are so many of them.
_FACTOR = 4
# Words; segments with fewer count as of one size.
_SMALL = 50_000


def choose(sizes: Sequence[int], living: Sequence[float]) -> list[int]:
    """Choose which segments to merge, so that their number stays logarithmic.

    Args:
        sizes: words in each segment.
        living: the share of its records that is not deleted.

    Returns:
        Indices; none where no merge is due.
    """
    tiers: dict[int, list[int]] = defaultdict(list)
    for index, size in enumerate(sizes):
        tiers[max(0, math.ceil(math.log(max(size, 1) / _SMALL, _FACTOR)))].append(index)
    for tier in sorted(tiers):
        if len(tiers[tier]) >= _FACTOR:
            return tiers[tier]
    return [index for index, share in enumerate(living) if share < 0.5][:1]


class _Source(NamedTuple):
    """A segment on its way into another.

    Attributes:
        docs: for each record its new number, -1 for a deleted one.
        terms: for each stem its new number.
        codes: for each form's place in (stem, code) order, the form's new code.
        code_begins: for each stem where its forms begin in that order.
    """

    segment: Segment
    docs: Array
    terms: Array
    codes: Array
    code_begins: Array


def merge(folder: Folder, views: Sequence[SegmentView]) -> SegmentEntry:
    """Write a new segment with the living records of others, in their order."""
    name = new_name(SUFFIX)
    segments = [view.segment for view in views]
    alive = [
        np.ones(view.segment.size, np.bool_) if view.alive is None else view.alive for view in views
    ]
    with closing(ColumnWriter(folder, empty_draft(name))) as writer:
        sources = _merge_words(writer, segments, alive)
        count = sum(int(kept.sum()) for kept in alive)
        for field in FIELDS:
            _merge_field(writer, folder, field, sources, count)
            lengths = [
                s.fields[field].length.all()[a] for s, a in zip(segments, alive, strict=True)
            ]
            writer.add(f"{field}.length", np.concatenate(lengths))
        _merge_records(writer, segments, alive)
        _merge_values(writer, sources)
        return SegmentEntry(name, writer.seal())


def _merge_words(
    writer: ColumnWriter, segments: list[Segment], alive: list[Array]
) -> list[_Source]:
    """Write the words of all segments, numbered anew."""
    own_terms = [segment.terms.list() for segment in segments]
    own_forms = [segment.forms.list() for segment in segments]
    terms = sorted(set().union(*own_terms))
    forms = sorted(set().union(*own_forms))
    term_rank = {term: number for number, term in enumerate(terms)}
    form_rank = {form: number for number, form in enumerate(forms)}
    term_of_form = np.zeros(len(forms), np.int64)
    uses = np.zeros(len(forms), np.int64)
    maps = []
    for segment, mine, spelled in zip(segments, own_terms, own_forms, strict=True):
        new_terms = np.array([term_rank[term] for term in mine], np.int64)
        new_forms = np.array([form_rank[form] for form in spelled], np.int64)
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
    for segment, kept, (new_terms, new_forms, old) in zip(segments, alive, maps, strict=True):
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
    position = max(field.places.highest() >> field.bits for field in fields)
    code = max(int(source.codes.max(initial=0)) for source in sources)
    bits = code_bits(position, code)
    kinds = {
        "docs": narrowest(count),
        "counts": narrowest(max(field.counts.highest() for field in fields)),
        "places": narrowest(position << bits | code if bits else position),
        "codes": narrowest(code),
    }
    terms: list[Array] = []
    firsts: list[Array] = [np.zeros(1, np.int64)]
    spots: list[Array] = []
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
            spots.append(begins[-postings % SPOT :: SPOT])
            postings += len(chunk.docs)
            occurrences += len(chunk.places)
            if bits:
                packed = chunk.places.astype(np.int64) << bits | chunk.codes
                chunk = chunk._replace(places=packed, codes=chunk.codes[:0])  # noqa: PLW2901
            for column, kind in kinds.items():
                files[column].write(getattr(chunk, column).astype(kind).tobytes())
        writer.add(f"{name}.bits", np.array([bits]))
        writer.add(f"{name}.terms", np.concatenate([np.zeros(0, np.int64), *terms]))
        writer.add(f"{name}.first", np.concatenate(firsts))
        writer.add(f"{name}.spots", np.concatenate([*spots, np.array([occurrences])]))
        for column, kind in kinds.items():
            writer.stream(f"{name}.{column}", kind, _read(files[column], kind))


def _read(file: IO[bytes], kind: str) -> Iterator[Array]:
    file.seek(0)
    while data := file.read(1 << 20):
        yield np.frombuffer(data, kind)


class _Chunk(NamedTuple):
    """Postings of a run of words, by word and record; terms, docs and counts are as long."""

    terms: Array
    docs: Array
    counts: Array
    places: Array
    codes: Array


def _chunks(fields: list[FieldPostings], sources: list[_Source]) -> Iterator[_Chunk]:
    """Yield the merged postings of a field, as many words at a time as memory allows."""
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
        for field, source, mine in zip(fields, sources, new_terms, strict=True):
            begin = int(np.searchsorted(mine, first))
            end = int(np.searchsorted(mine, last, "right"))
            parts.append(_renumbered(field, source, begin, end))
        yield _joined(parts)


def _occurrences_of(field: FieldPostings) -> Array:
    """How many occurrences each word of a field has."""
    first = field.first.all().astype(np.int64)
    totals = np.append(0, np.cumsum(field.counts.all(), dtype=np.int64))
    return np.diff(totals[first])


def _renumbered(field: FieldPostings, source: _Source, begin: int, end: int) -> _Chunk:
    """The living postings of a segment's words from begin to end, with their new numbers."""
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
    inside = np.arange(len(joined.places)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    at = np.repeat(begins[order], sizes) + inside
    return _Chunk(
        joined.terms[order], joined.docs[order], sizes, joined.places[at], joined.codes[at]
    )


def _merge_records(writer: ColumnWriter, segments: list[Segment], alive: list[Array]) -> None:
    """Write kinds, articles, anchors, ids and stored records as they are."""
    kinds, articles, anchors, ids, sizes = [], [], [], [], []
    base = 0
    for segment, kept in zip(segments, alive, strict=True):
        kinds.append(segment.kinds()[kept])
        mine = segment.articles()[kept]
        left, numbers = np.unique(mine, return_inverse=True)
        articles.append(numbers + base)
        base += len(left)
        names = segment.ids.list()
        ids += [names[number] for number in left.tolist()]
        spelled = segment.anchors.list()
        anchors += [spelled[number] for number in np.flatnonzero(kept).tolist()]
        starts = segment.columns["stored.start"].all().astype(np.int64)
        sizes.append(np.diff(starts)[kept])
    article = np.concatenate(articles)
    writer.add("records.kind", np.concatenate(kinds))
    writer.add("records.article", article)
    writer.add("articles.first", np.searchsorted(article, np.arange(len(ids) + 1)))
    writer.add_strings("anchors", anchors)
    write_ids(writer, ids)
    writer.stream("stored.data", "|u1", _stored(segments, alive))
    writer.add("stored.start", np.append(0, np.cumsum(np.concatenate(sizes))))


def _stored(segments: list[Segment], alive: list[Array]) -> Iterator[Array]:
    for segment, kept in zip(segments, alive, strict=True):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], kept.astype(np.int8), [0]))))
        for first, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            starts = segment.columns["stored.start"].whole()
            yield segment.columns["stored.data"].slice(starts[first], starts[end])


def _merge_values(writer: ColumnWriter, sources: list[_Source]) -> None:
    values: dict[tuple[str, str], list[int]] = defaultdict(list)
    for source in sources:
        for key, docs in source.segment.all_values():
            new = source.docs[docs]
            if len(living := new[new >= 0]):
                values[key] += living.tolist()
    write_values(writer, values)
