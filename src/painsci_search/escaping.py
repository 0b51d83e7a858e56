"""Escaping: untrusted text in; text that is safe in a terminal, link, spreadsheet or JSON out."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from painsci_search.late_patterns import late_pattern
from painsci_search.native import compiled

_LINE_ENDS = "\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029"
# Control characters (C0, DEL, C1), which terminals obey; the embeddings, overrides and isolates of
# Unicode's bidirectional algorithm (UAX 9), which reorder the following text; interlinear
# annotation and tag characters, which are invisible; surrogates, which cannot be encoded.
_HARMFUL = (
    "\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff"
)
_LINE_END = late_pattern(f"[{_LINE_ENDS}]")
_HARM = late_pattern(f"[{_HARMFUL}]")
_UNPRINTABLE = late_pattern(f"[{_LINE_ENDS}{_HARMFUL}]")


def clean(text: str) -> str:
    r"""Replace control characters, each by one character, so that offsets stay valid.

    Line ends and tabs become spaces, the others U+FFFD. The result is one line.

    >>> clean("a\tb\x1b[31mc")
    'a b�[31mc'
    """
    if _UNPRINTABLE.search(text) is None:
        return text
    return _HARM.sub("\ufffd", _LINE_END.sub(" ", text))


def is_web_address(address: str) -> bool:
    """Return whether a URL may become a link: http, https or file; not javascript."""
    return address.lower().startswith(("https://", "http://", "file://"))


# Browsers leave out white space and control characters in front of a scheme, and within it.
_IGNORED = late_pattern("[\x00-\x20]+")
_SCHEME = late_pattern("([A-Za-z][A-Za-z0-9+.-]*):")
_LINKED = frozenset({"http", "https", "file", "ftp"})


def may_be_linked(address: str) -> bool:
    """Return whether a link may lead to an address: one with a scheme of pages, or a relative one.

    >>> may_be_linked("https://example.org"), may_be_linked("../a.html#b:c")
    (True, True)
    >>> may_be_linked("java script:alert(1)"), may_be_linked("data:text/html,a")
    (False, False)
    """
    found = _SCHEME.match(_IGNORED.sub("", address))
    return found is None or found[1].lower() in _LINKED


def percent_encode(address: str) -> str:
    """Percent-encode a URL for markup: ASCII without spaces, quotes or angle brackets."""
    return quote(clean(address), safe="!#$%&'*+,/:;=?@[]~")


# First characters by which a spreadsheet recognises a formula (OWASP, "CSV Injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def cell(text: str) -> str:
    """Clean a text for a spreadsheet cell; an apostrophe marks would-be formulas as text.

    >>> cell("=1+1")
    "'=1+1"
    """
    text = clean(text)
    return "'" + text if text.lstrip().startswith(_FORMULA_STARTS) else text


# json.dumps escapes C0, which JSON forbids. JSON allows these, but a terminal obeys them, or they
# cannot be encoded (surrogates).
_RAW = late_pattern(
    "[\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def dump(value: Any, *, pretty: bool = True) -> str:
    """Format a value as JSON, indented or on one line, with control characters escaped."""
    written = json.dumps(value, ensure_ascii=False, indent=2) if pretty else dump_line(value)
    # nothing of _RAW is printable or, but for DEL, ASCII; the pattern takes ten times as long
    if (written.isascii() and "\x7f" not in written) or written.isprintable():
        return written
    return _RAW.sub(_escape, written)


@compiled
def dump_line(value: Any) -> str:
    """Return a value as JSON on one line, as json.dumps formats it."""
    return _ENCODE(value)


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1]
