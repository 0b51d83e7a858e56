"""A page in; the runs of text between its blocks, and how much of an element is prose, out.

A run is the text between two starts or ends of blocks: a paragraph, an item, a heading. A long run
that is not mostly links is prose; menus, teasers, bylines and labels are short runs or links.
Source of the idea: Kohlschütter, Fankhauser and Nejdl 2010, "Boilerplate Detection using Shallow
Text Features", which finds length and link density of text blocks to be the strongest features.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from painsci_search.reading.dom.elements import HEADINGS, text_of
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree

# Letters that are not links: a shorter run may be a label, a teaser or a byline.
_PROSE = 80
# The same in scripts that write no spaces: a sign there is about a third of a word.
_DENSE_PROSE = 30
# Letters of the longest run, as a sample of how the page separates words.
_SAMPLE = 200


class Run(NamedTuple):
    """A run of text.

    Attributes:
        block: the innermost block around it.
        start, end: the numbers of letters of the page before its start and its end.
        linked: the number of its letters that are in links.
        is_prose: whether it is long, and not mostly links.
    """

    block: Tag
    start: int
    end: int
    linked: int
    is_prose: bool

    @property
    def letters(self) -> int:
        """Return the number of letters."""
        return self.end - self.start

    @property
    def is_heading(self) -> bool:
        """Return whether it is the text of a heading."""
        return self.block.name in HEADINGS


class Measure:
    """The runs of a page, and sums over them.

    Attributes:
        runs: the runs of the body, in order.
    """

    def __init__(self, tree: PageTree) -> None:
        self._tree = tree
        self.runs: list[Run] = []
        self._starts: list[int] = []
        self._prose, self._headed, self._linked_runs = [0], [0], [0]
        self._measure_runs(_spans(tree))

    def _measure_runs(self, spans: list[tuple[Tag, int, int]]) -> None:
        """Measure each run, and sum up what the runs before it are."""
        enough = _enough_for_prose(spans)
        prose = headed = linked_runs = 0
        # the end of each run is the start of the next
        linked_before = self._tree.linked_before(spans[0][1]) if spans else 0
        for block, start, end in spans:
            linked_after = self._tree.linked_before(end)
            linked, linked_before = linked_after - linked_before, linked_after
            letters = end - start
            is_prose = False
            if block.name in HEADINGS:
                headed += letters - linked
            elif letters - linked >= enough and 2 * linked <= letters:
                prose += letters - linked
                is_prose = True
            linked_runs += 10 * linked >= 9 * letters
            self.runs.append(Run(block, start, end, linked, is_prose))
            self._starts.append(start)
            self._prose.append(prose)
            self._headed.append(headed)
            self._linked_runs.append(linked_runs)

    def numbers(self, tag: Tag) -> range:
        """Return the numbers of the runs in an element."""
        first = bisect_left(self._starts, tag.text_start)
        return range(first, bisect_left(self._starts, tag.text_end, first))

    def prose(self, tag: Tag) -> int:
        """Return the number of letters of prose in an element, without those of links."""
        numbers = self.numbers(tag)
        return self._prose[numbers.stop] - self._prose[numbers.start]

    def prose_after(self, tag: Tag) -> int:
        """Return the number of letters of prose in the page after the end of an element."""
        return self._prose[-1] - self._prose[self.numbers(tag).stop]

    def headed(self, tag: Tag) -> int:
        """Return the number of letters of headings in an element, without those of links."""
        numbers = self.numbers(tag)
        return self._headed[numbers.stop] - self._headed[numbers.start]

    def linked_runs(self, tag: Tag) -> int:
        """Return the number of runs in an element that are links as a whole."""
        numbers = self.numbers(tag)
        return self._linked_runs[numbers.stop] - self._linked_runs[numbers.start]


def _spans(tree: PageTree) -> list[tuple[Tag, int, int]]:
    """Return each run of text in the body: its innermost block, its start and its end."""
    spans: list[tuple[Tag, int, int]] = []
    body = tree.body
    opened = [body]
    done = body.text_start
    for block in (*tree.blocks(body), None):
        while opened and (block is None or opened[-1].last < block.first):
            closed = opened.pop()
            if closed.text_end > done:
                spans.append((closed, done, closed.text_end))
                done = closed.text_end
        if block is not None:
            if block.text_start > done:
                spans.append((opened[-1], done, block.text_start))
                done = block.text_start
            opened.append(block)
    return spans


def _enough_for_prose(spans: list[tuple[Tag, int, int]]) -> int:
    """Return the number of letters from which a run is prose, by the script of the longest run."""
    block, start, end = max(spans, key=lambda span: span[2] - span[1], default=(None, 0, 0))
    if block is None or end - start < _DENSE_PROSE:
        return _PROSE
    sample = text_of(block, enough=_SAMPLE)[:_SAMPLE]
    return _DENSE_PROSE if 15 * sample.count(" ") < len(sample) else _PROSE
