"""Counts, bylines and headings in words."""

from __future__ import annotations

import pytest

from painsci_search import ArticleInfo, Hit, Results, Snippet
from painsci_search.render.wording import (
    byline,
    byline_spans,
    count_line,
    dates,
    heading_path,
    missing_words,
    title_of,
)


def article(**values: object) -> ArticleInfo:
    return ArticleInfo(**{"id": "a", "title": "Knees", **values})  # type: ignore[arg-type]


def hit(rank: int = 1, article_id: str = "a", **values: object) -> Hit:
    given = {
        "rank": rank,
        "score": 1.0,
        "kind": "section",
        "article": article(id=article_id),
        "heading": "Sham surgery",
        "path": (),
        "anchor": "sham",
        "link": "",
        "snippet": Snippet(""),
    }
    return Hit(**{**given, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({}, ""),
        ({"authors": ("Doe J", "Roe R")}, "Doe J, Roe R"),
        ({"authors": ("Doe, J", "Roe R"), "published": "2020"}, "Doe, J; Roe R \u00b7 2020"),
        ({"published": "2020", "updated": "2020"}, "2020"),
        ({"published": "2020", "updated": "2024"}, "2020 \u00b7 updated 2024"),
        ({"updated": "2024"}, "updated 2024"),
    ],
)
def test_a_byline_names_what_is_known(values: dict[str, object], line: str) -> None:
    assert byline(article(**values)) == line


def test_dates_have_the_labels_of_the_page() -> None:
    dated = article(published="2020", updated="2024")
    assert dates(dated, "Published ", "Updated ") == ["Published 2020", "Updated 2024"]


def test_an_article_without_a_title_is_named_by_its_id() -> None:
    assert (title_of(article()), title_of(article(title=""))) == ("Knees", "a")


def test_matches_in_a_heading_keep_their_place_after_the_headings_above() -> None:
    words, spans = heading_path(hit(path=("Knees", "Trials"), heading_highlights=((0, 4),)))
    assert [words[start:end] for start, end in spans] == ["Sham"]
    assert words == "Knees \u203a Trials \u203a Sham surgery"


def test_matches_in_the_headings_above_are_shown_there() -> None:
    path_highlights = ((), ((0, 6),))
    found = hit(path=("Knees", "Trials"), path_highlights=path_highlights)
    words, spans = heading_path(found)
    assert [words[start:end] for start, end in spans] == ["Trials"]


@pytest.mark.parametrize("names", [("Ann Doe", "Bo Roe"), ("Doe, Ann", "Roe, Bo")])
def test_matches_in_the_names_of_authors_are_shown_in_the_byline(names: tuple[str, ...]) -> None:
    info = article(authors=names, published="2020")
    at = names[1].index("Roe")
    one, other = hit(article=info), hit(article=info, author_highlights=((), ((at, at + 3),)))
    line, spans = byline(info), byline_spans([one, other])
    assert [line[start:end] for start, end in spans] == ["Roe"]
    assert byline_spans([one]) == ()


def test_an_opening_section_does_not_repeat_the_title() -> None:
    assert heading_path(hit(heading="Knees")) == ("Opening", ())
    assert heading_path(hit(heading="Knees", path=("Trials",)))[0].endswith("Knees")


@pytest.mark.parametrize(
    ("hits", "total", "line"),
    [
        ((), 0, "No passage shown."),
        ((hit(),), 1, "1 passage in 1 article"),
        ((hit(1), hit(2, "b")), 2, "2 passages in 2 articles"),
        ((hit(1), hit(2)), 1500, "1,500 passages; the best 2 shown, in 1 article"),
        ((hit(11), hit(12, "b")), 30, "30 passages; 11 to 12 shown, in 2 articles"),
    ],
)
def test_the_last_line_counts_what_is_shown(hits: tuple[Hit, ...], total: int, line: str) -> None:
    assert count_line(Results("q", total, 0, hits)) == line


@pytest.mark.parametrize(
    "identifier",
    ["10.99999/knee.h9", "doi:10.99999/knee.h9", "pmid:99991234", "pmcid:pmc99999", "painsci:123"],
)
def test_an_identifier_is_named_as_one_that_no_article_cites(identifier: str) -> None:
    results = Results("q", 0, 1.0, unknown=("zebra", identifier))
    assert missing_words(results) == (
        "\u201czebra\u201d occurs in no article. "
        f"No article cites a work with this identifier: {identifier}."
    )


def test_a_word_that_is_no_word_is_shortened_in_a_remark() -> None:
    remark = missing_words(Results("x", 0, 0.0, unknown=("b" * 100_000, "short")))
    assert remark.startswith("\u201cbbb")
    assert "b\u2026\u201d and \u201cshort\u201d occur in no article." in remark
    assert len(remark) < 150
