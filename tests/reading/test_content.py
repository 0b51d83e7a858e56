"""Which parts of a page are the article: by structure, whatever names and languages a page uses."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from painsci_search.reading import read_article_bytes, reading_of
from painsci_search.reading.content import Content
from painsci_search.reading.content.measure import Measure
from painsci_search.reading.dom.nodes import Tag
from painsci_search.reading.dom.parse import parse_html
from painsci_search.reading.dom.tree import PageTree
from painsci_search.reading.notes import find_notes

# A paragraph of prose, and a short sentence.
LONG = (
    "Warmth was put on the stiff shoulder for a quarter of an hour each evening, and the reach of "
    "the arm was measured with a tape before breakfast. Most people could reach further after a "
    "month, whether the pack had been warm or only lukewarm."
)
SHORT = "The pack weighed one pound."


def page(body: str, title: str = "Warm packs", head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def article(*parts: str) -> str:
    return page(f"<article><h1>Warm packs</h1>{''.join(parts)}</article>")


def words_of(html: str) -> str:
    read = read_article_bytes(html.encode(), "page.html")
    parts = [f"{section.heading}\n{section.text}" for section in read.sections]
    return "\n".join([read.subtitle or "", *parts, *(note.text for note in read.notes)])


def paragraphs(*names: str) -> str:
    return "".join(f"<p>{LONG} {name}.</p>" for name in names)


KEPT = {
    "an abstract in the header": article(
        "<header><p>By Ada Ember</p><section><h2>Summary</h2>",
        f"<p>{LONG} Wanted.</p></section></header>",
        paragraphs("One", "Two", "Three"),
    ),
    "a standfirst in the header": article(
        f"<header><p class='intro'>{LONG} Wanted.</p></header>", paragraphs("One", "Two")
    ),
    "a standfirst below a title outside the article's element": page(
        f"<div><h1>Warm packs</h1><p>{LONG} Wanted.</p></div>"
        f"<main><article>{paragraphs('One', 'Two')}</article></main>"
    ),
    "a lead in a block before the largest": page(
        f"<h1>Warm packs</h1><div class='box'><p>{LONG} Wanted.</p></div>"
        f"<div class='rest'>{paragraphs(*map(str, range(18)))}</div>"
    ),
    "a section of the same make after the largest": page(
        f"<div><h1>Warm packs</h1><div class='part'><h2>Long</h2>{paragraphs(*map(str, range(18)))}"
        f"</div><div class='part'><h2>Last</h2><p>{LONG} Wanted.</p></div></div>"
    ),
    "the start of a text before its paid part": page(
        f"<div><h1>Warm packs</h1><div><p>{LONG} Wanted.</p>"
        f"<div class='paid'>{paragraphs(*map(str, range(18)))}</div></div></div>"
    ),
    "text that a script unhides": page(
        f"<div>x</div><div style='display: none'><h1>Warm packs</h1>{paragraphs('Wanted')}</div>"
    ),
    "a closed tab": article(
        paragraphs("One", "Two"),
        f"<section role='tabpanel' hidden><p>{LONG} Wanted.</p></section>",
    ),
    "a closed panel that a heading opens": article(
        paragraphs("One", "Two"),
        "<h3><button aria-expanded='false' aria-controls='a'>For how long?</button></h3>",
        f"<div id='a' style='display:none'><p>{LONG} Wanted.</p></div>",
    ),
    "an answer in details": article(
        paragraphs("One"),
        f"<details><summary>For how long?</summary><p>{SHORT} Wanted.</p></details>",
    ),
    "a heading that is a button": article(
        paragraphs("One"), f"<h2><button>Wanted</button></h2><p>{SHORT}</p>"
    ),
    "a question that is a button": article(
        paragraphs("One"), f"<div><button>Is it Wanted?</button><div><p>{SHORT}</p></div></div>"
    ),
    "a word that is a button": article(
        f"<p>Such a pack is called <button>Wanted</button> by those who sell it. {LONG}</p>"
    ),
    "a short aside": article(paragraphs("One", "Two"), f"<aside>{SHORT} Wanted.</aside>"),
    "an item in a block of a page builder": article(
        paragraphs("One"), "<div class='x-widget'><ul><li>This is Wanted.</li></ul></div>"
    ),
    "a block called contents": article(
        paragraphs("One"), "<div class='chapter-contents'><p>This is Wanted.</p></div>"
    ),
    "a section whose id is its heading": article(
        paragraphs("One", "Two", "Three"),
        f"<div id='sharing-the-pack'><h2>Sharing the pack</h2><p>{SHORT} Wanted.</p></div>",
    ),
    "a text with a class of its column": page(
        f"<h1>Warm packs</h1><div class='post-body with-sidebar'>{paragraphs('Wanted')}</div>"
    ),
    "a text in a block called after sharing": page(
        f"<h1>Warm packs</h1><div class='sharingContainer'>{paragraphs('Wanted', 'Two')}</div>"
        f"<div class='else'><p>{LONG}</p></div>"
    ),
    "a saying shown once": article(
        paragraphs("One", "Two"), "<aside class='pullQuote'><p>Warm is Wanted.</p></aside>"
    ),
    "a list of links that prose leads in": article(
        f"<p>{LONG} These places have packs:</p>",
        "<ul><li><a href='/a'>Wanted</a></li><li><a href='/b'>Another</a></li></ul>",
        paragraphs("One"),
    ),
    "a list of links to other sites": article(
        paragraphs("One"),
        "<h2>Links</h2><ul><li><a href='https://a.example/'>Wanted</a></li></ul>",
    ),
    "a list of links to the site, with text after it": article(
        paragraphs("One"),
        "<h2>See also</h2><ul>",
        *(f"<li><a href='/{name}'>Wanted {name}</a></li>" for name in ("one", "two", "three")),
        f"</ul><h2>History</h2><p>{LONG}</p>",
    ),
    "paragraphs of links in a list": article(
        paragraphs("One"),
        "<div class='list'><ul>",
        *(
            f"<li><p><a href='https://{name}.example'>Wanted everywhere</a></p></li>"
            for name in "abc"
        ),
        "</ul></div>",
    ),
    "a sentence of links": article(
        paragraphs("One"), "<p>See <a href='/a'>Wanted packs of wool and other stuffs</a>.</p>"
    ),
    "the back of an article with its notes": article(
        f"<p>{LONG}<sup><a href='#n1' id='r1'>1</a></sup></p>",
        f"<div class='article-footer'><h2>Money</h2><p>{SHORT} Wanted.</p>",
        "<h2>Notes</h2><ol><li id='n1'>A note. <a href='#r1'>^</a></li></ol></div>",
    ),
    "a short standfirst in the header": article(
        "<header><p>By Ada Ember</p><p>Warmth is Wanted.</p></header>", paragraphs("One", "Two")
    ),
    "a panel after its button": article(
        paragraphs("One"),
        "<div><button aria-expanded='false'>For how long?</button>",
        f"<div hidden><p>{LONG} Wanted.</p></div></div>",
    ),
    "a box at the side with a warning": article(
        paragraphs("One"), "<div class='sidebar warning'><p>Wanted: no heat</p></div>"
    ),
    "an author without a link": article("<p class='author'>Wanted</p>", paragraphs("One")),
    "an article of links alone": page(
        "<article><h1>Warm packs</h1><p><a href='/a'>Wanted</a></p>"
        "<p><a href='/b'>More</a></p></article>"
    ),
    "paragraphs between headings that link elsewhere": article(
        paragraphs("One"),
        *(
            f"<h4><a href='/{number}'>Another story</a></h4><p>{LONG} Wanted.</p>"
            for number in range(3)
        ),
    ),
    "a shadow root": page(
        f"<x-text><template shadowrootmode='open'><h1>Warm packs</h1><p>{LONG} Wanted.</p>"
        "</template></x-text>"
    ),
    "a text for browsers without scripts": page(
        f"<noscript><h1>Warm packs</h1>{paragraphs('One', 'Wanted')}</noscript>"
    ),
    "the last heading of a page": article(paragraphs("One"), "<h2>Wanted</h2>"),
    "a heading in a wrapper with its edit link": article(
        paragraphs("One"),
        f"<div><h2 id='w'>Wanted</h2><span>[<a href='/edit'>edit</a>]</span></div><p>{LONG}</p>",
    ),
    "a section called Discussion by its class": article(
        paragraphs("One"),
        f"<div class='section discussion'><h2>Discussion</h2><p>{LONG} Wanted.</p></div>",
    ),
    "a section with a heading as of related articles": article(
        paragraphs("One"), f"<h2>More on packs</h2><p>{LONG} {LONG} Wanted.</p>", paragraphs("Two")
    ),
    "a link in a line above the title that is more than links": page(
        f"<article><div>Wanted: <a href='/a'>Wool</a><h1>Warm packs</h1></div>"
        f"{paragraphs('One', 'Two')}</article>"
    ),
    "a number of views in the text": article(
        paragraphs("One"), "<p>It had 12 views. Wanted.</p>", "<p>12 views</p>", paragraphs("Two")
    ),
    "Japanese paragraphs after a title": page(
        "<div><h1>温かいパック</h1><p>肩が固くなった人たちに、毎晩十五分ずつ"
        "温かいパックを当ててもらい、腕の届く距離を朝食の前に測った。Wanted。</p></div>"
        "<div class='menu'><a href='/a'>ほか</a></div>",
        "温かいパック",
    ),
}

LEFT_OUT = {
    "related articles in French": article(
        paragraphs("One", "Two"), "<h2>À lire aussi</h2><ul><li><a href='/a'>Unwanted</a></li></ul>"
    ),
    "a related article in Polish": article(
        paragraphs("One"), "<h3>Czytaj także</h3><p><a href='/a'>Unwanted</a></p>", "<hr>"
    ),
    "similar articles of a library of abstracts, by their name": article(
        paragraphs("One", "Two"),
        "<div class='similar-articles'><h2>Elsewhere</h2><ul><li><a href='/2/'>Unwanted packs.</a>"
        "<span>Quill A, Marsh R.</span> <span>J Wool. 2016;3:4.</span></li></ul></div>"
        "<div class='citedby-articles'><h2>Later</h2><ul><li><a href='/3/'>Unwanted wool.</a>"
        "<span>Lind B.</span> <span>J Wool. 2017;4:5.</span></li></ul></div>",
    ),
    "articles that cite it, by their heading": article(
        paragraphs("One", "Two"),
        "<h2>Cited by</h2><p><a href='/3/'>Unwanted wool.</a> Lind B. J Wool. 2017;4:5.</p>",
    ),
    "similar articles, by their heading": article(
        paragraphs("One", "Two"),
        "<h2>Similar articles</h2><p><a href='/3/'>Unwanted wool.</a> Lind B. J Wool. 2017.</p>",
    ),
    "the heading of related articles": article(
        paragraphs("One"), "<h2>Unwanted</h2><div><ul><li><a href='/a'>Un</a></li></ul></div>"
    ),
    "a link to another article between paragraphs": article(
        paragraphs("One"),
        "<p>LEE TAMBIÉN: <a href='/a'>An Unwanted story of some length</a></p>",
        paragraphs("Two"),
    ),
    "teasers with summaries": article(
        paragraphs("One"),
        *(
            f"<div class='c{number}'><b><a href='/{number}'>Unwanted</a></b><p>{LONG}</p></div>"
            for number in range(3)
        ),
    ),
    "a teaser with a linked heading": article(
        paragraphs("One"), f"<section><h3><a href='/a'>Unwanted</a></h3><p>{LONG}</p></section>"
    ),
    "jumps to sections": article(
        "<h2 id='a'>One</h2><div><h3>Unwanted</h3><ul><li><a href='#a'>One</a></li>"
        "<li><a href='#b'>Two</a></li></ul></div>",
        paragraphs("One"),
        f"<h2 id='b'>Two</h2><p>{LONG}</p>",
    ),
    "a viewer of figures with the title": article(
        "<h2>Results</h2>",
        paragraphs("One"),
        "<div><h1>Warm packs</h1><h6>DOI:</h6><p>Unwanted</p></div>",
        paragraphs("Two"),
    ),
    "labels of files": article(
        paragraphs("One"),
        "<div><p>Unwanted:</p><ul><li><a href='a.ppt'>PPT</a> <p>slide</p></li></ul>",
        "<p>Fig. 1. A.</p></div>",
    ),
    "a link to a larger picture": article(
        paragraphs("One"),
        "<figure><div><a href='a.png'>Unwanted</a></div>",
        "<figcaption>Fig. 1. A.</figcaption></figure>",
    ),
    "names in camel case": article(
        paragraphs("One", "Two"), "<div class='siteNavBar navBar'><ul><li>Unwanted</li></ul></div>"
    ),
    "details in camel case": article(
        paragraphs("One"),
        "<div class='entryMetadata'>It is Unwanted to say where this was filed.</div>",
    ),
    "comments that are longer than the article": page(
        f"<h1>Warm packs</h1><div>{paragraphs('One')}</div><div class='userComments'>"
        f"{''.join(f'<div><h4>Reader</h4><p>{LONG} Unwanted.</p></div>' for _ in range(30))}</div>"
    ),
    "German comments": page(
        f"<h1>Warm packs</h1><div>{paragraphs('One')}</div><div id='kommentare'>"
        f"{''.join(f'<div><p>{LONG} Unwanted.</p></div>' for _ in range(9))}</div>"
    ),
    "a share line": article(
        paragraphs("One"),
        "<ul><li>Unwanted</li><li><a href='https://a.example/'>Aye</a></li>"
        "<li><a href='https://b.example/'>Bee and</a></li><li><a href='https://c.example/'>Sea</a></li></ul>",
    ),
    "a kicker above the title": page(
        f"<article><div>Unwanted</div><h1>Warm packs</h1>{paragraphs('One')}</article>"
    ),
    "a footer with more prose than the article": page(
        f"<div><h1>Warm packs</h1><p>{LONG}</p></div>"
        f"<div class='page-footer'><p>{LONG} {LONG} Unwanted.</p></div>"
    ),
    "another article inside the list of related ones": page(
        f"<main><article><h1>Warm packs</h1>{paragraphs('One')}</article>"
        f"<article><h2>Unwanted</h2><p>{LONG} {LONG}</p></article></main>"
    ),
    "a request to turn scripts on": article(
        paragraphs("One"), "<noscript><p>Unwanted: turn scripts on.</p></noscript>"
    ),
    "tags with a label in German": article(
        paragraphs("One"), "<p>Schlagworte: <a href='/a'>Unwanted</a>, <a href='/b'>Be</a></p>"
    ),
    "a label and a link in bold": article(
        paragraphs("One"),
        "<p><b>Читайте также: <a href='/a'>Unwanted и другие</a></b></p>",
        paragraphs("Two"),
    ),
    "a copyright line": article(paragraphs("One"), "<p>© 2020 Unwanted Press</p>"),
    "a side column of text": page(
        f"<div class='c1'><h1>Warm packs</h1>{paragraphs(*map(str, range(18)))}</div>"
        f"<div class='c2'><h3>About</h3><p>{LONG} Unwanted.</p></div>"
    ),
    "similar articles in German, with summaries": article(
        paragraphs("One", "Two"),
        "<h2>Das könnte Sie auch interessieren</h2><p>Unwanted wool is sold by the pound.</p>",
    ),
    "similar articles in Japanese": article(
        paragraphs("One", "Two"), "<h2>関連記事</h2><p>Unwanted。</p>"
    ),
    "a request for comments in Spanish": article(
        paragraphs("One", "Two"), "<h2>Deja un comentario:</h2><p>Unwanted words go here.</p>"
    ),
    "the line of WordPress below an article": article(
        paragraphs("One", "Two"),
        "<div class='entry-utility'>This entry was posted in Unwanted and <a href='/w'>Wool</a>. "
        "Bookmark the <a href='/w'>permalink</a>, or do something else with it one day.</div>",
    ),
    "a link to a topic beside the title": page(
        "<article><div><a class='gh-article-tag' href='/tag/wool/'>Unwanted</a>"
        f"<h1>Warm packs</h1></div>{paragraphs('One', 'Two')}</article>"
    ),
    "numbers of likes above and below the text": article(
        "<div>12 Likes</div><div>1.2k views ∙ 3 Restacks</div>",
        paragraphs("One", "Two"),
        "<div>12 Likes</div>",
    ),
    "a label of a button": article(paragraphs("One"), "<div><button>Unwanted</button></div>"),
}


@pytest.mark.parametrize("html", KEPT.values(), ids=KEPT)
def test_text_of_the_article_is_kept(html: str) -> None:
    assert "Wanted" in words_of(html)


@pytest.mark.parametrize("html", LEFT_OUT.values(), ids=LEFT_OUT)
def test_furniture_of_the_page_is_left_out(html: str) -> None:
    words = words_of(html)
    assert re.search("Unwanted|Likes|Restacks", words) is None
    assert LONG[:40] in words


def test_a_saying_that_repeats_the_text_is_left_out() -> None:
    saying = f"<aside class='pull-quote'><p>{SHORT}</p></aside>"
    words = words_of(article(f"<p>{LONG} {SHORT} {LONG}</p>", saying, paragraphs("One")))
    assert words.count(SHORT) == 1


def test_the_rule_that_chose_the_body_is_among_the_decisions() -> None:
    reading = reading_of(article(paragraphs("One")).encode(), "page.html")
    body = next(decision for decision in reading.decisions if decision.part == "body")
    assert (body.rule, body.value) == ("the article around the title", "<article>")


def content_of(html: str) -> Content:
    tree = PageTree(parse_html(html, "page.html"))
    return Content(tree, tree.named("h1")[0], find_notes(tree))


BLOCKS = {
    "paragraphs": f"<p>{LONG}</p>",
    "lists of links": "<ul><li><a href='/a'>One</a></li><li><a href='/b'>Two</a></li></ul>",
    "teasers": f"<div><h3><a href='/a'>One</a></h3><p>{SHORT}</p></div>",
    "headings": "<h2>One</h2>",
    "nested blocks": "<div class='more'><div><div><p>One</p></div></div></div>",
    "sayings": f"<div class='pullquote'>{SHORT}</div>",
    "lines in one block": f"{LONG}:<ul><li><a href='/a'>One</a></li></ul>",
    "unclosed blocks": f"<div class='box'>{SHORT}",
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_the_choice_of_elements_takes_steps_in_proportion_to_the_page(
    block: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0
    for owner, name in [(Measure, "numbers"), (PageTree, "letters")]:
        original = getattr(owner, name)

        def count(self: object, tag: Tag, original: Callable[..., object] = original) -> object:
            nonlocal steps
            steps += 1
            return original(self, tag)

        monkeypatch.setattr(owner, name, count)

    def steps_of(copies: int) -> int:
        nonlocal steps
        steps = 0
        content_of(f"<h1>Warm packs</h1>{block * copies}")
        return steps

    assert steps_of(400) < 2.5 * steps_of(200)


def test_an_object_that_was_not_closed_does_not_hide_the_article() -> None:
    page = (
        "<article><h1>Cold</h1><p>Before the picture there is a paragraph.</p>"
        "<object data='a.svg'><p>A picture.</p><h2>After</h2><p>The article goes on here.</p>"
    )
    article = read_article_bytes(page.encode(), "cold.html")
    assert [section.heading for section in article.sections] == ["Cold", "After"]
    assert "goes on here" in article.sections[1].text


def test_what_an_object_shows_in_its_place_is_no_text() -> None:
    page = (
        "<article><h1>Cold</h1><p>Before.</p><object data='a.swf'>Get a plugin.</object></article>"
    )
    assert read_article_bytes(page.encode(), "cold.html").sections[0].text == "Before."


HIDDEN_BY_STYLE = {
    "a class": ".back { display: none }",
    "an element of a class": "p.back{visibility:hidden}",
    "one of a list": ".foot, .back { color: red; display:none !important; }",
    "an id": "#b1{display:none}",
    "on screens": "@media screen { .back { display: none } }",
    "shown earlier": ".back{display:block} .back{display:none}",
    "in capitals": "P.back { DISPLAY : None }",
    "after letters that are longer in lower case": "/* \u0130\u0130 */ .back{Display:NONE}",
    "shown earlier in capitals": "P.back{DISPLAY:BLOCK} p.back{Visibility:Hidden}",
    "after a comment": "/* .back{display:block} */ .back{display:none}",
}
SHOWN_BY_STYLE = {
    "in print alone": "@media print { .back { display: none } }",
    "on small screens": "@media (max-width: 600px) { .back { display: none } }",
    "shown later": ".back{display:none} .back{display:block}",
    "shown later in capitals": ".back{DISPLAY:NONE} P.back{DISPLAY:BLOCK}",
    "a class in other case": ".Back{display:none}",
    "shown by another class": ".back{display:none} .open .back{display:inline}",
    "shown on wide screens": ".back{display:none} @media (min-width:9px){.back{display:block}}",
    "within another element": ".menu .back{display:none}",
    "without a rule that hides": ".back{color:red}",
}


def with_back_link(style: str) -> str:
    note = "<p>Quill A. On warm packs. J Wool 2011;3:4-9.</p>"
    back = "<p class='small back' id='b1'><a href='#top'>Back to the text</a></p>"
    return page(
        f"<h1 id='top'>Packs</h1>{paragraphs('One', 'Two')}<p>So it was.<a href='#n1'>1</a></p>"
        f"<h2>Notes</h2><ol><li id='n1'>{note}{back}</li></ol>",
        head=f"<style>{style}</style>",
    )


@pytest.mark.parametrize("style", ["display: none", "DISPLAY:None"])
def test_what_is_hidden_in_a_heading_is_no_part_of_it(style: str) -> None:
    text = page(
        f"<h1>Cold</h1>{paragraphs('One')}<h2>Rest<i style='{style}'> more</i></h2>"
        f"{paragraphs('Two')}"
    )
    article = read_article_bytes(text.encode(), "cold.html")
    assert [section.heading for section in article.sections] == ["Cold", "Rest"]


@pytest.mark.parametrize("name", HIDDEN_BY_STYLE)
def test_a_piece_of_a_note_that_a_style_hides_is_left_out(name: str) -> None:
    words = words_of(with_back_link(HIDDEN_BY_STYLE[name]))
    assert "J Wool 2011" in words
    assert "Back to the text" not in words


@pytest.mark.parametrize("name", SHOWN_BY_STYLE)
def test_a_piece_of_a_note_that_no_style_hides_for_all_readers_is_kept(name: str) -> None:
    assert "Back to the text" in words_of(with_back_link(SHOWN_BY_STYLE[name]))


def test_a_style_leaves_out_no_sentence_and_nothing_that_opens() -> None:
    parts = (
        f"<p>{LONG} <span class='more'>It was warm.</span></p>",
        f"<div class='part'><p>{LONG} Wanted.</p></div>",
        f"<p>{LONG} <b aria-expanded='false'>See</b> <i class='part'>Seen below.</i></p>",
    )
    style = "<style>.more, .part { display: none }</style>"
    words = words_of(page(f"<h1>Warm packs</h1>{''.join(parts)}{paragraphs('One')}", head=style))
    for kept in ("It was warm.", "Wanted.", "Seen below."):
        assert kept in words


def test_the_style_of_a_page_without_scripts_is_not_read() -> None:
    html = with_back_link("").replace(
        "</head>", "<noscript><style>.back{display:none}</style></noscript></head>"
    )
    assert "Back to the text" in words_of(html)


def test_the_facts_of_an_infobox_are_text_and_a_notice_in_one_is_not() -> None:
    facts = (
        "<table class='infobox'><tr><th class='infobox-label'>Onset</th>"
        "<td class='infobox-data'><a href='/40'>40 years</a></td></tr><tr>"
        "<th class='infobox-label'>Share</th><td class='infobox-data'>3%</td></tr></table>"
    )
    notice = "<table class='infobox'><tr><td>Edit this page</td></tr></table>"
    prose = "<p>The toes are cold in the evening, at the stove, and nobody knows why.</p>" * 4
    text = words_of(page(f"<h1>Toes</h1>{facts}{notice}{prose}", title="Toes"))
    assert "Onset | 40 years\n\nShare | 3%\n\nThe toes" in text
    assert "Edit" not in text


@pytest.mark.parametrize(
    "label", ["Listen", "Share", "More", "5432 <b>Accesses</b>", "1,2k views", "Download citation"]
)
def test_buttons_and_counts_around_the_text_are_left_out(label: str) -> None:
    text = paragraphs("One", "Two")
    plain = words_of(article(text))
    assert words_of(article(f"<ul><li><p>{label}</p></li></ul>", text)) == plain
    assert words_of(article(text, f"<div>{label}</div>")) == plain


@pytest.mark.parametrize(
    "line",
    [
        "<p>Share</p>",
        "<h2>Share</h2>",
        "<p>Share the pack.</p>",
        "<p>Share <i>Two</i></p>",
    ],
)
def test_a_word_between_paragraphs_is_text(line: str) -> None:
    assert "Share" in words_of(article(paragraphs("One"), line, paragraphs("Two")))


@pytest.mark.parametrize(
    ("lines", "is_left_out"),
    [
        (("Keywords: packs", "Citation: Holm A (2004)", "*Correspondence: Ada Holm"), True),
        (("Received: 2 May 2003; Accepted: 1 June 2003", "Keywords: packs", "Edited by:"), True),
        (("Keywords: packs", "The packs of the second winter were red.", "Nobody knew."), False),
        (("Citation: Holm A (2004)", "Keywords: packs", "Received: 2 May", LONG * 15), False),
    ],
)
def test_the_lines_of_a_journal_below_its_references_are_left_out(
    lines: tuple[str, ...], is_left_out: bool
) -> None:
    cited = f"<p>{LONG}<a id='r1' href='#n1'>1</a></p>"
    notes = "<h2>References</h2><ol><li id='n1'>Lund O, 2001. <a href='#r1'>↩</a></li></ol>"
    below = "".join(f"<p>{line}</p>" for line in lines)
    html = article(paragraphs("One"), cited, notes, f"<div>{below}</div>")
    read = read_article_bytes(html.encode(), "page.html")
    assert [one.heading for one in read.sections] == ["Warm packs", "References"][: 2 - is_left_out]
    assert len(read.notes) == 1


def test_a_line_of_a_sign_does_not_keep_a_byline_in_the_text() -> None:
    byline = "<div>·</div><div><span>4 min read</span>·<span>Jun 3, 2021</span></div><p>More</p>"
    text = paragraphs("One", "Two")
    assert words_of(article(byline, text)) == words_of(article(text))
    assert words_of(article("<div>·</div>", text)).startswith("\nWarm packs\n·\n\n")


def test_a_word_as_a_heading_is_a_heading() -> None:
    assert "\nMore\n" in words_of(article(f"<h2>More</h2><p>{LONG}</p><p>{SHORT}</p>"))


CITATION = "<p>Holm, A. Warm packs. Packs 3, 5 (2011). https://doi.org/10.9999/p.3</p>"
HISTORY = (
    "<ul><li><p>Received: <time datetime='2010-11-24'>24 November 2010</time></p></li>"
    "<li><p>Published: <time datetime='2011-07-19'>19 July 2011</time></p></li>"
    "<li><p>DOI: https://doi.org/10.9999/p.3</p></li></ul>"
)


@pytest.mark.parametrize(
    "imprint",
    [
        f"<h2>About this article</h2><h3>Cite this article</h3>{CITATION}{HISTORY}",
        f"<h2>Article information</h2>{HISTORY}<h3>Keywords</h3><p>packs</p>",
        f"<h2>How to cite this article</h2>{CITATION}",
        f"<h2>Über diesen Artikel</h2>{HISTORY}",
        "<h2>Rights and permissions</h2><p>Open Access. Creative Commons Attribution 4.0.</p>",
        "<h2>Publisher’s Note</h2><p>Packs Press remains neutral with regard to maps.</p>",
        "<h2>Copyright</h2><p>© 2011 The Authors.</p>",
    ],
)
def test_the_imprint_of_an_article_is_no_text(imprint: str) -> None:
    text = paragraphs("One", "Two")
    assert words_of(article(text, imprint)) == words_of(article(text))


@pytest.mark.parametrize(
    "section",
    [
        f"<h2>About this article</h2><p>{SHORT}</p><p>{LONG}</p>",
        f"<h2>How to cite</h2>{f'<p>{LONG}</p>' * 4}",
        f"<h2>Methods</h2>{HISTORY}<p>{SHORT}</p>",
        f"<h2>Licence</h2><p>{SHORT}</p>",
        f"<h2>Licence</h2><p>© 2011.</p>{f'<p>{LONG}</p>' * 9}",
    ],
)
def test_a_section_about_an_article_that_has_text_is_kept(section: str) -> None:
    heading = re.findall("<h2>(.*?)</h2>", section)[0]
    assert heading in words_of(article(paragraphs("One", "Two"), section))


def test_the_day_on_which_an_article_was_received_is_not_its_date() -> None:
    page = article(paragraphs("One", "Two"), f"<h2>About this article</h2>{HISTORY}")
    assert read_article_bytes(page.encode(), "page.html").published == "2011-07-19"


def test_affiliations_below_the_title_are_no_text() -> None:
    affiliations = (
        "<div class='art-affiliations'><div class='affiliation'><div class='affiliation-item'>"
        "<sup>1</sup></div><div class='affiliation-name'>Department of Packs, 22100 Lund, Sweden"
        "</div></div></div><div class='pubhistory'>Submission received: 4 May 2021</div>"
    )
    text = paragraphs("One", "Two")
    assert words_of(article(affiliations, text)) == words_of(article(text))
