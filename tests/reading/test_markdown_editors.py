"""Markdown of editors of notes and generators of sites: properties, directives, roles, modules."""

from __future__ import annotations

import pytest

from painsci_search.model import Article
from painsci_search.reading import read_article_bytes

HEAT = "Lund A. Warmth and stiff backs. Spine. 2011;36:512-519."
REST = "Berg O. Bed rest and walking. Eur J Pain. 2014;18:101-109."


def read(text: str, name: str = "backs.md") -> Article:
    return read_article_bytes(text.encode(), name)


@pytest.mark.parametrize(
    "text",
    [
        "# Backs\n\nAuthor: Ada Example\nTags: knee, hip\nURL: https://a.example/b\n\nWalk.\n",
        "# Backs\n\nauthor:: [[Ada Example]]\ntags:: knee, hip\nsource:: https://a.example/b\n\nWalk.",
        "title:: Backs\nauthor:: Ada Example\ntags:: knee, hip\nurl:: https://a.example/b\n\nWalk.\n",
    ],
)
def test_the_properties_of_a_page_are_metadata(text: str) -> None:
    article = read(text)
    assert (article.title, article.authors) == ("Backs", ("Ada Example",))
    assert (article.url, article.tags) == ("https://a.example/b", ("knee", "hip"))
    assert [section.text for section in article.sections] == ["Walk."]


def test_lines_below_a_title_that_name_no_known_fields_are_text() -> None:
    text = "Rule one: walk a lot.\nRule two: sleep a lot."
    assert read(f"# Backs\n\n{text}\n\nEnd.\n").sections[0].text.startswith("Rule one: walk")


def test_the_properties_of_blocks_are_no_text() -> None:
    text = read(
        "# Backs\n\n- They ache.\n  id:: 12ab\n  collapsed:: true\n- They heal.\n"
    ).sections[0]
    assert text.text == "They ache.\n\nThey heal."


def test_names_of_characters_in_a_title_are_read() -> None:
    assert read("---\ntitle: Backs &amp; knees\n---\nWalk.").title == "Backs & knees"


def test_a_title_in_html_above_all_headings_is_the_title() -> None:
    text = '<h1 align="center">\n  <img src="a.png"><br>\n  Backs\n</h1>\n\n## Why\n\nWalk.\n'
    article = read(text)
    assert (article.title, article.sections[-1].path) == ("Backs", ())


@pytest.mark.parametrize(
    "part",
    [
        "<!-- TOC -->\n- [Why](#why)\n<!-- /TOC -->",
        "<!-- toc -->\n- [Why](#why)\n<!-- tocstop -->",
        "{% comment %}\nhidden\n{% endcomment %}",
        "{/* hidden */}",
        "```{r setup, include=FALSE}\nlibrary(x)\n```",
        "import Tabs from '@site/Tabs';\nimport './a.css'\nexport const x = 1;",
    ],
)
def test_what_a_generator_leaves_out_is_no_text(part: str) -> None:
    assert read(f"# Backs\n\n{part}\n\nWalk.\n").sections[0].text == "Walk."


def test_a_module_in_code_stays() -> None:
    assert "import a from 'b'" in read("# A\n\n```js\nimport a from 'b'\n```\n").sections[0].text


def test_directives_and_roles_of_sphinx_are_text() -> None:
    text = read(
        "(backs)=\n# Backs\n\n"
        "See {cite:p}`lund2011,berg2014` and {ref}`the part <part>`, H{sub}`2`O.\n\n"
        "```{note}\n:class: tip\nWalk *well*.\n```\n\n"
        ":::{admonition} Rules\n:class: tip\nSleep.\n:::\n\n"
        "````{figure} a.png\n:name: fig\n\nA back.\n````\n\n% a remark\n+++\n\n"
        "```{bibliography}\n:all:\n```\n\n```{code-block} python\nx = 1\n```\n"
    ).sections[0]
    assert text.text == (
        "See [@lund2011; @berg2014] and the part, H₂O.\n\nWalk well.\n\nRules\n\nSleep.\n\n"
        "A back.\n\nx = 1"
    )


def test_a_link_whose_words_are_in_two_pairs_of_brackets_is_a_link() -> None:
    text = read(
        "# Backs\n\nThey heal [[a]][web] or [[b]][c].\n\n[web]: https://a.example/"
    ).sections[0]
    assert [mark.target for mark in text.marks] == ["https://a.example/"]


@pytest.mark.parametrize(
    ("markers", "notes"),
    [
        (
            ("[1](#footnote-1)", "[2](#footnote-2)"),
            "[1](#footnote-anchor-1)\n\n{heat}\n\n[2](#footnote-anchor-2)\n\n{rest}",
        ),
        (("[1]", "[2]"), "[1]: {heat}\n[2]: {rest}"),
        (
            ("[[1]](#r1)", "[[2]](#r2)"),
            '<a name="r1"></a>[1] {heat}\n<a name="r2"></a>[2] {rest}',
        ),
    ],
    ids=["numbers alone", "colons", "targets before numbers"],
)
def test_notes_below_a_text(markers: tuple[str, str], notes: str) -> None:
    text = f"# Backs\n\nWarmth helps{markers[0]} and so do walks{markers[1]}.\n\n"
    article = read(text + notes.replace("{heat}", HEAT).replace("{rest}", REST))
    assert article.sections[0].text == "Warmth helps and so do walks."
    assert [(note.label, note.text) for note in article.notes] == [("1", HEAT), ("2", REST)]
    assert [ref.label for ref in article.sections[0].note_refs] == ["1", "2"]


def test_a_definition_of_a_link_is_no_note() -> None:
    text = '# Backs\n\nThey [heal][1].\n\n[1]: https://a.example/ "A page of rules"\n'
    article = read(text)
    assert (article.sections[0].text, article.notes) == ("They heal.", ())
