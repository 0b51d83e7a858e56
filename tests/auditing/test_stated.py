"""Titles, dates and canonical URLs: what is missing, contradicts itself, or is in two files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from painsci_search import Article, audit
from painsci_search.auditing.stated import find_date_flaws

Write = Callable[..., Path]
TITLES = ("missing-title", "same-title", "different-title")
CANONICALS = ("same-canonical", "relative-canonical", "different-canonical")
DATES = ("missing-date", "future-date", "update-before-publication")
SAVED = "<!-- saved from url=(0026)https://moss.example/pain/ -->"
PROSE = "Moss grows on old stones and on some walls, and nobody is quite sure why it does so."
OTHER = "https://moss.example/walls"
LINK = '<link rel="canonical" href="{}">'
URL = '<meta property="og:url" content="{}">'


def found(folder: Path, kinds: tuple[str, ...]) -> list[tuple[str, str, int, str]]:
    findings = audit(folder, only=kinds)
    return [
        (Path(one.source).name, one.kind, one.line, one.message.replace(f"{folder}/", ""))
        for one in findings
    ]


def write(path: Path, title: str, heading: str, head: str = "") -> Path:
    path.write_text(
        f"<!doctype html><html lang=en><head>\n{title}{head}</head>\n<body><article>{heading}"
        f"<p>{PROSE}</p></article></body></html>",
        encoding="utf-8",
    )
    return path


def test_a_page_without_a_title_is_found(tmp_path: Path) -> None:
    write(tmp_path / "a.html", "", "<h1>Old stones</h1>")
    write(tmp_path / "b.html", "<title> </title>", "")
    assert found(tmp_path, TITLES) == [
        ("a.html", "missing-title", 1, "the page has no title; its heading is “Old stones”"),
        ("b.html", "missing-title", 1, "the page has no title and no heading"),
    ]


def test_a_text_in_markdown_needs_a_title_too(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"{PROSE}\n", encoding="utf-8")
    (tmp_path / "b.md").write_text(f"---\ntitle: Walls\n---\n{PROSE}\n", encoding="utf-8")
    (tmp_path / "c.md").write_text(f"# Stones\n\n{PROSE}\n", encoding="utf-8")
    assert [(name, kind) for name, kind, _, _ in found(tmp_path, TITLES)] == [
        ("a.md", "missing-title")
    ]


def test_a_title_of_two_files_is_found_at_the_second(tmp_path: Path) -> None:
    write(tmp_path / "a.html", "<title>Moss</title>", "<h1>Moss</h1>")
    write(tmp_path / "b.html", "<title>MOSS!</title>", "<h1>Moss</h1>")
    write(tmp_path / "c.html", "<title>Mosses</title>", "<h1>Mosses</h1>")
    assert found(tmp_path, TITLES) == [
        ("b.html", "same-title", 2, "the title “MOSS!” is also that of a.html")
    ]


def test_a_translation_and_another_form_may_have_the_same_title(tmp_path: Path) -> None:
    page = write(tmp_path / "a.html", "<title>Placebo</title>", "<h1>Placebo</h1>")
    german = page.read_text(encoding="utf-8").replace("lang=en", "lang=de")
    (tmp_path / "b.html").write_text(german, encoding="utf-8")
    (tmp_path / "c.md").write_text(f"# Placebo\n\n{PROSE}\n", encoding="utf-8")
    assert found(tmp_path, TITLES) == []


@pytest.mark.parametrize(
    ("title", "heading", "is_found"),
    [
        ("Moss on walls | Stones", "<h1>Old lichens</h1>", True),
        ("Mosses on walls", "<h1>Moss</h1>", False),
        ("Old lichens - Stones", "<h1>Stones</h1><h2>Old lichens</h2>", False),
        ("Old lichens", "<p>Moss</p>", False),
        ("TNF-alpha", "<h1>TNFalpha</h1>", False),
    ],
)
def test_a_title_without_a_word_of_the_heading_is_found(
    tmp_path: Path, title: str, heading: str, is_found: bool
) -> None:
    write(tmp_path / "a.html", f"<title>{title}</title>", heading)
    kinds = [kind for _, kind, _, _ in found(tmp_path, TITLES)]
    assert kinds == ["different-title"] * is_found


def test_a_canonical_url_of_two_files_is_found_at_the_second_and_not_their_title(
    tmp_path: Path,
) -> None:
    for name, url in (("a", "https://moss.example/a"), ("b", "http://moss.example/a/")):
        write(tmp_path / f"{name}.html", "<title>Moss</title>", "<h1>Moss</h1>", LINK.format(url))
    assert found(tmp_path, (*TITLES, *CANONICALS)) == [
        ("b.html", "same-canonical", 2, "the canonical URL is also that of a.html")
    ]


def test_a_copy_beside_its_file_is_no_other_file(tmp_path: Path) -> None:
    page = write(tmp_path / "moss.html", "<title>Moss</title>", "<h1>Moss</h1><h2>Stones</h2>")
    (tmp_path / "moss (1).html").write_bytes(page.read_bytes())
    kinds = ("same-title", "heading-without-anchor")
    assert [(name, kind) for name, kind, *_ in found(tmp_path, kinds)] == [
        ("moss.html", "heading-without-anchor")
    ]
    with page.open("a") as file:
        file.write("<!-- another -->")
    assert ("moss.html", "same-title") in [each[:2] for each in found(tmp_path, kinds)]


def test_saves_of_one_page_may_have_the_same_title_and_canonical_url(tmp_path: Path) -> None:
    for name in ("a", "b"):
        head = SAVED + LINK.format("/pain/") + URL.format("https://moss.example/other")
        write(tmp_path / f"{name}.html", "<title>Moss</title>", "<h1>Stones</h1>", head)
    assert found(tmp_path, (*TITLES, *CANONICALS)) == []


@pytest.mark.parametrize(
    ("canonical", "other", "expected"),
    [
        ("/pain/", "", ["the canonical URL /pain/ is relative; write it with https://"]),
        ("//moss.example/pain", "", None),
        ("https://moss.example/pain", "http://moss.example/pain/", []),
        ("https://moss.example/pain", "/pain", []),
        (
            "https://moss.example/pain",
            OTHER,
            [f"og:url is {OTHER}, but the canonical URL is https://moss.example/pain"],
        ),
        ("", "https://moss.example/pain", []),
    ],
)
def test_a_canonical_url_is_whole_and_the_one_of_og_url(
    tmp_path: Path, canonical: str, other: str, expected: list[str] | None
) -> None:
    head = LINK.format(canonical) + (URL.format(other) if other else "")
    write(tmp_path / "a.html", "<title>Moss</title>", "<h1>Moss</h1>", head)
    messages = [message for _, _, _, message in found(tmp_path, CANONICALS)]
    assert messages == expected or (expected is None and len(messages) == 1)


def test_dates_are_found_at_their_lines(tmp_path: Path) -> None:
    meta = '\n<meta property="article:{}_time" content="{}">'
    head = meta.format("published", "2099-03-04") + meta.format("modified", "2020-05-06")
    write(tmp_path / "a.html", "<title>Moss</title>", "<h1>Moss</h1>", head)
    write(tmp_path / "b.html", "<title>Walls</title>", "<h1>Walls</h1>")
    order = "updated 2020-05-06, before it was published, 2099-03-04"
    assert found(tmp_path, DATES) == [
        ("a.html", "future-date", 3, "the date of publication, 2099-03-04, is in the future"),
        ("a.html", "update-before-publication", 4, order),
        ("b.html", "missing-date", 1, "no date of publication or update was found"),
    ]
    assert [one.severity for one in audit(tmp_path, only=DATES)] == ["error", "warning", "hint"]


@pytest.mark.parametrize(
    ("published", "updated", "kinds"),
    [
        ("2020-03-04", "2020-03-03", []),  # in another time zone
        ("2020-03-04", "2020-03-02", ["update-before-publication"]),
        ("2020-03", "2020", []),
        ("2020-03-04", "2020-03", []),
        ("2020-03-04", "2020-02", ["update-before-publication"]),
        ("2021-07-01", None, []),
        ("2021-07-02", None, ["future-date"]),
        ("2021", None, []),
        ("2021-07", None, []),
        ("2021-08", None, ["future-date"]),
        (None, "2022", ["future-date"]),
    ],
)
def test_dates_are_compared_in_their_precision(
    published: str | None, updated: str | None, kinds: list[str]
) -> None:
    article = Article("a", "A", published=published, updated=updated)
    assert [one.kind for one in find_date_flaws(article, "Moss.", date(2021, 6, 30))] == kinds


def test_the_dates_of_a_manuscript_are_before_its_publication() -> None:
    article = Article("a", "A", published="2020-03-04", updated="2020-01-02")
    text = "Received 1 May 2019; Revised 2 January 2020; Accepted 3 January 2020"
    assert list(find_date_flaws(article, text, date(2021, 6, 30))) == []
