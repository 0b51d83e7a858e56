"""Plain text in; headings, paragraphs, quotations, tables and code in order out.

Lines wrapped at a column are joined by `joining.py`.

Headings are underlined or marked with "#" in Markdown, or else in capitals, or else short lines
above a paragraph. A text is assumed to use one of these three ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from textwrap import dedent
from typing import Literal, NamedTuple

from painsci_search.reading.forms.plaintext.joining import find_words, join_lines
from painsci_search.reading.forms.plaintext.labels import rejoin_labels
from painsci_search.reading.forms.plaintext.lines import (
    ends_prose,
    is_changes_heading,
    is_notes_heading,
)
from painsci_search.reading.forms.plaintext.outline import FEWEST, find_outline, split_abstract

BlockKind = Literal["heading", "item", "paragraph", "quote", "table", "code", "affiliation"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, or a paragraph that starts like an item of a list ("3. ", "[3] ").

    Attributes:
        text: the text, with white space folded; that of code has its lines.
        kind: the kind of block.
        level: 1 to 6 for a heading, or else 0.
        label: an item's number or sign, or "".
        lines: the lines as in the file; () for a heading with a mark of its own.
        follows_blank: whether there is a blank line above.
    """

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    label: str = ""
    lines: tuple[str, ...] = ()
    follows_blank: bool = True

    @property
    def is_one_line(self) -> bool:
        """`True` for a single line of the file."""
        return len(self.lines) < 2

    @property
    def is_indented(self) -> bool:
        """`True` if the first line is indented."""
        return bool(self.lines) and self.lines[0][:1] in (" ", "\t")


# Characters: with a longer line, the paragraphs of a text are not wrapped.
_UNWRAPPED_LINE = 200
# The part of such lines in a text of pages that has them for paragraphs.
_UNWRAPPED_PART = 0.1
_MARKED_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.{0,300}?)[ \t]*+(?:#++[ \t]*+)?\Z")
_UNDERLINE = re.compile(r"(={3,}|-{3,})[ \t]*\Z")
_RULE = re.compile(r"[ \t]*(?:[-*_=•~][ \t]*){3,}\Z")
_ITEM = re.compile(
    r"[ \t]*(?:\[\^(?P<caret>[^\]\s]{1,40})\]:|\[(?P<bracket>\d{1,4})\][:.]?(?!\()|"
    r"\((?P<round>\d{1,3})\)|(?P<number>\d{1,4})[.)]|"
    r"(?P<super>[¹²³⁰⁴-⁹]{1,4})|(?P<sign>[*†‡§]{1,3})(?=[ \t]))[ \t]+(?=\S)"
)
_BULLET = re.compile(r"[ \t]*[-*•–][ \t]+\S")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# Characters and words: a longer line is a paragraph.
_LONGEST_HEADING = 100
_MOST_HEADING_WORDS = 16
_FENCE = re.compile(r" {0,3}(```|~~~)[^`]*\Z")
_MARGINS = ("    ", "\t")
_CODE_SIGNS = re.compile(r"[{}<>=;$\\|()\[\]#]")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_FEWEST_ROWS = 2
# Blocks: how far a run of short lines is followed; it keeps time linear.
_LONGEST_RUN = 50


class _Way(NamedTuple):
    """How the paragraphs and headings of a text are written.

    Attributes:
        words: those of the text, by `find_words`.
        is_wrapped: whether paragraphs have several lines.
        has_signs: whether "#" marks a heading.
    """

    words: frozenset[str]
    is_wrapped: bool
    has_signs: bool


def split_blocks(text: str, *, of_pages: bool = False) -> tuple[Block, ...]:
    """Split a text, with any line endings, into headings, items and paragraphs.

    Headings are those that are marked, or else those of an outline by numbers or names.

    Args:
        of_pages: whether the text was made of the pages of a document.
    """
    lines = re.sub(r"\r\n?|[\u2028\u2029\v\f]", "\n", text.lstrip("\ufeff")).split("\n")
    if of_pages:
        lines = split_abstract(lines)
    has_marks = not of_pages and _has_marks(lines)
    outline = {} if has_marks else find_outline(lines, by_name=of_pages)
    way = _Way(find_words(lines), _is_wrapped(lines, of_pages=of_pages), has_signs=not of_pages)
    found: list[Block] = []
    start = 0
    for at in (*outline, len(lines)):
        part = lines[start:at]
        if of_pages and start and is_notes_heading(lines[start - 1].strip()):
            part = rejoin_labels(part)
        found += _split_fences(part, way)
        if at in outline:
            found.append(Block(_fold(lines[at]), "heading", outline[at], lines=(lines[at],)))
        start = at + 1
    return tuple(_mark_set_off(found))


def _is_wrapped(lines: Sequence[str], *, of_pages: bool) -> bool:
    """Return whether paragraphs have several lines; if each is one line, every line is a block."""
    long = sum(len(line) > _UNWRAPPED_LINE for line in lines)
    # a line of a page may have what is side by side in a figure
    return long == 0 or (of_pages and long < _UNWRAPPED_PART * len(lines))


def _has_marks(lines: Sequence[str]) -> bool:
    """Return whether a text has headings that are marked, or fences."""
    return any(
        _MARKED_HEADING.match(line)
        or _FENCE.match(line)
        or (_UNDERLINE.match(line) and above.strip())
        for above, line in pairwise(["", *lines])
    )


def find_headings(blocks: tuple[Block, ...], *, of_pages: bool = False) -> tuple[Block, ...]:
    """Return the blocks of a text, with its headings that have no mark.

    Args:
        of_pages: whether the text was made of the pages of a document, any short line of which may
            be of a figure: if it has an outline, that is all.
    """
    headings = [block for block in blocks if block.kind == "heading"]
    is_marked = any(not block.lines for block in headings)
    if is_marked or (of_pages and len(headings) >= FEWEST):
        return tuple(_promote_known(blocks))
    return tuple(_find_unmarked_headings(blocks))


def is_short_line(block: Block) -> bool:
    """Return whether a block may be a heading: a short line that does not end like a sentence."""
    text = block.text
    return (
        block.kind == "paragraph"
        and not _BULLET.match(text)
        and block.is_one_line
        and len(text) <= _LONGEST_HEADING
        and len(text.split()) <= _MOST_HEADING_WORDS
        and not ends_prose(text)
        and bool(re.match(r"[“\"‘'(¿¡]?[^\W_]", text))
        and not text[0].islower()
        and any(char.isalpha() for char in text)
    )


def _split_fences(lines: list[str], way: _Way) -> Iterator[Block]:
    """Yield the blocks of a text; a fence that is not closed is no fence."""
    fences = [number for number, line in enumerate(lines) if _FENCE.match(line)]
    start = 0
    for opening, closing in zip(fences[::2], fences[1::2], strict=False):
        yield from _make_blocks(lines[start:opening], way)
        yield from _make_code(lines[opening + 1 : closing])
        start = closing + 1
    yield from _make_blocks(lines[start:], way)


def _make_code(lines: Sequence[str]) -> Iterator[Block]:
    """Yield a block of code without its margin and its empty lines; nothing for an empty one."""
    text = dedent("\n".join(line.expandtabs(4) for line in lines))
    kept = tuple(line.rstrip() for line in text.split("\n") if line.strip())
    if kept:
        yield Block("\n".join(kept), "code", lines=kept)


def _make_blocks(lines: list[str], way: _Way) -> Iterator[Block]:
    pending: list[str] = []
    follows_blank = True
    kind: BlockKind = "paragraph"
    for number, line in enumerate([*lines, ""]):
        marked = _MARKED_HEADING.match(line) if way.has_signs else None
        underline = _UNDERLINE.match(line)
        if (
            underline
            and len(pending) == 1
            and kind == "paragraph"
            and not _BULLET.match(pending[0])
        ):
            level = 1 if underline[1][0] == "=" else 2
            yield Block(_fold(pending.pop()), "heading", level)
            continue
        starts_block = marked or not line.strip() or _RULE.match(line)
        other = kind if starts_block else _kind_of_line(lines, number)
        is_apart = not way.is_wrapped and kind == "paragraph" and not _is_set_off(line)
        if pending and (
            starts_block or is_apart or other != kind or _starts_item(line, pending[0])
        ):
            yield _make_block(pending, kind, way.words, follows_blank=follows_blank)
            follows_blank = bool(starts_block) or is_apart
            pending = []
        kind = other
        if marked:
            yield Block(_fold(marked[2]), "heading", len(marked[1]))
        elif not starts_block:
            pending.append(line)


def _kind_of_line(lines: list[str], number: int) -> BlockKind:
    """Return whether a line is quoted, or a row of a table of two rows at least, or neither."""
    line = lines[number]
    if line.lstrip()[:1] == ">":
        return "quote"
    columns = _count_columns(line)
    around = lines[max(number - 1, 0) : number + 2]
    is_row = columns and sum(_count_columns(one) == columns for one in around) >= _FEWEST_ROWS
    return "table" if is_row else "paragraph"


def _count_columns(line: str) -> int:
    """Return the number of the bars of a row, or else of the tabs in it; 0 for other lines."""
    text = line.strip()
    return text.count("|") if text.startswith("|") else text.count("\t")


def _starts_item(line: str, first_line: str) -> bool:
    """Return whether a line starts an item; a wrapped one may start with "2018. " or "(2) rest"."""
    if _BULLET.match(line):
        return True
    item = _ITEM.match(line)
    is_sure = item and not item["round"] and item["number"] in (None, "1")
    return bool(item and (is_sure or _ITEM.match(first_line)))


def _make_block(
    lines: list[str], kind: BlockKind, words: frozenset[str], *, follows_blank: bool
) -> Block:
    if kind != "paragraph":
        return Block(_fold(" ".join(lines)), kind, lines=tuple(lines), follows_blank=follows_blank)
    item = _ITEM.match(lines[0])
    text = _fold(join_lines(lines, words))
    if item is None:
        return Block(text, lines=tuple(lines), follows_blank=follows_blank)
    label = next(group for group in item.groups() if group).translate(_SUPERSCRIPTS)
    return Block(text, "item", 0, label, tuple(lines), follows_blank)


def _is_set_off(line: str) -> bool:
    return line.startswith(_MARGINS) and bool(line.strip())


def _mark_set_off(found: list[Block]) -> Iterator[Block]:
    """Yield blocks; one with four spaces or a tab before each line is code or a quotation.

    A paragraph of an item or a note is set off, too, and so may be all paragraphs of a text.
    """
    is_set_off = [
        block.kind in ("paragraph", "item")
        and bool(block.lines)
        and all(_is_set_off(line) for line in block.lines)
        for block in found
    ]
    if 2 * sum(is_set_off) >= len(found):
        yield from found
        return
    belongs_to_item = False
    for block, is_off in zip(found, is_set_off, strict=True):
        starts = block.kind == "item" or _BULLET.match(block.text) is not None
        belongs_to_item = starts if not is_off else belongs_to_item
        if not is_off or belongs_to_item:
            yield block
        elif len(_CODE_SIGNS.findall(block.text)) > 0.25 * len(_WORDS.findall(block.text)):
            yield from _make_code(block.lines)
        elif len(block.lines) > 1:
            yield replace(block, kind="quote", label="")
        else:
            yield block


def item_text(block: Block) -> str:
    """Return the text of an item without its label."""
    match = _ITEM.match(block.text)
    return block.text[match.end() :] if match else block.text


def is_definition(block: Block) -> bool:
    """Return whether a block is the definition of a Markdown footnote ("[^1]: ...")."""
    return block.kind == "item" and block.text.startswith("[^")


def _promote_known(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield replace(block, kind="heading", level=2) if _is_known(block) else block


def _is_known(block: Block) -> bool:
    is_known = is_notes_heading(block.text) or is_changes_heading(block.text)
    return is_known and block.kind == "paragraph" and block.is_one_line


def _find_unmarked_headings(blocks: tuple[Block, ...]) -> Iterator[Block]:
    in_capitals = sum(map(is_in_capitals, blocks)) >= 2
    is_candidate = [
        not _is_known(one) and (is_in_capitals(one) if in_capitals else is_short_line(one))
        for one in blocks
    ]
    if in_capitals and is_short_line(blocks[0]) and not _is_known(blocks[0]):
        yield replace(blocks[0], kind="heading", level=2)  # the title
        blocks, is_candidate = blocks[1:], is_candidate[1:]
    for position, block in enumerate(blocks):
        if is_candidate[position] and _is_above_text(blocks, is_candidate, position):
            yield replace(block, kind="heading", level=2)
        else:
            yield from _promote_known((block,))


def _is_above_text(blocks: tuple[Block, ...], short: list[bool], position: int) -> bool:
    """Return whether a short line is a heading, not an item of a list that lost its bullets."""
    first = last = position
    while first > 0 and position - first < _LONGEST_RUN and short[first - 1]:
        first -= 1
    while last + 1 < len(blocks) and last - first < _LONGEST_RUN and short[last + 1]:
        last += 1
    if last + 1 == len(blocks):
        return first == 0 and position < last
    if first in (0, last):
        return True
    if blocks[first - 1].text.endswith(":"):
        return False
    return position == last or last - first == 1


def is_in_capitals(block: Block) -> bool:
    """Return whether a block may be a heading, and is in capitals."""
    letters = [char for char in block.text if char.isalpha()]
    return is_short_line(block) and len(letters) > 3 and all(char.isupper() for char in letters)


def _fold(text: str) -> str:
    return " ".join(text.split())
