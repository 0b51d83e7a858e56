"""List news: articles published or updated since a date, with entries of their change logs.

A date in, the articles' news out, the latest first.
"""

from __future__ import annotations

import re

import numpy as np

from painsci_search.engine.caching import cached_for
from painsci_search.engine.storage.columns import Array
from painsci_search.engine.storage.segment import Segment
from painsci_search.engine.storage.snapshot import Snapshot
from painsci_search.loading import load_changes, load_info, load_origin
from painsci_search.model import News
from painsci_search.model.dates import latest_date
from painsci_search.query.fields import lies_within
from painsci_search.records import StoredRecord
from painsci_search.search.links import article_url

# A date in the stored values of an article or of its change log; "" for one that is missing.
_DATE = re.compile(rb'"(?:published|updated|date)":(?:null|"([0-9]{4}(?:-[0-9]{2}){0,2})?")')
# The number of a date later than any. An article without the names of dates is damaged, which is
# found when it is loaded.
_ANY_TIME = 99_999_999


def news_since(snapshot: Snapshot, date: str, base_url: str | None) -> tuple[News, ...]:
    """List the articles and changes that are new since a date, the latest first.

    Args:
        date: a year, month or day. It is compared with the date of an article, as the filters of
            a search are, and with those of its changes, as far as both are known.
        base_url: the URL at which the indexed folders are served.
    """
    first = _as_number(date, "0")
    found = []
    for view in snapshot.views:
        latest = _latest_dates(view.segment)
        for article, record in view.own_records(latest >= first):
            news = _news_of(view.segment.ids[article], record, date, base_url)
            if news is not None:
                found.append(news)
    return tuple(sorted(found, key=lambda news: (_backwards(news.date), news.article.id)))


def _news_of(article_id: str, record: StoredRecord, date: str, base_url: str | None) -> News | None:
    """Return what is new of an article since a date; None if nothing is."""
    bounds = ((">=", date),)
    info = load_info(article_id, record)
    latest = latest_date(info.updated, info.published)
    if latest is None or not lies_within(latest, bounds):
        return None
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
    link = article_url(info.url, load_origin(record), base_url)
    return News(info, latest, changes, link)


@cached_for
def _latest_dates(segment: Segment) -> Array:
    """Return for each article the latest date in its record, as a number: uint32."""
    own = segment.of_kind("article")
    latest = np.zeros(len(segment.ids), np.uint32)
    latest[segment.articles()[own]] = list(map(_latest_date, segment.read(own.tolist())))
    return latest


def _latest_date(whole: bytes) -> int:
    """Return the latest date in a record as a number; 0 for none.

    It may be later than those of the article if a text of the record looks like one.
    """
    dates = _DATE.findall(whole)
    known = [_as_number(date.decode(), "9") for date in dates if date]
    return max(known, default=0) if dates else _ANY_TIME


def _as_number(date: str, unknown: str) -> int:
    """Return a date as a number that sorts by year, month and day.

    Args:
        unknown: a digit for a month or day that is not known.

    >>> _as_number("2024-06", "0"), _as_number("2024-06", "9")
    (20240600, 20240699)
    """
    return int(date.replace("-", "").ljust(8, unknown))


def _backwards(date: str) -> tuple[int, ...]:
    """Return a sorting key that puts late dates first."""
    return tuple(-ord(sign) for sign in date.ljust(10, "\0"))
