"""The lines of pages in; the same lines in reading order out, without running heads and numbers.

A column is found by its gutter: a strip that few lines cross while there are lines of text on both
sides. Lines that cross a gutter, such as a title, part the page into bands, read one after another.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from painsci_search.reading.forms.pdf.pages import Line, Page, is_raised

# Parts of the height of a page in which running heads and page numbers are.
_MARGIN = 0.13
# Points by which the place of a running head may differ between pages.
_SAME_PLACE = 6.0
# Points between the places at which a gutter is sought; the narrowest gutters have 10 points.
_STEP = 3.0
# Points by which the baselines of one row may differ.
_SAME_ROW = 3.0
# Rows at the top and at the foot of a page that may be running heads.
_EDGE_ROWS = 2
# Characters: a line of a column of text has more on average, and a cell of a table has fewer.
_COLUMN_LINE = 18
_FEWEST_LINES = 5
# A page with more lines than this is a picture of letters; columns are not sought in it.
_MOST_LINES = 1000
# Parts of the lines beside a gutter that may cross it.
_CROSSING = 0.3
# Of the lines of a page, those that may cross its gutters before its columns are unsure.
_UNSURE = 0.2
# A box beside the text shares less than this part of its baselines by chance: 3 points of 13.
_ALIGNED = 0.6
# Pages that must have the same columns.
_FEWEST_PAGES = 2
# Part of the size of the text that the type of a table has at most.
_SMALL_TYPE = 0.95
_TABLE = re.compile(r"tab(?:le|elle|leau|la|el)?\b\.?\s?\w{1,5}\b", re.IGNORECASE)
# The number of the column of a box beside the text.
ASIDE = 99
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:[^\W\d]{1,6}\.?\s)?[-–—(\[]?\s?\d{1,5}\s?(?:(?:/|of|von|de|sur)\s?\d{1,5})?\s?[-–—)\]]?"
    r"|[ivxlc]{1,6}",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is printed around the text: a URL, as browsers print it below each page."""

    url: str | None = None


def remove_furniture(pages: list[Page]) -> tuple[list[Page], Furniture]:
    """Return the pages without running heads, page numbers and line numbers."""
    edges = [_edge_lines(page) for page in pages]
    repeated = _repeated(edges)
    kept = []
    urls: Counter[str] = Counter()
    for page, edge in zip(pages, edges, strict=True):
        dropped = {
            id(line) for line in edge if _key(line) in repeated or _is_page_number(line.text)
        }
        urls.update(url for line in edge if id(line) in dropped for url in _URL.findall(line.text))
        lines = [line for line in page.lines if id(line) not in dropped and _is_inside(line, page)]
        kept.append(Page(page.number, page.width, page.height, _without_line_numbers(lines)))
    printed = [url for url, count in urls.items() if count == len(pages) and count > 1]
    return kept, Furniture(printed[0] if len(printed) == 1 else None)


def _edge_lines(page: Page) -> list[Line]:
    """Return the lines in the outermost rows at the top and at the foot of a page."""
    rows = sorted({round(line.bottom / _SAME_ROW) for line in page.lines})
    outer = {*rows[:_EDGE_ROWS], *rows[-_EDGE_ROWS:]}
    return [
        line
        for line in page.lines
        if round(line.bottom / _SAME_ROW) in outer and _is_in_margin(line, page)
    ]


def _is_inside(line: Line, page: Page) -> bool:
    return line.x1 > 0 and line.x0 < page.width and line.bottom > -1 and line.top < page.height


def _key(line: Line) -> tuple[str, int]:
    """Return the text of a line without its numbers, and its height on the page."""
    text = _DIGITS.sub("#", "".join(line.text.lower().split()))
    return text, round(line.bottom / _SAME_PLACE)


def _is_in_margin(line: Line, page: Page) -> bool:
    return line.bottom < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height


def _repeated(edges: list[list[Line]]) -> set[tuple[str, int]]:
    """Return the keys of lines at one height on a third of the pages, and on two at least."""
    counts: Counter[tuple[str, int]] = Counter()
    for edge in edges:
        keys = {_key(line) for line in edge}
        # the heads of two pages may differ a little in height
        counts.update({*keys, *((text, place + 1) for text, place in keys)})
    enough = max(2, len(edges) / 3)
    found = {key for key, count in counts.items() if count >= enough}
    return found | {(text, place - 1) for text, place in found}


def _is_page_number(text: str) -> bool:
    return _PAGE_NUMBER.fullmatch(text.strip()) is not None


def _without_line_numbers(lines: list[Line]) -> list[Line]:
    """Drop a column of ascending numbers beside the text, as manuscripts have."""
    numbers = [line for line in lines if line.text.strip().isdecimal()]
    columns: dict[int, list[Line]] = defaultdict(list)
    for line in numbers:
        columns[round(line.x1 / 4)].append(line)
    dropped: set[int] = set()
    left = median(line.x0 for line in lines) if lines else 0.0
    for column in columns.values():
        values = [int(line.text) for line in sorted(column, key=lambda one: one.top)]
        steps = {after - before for before, after in pairwise(values)}
        is_beside = all(line.x1 <= left + 2 for line in column)
        if len(column) >= _FEWEST_LINES and steps in ({1}, {5}) and is_beside:
            dropped |= {id(line) for line in column}
    return [line for line in lines if id(line) not in dropped]


def find_grid(pages: list[Page]) -> list[float]:
    """Return the gutters of the pages with several columns of text, as most of these have them."""
    found = [gutters for page in pages if (gutters := _find_gutters(page.lines))]
    if not found:
        return []
    number, count = Counter(map(len, found)).most_common(1)[0]
    if count < _FEWEST_PAGES and len(pages) > 1:
        return []
    alike = [gutters for gutters in found if len(gutters) == number]
    return [median(gutters[place] for gutters in alike) for place in range(number)]


def order_lines(page: Page, grid: list[float], size: float) -> tuple[list[Line], bool]:
    """Return the lines of a page in reading order, and whether its columns are sure.

    A narrow column of short lines beside the text, such as a box of facts, comes last.

    Args:
        grid: the gutters that most pages of the document have.
        size: the size of type of the text; the lines of a table have a smaller one.
    """
    gutters = [gutter for gutter in grid if _cost(page.lines, gutter) is not None]
    gutters = gutters or _find_gutters(page.lines)
    box = None if gutters else _best_gutter(page.lines, _is_box_beside)
    gutters = gutters or ([] if box is None else [box])
    for line in page.lines:
        line.column = _column_of(line, gutters)
    by_height = sorted(page.lines, key=lambda one: one.bottom)
    _span_tables(by_height, size)
    _span_last_lines(by_height)
    aside = [] if box is None else _box_of(by_height)
    ordered: list[Line] = []
    band: list[Line] = []
    for line in aside:
        line.column = ASIDE
    for line in by_height:
        if line.column < 0:
            ordered += _read_band(band, len(gutters))
            band = []
            ordered.append(line)
        elif line.column != ASIDE:
            band.append(line)
    ordered += [*_read_band(band, len(gutters)), *aside]
    crossing = sum(line.column < 0 and line.size > _SMALL_TYPE * size for line in page.lines)
    return _join_rows(ordered), not gutters or crossing <= _UNSURE * len(page.lines)


def _box_of(lines: list[Line]) -> list[Line]:
    """Return the lines of the box: those of the column whose lines are short."""
    columns = [[line for line in lines if line.column == number] for number in (0, 1)]
    return next((column for column in columns if not _is_text(column)), [])


def _span_tables(lines: list[Line], size: float) -> None:
    """Keep the rows of a table whose title spans the columns whole."""
    in_table = False
    for line in lines:
        if line.column < 0:
            in_table = in_table or _TABLE.match(line.text) is not None
        in_table = in_table and line.size < _SMALL_TYPE * size
        if in_table:
            line.column = -1


def _column_of(line: Line, gutters: list[float]) -> int:
    """Return the number of a line's column; -1 for a line that crosses a gutter."""
    for number, gutter in enumerate(gutters):
        if line.x1 <= gutter + 2:
            return number
        if line.x0 < gutter - 2:
            return -1
    return len(gutters)


def _read_band(band: list[Line], gutters: int) -> Iterable[Line]:
    for column in range(gutters + 1):
        yield from (line for line in band if line.column == column)


def _span_last_lines(lines: list[Line]) -> None:
    """Keep the short last line of a title or a text that spans the columns with its other lines."""
    for number in range(1, len(lines)):
        above, line = lines[number - 1], lines[number]
        below = lines[number + 1] if number + 1 < len(lines) else None
        distance = line.bottom - above.bottom
        is_alone = below is None or below.bottom - line.bottom > 0.5 * line.size
        is_same = above.column < 0 and abs(above.size - line.size) < 0.3 and above.bold == line.bold
        if line.column >= 0 and is_alone and is_same and 0.5 < distance / line.size < 1.45:
            line.column = -1


def _find_gutters(lines: list[Line]) -> list[float]:
    """Return the gutters between columns of text, from left to right."""
    best = _best_gutter(lines, _are_texts)
    if best is None:
        return []
    before = [line for line in lines if line.x1 <= best + 2]
    after = [line for line in lines if line.x0 >= best - 2]
    return [*_find_gutters(before), best, *_find_gutters(after)]


_Parts = Callable[[list[Line], list[Line]], bool]


def _best_gutter(lines: list[Line], parts: _Parts) -> float | None:
    """Return the place of the best gutter; of equal ones, the last before its column."""
    if not 2 * _FEWEST_LINES <= len(lines) <= _MOST_LINES:
        return None
    first, last = min(line.x0 for line in lines), max(line.x1 for line in lines)
    places = (first + _STEP * step for step in range(1, int((last - first) / _STEP)))
    found = [(cost, -place) for place in places if (cost := _cost(lines, place, parts)) is not None]
    return -min(found)[1] if found else None


def _cost(lines: list[Line], gutter: float, parts: _Parts | None = None) -> float | None:
    """Return the part of the lines that cross a gutter; None if it parts no columns."""
    before = [line for line in lines if line.x1 <= gutter + 2]
    after = [line for line in lines if line.x0 >= gutter - 2]
    if min(len(before), len(after)) < _FEWEST_LINES or (parts and not parts(before, after)):
        return None
    top = max(min(line.top for line in before), min(line.top for line in after))
    bottom = min(max(line.bottom for line in before), max(line.bottom for line in after))
    beside = sum(top <= line.top < bottom for line in (*before, *after))
    crossing = sum(
        line.x0 < gutter - 2 and line.x1 > gutter + 2 and top <= line.top < bottom for line in lines
    )
    cost = crossing / max(1, beside)
    return cost if cost <= _CROSSING and beside >= 2 * _FEWEST_LINES else None


def _are_texts(before: list[Line], after: list[Line]) -> bool:
    return _is_text(before) and _is_text(after)


def _is_box_beside(before: list[Line], after: list[Line]) -> bool:
    """Return whether a box of short lines is beside the text.

    The rows of a table have one baseline, and the lines of a box have others than the text.
    """
    texts = _is_text(before), _is_text(after)
    if sum(texts) != 1:
        return False
    box, text = (after, before) if texts[0] else (before, after)
    baselines = {round(line.bottom + by) for line in text for by in (-1, 0, 1)}
    return sum(round(line.bottom) in baselines for line in box) < _ALIGNED * len(box)


def _is_text(lines: list[Line]) -> bool:
    return sum(len(line.text) for line in lines) >= _COLUMN_LINE * len(lines)


def _join_rows(lines: list[Line]) -> list[Line]:
    """Join pieces of a line that are beside each other on one baseline, in a column."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last is not None and last.column == line.column and _is_beside(last, line):
            first, second = sorted((last, line), key=lambda one: one.x0)
            joined[-1] = _join(first, second)
        else:
            joined.append(line)
    return joined


def _is_beside(one: Line, other: Line) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    apart = one.x1 <= other.x0 + 3 or other.x1 <= one.x0 + 3
    return apart and shared > 0.6 * min(one.size, other.size)


def _join(first: Line, second: Line) -> Line:
    if is_raised(second, first):
        raised = (*first.raised, (len(first.text), second.text.replace(" ", "")))
        return replace(first, x1=max(first.x1, second.x1), raised=raised)
    gap = second.x0 - first.x1
    sign = "\t" if gap > first.size else " " if gap > 0.2 * first.size else ""
    moved = tuple((at + len(first.text) + len(sign), text) for at, text in second.raised)
    longest = first if len(first.text) >= len(second.text) else second
    return Line(
        text=first.text + sign + second.text,
        x0=first.x0,
        x1=second.x1,
        top=min(first.top, second.top),
        bottom=max(first.bottom, second.bottom),
        size=longest.size,
        bold=first.bold and second.bold,
        italic=first.italic and second.italic,
        page=first.page,
        font=first.font if first.font == second.font else "",
        raised=(*first.raised, *moved),
        column=first.column,
    )
