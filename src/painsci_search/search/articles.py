"""Read whole articles, and list them: a snapshot in, articles as they were indexed out."""

from __future__ import annotations

from collections.abc import Container, Iterator

import numpy as np

from painsci_search.engine.article_names import find_article
from painsci_search.engine.bm25f import ScoredRecords
from painsci_search.engine.evaluation import query_on
from painsci_search.engine.exact import has_text
from painsci_search.engine.local import in_pages
from painsci_search.engine.seam import AnySnapshot, RemoteQuery, RemoteSnapshot
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.loading import join_records, load_info, load_origin
from painsci_search.model import Article, ArticleInfo, Excerpt, ListedArticle
from painsci_search.records import StoredRecord
from painsci_search.search.answer import Request, relaxed, reporting_errors
from painsci_search.search.excerpts import read_excerpt, read_linked_parts
from painsci_search.search.languages import in_languages_of
from painsci_search.search.links import LinkedPart, article_url


def load_article(snapshot: Snapshot, name: str) -> Article | None:
    """Return the article with an id or a former id; None where the index has no such article."""
    found = find_article(snapshot, name)
    return None if found is None else join_records(found.id, found.load_all())


def list_contents(snapshot: AnySnapshot) -> tuple[ListedArticle, ...]:
    """List the articles by id, each with the number of its passages."""
    if isinstance(snapshot, RemoteSnapshot):
        passages_of = snapshot.passages_of_articles()
        records = snapshot.heads().own_records()
        found = [_listed(each, record, passages_of.get(each, 0)) for each, record in records]
        return tuple(sorted(found, key=lambda listed: listed.article.id))
    found = []
    for view in snapshot.views:
        segment = view.segment
        ids = segment.ids.list()
        passages = np.bincount(segment.articles()[has_text(segment)], minlength=len(ids)).tolist()
        for article, record in view.own_records():
            found.append(_listed(ids[article], record, passages[article]))
    return tuple(sorted(found, key=lambda listed: listed.article.id))


def _listed(article_id: str, record: StoredRecord, passages: int) -> ListedArticle:
    saves = len(record.data.get("sources", ()))
    return ListedArticle(load_info(article_id, record), passages, saves)


def articles_matching(snapshot: AnySnapshot, request: Request) -> Container[str]:
    """Return the ids of the articles with a passage that all parts of a query match.

    Raises:
        QueryError: the query is malformed, or matches too many words.
    """
    tree, _ = request.read()
    with reporting_errors(snapshot, request):
        query = relaxed(snapshot, query_on(snapshot, in_languages_of(tree, snapshot)))
        if isinstance(query, RemoteQuery):
            return query.articles(request.narrowing)
        views = snapshot.whole().views
        complete = []
        for number, (docs, scores) in enumerate(query.evaluate()):
            # what is excluded may have all parts, too
            kept = np.isin(docs, query.complete(number))
            complete.append(ScoredRecords(docs[kept], scores[kept]))
        return {
            view.segment.article_id(doc)
            for view, found in zip(views, request.narrowing.narrow(complete, views), strict=True)
            for doc in found.docs.tolist()
        }


def read_all(
    snapshot: AnySnapshot, base_url: str | None
) -> Iterator[tuple[Article, Excerpt, tuple[LinkedPart, ...]]]:
    """Yield all articles by id, as they were indexed and as they are read, with their links."""
    for page in in_pages(snapshot):
        for info in list_articles(page):
            article = load_article(page, info.id)
            excerpt = read_excerpt(page, info.id, None, base_url)
            if article is not None and excerpt is not None:
                yield article, excerpt, read_linked_parts(page, info.id, base_url)


def list_links(snapshot: Snapshot, base_url: str | None) -> dict[str, str]:
    """Return the URL of each article by id; see `article_url`."""
    found = {}
    for article_id, head in snapshot.own_records():
        found[article_id] = article_url(head.data["url"], load_origin(head), base_url)
    return dict(sorted(found.items()))


def list_articles(snapshot: Snapshot) -> tuple[ArticleInfo, ...]:
    """List the articles by id."""
    found = [load_info(article_id, head) for article_id, head in snapshot.own_records()]
    return tuple(sorted(found, key=lambda info: info.id))
