"""List news: articles published or updated since a date, with entries of their change logs.

A date in, the articles' news out, the latest first.
"""

from __future__ import annotations

from painsci_search.documents import load_changes, load_info
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.model import News
from painsci_search.query.fields import lies_within
from painsci_search.records import KINDS


def news_since(snapshot: Snapshot, date: str) -> tuple[News, ...]:
    """List the articles and changes that are new since a date, the latest first.

    Args:
        date: a year, month or day. Dates are compared as far as both are known, so a change of
            which only the year is known is not missed.
    """
    bounds = ((">=", date),)
    found = []
    for number in snapshot.numbers(KINDS.index("article")):
        record = snapshot.load(number)
        info = load_info(snapshot.article_id(number), record)
        changes = tuple(
            sorted(
                (
                    change
                    for change in load_changes(record)
                    if change.date and lies_within(change.date, bounds)
                ),
                key=lambda change: change.date,
                reverse=True,
            )
        )
        dates = [date for date in (info.published, info.updated) if date]
        recent = [date for date in dates if lies_within(date, bounds)]
        if changes or recent:
            latest = max([*recent, *(change.date for change in changes if change.date)])
            found.append(News(info, latest, changes))
    return tuple(sorted(found, key=lambda news: (_backwards(news.date), news.article.id)))


def _backwards(date: str) -> tuple[int, ...]:
    """Return a sorting key that puts late dates first."""
    return tuple(-ord(sign) for sign in date.ljust(10, "\0"))
