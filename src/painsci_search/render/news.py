"""What is new in the articles, as text and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from painsci_search.model import NEWS_SCHEMA, News
from painsci_search.render.grouping import BYLINE_DOT
from painsci_search.render.json import plain
from painsci_search.render.terminal import Terminal


def render_news(news: Sequence[News], terminal: Terminal) -> str:
    """List articles, the latest first, each with its dates and the entries of its change log."""
    lines: list[str] = []
    for each in news:
        article = each.article
        dates = [f"published {article.published}"] if article.published else []
        if article.updated and article.updated != article.published:
            dates.append(f"updated {article.updated}")
        lines += terminal.paragraph(article.title or article.id, base="title")
        lines += terminal.paragraph(BYLINE_DOT.join((article.id, *dates)), base="faint")
        for change in each.changes:
            lines += terminal.paragraph(f"{change.date}  {change.text}", 2)
        lines.append("")
    count = len(news)
    lines += terminal.paragraph(f"{count} article{'' if count == 1 else 's'}", base="faint")
    return "\n".join(lines) + "\n"


def news_object(news: Sequence[News], since: str) -> dict[str, Any]:
    """Give what is new as the object that news.schema.json describes."""
    return {"schema": NEWS_SCHEMA, "since": since, "news": plain(tuple(news))}
