"""Escape untrusted text for its destination: a terminal, a link, a spreadsheet or JSON."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

_LINE_ENDS = "\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029"
# C0, DEL and C1; the embeddings, overrides and isolates of Unicode's bidirectional algorithm
# (UAX 9), which reorder what follows them; interlinear annotation, tag characters, surrogates.
_HARMFUL = (
    "\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff"
)
_LINE_END = re.compile(f"[{_LINE_ENDS}]")
_HARM = re.compile(f"[{_HARMFUL}]")
_UNPRINTABLE = re.compile(f"[{_LINE_ENDS}{_HARMFUL}]")


def clean(text: str) -> str:
    r"""Replace every character that could control a terminal, each by one character.

    Line ends and tabs become spaces, the others U+FFFD: the result is one line, and offsets into
    the text stay valid.

    >>> clean("a\tb\x1b[31mc")
    'a b�[31mc'
    """
    if _UNPRINTABLE.search(text) is None:
        return text
    return _HARM.sub("\ufffd", _LINE_END.sub(" ", text))


def is_web_address(address: str) -> bool:
    """Return whether a URL may become a link, by its scheme; "javascript:" may not."""
    return address.lower().startswith(("https://", "http://", "file://"))


def percent_encode(address: str) -> str:
    """Percent-encode a URL for markup: ASCII, without spaces, quotes and angle brackets."""
    return quote(clean(address), safe="!#$%&'*+,/:;=?@[]~")


# A spreadsheet runs a cell with such a start as a formula (OWASP, "CSV Injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def cell(text: str) -> str:
    """Clean a text and quote it where a spreadsheet would run it as a formula.

    >>> cell("=1+1")
    "'=1+1"
    """
    text = clean(text)
    return "'" + text if text.lstrip().startswith(_FORMULA_STARTS) else text


# json.dumps escapes the characters that JSON forbids (C0). JSON allows these, but they control a
# terminal on which the JSON is printed, or cannot be encoded (surrogates).
_RAW = re.compile(
    "[\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def dump(value: Any, *, pretty: bool = True) -> str:
    """Serialise a value as JSON, indented or on one line, with terminal controls escaped."""
    written = json.dumps(value, ensure_ascii=False, indent=2 if pretty else None)
    return _RAW.sub(_escape, written)


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1]
