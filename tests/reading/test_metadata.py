"""What a page says of itself: which of its dates are those of the page."""

from __future__ import annotations

import pytest

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
