"""What a page says of itself: which of its dates are those of the page."""

from __future__ import annotations

import pytest

from painsci_search.reading import reading_of
from painsci_search.reading.forms.html import read_page

PROSE = "Some people feel better after a pill that has nothing in it, and nobody is sure why. " * 5


def dates(body: str, head: str = "") -> tuple[str | None, str | None]:
    html = f"<html><head><title>Pills</title>{head}</head><body><h1>Pills</h1>{body}</body></html>"
    article = read_page(html, "pills.html")
    return article.published, article.updated


@pytest.mark.parametrize(
    ("top", "published", "updated"),
    [
        ('<p>By Ann Author, <time datetime="2021-05-02">2 May</time></p>', "2021-05-02", None),
        ('<p>Updated <time datetime="2021-05-02">2 May</time></p>', None, "2021-05-02"),
        (
            (
                '<div class="widget Blog"><abbr class="published" itemprop="datePublished" '
                'title="2016-05-08T00:55:00-07:00">12:55</abbr></div>'
            ),
            "2016-05-08",
            None,
        ),
    ],
)
def test_a_date_above_or_below_the_text_is_that_of_the_page(
    top: str, published: str | None, updated: str | None
) -> None:
    assert dates(f"{top}<p>{PROSE}</p>") == (published, updated)
    assert dates(f"<p>{PROSE}</p>{top}") == (published, updated)


@pytest.mark.parametrize(
    "where",
    [
        '<p>It was on the <time datetime="1888-03-20">twentieth of March</time>. {prose}</p>',
        '<p>{prose}</p><table class="infobox"><tr><td><time>2020-03</time></td></tr></table>',
        '<p>{prose}</p><div class="infobox">Out: <span class="updated">2020-03</span></div>',
        '<p>{prose}</p><div class="widget"><time datetime="2020-03">March</time></div>',
        '<p>{prose}</p><div class="comment"><time itemprop="datePublished">2020-03</time></div>',
    ],
)
def test_a_date_in_the_text_or_beside_it_is_none_of_the_page(where: str) -> None:
    assert dates(where.format(prose=PROSE)) == (None, None)


def test_a_date_of_publication_goes_by_several_names() -> None:
    for name in ("date", "publishdate", "publish-date", "DC.date.issued"):
        assert dates(f"<p>{PROSE}</p>", f'<meta name="{name}" content="2017-03-10">') == (
            "2017-03-10",
            None,
        )


@pytest.mark.parametrize(
    "words",
    [
        "<p>Or return to <a href='/'>the start</a>. (This page last edited on 2 May 2021.)</p>",
        "<ul><li>This page was last edited on 2 May 2021, at 14:32 (UTC).</li></ul>",
        "<div>Last updated: May 2, 2021</div>",
        "<small>Last modified 2021-05-02 by Ann</small>",
        "<p>Page last reviewed: 2 May 2021<br>Next review due: 2 May 2024</p>",
        "<p>Last medically reviewed on May 2, 2021.</p>",
    ],
)
def test_a_page_may_say_in_words_when_it_was_last_updated(words: str) -> None:
    assert dates(f"<p>{PROSE}</p>{words}") == (None, "2021-05-02")


def test_what_else_was_updated_last_tells_nothing_of_the_page() -> None:
    words = "<p>The guideline was last updated on 2 May 2021, and the review last revised 2020.</p>"
    cited = '<p><a href="/g">A guideline</a>. Last updated 2 May 2021.</p>'
    script = "<script>var x = 'Last updated: May 2, 2021'</script>"
    comment = '<div class="comment"><p>Last updated: May 2, 2021</p></div>'
    assert dates(f"<p>{PROSE}</p>{words}{cited}{script}{comment}") == (None, None)


@pytest.mark.parametrize(
    "line",
    [
        "Published: 2 May 2021",
        "Created on: <b>02.05.2021</b>",
        "This entry was posted on Sunday, May 2nd, 2021 at 3:21 pm and is filed under Pills.",
        "Der Beitrag wurde am Sonntag, den 2. Mai 2021 um 15:21 Uhr veröffentlicht.",
        "Cet article a été publié le 2 mai 2021 par Ann.",
        "2 May 2021",
        "2021-05-02, 14:00",
    ],
)
def test_a_line_below_the_text_may_name_the_day_of_publication(line: str) -> None:
    lang = "fr" if "Cet" in line else "de" if "0" in line[:13] or "Der" in line else "en"
    for below in (f"<p>{line}</p>", f"<div class='foot'>{line}</div>"):
        page = f"<html lang={lang}><title>Pills</title><h1>Pills</h1><p>{PROSE}</p><hr>"
        article = read_page(f"{page}<p>{PROSE}</p>{below}", "pills.html")
        assert article.published == "2021-05-02"


@pytest.mark.parametrize(
    "lines",
    [
        "<p>2 May 2021</p><p>3 June 2021</p>",  # of a list
        "<p>May 2021</p>",
        "<dl><dt>2 May 2021</dt><dd>A typo.</dd></dl>",
        "<p>Updated: 2 May 2021</p>",
        "<p>© 2 May 2021</p>",
        "<div class='comment'><p>2 May 2021</p></div>",
        "<p>The trial was published on 2 May 2021.</p>",
        "<p>Posted 3 days ago</p>",
    ],
)
def test_another_line_below_the_text_names_no_day_of_publication(lines: str) -> None:
    assert dates(f"<p>{PROSE}</p><p>{PROSE}</p>{lines}")[0] is None


def test_the_line_at_the_title_counts_before_dates_of_other_texts() -> None:
    teaser = "<section><time datetime='2022-06-03'>3 June</time></section>"
    assert dates(f"<p>By Ann Aldo, 2 May 2021</p><p>{PROSE}</p>{teaser}")[0] == "2021-05-02"


def test_the_date_of_a_page_in_json_ld_comes_after_that_of_the_article() -> None:
    graph = (
        '<script type="application/ld+json">{{"@graph": [{{"@type": "WebPage", "datePublished": '
        '"2021-05-01"}}, {{"@type": "Article", "headline": "Pills"{}}}]}}</script>'
    )
    meta = '<meta property="article:published_time" content="2021-05-02T10:00:00">'
    text = f"<p>{PROSE}</p>"
    assert dates(text, graph.format("") + meta)[0] == "2021-05-02"
    assert dates(text, graph.format("")) == ("2021-05-01", None)
    dated = ', "datePublished": "2021-05-03"'
    assert dates(text, graph.format(dated) + meta)[0] == "2021-05-03"


def test_data_for_scripts_have_the_date_if_they_have_only_one() -> None:
    script = '<script>var page = {{"publishedAt": "{}T10:00:00Z", "createdAt": "2020"}}</script>'
    first, other = script.format("2021-05-02"), script.format("2021-06-03")
    assert dates(f"<p>{PROSE}</p>{first}{first}")[0] == "2021-05-02"
    assert dates(f"<p>{PROSE}</p>{first}{other}")[0] is None


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("/2021/05/02/pills", "2021-05-02"),
        ("/news/20210502/pills.html", "2021-05-02"),
        ("/2021/05/pills", "2021-05"),
        ("/20210502", None),
        ("/id/20219999/pills", None),
    ],
)
def test_an_address_may_have_the_date(path: str, date: str | None) -> None:
    link = f"<link rel='canonical' href='https://example.org{path}'>"
    assert dates(f"<p>{PROSE}</p>", link)[0] == date


@pytest.mark.parametrize(
    ("published", "updated", "kept"),
    [
        ("2014-12-17", "2014-11-26", None),
        ("2014-12-17", "2014-12-17", None),
        ("2014-12-17", "2014-12", None),
        ("2014", "2013-12-30", None),
        ("2014-12-17", "2014-12-18", "2014-12-18"),
        ("2014-12-17", "2015", "2015"),
        ("2014", "2014-11-26", "2014-11-26"),
    ],
)
def test_an_update_is_after_the_publication(published: str, updated: str, kept: str | None) -> None:
    page = (
        f'<html><head><title>Pills</title><meta name="citation_publication_date" '
        f'content="{published}"><meta property="og:updated_time" content="{updated}"></head>'
        f"<body><h1>Pills</h1><p>{PROSE}</p></body></html>"
    )
    markdown = f"---\ntitle: Pills\ndate: {published}\nupdated: {updated}\n---\n\n{PROSE}\n"
    for text, name in ((page, "pills.html"), (markdown, "pills.md")):
        reading = reading_of(text.encode(), name)
        assert (reading.article.published, reading.article.updated) == (published, kept)
        assert ("updated" in {one.part for one in reading.decisions}) == (kept is not None)


def test_a_revision_before_the_publication_is_no_update() -> None:
    page = (
        '<html><head><title>Pills</title><meta name="citation_publication_date" '
        f'content="2014/12/17"></head><body><h1>Pills</h1><p>Received 16 June 2014; Revised '
        f"26 November 2014; Accepted 26 November 2014</p><p>{PROSE}</p></body></html>"
    )
    article = reading_of(page.encode(), "pills.html").article
    assert (article.published, article.updated) == ("2014-12-17", None)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta name="citation_pmid" content="99934567">', {"pmid": "99934567"}),
        (
            '<meta name="DC.Identifier" content="doi:10.9999/Socks.1"><meta name="citation_pmid">',
            {"doi": "10.9999/socks.1"},
        ),
        (
            '<link rel="canonical" href="https://pubmed.ncbi.nlm.nih.gov/99934567/">',
            {"pmid": "99934567"},
        ),
        ('<meta name="dc.identifier" content="ISSN 1234-5678">', {}),
    ],
)
def test_the_identifiers_of_the_article_itself_are_metadata(
    head: str, expected: dict[str, str]
) -> None:
    article = read_page(f"<title>Socks</title>{head}<h1>Socks</h1><p>{PROSE}</p>", "socks.html")
    assert dict(article.metadata) == expected


def test_identifiers_among_the_keywords_are_no_tags() -> None:
    head = '<meta name="keywords" content="pmid:99934567, doi: 10.9999/socks.1, Wool">'
    assert read_page(f"{head}<p>{PROSE}</p>", "socks.html").tags == ("Wool",)
