"""The bytes of a file in, its text out; or the answer that the bytes are no text."""

from __future__ import annotations

import base64
import codecs
import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

import webencodings

from painsci_search.reading.files.encoding_guess import guess_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Control characters that text doesn't contain; 27 is the escape of ISO-2022.
_CONTROLS = bytes(code for code in (*range(9), *range(14, 32)) if code != 27)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*+=\s*+["']([\w.:-]{2,40})"""
    rb"""|<meta[^>]{0,500}?charset\s*+=\s*+["']?\s*+([\w.:-]{2,40})""",
    re.IGNORECASE,
)
# In bytes: a page declares its encoding near its start.
_DECLARED_WITHIN = 16384
_ESCAPED_JAPANESE = re.compile(rb"\x1b\$[@B]")
# Python's codecs that are nearest to what browsers do for these names.
_CODECS = {
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "x-user-defined": "cp1252",
}
# Encodings with escapes that browsers refuse for their dangers to scripts, of which none run here.
_ESCAPED = {
    "hz-gb-2312": "hz",
    "iso-2022-kr": "iso2022_kr",
    "csiso2022kr": "iso2022_kr",
    "utf-7": "utf-7",
}
_WITH_ESCAPES = ("iso2022", "hz", "utf-7")
# A text with more wrong characters than one in so many is in another encoding than it declares.
_RIGHT_FOR_ONE_WRONG = 50


class Decoded(NamedTuple):
    """A decoded text.

    Attributes:
        encoding: as Python names it.
        rule: what chose the encoding, as a phrase.
    """

    text: str
    encoding: str
    rule: str


def is_text(data: bytes) -> bool:
    """Return whether bytes are text: few of their first 64 KB are control characters."""
    if _wide_encoding(data):
        return True
    sample = data[:65536]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls <= max(2, len(sample) // 200)


def decode(data: bytes) -> str:
    """Decode a text; see `decode_by_rule`."""
    return decode_by_rule(data).text


def decode_by_rule(data: bytes, label: str = "") -> Decoded:
    """Decode a text by its byte order mark, as UTF-8, as declared, or by a guess, in this order.

    UTF-8 comes before the declaration: valid UTF-8 with characters beyond ASCII is hardly ever
    anything else, and pages declare a wrong Latin-1 far more often. Nothing raises an error: a
    character that cannot be decoded is replaced.

    Args:
        label: the encoding that the container of the text declares; "" for none.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(name, errors="replace")
            return Decoded(text, name, "the byte order mark")
    if wide := _wide_encoding(data):
        return Decoded(data.decode(wide, errors="replace"), wide, "the zero bytes")
    declared = _codec(label) or _codec(_declared_label(data))
    if _ESCAPED_JAPANESE.search(data) and not declared.startswith(_WITH_ESCAPES):
        declared = "iso2022_jp"
    if not declared.startswith(_WITH_ESCAPES):
        try:
            return Decoded(data.decode("utf-8"), "utf-8", "the bytes are valid UTF-8")
        except UnicodeDecodeError:
            pass  # another encoding, which is declared or guessed below
    if declared and declared != "utf-8":
        text = data.decode(declared, errors="replace")
        if text.count("\ufffd") * _RIGHT_FOR_ONE_WRONG <= _count_beyond_ascii(text):
            return Decoded(text, declared, "the encoding that is declared")
    if _is_mostly_utf8(data):
        return Decoded(data.decode("utf-8", errors="replace"), "utf-8", "most bytes are UTF-8")
    name = guess_encoding(data)
    return Decoded(data.decode(name, errors="replace"), name, "a guess from the bytes")


def decode_start(data: bytes, length: int) -> str:
    """Decode the first characters of a page far enough to recognise its markup.

    Characters beyond ASCII are wrong unless the bytes are UTF-16 or UTF-32.
    """
    wide = _wide_encoding(data)
    if wide:
        return data[: 4 * length].decode(wide, errors="replace")[:length]
    return data[:length].removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _wide_encoding(data: bytes) -> str:
    """Return which UTF-16 or UTF-32 bytes are in, by their mark or their zero bytes, or ""."""
    for bom, name in _BOMS[1:]:
        if data.startswith(bom):
            return name
    sample = data[:4096]
    sample = sample[: len(sample) // 4 * 4]
    if len(sample) < 16 or not sample.count(0):
        return ""
    zeros = [sample[start::4].count(0) for start in range(4)]
    quarter = len(sample) // 4
    if min(zeros[2:]) > 0.9 * quarter and _decodes(sample, "utf-32-le"):
        return "utf-32-le"
    if min(zeros[:2]) > 0.9 * quarter and _decodes(sample, "utf-32-be"):
        return "utf-32-be"
    # a space, a line's end or a letter of ASCII has one zero byte
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if odd * 50 > quarter and even * 20 <= odd and _decodes(sample, "utf-16-le"):
        return "utf-16-le"
    if even * 50 > quarter and odd * 20 <= even and _decodes(sample, "utf-16-be"):
        return "utf-16-be"
    return ""


def _decodes(sample: bytes, encoding: str) -> bool:
    """Return whether the first bytes of a file are a text in an encoding."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    controls = sum(text.count(char) for char in _CONTROLS.decode("ascii"))
    return controls <= len(text) // 200


def _is_mostly_utf8(data: bytes) -> bool:
    """Return whether bytes are UTF-8 with little damage, as of a page cut within a character."""
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    return wrong <= (_count_beyond_ascii(text) - wrong) / 4


def _count_beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _declared_label(data: bytes) -> str:
    """Return the name of the encoding that a page declares; "" where it declares none."""
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    return (found[1] or found[2]).decode("ascii", "replace") if found is not None else ""


def _codec(label: str) -> str:
    """Return Python's name of an encoding that browsers know by a label; "" for an unknown one.

    Source: https://encoding.spec.whatwg.org/#names-and-labels

    >>> _codec("Latin1"), _codec("x-sjis"), _codec("undefined"), _codec("utf8")
    ('cp1252', 'cp932', '', 'utf-8')
    """
    if escaped := _ESCAPED.get(label.lower()):
        return escaped
    known = webencodings.lookup(label) if label.isascii() else None
    # bytes that show a declaration are not UTF-16, and the "replacement" decodes nothing
    if known is None or known.name.startswith(("utf-16", "replacement")):
        return ""
    return _CODECS.get(known.name) or known.codec_info.name


def data_of(url: str) -> bytes:
    """Return what a data URL holds (RFC 2397); b"" where it is malformed.

    >>> data_of("data:text/plain,a%20b"), data_of("data:;base64,YSBi"), data_of("data:;base64,é")
    (b'a b', b'a b', b'')
    """
    head, _, data = url.partition(",")
    content = unquote_to_bytes(data)
    if not head.lower().endswith(";base64"):
        return content
    try:
        return base64.b64decode(content)
    except ValueError:
        return b""
