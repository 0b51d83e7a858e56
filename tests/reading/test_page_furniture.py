"""What pages add to an article's text is left out, and what a reader opens on them is kept."""

from __future__ import annotations

import pytest

from painsci_search.reading import read_article_bytes

TITLE = "Walks for sore backs"
PROSE = (
    "Most people with a sore back get better in weeks, and those who walk get up a little sooner "
    "than those who lie down. The largest trial had three hundred people in it. "
)
BEFORE, AFTER = f"<p>{PROSE}One.</p><p>{PROSE}Two.</p>", f"<p>{PROSE}Three.</p><p>{PROSE}Four.</p>"


def texts_of(body: str) -> str:
    page = f"<html lang=en><head><title>{TITLE}</title></head><body>{body}</body></html>"
    article = read_article_bytes(page.encode(), "page.html")
    return "\n".join(f"{section.heading}\n{section.text}" for section in article.sections)


def text_with(between: str) -> str:
    """Return the text of an article with something between its paragraphs."""
    text = texts_of(f"<main><h1>{TITLE}</h1>{BEFORE}{between}{AFTER}</main>")
    assert all(f"{number}." in text for number in ("One", "Two", "Three", "Four"))
    return text


SLOTS = (
    "Advertisement",
    "ADVERTISEMENT - CONTINUE READING BELOW",
    "Story continues below advertisement",
    "After newsletter promotion",
    "– Anzeige –",
    "Publicité",
    "Back to top",
    "Nach oben",
    "Was this page helpful? Yes / No",
    "How useful was this post?",
    "War dieser Artikel hilfreich?",
)


@pytest.mark.parametrize("label", SLOTS)
def test_the_label_of_a_slot_or_a_question_about_the_page_is_left_out(label: str) -> None:
    assert label not in text_with(f"<p>{label}</p>")


@pytest.mark.parametrize("label", ["Advertisement made people walk", "Was this helpful to backs"])
def test_a_line_that_only_starts_like_a_label_is_text(label: str) -> None:
    assert label in text_with(f"<p>{label}</p>")


@pytest.mark.parametrize("label", ["Anzeige", "Was this page helpful?"])
def test_a_label_as_a_fact_in_a_table_is_text(label: str) -> None:
    table = f"<table><tr><td>Asked</td><td>{label}</td></tr><tr><td>Of</td><td>90</td></tr></table>"
    assert label in text_with(table)


BUTTONS = (
    "<p><a href='#'>Print</a> | <a href='#'>Email</a> | <a href='#'>Text size</a></p>",
    "<div><span>Share on Facebook</span></div><div>Share via email</div>",
    "<div><span>1,234 views</span> <span>5 min read</span></div>",
    "<p>Listen to this article</p>",
)


@pytest.mark.parametrize("buttons", BUTTONS)
def test_a_row_of_buttons_below_the_title_is_left_out(buttons: str) -> None:
    text = texts_of(f"<main><h1>{TITLE}</h1>{buttons}{BEFORE}</main>")
    assert text == texts_of(f"<main><h1>{TITLE}</h1>{BEFORE}</main>")


def test_a_link_that_is_a_button_is_left_out_among_the_paragraphs() -> None:
    assert "Share" not in text_with("<p><a href='https://a.example/?action=share'>Share</a></p>")


def test_a_link_up_after_a_paragraph_is_left_out_without_it() -> None:
    text = texts_of(f"<main><h1>{TITLE}</h1>{BEFORE}<a href='#top'>Back to top</a></main>")
    assert "Two." in text
    assert "Back to top" not in text


BOXES = {
    "a form for the reader's address": "<div class='x1'><h3>Unwanted</h3><p>Our best stories.</p>"
    "<form><input type='email'><button>Go</button></form></div>",
    "related articles with a heading": "<h3>Related articles</h3><ul>"
    "<li><a href='/a'>Unwanted necks</a></li><li><a href='/b'>Unwanted hips</a></li></ul>",
    "related articles with a label": "<p><b>Related</b></p><ul>"
    "<li><a href='/a'>Unwanted necks</a></li><li><a href='/b'>Unwanted hips</a></li></ul>",
    "the controls of a player": "<div class='video-js'><div class='vjs-control-bar'>"
    "<span>Unwanted time</span><div>0:00</div></div></div>",
    "a hatnote": "<div class='hatnote'>For Unwanted walks, see <a href='/d'>Dogs</a>.</div>",
    "an appeal": "<div class='donate-box'><h3>Help us</h3><p>We are a small house and live on the "
    "Unwanted gifts of our readers, who are many.</p><a href='/donate'>Donate now</a></div>",
    "cookies": "<div class='x2'><div>We use cookies to count visits and to show what fits the "
    "Unwanted things that you read elsewhere.</div><button>Accept</button></div>",
}


@pytest.mark.parametrize("box", BOXES.values(), ids=list(BOXES))
def test_a_box_among_the_paragraphs_is_left_out(box: str) -> None:
    text = text_with(box)
    assert "Unwanted" not in text
    assert "Related" not in text


def test_the_text_after_a_heading_of_related_articles_stays_in_the_section_before() -> None:
    links = "<ul><li><a href='/a'>Necks at work</a></li><li><a href='/b'>Hips at work</a></li></ul>"
    text = text_with(f"<h2>Related articles</h2>{links}")
    assert text.startswith(TITLE)
    assert "Related" not in text


def test_a_sentence_about_cookies_in_the_article_is_text() -> None:
    sentence = (
        "People who eat cookies to give themselves comfort walk less, and those who make them for "
        "others walk more, says the diary."
    )
    assert sentence in text_with(f"<p>{sentence}</p>")


@pytest.mark.parametrize(
    "label", ["<p><strong>Table of Contents</strong></p>", "<p>Inhaltsverzeichnis</p>", ""]
)
def test_a_list_of_links_to_the_headings_below_is_left_out_with_its_label(label: str) -> None:
    names = ("Trials of walks", "Trials of rest", "What to do")
    links = "".join(f"<li><a href='#s{at}'>{name}</a></li>" for at, name in enumerate(names))
    parts = "".join(f"<h2 id='s{at}'>{name}</h2>{BEFORE}" for at, name in enumerate(names))
    text = texts_of(f"<main><h1>{TITLE}</h1>{BEFORE}{label}<ul>{links}</ul>{parts}</main>")
    assert all(text.count(name) == 1 for name in names)
    assert "Contents" not in text
    assert "Inhalt" not in text


OPENED = {
    "an answer below a heading": "<h5 class='toggle_title'>How far?</h5>"
    "<div style='display:none'><p>{}</p></div>",
    "an answer below a button": "<div role='button'>How far?</div>"
    "<div style='display:none'><p>{}</p></div>",
    "the rest before a link that shows it": "<p>How far?</p><div style='display:none'><p>{}</p>"
    "</div><a href='#'>Read more</a>",
    "an answer below the link in a title": "<div class='t' role='button' aria-expanded='false'>"
    "<a>How far?</a></div><div role='region'><p>{}</p></div>",
    "the second of two questions": "<div><button aria-expanded='false'>How often?</button>"
    f"<div hidden><p>{PROSE}</p></div><button aria-expanded='false'>How far?</button>"
    "<div hidden><p>{}</p></div></div>",
}


@pytest.mark.parametrize("panel", OPENED.values(), ids=list(OPENED))
def test_what_a_reader_opens_is_text_with_the_words_on_its_control(panel: str) -> None:
    text = text_with(panel.format(f"{PROSE}Wanted."))
    assert "Wanted." in text
    assert "How far?" in text


def test_a_hidden_window_with_a_form_is_not_opened_in_the_text() -> None:
    window = (
        f"<button>Write to us</button><div style='display:none'><p>{PROSE}Unwanted.</p>"
        "<form><input type='text'></form></div>"
    )
    assert "Unwanted" not in text_with(window)


CLOSING = (
    "Was this article helpful?",
    "2 Responses to “Walks for sore backs”",
    "Follow us on the radio",
    "About the author",
    "Über die Autorin",
    "Author bio",
)


@pytest.mark.parametrize("heading", CLOSING)
def test_a_section_that_a_site_adds_below_is_no_part_of_the_article(heading: str) -> None:
    below = (
        f"<h2>{heading}</h2><p>Jane Doe walks a lot, and asks her readers what they make of it.</p>"
    )
    assert "Jane" not in texts_of(f"<main><h1>{TITLE}</h1>{BEFORE}{below}</main>")


def test_the_facts_of_a_content_manager_below_a_title_are_no_text() -> None:
    facts = (
        "<dl class='article-info'><dt class='article-info-term'>Details</dt><dd>Written by Jane "
        "Doe</dd><dd>Category: <a href='/c'>Backs</a></dd><dd>Hits: 812</dd></dl>"
    )
    text = texts_of(f"<div><h2>{TITLE}</h2>{facts}{BEFORE}{AFTER}</div>")
    assert "Hits" not in text
    assert "Details" not in text


LAST_LINES = {
    "a copyright line in a font": "<font size=1>Copyright 2001 Unwanted Clinic</font>",
    "a link to the first page": "<hr><a href=index.html>Unwanted page</a>",
    "links between bars": "<a href=1.htm>Unwanted</a> | <a href=2.htm>Next</a><br>"
    "<a href=home.htm>Home</a>",
}


@pytest.mark.parametrize("line", LAST_LINES.values(), ids=list(LAST_LINES))
def test_the_last_line_of_a_text_with_line_breaks_may_be_of_the_site(line: str) -> None:
    text = texts_of(f"<font><h2>{TITLE}</h2>{PROSE}One.<br><br>{PROSE}Two.<br><br>{line}</font>")
    assert "Two." in text
    assert "Unwanted" not in text


def test_a_last_line_with_words_of_its_own_is_text() -> None:
    line = "See <a href=1.htm>the next part</a> of this story"
    text = texts_of(f"<font><h2>{TITLE}</h2>{PROSE}One.<br><br>{PROSE}Two.<br><br>{line}</font>")
    assert "the next part" in text


NOTICES = (
    "Cite this article as: Doe J, Reed T. Walks for sore backs. Walk. 2021;3:1-9. doi:10.9999/w.1",
    "Send mail to webmaster@backs.example with questions or comments about this web site.",
    "A version of this article appears in print on March 6, 2021, Section D, Page 4.",
    "Page last reviewed: 15 March 2024<br>Next review due: 15 March 2027",
    "Last updated March 5, 2021",
)


@pytest.mark.parametrize("notice", NOTICES)
def test_what_a_site_says_of_its_page_below_the_text_is_left_out(notice: str) -> None:
    text = texts_of(f"<main><h1>{TITLE}</h1>{BEFORE}<p>{notice}</p></main>")
    assert text == texts_of(f"<main><h1>{TITLE}</h1>{BEFORE}</main>")


def test_a_column_of_a_table_for_layout_is_no_part_of_the_article() -> None:
    side = f"<td><b>News</b><br>{PROSE}Unwanted.</td>"
    text = texts_of(f"<table><tr><td><h1>{TITLE}</h1>{BEFORE * 9}</td>{side}</tr></table>")
    assert "Unwanted" not in text


@pytest.mark.parametrize("kicker", ["<span>Unwanted</span>", "<b>Unwanted</b><i>news</i>"])
def test_a_kicker_in_the_block_of_the_title_is_left_out(kicker: str) -> None:
    text = texts_of(f"<main><div class='x3'>{kicker}<h1>{TITLE}</h1></div>{BEFORE}</main>")
    assert "Unwanted" not in text


def test_a_list_of_links_above_all_prose_is_left_out() -> None:
    tabs = "<ul><li><a href='/a'>Article</a></li><li><a href='/m'>Unwanted</a></li></ul>"
    assert "Unwanted" not in texts_of(f"<main><h1>{TITLE}</h1>{tabs}{BEFORE}{AFTER}</main>")


@pytest.mark.parametrize(
    "places",
    [
        "<p><sup>1</sup>Department of Walks, University of Backs, Boston, MA</p>",
        "<ul><li><sup>1</sup>School of Walks, Port Aldo, Walkland</li></ul>",
        "<div>Lecturer in Walks, University of Backs</div>",
    ],
)
def test_where_the_authors_work_is_no_text_and_none_of_them(places: str) -> None:
    names = "<p>Jane Doe<sup>1</sup>, Tom Reed<sup>2</sup></p>"
    page = f"<main><h1>{TITLE}</h1>{names}{places}{BEFORE}</main>"
    article = read_article_bytes(f"<title>{TITLE}</title>{page}".encode(), "page.html")
    assert article.authors == ("Jane Doe", "Tom Reed")
    assert article.sections[0].text.startswith("Most people")


def test_a_sentence_about_a_university_below_the_title_is_text() -> None:
    sentence = "At the University of Backs, walks are given to everyone who asks for them."
    assert sentence in texts_of(f"<main><h1>{TITLE}</h1><p>{sentence}</p>{BEFORE}</main>")


ARTICLES_OWN = {
    "places to go to": "<h2>Where to walk</h2><ul><li>University Hospital, Wanted</li></ul>",
    "deeds in a list": "<ul><li>Walk</li><li>Listen</li><li>Wanted</li></ul>",
    "links with words of buttons": "<ul><li><a href='https://a.example/'>Listen to a back</a></li>"
    "<li><a href='https://b.example/'>Share on Wanted days</a></li></ul>",
    "a section about organs": "<section class='organ-donation'><h2>Organs</h2><p>A kidney may be "
    "given by the living, who are Wanted for it and get well soon as a rule.</p></section>",
    "prose in a block of information": f"<div class='article-info'><p>{PROSE}Wanted.</p></div>",
    "an author's section before others": f"<h2>About the author</h2><p>{PROSE}Wanted.</p>"
    f"<h2>More</h2><p>{PROSE}</p>",
    "numbered responses": f"<h2>2 responses to pain</h2><p>{PROSE}Wanted.</p>",
    "no response": f"<h2>No response to treatment</h2><p>{PROSE}Wanted.</p>",
    "a question of the article": f"<h2>Is this helpful?</h2><p>{PROSE}Wanted.</p>",
    "a diary of cookies": "<p>We use a diary of cookies eaten, in which each walker writes what "
    "she had when she Wanted it, and with whom.</p>",
}


@pytest.mark.parametrize("own", ARTICLES_OWN.values(), ids=list(ARTICLES_OWN))
def test_what_only_looks_like_an_addition_of_the_page_is_text(own: str) -> None:
    assert "Wanted" in texts_of(f"<main><h1>{TITLE}</h1>{own}{BEFORE}</main>")
    assert "Wanted" in texts_of(f"<main><h1>{TITLE}</h1>{BEFORE}{own}</main>")


def test_an_advertisement_hidden_beside_a_control_is_no_text() -> None:
    hidden = f"<div style='display:none'><p>{PROSE}Unwanted.</p></div>"
    assert "Unwanted" not in text_with(f"<div><button>Choices</button>{hidden}</div>")
    assert "Unwanted" not in text_with(f"<h2>Walks at sea</h2>{hidden}<p>{PROSE}</p>")


def test_the_rest_of_a_list_of_related_articles_stays_below_its_heading() -> None:
    more = "<h2>Related articles</h2><div><ul><li><a href='/a'>Necks at work</a></li></ul></div>"
    rest = f"<div><h3>Unwanted hips</h3><p>{PROSE}</p></div>"
    assert "Unwanted" not in texts_of(f"<main><h1>{TITLE}</h1>{BEFORE}{more}{rest}</main>")
