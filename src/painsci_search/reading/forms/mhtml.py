"""The form of MHTML (a page and its parts as one MIME message): a file in, a `Reading` out.

Chrome, Edge, Internet Explorer, Opera and Word write it. Source: RFC 2557.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

from painsci_search.errors import ReadError
from painsci_search.reading.forms.frames import Frame
from painsci_search.reading.forms.html import read_saved_page
from painsci_search.reading.forms.saved_file import SavedFile
from painsci_search.reading.forms.saved_from import SavedFrom, parse_day, web_address
from painsci_search.reading.outcome import Reading

_PAGES = ("text/html", "application/xhtml+xml")


def read(file: SavedFile) -> Reading:
    """Read the article of a page that was saved as MHTML.

    Raises:
        ReadError: it has no page, or the page cannot be read.
    """
    message = message_from_bytes(file.data.lstrip())
    root = _root_of(message, file.source)
    origin = SavedFrom(
        _address(
            message["Snapshot-Content-Location"],
            root["Content-Location"],
            message["Content-Location"],
            root["Content-Base"],
        ),
        parse_day(message["Date"]),
        "the MHTML file",
    )
    others = (part for part in _pages_in(message) if part is not root)
    return read_saved_page(
        _content_of(root, file.source),
        origin,
        lambda: [
            Frame(_content_of(part, file.source), _address(part["Content-Location"]))
            for part in others
        ],
    )


def page_of(file: SavedFile) -> SavedFile:
    """Return the page in an MHTML file.

    Raises:
        ReadError: it has no page.
    """
    return _content_of(_root_of(message_from_bytes(file.data.lstrip()), file.source), file.source)


def _root_of(message: Message, source: str) -> Message:
    root = _find_root(message)
    if root is None:
        raise ReadError(f"{source}: an MHTML file without a page; save the page again")
    return root


def _pages_in(message: Message) -> list[Message]:
    return [part for part in message.walk() if part.get_content_type() in _PAGES]


def _find_root(message: Message) -> Message | None:
    """Return the part that is the page: the one that `start` names, or else the first page."""
    start = message.get_param("start")
    pages = _pages_in(message)
    named = (part for part in pages if start and part["Content-ID"] == start)
    return next(named, pages[0] if pages else None)


def _content_of(part: Message, source: str) -> SavedFile:
    content = part.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    return SavedFile(data, source, label=part.get_content_charset() or "")


def _address(*headers: str | None) -> str | None:
    """Return the first address of the web in some headers, which may be folded."""
    addresses = (web_address(re.sub(r"\s+", "", header or "")) for header in headers)
    return next((address for address in addresses if address is not None), None)
