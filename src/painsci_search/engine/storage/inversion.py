"""Inversion: the occurrences of words in a field in; its postings, by stem and record, out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from painsci_search.engine.storage.column_writer import ColumnWriter
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.field_postings import SKIP_INTERVAL, code_bits
from painsci_search.native import Buffer, compiled


class Occurrences(NamedTuple):
    """The occurrences of words in a field: columns of equal length, by record and position."""

    terms: Array
    docs: Array
    positions: Array
    codes: Array


def write_field(writer: ColumnWriter, name: str, found: Occurrences, size: int) -> None:
    """Write the postings of a field from its occurrences.

    Args:
        size: the number of terms of the segment.
    """
    bits = code_bits(int(found.positions.max(initial=0)), int(found.codes.max(initial=0)))
    columns = (np.frombuffer(column, np.uint32) for column in invert(found, size, bits))
    terms, first, docs, counts, skips, positions, codes = columns
    writer.add(f"{name}.terms", terms)
    writer.add(f"{name}.first", first)
    writer.add(f"{name}.docs", docs)
    writer.add(f"{name}.counts", counts)
    writer.add(f"{name}.skips", skips)
    writer.add(f"{name}.bits", np.array([bits]))
    writer.add(f"{name}.positions", positions)
    writer.add(f"{name}.codes", codes)


@compiled
def invert(
    found: Occurrences, size: int, bits: int
) -> tuple[Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer]:
    """Return the postings of a field: its columns in a segment, of uint32.

    Args:
        found: columns of uint32.
        size: the number of terms of the segment.
        bits: the number of low bits of a position that hold the code; 0 if they are apart.

    Returns:
        The terms that occur; for each its first posting, with the end of the last; the record of
        each posting, and its number of occurrences; the first occurrence of every 64th posting,
        with the end of the last; positions; and codes, none if they are in the positions.
    """
    terms, docs, positions, codes = found
    if len(terms) and int(terms.max()) >= size:
        raise ValueError("a term beyond the last")
    order = _stable_order(terms)
    terms, docs = terms[order], docs[order]
    new = np.ones(len(terms), np.bool_)
    new[1:] = (terms[1:] != terms[:-1]) | (docs[1:] != docs[:-1])
    begins = np.flatnonzero(new)
    heads = terms[begins]
    term_begins = _begins(heads)
    packed = positions << bits | codes if bits else positions
    columns = (
        heads[term_begins],
        np.append(term_begins, len(heads)),
        docs[begins],
        np.diff(np.append(begins, len(terms))),
        np.append(begins[::SKIP_INTERVAL], len(terms)),
        packed[order],
        codes[:0] if bits else codes[order],
    )
    one, two, three, four, five, six, seven = (column.astype(np.uint32) for column in columns)
    return one, two, three, four, five, six, seven


def _begins(values: Array) -> Array:
    """Return the indices at which runs of equal values begin."""
    return np.flatnonzero(np.append(values[:1] == values[:1], values[1:] != values[:-1]))


def _stable_order(values: Array) -> Array:
    """Return the stable sorting order of uint32 values.

    The two halves are sorted one after the other, since NumPy has a radix sort for 16 bits only.
    """
    low = np.argsort((values & 0xFFFF).astype(np.uint16), kind="stable")
    if int(values.max(initial=0)) < 1 << 16:
        return low
    high = np.argsort((values >> 16).astype(np.uint16)[low], kind="stable")
    return low[high]


def number_within(groups: Array) -> Array:
    """Number the members of each group from 0, in the order of their indices."""
    order = np.argsort(groups, kind="stable")
    inside = groups[order]
    begins = _begins(inside)
    number = np.arange(len(groups)) - np.repeat(begins, np.diff(np.append(begins, len(groups))))
    codes = np.empty(len(groups), np.int64)
    codes[order] = number
    return codes
