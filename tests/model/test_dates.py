"""Dates keep the precision of their source, and are texts besides."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime

import pytest

from painsci_search import Article, Change, Index, PartialDate, Section
from painsci_search.render.json import results_object


@pytest.mark.parametrize(
    ("text", "parts", "day"),
    [
        ("2024", (2024, None, None), None),
        ("2024-06", (2024, 6, None), None),
        ("2024-06-30", (2024, 6, 30), date(2024, 6, 30)),
    ],
)
def test_a_date_has_as_many_parts_as_are_known(
    text: str, parts: tuple[int, int | None, int | None], day: date | None
) -> None:
    made = PartialDate(text)
    assert ((made.year, made.month, made.day), made.date) == (parts, day)
    assert made == text
    assert json.dumps(made) == f'"{text}"'
    assert repr(made) == repr(text)
    assert pickle.loads(pickle.dumps(made)).year == made.year


@pytest.mark.parametrize(
    "text", ["", "June 2024", "2024-6", "24", "2024-06-30T10:00", "2024-13", "2023-02-30"]
)
def test_a_text_that_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a date must be like 2024, 2024-06 or 2024-06-30"):
        PartialDate(text)


def test_dates_of_different_precision_sort_by_time() -> None:
    dates = [PartialDate(text) for text in ("2024-06-30", "2025", "2024", "2024-06")]
    assert sorted(dates) == ["2024", "2024-06", "2024-06-30", "2025"]


def test_the_dates_of_articles_are_dates_wherever_they_are_read() -> None:
    day, moment = date(2024, 6, 30), datetime(2025, 1, 2, 3, 4, tzinfo=UTC)
    made = Article(
        "a",
        "Knees",
        (Section("s", "", "A sham operation."),),
        changes=(Change("2024-07", "New notes."),),
        published=day,
        updated=moment,
    )
    with Index.in_memory() as index:
        index.add(made)
        read = index.get("a")
        results = index.search("sham", since=date(2024, 1, 1), until=moment)
        [news] = index.news(date(2024, 5, 1))
    assert read == made
    assert results.hits
    article = results[0].article
    for each in (made, read, article, news.article):
        assert isinstance(each.published, PartialDate)
        assert (each.published, each.published.date) == ("2024-06-30", day)
    assert isinstance(news.date, PartialDate)
    assert isinstance(news.changes[0].date, PartialDate)
    assert news.date.year == 2025
    written = json.loads(json.dumps(results_object(results)))
    assert written["hits"][0]["article"]["updated"] == "2025-01-02"


def test_a_text_that_is_no_date_stays_in_an_article_that_is_made() -> None:
    assert Article("a", "Knees", published="last summer").published == "last summer"


def test_a_year_may_be_given_as_a_date() -> None:
    with Index.in_memory() as index:
        assert index.search("sham", cited_since=date(2024, 6, 30)).total == 0
        assert index.references(since=date(2024, 6, 30)).total == 0
