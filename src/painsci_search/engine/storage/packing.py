"""A stored record as bytes: its JSON, its text, and the offsets of the words in the text.

Records are compressed one by one, so that one can be read without its neighbours. What they have
in common anyway, the keys of the JSON and the commonest words, need not be in each: DEFLATE is
given them beforehand.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from painsci_search.engine.storage.columns import decode, encode

# The lengths in bytes of the JSON and of the text, and the size of an offset.
_HEADER = struct.Struct("<IIB")
# No record is longer than this when unpacked: a small file must not fill the memory.
_LONGEST = 256 * 1024 * 1024
# Part of the format: what it says can be anything, but never be changed. The likeliest is last.
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
_PACKER = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_DICTIONARY)


class Unpacked(NamedTuple):
    """What was packed; attributes as of ``pack``."""

    data: dict[str, Any]
    text: str
    steps: Sequence[int]


def pack(data: bytes, text: str, steps: bytes, size: int) -> bytes:
    """Pack a record.

    Args:
        data: JSON.
        text: what a snippet is cut from.
        steps: unsigned numbers, how far each position's word begins after the one before.
        size: bytes in each of them: 1, 2 or 4.
    """
    encoded = encode(text)
    packer = _PACKER.copy()
    header = _HEADER.pack(len(data), len(encoded), size)
    return packer.compress(b"".join((header, data, encoded, steps))) + packer.flush()


def unpack(packed: memoryview) -> Unpacked:
    """Unpack a record.

    Raises:
        ValueError, struct.error, zlib.error: that is none.
    """
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_DICTIONARY)
    whole = unpacker.decompress(packed, _LONGEST)
    length, text_length, size = _HEADER.unpack_from(whole)
    text_at = _HEADER.size + length
    steps_at = text_at + text_length
    if not unpacker.eof or steps_at > len(whole) or size not in (1, 2, 4):
        raise ValueError("a stored record is not as long as it says")
    steps = memoryview(whole)[steps_at:].cast("BHI"[size // 2])  # type: ignore[call-overload]
    text = decode(whole[text_at:steps_at])
    return Unpacked(_DECODE(decode(whole[_HEADER.size : text_at])), text, steps)
