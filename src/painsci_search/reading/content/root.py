"""A page without its furniture in; the element that contains the article out.

The element is found from the outside in: the article's element, if the page names one, and then
the child with nearly all of the text, again and again. Blocks beside that child are judged at each
step: the lead after the title, and blocks of the same make, belong to the article; the others are
left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple

from painsci_search.reading.content.page import Page
from painsci_search.reading.dom.elements import HEADINGS, ancestors, attribute
from painsci_search.reading.dom.nodes import Tag

_CONTAINERS = frozenset(
    [
        "article",
        "body",
        "center",
        "div",
        "form",
        "html",
        "main",
        "section",
        "table",
        "tbody",
        "td",
        "tr",
        "font",
        "span",
    ]
)
# Blocks that are text wherever they are.
_TEXT = HEADINGS | {"p", "ul", "ol", "dl", "blockquote", "pre", "table", "figure"}
# The share of an element's text from which one child is the article, and the others are beside it.
_NEARLY_ALL = 0.93
# Letters: an article's element with less prose may hold the title and the lead alone.
_LEAST_PROSE = 140


class Root(NamedTuple):
    """The element of an article.

    Attributes:
        tag: the element.
        outside: the identities of elements in it that are beside the article.
        rule: what chose the element.
    """

    tag: Tag
    outside: frozenset[int]
    rule: str


class RootFinder:
    """Finds the element with the article.

    Args:
        leaves_out: returns whether an element is no part of the text.
    """

    def __init__(self, page: Page, leaves_out: Callable[[Tag], bool]) -> None:
        self._tree, self._measure, self._title, _ = page
        self._leaves_out = leaves_out
        self._measure_gaps()

    def find(self) -> Root:
        """Return the smallest element that contains nearly all the prose of the article."""
        best, rule = self._named_root()
        around = self._up_to_title(best)
        chain = [*around, *self._narrow(best)]
        outside: list[Tag] = []
        root = chain[-1]
        for parent, child in zip(chain[-2::-1], chain[:0:-1], strict=True):
            admitted = False
            for other in parent.contents:
                if not isinstance(other, Tag) or other is child:
                    continue
                if self._belongs(other, child):
                    admitted = True
                else:
                    outside.append(other)
            if admitted:
                root = parent
        if root.first < best.first:
            rule = f"{rule}, with the lead below the title"
        elif root is not best:
            rule = f"{rule}, narrowed to the block with its prose"
        inside = (id(tag) for tag in outside if self._tree.contains(root, tag))
        return Root(root, frozenset(inside), rule)

    def _named_root(self) -> tuple[Tag, str]:
        """Return the element that the page names as its article, or the body."""
        body = self._tree.body
        own = self._article_of_title()
        if own is not None:
            return own, "the article around the title"
        whole = max(self._weigh(body), 1)
        best = body
        for tag in self._tree.below(body):
            if self._tree.letters(tag) < 0.5 * whole or not _is_main(tag):
                continue
            weight = self._weigh(tag)
            enough = 0.5 * whole if best is body else 0.8 * self._weigh(best)
            if weight >= max(enough, 0.5 * whole) and self._tree.contains(best, tag):
                best = tag
        return best, "the whole body" if best is body else f"the page's {best.name} element"

    def _article_of_title(self) -> Tag | None:
        """Return the article with the title, if others beside it are other articles."""
        if self._title is None:
            return None
        articles = [
            tag for tag in self._tree.named("article") if self._tree.contains(tag, self._title)
        ]
        if not articles:
            return None
        own = articles[-1]
        prose = self._measure.prose(own)
        rest = self._measure.prose(self._tree.body) - prose
        return own if prose >= _LEAST_PROSE and 4 * prose >= rest else None

    def _up_to_title(self, best: Tag) -> list[Tag]:
        """Return the ancestors of an element up to the one with the title, outermost first."""
        if self._title is None or self._tree.contains(best, self._title):
            return []
        around: list[Tag] = []
        for parent in ancestors(best):
            if not self._tree.contains(self._tree.body, parent):
                return []
            around.append(parent)
            if self._tree.contains(parent, self._title):
                return around[::-1]
        return []

    def _narrow(self, best: Tag) -> list[Tag]:
        """Return an element and those in it that contain nearly all of its prose, inwards."""
        chain = [best]
        if best.name == "article":
            return chain
        enough = _NEARLY_ALL * self._weigh(best)
        while True:
            inner = [
                child
                for child in chain[-1].contents
                if isinstance(child, Tag) and self._weigh(child) >= max(enough, 1)
            ]
            if len(inner) != 1 or inner[0].name not in _CONTAINERS:
                return chain
            chain.append(inner[0])

    def _belongs(self, tag: Tag, main: Tag) -> bool:
        """Return whether a block beside the main block of the article is part of it."""
        if not self._measure.prose(tag) or self._leaves_out(tag):
            return False
        if 3 * self._tree.linked_letters(tag) > self._tree.letters(tag):
            return False
        if tag.first < main.first:
            return self._title is not None and (
                self._tree.contains(tag, self._title) or self._title.first < tag.first
            )
        # a cell is a column beside that of the article
        return tag.name in _TEXT or (tag.name != "td" and _is_of_one_make(tag, main))

    def _weigh(self, tag: Tag) -> int:
        """Return the number of letters of prose in an element: not links, not left out."""
        lost = self._lost_before(tag.text_end) - self._lost_before(tag.text_start)
        return tag.text_end - tag.text_start - lost

    def _lost_before(self, letter: int) -> int:
        """Return the number of letters before an offset in the text that are no prose."""
        number = bisect_left(self._gap_starts, letter)
        beyond = max(0, self._gap_ends[number - 1] - letter) if number else 0
        return self._lost[number] - beyond

    def _measure_gaps(self) -> None:
        """Record the starts and ends of the parts that are no prose, and sum up their letters."""
        self._gap_starts: list[int] = []
        self._gap_ends: list[int] = []
        self._lost = [0]
        elements = self._tree.elements
        whole = self._tree.body
        number = whole.first
        while number <= whole.last:
            tag = elements[number]
            number += 1
            if tag.name == "a" or self._leaves_out(tag):
                number = tag.last + 1
                if tag.text_end > tag.text_start:
                    self._gap_starts.append(tag.text_start)
                    self._gap_ends.append(tag.text_end)
                    self._lost.append(self._lost[-1] + tag.text_end - tag.text_start)


def _is_main(tag: Tag) -> bool:
    if tag.name in ("article", "main") or tag.attrs.get("role") == "main":
        return True
    return "itemprop" in tag.attrs and "articlebody" in attribute(tag, "itemprop").lower()


def _is_of_one_make(tag: Tag, other: Tag) -> bool:
    """Return whether two elements have the same name and classes, apart from numbered ones."""
    ours, theirs = (set(attribute(one, "class").lower().split()) for one in (tag, other))
    kinds = ({name for name in names if name.isalpha()} for names in (ours, theirs))
    return tag.name == other.name and (ours == theirs or _are_same(*kinds))


def _are_same(ours: set[str], theirs: set[str]) -> bool:
    return bool(ours) and ours == theirs
