"""The title is that of the article, without kicker and site name, whatever headings a page has."""

from __future__ import annotations

import pytest

from operations import count_calls, count_work
from painsci_search.reading import read_article_bytes
from painsci_search.reading.forms.html import read_page
from painsci_search.reading.titles.parts import fold_title, without_site

PROSE = "Some people feel better after a pill that has nothing in it, and nobody is sure why. " * 5
TITLE = "Pillows and stiff necks"


URL = "<link rel='canonical' href='https://www.bedsandbones.example/x'>"
SITE = "<meta property='og:site_name' content='Beds'>"
LD = """<script type="application/ld+json">
{"@type": "WebSite", "name": "Sleep Daily - all about beds"}</script>"""


def title(head: str, body: str) -> str:
    page = f"<html lang='en'><head>{head}</head><body>{body}<p>{PROSE}</p></body></html>"
    return read_page(page, "page-17.html").title


def og(text: str) -> str:
    return f"<meta property='og:title' content='{text}'>"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f"<title>Sleep | {TITLE}</title>", f"<h1>Sleep</h1><div><h2>{TITLE}</h2></div>"),
        (f"<title>{TITLE} – Sleep</title>", f"<h1>Sleep</h1><div><h1>{TITLE}</h1></div>"),
        (f"<title>TR 67: {TITLE}</title>", f"<h1>TR 67</h1><h1>{TITLE}</h1>"),
        (f"<title>{TITLE} | Sleep</title>{og(TITLE)}", "<p>Sleep</p>"),
        (f"<title>{TITLE} | Sleep</title>", ""),
        (f"<title>Sleep | Reviews: {TITLE}</title>{og(f'Soft or not?: {TITLE}')}", ""),
        (
            f"<title>{TITLE} | Sleep</title>{og(TITLE)}",
            f"<h1 class='hidden'>{TITLE} | Sleep</h1><h2>{TITLE}</h2>",
        ),
        (f"<title>x</title>{og(TITLE)}", f"<h1><span>Beds</span> {TITLE}</h1>"),
        (
            f"<title>{TITLE}</title>",
            f"<h2><time>Jun 17</time> {TITLE}</h2><h2>Sleep Newsletter</h2>",
        ),
        ("<title>x</title>", f"<h1><span class='kicker'>Beds</span>{TITLE}</h1>"),
        ("<title>x</title>", f"<h1><small class='articleOverline'>Beds:</small> {TITLE}</h1>"),
        (f"<title>{TITLE}</title>", "<h1>Some people</h1>"),
        # the window's title in other words than the heading
        # the heading is the site's logo, or a picture with the title
        (f"<title>{TITLE}</title>", "<h1><a href='/'>Beds</a></h1>"),
        ("", f"<h1><img src='top.png' alt='{TITLE}'></h1>"),
        (f"<title>{TITLE}</title>", f"<h1>Sleep</h1><h1><img src='top.png' alt='{TITLE}'></h1>"),
        # the host, the publisher or the site as JSON-LD names it, before or after the title
        (f"<title>Bedsandbones - {TITLE}</title>{URL}", ""),
        (f"<title>{TITLE} | Sleep Daily - all about beds</title>{LD}", ""),
        (f"<title>{TITLE} | bedsandbones.example</title>{URL}", f"<h2>{TITLE}</h2>"),
        # the site's name is in all sources, and in the heading
        (f"<title>{TITLE} | Beds</title>{SITE}", f"<h2>{TITLE} | Beds</h2>"),
        # a date before, references to characters, and a title cut short
        (f"<title>08.11.2021 | {TITLE} | Beds</title>", ""),
        (f"<title>{TITLE} | Beds</title>{og('Pillows and stiff...')}", ""),
        ("", f"<h1>{TITLE}</h1>"),
        ("", f"<p>{TITLE}</p>"),
        ("", f"<div>Pillows<br>and stiff necks</div><p>{PROSE}</p>"),
    ],
)
def test_the_title_names_the_article(head: str, body: str) -> None:
    assert title(head, body) == TITLE


def test_a_page_that_names_nothing_is_called_by_its_file() -> None:
    assert title("", "") == "page-17"


def test_a_heading_that_is_the_first_word_of_its_text_is_kept_as_one_with_a_named_site() -> None:
    assert title("<title>Beds | Sleep</title>", "<h1>Some people</h1>") == "Some people"


def test_a_reference_to_a_character_in_metadata_is_read() -> None:
    assert title(og("Beds &amp;#038; bones"), "") == "Beds & bones"


@pytest.mark.parametrize(
    ("heading", "window"),
    [
        (
            "How pillows help with sore and stiff necks",
            "Pillows help with sore, stiff necks - Beds",
        ),
        ("Kissen helfen bei steifem Nacken", "Steifer Nacken: Kissen helfen bei Schmerzen"),
    ],
)
def test_a_heading_may_have_the_title_in_other_words(heading: str, window: str) -> None:
    head = f"<title>{window}</title>{og(window)}"
    assert title(head, f"<h2>News</h2><h2>{heading}</h2>") == heading
    assert title(head, "<h2>News</h2><h2>Beds</h2>") != "News"


def test_a_chinese_title_comes_without_the_channel_and_the_site() -> None:
    assert title("<title>颈部疼痛研究新进展_科技_睡眠网</title>", "") == "颈部疼痛研究新进展"


def test_a_title_may_be_shown_without_a_heading() -> None:
    shown = f"<ul><li><span>{TITLE}</span></li></ul><div class='top'>{TITLE}</div>"
    page = f"<title>{TITLE}</title>{shown}<p>By Ann Aldo, May 5, 2021</p><p>{PROSE}</p>"
    article = read_page(page, "page-17.html")
    assert (article.authors, article.published) == (("Ann Aldo",), "2021-05-05")
    assert not article.sections[0].text.startswith(TITLE)


@pytest.mark.parametrize(
    ("heading", "expected", "anchor"),
    [
        ("Doses of 10<sup>6</sup> units", "Doses of 10⁶ units", "doses-of-106-units"),
        ("Pooled: I<sup>2</sup> is 78 %", "Pooled: I² is 78 %", "pooled-i2-is-78"),
        ("Why x<sub>2</sub> falls", "Why x₂ falls", "why-x2-falls"),
        ("Less CO<sub>2</sub>", "Less CO₂", "less-co2"),
        (
            "The area is <math><msup><mi>r</mi><mn>2</mn></msup></math>",
            "The area is r²",
            "the-area-is-r2",
        ),
    ],
)
def test_a_heading_keeps_what_is_raised_and_lowered(
    heading: str, expected: str, anchor: str
) -> None:
    page = f"<h1>{TITLE}</h1><p>{PROSE}</p><h2>{heading}</h2><p>{PROSE}</p>"
    section = read_page(page, "page-17.html").sections[1]
    assert (section.heading, section.anchor) == (expected, anchor)
    plain = fold_title(expected)
    article = read_page(f"<title>{plain} | Beds</title><h1>{heading}</h1><p>{PROSE}</p>", "1.html")
    assert (article.title, article.id) == (expected, anchor)


def test_a_marker_in_a_raised_text_is_no_part_of_a_heading() -> None:
    page = (
        f"<h1>{TITLE}</h1><p>{PROSE}</p><h2>Ten<sup><a href='#n1' id='r1'>1</a></sup></h2>"
        f"<p>{PROSE}</p><ol><li id='n1'>A note. <a href='#r1'>back</a></li></ol>"
    )
    assert read_page(page, "1.html").sections[1].heading == "Ten"


@pytest.mark.slow
def test_headings_within_headings_are_not_read_again_and_again() -> None:
    headings = ("<h1>a " * 400 + "</h1>" * 400) * 2
    page = f"<title>Quokkas rest</title>{headings}<p>They rest at noon.".encode()
    assert count_calls(lambda: read_article_bytes(page, "a.html")) < 9_000_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sleep | Daily | Soft pillows", "Soft pillows"),
        ("Soft pillows | Sleep - Daily", "Soft pillows"),
        ("Soft pillows | Sleep | Daily | ", "Soft pillows"),
        ("Sleep Daily | Soft: pillows | Sleep: Daily", "Soft: pillows"),
        ("Sleep | Soft pillows", "Sleep | Soft pillows"),
        ("Sleep Daily | SleepDaily", "Sleep Daily"),
        (" | Sleep Daily", "| Sleep Daily"),
    ],
)
def test_the_site_of_several_parts_is_no_part_of_the_title(text: str, expected: str) -> None:
    assert without_site(text, {"sleepdaily"}) == expected


def test_a_title_of_very_many_parts_takes_time_in_proportion_to_them() -> None:
    few = count_work(lambda: without_site("Soft | " * 200, {"sleepdaily"}))
    many = count_work(lambda: without_site("Soft | " * 2000, {"sleepdaily"}))
    assert many.members < 12 * few.members


ROW = "<p><a href='a.html'>Beds</a> | <a href='b.html'>Cots</a> | <a href='c.html'>Mats</a></p>"
HOME = "<nav><a href='../../index.html'>Sleep Well</a></nav>"
OWN = f"<h1>{TITLE}</h1>"


@pytest.mark.parametrize(
    "body",
    [
        f"{HOME}<header><h1>Sleep Well</h1></header><section>{OWN}<p>{PROSE}</p><h2>Foam</h2>",
        f"<a href='/'>Sleep Well</a><h1>Sleep Well</h1><p>Since 1998</p>{OWN}",
        f"<h1 class='site-title'>Sleep Well</h1>{OWN}",
        f"<h1><a href='index.html'>Sleep Well</a></h1><hr>{OWN}",
        f"<h1>Sleep Well</h1>{ROW}{OWN}",
        f"<h1>Sleep Well</h1>{ROW}<h2>{TITLE}</h2><p>{PROSE}</p><h3>Foam</h3>",
    ],
)
def test_the_heading_below_the_name_of_the_site_is_the_title(body: str) -> None:
    page = f"<title>Sleep Well</title>{body}<p>{PROSE}</p>"
    article = read_page(page, "page-17.html")
    assert article.title == TITLE
    assert "Sleep Well" not in [section.heading for section in article.sections]


@pytest.mark.parametrize(
    "body",
    [
        # a title, and the first of its sections
        "<h1>Sleep Well</h1><h1>Foam and feathers</h1>",
        f"{HOME}<h1>Sleep Well</h1><h1>Foam</h1><p>{PROSE}</p><h1>Feathers</h1>",
        f"{HOME}<h1>Sleep Well</h1><h2>Foam</h2><p>{PROSE}</p><h2>Feathers</h2>",
        f"{HOME}<h1>Sleep Well</h1><p>{PROSE}</p><h1>Foam and feathers</h1>",
        # a deck
        "<h1>Sleep Well</h1><h2>On foam and feathers</h2>",
        # what is between names the author and the subject, or jumps within the page
        "<h1>Sleep Well</h1><a href='/anna'>Anna Holm</a>, <a href='/beds'>Beds</a><h2>Foam</h2>",
        f"<h1>Sleep Well</h1>{ROW.replace('a.html', '#a')}<h2>Foam</h2>",
        # another link home
        "<a href='/'>Sleep Daily</a><h1>Sleep Well</h1><h1>Foam and feathers</h1>",
        "<a href='/foam'>Sleep Well</a><h1>Sleep Well</h1><h1>Foam and feathers</h1>",
        # nothing below
        f"{HOME}<h1>Sleep Well</h1><h1>Foam and feathers</h1><h2>Foam</h2>",
        # a number
        f"{HOME}<h1>Sleep Well</h1><h1>3</h1>",
    ],
)
def test_the_first_section_below_a_title_is_not_the_title(body: str) -> None:
    page = f"<title>Sleep Well</title>{body}<p>{PROSE}</p>"
    assert read_page(page, "page-17.html").title == "Sleep Well"
