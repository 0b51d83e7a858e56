"""Bylines and lines of dates, as pages in many markups and languages show them."""

from __future__ import annotations

import pytest

from painsci_search.model import Article
from painsci_search.reading.bylines.byline import Byline, read_line
from painsci_search.reading.forms.html import read_page

PROSE = "Some people feel better after a pill that has nothing in it, and nobody is sure why. " * 5
ANN = ("Ann Aldo",)
BOTH = ("Ann Aldo", "Ben Berg")
META = "<meta name='{}' content='{}'>"


def read(top: str, head: str = "", lang: str = "en", below: str = "") -> Article:
    return read_page(
        f'<html lang="{lang}"><head><title>Pills and people</title>{head}</head><body>'
        f"<article><h1>Pills and people</h1>{top}<p>{PROSE}</p><p>{PROSE}</p>{below}</article>"
        "</body></html>",
        "pills.html",
    )


@pytest.mark.parametrize(
    ("line", "language", "expected"),
    [
        ("By Ann Aldo, May 5, 2021", "en", Byline(ANN, "2021-05-05")),
        ("A guest post by Ann Aldo", "en", Byline(ANN)),
        ("Guest article by Ann Aldo, May 5, 2021", "en", Byline(ANN, "2021-05-05")),
        ("Gastbeitrag von Ann Aldo", "de", Byline(ANN)),
        ("By Ann Aldo May 5, 2021", "en", Byline(ANN, "2021-05-05")),
        ("By Ann Aldo. Published 2021-05-05.", "en", Byline(ANN, "2021-05-05")),
        ("By Ann Aldo, MD. Published May 5, 2021", "en", Byline(ANN, "2021-05-05")),
        ("By Ann Aldo, Ben Berg. Last updated 2021-05-05", "en", Byline(BOTH, None, "2021-05-05")),
        ("Posted on May 5, 2021 by Ann Aldo", "en", Byline(ANN, "2021-05-05")),
        ("Von Ann Aldo und Ben Berg, 5. Mai 2021", "de", Byline(BOTH, "2021-05-05")),
        ("Par Ann Aldo, le 5 mai 2021 à 10h30", "fr", Byline(ANN, "2021-05-05")),
        ("Por Ann Aldo · 5 de mayo de 2021", "es", Byline(ANN, "2021-05-05")),
        ("di Ann Aldo - 5 maggio 2021", "it", Byline(ANN, "2021-05-05")),
        ("Door Ann Aldo | 5 mei 2021", "nl", Byline(ANN, "2021-05-05")),
        ("Av Ann Aldo 5 maj 2021", "sv", Byline(ANN, "2021-05-05")),
        ("Autor: Ann Aldo, 5 maja 2021", "pl", Byline(ANN, "2021-05-05")),
        ("Autorzy: dr Ann Aldo, lek. Ben Berg", "pl", Byline(BOTH)),
        ("Opublikowane przez Ann Aldo w dniu 5 maja 2021", "pl", Byline(ANN, "2021-05-05")),
        ("Dodane przez: Ann Aldo, 5 maja 2021", "pl", Byline(ANN, "2021-05-05")),
        (
            "Autor: Ann Aldo, data publikacji: 5 maja 2021, aktualizacja: 3 czerwca 2022",
            "pl",
            Byline(ANN, "2021-05-05", "2022-06-03"),
        ),
        ("Data dodania: 5 maja 2021", "pl", Byline((), "2021-05-05")),
        ("Vložil Ann Aldo, 5. května 2021", "cs", Byline(ANN, "2021-05-05")),
        ("Publikované: 5. mája 2021", "sk", Byline((), "2021-05-05")),
        ("Közzétéve: 2021. május 5.", "hu", Byline((), "2021-05-05")),
        ("Publicat: 5 mai 2021", "ro", Byline((), "2021-05-05")),
        ("Опубліковано: 5 травня 2021", "uk", Byline((), "2021-05-05")),
        ("Auteure : Ann Aldo", "fr", Byline(ANN)),
        ("作者：李明 2021年5月5日", "zh", Byline(("李明",), "2021-05-05")),
        ("作者：李明 发布时间：2021年5月5日", "zh", Byline(("李明",), "2021-05-05")),
        ("著者：見本花子　公開日：2021年5月5日", "ja", Byline(("見本花子",), "2021-05-05")),
        ("取材・文＝見本花子 2021年5月5日", "ja", Byline(("見本花子",), "2021-05-05")),
        ("文・見本花子（見本大学、講師）", "ja", Byline(("見本花子",))),
        ("글 홍길동 기자 입력 2021.05.05", "ko", Byline(("홍길동",), "2021-05-05")),
        ("홍길동 기자", "ko", Byline(("홍길동",))),
        ("Text: Ann Aldo", "de", Byline(ANN)),
        ("5 May 2021 · 3 min read", "en", Byline((), "2021-05-05")),
        ("Updated 5 May 2021", "en", Byline((), None, "2021-05-05")),
        ("Zuletzt aktualisiert am 5. Mai 2021", "de", Byline((), None, "2021-05-05")),
        ("Mis à jour le 5 mai 2021", "fr", Byline((), None, "2021-05-05")),
        (
            "Published May 5, 2021 | Updated June 3, 2022",
            "en",
            Byline((), "2021-05-05", "2022-06-03"),
        ),
        ("By Ann Aldo, MD, PhD, and Ben Berg, DPT", "en", Byline(BOTH)),
    ],
)
def test_a_line_of_names_and_dates_is_read(line: str, language: str, expected: Byline) -> None:
    assert read_line(line, language) == expected


@pytest.mark.parametrize(
    "line",
    [
        "By the end of May 2021 nobody was sure.",
        "By then the nurse was asked",
        "Necks hurt more in May 2021 than before.",
        "Sore necks",
        "Registered: 5 May 2021",
        "© 2021 Ann Aldo",
        "",
        "文・理系の選び方",
        "많은 기자 회견",
    ],
)
def test_another_line_is_no_byline(line: str) -> None:
    assert read_line(line, "en") is None


@pytest.mark.parametrize(
    "top",
    [
        "<p>By Ann Aldo and Ben Berg</p>",
        "<p>By <a href='/x'>Ann Aldo</a> and <a href='/y'>Ben Berg</a> in <a>Pills</a></p>",
        "<p>By <a rel='author' href='/x'>Ann Aldo</a> and Ben Berg</p>",
        "<div>By<span>Ann Aldo</span> &amp; <span>Ben Berg</span></div>",
        "<div><span>Written by</span></div><div>Ann Aldo, Ben Berg</div>",
        "<ul class='authors'><li>Ann Aldo</li><li>Ben Berg</li></ul>",
        "<div class='post-author'><a href='/a'>Ann Aldo</a>, <a href='/b'>Ben Berg</a></div>",
        "<p><a rel='author' href='/a'>Ann Aldo</a> and <a rel='author' href='/b'>Ben Berg</a></p>",
        (
            "<p><span itemprop='author creator'><b itemprop='name'>Ann Aldo</b></span> "
            "<span itemprop='author'><b itemprop='name'>Ben Berg</b></span></p>"
        ),
        "<p><i property='schema:author'>Ann Aldo</i>, <i property='author'>Ben Berg</i></p>",
        "<address>By Ann Aldo and Ben Berg</address>",
        "<p class='authors'>Ann Aldo<sup>1</sup>, Ben Berg<sup>2*</sup></p><p>1 Somewhere</p>",
        "<p>Ann Aldo, MD, PhD, and Ben Berg, DPT</p><p>University of Somewhere</p>",
        "<dl><dt>Authors</dt><dd>Ann Aldo, Ben Berg</dd></dl>",
        "<p><a href='/authors/ann-aldo'>Ann Aldo</a>, <a href='/authors/ben'>Ben Berg</a></p>",
        (
            "<div><button><b class='given-name'>Ann</b> <b class='text surname'>Aldo</b></button>"
            "<button><b class='surname'>Berg</b>, <b class='given-names'>Ben</b></button></div>"
        ),
    ],
)
def test_authors_are_found_in_what_readers_see(top: str) -> None:
    assert read(top).authors == BOTH
    more = "<div class='comments'><p class='comment-author'>By Cy Dahl</p></div>"
    assert read(top, below=more).authors == BOTH


@pytest.mark.parametrize(
    "head",
    [
        META.format("citation_author", "Aldo, Ann") + META.format("citation_author", "Berg, Ben"),
        "<meta name='DC.creator' content='Aldo, Ann; Berg, Ben'>",
        "<meta name='article:author' content='Ann Aldo, Ben Berg'>",
        META.format("parsely-author", "Ann Aldo") + META.format("parsely-author", "Ben Berg"),
        "<meta name='sailthru.author' content='By Ann Aldo and Ben Berg'>",
        (
            '<script type="application/ld+json">{"@type": "BlogPosting", "author": ["Ann Aldo", '
            '{"@type": "Person", "name": "Ben Berg"}],}</script>'
        ),
        (
            '<script type="application/ld+json">[{"@graph": [{"@type": "Article", "author": '
            '[{"@id": "#a"}, {"@id": "#b"}], "headline": "X"}, {"@id": "#a", "name": "Ann Aldo"},'
            ' {"@id": "#b", "name": "Ben\n Berg"}]}]</script>'
        ),
    ],
)
def test_authors_are_found_in_each_vocabulary(head: str) -> None:
    assert read("<p>By Cy Dahl</p>", head).authors == BOTH


def test_a_byline_counts_before_a_meta_element_that_sites_fill_in_once() -> None:
    head = META.format("author", "Cy Dahl")
    assert read("<p>By Ann Aldo and Ben Berg</p>", head).authors == BOTH
    assert read("", head).authors == ("Cy Dahl",)


def test_a_byline_with_more_authors_completes_those_of_programs() -> None:
    head = '<script type="application/ld+json">{"@type": "Article", "author": "%s"}</script>'
    assert read("<p>By Ann Aldo, Ben Berg</p>", head % "Ben Berg").authors == BOTH
    assert read("<p>By Ann Aldo, Ben Berg</p>", head % "Cy Dahl").authors == ("Cy Dahl",)


def test_the_byline_at_the_title_counts_before_authors_of_other_texts() -> None:
    below = "<section><a rel='author' href='/c'>Cy Dahl</a></section>"
    assert read("<p>By Ann Aldo and Ben Berg</p>", below=below).authors == BOTH


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Aldo Staff Writer", ANN),
        ("By Ann Aldo, Senior Health Editor", ANN),
        ("By Ann Aldo for Necks Daily", ANN),
        ("By Ann Aldo, Somewhere Times, Elsewhere", ANN),
        ("Von Ann Aldo und Ben Berg, Neustadt", BOTH),
        ("Geschrieben von Ann Aldo am 5. Mai 2021", ANN),
        ("Автор: Анна Альдо", ("Анна Альдо",)),
        ("By Alliance for Sore Necks", ("Alliance for Sore Necks",)),
        ("By The Institute for Sore Necks", ()),
        ("Of Mice and Men", ()),
        ("Von Katzen und Hunden", ()),
        ("Posted by Ann under Beds", ("Ann",)),
        ("<b>Autor</b> <a href='/m'>ann aldo</a>", ("ann aldo",)),
    ],
)
def test_tails_of_bylines_are_no_names(line: str, names: tuple[str, ...]) -> None:
    assert read(f"<p>{line}</p>").authors == names


@pytest.mark.parametrize(
    "top",
    [
        "<p>Ann Aldo</p><p>5 May 2021</p>",
        "<p>5 May 2021</p><p>Ann Aldo</p>",
        "<p>5 May 2021, Ann Aldo</p>",
        "<p>Ann Aldo | 5 May 2021</p>",
        "<p>Ann Aldo · 4 min read</p><p>5 May 2021</p>",
        "<p><a href='/autori/ann-aldo'>Ann Aldo</a> • 5 May 2021</p>",
    ],
)
def test_a_name_beside_a_date_is_the_author(top: str) -> None:
    assert read(top).authors == ANN


@pytest.mark.parametrize(
    "top",
    [
        "<p>Pill News</p><p>5 May 2021</p>",  # "pill" is a word of the text
        "<p>Port Aldo, 5 May 2021</p><p>It began in Port Aldo, where it rains.</p>",
        "<p><a href='/topics/ann-aldo'>Ann Aldo</a> • 5 May 2021</p>",
        "<p>Ann Aldo</p><p>A long way from here</p><p>5 May 2021</p>",
        "<p>Media Installation, 2007</p>",
        "<p>Health</p><p>5 May 2021</p>",
    ],
)
def test_another_line_beside_a_date_names_no_author(top: str) -> None:
    assert read(top).authors == ()


def test_a_place_or_a_body_beside_the_linked_name_is_no_author() -> None:
    link = "<a href='/authors/ann'>Ann Aldo</a>"
    for beside in (", New York", ", Staff Writer", ", University of York and Leeds"):
        assert read(f"<p>By {link}{beside}</p>").authors == ANN


def test_parts_of_names_below_the_next_heading_or_of_a_form_name_no_author() -> None:
    name = "<b class='first-name'>Ann</b> <b class='last-name'>Aldo</b>"
    assert read(name).authors == ANN
    assert read("", below=f"<h2>Writers</h2><p>{PROSE}</p><p>{name}</p>").authors == ()
    assert read(name.replace("b class", "label class")).authors == ()
    assert read("<b class='first-name'>Ann</b> <b>Aldo</b>").authors == ()


def test_a_byline_may_be_a_paragraph_of_the_text() -> None:
    below = f"<p>{PROSE}</p><p>Text: Ann Aldo</p><div><p>By Cy Dahl</p></div>"
    assert read("", below=below).authors == ANN
    assert read("", below="<div><p>By Cy Dahl</p></div>").authors == ()


def test_the_only_profile_of_the_page_is_that_of_the_author() -> None:
    box = "<section><h3>{0}</h3><a href='/author/{1}'>{0}</a> writes.</section>"
    ann = f"<hr>{'<i></i>' * 50}" + box.format("Ann Aldo", "ann-aldo")
    assert read("", below=ann).authors == ANN
    assert read("", below=ann + box.format("Cy Dahl", "cy")).authors == ()
    licence = "<a href='https://example.org/licenses/by/4.0/'>Creative Licence</a>"
    assert read("", below=licence).authors == ()


def test_a_side_box_is_none_if_it_has_most_of_the_text() -> None:
    page = (
        "<title>Pills and people</title><h1>Pills and people</h1><div class='{}'>"
        f"<p class='author'>Ann Aldo</p><p>{PROSE}</p></div>"
    )
    assert read_page(page.format("st-sidebar__main sidebar"), "pills.html").authors == ANN
    assert read_page(page.format("comments"), "pills.html").authors == ()
    other = f"<p>{PROSE * 3}</p>"
    assert read_page(page.format("sidebar") + other, "pills.html").authors == ()


@pytest.mark.parametrize("name", ["Beds Daily Redaktion", "Newsroom", "Redaktion", "Staff"])
def test_those_who_write_for_the_site_are_authors_only_without_others(name: str) -> None:
    head = META.format("og:site_name", "Beds Daily").replace("name", "property", 1)
    head += META.format("article:author", name)
    assert read("<p>By Ann Aldo</p>", head).authors == ANN
    assert read("", head).authors == (name,)


def test_the_name_of_the_site_is_an_author_only_where_there_is_no_other() -> None:
    names = ("author", "application-name")
    head = "".join(META.format(name, "Necks Daily") for name in names)
    assert read("<p>By Ann Aldo</p>", head).authors == ANN
    assert read("", head).authors == ("Necks Daily",)


def test_a_first_name_is_completed_by_a_later_source() -> None:
    assert read("<p>By Ann Aldo</p>", "<meta name='author' content='Ann'>").authors == ANN


def test_a_centred_line_below_a_centred_title_names_the_authors() -> None:
    def authors(line: str) -> tuple[str, ...]:
        top = f"<center><h1>Pills</h1></center><p align='center'><strong>{line}</strong></p>"
        return read_page(f"<html><body>{top}<p>{PROSE}</p></body></html>", "x.html").authors

    assert authors("Ann Aldo, Ben Berg") == BOTH
    assert authors("A study of many pills") == ()
    assert authors("Pills") == ()


def test_a_name_of_a_user_counts_only_where_no_full_name_is_shown() -> None:
    head = META.format("author", "aa1875")
    assert read("<p>By Ann Aldo</p>", head).authors == ANN
    assert read("", head).authors == ("aa1875",)


def test_the_window_names_the_site_whose_name_is_no_author() -> None:
    page = (
        "<html><head><title>Pills and people - Necks Daily</title>"
        "<meta name='author' content='Necks Daily'></head><body><h1>Pills and people</h1>"
        f"<p>By Ann Aldo</p><p>{PROSE}</p></body></html>"
    )
    assert read_page(page, "x.html").authors == ANN


def test_bylines_of_teasers_are_none_of_the_article() -> None:
    teasers = "".join(
        f"<div><div><h3><a>More</a></h3><p class='author'>{name} Aldo</p></div></div>"
        for name in ("Ann", "Ben", "Cy", "Dan")
    )
    assert read("", below=teasers).authors == ()


@pytest.mark.parametrize(
    "top",
    [
        "<div class='author-highlights'>Highlights</div>",
        "<div class='author-highlights'><h2>Highlights</h2></div>",
        "<p>By the way, pills differ.</p>",
    ],
)
def test_what_is_only_called_a_byline_is_none(top: str) -> None:
    assert read(top).authors == ()


@pytest.mark.parametrize(
    ("top", "lang"),
    [
        ("<p>5. Mai 2021</p>", "de"),
        ("<p>Stand: 05.05.2021</p>", "de"),
        ("<div>Somewhere, 5 May 2021</div>", "en"),
        ("<div><span>Necks</span> • <span>05/05/2021</span></div>", "fr"),
        ("<p>Pills and more, 5 de mayo de 2021, 10:30</p>", "es"),
        ("<div class='meta__date'>2021年5月5日 10:30</div>", "ja"),
        ("<p><time datetime='2021-05-05T10:00'>yesterday</time></p>", "en"),
        ("<p><abbr class='published' title='2021-05-05'>Wednesday</abbr></p>", "en"),
        (
            "<p>Somewhere, 5 May 2021 – The pills differ, as was said in the town on that day.</p>",
            "en",
        ),
        ("<h2>Why pills differ from other pills.</h2><p>Published: 5 May 2021</p>", "en"),
    ],
)
def test_a_date_at_the_title_is_that_of_publication(top: str, lang: str) -> None:
    article = read(top, lang=lang)
    assert (article.published, article.updated) == ("2021-05-05", None)


def test_a_date_above_the_title_counts_and_the_masthead_does_not() -> None:
    page = (
        "<html lang='en'><body><div id='top'><span>Friday, 6 May 2022</span></div><main><div>"
        f"<div><span>5 May 2021</span></div><h1>Pills</h1></div><p>{PROSE}</p></main></body></html>"
    )
    assert read_page(page, "x.html").published == "2021-05-05"


@pytest.mark.parametrize(
    "below",
    [
        "<footer>© 2021 Necks Daily, 5 May 2021</footer>",
        "<div class='comments'><p class='date'>5 May 2021</p></div>",
        "<div class='related'><time datetime='2021-05-05'>5 May</time></div>",
    ],
)
def test_the_date_of_something_else_is_not_that_of_the_article(below: str) -> None:
    assert read("", below=below).published is None


def test_a_later_source_completes_the_date_of_an_earlier_one() -> None:
    head = "<meta name='citation_publication_date' content='2021'>"
    assert read("<p>5 May 2021</p>", head).published == "2021-05-05"
    assert read("<p>5 May 2022</p>", head).published == "2021"
    slashes = "<meta name='date' content='05/06/2021 12:43:42'>"
    assert read("<p>5.6.2021</p>", slashes, lang="de").published == "2021-06-05"


def test_a_day_without_a_year_is_of_the_year_of_the_metadata() -> None:
    head = "<meta name='citation_publication_date' content='2021'>"
    article = read("<p>By Ann Aldo, May 5</p>", head)
    assert (article.authors, article.published) == (ANN, "2021-05-05")
    assert read("<p>By Ann Aldo, May 5</p>").published is None


def test_a_label_may_be_in_a_line_of_its_own() -> None:
    top = "<dl><dt>Published</dt><dd>5 May 2021</dd><dt>Updated</dt><dd>6 May 2022</dd></dl>"
    article = read(top)
    assert (article.published, article.updated) == ("2021-05-05", "2022-05-06")


def test_the_heading_of_a_biography_names_the_author() -> None:
    below = "<div class='author-box'><h3>About Ann Aldo</h3><p>She is a nurse.</p></div>"
    assert read("", below=below).authors == ANN


def test_the_date_in_the_address_is_the_last_resort() -> None:
    link = "<link rel='canonical' href='https://example.org/2021/05/05/pills'>"
    assert read("", link).published == "2021-05-05"
    assert read("<p>6 May 2021</p>", link).published == "2021-05-06"


def test_missing_metadata_is_warned_of() -> None:
    assert read("").warnings == ("no authors", "no date")
    assert read("<p>By Ann Aldo, 5 May 2021</p>").warnings == ()


def test_a_line_of_a_name_with_its_title_is_a_byline() -> None:
    assert read("<p>Dott.ssa Ann Aldo</p>").authors == ("Dott.ssa Ann Aldo",)


def test_who_reviewed_a_text_is_not_its_author() -> None:
    assert read("<div class='byline'>Medically reviewed by Ann Aldo, MD</div>").authors == ()


CREATOR = "<span class='ltx_creator ltx_role_author'>{}</span>"


@pytest.mark.parametrize(
    "names",
    [
        (
            "<span class='ltx_personname'>Ann Aldo<br>Department of Pills, Nowhere</span>|"
            "<span class='ltx_personname'>Ben Berg<br>Pill House</span><span>Now elsewhere</span>"
        ),
        "<span class='ltx_personname'>Ann Aldo<sup>1</sup> &amp; Ben Berg<br>Nowhere</span>",
        (
            "<span class='ltx_personname'>Ann Aldo</span><span>Institute of Pills, Nowhere</span>|"
            "<span class='ltx_personname'>Ben Berg</span>"
        ),
    ],
)
def test_the_body_below_a_name_in_its_element_is_no_part_of_it(names: str) -> None:
    creators = "".join(map(CREATOR.format, names.split("|")))
    assert read(f"<div class='ltx_authors'>{creators}</div>").authors == BOTH


def test_names_with_initials_are_completed_by_those_that_the_page_shows() -> None:
    head = META.format("citation_authors", "Aldo A;van Berg BC;Dahl D;")
    shown = "<div><i>Ann Aldo</i><i>Ben Carl van Berg</i><i>Dan Dahl</i><i>Dora Dahl</i></div>"
    assert read(shown, head).authors == ("Ann Aldo", "Ben Carl van Berg", "Dahl D")


def test_a_label_in_the_metadata_announces_the_name() -> None:
    head = META.format("twitter:label1", "{}") + META.format("twitter:data1", "Ann Aldo")
    head += META.format("twitter:label2", "{}") + META.format("twitter:data2", "3 minutes")
    assert read("", head.format("Written by", "Est. reading time")).authors == ANN
    assert read("", head.format("Verfasst von", "Geschätzte Lesezeit")).authors == ANN
    assert read("", head.format("Filed under", "Time")).authors == ()
    assert read("<p>By Ben Berg</p>", head.format("Written by", "Time")).authors == ("Ben Berg",)


def test_a_role_in_the_software_of_a_site_is_nobody() -> None:
    assert read("", META.format("author", "admin")).authors == ()


def test_a_place_beside_the_name_of_the_site_is_no_author() -> None:
    head = META.format("author", "Necks Daily, Aldoton, Nowhere")
    head += META.format("application-name", "Necks Daily")
    assert read("<p class='author'>Ann Aldo</p>", head).authors == ANN


def test_a_name_in_a_list_of_other_articles_is_no_author() -> None:
    items = "".join(
        f"<li><a href='/{name}'>More about pills</a><i class='list-author'>by {name} Aldo</i></li>"
        for name in ("Ann", "Ben", "Cy", "Dan")
    )
    assert read("", below=f"<ul>{items}</ul>").authors == ()


def test_a_link_to_an_account_or_of_a_quotation_is_no_author() -> None:
    assert read("<p><a href='/user/register'>Register</a></p>").authors == ()
    quoted = "<blockquote>Pills help.<br><a href='/author/ann'>Ann Aldo, CEO</a></blockquote>"
    assert read(quoted).authors == ()


def test_a_date_after_those_who_wrote_and_checked_a_text_is_its_own() -> None:
    line = "Medically reviewed by {}, MD — Written by Ben Berg, Cy Dahl and Dan Elm — {}"
    names = "Ann Aldo, Anders Aldo and Annika Maria Aldo"
    page = read(f"<p>{line.format(names, 'Updated on March 3, 2020')}</p>")
    assert (page.authors, page.published, page.updated) == (
        ("Ben Berg", "Cy Dahl", "Dan Elm"),
        None,
        "2020-03-03",
    )
    other = "By the end of it all we had seen most of the people who had ever been there, and on "
    assert read(f"<p>{other}5 May 2021 we left.</p>").published is None


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("Medically reviewed by Ben Berg, MD — By Ann Aldo on March 3, 2020", "2020-03-03", None),
        ("Reviewed by Ben Berg | By Ann Aldo | Published March 3, 2020", "2020-03-03", None),
        ("Reviewed by Ben Berg | By Ann Aldo | Updated March 3, 2020", None, "2020-03-03"),
        ("By Ann Aldo | Reviewed by Ben Berg on March 3, 2020", None, "2020-03-03"),
        ("By Ann Aldo Updated on March 3, 2020 Reviewed by Ben Berg", None, "2020-03-03"),
        ("By Ann Aldo Published March 3, 2020", "2020-03-03", None),
        ("By Ann Aldo Last updated on March 3, 2020", None, "2020-03-03"),
        ("Ann Aldo Last updated on March 3, 2020", None, "2020-03-03"),
        (
            "Reviewed by Ben Berg, MD on March 3, 2020 — By Ann Aldo on May 5, 2021",
            "2021-05-05",
            "2020-03-03",
        ),
        (
            "By Ann Aldo on May 5, 2021 — Reviewed by Ben Berg, MD on March 3, 2022",
            "2021-05-05",
            "2022-03-03",
        ),
        ("Updated March 3, 2020 Reviewed by Ben Berg, MD Written by Ann Aldo", None, "2020-03-03"),
    ],
)
def test_a_date_is_of_the_words_beside_it(
    line: str, published: str | None, updated: str | None
) -> None:
    page = read(f"<p>{line}</p>")
    assert (page.authors, page.published, page.updated) == (("Ann Aldo",), published, updated)


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the beds had gone.",
        "By Monday the beds had gone away. Nobody knew where they went, or why.",
        "By Sham Therapy we mean warm beds in turn.",
        "Von Montag an waren alle Betten leer.",
    ],
)
def test_a_sentence_that_begins_with_by_names_no_author(line: str) -> None:
    assert read(f"<p>{line}</p>").authors == ()


@pytest.mark.parametrize("line", ["By Ann Aldo health reporter", "By Ann Aldo for the Bed Times."])
def test_the_post_of_an_author_may_follow_the_name(line: str) -> None:
    assert read(f"<p>{line}</p>").authors == ("Ann Aldo",)


@pytest.mark.parametrize(
    "line",
    [
        "Received: 3 May 2020 / Accepted: 4 June 2020 / Published: 9 July 2020",
        "Submitted on 3 May 2020; accepted 4 June 2020; first published 9 July 2020.",
        "Eingegangen: 3. Mai 2020, Angenommen: 4. Juni 2020, Veröffentlicht: 9. Juli 2020",
    ],
)
def test_the_day_on_which_a_journal_received_an_article_is_not_its_date(line: str) -> None:
    language = "de" if line.startswith("Ein") else "en"
    article = read(f"<p>{line}</p>", lang=language)
    assert (article.published, article.updated) == ("2020-07-09", None)


def test_a_post_is_of_the_day_on_which_it_was_submitted() -> None:
    assert read("<p>Submitted by Ann Aldo on 3 May 2020</p>").published == "2020-05-03"


@pytest.mark.parametrize("label", ["Autor", "Author:", "Verfasserin"])
def test_a_label_and_the_name_below_it_are_no_text(label: str) -> None:
    fields = f"<div><div>{label}</div><div>Ann Aldo</div></div>"
    article = read(f"<div>Published: May 5, 2021</div>{fields}")
    assert article.authors == ANN
    assert article.sections[0].text.startswith("Some people")


@pytest.mark.parametrize("below", ["Some do.", "What is in a pill", "a pill"])
def test_a_label_above_other_words_is_text(below: str) -> None:
    article = read(f"<div>Author</div><div>{below}</div>")
    assert article.sections[0].text.startswith(f"Author\n\n{below}\n\nSome people")


@pytest.mark.parametrize(
    "lines",
    [
        "<ul><li>Ann Aldo</li><li>May 5, 2021</li><li>4 min read</li></ul>",
        "<p>Ann Aldo, MD</p><p>Updated: May 5, 2021</p>",
        "<p><a href='/ann'>Ann Aldo</a> and Ben Berg</p>",
        "<p>Ann Aldo<sup>1</sup>, Ben Berg<sup>1,2</sup></p>",
        "<p>Ann Aldo<sup>1,2</sup>*, Ben Berg<sup>2</sup></p>",
        "<p>Ann Aldo¹ and Ben Berg²</p>",
    ],
)
def test_the_names_of_known_authors_at_the_start_are_no_text(lines: str) -> None:
    known = META.format("author", "Ann Aldo") + META.format("author", "Ben Berg")
    page = read(f"<div>{lines}</div>", known)
    assert page.sections[0].text.startswith("Some people")


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ann Aldo, University of Beds", ANN),
        ("By Ann Aldo, MD, University of Beds, and Ben Berg, PhD, Hospital of Beds", BOTH),
        ("By Institute of Beds", ("Institute of Beds",)),
        ("By Ann School, Ben Berg", ("Ann School", "Ben Berg")),
    ],
)
def test_the_body_at_which_an_author_works_is_no_author(
    line: str, authors: tuple[str, ...]
) -> None:
    assert read(f"<p>{line}</p>").authors == authors


def test_authors_may_have_an_element_each_without_a_comma_between() -> None:
    author = "<span class='wrapper'>{}<sup>1,2*</sup></span> "
    block = "<div class='authors'>" + author.format("Ann Aldo") + author.format("Ben Berg")
    assert read(f"{block}</div>").authors == BOTH
    post = "<span class='name'>Ann Aldo</span><span class='post'>Bed Maker</span>"
    assert read(f"<div class='author'>{post}</div>").authors == ANN


def test_another_name_at_the_start_is_text() -> None:
    page = read("<div><p>Cy Dahl</p></div>", META.format("author", "Ann Aldo"))
    assert page.sections[0].text.startswith("Cy Dahl")
