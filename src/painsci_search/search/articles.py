"""Read whole articles, and list them: a snapshot in, articles as they were indexed out."""

from __future__ import annotations

import numpy as np

from painsci_search.documents import join_records, load_info
from painsci_search.engine.article_names import find_article
from painsci_search.engine.exact import has_text
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.model import Article, ArticleInfo, ListedArticle
from painsci_search.records import KINDS
from painsci_search.search.hits import article_metadata


def load_article(snapshot: Snapshot, name: str) -> Article | None:
    """Return the article with an id or a former id; None where the index has no such article."""
    found = find_article(snapshot, name)
    return None if found is None else join_records(found.id, found.load_all())


def list_contents(snapshot: Snapshot) -> tuple[ListedArticle, ...]:
    """List the articles by id, each with the number of its passages."""
    found = []
    for view in snapshot.views:
        segment = view.segment
        passages = np.bincount(segment.articles()[has_text(segment)], minlength=len(segment.ids))
        for article, number in enumerate(passages.tolist()):
            first, _ = segment.records_of(article)
            if view.is_live(first):
                found.append(ListedArticle(article_metadata(segment, article)[0], number))
    return tuple(sorted(found, key=lambda listed: listed.article.id))


def list_articles(snapshot: Snapshot) -> tuple[ArticleInfo, ...]:
    """List the articles by id."""
    found = [
        load_info(snapshot.article_id(number), snapshot.load(number))
        for number in snapshot.numbers(KINDS.index("article"))
    ]
    return tuple(sorted(found, key=lambda info: info.id))
