"""The articles of an index as a table and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from painsci_search.escaping import clean
from painsci_search.model import LIST_SCHEMA, ListedArticle
from painsci_search.model.dates import latest_date
from painsci_search.render.json import plain
from painsci_search.render.terminal import display_width, shorten
from painsci_search.render.wording import count, title_of

# Columns: a longer id is not shortened, since commands take it; on a terminal, the rest of its line
# follows on the next one.
_WIDEST_ID = 32
# Columns of a title below which a line gets longer than the terminal.
_NARROWEST_TITLE = 12


def render_listing(listed: Sequence[ListedArticle], width: int) -> str:
    """Render a line for each article: id, date, number of passages, and the title, shortened.

    The number of further saves of an article follows its title.

    Args:
        width: columns of the terminal; 0 for whole titles.
    """
    if not listed:
        return ""
    ids = [clean(each.article.id) for each in listed]
    column = min(max(map(display_width, ids)), _WIDEST_ID)
    lines = []
    for name, each in zip(ids, listed, strict=True):
        date = latest_date(each.article.updated, each.article.published) or ""
        padded = name + " " * (column - display_width(name))
        if width and display_width(name) > column:
            lines.append(f"{name}\n")
            padded = " " * column
        start = f"{padded}  {date:<10}  {each.passages:>5}  "
        title = clean(title_of(each.article))
        more = f" (+ {count(each.saves, 'save')})" if each.saves else ""
        room = max(width - display_width(start + more), _NARROWEST_TITLE)
        lines.append((start + (shorten(title, room) if width else title) + more).rstrip() + "\n")
    passages = sum(each.passages for each in listed)
    total = f"{count(len(listed), 'article')}, {count(passages, 'passage')}.\n"
    return "".join([*lines, total])


def listing_object(listed: Sequence[ListedArticle]) -> dict[str, Any]:
    """Return articles as the object that list.schema.json describes."""
    return {"schema": LIST_SCHEMA, "total": len(listed), "articles": plain(tuple(listed))}
