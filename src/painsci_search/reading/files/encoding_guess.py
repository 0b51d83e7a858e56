"""Bytes of a text that is not UTF-8 and declares no encoding in, the likeliest encoding out.

Latin scripts are parted from others by the runs of bytes beyond ASCII: in a word of a Latin script
one such byte seldom follows another. Then the commonest short words of languages part the encodings
of Latin scripts, and charset-normalizer those of the others.
"""

from __future__ import annotations

import re
from collections import Counter

_HIDDEN = re.compile(
    rb"<(script|style)\b[^<>]*+>.*?(?:</\1\s*+>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*+>",
    re.DOTALL | re.IGNORECASE,
)
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
# In bytes: more text makes no guess better.
_MOST_READ = 262144
_SAMPLE = 16384
# The mean length of runs is below this in all languages of Latin scripts, and above it in others.
_LATIN_RUN = 1.6
_OTHERS = (
    "cp1251 koi8_r koi8_u iso8859_5 cp866 cp1253 iso8859_7 cp1255 cp1256 iso8859_6 cp874 "
    "cp932 euc_jp gb18030 big5hkscs cp949"
).split()
# Words of ASCII letters that are among the commonest of the languages that use an encoding.
_WORDS = {
    "cp1250": b"na se je nie jest w z ze pro jako ale od za az egy hogy nem meg este"
    b" pe cu din nu sa care sunt",
    "cp1254": b"ve bir bu ile olarak daha gibi ama olan var ise kadar",
    "cp1252": b"the of and in de la le et les un der die und das que el en los och att det er og il"
    b" di che van het een os um per con est for dem das ist con ein",
}


def guess_encoding(data: bytes) -> str:
    """Return the encoding, as Python names it, in which bytes most likely are a text."""
    text = _HIDDEN.sub(b" ", data[:_MOST_READ])
    runs = _BEYOND_ASCII.findall(text)
    if not runs or sum(map(len, runs)) / len(runs) < _LATIN_RUN:
        return _guess_latin(text)
    return _guess_other(_dense_part(text)) or _guess_latin(text)


def _dense_part(text: bytes) -> bytes:
    """Return a part of a text that begins with bytes beyond ASCII."""
    found = _BEYOND_ASCII.search(text)
    start = found.start() if found is not None else 0
    return text[start : start + _SAMPLE]


def _guess_latin(text: bytes) -> str:
    """Return the encoding of a text in a Latin script, by its commonest words."""
    counts = Counter(word.lower() for word in _WORD.findall(text))
    scores = {
        name: sum(counts[word] for word in set(words.split())) for name, words in _WORDS.items()
    }
    best = max(scores, key=lambda name: (scores[name], name == "cp1252"))
    return "iso8859_2" if best == "cp1250" and _is_iso_8859_2(text) else best


def _is_iso_8859_2(text: bytes) -> bool:
    """Return whether a text of Central Europe is in ISO 8859-2, not in Windows-1250.

    They differ in a few letters. Those of Windows-1250 that ISO 8859-2 has elsewhere are below A0,
    but for the Polish a with an ogonek; where that is, there is an l with a stroke, too.
    """
    letters = {byte for word in _WORD.findall(text) for byte in word}
    if letters & set(range(0x80, 0xA0)):
        return False
    return bool(letters & {0xB1, 0xB6, 0xBC}) or 0xB3 not in letters


def _guess_other(text: bytes) -> str:
    """Return the encoding of a text in another script; "" where none fits."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import, seldom needed

    found = from_bytes(text, cp_isolation=_OTHERS, preemptive_behaviour=False).best()
    if found is None:
        return ""
    if found.encoding in ("cp949", "gb18030") and _has_kana(text):
        return "euc_jp"
    # Hebrew has no capitals, and none of its letters are in the range of the last Cyrillic ones.
    letters = set(text) - set(range(0xE0))
    is_hebrew = not letters & set(range(0xFB, 0x100)) and not re.search(rb"[\xc0-\xdf]", text)
    return "cp1255" if found.encoding == "cp1251" and is_hebrew else found.encoding


def _has_kana(text: bytes) -> bool:
    """Return whether many characters of two bytes are kana, as EUC-JP encodes them."""
    runs = _BEYOND_ASCII.findall(text)
    leads = b"".join(run[::2] for run in runs)
    return leads.count(0xA4) + leads.count(0xA5) > len(leads) / 5
