"""A page in; the comments of reviewers on its text, out.

Google Docs writes a raised letter at the commented words, "[a]", and the comments below the notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

from painsci_search.reading.dom.elements import ancestors
from painsci_search.reading.dom.nodes import Tag

if TYPE_CHECKING:
    from painsci_search.reading.dom.tree import PageTree

_FRAGMENT = re.compile(r"cmnt(?:_ref)?\d")
# The levels of an element between the anchor of a comment and the block that holds it alone.
_LEVELS = 3


def is_of_comment(fragment: str) -> bool:
    """Return whether a fragment is that of a comment or of its marker."""
    return _FRAGMENT.match(fragment) is not None


def find_comments(tree: PageTree) -> Iterator[Tag]:
    """Yield the markers of comments in the text, and the blocks of the comments."""
    for number in count(1):
        comment = tree.anchors.get(f"cmnt{number}")
        if comment is None:
            return
        marker = tree.anchors.get(f"cmnt_ref{number}")
        if marker is not None and tree.target(marker) is comment:
            yield marker.parent if marker.parent and marker.parent.name == "sup" else marker
            yield next((tag for tag in ancestors(comment, _LEVELS) if tag.name == "div"), comment)
