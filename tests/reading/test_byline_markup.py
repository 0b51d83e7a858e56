"""Bylines in the markup of journals, themes and clinics; authors, dates and what stays as text."""

from __future__ import annotations

import pytest

from painsci_search.model import Article
from painsci_search.reading.dates import parse_date
from painsci_search.reading.forms.html import read_page

PROSE = "Most people with a sore back get better in weeks, and those who walk get up sooner. " * 3
HEADING = "<h1>Pills and people</h1>"
ANN, BEN, CY = "Ann Aldo", "Ben Berg", "Cy Dahl"
DAY, LATER = "2021-03-05", "2021-03-08"


def read(header: str, heading: str = HEADING, *, below: str = "") -> Article:
    return read_page(
        "<html lang='en'><head><title>Pills and people</title></head><body><nav>"
        f"<a href='/'>Home</a></nav><main>{heading}{header}<p>{PROSE}</p>"
        f"<p>{PROSE}</p>{below}</main></body></html>",
        "pills.html",
    )


def text_of(page: Article) -> str:
    return " ".join(part.text for part in page.sections)


@pytest.mark.parametrize(
    ("header", "authors"),
    [
        ("<p class='authors'>Ann Aldo; Ben Berg; Cy Dahl</p>", (ANN, BEN, CY)),
        ("<p class='byline'>By Ann Aldo; Ben Berg</p>", (ANN, BEN)),
        ("<p class='authors'><a href='/a'>Ann Aldo</a>; <a href='/b'>Ben Berg</a></p>", (ANN, BEN)),
        (
            (
                "<div class='post-author-name'><div class='author-by'>By&nbsp;</div>"
                "<a href='/author/a'>Ann Aldo</a>| <a href='/author/b'>Ben Berg</a></div>"
            ),
            (ANN, BEN),
        ),
        ("<ul class='authors'><li>Ann Aldo, PhD</li><li>Ben Berg, MD</li></ul>", (ANN, BEN)),
        (
            (
                "<ul class='authors'><li>Ann Aldo, M.D.,</li><li>Ben Berg, M.D.,</li>"
                "<li>and Cy Dahl, M.D.</li></ul>"
            ),
            (ANN, BEN, CY),
        ),
        ("<p class='byline'>Ann Aldo, PT, PhD<br>Ben Berg, MD</p>", (ANN, BEN)),
        ("<p class='byline'>Ann Aldo<br>Ben Berg</p>", (ANN, BEN)),
        ("<dl><dt>Authors:</dt><dd>Ann Aldo, MD</dd><dd>Ben Berg, MD</dd></dl>", (ANN, BEN)),
        ("<div class='authors'><p>Ann Aldo</p><p>Ben Berg</p></div>", (ANN, BEN)),
        (
            (
                "<div class='authors'><div class='author'>Ann Aldo</div>"
                "<div class='author'>Ben Berg</div><div class='affiliations'>University of Harbor, "
                "United Kingdom</div></div>"
            ),
            (ANN, BEN),
        ),
        (
            (
                "<ul class='author-list'><li><a class='author-name'>Ann Aldo,</a></li><li>"
                "<a class='author-name'>Ben Berg</a><div class='author-info'><p>Affiliation "
                "University of Harbor</p></div></li></ul>"
            ),
            (ANN, BEN),
        ),
        (
            (
                "<ul class='authors'><li><a href='/a'>Ann Aldo</a> <a href='https://orcid.org/"
                "0000-0001-0000-0001'>orcid.org/0000-0001-0000-0001</a></li><li>Ben Berg</li></ul>"
            ),
            (ANN, BEN),
        ),
        (
            (
                "<p class='authors'>Ann Aldo <a href='https://orcid.org/0000-0001-0000-0001'>"
                "ORCID</a>, Ben Berg</p>"
            ),
            (ANN, BEN),
        ),
        (
            "<b class='author'>Ann Aldo <a href='mailto:aaldo@a.example'>aaldo@a.example</a></b>",
            (ANN,),
        ),
        (
            "<div class='author'>Ann Aldo <a href='https://x.example'>Follow @aaldo</a></div>",
            (ANN,),
        ),
        (
            "<div class='author'><strong>Ann Aldo</strong><br>Physiotherapist in Harbor</div>",
            (ANN,),
        ),
        ("<div class='author'><p>Ann Aldo</p><p>Professor of Feet</p></div>", (ANN,)),
        (
            (
                "<div class='byline'><span class='byline__name'>By Ann Aldo</span>"
                "<span class='byline__title'>Health editor</span></div>"
            ),
            (ANN,),
        ),
        (
            (
                "<p><b>Original Editor </b>- <a href='/User:A'>Ann Aldo</a></p><p><b>Top "
                "Contributors</b> - <a href='/b'>Ben Berg</a>, <a href='/c'>Cy Dahl</a></p>"
            ),
            (ANN,),
        ),
        ("<p>Medical Author: <a href='/a'>Ann Aldo, MD</a></p>", (ANN,)),
        ("<div class='author'>Contributor: Ann Aldo</div>", (ANN,)),
        ("<p>Words by Ann Aldo. Photographs by Ben Berg</p>", (ANN,)),
        ("<p>By Ann Aldo, for Harbor News</p>", (ANN,)),
        ("<p>By Ann Aldo, Associated Press</p>", (ANN,)),
        ("<p>By <a href='/a'>Ann Aldo, Harbor Healthline</a></p>", (ANN,)),
        ("<p class='byline'>By Ann Aldo. Reviewed by Cy Dahl, MD</p>", (ANN,)),
        ("<p class='byline'>Ann Aldo, reviewed by Cy Dahl</p>", (ANN,)),
        ("<p>Reviewed By:</p><p><a href='/c'>Cy Dahl, M.D.</a></p>", ()),
        ("<div class='reviewed-by'>Reviewed By: <a href='/c'>Cy Dahl, M.D.</a></div>", ()),
        (
            (
                "<div class='author-info'><span>Written by</span><h4>Ann Aldo</h4></div>"
                "<div class='author-info'><span>Fact checked by</span><h4>Cy Dahl, MD</h4></div>"
            ),
            (ANN,),
        ),
    ],
)
def test_the_authors_are_the_people_who_wrote_the_text(
    header: str, authors: tuple[str, ...]
) -> None:
    assert read(header).authors == authors


@pytest.mark.parametrize(
    "rubric",
    [
        "Press Release",
        "Patient Stories",
        "News Release",
        "Case Study",
        "Sports Injuries",
        "Sports Medicine",
        "Research News",
        "Opinion Piece",
        "No Comments",
    ],
)
@pytest.mark.parametrize("line", ["{} | March 5, 2021", "{} · March 5, 2021 · 4 min read"])
def test_a_rubric_beside_a_date_is_no_author(line: str, rubric: str) -> None:
    page = read(f"<p class='meta'>{line.format(rubric)}</p>")
    assert (page.authors, page.published) == ((), DAY)
    named = read(f"<p class='meta'>{line.format(ANN)}</p>")
    assert (named.authors, named.published) == ((ANN,), DAY)


@pytest.mark.parametrize(
    ("header", "published", "updated"),
    [
        ("<p>Published March 5, 2021Updated March 8, 2021</p>", DAY, LATER),
        (
            (
                "<time datetime='2021-03-05'>Published March 5, 2021</time>"
                "<time datetime='2021-03-08'>Updated March 8, 2021</time>"
            ),
            DAY,
            LATER,
        ),
        (
            "<p>Submitted by <span>Ann Aldo</span> on <span>Fri, 03/05/2021 - 12:30</span></p>",
            DAY,
            None,
        ),
        ("<p>Submitted by aaldo on Fri, 03/05/2021 - 12:30</p>", DAY, None),
        ("<p>Submitted by aaldo on 5 March 2021</p>", DAY, None),
        ("<p>Posted on March 5, 2021 by aaldo</p>", DAY, None),
        (
            "<p>By Ann Aldo</p><p>Medically reviewed by Cy Dahl, MD</p><p>March 5, 2021</p>",
            DAY,
            None,
        ),
        (
            "<p>By Ann Aldo</p><p>Fact checked by Cy Dahl</p><p>Updated March 8, 2021</p>",
            None,
            LATER,
        ),
        (
            (
                "<div>Medically reviewed by <a href='/c'>Cy Dahl, DPT</a> — By "
                "<a href='/a'>Ann Aldo</a> on March 5, 2021</div>"
            ),
            DAY,
            None,
        ),
        (
            "<p>Original Editor - Ann Aldo</p><p>Top Contributors - Ben Berg, Cy Dahl</p>",
            None,
            None,
        ),
        ("<ul><li>March 5, 2021</li><li>8:00 am</li><li>No Comments</li></ul>", DAY, None),
        ("<div>March 5, 2021 · 4 min · 742 words · Ann Aldo</div>", DAY, None),
    ],
)
def test_the_lines_of_a_byline_have_dates_and_are_no_text(
    header: str, published: str | None, updated: str | None
) -> None:
    page = read(header)
    assert (page.published, page.updated) == (published, updated)
    assert text_of(page).startswith("Most people")


def test_a_time_for_programs_is_no_date_of_publication() -> None:
    page = read(
        "<div class='meta'>By <a rel='author' href='/a'>Ann Aldo</a> | <span class='updated "
        "rich-snippet-hidden'>2021-03-08T08:00:00+00:00</span><span>March 5th, 2021</span></div>"
    )
    assert (page.authors, page.published, page.updated) == ((ANN,), DAY, LATER)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("Fri, 03/05/2021", DAY),
        ("Wed 03/05/2023", "2023-05-03"),
        ("03/05/2021", "2021"),
        ("Sun, 03/05/2021", "2021"),
        ("Fri, 00/05/2021", "2021"),
        ("00/05/2021", "2021"),
        ("5/0/2021", "2021"),
    ],
)
def test_a_weekday_decides_the_order_of_day_and_month(written: str, date: str) -> None:
    assert parse_date(written) == date


@pytest.mark.parametrize(
    ("raised", "end"),
    [
        ("<sup>1</sup>", ""),
        ("<sup><a href='#fn1'>1</a></sup>", ""),
        ("<sup>*</sup>", ""),
        ("<sup>†</sup>", ""),
        (" in 10<sup>6</sup>", " in 10⁶"),
        (" per m<sup>2</sup>", " per m²"),
    ],
)
def test_the_mark_of_a_note_is_no_part_of_a_title(raised: str, end: str) -> None:
    assert read("", f"<h1>Pills and people{raised}</h1>").title == f"Pills and people{end}"


@pytest.mark.parametrize(
    "head",
    [
        "<meta name='authors' content='Ann Aldo, Ben Berg'>",
        (
            '<script type="application/ld+json">{"@type": "Article", "author": {"@type": "Person", '
            '"name": ["Ann Aldo", "Ben Berg"]}}</script>'
        ),
    ],
)
def test_data_for_programs_may_have_a_list_of_names(head: str) -> None:
    assert read(head).authors == (ANN, BEN)


def test_a_day_that_is_to_come_is_no_date_of_the_page() -> None:
    page = read("", below="<p>Last reviewed: 5 March 2021</p><p>Next review date: 15 May 2027</p>")
    assert (page.published, page.updated) == (None, DAY)


@pytest.mark.parametrize(
    "times",
    [
        (
            "<time class='updated' datetime='2021-03-08'>8</time> "
            "<time class='published' datetime='2021-03-05'>5</time>"
        ),
        (
            "<time class='published' datetime='2021-03-05'>5</time> "
            "<time class='updated' datetime='2021-03-08'>8</time>"
        ),
        (
            "<time datetime='2021-03-05'><span>Published March 5, 2021</span>"
            "<span>Updated March 8, 2021</span></time>"
        ),
    ],
)
def test_the_class_of_a_date_may_be_all_that_calls_it_one_of_an_update(times: str) -> None:
    page = read(f"<p>By <a href='/a'>Ann Aldo</a> {times}</p>")
    assert (page.authors, page.published, page.updated) == ((ANN,), DAY, LATER)


def test_a_list_of_labels_and_facts_may_be_a_byline() -> None:
    page = read(
        "<dl><dt>Author</dt><dd>Ann Aldo</dd><dt>Date</dt><dd>5 March 2021</dd>"
        "<dt>Reading time</dt><dd>4 min</dd></dl>"
    )
    assert (page.authors, page.published) == ((ANN,), DAY)
    assert text_of(page).startswith("Most people")


@pytest.mark.parametrize(
    ("heading", "authors"),
    [
        ("About the author", (ANN,)),
        ("About Ann Aldo", (ANN,)),
        ("About the pills", ()),
    ],
)
def test_a_section_about_the_author_starts_with_the_name(
    heading: str, authors: tuple[str, ...]
) -> None:
    below = f"<h3>{heading}</h3><p>Ann Aldo is a writer who lives near the sea with her dogs.</p>"
    assert read("", below=below).authors == authors


def test_the_word_next_in_a_name_beside_a_date_is_no_sign_of_a_day_to_come() -> None:
    assert read("<p>Next Magazine, March 5, 2021</p>").published == DAY
