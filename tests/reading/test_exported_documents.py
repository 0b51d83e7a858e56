"""Pages that Google Docs and the like export: titles as styles, comments, redirecting links."""

from __future__ import annotations

import pytest

from painsci_search.reading.dom.redirects import without_redirects
from painsci_search.reading.forms.html import read_page

_REDIRECT = "https://www.google.com/url?q={}&amp;sa=D&amp;source=editors&amp;ust=17&amp;usg=AOv"
_WORK = "https://doi.org/10.99999/sock.7"
_DOCUMENT = f"""
<html><body class="doc-content">
<p class="c1 title" id="h.a1"><span>Minutes of the sock club</span></p>
<p class="c2 subtitle" id="h.a2"><span>Written down by the heater</span></p>
<h1 id="h.b1"><span>Why socks</span></h1>
<p><span>Every foot in the room was cold</span><sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup>
<span> and said so aloud.</span><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup></p>
<h1 id="h.b2"><span>Verdict</span></h1>
<p><span>Nobody took them off again before the end of the meeting.</span></p>
<hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span> Moss B, Fenn C. Cold feet. J Sock Res.
2018;3(1):1-9. </span><a href="{_REDIRECT.format(_WORK)}">{_WORK}</a></p></div>
<div class="c3"><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Is this polite?</span></p></div>
</body></html>"""


def test_the_paragraph_in_the_style_of_titles_is_the_title() -> None:
    article = read_page(_DOCUMENT, "minutes.html")
    assert article.title == "Minutes of the sock club"
    assert [section.heading for section in article.sections] == ["Why socks", "Verdict"]


@pytest.mark.parametrize(
    ("style", "title"), [("MsoTitle", "Minutes of the sock club"), ("title", "Agenda of 1999")]
)
def test_the_style_of_word_comes_before_the_title_of_its_metadata(style: str, title: str) -> None:
    page = _DOCUMENT.replace("c1 title", style).replace(
        "<html>", "<html><head><title>Agenda of 1999</title></head>"
    )
    assert read_page(page, "minutes.html").title == title


def test_comments_of_reviewers_are_left_out() -> None:
    article = read_page(_DOCUMENT, "minutes.html")
    texts = [section.text for section in article.sections]
    assert texts == [
        "Every foot in the room was cold and said so aloud.",
        "Nobody took them off again before the end of the meeting.",
    ]
    assert [note.anchor for note in article.notes] == ["ftnt1"]


def test_a_link_through_a_service_leads_to_its_target() -> None:
    (note,) = read_page(_DOCUMENT, "minutes.html").notes
    (work,) = note.references
    assert (work.doi, work.url) == ("10.99999/sock.7", None)


@pytest.mark.parametrize(
    ("address", "target"),
    [
        (_REDIRECT.format("https://a.example/b%3Fc%3D1%26d"), "https://a.example/b?c=1&amp;d"),
        ("https://www.google.de/url?sa=t&amp;url=https%3A%2F%2Fa.example%2F", "https://a.example/"),
        (
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fb&amp;h=AT",
            "https://a.example/b",
        ),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example&amp;data=0",
            "https://a.example",
        ),
        (_REDIRECT.format("https://a.example/%22%3E%3Cb"), "https://a.example/&quot;&gt;&lt;b"),
        ("https://www.google.com/url?q=socks", "https://www.google.com/url?q=socks"),
        ("https://a.example/url?q=https://b.example", "https://a.example/url?q=https://b.example"),
    ],
)
def test_redirecting_addresses(address: str, target: str) -> None:
    link = '<a href="{}">here</a>'
    assert without_redirects(link.format(address)) == link.format(target)


def test_a_comment_whose_marker_leads_elsewhere_is_none() -> None:
    page = _DOCUMENT.replace('href="#cmnt1"', 'href="#other"')
    assert "Is this polite?" in [note.text for note in read_page(page, "minutes.html").notes]
