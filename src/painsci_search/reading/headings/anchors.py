"""A heading in; the fragment that leads a browser to it, out."""

from __future__ import annotations

from itertools import islice

from painsci_search.reading.dom.elements import anchor_of, elements_in
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.tree import PageTree


def find_anchor(tree: PageTree, tag: Tag) -> str:
    """Return the fragment that leads a browser to a heading, or "".

    It may be on the heading, in it, on an empty element directly before it, or on an element that
    starts with the heading.
    """
    return anchor_of(tag) or _anchor_within(tree, tag) or _anchor_around(tree, tag)


def _anchor_within(tree: PageTree, tag: Tag) -> str:
    """Return the anchor of an element in a heading, or that of its permalink, or ""."""
    within = [
        inner
        for inner in islice(elements_in(tag), 20)
        if anchor_of(inner) and not _is_raised(inner)
    ]
    if within:
        # an empty element is mostly an older anchor, kept for old links
        return anchor_of(next((inner for inner in within if tree.letters(inner)), within[0]))
    links = (inner for inner in elements_in(tag) if inner.name == "a" and "href" in inner.attrs)
    for link in islice(links, 3):
        permalink = tree.target(link)
        if permalink is not None and tree.contains(permalink, tag):
            return tree.fragment(link)
    return _empty_after(tree, tag)


def _is_raised(tag: Tag) -> bool:
    """Return whether an element is in a superscript or is one, as markers of notes are."""
    around = tag.parent.name if tag.parent is not None else ""
    inner = [node.name for node in tag.contents if isinstance(node, Tag)]
    return "sup" in (tag.name, around) or (inner == ["sup"] and len(tag.contents) == 1)


def _anchor_around(tree: PageTree, tag: Tag) -> str:
    """Return the anchor directly before a heading, or of an element that starts with it, or ""."""
    level = tag
    for _ in range(4):
        before = _empty_before(tree, level)
        if before:
            return before
        parent = level.parent
        if parent is None or parent.name in ("body", "main", "html", "article", "td"):
            break
        if parent.text_start != tag.text_start:
            break
        if anchor_of(parent):
            return anchor_of(parent)
        level = parent
    return ""


def _empty_after(tree: PageTree, tag: Tag) -> str:
    """Return the anchor of a permalink without text after a heading, alone with it, or ""."""
    around = tag.parent
    if around is None or around.name in ("body", "main", "article", "section"):
        return ""
    if tree.letters(around) != tree.letters(tag):
        return ""
    for node in islice(tag.next_siblings, 4):
        if isinstance(node, Tag) and node.name == "a" and "href" in node.attrs and anchor_of(node):
            return anchor_of(node)
    return ""


def _empty_before(tree: PageTree, tag: Tag) -> str:
    """Return the anchor of an element without text directly before a heading, or ""."""
    for number, node in enumerate(tag.previous_siblings):
        if not isinstance(node, Tag):
            if str(node).strip() or number > 6:
                break
            continue
        if tree.letters(node) or node.name in ("img", "figure", "hr", "input", "form", "iframe"):
            break
        if anchor_of(node):
            return anchor_of(node)
        names = islice((tag for tag in elements_in(node) if tag.name in ("a", "span")), 4)
        inner = next(filter(anchor_of, names), None)
        if inner is not None:
            return anchor_of(inner)
    return ""
