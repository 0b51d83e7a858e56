"""Pages as browsers and their extensions save them: the article, its address, the day of saving."""

from __future__ import annotations

import base64
import html
import plistlib
import quopri
from collections.abc import Callable
from urllib.parse import quote

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


READER_PAGE = (
    "<!DOCTYPE html><!-- saved from url=(0050)about:reader?url=https%3A%2F%2Fexample.org -->"
    '<html><head><title>T</title></head><body><div class="toolbar"><button>Close Reader View'
    '</button></div><div class="container"><div class="header reader-header"><a class="domain '
    'reader-domain" href="https://www.backposts.example/rest">b</a><h1 class="reader-title">{title}'
    '</h1><div class="credits reader-credits">{credits}</div></div><hr><div class="content"><div '
    f'class="moz-reader-content"><p>{TEXT}</p><h2>Walks[]</h2><p>{TEXT}</p></div></div></div>'
)


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Rest for backs | The Back Posts", "Rest for backs"),
        ("Backposts – Rest for backs", "Rest for backs"),
        ("Rest - for backs", "Rest - for backs"),
    ],
)
def test_the_title_of_a_reader_view_loses_the_name_of_the_site(title: str, read: str) -> None:
    article = read_article_bytes(READER_PAGE.format(title=title, credits="").encode(), "rest.html")
    assert (article.title, article.url) == (read, "https://www.backposts.example/rest")
    assert [section.heading for section in article.sections] == [read, "Walks"]


@pytest.mark.parametrize(
    ("credits_", "authors", "published", "updated"),
    [
        ("By Robin Marsh · 3 Feb 2022", ("Robin Marsh",), "2022-02-03", None),
        ("Last updated: January 7, 2025", (), None, "2025-01-07"),
        ("Robin Marsh1,2* and Ada Fen3", ("Robin Marsh", "Ada Fen"), None, None),
        ("Robin Marsh", ("Robin Marsh",), None, None),
        ("", (), None, None),
    ],
)
def test_the_credits_of_a_reader_view_are_names_or_a_byline(
    credits_: str, authors: tuple[str, ...], published: str | None, updated: str | None
) -> None:
    page = READER_PAGE.format(title="Rest for backs", credits=credits_)
    article = read_article_bytes(page.encode(), "rest.html")
    assert (article.authors, article.published, article.updated) == (authors, published, updated)
    assert [section.text for section in article.sections] == [TEXT, TEXT]


LONG = f"<h1>Rest for backs</h1><h2 id=second>Second</h2><p>{f'{TEXT} ' * 8}</p>"
FRAMESET = (
    '<html><head><title>Backs</title></head><frameset cols="9,*"><frame src="cid:menu@example">'
    '<frame src="cid:text@example"><noframes>No frames here.</noframes></frameset></html>'
)
MENU = '<a href="a.html">Rest</a>'


def _framed_mhtml(page: str) -> bytes:
    parts = [(page, "page", URL), (MENU, "menu", f"{URL}/menu"), (LONG, "text", f"{URL}/text")]
    written = "".join(
        f"--=_next\nContent-Type: text/html\nContent-ID: <{name}@example>\n"
        f"Content-Location: {url}\n\n{content}\n"
        for content, name, url in parts
    )
    head = "From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; "
    return f'{head}boundary="=_next"\n\n{written}--=_next--\n'.encode()


def _framed_archive(page: str) -> bytes:
    def resource(content: str, url: str) -> dict[str, object]:
        main = {
            "WebResourceData": content.encode(),
            "WebResourceMIMEType": "text/html",
            "WebResourceTextEncodingName": "UTF-8",
            "WebResourceURL": url,
        }
        return {"WebMainResource": main}

    inner = resource(MENU, f"{URL}/menu") | {
        "WebSubframeArchives": [resource(LONG, f"{URL}/text"), "damaged"]
    }
    return plistlib.dumps(resource(page, URL) | {"WebSubframeArchives": [inner]})


@pytest.mark.parametrize("page", [FRAMESET, "<p>Look below.</p><iframe src='cid:text@example'>"])
@pytest.mark.parametrize("save", [_framed_mhtml, _framed_archive])
def test_a_page_with_nothing_but_frames_is_read_from_the_frame_with_the_text(
    page: str, save: Callable[[str], bytes]
) -> None:
    article = read_article_bytes(save(page), "rest")
    assert (article.title, article.url) == ("Rest for backs", f"{URL}/text")
    assert [section.anchor for section in article.sections] == ["second"]


@pytest.mark.parametrize("save", [_framed_mhtml, _framed_archive])
def test_a_page_with_text_of_its_own_is_read_without_its_frames(
    save: Callable[[str], bytes],
) -> None:
    own = LONG.replace("Second", "Own")
    article = read_article_bytes(save(f"<html><body>{own}</body></html>"), "rest")
    assert article.url == URL
    assert [section.heading for section in article.sections] == ["Own"]


@pytest.mark.parametrize(
    "frame",
    [
        f'<iframe srcdoc="{html.escape(LONG)}"></iframe>',
        f'<iframe src="data:text/html;charset=utf-8,{quote(LONG)}"></iframe>',
        f'<iframe src="data:text/html;base64,{base64.b64encode(LONG.encode()).decode()}"></iframe>',
    ],
)
def test_a_frame_that_is_written_into_its_page_is_read(frame: str) -> None:
    article = read_article_bytes(f"<html><body><p>Look below.</p>{frame}".encode(), "rest.html")
    assert [section.heading for section in article.sections] == ["Second"]


@pytest.mark.parametrize(
    "frame",
    ["<iframe src='data:text/html;base64,%%%'></iframe>", "<iframe src='data:,x'></iframe>", ""],
)
def test_a_frame_without_a_page_is_left_alone(frame: str) -> None:
    article = read_article_bytes(f"<body><h1>Rest</h1><p>{TEXT}</p>{frame}".encode(), "rest.html")
    assert article.sections[0].text == TEXT


def test_a_page_whose_frames_were_not_saved_with_it_is_refused() -> None:
    with pytest.raises(ReadError, match=r"^rest\.html: a page of frames .*; save the frame"):
        read_article_bytes(FRAMESET.encode(), "rest.html")


@pytest.mark.parametrize("attribute", ["shadowmode", "shadowrootmode", "shadowroot"])
def test_the_text_of_a_shadow_root_is_saved_with_a_page(attribute: str) -> None:
    root = f'<x-box><template {attribute}="open"><h2>Second</h2><p>{TEXT}</p></template></x-box>'
    page = PAGE.replace("</article>", f"{root}</article>")
    article = read_article_bytes(page.encode(), "rest.html")
    assert [section.heading for section in article.sections] == ["Rest for backs", "Second"]


def test_a_heading_in_an_anchor_that_was_left_open_stays_in_the_text() -> None:
    # a browser that parses <a id="x"/> as HTML opens the anchor again in each of the next blocks
    heading = (
        "<div class=titlepage><div><h2><a id=walks>1. <code>Walks</code></a></h2><a id=walks></a>"
        f"</div><a id=walks></a></div><p><a id=walks>{TEXT}</a><a href='/w'>Walks</a>.</p>"
    )
    page = f"<html><body><h1>Rest for backs</h1><p>{TEXT}</p>{heading}<p>{TEXT}</p>"
    article = read_article_bytes(page.encode(), "rest.html")
    assert [section.anchor for section in article.sections][1:] == ["walks"]


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
        ("https://example.org/b", "http://127.0.0.1:8000/b.html", "https://example.org/b"),
        ("https://example.org/b", "http://desk.local/b", "https://example.org/b"),
        (None, "http://localhost/b", "http://localhost/b"),
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
