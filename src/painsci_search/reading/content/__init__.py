"""A page in; out, which elements are the article, and the text of the page around it.

`selection.py` runs the stages in order: `measure.py` (the runs of text, and what of them is prose)
→ `hidden.py` → `furniture.py` with `names.py` (navigation, boxes, comments: by element, name and
amount) → `root.py` (the element with the article) → `trimming.py` with `links.py` (lists of
links, teasers, and their headings inside the article) and `lines.py` (labels and
notices). `around.py` returns the text beside it.
"""

from __future__ import annotations

from painsci_search.reading.content.around import text_around
from painsci_search.reading.content.hidden import is_hidden
from painsci_search.reading.content.selection import Content

__all__ = ["Content", "is_hidden", "text_around"]
