"""Items of lists with their depths in, nested lists of HTML out."""

from __future__ import annotations

from painsci_search.reading.forms.markup import Markup

# The names of formats in DOCX, and what HTML calls them.
_TYPES = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_UNNUMBERED = frozenset({"bullet", "none"})


class ListWriter:
    """Writes items that know only their list and their depth."""

    def __init__(self, markup: Markup) -> None:
        self._markup = markup
        self._open: list[tuple[str, int, str]] = []
        self._next: dict[tuple[str, int], int] = {}

    def begin_item(self, list_id: str, depth: int, kind: str, start: int) -> None:
        """Begin an item, and open and close lists as its depth requires.

        Args:
            kind: the format of its number, or "bullet".
            start: the first number of its list.
        """
        while self._open and (
            self._open[-1][1] > depth
            or (self._open[-1][1] == depth and self._open[-1][0] != list_id)
        ):
            self._close_list()
        if self._open and self._open[-1][1] == depth:
            self._markup.close("li")
        else:
            self._open_list(list_id, depth, kind)
        number = self._next.get((list_id, depth), start)
        self._next[list_id, depth] = number + 1
        for deeper in range(depth + 1, 10):
            self._next.pop((list_id, deeper), None)
        is_numbered = kind not in _UNNUMBERED
        self._markup.open("li", {"value": str(number)} if is_numbered else {})

    def restart(self) -> None:
        """Begin the numbers of the next list anew."""
        self._next.clear()

    def end(self) -> None:
        """Close all lists."""
        while self._open:
            self._close_list()

    def _open_list(self, list_id: str, depth: int, kind: str) -> None:
        name = "ul" if kind in _UNNUMBERED else "ol"
        self._open.append((list_id, depth, name))
        self._markup.open(name, {"type": _TYPES.get(kind, "")})

    def _close_list(self) -> None:
        self._markup.close("li")
        self._markup.close(self._open.pop()[2])
