"""The bytes of a file in, its text out; or the answer that the bytes are no text."""

from __future__ import annotations

import codecs
import re

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
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})"""
    rb"""|<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)


def is_text(data: bytes) -> bool:
    """Return whether bytes are text: few of their first 64 KB are control characters."""
    if _wide_encoding(data):
        return True
    sample = data[:65536]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls <= max(2, len(sample) // 200)


def decode(data: bytes) -> str:
    """Decode a page: by its byte order mark, as UTF-8, as it declares, or by a guess, in order.

    UTF-8 comes before the declaration: valid UTF-8 with characters beyond ASCII is hardly ever
    anything else, and pages declare a wrong Latin-1 far more often.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, errors="replace")
    if wide := _wide_encoding(data):
        return data.decode(wide, errors="replace")
    declared = _declared_encoding(data)
    escapes = declared.startswith(("iso-2022", "iso2022", "hz", "utf-7"))
    if not escapes:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass  # another encoding, which is declared or guessed below
    if declared and declared not in ("utf-8", "utf8"):
        try:
            return data.decode(declared)
        except (UnicodeDecodeError, LookupError):
            pass  # a wrong declaration is no better than none
    if declared in ("utf-8", "utf8") and _is_mostly_utf8(data):
        return data.decode("utf-8", errors="replace")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


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
    if len(sample) >= 16:
        if sample[1::2].count(0) > 0.4 * len(sample) and 0 not in sample[0::2]:
            return "utf-16-le"
        if sample[0::2].count(0) > 0.4 * len(sample) and 0 not in sample[1::2]:
            return "utf-16-be"
    return ""


def _is_mostly_utf8(data: bytes) -> bool:
    """Return whether bytes are UTF-8 with little damage, as of a page cut within a character."""
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    beyond = sum(1 for char in text if char > "\x7f") - wrong
    return wrong <= beyond / 4


def _declared_encoding(data: bytes) -> str:
    """Return the encoding that a page declares, as Python names it; "" where it declares none."""
    found = _DECLARED.search(data[:16384])
    if found is None:
        return ""
    name = (found[1] or found[2]).decode("ascii").lower()
    # as browsers do: https://encoding.spec.whatwg.org/#names-and-labels
    aliases = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
    aliases |= {"gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949"}
    aliases |= {"shift_jis": "cp932", "iso-8859-9": "cp1254", "windows-31j": "cp932"}
    name = aliases.get(name, name)
    try:
        codecs.lookup(name)
    except LookupError:
        return ""
    return name
