"""Inversion: the occurrences of words in a field in; its postings, by stem and record, out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from painsci_search.engine.storage.column_writer import ColumnWriter
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import SKIP_INTERVAL, code_bits


class Occurrences(NamedTuple):
    """The occurrences of words in a field: columns of equal length, by record and position."""

    terms: Array
    docs: Array
    positions: Array
    codes: Array


def write_field(writer: ColumnWriter, name: str, found: Occurrences) -> None:
    """Write the postings of a field from its occurrences."""
    order = _stable_order(found.terms)
    terms, docs = found.terms[order], found.docs[order]
    new = np.ones(len(terms), np.bool_)
    new[1:] = (terms[1:] != terms[:-1]) | (docs[1:] != docs[:-1])
    begins = np.flatnonzero(new)
    heads = terms[begins]
    term_begins = _begins(heads)
    writer.add(f"{name}.terms", heads[term_begins])
    writer.add(f"{name}.first", np.append(term_begins, len(heads)))
    writer.add(f"{name}.docs", docs[begins])
    writer.add(f"{name}.counts", np.diff(np.append(begins, len(terms))))
    writer.add(f"{name}.skips", np.append(begins[::SKIP_INTERVAL], len(terms)))
    del terms, docs, new, begins, heads
    codes, positions = found.codes, found.positions
    bits = code_bits(int(positions.max(initial=0)), int(codes.max(initial=0)))
    packed = positions << bits | codes if bits else positions
    writer.add(f"{name}.bits", np.array([bits]))
    writer.add(f"{name}.positions", packed[order])
    writer.add(f"{name}.codes", codes[:0] if bits else codes[order])


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
