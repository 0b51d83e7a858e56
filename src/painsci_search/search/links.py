"""Links that land on the passage itself: address, anchor, and a text fragment.

Source of the text fragment's syntax: WICG, "URL Fragment Text Directives".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, urljoin

from painsci_search.index.records import Place
from painsci_search.model import ArticleInfo

# A quote of up to so many characters is given whole, a longer one by its first and last words.
_WHOLE = 100
_EDGE_WORDS = 5
# Nothing of it needs an escape but its spaces.
_PLAIN = re.compile(r"[A-Za-z0-9 ._~]*")
_BREAK = re.compile(r"\n| \| ")
_WORD = re.compile(r"\w")
# Fewer words may stand in many places of a page.
_FEWEST_WORDS = 3


def article_address(info: ArticleInfo, place: Place, base_url: str | None) -> str:
    """The address of an article, without a fragment: its own, or that of its file.

    Args:
        info: the article.
        place: the file that it came from.
        base_url: where the indexed folders are served; None for the files themselves.
    """
    if info.url:
        return info.url.partition("#")[0]
    if base_url and place.relative:
        return urljoin(base_url.rstrip("/") + "/", quote(place.relative))
    return Path(place.path).as_uri() if place.path else ""


def make_fragment(
    anchor: str | None, text: str, window: tuple[int, int], breaks: Iterable[int] = ()
) -> str:
    """Make "#anchor:~:text=first words,last words" for a passage.

    Args:
        anchor: None where the page has none.
        text: the section's text without markers.
        window: start and end offsets of the passage.
        breaks: offsets where the page has something that the text has not, such as a marker:
            neither the first nor the last words may run across one.
    """
    directive = _directive(text, window, sorted(set(breaks)))
    fragment = _quote_anchor(anchor) if anchor else ""
    if directive:
        fragment += f":~:text={directive}"
    return f"#{fragment}" if fragment else ""


@lru_cache(maxsize=4096)
def _quote_anchor(anchor: str) -> str:
    return quote(anchor, safe="!$&'()*+,;=:@/?-._~")


def _directive(text: str, window: tuple[int, int], breaks: list[int]) -> str:
    start, end = window
    inner = [place for place in breaks if start < place < end]
    inner += [cell.start() for cell in _BREAK.finditer(text, start, end)]
    edges = [start, *sorted(inner), end]
    cut = [text[a:b].lstrip("| ") for a, b in pairwise(edges)]
    pieces = [piece for piece in cut if _WORD.search(piece)]
    if not pieces:
        return ""
    begin = next((n for n, piece in enumerate(pieces) if _says_enough(piece)), 0)
    pieces = pieces[begin:]
    if len(pieces) == 1 and len(pieces[0]) <= _WHOLE:
        return _encode(pieces[0].strip())
    first = " ".join(pieces[0].split(None, _EDGE_WORDS)[:_EDGE_WORDS])
    last = " ".join(pieces[-1].rsplit(None, _EDGE_WORDS)[-_EDGE_WORDS:])
    return f"{_encode(first)},{_encode(last)}"


def _says_enough(piece: str) -> bool:
    return len(piece.split(None, _FEWEST_WORDS)) >= _FEWEST_WORDS


def _encode(text: str) -> str:
    """Percent-encode for a text directive, where "-" and "," are syntax, too."""
    if _PLAIN.fullmatch(text):
        return text.replace(" ", "%20")
    return quote(text, safe="").replace("-", "%2D")
