"""Languages, tags and metadata on the pages: shown by their names, and chosen by the query."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from page_samples import Parsed
from painsci_search import Article, Index, Section
from painsci_search.web.pages import (
    ReadingPosition,
    SearchOutcome,
    SearchState,
    Site,
    article_page,
    search_page,
)
from painsci_search.web.pages.urls import URLs

FILES = ("style.css", "served.css", "results.css", "article.css", "icon.svg", "results.js",
         "article.js")  # fmt: skip
SITE = Site(URLs("", dict.fromkeys(FILES, "1")), longest_query=100)
GERMAN = "Der Schmerz und das Knie sind nicht das gleiche wie eine Entzündung."


@pytest.fixture
def index() -> Index:
    made = Index.in_memory()
    made.add(
        [
            Article("one", "Knees", (Section("a", "A", "A sore knee."),), language="en",
                    tags=("Low back", "guideline"), metadata={"topic": "Joint pain"}),
            Article("two", "Hips", (Section("a", "A", "A knee and a hip."),), language="en"),
            Article("drei", "Knie", (Section("a", "A", f"{GERMAN} Knee."),), language="de"),
        ]
    )  # fmt: skip
    return made


def links(index: Index, query: str) -> dict[str, str]:
    """Return the query of each link of the facets, by its words."""
    results = index.search(query, facets=True, lenient=True)
    page = search_page(SearchState(query), SearchOutcome(results), SITE).decode()
    facets = page.partition('id="facets"')[2].partition("</details>")[0]
    found = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', facets)
    return {unescape(text): parse_qs(urlsplit(unescape(url)).query)["q"][0] for url, text in found}


def test_languages_tags_and_metadata_are_conditions_of_the_query(index: Index) -> None:
    found = links(index, "knee")
    assert found["English"] == "knee +lang:en"
    assert found["German"] == "knee +lang:de"
    assert found["low back"] == 'knee +tag:"low back"'
    assert found["topic: joint pain"] == 'knee +meta:"topic=joint pain"'
    for words in ("German", "low back", "topic: joint pain"):
        ids = {hit.article.id for hit in index.search(found[words])}
        assert ids == ({"drei"} if words == "German" else {"one"})
        assert links(index, found[words])[words] == "knee"


def test_a_condition_is_added_to_the_query_as_it_was_read(index: Index) -> None:
    assert links(index, '"sore knee')["low back"] == '"sore knee" +tag:"low back"'


def test_a_condition_that_was_typed_is_removed_too(index: Index) -> None:
    assert links(index, "tag:guideline knee")["guideline"] == "knee"


def test_one_language_is_no_choice(index: Index) -> None:
    assert "English" not in links(index, "hip")
    assert links(index, "hip +lang:en")["English"] == "hip"


def test_the_page_of_an_article_links_to_all_that_share_a_tag(index: Index) -> None:
    article = index.get("one")
    assert article is not None
    page = Parsed(article_page(article, ReadingPosition(), SITE))
    asked = [parse_qs(urlsplit(url).query).get("q", [""])[0] for url in page.links()]
    for words, query in (
        ("Low back", '+tag:"low back"'),
        ("guideline", "+tag:guideline"),
        ("topic: Joint pain", '+meta:"topic=joint pain"'),
    ):
        assert words in page.words
        assert query in asked
        assert {hit.article.id for hit in index.search(query)} == {"one"}


def test_an_article_without_tags_has_no_list_of_them(index: Index) -> None:
    article = index.get("two")
    assert article is not None
    assert b'class="labels"' not in article_page(article, ReadingPosition(), SITE)
