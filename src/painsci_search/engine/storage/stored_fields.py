"""Stored records: JSON, text and word offsets of one record to compressed bytes, and back.

Each record is compressed by itself, so that it can be read without its neighbours. DEFLATE gets the
keys of the JSON and the commonest words of the field as a preset dictionary (RFC 1950, section
2.2), since a single record is too short to compress well without one.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from painsci_search.engine.storage.columns import decode, encode

# Length of the JSON and of the text in bytes (uint32 each), and bytes per offset (uint8).
_HEADER = struct.Struct("<IIB")
# Bytes. A longer record is refused: a small forged file must not fill the memory (a "zip bomb").
# Far above any article's section; lower, and long legitimate records could not be read.
_MAX_LENGTH = 256 * 1024 * 1024
# Part of the format: after any change, records that were written before cannot be decompressed, so
# `FORMAT` in manifest.py must be raised. The likeliest strings are last, where DEFLATE encodes
# references to them in fewest bits.
_DICTIONARY = (
    b"randomised controlled trial systematic review and meta-analysis of patients with chronic low "
    b"back pain, neck pain, shoulder, knee osteoarthritis, headache, fibromyalgia, nerve, muscle, "
    b"tendon, exercise, massage, therapy, treatment, placebo, effects, evidence, clinical, study, "
    b"studies, results, compared, between, because, there is no, it is not, does not, has been, "
    b"have been, that they, which is, such as, more than, of the, in the, to the, on the, for the, "
    b"and the, from the, with the, that the, by the, at the, is a, as a, in a, of a, but it, "
    b"https://www.ncbi.nlm.nih.gov/pubmed/ https://doi.org/10.1016/j.pain.20 J Pain. Spine. BMJ. "
    b'"subtitle":null,"published":null,"updated":null,"language":"en","changes":[],"place":["","",""]'
    b'"title":"","source":"","url":null,"authors":["","pmcid":"PMC","painsci_id":"","url":"https://'
    b'"commentary":"","references":[{"raw":"","authors":["","title":"","journal":"","year":20'
    b'"volume":"","issue":"","pages":"","doi":"10.1","pmid":"}],"cited_from":[""],"anchor_in_page":'
    b'true,"sentences":[0,{"label":"","anchor":"note-","references":[],"cited_from":[],'
    b'{"anchor":"","heading":"","level":2,"path":[""],"note_refs":[["",],["],"anchor_in_page":true,'
    b'"sentences":[0,'
)
_DECODE = json.JSONDecoder().decode
# Level 1, the fastest. Copied for each record, so that the dictionary is hashed once.
_COMPRESSOR = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_DICTIONARY)


class StoredFields(NamedTuple):
    """A decompressed record.

    Attributes:
        data: the JSON.
        text: what snippets are cut from.
        steps: for each position of the text, how many characters its word starts after the
            preceding one; unsigned, shape (positions,).
    """

    data: dict[str, Any]
    text: str
    steps: Sequence[int]


def compress(data: bytes, text: str, steps: bytes, size: int) -> bytes:
    """Return a record as raw DEFLATE (RFC 1951).

    Args:
        data: JSON.
        text: what snippets are cut from.
        steps: as in `StoredFields`, as unsigned integers in the byte order of the machine.
        size: bytes in each of them: 1, 2 or 4.
    """
    encoded = encode(text)
    compressor = _COMPRESSOR.copy()
    header = _HEADER.pack(len(data), len(encoded), size)
    return compressor.compress(b"".join((header, data, encoded, steps))) + compressor.flush()


def decompress(compressed: memoryview) -> StoredFields:
    """Return the record that `compress` wrote.

    Raises:
        ValueError, struct.error, zlib.error: the bytes are not a record.
    """
    decompressor = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_DICTIONARY)
    whole = decompressor.decompress(compressed, _MAX_LENGTH)
    length, text_length, size = _HEADER.unpack_from(whole)
    text_start = _HEADER.size + length
    steps_start = text_start + text_length
    if not decompressor.eof or steps_start > len(whole) or size not in (1, 2, 4):
        raise ValueError("a stored record has wrong lengths")
    steps = memoryview(whole)[steps_start:].cast("BHI"[size // 2])  # type: ignore[call-overload]
    text = decode(whole[text_start:steps_start])
    return StoredFields(_DECODE(decode(whole[_HEADER.size : text_start])), text, steps)
