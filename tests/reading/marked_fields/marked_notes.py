"""Pages with made-up notes, and the fields that are read of their references."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from painsci_search.model import Article, Reference
from painsci_search.reading.forms.html import read_page


def read_notes(*notes: str, head: str = "") -> Article:
    """Read a page with these notes, each the content of an item of a list."""
    marks = "".join(
        f"<p>Feet are cold.<sup><a href='#n{n}' id='r{n}'>{n}</a></sup></p>"
        for n, _ in enumerate(notes, 1)
    )
    items = "".join(
        f"<li id='n{n}'>{note} <a href='#r{n}'>↩</a></li>" for n, note in enumerate(notes, 1)
    )
    return read_page(
        f"<html><head>{head}</head><body><article><h1>Socks</h1>{marks}<h2>Notes</h2><ol>{items}"
        "</ol></article></body></html>",
        "socks.html",
    )


def read_references(note: str, **page: str) -> tuple[Reference, ...]:
    (found,) = read_notes(note, **page).notes
    return found.references


def fields(reference: Reference, *without: str) -> dict[str, Any]:
    """Return the fields of a reference that are given, without its text."""
    others = ("raw", "confidence", *without)
    names = [name for name in reference.__dataclass_fields__ if name not in others]
    return {name: value for name in names if (value := getattr(reference, name))}


ARTICLE = {
    "authors": ("Quill AB", "van der Fenn C"),
    "title": "Warm socks, and cold feet?",
    "journal": "Sock Sci",
    "year": 2011,
    "volume": "12",
    "issue": "3",
    "pages": "101-9",
    "type": "article",
}


def span(name: str, text: str) -> str:
    return f"<span class='{name}'>{text}</span>"


def join(*parts: tuple[str, str] | str) -> str:
    return "".join(part if isinstance(part, str) else span(*part) for part in parts)


def coins(*pairs: tuple[str, str]) -> str:
    """Return the element with the COinS of these keys and values."""
    return f"<span class='Z3988' title='{urlencode(pairs).replace('&', '&amp;')}'></span>"


def meta(**keys: str | list[str]) -> str:
    """Return the element of the head that lists a work as cited."""
    pairs = [
        f"citation_{key}={one}"
        for key, value in keys.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return f'<meta name="citation_reference" content="{";".join(pairs)}">'


SOCKS = (
    ("author", "Quill A"),
    ". ",
    ("articleTitle", "Warm socks"),
    ". ",
    ("journalTitle", "Sock Sci"),
)
BOOK = (("bookTitle", "The book of feet"), ". ", ("publisherLocation", "Hometown"), ": ")

COINS = {
    "ctx_ver": "Z39.88-2004",
    "rft_val_fmt": "info:ofi/fmt:kev:mtx:journal",
    "rft.genre": "article",
    "rft.atitle": "Warm socks, and cold feet?",
    "rft.jtitle": "Sock Sci",
    "rft.stitle": "Sock Science",
    "rft.aulast": "Quill",
    "rft.auinit": "AB",
    "rft.au": "van der Fenn, C.",
    "rft.date": "2011-05",
    "rft.volume": "12",
    "rft.issue": "3",
    "rft.pages": "101-9",
}

PLAIN = "Quill A. Warm socks. Sock Sci. 2011;12:1–3."
