"""A page's own style elements in; the small pieces of text that they hide from readers out.

Only what every reader misses counts: a rule of one name, outside of conditions, and a few words in
a paragraph or note, such as a link back to the text. Whole sentences and sections that a rule hides
stay in the text, since scripts may open them; so do pieces that another rule of the page shows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from painsci_search.reading.dom.elements import (
    BLOCKS,
    SILENT,
    ancestors,
    attribute,
    names_of,
    text_of,
)
from painsci_search.reading.dom.nodes import Tag

if TYPE_CHECKING:
    from painsci_search.reading.dom.tree import PageTree

# Characters of a page's style elements: one with more has them from a program, for many pages.
_MOST_STYLES = 200_000
# Selectors that hide, and characters of a rule up to its declaration.
_MOST_SELECTORS, _LONGEST_RULE = 300, 2_000
# Letters of a piece, and of the paragraph or note that it is a part of.
_LONGEST_PIECE, _LONGEST_BLOCK = 40, 2_000
# Elements inside a piece.
_MOST_INSIDE = 20
# A pattern that begins with a word is searched several times as fast as a choice of two.
_HIDING = (re.compile(r"display\s*:\s*none"), re.compile(r"visibility\s*:\s*hidden"))
_SHOWS = re.compile(r"(?:display|visibility)\s*:\s*(?!none|hidden)\w")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile(r"([{}])")
_SIMPLE = re.compile(r"([a-z][a-z0-9]*)?([.#][\w-]+)?")
_ELEMENT = re.compile(r"\A[A-Za-z][A-Za-z0-9]*")
_NAME = re.compile(r"[.#][\w-]+")
_FOR_ALL = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)", re.IGNORECASE)
_FOR_PRINT = re.compile(r"@media\s+(?:only\s+)?print", re.IGNORECASE)
_ALL_MEDIA = frozenset({"", "all", "screen"})
# The label of a note has no word; labels are read by the rules of notes.
_WORD = re.compile(r"[^\W\d_]{2}")
# Parts of formulas, which are read by rules of their own, and what a script or a control may open.
_OTHERS = re.compile(
    r"math|katex|mjx|note|answer|spoiler|accordion|collaps|expand|toggle|popup|tooltip|\b(?:tab|more)\b"
)
_CONTROLS = frozenset({"aria-expanded", "aria-controls", "onclick"})


class _Rule(NamedTuple):
    """A rule of a style sheet, its declarations in lower case; `is_for_all` without a condition."""

    selectors: list[str]
    declarations: str
    is_for_all: bool


def hidden_by_styles(tree: PageTree) -> list[Tag]:
    """Return the small pieces of paragraphs and notes that the page's own styles hide."""
    css = _styles(tree)
    # most pages have no such piece: their rules are not read
    lowered = _lower(css)
    likely = {
        selector
        for pattern in _HIDING
        for found in pattern.finditer(lowered)
        for selector in _selectors_at(css, found.start())
    }
    if not 0 < len(likely) <= _MOST_SELECTORS:
        return []
    pieces = _pieces(tree, likely)
    if not any(pieces.values()):
        return []
    hiding, shown = _effects(_rules(_COMMENT.sub(" ", css)))
    found = tree.in_order(tag for selector in hiding for tag in pieces.get(selector, ()))
    return [tag for tag in found if shown.isdisjoint(_names(tag))]


def _styles(tree: PageTree) -> str:
    texts = [
        "".join(map(str, style.contents))
        for style in tree.named("style")
        if attribute(style, "media").strip().lower() in _ALL_MEDIA
        and not any(one.name in SILENT for one in ancestors(style, 3))
    ]
    return "\n".join(texts) if sum(map(len, texts)) <= _MOST_STYLES else ""


def _lower(css: str) -> str:
    """Return a style sheet with its ASCII letters in lower case, and all at the same offsets."""
    return css.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def _selectors(text: str) -> list[str]:
    """Return the selectors of a list; names of elements, unlike others, have no case."""
    return [_ELEMENT.sub(lambda name: name[0].lower(), one.strip()) for one in text.split(",")]


def _selectors_at(css: str, at: int) -> Iterator[str]:
    """Yield the simple selectors of the rule around a declaration."""
    first = max(0, at - _LONGEST_RULE)
    end = css.rfind("{", first, at)
    if end >= 0:
        start = max(css.rfind(mark, first, end) for mark in "{};/") + 1
        names = _selectors(css[start:end])
        yield from (name for name in names if name and _SIMPLE.fullmatch(name))


def _rules(css: str) -> Iterator[_Rule]:
    """Yield the rules in order, without those for print."""
    # what is open: its selector, and whether it is inside nothing but media of all readers, and
    # inside of print
    opened: list[tuple[str, bool, bool]] = [("@media all", True, False)]
    pieces = _BRACE.split(css)
    for before, brace in zip(pieces[::2], pieces[1::2], strict=False):
        around, is_for_all, is_print = opened[-1]
        if brace == "{":
            is_for_all = is_for_all and _FOR_ALL.fullmatch(around) is not None
            is_print = is_print or _FOR_PRINT.fullmatch(around) is not None
            opened.append((before.rpartition(";")[2].strip(), is_for_all, is_print))
        elif len(opened) > 1:
            opened.pop()
            if not is_print:
                yield _Rule(_selectors(around), _lower(before), is_for_all)


def _effects(rules: Iterable[_Rule]) -> tuple[list[str], set[str]]:
    """Return the simple selectors that hide in the end, and the names that any rule shows."""
    hides: dict[str, bool] = {}
    shown: set[str] = set()
    for rule in rules:
        is_hiding = any(pattern.search(rule.declarations) for pattern in _HIDING)
        if not is_hiding and not _SHOWS.search(rule.declarations):
            continue
        for selector in rule.selectors:
            if rule.is_for_all and _SIMPLE.fullmatch(selector):
                hides[selector] = is_hiding
            elif not is_hiding:
                shown.update(_NAME.findall(selector) or [selector])
    for selector, is_hiding in hides.items():
        if not is_hiding:
            shown.update(_NAME.findall(selector))
    return [selector for selector, is_hiding in hides.items() if is_hiding], shown


def _pieces(tree: PageTree, selectors: Iterable[str]) -> dict[str, list[Tag]]:
    """Return the small pieces of paragraphs and notes that each simple selector matches."""
    of_class: dict[str, list[Tag]] = defaultdict(list)
    for names, tags in tree.classes.items():
        for name in set(names.split()):
            of_class[f".{name}"] += tags
    pieces: dict[str, list[Tag]] = {}
    for selector in selectors:
        kind, name = _SIMPLE.fullmatch(selector).groups(default="")  # type: ignore[union-attr]
        if name.startswith("#"):
            tags = [tree.anchors[name[1:]]] if name[1:] in tree.anchors else []
        else:
            tags = of_class.get(name, []) if name else tree.named(kind)
        pieces[selector] = [tag for tag in tags if kind in ("", tag.name) and _is_piece(tree, tag)]
    return pieces


def _is_piece(tree: PageTree, tag: Tag) -> bool:
    letters = tree.letters(tag)
    if not 0 < letters <= _LONGEST_PIECE or tag.name in SILENT or tree.headings_in(tag):
        return False
    if tag.last - tag.first > _MOST_INSIDE:
        return False
    block = next((one for one in ancestors(tag, 3) if one.name in BLOCKS), None)
    if block is None or not 2 * letters <= tree.letters(block) <= _LONGEST_BLOCK:
        return False
    before = next((one for one in tag.previous_siblings if isinstance(one, Tag)), tag)
    near = (tag, before, *tree.below(tag))
    return (
        "style" not in tag.attrs
        and all(map(_CONTROLS.isdisjoint, (one.attrs for one in near)))
        and not any(_OTHERS.search(f"{one.name} {names_of(one)}") for one in near)
        and _WORD.search(text_of(tag)) is not None
    )


def _names(tag: Tag) -> set[str]:
    """Return the selectors of an element's name, classes and id."""
    classes = (f".{name}" for name in attribute(tag, "class").split())
    return {tag.name, f"#{attribute(tag, 'id')}", *classes}
