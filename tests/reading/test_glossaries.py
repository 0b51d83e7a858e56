"""Pages with lists of terms and definitions in; the sections of the definitions out."""

from __future__ import annotations

import pytest

from painsci_search import Index
from painsci_search.model import Article
from painsci_search.reading.forms.html import read_page

PROSE = "<p>Feet are cold in the evening, and socks help a little, as the helpers wrote.</p>" * 3
TERMS = (
    "<dl><dt id='sock'>Sock</dt><dd>A bag of wool for one foot.</dd>"
    "<dt id='stove'>Stove</dt><dt>Oven</dt><dd>A box with a fire in it.</dd><dd>It warms feet.</dd>"
    "<dt>Tub</dt><dd>A box with water in it.</dd></dl>"
)


def read(body: str) -> Article:
    return read_page(f"<article><h1>Words of feet</h1>{PROSE}{body}</article>", "words.html")


def outline(article: Article) -> list[tuple[str, str, bool, int, str]]:
    return [
        (each.heading, each.anchor, each.anchor_in_page, each.level, each.text)
        for each in article.sections[1:]
    ]


def test_a_definition_is_a_section_with_the_anchor_of_its_term() -> None:
    assert outline(
        read(f"<h2 id='words'>Words</h2>{TERMS}<h2 id='end'>End</h2><p>No more.</p>")
    ) == [
        ("Words", "words", True, 2, ""),
        ("Sock", "sock", True, 3, "A bag of wool for one foot."),
        ("Stove, Oven", "stove", True, 3, "A box with a fire in it.\n\nIt warms feet."),
        ("Tub", "tub", False, 3, "A box with water in it."),
        ("End", "end", True, 2, "No more."),
    ]


def test_the_text_after_a_glossary_is_of_the_section_around_it() -> None:
    article = read(f"{TERMS}<p>So much for words.</p><h2>End</h2><p>No more.</p>")
    assert [(each.heading, each.path) for each in article.sections] == [
        ("Words of feet", ()),
        ("Sock", ()),
        ("Stove, Oven", ()),
        ("Tub", ()),
        ("Words of feet", ()),
        ("End", ()),
    ]
    assert article.sections[4].text == "So much for words."
    assert not article.sections[4].anchor_in_page


def test_a_glossary_in_a_definition_is_below_its_term() -> None:
    inner = "<dl><dt id='a'>Heel</dt><dd>Its end.</dd><dt id='b'>Toe</dt><dd>Its tip.</dd></dl>"
    terms = (
        f"<dt id='sock'>Sock</dt><dd>A bag.{inner}Of wool.</dd><dt id='c'>Tub</dt><dd>A box.</dd>"
    )
    article = read(f"<h2>Words</h2><dl>{terms}</dl>")
    assert [(each.heading, each.path, each.text) for each in article.sections[2:]] == [
        ("Sock", ("Words",), "A bag."),
        ("Heel", ("Words", "Sock"), "Its end."),
        ("Toe", ("Words", "Sock"), "Its tip."),
        ("Sock", ("Words",), "Of wool."),
        ("Tub", ("Words",), "A box."),
    ]


@pytest.mark.parametrize(
    "listed",
    [
        "<dl><dt>Ada</dt><dd>Are your feet cold?</dd><dt>Ben</dt><dd>They are.</dd></dl>",
        "<dl><dt id='a'>1</dt><dd>A first point.</dd><dt id='b'>2</dt><dd>A second one.</dd></dl>",
        "<dl><dt id='a'>Sock</dt><dd>A bag of wool, alone.</dd></dl>",
        "<dl><dt id='a'>Sock</dt><dt id='b'>Stove</dt></dl>",
    ],
)
def test_another_list_is_text_of_its_section(listed: str) -> None:
    assert outline(read(listed)) == []


def test_a_hit_shows_a_term_with_its_definition(index: Index) -> None:
    index.add(read(TERMS))
    (hit,) = index.search("wool", per_article=1)
    assert (hit.heading, hit.anchor) == ("Sock", "sock")
    assert hit.snippet.text == "A bag of wool for one foot."
    (hit,) = index.search("heading:oven")
    assert hit.snippet.text.startswith("A box with a fire in it.")


WORDS = ["Boot", "Heel", "Oven", "Sock", "stove", "Tub"]
LONG = "A thing that keeps feet warm in the evening, as the helpers say."


def listed(terms: list[str], definition: str = LONG) -> str:
    return f"<dl>{''.join(f'<dt>{term}</dt><dd>{definition}</dd>' for term in terms)}</dl>"


@pytest.mark.parametrize(
    ("before", "terms"),
    [("", WORDS), ("<h2>Glossary</h2>", WORDS[:1:-1]), ("<h3>Begriffe</h3>", WORDS[3:1:-1])],
)
def test_terms_without_anchors_are_known_by_their_order_or_heading(
    before: str, terms: list[str]
) -> None:
    sections = read(before + listed(terms)).sections
    assert [(one.heading, one.text) for one in sections if one.heading in WORDS] == [
        (term, LONG) for term in terms
    ]
    assert not any(one.anchor_in_page for one in sections if one.heading in WORDS)


@pytest.mark.parametrize(
    "body",
    [
        listed(WORDS[:5]),
        listed([*WORDS[:5], "Axe"]),
        listed(WORDS, "Warm."),
        f"<h2>Glossary</h2>{listed(WORDS, 'Warm.')}",
        f"<h2>What was asked</h2>{listed(WORDS[::-1])}",
        f"<h2>Glossary</h2><p>Some words.</p>{listed(WORDS[::-1])}",
    ],
)
def test_other_lists_without_anchors_are_text(body: str) -> None:
    assert not set(WORDS) & {section.heading for section in read(body).sections}
