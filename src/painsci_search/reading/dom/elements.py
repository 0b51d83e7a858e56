"""An element of a page in; its text, attributes, names, ancestors and descendants out.

All functions iterate, because a page may be nested deeper than Python can recurse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

from painsci_search.reading.dom.nodes import Node, Tag, Text
from painsci_search.reading.dom.white_space import fold, fold_ascii

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

BLOCKS = HEADINGS | frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "noscript",
        "ol",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)

# Elements that show no text to readers, or contain what scripts read.
SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "meta",
        "link",
        "title",
        "base",
        "iframe",
        "object",
        "embed",
        "applet",
        "svg",
        "canvas",
        "audio",
        "video",
        "source",
        "track",
        "map",
        "area",
        "select",
        "datalist",
        "option",
        "input",
        "textarea",
        "img",
        "picture",
        "annotation",
        "annotation-xml",
        "rp",
        "dialog",
    ]
)

# Letters: the page did not close a heading with more, which is text.
LONGEST_HEADING = 500

# Nodes of an element of which the text is read; labels and headings have fewer.
_MOST_STEPS = 1000
# Elements that separate words.
_PARTING = BLOCKS | {"br"}
# Nodes of an element in which its first text is looked for.
_NEAREST_NODES = 12
_INVISIBLE = re.compile("[\xad\u200b\u2060\ufeff]")

_KINDS = frozenset({"role", "epub:type", "data-type"})

Step = Literal["open", "text", "close"]


def walk(root: Tag, skip: Callable[[Tag], bool] | None = None) -> Iterator[tuple[Step, Node]]:
    """Yield `root` and the nodes below it in document order, without the subtrees to skip."""
    if skip is not None and skip(root):
        return
    yield "open", root
    parents = [root]
    levels = [iter(root.contents)]
    while levels:
        for child in levels[-1]:
            if not isinstance(child, Tag):
                yield "text", child
            elif skip is None or not skip(child):
                yield "open", child
                parents.append(child)
                levels.append(iter(child.contents))
                break
        else:
            levels.pop()
            yield "close", parents.pop()


def elements_in(root: Tag) -> Iterator[Tag]:
    """Yield the elements below `root` in document order."""
    levels = [iter(root.contents)]
    while levels:
        for child in levels[-1]:
            if isinstance(child, Tag):
                yield child
                if child.contents:
                    levels.append(iter(child.contents))
                    break
        else:
            levels.pop()


def nodes_in(root: Tag) -> Iterator[Node]:
    """Yield the elements and texts below `root` in document order."""
    return (node for step, node in walk(root) if step != "close" and node is not root)


def texts_in(root: Tag) -> Iterator[Node]:
    """Yield the texts below `root` in document order."""
    return (node for step, node in walk(root) if step == "text")


def children_of(tag: Tag, *names: str) -> list[Tag]:
    """Return the child elements with one of these names."""
    return [node for node in tag.contents if isinstance(node, Tag) and node.name in names]


def is_text(node: Node | None) -> bool:
    """Return whether a node is text; the other kinds are elements only."""
    return isinstance(node, Text)


def text_of(
    root: Tag, skip: Callable[[Tag], bool] | None = None, *, enough: int | None = None
) -> str:
    """Return the text with white space folded; blocks and line breaks separate words.

    It is for labels, headings and the like: of an element with very many nodes only the start is
    read.

    Args:
        skip: returns whether to leave out an element.
        enough: the number of letters after which the rest of the text may be left out.
    """
    if root.name in SILENT or (skip is not None and skip(root)):
        return ""
    contents = root.contents
    if len(contents) == 1 and not isinstance(contents[0], Tag):
        return fold_space(str(contents[0]))
    return fold_space("".join(_pieces(root, skip, enough)))


def _pieces(root: Tag, skip: Callable[[Tag], bool] | None, enough: int | None) -> list[str]:
    """Return the texts in an element, with a space for each start and end of a block.

    Each start, text and end is a step, as those of `walk`, which is slower.
    """
    pieces: list[str] = []
    letters = 0
    left = _MOST_STEPS - 1
    parents = [root]
    levels = [iter(root.contents)]
    while levels and left > 0:
        for child in levels[-1]:
            if left <= 0:
                break
            if not isinstance(child, Tag):
                left -= 1
                pieces.append(str(child))
                if enough is not None:
                    letters += len(fold_space(pieces[-1]))
                    if letters > enough:
                        return pieces
            elif child.name not in SILENT and (skip is None or not skip(child)):
                left -= 1
                if child.name in _PARTING:
                    pieces.append(" ")
                parents.append(child)
                levels.append(iter(child.contents))
                break
        else:
            levels.pop()
            left -= 1
            if parents.pop().name in _PARTING:
                pieces.append(" ")
    return pieces


def first_sign(root: Tag) -> str:
    """Return the first sign in an element that isn't white space, or "" if it may be any.

    It is far faster than `text_of`.
    """
    waiting: list[Node] = [root]
    for _ in range(_NEAREST_NODES):
        if not waiting:
            break
        node = waiting.pop()
        if not isinstance(node, Tag):
            text = str(node).lstrip()
            if text:
                return "" if _INVISIBLE.match(text) else text[0]
        elif node.name in SILENT:
            break
        else:
            waiting += node.contents[:_NEAREST_NODES][::-1]
    return ""


def fold_space(text: str) -> str:
    """Fold white space to single spaces, and remove soft hyphens and zero-width characters."""
    return fold_ascii(text) if text.isascii() else fold(_INVISIBLE.sub("", text))


def attribute(tag: Tag, name: str) -> str:
    """Return the value of an attribute as one string, or ""."""
    return tag.attrs.get(name, "")


def names_of(tag: Tag) -> str:
    """Return the names that a page gives an element: its classes and its id, in lower case."""
    attrs = tag.attrs
    if "class" not in attrs:
        return attrs["id"].lower() if "id" in attrs else ""
    return f"{attrs['class']} {attrs.get('id', '')}".lower()


def role_of(tag: Tag) -> str:
    """Return the ARIA role and the EPUB type of an element, in lower case."""
    if not tag.attrs or _KINDS.isdisjoint(tag.attrs):
        return ""
    kinds = [attribute(tag, name) for name in ("role", "epub:type", "data-type")]
    return " ".join(kinds).strip().lower()


def ancestors(tag: Tag, limit: int = 64) -> Iterator[Tag]:
    """Yield the nearest ancestors, innermost first; the limit keeps time linear on deep pages."""
    parent = tag.parent
    while parent is not None and limit > 0:
        yield parent
        parent = parent.parent
        limit -= 1


def block_of(tag: Tag) -> Tag:
    """Return the element if it is a block, or else the nearest block around it."""
    if tag.name in BLOCKS:
        return tag
    return next((parent for parent in ancestors(tag) if parent.name in BLOCKS), tag)


def heading_level(tag: Tag) -> int | None:
    """Return the level of a heading, 1 to 6, by its name or ARIA role; None for other elements."""
    if tag.name in HEADINGS:
        return int(tag.name[1])
    if tag.attrs and tag.attrs.get("role") == "heading":
        level = attribute(tag, "aria-level")
        return min(6, max(1, int(level))) if level.isdecimal() and len(level) < 3 else 2
    return None


def anchor_of(tag: Tag) -> str:
    """Return the fragment that leads a browser to an element, or ""."""
    attrs = tag.attrs
    if not attrs:
        return ""
    anchor = attrs.get("id") or (attrs.get("name") if tag.name == "a" else "")
    return anchor.strip() if anchor else ""
