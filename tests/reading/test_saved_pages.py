"""Pages as browsers and their extensions save them: the article, its address, the day of saving."""

from __future__ import annotations

import base64
import plistlib
import quopri

import pytest

from painsci_search.errors import ReadError
from painsci_search.reading import read_article_bytes
from painsci_search.reading.forms.saved_from import SavedFrom, choose_url, web_address

URL = "https://example.org/backs/rest"
PAGE = (
    "<!DOCTYPE html><html lang=en><head><title>Rest for backs</title></head><body><article>"
    "<h1>Rest for backs</h1><p>Bed rest – even a “little” – is a naïve cure."
    '<sup><a id=r1 href="https://example.org/backs/rest#f1">1</a></sup> Walking is better.</p>'
    '<ol><li id=f1>Nobody N. Beds. Rest J. 2001. <a href="https://example.org/backs/rest#r1">^'
    "</a></li></ol></article></body></html>"
)
TEXT = "Bed rest – even a “little” – is a naïve cure. Walking is better."


def _mhtml(  # noqa: PLR0913 - the parts in which such files differ
    headers: str = "From: <Saved by Blink>",
    *,
    encoding: str = "quoted-printable",
    charset: str = "utf-8",
    named: bool = True,
    before: str = "",
    start: str = "",
) -> bytes:
    data = PAGE.encode(charset)
    if encoding == "quoted-printable":
        data = quopri.encodestring(data)
    elif encoding == "base64":
        data = base64.encodebytes(data)
    label = f'; charset="{charset}"' if named else ""
    head = (
        f"{headers}\nMIME-Version: 1.0\nContent-Type: multipart/related;{start}"
        '\n\ttype="text/html";'
        f'\n\tboundary="=_next"\n\nA page in parts.\n\n{before}--=_next\nContent-Type: text/html'
        f"{label}\nContent-ID: <page@example>\nContent-Transfer-Encoding: {encoding}\n"
        f"Content-Location: {URL}\n\n"
    )
    return head.encode() + data + b"\n--=_next\nContent-Type: image/gif\n\nGIF89a\n--=_next--\n"


FRAME = "--=_next\nContent-Type: text/html\nContent-ID: <frame@example>\n\n<p>Buy a bed.\n"


@pytest.mark.parametrize("name", ["rest.mhtml", "rest.mht", "rest.html", "rest.txt", "rest"])
@pytest.mark.parametrize(
    "data",
    [
        _mhtml(),
        _mhtml(encoding="base64"),
        _mhtml(encoding="8bit"),
        _mhtml(encoding="binary", charset="utf-16"),
        _mhtml("From: <Saved by Windows Internet Explorer 8>\nSubject: R", charset="windows-1252"),
        _mhtml("", encoding="8bit", charset="windows-1252", named=False).lstrip(),
        _mhtml(start='\n\tstart="<page@example>";', before=FRAME),
        _mhtml(charset="utf-8", named=False).replace(b"\n", b"\r\n"),
    ],
)
def test_a_page_saved_as_mhtml_is_read_like_the_page(data: bytes, name: str) -> None:
    article = read_article_bytes(data, name)
    assert (article.title, article.url) == ("Rest for backs", URL)
    assert [section.text for section in article.sections] == [TEXT]
    assert [(note.anchor, note.text) for note in article.notes] == [
        ("f1", "Nobody N. Beds. Rest J. 2001.")
    ]


def test_the_date_of_an_mhtml_file_is_the_day_of_saving() -> None:
    headers = f"From: <Saved by Blink>\nSnapshot-Content-Location: {URL}?page=1#f1\n"
    article = read_article_bytes(
        _mhtml(f"{headers}Date: Fri, 7 Feb 2020 23:10:00 -0000"), "rest.mhtml"
    )
    assert (article.url, article.saved) == (f"{URL}?page=1", "2020-02-07")


def test_an_mhtml_file_without_a_page_is_refused() -> None:
    data = _mhtml().replace(b"Content-Type: text/html;", b"Content-Type: text/css;")
    with pytest.raises(ReadError, match=r"^a\.mht: an MHTML file without a page"):
        read_article_bytes(data, "a.mht")


def test_an_email_is_no_saved_page() -> None:
    data = _mhtml("From: Nobody <n@example.org>\nTo: a@example.org\nSubject: Backs")
    with pytest.raises(ReadError) as caught:
        read_article_bytes(data, "a.eml")
    assert caught.value.kind == "e-mail"


def _web_archive(
    form: plistlib.PlistFormat, charset: str = "UTF-8", mime: str = "text/html"
) -> bytes:
    page = {
        "WebResourceData": PAGE.encode(charset),
        "WebResourceFrameName": "",
        "WebResourceMIMEType": mime,
        "WebResourceTextEncodingName": charset,
        "WebResourceURL": URL,
    }
    frame = {"WebMainResource": page | {"WebResourceData": b"<p>Buy a bed."}}
    archive = {
        "WebMainResource": page,
        "WebSubresources": [page | {"WebResourceMIMEType": "image/gif"}] * 3,
        "WebSubframeArchives": [frame],
    }
    return plistlib.dumps(archive, fmt=form)


@pytest.mark.parametrize("name", ["rest.webarchive", "rest.html", "rest.txt"])
@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
@pytest.mark.parametrize("charset", ["UTF-8", "windows-1252"])
def test_a_web_archive_is_read_like_its_page(
    form: plistlib.PlistFormat, charset: str, name: str
) -> None:
    article = read_article_bytes(_web_archive(form, charset), name)
    assert (article.url, article.sections[0].text) == (URL, TEXT)
    assert len(article.notes) == 1


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_a_damaged_web_archive_is_refused(form: plistlib.PlistFormat) -> None:
    data = _web_archive(form)
    with pytest.raises(ReadError, match=r"^a: .*save it again"):
        read_article_bytes(data[: len(data) - 40], "a")
    with pytest.raises(ReadError, match="a web archive without a page"):
        read_article_bytes(_web_archive(form, mime="image/png"), "a")


TRACES = {
    "SingleFile": (
        "<html lang=en>",
        (
            f"<html lang=en><!--\n Page saved with SingleFile \n url: {URL}#top \n"
            " saved date: Sat Feb 08 2020 10:11:12 GMT+0100 (Central European Standard Time)\n-->"
        ),
        "2020-02-08",
    ),
    "Chrome": ("<html", f"<!-- saved from url=(0030){URL} -->\n<html", None),
    "monolith": (
        "<html",
        f"<!-- Saved from {URL} at 2020-02-08T10:11:12Z using monolith v2.7.0 -->\n<html",
        "2020-02-08",
    ),
    "HTTrack": (
        "<html",
        (
            "<!-- Mirrored from example.org/backs/rest by HTTrack Website Copier/3.x [XR&CO'2014], "
            "Sat, 08 Feb 2020 10:11:12 GMT -->\n<html"
        ),
        "2020-02-08",
    ),
    "Save Page WE": (
        "<head>",
        (
            f'<head><meta name="savepage-url" content="{URL}"><meta name="savepage-date" '
            'content="Sat Feb 08 2020 10:11:12 GMT+0000 (Greenwich Mean Time)">'
        ),
        "2020-02-08",
    ),
    "WebScrapBook": (
        "<html",
        f'<html data-scrapbook-source="{URL}" data-scrapbook-create="20200208101112345"',
        "2020-02-08",
    ),
    "Wayback Machine": (
        "<head>",
        (
            f'<head><script>__wm.init("https://web.archive.org/web");\n__wm.wombat("{URL}",'
            '"20200208101112","https://web.archive.org/","web","/_static/","1581156672");</script>'
        ),
        "2020-02-08",
    ),
}


@pytest.mark.parametrize(("old", "new", "saved"), TRACES.values(), ids=TRACES)
def test_the_saver_of_a_page_names_its_address_and_the_day(
    old: str, new: str, saved: str | None
) -> None:
    article = read_article_bytes(PAGE.replace(old, new, 1).encode(), "rest.html")
    url = URL.replace("https:", "http:") if "HTTrack" in new else URL
    assert (article.url, article.saved) == (url, saved)
    assert [section.text for section in article.sections] == [TEXT]


def test_a_reader_view_gives_its_article_and_address() -> None:
    page = (
        '<!DOCTYPE html><html dir="ltr"><head><title>Rest for backs</title></head><body>'
        '<div class="toolbar"><button>Close Reader View</button></div><div class="container">'
        f'<div class="header reader-header"><a class="domain reader-domain" href="{URL}">a.b'
        '</a><h1 class="reader-title">Rest for backs</h1><div class="credits reader-credits">Robin'
        ' Marsh</div><div class="reader-estimated-time">3–4 minutes</div></div><hr><div class='
        '"content"><div class="moz-reader-content"><div id="readability-page-1" class="page">'
        f"<p>{TEXT}</p><p>It was so in ten of ten trials.</p></div></div></div></div></body></html>"
    )
    article = read_article_bytes(page.encode(), "rest.html")
    assert (article.title, article.url) == ("Rest for backs", URL)
    assert article.authors == ("Robin Marsh",)
    assert [s.text for s in article.sections] == [f"{TEXT}\n\nIt was so in ten of ten trials."]


def test_a_copy_of_an_archive_loses_the_toolbar_and_the_addresses_of_the_archive() -> None:
    wrapped = "https://web.archive.org/web/20200208101112"
    toolbar = (
        '<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id="wm-ipp-base"><p>12 captures, 2019 to 2024, '
        "of a page about this</p></div><!-- END WAYBACK TOOLBAR INSERT -->"
    )
    page = PAGE.replace("https://example", f"{wrapped}/https://example")
    page = page.replace("<body>", f"<body>{toolbar}").replace(
        "</title>", f'</title><link rel="canonical" href="{wrapped}/{URL}"/>'
    )
    article = read_article_bytes(page.encode(), "rest.html")
    assert article.url == URL
    assert [section.text for section in article.sections] == [TEXT]
    assert len(article.notes) == 1


def test_a_link_to_an_archive_stays_in_a_page_that_was_not_saved_from_one() -> None:
    link = "https://web.archive.org/web/20200208101112/https://a.example/b"
    page = PAGE.replace("2001. ", f'2001. <a href="{link}">Beds</a> ')
    assert link in str(read_article_bytes(page.encode(), "rest.html").notes[0].references)


@pytest.mark.parametrize(
    ("canonical", "address", "chosen"),
    [
        ("https://www.example.org/b", "https://m.example.org/b?utm=1", "https://www.example.org/b"),
        ("/b", "https://example.org/b?x=1", "https://example.org/b"),
        ("https://example.org/", "https://example.org/b", "https://example.org/b"),
        ("https://other.example/b", "https://example.org/b", "https://example.org/b"),
        ("https://example.org/b", None, "https://example.org/b"),
        ("http://[broken", "https://example.org/b", "https://example.org/b"),
        (None, "https://example.org/b", "https://example.org/b"),
        (None, None, None),
    ],
)
def test_a_canonical_address_wins_on_the_site_that_was_saved(
    canonical: str | None, address: str | None, chosen: str | None
) -> None:
    assert choose_url(canonical, SavedFrom(address, None, "a browser"))[0] == chosen


@pytest.mark.parametrize("text", ["file:///home/a.html", "about:internet", "", "http://[", "cid:1"])
def test_what_is_no_address_of_the_web_is_none(text: str) -> None:
    assert web_address(text) is None
