"""A page as the reader view of a browser shows it in; a page with its title, byline and text out.

Source: Firefox, toolkit/components/reader/content/aboutReader.html.
"""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urlsplit

from painsci_search.reading.bylines.byline import read_line

# In characters: the header is above the article.
_HEAD = 65536
_CONTENT = re.compile(r"<div\b[^>]{0,99}\bclass=\"(?:content|moz-reader-content)[\" ]")
_TITLE = re.compile(r"<h1\b[^>]{0,99}\breader-title\b[^>]{0,99}>([^<]{1,1000})</h1>")
_CREDITS = re.compile(r"<div\b[^>]{0,99}\breader-credits\b[^>]{0,99}>([^<>]{1,500})</div>")
_SEPARATOR = re.compile(r" [|–—•·»:-]{1,2} | ?\| ?")
# The marks of affiliations after a name.
_MARKS = re.compile(r"(?<=[^\W\d_])(?:\d{1,2}(?:,\d{1,2}){0,9}[*†‡§¶]?|[*†‡§¶])(?!\w)")
# Letters: a shorter part of a host's name is that of many hosts.
_SHORTEST_NAME = 4


def open_reader_view(html: str, url: str | None) -> str:
    """Return a page of a reader view with its title and byline, but without its buttons.

    Args:
        url: the address of the article, whose host may be named in the title.
    """
    head, content = html[:_HEAD], _CONTENT.search(html[:_HEAD])
    body = head.find("<body")
    if content is None or body < 0:
        return html
    title, credits_ = _TITLE.search(head), _CREDITS.search(head)
    heading = f"<h1>{escape(_without_site(_text(title), url))}</h1>" if title else ""
    author, byline = _split_credits(_text(credits_))
    before = head[:body].replace("</head>", "")
    meta = f'<meta name="author" content="{escape(author)}">' if author else ""
    line = f"<p>{escape(byline)}</p>" if byline else ""
    return f"{before}{meta}</head><body>{heading}{line}{html[content.start() :]}"


def _text(found: re.Match[str] | None) -> str:
    return " ".join(unescape(found[1]).split()) if found is not None else ""


def _without_site(title: str, url: str | None) -> str:
    """Return a title without its first or last part if that is the name of the site.

    >>> _without_site("Sore necks | The Necks Daily", "https://www.necksdaily.example/sore")
    'Sore necks'
    """
    host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    names = [part for part in host.split(".")[:-1] if len(part) >= _SHORTEST_NAME]
    separators = list(_SEPARATOR.finditer(title))
    if separators and _is_named(title[separators[-1].end() :], names):
        return title[: separators[-1].start()]
    if separators and _is_named(title[: separators[0].start()], names):
        return title[separators[0].end() :]
    return title


def _is_named(part: str, names: list[str]) -> bool:
    """Return whether a part of a title has the letters of a part of a host's name."""
    letters = "".join(char for char in part.casefold() if char.isalnum())
    return any(name.replace("-", "") in letters for name in names)


def _split_credits(text: str) -> tuple[str, str]:
    """Return the credits as an author, or else as the line below a title that they were.

    >>> _split_credits("Ada Marsh"), _split_credits("By Ada Marsh, 3 May 2021")
    (('Ada Marsh', ''), ('', 'By Ada Marsh, 3 May 2021'))
    """
    names = _MARKS.sub("", text)
    is_line = read_line(text) is not None or any(char.isdigit() for char in names)
    return ("", text) if is_line else (names, "")
