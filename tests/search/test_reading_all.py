"""What looks at every article: counts, news and lists; and how little of the articles it keeps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Change, Index, Note, Reference, Section
from painsci_search.engine.storage import segment
from painsci_search.engine.storage.columns import Columns
from painsci_search.model import FieldConfidence
from painsci_search.model.dates import latest_date
from painsci_search.query.fields import lies_within
from profiles import examples

# Texts that have the bytes by which stored records are counted.
_LIKE_JSON = json.dumps({"raw": "x", "sources": [], "date": "2031-01-01"}, separators=(",", ":"))
_TEXTS = st.sampled_from(["", "Sham surgery.", _LIKE_JSON])
_PARTIAL = ("2019", "2023-12", "2024", "2024-02", "2024-02-29", "2024-03-01", "2024-12-31", "2025")
_DATES = st.sampled_from(_PARTIAL)
_WORKS = st.builds(
    Reference,
    raw=_TEXTS,
    commentary=st.none() | _TEXTS,
    confidence=st.just(()) | st.just((FieldConfidence("raw", 0.5),)),
)
_ARTICLES = st.builds(
    Article,
    id=st.just("a"),
    title=_TEXTS.map(lambda text: text or "Title"),
    sections=st.just((Section("s", "S", "A text."),)),
    notes=st.lists(
        st.builds(Note, st.just("1"), st.just("n"), _TEXTS, st.lists(_WORKS)), max_size=1
    ),
    changes=st.lists(st.builds(Change, st.just("") | _DATES, _TEXTS), max_size=3),
    subtitle=st.none() | _TEXTS,
    published=st.none() | _DATES,
    updated=st.none() | _DATES,
    sources=st.lists(_TEXTS, max_size=2),
    warnings=st.lists(st.sampled_from(["no date", "2 markers without a note"]), max_size=2),
    metadata=st.sampled_from([{}, {"date": "2031-01-01"}, {"sources": "[]", "raw": _LIKE_JSON}]),
)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The numbers of stored records that are decompressed at a time."""
    counts: list[int] = []
    load = segment.decompress_all

    def counted(frames: Sequence[memoryview]) -> list[bytes]:
        counts.append(len(frames))
        return load(frames)

    monkeypatch.setattr(segment, "decompress_all", counted)
    return counts


def numbered(articles: Sequence[Article]) -> list[Article]:
    """Return the articles with ids of their own."""
    return [replace(article, id=f"a{number}") for number, article in enumerate(articles)]


@examples(60)
@given(st.lists(_ARTICLES, min_size=1, max_size=5))
def test_counts_are_those_of_the_articles(articles: list[Article]) -> None:
    with Index.in_memory() as index:
        index.add(numbered(articles))
        index.add(Article("gone", "Gone", articles[0].sections, articles[0].notes))
        index.remove("gone")
        stats = index.stats()
    assert stats.articles == stats.sections == len(articles)
    assert stats.notes == sum(len(article.notes) for article in articles)
    works = [len(note.references) for article in articles for note in article.notes]
    assert stats.references == sum(works)
    assert stats.saves == sum(len(article.sources) for article in articles)
    assert {each.kind: each.articles for each in stats.warnings} == {
        kind: count
        for kind, warning in (
            ("no date", "no date"),
            ("markers without a note", "2 markers without a note"),
        )
        if (count := sum(warning in article.warnings for article in articles))
    }


@examples(60)
@given(st.lists(_ARTICLES, min_size=1, max_size=5), _DATES | st.just("2031"))
def test_news_are_of_the_articles_with_a_date_since_then(
    articles: list[Article], date: str
) -> None:
    given_articles = numbered(articles)
    with Index.in_memory() as index:
        index.add(given_articles)
        found = index.news(date)
    expected = {}
    for article in given_articles:
        changed = [change.date for change in article.changes]
        latest = latest_date(article.updated, article.published, *changed)
        if latest and lies_within(latest, ((">=", date),)):
            expected[article.id] = latest
    assert {news.article.id: news.date for news in found} == expected


@pytest.mark.parametrize("since", _PARTIAL)
def test_dates_are_compared_as_far_as_both_are_known(since: str) -> None:
    with Index.in_memory() as index:
        index.add(Article(date, "Title", published=date) for date in _PARTIAL)
        expected = {date for date in _PARTIAL if lies_within(date, ((">=", since),))}
        assert {news.article.id for news in index.news(since)} == expected


def _shelf(path: Path | None, count: int) -> Index:
    """Make an index of articles of which one in ten is of 2024."""
    index = Index.in_memory() if path is None else Index.create(path)
    index.add(
        Article(
            f"a{number}",
            f"Title {number}",
            (Section("s", "S", "A text."),),
            (Note("1", "n", "A work.", (Reference("A work.", title="A work"),)),),
            published="2010" if number % 10 else "2024",
        )
        for number in range(count)
    )
    return index


def test_news_that_are_asked_for_again_read_only_the_articles_that_are_new(read: list[int]) -> None:
    with _shelf(None, 40) as index:
        assert len(index.news(2024)) == 4
        read.clear()
        assert len(index.news(2024)) == 4
        assert sum(read) == 4
        index.add(Article("b", "New", (Section("s", "S", "A text."),), updated="2025-06"))
        read.clear()
        assert [news.article.id for news in index.news(2025)] == ["b"]
        assert sum(read) == 2  # one for its dates, one to list it


@pytest.mark.parametrize(
    ("name", "kinds"),
    [("articles", 1), ("contents", 1), ("links", 1), ("references", 1), ("stats", 2)],
)
def test_records_are_read_in_parts_whose_memory_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[int], name: str, kinds: int
) -> None:
    monkeypatch.setattr(segment, "_READ_AT_ONCE", 7)
    given_back: list[tuple[int, int | None]] = []
    release = Columns.release

    def counted(columns: Columns, start: int = 0, end: int | None = None) -> None:
        given_back.append((start, end))
        release(columns, start, end)

    monkeypatch.setattr(Columns, "release", counted)
    _shelf(tmp_path / "index", 20).close()
    with Index.open(tmp_path / "index") as index:
        read.clear()
        given_back.clear()
        getattr(index, name)()
        assert read == [7, 7, 6] * kinds
        (view,) = index._store.snapshot.views
        _, start, count = view.segment.columns._arrays["stored.data"]
        assert given_back == [(start, start + count)] * len(read)
