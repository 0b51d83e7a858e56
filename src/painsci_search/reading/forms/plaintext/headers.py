"""A plain text in; what it states about itself in headers above the text, and the text alone, out.

Headers are those of a message ("Subject: …") and those of a free book of Project Gutenberg, whose
licence is below the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from painsci_search.reading.forms.document import clean_date, split_names

_HEADER = re.compile(r"([A-Za-z][A-Za-z-]{1,40}):(?:[ \t]++(.*))?")
_MAILBOX_LINE = re.compile(r"From \S+@\S+ .*\n")
# What programs of mail put before the subject of an answer.
_ANSWER = re.compile(
    r"(?:(?:re|fwd?|aw|wg|sv|vs|tr|rv|antw)(?:\[\d{1,2}\])?:\s*+){1,9}", re.IGNORECASE
)
# What a message that was sent has, and lines above a letter have not.
_OF_SENT = ("to", "reply-to", "message-id", "received", "delivered-to", "newsgroups")
_TIME = re.compile(r"\d{1,2}:\d{2}")
_ADDRESS = re.compile(r"<[^<>\s]{0,200}>|(?<!\S)[^\s@]{1,100}@\S{1,200}")
_BOOK_STARTS = re.compile(
    r"^\*\*\* ?START OF (?:THIS|THE) PROJECT GUTENBERG E-?(?:BOOK|TEXT)\b[^\n]*\n", re.MULTILINE
)
_BOOK_ENDS = re.compile(
    r"^(?:\*\*\* ?)?END OF (?:THIS|THE) PROJECT GUTENBERG E-?(?:BOOK|TEXT)\b", re.MULTILINE
)
# Characters of the head of a file, and lines of headers.
_LONGEST_HEAD = 20_000
_MOST_HEADERS = 100


class Headers(NamedTuple):
    """What a text states about itself above its first line; "" and () for what it does not."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: str | None = None
    rule: str = ""


def split_headers(text: str) -> tuple[Headers, str]:
    """Return the headers of a text, and the text without them."""
    return _split_message(text) or _split_book(text) or (Headers(), text)


def _split_message(text: str) -> tuple[Headers, str] | None:
    mailbox = _MAILBOX_LINE.match(text)
    fields, rest = _read_fields(text[mailbox.end() :] if mailbox else text)
    if "subject" not in fields or fields.keys().isdisjoint(("from", "date")) or not rest.strip():
        return None
    if fields.keys().isdisjoint(_OF_SENT) and _TIME.search(fields.get("date", "")) is None:
        return None
    sender = _ADDRESS.sub(" ", fields.get("from", "")).strip(" \"'()")
    subject = _ANSWER.sub("", fields["subject"], count=1).strip()
    authors = split_names(sender) if sender else ()
    date = clean_date(fields.get("date", ""))
    return Headers(subject, authors, date, "the headers of a message"), rest


def _read_fields(text: str) -> tuple[dict[str, str], str]:
    """Return the fields above the first blank line, if there is nothing else, and the rest."""
    head, _, rest = text.partition("\n\n")
    lines = head.split("\n")
    fields: dict[str, str] = {}
    name = ""
    if len(lines) > _MOST_HEADERS:
        return {}, text
    for line in lines:
        found = _HEADER.fullmatch(line.rstrip())
        if found is not None:
            name = found[1].lower()
            fields.setdefault(name, (found[2] or "").strip())
        elif name and line[:1] in (" ", "\t"):
            fields[name] += f" {line.strip()}"
        else:
            return {}, text
    return fields, rest


def _split_book(text: str) -> tuple[Headers, str] | None:
    start = _BOOK_STARTS.search(text, 0, _LONGEST_HEAD)
    if start is None:
        return None
    head = text[: start.start()]
    found = {name: _field_of(head, name) for name in ("Title", "Author")}
    end = _BOOK_ENDS.search(text, start.end())
    rest = text[start.end() : end.start() if end is not None else len(text)]
    authors = split_names(found["Author"]) if found["Author"] else ()
    if not rest.strip():
        return None
    return Headers(found["Title"], authors, None, "the head of a free book"), rest


def _field_of(head: str, name: str) -> str:
    found = re.search(rf"^{name}: +(.+)$", head, re.MULTILINE)
    return " ".join(found[1].split()) if found is not None else ""


__all__ = ["Headers", "split_headers"]
