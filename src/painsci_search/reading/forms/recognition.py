"""The first bytes of a file in; whether they are of a form out, without importing its reader."""

from __future__ import annotations

import re

_ARTICLE_START = re.compile(rb"<(?:[\w.-]{1,40}:)?article[\s>]")
_PUBLIC_ID = re.compile(rb"<!DOCTYPE\s+(?:[\w.-]{1,40}:)?article\s[^>\[]{0,300}?(?:JATS|NLM)\b")
_WRAPPER = re.compile(
    rb"<(?:[\w.-]{1,40}:)?"
    rb"(?:pmc-articleset|OAI-PMH|ListRecords|GetRecord|record|articles|metadata)[\s>]"
)
_PARTS = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(?:front|front-stub|article-meta|journal-meta|sub-article)[\s/>]"
    rb"|\sarticle-type\s*="
)
_PROLOGUE = re.compile(
    rb"(?:\s|\xef\xbb\xbf|<\?[^>]*>|<!--(?:[^-]|-(?!->))*-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>)*"
)
# Bytes; a prologue and a wrapper are short, a list of namespaces is not much longer.
_START = 16384


def is_jats(data: bytes) -> bool:
    """Return whether bytes are XML with the elements of a JATS or NLM article near its start."""
    start = data[:_START]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.decode("utf-16", errors="replace").encode()
    prologue = _PROLOGUE.match(start)
    root = prologue.end() if prologue else 0
    if not start.startswith(b"<", root):
        return False
    if _PUBLIC_ID.search(start, 0, root):
        return True
    first = _ARTICLE_START.search(start, root)
    if first is None or not (first.start() == root or _WRAPPER.match(start, root)):
        return False
    return _PARTS.search(start, first.start()) is not None
