"""Elements and texts in, escaped HTML out."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

_NOTHING: Mapping[str, str] = {}


class Markup:
    """HTML under construction."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def open(self, name: str, attributes: Mapping[str, str] = _NOTHING) -> None:
        """Add the start of an element."""
        written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value)
        self._pieces.append(f"<{name}{written}>")

    def close(self, name: str) -> None:
        """Add the end of an element."""
        self._pieces.append(f"</{name}>")

    def text(self, text: str) -> None:
        """Add text."""
        self._pieces.append(escape(text, quote=False))

    def raw(self, html: str) -> None:
        """Add HTML."""
        self._pieces.append(html)

    def element(self, name: str, text: str, attributes: Mapping[str, str] = _NOTHING) -> None:
        """Add an element with nothing but text."""
        self.open(name, attributes)
        self.text(text)
        self.close(name)

    def html(self) -> str:
        """Return the HTML."""
        return "".join(self._pieces)


def write_marker(markup: Markup, label: str, note: str, reference: str) -> None:
    """Add the marker of a note, in the way that the dialect of linked notes knows.

    Args:
        note: the id of the note.
        reference: the id of the marker.
    """
    markup.open("sup")
    markup.element("a", label, {"id": reference, "href": f"#{note}", "role": "doc-noteref"})
    markup.close("sup")


def write_back_link(markup: Markup, reference: str) -> None:
    """Add the link from a note back to its marker."""
    markup.element("a", "↩", {"href": f"#{reference}", "role": "doc-backlink"})


class Formatted:
    """Text whose format changes from piece to piece, as word processors store it.

    Args:
        markup: the HTML to which the text is added.
    """

    def __init__(self, markup: Markup) -> None:
        self._markup = markup
        self._names: tuple[str, ...] = ()

    def add(self, text: str, names: tuple[str, ...]) -> None:
        """Add text inside elements with these names, the outermost first."""
        self.switch(names)
        self._markup.text(text)

    def switch(self, names: tuple[str, ...] = ()) -> None:
        """Close the elements of the last text and open others, unless they are the same."""
        if names != self._names:
            for name in reversed(self._names):
                self._markup.close(name)
            for name in names:
                self._markup.open(name)
            self._names = names
