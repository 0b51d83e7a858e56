"""A page without text and the frames that were saved with it in; the frame with the article out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from painsci_search.reading.dom.elements import attribute
from painsci_search.reading.dom.parse import parse_html
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.files.decoding import data_of, decode_by_rule
from painsci_search.reading.forms.saved_file import SavedFile

# Letters: a page with more has text of its own beside its frames.
_LEAST_TEXT = 400
# Frames that are looked at; each is parsed.
_MOST_FRAMES = 20
_DATA = "data:text/html"


class Frame(NamedTuple):
    """A page that another page shows in a part of its window.

    Attributes:
        url: the address of the frame; None where it is not known.
    """

    page: SavedFile
    url: str | None = None


def find_article(
    tree: PageTree, saved: Callable[[], Sequence[Frame]], source: str
) -> tuple[PageTree, str | None]:
    """Return the frame with the most text, if a page itself has nearly none; else the page.

    Args:
        saved: returns the frames that the file holds beside the page.

    Returns:
        The tree, and the address of the frame; None for the page or where it is not known.

    Raises:
        ReadError: a frame cannot be parsed.
    """
    best, url = tree, None
    if tree.letters(tree.body) < _LEAST_TEXT:
        for frame in [*saved(), *_written_in(tree, source)][:_MOST_FRAMES]:
            inner = PageTree(parse_html(frame.page.text, source))
            if inner.letters(inner.body) > max(best.letters(best.body), _LEAST_TEXT):
                best, url = inner, frame.url
    return best, url


def has_frames(tree: PageTree) -> bool:
    """Return whether a page has nothing to show but frames."""
    return bool(tree.named("frameset")) and tree.letters(tree.body) < _LEAST_TEXT


def _written_in(tree: PageTree, source: str) -> Iterator[Frame]:
    """Yield the frames whose content is written into the page."""
    for tag in tree.named("iframe", "frame"):
        content = attribute(tag, "srcdoc") or _content_of(attribute(tag, "src"))
        if content:
            yield Frame(SavedFile(content.encode(errors="replace"), source, label="utf-8"))


def _content_of(address: str) -> str:
    """Return the page that a data URL holds; "" for any other address (RFC 2397)."""
    if address[: len(_DATA)].lower() != _DATA:
        return ""
    content = data_of(address)
    return decode_by_rule(content, "").text if content else ""
