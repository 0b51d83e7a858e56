"""The block elements of a page in, as they open and close; the kind of each block of text out.

List items keep their numbers and depth, rows of tables their cells, and code its lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from painsci_search.model import BlockKind
from painsci_search.reading.dom.elements import (
    HEADINGS,
    attribute,
    children_of,
    elements_in,
    fold_space,
    text_of,
    texts_in,
)
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.numerals import printed_number
from painsci_search.reading.text.parts import PARAGRAPH, Shape
from painsci_search.reading.text.prose import Prose

_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_KINDS: dict[str, BlockKind] = {
    "blockquote": "quote",
    "caption": "caption",
    "dd": "description",
    "dt": "term",
    "figcaption": "caption",
    "li": "item",
    "pre": "code",
}
_CELLS = ("td", "th")
_NO_DATA = HEADINGS | {"table", "blockquote", "pre", "article", "section", "form"}
# Letters: a cell with more is a column of the page's layout.
_LONGEST_CELL = 600
# Elements of a figure that are looked at, and words of an alternative text that says something.
_MOST_IN_FIGURE = 50
_FEWEST_WORDS = 4
# Characters of a line that was broken because the next word did not fit.
_WRAPPED = 45
_BLANK_LINE = re.compile(r"\n[^\S\n]*+\n\s*+")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_CODE_SIGNS = re.compile(r"[{}<>=;$\\|()\[\]#]")


@dataclass(slots=True)
class _Open:
    """An element that is open.

    Attributes:
        shape: of the first block in it; None for a list, which has none of its own.
        prose, count: the text and its number of blocks when the element was opened.
        number: of a list, the number of the next item; None where its items have none.
        step: what the numbers grow by.
        style: of a list, the type of its numbers: "1", "a", "A", "i", "I".
    """

    tag: Tag
    shape: Shape | None
    prose: Prose
    count: int
    number: int | None = None
    step: int = 1
    style: str = "1"


class Layout:
    """Follows the blocks of a page, and begins each block of text with its shape."""

    def __init__(self, tree: PageTree) -> None:
        self._tree = tree
        self._open: list[_Open] = []
        self._row: Tag | None = None
        self._prose_of_lists: Prose | None = None
        self._group = 0
        self._table: tuple[Tag, Prose, int] | None = None
        self._is_data: dict[int, bool] = {}

    @property
    def keeps_lines(self) -> bool:
        """True in code, whose white space is kept."""
        return bool(self._open) and self._shape().kind == "code"

    def open(self, prose: Prose, tag: Tag) -> None:
        """Begin a block element."""
        name = tag.name
        if self._row is not None:
            if name in _CELLS and tag.parent is self._row:
                prose.begin_cell()
            else:
                prose.break_line_in_cell()
            return
        prose.end_paragraph()
        if name == "tr" and self._is_row(tag):
            self._row = tag
            prose.shape_next(self._row_shape(prose, tag))
            return
        if name in _LISTS:
            self._open_list(prose, tag)
        elif name in _KINDS and not (name == "pre" and not is_code(tag)):
            self._open.append(_Open(tag, self._new_shape(prose, tag), prose, prose.count))
        prose.shape_next(self._shape_in(prose))

    def close(self, prose: Prose, tag: Tag) -> None:
        """End a block element."""
        if self._row is not None:
            if tag is not self._row:
                if tag.name not in _CELLS:
                    prose.break_line_in_cell()
                return
            self._row = None
        prose.end_paragraph()
        if self._open and self._open[-1].tag is tag:
            self._open.pop()
        prose.shape_next(self._shape_in(prose))

    def next_shape(self, prose: Prose) -> Shape:
        """Return the shape of a further paragraph at this place."""
        return self._shape_in(prose)

    def _shape(self) -> Shape:
        shape = self._open[-1].shape if self._open else None
        return shape or PARAGRAPH

    def _shape_in(self, prose: Prose) -> Shape:
        """Return the shape of the next block: an item's further paragraphs are no items."""
        for opened in reversed(self._open):
            shape = opened.shape
            if shape is None:
                continue
            if shape.kind == "item" and opened.prose is prose and prose.count > opened.count:
                return Shape("paragraph", shape.depth, "", shape.group)
            return shape
        return PARAGRAPH

    def _new_shape(self, prose: Prose, tag: Tag) -> Shape:
        kind = _KINDS[tag.name]
        if kind == "item":
            lists = [each for each in self._open if each.shape is None]
            label = self._label(lists[-1], tag) if lists else ""
            return Shape("item", max(len(lists), 1), label, self._group_of_lists(prose))
        if kind == "quote":
            around = next((each for each in reversed(self._open) if each.shape), None)
            return Shape("quote", around.shape.depth + 1 if around and around.shape else 1)
        return Shape(kind)

    def _open_list(self, prose: Prose, tag: Tag) -> None:
        if not any(each.shape is None for each in self._open):
            self._prose_of_lists = None
        opened = _Open(tag, None, prose, prose.count)
        if tag.name == "ol":
            opened.style = attribute(tag, "type") or "1"
            opened.step = -1 if "reversed" in tag.attrs else 1
            opened.number = _integer(attribute(tag, "start"))
            if opened.number is None:
                opened.number = len(children_of(tag, "li")) if opened.step < 0 else 1
        self._open.append(opened)

    def _group_of_lists(self, prose: Prose) -> int:
        """Return the number of the outermost open list in its section."""
        if self._prose_of_lists is not prose:
            self._prose_of_lists = prose
            self._group = prose.next_group()
        return self._group

    @staticmethod
    def _label(opened: _Open, tag: Tag) -> str:
        """Return the number that a browser prints before an item; "" for a bullet."""
        if opened.number is None:
            return ""
        value = _integer(attribute(tag, "value"))
        number = opened.number if value is None else value
        opened.number = number + opened.step
        return printed_number(number, opened.style)

    def _is_row(self, row: Tag) -> bool:
        """Return whether a row holds data, and not the columns of a page's layout."""
        table = row.parent
        while table is not None and table.name in ("tbody", "thead", "tfoot"):
            table = table.parent
        if table is None or table.name != "table":
            return False
        key = id(table)
        if key not in self._is_data:
            self._is_data[key] = self._holds_data(table)
        return self._is_data[key]

    def _holds_data(self, table: Tag) -> bool:
        if attribute(table, "role") in ("presentation", "none"):
            return False
        columns = 0
        for tag in self._tree.below(table):
            if tag.name in _NO_DATA and self._tree.letters(tag):
                return False
            if tag.name in _CELLS and self._tree.letters(tag) > _LONGEST_CELL:
                return False
            if tag.name == "tr":
                columns = max(columns, len(children_of(tag, *_CELLS)))
        return columns > 1

    def _row_shape(self, prose: Prose, row: Tag) -> Shape:
        table = row.parent
        while table is not None and table.name != "table":
            table = table.parent
        if table is None:
            return PARAGRAPH
        if self._table is None or self._table[0] is not table or self._table[1] is not prose:
            self._table = (table, prose, prose.next_group())
        cells = children_of(row, *_CELLS)
        filled = [cell for cell in cells if self._tree.letters(cell)]
        is_header = (row.parent is not None and row.parent.name == "thead") or all(
            cell.name == "th" for cell in filled
        )
        kind: BlockKind = "header" if is_header and filled else "row"
        return Shape(kind, 0, "", self._table[2])


def is_code(tag: Tag) -> bool:
    """Return whether preformatted text is code: marked as such, or of few words and many signs."""
    if any(inner.name in ("code", "samp", "kbd") for inner in elements_in(tag)):
        return True
    text = text_of(tag, enough=2000)
    words = _WORDS.findall(text)
    if len(words) < 8 and "\n" not in "".join(map(str, texts_in(tag))).strip():
        return True
    return len(_CODE_SIGNS.findall(text)) > 0.25 * len(words)


def add_preformatted(prose: Prose, text: str, layout: Layout) -> None:
    """Add prose that is set in lines: blank lines end paragraphs, full lines go on in the next."""
    for number, paragraph in enumerate(_BLANK_LINE.split(text)):
        if number:
            prose.begin_block(layout.next_shape(prose))
        lines = paragraph.split("\n")
        wrapped = len(lines) > 1 and all(len(line) >= _WRAPPED for line in lines[:-1])
        for place, line in enumerate(lines):
            if place and not wrapped:
                prose.break_line()
            elif place:
                prose.add(" ")
            prose.add(line)


def alternative_text(figure: Tag) -> str:
    """Return the alternative texts of the pictures of a figure that has a caption.

    A text of few words, such as a file name, or one that repeats the caption, is left out.
    """
    inner = list(islice(elements_in(figure), _MOST_IN_FIGURE))
    captions = [text_of(tag) for tag in inner if tag.name == "figcaption"]
    if not captions:
        return ""
    shown = "".join(captions)
    texts = [fold_space(attribute(tag, "alt")) for tag in inner if tag.name == "img"]
    new = [
        text
        for text in dict.fromkeys(texts)
        if len(text.split()) >= _FEWEST_WORDS and text not in shown and shown not in text
    ]
    return " ".join(new)


def _integer(value: str) -> int | None:
    value = value.strip()
    digits = value.removeprefix("-")
    return int(value) if digits.isdecimal() and len(digits) < 9 else None
