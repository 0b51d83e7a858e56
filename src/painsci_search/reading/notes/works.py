"""The items of a list in; whether they look like citations of works, out.

Below a heading such as "References" a year is enough; where nothing announces works, an item must
be a citation, an identifier or a link.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from painsci_search.identifiers import DOI_PREFIX
from painsci_search.reading.bylines.words import COPYRIGHT
from painsci_search.reading.citations import parse_references
from painsci_search.reading.dom.elements import elements_in, fold_space, text_of
from painsci_search.reading.dom.nodes import Node, Tag
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes.lists import element_of

# The nodes of a work: an item, a paragraph, or a line of one.
Item = tuple[Node, ...]

# Letters of a work with a remark on it, and of the least that can be one.
_LONGEST_WORK = 1500
_FEWEST_LETTERS = 20
# Signs of a work: an identifier or an address; and a year, which other texts have as well.
_POINTER = rf"\bdoi\b|\b{DOI_PREFIX}|\bPMID|\bISBN|https?:|\bwww\."
_POINTS = re.compile(_POINTER, re.IGNORECASE)
_SIGN = re.compile(
    rf"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|{_POINTER}|\b(?:in press|n\.d\.|im Druck|o\.\s?J\.)",
    re.IGNORECASE,
)


def are_works(tree: PageTree, items: Sequence[Item]) -> bool:
    """Return whether most items look like works, and none is as long as a section."""
    if not items or any(tree.letters(block_of_item(item)) > _LONGEST_WORK for item in items):
        return False
    return 4 * sum(map(is_work, items)) >= 3 * len(items)


def is_work(item: Item) -> bool:
    """Return whether an item has a sign of a work: a year, an identifier, an address, or a link."""
    text = text_of_item(item)
    if len(text) < _FEWEST_LETTERS or COPYRIGHT.match(text):
        return False
    return _SIGN.search(text) is not None or bool(_links_out_of(item))


def has_sign_of_work(item: Item) -> bool:
    """Return whether an item is a work by its text alone, so that it is no row of links."""
    return is_work(item) and _SIGN.search(text_of_item(item)) is not None


def are_citations(tree: PageTree, items: Sequence[Item]) -> bool:
    """Return whether most items are citations, although nothing announces works."""
    if not are_works(tree, items):
        return False
    return 4 * sum(_is_citation(tree, item) for item in items) >= 3 * len(items)


def _is_citation(tree: PageTree, item: Item) -> bool:
    text = text_of_item(item)
    if _POINTS.search(text) or parse_references(text):
        return True
    tags = [node for node in item if isinstance(node, Tag)]
    letters, linked = (sum(map(count, tags)) for count in (tree.letters, tree.linked_letters))
    return bool(_links_out_of(item)) and 2 * linked >= letters


def _links_out_of(item: Item) -> list[str]:
    """Return the addresses of other pages to which an item links."""
    return [
        href
        for node in item
        if isinstance(node, Tag)
        for link in elements_in(node)
        if link.name == "a" and (href := str(link.attrs.get("href", ""))).startswith(("http", "//"))
    ]


def text_of_item(item: Item) -> str:
    """Return the text of an item."""
    return fold_space("".join(text_of(n) if isinstance(n, Tag) else str(n) for n in item)).strip()


def block_of_item(item: Item) -> Tag:
    """Return the element of an item, or the one around its line."""
    first = item[0]
    return first if isinstance(first, Tag) and len(item) == 1 else element_of(first)
