"""Read whole articles, and list them: a snapshot in, articles as they were indexed out."""

from __future__ import annotations

from painsci_search.documents import join_records, load_info
from painsci_search.engine.article_names import find_article
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.model import Article, ArticleInfo
from painsci_search.records import KINDS


def load_article(snapshot: Snapshot, name: str) -> Article | None:
    """Return the article with an id or a former id; None where the index has no such article."""
    found = find_article(snapshot, name)
    return None if found is None else join_records(found.id, found.load_all())


def list_articles(snapshot: Snapshot) -> tuple[ArticleInfo, ...]:
    """List the articles by id."""
    found = [
        load_info(snapshot.article_id(number), snapshot.load(number))
        for number in snapshot.numbers(KINDS.index("article"))
    ]
    return tuple(sorted(found, key=lambda info: info.id))
