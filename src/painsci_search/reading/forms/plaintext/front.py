"""The first blocks of a plain text in; its title, deck, byline and dates out.

They are known by their order, and by what bylines and dates look like. Their lines may follow each
other without blank lines: `separate_front` makes blocks of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from painsci_search.reading.bylines.byline import Byline, read_line, together
from painsci_search.reading.bylines.names import names_beside_dates
from painsci_search.reading.citations.names import LETTER, UPPER
from painsci_search.reading.dates import parse_date, split_date
from painsci_search.reading.forms.plaintext.blocks import Block, is_in_capitals, is_short_line
from painsci_search.reading.titles.lines import Line


@dataclass(slots=True)
class Front:
    """The title, deck, byline and dates above an article's text, and their number of blocks.

    Attributes:
        rule: the rule by which the title was found, as a phrase; "" if it is the file's name.
        text: blocks among them that are none of these, but text.
    """

    title: str
    length: int = 0
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    rule: str = ""
    text: tuple[Block, ...] = ()


_NAME = (
    rf"[{UPPER}][{LETTER}’'.-]{{0,30}}"
    rf"(?:\s(?:[{UPPER}][{LETTER}’'.-]{{0,30}}|d[aeiu]|de[lnr]|van|von|la|le)){{1,4}}"
)
_NAMES = rf"(?P<names>{_NAME}(?:(?:,\s(?:and\s)?|\sand\s|\s&\s){_NAME}){{0,9}})"
_BYLINE = re.compile(
    rf"(?P<by>(?:[Ww]ritten\s)?[Bb][Yy]:?\s|[Aa]uthors?:\s)?{_NAMES}"
    r"(?:,?\s?[•·|—–,-]\s?(?P<rest>.{1,120})|\s\((?P<aside>[^()]{1,80})\))?"
)
_BYLINE_DETAIL = re.compile(
    r"\d\s?(?:m|min|mins|minutes?)\b|\bwords?\b|\bread\b|\b(?:updated|published|posted)\b",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"(?:(?:first\s|originally\s)?(?:published|posted|written|created)|date)\b[:\s].{4,60}",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"\b(?:last\s)?(?:updated|modified|revised)\b", re.IGNORECASE)
_TITLE_LABEL = re.compile(r"(?:title|titel|titre|título|titolo|titill|tytuł)\s?:\s", re.IGNORECASE)
_LABEL = re.compile(r"[^\W\d_][\w-]{0,20}\s?:\s")
# Labels of the sender in letters by e-mail, which bylines of the same words have no colon after.
_SENDER = re.compile(r"(?:from|von|de|da|van|od|par|från|fra)\s?:", re.IGNORECASE)
# Words in the names of the bodies to which authors belong.
_BODY = re.compile(
    r"\b(?:departments?|dept|divisions?|faculty|school|college|universit\w{1,5}|institut\w{0,3}|"
    r"hospitals?|clinics?|laborator(?:y|ies|io)|cent(?:er|re)s?|academy|foundation|"
    r"abteilung|fakultät|klinik(?:um)?|lehrstuhl|hochschule|zentrum|"
    r"départements?|faculté|hôpital|laboratoire|centre|departamento|facultad|hospital|centro|"
    r"dipartimento|facoltà|ospedale|afdeling|ziekenhuis)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
# Lines of a title and deck, and of these and a byline: more lines are an address or verse.
_MOST_TITLE_LINES = 3
_MOST_FRONT_LINES = 7
# Letters: a longer line is no name of a body and its place.
_LONGEST_AFFILIATION = 120
# The part of the width of a text that a line without an author may have at most, and without a
# date, too.
_UNSIGNED_PART = 4 / 5
_SHORT_PART = 2 / 3
# Blocks by whose lines the width of a text is known.
_MEASURED = 200
# Blocks above a byline; a name further down is in the text.
_HIGHEST_BYLINE = 4
# Characters: a longer block is text.
_LONGEST_DECK = 400


def read_front(blocks: Sequence[Block], stem: str, language: str | None) -> Front:
    """Read the title, deck and byline.

    A line above them (a site's tagline) is left out, unless the title is marked as such.
    """
    for position, block in enumerate(blocks[: _HIGHEST_BYLINE + 1]):
        if len(block.text) > _LONGEST_DECK or block.kind == "item":
            break
        lines = _read_byline(block, language)
        byline = None if lines.authors else _match_byline(block)
        if lines.authors or (position and not byline and _is_dated_below(block, lines)):
            front = _read_above_byline(blocks, position, stem)
            front.authors, front.published, front.updated = lines[:3]
            return _read_datelines(blocks, front, language)
        if byline:
            front = _read_above_byline(blocks, position, stem)
            front.authors = _split_names(byline["names"])
            _read_date(byline["rest"] or byline["aside"] or "", front, language)
            return _read_datelines(blocks, front, language)
    if blocks and blocks[0].kind == "heading" and _is_title(blocks):
        front = Front(_without_label(blocks[0].text), 1, rule="the first heading")
        if len(blocks) > 1 and _is_directly_below(blocks[1]):
            front.subtitle, front.length = blocks[1].text, 2
        return _read_datelines(blocks, front, language)
    return Front(stem)


def _is_directly_below(block: Block) -> bool:
    """Return whether a block without a sign of its own has no blank line above."""
    is_text = block.kind in ("paragraph", "heading") and block.text[0].isalnum()
    return is_text and not block.follows_blank


def _is_dated_below(block: Block, lines: Byline) -> bool:
    return _is_directly_below(block) and bool(lines.published or lines.updated)


def _without_label(title: str) -> str:
    return title[label.end() :] if (label := _TITLE_LABEL.match(title)) else title


def _is_title(blocks: Sequence[Block]) -> bool:
    """Return whether the first heading is the title, in Markdown by its level."""
    top = min(block.level for block in blocks if block.kind == "heading")
    is_only = sum(block.level == top for block in blocks if block.kind == "heading") == 1
    is_marked = not blocks[0].lines
    return (blocks[0].level == top and is_only) or not is_marked or blocks[0].level == 1


def _read_byline(block: Block, language: str | None) -> Byline:
    """Return the authors and dates of a block of which every line is part of a byline."""
    texts = block.lines if len(block.lines) > 1 else (block.text,)
    lines = [read_line(text.strip("#*_ "), language) for text in texts]
    return together(line for line in lines if line is not None) if all(lines) else Byline()


def _match_byline(block: Block) -> re.Match[str] | None:
    byline = _BYLINE.fullmatch(block.text.strip("*_ "))
    if byline is None or len(block.lines) > 1:
        return None
    detail = byline["rest"] or byline["aside"] or ""
    is_byline = byline["by"] or _BYLINE_DETAIL.search(detail) or _is_mostly_date(detail)
    return byline if is_byline else None


def _is_mostly_date(text: str) -> bool:
    return bool(split_date(text)[0]) and not split_date(text)[1]


def _read_above_byline(blocks: Sequence[Block], byline: int, stem: str) -> Front:
    above = blocks[:byline]
    marked = [n for n, block in enumerate(above) if block.kind == "heading" and not block.lines]
    title = marked[0] if marked else max(0, byline - 2)
    front = Front(stem, byline + 1)
    if above:
        front.title = _without_label(above[title].text)
        front.rule = "the first heading" if marked else "the lines above the byline"
    if byline - title == 2:
        front.subtitle = above[title + 1].text.strip("*_")
    elif marked:
        front.text = tuple(above[title + 1 :])
    if marked or title > 1:
        front.text = (*above[:title], *front.text)
    return front


def _split_names(names: str) -> tuple[str, ...]:
    return tuple(re.split(r",\s(?:and\s)?|\sand\s|\s&\s", names))


def _read_datelines(blocks: Sequence[Block], front: Front, language: str | None) -> Front:
    while front.length < len(blocks):
        text = blocks[front.length].text.strip("*_ ")
        if not _is_dateline(text, language):
            break
        _read_date(text, front, language)
        front.length += 1
    return front


def _is_dateline(text: str, language: str | None) -> bool:
    is_dateline = (
        _DATELINE.fullmatch(text)
        or (_UPDATED.match(text) and len(text) < 60)
        or read_line(text, language) is not None
    )
    return bool(is_dateline and parse_date(text, language))


def _read_date(text: str, front: Front, language: str | None) -> None:
    updated = _UPDATED.search(text)
    if updated:
        front.updated = front.updated or parse_date(text[updated.end() :], language)
        text = text[: updated.start()]
    front.published = front.published or parse_date(text, language)


def separate_front(blocks: Sequence[Block], language: str | None) -> tuple[Block, ...]:
    """Return the blocks, with a title, deck and byline on consecutive lines in blocks of their own.

    The lines are the first block, or the second below a title. A blank line follows them.
    """
    start = int(_is_title_alone(blocks))
    end = start + 1
    while end < min(len(blocks), _MOST_FRONT_LINES) and not blocks[end].follows_blank:
        end += 1
    group = blocks[start:end]
    if end >= len(blocks) or not blocks[end].follows_blank:
        return tuple(blocks)
    if any(block.kind not in ("paragraph", "item") for block in group):
        return tuple(blocks)
    lines = [" ".join(line.split()) for block in group for line in block.lines]
    if group[0].kind == "item" or not 1 < len(lines) <= _MOST_FRONT_LINES:
        return tuple(blocks)
    separated = _separate(lines, blocks[end:], language, has_title=start > 0)
    return (*blocks[:start], *(separated or group), *blocks[end:])


def _is_title_alone(blocks: Sequence[Block]) -> bool:
    """Return whether the first block is a title with a blank line or a line of signs below."""
    if len(blocks) < 2 or not blocks[1].follows_blank:
        return False
    return blocks[0].kind == "heading" or is_short_line(blocks[0])


def _separate(
    lines: list[str], below: Sequence[Block], language: str | None, *, has_title: bool
) -> list[Block]:
    """Return the blocks of a front, or [] if its lines are something else."""
    count = _count_title_lines(lines, below, language, least=1 if has_title else 2)
    heads = lines[:count]
    bodies = [
        line for line in lines[count:] if not _is_of_byline(line, language) and _is_body(line)
    ]
    tail = [line for line in lines[count:] if line not in bodies]
    if len(heads) > _MOST_TITLE_LINES - has_title or not (heads or has_title):
        return []
    if not _may_be_heads(heads, below, has_title=has_title) or (tail and _is_mail(lines)):
        return []
    if not any(_has_names(line, language) for line in tail) and not _may_be_unsigned(heads, below):
        return []
    has_names = any(_has_names(line, language) or _bare_names(line, language) for line in tail)
    if has_title and not has_names:
        return []
    if not tail:
        return _titled(heads) if _is_above_deck(heads, below) else []
    front = [] if not heads else [_block(heads)] if has_title else _titled(heads)
    return [*front, *_byline_blocks(tail, language), *map(_affiliation, bodies)]


def _count_title_lines(
    lines: list[str], below: Sequence[Block], language: str | None, least: int
) -> int:
    """Return the number of lines above the lines at the end that are of a byline.

    Args:
        below: the text.
        least: the number of lines down to the first that may be a name without "by", above a date.
    """
    count = len(lines)
    while count and _is_of_byline(lines[count - 1], language):
        count -= 1
    if any(_has_names(line, language) for line in lines[count:]):
        return count
    bodies = count
    while bodies >= least and _is_body(lines[bodies - 1]):
        bodies -= 1
    first = bodies
    while bodies < len(lines) and first >= least and _bare_names(lines[first - 1], language):
        first -= 1
    is_sure = bodies == count or not _has_common_words(lines[first:bodies], below)
    return first if first < bodies and is_sure else count


def _is_body(line: str) -> bool:
    """Return whether a line names a body, to which the authors in the line above it belong."""
    is_short = len(line) <= _LONGEST_AFFILIATION and not line.endswith((":", "?", "!"))
    return is_short and _BODY.search(line) is not None


def _affiliation(line: str) -> Block:
    return Block(line, "affiliation", lines=(line,), follows_blank=False)


def _is_of_byline(line: str, language: str | None) -> bool:
    text = line.strip("#*_ ")
    if line.endswith((",", ";")):
        return False
    is_line = read_line(text, language) is not None or _is_dateline(text, language)
    return is_line or _match_byline(Block(text)) is not None


def _bare_names(line: str, language: str | None) -> list[str]:
    """Return the names in a line of nothing else, which is a byline above a date."""
    if _is_body(line):
        return []
    names = names_beside_dates(Line(line, frozenset(), False), language, is_near=True)
    is_full = all(" " in name for name in names)
    return names if is_full and _BYLINE.fullmatch(f"By {', '.join(names)}") else []


def _has_common_words(names: list[str], below: Sequence[Block]) -> bool:
    """Return whether a text writes words of names in lower case, as in "Patient Information"."""
    words = {word.lower() for name in names for word in _WORD.findall(name) if word[0].isupper()}
    return any(not words.isdisjoint(_WORD.findall(block.text)) for block in below[:_MEASURED])


def _has_names(line: str, language: str | None) -> bool:
    """Return whether a line of a byline has names, marked as such by a word or a detail."""
    text = line.strip("#*_ ")
    read = read_line(text, language)
    return bool(read and read.authors) or _match_byline(Block(text)) is not None


def _may_be_heads(heads: list[str], below: Sequence[Block], *, has_title: bool) -> bool:
    """Return whether lines may be a title and deck: none is prose that goes on in the next line."""
    width = _width(below)
    is_title = has_title or is_short_line(_titled(heads)[0])
    if not is_title or any(line.endswith((",", ";", ":")) for line in heads[1:]):
        return False
    # the first word of a byline, such as "By", has about three letters
    ends = heads[-1:] if has_title else [heads[0], heads[-1]]
    return not any(width and width - 3 <= len(line) <= width for line in ends)


def _width(blocks: Sequence[Block]) -> int:
    """Return the characters at which the first blocks are wrapped; 0 if they are not."""
    kinds = ("paragraph", "item")
    wrapped = (one for one in blocks[:_MEASURED] if one.kind in kinds and not one.is_one_line)
    return max((len(line) for block in wrapped for line in block.lines), default=0)


def _is_mail(lines: list[str]) -> bool:
    """Return whether lines are the head of an e-mail: labelled all, but with no author's label."""
    if any(_SENDER.match(line) for line in lines):
        return True
    is_titled = _TITLE_LABEL.match(lines[0]) or any(
        (read := read_line(line)) and read.authors for line in lines
    )
    return not is_titled and all(map(_LABEL.match, lines))


def _may_be_unsigned(heads: list[str], below: Sequence[Block]) -> bool:
    """Return whether lines without an author are no prose and no address.

    An address has numbers, or a salutation below it.
    """
    width = _width(below)
    if width and max(map(len, heads), default=0) > _UNSIGNED_PART * width:
        return False
    has_number = any(char.isdecimal() for line in heads[1:] for char in line)
    is_salutation = below[0].is_one_line and below[0].text.endswith((",", ":", "!"))
    return not has_number and not is_salutation


def _is_above_deck(heads: list[str], below: Sequence[Block]) -> bool:
    """Return whether two lines are a title in capitals and a deck, both shorter than the text."""
    if len(heads) != 2:
        return False
    title, deck = (Block(line, lines=(line,)) for line in heads)
    width = max((len(line) for one in below[:_MEASURED] for line in one.lines), default=0)
    is_short = max(map(len, heads)) <= _SHORT_PART * width
    return is_short and is_in_capitals(title) and is_short_line(deck) and not is_in_capitals(deck)


def _titled(heads: list[str]) -> list[Block]:
    """Return a title, which goes on in lines that start with a small letter, and a deck."""
    end = 1
    while end < len(heads) and heads[end][0].islower():
        end += 1
    title = " ".join(heads[:end])
    deck = [_block(heads[end:])] if heads[end:] else []
    return [Block(title, lines=(title,)), *deck]


def _byline_blocks(lines: list[str], language: str | None) -> list[Block]:
    if all(read_line(line.strip("#*_ "), language) for line in lines):
        return [_block(lines)]
    bare = list(takewhile(bool, (_bare_names(line, language) for line in lines)))
    if bare:
        names = ", ".join(name for names in bare for name in names)
        dated = lines[len(bare) : len(bare) + 1]
        lines = [f"{names} • {dated[0]}" if dated else f"By {names}", *lines[len(bare) + 1 :]]
    return [_block([line]) for line in lines]


def _block(lines: list[str]) -> Block:
    return Block(" ".join(lines), lines=tuple(lines), follows_blank=False)
