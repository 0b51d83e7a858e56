"""Narrowing, sorting, facets, likeness and news, over a few articles that differ in one thing."""

from __future__ import annotations

from typing import Any

import pytest

from painsci_search import Article, Change, Index, Note, NoteRef, Reference, Section

DATES = {"old": ("2010", None), "mid": ("2015-03", "2020-06"), "new": ("2019", "2024-02-10")}


def make(name: str, **more: Any) -> Article:
    published, updated = DATES.get(name, (None, None))
    work = Reference(
        raw="W.", authors=("Cited C",), journal="Pain Med", year=more.pop("cited", 1990)
    )
    return Article(
        name,
        f"About {name}",
        (
            Section("a", "First", "Placebo, a pill."),
            Section("b", "Second", "Placebo, placebo: knees.", note_refs=(NoteRef("1", 8, "n"),)),
            Section("c", "Third", ""),
        ),
        (Note("1", "n", "W. On placebo.", (work,), ("b",)), Note("2", "m", "Placebo in prose.")),
        **{"published": published, "updated": updated, "authors": ("Ann Author",), **more},
    )


@pytest.fixture
def shelf(index: Index) -> Index:
    """Four articles, in two segments."""
    index.add([make("old", cited=1999), make("mid", authors=("Bea Writer",), cited=2018)])
    index.add([make("new", language="en-GB", cited=2021), make("undated", language="de")])
    return index


def ids(index: Index, query: str = "placebo", **options: Any) -> set[str]:
    return {hit.article.id for hit in index.search(query, limit=100, **options)}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"articles": "old"}, {"old"}),
        ({"articles": ["OLD", "m*"]}, {"old", "mid"}),
        ({"articles": ["gone"]}, set()),
        ({"author": "writer"}, {"mid"}),
        ({"author": "ann author"}, {"old", "new", "undated"}),
        ({"author": "cited"}, set()),
        ({"since": "2020"}, {"mid", "new"}),
        ({"since": "2020-07"}, {"new"}),
        ({"until": "2020-06"}, {"old", "mid"}),
        ({"since": "2010-05", "until": "2010-06"}, {"old"}),
        ({"cited_since": 2018}, {"mid", "new"}),
        ({"cited_since": 2018, "since": "2021"}, {"new"}),
        ({"cited_since": 2030}, set()),
        ({"since": "2020", "kind": "note", "articles": "*d*"}, {"mid"}),
    ],
)
def test_a_filter_keeps_the_articles_that_meet_it(
    shelf: Index, options: dict[str, Any], expected: set[str]
) -> None:
    assert ids(shelf, **options) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("placebo lang:en", {"new"}),
        ("placebo lang:de", {"undated"}),
        ("placebo lang:en-gb", {"new"}),
        ("placebo lang:en-us", set()),
        ("placebo updated:2020", {"mid"}),
        ("placebo updated:2010-05", {"old"}),
        ("placebo updated:<2020", {"old"}),
        ("placebo updated:>2020", {"new"}),
        ("placebo updated:{2010 TO 2024-02-10}", {"mid"}),
        ("placebo article:ol?", {"old"}),
        ("journal:pain", {"old", "mid", "new", "undated"}),
        ("year:>=2018 kind:note", {"mid", "new"}),
        ("year:[1990 TO 2000] kind:note", {"old", "undated"}),
        ("NOT updated:2020 AND placebo", {"old", "new", "undated"}),
    ],
)
def test_a_field_keeps_the_articles_that_meet_it(
    shelf: Index, query: str, expected: set[str]
) -> None:
    assert ids(shelf, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("has:note", {"old", "old#b"}),
        ("has:reference", {"old", "old#b", "old#n"}),
        ("kind:section", {"old#a", "old#b"}),
        ("kind:note -has:reference", {"old#m"}),
        ("journal:med", {"old#n"}),
    ],
)
def test_a_field_keeps_the_parts_that_meet_it(shelf: Index, query: str, expected: set[str]) -> None:
    found = shelf.search(query, articles="old", limit=100)
    names = {f"{hit.article.id}#{hit.anchor}" if hit.anchor else hit.article.id for hit in found}
    assert names == expected


def test_the_latest_articles_come_first_and_those_without_a_date_last(shelf: Index) -> None:
    hits = shelf.search("placebo", sort="date", limit=100).hits
    order = list(dict.fromkeys(hit.article.id for hit in hits))
    assert order == ["new", "mid", "old", "undated"]
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


def test_position_is_the_order_of_reading(shelf: Index) -> None:
    hits = shelf.search("placebo", sort="position", limit=100).hits
    assert [(hit.article.id, hit.anchor) for hit in hits] == [
        (name, anchor) for name in ("mid", "new", "old", "undated") for anchor in "abnm"
    ]


def test_pages_of_any_order_make_up_the_whole(shelf: Index) -> None:
    for sort in ("relevance", "date", "position"):
        whole = shelf.search("placebo", sort=sort, limit=100).hits
        pages = [shelf.search("placebo", sort=sort, limit=3, offset=at).hits for at in (0, 3, 6)]
        assert tuple(hit for page in pages for hit in page) == whole[:9]


def test_facets_count_all_matches_not_only_those_shown(shelf: Index) -> None:
    results = shelf.search("placebo", limit=1, facets=True, since="2020")
    counts = {
        facet.field: {each.value: each.count for each in facet.values} for facet in results.facets
    }
    assert counts == {
        "kind": {"section": 4, "note": 4},
        "article": {"mid": 4, "new": 4},
        "author": {"Ann Author": 4, "Bea Writer": 4},
        "updated": {"2020": 4, "2024": 4},
        "lang": {"en": 4},  # the shelf has an article in German, too
    }
    assert results.total == 8
    assert shelf.search("placebo").facets == ()


@pytest.mark.parametrize(
    "options",
    [
        {"sort": "size"},
        {"since": "yesterday"},
        {"until": "2024-13"},
        {"kind": "book"},
        {"author": "!"},
        {"limit": 0},
    ],
)
def test_options_that_cannot_be_right_are_refused(shelf: Index, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be"):
        shelf.search("placebo", **options)


@pytest.mark.parametrize(
    ("query", "partial", "count"),
    [
        ("placebo knees", False, 16),
        ("placebo zebra", True, 16),
        ("placebo AND zebra", False, 0),
        ('"knees placebo"', False, 0),
        ('"placebo knees"', False, 4),
        ("+zebra placebo", False, 0),
        ("zebra AND placebo -kind:note", False, 0),
        ("knees AND pill", False, 0),
        ("year:1900 placebo", False, 0),
        ("zebra", False, 0),
        ("placebo AND NOT placebo", False, 0),
    ],
)
def test_the_best_of_the_rest_is_found_for_bare_words_alone(
    shelf: Index, query: str, partial: bool, count: int
) -> None:
    results = shelf.search(query)
    assert (results.partial, results.total) == (partial, count)


def test_words_that_occur_nowhere_are_named(shelf: Index) -> None:
    assert shelf.search('placebo zebra "knee giraffe" xyz*').unknown == ("zebra", "giraffe", "xyz*")
    assert shelf.search("placebo pmid:123456").unknown == ("pmid:123456",)


def test_a_passage_like_another_shares_its_telling_words(demo_index: Index) -> None:
    results = demo_index.like("sham-surgery", "Meniscus", kind="section")
    assert results is not None
    assert {"meniscus", "meniscal"} & set(results.query.split())
    assert ("sham-surgery", "Meniscus") not in {(hit.article.id, hit.anchor) for hit in results}
    assert results.hits[0].article.id == "sham-surgery"
    again = demo_index.search(results.query, kind="section", exact=True)
    assert again.total == results.total + 1


def test_articles_like_another_are_other_articles(demo_index: Index) -> None:
    results = demo_index.like("nocebo", limit=100)
    assert results is not None
    assert results.hits[0].article.id in ("expectation", "placebo")
    assert "nocebo" not in {hit.article.id for hit in results}


@pytest.mark.parametrize(("name", "anchor"), [("gone", None), ("nocebo", "gone")])
def test_what_is_not_there_is_like_nothing(
    demo_index: Index, name: str, anchor: str | None
) -> None:
    assert demo_index.like(name, anchor) is None


def test_news_are_the_changes_since_a_date_latest_first(index: Index) -> None:
    log = (Change("2024-01", "Mended."), Change("2019", "Begun."), Change("", "Undated."))
    index.add([make("new", changes=log), make("mid"), make("old"), make("undated")])
    news = index.news("2020")
    assert [(each.article.id, each.date) for each in news] == [
        ("new", "2024-02-10"),
        ("mid", "2020-06"),
    ]
    assert [change.text for change in news[0].changes] == ["Mended."]
    assert [each.article.id for each in index.news("2019-07")] == ["new", "mid"]
    assert index.news("2025") == ()
    with pytest.raises(ValueError, match="since must be a date"):
        index.news("last week")


@pytest.mark.parametrize(
    ("name", "log", "date"),
    [
        ("old", ("2023-05", "2022"), "2023-05"),
        ("old", ("2009",), "2010"),
        ("old", ("2010-03",), "2010"),
        ("mid", ("2020",), "2020-06"),
        ("mid", ("2021", ""), "2021"),
        ("undated", ("2024",), "2024"),
        ("undated", ("",), None),
    ],
)
def test_a_later_entry_of_the_change_log_is_an_update_everywhere(
    index: Index, name: str, log: tuple[str, ...], date: str | None
) -> None:
    index.add([make(name, changes=tuple(Change(each, "Mended.") for each in log)), make("new")])
    [listed] = [each.article for each in index.contents() if each.article.id == name]
    assert (listed.updated or listed.published) == date
    for since in ("2010", "2010-02", "2020", "2020-09", "2021", "2023-06", "2024", "2025"):
        found = ids(index, since=since)
        assert found == {each.article.id for each in index.news(since)}
        assert found == {each.article.id for each in index.contents(since=since)}
        assert (name in found) == (date is not None and date >= since[: len(date)])
    hits = index.search("placebo", sort="date", per_article=1, kind="section").hits
    assert [hit.article.id for hit in hits] == ["new", name]
    facets = {each.field: each for each in index.search("placebo", facets=True).facets}
    years = {value.value for value in facets["updated"].values}
    assert years == {"2024", *([] if date is None else [date[:4]])}
