"""Questions about a parsed page that every stage of reading asks. All of them iterate: a page may
be nested deeper than Python can recurse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Literal

from bs4 import Tag
from bs4.element import CData, NavigableString, PageElement, PreformattedString

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

# Elements that show nothing a reader reads, or hold what the page's program reads.
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
        "button",
        "img",
        "picture",
        "annotation",
        "annotation-xml",
        "rp",
        "dialog",
    ]
)

# More letters in a heading mean that the page never closed it: they are text.
LONGEST_HEADING = 500

_MOST_STEPS = 1000

Step = Literal["open", "text", "close"]


def walk(
    root: Tag, skip: Callable[[Tag], bool] | None = None
) -> Iterator[tuple[Step, PageElement]]:
    """Yield the tree below and including root in document order, without the subtrees to skip."""
    if skip is not None and skip(root):
        return
    yield "open", root
    stack: list[tuple[Tag, Iterator[PageElement]]] = [(root, iter(root.contents))]
    while stack:
        parent, children = stack[-1]
        for child in children:
            if isinstance(child, Tag):
                if skip is not None and skip(child):
                    continue
                yield "open", child
                stack.append((child, iter(child.contents)))
                break
            if is_text(child):
                yield "text", child
        else:
            stack.pop()
            yield "close", parent


def is_text(node: PageElement) -> bool:
    """Say whether a node is text that a reader sees, not a comment or a declaration."""
    if not isinstance(node, NavigableString):
        return False
    return not isinstance(node, PreformattedString) or isinstance(node, CData)


def text_of(root: Tag, skip: Callable[[Tag], bool] | None = None) -> str:
    """Return the text with white space folded; blocks and line breaks part words.

    For labels, headings and the like: of an element with very many parts only the start is read.
    """
    parts: list[str] = []

    def unwanted(tag: Tag) -> bool:
        return tag.name in SILENT or (skip is not None and skip(tag))

    for step, node in islice(walk(root, unwanted), _MOST_STEPS):
        if step == "text":
            parts.append(str(node))
        elif isinstance(node, Tag) and (node.name in BLOCKS or node.name == "br"):
            parts.append(" ")
    return fold_space("".join(parts))


def fold_space(text: str) -> str:
    """Fold white space to single spaces; soft hyphens and zero-width characters vanish."""
    return re.sub(r"\s+", " ", re.sub("[\xad\u200b\u2060\ufeff]", "", text)).strip()


def attribute(tag: Tag, name: str) -> str:
    """Return an attribute as one string, "" where there is none."""
    value = tag.attrs.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else " ".join(value)


def names_of(tag: Tag) -> str:
    """Return what the page's author called an element: its classes and its id, in lower case."""
    return f"{attribute(tag, 'class')} {attribute(tag, 'id')}".lower()


def role_of(tag: Tag) -> str:
    """Return the ARIA role and the EPUB type, which name an element's part in the text."""
    kinds = (attribute(tag, name) for name in ("role", "epub:type", "data-type"))
    return " ".join(kinds).strip().lower()


def ancestors(tag: Tag, limit: int = 64) -> Iterator[Tag]:
    """Yield the nearest ancestors, innermost first; the limit keeps deep pages linear."""
    parent = tag.parent
    while parent is not None and limit > 0:
        yield parent
        parent = parent.parent
        limit -= 1


def block_of(tag: Tag) -> Tag:
    """Return the element itself if it is a block, else the nearest block around it."""
    if tag.name in BLOCKS:
        return tag
    return next((parent for parent in ancestors(tag) if parent.name in BLOCKS), tag)


def heading_level(tag: Tag) -> int | None:
    """Return 1 to 6 for a heading, by its name or its ARIA role; None for anything else."""
    if tag.name in HEADINGS:
        return int(tag.name[1])
    if attribute(tag, "role") == "heading":
        level = attribute(tag, "aria-level")
        return min(6, max(1, int(level))) if level.isdecimal() and len(level) < 3 else 2
    return None


def anchor_of(tag: Tag) -> str:
    """Return the fragment that takes a browser to the element itself, "" where it has none."""
    anchor = attribute(tag, "id") or (attribute(tag, "name") if tag.name == "a" else "")
    return anchor.strip()
